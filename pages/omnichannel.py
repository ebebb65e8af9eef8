"""What does the whole shop earn from the ads?"""

import streamlit as st

from pages.frame import visit
from pages.parts.omnichannel import answer, bridge, inputs, tables

words = visit.words()
st.subheader(words.text("Omnichannel: what does the whole shop earn from the ads?"), anchor=False)
plan = visit.usable_plan()
shop = answer.asked_for(words, plan)
if shop is not None:
    answer.sentence(words, plan, shop)
    answer.key_figures(words, plan, shop)
entered, led = st.columns([2, 3], gap="medium")
with entered:
    inputs.entering(words, plan)
with led:
    measure = bridge.measure_chooser(words, plan)
    if shop is not None:
        bridge.bridge(words, plan, shop, measure)
        bridge.store_orders(words, plan, shop)
tables.rules(words)
tables.tables(words)
