"""Which lever pays?"""

import streamlit as st

from pages.frame import visit
from pages.parts.funnel import answer, inputs, ranking, stages
from pages.parts.funnel.results import found_of

words = visit.words()
st.subheader(words.text("Funnel: which lever pays?"), anchor=False)
plan = visit.usable_plan()
found = found_of(plan)
answer.refused(words, found)
answer.sentence(words, plan, found)
answer.key_figures(words, plan, found)
order = ranking.order_chooser(words)
ranking.profit_chart(words, plan, found, order)
ranking.ranking_table(words, plan, found, order)
ranking.what_is_counted(words)
ranking.together(words, found)
inputs.levers(words)

st.subheader(words.text("Where clicks get lost"), anchor=False)
stages.lost(words, plan, found)
stages.rate_of_stages(words, plan, found)
inputs.rates(words)
stages.every_stage(words)
stages.indicators(words)
ranking.downloads(words)
