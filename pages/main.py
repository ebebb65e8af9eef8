"""Router and frame: page list, link, the plan's inputs in the sidebar, and what is wrong with them. Nothing else."""

import streamlit as st

from pages.frame import exports, face, link, notices, phone, visit, widgets
from pages.frame.device import is_phone
from pages.frame.failure import WayOn
from pages.frame.navigation import page_of
from pages.frame.sidebar import Sidebar
from pages.kit import labels
from pages.parts.start import presets
from simulator import InputError, margin_of

SIDEBAR_WIDTH = 260

words = visit.words()
st.set_page_config(
    page_title=words.text("CPO what-if simulator"),
    page_icon=face.ICON,
    layout="wide",
    initial_sidebar_state=SIDEBAR_WIDTH,
)
st.logo(face.LOGO, size="large")
pages = {
    "": [
        page_of("plan.py", title=words.text("Plan"), default=True),
        page_of("evidence.py", title=words.text("My data")),
        page_of("track.py", title=words.text("Track")),
    ],
    words.text("Decide"): [
        page_of("budget.py", title=words.text("Budget")),
        page_of("channels.py", title=words.text("Channels")),
        page_of("trial.py", title=words.text("Test")),
        page_of("goal.py", title=words.text("What must change")),
        page_of("compare.py", title=words.text("Compare")),
    ],
    words.text("Understand"): [
        page_of("margin.py", title=words.text("Margin")),
        page_of("drivers.py", title=words.text("What matters")),
        page_of("glossary.py", title=words.text("Glossary")),
    ],
    words.text("Shop"): [
        page_of("funnel.py", title=words.text("Levers")),
        page_of("segments.py", title=words.text("Segments")),
        page_of("omnichannel.py", title=words.text("Stores")),
    ],
}
came_with = link.send_ahead()
page = st.navigation(
    pages,
    position="top",
    expanded=True,  # on a phone, where the links stand in the sidebar: else the last ones hide behind a button
)

link.read(page.url_path, came_with)
if page.url_path != "evidence":
    exports.left_page()
widgets.hear_missed()
inputs = visit.check_inputs()
sidebar = Sidebar(words, inputs)
sidebar.draw(lambda: presets.draw(words, sidebar))
if is_phone():
    phone.above(words, pages, page)
sidebar.everyday(margin_of(inputs.plan).max_cpo)

for text, values in link.notes():
    shown = {name: words.error(value) if isinstance(value, InputError) else value for name, value in values.items()}
    st.warning(words.text(text, **shown))
if inputs.problems:
    lines = "\n".join(f"- {sentence}" for sentence in labels.sentences(words, inputs.problems))
    lead = words.text("Please correct this. Until then you see the previous result:")
    st.error(f"{lead}\n\n{lines}")

with WayOn(words):
    page.run()
if is_phone():
    phone.below(words, pages, page)
notices.draw()
if widgets.take_over_brought():
    st.rerun()
link.write(inputs.values, visit.baseline())
for text in link.left_out():
    st.caption(f":material/warning: {words.text(text)}")
