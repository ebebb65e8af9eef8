"""A plan as a workbook in the reader's language: the texts of `simulator.handout.workbook`."""

from __future__ import annotations

from pages.kit.handout import Given, inputs_table
from pages.kit.labels import OUTPUT_NAMES, VERDICTS, label_of, step_of
from pages.kit.season_text import of_the_period
from pages.kit.words import N_, Words
from simulator import Plan
from simulator.handout.formulas import COLUMNS, inputs_of, margin_lines
from simulator.handout.workbook import WorkbookTexts, workbook_of
from simulator.questions.figures import figures_of

ZONE_NAMES = {
    "scale": N_("scale: ≤ target"),
    "optimise": N_("optimise: ≤ what an order may cost"),
    "stop": N_("stop: more than that"),
}

SHEET_NAMES = {
    "plan": N_("Plan"),
    "margin": N_("Margin"),
    "budget": N_("Budget"),
    "answer": N_("Answer"),
    "sources": N_("Sources"),
}
FIGURES = {
    "mean": N_("average"),
    "sd": N_("standard deviation"),
    "p5": N_("5 % below"),
    "p25": N_("25 % below"),
    "p50": N_("in the middle"),
    "p75": N_("75 % below"),
    "p95": N_("95 % below"),
}
LINES = {
    "later_orders": N_("Later orders of a new customer, in today's money"),
    "break_even_roas": N_("Break-even ROAS"),
    "max_cpc": N_("Maximum CPC"),
}
COLUMN_NAMES = {"budget": N_("Budget"), "cpc": N_("CPC"), "marginal_cpo": N_("Marginal CPO"), "profit": N_("Profit")}
SAYS = {
    "input": N_("input"),
    "middle": N_("middle"),
    "low": N_("5 % below"),
    "high": N_("95 % below"),
    "cell_name": N_("name of the cell"),
    "plan_note": N_(
        "Change a coloured cell, and the sheets Margin and Budget follow. Where you typed a range, the cell holds its "
        "middle; the ends stand beside it. The sheet Answer does not follow: it was simulated."
    ),
    "line": N_("line"),
    "per_order": N_("per order"),
    "share_of_aov": N_("share of the order value"),
    "margin_note": N_("From the order value down to what an order may cost, every input at its middle."),
    "budget_note": N_(
        "What other budgets bring, every input at its middle and without luck: type any budget into a coloured cell. "
        "Clicks get dearer with spend (γ). At the middle is not on average: averages and chances are on the sheet "
        "Answer."
    ),
    "output": N_("output"),
    "answer_note": N_(
        "These figures were simulated and do not follow the cells. Change the plan in the app, and take a new workbook."
    ),
    "verdict": N_("Verdict"),
    "chance": N_("Chance to pay off"),
    "long_run_chance": N_("Chance to pay off with very many orders"),
    "no_order": N_("Chance of no order"),
    "worst_profit": N_("Profit in a very bad period (mean of the worst 5 %)"),
    "error": N_("simulation error"),
    "value": N_("value"),
    "from": N_("from"),
    "day": N_("Date"),
    "link": N_("Opens the plan again"),
    "sources_note": N_("What each input is as it was typed, and where it comes from."),
}


def workbook(words: Words, plan: Plan, given: Given) -> bytes:
    """The plan as an .xlsx file; no page is needed."""
    return workbook_of(plan, texts_of(words, plan, given))


def texts_of(words: Words, plan: Plan, given: Given) -> WorkbookTexts:
    """All texts of the workbook of a plan."""
    text, currency = words.text, plan.scenario.currency
    outputs = {name: text(COLUMN_NAMES.get(name) or OUTPUT_NAMES[name]) for name in {*OUTPUT_NAMES, *COLUMNS}}
    verdict = text(VERDICTS[figures_of(plan).verdict.word])
    return WorkbookTexts(
        sheets={code: text(name) for code, name in SHEET_NAMES.items()},
        inputs={given.name: label_of(words, _input(given.name), currency) for given in inputs_of(plan)},
        lines={line.code: text(LINES.get(line.code) or step_of(line.code)) for line in margin_lines(plan)},
        outputs=outputs,
        figures={code: text(name) for code, name in FIGURES.items()},
        zones={code: text(name) for code, name in ZONE_NAMES.items()},
        says={
            **{code: text(label) for code, label in SAYS.items()},
            "verdict_word": verdict,
            **_of_events(words, plan),
        },
        day=given.day,
        sources=inputs_table(words, plan, given).rows,
        link=given.link,
    )


def _of_events(words: Words, plan: Plan) -> dict[str, str]:
    """That the cells are of days without an event, where the plan has one."""
    if of_the_period(words, plan) is None:
        return {}
    note = words.text("The cells hold days without an event; only the sheet Answer has the events of the period.")
    return {"plan_note": f"{words.text(SAYS['plan_note'])} {note}"}


def _input(name: str) -> str:
    """The input that a cell of the workbook holds: the CPO that is wanted is called otherwise than what comes of it."""
    return "target_cpo" if name == "wanted_cpo" else name
