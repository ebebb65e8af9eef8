"""The picture and the number agree: bars are counted from the draws, and none is lost."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import Amount, Fixed, OrderEconomics, Rate, Settings, simulate
from simulator.engine.outcome import ZONES, outcome_of
from simulator.questions.bars import (
    cpo_bars,
    cpo_edges,
    difference_bars,
    edges_around_zero,
    edges_of_both,
    nice_edges,
    outline,
    profit_bars,
    profit_edges,
)
from tests.simulator.plans import any_plan, known, spring

SLOW_COMPUTER = [HealthCheck.too_slow]
"""Plans take a while to make up; a busy computer is no reason to fail."""

MOST_BARS = 54
"""50 wanted, one more at either end for a round edge, one more on either side of 0."""


def draws_in(bars, kind, draws):
    """Number of draws in the bars of a kind."""
    shares = bars.loc[bars["kind"] == kind, "share"].to_numpy()
    counts = np.rint(shares * draws)
    assert np.allclose(counts, shares * draws, atol=1e-6)
    return int(counts.sum())


def assert_bars_lie_on(edges, bars):
    assert set(bars["from"]) | set(bars["to"]) <= set(edges)
    assert (bars["share"] > 0).all()
    at = {edge: place for place, edge in enumerate(edges)}
    assert [at[right] - at[left] for left, right in zip(bars["from"], bars["to"], strict=True)] == [1] * len(bars)
    assert not bars.duplicated(["from", "kind"]).any()


# -- bars of a plan -----------------------------------------------------------------------------------------------


@given(any_plan, st.booleans())
@settings(max_examples=40, suppress_health_check=SLOW_COMPUTER)
def test_bars_add_up_to_the_printed_probabilities_with_order_luck_on_and_off(plan, order_luck):
    plan = replace(plan, settings=replace(plan.settings, order_luck=order_luck))
    outcome, draws = outcome_of(plan), plan.settings.draws

    edges = profit_edges(outcome)
    bars = profit_bars(outcome, edges)
    assert_bars_lie_on(edges, bars)
    pays = draws_in(bars, "breaks_even", draws)
    assert pays == np.count_nonzero(outcome.breaks_even & (outcome.rows("cpc") > 0))
    assert pays + draws_in(bars, "loses", draws) == draws
    assert pays / draws == pytest.approx(outcome.break_even_probability.value, abs=1e-12)
    assert (bars.loc[bars["kind"] == "breaks_even", "from"] >= 0).all()
    assert (bars.loc[bars["kind"] == "loses", "to"] <= 0).all()

    edges = cpo_edges(outcome)
    bars = cpo_bars(outcome, edges)
    assert_bars_lie_on(edges, bars)
    in_zones = [draws_in(bars, zone, draws) for zone in ZONES]
    assert sum(in_zones) == draws
    for zone, item in zip(ZONES, in_zones, strict=True):
        assert item / draws == pytest.approx(outcome.zones[zone].value, abs=1e-12)


def test_the_bars_of_the_everyday_plan_add_up_to_the_last_digit():
    outcome = simulate(spring())
    bars = profit_bars(outcome, profit_edges(outcome))
    total = bars.groupby("kind", observed=False)["share"].sum()
    assert total["breaks_even"] == outcome.break_even_probability.value
    assert 20 <= bars["from"].nunique() <= MOST_BARS
    assert len(bars) <= 2 * MOST_BARS


def test_kinds_are_all_named_also_those_without_a_bar():
    outcome = simulate(known(), order_luck=False, points=64, scrambles=2)
    assert list(profit_bars(outcome, profit_edges(outcome))["kind"].cat.categories) == ["breaks_even", "loses"]
    assert list(cpo_bars(outcome, cpo_edges(outcome))["kind"].cat.categories) == list(ZONES)


def test_a_draw_without_an_order_is_in_the_last_bar_of_cpo_and_in_the_losses():
    outcome = simulate(known(budget=50, cvr=Fixed(0.02)), points=256, scrambles=2)
    none = np.count_nonzero(outcome.orders == 0)
    assert 0 < none < 512
    bars, edges = cpo_bars(outcome, cpo_edges(outcome)), cpo_edges(outcome)
    assert np.isfinite(edges).all()
    last = bars[bars["to"] == edges[-1]]
    assert last.loc[last["kind"] == "stop", "share"].sum() * 512 >= none
    assert bars["share"].sum() == pytest.approx(1, abs=1e-12)


def test_a_plan_that_never_sells_still_has_a_picture():
    outcome = simulate(known(cvr=Fixed(0.0)), points=64, scrambles=2)
    assert np.isinf(outcome.cpo).all()
    edges = cpo_edges(outcome)
    assert np.isfinite(edges).all()
    bars = cpo_bars(outcome, edges)
    assert bars["share"].tolist() == [1]
    assert bars["kind"].tolist() == ["stop"]
    assert profit_bars(outcome, profit_edges(outcome))["kind"].tolist() == ["loses"]


def test_a_profit_of_nothing_breaks_even_and_stands_right_of_0():
    outcome = simulate(known(), order_luck=False, points=64, scrambles=2)
    assert np.unique(outcome.profit).tolist() == [0]
    bars = profit_bars(outcome, profit_edges(outcome))
    assert bars[["from", "kind", "share"]].to_numpy().tolist() == [[0, "breaks_even", 1]]


def test_a_profit_that_misses_0_by_rounding_only_breaks_even_and_stands_right_of_0():
    result = []
    for cents in range(1, 400):
        cost = cents / 100
        economics = OrderEconomics(cogs_per_order=50 - cost)
        scenario = known(budget=cost * 50, cpc=Fixed(cost * 0.05), economics=economics)
        outcome = simulate(scenario, order_luck=False, points=64, scrambles=2)
        if outcome.profit.min() < 0 < outcome.break_even_probability.value:
            result.append(outcome)
        if len(result) == 3:
            break
    assert result, "no case of rounding was found"
    for outcome in result:
        bars = profit_bars(outcome, profit_edges(outcome))
        assert (bars["from"] >= 0).all()
        assert bars["kind"].tolist() == ["breaks_even"]


@pytest.mark.parametrize("changes", [{"aov": Amount(45, 55)}, {"cvr": Rate(0.04, 0.06)}, {"incremental_share": 0.9}])
def test_a_cpo_that_is_alike_in_all_draws_beside_a_max_cpo_that_is_not_is_counted_once_per_draw(changes):
    """Click price and conversion rate known, a share uncertain, no luck: one CPO for all draws."""
    scenario = known(economics=OrderEconomics(cogs_share=0.4, return_rate=Rate(0.05, 0.4)), **changes)
    outcome = simulate(scenario, order_luck=False, points=256, scrambles=2)
    for bars, kinds in (
        (cpo_bars(outcome, cpo_edges(outcome)), outcome.zones),
        (profit_bars(outcome, profit_edges(outcome)), {"breaks_even": outcome.break_even_probability}),
    ):
        assert bars["share"].sum() == pytest.approx(1, abs=1e-12)
        for kind, chance in kinds.items():
            assert bars.loc[bars["kind"] == kind, "share"].sum() == pytest.approx(chance.value, abs=1e-12)


def test_profit_edges_hold_0_and_the_middle_99_percent():
    outcome = simulate(spring())
    edges = profit_edges(outcome)
    assert 0.0 in edges
    assert edges[0] <= outcome.quantile("profit", 0.005).value
    assert edges[-1] >= outcome.quantile("profit", 0.995).value
    outside = (outcome.profit < edges[0]) | (outcome.profit > edges[-1])
    assert outside.mean() < 0.01


def test_cpo_edges_hold_the_middle_of_cpo_target_and_max_cpo():
    outcome = simulate(spring(target_profit=8))
    edges = cpo_edges(outcome)
    for name in ("cpo", "target_cpo", "max_cpo"):
        assert edges[0] <= outcome.quantile(name, 0.5).value <= edges[-1]
    assert edges[0] <= outcome.quantile("cpo", 0.05).value
    assert outcome.quantile("cpo", 0.95).value <= edges[-1]


def test_pictures_with_far_tails_end_with_the_bar_that_holds_the_995th_profit_and_the_965th_cpo_of_1000():
    values = simulate(known(aov=Amount(10, 1000)), order_luck=False)
    edges = profit_edges(values)
    assert edges[-2] < values.quantile("profit", 0.995).value <= edges[-1]
    rates = simulate(known(cvr=Rate(0.0005, 0.2)), order_luck=False)
    edges = cpo_edges(rates)
    assert edges[-2] < rates.quantile("cpo", 0.965).value <= edges[-1]


def test_a_picture_of_cpo_reaches_a_tenth_beyond_the_middle_of_what_an_order_may_cost():
    """An order costs 2 and may cost 30 in the middle, as its value of 60 has costs of 30: 28 and a tenth of 30 more."""
    outcome = simulate(known(cpc=Fixed(0.1), aov=Amount(30, 120)), order_luck=False)
    middle = outcome.quantile("max_cpo", 0.5).value
    assert middle == pytest.approx(30, abs=0.1)
    edges = cpo_edges(outcome)
    assert (edges[0], edges[-1]) == (2, math.ceil(1.1 * middle))


@pytest.mark.parametrize("economics", [OrderEconomics(cogs_per_order=60), OrderEconomics(cogs_per_order=49.99)])
def test_plans_without_a_margin_have_pictures(economics):
    outcome = simulate(spring(aov=Amount(45, 55), economics=economics), points=256, scrambles=2)
    for bars in (profit_bars(outcome, profit_edges(outcome)), cpo_bars(outcome, cpo_edges(outcome))):
        assert bars["share"].sum() == pytest.approx(1, abs=1e-12)


# -- edges --------------------------------------------------------------------------------------------------------

places = st.floats(-1e9, 1e9, allow_nan=False)
widths = st.floats(-3, 9).map(lambda power: 10**power)


def assert_nice(edges):
    """Equal steps of 1, 2 or 5 times a power of ten, every edge a multiple of the step."""
    measured = (edges[-1] - edges[0]) / (len(edges) - 1)
    power = 10.0 ** math.floor(math.log10(measured * 1.001))
    width = min((1 * power, 2 * power, 5 * power, 10 * power), key=lambda step: abs(step - measured))
    rounding = 4 * np.spacing(max(abs(edges[0]), abs(edges[-1])))
    assert abs(measured - width) <= rounding
    multiples = np.rint(np.asarray(edges) / width)
    assert np.diff(multiples).tolist() == [1] * (len(edges) - 1)
    assert np.abs(multiples * width - edges).max() <= rounding


@given(places, widths)
@settings(max_examples=200)
def test_edges_are_round_even_cover_what_they_must_and_are_20_to_50_bars(low, span):
    high = low + span
    if span < 1e-6 * max(abs(low), abs(high)):
        high = low + 1e-6 * max(abs(low), abs(high))
    edges = nice_edges(low, high)
    assert_nice(edges)
    slack = 1e-9 * (edges[1] - edges[0]) + 4 * np.spacing(max(abs(low), abs(high)))
    assert edges[0] <= low + slack
    assert edges[-1] >= high - slack
    assert 20 <= len(edges) - 1 <= MOST_BARS - 2
    if low < 0 < high:
        assert 0.0 in edges


@pytest.mark.parametrize(
    ("low", "high", "first", "width", "last"),
    [
        (0, 50, 0, 1, 50),  # 50 bars of 1
        (0, 51, 0, 2, 52),
        (0, 100, 0, 2, 100),
        (0, 101, 0, 5, 105),
        (0, 250, 0, 5, 250),
        (0, 251, 0, 10, 260),
        (-30, 20, -30, 1, 20),
        (-30.5, 19.5, -31, 1, 20),
        (50, 50, 50, 1, 51),  # a single value has a bar above it
        (50.5, 50.5, 50, 2, 52),
        (0, 0, 0, 0.02, 0.02),
        (-100, -100, -100, 2, -98),
    ],
)
def test_edges_by_hand(low, high, first, width, last):
    edges = nice_edges(low, high)
    assert edges == pytest.approx(np.linspace(first, last, round((last - first) / width) + 1))


@pytest.mark.parametrize(
    ("low", "high", "first", "last"), [(-3, 47, -3, 47), (0, 50, -1, 50), (-50, 0, -50, 1), (10, 50, -1, 50)]
)
def test_edges_around_zero_by_hand(low, high, first, last):
    assert edges_around_zero(low, high) == pytest.approx(range(first, last + 1))


def test_edges_hold_a_value_that_their_product_would_miss():
    assert 7 * 0.1 > 0.7
    assert nice_edges(0.7, 0.7)[0] == 0.7


@given(places)
def test_edges_of_a_single_value_hold_it_in_one_or_two_bars(value):
    edges = nice_edges(value, value)
    assert edges[0] <= value <= edges[-1]
    assert len(edges) in (2, 3)


@given(places, places)
@settings(max_examples=100)
def test_edges_around_zero_have_a_bar_on_either_side_of_it(one, other):
    low, high = min(one, other), max(one, other)
    edges = edges_around_zero(low, high)
    assert 0.0 in edges
    assert edges[0] < 0 < edges[-1]
    assert len(edges) - 1 <= MOST_BARS
    assert edges[0] <= low * (1 - 1e-9) or low >= 0
    assert edges[-1] >= high * (1 - 1e-9)


@given(places, places, places, places)
@settings(max_examples=100)
def test_edges_of_both_cover_both_and_keep_0_between_gain_and_loss(a, b, c, d):
    one, other = edges_around_zero(min(a, b), max(a, b)), edges_around_zero(min(c, d), max(c, d))
    both = edges_of_both(one, other)
    assert both == edges_of_both(other, one)
    slack = 1e-9 * (both[-1] - both[0])
    assert both[0] <= min(one[0], other[0]) + slack
    assert both[-1] >= max(one[-1], other[-1]) - slack
    assert 0.0 in both
    assert both[0] < 0 < both[-1]
    assert len(both) - 1 <= MOST_BARS


# -- outlines and differences -------------------------------------------------------------------------------------


def test_an_outline_is_all_kinds_of_a_bar_together_and_ends_at_0():
    edges = (0.0, 1.0, 2.0, 3.0)
    bars = pd.DataFrame(
        {"from": [0.0, 0.0, 2.0], "to": [1.0, 1.0, 3.0], "kind": ["a", "b", "a"], "share": [0.2, 0.3, 0.5]}
    )
    assert outline(bars, edges).to_numpy().tolist() == [[0, 1, 0.5], [1, 2, 0], [2, 3, 0.5], [3, 3, 0]]


def test_the_outline_of_a_plan_holds_all_its_draws():
    outcome = simulate(spring(), points=256)
    for bars, edges in (
        (profit_bars(outcome, profit_edges(outcome)), profit_edges(outcome)),
        (cpo_bars(outcome, cpo_edges(outcome)), cpo_edges(outcome)),
    ):
        corners = outline(bars, edges)
        assert corners["from"].tolist() == list(edges)
        assert corners["to"].tolist() == [*edges[1:], edges[-1]]
        assert corners["share"].sum() == pytest.approx(1, abs=1e-12)
        assert corners["share"].iloc[-1] == 0


amounts = st.one_of(st.just(0.0), st.just(1e-13), st.floats(1e-9, 1e6), st.floats(-1e6, -1e-9))


@given(st.lists(amounts, min_size=1, max_size=60))
def test_bars_of_a_difference_count_better_same_and_worse_on_their_own_sides(values):
    difference = np.array([values])
    bars = difference_bars(difference, edges_around_zero(*np.quantile(difference, [0.005, 0.995])))
    for kind, happens in (("better", difference > 0), ("same", difference == 0), ("worse", difference < 0)):
        assert draws_in(bars, kind, difference.size) == np.count_nonzero(happens)
    assert (bars.loc[bars["kind"] != "worse", "from"] >= 0).all()
    assert (bars.loc[bars["kind"] == "worse", "to"] <= 0).all()


def test_what_lies_beyond_the_last_edge_is_in_the_last_bar():
    bars = difference_bars(np.array([[-1e9, -1.5, 0.5, 1e9, 1.5]]), (-2.0, -1.0, 0.0, 1.0, 2.0))
    assert bars[["from", "kind", "share"]].to_numpy().tolist() == [
        [0, "better", 0.2],
        [1, "better", 0.4],
        [-2, "worse", 0.4],
    ]


def test_a_value_on_an_edge_belongs_to_the_bar_above_it():
    outcome = simulate(known(aov=Fixed(70.0)), order_luck=False, points=64, scrambles=2)
    assert np.unique(outcome.cpo).tolist() == [20]
    bars = cpo_bars(outcome, (0.0, 10.0, 20.0, 30.0))
    assert bars[["from", "to", "share"]].to_numpy().tolist() == [[20, 30, 1]]


def test_bars_that_break_even_stop_at_max_cpo_when_it_is_known():
    """Max CPO 20 on an edge: what pays lies below it, what does not lies above it."""
    outcome = simulate(known(cpc=Amount(0.6, 1.6), cvr=Rate(0.04, 0.06)), order_luck=False, points=1024)
    edges = tuple(float(edge) for edge in range(0, 61, 2))
    bars = cpo_bars(outcome, edges)
    assert bars.loc[bars["kind"] == "stop", "from"].min() == 20
    assert bars.loc[bars["kind"] != "stop", "to"].max() == 20
    assert Settings(points=1024).draws == outcome.settings.draws


@pytest.mark.parametrize("tiny", [1e-20, 5e-324])
def test_a_difference_too_small_to_be_seen_stays_on_its_own_side_of_0(tiny):
    bars = difference_bars(np.array([[-tiny, tiny]]), (-2.0, -1.0, 0.0, 1.0))
    assert bars[["from", "kind"]].to_numpy().tolist() == [[0, "better"], [-1, "worse"]]


def test_a_picture_of_cpo_begins_below_all_but_five_in_a_thousand_of_the_costs():
    """Costs rise by 0.40 from one in a thousand to the next: 99.90 below the fifth, and 483.90 below the 965th."""

    def quantile(name, share):
        return SimpleNamespace(value={"cpo": 97.9 + 400 * share, "target_cpo": 250.0, "max_cpo": 300.0}[name])

    edges = cpo_edges(SimpleNamespace(quantile=quantile, cpo=np.array([100.0]), scenario=None))
    assert (edges[0], edges[1], edges[-1]) == (90, 100, 490)
