"""Which input decides?"""

import streamlit as st

from pages.shared import drivers_view, inputs, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Drivers: which input decides?")), anchor=False)
plan = inputs.usable_plan()
drivers, figures = state.drivers(plan), state.figures(plan)
drivers_view.sentence(words, plan, drivers, figures)
if drivers_view.anything_decides(drivers):
    view = drivers_view.view_chooser(words)
    if view == drivers_view.MAP:
        drivers_view.two_inputs(words, plan, drivers)
    else:
        drivers_view.one_input(words, plan, drivers, figures, view)
