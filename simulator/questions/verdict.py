"""Scale, optimise or stop: what the figures advise, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from simulator.beliefs.distributions import median
from simulator.engine.estimates import LONGEST
from simulator.engine.outcome import LUCK, Outcome
from simulator.plan import economics
from simulator.plan.scenario import TOLERANCE, middle_shares

REASONS: Final = (
    "no_margin",
    "pays_in_the_long_run_too_rarely",
    "too_few_orders",
    "chance_between_cut_offs",
    "next_order_too_dear",
    "over_target",
    "pays",
)


Advice = Literal["scale", "optimise", "stop"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The advice, the reasons for it (of `REASONS`), and what the chance hangs on most.

    decided_by : the input whose values part the draws that break even from those that do not, ``"order_luck"``, or
        None when all draws end the same way
    decided_share : its part of what can be told apart, 0 to 1
    """

    word: Advice
    reasons: tuple[str, ...]
    decided_by: str | None
    decided_share: float


@dataclass(frozen=True, slots=True)
class BreakEvenInputs:
    """Where a plan breaks even in the long run when one input moves and all others stay at their medians.

    None where no value of the input does it. `cpc` is the click price at the reference budget, as it is typed.
    """

    cvr: float | None
    cpc: float | None
    aov: float | None


def verdict(outcome: Outcome) -> Verdict:
    """Judge an outcome with the cut-offs of its scenario (design §2).

    scale: P(break even) ≥ scale_at, median marginal CPO ≤ median max CPO, median CPO ≤ median target CPO;
    stop: P(break even in the long run) ≤ stop_at; else optimise.
    """
    scenario = outcome.scenario
    chance, long_run = outcome.break_even_probability.value, outcome.long_run_break_even_probability.value
    middle = {name: outcome.quantiles(name)["p50"].value for name in ("cpo", "max_cpo", "target_cpo", "marginal_cpo")}
    likely = chance >= scenario.scale_at
    next_order_pays = middle["marginal_cpo"] * (1 - TOLERANCE) <= middle["max_cpo"]
    on_target = middle["cpo"] * (1 - TOLERANCE) <= middle["target_cpo"]
    decided_by, decided_share = _decided_by(outcome)
    if likely and next_order_pays and on_target:
        return Verdict("scale", ("pays",), decided_by, decided_share)
    if long_run <= scenario.stop_at:
        reason = "no_margin" if middle["max_cpo"] <= 0 else "pays_in_the_long_run_too_rarely"
        return Verdict("stop", (reason,), decided_by, decided_share)
    reasons = {
        "too_few_orders": chance <= scenario.stop_at,
        "chance_between_cut_offs": scenario.stop_at < chance < scenario.scale_at,
        # Where it is luck that decides, what the next order would cost is no news.
        "next_order_too_dear": not next_order_pays and chance > scenario.stop_at,
        "over_target": not on_target,
    }
    return Verdict("optimise", tuple(name for name, holds in reasons.items() if holds), decided_by, decided_share)


def _decided_by(outcome: Outcome) -> tuple[str | None, float]:
    """The column of chance with the largest squared correlation with breaking even, and its share of their sum."""
    happens = outcome.breaks_even
    chance = outcome.break_even_probability.value
    if not 0 < chance < 1:
        return None, 0.0
    columns = {name: name for name in outcome.scenario.uncertain}
    if outcome.settings.order_luck:
        columns |= dict.fromkeys(LUCK, "order_luck")
    pulls = dict.fromkeys(columns.values(), 0.0)
    in_short_rows = (-1, min(outcome.settings.points, LONGEST))
    away = (happens - chance).reshape(in_short_rows)
    for column, owner in columns.items():
        # Scores have mean 0 and variance 1: this is n · correlation · √(p (1 - p)).
        pulls[owner] += float(np.vecdot(outcome.scores[column].reshape(in_short_rows), away).sum()) ** 2
    total = sum(pulls.values())
    if total == 0:
        return None, 0.0
    strongest = max(pulls, key=lambda owner: pulls[owner])
    return strongest, pulls[strongest] / total


def break_even_inputs(outcome: Outcome) -> BreakEvenInputs:
    """The threshold of each input: CVR* = CPC / max CPO, CPC* = CVR · max CPO, AOV* where the line meets the CPO.

    In the long run: CPC / (CVR · incremental share) = slope · AOV - intercept.
    """
    scenario = outcome.scenario
    shares = middle_shares(scenario)
    # An input is what it is on days without an event, as it is typed.
    events = scenario.middle_effects
    cpc, aov = median(scenario.cpc) * scenario.cpc_factor * events.cpc, median(scenario.aov) * events.aov
    orders_per_click = median(scenario.cvr) * shares["incremental_share"] * events.cvr
    ceiling = scenario.ceiling(shares)
    max_cpo = ceiling.at(aov)
    needed_cvr = needed_aov = None
    if max_cpo > 0 and shares["incremental_share"] > 0:
        needed_cvr = cpc / max_cpo / shares["incremental_share"] / events.cvr
    if ceiling.slope > 0 and orders_per_click > 0:
        needed_aov = (cpc / orders_per_click + ceiling.intercept) / ceiling.slope / events.aov
    # As it is typed: the click price at the reference budget.
    max_cpc = economics.max_cpc(orders_per_click, max_cpo) / scenario.cpc_factor / events.cpc
    return BreakEvenInputs(
        cvr=needed_cvr if needed_cvr is not None and needed_cvr <= 1 else None,
        cpc=max_cpc if max_cpc > 0 else None,
        aov=needed_aov if needed_aov is not None and needed_aov > 0 else None,
    )
