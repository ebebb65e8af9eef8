"""Which lever pays?"""

import streamlit as st

from pages.shared import funnel_input, funnel_stages, funnel_view, inputs, state
from pages.shared.funnel_found import found_of
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Funnel: which lever pays?")), anchor=False)
plan = inputs.usable_plan()
found = found_of(plan)
funnel_view.refused(words, found)
funnel_view.sentence(words, plan, found)
funnel_view.key_figures(words, plan, found)
order = funnel_view.order_chooser(words)
funnel_view.profit_chart(words, plan, found, order)
funnel_view.ranking_table(words, plan, found, order)
funnel_view.what_is_counted(words)
funnel_view.together(words, found)
funnel_input.levers(words)

st.subheader(words.text(N_("Where clicks get lost")), anchor=False)
funnel_stages.lost(words, plan, found)
funnel_stages.rate_of_stages(words, plan, found)
funnel_input.rates(words)
funnel_stages.every_stage(words)
funnel_stages.indicators(words)
funnel_view.downloads(words)
