"""What may an order cost from whom? Arithmetic by hand, the plan as a special case, and other ways to the best bids.

Long because everything that a segment says has its sum by hand.
"""

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import poisson

from simulator import Amount, Fixed, InputError, OrderEconomics, Pert, Plan, Rate, RepeatPurchases, Settings, simulate
from simulator.beliefs.distributions import median
from simulator.plan.events import Event, Season
from simulator.questions.segments import FIGURES, Segment, scenario_of, segments_of, spend_factors
from tests.simulator.plans import known, known_in, numbers, refusal, scenarios, spring

LONG_RUN = Settings(order_luck=False)
FEW = Settings(order_luck=False, points=64, scrambles=2)
HALVES = (Segment(name="keen", share=0.5, cvr_relative=1.5), Segment(name="idle", share=0.5, cvr_relative=0.5))
EVEN = (Segment(name="one", share=0.5), Segment(name="other", share=0.5))
HALF_ROOT = Plan(known(cpc_elasticity=0.5), LONG_RUN)
"""1,000 clicks at 1, CVR 5 %, orders that leave 20; four times the spend doubles the clicks."""
SHOP = (
    Segment(name="new", share=0.7, cvr_relative=Amount(0.5, 0.9), aov=75),
    Segment(name="known", share=0.2, cvr_relative=2, aov=Amount(85, 105), margin_share=Rate(0.5, 0.6)),
    Segment(name="returns", share=0.1, return_rate=0.5),
)


def row_of(segments, name):
    return segments.figures.set_index("segment").loc[name]


# -- by hand --------------------------------------------------------------------------------------------------------


def test_a_keen_half_and_an_idle_half_by_hand():
    segments = segments_of(HALF_ROOT, HALVES)
    keen, idle = row_of(segments, "keen"), row_of(segments, "idle")
    assert (keen.cvr_p50, idle.cvr_p50) == pytest.approx((0.075, 0.025))
    assert (keen.cpo_p50, idle.cpo_p50) == pytest.approx((500 / 37.5, 40))
    assert (keen.max_cpo_p50, idle.max_cpo_p50) == (20, 20)
    assert (keen.max_cpc_p50, idle.max_cpc_p50) == pytest.approx((1.5, 0.5))
    assert (keen.order_share, idle.order_share) == pytest.approx((0.75, 0.25))
    assert (keen.zone, idle.zone) == ("scale", "stop")
    assert (keen.break_even_probability, idle.break_even_probability) == (1, 0)
    assert (keen.profit_mean, idle.profit_mean) == pytest.approx((250, -250))
    assert (keen.value_per_click, idle.value_per_click) == pytest.approx((1.5, 0.5))


def test_a_fifth_of_the_clicks_by_hand():
    """Weights 0.2 · 3 + 0.8 · 0.5 make 1: rates of 15 % and 2.5 %, and orders that leave 20."""
    segments = segments_of(
        HALF_ROOT, [Segment(name="few", share=0.2, cvr_relative=3), Segment(name="rest", share=0.8, cvr_relative=0.5)]
    )
    few, rest = row_of(segments, "few"), row_of(segments, "rest")
    assert (few.value_per_click, rest.value_per_click) == pytest.approx((3, 0.5))
    assert (few.cpo_p50, rest.cpo_p50) == pytest.approx((200 / 30, 800 / 20))
    assert (few.order_share, rest.order_share) == pytest.approx((0.6, 0.4))
    assert (few.profit_mean, rest.profit_mean) == pytest.approx((400, -400))


@pytest.mark.parametrize("unit", [0.001, 1.0, 1e6])
def test_segments_are_the_same_in_any_currency_and_all_money_is_spent(unit):
    """Rates of 5 % · (1, 1.1, 1.2) / 1.145, and 18 units a click of what costs 20 an order."""
    plan = Plan(known_in(unit, cpc_elasticity=0.5), FEW)
    rows = [("a", 0.15, 1.0), ("b", 0.25, 1.1), ("c", 0.6, 1.2)]
    segments = segments_of(plan, [Segment(name=n, share=share, cvr_relative=r) for n, share, r in rows])
    figures = segments.figures
    assert figures.cpo_p50.tolist() == pytest.approx([18 * unit * 1.145 / rate for _, _, rate in rows])
    assert figures.zone.tolist() == ["stop", "scale", "scale"]
    assert segments.unspent == 0
    squares = [share * rate**2 for _, share, rate in rows]
    assert figures.spend_share.tolist() == pytest.approx([square / sum(squares) for square in squares])
    dearer = [rate / math.sqrt(sum(squares)) for _, _, rate in rows]
    with_bid = [cpo * factor for cpo, factor in zip(figures.cpo_p50, dearer, strict=True)]
    assert figures.cpo_p50_with_bid.tolist() == pytest.approx(with_bid)


