"""Boundary values of plans, events and channels: the last that is taken, the first that is refused, and exact zeros."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.special import betaincinv, gammaincc, ndtr
from scipy.stats import norm, poisson

from simulator import (
    Amount,
    Channel,
    Channels,
    Correlations,
    Fixed,
    OrderEconomics,
    Pert,
    Plan,
    Rate,
    Settings,
    allocate,
    outcome_of,
    simulate,
)
from simulator.beliefs.beta import beta_from_scores, beta_of_interval
from simulator.beliefs.distributions import values_at
from simulator.channels.allocation import _Search
from simulator.channels.cautious import NEAR, Cautious
from simulator.channels.draws import draws_of
from simulator.channels.figures import channel_figures
from simulator.channels.frontier import budget_frontier
from simulator.channels.wanted import Wanted
from simulator.channels.water_filling import Curves, best_split
from simulator.engine.poisson import poisson_quantile
from simulator.plan.economics import RepeatPurchases
from simulator.plan.event_days import next_event
from simulator.plan.events import LONGEST_EVENT, UNCHANGED, Event, Season, State, averaged, check_events, outside
from simulator.plan.scenario import MOST_DRAWS
from tests.simulator.channel_tables import channel, known_channels, sure, three
from tests.simulator.plans import known, refusal, spring

LONG_RUN = Settings(order_luck=False, points=64, scrambles=2)
FIRST = date(2026, 11, 1)


def event(first=0, last=0, **changes):
    values = {"name": "Sale", "first": FIRST + timedelta(days=first), "last": FIRST + timedelta(days=last)}
    return Event(**(values | changes))


# -- plans ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [1e-3, 0.07, 1.0, 7.0, 1e3, 1e6])
def test_a_plan_that_just_pays_does_so_in_any_currency(unit):
    """Profit is 0 but for the last digit of sums, which grows with them."""
    costs = OrderEconomics(cogs_per_order=20 * unit, other_costs=10 * unit)
    for rate, left in ((0.05, 20), (0.03, 17), (0.07, 17), (0.17, 7), (0.23, 20)):
        scenario = known(
            budget=3000 * unit, cpc=Fixed(left * rate * unit), cvr=Fixed(rate), aov=Fixed((30 + left) * unit),
            economics=costs,
        )  # fmt: skip
        outcome = outcome_of(Plan(scenario, LONG_RUN))
        assert outcome.break_even_probability.value == 1
        assert outcome.long_run_break_even_probability.value == 1


def test_a_target_is_above_a_margin_only_where_an_order_leaves_something():
    nothing = outcome_of(Plan(known(aov=Fixed(30.0), target_cpo=5.0), LONG_RUN))  # max CPO is exactly 0
    assert nothing.target_above_max_probability.value == 0
    at = refusal(lambda: known(aov=Fixed(30.5), target_cpo=0.6), "target_cpo", "certainly above")
    assert at.values["highest"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    "economics",
    [
        OrderEconomics(cogs_per_order=20),
        OrderEconomics(cogs_share=Rate(0.3, 0.5)),
        OrderEconomics(cogs_share=Rate(0.3, 0.5), shipping_paid=4.0),
        OrderEconomics(cogs_share=1.0, other_costs=3.0),
        OrderEconomics(cogs_per_order=20, return_rate=Rate(0.05, 0.2), return_handling=4.0),
    ],
)
def test_sorted_figures_are_the_figures_sorted(economics):
    outcome = outcome_of(Plan(spring(economics=economics), Settings(points=64, scrambles=2)))
    for name in ("cpo", "max_cpo", "target_cpo", "clicks", "aov", "profit", "marginal_cpo"):
        np.testing.assert_allclose(outcome.sorted_rows(name), np.sort(outcome.rows(name), axis=1), rtol=1e-12)


def test_numbers_at_their_limits_are_taken_and_those_beyond_are_refused():
    assert Settings(seed=2**32 - 1).seed == 2**32 - 1
    assert known(budget=1e12).budget == 1e12
    refusal(lambda: known(budget=1.05e12), "budget", "1e+12")
    refusal(lambda: known(cpc=Fixed(0.99e-9)), "cpc", "1e-09")
    refusal(lambda: Settings(seed=2**32), "seed", "4294967295")
    refusal(lambda: Settings(points=MOST_DRAWS), "points", "1048576")
    assert RepeatPurchases(0.5, orders_per_year=100, years=10).years == 10
    refusal(lambda: RepeatPurchases(0.5, orders_per_year=100.05, years=10), "years", "1,000")
    refusal(lambda: known(cpc=Pert(0.0, 1.0, 2.0)), "cpc", "above 0")
    refusal(lambda: known(cpc_elasticity=Amount(0.5, 3.0)), "cpc_elasticity", "can exceed 100 %")


def test_a_correlation_of_one_or_beyond_is_told_the_limits_it_broke():
    refusal(lambda: Correlations(cpc_cvr=1.5), "correlation_cpc_cvr", "between -1 and 1", "got 1.5")
    refusal(lambda: Correlations(aov_cvr=-1), "correlation_aov_cvr", "between -1 and 1", "got -1")
    refusal(lambda: Correlations(cpc_aov=1), "correlation_cpc_aov", "between -1 and 1", "got 1")
    assert Correlations(cpc_aov=-0.99).cpc_aov == -0.99


def test_a_click_price_that_rises_as_fast_as_the_budget_is_refused():
    assert refusal(lambda: known(cpc_elasticity=1), "cpc_elasticity", "below 1, got 1").values["value"] == 1
    refusal(lambda: known(cpc_elasticity=Pert(0.1, 0.5, 1.0)), "cpc_elasticity", "below 1, got 1")
    assert known(cpc_elasticity=0).cpc_elasticity == Fixed(0)
    assert known(cpc_elasticity=Pert(0.1, 0.5, 0.99)).cpc_elasticity.high == 0.99


def test_a_name_of_a_plan_has_200_characters_at_most():
    assert len(known(name="x" * 200).name) == 200
    assert refusal(lambda: known(name="x" * 201), "name", "at most: 200").values["count"] == 201


def test_a_what_if_of_a_what_if_on_other_scores_sorts_its_own_figures():
    """The order of the plan's own scores is not theirs."""
    first, second = (simulate(spring(), points=64, scrambles=2, seed=seed).scores for seed in (1, 2))
    start = simulate(spring(), points=64, scrambles=2)
    once = start.changed(scores={"aov": first["aov"]})
    twice = once.changed(scores={"cvr": second["cvr"], "cpc": second["cpc"]})
    for name in ("cvr", "cpc", "aov_mean", "clicks", "cpo", "max_cpo"):
        expected = np.sort(twice.rows(name), axis=1)
        np.testing.assert_allclose(twice.sorted_rows(name), expected, rtol=1e-12)


