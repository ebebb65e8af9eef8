"""Which plan is better?"""

import streamlit as st

from pages.shared import compare_view, inputs, state
from pages.shared.words import N_

words = state.words()
plan = inputs.standing().plan
shown = compare_view.entries(words, plan)

st.subheader(words.text(N_("Compare: which plan is better?")), anchor=False)
if len(shown) > 1:
    compare_view.ranking(words, shown)
    compare_view.table(words, shown)
    compare_view.keeping(words, plan, shown)
    compare_view.profit_chart(words, shown)
    compare_view.pair(words, shown)
    compare_view.files(words, opened=False)
    compare_view.downloads(words, shown)
else:
    compare_view.alone(words, plan)
    compare_view.files(words, opened=True)
