"""Will this budget pay for its orders?"""

import streamlit as st

from pages.shared import answer, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Plan: will this budget pay for its orders?")), anchor=False)
answer.drawn(words)
answer.keeping(words)
answer.figures_table(words)
answer.downloads(words)