def test_a_what_if_of_a_what_if_with_given_rows_starts_from_what_is_believed():
    scenario = spring(economics=OrderEconomics(cogs_per_order=20, return_rate=Rate(0.1, 0.3)))
    start = simulate(scenario, points=64, scrambles=2)
    never = start.changed(given={"return_rate": np.zeros((2, 64))})
    assert (never.max_cpo > start.max_cpo).all()
    assert never.changed().draws.equals(start.draws)
    assert start.with_more_orders(1.5).changed().draws.equals(start.draws)


# -- beliefs ----------------------------------------------------------------------------------------------------------


def test_ends_in_the_wrong_order_are_told_as_shares_where_they_are_shares():
    share = refusal(lambda: Rate(0.04, 0.02), "low", "(4 %) must lie below the high end (2 %)")
    assert share.values == {"low_share": 0.04, "high_share": 0.02}
    money = refusal(lambda: Amount(4.0, 2.0), "low", "(4) must lie below the high end (2)")
    assert money.values == {"low": 4.0, "high": 2.0}
    refusal(lambda: Rate(0.04, 0.04), "low", "(4 %) must lie below the high end (4 %)")


def test_an_amount_is_at_most_ten_in_the_logarithm_wide():
    """Half of it within 0.6745 spreads of the middle: the high end is e^13.49 times the low one."""
    times = float(np.exp(2 * 10 * norm.ppf(0.75)))
    assert Amount(1.0, times, 0.5).sigma == 10.0
    refusal(lambda: Amount(1.0, times * 1.0001, 0.5), "low", "too wide")


