"""How many clicks before I know?"""

import streamlit as st

from pages.frame import visit
from pages.parts.trial import answer, pictures, running, tables

words = visit.words()
st.subheader(words.text("Test: how many clicks before I know?"), anchor=False)
plan = visit.usable_plan()
found = answer.asked(words, plan)
if found is not None:
    answer.sentence(words, plan, found)
    answer.key_figures(words, plan, found)
    pictures.sure_chart(words, found)
    pictures.worth_chart(words, plan, found)
    running.running(words, plan, found)
    running.pause_rule(words, plan, found)
    tables.table(words, plan, found)
    tables.worth_learning(words, plan, found.trial)
    tables.downloads(words, plan, found)
