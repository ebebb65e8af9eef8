"""Will these ads pay off?"""

import streamlit as st

from pages.frame import season, visit
from pages.frame.device import is_phone
from pages.parts.plan import answer, click_price, files, handing_on, keeping, pictures, whose
from pages.parts.start import first_steps
from simulator import figures_of

words = visit.words()
plan, baseline = visit.usable_plan(), visit.baseline()
figures = figures_of(plan)

with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    first_steps.question(words)
    if not is_phone():
        first_steps.ways(words)
left, right = st.columns(2, gap="medium")
with left:
    answer.verdict(words, plan, figures)
    click_price.click_price(words, plan)
    season.line(words, plan)
    if is_phone():  # the answer beside the numbers above, and figures before the picture that would push them out
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            first_steps.ways(words)
        answer.key_figures(words, plan, figures, baseline)
    whose.example(words)
with right:
    pictures.cost(words, plan, figures, baseline)
if not is_phone():
    answer.key_figures(words, plan, figures, baseline)
whose.ask_costs(words, plan)
left, right = st.columns(2, gap="medium")
with left:
    pictures.profit(words, plan, figures, baseline)
with right:
    answer.thresholds(words, plan, figures)
keeping.keeping(words)
files.figures_table(words, plan, figures)
handing_on.draw(words)
files.downloads(words)
