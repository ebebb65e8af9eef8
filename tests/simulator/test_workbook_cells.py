"""The sheets of a workbook cell by cell: what stands where, and how it looks."""

import io
import re
import zipfile
from datetime import date
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from pages.kit.handout import Given
from pages.kit.words import words_for
from pages.kit.workbook import texts_of
from simulator import OrderEconomics, Plan
from simulator.forms.fields import BY_NAME
from simulator.handout.formulas import (
    COLUMNS,
    budget_row,
    budgets_of,
    inputs_of,
    margin_lines,
    number,
)
from simulator.handout.workbook import QUANTILES, SHEETS, _sheet_names, _text, workbook_of
from simulator.questions.figures import figures_of
from tests.simulator.plans import spring
from tests.simulator.test_workbook import cells_of
from tests.simulator.test_workbook_formulas import is_same

# -- what stands where ----------------------------------------------------------------------------------------------

PLAN = Plan(spring(reference_budget=3000))
TEXTS = texts_of(words_for("en_GB"), PLAN, Given(date(2026, 11, 29), "https://example.org/?budget=1"))
SAYS = TEXTS.says


@pytest.fixture
def content():
    return workbook_of(PLAN, TEXTS)


def filled(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows without the empty cells at their ends."""
    cut = []
    for row in rows:
        while row and row[-1] == "":
            row = row[:-1]
        cut.append(row)
    return cut


def expected() -> dict[str, list[list[Any]]]:
    lines, figures = margin_lines(PLAN), figures_of(PLAN)
    aov = lines[0].value
    chances = [
        (SAYS["chance"], figures.break_even_probability),
        (SAYS["long_run_chance"], figures.long_run_break_even_probability),
        (SAYS["no_order"], figures.no_order_probability),
        *((TEXTS.zones[zone], figures.zones[zone]) for zone in ("scale", "optimise", "stop")),
        (SAYS["worst_profit"], figures.worst_profit),
    ]
    return {
        "plan": [
            [PLAN.scenario.name], [SAYS["plan_note"]], [],
            [SAYS[code] for code in ("input", "middle", "low", "high", "cell_name")],
            *([TEXTS.inputs[name], value, "" if low is None else low, "" if high is None else high, name]
              for name, value, low, high in inputs_of(PLAN)),
        ],
        "margin": [
            [SAYS["margin_note"]], [], [SAYS[code] for code in ("line", "per_order", "share_of_aov", "cell_name")],
            *([TEXTS.lines[line.code], line.value,
               "" if line.code in ("later_orders", "break_even_roas", "max_cpc") else line.value / aov, line.name]
              for line in lines),
        ],
        "budget": [
            [SAYS["budget_note"]], [], [TEXTS.outputs[name] for name in COLUMNS],
            *([value for _, value in budget_row(PLAN, budget, 4, is_own=False)] for budget in budgets_of(PLAN)),
        ],
        "answer": [
            [SAYS["answer_note"]], [], [SAYS["verdict"], SAYS["verdict_word"]],
            *([label, estimate.value, SAYS["error"], estimate.mc_error] for label, estimate in chances), [],
            [SAYS["output"], *(TEXTS.figures[name] for name in QUANTILES)],
            *([TEXTS.outputs[name], *(number(float(row[quantile])) for quantile in QUANTILES)]
              for name, row in figures.summary.iterrows()),
        ],
        "sources": [
            [SAYS["sources_note"]], [], [SAYS["day"], "2026-11-29"], [SAYS["link"], TEXTS.link], [],
            [SAYS[code] for code in ("input", "value", "from")], *(list(row) for row in TEXTS.sources),
        ],
    }  # fmt: skip


def test_every_sheet_holds_what_it_should_and_nothing_else(content):
    for (name, rows), (code, wanted) in zip(cells_of(content).items(), expected().items(), strict=True):
        assert name == TEXTS.sheets[code]
        for row, want in zip(filled(rows), filled(wanted), strict=True):
            assert len(row) == len(want), (code, want)
            assert all(is_same(one, other) for one, other in zip(row, want, strict=True)), (code, row, want)


def test_a_plan_without_a_name_is_called_as_its_sheet_and_one_without_a_link_has_none():
    plan = Plan(spring(name=""))
    cells = cells_of(workbook_of(plan, texts_of(words_for("en_GB"), plan, Given(date(2026, 11, 29), ""))))
    assert cells[TEXTS.sheets["plan"]][0][0] == TEXTS.sheets["plan"]
    assert [row[0] for row in cells[TEXTS.sheets["sources"]]][2:6] == [SAYS["day"], "", "", SAYS["input"]]


def test_names_of_sheets_that_are_taken_get_their_number():
    wanted = ["Plan", "PLAN", "", "x" * 40, "x" * 40, "a/b"]
    assert _sheet_names(wanted) == ["Plan", "PLAN 2", "3", "x" * 31, f"{'x' * 28} 5", "a b"]


# -- how it looks ---------------------------------------------------------------------------------------------------

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BUILT_IN = {0: "General", 4: "#,##0.00", 10: "0.00%"}


class Look(NamedTuple):
    """How a cell is shown."""

    format: str
    is_bold: bool
    is_marked: bool
    is_right: bool
    wraps: bool


class Sheet(NamedTuple):
    """A sheet as it is written: looks by cell, formulas by cell, columns that have a width, and its frozen cell."""

    looks: dict[str, Look]
    formulas: dict[str, str]
    columns: set[int]
    frozen: str


@pytest.fixture
def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture
def sheets(parts):
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    formats = {int(item.get("numFmtId")): item.get("formatCode") for item in styles.iter(f"{MAIN}numFmt")} | BUILT_IN
    fonts = [font.find(f"{MAIN}b") is not None for font in styles.find(f"{MAIN}fonts")]
    looks = []
    for style in styles.find(f"{MAIN}cellXfs"):
        alignment = style.find(f"{MAIN}alignment")
        looks.append(
            Look(
                formats[int(style.get("numFmtId"))],
                fonts[int(style.get("fontId"))],
                int(style.get("fillId")) > 1,
                alignment is not None and alignment.get("horizontal") == "right",
                alignment is not None and alignment.get("wrapText") == "1",
            )
        )
    made = {}
    for at, code in enumerate(SHEETS, start=1):
        sheet = ElementTree.fromstring(parts[f"xl/worksheets/sheet{at}.xml"])
        cells = [cell for cell in sheet.iter(f"{MAIN}c") if len(cell)]
        spans = [(int(column.get("min")), int(column.get("max"))) for column in sheet.iter(f"{MAIN}col")]
        pane = next(sheet.iter(f"{MAIN}pane"), None)
        made[code] = Sheet(
            {cell.get("r"): looks[int(cell.get("s", 0))] for cell in cells},
            {cell.get("r"): cell.find(f"{MAIN}f").text for cell in cells if cell.find(f"{MAIN}f") is not None},
            {column for first, last in spans for column in range(first, last + 1)},
            "" if pane is None else pane.get("topLeftCell"),
        )
    return made


def test_every_column_that_is_used_has_a_width_and_no_other(sheets):
    for code, sheet in sheets.items():
        assert sheet.columns == {ord(cell[0]) - 64 for cell in sheet.looks}, code


def test_headings_stay_in_sight_and_labels_too(sheets):
    assert [sheets[code].frozen for code in SHEETS] == ["B5", "", "B4", "", ""]


def test_names_of_cells_stand_beside_the_values_that_they_name(content, parts):
    """Names of a workbook: each is a cell of its sheet, in whose row the name is written."""
    cells = cells_of(content)
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    names = {item.get("name"): item.text for item in book.iter(f"{MAIN}definedName")}
    wanted = {item.name: item.value for item in inputs_of(PLAN)}
    wanted |= {line.name: line.value for line in margin_lines(PLAN) if line.name}
    assert names.keys() == wanted.keys()
    for name, place in names.items():
        sheet, row = re.fullmatch(r"'?(\w+)'?!\$B\$(\d+)", place).groups()
        assert is_same(cells[sheet][int(row) - 1][1], wanted[name])
        assert cells[sheet][int(row) - 1][-1] == name


def test_shares_are_shown_in_percent_money_with_cents_and_the_rest_as_it_is(sheets):
    looks = sheets["plan"].looks
    for row, (name, value, low, _) in enumerate(inputs_of(PLAN), start=5):
        unit = "currency" if name == "wanted_cpo" else BY_NAME[name].unit
        wanted = "0.00%" if unit == "share" else "#,##0.00" if unit.startswith("currency") else "General"
        for column in "BCD" if low is not None else "B":
            assert looks[f"{column}{row}"].format == wanted, (name, unit)
        assert looks[f"B{row}"].is_marked  # is to be typed over
        assert isinstance(value, bool) or not looks.get(f"C{row}", looks["A1"]).is_marked
    margin = sheets["margin"]
    for row, line in enumerate(margin_lines(PLAN), start=4):
        assert margin.looks[f"B{row}"].format == "#,##0.00"
        assert {margin.looks[f"{column}{row}"].is_bold for column in "AB"} == {line.total}
        assert margin.formulas[f"B{row}"] == line.formula.removeprefix("=")
        if f"C{row}" in margin.looks:
            assert margin.looks[f"C{row}"].format == "0.0%"
            assert margin.formulas[f"C{row}"] == f"B{row}/aov"


def test_the_plan_s_own_budget_is_bold_and_the_others_are_to_be_typed_over(sheets):
    sheet = sheets["budget"]
    for row in range(4, 4 + len(budgets_of(PLAN))):
        for column, name in zip("ABCDEFG", COLUMNS, strict=True):
            look = sheet.looks[f"{column}{row}"]
            assert look.format == ("#,##0.0" if name in ("clicks", "orders") else "#,##0.00")
            assert look.is_bold == (row == 4)
            assert look.is_marked == (column == "A" and row > 4)
        assert sheet.formulas[f"C{row}"] == f"A{row}/B{row}"
    assert sheet.formulas["A4"] == "budget"


def test_the_answer_is_shown_as_the_app_shows_it(sheets):
    looks = sheets["answer"].looks
    assert [looks[f"B{row}"].format for row in range(4, 11)] == [*["0.0%"] * 6, "#,##0.00"]
    assert [looks[cell].is_bold for cell in ("A3", "B3", "A4", "A12", "H12")] == [True, True, False, True, True]
    for row, name in enumerate(figures_of(PLAN).summary.index, start=13):
        wanted = "0.00%" if name == "cvr" else "#,##0.0" if name in ("clicks", "orders") else "#,##0.00"
        assert {looks[f"{column}{row}"].format for column in "BCDEFGH"} == {wanted}
    for code, row in (("plan", 4), ("margin", 3), ("budget", 3), ("answer", 12), ("sources", 6)):
        headings = {cell: look for cell, look in sheets[code].looks.items() if re.fullmatch(rf"[A-Z]{row}", cell)}
        assert all(look.is_bold and look.wraps and look.is_right == (cell[0] != "A") for cell, look in headings.items())
    sources = {cell: look for cell, look in sheets["sources"].looks.items() if int(cell[1:]) > 6}
    assert all(look.is_right == (cell[0] != "A") for cell, look in sources.items())


def test_notes_are_as_wide_as_their_table_and_the_chart_shows_profit_over_budgets(parts):
    merged = [re.findall(r'<mergeCell ref="([^"]+)"', parts[f"xl/worksheets/sheet{at}.xml"]) for at in range(1, 6)]
    assert merged == [["A2:E2"], ["A1:D1"], ["A1:G1"], ["A1:H1"], ["A1:C1"]]
    last = 3 + len(budgets_of(PLAN))
    chart = parts["xl/charts/chart1.xml"]
    assert re.findall(r"<c:f>([^<]+)</c:f>", chart) == [f"Budget!$A$5:$A${last}", f"Budget!$G$5:$G${last}"]
    assert "<c:legend>" not in chart
    assert chart.count("<c:majorGridlines>") == 1
    place = re.search(
        r"<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", parts["xl/drawings/drawing1.xml"]
    )
    assert place.groups() == ("8", "2")  # beside the table, a column free between
    for at in range(1, 6):
        sheet = parts[f"xl/worksheets/sheet{at}.xml"]
        assert 'fitToPage="1"' in sheet
        assert 'fitToHeight="0"' in sheet
        assert "fitToWidth" not in sheet  # one page
        assert 'orientation="landscape"' in sheet


def test_notes_are_as_high_as_their_text_is_long(parts, sheets):
    """About 95 letters stand in a line 15 points high."""
    notes = {"plan": ("plan_note", 2), "margin": ("margin_note", 1), "answer": ("answer_note", 1)}
    for at, code in enumerate(SHEETS, start=1):
        if code in notes:
            text, row = SAYS[notes[code][0]], notes[code][1]
            stated = re.search(rf'<row r="{row}"[^>]* ht="([0-9.]+)"', parts[f"xl/worksheets/sheet{at}.xml"])
            height = float(stated[1]) if stated else 15.0
            assert 15 * len(text) / 95 < height <= 15 * (len(text) / 95 + 1)
            assert sheets[code].looks[f"A{row}"].wraps


def test_a_text_is_cut_where_a_cell_ends_and_holds_no_control_characters():
    assert len(_text("x" * 40_000)) == 32_767
    assert _text("a\x00b\x1fc\td\n") == "abc\td\n"


def test_nothing_is_numbered_or_linked_that_looks_like_a_number_or_a_link():
    plan = Plan(spring(name="12.5", economics=OrderEconomics()))
    made = workbook_of(plan, texts_of(words_for("en_GB"), plan, Given(date(2026, 11, 29), "https://example.org")))
    assert cells_of(made)[TEXTS.sheets["plan"]][0][0] == "12.5"
