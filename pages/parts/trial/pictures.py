"""Pictures of a test: where it ends and what it is worth, by its clicks."""

from __future__ import annotations

import pandas as pd

from pages.kit import charts, writing
from pages.kit.folded import folded
from pages.kit.words import Words
from pages.parts.trial.answer import FREE, NOTHING, SURE_OF_IT, worth_sentence
from simulator import Plan, Trial
from simulator.questions.trial import SIZES
from simulator.questions.trial_summary import TrialSummary

SPOKEN_SIZE = 1000
"""Clicks of the test whose chances stand in the picture's text."""


def sure_chart(words: Words, summary: TrialSummary) -> None:
    """Where a test of each size ends: stop, scale, still unsure; and sure either way."""
    text, trial = words.text, summary.trial
    rows = summary.by_clicks
    title = text("What you will know, by the clicks of the test")
    kinds = {
        text("clear: go ahead"): "scale_probability",
        text("still unsure"): "unsure_probability",
        text("clear: stop"): "stop_probability",
        text("clear, either way"): "sure_probability",
    }
    frame = charts.curves_frame(
        rows["clicks"].tolist(),
        {kind: rows[column].tolist() for kind, column in kinds.items()},
        levels={words.percent(SURE_OF_IT, decimals=0): SURE_OF_IT},
        places=_main_buy(words, trial, rows),
    )
    texts = (
        ("x", text("clicks of the test")),
        ("y", text("chance")),
        ("kind", text("where it ends")),
        ("at", text("clicks")),
        ("value", text("chance")),
    )
    spec = charts.curves(tuple(kinds), texts, words.chart_numbers(), shares=True, height=280)
    size = max((size for size in SIZES if size <= min(trial.largest, SPOKEN_SIZE)), default=SIZES[0])
    here = rows["clicks"].tolist().index(size)
    chances = (f"{kind} {writing.exact_chance(words, float(rows[column][here]))}" for kind, column in kinds.items())
    alt = text(
        "{title}; clicks {clicks}: {chances}", title=title, clicks=words.number(size), chances=", ".join(chances)
    )
    charts.show(frame, spec, key="trial_sure_chart", alt=alt, title=title)


def _main_buy(words: Words, trial: Trial, rows: pd.DataFrame) -> dict[str, float]:
    """The main buy as a named place among these sizes."""
    shown = len(rows) and rows["clicks"].iloc[0] <= trial.main_clicks <= rows["clicks"].iloc[-1]
    return {words.text("your clicks"): trial.main_clicks} if shown else {}


def worth(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """What a test of each size is worth, folded; nothing where no test is worth anything."""
    if summary.trial.perfect_information < NOTHING or summary.best.reason == "no_test":
        return
    title = words.text("What a test is worth, by its clicks")
    folded(title, "trial_worth", lambda: _worth_chart(words, plan, summary, title))


def _worth_chart(words: Words, plan: Plan, summary: TrialSummary, title: str) -> None:
    text, trial = words.text, summary.trial
    certain = trial.perfect_information
    kinds = {text("worth"): "sample_information"}
    rows = summary.by_clicks
    if summary.best.reason not in FREE:
        kinds |= {text("worth less cost"): "net_value", text("cost"): "cost"}
        rows = rows[rows["cost"] <= 1.2 * certain]  # a test that costs more than certainty is worth is never bought
    frame = charts.curves_frame(
        rows["clicks"].tolist(),
        {kind: rows[column].tolist() for kind, column in kinds.items()},
        levels={text("knowing for sure: {money}", money=writing.round_money(words, plan, certain)): certain},
        places=_main_buy(words, trial, rows),
    )
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text("clicks of the test")),
        ("y", text("Worth, {money}", money=money)),
        ("kind", text("what it is")),
        ("at", text("clicks")),
        ("value", text("Worth, {money}", money=money)),
    )
    spec = charts.curves(tuple(kinds), texts, words.chart_numbers(), height=260)
    alt = f"{title}. {worth_sentence(words, plan, summary)}".replace("**", "")
    charts.show(frame, spec, key="trial_worth_chart", alt=alt, title=title)
