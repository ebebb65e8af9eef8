"""Every table of the page as a file, unrounded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from pages.frame import visit
from pages.kit.files import Download
from pages.kit.files import downloads as download_row
from pages.kit.words import N_, Words
from pages.parts.funnel.results import every_lever, indicators, inputs, lever_ranking, stages
from simulator import Plan
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.funnel import Funnel
from simulator.questions.levers import Lever

LABELS = {
    "levers": N_("Download the levers (CSV)"),
    "together": N_("Download all levers together (CSV)"),
    "stages": N_("Download the funnel (CSV)"),
    "indicators": N_("Download the indicators (CSV)"),
}


def downloads(words: Words) -> None:
    """Every table of the page as a file, for the plan as it is at the click."""
    entered, present = inputs(), visit.present()
    if entered.funnel is None:
        return
    funnel, levers = entered.funnel, entered.levers
    frames: dict[str, Callable[[Plan], pd.DataFrame]] = {
        "stages": lambda plan: stages(plan, funnel),
        "indicators": lambda plan: indicators_frame(plan, funnel),
    }
    if levers:
        frames = {
            "levers": lambda plan: ranking_frame(plan, levers, funnel),
            "together": lambda plan: together_frame(plan, levers, funnel),
            **frames,
        }

    def content(name: str, dialect: Dialect) -> bytes:
        return table_csv(present.plan, frames[name](present.plan), dialect)

    files = [
        Download(words.text(LABELS[name]), partial(content, name), f"cpo-{name}.csv", f"download_funnel_{name}")
        for name in frames
    ]
    download_row(words, *files)


def ranking_frame(plan: Plan, levers: tuple[Lever, ...], funnel: Funnel) -> pd.DataFrame:
    """Every lever by itself, with what is believed of it."""
    beliefs = pd.DataFrame(
        [
            (lever.kind, lever.low, lever.high, lever.level, lever.cost, lever.cost_per_order)
            for lever in levers
        ],
        columns=["lever", "effect_low", "effect_high", "effect_level", "cost", "cost_per_order"],
    )  # fmt: skip
    ranking, _ = lever_ranking(plan, levers, funnel)
    return beliefs if ranking is None else ranking.table.merge(beliefs, on="lever")


def together_frame(plan: Plan, levers: tuple[Lever, ...], funnel: Funnel) -> pd.DataFrame:
    """Levers alone and on top of each other, and a last row of all of them."""
    ranking, useless = lever_ranking(plan, levers, funnel)
    if ranking is None:
        return pd.DataFrame({"lever": []})
    usable = tuple(lever for lever in levers if lever.kind not in dict(useless))
    package = every_lever(plan, usable, funnel)
    every = {
        "lever": "all",
        "alone_mean": package.alone,
        "on_top_mean": package.mean.value,
        "on_top_error": package.mean.mc_error,
        "on_top_payback_probability": package.payback.value,
    }
    return pd.concat([package.table, pd.DataFrame([every])], ignore_index=True)


def indicators_frame(plan: Plan, funnel: Funnel) -> pd.DataFrame:
    """Six indicators with what is published of them."""
    names = ("name", "unit", "low", "middle", "high", "typical_low", "typical_high", "stands")
    rows = [[getattr(indicator, name) for name in names] for indicator in indicators(plan, funnel)]
    return pd.DataFrame(rows, columns=["indicator", *names[1:]])


def table_csv(plan: Plan, frame: pd.DataFrame, dialect: Dialect) -> bytes:
    """A table of the page as a file, its numbers unrounded."""
    table = frame.copy()
    table.insert(1, "currency", plan.scenario.currency)
    return write_table(table, dialect=dialect)
