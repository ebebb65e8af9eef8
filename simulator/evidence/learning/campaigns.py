"""One row per campaign: what its orders cost, whether that pays, what is at stake, and what changed last week."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.beliefs.distributions import median, values_at
from simulator.engine.points import COLUMNS, base_scores
from simulator.engine.zones import zone_of
from simulator.errors import InputError
from simulator.evidence.learning.account import PRESENT_DAYS, Learned
from simulator.evidence.learning.forecast import POINTS, drawn, rank_of_orders
from simulator.evidence.learning.history import History
from simulator.evidence.learning.learn import learn_campaigns
from simulator.evidence.learning.sums import arrived_by_age
from simulator.plan.scenario import Scenario

Array = NDArray[np.float64]

RECENT_DAYS: Final = 7
FALSE_ALARMS: Final = 0.05
"""Of the changes that are marked, at most this share is chance."""
_LEAST_DAYS_BEFORE: Final = 14


def campaign_table(
    history: History,
    scenario: Scenario,
    *,
    period_days: float | None = None,
    delay_days: float = 0.0,
    learned: Mapping[str, Learned] | None = None,
    changes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per campaign, the largest spend first. Shares are 0 to 1, money in the currency of the history.

    What is known of a campaign is learned from its own days and its siblings (`learn_campaigns`); margin, target,
    incremental share and, where the export has no values, the order value are those of the plan.

    Long because every column of the table has its meaning here, where its readers look.

    campaign, spend, clicks, orders          what was seen
    cpc, cvr, aov, cpo                       medians of what is believed of the coming period; CPO = CPC / CVR, and AOV
                                             is the plan's where the export has no values
    cpo_low, cpo_high                        90 % interval of the true CPO, without the luck of single orders
    seen_cpo                                 spend / orders as it was; infinite without an order
    max_cpo, target_cpo                      medians, per order that the platform counts (· incremental share)
    zone, zone_probability                   by `zone_of`: scale, optimise or stop, and the share of draws in that zone
    break_even_probability                   P(true CPO ≤ max CPO)
    at_stake                                 expected profit (loss when negative) of a coming period at the present
                                             spend, that of the last 28 days
    recent_cpo                               spend / orders of the last 7 days; infinite without an order
    change, change_p                         "better", "worse" or "": whether the orders of the last 7 days are more or
                                             fewer than their spend should have brought, going by the days before; and
                                             how often chance alone brings as much (two-sided; nan where unknown). Of
                                             all marks, 5 % are expected to be chance
    borrowed                                 share of the conversion rate that comes from siblings

    delay_days : mean days from a click to its order
    learned : `learn_campaigns` of this history, period and delay, where it is at hand
    changes : `recent_changes` of this history and delay, where they are at hand

    Raises
    ------
    InputError
        Without a click or without spend.
    """
    days = scenario.period_days if period_days is None else period_days
    learned = learn_campaigns(history, period_days=days, delay_days=delay_days) if learned is None else learned
    changes = recent_changes(history, delay_days) if changes is None else changes
    present = spend_per_campaign(history, PRESENT_DAYS)
    covered = min(PRESENT_DAYS, history.days)
    rows = [
        {
            "campaign": name,
            **_seen(campaign),
            **_chances(campaign, scenario, present.get(name, 0.0) * days / covered),
            "borrowed": campaign.borrowed,
        }
        for name, campaign in learned.items()
    ]
    return pd.DataFrame(rows).join(changes, on="campaign")


def table_inputs(scenario: Scenario) -> tuple[Hashable, ...]:
    """All that `campaign_table` takes from a plan: while it stays as it is, so does the table."""
    return (
        scenario.economics,
        scenario.repeat,
        scenario.target_profit,
        scenario.target_cpo,
        scenario.target_profit_share,
        scenario.incremental_share,
        scenario.aov,
        scenario.period_days,
    )


def _seen(learned: Learned) -> dict[str, float]:
    return {
        "spend": learned.spend,
        "clicks": learned.clicks,
        "orders": learned.orders,
        "seen_cpo": learned.spend / learned.orders if learned.orders > 0 else np.inf,
    }


def _chances(learned: Learned, scenario: Scenario, spend: float) -> dict[str, Any]:
    """What the beliefs of one campaign say beside the plan's margin, with this spend in the coming period."""
    cvr, cpc, aov = drawn(learned, scenario.aov)
    shares = _shares(scenario)
    counted = shares["incremental_share"]
    ceiling = scenario.ceiling(shares).at(aov)
    max_cpo, target_cpo = ceiling * counted, scenario.target(ceiling) * counted
    cpo = cpc / cvr
    pays = cpo <= max_cpo
    zone = zone_of(pays, cpo <= target_cpo)
    low, middle, high = np.quantile(cpo, [0.05, 0.5, 0.95])
    return {
        "cpc": median(learned.cpc),
        "cvr": median(learned.cvr),
        "aov": median(learned.aov or scenario.aov),
        "cpo": middle,
        "cpo_low": low,
        "cpo_high": high,
        "max_cpo": float(np.median(max_cpo)),
        "target_cpo": float(np.median(target_cpo)),
        "zone": zone.name,
        "zone_probability": zone.probability,
        "break_even_probability": float(pays.mean()),
        "at_stake": spend * float((max_cpo / cpo - 1).mean()),
    }


