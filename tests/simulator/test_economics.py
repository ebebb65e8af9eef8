"""Does the money of one order add up, line by line and against figures worked by hand?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import Amount, Fixed, OrderEconomics, Pert, Rate, RateFromCounts, RepeatPurchases
from simulator.plan import economics as trade
from simulator.plan.economics import (
    CUSTOMER_SHARES,
    MONEY_LINES,
    ORDER_SHARES,
    Ceiling,
    known_among,
    shares_of,
)
from tests.simulator.plans import TEXTBOOK, any_repeat, economics, numbers, plain_shares, refusal

GERMAN_SHOP = OrderEconomics(
    vat_rate=0.19,
    discount_rate=0.05,
    cogs_per_order=28,
    shipping_paid=4.90,
    pick_pack=2.50,
    fee_rate=0.025,
    fee_fixed=0.35,
    return_rate=0.15,
    recovered_share=0.80,
    return_handling=5.50,
)
"""The long worked example of the design: AOV 89 leaves 25.06."""

some_shares = st.fixed_dictionaries({name: plain_shares() for name in (*ORDER_SHARES, *CUSTOMER_SHARES)})
some_aov = numbers(0, 1000)


def max_cpo(economics_of_order: OrderEconomics, aov: float) -> float:
    return economics_of_order.contribution(aov, known_among(shares_of(economics_of_order)))


# -- by hand ------------------------------------------------------------------------------------------------------


def test_1000_for_50_orders_is_20_per_order():
    assert trade.cpo(1000, 50) == 20


def test_070_per_click_and_3_5_percent_conversion_is_20_per_order():
    clicks = 1000 / 0.70
    assert trade.cpo(1000, clicks * 0.035) == pytest.approx(20, rel=1e-15)


def test_no_order_costs_infinitely_much():
    np.testing.assert_array_equal(trade.cpo(1000, np.array([0.0, 50.0])), [np.inf, 20])


def test_price_50_goods_20_other_costs_10_leaves_margin_30_and_max_cpo_20():
    assert max_cpo(OrderEconomics(cogs_per_order=20), 50) == 30
    assert max_cpo(TEXTBOOK, 50) == 20


def test_textbook_order_of_89_leaves_51_03():
    textbook = OrderEconomics(cogs_per_order=28, shipping_paid=4.90, pick_pack=2.50, fee_rate=0.025, fee_fixed=0.35)
    assert max_cpo(textbook, 89) == pytest.approx(89 - 28 - 4.90 - 2.50 - 2.575)
    assert round(max_cpo(textbook, 89), 3) == 51.025


def test_vat_discount_and_returns_halve_what_the_textbook_leaves():
    assert max_cpo(GERMAN_SHOP, 89) == pytest.approx(25.0641, abs=5e-5)
    assert 51.025 / max_cpo(GERMAN_SHOP, 89) == pytest.approx(2.04, abs=0.005)


def test_every_line_of_the_long_example_is_the_figure_worked_with_a_pencil():
    result = {step.name: step.amount for step in GERMAN_SHOP.steps(89, known_among(shares_of(GERMAN_SHOP)))}
    paid = 89 * 0.95  # 84.55
    net = paid / 1.19  # 71.0504…
    pencil = {
        "aov": 89,
        "vat_added": 0,
        "discount": -4.45,
        "shipping_charged": 0,
        "vat": net - paid,
        "refunds": -0.15 * net,
        "goods": -28,
        "goods_recovered": 28 * 0.15 * 0.80,
        "shipping_paid": -4.90,
        "pick_pack": -2.50,
        "fees": -(0.025 * paid + 0.35),
        "returns": -0.15 * 5.50,
        "cancellations": 0,
        "other_costs": 0,
    }
    assert {name: result.pop(name) for name in pencil} == pytest.approx(pencil)
    assert not any(result.values())  # a cost line added later is 0 here


def test_lifetime_value_of_100_twice_a_year_for_3_years_is_600():
    assert trade.clv_revenue(100, RepeatPurchases(1, 2, 3)) == 600


def test_elasticity_of_a_fifth_makes_the_next_order_a_quarter_dearer():
    assert trade.marginal_cpo(16, 0.2) == pytest.approx(1.25 * 16)
    assert trade.marginal_cpo(16, 0) == 16


def test_customer_costs_more_than_an_order_when_old_customers_order_too():
    assert trade.cac(20, 0.5) == 40
    assert trade.cac(20, 0) == math.inf


def test_break_even_roas_is_high_for_a_thin_margin_and_none_without_one():
    assert trade.break_even_roas(100, 50) == 2
    assert trade.break_even_roas(100, 10) == 10
    np.testing.assert_array_equal(trade.break_even_roas(100, np.array([0.0, -5.0])), [np.inf, np.inf])


def test_max_cpc_is_conversion_rate_times_max_cpo():
    assert trade.max_cpc(0.035, 20) == pytest.approx(0.70)


# -- the formula of the design as a second route ------------------------------------------------------------------


def by_the_formula(order: OrderEconomics, aov: float, shares: dict[str, float]) -> float:
    """Contribution as design §2 prints it, without steps."""
    vat = order.vat_rate
    price = aov if order.aov_includes_vat else aov * (1 + vat)
    gross = price * (1 - shares["discount_rate"])
    net = (gross + order.shipping_charged) / (1 + vat)
    kept = (1 - shares["return_rate"] * shares["refunded_share"]) * net
    cogs = order.cogs_per_order or 0.0
    if order.cogs_share is not None:
        cogs = shares["cogs_share"] * price / (1 + vat)
    goods = cogs * (1 - shares["return_rate"] * shares["recovered_share"])
    ship = order.shipping_paid + order.pick_pack
    fees = shares["fee_rate"] * (gross + order.shipping_charged) + order.fee_fixed
    returns = shares["return_rate"] * order.return_handling
    return (1 - shares["cancel_rate"]) * (kept - goods - ship - fees - returns) - order.other_costs


@given(order=economics(), aov=some_aov, shares=some_shares)
def test_steps_add_up_to_the_formula(order, aov, shares):
    steps = order.steps(aov, shares)
    expected = by_the_formula(order, aov, shares)
    assert sum(step.amount for step in steps) == pytest.approx(expected, rel=1e-9, abs=1e-9 * (aov + 100))
    assert order.contribution(aov, shares) == pytest.approx(expected, rel=1e-9, abs=1e-9 * (aov + 100))
    assert steps[0] == ("aov", aov)
    assert len({step.name for step in steps}) == len(steps)


@given(order=economics(), aov=some_aov, shares=some_shares)
def test_ceiling_is_a_straight_line_in_the_order_value(order, aov, shares):
    assert order.ceiling(shares).at(aov) == pytest.approx(
        by_the_formula(order, aov, shares), rel=1e-9, abs=1e-9 * (aov + 100)
    )


@given(order=economics(), shares=some_shares)
def test_shares_may_be_arrays_of_draws(order, shares):
    arrays = {name: np.array([share, 0.5]) for name, share in shares.items()}
    result = np.broadcast_to(order.contribution(60.0, arrays), (2,))
    assert result[0] == pytest.approx(order.contribution(60.0, shares))
    assert result[1] == pytest.approx(order.contribution(60.0, dict.fromkeys(shares, 0.5)))


# -- what the lines mean ------------------------------------------------------------------------------------------


def test_sale_does_not_make_goods_cheaper():
    def goods_at(discount):
        order = OrderEconomics(vat_rate=0.2, cogs_share=0.4, discount_rate=discount)
        return next(step.amount for step in order.steps(120, known_among(shares_of(order))) if step.name == "goods")

    assert goods_at(0.0) == goods_at(0.5) == pytest.approx(-40)


def test_order_value_without_vat_is_worth_as_much_as_the_same_value_with_vat_added():
    with_vat = OrderEconomics(vat_rate=0.22, cogs_share=0.4, fee_rate=0.02, discount_rate=0.1)
    without = OrderEconomics(aov_includes_vat=False, vat_rate=0.22, cogs_share=0.4, fee_rate=0.02, discount_rate=0.1)
    assert max_cpo(without, 100) == pytest.approx(max_cpo(with_vat, 122))


def test_payment_fee_is_lost_on_a_refund():
    kept = OrderEconomics(fee_rate=0.03)
    returned = OrderEconomics(fee_rate=0.03, return_rate=1.0)
    assert max_cpo(kept, 100) == pytest.approx(97)
    assert max_cpo(returned, 100) == pytest.approx(-3)


def test_cancelled_order_leaves_nothing_but_its_other_costs():
    assert max_cpo(OrderEconomics(cancel_rate=1.0, cogs_per_order=20, other_costs=10), 50) == pytest.approx(-10)


def test_shipping_the_customer_pays_bears_vat():
    assert max_cpo(OrderEconomics(vat_rate=0.25, shipping_charged=5), 0) == pytest.approx(4)


# -- later orders -------------------------------------------------------------------------------------------------


@given(repeat=any_repeat.filter(lambda repeat: isinstance(repeat.retention, Fixed)))
def test_later_orders_are_the_sum_over_every_order_of_the_horizon(repeat):
    horizon, retention = repeat.orders_per_year * repeat.years, repeat.retention.value
    expected = 0.0
    order = 2
    while order <= horizon + 1e-9:
        years = (order - 1) / repeat.orders_per_year
        expected += retention ** (order - 1) / (1 + repeat.yearly_discount_rate) ** years
        order += 1
    assert repeat.later_orders(retention) == pytest.approx(expected, rel=1e-7, abs=1e-12)


@pytest.mark.parametrize(
    ("per_year", "years", "counted"), [(2, 3, 6), (0.29, 100, 29), (3, 1, 3), (12, 0.25, 3), (0.5, 1, 1), (2, 0.1, 1)]
)
def test_orders_within_the_horizon_are_counted_the_first_included(per_year, years, counted):
    repeat = RepeatPurchases(1, per_year, years)
    assert repeat.orders_counted == counted
    assert repeat.later_orders(1.0) == counted - 1


def test_later_orders_take_arrays_with_and_without_the_flat_case():
    repeat = RepeatPurchases(1, 2, 3)
    np.testing.assert_allclose(repeat.later_orders(np.array([0.0, 0.5, 1.0])), [0, 0.96875, 5])


@given(repeat=any_repeat, slope=numbers(-1, 1), intercept=numbers(-50, 50), aov=some_aov, shares=some_shares)
def test_ceiling_is_raised_by_what_later_orders_of_new_customers_leave(repeat, slope, intercept, aov, shares):
    first = Ceiling(slope, intercept)
    later = shares["new_customer_share"] * repeat.later_orders(shares["retention"])
    expected = first.at(aov) + later * (first.at(aov) - repeat.retention_cost)
    assert repeat.raised(first, shares).at(aov) == pytest.approx(expected, rel=1e-7, abs=1e-6)


def test_old_customers_raise_no_ceiling():
    repeat = RepeatPurchases(0.0, 4, 2)
    assert repeat.raised(Ceiling(0.4, 5), known_among(shares_of(repeat))) == Ceiling(0.4, 5)


def test_repeat_purchases_by_hand():
    # first order leaves 20; half the customers are new; two more orders at 50 % and 25 %, each costing 2 to win
    repeat = RepeatPurchases(0.5, 3, 1, retention=0.5, retention_cost=2)
    assert repeat.raised(Ceiling(0, -20), known_among(shares_of(repeat))).at(0) == pytest.approx(20 + 0.5 * 0.75 * 18)
    assert trade.clv_contribution(20, repeat, 0.5) == pytest.approx(20 + 0.75 * 18)


def test_interest_makes_later_orders_worth_less():
    repeat = RepeatPurchases(1, 1, 2, yearly_discount_rate=0.25)
    assert repeat.later_orders(1.0) == pytest.approx(0.8)  # one order, a year away


# -- shares that are beliefs --------------------------------------------------------------------------------------


def test_share_may_be_a_belief_and_a_plain_number_is_one_that_is_known():
    order = OrderEconomics(return_rate=Rate(0.1, 0.2), discount_rate=0.05)
    assert shares_of(order).keys() == set(ORDER_SHARES) - {"cogs_share"}
    assert order.discount_rate == Fixed(0.05)
    assert order == OrderEconomics(return_rate=Rate(0.1, 0.2), discount_rate=Fixed(0.05))
    assert known_among(shares_of(order)).keys() == set(ORDER_SHARES) - {"return_rate", "cogs_share"}
    assert known_among(shares_of(None)) == {}


def test_goods_of_zero_and_goods_left_out_are_the_same_plan():
    assert OrderEconomics(cogs_share=0.0) == OrderEconomics() == OrderEconomics(cogs_share=Fixed(0.0))


# -- refused ------------------------------------------------------------------------------------------------------

REPEAT = {"new_customer_share": 0.5, "orders_per_year": 2, "years": 3}


@pytest.mark.parametrize("value", [-0.01, 1.01, 19, math.nan, math.inf, None, "a lot"])
@pytest.mark.parametrize("field", ["vat_rate", *ORDER_SHARES])
def test_share_of_an_order_outside_0_to_1_is_refused(field, value):
    if (field, value) != ("cogs_share", None):  # goods alone may be left out
        refusal(lambda: OrderEconomics(**{field: value}), field)


@pytest.mark.parametrize("field", [*CUSTOMER_SHARES, "yearly_discount_rate"])
@pytest.mark.parametrize("value", [-0.01, 1.01, math.nan, None])
def test_share_of_customers_outside_0_to_1_is_refused(field, value):
    refusal(lambda: RepeatPurchases(**(REPEAT | {field: value})), field)


def test_refused_share_is_told_in_percent():
    assert str(refusal(lambda: OrderEconomics(vat_rate=22), "vat_rate")) == (
        "A value between 0 % and 100 % is needed, got 2200 %."
    )


@pytest.mark.parametrize("value", [-0.01, math.nan, math.inf, 1e13, "5", True])
@pytest.mark.parametrize(
    "field",
    ["cogs_per_order", *MONEY_LINES],
)
def test_negative_or_endless_cost_is_refused(field, value):
    refusal(lambda: OrderEconomics(**{field: value}), field)


def test_goods_are_given_once():
    refusal(lambda: OrderEconomics(cogs_share=0.4, cogs_per_order=20), "cogs_per_order", "not both", "leave one")


def test_vat_flag_is_yes_or_no():
    refusal(lambda: OrderEconomics(aov_includes_vat=1), "aov_includes_vat", "yes or no")


@pytest.mark.parametrize("field", ["orders_per_year", "years"])
@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, 1e-12])
def test_rhythm_and_horizon_must_be_above_zero(field, value):
    refusal(lambda: RepeatPurchases(**(REPEAT | {field: value})), field)


def test_negative_cost_of_later_orders_is_refused():
    refusal(lambda: RepeatPurchases(**REPEAT, retention_cost=-1), "retention_cost", "0 or more")


def test_horizon_of_more_than_1000_orders_is_refused():
    refusal(lambda: RepeatPurchases(1, 52, 20), "years", "At most 1,000", "shorten the horizon")


@pytest.mark.parametrize("belief", [Pert(-0.1, 0.2, 0.5), Pert(0.5, 0.9, 1.1)])
def test_belief_that_could_leave_0_to_1_is_refused_as_a_share(belief):
    refusal(lambda: OrderEconomics(return_rate=belief), "return_rate", "between 0 % and 100 %")


def test_lognormal_that_could_exceed_1_is_refused_as_a_share():
    refusal(lambda: OrderEconomics(return_rate=Amount(0.3, 0.6)), "return_rate", "can exceed 100 %", "give a rate")
    assert OrderEconomics(return_rate=Amount(0.01, 0.02)).return_rate == Amount(0.01, 0.02)


@pytest.mark.parametrize("belief", [Rate(0.1, 0.3), RateFromCounts(1, 10), Pert(0, 0.1, 1), Amount(0.01, 0.02)])
def test_every_kind_of_rate_is_taken_as_a_share(belief):
    assert OrderEconomics(cancel_rate=belief).cancel_rate == belief
