"""Inputs that can be looked for, and beliefs moved to another middle: lists by hand, counts and log-odds."""

from dataclasses import replace

import pytest
from scipy.special import logit

from simulator import Amount, Fixed, OrderEconomics, Pert, Rate, RateFromCounts, RepeatPurchases, seekable, with_value
from simulator.beliefs.distributions import median
from simulator.questions.moved_inputs import belief_in, believed_of, in_few_digits, moved, with_belief
from tests.simulator.plans import known, refusal

EVERYWHERE = ("budget", "cvr", "cpc", "aov")
TEXTBOOK_LINES = ("cogs_per_order", "shipping_charged", "other_costs")
RETURNS = OrderEconomics(cogs_per_order=20, return_handling=3, refunded_share=0.9, recovered_share=0.5)


# -- what can be looked for -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "shares", "others"),
    [
        ({}, ("incremental_share",), TEXTBOOK_LINES),
        ({"incremental_share": 0.0}, (), TEXTBOOK_LINES),
        ({"reference_budget": 1000}, ("incremental_share",), TEXTBOOK_LINES),
        ({"reference_budget": 500}, ("incremental_share",), (*TEXTBOOK_LINES, "cpc_elasticity")),
        ({"reference_budget": 500, "cpc_elasticity": 0.0}, ("incremental_share",), TEXTBOOK_LINES),
        ({"cpc_elasticity": 0.3}, ("incremental_share",), TEXTBOOK_LINES),
        ({"economics": RETURNS}, ("incremental_share",), ("cogs_per_order", "shipping_charged")),
        (
            {"economics": replace(RETURNS, return_rate=0.1)},
            ("return_rate", "refunded_share", "recovered_share", "incremental_share"),
            ("cogs_per_order", "shipping_charged", "return_handling"),
        ),
        ({"economics": OrderEconomics(cogs_share=0.4)}, ("cogs_share", "incremental_share"), ("shipping_charged",)),
    ],
)
def test_what_does_something_in_a_plan_can_be_looked_for_and_nothing_else(changes, shares, others):
    assert seekable(known(**changes)) == (*EVERYWHERE, *shares, *others)


@pytest.mark.parametrize("retention", [0.0, 0.6, 1.0])
@pytest.mark.parametrize(("cost", "more"), [(0.0, ()), (2.0, ("retention_cost",))])
def test_shares_of_customers_are_looked_for_also_where_they_are_none(retention, cost, more):
    """A customer who never comes back today may have to; a cost of nothing is left out as any other is."""
    repeat = RepeatPurchases(0.0, 2, 1, retention=retention, retention_cost=cost)
    shares = ("incremental_share", "new_customer_share", "retention")
    assert seekable(known(repeat=repeat)) == (*EVERYWHERE, *shares, *TEXTBOOK_LINES, "orders_per_year", "years", *more)


def test_each_input_is_read_where_the_plan_has_it():
    repeat = RepeatPurchases(0.7, 2, 3, retention=0.4, retention_cost=1.5)
    plan = known(repeat=repeat, economics=replace(RETURNS, return_rate=0.1), incremental_share=0.8)
    held = {
        "budget": 1000, "cpc": 1.0, "cvr": 0.05, "aov": 50.0, "incremental_share": 0.8, "cpc_elasticity": 0.2,
        "return_rate": 0.1, "return_handling": 3, "cogs_per_order": 20, "retention": 0.4, "new_customer_share": 0.7,
        "orders_per_year": 2, "years": 3, "retention_cost": 1.5,
    }  # fmt: skip
    for name, value in held.items():
        assert believed_of(plan, name) == belief_in(plan, name) == Fixed(value)
        assert belief_in(with_value(plan, name, value * 0.5), name) == Fixed(value * 0.5)
        assert with_belief(with_value(plan, name, value * 0.5), name, Fixed(value)) == plan
    for name in ("retention", "years", "retention_cost"):
        assert believed_of(known(), name) is None
        refusal(lambda name=name: belief_in(known(), name), name)
    refusal(lambda: believed_of(plan, "name"), "input", "name")
    bare = known(economics=OrderEconomics(other_costs=30))
    assert with_value(bare, "cogs_per_order", 20.0) == known(
        economics=OrderEconomics(cogs_per_order=20, other_costs=30)
    )


# -- beliefs that are moved -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("orders", [0.003, 0.01, 0.05, 0.5, 5.0, 60.0, 640.0, 999.0])
@pytest.mark.parametrize("before", [0.0, 20.0, 1000.0])
def test_a_rate_from_counts_keeps_its_clicks_and_gets_the_orders_that_have_the_wanted_middle(orders, before):
    there = moved(RateFromCounts(before, 1000), median(RateFromCounts(orders, 1000)))
    assert there.clicks == 1000
    assert there.orders == pytest.approx(orders, rel=2e-7)


def test_half_of_the_clicks_is_exactly_half():
    assert moved(RateFromCounts(3, 1000), 0.5) == RateFromCounts(500, 1000)


def test_where_no_count_has_so_low_or_so_high_a_middle_the_nearest_count_is_taken():
    """One order more or less than nothing or all: even then the middle is not 0 or 1."""
    none, every = (median(RateFromCounts(orders, 1000)) for orders in (0.0, 1000.0))
    assert moved(RateFromCounts(20, 1000), none / 2).orders == pytest.approx(0, abs=1e-9)
    assert moved(RateFromCounts(20, 1000), (1 + every) / 2).orders == 1000


@pytest.mark.parametrize("value", [1e-4, 0.004, 0.02, 0.3, 0.7, 0.97, 0.9999])
@pytest.mark.parametrize("rate", [Rate(0.01, 0.03), Rate(0.2, 0.9, 0.8), Rate(0.001, 0.02, 0.5)])
def test_an_interval_of_a_rate_is_moved_as_far_at_either_end_in_log_odds(rate, value):
    there = moved(rate, value)
    assert there.level == rate.level
    assert logit(median(there)) == pytest.approx(logit(value), abs=1e-6)
    assert logit(there.high) - logit(rate.high) == pytest.approx(logit(there.low) - logit(rate.low), abs=1e-9)


def test_money_and_three_points_are_multiplied():
    money = moved(Amount(40, 90, 0.8), 120)  # twice its middle of √(40 · 90)
    assert (money.low, money.high, money.level) == (pytest.approx(80), pytest.approx(180), 0.8)
    three = Pert(10, 20, 60)
    there = moved(three, 3 * median(three))
    assert (there.low, there.mode, there.high) == pytest.approx((30, 60, 180))
    assert moved(Fixed(3.0), 7.0) == Fixed(7.0)


# -- in few digits --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "down", "up"),
    [
        (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (12345.0, 12340.0, 12350.0), (0.0123449, 0.01234, 0.01235),
        (9999.5, 9999.0, 10000.0), (-12345.0, -12350.0, -12340.0), (1.00001, 1.0, 1.001), (999.99, 999.9, 1000.0),
        (0.1 + 0.2, 0.3, 0.3), (1234.0 * (1 + 1e-8), 1234.0, 1235.0), (1234.0 * (1 + 1e-10), 1234.0, 1234.0),
        (1234.0 * (1 - 1e-8), 1233.0, 1234.0),
    ],
)  # fmt: skip
def test_four_digits_are_left_of_a_value_rounded_to_the_side_that_is_asked_for(value, down, up):
    assert in_few_digits(Fixed(value), up=False) == Fixed(down)
    assert in_few_digits(Fixed(value), up=True) == Fixed(up)
