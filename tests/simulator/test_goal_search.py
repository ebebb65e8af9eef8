"""All inputs of a plan at once: each is looked at once, and those that move profit one way only in few looks."""

import math
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import beta

from simulator import (
    Fixed,
    Goal,
    OrderEconomics,
    Plan,
    RateFromCounts,
    RepeatPurchases,
    Settings,
    goal_seek,
    seekable,
    what_would_have_to_be,
)
from simulator.engine.outcome import outcome_of
from simulator.questions.goal_seek import ONE_WAY, GoalSearch, _part_of
from simulator.questions.goal_seek import _Search as Search
from simulator.questions.goals import distance_of
from tests.simulator.plans import known, spring

FEW = Settings(points=64, scrambles=4)
FEW_IN_THE_LONG_RUN = Settings(order_luck=False, points=64, scrambles=2)


def test_all_answers_are_worked_out_once_and_each_input_is_named_before_it_is_looked_at():
    search, named = GoalSearch(Plan(spring(), FEW), Goal(wanted=0.61)), []
    answers = search.work_out(lambda at, name: named.append((at, name)))
    assert named == list(enumerate(seekable(search.plan.scenario)))
    assert search.work_out(lambda at, name: named.clear()) == answers == search.answers
    assert named
    assert sorted(answers, key=str) == sorted(what_would_have_to_be(search.plan, search.goal), key=str)


def test_a_plan_is_drawn_once_for_all_of_its_inputs(monkeypatch):
    drawn = []
    monkeypatch.setattr("simulator.questions.goal_seek.outcome_of", lambda plan: drawn.append(plan) or outcome_of(plan))
    search = GoalSearch(Plan(spring(), FEW), Goal(wanted=0.62))
    assert len(search.answers) == len(seekable(search.plan.scenario))
    assert [plan.settings.scrambles for plan in drawn] == [
        4,
        2,
    ]  # all, and the part looked at first


def test_answers_stand_by_how_far_what_they_need_is():
    # An order of 50 leaves 10 and costs 20: 60 would do, or clicks at 0.5 instead of 1, or goods at 30 instead of 40.
    plan = Plan(known(economics=OrderEconomics(cogs_per_order=40)), FEW_IN_THE_LONG_RUN)
    answers = GoalSearch(plan, Goal("profit_mean", 0.0)).answers
    assert [answer.nearness for answer in answers] == sorted(answer.nearness for answer in answers)
    assert (
        answers[0].name == "aov"
    )  # 60 instead of 50, nearer than clicks at 0.5 instead of 1 or goods at 30 instead of 40
    assert answers[-1].best is not None


def costly(name):
    """A plan of which this input is a part, and a search for it."""
    again = RepeatPurchases(1.0, orders_per_year=2, years=2, retention=0.3, retention_cost=1.0)
    goods = {"cogs_per_order": 30.0} if name == "cogs_per_order" else {"cogs_share": 0.5}
    costs = OrderEconomics(**goods, return_rate=0.2, recovered_share=0.8, refunded_share=0.7, cancel_rate=0.1)
    return outcome_of(Plan(spring(economics=costs, repeat=again), FEW))


