"""What a page hands on: its report, its workbook, its pictures as files. Each is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final, cast

import streamlit as st

from pages.frame import link, visit
from pages.kit import drawing, files
from pages.kit.folded import folded
from pages.kit.handout import Given, Learned
from pages.kit.picture import Picture
from pages.kit.report import Paper, Report, paper_of, pdf_of
from pages.kit.words import N_, Words
from pages.kit.workbook import workbook
from simulator import Plan
from simulator.forms.fields import Values, fields_of
from simulator.forms.page_fields import ALL_START

_LEARNED: Final = "learned"
_PAPERS: Final[dict[Paper, str]] = {"a4": N_("A4"), "us-letter": N_("Letter")}


@dataclass(frozen=True, slots=True)
class Handout:
    """What a page hands on.

    name     : of the page, in names of files and keys of buttons: "budget"
    report   : makes the report of a plan; the plan is that of the click
    pictures : makes the pictures of the page
    workbook : whether the plan goes along as a workbook
    """

    name: str
    report: Callable[[Plan, Given], Report]
    pictures: Callable[[Plan], Sequence[Picture]]
    workbook: bool = False


def remember_learned(values: Values, names: Sequence[str], first: date, last: date) -> None:
    """Remember what was taken over from exports, so that a report can say where an input comes from. For callbacks."""
    visit.remember(_LEARNED, Learned(values, tuple(names), first, last))


def draw(words: Words, handout: Handout) -> None:
    """A row of buttons: the report, the workbook where there is one; and the pictures below, folded away."""
    paper, name, text = _paper(words), handout.name, words.text
    latest, given = visit.present(), _givens()

    def pdf() -> bytes:
        return pdf_of(handout.report(latest.plan, given(latest.plan, latest.page_values)), paper)

    def xlsx() -> bytes:
        return workbook(words, latest.plan, given(latest.plan, latest.page_values))

    with st.container(horizontal=True, vertical_alignment="bottom"):
        files.file_button(text("Report (PDF)"), pdf, f"cpo-{name}.pdf", f"report_{name}")
        if handout.workbook:
            files.file_button(text("Workbook (XLSX)"), xlsx, f"cpo-{name}.xlsx", f"workbook_{name}")
    folded(text("Paper size, and pictures as files"), f"handout_{name}", partial(_more, words, handout))


def _more(words: Words, handout: Handout) -> None:
    """The choice of paper, and a button for each picture as SVG and as PNG."""
    st.segmented_control(
        words.text("Paper of the report"),
        list(_PAPERS),
        format_func=lambda paper: words.text(_PAPERS[paper]),
        key="paper",
        persist_state="session",
        required=True,
    )
    latest = visit.present()
    for at, picture in enumerate(handout.pictures(latest.plan), start=1):
        with st.container(horizontal=True, vertical_alignment="center"):
            for ending, made in (("png", drawing.png_of), ("svg", _svg)):
                name = picture.key.removesuffix("_chart").replace("_", "-")
                label = words.text("Picture {number} ({kind})", number=words.number(at), kind=ending.upper())
                key = f"{ending}_{handout.name}_{at}"
                files.file_button(label, partial(made, picture), f"cpo-{name}.{ending}", key)
            st.text(picture.title, width="stretch")


def _svg(picture: Picture) -> bytes:
    return drawing.svg_of(picture, width=2 * drawing.WIDTH).encode()


def _paper(words: Words) -> Paper:
    """The paper that was chosen, else that of the reader's country."""
    if visit.recall("paper") is None:
        visit.remember("paper", paper_of(words.name))
    return cast(Paper, visit.recall("paper"))


def _givens() -> Callable[[Plan, Values], Given]:
    """Makes what a report says of a plan beside its answer; callable when no page is drawn."""
    now, baseline, parts = Given(_today(), learned=visit.recall(_LEARNED)), visit.baseline(), link.parts_beside()
    address = _address()

    def given(plan: Plan, page_values: Values) -> Given:
        values = {**ALL_START, **page_values, **fields_of(plan)}
        return replace(now, link=link.opening(address, values, baseline, parts) if address else "")

    return given


def _address() -> str:
    """The address of this page, without a plan; empty where it is not known."""
    bare = (st.context.url or "").partition("?")[0].partition("#")[0]
    return f"{bare}/" if bare.count("/") == 2 else bare  # of a host alone


def _today() -> date:
    """The day where the reader is."""
    return (datetime.now(UTC) - timedelta(minutes=st.context.timezone_offset or 0)).date()
