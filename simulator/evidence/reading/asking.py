"""What a file cannot tell: which columns are asked for, and what should be known of the file as such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from simulator.errors import InputError, about
from simulator.evidence.reading import textfile
from simulator.evidence.reading.audit import Audit, Export, Question
from simulator.evidence.reading.dates import NONE, both_orders
from simulator.evidence.reading.headers import Header, signature
from simulator.evidence.reading.layout import Findings, Layout, cut_row
from simulator.evidence.reading.numbers import Cell, is_nothing
from simulator.evidence.reading.plausibility import is_beyond_any_click
from simulator.evidence.reading.recognising import Columns
from simulator.evidence.reading.table import text_of
from simulator.evidence.rows import MEASURES

_ASK: Final = {
    "date": InputError("Which column holds the day? Without days nothing can be learned from this file."),
    "spend": InputError("Which column holds the ad spend? Without it there is no cost per order."),
    "clicks": InputError("Which column holds the clicks? Without them there is no click price and no conversion rate."),
    "orders": InputError("Which column holds the orders? Without them there is no cost per order."),
    "value": InputError("Which column holds the order value? Without it there is no average order value."),
}
_MISSING: Final = {
    "date": InputError("No column of days was found. The columns are: {columns}."),
    "spend": InputError("No column of ad spend was found. The columns are: {columns}."),
    "clicks": InputError("No column of clicks was found. The columns are: {columns}."),
    "orders": InputError("No column of orders was found. The columns are: {columns}."),
    "value": InputError("No column of order values was found. The columns are: {columns}."),
}
_RESULTS: Final = InputError(
    "“{column}” may be purchases or anything else. If they are purchases, take it as orders; better still, export the "
    "column “Purchases” or “Result indicator”."
)


_DAYS_COVERED: Final = InputError(
    "How many days does this file cover? It has no column of days and states no period, so every row is a sum over "
    "all of them. Better: export it by day."
)
_UNIT: Final = InputError(
    "A click would cost {cpc}: “{column}” is probably in micros (a millionth of the currency) or cents. Say in which "
    "unit it is.",
)


def ask(layout: Layout, columns: Columns, mapping: Mapping[str, str], findings: Findings) -> None:
    """Say which columns were not found, and ask for them where there are others to choose from."""
    roles, headers = layout.roles, layout.headers
    taken = roles.values()
    free = [
        header.text for place, header in enumerate(headers) if place not in taken and mapping.get(header.text) != ""
    ]
    for means in _missing(layout, columns.kind):
        question, options = InputError(_ASK[means].message), tuple(filter(None, free))
        if means == "date":
            likely = [headers[place].text for place in day_like(layout, mapping)]
            options = (*likely, *(option for option in options if option not in likely))
            if columns.kind != "orders" and not likely:
                findings.questions.append(Question("days_covered", "date", "", InputError(_DAYS_COVERED.message)))
            findings.notes.append(InputError(layout.description.by_day))
        if means == "orders" and "results" in roles:
            name = layout.name("results")
            question, options = InputError(_RESULTS.message, field=name, column=name), (name, *options)
        if options and (columns.kind != "sales" or means != "spend" or _unknown_headers(layout)):
            findings.questions.append(Question("column", means, "", question, options))
        missing = InputError(_MISSING[means].message, columns=_listed(headers))
        if (means in ("date", "spend") and columns.kind == "ads") or columns.kind == "orders" or means == "date":
            findings.problems.append(missing)
        elif not options and (columns.kind == "ads" or means == "orders"):
            findings.notes.append(missing)
    is_open = bool(findings.problems) or any(
        question.kind not in ("column", "action") for question in findings.questions
    )
    if findings.ads is None and findings.orders is None and findings.sales is None and not is_open:
        findings.problems.append(InputError("No row of this file could be read."))


def _missing(layout: Layout, kind: str) -> list[str]:
    """What the table should have and has not."""
    roles = layout.roles.keys()
    has_days = bool(roles & {"date", "week", "month"}) or (layout.period is not None and kind != "orders")
    has_days |= "days_covered" in layout.answers and kind != "orders"
    has = set(roles) | ({"date"} if has_days else set()) | ({"spend"} if "spend_converted" in roles else set())
    has |= {"orders"} if {"results", "result_indicator"} <= roles else set()
    wanted = {"orders": ("date", "value"), "sales": ("date", "orders", "spend"), "ads": ("date", *MEASURES)}[kind]
    return [means for means in wanted if means not in has]


def _unknown_headers(layout: Layout) -> bool:
    """Whether a column might be the spend for all that is known."""
    return any(header.text and not header.names for header in layout.headers)


def day_like(layout: Layout, mapping: Mapping[str, str]) -> list[int]:
    """Places of columns that nobody knows, nor did the reader set them aside, and whose cells read as days."""
    table, taken = layout.table, set(layout.roles.values())
    return [
        place
        for place, column in table.columns.items()
        if place not in taken
        and not layout.headers[place].names
        and layout.headers[place].text not in mapping
        and len(column.codes) == table.rows
        and _are_days(column.cells)
    ]


def _are_days(cells: Sequence[Cell]) -> bool:
    real = [cell for cell in cells if not is_nothing(cell)]
    days = sum(both_orders(cell) != (NONE, NONE) and not _is_serial(cell) for cell in real)
    return len(real) >= 2 and days >= 0.9 * len(real)


def _is_serial(cell: Cell) -> bool:
    """Whether a number may be a day as a spreadsheet or a computer counts them, and as well be anything else."""
    text = text_of(cell)
    return text.isdecimal() and len(text) in (5, 10, 13) and not text.startswith(("19", "20"))


def with_day(layout: Layout, columns: Columns, mapping: Mapping[str, str]) -> Layout:
    """The table with its day, where no header names one and exactly one column reads as days.

    A column of days says more than a period above the header: that period is then not taken for one row of many days.
    """
    known = {"date", "week", "month", "nth_day"} & layout.roles.keys()
    if columns.kind == "orders" or known or "date" in mapping.values():
        return layout
    places = day_like(layout, mapping)
    if len(places) == 1:
        columns.roles["date"] = places[0]
        column = layout.headers[places[0]].text
        columns.notes.append(InputError("“{column}” was taken for the day.", field=column, column=column))
        return replace(layout, roles=columns.roles)
    return replace(layout, period=None) if places else layout


def ask_unit(layout: Layout, findings: Findings) -> None:
    """Ask for the unit of the spend where a click costs more than any."""
    answer = layout.answers.get("unit", "")
    if "spend" not in layout.roles or not (answer or is_beyond_any_click(findings.totals)):
        return
    column = layout.name("spend")
    cpc = (findings.totals.spend or 0.0) / (findings.totals.clicks or 1.0)
    question = InputError(_UNIT.message, field=column, column=column, cpc=about(cpc))
    labels = (InputError("As written"), InputError("Micros (÷ 1,000,000)"), InputError("Cents (÷ 100)"))
    options = ("as_written", "micros", "cents")
    findings.choices.append(Question("unit", "spend", column, question, options, labels, answer or "as_written"))
    if not answer:
        findings.suspicions.append(question)


def _listed(headers: Sequence[Header]) -> str:
    """The headers of a file in one line."""
    texts = [header.text[:40] for header in headers if header.text]
    return ", ".join(texts[:30]) + (" …" if len(texts) > 30 else "")


def note(layout: Layout, findings: Findings) -> None:
    """What should be known of the file as such."""
    table = layout.table
    texts = [text_of(cell) for role in ("campaign", "date") if role in layout.roles for cell in layout.cells(role)]
    lost = sum("\ufffd" in text for text in (*texts, *(header.text for header in layout.headers)))
    if lost:
        findings.notes.append(
            InputError("Texts with letters that could not be read: {count}. Save the file as UTF-8.", count=lost)
        )
    if table.has_open_quotes:
        findings.notes.append(
            InputError("A quotation mark in this file is never closed: its rows were read one by one.")
        )
    if cut_row(layout).any():
        findings.suspicions.append(
            InputError(
                "The file ends in the middle of row {row}: what followed is missing. Export it again.",
                row=int(table.lines[-1]),
            )
        )
    elif not table.has_last_end and not table.is_cut and findings.stated is None:
        findings.notes.append(
            InputError("The last line has no end: if the file was cut, its last number may be incomplete.")
        )
    twice = [header.text for place, header in enumerate(layout.headers) if place in layout.roles.values()]
    everything = [header.text for header in layout.headers]
    for header in dict.fromkeys(name for name in twice if everything.count(name) > 1):
        findings.notes.append(
            InputError("The column “{column}” stands in this file more than once: the first was taken.", column=header)
        )


def unknown(name: str, guess: Sequence[str], encoding: str, separator: str) -> Export:
    """A file in which no header was found."""
    shown = ", ".join(header[:40] for header in guess[:30])
    problem = (
        InputError(
            "No known column names were found in the first {lines} lines. The columns seem to be: {columns}. Say which "
            "of them hold the day, spend, clicks, orders and value.",
            lines=textfile.HEAD,
            columns=shown,
        )
        if guess
        else InputError("No table was found in the first {lines} lines of this file.", lines=textfile.HEAD)
    )
    required_columns = ("date", *MEASURES) if guess else ()
    return Export(
        name,
        "table",
        audit=Audit(encoding=encoding, separator=separator),
        headers=dict.fromkeys(guess, ""),
        signature=signature(guess) if guess else "",
        questions=tuple(
            Question("column", means, "", InputError(_ASK[means].message), tuple(guess)) for means in required_columns
        ),
        problems=(problem,),
    )
