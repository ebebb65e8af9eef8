"""What the exports of a visit say: every result of the page Own numbers, worked out once for its selection.

The only module of the page that calls the models of `simulator.evidence.learning`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import permutations

import pandas as pd

from pages.frame import exports
from simulator import InputError, Scenario
from simulator.evidence import (
    AdRows,
    Backtest,
    DelayFacts,
    History,
    JoinedByDay,
    Learned,
    OrderRows,
    ShopFacts,
    backtest,
    campaign_table,
    can_be_correlated,
    delay_from_exports,
    hindsight_notes,
    history_of,
    join_by_day,
    judged_by,
    learn,
    learn_campaigns,
    plan_values,
    present_spend,
    range_of,
    readable,
    recent_changes,
    shop_facts,
    shop_values,
    spend_note,
)
from simulator.forms.fields import Values

QUANTITIES = ("cpc", "cvr", "aov")
"""What is learned of an ad account, by the names of the plan's inputs."""


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """A part of an ad account.

    history : its days and campaigns
    key     : what tells it from other parts of the same exports
    delay   : mean days from a click to its order
    """

    history: History
    key: tuple[Hashable, ...]
    delay: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Beliefs:
    """What a history says of the plan's next period.

    learned     : what the ranges rest on
    ranges      : the two ends of each of `QUANTITIES`; none for an order value that no row states
    averages    : each of them as it was on average, nan where it is not known
    elasticity  : the two ends of γ, by how CPO rose with spend
    fields      : the same, as fields of a plan
    first, last : the days that it was learned from
    spend       : of the period, at that of the last four weeks [currency of the export]
    """

    learned: Learned
    ranges: Mapping[str, tuple[float, float]]
    averages: Mapping[str, float]
    elasticity: tuple[float, float]
    fields: Values
    first: date
    last: date
    spend: float


@dataclass(frozen=True, slots=True, eq=False)
class Shop:
    """What an export of orders says.

    facts  : as in `simulator.evidence`
    fields : the fields of a plan that each fact fills, with digits that a person would type
    """

    facts: ShopFacts
    fields: Mapping[str, Values]


def delay() -> DelayFacts | None:
    """Days from a click to its order, where two exports of the same campaigns and days were made on different days."""
    return exports.worked_out("delay", (), _delay)


def _delay() -> DelayFacts | None:
    """Of the pair that tells most orders."""
    pairs = permutations([rows for one in exports.held().values() if (rows := one.export.ads) is not None], 2)
    facts = [item for earlier, later in pairs if (item := _delay_between(earlier, later)) is not None]
    return max(facts, key=lambda fact: fact.orders, default=None)


def _delay_between(earlier: AdRows, later: AdRows) -> DelayFacts | None:
    """What two exports tell, None where they are not of the same account or tell too little."""
    same = (earlier.platform, earlier.currency) == (later.platform, later.currency)
    if not same or not set(earlier.frame["campaign"]) <= set(later.frame["campaign"]):
        return None
    try:
        return delay_from_exports(history_of(earlier), history_of(later))
    except InputError:  # asked without the reader's asking: nothing to say where they tell nothing
        return None


def extent(history: History, account: int) -> tuple[tuple[str, ...], date, date]:
    """The campaigns, the first and the last day of an account."""
    return exports.worked_out("extent", (account,), lambda: (history.campaigns, history.first, history.last), most=1)


def beliefs(selection: Selection, days: float) -> Beliefs:
    """What a selection says of a coming period.

    days : of the period

    Raises
    ------
    InputError
        When there is nothing to learn from.
    """
    key = (*selection.key, selection.delay, days)
    return exports.worked_out("beliefs", key, lambda: _beliefs(selection.history, days, selection.delay))


