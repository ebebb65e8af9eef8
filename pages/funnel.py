"""Which lever pays?"""

from functools import partial

import streamlit as st

from pages.frame import visit
from pages.parts.funnel import answer, files, indicators, inputs, ranking, results, stages

words = visit.words()
st.subheader(words.text("Levers: which improvement pays best?"), anchor=False)
plan = visit.usable_plan()
funnel = results.funnel_answer(plan)
answer.problems(words, funnel)
answer.sentence(words, plan, funnel)
answer.key_figures(words, plan, funnel)
order = ranking.order_chooser(words, plan)
if funnel.ranking is not None:
    ranking.profit_chart(words, plan, funnel.ranking, order)
    ranking.ranking_table(words, plan, funnel.ranking, order)
ranking.together(words, plan, funnel)
inputs.levers(words)

st.subheader(words.text("Where clicks get lost"), anchor=False)
inputs.rates(words, partial(stages.rate_of_stages, words, plan, funnel))
stages.every_stage(words, plan, funnel)
indicators.six_indicators(words, plan, funnel)
files.downloads(words)
