"""Answers by hand: segments and stores, pictures, levers, later orders, and tables of what was sought."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gamma, norm

from simulator import (
    Amount,
    Fixed,
    OrderEconomics,
    Plan,
    Rate,
    RepeatPurchases,
    Settings,
    driver_map,
    drivers_of,
    goal_seek,
    levers_of,
    months_of,
    segments_of,
    simulate,
    sought_table,
)
from simulator.engine.outcome import outcome_of
from simulator.questions.bars import PART, cpo_edges, difference_bars
from simulator.questions.budget_wanted import FURTHEST, budget_wanted
from simulator.questions.goals import Goal
from simulator.questions.lever import Lever
from simulator.questions.needed import _orders_factors
from simulator.questions.omnichannel import Omnichannel, whole_shop
from simulator.questions.scores import Campaigns, scores_of
from simulator.questions.segments import Segment
from simulator.questions.trial import trial_of
from simulator.questions.verdict import break_even_inputs
from tests.simulator.plans import known, known_in, refusal, spring

LONG_RUN = Settings(order_luck=False, points=64, scrambles=2)


# -- segments and stores --------------------------------------------------------------------------------------------

HALVES = (Segment(name="keen", share=0.5, cvr_relative=1.5), Segment(name="idle", share=0.5, cvr_relative=0.5))


def test_spend_and_bid_of_a_segment_beside_the_common_ones():
    """Spend goes as the square of what a click is worth: 900 and 100 in place of 500 each; bids as its root."""
    plan = Plan(known(cpc_elasticity=0.5, cpc=Amount(0.5, 2.0)), Settings(order_luck=False, points=256, scrambles=2))
    keen, idle = (row for _, row in segments_of(plan, HALVES).figures.iterrows())
    assert (keen.spend_share, idle.spend_share) == pytest.approx((0.9, 0.1))
    assert (keen.bid_factor, idle.bid_factor) == pytest.approx((1.8**0.5, 0.2**0.5))
    ends = [keen.cpo_p5, keen.cpo_p50, keen.cpo_p95]
    assert ends == pytest.approx([0.5 / 0.075, 1 / 0.075, 2 / 0.075], rel=0.01)


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e6])
def test_segments_of_a_plan_that_just_pays_do_so_together_in_any_currency(unit):
    thirds = [Segment(name=name, share=share, cvr_relative=1) for name, share in (("a", 0.3), ("b", 0.3), ("c", 0.4))]
    for rate, left in ((0.05, 20), (0.03, 17), (0.07, 17), (0.17, 7), (0.23, 20)):
        scenario = known_in(
            unit, budget=3000 * unit, cpc=Fixed(left * rate * unit), cvr=Fixed(rate), aov=Fixed((30 + left) * unit),
            cpc_elasticity=0.5,
        )  # fmt: skip
        segments = segments_of(Plan(scenario, LONG_RUN), thirds)
        assert segments.break_even_probability.value == 1
        assert (segments.figures.break_even_probability == 1).all()


def test_shares_that_add_up_to_nearly_all_make_no_rate_larger():
    nearly = [replace(HALVES[0], cvr_relative=1), replace(HALVES[1], cvr_relative=1, share=0.491)]
    plan = Plan(known(cvr=Fixed(0.99), cpc_elasticity=0.5), LONG_RUN)
    assert len(segments_of(plan, nearly).figures) == 2
    refusal(lambda: segments_of(plan, [nearly[0], replace(nearly[1], share=0.489)]), "share", "98.9 %")


def test_with_one_store_order_fewer_in_a_draw_the_chance_is_missed():
    store = Omnichannel(incrementality=1.0, store_orders_per_100_clicks=1.0, store_aov=60.0, store_margin_share=0.3)
    plan = Plan(spring(budget=3000, cpc=Amount(0.8, 1.2)), LONG_RUN)
    for chance in (0.3, 0.5, 0.9):
        needed_orders = whole_shop(plan, store).store_orders_needed(chance)
        for times, is_enough in ((1 + 1e-9, True), (1 - 1e-9, False)):
            shop = whole_shop(plan, replace(store, store_orders_per_100_clicks=needed_orders * times))
            assert (shop.break_even_probability.value >= chance) == is_enough


# -- pictures and budgets -------------------------------------------------------------------------------------------


def test_a_picture_of_costs_that_are_often_endless_holds_the_largest_that_has_an_end():
    """Three orders are expected of 60, none comes in one of 20 draws: one order costs 60, max CPO is 20."""
    outcome = simulate(known(budget=60), points=256, scrambles=4)
    assert math.isinf(outcome.quantile("cpo", 0.965).value)
    assert 60 <= cpo_edges(outcome)[-1] <= 66
    dear = simulate(known(budget=60, aov=Fixed(230.0)), points=256, scrambles=4)  # an order may cost 200
    assert 220 <= cpo_edges(dear)[-1] <= 250


def test_draws_that_are_counted_in_parts_are_all_counted():
    difference = np.linspace(-1, 1, 4 * PART)
    bars = difference_bars(difference, (-1.0, -0.5, 0.0, 0.5, 1.0))
    assert bars["share"].tolist() == pytest.approx([0.25] * 4, abs=1e-4)
    assert bars["kind"].tolist() == ["better", "better", "worse", "worse"]


@pytest.mark.parametrize("unit", [1.0, 0.07, 1e6])
def test_a_profit_of_nothing_is_reached_by_a_plan_that_just_pays_in_any_currency(unit):
    """Rounding leaves some budgets a hair below 0; the first that was looked at reaches it all the same."""
    for rate, left in ((0.03, 17), (0.07, 13), (0.17, 7), (0.23, 20)):
        scenario = known_in(
            unit, budget=3000 * unit, cvr=Fixed(rate), cpc=Fixed(left * rate * unit), aov=Fixed((30 + left) * unit)
        )
        found = budget_wanted(Plan(scenario, LONG_RUN), 0.0, "profit", sure_at=1.0)
        assert found.surely == pytest.approx(max(3000 * unit / FURTHEST, scenario.cpc.value), rel=1e-6)


def test_the_frontier_of_a_turned_map_is_turned():
    plan = Plan(spring(), LONG_RUN)
    over_rates, over_prices = driver_map(plan, "cvr", "cpc").frontier, driver_map(plan, "cpc", "cvr").frontier
    price = break_even_inputs(outcome_of(plan)).cpc / simulate(plan.scenario, False, 64, 2).quantile("cvr", 0.5).value
    assert (over_rates.y / over_rates.x).to_numpy() == pytest.approx(price, rel=0.01)
    assert over_prices.x.tolist() == over_rates.y.tolist()
    assert over_prices.y.tolist() == over_rates.x.tolist()


def test_the_strongest_input_is_one_that_does_something():
    made = drivers_of(Plan(spring(), Settings(order_luck=False, points=64, scrambles=2)))
    names = made.influences["input"].tolist()

    def strongest(*totals):
        return replace(made, influences=pd.DataFrame({"input": names[: len(totals)], "total": totals})).strongest

    assert strongest(0.0, 0.7) == names[1]
    assert strongest(-0.8, 0.7, math.nan) == names[0]
    assert strongest(0.0, 0.0) is None
    assert strongest(math.nan, math.nan) is None


def test_a_table_of_what_was_sought_says_where_in_its_belief_a_value_lies():
    plan = Plan(spring(cvr=Fixed(0.02)), Settings(points=64, scrambles=2))
    answers = [goal_seek(plan, name) for name in ("cpc", "cvr", "incremental_share")]
    table = sought_table(answers)
    assert table.share_below[0] == answers[0].nearest.share_below
    assert 0 < table.share_below[0] < 1
    assert math.isnan(table.share_below[1])
    assert answers[2].low == 0
    unsure = goal_seek(Plan(spring(incremental_share=Rate(0.7, 0.9)), plan.settings), "incremental_share")
    assert unsure.low == pytest.approx(1e-6)


# -- levers, later orders and stores once more ----------------------------------------------------------------------


def lever_row(plan, kind, low, high=None, **others):
    return levers_of(plan, [Lever(kind=kind, low=low, high=low if high is None else high, **others)]).ranking.iloc[0]


@pytest.mark.parametrize("unit", [1.0, 0.07, 1e6])
def test_a_lever_that_earns_exactly_its_cost_pays_back_in_any_currency(unit):
    """50 orders that leave 20: each percent more earns 10."""
    for effect in (0.03, 0.07, 0.11, 0.13, 0.17, 0.23):
        row = lever_row(
            Plan(known_in(unit, budget=900 * unit), LONG_RUN), "landing_page", effect, cost=1000 * effect * unit
        )
        assert row.payback_probability == 1


def test_a_lever_s_change_is_that_of_the_plan_and_its_order_value_the_average():
    plan = Plan(spring(order_value_cv=2.0), Settings(points=256, scrambles=2))
    row = lever_row(plan, "bundles", 0.1, cost=100.0)
    outcome = outcome_of(plan)
    before = outcome.break_even_probability.value
    assert row.break_even_probability_change == pytest.approx(row.break_even_probability - before)
    assert row.break_even_probability_change > 0
    assert row.break_even_in == "aov"
    assert row.break_even_change / row.break_even_effect == pytest.approx(outcome.quantile("aov_mean", 0.5).value)


def test_mails_cannot_raise_what_is_whole_but_may_lower_it():
    plan = Plan(known(repeat=RepeatPurchases(1.0, 1.0, 2.0)), LONG_RUN)
    assert lever_row(plan, "retention_mails", -0.2, 0.0).moves == "retention"
    refusal(lambda: lever_row(plan, "retention_mails", -0.2, 0.1), "retention_mails", "retention 100 %")


def test_the_horizon_that_pays_begins_with_the_order_that_does():
    """An order costs 50 and leaves 20: the third one pays, in the third year of one a year."""
    plan = Plan(known(cpc=Fixed(2.5), repeat=RepeatPurchases(1.0, orders_per_year=1.0, years=0.31)), LONG_RUN)
    (crossing_,) = goal_seek(plan, "years", Goal("profit_mean", 0.0)).crossings
    assert (crossing_.value, crossing_.reached_above) == (pytest.approx(3), True)
    short = replace(plan, scenario=replace(plan.scenario, repeat=RepeatPurchases(1.0, orders_per_year=1.0, years=0.29)))
    assert goal_seek(short, "years", Goal("profit_mean", 1e6)).best.value == pytest.approx(2, rel=1e-3)


def test_half_a_euro_more_in_a_month_is_more():
    small = known_in(0.01, cpc=Fixed(0.009), budget=2.0)
    assert months_of(Plan(small, LONG_RUN), [1, 1], [2.0, 2.5]).by_month.budget.tolist() == [2.0, 2.5]


def test_so_many_whole_orders_are_needed_and_not_one_more():
    outcome = simulate(known(), points=64, scrambles=2)
    exact = gamma.isf(norm.cdf(outcome.scores["orders"]), 50) / 50
    assert _orders_factors(outcome) == pytest.approx(exact, rel=2e-3)


def test_store_orders_of_a_few_cents_are_counted_too():
    store = Omnichannel(incrementality=1.0, store_orders_per_100_clicks=1.0, store_aov=2.0, store_margin_share=0.3)
    shop = whole_shop(Plan(spring(budget=3000, cpc=Amount(1.6, 2.4)), LONG_RUN), store)
    assert 0 < shop.store_orders_needed(0.0) == shop.store_orders_needed(1 / 128) < shop.store_orders_needed(2 / 128)
    assert math.isfinite(shop.store_orders_needed(1.0))


def test_a_collected_order_saves_at_most_what_an_order_pays():
    plan = Plan(spring(), LONG_RUN)  # shipping of 4.90
    saving = Omnichannel(collect_share=0.2, collect_saved_shipping=4.9)
    assert whole_shop(plan, saving).omnichannel is saving
    refusal(lambda: whole_shop(plan, replace(saving, collect_saved_shipping=4.91)), "collect_saved_shipping", "4.9")


def test_the_value_of_one_order_or_a_part_of_one_is_what_was_counted():
    orders = np.array([0.5, 1.0, 4.0])
    scores = scores_of(
        Campaigns(
            clicks=np.full(3, 100.0), orders=orders, spend=np.full(3, 50.0), value=orders * 80, margin=np.full(3, 0.5),
            aov=np.full(3, np.nan), target_profit_share=np.zeros(3),
        )
    )  # fmt: skip
    assert scores.max_cpo.tolist() == pytest.approx([40] * 3)
    assert np.isfinite(scores.break_even_probability).all()


def test_a_segment_may_have_hardly_any_cost_of_goods():
    plan = Plan(known(cpc_elasticity=0.5, economics=OrderEconomics(cogs_share=0.4)), LONG_RUN)
    dear = [replace(HALVES[0], margin_share=Rate(0.93, 0.97)), HALVES[1]]
    keen = segments_of(plan, dear).figures.iloc[0]
    assert keen.max_cpo_p50 == pytest.approx(50 * 0.95, rel=0.01)


def test_what_may_be_true_comes_before_what_is_decided_and_that_before_what_is_out_of_reach():
    plan = Plan(spring(), Settings(points=64, scrambles=2))
    sought = goal_seek(plan, "cpc", Goal(wanted=0.85))
    reached = sought.nearest
    likely, out = (replace(reached, share_below=share) for share in (0.4, 0.001))
    answers = [
        replace(sought, crossings=crossings)
        for crossings in (
            (replace(likely, distance="likely"),),
            (replace(out, distance="out_of_reach"),),
            (replace(reached, share_below=None, distance=None),),
            (),
        )
    ]
    assert [answer.nearness[0] for answer in answers] == [1, 3, 2, 4]


def test_a_goal_is_just_met_where_it_is_met_and_no_more():
    for wanted, just_met in ((20.0, True), (19.0, False), (30.0, False)):
        assert goal_seek(Plan(known(), LONG_RUN), "cpc", Goal("cpo", wanted)).just_met == just_met


def test_half_of_the_variance_decides():
    made = drivers_of(Plan(spring(), Settings(order_luck=False, points=64, scrambles=2)))
    for part, decides in ((0.5, True), (0.499, False)):
        influences = made.influences.assign(first_order=part)
        assert replace(made, influences=influences).decides == decides


def test_a_campaign_is_paused_after_three_times_its_target_by_the_usual_rule():
    """It pauses one in twenty of those that are exactly on target: e^-3."""
    rule = trial_of(Plan(spring(), LONG_RUN)).pause_rule(target_cpo=20.0)
    assert (rule.multiple, rule.wrong_at_target) == (3, pytest.approx(0.0498, abs=1e-4))
    assert rule.spend == pytest.approx(60, abs=1)


def test_that_all_would_come_anyway_is_said_of_something_that_was_entered():
    partner = Omnichannel(partner_revenue_share=0.1, partner_margin_share=0.2, incrementality=0.0)
    assert partner.would_all_come_anyway
    assert not replace(partner, incrementality=0.3).would_all_come_anyway
    assert not Omnichannel(incrementality=0.0).would_all_come_anyway
    for worth, comes in ((2.0, True), (1.0, False)):
        several = Omnichannel(multichannel_share=0.2, multichannel_worth=worth, incrementality=0.0)
        assert several.would_all_come_anyway == comes
