"""What do your own numbers say?"""

import streamlit as st

from pages.shared import evidence_view, inputs, state
from pages.shared.words import N_

words = state.words()
plan = inputs.usable_plan()

st.subheader(words.text(N_("Own numbers: what do your exports say about the next period?")), anchor=False)
evidence_view.upload(words)
evidence_view.files(words)
history = evidence_view.selection(words)
if history is not None:
    evidence_view.beliefs(words, plan, history)
    evidence_view.campaigns(words, plan, history)
    evidence_view.hindsight(words, history)
evidence_view.orders(words, plan)
