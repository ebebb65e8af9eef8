"""The channels that share one budget: what is believed of each, beside the plan's own margin and goal.

A channel is a plan of its own: `Channels.scenario_of` gives the `Scenario` whose figures are the channel's, digit for
digit. What a channel leaves open (order value, γ, margin, share of new customers) is the plan's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

from simulator.beliefs.checks import (
    must_be_money,
    must_be_number,
    must_be_positive,
    must_be_share,
    settle_positive,
    settle_share,
)
from simulator.beliefs.distributions import Belief, Fixed, median
from simulator.errors import InputError
from simulator.plan.economics import OrderEconomics
from simulator.plan.scenario import Plan, Scenario

FEWEST: Final = 2
MOST: Final = 30
"""Channels that share a budget."""
USUAL_CORRELATION: Final = 0.3
"""Between what a euro brings in two channels, unless said: a choice, not a measurement."""
MOST_CORRELATION: Final = 0.99
CENT: Final = 0.01
"""Spends are kept to the cent, so that parts add up to the whole."""
_MONEY: Final = ("spend", "min_spend", "max_spend")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What is believed of one channel in the coming period. Spends are kept to the cent.

    name : label, one of its kind
    spend : spend now [currency]; 0 for a channel that is not used yet
    cpc, cvr : beliefs about click price at `reference_spend`, and conversion rate
    aov : belief about the order value; None: the plan's
    cpc_elasticity : γ, click price grows with (spend / reference_spend) ** γ; None: the plan's (its median)
    new_customer_share : share of orders from new customers; None: the plan's
    min_spend, max_spend : what an allocation may give it [currency]; no upper bound when None
    contribution_share : what an order leaves before ads, as a share of its value as entered; None: the plan's margin
    reference_spend : spend at which the click price was seen [currency]; None is resolved to the spend now, once, so
        that a what-if with another spend moves along the curve

    Raises
    ------
    InputError
        For the first rule that is broken, naming the column.
    """

    name: str
    spend: float
    cpc: Belief
    cvr: Belief
    aov: Belief | None = None
    cpc_elasticity: float | None = None
    new_customer_share: Belief | None = None
    min_spend: float = 0.0
    max_spend: float | None = None
    contribution_share: float | None = None
    reference_spend: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", _settled_name(self.name))
        self._settle_money()
        settle_positive(self, "cpc")
        settle_share(self, "cvr")
        if self.aov is not None:
            settle_positive(self, "aov")
        if self.cpc_elasticity is not None:
            _must_be_elasticity(self.cpc_elasticity)
        if self.new_customer_share is not None:
            settle_share(self, "new_customer_share")
        if self.contribution_share is not None:
            must_be_share("contribution_share", self.contribution_share)

    def _settle_money(self) -> None:
        for name in _MONEY:
            value = getattr(self, name)
            if value is not None:
                must_be_money(name, value)
                object.__setattr__(self, name, round(float(value), 2))
        if self.max_spend is not None and self.max_spend < self.min_spend:
            raise InputError(
                "The largest spend ({most}) must not lie below the smallest ({least}).",
                field="max_spend",
                most=self.max_spend,
                least=self.min_spend,
            )
        if self.reference_spend is None:
            if self.spend == 0:
                raise InputError(
                    "A channel without spend needs the spend at which its click price would hold.",
                    field="reference_spend",
                )
            object.__setattr__(self, "reference_spend", self.spend)
        must_be_positive("reference_spend", self.reference_spend)

    @property
    def reference(self) -> float:
        """Spend at which the click price holds. [currency]"""
        return self.reference_spend or self.spend


