"""What do your own numbers say?"""

import streamlit as st

from pages.frame import visit
from pages.parts.own_numbers import beliefs, campaigns, files, hindsight, joined, orders, selection

words = visit.words()
plan = visit.usable_plan()

st.subheader(words.text("My data: what do your exports say about the next period?"), anchor=False)
files.upload(words)
files.files(words)
part = selection.selection(words)
beliefs.suspicions(words)
if part is not None and beliefs.beliefs(words, plan, part):
    campaigns.campaigns(words, plan, part)
    hindsight.hindsight(words, part, plan.scenario.period_days)
joined.joined(words)
orders.orders(words, plan)
