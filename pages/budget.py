"""How much should I spend?"""

import streamlit as st

from pages.shared import budget_files, budget_more, budget_view, inputs, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Budget: how much should I spend?")), anchor=False)
plan = inputs.usable_plan()
spending = state.spending(plan)
budget_view.sentence(words, plan, spending)
budget_view.notable_budgets(words, plan, spending)
budget_view.pictures(words, plan, spending)
budget_view.table(words)
budget_more.elasticity(words)
budget_more.wanted(words)
budget_more.daily(words)
budget_more.months(words)
budget_files.downloads(words)
