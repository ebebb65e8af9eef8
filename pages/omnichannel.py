"""What does the whole shop earn from the ads?"""

import streamlit as st

from pages.shared import inputs, omnichannel_view, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Omnichannel: what does the whole shop earn from the ads?")), anchor=False)
plan = inputs.usable_plan()
shop = omnichannel_view.asked_for(words, plan)
if shop is not None:
    omnichannel_view.sentence(words, plan, shop)
    omnichannel_view.key_figures(words, plan, shop)
entered, led = st.columns([2, 3], gap="medium")
with entered:
    omnichannel_view.entering(words, plan)
with led:
    measure = omnichannel_view.measure_chooser(words, plan)
    if shop is not None:
        omnichannel_view.bridge(words, plan, shop, measure)
        omnichannel_view.store_orders(words, plan, shop)
omnichannel_view.rules(words)
omnichannel_view.tables(words)
