"""Which plan is better?"""

from functools import partial

import streamlit as st

from pages.frame import visit
from pages.parts.compare import answer, handing_on, keeping, pair, pictures, plans, tables
from pages.parts.start.files import file_loader

words = visit.words()
plan = visit.usable_plan()
entries = plans.entries(words, plan)
load = partial(file_loader, words, "compare")

st.subheader(words.text("Compare: which plan is better?"), anchor=False)
if len(entries) > 1:
    answer.ranking(words, entries)
    tables.table(words, entries)
    keeping.keeping(words, plan, entries)
    pictures.profit_chart(words, entries)
    pair.pair(words, entries)
    keeping.files(words, load, opened=False)
    handing_on.draw(words, entries)
    tables.downloads(words, entries)
else:
    keeping.alone(words, plan)
    keeping.files(words, load, opened=True)