def _beliefs(history: History, days: float, delay: float) -> Beliefs:
    learned = learn(history, period_days=days, delay_days=delay)
    known = {name: belief for name in QUANTITIES if (belief := getattr(learned, name)) is not None}
    return Beliefs(
        learned=learned,
        ranges={name: range_of(belief) for name, belief in known.items()},
        averages={name: getattr(learned, f"seen_{name}") for name in QUANTITIES},
        elasticity=range_of(learned.elasticity),
        fields=plan_values(learned, history),
        first=history.first,
        last=history.last,
        spend=present_spend(history, days),
    )


def notes(beliefs: Beliefs, budget: float) -> list[InputError]:
    """What a reader should know of the history, and whether a budget lies far outside what was seen."""
    of_budget = spend_note(beliefs.learned, budget)
    return [*beliefs.learned.notes, *([of_budget] if of_budget is not None else [])]


def takeover(beliefs: Beliefs, present: Values) -> Values:
    """The fields to put into a plan: all but a correlation that cannot exist beside the plan's own."""
    if can_be_correlated(beliefs.fields, present) or not can_be_correlated({}, present):
        return beliefs.fields
    return {name: value for name, value in beliefs.fields.items() if name != "correlation_cpc_cvr"}


def campaigns(selection: Selection, scenario: Scenario) -> pd.DataFrame:
    """One row per campaign, against the margin and the goal of a scenario; columns as in `campaign_table`."""
    key = (*selection.key, selection.delay, *judged_by(scenario))
    return exports.worked_out("campaigns", key, lambda: _campaigns(selection, scenario))


def _campaigns(selection: Selection, scenario: Scenario) -> pd.DataFrame:
    """Another margin makes another table; what was learned stays."""
    history, days, delay = selection.history, scenario.period_days, selection.delay
    learned = exports.worked_out(
        "campaigns learned",
        (*selection.key, delay, days),
        lambda: learn_campaigns(history, period_days=days, delay_days=delay),
        most=2,
    )
    changes = exports.worked_out("changes", (*selection.key, delay), lambda: recent_changes(history, delay), most=2)
    return campaign_table(history, scenario, learned=learned, changes=changes, delay_days=delay)


def hindsight(selection: Selection, days: int) -> Backtest:
    """Past periods, each predicted from the days before it.

    days : of each period

    Raises
    ------
    InputError
        When there is nothing to learn from.
    """
    key, delay = (*selection.key, selection.delay, days), selection.delay
    return exports.worked_out("hindsight", key, lambda: backtest(selection.history, period_days=days, delay_days=delay))


def verdict(past: Backtest, quantity: str) -> tuple[InputError, ...]:
    """What the past periods say of the forecasts of a quantity: orders, cpo or revenue."""
    return tuple(hindsight_notes(past, quantity))


def orders() -> OrderRows | None:
    """The orders of a shop, where an export holds any."""
    return exports.together().orders if exports.held() else None


def has_both() -> bool:
    """Whether the exports hold ads and orders of a shop."""
    if not exports.held():
        return False
    together = exports.together()
    return bool(together.ads) and (together.orders is not None or together.sales is not None)


def joined() -> JoinedByDay:
    """Ads and shop by day.

    Raises
    ------
    InputError
        When they cannot be joined, or there is nothing of one of them.
    """
    together = exports.together()
    shop = together.orders if together.orders is not None else together.sales
    if shop is None:
        raise InputError("To join ads and shop by day, both files are needed: one of ad spend, one of orders.")
    return exports.worked_out("joined", (), lambda: join_by_day(together.ads, shop))


def shop(rows: OrderRows, days: float) -> Shop:
    """What orders say of a shop.

    days : of the plan's period

    Raises
    ------
    InputError
        When they are too few to say anything.
    """
    return exports.worked_out("shop", (days,), lambda: _shop(rows, days))


def _shop(rows: OrderRows, days: float) -> Shop:
    facts = shop_facts(rows, period_days=days)
    return Shop(facts, {name: readable(values) for name, values in shop_values(facts).items()})
