"""Boundary values of the questions: edges of a map, ends of a sweep, looks of a search, bins of what is worth."""

import math
from datetime import date

import numpy as np
import pytest
from scipy.stats import norm

from simulator import (
    Amount,
    Fixed,
    OrderEconomics,
    Plan,
    Rate,
    RateFromCounts,
    Settings,
    budget_sweep,
    driver_map,
    months_of,
    simulate,
    worth_knowing,
)
from simulator.beliefs.distributions import LEVELS
from simulator.engine.estimates import Estimate
from simulator.engine.outcome import outcome_of
from simulator.engine.points import luck_of_month
from simulator.plan.events import Event, Season
from simulator.questions.budget_wanted import budget_wanted, daily_budgets
from simulator.questions.budgets import BUDGETS, budgets_around, budgets_to_look_at, least_budget
from simulator.questions.crossing import crossing
from simulator.questions.drivers import drivers_of, known_as
from simulator.questions.elasticity import PUBLISHED_RANGES, elasticity_from_two_points
from simulator.questions.funnel import TYPICAL, Funnel, cvr_of, moments_of, stages_of
from simulator.questions.indicators import Indicator, indicators_of
from simulator.questions.lever import LARGEST_EFFECT, SMALLEST_EFFECT, Lever, must_fit
from simulator.questions.margin import margin_of
from simulator.questions.months import MOST_MONTHS, events_of_month, month_budget
from simulator.questions.omnichannel import Omnichannel, whole_shop
from simulator.questions.worth_knowing import IN_A_BIN, _bins, _value
from tests.simulator.plans import known, known_in, refusal, spring

LONG_RUN = Settings(order_luck=False)

# -- a map of two inputs --------------------------------------------------------------------------------------------


def test_cells_of_a_map_lie_side_by_side_and_its_frontier_goes_from_edge_to_edge():
    made = driver_map(Plan(spring(), LONG_RUN), "cvr", "cpc")
    cells = made.cells
    assert ((cells.x_from < cells.x) & (cells.x < cells.x_to)).all()
    assert ((cells.y_from < cells.y) & (cells.y < cells.y_to)).all()
    assert set(cells.y_to) - set(cells.y_from) == {cells.y_to.max()}
    price = made.frontier.y / made.frontier.x
    assert price.max() == pytest.approx(price.min())
    step = np.diff(made.frontier.x).max()
    assert made.frontier.x.between(cells.x_from.min() - 1e-12, cells.x_to.max() + 1e-12).all()
    begin = max(cells.x_from.min(), cells.y_from.min() / price.iloc[0])
    assert made.frontier.x.min() == pytest.approx(begin, abs=step)
    reach = min(cells.x_to.max(), cells.y_to.max() / price.iloc[0])
    assert made.frontier.x.max() == pytest.approx(reach, abs=step)
    assert step == pytest.approx((cells.x_to.max() - cells.x_from.min()) / (2 * 32 - 1))


# -- a sweep of budgets ---------------------------------------------------------------------------------------------


def test_the_last_part_of_a_budget_buys_by_the_elasticity():
    """Orders grow as B^(1 - γ): the last fifth brings 1 - 0.8^(1 - γ) of them."""
    scenario = spring(cpc_elasticity=0.25)
    last = budget_sweep(Plan(scenario), [5000]).last_spend()
    average = simulate(scenario, order_luck=False).quantile("cpo", 0.5).value
    assert (last.amount, last.average_cpo.value) == (1000, pytest.approx(average, rel=1e-9))
    assert last.cpo.value == pytest.approx(average * 0.2 / (1 - 0.8**0.75), rel=1e-9)


def test_budgets_around_a_plan_that_buys_one_click_begin_with_it():
    scenario = known(budget=1.000001, cvr=Fixed(0.05))
    around = budgets_around(scenario, 7)
    assert (len(around), around[0]) == (7, 1.000001)
    assert least_budget(known(cpc=Fixed(2.0), cpc_elasticity=0.5, reference_budget=100)) == pytest.approx(0.04)


