"""What may an order cost from whom?"""

import streamlit as st

from pages.frame import visit
from pages.parts.segments import answer, table

words = visit.words()
st.subheader(words.text("Segments: what may an order cost from whom?"), anchor=False)
plan = visit.usable_plan()
above = st.container()
asked = table.asked(words, plan)
with above:
    judged = answer.judged(words, plan, asked)
    if judged is not None:
        answer.sentence(words, plan, judged)
        answer.key_figures(words, plan, judged)
if judged is not None:
    answer.ceilings_chart(words, plan, judged)
    answer.table(words, plan, judged)
    answer.bids_table(words, plan, judged)
answer.downloads(words, asked)
