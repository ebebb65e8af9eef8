"""What is the most an order may cost?"""

import streamlit as st

from pages.frame import plan_results, visit
from pages.parts.margin import answer, later_orders, steps

words = visit.words()
plan = visit.usable_plan()
margin = plan_results.margin(plan)
figures = plan_results.figures(plan)

st.subheader(words.text("Margin: how much can you afford for an order?"), anchor=False)
answer.sentence(words, plan, margin, figures)
answer.key_figures(words, plan, margin, figures, visit.baseline())
steps.waterfall(words, plan, margin)
steps.steps_table(words, plan, margin)
later_orders.repeat_purchases(words, plan, margin, figures)