def test_quantiles_of_a_rate_that_is_nearly_always_nothing_are_not_those_of_a_spline_that_misses():
    scores = np.linspace(-6.4, 4.0, 401)
    np.testing.assert_allclose(beta_from_scores(0.032, 10.0, scores), betaincinv(0.032, 10.0, ndtr(scores)), rtol=2e-8)


def test_a_rate_from_almost_nothing_to_almost_all_is_found_and_leaves_a_quarter_on_either_side():
    shape = beta_of_interval(1e-9, 0.999, 0.5)
    assert betaincinv(*shape, 0.25) == pytest.approx(1e-9, rel=1e-6)
    assert betaincinv(*shape[::-1], 0.25) == pytest.approx(0.001, rel=1e-6)


def test_a_known_belief_has_one_number_at_all_scores_and_an_uncertain_one_a_number_for_each():
    assert values_at(Fixed(3.0), np.zeros(5)) == 3.0
    assert isinstance(values_at(Fixed(3.0), np.zeros(5)), float)
    assert values_at(Amount(2.0, 8.0), np.zeros(5)) == pytest.approx(np.full(5, 4.0))


@pytest.mark.parametrize("shape", [(0.5, 0.5), (0.6, 30.0), (3.0, 900.0), (50.0, 20.0), (2e4, 1e6)])
def test_quantiles_of_a_rate_are_exact_to_eight_digits_from_end_to_end(shape):
    """Each end from the tail that doubles can tell: above a score of 4 the share that is missing is compared."""
    scores = np.linspace(-6.4, 4.0, 401)
    exact, missing = betaincinv(*shape, ndtr(scores)), betaincinv(*shape[::-1], ndtr(scores))
    np.testing.assert_allclose(beta_from_scores(*shape, scores), exact, rtol=2e-8)
    np.testing.assert_allclose(1 - beta_from_scores(*shape, -scores), missing, rtol=2e-8, atol=1e-15)


# -- events ---------------------------------------------------------------------------------------------------------


def test_the_longest_event_the_strongest_effects_and_the_last_day_of_a_period():
    assert event(0, LONGEST_EVENT - 1).days == LONGEST_EVENT
    assert refusal(lambda: event(0, LONGEST_EVENT), "last", "366").values["count"] == 367
    assert event(cvr=Amount(0.1, 10.0)).cvr == Amount(0.1, 10.0)
    assert len(event(name="x" * 40).name) == 40
    assert refusal(lambda: event(name="x" * 41), "name", "40").values["count"] == 41
    for effect in (Amount(0.099, 1.0), Amount(1.0, 10.1)):  # the ends of its 90 % interval
        refusal(lambda effect=effect: event(cvr=effect), "cvr", "0.1")
    error = refusal(lambda: check_events([event(), event(1, 1), event()]), "name", "twice")
    assert error.values["row"] == 3
    last, after = event(3, 3, name="Last"), event(4, 4, name="After")
    before, begun = event(-2, -1, name="Before"), event(-2, 0, name="Begun")
    assert outside((last, after, before, begun), FIRST, 4) == (after, before)
    assert outside((last, event(0, 0)), FIRST, 0.2) == (last,)


