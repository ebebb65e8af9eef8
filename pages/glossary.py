"""What do the words mean, and how is the answer worked out?"""

import streamlit as st

from pages.shared import glossary_view, state
from pages.shared.words import N_

words = state.words()

st.subheader(words.text(N_("Glossary and method: what do the words mean?")), anchor=False)
wanted = glossary_view.search(words)
if wanted:
    glossary_view.found(words, wanted)
else:
    glossary_view.groups(words)
