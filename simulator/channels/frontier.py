"""How much should all channels get together? The best expected profit against the total, each total split its best way.

Closed form (`water_filling`), so every point is the best there is; profit is the mean in the long run, which luck does
not move.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from simulator.beliefs.checks import must_be_positive
from simulator.beliefs.distributions import LARGEST
from simulator.channels.draws import draws_of
from simulator.channels.table import CENT, Channels
from simulator.channels.water_filling import Array, Curves, best_split
from simulator.engine.estimates import Estimate, standard_errors
from simulator.errors import InputError

BUDGETS: Final = 60
REACH: Final = 10.0
"""A frontier goes from the spend now divided by this to the spend now times this, as far as the bounds permit."""
BELOW_STOP: Final = 2.0
"""And from the total at which it stops paying divided by this, where that is lower: it is to be seen to stop."""
NEXT: Final = 1000.0

Reason = Literal["found", "at_lowest", "at_highest", "never"]
"""Why it stops paying where it does: the next euro earns itself no more; not even the smallest spends pay; the largest
spends of all channels are reached while the next euro still pays; it does not, as a channel without a largest spend
pays however much it gets (its click price does not grow with spend, or hardly)."""


class StopsPaying(NamedTuple):
    """The total from which on the next euro earns less than itself, why it is that one, and how it is split.

    total, profit_mean : infinite where it never stops
    spends : by channel [currency]; infinite for those that pay however much they get
    """

    total: float
    reason: Reason
    profit_mean: float
    profit_error: float
    spends: dict[str, float]


@dataclass(frozen=True, eq=False)
class BudgetFrontier:
    """Make it with `budget_frontier`.

    by_budget : one row per total, ascending: total, profit_mean, profit_error, next_profit (mean profit that `amount`
        more would add, less that amount), next_euro (what one more euro earns, less itself), orders_mean
    splits : the best spend of each channel (column) at each total (row), in the same order
    now : the present spend split as it is now, and split its best way: mean profits
    amount : what `next_profit` is said of [currency]
    stop : where it stops paying
    """

    by_budget: pd.DataFrame
    splits: pd.DataFrame
    now: tuple[float, float]
    amount: float
    stop: StopsPaying


def budget_frontier(
    channels: Channels, totals: Sequence[float] | None = None, *, amount: float = NEXT
) -> BudgetFrontier:
    """The best expected profit at many totals.

    totals : 60 around the spend now unless said, from below the one at which it stops paying; those that the bounds do
        not permit are left out

    Raises
    ------
    InputError
        When no total is permitted by the bounds, or the amount is not above 0.
    """
    must_be_positive("amount", amount)
    draws = draws_of(channels)
    by_scramble = np.array([channel.value.mean(axis=1) for channel in draws])
    orders = np.array([channel.orders.mean() for channel in draws])
    curves = _open_curves(channels, by_scramble.mean(axis=1))
    least, most = float(curves.least.sum()), float(curves.most.sum())
    stop = _stop(channels, curves, by_scramble)
    sums = np.array(_permitted(channels, totals, least, most, stop))
    splits = _best_at(curves, sums)
    by_budget = _by_budget(curves, by_scramble, sums, splits, amount)
    by_budget["orders_mean"] = orders @ _growth(curves, splits)
    present = np.array([channel.spend for channel in channels.rows])
    return BudgetFrontier(
        by_budget=by_budget,
        splits=pd.DataFrame(splits.T, columns=pd.Index(channels.names)),
        now=(curves.profit(present), _best_now(curves, float(present.sum()), least, most)),
        amount=amount,
        stop=stop,
    )


def _by_budget(curves: Curves, by_scramble: Array, totals: Array, splits: Array, amount: float) -> pd.DataFrame:
    profits, further = _profits(curves, by_scramble, splits), totals + amount
    most = float(curves.most.sum())
    more = _profits(curves, by_scramble, _best_at(curves, np.minimum(further, most))).mean(axis=0)
    return pd.DataFrame(
        {
            "total": totals,
            "profit_mean": profits.mean(axis=0),
            "profit_error": standard_errors(profits),
            "next_profit": np.where(further <= most, more - profits.mean(axis=0), np.nan),
            "next_euro": [_next_euro(curves, spend) for spend in splits.T],
        }
    )


def stops_paying(channels: Channels) -> StopsPaying:
    """Where the frontier of the channels stops paying, without the rest of it."""
    by_scramble = np.array([draw.value.mean(axis=1) for draw in draws_of(channels)])
    return _stop(channels, _open_curves(channels, by_scramble.mean(axis=1)), by_scramble)


def _open_curves(channels: Channels, value: Array) -> Curves:
    """The channels within their own bounds; a channel without an upper one ends at the largest number taken."""
    return Curves(
        value=value,
        reference=np.array([channel.reference for channel in channels.rows]),
        elasticity=np.array([channels.elasticity_of(channel) for channel in channels.rows]),
        least=np.array([channel.min_spend for channel in channels.rows]),
        most=np.array([LARGEST if channel.max_spend is None else channel.max_spend for channel in channels.rows]),
    )


def _best_at(curves: Curves, totals: Array) -> Array:
    """The best split of each total, shape (channels, totals)."""
    value = np.tile(curves.value[:, np.newaxis], totals.size)
    bounded = replace(curves, value=value, most=np.minimum(curves.most, np.maximum(totals.max(), curves.least)))
    return best_split(bounded, totals, all_of_it=True)


def _growth(curves: Curves, splits: Array) -> Array:
    elasticity = curves.elasticity[:, np.newaxis]
    growth: Array = (splits / curves.reference[:, np.newaxis]) ** (1 - elasticity)
    return growth


def _profits(curves: Curves, by_scramble: Array, splits: Array) -> Array:
    """Mean profit of each split in each scramble, shape (scrambles, splits)."""
    profits: Array = by_scramble.T @ _growth(curves, splits) - splits.sum(axis=0)
    return profits


def _permitted(
    channels: Channels, totals: Sequence[float] | None, least: float, most: float, stop: StopsPaying
) -> list[float]:
    if totals is None:
        own = channels.spend or max(least, 1.0)
        below = stop.total / BELOW_STOP if stop.reason == "found" and stop.total >= CENT else np.inf
        low, high = max(min(own / REACH, below), CENT, least), min(own * REACH, most)
        totals_tried = [own, *np.geomspace(low, high, BUDGETS - 1).tolist()] if 0 < low < high else [own, low, high]
    else:
        totals_tried = list(totals)
    # To the cent: the spend now is not to stand beside a total that differs by rounding.
    cents = {min(max(round(total, 2), least), most) for total in totals_tried if max(least, CENT) <= total <= most}
    ordered = sorted(cents)
    if not ordered:
        raise InputError(
            "The bounds of the channels permit totals from {least} to {most}: none of those asked for is one.",
            field="total",
            least=round(least, 2),
            most=round(most, 2),
        )
    return ordered


def _next_euro(curves: Curves, spend: Array) -> float:
    """What the best place for one more euro earns, less the euro; nan where every channel is full."""
    open_ = spend < curves.most - CENT / 2
    return float(curves.next_euro(spend)[open_].max()) - 1 if open_.any() else np.nan


def _best_now(curves: Curves, total: float, least: float, most: float) -> float:
    """Mean profit of the present total, split its best way; nan where the bounds do not permit that total."""
    if not max(least, 1e-9) <= total <= most:
        return np.nan
    return curves.profit(_best_at(curves, np.array([total]))[:, 0])


def _stop(channels: Channels, curves: Curves, by_scramble: Array) -> StopsPaying:
    """Every channel filled while its next euro earns itself."""
    spend = best_split(curves, float(curves.most.sum()), all_of_it=False)
    endless = np.array([channel.max_spend is None for channel in channels.rows]) & (spend >= curves.most)
    if endless.any():
        spends = dict(zip(channels.names, np.where(endless, np.inf, spend).tolist(), strict=True))
        return StopsPaying(np.inf, "never", np.inf, np.nan, spends)
    reason: Reason = "found"
    if (spend <= curves.least).all():
        reason = "at_lowest"
    elif (spend >= curves.most).all():
        reason = "at_highest"
    profit = Estimate.over_scrambles(_profits(curves, by_scramble, spend[:, np.newaxis])[:, 0])
    return StopsPaying(
        float(spend.sum()),
        reason,
        profit.value,
        profit.mc_error,
        dict(zip(channels.names, spend.tolist(), strict=True)),
    )
