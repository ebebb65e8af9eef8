"""Plans from a scenario file."""

from __future__ import annotations

import streamlit as st

from pages.frame import exports, visit
from pages.frame.limits import most_draws
from pages.kit.files import csv_upload
from pages.kit.words import Words, plain_markdown
from simulator import ScenarioFile, read_scenarios
from simulator.cache import cached

MOST_PROBLEMS = 12
"""Sentences shown about one file; the rest is counted."""


def file_loader(words: Words, place: str) -> None:
    """Load a scenario file: its plans, and what could not be read."""
    uploaded = csv_upload(words, words.text("Plan file (CSV)"), f"file_{place}")
    if uploaded is None:
        return
    file = read(uploaded.getvalue())
    if not file.plans and exports.hand_over(uploaded.name, uploaded.getvalue()):
        st.info(words.text("This is an export. It was read on the page My data:"), icon=":material/upload_file:")
        st.page_link("evidence.py", label=words.text("See what it says"))
        return
    _show_problems(words, file)
    if not file.plans:
        return
    count = len(file.plans)
    st.caption(words.plural("{count} plan read.", "{count} plans read.", count, count=words.number(count)))
    # The number tells plans of the same name apart, for the reader and for the widget.
    named = (plan.scenario.name or words.text("(no name)") for plan in file.plans)
    names = [f"{words.number(at)}. {name}" for at, name in enumerate(named, 1)]
    chosen = st.selectbox(
        words.text("Plan in the file"), range(count), format_func=lambda at: names[at], key=f"file_plan_{place}"
    )
    with st.container(horizontal=True):
        st.button(
            words.text("Use it"),
            key=f"load_{place}",
            on_click=_load,
            args=(file, chosen or 0),
        )
        st.button(
            words.text("Save all to compare"),
            key=f"keep_{place}",
            on_click=visit.keep,
            args=(list(zip(file.plans, file.page_values, strict=True)),),
        )


@cached
def read(content: bytes) -> ScenarioFile:
    """What a file holds."""
    return read_scenarios(content, most_draws=most_draws())


def _load(file: ScenarioFile, at: int) -> None:
    visit.load(file.plans[at], file.page_values[at])


def _show_problems(words: Words, file: ScenarioFile) -> None:
    lines = []
    for problem in file.problems[:MOST_PROBLEMS]:
        place = [words.text("row {row}", row=words.number(problem.row))] if problem.row else []
        place += [words.text("column {column}", column=plain_markdown(problem.column[:60]))] if problem.column else []
        sentence = words.error(problem.error)
        lines.append("- " + (words.titled(f"**{', '.join(place)}**", sentence) if place else sentence))
    more = len(file.problems) - MOST_PROBLEMS
    if more > 0:
        lines.append(
            "- " + words.plural("and {count} more problem", "and {count} more problems", more, count=words.number(more))
        )
    if lines:
        st.warning("\n".join(lines))
