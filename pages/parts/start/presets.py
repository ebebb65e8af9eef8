"""Where a plan comes from: a preset with its sources, a file, and its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.frame import visit
from pages.frame.sidebar import Sidebar
from pages.kit import columns, editing, labels
from pages.kit.words import N_, Words, plain_markdown
from pages.parts.start.files import file_loader
from simulator import table_of
from simulator.forms.page_fields import ALL_BY_NAME
from simulator.forms.presets import Origin, Preset, presets
from simulator.forms.segment_file import segment_table

TABLES = {"channels": N_("Channels"), "segments": N_("Segments")}
"""What a preset may bring beside fields."""


def draw(words: Words, sidebar: Sidebar) -> None:
    """The folded group of the sidebar."""
    preset_chooser(words)
    file_loader(words, "sidebar")
    sidebar.name_and_currency()


# -- presets ----------------------------------------------------------------------------------------------------


def preset_chooser(words: Words) -> None:
    """Choose a preset, read where its figures come from, take it."""
    code = st.selectbox(
        words.text("Example"),
        list(presets()),
        format_func=lambda code: words.text(presets()[code].title),
        key="preset",
        persist_state="session",
    )
    preset = presets()[code]
    st.caption(plain_markdown(words.text(preset.note)))
    st.button(words.text("Start from this example"), key="take_preset", on_click=take_preset, args=(code, words))
    with st.popover(words.text("Where its figures come from"), key="preset_sources", on_change="rerun") as box:
        if box.open:
            st.markdown("\n".join(origin_line(words, preset, origin) for origin in preset.origins))


def take_preset(code: str, words: Words) -> None:
    """Put the figures of a preset into the plan, and its rows into the tables of pages. For callbacks."""
    preset = presets()[code]
    visit.change({**preset.values, "name": words.text(preset.title)})
    if preset.segments:
        visit.forget(columns.SEGMENTS_NOTES)
    channels = table_of(replace(channel, name=words.text(channel.name)) for channel in preset.channels)
    segments = segment_table(replace(segment, name=words.text(segment.name)) for segment in preset.segments)
    _fill(
        words,
        columns.CHANNELS_TABLE,
        columns.CHANNELS,
        channels,
        filled=N_("The table of the page Channels holds the channels of this example."),
        emptied=N_("The table of the page Channels holds its example again."),
    )
    _fill(
        words,
        columns.SEGMENTS_TABLE,
        columns.SEGMENTS,
        segments,
        filled=N_("The table of the page Segments holds the segments of this example."),
        emptied=N_("The table of the page Segments holds its example again."),
    )


def _fill(
    words: Words, key: str, layout: Sequence[editing.Column], table: pd.DataFrame, *, filled: str, emptied: str
) -> None:
    """Put a preset's rows into the table of a page, and say so; without rows, those of an earlier preset go."""
    if len(table):
        editing.save(key, layout)
        editing.put(words, key, layout, table, from_preset=True)
        st.toast(words.text(filled), icon=":material/table:", duration="long")
    elif editing.take_back(key):
        st.toast(words.text(emptied), icon=":material/table:", duration="long")


def origin_line(words: Words, preset: Preset, origin: Origin) -> str:
    """Some values of a preset with where they come from, as one point of a list."""
    values = plain_markdown(", ".join(_inputs(words, preset, origin)) or words.text("Everything else"))
    how = plain_markdown(words.text(origin.how)) if origin.how else ""
    if origin.assumed:
        return words.text("- **{values}** (assumption): {how}.", values=values, how=how)
    sources = [labels.typical(words, fact) for fact in origin.facts]
    if origin.credit:
        sources.append(plain_markdown(origin.credit))
    return f"- {words.titled(f'**{values}**', how)}. " + " ".join(sources)


def _inputs(words: Words, preset: Preset, origin: Origin) -> list[str]:
    """The inputs of an origin with their values: not the switches, and not what is nothing."""
    values: dict[str, list[str]] = {}  # by the label of the input
    for field in origin.fields:
        if field in TABLES:
            values[words.text(TABLES[field])] = []
            continue
        value = preset.values[field]
        if isinstance(value, int | float) and not isinstance(value, bool) and value:
            percent = ALL_BY_NAME[field].kind == "share"
            values.setdefault(_label(words, field), []).append(words.exact(value, percent=percent) + " %" * percent)
    return [f"{label} {' – '.join(ends)}".rstrip() for label, ends in values.items()]


def _label(words: Words, field: str) -> str:
    name = next((name for name in labels.OMNICHANNEL if field.startswith(name)), None)
    return words.text(labels.OMNICHANNEL[name]) if name else labels.input_name(words, labels.input_of(field))