@pytest.mark.parametrize(("target", "zone"), [(None, "scale"), (20.0, "scale"), (19.9, "optimise")])
def test_a_segment_whose_orders_cost_just_the_target_may_be_scaled(target, zone):
    parts = [Segment(name="a", share=0.3), Segment(name="b", share=0.7)]
    segments = segments_of(Plan(known(cpc_elasticity=0.5, target_cpo=target), FEW), parts)
    assert segments.figures.zone.tolist() == [zone, zone]
    for most, spends in ((1, (500, 500)), (1.5, (750, 250))):  # 1: as much for each as at the common bid
        assert segments_of(HALF_ROOT, HALVES, most_spend=most).spends == pytest.approx(spends)


def test_bids_are_proportional_to_what_a_click_is_worth():
    # Clicks are worth 1.50 and 0.50; spend goes as the square: 900 and 100. Earned: 750 √1.8 + 250 √0.2 = 1,118.03.
    segments = segments_of(HALF_ROOT, HALVES)
    keen, idle = row_of(segments, "keen"), row_of(segments, "idle")
    assert (keen.spend, idle.spend) == pytest.approx((900, 100))
    assert keen.bid_factor / idle.bid_factor == pytest.approx(3)
    assert (keen.cpc_p50, idle.cpc_p50) == pytest.approx((math.sqrt(1.8), math.sqrt(0.2)))
    assert segments.worth.value == pytest.approx(1118.033988 - 1000)
    assert segments.better_probability.value == 1
    assert segments.profit == pytest.approx(0, abs=1e-9)
    assert segments.break_even_probability.value == segments.break_even_probability_with_bids.value == 1


def test_no_segment_gets_more_than_the_largest_factor_and_the_rest_is_divided():
    assert spend_factors((0.5, 0.5), (1.5, 0.5), 0.5, 1.5) == pytest.approx((1.5, 0.5))
    assert spend_factors((0.2, 0.4, 0.4), (4, 1, 1), 0.5, 2) == pytest.approx((2, 0.75, 0.75))
    assert spend_factors((0.2, 0.8), (1, -1), 0.2, 2) == spend_factors((0.2, 0.8), (1, 0), 0.2, 2) == (2, 0)
    assert spend_factors((0.2, 0.8), (1, 1e-300), 0.001, 2) == (2, pytest.approx(0.75))


def test_where_only_few_clicks_are_worth_anything_money_is_left():
    rare = (
        Segment(name="good", share=0.2, margin_share=0.9),
        Segment(name="bad", share=0.8, margin_share=0.1, return_rate=0.9),
    )
    segments = segments_of(HALF_ROOT, rare)
    assert row_of(segments, "bad").max_cpo_p50 < 0
    assert row_of(segments, "bad").zone == "stop"
    assert segments.spends == pytest.approx((400, 0))
    assert segments.unspent == pytest.approx(600)
    assert math.isnan(row_of(segments, "bad").cpo_p50_with_bid)
    assert np.isnan(segments.at_own_bids[1].cpo).all()
    assert segments.worth.value > 0


def test_where_no_click_is_worth_anything_bids_stay():
    for goods in (60, 50):
        segments = segments_of(Plan(known(economics=OrderEconomics(cogs_per_order=goods)), FEW), HALVES)
        assert segments.nobody_pays
        assert segments.spends == pytest.approx((500, 500))
        assert segments.worth.value == segments.better_probability.value == 0
        assert segments.unspent == 0


def test_shares_that_people_round_are_scaled():
    for share in (0.333, 0.33):
        thirds = [Segment(name=name, share=share) for name in "abc"]
        assert segments_of(HALF_ROOT, thirds).shares == pytest.approx([1 / 3] * 3)
    segments_of(HALF_ROOT, [Segment(name="a", share=0.51), Segment(name="b", share=0.5)])
    for share, whole in ((0.489, "98.9 %"), (0.511, "101.1 %")):
        pair = [Segment(name="a", share=0.5), Segment(name="b", share=share)]
        refusal(lambda pair=pair: segments_of(HALF_ROOT, pair), "share", whole)


