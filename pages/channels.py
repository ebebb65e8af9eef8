"""Where should the next euro go?"""

import streamlit as st

from pages.shared import channels_input, channels_more, channels_view, inputs, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Channels: where should the next euro go?")), anchor=False)
plan = inputs.usable_plan()
above = st.container()
channels_input.draw(words, plan)
with above:
    channels_view.answer(words, plan)
channels_more.details(words, plan)
channels_more.downloads(words)
