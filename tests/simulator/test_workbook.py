"""The workbook says what the core says, calculates what the core calculates, and holds no formula but its own."""

import io
import math
import os
import random
import re
import shutil
import subprocess
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from pages.kit.handout import Given
from pages.kit.words import words_for
from pages.kit.workbook import texts_of, workbook
from simulator import Fixed, Plan, Settings
from simulator.beliefs.distributions import median
from simulator.engine.outcome import outcome_of
from simulator.forms.fields import START, plan_of
from simulator.handout.formulas import budget_row, budgets_of, inputs_of, margin_lines
from simulator.handout.workbook import SAYS, SHEETS, _sheet_names, workbook_of
from simulator.plan.scenario import middle_shares
from simulator.questions.budgets import at_budget
from tests.simulator.plans import known

SOFFICE = os.environ.get("SOFFICE") or shutil.which("soffice")
TODAY = Given(date(2026, 11, 29), "https://example.org/?budget=1")
NAMES = (
    "=1+1",
    '=HYPERLINK("https://x.example")',
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2",
    "{=1}",
    "<b>&amp;",
    "Ž😀",
)


def plan_with(**values):
    plan, problems = plan_of({**START, **values})
    assert plan is not None, problems
    return plan


def random_plan(seed):
    """A plan in which every input that a formula speaks of is something.

    Long because of a table.
    """
    chance = random.Random(seed)
    share = chance.random
    goods = (
        {"cogs_kind": "per_order", "cogs_per_order": 5 + 30 * share()}
        if seed % 3 == 0
        else {"cogs_kind": "share", "cogs_share": 0.2 + 0.3 * share()}
    )
    goal = (
        {"target_kind": "profit", "target_profit": 4 * share()},
        {"target_kind": "share", "target_profit_share": share()},
        {"target_kind": "cpo", "target_cpo": 1 + share()},
    )[seed % 3]
    later = {"new_customer_share": share(), "orders_per_year": 0.5 + 4 * share(), "years": 0.5 + 4 * share()}
    return plan_with(
        name=NAMES[seed % len(NAMES)],
        budget=500 + 20_000 * share(),
        reference_budget=500 + 20_000 * share(),
        cpc_elasticity=0.6 * share(),
        aov_includes_vat=seed % 2 == 0,
        vat_rate=0.25 * share(),
        discount_rate=0.2 * share(),
        shipping_charged=6 * share(),
        shipping_paid=6 * share(),
        pick_pack=2 * share(),
        fee_rate=0.04 * share(),
        fee_fixed=0.4 * share(),
        return_rate=0.4 * share(),
        refunded_share=share(),
        recovered_share=share(),
        return_handling=6 * share(),
        cancel_rate=0.1 * share(),
        other_costs=2 * share(),
        incremental_share=0.5 + 0.5 * share(),
        repeat_on=seed % 4 < 2,
        retention=1.0 if seed % 4 == 0 else share(),
        yearly_discount_rate=0.0 if seed % 4 == 0 else 0.1 * share(),
        retention_cost=2 * share(),
        **later,
        **goods,
        **goal,
    )


PLANS = [random_plan(seed) for seed in range(20)]


def cells_of(content):
    """All cells of a workbook, sheet by sheet."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def parts_of(content):
    """The sheets of a workbook as they are written."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}


# -- what it says -------------------------------------------------------------------------------------------------


def test_every_line_of_the_margin_is_that_of_the_core_and_they_lead_to_max_cpo():
    for plan in PLANS:
        lines, shares = margin_lines(plan), middle_shares(plan.scenario)
        steps = plan.scenario.economics.steps(median(plan.scenario.aov), shares)
        assert [line.code for line in lines[: len(steps)]] == [step.name for step in steps]
        for line, step in zip(lines, steps, strict=False):
            assert math.isclose(line.value, step.amount, rel_tol=1e-12, abs_tol=1e-12)
        by_code = {line.code: line.value for line in lines}
        assert math.isclose(
            by_code["max_cpo"], plan.scenario.ceiling(shares).at(median(plan.scenario.aov)), rel_tol=1e-9
        )


def test_a_row_of_budgets_is_what_the_simulation_of_known_inputs_without_luck_gives():
    plan = Plan(known(cpc_elasticity=0.3, budget=4000, reference_budget=1500), Settings(order_luck=False, points=64))
    for budget in budgets_of(plan):
        there = at_budget(outcome_of(plan), budget)
        names = ("cpc", "clicks", "expected_orders", "cpo", "marginal_cpo", "profit")
        result = [value for _, value in budget_row(plan, budget, 5, is_own=False)[1:]]
        assert result == pytest.approx([float(there.rows(name)[0, 0]) for name in names], rel=1e-9)


def test_a_plan_that_brings_no_order_shows_a_sign_where_it_would_divide_by_nothing():
    plan = Plan(known(cvr=Fixed(0.0)))
    assert [value for _, value in budget_row(plan, 1000, 4, is_own=True)][3:] == [0.0, "∞", "∞", -1000.0]
    assert workbook(words_for("en_GB"), plan, TODAY)


