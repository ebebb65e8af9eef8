"""Where a plan comes from: a preset with its sources, a file, and its name."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from pages.frame import sidebar as frame_sidebar
from pages.frame import visit
from pages.kit import columns as kit_columns
from pages.kit import editing, labels
from pages.kit.labels import LABELS as OMNICHANNEL_LABELS
from pages.kit.words import N_, Words, plain_markdown
from pages.parts.segments import table as segments_table
from pages.parts.start.files import file_loader
from simulator import table_of
from simulator.forms.page_fields import ALL_BY_NAME
from simulator.forms.presets import Origin, Preset, presets
from simulator.forms.segment_file import segment_table

TABLES = {"channels": N_("Channels"), "segments": N_("Segments")}
"""What a preset may bring beside fields."""


def draw(words: Words, sidebar: frame_sidebar.Sidebar) -> None:
    """The folded group of the sidebar."""
    preset_chooser(words)
    file_loader(words, "sidebar")
    sidebar.name_and_currency()


# -- presets ----------------------------------------------------------------------------------------------------


def preset_chooser(words: Words) -> None:
    """Choose a preset, read where its figures come from, take it."""
    code = st.selectbox(
        words.text("Preset"),
        list(presets()),
        format_func=lambda each: words.text(presets()[each].title),
        key="preset",
        persist_state="session",
    )
    preset = presets()[code]
    st.caption(plain_markdown(words.text(preset.note)))
    st.button(words.text("Start from this preset"), key="take_preset", on_click=_take_preset, args=(code, words))
    with st.popover(words.text("Where its figures come from"), key="preset_sources", on_change="rerun") as box:
        if box.open:
            st.markdown("\n".join(origin_line(words, preset, origin) for origin in preset.origins))


def _take_preset(code: str, words: Words) -> None:
    preset = presets()[code]
    visit.set_fields({**preset.values, "name": words.text(preset.title)})
    visit.moved()
    tables = {
        kit_columns.TABLE: (
            kit_columns.COLUMNS,
            table_of(replace(each, name=words.text(each.name)) for each in preset.channels),
            N_("The table of the page Channels holds the channels of this preset."),
            N_("The table of the page Channels holds its example again."),
        ),
        segments_table.TABLE: (
            segments_table.COLUMNS,
            segment_table(replace(each, name=words.text(each.name)) for each in preset.segments),
            N_("The table of the page Segments holds the segments of this preset."),
            N_("The table of the page Segments holds its example again."),
        ),
    }
    if preset.segments:
        kit_columns.forget_notes()
    for key, (columns, table, filled, emptied) in tables.items():
        if len(table):
            kit_columns.remember() if key == kit_columns.TABLE else segments_table.remember()
            editing.put(words, key, columns, table, lent=True)
            st.toast(words.text(filled), icon=":material/table:", duration="long")
        elif editing.take_back(key):  # what a preset before this one put there says nothing of this plan
            st.toast(words.text(emptied), icon=":material/table:", duration="long")


def origin_line(words: Words, preset: Preset, origin: Origin) -> str:
    """Some values of a preset with where they come from, as one point of a list."""
    values = plain_markdown(", ".join(_told(words, preset, origin)) or words.text("Everything else"))
    how = plain_markdown(words.text(origin.how)) if origin.how else ""
    if origin.assumed:
        return words.text("- **{values}** (assumption): {how}.", values=values, how=how)
    told = [labels.typical(words, fact) for fact in origin.facts]
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
    return words.text(OMNICHANNEL_LABELS[name]) if name else labels.input_name(words, labels.input_of(field))


# -- files ------------------------------------------------------------------------------------------------------
