"""What do your own numbers say?"""

import streamlit as st

from pages.shared import evidence_view, exports_view, inputs, state
from pages.shared.words import N_

words = state.words()
plan = inputs.usable_plan()

st.subheader(words.text(N_("Own numbers: what do your exports say about the next period?")), anchor=False)
exports_view.upload(words)
exports_view.files(words)
chosen = evidence_view.selection(words)
if chosen is not None and evidence_view.beliefs(words, plan, chosen):
    evidence_view.campaigns(words, plan, chosen)
    evidence_view.hindsight(words, chosen)
evidence_view.orders(words, plan)
