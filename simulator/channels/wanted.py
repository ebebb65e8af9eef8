"""What is wanted of a split of a sum over channels, and the curves and bounds that leave room for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from simulator.beliefs.checks import must_be_money, must_be_positive, must_be_share
from simulator.channels.table import Channels
from simulator.channels.water_filling import Array, Curves
from simulator.errors import InputError

GoalKind = Literal["expected", "cautious", "most_orders"]
GOALS: Final[tuple[GoalKind, ...]] = ("expected", "cautious", "most_orders")
Unspent = Literal["nothing", "maxima", "some_maxima", "chance", "caution", "earns_nothing"]
"""Why a part of the total stays unspent: none does; every channel stands at its largest spend; those where more would
pay do; the chance asked for; caution, where the next euro earns itself on average; nowhere would more earn itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a split should do.

    goal : of `GOALS`
    total : what there is to spend [currency]; None: what is spent now
    all_of_it : spend all of it; otherwise it is a limit, and what earns less than itself stays unspent
    caution : weight of the worst 5 %, 0 (the mean alone) to 1 (the worst alone); of the goal "cautious"
    target_cpo : CPO of all channels together that must be kept [currency per order]; None: the plan's target, where it
        is a number; of the goal "most_orders"
    chance : with at least which probability it must be kept; of the goal "most_orders"
    """

    goal: GoalKind = "expected"
    total: float | None = None
    all_of_it: bool = True
    caution: float = 0.5
    target_cpo: float | None = None
    chance: float = 0.8

    def __post_init__(self) -> None:
        if self.goal not in GOALS:
            raise InputError(
                "One of {codes} is needed, got {value}.",
                field="goal",
                codes=", ".join(GOALS),
                value=str(self.goal)[:40],
            )
        if not isinstance(self.all_of_it, bool):
            raise InputError("Say yes or no.", field="all_of_it")
        if self.total is not None:
            must_be_positive("total", self.total)
            object.__setattr__(self, "total", round(float(self.total), 2))
        must_be_share("caution", self.caution)
        must_be_share("chance", self.chance)
        if self.target_cpo is not None:
            must_be_money("target_cpo", self.target_cpo)


def curves_of(channels: Channels, value: Array, total: float, *, all_of_it: bool) -> Curves:
    """Channels as curves of value by spend, each within its bounds and the total.

    Raises
    ------
    InputError
        When the bounds leave no way to spend the total, or less is allowed than they ask for.
    """
    least = np.array([channel.min_spend for channel in channels.rows])
    most = np.array([np.inf if channel.max_spend is None else channel.max_spend for channel in channels.rows])
    required, allowed = round(float(least.sum()), 2), round(float(most.sum()), 2)
    if required > total:
        raise InputError(
            "The smallest spends add up to {least}, more than the total of {total}: lower one of them.",
            field="min_spend",
            least=required,
            total=total,
        )
    if all_of_it and allowed < total:
        raise InputError(
            "The largest spends add up to {most}, less than the total of {total}: raise one of them, or let the total "
            "be a limit.",
            field="max_spend",
            most=allowed,
            total=total,
        )
    left = np.round(total - required + least, 2)
    return Curves(
        value=value,
        reference=np.array([channel.reference for channel in channels.rows]),
        elasticity=np.array([channels.elasticity_of(channel) for channel in channels.rows]),
        least=least,
        most=np.minimum(most, left),
    )
