"""Where a plan comes from: a preset with its sources, a file, and its name."""

from __future__ import annotations

import streamlit as st

from pages.shared import inputs, link, state
from pages.shared.words import N_, Words, plain_markdown
from simulator import ScenarioFile, read_scenarios
from simulator.fields import BY_NAME
from simulator.presets import Origin, Preset, presets

MOST_PROBLEMS = 12
"""Sentences shown about one file; the rest is counted."""


def draw(words: Words, sidebar: inputs.Sidebar) -> None:
    """The folded group of the sidebar."""
    preset_chooser(words)
    file_loader(words, "sidebar")
    sidebar.name_and_currency()


# -- presets ----------------------------------------------------------------------------------------------------


def preset_chooser(words: Words) -> None:
    """Choose a preset, read where its figures come from, take it."""
    code = st.selectbox(
        words.text(N_("Preset")),
        list(presets()),
        format_func=lambda each: words.text(presets()[each].title),
        key="preset",
        persist_state="session",
    )
    preset = presets()[code]
    st.caption(plain_markdown(words.text(preset.note)))
    st.button(words.text(N_("Start from this preset")), key="take_preset", on_click=_take_preset, args=(code, words))
    with st.expander(words.text(N_("Where its figures come from")), key="preset_sources", on_change="rerun") as box:
        if box.open:
            for origin in preset.origins:
                st.markdown(origin_line(words, preset, origin))


def _take_preset(code: str, words: Words) -> None:
    preset = presets()[code]
    state.set_fields({**preset.values, "name": words.text(preset.title)})
    link.moved()


def origin_line(words: Words, preset: Preset, origin: Origin) -> str:
    """Some values of a preset with where they come from."""
    shown = [f"{inputs.input_name(words, name)} {_value(words, preset, name)}" for name in _told(preset, origin)]
    values = plain_markdown(", ".join(shown))
    if origin.assumed:
        return words.text(
            N_("- **{values}**: our assumption. {why}"), values=values, why=plain_markdown(words.text(origin.how))
        )
    told = [inputs.typical(words, fact) for fact in origin.facts]
    if origin.credit:
        told.append(plain_markdown(origin.credit))
    how = plain_markdown(words.text(origin.how)) if origin.how else ""
    return f"- **{values}**: {how}. " + " ".join(told)


def _told(preset: Preset, origin: Origin) -> list[str]:
    """Fields whose value says something: not the switches, not what is empty."""
    return [name for name in origin.fields if BY_NAME[name].kind != "code" and preset.values[name] is not None]


def _value(words: Words, preset: Preset, name: str) -> str:
    value = preset.values[name]
    if isinstance(value, bool):
        return words.text(N_("yes")) if value else words.text(N_("no"))
    if not isinstance(value, int | float):
        return str(value)
    if BY_NAME[name].kind == "share":
        return words.exact(value, percent=True) + " %"
    return words.exact(value)


# -- files ------------------------------------------------------------------------------------------------------


def file_loader(words: Words, place: str) -> None:
    """Load a scenario file: its plans, and what could not be read."""
    uploaded = st.file_uploader(
        words.text(N_("Scenario file (CSV)")), type=["csv", "txt"], key=f"file_{place}", max_upload_size=2
    )
    if uploaded is None:
        return
    found = read(uploaded.getvalue())
    _say_problems(words, found)
    if not found.plans:
        return
    count = len(found.plans)
    st.caption(words.plural("{count} plan read.", "{count} plans read.", count, count=words.number(count)))
    names = [plan.scenario.name or words.text(N_("(no name)")) for plan in found.plans]
    chosen = st.selectbox(
        words.text(N_("Plan in the file")), range(count), format_func=lambda at: names[at], key=f"file_plan_{place}"
    )
    with st.container(horizontal=True):
        st.button(
            words.text(N_("Put it in the sidebar")),
            key=f"load_{place}",
            on_click=_load,
            args=(found, chosen or 0),
        )
        st.button(
            words.text(N_("Keep all for comparison")),
            key=f"keep_{place}",
            on_click=state.keep,
            args=found.plans,
        )


@st.cache_data(max_entries=32, show_spinner=False)
def read(content: bytes) -> ScenarioFile:
    """What a file holds."""
    return read_scenarios(content)


def _load(found: ScenarioFile, at: int) -> None:
    state.load(found.plans[at])
    link.moved()


def _say_problems(words: Words, found: ScenarioFile) -> None:
    lines = []
    for problem in found.problems[:MOST_PROBLEMS]:
        place = [words.text(N_("row {row}"), row=words.number(problem.row))] if problem.row else []
        place += (
            [words.text(N_("column {column}"), column=plain_markdown(problem.column[:60]))] if problem.column else []
        )
        where = f"**{', '.join(place)}**: " if place else ""
        lines.append(f"- {where}{words.error(problem.error)}")
    more = len(found.problems) - MOST_PROBLEMS
    if more > 0:
        lines.append("- " + words.text(N_("and {count} more"), count=words.number(more)))
    if lines:
        st.warning("\n".join(lines))
