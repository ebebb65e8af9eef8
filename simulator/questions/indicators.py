"""Where does this shop stand? The indicators that the trade names, beside published values of the same kind.

Conversion rate, average order value, customer lifetime value, cart abandonment, retention rate and traffic. What is
typical comes from `facts.csv` with year and source; where nothing comparable is published, nothing is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from simulator.engine.estimates import Rows, Sorted, quantiles
from simulator.engine.outcome import Outcome, outcome_of
from simulator.facts import Fact, facts
from simulator.plan import economics
from simulator.plan.scenario import Plan
from simulator.questions.funnel import Funnel, stages_of

INDICATORS: Final = ("cvr", "aov", "clv", "cart_abandonment", "retention", "traffic")
"""Names of the indicators, in the order in which they are shown."""
Unit = Literal["share", "money", "count"]
Stands = Literal["below", "within", "above"]
UNITS: Final[Mapping[str, Unit]] = {
    "cvr": "share",
    "aov": "money",
    "clv": "money",
    "cart_abandonment": "share",
    "retention": "share",
    "traffic": "count",
}
COMPARED: Final = {
    "cvr": (
        "cvr-ecommerce-google-shopping-2019", "cvr-all-google-shopping-2026", "cvr-ecommerce-google-ads-2020",
        "cvr-shopify-2023",
    ),
    "aov": ("aov-all-france-2023", "aov-all-uk-2022", "aov-all-search-2020", "aov-all-social-2020"),
    "cart_abandonment": ("cart-abandonment-2024", "cart-abandonment-studies", "cart-abandonment-year-2024"),
    "retention": ("repeat-all-2020", "repeat-all-2025"),
}  # fmt: skip
"""Published figures by their ids. Of order values only those in the plan's currency are used: nothing is converted."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of this shop, beside what is published.

    name : of `INDICATORS`; unit : whether values are shares, money of the plan's currency, or counts per period
    low, middle, high : 5 %, 50 % and 95 % points of what is believed of this shop; None where the plan does not say it
    typical_low, typical_high : smallest and largest published value, in the same unit; None where none is comparable
    typical : the published figures
    stands : whether the shop's whole interval lies below or above what is published, else within; None without either
    """

    name: str
    unit: Unit
    low: float | None
    middle: float | None
    high: float | None
    typical_low: float | None
    typical_high: float | None
    typical: tuple[Fact, ...]

    @property
    def stands(self) -> Stands | None:
        """Where this shop stands, as far as its own value is known."""
        if self.low is None or self.high is None or self.typical_low is None or self.typical_high is None:
            return None
        if self.high < self.typical_low:
            return "below"
        return "above" if self.low > self.typical_high else "within"


def indicators_of(plan: Plan, funnel: Funnel | None = None) -> tuple[Indicator, ...]:
    """Every indicator of `INDICATORS`; cart abandonment is the shop's own only with a funnel, fitted to its CVR."""
    outcome = outcome_of(plan)
    own = _own(outcome, funnel)
    return tuple(_indicator(name, own.get(name), plan.scenario.currency) for name in INDICATORS)


def _own(outcome: Outcome, funnel: Funnel | None) -> dict[str, Rows]:
    rows = {"cvr": outcome.rows("cvr"), "aov": outcome.rows("aov_mean"), "traffic": outcome.rows("clicks")}
    repeat = outcome.scenario.repeat
    if repeat is not None:
        retention = outcome.shares["retention"]
        first = outcome.scenario.first_order_ceiling(outcome.shares).at(outcome.rows("aov_mean"))
        rows["clv"] = np.asarray(economics.clv_contribution(first, repeat, retention))
        rows["retention"] = np.broadcast_to(retention, rows["cvr"].shape)
    if funnel is not None:
        rows["cart_abandonment"] = stages_of(outcome, funnel).cart_abandonment
    return rows


def _indicator(name: str, rows: Rows | None, currency: str) -> Indicator:
    typical = tuple(fact for fact in map(facts().__getitem__, COMPARED.get(name, ())) if _fits(fact, name, currency))
    scale = 0.01 if UNITS[name] == "share" else 1.0
    numbers = [scale * end for fact in typical for end in (fact.value, fact.low, fact.high) if end is not None]
    low = middle = high = None
    if rows is not None:
        points = quantiles([Sorted(np.sort(rows, axis=1))], (0.05, 0.50, 0.95))[0]
        low, middle, high = (point.value for point in points)
    return Indicator(
        name=name,
        unit=UNITS[name],
        low=low,
        middle=middle,
        high=high,
        typical_low=min(numbers, default=None),
        typical_high=max(numbers, default=None),
        typical=typical,
    )


def _fits(fact: Fact, name: str, currency: str) -> bool:
    return UNITS[name] != "money" or fact.unit == currency
