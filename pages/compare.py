"""Which plan is better?"""

import streamlit as st

from pages.frame import visit
from pages.parts.compare import answer, pair, plans

words = visit.words()
plan = visit.standing().plan
shown = plans.entries(words, plan)

st.subheader(words.text("Compare: which plan is better?"), anchor=False)
if len(shown) > 1:
    answer.ranking(words, shown)
    answer.table(words, shown)
    answer.keeping(words, plan, shown)
    answer.profit_chart(words, shown)
    pair.pair(words, shown)
    answer.files(words, opened=False)
    answer.downloads(words, shown)
else:
    answer.alone(words, plan)
    answer.files(words, opened=True)
