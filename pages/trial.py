"""How many clicks before I know?"""

import streamlit as st

from pages.shared import inputs, state, trial_view
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Test: how many clicks before I know?")), anchor=False)
plan = inputs.usable_plan()
found = trial_view.asked(words, plan)
if found is not None:
    trial_view.sentence(words, plan, found)
    trial_view.key_figures(words, plan, found)
    trial_view.sure_chart(words, found)
    trial_view.worth_chart(words, plan, found)
    trial_view.running(words, plan, found)
    trial_view.pause_rule(words, plan, found)
    trial_view.table(words, plan, found)
    trial_view.worth_learning(words, plan, found.trial)
    trial_view.downloads(words, plan, found)
