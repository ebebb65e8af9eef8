"""What would have to be true?"""

import streamlit as st

from pages.frame import visit
from pages.parts.goal import answer, ways

words = visit.words()
st.subheader(words.text("What must change to reach my goal?"), anchor=False)
plan = visit.usable_plan()
goal = answer.goal_input(words, plan)
if goal is not None:
    search = answer.search(words, plan, goal)
    answer.changed_plan(words, plan, search)
    answer.sentence(words, plan, search)
    ways.ways(words, plan, search)
    ways.no_ways(words, search)
    ways.table(words, search)