def test_a_part_of_the_clicks_that_would_have_ordered_anyway_is_no_order_of_any_segment():
    """Four orders in five count: 20 of 500 clicks that cost 500, and a click may cost 0.05 · 0.8 · 20."""
    segments = segments_of(Plan(known(cpc_elasticity=0.5, incremental_share=0.8), FEW), EVEN)
    for row in segments.figures.itertuples():
        assert (row.cpo_p50, row.max_cpc_p50, row.profit_mean) == pytest.approx((25, 0.8, 20 * 20 - 500))


def test_what_a_segment_says_of_its_orders_by_hand():
    """An order of 50 leaves 20. With a margin of 70 % it is 50 - 15 - 10; with every second order returned, and its

    goods kept, it is 25 - 10 - 10; an order of 60 leaves 30, at eight tenths of the price 18. Each is bought twice.
    """
    twice = RepeatPurchases(new_customer_share=1.0, orders_per_year=2, years=1, retention=1.0)
    sale = Event(name="Sale", first=date(2026, 1, 1), last=date(2026, 1, 30), aov=0.8)
    parts = [
        Segment(name="margin", share=0.25, margin_share=0.7),
        Segment(name="returns", share=0.25, return_rate=0.5),
        Segment(name="number", share=0.25, aov=60),
        Segment(name="interval", share=0.25, aov=Amount(54, 200 / 3)),
    ]
    for changes, left in (
        ({}, (25, 5, 30, 30)),
        ({"repeat": twice}, (50, 10, 60, 60)),
        ({"season": Season(date(2026, 1, 1), (sale,))}, (40 - 12 - 10, 20 - 10 - 10, 48 - 30, 48 - 30)),
    ):
        segments = segments_of(Plan(known(cpc_elasticity=0.5, **changes), FEW), parts)
        assert segments.figures.max_cpo_p50.tolist() == pytest.approx(left, abs=0.05)


def test_luck_leaves_what_a_segment_earns_on_average():
    """25 orders of each half leave 20 on average, at which they cost 500."""
    settings = Settings(points=1024, scrambles=4)
    segments = segments_of(Plan(known(order_value_cv=1.0, cpc_elasticity=0.5), settings), EVEN)
    for row in segments.figures.itertuples():
        assert row.profit_mean == pytest.approx(0, abs=20)
        assert 0.3 < row.break_even_probability < 0.7


def test_ends_and_middles_of_a_segment_are_those_of_its_click_price():
    plan = Plan(known(cpc=Amount(0.8, 1.25), cpc_elasticity=0.5), Settings(order_luck=False, points=512, scrambles=2))
    for row in segments_of(plan, EVEN).figures.itertuples():
        assert (row.cpo_p5, row.cpo_p50, row.cpo_p95) == pytest.approx((16, 20, 25), rel=0.01)
        assert (row.cpc_p50, row.cpo_p50_with_bid) == pytest.approx((1, 20), rel=0.01)


def test_orders_of_segments_that_are_few_or_none_have_a_value_or_none():
    """Half an order of 50 is expected of 10 clicks."""
    assert segments_of(Plan(known(budget=10, cpc_elasticity=0.5), FEW), HALVES).implied_aov == pytest.approx(50)
    nothing = segments_of(Plan(known(cvr=Fixed(0.0), cpc_elasticity=0.5), FEW), HALVES)
    assert math.isnan(nothing.implied_aov)
    assert nothing.figures.order_share.isna().all()


def test_segments_that_break_even_but_for_a_rounding_pay_in_a_currency_of_large_numbers():
    """50 orders cost 700 each, which is what they leave; 0.07 of 10,000 is a hair more than 700."""
    cost = 0.07 * 1e4
    costs = OrderEconomics(cogs_per_order=5e5 - cost)
    plan = known(budget=35_000, cpc=Fixed(cost / 20), aov=Fixed(5e5), economics=costs, cpc_elasticity=0.5)
    segments = segments_of(Plan(plan, FEW), EVEN)
    assert segments.profit.max() < 0
    assert segments.break_even_probability.value == 1


# -- what a segment says ---------------------------------------------------------------------------------------------


