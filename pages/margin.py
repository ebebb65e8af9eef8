"""What is the most an order may cost?"""

import streamlit as st

from pages.frame import visit
from pages.parts.margin import answer, later_orders, steps
from simulator import figures_of, margin_of

words = visit.words()
plan = visit.usable_plan()
margin = margin_of(plan)
figures = figures_of(plan)

st.subheader(words.text("Margin: how much can you afford for an order?"), anchor=False)
answer.sentence(words, plan, margin, figures)
answer.key_figures(words, plan, margin, figures, visit.baseline())
steps.waterfall(words, plan, margin)
steps.steps_table(words, plan, margin)
later_orders.repeat_purchases(words, plan, margin, figures)