def test_an_event_is_taken_from_the_first_day_of_2000_to_the_last_of_2099():
    first, last = date(2000, 1, 1), date(2099, 12, 31)
    assert Event(name="Sale", first=first, last=first).days == Event(name="Sale", first=last, last=last).days == 1
    before, after = date(1999, 12, 31), date(2100, 1, 1)
    refusal(lambda: Event(name="Sale", first=before, last=first), "first", "got 1999-12-31")
    refusal(lambda: Event(name="Sale", first=last, last=after), "last", "got 2100-01-01")


def test_days_with_spend_count_with_or_without_orders_and_days_without_spend_do_not():
    season = Season(FIRST, (event(cvr=2.0),))  # on the first of the days
    assert season.states([0.25, 0.75]) == (State((0,), 0.25, 0.25), State((), 0.75, 0.75))
    assert season.states([0.5, 0.5], [0.0, 2.0]) == (State((0,), 0.5, 0.0), State((), 0.5, 1.0))
    assert season.states([0.5, 0.5], [0.5, 1.5]) == (State((0,), 0.5, 0.25), State((), 0.5, 0.75))
    assert season.states([1.0, 0.0]) == (State((0,), 1.0, 1.0),)
    assert season.states([0.0, 1.0]) == ()


def test_days_that_bring_no_order_have_no_averages_of_their_own():
    doubled = [{"cvr": 2.0, "cpc": 2.0, "aov": 2.0}]
    assert averaged([State((0,), 1.0, 0.0)], doubled) is UNCHANGED
    assert averaged((), doubled) is UNCHANGED
    assert averaged([State((0,), 1.0, 1.0)], doubled) == (2, 2, 2)


@pytest.mark.parametrize(
    ("code", "year", "month", "day"),
    [
        ("black_friday", 2018, 11, 23),  # November began with a Thursday
        ("sales_fr_winter", 2022, 1, 12),  # the second Wednesday, the 12th at the latest
        ("sales_fr_winter", 2027, 1, 6),  # that would be the 13th: a week earlier
        ("sales_fr_summer", 2028, 6, 28),  # the last Wednesday, the 28th at the latest
        ("sales_fr_summer", 2027, 6, 23),
    ],
)
def test_days_of_sales_lie_where_the_calendar_has_their_weekdays(code, year, month, day):
    assert next_event(code, "Sale", date(year, month, 1)).first == date(year, month, day)


def test_an_event_is_on_until_its_last_day_and_january_has_a_payday():
    assert next_event("black_friday", "Sale", date(2026, 11, 30)).first == date(2026, 11, 27)
    assert next_event("black_friday", "Sale", date(2026, 12, 1)).first == date(2027, 11, 26)
    assert next_event("payday", "Pay", date(2027, 1, 10)).first == date(2027, 1, 29)


def test_published_effects_of_events_are_those_that_docs_cite():
    """docs/method.md, section 26: Black Friday 1.1 to 2.0, Christmas 1.04 to 1.15; of others no size was published."""
    effects = [next_event(code, "A", FIRST).cvr for code in ("black_friday", "christmas", "payday")]
    assert effects == [Amount(1.1, 2.0), Amount(1.04, 1.15), Fixed(1.0)]


# -- channels -------------------------------------------------------------------------------------------------------


def test_a_channel_s_order_value_is_money_and_its_bounds_leave_room():
    assert Channel(name="a", spend=100, cpc=Fixed(1.0), cvr=Fixed(0.1), aov=50.0).aov == Fixed(50.0)
    refusal(lambda: channel(aov=-5.0), "aov", "above 0")
    refusal(lambda: channel(aov=Rate(0.1, 0.2)), "aov", "not a rate")
    assert channel(min_spend=500, max_spend=500).max_spend == 500
    error = refusal(lambda: channel(min_spend=500.01, max_spend=500), "max_spend", "500.01")
    assert (error.values["most"], error.values["least"]) == (500, 500.01)
    assert Wanted() == Wanted(goal="expected", total=None, all_of_it=True, caution=0.5, target_cpo=None, chance=0.8)


