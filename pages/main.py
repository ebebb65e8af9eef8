"""Router and frame: page list, link, the plan's inputs in the sidebar, and what is wrong with them. Nothing else."""

import streamlit as st

from pages.shared import inputs, link, own_numbers, start, state
from pages.shared.words import N_
from simulator import InputError

words = state.words()
st.set_page_config(page_title=words.text(N_("CPO what-if simulator")), page_icon="🎯", layout="wide")
page = st.navigation(
    [
        st.Page("plan.py", title=words.text(N_("Plan")), default=True),
        st.Page("margin.py", title=words.text(N_("Margin"))),
        st.Page("budget.py", title=words.text(N_("Budget"))),
        st.Page("channels.py", title=words.text(N_("Channels"))),
        st.Page("trial.py", title=words.text(N_("Test"))),
        st.Page("funnel.py", title=words.text(N_("Funnel"))),
        st.Page("segments.py", title=words.text(N_("Segments"))),
        st.Page("omnichannel.py", title=words.text(N_("Omnichannel"))),
        st.Page("drivers.py", title=words.text(N_("Drivers"))),
        st.Page("goal.py", title=words.text(N_("Goal seek"))),
        st.Page("compare.py", title=words.text(N_("Compare"))),
        st.Page("evidence.py", title=words.text(N_("Own numbers"))),
        st.Page("glossary.py", title=words.text(N_("Glossary and method"))),
    ],
    expanded=True,  # else the last ones hide behind a button
)

link.read(page.url_path)
if page.url_path != "evidence":
    own_numbers.left_page()
now = inputs.standing()
sidebar = inputs.Sidebar(words, now)
sidebar.draw(lambda: start.draw(words, sidebar))

for text, values in link.notes():
    shown = {name: words.error(value) if isinstance(value, InputError) else value for name, value in values.items()}
    st.warning(words.text(text, **shown))
if now.problems:
    lines = "\n".join(f"- {sentence}" for sentence in inputs.sentences(words, now.problems))
    told = words.text(N_("The answer below is that of the last usable plan. Mend in the sidebar:"))
    st.error(f"{told}\n\n{lines}")

page.run()
link.write(now.values, state.baseline())
