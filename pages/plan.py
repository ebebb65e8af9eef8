"""Will this budget pay for its orders?"""

import streamlit as st

from pages.shared import answer, inputs, state
from pages.shared.words import N_

words = state.words()
plan = inputs.usable_plan()
figures = state.figures(plan)
kept = state.baseline()

st.subheader(words.text(N_("Plan: will this budget pay for its orders?")), anchor=False)
answer.verdict(words, plan, figures)
answer.key_figures(words, plan, figures, kept)
profit, cpo = st.columns(2, gap="medium")
with profit:
    answer.profit_chart(words, plan, figures, kept)
with cpo:
    answer.cpo_chart(words, plan, figures, kept)
answer.keeping(words, plan, kept)
answer.figures_table(words, plan, figures)
answer.downloads(words, plan)