def test_half_as_many_budgets_lie_below_those_of_a_plan_that_loses_everywhere():
    plan = Plan(spring(cpc=Amount(2, 3), cpc_elasticity=0.3))
    looked = budgets_to_look_at(plan, BUDGETS)
    assert len(looked) == BUDGETS + BUDGETS // 2
    around = budgets_around(plan.scenario, BUDGETS)
    assert looked[BUDGETS // 2 :] == around
    below = np.diff(np.log(looked[: BUDGETS // 2 + 1]))
    assert below.max() == pytest.approx(below.min())
    assert below.min() > 0


def test_smaller_budgets_are_looked_at_where_a_tenth_of_the_plans_just_pays_and_not_where_an_order_leaves_nothing():
    """A tenth of 10,000 buys 50 orders at 20. They leave 20 or a cent more, or 0 where the value covers costs of 30."""
    for aov, looked in ((50, BUDGETS + BUDGETS // 2), (50.01, BUDGETS), (30, BUDGETS)):
        plan = Plan(known(budget=10_000, reference_budget=1_000, aov=Fixed(aov)), LONG_RUN)
        assert len(budgets_to_look_at(plan)) == looked


def test_no_smaller_budgets_are_looked_at_where_a_tenth_of_the_plans_brings_one_order():
    plan = Plan(known(budget=200, reference_budget=20, aov=Fixed(45)), LONG_RUN)  # it costs 20 and leaves 15
    assert budgets_to_look_at(plan) == budgets_around(plan.scenario)


def test_smaller_budgets_are_looked_at_down_to_one_order():
    """30 buys an order and a half; clicks get dearer as B^0.2, so orders grow as B^0.8."""
    looked = budgets_to_look_at(Plan(known(budget=300, reference_budget=30, aov=Fixed(45)), LONG_RUN))
    assert len(looked) == BUDGETS + BUDGETS // 2
    assert looked[0] == pytest.approx(30 / 1.5**1.25)


def test_the_best_of_three_budgets_is_looked_for_between_its_neighbours():
    """CPO 16 (B / 1,000)^0.2, max CPO 24: the most is earned at 1,000 · 1.2^5."""
    scenario = known(cvr=Fixed(1 / 16), economics=OrderEconomics(cogs_per_order=26))
    for budgets in ([1000, 2000, 4000], [1000, 3000, 4000]):
        assert budget_sweep(Plan(scenario, LONG_RUN), budgets).highest_profit.budget == pytest.approx(2488, rel=2e-3)


def test_cautious_budgets_meet_their_closed_forms():
    """Profit is A B^0.8 - B with A = 1.5 · 1,000^0.2 / CPC: its top lies at (0.8 A)^5, with the A that is looked at.

    That is one of a dear click, of four in five; or the mean over the dearest clicks, of one in twenty.
    """
    costs = OrderEconomics(cogs_per_order=26)
    scenario = known(cpc=Amount(0.6, 0.9), cvr=Fixed(1 / 16), economics=costs)
    plan = Plan(scenario, Settings(order_luck=False, points=512, scrambles=4))
    sweep = budget_sweep(plan, budgets_around(scenario, 15))
    mu, sigma = scenario.cpc.mu, scenario.cpc.sigma
    dear = math.exp(-mu - sigma * norm.ppf(0.8))
    dearest = math.exp(-mu + sigma**2 / 2) * norm.cdf(-norm.ppf(0.95) - sigma) / 0.05
    for notable, of_click in ((sweep.cautious_by_quantile, dear), (sweep.cautious, dearest)):
        assert notable.reason == "found"
        assert notable.budget == pytest.approx((0.8 * 1.5 * 1000**0.2 * of_click) ** 5, rel=0.01)


def test_a_budget_that_earns_just_nothing_is_no_best_one_and_one_of_cents_is():
    assert budget_sweep(Plan(known(), LONG_RUN), [1000]).highest_profit.reason == "never"
    cents = budget_sweep(Plan(known_in(0.001, cpc_elasticity=0.2), LONG_RUN)).highest_profit  # an order costs 18 of 20
    assert cents.budget == pytest.approx(0.9 * (0.8 * 20 / 18) ** 5, rel=0.01)


def test_a_best_budget_at_an_end_of_those_that_are_looked_at_is_told_as_that_end():
    """The most is earned at 2,488; what pays at 5,000 pays less and less up to 7,594."""
    plan = Plan(known(cvr=Fixed(1 / 16), economics=OrderEconomics(cogs_per_order=26)), LONG_RUN)
    for budgets, best in (([500, 1000], (1000, "at_highest")), ([5000, 6000, 7000], (5000, "at_lowest"))):
        sweep = budget_sweep(plan, budgets)
        assert (sweep.highest_profit.budget, sweep.highest_profit.reason) == best
    assert (sweep.largest_wanted.budget, sweep.largest_wanted.reason) == (7000, "at_highest")
    assert budget_sweep(plan, [7600, 9000]).largest_wanted.reason == "never"
    assert budget_sweep(plan, [1000, 10_000]).in_round_numbers["largest_wanted"].budget == 7590


def test_a_budget_that_is_sure_to_reach_a_goal_is_found_where_nothing_is_unknown():
    """50 orders of 1,000: the chance is exactly 1 from there on, and 0 below."""
    found = budget_wanted(Plan(known(), LONG_RUN), 50, "orders", sure_at=1.0)
    assert found.surely == pytest.approx(1000, rel=0.002)
    assert found.on_average == pytest.approx(1000, rel=0.002)
    assert found.sure_probability.value == 1
    table = daily_budgets(20.0, (3, 5), days=30)
    assert table.to_numpy().tolist() == [[3, 60, 1800], [5, 100, 3000]]


@pytest.mark.parametrize(
    ("over", "reaching", "missing", "place", "most_looks"),
    [
        (lambda x: 1 - x / 3, 0.0, 10.0, 3.0, 4),
        (lambda x: x - 3, 10.0, 0.0, 3.0, 4),
        (lambda x: 8 - x**3, 0.0, 10.0, 2.0, 17),
        (lambda x: math.sqrt(x) - 1.3, 9.0, 0.0, 1.69, 13),
        (lambda x: 5 - math.exp(x), 0.0, 5.0, math.log(5), 14),
        (lambda x: 1 - x / 3 if x < 5 else -math.inf, 0.0, 10.0, 3.0, 7),
        (lambda x: 1.0 if x < math.pi else -1.0, 0.0, 10.0, math.pi, 27),
    ],
)  # fmt: skip
def test_a_crossing_is_found_in_so_few_looks(over, reaching, missing, place, most_looks):
    looks = []
    found = crossing(lambda x: looks.append(x) or over(x), reaching, missing, 1e-3)
    assert over(found) >= 0
    assert found == pytest.approx(place, rel=2e-3)
    assert len(looks) <= most_looks


def test_low_steps_of_a_staircase_need_not_be_told_apart():
    looks = []
    found = crossing(lambda x: looks.append(x) or (math.floor((10 - x) * 50) - 333) / 1000, 0.0, 10.0, 1e-4, 0.001)
    assert (found, len(looks)) == (pytest.approx(3.34, abs=0.02), 4)


# -- what is worth knowing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draws", "bins"),
    [(16_384, 64), (IN_A_BIN, 2), (IN_A_BIN + 1, 1), (1280, 4), (1536, 8), (6144, 32), (100, 2), (101, 1)],
)
def test_a_bin_holds_about_256_draws_and_bins_divide_them(draws, bins):
    assert _bins(draws) == bins


def test_the_value_of_knowing_an_input_by_hand():
    """Two times 512 draws: knowing the sign of the input turns a mean of 0 into ½ · 10."""
    scores = np.tile(np.linspace(-1, 1, 512), (2, 1))
    profit = np.where(scores > 0, 10.0, -10.0)
    assert _value(profit, scores) == Estimate(5.0, 0.0)
    assert _value(profit, np.tile([-1.0, 1.0], (2, 256))).value == 0
    assert _value(profit + 20, scores).value == 0
    apart = np.vstack([profit[0], profit[1] + 20])  # worth 5 in one scramble, 0 in the other
    assert _value(apart, scores).mc_error == pytest.approx(2.5)
    cheap = spring(
        budget=5, cpc=Amount(0.0045, 0.0075), aov=Amount(0.7, 0.95), economics=OrderEconomics(cogs_share=0.57)
    )
    assert worth_knowing(Plan(cheap, Settings(points=256, scrambles=4))).share.iloc[-1] == 1
    table = worth_knowing(Plan(spring(), Settings(points=256, scrambles=4)))
    assert table.share.iloc[-1] == 1


# -- elasticity -----------------------------------------------------------------------------------------------------


def test_two_points_join_by_their_logarithms_and_say_what_they_can():
    """Twice the spend and 1.25 times the cost: γ = ln 1.25 / ln 2."""
    rising = elasticity_from_two_points(1e7, 20, 2e7, 25)
    assert rising.value == pytest.approx(math.log(1.25) / math.log(2))
    assert (rising.finding, rising.level) == ("rising", 0.9)
    assert rising.low < rising.value < rising.high
    back = elasticity_from_two_points(2e7, 25, 1e7, 20)
    assert (back.value, back.low, back.high) == pytest.approx((rising.value, rising.low, rising.high))
    assert elasticity_from_two_points(1e7, 20, 2e7, 16).finding == "falling"
    assert elasticity_from_two_points(1e7, 20, 2e7, 40).finding == "fewer_orders"
    assert elasticity_from_two_points(1e7, 20, 2e7, 40).belief is None
    assert elasticity_from_two_points(100, 20, 200, 25).finding == "unclear"
    assert elasticity_from_two_points(1e7, 20, 2e7, 20).finding == "unclear"
    wide = elasticity_from_two_points(100, 20, 200, 25)
    assert (wide.belief.low, wide.belief.high) == (0.001, 0.95)
    refusal(lambda: elasticity_from_two_points(100, 20, 100, 25), "spend_after", "same spend")
    for level in LEVELS:
        assert elasticity_from_two_points(1e7, 20, 2e7, 25, level=level).level == level
    refusal(lambda: elasticity_from_two_points(1e7, 20, 2e7, 25, level=LEVELS[1] * 1.0001), "level", "level")
    assert [(item.low, item.high) for item in PUBLISHED_RANGES] == [
        (0.1, 0.25),
        (pytest.approx(0.3219, abs=1e-4), pytest.approx(0.5670, abs=1e-4)),
    ]


# -- months ---------------------------------------------------------------------------------------------------------


def test_a_month_of_a_plan_of_another_period_is_in_proportion():
    assert month_budget(known(period_days=60)) == 500
    year = months_of(Plan(known(), LONG_RUN), [1, 2, 0.5]).by_month
    assert year.budget.tolist() == [1000, 2000, 500]
    assert year.cumulative_budget.tolist() == [1000, 3000, 3500]
    assert year.orders_mean.tolist() == pytest.approx([50, 100, 25])
    assert (year.under_water_probability == 0).all()
    spent = months_of(Plan(known(cpc_elasticity=0.5), LONG_RUN), [1, 1], [1000, 4000]).by_month
    assert spent.orders_mean.tolist() == pytest.approx([50, 50 * 4**0.5])
    poor = months_of(Plan(known(cvr=Fixed(0.04)), LONG_RUN), [1, 1])
    assert poor.by_month.under_water_probability.tolist() == [1, 1]
    assert poor.by_month.cumulative_mean.tolist() == pytest.approx([-200, -400])
    assert poor.ever_under_water.value == 1
    assert len(months_of(Plan(known(), Settings(points=64, scrambles=2)), [1] * MOST_MONTHS).by_month) == MOST_MONTHS
    refusal(lambda: months_of(Plan(known()), [1] * (MOST_MONTHS + 1)), "weights", "61")
    refusal(lambda: months_of(Plan(known()), [1, 0]), "weights", "month 2")
    refusal(lambda: months_of(Plan(known()), [1, 1], [1000, 1e-6]), "budget", "month 2")


def test_months_have_their_own_luck_and_the_events_of_their_days():
    first, second = luck_of_month(64, 2, 0, 0), luck_of_month(64, 2, 0, 1)
    assert not np.array_equal(first[0], second[0])
    sale = Event(name="Sale", first=date(2026, 2, 10), last=date(2026, 2, 12), cvr=1.5)
    plan = spring(season=Season(date(2026, 1, 1), (sale,)))
    assert [len(events_of_month(plan, month)) for month in (1, 2, 3)] == [0, 1, 0]
    assert events_of_month(spring(), 1) == ()


# -- drivers and the funnel -----------------------------------------------------------------------------------------


def test_ends_of_a_tornado_are_the_plan_with_the_input_known():
    made = drivers_of(Plan(spring(), LONG_RUN))
    row = made.tornado.set_index("input").loc["cpc"]
    assert (row.low, row.high) == pytest.approx((0.45, 0.75))
    for end in ("low", "high"):
        there = simulate(known_as(spring(), "cpc", row[end]), order_luck=False)
        assert row[f"cpo_at_{end}"] == pytest.approx(there.quantile("cpo", 0.5).value)
        assert row[f"break_even_at_{end}"] == there.break_even_probability.value
    assert row.break_even_effect == row.break_even_at_high - row.break_even_at_low
    assert row.profit_effect == row.profit_at_high - row.profit_at_low
    effects = made.tornado.break_even_effect.abs()
    assert effects.is_monotonic_decreasing
    totals = made.influences.set_index("input").total
    assert made.strongest == totals.idxmax()
    assert totals.sum() == pytest.approx(1, abs=0.1)


def test_one_unknown_input_explains_everything_and_half_of_it_decides():
    made = drivers_of(Plan(known(cvr=Rate(0.03, 0.08)), LONG_RUN))
    (row,) = made.influences.itertuples()
    assert (row.first_order, row.total) == pytest.approx((1, 1), abs=0.02)
    assert row.rank_correlation == pytest.approx(-1, abs=1e-6)
    assert (made.strongest, made.decides, made.correlated) == ("cvr", True, False)
    nothing = drivers_of(Plan(known(), LONG_RUN))
    assert (nothing.strongest, nothing.decides) == (None, False)


def test_stages_that_are_known_multiply_and_moments_are_those_of_the_beliefs():
    funnel = Funnel(visit_share=0.9, add_to_cart_rate=0.1, cart_abandonment=0.6, checkout_completion=0.5)
    assert cvr_of(funnel).value == pytest.approx(0.9 * 0.1 * 0.4)
    fitted = stages_of(outcome_of(Plan(known(cvr=Fixed(0.036)), LONG_RUN)), funnel)
    assert fitted.cvr == pytest.approx(0.036)
    table = fitted.table.set_index("stage")
    assert table.count_p50.tolist() == pytest.approx([1000, 900, 90, 72, 36])
    assert table.rate_p50.tolist() == pytest.approx([1, 0.9, 0.1, 0.8, 0.5])
    assert table.lost_p50.tolist() == pytest.approx([0, 100, 810, 18, 36])
    for belief in (Amount(0.01, 0.02), Rate(0.1, 0.3), RateFromCounts(3, 10)):
        scores = np.linspace(-5, 5, 2**15)
        draws, weights = belief.from_scores(scores), np.exp(-(scores**2) / 2)
        mean = float((draws * weights).sum() / weights.sum())
        spread = float(((draws - mean) ** 2 * weights).sum() / weights.sum())
        assert moments_of(belief) == pytest.approx((mean, spread), rel=1e-3)
    assert moments_of(Fixed(0.3)) == (0.3, 0.0)
    believed = cvr_of(Funnel())
    parts = [moments_of(TYPICAL["add_to_cart_rate"]), moments_of(TYPICAL["cart_abandonment"])]
    mean = parts[0][0] * (1 - parts[1][0])
    assert (believed.orders + 0.5) / (believed.clicks + 1) == pytest.approx(mean)


def test_a_shop_that_sells_to_nobody_known_is_refused_in_words():
    refusal(lambda: Funnel(cart_abandonment=0.4, checkout_completion=0.5), "checkout_completion", "60 %", "50 %")
    refusal(lambda: Funnel(add_to_cart_rate=1.0), "add_to_cart_rate", "100 %")
    refusal(lambda: Funnel(visit_share=0.0), "visit_share", "0 %")
    assert Funnel(visit_share=1.0, checkout_completion=1.0).visit_share == Fixed(1.0)
    level = Funnel(cart_abandonment=0.5, checkout_completion=0.5)
    assert level.checkout_completion == Fixed(0.5)
    assert OrderEconomics().vat_rate == 0


# -- where a shop stands, levers, margin, the whole shop ------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "stands"), [((1, 2), "within"), ((1, 1.9), "below"), ((4, 5), "within"), ((4.1, 5), "above")]
)
def test_a_shop_whose_ends_touch_the_typical_ones_is_among_them(ends, stands):
    shop = Indicator("cvr", "share", ends[0], ends[0], ends[1], 2.0, 4.0, ())
    assert shop.stands == stands


def test_an_indicator_has_the_ends_and_the_middle_of_what_is_believed():
    shop = {item.name: item for item in indicators_of(Plan(spring()))}["aov"]
    assert (shop.low, shop.middle, shop.high) == pytest.approx((70, math.sqrt(70 * 95), 95), rel=0.002)


def test_a_lever_s_effect_has_its_limits_among_those_it_may_be():
    for ends in ((SMALLEST_EFFECT, 0.0), (0.0, LARGEST_EFFECT)):
        assert Lever(kind="bids", low=ends[0], high=ends[1]).low == ends[0]
    refusal(lambda: Lever(kind="bids", low=SMALLEST_EFFECT - 1e-9, high=0.0), "low", "between")
    refusal(lambda: Lever(kind="bids", low=0.0, high=LARGEST_EFFECT + 1e-6), "high", "between")
    assert Lever(kind="bids", low=0.1, high=0.1).factor == Fixed(1.1)
    refusal(lambda: Lever(kind="bids", low=0.2, high=0.1), "low", "20 %", "10 %")
    every_click = Funnel(visit_share=1.0)
    must_fit(spring(), [Lever(kind="traffic_quality", low=-0.2, high=0.0)], every_click)
    better = Lever(kind="traffic_quality", low=-0.2, high=0.1)
    refusal(lambda: must_fit(spring(), [better], every_click), "traffic_quality", "cannot rise")
    must_fit(spring(), [better], Funnel(visit_share=0.9))
    refusal(lambda: must_fit(spring(), [better, better], Funnel(visit_share=0.9)), "traffic_quality", "stands twice")


def test_lines_of_a_margin_are_shares_of_the_order_value():
    lines = {line.name: line for line in margin_of(Plan(known(target_cpo=10))).shown_lines}
    shares = {name: line[-1] for name, line in lines.items()}
    assert shares == pytest.approx(
        {"aov": 1, "goods": -0.4, "other_costs": -0.2, "max_cpo": 0.4, "wanted_profit": -0.2, "target_cpo": 0.2}
    )


def test_online_figures_of_a_known_shop_are_those_of_its_plan():
    shop = whole_shop(Plan(known(), LONG_RUN), Omnichannel(store_orders_per_100_clicks=1.0, store_aov=60.0,
                                                           store_margin_share=0.3))  # fmt: skip
    online = {name: by_label["p50"].value for name, by_label in shop.online_quantiles().items()}
    assert online == pytest.approx(
        {"cpo": 20, "max_cpo": 20, "orders": 50, "profit": 0, "conversion_rate": 0.05, "revenue": 2500}
    )
    assert shop.online_break_even_probability.value == 1


def test_a_larger_spend_that_no_month_can_have_is_refused_as_it_is():
    error = refusal(lambda: months_of(Plan(known()), [1, 1], [1000, 1e13]), "budget")
    assert "month" not in str(error)
