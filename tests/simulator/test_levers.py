"""Which lever pays? Arithmetic by hand, closed forms, the plan changed by hand as a second route, and laws.

Long because every kind of lever has its sum by hand.
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from simulator import Amount, Estimate, Fixed, OrderEconomics, Plan, Rate, RepeatPurchases, Settings, simulate
from simulator.engine.points import LEVER_KINDS
from simulator.questions.funnel import Funnel
from simulator.questions.levers import MOVES, RANKING, TOGETHER, Lever, gains_added, levers_of, lost_once
from tests.simulator.plans import any_plan, known, known_in, numbers, refusal, spring

BY_HAND = Funnel(add_to_cart_rate=0.10, cart_abandonment=0.50, checkout_completion=0.80)
"""Of 1,000 clicks 100 fill a cart, 62.5 begin the checkout, 50 order: CVR 5 %."""
LONG_RUN = Settings(order_luck=False)
SURE = Plan(known(), LONG_RUN)
"""1,000 clicks, 50 orders that leave 20 each before ads: a profit of 0."""


def one(plan, lever, funnel=BY_HAND):
    return levers_of(plan, [lever], funnel).ranking.iloc[0]


def exactly(kind, effect, **others):
    return Lever(kind=kind, low=effect, high=effect, **others)


# -- by hand --------------------------------------------------------------------------------------------------------


def test_ten_percent_more_orders_for_60_earn_40():
    row = one(SURE, exactly("landing_page", 0.10, cost=60))
    assert row.profit_mean == pytest.approx(5 * 20 - 60)
    assert row.profit_p5 == row.profit_p95 == pytest.approx(40)
    assert row.profit_per_cost == pytest.approx(40 / 60)
    assert row.payback_probability == 1
    assert row.cpo_p50 == pytest.approx(1000 / 55)
    assert row.max_cpo_p50 == 20


def test_a_lever_that_costs_24_pays_from_0_12_points_of_cvr():
    row = one(SURE, exactly("landing_page", 0.10, cost=24))
    assert row.break_even_in == "cvr"
    assert row.break_even_change == pytest.approx(0.0012)  # 1,000 clicks · 0.0012 · 20 = 24
    assert row.break_even_effect == pytest.approx(0.0012 / 0.05)


def test_a_lever_that_works_half_the_time_needs_twice_the_effect():
    row = one(SURE, exactly("landing_page", 0.10, cost=24, works_share=0.5))
    assert row.needed_if_it_works == pytest.approx(2 * row.break_even_effect)
    assert row.payback_probability == pytest.approx(0.5, abs=1e-3)
    assert row.profit_mean == pytest.approx(0.5 * 100 - 24, abs=0.1)


def test_clicks_outside_the_target_market_lower_cvr_and_raise_cpo():
    levers = levers_of(SURE, [exactly("traffic_quality", -0.20)], BY_HAND)
    outcome = levers.together().outcome
    assert np.unique(outcome.rows("cvr").round(12)) == pytest.approx(0.04)
    assert outcome.median("cpo") == pytest.approx(25)  # 20 / 0.8
    assert levers.ranking.profit_mean[0] == pytest.approx(-200)
    assert levers.ranking.break_even_probability[0] == 0


def test_cheaper_clicks_are_more_clicks_for_the_same_budget():
    row = one(SURE, exactly("bids", -0.20, cost=50))
    assert row.profit_mean == pytest.approx(0.25 * 1000 - 50)
    assert row.cpo_p50 == pytest.approx(16)
    assert row.break_even_in == "cpc"
    assert row.break_even_change == pytest.approx(1 / 1.05 - 1)  # 50 more from 1,000 / (1 + e) clicks


def test_free_shipping_raises_the_order_value_and_costs_shipping():
    # AOV 50 to 55 leaves 5 more, shipping takes 2 from each of 50 orders.
    row = one(SURE, exactly("free_shipping", 0.10, cost_per_order=2, cost=30))
    assert row.profit_mean == pytest.approx(50 * (5 - 2) - 30)
    assert row.cost_mean == pytest.approx(50 * 2 + 30)
    assert row.max_cpo_p50 == pytest.approx(23)
    assert row.break_even_change == pytest.approx(2 + 30 / 50)
    assert row.break_even_in == "aov"


def test_retention_mails_bring_later_orders():
    # Two orders within a year, the second with 50 %: it leaves 10; with 60 % 12. Mails cost 1 per later order.
    repeat = RepeatPurchases(new_customer_share=1.0, orders_per_year=2, years=1, retention=0.5)
    plan = Plan(known(repeat=repeat), LONG_RUN)
    row = one(plan, exactly("retention_mails", 0.20, cost=10, cost_per_order=1))
    assert row.profit_mean == pytest.approx(50 * (12 - 10 - 0.6) - 10)
    assert row.cost_mean == pytest.approx(10 + 50 * 0.6)
    # retention r earns 50 (20 r - r) against 50 · 10: r = (10 + 10 / 50) / 19
    assert row.break_even_change == pytest.approx((10 + 0.2) / 19 - 0.5)
    assert row.break_even_in == "retention"


def test_nobody_buys_again_more_often_than_always():
    """Two orders within a year: with a retention of 95 %, 20 % more is all of them."""
    repeat = RepeatPurchases(new_customer_share=1.0, orders_per_year=2, years=1, retention=0.95)
    row = one(Plan(known(repeat=repeat), LONG_RUN), exactly("retention_mails", 0.20))
    assert row.profit_mean == pytest.approx(50 * 20 * 0.05)


def test_a_cost_of_an_order_is_paid_for_every_order_and_a_small_cost_is_a_cost():
    row = one(SURE, exactly("free_shipping", 0.1, cost=0.5, cost_per_order=1))
    assert row.cost_mean == pytest.approx(50.5)
    assert row.profit_mean == pytest.approx(50 * 5 - 50.5)
    assert one(SURE, exactly("bundles", 0.1, cost=0.5)).profit_per_cost == pytest.approx((250 - 0.5) / 0.5)


@pytest.mark.parametrize("unit", [1.0, 7.0, 1e6])
def test_a_lever_that_earns_its_cost_but_for_a_rounding_pays_back_in_any_currency(unit):
    """900 a click brings 50 orders that leave 20 units: a tenth more of them is worth 100."""
    levers = levers_of(Plan(known_in(unit), LONG_RUN), [exactly("landing_page", 0.1, cost=100 * unit)], BY_HAND)
    assert levers.together().profit.max() < 0
    assert levers.together().payback_probability.value == 1
    assert levers.ranking.break_even_effect[0] == pytest.approx(0.1)


def test_two_levers_on_one_stage_win_an_order_once():
    # 10 % fill a cart; each alone wins 1 of the 90 others: together 90 · (89 / 90)² are left.
    levers = levers_of(SURE, [exactly("landing_page", 0.10), exactly("message_test", 0.10)], BY_HAND)
    together = levers.together()
    carts = 1 - 0.9 * (89 / 90) ** 2
    assert carts < 0.12 < 0.121
    assert together.mean.value == pytest.approx(1000 * carts * 0.5 * 20 - 1000)
    assert together.overlap.value == pytest.approx((carts - 0.12) * 1000 * 0.5 * 20)
    assert together.overlap.value < 0
    assert together.table.on_top_mean.tolist() == pytest.approx([together.mean.value - 100] * 2)


def test_levers_on_different_stages_multiply():
    levers = levers_of(SURE, [exactly("landing_page", 0.10), exactly("checkout", 0.20)], BY_HAND)
    assert levers.together().outcome.median("cvr") == pytest.approx(0.05 * 1.1 * 1.2)
    assert levers.together().overlap.value == pytest.approx(1000 * 0.05 * 0.1 * 0.2 * 20)


def test_more_checkouts_than_are_begun_are_not_completed():
    row = one(SURE, exactly("checkout", 0.50))
    assert row.profit_mean == pytest.approx((62.5 - 50) * 20)


def test_bundles_and_free_shipping_add_their_gains():
    levers = levers_of(SURE, [exactly("bundles", 0.10), exactly("free_shipping", 0.06)], BY_HAND)
    assert levers.together().outcome.median("aov_mean") == pytest.approx(58)
    assert levers.together().overlap.value == pytest.approx(0, abs=1e-9)


# -- closed forms ---------------------------------------------------------------------------------------------------


def test_a_lognormal_effect_has_a_known_mean_and_a_known_chance():
    lever = Lever(kind="landing_page", low=-0.05, high=0.15, cost=30, works_share=0.7)
    row = one(SURE, lever)
    factor = Amount(0.95, 1.15)
    mean = 0.7 * 1000 * math.expm1(factor.mu + factor.sigma**2 / 2) - 30
    sure = one(SURE, replace(lever, works_share=1.0))
    assert (sure.profit_p5, sure.profit_p95) == pytest.approx((-50 - 30, 150 - 30), abs=0.5)
    assert Estimate(row.profit_mean, row.profit_mean_error).mc_error < 0.5
    assert row.profit_mean == pytest.approx(mean, abs=5 * row.profit_mean_error + 0.05)
    chance = 0.7 * ndtr((factor.mu - math.log(1.03)) / factor.sigma)
    assert row.payback_probability == pytest.approx(chance, abs=5 * row.payback_error)
    assert row.payback_error < 0.003
    assert row.break_even_effect == pytest.approx(0.03)


def test_the_break_even_effect_is_a_mean_over_all_that_is_uncertain():
    # Long run: E[orders · max CPO] · effect = cost.
    plan = Plan(spring(), LONG_RUN)
    outcome = simulate(plan.scenario, order_luck=False)
    earned = (outcome.orders * outcome.max_cpo).mean()
    row = one(plan, Lever(kind="landing_page", low=0.01, high=0.05, cost=100), Funnel())
    assert row.break_even_effect == pytest.approx(100 / earned, rel=1e-6)
    # Paid its break-even effect for sure, it earns nothing on average.
    at_it = one(plan, exactly("landing_page", row.break_even_effect, cost=100), Funnel())
    assert at_it.profit_mean == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "cost"), [("checkout", 50), ("checkout", 900), ("bids", 200), ("bundles", 300), ("traffic_quality", 90)]
)
def test_a_lever_with_its_break_even_effect_earns_nothing_on_average(kind, cost):
    # Checkouts end at 100 % in some draws, so that their gain is no straight line.
    plan, funnel = Plan(spring(), LONG_RUN), Funnel(visit_share=0.5)
    effect = one(plan, Lever(kind=kind, low=-0.01, high=0.0, cost=cost), funnel).break_even_effect
    assert effect < 0 if kind == "bids" else effect > 0
    assert one(plan, exactly(kind, effect, cost=cost), funnel).profit_mean == pytest.approx(0, abs=1e-5)


# -- the plan changed by hand ---------------------------------------------------------------------------------------

FASHION = spring(
    economics=OrderEconomics(vat_rate=0.2, cogs_share=0.4, shipping_paid=5, return_rate=Rate(0.2, 0.4)),
    repeat=RepeatPurchases(new_customer_share=0.6, orders_per_year=3, years=2, retention=0.4),
)
CHANGED_BY_HAND = {
    "bids": replace(FASHION, cpc=Amount(0.45 * 0.9, 0.75 * 0.9)),
    "bundles": replace(FASHION, aov=Amount(70 * 0.9, 95 * 0.9)),
    "retention_mails": replace(FASHION, repeat=replace(FASHION.repeat, retention=0.36, retention_cost=1.5)),
    "free_shipping": replace(
        FASHION, aov=Amount(70 * 0.9, 95 * 0.9), economics=replace(FASHION.economics, other_costs=1.5)
    ),
}


@pytest.mark.parametrize("kind", CHANGED_BY_HAND)
def test_a_sure_lever_is_the_plan_changed_by_hand_draw_by_draw(kind):
    per_order = 1.5 if kind in ("retention_mails", "free_shipping") else 0.0
    together = levers_of(Plan(FASHION), [exactly(kind, -0.1, cost_per_order=per_order, cost=77)]).together()
    by_hand, before = simulate(CHANGED_BY_HAND[kind]), simulate(FASHION)
    assert np.allclose(together.outcome.rows("profit"), by_hand.rows("profit"), rtol=1e-9, atol=1e-6)
    assert np.allclose(together.profit, by_hand.rows("profit") - before.rows("profit") - 77, atol=1e-6)
    assert together.outcome.quantile("cpo", 0.9).value == pytest.approx(by_hand.quantile("cpo", 0.9).value)


def test_a_lever_on_any_stage_multiplies_cvr_by_its_effect():
    before = simulate(spring())
    for kind in ("landing_page", "audience", "message_test", "traffic_quality"):
        outcome = levers_of(Plan(spring()), [exactly(kind, -0.1)]).together().outcome
        assert np.allclose(outcome.cvr, 0.9 * before.cvr)


# -- laws -----------------------------------------------------------------------------------------------------------

SEVERAL = [
    Lever(kind="landing_page", low=0.02, high=0.12, cost=300, works_share=0.6),
    Lever(kind="checkout", low=0.02, high=0.2, cost=500, works_share=0.7),
    Lever(kind="bundles", low=0.0, high=0.1, cost=100, cost_per_order=0.3),
    Lever(kind="bids", low=-0.1, high=0.02, cost=50),
]


def test_frames_have_the_columns_that_are_documented():
    levers = levers_of(Plan(spring()), SEVERAL)
    assert tuple(levers.ranking.columns) == RANKING
    assert tuple(levers.together().table.columns) == TOGETHER
    assert sorted(levers.ranking.rank_by_profit) == [1, 2, 3, 4]
    assert levers.ranking.profit_mean.is_monotonic_decreasing
    by_payback = levers.ranking.sort_values("rank_by_payback").payback_probability
    assert by_payback.is_monotonic_decreasing


def test_a_lever_is_judged_the_same_whatever_others_are_listed_with_it():
    alone = levers_of(Plan(spring()), SEVERAL[:1]).ranking.set_index("lever").loc["landing_page"]
    listed = levers_of(Plan(spring()), SEVERAL[::-1]).ranking.set_index("lever").loc["landing_page"]
    columns = [name for name in RANKING[1:] if not name.startswith("rank")]
    assert alone[columns].tolist() == listed[columns].tolist()


def test_levers_together_do_not_depend_on_their_order_and_one_alone_has_no_overlap():
    one_way, other = (levers_of(Plan(spring()), levers).together() for levers in (SEVERAL, SEVERAL[::-1]))
    assert np.allclose(one_way.profit, other.profit)
    single = levers_of(Plan(spring()), SEVERAL).together(["checkout"])
    assert single.overlap.value == 0
    assert single.table.on_top_mean[0] == pytest.approx(single.mean.value)
    assert levers_of(Plan(spring()), SEVERAL).together([]).mean == Estimate(0.0, 0.0)


def test_the_plans_own_answer_stays_bit_for_bit():
    before = simulate(spring())
    levers = levers_of(Plan(spring()), SEVERAL)
    levers.together()
    assert np.array_equal(levers.outcome.rows("profit"), before.rows("profit"))
    assert levers.outcome.break_even_probability == before.break_even_probability


def test_a_lever_that_never_works_costs_its_cost():
    together = levers_of(Plan(spring()), [Lever(kind="bids", low=-0.3, high=-0.1, cost=80, works_share=0)]).together()
    assert np.unique(together.profit).tolist() == [-80]
    row = one(Plan(spring()), Lever(kind="bids", low=-0.3, high=-0.1, cost=80, works_share=0))
    assert math.isnan(row.needed_if_it_works)
    assert row.payback_probability == 0


def test_where_orders_lose_money_before_ads_no_lever_on_orders_pays():
    plan = Plan(known(economics=OrderEconomics(cogs_per_order=60)), LONG_RUN)
    row = one(plan, exactly("landing_page", 0.2, cost=10))
    assert row.profit_mean == pytest.approx(-10 * 10 - 10)
    assert math.isnan(row.break_even_effect)


def test_a_free_lever_that_earns_comes_first_by_profit_per_cost():
    levers = levers_of(SURE, [exactly("bids", -0.1, cost=1), exactly("bundles", 0.01)], BY_HAND)
    ranks = levers.ranking.set_index("lever").rank_by_profit_per_cost
    assert ranks["bundles"] == 1
    assert math.isnan(levers.ranking.set_index("lever").profit_per_cost["bundles"])


def test_a_free_lever_that_earns_nothing_comes_last_by_profit_per_cost_and_one_that_earns_a_cent_first():
    for effect, rank in ((0.0, 2), (1e-5, 1)):
        levers = [exactly("landing_page", 0.10, cost=60), exactly("bundles", effect)]
        ranks = levers_of(SURE, levers, BY_HAND).ranking.set_index("lever").rank_by_profit_per_cost
        assert ranks["bundles"] == rank


def test_by_profit_per_cost_free_levers_that_earn_come_first_and_those_that_lose_last():
    for cost in (60, 0.5):
        levers = [exactly("landing_page", 0.10, cost=cost), exactly("bundles", 0.01), exactly("bids", 0.01)]
        ranks = levers_of(SURE, levers, BY_HAND).ranking.set_index("lever").rank_by_profit_per_cost
        assert ranks.to_dict() == {"bundles": 1, "landing_page": 2, "bids": 3}


shares = st.floats(0.001, 0.999)
factors = st.lists(st.floats(0.2, 4.0), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("rate", "several", "then"),
    [
        (0.5, [1.2], 0.6),
        (0.5, [1.2, 1.2], 1 - 0.5 * 0.8**2),
        (0.5, [3.0], 1.0),  # all who were lost are won
        (0.5, [0.8], 0.4),
        (0.5, [0.8, 1.2], 0.48),
        (1.0, [1.5], 1.0),  # nobody is lost
        (1.0, [1.0], 1.0),
        (1.0, [0.7, 1.1], 0.7),
    ],
)
def test_what_is_won_and_lost_on_a_stage_by_hand(rate, several, then):
    assert lost_once(np.array([rate]), [np.array([factor]) for factor in several]) == pytest.approx(then)


@pytest.mark.parametrize(
    ("several", "then"), [([1.2, 1.1], 1.3), ([0.9, 0.8], 0.72), ([1.2, 0.9, 1.1], 1.17), ([1.0], 1.0)]
)
def test_gains_and_losses_of_a_price_by_hand(several, then):
    assert gains_added([np.array(factor) for factor in several]) == pytest.approx(then)


@given(shares, factors)
def test_lost_orders_are_won_at_most_once(share, several):
    rate = np.array([share])
    rows = [np.array([factor]) for factor in several]
    rate_then = lost_once(rate, rows)
    assert 0 <= rate_then <= 1
    assert rate_then == pytest.approx(lost_once(rate, rows[::-1]), rel=1e-9)
    alone = [lost_once(rate, [row])[0] for row in rows]
    assert alone == pytest.approx([min(share * factor, 1.0) for factor in several], rel=1e-9)
    if min(several) >= 1:
        assert max(alone) * (1 - 1e-12) <= rate_then <= share * np.prod(several) * (1 + 1e-9)
        assert rate_then - share <= sum(factor - share for factor in alone) + 1e-9


@given(factors)
def test_gains_are_added_and_never_multiplied(several):
    rate_then = gains_added([np.array(factor) for factor in several])
    assert 0 < rate_then <= max(np.prod([max(factor, 1) for factor in several]), 1) * (1 + 1e-12)
    assert gains_added([np.array(several[0])]) == pytest.approx(several[0])


@settings(max_examples=25)
@given(any_plan, numbers(-0.3, 0.3), numbers(0, 0.4), numbers(0, 500), st.sampled_from(LEVER_KINDS))
def test_any_lever_of_any_plan_has_an_answer(plan, low, width, cost, kind):
    lever, funnel = Lever(kind=kind, low=low, high=low + width, cost=cost), Funnel(visit_share=0.9)
    if kind == "retention_mails" and plan.scenario.repeat is None:
        refusal(lambda: levers_of(plan, [lever], funnel), kind, "switch on")
        return
    if kind == "retention_mails" and plan.scenario.repeat.retention == Fixed(1) and lever.high > 0:
        refusal(lambda: levers_of(plan, [lever], funnel), kind, "lower retention")
        return
    row = one(plan, lever, funnel)
    assert math.isfinite(row.profit_mean)
    assert 0 <= row.payback_probability <= 1
    assert row.profit_p5 <= row.profit_p95


# -- refusals -------------------------------------------------------------------------------------------------------


def test_every_kind_of_lever_has_columns_of_its_own():
    assert set(MOVES) == set(LEVER_KINDS)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("kind", "magic"), ("low", -1.0), ("low", math.nan), ("high", 20.0), ("low", 0.5), ("cost", -1),
        ("cost_per_order", -0.01), ("works_share", 1.5), ("level", 1.5),
    ],
)  # fmt: skip
def test_a_lever_that_cannot_be_is_refused_beside_its_field(part, value):
    good = {"kind": "bids", "low": -0.2, "high": -0.1, "cost": 10.0}
    refusal(lambda: Lever(**good | {part: value}), part)


def test_levers_that_cannot_be_used_are_refused_with_the_remedy():
    refusal(lambda: levers_of(SURE, [exactly("bids", -0.1)] * 2), "bids", "twice")
    refusal(lambda: levers_of(SURE, [exactly("retention_mails", 0.1)]), "retention_mails", "switch on later orders")
    faithful = Plan(known(repeat=RepeatPurchases(new_customer_share=1, orders_per_year=2, years=2)))
    refusal(lambda: levers_of(faithful, [exactly("retention_mails", 0.1)]), "retention_mails", "lower retention")
    levers_of(faithful, [exactly("retention_mails", -0.1)]).together()
    refusal(lambda: levers_of(SURE, [exactly("traffic_quality", 0.1)]), "traffic_quality", "lower the visit share")
    refusal(lambda: levers_of(SURE, []).together(["bids"]), "kind", "bids")
    levers_of(Plan(known(cvr=Fixed(0.03))), [exactly("traffic_quality", 0.1)], Funnel(visit_share=0.8)).together()


def test_a_row_says_the_middle_of_the_effect_and_equal_levers_share_their_rank():
    row = one(SURE, exactly("landing_page", 0.10, cost=60))
    assert row.effect_p50 == pytest.approx(0.10)
