"""Will this budget pay for its orders?"""

import streamlit as st

from pages.frame import visit
from pages.parts.plan import answer, keeping

words = visit.words()
st.subheader(words.text("Plan: will this budget pay for its orders?"), anchor=False)
answer.drawn(words)
keeping.keeping(words)
keeping.figures_table(words)
keeping.downloads(words)
