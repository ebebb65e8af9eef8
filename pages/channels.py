"""Where should the next euro go?"""

import streamlit as st

from pages.shared import channels_input, channels_more, channels_view, inputs, live, state
from pages.shared.words import N_

words = state.words()
st.subheader(words.text(N_("Channels: where should the next euro go?")), anchor=False)
top, below = st.container(), st.container()
with below:
    channels_input.draw(words, inputs.usable_plan())

with top:

    @live.part(live.ANSWER)
    def answered() -> None:
        """What changes with every move, above the table that is edited."""
        channels_view.answer(words, inputs.usable_plan())


@live.part("channels_details")
def detailed() -> None:
    """What changes with every move, below it."""
    channels_more.details(words, inputs.usable_plan())


channels_more.downloads(words)
