"""Plans that tests start from, plans of every kind for property tests, and what "agrees" means."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import pytest
from hypothesis import strategies as st

from simulator import (
    Amount,
    Correlations,
    Estimate,
    Fixed,
    InputError,
    OrderEconomics,
    Pert,
    Plan,
    Rate,
    RateFromCounts,
    RepeatPurchases,
    Scenario,
    Settings,
)
from simulator.beliefs.distributions import SMALLEST
from simulator.currencies import CURRENCIES
from simulator.plan.economics import MONEY_LINES, ORDER_SHARES
from simulator.plan.scenario import GOALS, LONGEST_NAME

TEXTBOOK: Final = OrderEconomics(cogs_per_order=20, other_costs=10)
"""Price 50, goods 20, other costs 10: an order may cost 20."""

SURE: Final[dict[str, Any]] = {"points": 2048, "scrambles": 32}
"""Many scrambles, so that the printed error is itself known to 13 %: 5 of it are exceeded once in 47,000 (t, 31)."""


def known(**changes: Any) -> Scenario:
    """A plan without any uncertainty: 1,000 clicks at 1.00, 50 orders of 50, textbook costs, so CPO 20 = max CPO 20."""
    values: dict[str, Any] = {
        "budget": 1000,
        "cpc": Fixed(1.0),
        "cvr": Fixed(0.05),
        "aov": Fixed(50.0),
        "economics": TEXTBOOK,
        "order_value_cv": 0.0,
    }
    return Scenario(**(values | changes))


def known_in(unit: float, **changes: Any) -> Scenario:
    """A known plan in another currency: a click costs 0.9 units, an order leaves 20."""
    values = {
        "budget": 900 * unit, "cpc": Fixed(0.9 * unit), "aov": Fixed(50 * unit), "cvr": Fixed(0.05),
        "economics": OrderEconomics(cogs_per_order=20 * unit, other_costs=10 * unit), "cpc_elasticity": 0.0,
    }  # fmt: skip
    return known(**(values | changes))


def spring(**changes: Any) -> Scenario:
    """An everyday plan with everyday uncertainty; about 190 orders, P(break even) about 0.8."""
    values: dict[str, Any] = {
        "name": "Spring",
        "budget": 5000,
        "cpc": Amount(0.45, 0.75),
        "cvr": Rate(0.015, 0.030),
        "aov": Amount(70, 95),
        "economics": OrderEconomics(vat_rate=0.22, cogs_share=0.40, shipping_paid=4.9),
        "target_profit": 3.0,
    }
    return Scenario(**(values | changes))


def agrees(estimate: Estimate, exact: float, *, at_least_known_to: float) -> bool:
    """Within 5 printed errors of the exact value, and printed with an error small enough to see a difference."""
    return estimate.mc_error <= at_least_known_to and abs(estimate.value - exact) <= 5 * estimate.mc_error


def refusal(make: Any, field: str, *words: str) -> InputError:
    """The refusal that `make` must end in: it names the field, and its sentence holds the words."""
    with pytest.raises(InputError) as caught:
        make()
    assert caught.value.field == field
    sentence = str(caught.value)
    assert sentence.endswith((".", ")"))
    assert "{" not in sentence
    for word in words:
        assert word in sentence
    return caught.value


# ---------------------------------------------------------------------------------------------------------------
# Plans of every kind. Ranges are those of shops, widened; `extreme` ones reach to the limits of what is accepted.
# A strategy is made once: hypothesis looks through every new one before it draws from it.


@cache
def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Finite numbers from low to high."""
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


@cache
def plain_shares() -> st.SearchStrategy[float]:
    """Shares that a person may give as a number."""
    return st.one_of(st.just(0.0), st.just(1.0), numbers(SMALLEST, 1))


@cache
def _interval(low: float, high: float, *, factor: float) -> st.SearchStrategy[tuple[float, float]]:
    return st.tuples(numbers(low, high), numbers(1.01, factor)).map(lambda pair: (pair[0], pair[0] * pair[1]))


any_level = st.sampled_from((0.5, 0.8, 0.9, 0.95, 0.99))


