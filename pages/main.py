"""Router and frame: page list, link, the plan's inputs in the sidebar, and what is wrong with them. Nothing else."""

import streamlit as st

from pages.frame import exports, link, visit, widgets
from pages.frame.failure import WayOn
from pages.frame.sidebar import Sidebar
from pages.kit import labels
from pages.parts.start import presets
from simulator import InputError

words = visit.words()
st.set_page_config(page_title=words.text("CPO what-if simulator"), page_icon="🎯", layout="wide")
page = st.navigation(
    {
        "": [
            st.Page("plan.py", title=words.text("Plan"), default=True),
            st.Page("evidence.py", title=words.text("My data")),
        ],
        words.text("Decide"): [
            st.Page("budget.py", title=words.text("Budget")),
            st.Page("channels.py", title=words.text("Channels")),
            st.Page("trial.py", title=words.text("Test")),
            st.Page("goal.py", title=words.text("What must change")),
            st.Page("compare.py", title=words.text("Compare")),
        ],
        words.text("Understand"): [
            st.Page("margin.py", title=words.text("Margin")),
            st.Page("drivers.py", title=words.text("What matters")),
            st.Page("glossary.py", title=words.text("Glossary")),
        ],
        words.text("Shop"): [
            st.Page("funnel.py", title=words.text("Levers")),
            st.Page("segments.py", title=words.text("Segments")),
            st.Page("omnichannel.py", title=words.text("Stores")),
        ],
    },
    position="top",
    expanded=True,  # on a phone, where the links stand in the sidebar: else the last ones hide behind a button
)

link.read(page.url_path)
if page.url_path != "evidence":
    exports.left_page()
widgets.hear_missed()
inputs = visit.check_inputs()
sidebar = Sidebar(words, inputs)
sidebar.draw(lambda: presets.draw(words, sidebar))

for text, values in link.notes():
    shown = {name: words.error(value) if isinstance(value, InputError) else value for name, value in values.items()}
    st.warning(words.text(text, **shown))
if inputs.problems:
    lines = "\n".join(f"- {sentence}" for sentence in labels.sentences(words, inputs.problems))
    lead = words.text("The answer below is that of the last usable plan. Mend in the sidebar:")
    st.error(f"{lead}\n\n{lines}")

with WayOn(words):
    page.run()
if widgets.take_over_brought():
    st.rerun()
link.write(inputs.values, visit.baseline())
for text in link.left_out():
    st.caption(f":material/warning: {words.text(text)}")
