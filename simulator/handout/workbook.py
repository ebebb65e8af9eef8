"""A plan as an Excel workbook whose formulas calculate: change the goods' cost, and max CPO follows.

Texts are handed in, so that a workbook speaks the language of its reader; names of cells are those of the glossary in
every language. What is text is written as text: nothing that anybody typed becomes a formula or a link.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter

from simulator.engine.estimates import Estimate
from simulator.engine.outcome import ZONES
from simulator.handout.formulas import (
    COLUMNS,
    Given,
    Line,
    Value,
    budget_row,
    budgets_of,
    inputs_of,
    margin_lines,
    number,
)
from simulator.plan.scenario import Plan
from simulator.questions.figures import Figures, figures_of

SHEETS: Final = ("plan", "margin", "budget", "answer", "sources")
QUANTILES: Final = ("mean", "sd", "p5", "p25", "p50", "p75", "p95")
_LONGEST_SHEET: Final = 31
_NOT_IN_A_SHEET: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NOT_IN_A_CELL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_IN_A_CELL: Final = 32_767
_RATES: Final = ("cvr",)
_COUNTS: Final = ("clicks", "orders")
_PLAIN: Final = ("cpc_elasticity", "period_days", "orders_per_year", "years")


@dataclass(frozen=True, slots=True)
class WorkbookTexts:
    """All texts of a workbook, in one language.

    sheets  : name of each of `SHEETS`
    inputs  : label of every input, with its unit
    lines   : label of every line of the margin, and of what follows from it
    outputs : label of every output, and of each of `formulas.COLUMNS`
    figures : headings of `QUANTILES`
    zones   : of scale, optimise and stop
    says    : other texts by code: those of `SAYS`
    sources : input, value and where it comes from, as text
    day, link : of the workbook; an empty link where there is none
    """

    sheets: Mapping[str, str]
    inputs: Mapping[str, str]
    lines: Mapping[str, str]
    outputs: Mapping[str, str]
    figures: Mapping[str, str]
    zones: Mapping[str, str]
    says: Mapping[str, str]
    day: date
    sources: Sequence[tuple[str, ...]] = field(default=())
    link: str = ""


SAYS: Final = (
    "input", "middle", "low", "high", "cell_name", "plan_note", "line", "per_order", "share_of_aov", "margin_note",
    "budget_note", "output", "answer_note", "verdict", "verdict_word", "chance", "long_run_chance", "no_order",
    "worst_profit", "error", "value", "from", "day", "link", "sources_note",
)  # fmt: skip
"""Codes of the other texts that a workbook needs."""


def workbook_of(plan: Plan, texts: WorkbookTexts) -> bytes:
    """The plan as an .xlsx file: Plan, Margin, Budget, Answer and Sources."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        made = datetime(texts.day.year, texts.day.month, texts.day.day)
        book.set_properties({"title": _text(plan.scenario.name), "created": made})
        book.set_calc_mode("auto")
        writer = _Writer(book, texts)
        # A spreadsheet has no days: its cells are those of a plan without events.
        ordinary = replace(plan, scenario=replace(plan.scenario, season=None))
        inputs, lines = inputs_of(ordinary), margin_lines(ordinary)
        writer.plan(ordinary, inputs)
        writer.margin(lines)
        writer.budget(ordinary)
        writer.answer(figures_of(plan))
        writer.sources()
    return file.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, texts: WorkbookTexts) -> None:
        self.book, self.texts, self.says = book, texts, texts.says
        names = _sheet_names([texts.sheets[code] for code in SHEETS])
        self.sheet = {code: book.add_worksheet(name) for code, name in zip(SHEETS, names, strict=True)}
        for sheet in self.sheet.values():
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    # -- cells --------------------------------------------------------------------------------------------------

    def format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(properties)
        return self.formats[key]

    def text(self, code: str, row: int, column: int, text: str, **properties: Any) -> None:
        self.sheet[code].write_string(row, column, _text(text), self.format(**properties))

    def value(self, code: str, row: int, column: int, value: Value, formula: str = "", **properties: Any) -> None:
        """A number, a yes or no or a sign; with its formula where it is calculated."""
        sheet, style = self.sheet[code], self.format(**properties)
        if formula:
            sheet.write_formula(row, column, formula, style, value)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, _text(value), self.format(**properties, align="right"))
        else:
            sheet.write_number(row, column, value, style)

    def heading(self, code: str, row: int, texts: Sequence[str]) -> None:
        for column, text in enumerate(texts):
            self.text(
                code, row, column, text, bold=True, bottom=1, text_wrap=True, align="left" if not column else "right"
            )

    def note(self, code: str, row: int, text: str, columns: int = 6) -> None:
        style = self.format(italic=True, text_wrap=True, valign="top", font_color="#4E6483")
        self.sheet[code].merge_range(row, 0, row, columns, "", style)
        self.sheet[code].write_string(row, 0, _text(text), style)
        self.sheet[code].set_row(row, 15 * (1 + len(text) // 95))

    def named(self, name: str, code: str, row: int, column: int) -> None:
        sheet = self.sheet[code].get_name().replace("'", "''")
        self.book.define_name(name, f"='{sheet}'!${chr(ord('A') + column)}${row + 1}")

    # -- sheets -------------------------------------------------------------------------------------------------

    def plan(self, plan: Plan, inputs: Sequence[Given]) -> None:
        code, says = "plan", self.says
        self.sheet[code].set_column(0, 0, 46)
        self.sheet[code].set_column(1, 3, 14)
        self.sheet[code].set_column(4, 4, 22)
        self.text(code, 0, 0, plan.scenario.name or self.texts.sheets[code], bold=True, font_size=14)
        self.note(code, 1, says["plan_note"], 4)
        self.heading(code, 3, [says[title] for title in ("input", "middle", "low", "high", "cell_name")])
        for row, (name, value, low, high) in enumerate(inputs, start=4):
            look = _look_of(name, value)
            self.text(code, row, 0, self.texts.inputs[name])
            self.value(code, row, 1, value, bg_color="#FFF4CC", border=1, border_color="#CBD5DB", locked=False, **look)
            for column, end in ((2, low), (3, high)):
                if end is not None:
                    self.value(code, row, column, end, font_color="#4E6483", **look)
            self.text(code, row, 4, name, font_color="#4E6483", align="right")
            self.named(name, code, row, 1)
        self.sheet[code].freeze_panes(4, 1)

    def margin(self, lines: Sequence[Line]) -> None:
        code, says = "margin", self.says
        self.sheet[code].set_column(0, 0, 46)
        self.sheet[code].set_column(1, 2, 16)
        self.sheet[code].set_column(3, 3, 22)
        self.note(code, 0, says["margin_note"], 3)
        self.heading(code, 2, [says[name] for name in ("line", "per_order", "share_of_aov", "cell_name")])
        aov = float(lines[0].value)
        for row, line in enumerate(lines, start=3):
            look = {"bold": True, "top": 1} if line.total else {}
            self.text(code, row, 0, self.texts.lines[line.code], **look)
            self.value(code, row, 1, line.value, line.formula, num_format="#,##0.00", **look)
            if line.code not in ("later_orders", "break_even_roas", "max_cpc"):
                share = float(line.value) / aov
                self.value(code, row, 2, share, f"=B{row + 1}/aov", num_format="0.0%", **look)
            self.text(code, row, 3, line.name, font_color="#4E6483", align="right")
            if line.name:
                self.named(line.name, code, row, 1)

    def budget(self, plan: Plan) -> None:
        code = "budget"
        self.sheet[code].set_column(0, len(COLUMNS) - 1, 15)
        self.note(code, 0, self.says["budget_note"])
        self.heading(code, 2, [self.texts.outputs[name] for name in COLUMNS])
        budgets = budgets_of(plan)
        for at, budget in enumerate(budgets):
            row = 3 + at
            cells = budget_row(plan, budget, row + 1, is_own=at == 0)
            for column, (name, (formula, value)) in enumerate(zip(COLUMNS, cells, strict=True)):
                typed = {"bg_color": "#FFF4CC", "border": 1, "border_color": "#CBD5DB"} if not formula else {}
                number_format = "#,##0.0" if name in _COUNTS else "#,##0.00"
                self.value(code, row, column, value, formula, num_format=number_format, bold=at == 0, **typed)
        self.sheet[code].freeze_panes(3, 1)
        self._chart(len(budgets))

    def _chart(self, rows: int) -> None:
        """Profit over budgets, which moves with the cells."""
        name, outputs = self.sheet["budget"].get_name(), self.texts.outputs
        chart = self.book.add_chart({"type": "scatter", "subtype": "smooth"})
        first, last = 4, 2 + rows
        chart.add_series(
            {
                "name": _text(outputs["profit"]),
                "categories": [name, first, 0, last, 0],
                "values": [name, first, 6, last, 6],
                "line": {"color": "#2A9D8F", "width": 2},
            }
        )
        chart.set_x_axis({"name": _text(outputs["budget"]), "num_format": "#,##0", "label_position": "low"})
        chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E3E9ED"}}})
        chart.set_legend({"none": True})
        self.sheet["budget"].insert_chart(2, len(COLUMNS) + 1, chart, {"description": _text(outputs["profit"])})

    def answer(self, figures: Figures) -> None:
        code, says, row = "answer", self.says, 3
        self.sheet[code].set_column(0, 0, 46)
        self.sheet[code].set_column(1, len(QUANTILES), 14)
        self.note(code, 0, says["answer_note"], len(QUANTILES))
        self.text(code, 2, 0, says["verdict"], bold=True)
        self.text(code, 2, 1, says["verdict_word"], bold=True, align="right")
        for label, estimate, look in self._chances(figures):
            self.text(code, row, 0, label)
            self.value(code, row, 1, number(estimate.value), num_format=look)
            self.text(code, row, 2, says["error"], font_color="#4E6483", align="right")
            self.value(code, row, 3, number(estimate.mc_error), num_format=look, font_color="#4E6483")
            row += 1
        row += 1
        self.heading(code, row, [says["output"], *(self.texts.figures[name] for name in QUANTILES)])
        for output, values in figures.summary.iterrows():
            row += 1
            look = "0.00%" if output in _RATES else "#,##0.0" if output in _COUNTS else "#,##0.00"
            self.text(code, row, 0, self.texts.outputs[str(output)])
            for column, name in enumerate(QUANTILES, start=1):
                self.value(code, row, column, number(float(values[name])), num_format=look)

    def _chances(self, figures: Figures) -> list[tuple[str, Estimate, str]]:
        says = self.says
        return [
            (says["chance"], figures.break_even_probability, "0.0%"),
            (says["long_run_chance"], figures.long_run_break_even_probability, "0.0%"),
            (says["no_order"], figures.no_order_probability, "0.0%"),
            *((self.texts.zones[zone], figures.zones[zone], "0.0%") for zone in ZONES),
            (says["worst_profit"], figures.worst_profit, "#,##0.00"),
        ]

    def sources(self) -> None:
        code, says, texts = "sources", self.says, self.texts
        self.sheet[code].set_column(0, 0, 46)
        self.sheet[code].set_column(1, 2, 34)
        self.note(code, 0, says["sources_note"], 2)
        about = [(says["day"], texts.day.isoformat()), *([(says["link"], texts.link)] if texts.link else [])]
        for row, (label, value) in enumerate(about, start=2):
            self.text(code, row, 0, label)
            self.text(code, row, 1, value)
        self.heading(code, 5, [says["input"], says["value"], says["from"]])
        for row, cells in enumerate(texts.sources, start=6):
            for column, cell in enumerate(cells):
                self.text(code, row, column, cell, align="left" if not column else "right")


def _look_of(name: str, value: float | bool) -> dict[str, Any]:
    """The number format of an input."""
    if isinstance(value, bool):
        return {}
    if name.endswith(("_rate", "_share")) or name in ("cvr", "retention"):
        return {"num_format": "0.00%"}
    return {
        "num_format": "General" if name in ("cpc_elasticity", "period_days", "orders_per_year", "years") else "#,##0.00"
    }


def _text(text: str) -> str:
    """A text as a cell can hold it: without what no file of this kind may contain."""
    return _NOT_IN_A_CELL.sub("", text)[:_MOST_IN_A_CELL]


def _sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names of sheets that every spreadsheet takes: short, without signs of references, each once."""
    names: list[str] = []
    for at, text in enumerate(wanted, start=1):
        name = _NOT_IN_A_SHEET.sub(" ", text).strip().strip("'")[:_LONGEST_SHEET].strip("' ") or f"{at}"
        taken = {name.casefold() for name in names}
        names.append(name if name.casefold() not in taken else f"{name[: _LONGEST_SHEET - 3]} {at}")
    return names
