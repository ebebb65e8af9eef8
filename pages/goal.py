"""What would have to be true?"""

import streamlit as st

from pages.frame import visit
from pages.parts.goal import answer, ways

words = visit.words()
st.subheader(words.text("Goal seek: what would have to be true?"), anchor=False)
plan = visit.usable_plan()
goal = answer.wanted(words, plan)
if goal is not None:
    asked = answer.asked(words, plan, goal)
    answer.standing(words, plan, asked)
    answer.sentence(words, plan, asked)
    ways.ways(words, plan, asked)
    ways.no_ways(words, asked)
    ways.table(words, asked)
