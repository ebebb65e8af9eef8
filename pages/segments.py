"""What may an order cost from whom?"""

import streamlit as st

from pages.shared import inputs, live, segments_input, segments_view, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Segments: what may an order cost from whom?")), anchor=False)
above = st.container()
asked = segments_input.asked(words, inputs.usable_plan())

with above:

    @live.part(live.ANSWER)
    def answered() -> None:
        """What changes with every move: the sentence and the key figures, above the table that they are of."""
        plan = inputs.usable_plan()
        judged = segments_view.judged(words, plan, asked)
        if judged is not None:
            segments_view.sentence(words, plan, judged)
            segments_view.key_figures(words, plan, judged)


@live.part("segments")
def drawn() -> None:
    """What else changes with every move: picture and tables, below it."""
    plan = inputs.usable_plan()
    judged = segments_view.known(plan, asked)
    if judged is not None:
        segments_view.ceilings_chart(words, plan, judged)
        segments_view.table(words, plan, judged)
        segments_view.bids_table(words, plan, judged)


segments_view.downloads(words, asked)
