"""Two inputs at a time: a cell is a plan, lines are where the closed form crosses, the frontier is straight."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtri

from simulator import Amount, Correlations, Fixed, OrderEconomics, Plan, Rate, Settings, driver_map, simulate
from simulator.beliefs.distributions import quantile
from simulator.questions.driver_map import _chance
from simulator.questions.drivers import known_as
from simulator.questions.verdict import break_even_inputs
from tests.simulator.plans import known, refusal, spring

LONG_RUN = Settings(order_luck=False)

WIDE = spring(
    budget=6000,
    reference_budget=4000,
    economics=OrderEconomics(cogs_share=Rate(0.3, 0.45), return_rate=Rate(0.05, 0.15), shipping_paid=4.9),
    cpc_elasticity=Rate(0.1, 0.3),
    incremental_share=Rate(0.7, 0.95),
)
MIXED = [("cvr", "aov"), ("aov", "cpc"), ("return_rate", "cpc"), ("aov", "cogs_share"), ("cogs_share", "aov"),
         ("return_rate", "cogs_share")]  # fmt: skip
ON_ORDERS = [("cpc", "cvr"), ("cvr", "incremental_share"), ("cpc_elasticity", "cvr")]


def chance_at(scenario, order_luck, **values):
    for name, value in values.items():
        scenario = known_as(scenario, name, value)
    return simulate(scenario, order_luck, points=512).break_even_probability.value


@pytest.mark.parametrize("settings", [Settings(), LONG_RUN], ids=["luck", "long run"])
@pytest.mark.parametrize("pair", MIXED, ids="-".join)
def test_a_cell_is_what_a_simulation_of_it_says(pair, settings):
    map_ = driver_map(Plan(WIDE, settings), *pair)
    assert len(map_.cells) == 31 * 31
    for row in map_.cells.iloc[[0, 77, 480, 700, 960]].itertuples():
        exact = chance_at(WIDE, settings.order_luck, **{pair[0]: row.x, pair[1]: row.y})
        assert row.break_even_probability == exact


@pytest.mark.parametrize("settings", [Settings(), LONG_RUN], ids=["luck", "long run"])
@pytest.mark.parametrize("pair", ON_ORDERS, ids="-".join)
def test_where_both_act_on_orders_a_cell_is_read_between_two_simulations(pair, settings):
    map_ = driver_map(Plan(WIDE, settings), *pair)
    for row in map_.cells.iloc[[0, 77, 300, 480, 700, 960]].itertuples():
        exact = chance_at(WIDE, settings.order_luck, **{pair[0]: row.x, pair[1]: row.y})
        assert row.break_even_probability == pytest.approx(exact, abs=0.003)


def test_lines_are_where_the_normal_tail_says():
    # ln(max CPO / CPO) = ln(0.5 AOV · CVR / CPC), AOV lognormal: P = p where CPC / CVR = 0.5 · e^(mu - z_p sigma).
    scenario = spring(economics=OrderEconomics(cogs_share=0.5), target_profit=None)
    map_ = driver_map(Plan(scenario, LONG_RUN))
    for level in (0.3, 0.5, 0.8):
        line = map_.lines[map_.lines.level == level]
        quotient = 0.5 * math.exp(scenario.aov.mu - float(ndtri(level)) * scenario.aov.sigma)
        assert len(line) > 20
        assert (line.x / line.y).to_numpy() == pytest.approx(np.full(len(line), quotient), rel=0.01)
        assert line.x.is_monotonic_increasing
        assert line.y.is_monotonic_increasing
    # The middle line is the frontier: CPC = CVR · median max CPO.
    assert (map_.frontier.x / map_.frontier.y).to_numpy() == pytest.approx(0.5 * math.exp(scenario.aov.mu))


def test_the_frontier_is_the_threshold_for_every_rate():
    scenario = spring(incremental_share=0.8, cpc_elasticity=0.3, reference_budget=2500, cpc=Amount(0.2, 0.6))
    map_ = driver_map(Plan(scenario), "cvr", "cpc")
    point = map_.frontier.iloc[len(map_.frontier) // 2]
    at_point = break_even_inputs(simulate(known_as(scenario, "cvr", point.x)))
    assert point.y == pytest.approx(at_point.cpc)
    assert driver_map(Plan(scenario), "cvr", "aov").frontier is None
    hopeless = spring(economics=OrderEconomics(other_costs=500))
    assert driver_map(Plan(hopeless, LONG_RUN)).frontier is None


def test_falling_lines_fall():
    lines = driver_map(Plan(spring(), LONG_RUN), "cvr", "aov").lines
    middle = lines[lines.level == 0.5]
    assert middle.x.is_monotonic_increasing
    assert middle.y.is_monotonic_decreasing


@pytest.mark.parametrize("middle", [0.032, 0.04, 0.05, 0.06, 0.078])
@pytest.mark.parametrize("wider", [1.03, 1.1])
def test_a_line_of_steps_goes_on_where_it_turns(middle, wider):
    """Nothing else is unknown, so a cell pays or does not. A rate makes up for a lower value, or for dearer goods."""
    rate = Rate(middle / math.sqrt(1.6), middle * math.sqrt(1.6))
    value = known(cvr=rate, aov=Amount(50 / math.sqrt(wider), 50 * math.sqrt(wider)))
    goods = known(cvr=rate, economics=OrderEconomics(cogs_share=Rate(0.6 / wider**0.25, 0.6 * wider**0.25)))
    settings = Settings(order_luck=False, points=64, scrambles=2)
    falls = driver_map(Plan(value, settings), "cvr", "aov", levels=(0.5,), cells=9).lines
    rises = driver_map(Plan(goods, settings), "cvr", "cogs_share", levels=(0.5,), cells=9).lines
    assert falls.x.is_monotonic_increasing
    assert falls.y.is_monotonic_decreasing
    assert rises.x.is_monotonic_increasing
    assert rises.y.is_monotonic_increasing


def test_cells_cover_the_plan_and_its_box():
    map_ = driver_map(Plan(spring()))
    for side, belief in ((map_.x, spring().cpc), (map_.y, spring().cvr)):
        assert side.edges[0] < side.low < side.median < side.high < side.edges[-1]
        assert (side.low, side.high) == pytest.approx((belief.low, belief.high))
        ends = quantile(belief, 0.005), quantile(belief, 0.995)
        assert (side.edges[0], side.edges[-1]) == pytest.approx(ends)
    cells = map_.cells
    assert cells.x_from.min() == map_.x.edges[0]
    assert cells.y_to.max() == map_.y.edges[-1]
    assert ((cells.x_from < cells.x) & (cells.x < cells.x_to)).all()
    assert set(cells.band) == {0, 1, 2, 3}
    assert (cells.band == sum((cells.break_even_probability >= level).astype(int) for level in (0.3, 0.5, 0.8))).all()


def test_a_turned_map_is_the_same_map():
    one = driver_map(Plan(WIDE), "aov", "cvr").cells
    other = driver_map(Plan(WIDE), "cvr", "aov").cells
    turned = other.sort_values(["y", "x"]).break_even_probability.to_numpy()
    assert (one.break_even_probability.to_numpy() == turned).all()


def test_correlations_with_what_is_held_have_no_effect():
    loose, joined = spring(), spring(correlations=Correlations(cpc_cvr=0.6, aov_cvr=0.3))
    assert driver_map(Plan(loose)).cells.equals(driver_map(Plan(joined)).cells)


def test_impossible_maps_are_refused_in_words():
    refusal(lambda: driver_map(Plan(known())), "cpc", "known")
    refusal(lambda: driver_map(Plan(spring(cvr=Fixed(0.02)))), "cvr", "known")
    refusal(lambda: driver_map(Plan(spring()), "cpc", "cpc"), "cpc", "different")
    refusal(lambda: driver_map(Plan(spring()), "cpc", "nonsense"), "nonsense")


def test_a_map_has_31_cells_along_either_side_and_lines_of_three_chances_unless_said():
    map_ = driver_map(Plan(spring(), Settings(order_luck=False, points=64, scrambles=2)))
    assert len(map_.cells) == 31 * 31
    assert (map_.x.middles.size, map_.y.middles.size) == (31, 31)
    assert sorted(set(map_.lines.level)) == [0.3, 0.5, 0.8]


@pytest.mark.parametrize("pair", [("cpc", "cvr"), ("cvr", "aov"), ("aov", "cpc"), ("aov", "cogs_share"),
                                  ("cogs_share", "aov"), ("return_rate", "cogs_share"),
                                  ("cpc_elasticity", "incremental_share")], ids="-".join)  # fmt: skip
def test_few_cells_in_few_draws_are_what_simulations_of_them_say(pair):
    settings = Settings(points=64, scrambles=2)
    for row in driver_map(Plan(WIDE, settings), *pair, cells=3).cells.itertuples():
        held = known_as(known_as(WIDE, pair[0], row.x), pair[1], row.y)
        there = simulate(held, points=64, scrambles=2).break_even_probability.value
        assert row.break_even_probability == pytest.approx(there, abs=0.02)


def test_a_map_of_another_size():
    map_ = driver_map(Plan(replace(WIDE, budget=300)), "aov", "cvr", levels=(0.6,), cells=7)
    assert len(map_.cells) == 49
    assert set(map_.lines.level) <= {0.6}


def test_the_highest_chance_of_a_map_is_that_of_its_best_cell():
    map_ = driver_map(Plan(spring(), LONG_RUN), cells=5)
    assert map_.highest == map_.cells["break_even_probability"].max() > 0
    hopeless = replace(spring(), economics=OrderEconomics(cogs_share=1.0))
    assert driver_map(Plan(hopeless, LONG_RUN), cells=5).highest == 0


@pytest.mark.parametrize("pair", [("cpc", "cvr"), ("cvr", "cpc")], ids="-".join)
def test_a_frontier_goes_from_the_lowest_price_of_the_map_to_its_highest(pair):
    """At the lowest rate no price of the map is low enough, at the highest every price is."""
    plan = Plan(
        spring(cpc=Amount(0.3, 0.9), cvr=Rate(0.005, 0.030)), Settings(order_luck=False, points=64, scrambles=2)
    )
    map_ = driver_map(plan, *pair)
    cpc, along = (map_.x, map_.frontier.x) if pair[0] == "cpc" else (map_.y, map_.frontier.y)
    step = along.diff().max()
    assert cpc.edges[0] <= along.min() <= cpc.edges[0] + step < cpc.edges[1]
    assert cpc.edges[-2] < cpc.edges[-1] - step <= along.max() <= cpc.edges[-1]


@pytest.mark.parametrize("orders", [50, 49])
def test_a_cell_that_misses_0_by_rounding_only_breaks_even_in_a_currency_of_large_numbers(orders):
    """50 orders at 700 each are what they leave, 0.07 of 10,000; 49 are not enough."""
    cost = 0.07 * 1e4
    plan = known(
        budget=35_000, cpc=Fixed(cost / 20), cvr=Fixed(orders / 1000), aov=Fixed(5e5),
        economics=OrderEconomics(cogs_per_order=5e5 - cost),
    )  # fmt: skip
    outcome = simulate(plan, order_luck=False, points=64, scrambles=2)
    assert outcome.rows("profit").max() < 0
    assert _chance(outcome, outcome.aov_mean, outcome.ceiling) == (orders == 50)