def test_a_total_that_its_bounds_do_not_permit_has_no_best_split_now():
    bounded = known_channels(sure("a", spend=100, min_spend=150), sure("b", spend=100, min_spend=100))
    assert np.isnan(budget_frontier(bounded, [300]).now[1])
    within = known_channels(sure("a", spend=150, min_spend=150), sure("b", spend=100, min_spend=100))
    assert np.isfinite(budget_frontier(within, [300]).now[1])


# -- a cautious split -----------------------------------------------------------------------------------------------


LEAST, MOST = np.array([400.0, 0.0, 0.0]), 700.0
"""Spends that the first channel has at least, and the third at most."""


def cautious(*, all_of_it, total=3000.0, caution=0.4):
    """In the worst 5 % of the draws every channel brings half of its mean, in the others a little more than it."""
    value = np.array([900.0, 1200.0, 2500.0])
    curves = Curves(value, np.full(3, 1000.0), np.array([0.2, 0.3, 0.5]), LEAST, np.array([total, total, MOST]))
    times = np.r_[np.full(5, 0.5), np.full(95, 97.5 / 95)]
    return Cautious(curves, total, all_of_it, caution, value[:, np.newaxis] * times)


@pytest.mark.parametrize("all_of_it", [True, False])
def test_where_all_channels_are_bad_together_caution_is_a_lower_value(all_of_it):
    """0.6 of the mean and 0.4 of a half of it: a split of channels that bring 0.8 of what they do."""
    programme = cautious(all_of_it=all_of_it)
    lower = programme.curves.with_value(programme.curves.value * 0.8)
    expected = best_split(lower, 3000, all_of_it=all_of_it)
    assert programme.first == pytest.approx(expected, rel=2e-3, abs=0.5)
    assert programme.worth(programme.best) == pytest.approx(lower.profit(expected), rel=1e-6)
    assert programme.bound == pytest.approx(lower.profit(expected), rel=1e-6)


def test_planes_alone_find_the_split_from_one_that_is_far_off():
    generator = np.random.default_rng(5)
    value = np.array([1500.0, 1800.0, 2100.0])
    draws = value[:, np.newaxis] * generator.lognormal(-0.08, 0.4, (3, 400))
    curves = Curves(draws.mean(axis=1), np.full(3, 1000.0), np.array([0.2, 0.3, 0.4]), np.zeros(3), np.full(3, 3000.0))
    programme = Cautious(curves, 3000.0, True, 0.5, draws)
    far = Cautious(curves, 3000.0, True, 0.5, draws)
    far.__dict__["first"] = np.array([3000.0, 0.0, 0.0])
    assert far.worth(far.first) < far.bound - 100
    assert far.bound - far.worth(far.best) <= NEAR * 3000
    assert far.worth(far.best) == pytest.approx(programme.worth(programme.best), abs=NEAR * 3000)


def test_the_error_of_a_split_that_looks_at_the_worst_alone_is_one_of_that_split():
    rows = (channel("a", spend=1000, cpc_elasticity=0.3), channel("b", spend=1000, cpc_elasticity=0.3))
    channels = known_channels(*rows, settings=Settings(order_luck=False, points=64, scrambles=4))
    nearly, alone, mean = (
        _Search(channels, Wanted(goal="cautious", caution=caution))._spend_error() for caution in (0.99, 1.0, 0.0)
    )
    assert alone == pytest.approx(nearly, rel=0.5)
    assert mean == pytest.approx(_Search(channels, Wanted())._spend_error())
    assert alone.min() > 1.5 * mean.max()


def test_a_small_scenario_simulated_with_defaults_has_the_defaults():
    assert simulate(known()).settings == Settings(True, 2048, 8, 0)