def test_the_sheets_speak_the_language_of_the_reader_and_hold_the_figures_of_the_core():
    plan = plan_with(name="Spring")
    cells = cells_of(workbook(words_for("sl_SI"), plan, TODAY))
    assert len(cells) == len(SHEETS)
    answer = [row for sheet in list(cells.values())[3:4] for row in sheet]
    chance = outcome_of(plan).break_even_probability.value
    assert any(isinstance(row[1], float) and math.isclose(row[1], chance) for row in answer)
    texts = texts_of(words_for("sl_SI"), plan, TODAY)
    assert set(SAYS) == set(texts.says)


# -- what it must not hold ----------------------------------------------------------------------------------------


def test_nothing_that_was_typed_becomes_a_formula_or_a_link():
    for name in NAMES:
        plan = plan_with(name=name)
        content = workbook(words_for("en_GB"), plan, TODAY)
        own = {formula.removeprefix("=") for formula in formulas_of(plan)}
        for part, text in parts_of(content).items():
            assert "hyperlink" not in text
            if part.startswith("xl/worksheets/"):
                written = {unescaped(item) for item in re.findall(r"<f>(.*?)</f>", text)}
                assert written <= own | {f"B{row}/aov" for row in range(1, 99)}
        assert cells_of(content)["Plan"][0][0] == name


def formulas_of(plan):
    margin = [line.formula for line in margin_lines(plan)]
    rows = enumerate(budgets_of(plan), start=4)
    return [*margin, *(f for at, budget in rows for f, _ in budget_row(plan, budget, at, is_own=at == 4) if f)]


def unescaped(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def test_names_of_cells_and_sheets_are_such_as_every_spreadsheet_takes():
    for plan in PLANS[:4]:
        cells = (*inputs_of(plan), *margin_lines(plan))
        names = [cell.name for cell in cells if cell.name]
        assert len(names) == len(set(names))
        assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) and len(name) > 2 for name in names)
    wanted = ["a/b:[c]*?\\d", "'", "x" * 50, "X" * 50, "Plan"]
    named = _sheet_names(wanted)
    assert len({name.casefold() for name in named}) == 5
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in named)


# -- what it calculates -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Calculates workbooks anew, all in one start, in the number format of a country."""
    if SOFFICE is None:
        pytest.skip("there is no LibreOffice: apt-get install libreoffice-calc-nogui")

    def calculated(contents, locale):
        folder = tmp_path_factory.mktemp("office")
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        settings = SETTINGS.format(locale=locale)
        (profile / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
        files = []
        for at, content in enumerate(contents):
            files.append(folder / f"{at}.xlsx")
            files[-1].write_bytes(content)
        command = [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx"]
        subprocess.run([*command, "--outdir", folder / "out", *files], check=True, capture_output=True, timeout=120)
        return [cells_of((folder / "out" / file.name).read_bytes()) for file in files]

    return calculated


SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
</oor:items>
"""
"""Calculates always, whatever values are stored; numbers as written in this locale."""


def agree(stored, calculated):
    """Whether every cell of a workbook was calculated to what is stored in it."""
    assert stored.keys() == calculated.keys()
    for sheet, rows in stored.items():
        scale = max((abs(cell) for row in rows for cell in row if isinstance(cell, float)), default=1.0)
        for row, (want, item) in enumerate(zip(rows, calculated[sheet], strict=False)):
            for column, (one, other) in enumerate(zip(want, item, strict=False)):
                if isinstance(one, float):
                    close = math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-15 * scale)
                    assert close, (sheet, row, column, one, other)
                else:
                    assert one == other, (sheet, row, column)
    return True


def test_an_office_calculates_what_the_core_does_in_french_and_in_slovenian(office):
    contents = [workbook(words_for("en_GB"), plan, TODAY) for plan in PLANS]
    for content, cells in zip(contents, office(contents, "fr-FR"), strict=True):
        assert agree(cells_of(content), cells)
    # Stored values that are all wrong show that the office does calculate: it mends them.
    wrong = with_wrong_values(contents[1])
    slovenian, mended = office([contents[2], wrong], "sl-SI")
    assert agree(cells_of(contents[2]), slovenian)
    assert agree(cells_of(contents[1]), mended)
    with pytest.raises(AssertionError):
        agree(cells_of(contents[1]), cells_of(wrong))


def with_wrong_values(content):
    """The same workbook, every stored value of a formula 12345."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        for item in before.infolist():
            text = before.read(item)
            if item.filename.startswith("xl/worksheets/"):
                text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>12345</v>", text)
            after.writestr(item, text)
    return made.getvalue()


def test_a_label_that_is_missing_is_an_error_and_no_empty_cell():
    with pytest.raises(KeyError):
        workbook_of(PLANS[0], texts_of(words_for("en_GB"), PLANS[1], TODAY))