@pytest.mark.parametrize("name", sorted(ONE_WAY))
@pytest.mark.parametrize("kind", ["profit_p50", "profit_mean", "break_even_probability"])
def test_where_a_figure_never_turns_few_looks_find_the_crossing_that_looks_everywhere_find(name, kind):
    outcome = costly(name)
    figures = Search(outcome, name, Goal(kind, 0.5), outcome, Goal(kind, 0.5).estimate(outcome))
    places = figures.places()
    for at in (0, len(places) // 2, len(places) - 2):
        between = 0.5 + (figures.over(places[at]) + figures.over(places[at + 1])) / 2
        goal = Goal(kind, min(max(between, 0.001), 0.999) if kind == "break_even_probability" else between)
        search = Search(outcome, name, goal, outcome, goal.estimate(outcome))
        sides = search._sides(places)
        assert len(search._bounds) <= 6  # of 14 or more
        assert sides == [pair for pair in pairwise(places) if search._reaches(pair[0]) != search._reaches(pair[1])]


@pytest.mark.parametrize(
    ("figures", "ends"),
    [
        ([0, 0, 0, 1], [1]),
        ([1, 0, 0, 0], [1]),
        ([0, 0, 1, 1], [1, 1]),
        ([0, 1, 1, 1], [1, 1, 1]),
        ([2, 2, 1, 0], [2, 2]),
        ([0, 0, 0, 0], [0] * 4),
    ],
)
def test_what_never_turns_is_best_at_one_end_and_wherever_it_is_as_good_beside_it(figures, ends):
    best = Search._from_an_end(SimpleNamespace(over=lambda place: figures[place]), [0, 1, 2, 3])
    assert [figure for figure in best if figure > -math.inf] == ends
    assert all(figure in (figures[place], -math.inf) for place, figure in enumerate(best))


@pytest.mark.parametrize(("cpc", "needed"), [(0.68, 0.9), (0.51, 0.05)])
def test_a_share_that_helps_every_draw_is_met_between_its_last_steps_or_its_first(cpc, needed):
    """A fifth comes back: an order leaves 50 - 20 - 10 - 0.2 · 50 = 10 and 4 more where all goods are recovered.

    It costs 13.60 or 10.20, so nine tenths are needed, or a twentieth.
    """
    economics = OrderEconomics(cogs_per_order=20, other_costs=10, return_rate=0.2, recovered_share=0.1)
    plan = Plan(known(cpc=Fixed(cpc), economics=economics), FEW_IN_THE_LONG_RUN)
    (reached,) = goal_seek(plan, "recovered_share").crossings
    assert reached.value == pytest.approx(needed, rel=1e-6)


# -- a part of the draws --------------------------------------------------------------------------------------------


def search_of(plan, name, goal):
    outcome = outcome_of(plan)
    return Search(outcome, name, goal, _part_of(plan), goal.estimate(outcome))


def test_a_share_of_a_quarter_of_the_draws_may_differ_by_six_standard_errors():
    # Of 16,384 draws 4,096: √(0.5 · 0.5 · (1 / 4,096 - 1 / 16,384)) = 0.00677.
    search = search_of(Plan(spring(), Settings()), "cpc", Goal())
    assert search._apart == pytest.approx(6 * 0.0067658, rel=1e-4)


@pytest.mark.parametrize(
    ("part", "sides"),
    [((-2.0, -1.0), (-2.0, -1.0)), ((0.0, 3.0), (0.0, 3.0)), ((-1.0, 0.0), (0.25, 0.25)), ((-1.0, 0.5), (0.25, 0.25))],
)
def test_all_draws_are_looked_at_where_a_part_of_them_does_not_tell_the_side(part, sides):
    search = SimpleNamespace(
        scenario_at=lambda place: spring(),
        part=SimpleNamespace(changed=lambda scenario: scenario),
        goal=SimpleNamespace(bounds=lambda part_there, apart: part),
        over=lambda place: 0.25,
        _never_moves=False,
        _apart=0.1,
    )
    assert Search._bounds_at(search, 0.0) == sides


@pytest.mark.parametrize("name", ["cpc", "cvr", "aov", "budget"])
@pytest.mark.parametrize("kind", ["profit_mean", "profit_p50"])
def test_the_best_value_is_found_without_looking_at_all_draws_where_it_cannot_be(name, kind):
    plan = Plan(spring(), Settings(points=512))
    search = search_of(plan, name, Goal(kind, 1e9))
    places = search.places()
    highest = search._highest(places)
    assert len(search._over) <= len(places) / 2
    exact = [search.over(place) for place in places]
    assert max(highest) == max(exact)
    assert all(bound >= figure for bound, figure in zip(highest, exact, strict=True))
    if name != "budget":  # whose best value is looked for more closely
        search.best(places, highest)
        assert len(search._over) <= len(places) + 1


def test_a_counted_share_is_looked_for_up_to_the_one_of_which_all_are_counted():
    # 10 of 10 are Beta(10.5, 0.5).
    plan = Plan(spring(incremental_share=RateFromCounts(8, 10)), FEW)
    assert goal_seek(plan, "incremental_share").high == pytest.approx(beta(10.5, 0.5).median(), rel=1e-6)


# -- what an answer says of itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("beside", "exact"), [(0.0, True), (1.9, True), (2.5, False)])
def test_a_chance_is_met_exactly_within_two_draws(beside, exact):
    # Known inputs: every draw pays, and a chance of a few draws less than all of 128 is wanted.
    plan = Plan(known(economics=OrderEconomics()), FEW_IN_THE_LONG_RUN)
    search = search_of(plan, "aov", Goal(wanted=1 - max(beside, 1e-6) / 128))
    assert search.reached(math.log(50), reached_above=True).exact is exact


def test_money_is_met_exactly_within_its_simulation_error_or_a_millionth_of_the_budget():
    settled = Plan(known(), FEW_IN_THE_LONG_RUN)  # 50 orders of 20 pay for 1,000
    for wanted, exact in ((0.0, True), (-0.0009, True), (-0.0011, False), (-0.05, False)):
        search = search_of(settled, "aov", Goal("profit_mean", wanted))
        assert search.reached(math.log(50), reached_above=True).exact is exact
    plan = Plan(spring(), Settings(points=256))
    now = Goal("profit_mean").estimate(outcome_of(plan))
    for errors, exact in ((0.5, True), (2.0, False)):
        search = search_of(plan, "aov", Goal("profit_mean", now.value - errors * now.mc_error))
        assert search.reached(math.log(search.today), reached_above=True).exact is exact


@pytest.mark.parametrize(
    ("name", "kind", "order_luck", "step"),
    [
        ("cvr", "profit_p50", True, True),
        ("aov", "profit_p50", True, False),
        ("cvr", "profit_p50", False, False),
        ("cvr", "profit_mean", True, False),
        ("aov", "profit_mean", False, False),
    ],
)
def test_only_a_median_profit_that_whole_orders_move_has_steps(name, kind, order_luck, step):
    plan = Plan(spring(), Settings(order_luck=order_luck, points=64, scrambles=4))
    assert (search_of(plan, name, Goal(kind, 0.0))._step > 0) is step
    assert step or search_of(plan, name, Goal(kind, 0.0))._step == 0


@pytest.mark.parametrize("reaches_by", [0.0, 0.5])
def test_a_jump_is_met_where_one_more_order_counts(reaches_by):
    # An order a year: the third counts from 3 years on.
    again = RepeatPurchases(1.0, orders_per_year=1, years=2, retention=0.5)
    search = SimpleNamespace(
        scenario=spring(repeat=again),
        name="years",
        over=lambda place: reaches_by if place >= math.log(3) else -1.0,
    )
    reaching, missing = Search._between_jumps(search, math.log(9.5), math.log(1.5))
    assert reaching == math.log(3)
    assert missing == pytest.approx(math.log(3), abs=1e-7)
    assert missing < reaching


@pytest.mark.parametrize("kind", ["profit_mean", "profit_p50"])
@pytest.mark.parametrize(("name", "needed"), [("aov", 54), ("cpc", 0.8), ("cvr", 0.0625), ("cogs_per_order", 20)])
def test_a_profit_of_nothing_is_met_exactly(name, needed, kind):
    # 50 orders of 50 for 1,000; goods 24 and other costs 10 leave 16, and 20 are needed.
    costs = OrderEconomics(cogs_per_order=24, other_costs=10)
    (reached,) = goal_seek(Plan(known(economics=costs), FEW_IN_THE_LONG_RUN), name, Goal(kind, 0.0)).crossings
    assert reached.exact
    assert reached.value == pytest.approx(needed, rel=1e-6)


def test_a_budget_that_cannot_help_is_best_as_it_is():
    # An order leaves 5 and costs 20, however little is spent.
    plan = Plan(known(economics=OrderEconomics(cogs_per_order=45), cpc_elasticity=0.0), FEW_IN_THE_LONG_RUN)
    best = goal_seek(plan, "budget").best
    assert best.value == pytest.approx(1000, rel=1e-12)
    assert not best.reached_above


def test_a_share_that_ends_is_not_looked_for_any_further():
    plan = Plan(known(), FEW_IN_THE_LONG_RUN)
    for name, furthest in (("incremental_share", False), ("aov", False)):
        assert goal_seek(plan, name, Goal("profit_mean", 250.0)).best_is_furthest is furthest
    share = goal_seek(plan, "incremental_share", Goal("profit_mean", 250.0))
    assert (share.best.value, share.high) == (1.0, 1.0)


def test_a_value_is_as_likely_as_its_share_beyond_today():
    assert [distance_of(below, outward=False) for below in (0.25, 0.24, 0.05, 0.04)] == [
        "likely", "a_stretch", "a_stretch", "out_of_reach",
    ]  # fmt: skip
    assert [distance_of(below, outward=True) for below in (0.75, 0.76, 0.96)] == ["likely", "a_stretch", "out_of_reach"]


def test_of_what_may_well_be_true_the_likelier_stands_first():
    answer = goal_seek(Plan(spring(), FEW), "cvr", Goal(wanted=0.85))
    (reached,) = answer.crossings
    above, below = (
        replace(reached, value=answer.today * times, share_below=0.8, distance="likely") for times in (2, 0.5)
    )
    assert replace(answer, crossings=(above,)).nearness == (1, pytest.approx(-0.2))
    assert replace(answer, crossings=(below,)).nearness == (1, -0.8)


def test_a_median_of_a_part_lies_between_the_draws_around_the_middle():
    # 101 draws 0 to 100: shares of 0.465 and 0.535 lie at 46.5 and 53.5, so the draws 46 and 54 bound the median.
    part = SimpleNamespace(rows=lambda name: np.arange(101.0)[::-1].reshape(1, -1))
    assert Goal("profit_p50", 10.0).bounds(part, 0.035) == (36.0, 44.0)
    assert Goal("cpo", 10.0).bounds(part, 0.035) == (-44.0, -36.0)
