"""What may an order cost from whom?"""

import streamlit as st

from pages.shared import inputs, segments_input, segments_view, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Segments: what may an order cost from whom?")), anchor=False)
plan = inputs.usable_plan()
above = st.container()
asked = segments_input.asked(words, plan)
with above:
    judged = segments_view.judged(words, plan, asked)
    if judged is not None:
        segments_view.sentence(words, plan, judged)
        segments_view.key_figures(words, plan, judged)
if judged is not None:
    segments_view.ceilings_chart(words, plan, judged)
    segments_view.table(words, plan, judged)
    segments_view.bids_table(words, plan, judged)
segments_view.downloads(words, asked)
