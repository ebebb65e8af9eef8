"""The draws of all channels together: each channel keeps the draws of its own plan, and only their pairing is joint.

A channel's draws are those that `simulate` makes of its own plan, so its figures are those of that plan, equal channels
have equal figures, and nothing that is said of a channel depends on which others stand in the table. What channels have
in common is the order in which their draws are put side by side (Iman & Conover 1982): within each scramble the ranks
of what a euro brings follow a Gaussian copula with one correlation, whose scores belong to the names of the channels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.cache import cached
from simulator.channels.table import Channel, Channels
from simulator.engine.estimates import Rows
from simulator.engine.outcome import Outcome, outcome_of
from simulator.engine.points import scores_of_name
from simulator.plan.scenario import Plan

Places = NDArray[np.intp]

SHARED = "\0shared"
"""Owner of the shock that all channels share: no channel can be called so."""
TIES = "\0ties"


@dataclass(frozen=True, eq=False)
class ChannelDraws:
    """Every draw of one channel. Make it with `draws_of`.

    outcome : the channel's plan at its reference spend
    """

    channel: Channel
    outcome: Outcome
    elasticity: float
    correlation: float

    @cached_property
    def orders(self) -> Rows:
        """Orders in the long run at the reference spend, in the channel's own order of draws."""
        return self.outcome.rows("expected_orders")

    @cached_property
    def value(self) -> Rows:
        """What these orders leave before ads = orders · max CPO, in the channel's own order of draws. [currency]"""
        return self.orders * self.outcome.max_cpo

    @cached_property
    def order(self) -> Places:
        """Which of the channel's own draws stands at each joint draw, shape (scrambles, points).

        Within each scramble the draw of rank k of what a euro brings goes where the joint score has rank k.
        """
        settings, name = self.outcome.settings, self.channel.name
        points = (settings.points, settings.scrambles, settings.seed)
        by_value = np.argsort(self.value, axis=1, kind="stable")
        if (np.diff(np.take_along_axis(self.value, by_value, axis=1), axis=1) == 0).any():
            # Draws that bring the same must not stand in one order in all channels: their order luck would be shared.
            by_value = np.lexsort((scores_of_name(*points, name + TIES), self.value), axis=1)
        order = np.empty_like(by_value)
        np.put_along_axis(order, _places_by_joint_score(*points, name, self.correlation), by_value, axis=1)
        return order

    def joint(self, own: Rows) -> Rows:
        """Figures per own draw, put where the draw stands among the joint draws."""
        return np.take_along_axis(np.broadcast_to(own, self.order.shape), self.order, axis=1)

    def growth(self, spend: float) -> float:
        """Orders at a spend / orders at the reference spend = (spend / reference) ** (1 - γ)."""
        return float((spend / self.channel.reference) ** (1 - self.elasticity))

    @cached_property
    def now(self) -> Outcome | None:
        """The channel's plan at its spend now; None where nothing is spent."""
        if self.channel.spend in (0, self.channel.reference):
            return self.outcome if self.channel.spend else None
        return self.outcome.changed(replace(self.outcome.scenario, budget=self.channel.spend))

    def realised_profit(self, spend: float) -> Rows:
        """Profit at a spend with the settings' order luck, in joint order; luck is the channel's own. [currency]"""
        there = self.outcome.with_more_orders(self.growth(spend))
        return self.joint(there.orders * there.realised_max_cpo - spend)


def draws_of(channels: Channels) -> tuple[ChannelDraws, ...]:
    """The draws of every channel, in the order of the table."""
    draws = []
    for channel in channels.rows:
        at_reference = channels.reference_scenario_of(channel)
        outcome = outcome_of(Plan(at_reference, channels.plan.settings))
        draws.append(ChannelDraws(channel, outcome, channels.elasticity_of(channel), channels.correlation))
    return tuple(draws)


@cached
def _places_by_joint_score(points: int, scrambles: int, seed: int, name: str, correlation: float) -> Places:
    """Where the joint scores of a channel stand, from the lowest to the highest, within each scramble."""
    shared, own = (scores_of_name(points, scrambles, seed, owner) for owner in (SHARED, name))
    scores = math.sqrt(correlation) * shared + math.sqrt(1 - correlation) * own
    places = np.argsort(scores, axis=1)
    places.flags.writeable = False
    return places
