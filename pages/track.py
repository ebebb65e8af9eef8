"""Is the period on plan, and will it still pay?"""

import streamlit as st

from pages.frame import season, visit
from pages.parts.track import afterwards, answer, handing_on, inputs, pictures, tables

words = visit.words()
plan = visit.usable_plan()

st.subheader(words.text("Track: is the period on plan, and will it still pay?"), anchor=False)
above = st.container()  # on a phone, what comes first is all that is in view
inputs.inputs(words)
with above:
    now = inputs.running(words, plan)
    if now is not None:
        answer.sentence(words, plan, now)
        inputs.remarks(words, now)
season.events(words, with_first_day=False)
if now is not None and now.figures.is_unclear:
    tables.gap(words, plan, now)
elif now is not None:
    pictures.path(words, plan, now)
    tables.gap(words, plan, now)
    tables.rest(words, plan, now)
    handing_on.draw(words, plan, now)
    tables.downloads_of(words, now)
afterwards.afterwards(words)
