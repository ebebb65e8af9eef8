"""All inputs of a plan at once: each is looked at once, and those that move profit one way only in few looks."""

import math
from itertools import pairwise
from types import SimpleNamespace

import pytest
from scipy.stats import beta

from simulator import (
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
from tests.simulator.plans import known, spring

FEW = Settings(points=64, scrambles=4)


def test_all_answers_are_worked_out_once_and_each_input_is_named_before_it_is_looked_at():
    search, named = GoalSearch(Plan(spring(), FEW), Goal(wanted=0.61)), []
    answers = search.work_out(lambda at, name: named.append((at, name)))
    assert named == list(enumerate(seekable(search.plan.scenario)))
    assert search.work_out(lambda at, name: named.clear()) == answers == search.answers
    assert named
    assert sorted(answers, key=str) == sorted(what_would_have_to_be(search.plan, search.goal), key=str)


def test_answers_stand_by_how_far_what_they_need_is():
    # An order of 50 leaves 10 and costs 20: 60 would do, or clicks at 0.5 instead of 1, or goods at 30 instead of 40.
    plan = Plan(known(economics=OrderEconomics(cogs_per_order=40)), Settings(order_luck=False, points=64, scrambles=2))
    answers = GoalSearch(plan, Goal("profit_mean", 0.0)).answers
    assert [answer.nearness for answer in answers] == sorted(answer.nearness for answer in answers)
    assert (
        answers[0].name == "aov"
    )  # 60 instead of 50, nearer than clicks at 0.5 instead of 1 or goods at 30 instead of 40
    assert answers[-1].impossible


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
    [([0, 0, 0, 1], [1]), ([1, 0, 0, 0], [1]), ([0, 0, 1, 1], [1, 1]), ([2, 2, 1, 0], [2, 2]), ([0, 0, 0, 0], [0] * 4)],
)
def test_what_never_turns_is_best_at_one_end_and_wherever_it_is_as_good_beside_it(figures, ends):
    best = Search._from_an_end(SimpleNamespace(over=lambda place: figures[place]), [0, 1, 2, 3])
    assert [figure for figure in best if figure > -math.inf] == ends
    assert all(figure in (figures[place], -math.inf) for place, figure in enumerate(best))


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
def test_the_best_value_is_found_without_looking_at_all_draws_where_it_cannot_be(name):
    plan = Plan(spring(), Settings(points=512))
    search = search_of(plan, name, Goal(wanted=0.9999))
    places = search.places()
    highest = search._highest(places)
    assert len(search._over) <= len(places) / 2
    exact = [search.over(place) for place in places]
    assert max(highest) == max(exact)
    assert all(bound >= figure for bound, figure in zip(highest, exact, strict=True))


def test_a_counted_share_is_looked_for_up_to_the_one_of_which_all_are_counted():
    # 10 of 10 are Beta(10.5, 0.5).
    plan = Plan(spring(incremental_share=RateFromCounts(8, 10)), FEW)
    assert goal_seek(plan, "incremental_share").high == pytest.approx(beta(10.5, 0.5).median(), rel=1e-6)
