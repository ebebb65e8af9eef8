"""What would have to be true?"""

import streamlit as st

from pages.shared import goal_view, inputs, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Goal seek: what would have to be true?")), anchor=False)
plan = inputs.usable_plan()
goal = goal_view.wanted(words, plan)
if goal is not None:
    asked = goal_view.asked(words, plan, goal)
    goal_view.standing(words, plan, asked)
    goal_view.sentence(words, plan, asked)
    goal_view.ways(words, plan, asked)
    goal_view.no_ways(words, asked)
    goal_view.table(words, asked)
