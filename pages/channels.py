"""How should I split my money?"""

import streamlit as st

from pages.frame import visit
from pages.parts.channels import answer, details, files, handing_on, table

words = visit.words()
st.subheader(words.text("Channels: how should I split my money?"), anchor=False)
plan = visit.usable_plan()
above = st.container()
question = table.draw(words, plan)
with above:
    answer.answer(words, plan, question)
details.details(words, plan, question)
handing_on.draw(words, plan, question.value)
files.downloads(words, question.value)