def test_what_an_order_may_cost_from_a_segment_is_what_it_may_cost_in_a_plan_of_such_customers():
    plan = spring(repeat=RepeatPurchases(new_customer_share=0.5, orders_per_year=2, years=2, retention=0.4))
    segment = Segment(name="a", share=0.4, aov=Amount(90, 120), margin_share=0.7, return_rate=0.3, orders_per_year=4)
    segments = segments_of(Plan(plan), [segment, Segment(name="rest", share=0.6)])
    alone = replace(scenario_of(plan, segment), aov=Amount(90, 120))
    assert median(alone.economics.cogs_share) == pytest.approx(0.3)
    assert alone.repeat.orders_per_year == 4
    row, exact = row_of(segments, "a"), simulate(alone)
    for share in ("p5", "p50", "p95"):
        there = exact.quantiles("max_cpo")[share]
        assert row[f"max_cpo_{share}"] == pytest.approx(there.value, rel=0.005)
    assert row_of(segments, "rest").max_cpo_p50 == pytest.approx(simulate(plan).quantile("max_cpo", 0.5).value)


@pytest.mark.parametrize("margin", [Rate(0.5, 0.6), Pert(0, 5e-7, 1e-6), Pert(0.999_999, 0.999_999_5, 1), 0.0])
def test_goods_of_a_segment_are_what_its_margin_leaves_out_at_the_middle(margin):
    segment = Segment(name="a", share=0.4, margin_share=margin)
    goods = scenario_of(spring(), segment).economics.cogs_share
    assert median(goods) == pytest.approx(1 - median(segment.margin_share), abs=1e-7)


def test_a_number_moves_with_the_plans_order_value_and_an_interval_is_the_segments_own():
    segments = segments_of(Plan(spring()), SHOP)
    outcome = simulate(spring())
    new, own, _ = segments.at_common_bid
    middle = math.sqrt(70 * 95)
    assert np.allclose(new.aov_mean, outcome.aov_mean * 75 / middle)
    assert abs(np.corrcoef(own.aov_mean.ravel(), outcome.aov_mean.ravel())[0, 1]) < 0.02
    assert np.quantile(own.aov_mean, [0.05, 0.95]) == pytest.approx([85, 105], rel=0.002)


def test_the_average_conversion_rate_stays_the_plans_in_every_draw():
    segments = segments_of(Plan(spring()), SHOP)
    average = sum(share * item.cvr for share, item in zip(segments.shares, segments.at_common_bid, strict=True))
    assert np.allclose(average, simulate(spring()).cvr)


# -- the plan as a special case --------------------------------------------------------------------------------------


def test_segments_that_are_all_as_the_plan_add_up_to_the_plan_draw_by_draw():
    plan = Plan(spring(), LONG_RUN)
    segments = segments_of(
        plan, [Segment(name=name, share=share) for name, share in (("a", 0.2), ("b", 0.5), ("c", 0.3))]
    )
    assert np.allclose(segments.profit, simulate(spring(), order_luck=False).profit)
    assert segments.spends == pytest.approx((1000, 2500, 1500))
    assert np.allclose(segments.profit_with_bids, segments.profit)
    assert segments.implied_aov == pytest.approx(simulate(spring()).median("aov_mean"))


def test_the_luck_of_segments_adds_up_to_the_luck_of_the_plan():
    # Independent Poisson orders are Poisson together, so the chance is the plan's: within 5 errors, which see 0.02.
    for scenario in (known(order_value_cv=0.0), known(order_value_cv=1.0)):
        plan = Plan(scenario, Settings(scrambles=32))
        segments = segments_of(plan, [Segment(name=name, share=0.25) for name in "abcd"])
        exact = simulate(scenario, scrambles=32).break_even_probability
        assert segments.break_even_probability.mc_error < 0.004
        gap = segments.break_even_probability.value - exact.value
        # The sum of averages of few values each is a little more skewed than the average of all of them.
        slack = 0.0 if scenario.order_value_cv == 0 else 0.01
        assert abs(gap) < 5 * math.hypot(segments.break_even_probability.mc_error, exact.mc_error) + slack
    assert simulate(known()).break_even_probability.value == pytest.approx(poisson.sf(49, 50), abs=0.01)


