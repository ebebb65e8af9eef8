"""Which input decides?"""

import streamlit as st

from pages.frame import visit
from pages.parts.drivers import answer, one_input, two_inputs
from simulator import drivers_of, figures_of

words = visit.words()
st.subheader(words.text("What matters: which number decides?"), anchor=False)
plan = visit.usable_plan()
drivers, figures = drivers_of(plan), figures_of(plan)
answer.sentence(words, plan, drivers, figures)
if answer.anything_decides(drivers):
    view = answer.view_chooser(words)
    if view == answer.MAP:
        two_inputs.two_inputs(words, plan, drivers)
    else:
        one_input.one_input(words, plan, drivers, figures, view)
