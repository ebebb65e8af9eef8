"""What does the whole shop earn from the ads?"""

import streamlit as st

from pages.frame import visit
from pages.parts.omnichannel import answer, bridge, inputs, results, tables

words = visit.words()
st.subheader(words.text("Stores: what does the whole shop earn from the ads?"), anchor=False)
plan = visit.usable_plan()
shop, refusal = results.shop(plan)
answer.problems(words, refusal)
if shop is not None:
    answer.example(words)
    answer.sentence(words, plan, shop)
    answer.key_figures(words, plan, shop)
left, right = st.columns([2, 3], gap="medium")
with left:
    inputs.inputs(words, plan, refusal)
with right:
    measure = bridge.measure_chooser(words, shop)
    if shop is not None:
        bridge.bridge(words, plan, shop, measure)
        bridge.store_orders(words, plan, shop)
tables.all_tables(words, plan, shop)