def test_caution_outweighs_nothing_where_the_worst_lose_nothing():
    rows = (channel("a", spend=1000, cpc_elasticity=0.3), channel("b", spend=500, cpc_elasticity=0.3))
    settings = Settings(order_luck=False, points=64, scrambles=2)
    made = allocate(known_channels(*rows, settings=settings), Wanted(goal="cautious", caution=0.5))
    for lost, gained, outweighed in ((0.0, 10.0, False), (5.0, 10.0, True), (11.0, 10.0, False), (-1.0, 10.0, False)):
        new = made.now._replace(
            profit_mean=made.now.profit_mean + gained, profit_worst_mean=made.now.profit_worst_mean - lost
        )
        assert replace(made, new=new).worst_is_outweighed == outweighed


def test_figures_of_small_known_channels_by_hand():
    """Two spends of 1 bring 0.0525 orders each, which leave 20: a profit of 0.05."""
    plan = Plan(known(target_cpo=10), LONG_RUN)
    figures = channel_figures(Channels(plan, (sure("a", 1.0, orders=52.5), sure("b", 1.0, orders=52.5))))
    assert figures.by_channel["profit_share"].tolist() == pytest.approx([0.5, 0.5])
    (whole,) = figures.whole.to_dict("records")
    assert (whole["profit_share"], whole["profit_mean"]) == (1, pytest.approx(0.1))
    assert (whole["target_cpo"], whole["max_cpo"], whole["cpo"]) == pytest.approx((10, 20, 1 / 0.0525))


def test_what_a_known_channel_earns_at_another_spend():
    (draw, _) = draws_of(known_channels(sure("a", cpc_elasticity=0.5), sure("b")))
    assert draw.realised_profit(1000.0) == pytest.approx(0, abs=1e-9)
    assert draw.realised_profit(4000.0) == pytest.approx(2 * 1000 - 4000)  # twice the orders for four times the money


def test_totals_below_all_smallest_spends_are_left_out():
    bounded = known_channels(sure("a", min_spend=150), sure("b", min_spend=100))
    assert budget_frontier(bounded, [100, 249.99, 300]).by_budget["total"].tolist() == [300]


def test_counts_of_very_different_means_are_drawn_together():
    scores, means = np.array([6.4, 6.4, -6.4, 0.0]), np.array([0.1, 19.0, 19.0, 0.1])
    assert poisson_quantile(scores, means).tolist() == poisson.ppf(norm.cdf(scores), means).tolist()


def score_of(share):
    """A score whose share is this very number: there are some among the 81 doubles nearest to the quantile."""
    scores = norm.ppf(share) + np.spacing(norm.ppf(share)) * np.arange(-40, 41)
    return scores[ndtr(scores) == share][0]


@pytest.mark.parametrize(("mean", "orders"), [(9.0, 9), (12.0, 15), (40.0, 40), (40.0, 52), (100.0, 110)])
def test_at_exactly_the_share_of_a_count_it_is_that_count(mean, orders):
    """The smallest k with P(X ≤ k) ≥ Φ(score), where both are the same number."""
    score = score_of(gammaincc(orders + 1, mean))
    assert poisson_quantile(np.array([score]), np.array([mean])).tolist() == [orders]
    assert poisson_quantile(np.array([score + 1e-9]), np.array([mean])).tolist() == [orders + 1]


def test_the_most_orders_with_a_chance_that_binds_are_not_certified():
    table = three(plan=Plan(spring(), Settings(points=64, scrambles=2)))
    made = allocate(table, Wanted(goal="most_orders", target_cpo=27.0, all_of_it=False))
    assert (made.reached, made.certified, made.unspent_because) == (True, False, "chance")
    assert made.new.target_probability >= 0.8 - 1e-9


@pytest.mark.parametrize("name", ["", "  ", 5, None])
def test_a_channel_has_a_name(name):
    refusal(lambda: channel(name), "name")