@cache
def money_beliefs(low: float, high: float) -> st.SearchStrategy[Any]:
    """Beliefs about positive money."""
    return st.one_of(
        numbers(low, high).map(Fixed),
        st.builds(lambda ends, level: Amount(*ends, level), _interval(low, high, factor=4.0), any_level),
        st.builds(
            lambda ends, at: Pert(ends[0], min(ends[0] + (ends[1] - ends[0]) * at, ends[1]), ends[1]),
            _interval(low, high, factor=4.0),
            numbers(0, 1),
        ),
    )


@cache
def rate_beliefs(low: float = 0.002, high: float = 0.2) -> st.SearchStrategy[Any]:
    """Beliefs about a share."""
    return st.one_of(
        plain_shares().map(Fixed),
        st.builds(lambda ends, level: Rate(*ends, level), _interval(low, high, factor=4.0), any_level),
        st.builds(
            lambda clicks, share: RateFromCounts(clicks * share, clicks),
            numbers(1, 1e5),
            st.one_of(st.just(0.0), numbers(0, 1)),
        ),
        st.builds(
            lambda ends, at: Pert(ends[0], min(ends[0] + (ends[1] - ends[0]) * at, ends[1]), ends[1]),
            _interval(low, high, factor=4.0),
            numbers(0, 1),
        ),
        st.builds(lambda ends: Amount(*ends), _interval(0.001, 0.02, factor=3.0)),
    )


any_share = st.one_of(plain_shares(), rate_beliefs())
any_money = st.one_of(st.just(0.0), numbers(0, 40))


any_goods: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    any_share.map(lambda share: {"cogs_share": share}),
    any_money.map(lambda amount: {"cogs_per_order": amount}),
)
any_other_lines = st.fixed_dictionaries(
    {},
    optional={name: any_share for name in ORDER_SHARES if name != "cogs_share"}
    | {"vat_rate": plain_shares(), **dict.fromkeys(MONEY_LINES, any_money)},
)


@st.composite
def economics(draw: st.DrawFn) -> OrderEconomics:
    """Economics of an order, any line of it given or left out."""
    goods = draw(any_goods)
    lines = draw(any_other_lines)
    return OrderEconomics(aov_includes_vat=draw(st.booleans()), **goods, **lines)


any_repeat = st.builds(
    RepeatPurchases,
    new_customer_share=any_share,
    orders_per_year=numbers(0.1, 20),
    years=numbers(0.1, 10),
    retention=any_share,
    yearly_discount_rate=plain_shares(),
    retention_cost=any_money,
)

any_name = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=LONGEST_NAME)
"""Every name a plan may have: formulas, quotation marks, markup, emoji, leading apostrophes and all."""


any_goal = st.sampled_from((None, *GOALS))
any_part: dict[str, st.SearchStrategy[Any]] = {
    "name": any_name,
    "currency": st.sampled_from(sorted(CURRENCIES)),
    "budget": numbers(100, 1e6),
    "period_days": numbers(1, 400),
    "cpc": money_beliefs(0.01, 5),
    "cvr": rate_beliefs(),
    "aov": money_beliefs(1, 1000),
    "economics": economics(),
    "repeat": st.one_of(st.none(), any_repeat),
    "order_value_cv": numbers(0, 4),
    "incremental_share": any_share,
    "cpc_elasticity": numbers(0, 0.9),
    "reference_budget": st.one_of(st.none(), numbers(100, 1e6)),
    "correlations": st.builds(Correlations, *[numbers(-0.49, 0.49)] * 3),
    "scale_at": numbers(0.5, 1),
    "stop_at": numbers(0.01, 0.49),
}


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios of every kind; what contradicts itself (a target above the maximum) is not among them."""
    goal = draw(any_goal)
    most = {"target_profit": 30.0, "target_cpo": 30.0, "target_profit_share": 1.0}
    values = {name: draw(part) for name, part in any_part.items()}
    wanted = {} if goal is None else {goal: draw(numbers(0.01, most[goal]))}
    try:
        return Scenario(**values, **wanted)
    except InputError as refused:  # the target is certainly too high, or no click can be bought
        if refused.field not in ("target_cpo", "budget"):
            raise
        return Scenario(**values | {"reference_budget": None, "cpc_elasticity": 0.2})


any_settings = st.builds(
    Settings,
    order_luck=st.booleans(),
    points=st.sampled_from((64, 128, 256)),
    scrambles=st.integers(2, 6),
    seed=st.integers(0, 3),
)
any_plan = st.builds(Plan, scenarios(), any_settings)
