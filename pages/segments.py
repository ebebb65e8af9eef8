"""What may an order cost from whom?"""

import streamlit as st

from pages.frame import visit
from pages.parts.segments import answer, table, tables

words = visit.words()
st.subheader(words.text("Segments: for which customers do ads pay?"), anchor=False)
plan = visit.usable_plan()
above = st.container()
segmentation = table.segmentation(words, plan)
with above:
    bids = answer.segment_bids(words, plan, segmentation)
    if bids is not None:
        answer.sentence(words, plan, bids, is_example=segmentation is not None and segmentation.is_example)
        answer.key_figures(words, plan, bids)
if bids is not None:
    answer.ceilings_chart(words, plan, bids)
    tables.one_bid_table(words, plan, bids)
    tables.own_bids_table(words, plan, bids)
tables.downloads(words, segmentation)