# -- a second way to the best bids -----------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(numbers(0.05, 1), numbers(0.01, 5)), min_size=2, max_size=5),
    numbers(0.1, 0.9),
    numbers(1.2, 5),
)
def test_a_general_optimiser_finds_no_better_split(pairs, elasticity, most):
    shares = np.array([share for share, _ in pairs]) / sum(share for share, _ in pairs)
    values = np.array([value for _, value in pairs])

    def earned(factors):
        return float(shares @ (values * np.maximum(factors, 0) ** (1 - elasticity)))

    result = np.array(spend_factors(shares, values, elasticity, most))
    assert shares @ result == pytest.approx(1)
    assert result.max() <= most * (1 + 1e-12)
    scale = earned(np.ones(len(pairs)))
    other = minimize(
        lambda factors: -earned(factors) / scale,
        np.ones(len(pairs)),
        bounds=[(1e-9, most)] * len(pairs),
        constraints={"type": "eq", "fun": lambda factors: shares @ factors - 1},
        method="SLSQP",
    )
    assert earned(result) >= earned(other.x) * (1 - 1e-6)
    assert earned(result) >= scale * (1 - 1e-12)


@given(numbers(0.01, 5), numbers(0.01, 5), numbers(0.05, 0.9))
def test_a_segment_whose_clicks_are_worth_more_never_gets_less(one, other, elasticity):
    first, second = spend_factors((0.5, 0.5), (one, other), elasticity, 2.0)
    assert (first - second) * (one - other) >= 0
    assert first + second == pytest.approx(2)


# -- laws -----------------------------------------------------------------------------------------------------------


def test_figures_have_the_columns_that_are_documented():
    segments = segments_of(Plan(spring()), SHOP)
    assert tuple(segments.figures.columns) == FIGURES
    assert segments.figures.share.sum() == pytest.approx(1)
    assert segments.figures.order_share.sum() == pytest.approx(1)
    assert segments.figures.spend.sum() == pytest.approx(5000)
    assert segments.figures.profit_mean.sum() == pytest.approx(segments.profit.mean())
    assert segments.figures.profit_mean_with_bid.sum() == pytest.approx(segments.profit_with_bids.mean())
    assert segments.worth.value == pytest.approx((segments.profit_with_bids - segments.profit).mean())
    assert segments.expected_profit.value == pytest.approx(segments.figures["profit_mean"].sum())
    assert segments.expected_profit_with_bids.value == pytest.approx(
        segments.expected_profit.value + segments.worth.value
    )


def test_a_segment_answers_the_same_whatever_it_is_called():
    named = segments_of(Plan(spring()), SHOP)
    other = segments_of(Plan(spring()), [replace(item, name=item.name + "?") for item in SHOP])
    assert named.figures.drop(columns="segment").equals(other.figures.drop(columns="segment"))


@settings(max_examples=15)
@given(scenarios(), st.sampled_from((True, False)), numbers(0.1, 0.9))
def test_any_plan_has_an_answer_by_segments(scenario, luck, share):
    if scenario.cpc_elasticity == Fixed(0):
        scenario = replace(scenario, cpc_elasticity=0.2)
    plan = Plan(scenario, Settings(order_luck=luck, points=128, scrambles=2))
    relative = 2.0 if median(scenario.cvr) * 2 / (1 + share) <= 1 else 1.0  # no rate passes 100 %
    segments = segments_of(
        plan, [Segment(name="a", share=share, cvr_relative=relative), Segment(name="b", share=1 - share, aov=30)]
    )
    assert np.isfinite(segments.profit).all()
    assert np.isfinite(segments.profit_with_bids).all()
    assert sum(segments.spends) + segments.unspent == pytest.approx(scenario.budget)
    assert set(segments.figures.zone) <= {"stop", "optimise", "scale"}


# -- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("share", 0.0), ("share", 1.2), ("cvr_relative", 0.0), ("cvr_relative", Pert(0, 1, 2)), ("aov", -5),
        ("aov", Rate(0.1, 0.2)), ("margin_share", 1.4), ("return_rate", Amount(0.5, 3)), ("orders_per_year", 0),
    ],
)  # fmt: skip
def test_a_segment_that_cannot_be_is_refused_beside_its_field(part, value):
    refusal(lambda: Segment(**{"name": "a", "share": 0.5} | {part: value}), part)


def test_a_segment_needs_a_name():
    refusal(lambda: Segment(name=" ", share=0.5), "segment", "name")
    refusal(lambda: Segment(name="x" * 81, share=0.5), "segment", "80")
    longest = Segment(name="x" * 80, share=1.0)  # nor is a share of all clicks refused here
    assert (len(longest.name), longest.share) == (80, 1)
    assert Segment(name=" a ", share=0.5, aov=Fixed(30.0)) == Segment(name="a", share=0.5, aov=30.0)


