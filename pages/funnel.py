"""Which lever pays?"""

import streamlit as st

from pages.shared import funnel_found, funnel_input, funnel_stages, funnel_view, inputs, live, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Funnel: which lever pays?")), anchor=False)


@live.part(live.ANSWER)
def answer() -> None:
    """What changes with every move: which lever pays."""
    plan = inputs.usable_plan()
    found = funnel_found.found_of(plan)
    funnel_view.refused(words, found)
    funnel_view.sentence(words, plan, found)
    funnel_view.key_figures(words, plan, found)


order = funnel_view.order_chooser(words)


@live.part("ranking")
def ranking() -> None:
    """What changes with every move: each lever by itself, and all of them."""
    plan = inputs.usable_plan()
    found = funnel_found.found_of(plan)
    funnel_view.profit_chart(words, plan, found, order)
    funnel_view.ranking_table(words, plan, found, order)
    funnel_view.together(words, plan, found)


funnel_input.levers(words)


@live.part("stages")
def stages() -> None:
    """What changes with every move: where clicks get lost."""
    plan = inputs.usable_plan()
    found = funnel_found.found_of(plan)
    funnel_stages.stages_chart(words, plan, found)
    funnel_stages.stages_table(words, plan, found)
    funnel_stages.rate_of_stages(words, plan, found)


funnel_input.rates(words)


@live.part("indicators")
def indicators() -> None:
    """What changes with every move: where this shop stands."""
    plan = inputs.usable_plan()
    funnel_stages.indicators(words, plan, funnel_found.found_of(plan))


funnel_view.downloads(words)