@dataclass(frozen=True, slots=True)
class Channels:
    """Channels that share one budget, valid once they exist.

    plan : gives currency, period, margin, goal, incremental share and what a channel leaves open; its own budget,
        click price and conversion rate are not used
    rows : 2 to 30 channels
    correlation : of what a euro brings in any two channels (correlation of normal scores, 0 to 0.99)

    Raises
    ------
    InputError
        Naming the column, and the row (from 1) in ``values["row"]`` where it is one channel's.
    """

    plan: Plan
    rows: tuple[Channel, ...]
    correlation: float = USUAL_CORRELATION

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", tuple(self.rows))
        if not FEWEST <= len(self.rows) <= MOST:
            raise InputError(
                "Number of channels that can be compared: {least} to {most}. Rows in use: {count}.",
                field="name",
                least=FEWEST,
                most=MOST,
                count=len(self.rows),
            )
        must_be_number("correlation", self.correlation)
        if not 0 <= self.correlation <= MOST_CORRELATION:
            raise InputError(
                "The correlation of the channels must lie between 0 and {most}, got {value}.",
                field="correlation",
                most=MOST_CORRELATION,
                value=self.correlation,
            )
        must_be_named_once(self.names)
        for row, channel in enumerate(self.rows, 1):
            try:
                self.reference_scenario_of(channel)
            except InputError as error:
                raise in_row(error, row) from None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the channels, in their order."""
        return tuple(channel.name for channel in self.rows)

    @property
    def spend(self) -> float:
        """What is spent now on all channels. [currency]"""
        return math.fsum(channel.spend for channel in self.rows)

    def scenario_of(self, channel: Channel) -> Scenario:
        """The channel as a plan of its own, at its spend now (at its reference where nothing is spent yet)."""
        plan, share = self.plan.scenario, self.new_customer_share_of(channel)
        repeat = plan.repeat if plan.repeat is None or share is None else replace(plan.repeat, new_customer_share=share)
        try:
            return replace(
                plan,
                name=channel.name,
                budget=channel.spend or channel.reference,
                reference_budget=channel.reference,
                cpc=channel.cpc,
                cvr=channel.cvr,
                aov=channel.aov or plan.aov,
                cpc_elasticity=Fixed(self.elasticity_of(channel)),
                economics=self.economics_of(channel),
                repeat=repeat,
            )
        except InputError as error:
            raise error.at(_COLUMNS.get(error.field or "", error.field or "name")) from None

    def reference_scenario_of(self, channel: Channel) -> Scenario:
        """The channel as a plan of its own, at the spend at which its click price was seen."""
        now = self.scenario_of(channel)
        try:
            return replace(now, budget=channel.reference)
        except InputError as error:
            raise error.at("reference_spend") from None

    def elasticity_of(self, channel: Channel) -> float:
        """γ of the click price of a channel."""
        if channel.cpc_elasticity is not None:
            return channel.cpc_elasticity
        return median(self.plan.scenario.cpc_elasticity)

    def economics_of(self, channel: Channel) -> OrderEconomics:
        """What an order of a channel leaves."""
        if channel.contribution_share is None:
            return self.plan.scenario.economics
        return OrderEconomics(cogs_share=Fixed(1 - channel.contribution_share))

    def new_customer_share_of(self, channel: Channel) -> Belief | None:
        """Share of a channel's orders that come from new customers; None where nothing is said of it."""
        if channel.new_customer_share is not None or self.plan.scenario.repeat is None:
            return channel.new_customer_share
        return self.plan.scenario.repeat.new_customer_share

    def with_spends(self, spends: dict[str, float]) -> Channels:
        """The same channels with these spends now, by name; click prices keep the spend at which they were seen."""
        return replace(self, rows=tuple(replace(row, spend=spends.get(row.name, row.spend)) for row in self.rows))

    def bounded_near(self, times: float) -> Channels:
        """The same channels, kept between a part and a multiple of the spend at which their click price was seen.

        Bounds that are tighter stay, and so does the lower one of a channel that is not used yet.
        """
        return replace(self, rows=tuple(bounded_near(row, times) for row in self.rows))


def bounded_near(channel: Channel, times: float) -> Channel:
    """The channel between a part and a multiple of the spend at which its click price was seen."""
    least = channel.reference / times if channel.spend else 0.0
    most = max(channel.reference * times, channel.min_spend)
    if channel.max_spend is not None:
        most = min(most, channel.max_spend)
    return replace(channel, min_spend=max(channel.min_spend, min(least, most)), max_spend=most)


_COLUMNS: Final = {"budget": "spend", "reference_budget": "reference_spend"}
"""Columns of a channel by the fields of its plan."""


def in_row(error: InputError, row: int) -> InputError:
    """The same error, said of a row of the table of channels (the first is 1)."""
    return InputError(error.message, field=error.field, **{**error.values, "row": row})


def must_be_named_once(names: tuple[str, ...]) -> None:
    """Refuse a name that stands twice, whatever its capitals."""
    seen: dict[str, int] = {}
    for row, name in enumerate(names, 1):
        first = seen.setdefault(name.strip().casefold(), row)
        if first != row:
            error = InputError(
                "Rows {first} and {row} are both called {name}: give one of them another name.",
                field="name",
                first=first,
                name=name,
            )
            raise in_row(error, row)


def _settled_name(name: Any) -> str:
    if not isinstance(name, str) or not name.strip():
        raise InputError("A channel needs a name.", field="name")
    return name.strip()


def _must_be_elasticity(value: Any) -> None:
    must_be_number("cpc_elasticity", value)
    if not 0 <= value < 1:
        raise InputError(
            "The elasticity of the click price must be 0 or more and below 1, got {value}.",
            field="cpc_elasticity",
            value=value,
        )
