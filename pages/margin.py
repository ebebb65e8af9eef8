"""What is the most an order may cost?"""

import streamlit as st

from pages.shared import inputs, margin_view, state
from pages.shared.words import N_

words = state.words()
plan = inputs.standing().plan
margin = state.margin(plan)
figures = state.figures(plan)

st.subheader(words.text(N_("Margin: what is the most an order may cost?")), anchor=False)
margin_view.sentence(words, plan, margin, figures)
margin_view.key_figures(words, plan, margin, figures, state.baseline())
margin_view.waterfall(words, plan, margin)
margin_view.steps_table(words, plan, margin)
margin_view.repeat_purchases(words, plan, margin, figures)
