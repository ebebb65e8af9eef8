"""What do the words mean, and how is the answer worked out?"""

import streamlit as st

from pages.frame import visit
from pages.parts.glossary import answer

words = visit.words()

st.subheader(words.text("Glossary: what do the words mean?"), anchor=False)
wanted = answer.search(words)
if wanted:
    answer.results(words, wanted)
else:
    answer.groups(words)
