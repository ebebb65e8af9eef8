"""Will this budget pay for its orders?"""

import streamlit as st

from pages.frame import visit
from pages.parts.plan import answer, files, keeping, pictures, whose
from simulator.questions.figures import figures_of

words = visit.words()
plan, baseline = visit.usable_plan(), visit.baseline()
figures = figures_of(plan)

st.subheader(words.text("Plan: will this budget pay for its orders?"), anchor=False)
answer.verdict(words, plan, figures)
answer.click_price(words, plan)
whose.whose(words, plan)
answer.key_figures(words, plan, figures, baseline)
pictures.draw(words, plan, figures, baseline)
keeping.keeping(words)
files.figures_table(words, plan, figures)
files.downloads(words)