def test_a_conversion_rate_above_100_percent_is_refused_with_the_largest_factor():
    # CVR 5 % · 1000 / (0.999 + 0.001 · 1000) is 2,501 %; 100 % at f = 0.999 / (0.05 - 0.001), 20.387.
    pair = Segment(name="most", share=0.999), Segment(name="few", share=0.001, cvr_relative=1000)
    error = refusal(lambda: segments_of(HALF_ROOT, pair), "cvr_relative", "“few”", "2500 %", "at most 20.3")
    assert error.values["row"] == 2
    segments_of(HALF_ROOT, (pair[0], replace(pair[1], cvr_relative=error.values["largest"])))
    refusal(lambda: segments_of(HALF_ROOT, (pair[0], replace(pair[1], cvr_relative=20.4))), "cvr_relative")


@given(
    st.lists(st.tuples(numbers(0.01, 1), numbers(0.001, 1000)), min_size=2, max_size=8),
    numbers(0.001, 0.999),
)
def test_the_largest_factor_that_is_told_brings_the_rate_just_below_100_percent(rows, cvr):
    whole = sum(share for share, _ in rows)
    segments = [Segment(name=f"s{at}", share=s / whole, cvr_relative=r) for at, (s, r) in enumerate(rows)]
    plan = Plan(known(cvr=Fixed(cvr), cpc_elasticity=0.5), LONG_RUN)
    try:
        segments_of(plan, segments)
    except InputError as error:
        at = error.values["row"] - 1
        average = sum(segment.share * median(segment.cvr_relative) for segment in segments)
        assert cvr * median(segments[at].cvr_relative) / average > 1
        segments[at] = replace(segments[at], cvr_relative=error.values["largest"])
        average = sum(segment.share * median(segment.cvr_relative) for segment in segments)
        assert 0.99 < cvr * median(segments[at].cvr_relative) / average <= 1 + 1e-9


def test_tables_that_cannot_be_are_refused_with_the_remedy():
    a, b = (Segment(name=name, share=0.5) for name in "ab")
    refusal(lambda: segments_of(HALF_ROOT, [a]), "segments", "2 to 8")
    assert refusal(lambda: segments_of(HALF_ROOT, [a, a]), "segment", "twice").values["row"] == 2
    refusal(lambda: segments_of(HALF_ROOT, [a, replace(b, share=0.3)]), "share", "80 %", "100 %")
    refusal(lambda: segments_of(HALF_ROOT, [a, replace(b, orders_per_year=3)]), "orders_per_year", "switch on")
    refusal(lambda: segments_of(Plan(known(cpc_elasticity=0)), [a, b]), "cpc_elasticity", "above 0 %")
    refusal(lambda: segments_of(HALF_ROOT, [a, b], most_spend=0.5), "most_spend", "1 or more")
    plan = Plan(spring(repeat=RepeatPurchases(new_customer_share=0.5, orders_per_year=2, years=5)))
    error = refusal(lambda: segments_of(plan, [a, replace(b, orders_per_year=900)]), "years", "1,000")
    assert error.values["row"] == 2


def test_clicks_that_are_worth_less_than_a_euro_and_orders_fewer_than_one_count_too():
    plan = Plan(known(budget=10, cpc=Fixed(0.5), cvr=Fixed(0.02)), Settings(order_luck=False))  # 20 clicks, 0.4 orders
    segmented = segments_of(plan, HALVES)
    assert not segmented.nobody_pays  # a click is worth 0.40
    assert segmented.implied_aov == pytest.approx(50)
    assert segmented.figures.profit_mean.sum() == pytest.approx(0.4 * 20 - 10)


def test_segments_that_are_as_the_plan_have_its_middle_figures():
    plan = Plan(spring(), Settings(points=256, scrambles=4, order_luck=False))
    outcome = simulate(plan.scenario, points=256, scrambles=4, order_luck=False)
    cpo, cpc = np.median(outcome.rows("cpo")), np.median(outcome.rows("cpc"))
    for row in segments_of(plan, [Segment(name=name, share=0.5) for name in "ab"]).figures.itertuples():
        assert (row.cpo_p50, row.cpo_p50_with_bid, row.cpc_p50) == pytest.approx((cpo, cpo, cpc))
        assert (row.aov_p50, row.cvr_p50) == pytest.approx((outcome.median("aov"), outcome.median("cvr")))
        expected = outcome.median("max_cpo"), outcome.median("target_cpo")
        assert (row.max_cpo_p50, row.target_cpo_p50) == pytest.approx(expected)
        assert row.cpo_p5 < row.cpo_p50 < row.cpo_p95
