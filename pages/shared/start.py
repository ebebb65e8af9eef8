"""Where a plan comes from: a preset with its sources, a file, and its name."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.shared import channels_input, editing, inputs, link, segments_input, state
from pages.shared.omnichannel_labels import LABELS as OMNICHANNEL_LABELS
from pages.shared.words import N_, Words, plain_markdown
from simulator import ScenarioFile, read_scenarios, table_of
from simulator.forms.page_fields import ALL_BY_NAME
from simulator.forms.presets import Origin, Preset, presets
from simulator.forms.segment_file import segment_table

TABLES = {"channels": N_("Channels"), "segments": N_("Segments")}
"""What a preset may bring beside fields."""
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
    with st.popover(words.text(N_("Where its figures come from")), key="preset_sources", on_change="rerun") as box:
        if box.open:
            st.markdown("\n".join(origin_line(words, preset, origin) for origin in preset.origins))


def _take_preset(code: str, words: Words) -> None:
    preset = presets()[code]
    state.set_fields({**preset.values, "name": words.text(preset.title)})
    link.moved()
    tables = {
        channels_input.TABLE: (
            channels_input.COLUMNS,
            table_of(replace(each, name=words.text(each.name)) for each in preset.channels),
            N_("The table of the page Channels holds the channels of this preset."),
            N_("The table of the page Channels holds its example again."),
        ),
        segments_input.TABLE: (
            segments_input.COLUMNS,
            segment_table(replace(each, name=words.text(each.name)) for each in preset.segments),
            N_("The table of the page Segments holds the segments of this preset."),
            N_("The table of the page Segments holds its example again."),
        ),
    }
    if preset.segments:
        segments_input.forget_notes()
    for key, (columns, table, filled, emptied) in tables.items():
        if len(table):
            channels_input.remember() if key == channels_input.TABLE else segments_input.remember()
            editing.put(words, key, columns, table, lent=True)
            st.toast(words.text(filled), icon=":material/table:", duration="long")
        elif editing.take_back(key):  # what a preset before this one put there says nothing of this plan
            st.toast(words.text(emptied), icon=":material/table:", duration="long")


def origin_line(words: Words, preset: Preset, origin: Origin) -> str:
    """Some values of a preset with where they come from, as one point of a list."""
    values = plain_markdown(", ".join(_told(words, preset, origin)) or words.text(N_("Everything else")))
    how = plain_markdown(words.text(origin.how)) if origin.how else ""
    if origin.assumed:
        return words.text(N_("- **{values}** (assumption): {how}."), values=values, how=how)
    told = [inputs.typical(words, fact) for fact in origin.facts]
    if origin.credit:
        told.append(plain_markdown(origin.credit))
    return f"- **{values}**: {how}. " + " ".join(told)


def _told(words: Words, preset: Preset, origin: Origin) -> list[str]:
    """Inputs with their values: not the switches, and not what is nothing."""
    found: dict[str, list[str]] = {}  # by what is told of them
    for field in origin.fields:
        if field in TABLES:
            found[words.text(TABLES[field])] = []
            continue
        value = preset.values[field]
        if isinstance(value, int | float) and not isinstance(value, bool) and value:
            percent = ALL_BY_NAME[field].kind == "share"
            found.setdefault(_called(words, field), []).append(words.exact(value, percent=percent) + " %" * percent)
    return [f"{name} {' – '.join(values)}".rstrip() for name, values in found.items()]


def _called(words: Words, field: str) -> str:
    name = next((name for name in OMNICHANNEL_LABELS if field.startswith(name)), None)
    return words.text(OMNICHANNEL_LABELS[name]) if name else inputs.input_name(words, inputs.input_of(field))


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
    # The number tells plans of the same name apart, for the reader and for the widget.
    named = (plan.scenario.name or words.text(N_("(no name)")) for plan in found.plans)
    names = [f"{words.number(at)}. {name}" for at, name in enumerate(named, 1)]
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
            args=(dict(zip(found.plans, found.page_values, strict=True)),),
        )


@st.cache_data(max_entries=32, show_spinner=False)
def read(content: bytes) -> ScenarioFile:
    """What a file holds."""
    return read_scenarios(content)


def _load(found: ScenarioFile, at: int) -> None:
    state.load(found.plans[at], found.page_values[at])
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
