"""Should I test first, and how long?"""

import streamlit as st

from pages.frame import visit
from pages.parts.trial import answer, pictures, running, tables

words = visit.words()
st.subheader(words.text("Test: should I test first, and how long?"), anchor=False)
plan = visit.usable_plan()
above = st.container()  # on a phone, what comes first is all that is in view
now = st.container()
summary = answer.trial_input(words, plan)
if summary is not None:
    with above:
        answer.sentence(words, plan, summary)
        answer.key_figures(words, plan, summary)
    with now:  # what to do next stands before what the answer was made from
        running.running(words, plan, summary)
    pictures.sure_chart(words, summary)
    pictures.worth(words, plan, summary)
    running.pause_rule(words, plan, summary)
    tables.table(words, plan, summary)
    tables.worth_learning(words, plan, summary.trial)
    tables.downloads(words, plan, summary)