def _shares(scenario: Scenario) -> dict[str, Any]:
    """Every share of the plan: a number where it is known, else draws of its belief."""
    scores = base_scores(POINTS, 2, 0)
    return {name: values_at(belief, scores[COLUMNS.index(name)]) for name, belief in scenario.shares.items()}


def spend_per_campaign(history: History, days: int) -> dict[str, float]:
    """Spend in the last days of the history."""
    frame = history.frame
    recent = frame[frame["date"] > pd.Timestamp(history.last - timedelta(days=days))]
    return {str(name): float(spend) for name, spend in recent.groupby("campaign")["spend"].sum().items()}


# ---------------------------------------------------------------------------------------------------------------
# The last days against the rest


def recent_changes(history: History, delay_days: float = 0.0) -> pd.DataFrame:
    """The columns recent_cpo, change and change_p of `campaign_table`, by campaign.

    delay_days : mean days from a click to its order; of the last days, only as many are expected as can have come in
    """
    recent = max(RECENT_DAYS, history.days_per_row)
    since = history.last - timedelta(days=recent - 1)
    frame = history.frame[history.frame["date"] >= pd.Timestamp(since)]
    sums = frame.groupby("campaign")[["spend", "orders"]].sum()
    last = dict(zip(sums.index, sums.to_numpy(dtype=float).tolist(), strict=True))
    arrived = arrived_by_age(delay_days, history.days_per_row)
    before = _learned_before(history, since, recent, arrived)
    share = _share_in(frame, history, arrived)
    costs, chances, directions = [], [], []
    for name in history.campaigns:
        spend, orders = last.get(name, (0.0, 0.0))
        costs.append(np.nan if spend <= 0 else spend / orders if orders > 0 else np.inf)
        chance, direction = np.nan, ""
        if name in before and spend > 0:
            middle = rank_of_orders(before[name], spend, orders, share.get(name, 1.0)).middle
            chance, direction = 2 * min(middle, 1 - middle), "better" if middle > 0.5 else "worse"
        chances.append(chance)
        directions.append(direction)
    marked = _more_than_chance(np.array(chances))
    marks = [direction if mark else "" for direction, mark in zip(directions, marked, strict=True)]
    columns = {"recent_cpo": costs, "change": marks, "change_p": chances}
    return pd.DataFrame(columns, index=pd.Index(history.campaigns, name="campaign"))


def _share_in(frame: pd.DataFrame, history: History, arrived: tuple[float, ...]) -> dict[str, float]:
    """By campaign, the share of the orders of these rows that has come in, each row by its spend."""
    spend = frame["spend"].groupby(frame["campaign"]).sum()
    came = (frame["spend"] * _share_of_rows(frame, history, arrived)).groupby(frame["campaign"]).sum()
    return {str(name): float(came[name] / spend[name]) for name in spend.index if spend[name] > 0}


def _share_of_rows(frame: pd.DataFrame, history: History, arrived: tuple[float, ...]) -> Array:
    age = (frame["date"].max() - frame["date"]).dt.days.to_numpy() // history.days_per_row
    share = np.ones(max(int(age.max()) + 1, len(arrived)))
    share[: len(arrived)] = arrived
    return np.asarray(share[age])


def _learned_before(history: History, since: Any, days: int, arrived: tuple[float, ...]) -> dict[str, Learned]:
    """What was known of each campaign before the last days; nothing when there is too little before them."""
    if (since - history.first).days < _LEAST_DAYS_BEFORE:
        return {}
    try:
        return learn_campaigns(_completed(history, arrived).only(last=since - timedelta(days=1)), period_days=days)
    except InputError:  # no click before the last week
        return {}


def _completed(history: History, arrived: tuple[float, ...]) -> History:
    """The same with the orders that are still to come in."""
    frame = history.frame.copy()
    share = _share_of_rows(frame, history, arrived)
    frame["orders"] = frame["orders"] / share
    return replace(history, frame=frame)


def _more_than_chance(chances: Array) -> NDArray[np.bool_]:
    """Which of many changes to mark so that few marks are chance (Benjamini & Hochberg 1995)."""
    known = np.sort(chances[np.isfinite(chances)])
    allowed = FALSE_ALARMS * np.arange(1, len(known) + 1) / max(len(known), 1)
    passing = known[known <= allowed]
    limit = passing.max() if passing.size else -1.0
    return np.isfinite(chances) & (chances <= limit)
