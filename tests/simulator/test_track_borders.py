"""Track at its borders: the last number that still counts, the first that does not, and what nothing adds."""

import math
from dataclasses import astuple, replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import poisson

from simulator import Amount, Fixed, Plan, Rate, Settings, outcome_of
from simulator.beliefs.distributions import SMALLEST
from simulator.plan.events import Effects, Event, Season
from simulator.questions.track import STILL, answer, example_of, track_of, tracked
from simulator.questions.track.afterwards import Held, held_of
from simulator.questions.track.days import DaysSoFar, Drift, Schedule, schedule_of
from simulator.questions.track.ending import RANGE, Ending, Range
from simulator.questions.track.gap import surprises
from simulator.questions.track.likelihood import Term, likelihoods, log_pace, price_factor, value_of_events
from simulator.questions.track.path import ENDS, _columns, places_of
from simulator.questions.track.posterior import NAMES, Away, Posterior, away_of, posterior_of, weighted_quantiles
from simulator.questions.track.rest import TIMES, rest_of
from simulator.questions.track.season import effects_between
from tests.simulator.plans import known, known_in, spring

NAN = math.nan
LONG_RUN = Settings(order_luck=False, points=64, scrambles=2)
KNOWN = Plan(known(period_days=4), LONG_RUN)
"""1,000 over four days: 250 clicks and 12.5 orders of 50 a day, each of which leaves 20 before ads."""
WANDERS = Drift(0.2, 0.15, 0.08, 0.2, 0.1, 0.1)


def days(count, spend=250.0, clicks=250.0, orders=12.5, value=625.0, arrived=1.0):
    return DaysSoFar(*((number,) * count for number in (spend, clicks, orders, value, arrived)))


def sale(day=1, **effect):
    """One day of January with an event."""
    at = date(2026, 1, day)
    return Season(date(2026, 1, 1), (Event(name="Sale", first=at, last=at, **effect),))


# -- days and drift -------------------------------------------------------------------------------------------------


def test_a_drift_that_nothing_is_said_of_is_none_and_a_day_is_ripe_from_nine_orders_in_ten_on():
    assert astuple(STILL) == (0,) * 7
    so_far = replace(days(5), arrived=(1.0, 0.95, 0.9, 0.89, 1.0))
    assert (so_far.ripe_days, days(3).ripe_days, days(2, arrived=0.5).ripe_days) == (3, 3, 0)


@pytest.mark.parametrize(("gone", "left"), [(1, 1), (1, 3), (3, 1)])
def test_one_day_drifts_as_any_other_number_of_days(gone, left):
    drift, part = Drift(cvr=0.3, cvr_day=0.2, walk=0.5), gone / (gone + left)
    assert drift.between("cvr", gone, left) == pytest.approx(math.sqrt(0.09 + 0.04 * (1 / gone + 1 / left)))
    assert drift.with_average("cvr", 0.5, gone, left) == pytest.approx(-0.5 * (1 - part / 2) * 0.09)
    apart = part * (1 - part) * (0.09 + 0.04 * (1 / gone + 1 / left))
    alone = Drift(cvr=0.3, cvr_day=0.2)
    assert alone.share_within("cvr", 0.005, gone, left) == pytest.approx(0.005 / apart)


def test_a_walk_that_a_plan_has_room_for_counts_beside_what_days_drift_apart():
    """0.16 · (0.01 + 0.25 · 5 / 16) = 0.0141 apart; a walk of 0.01 leans by 0.27 of it early and by -0.18 late."""
    drift = Drift(cvr=0.1, cvr_day=0.5, walk=0.5)
    assert drift.share_within("cvr", 0.012, 4, 16) == pytest.approx(0.012 / 0.0168)
    assert drift.share_within("cvr", 0.0082, 16, 4) == pytest.approx(0.0082 / 0.0123)


def test_a_rhythm_begins_on_a_monday_unless_said_and_an_endless_one_is_none():
    assert schedule_of(2, spend_by_weekday=(1, 2, 9, 9, 9, 9, 9)).spend == pytest.approx((1 / 3, 2 / 3))
    assert schedule_of(3, 0, (1, 1, math.inf, 1, 1, 1, 1)) == schedule_of(3)


# -- what days tell -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "term", [Term("rate", 12, 300, 1.5), Term("price", 280, 170, 0.49), Term("value", spread=0.2, seen=4)]
)
@pytest.mark.parametrize("a", [-3.0, -0.5, 0.4])
def test_slopes_of_a_likelihood_are_those_that_differences_show(term, a):
    below, here, above = (float(term.log(np.array(a + step))) for step in (-1e-3, 0, 1e-3))
    assert term.slopes(a) == pytest.approx(((above - below) / 2e-3, (above - 2 * here + below) / 1e-6), rel=1e-3)


def test_a_likelihood_far_from_everything_has_a_number():
    for kind, a in (("rate", 1e4), ("price", -1e4)):
        term = Term(kind, 1.0, 1.0)
        assert math.isfinite(float(term.log(np.array(a))))
        assert all(map(math.isfinite, term.slopes(a)))


def test_less_than_one_of_anything_still_tells_something():
    assert set(likelihoods(known(), days(1, 0.5, 0.5, 0.5, 0.5), schedule_of(4))) == {"cvr", "cpc", "aov"}
    assert set(likelihoods(known(), days(1, 0.5, 0.0, 0.0, 0.0), schedule_of(4))) == set()
    assert set(likelihoods(known(), days(1, 0.0, 0.5, 0.0, 0.0), schedule_of(4))) == {"cvr"}
    assert set(surprises(outcome_of(KNOWN), days(1, 0.5, 0.5, 0.5, 0.5), schedule_of(4), STILL)) == set(NAMES)
    cheap = known(budget=1, cpc=Fixed(0.01))
    assert log_pace(cheap, days(1, 0.5), schedule_of(4)) == pytest.approx(math.log(2))
    assert price_factor(known(cpc_elasticity=0.5), 0.5, 0.125) == 2


def test_what_is_not_known_of_events_is_added_to_the_luck_of_counts():
    sure = likelihoods(known(order_value_cv=0.5), days(2), schedule_of(4))
    noise = {"cvr": 0.01, "cpc": 0.02, "aov": 0.03}
    unsure = likelihoods(known(order_value_cv=0.5), days(2), schedule_of(4), noise)
    further = {name: unsure[name].spread - sure[name].spread for name in NAMES}
    assert further == pytest.approx({"cvr": 25 * 0.01, "cpc": 500 * 0.02, "aov": 0.03})  # 25 orders of 500 clicks


def test_what_events_do_to_order_values_counts_the_orders_whose_value_is_known():
    schedule = Schedule((0.5, 0.5), (1.0, 1.0), sale(aov=0.5))
    assert value_of_events(DaysSoFar((1.0,) * 2, (1.0,) * 2, (3.0, 1.0), (NAN, 50.0)), schedule) == 1
    assert value_of_events(DaysSoFar((1.0,) * 2, (1.0,) * 2, (0.3, 0.1), (9.0, 5.0)), schedule) == pytest.approx(0.625)
    assert value_of_events(days(2, orders=0.0, value=0.0), schedule) == 1


def test_the_effect_of_an_event_weighs_by_the_rates_of_its_days():
    """Rates 1 and 3 on equal spend: (1 · 1 + 3 · 3) / 4 where the second day's orders are three times as many."""
    schedule = Schedule((0.5, 0.5), (0.5, 1.5), sale(2, cvr=3.0))
    assert effects_between(schedule, LONG_RUN, 0, 2).cvr == pytest.approx(2.5)
    assert effects_between(schedule, LONG_RUN, 1, 2).cvr == pytest.approx(3)


# -- draws ----------------------------------------------------------------------------------------------------------


def carried_by(count, draws=(64, 2), **parts):
    """So many draws of the same weight, the others of none."""
    weights = np.zeros(draws[::-1])
    weights.flat[:count] = 1.0
    plan = Plan(spring(), Settings(points=draws[0], scrambles=draws[1]))
    return Posterior(outcome_of(plan), weights, dict.fromkeys(NAMES, 0.0), 0.5, **parts)


def test_an_answer_is_thin_that_rests_on_fewer_than_400_draws_or_a_quarter_of_them():
    assert [carried_by(count).is_thin for count in (31, 32)] == [True, False]
    assert [carried_by(count, (2048, 2)).is_thin for count in (399, 400)] == [True, False]


def test_a_rate_that_an_event_lifts_ends_at_one_and_a_price_does_not():
    plan = Plan(known(cvr=Fixed(0.5)), LONG_RUN)
    lifted = Posterior(outcome_of(plan), None, dict.fromkeys(NAMES, 0.0), 0.5, Effects(3.0, 3.0, 3.0))
    assert [float(lifted.rest(name)) for name in NAMES] == [1, 3, 150]
    half = replace(lifted, events=Effects(0.5, 0.5, 0.5))
    assert [float(half.rest(name)) for name in NAMES] == [0.25, 0.5, 25]


def test_averages_move_by_the_share_of_days_that_have_gone():
    outcome = outcome_of(Plan(spring(), LONG_RUN))
    rows = outcome.rows("cvr")
    for away in (1.0, np.full((2, 64), 1.0)):
        none, all_ = (Posterior(outcome, None, dict.fromkeys(NAMES, away), gone) for gone in (0.0, 1.0))
        assert none.rest("cvr") is all_.so_far("cvr") is outcome.cvr
        assert none.so_far("cvr") == pytest.approx(rows * math.e)
        assert all_.rest("cvr") == pytest.approx(rows / math.e)


def test_chances_of_what_never_happens_are_known():
    never = np.zeros((2, 64), dtype=bool)
    assert (carried_by(16).chance(never).value, carried_by(16).chance(never).mc_error) == (0, 0)
    rows = np.array([[70.0, 10.0], [30.0, 20.0]])
    assert weighted_quantiles(rows, None, (1.0, 0.9)) == pytest.approx([70, 30 + 0.7 * 40])
    assert weighted_quantiles(np.array([[3.0, 1.0]]), None, (0.0, 0.25, 1.0)) == pytest.approx([1, 1.5, 3])


def test_with_no_day_gone_or_nothing_seen_the_plan_s_draws_stand_as_they_are():
    outcome = outcome_of(Plan(spring(), LONG_RUN))
    none = posterior_of(outcome, DaysSoFar(), schedule_of(30), WANDERS)
    assert (none.outcome, none.weights, none.away, none.gone) == (outcome, None, dict.fromkeys(NAMES, 0.0), 0)
    idle = posterior_of(outcome, days(9, 0.0, 0.0, 0.0, 0.0), schedule_of(30), STILL)
    assert (idle.weights, idle.away, idle.gone) == (None, dict.fromkeys(NAMES, 0.0), 0.3)
    for name in NAMES:
        assert idle.rest(name) == pytest.approx(outcome.rows("aov_mean" if name == "aov" else name))
    assert away_of(known(), "cvr", 9, 30, WANDERS) == Away(0, 0)
    seen = posterior_of(outcome, days(9, 170.0, 280.0, 5.0, 420.0), schedule_of(30), WANDERS)
    assert float(seen.weights.mean()) == pytest.approx(1)


# -- the gap --------------------------------------------------------------------------------------------------------


def test_orders_that_are_counted_in_parts_surprise_as_the_whole_numbers_around_them():
    outcome = outcome_of(KNOWN)
    few, many = (surprises(outcome, days(1, orders=orders), schedule_of(4), STILL)["cvr"] for orders in (7.5, 18.5))
    assert (few, many) == pytest.approx((poisson.cdf(7, 12.5), poisson.sf(18, 12.5)))
    assert surprises(outcome, days(1, orders=12.0), schedule_of(4), STILL)["cvr"] == 0.5  # both sides are likelier


def test_what_no_click_brought_is_planned_at_the_whole_rate_and_half_of_its_orders_at_half():
    planned = {
        (clicks, arrived): track_of(KNOWN, days(1, clicks=clicks, arrived=arrived)).gap.parts[2].planned
        for clicks in (0.0, 1.0, 250.0)
        for arrived in (0.5, 1.0)
    }
    assert planned == pytest.approx({
        (0.0, 0.5): 0.05, (0.0, 1.0): 0.05, (1.0, 0.5): 0.025, (1.0, 1.0): 0.05, (250.0, 0.5): 0.025,
        (250.0, 1.0): 0.05,
    })  # fmt: skip


# -- the rest -------------------------------------------------------------------------------------------------------


def test_the_orders_that_are_likely_are_the_median_of_those_to_come():
    ending = track_of(Plan(spring(), LONG_RUN), DaysSoFar()).ending
    assert rest_of(ending, 0.5).orders_likely == pytest.approx(float(np.median(ending.orders_to_come)))


def test_orders_that_are_needed_are_worth_the_median_order():
    aov = Amount(40.0, 60.0)
    plan = Plan(known(period_days=4, aov=aov), Settings(order_luck=False, points=1024, scrambles=2))
    needed = rest_of(track_of(plan, DaysSoFar()).ending, 0.5).orders_needed
    assert needed == pytest.approx(1000 / (math.exp(aov.mu) - 30), rel=2e-3)
    small = rest_of(track_of(Plan(known_in(1e-4, period_days=4), LONG_RUN), DaysSoFar()).ending, 0.5)
    assert small.orders_needed == pytest.approx(45)  # 0.09 of money, 0.002 an order
    worthless, nothing = Plan(known(period_days=4, aov=Fixed(30.0)), LONG_RUN), days(1, 0.0, 0.0, 0.0, 0.0)
    assert rest_of(track_of(worthless, nothing, rest_spend=0.0).ending, 0.5).orders_needed == 0  # nothing is spent
    # γ = ½: the next order costs 0.18 · √times / ½, and leaves 0.2.
    cents = track_of(Plan(known_in(0.01, period_days=4, cvr=Fixed(0.05)), LONG_RUN), DaysSoFar()).ending
    halves = replace(cents.posterior.outcome.scenario, cpc_elasticity=Fixed(0.5))
    pays = track_of(Plan(halves, LONG_RUN), DaysSoFar()).rest.just_pays
    assert pays == pytest.approx(9 / 4 * (0.1 / 0.18) ** 2)


def test_a_rate_of_nothing_never_pays_and_the_plan_s_own_spend_is_among_those_that_are_tried():
    never = Plan(known(period_days=4, cvr=Fixed(0.0), cpc_elasticity=0.5), LONG_RUN)
    assert track_of(never, days(1, orders=0.0, value=0.0)).rest.just_pays is None
    assert (TIMES[0], 1.0 in TIMES, TIMES[-1]) == (0, True, 4)
    first = track_of(Plan(known(period_days=4, cvr=Fixed(0.051), cpc_elasticity=0.0), LONG_RUN), DaysSoFar()).ending
    assert rest_of(first, 1.0).keeps_chance == math.inf
    dearer = track_of(Plan(spring(), LONG_RUN), DaysSoFar()).ending
    smallest = replace(dearer, spend=dearer.spend * 0.25).chance.value
    assert rest_of(dearer, smallest).keeps_chance == pytest.approx(5000 / 30 / 4)


# -- the ending -----------------------------------------------------------------------------------------------------


def test_less_than_one_order_is_an_order_and_less_than_one_of_money_is_spent():
    free = track_of(KNOWN, days(1, 0.0, 10.0, 0.5, 25.0), rest_spend=0.0).ending
    assert (free.cpo == 0).all()
    cheap = track_of(KNOWN, days(1, 0.5, 10.0, 0.5, 25.0), rest_spend=0.0).ending
    assert cheap.cpo == pytest.approx(1)
    assert (cheap.total_spend, cheap.left_so_far, cheap.profit) == (0.5, pytest.approx(10), pytest.approx(9.5))
    assert example_of(KNOWN).days == 2


def test_in_the_long_run_values_of_orders_have_no_luck_either():
    track = track_of(Plan(known(period_days=4, order_value_cv=0.9), LONG_RUN), days(1))
    assert float(track.ending.aov_to_come) == 50
    assert track.ending.profit == pytest.approx(0, abs=1e-9)
    lucky = track_of(Plan(known(period_days=4, order_value_cv=0.9), Settings(points=64, scrambles=2)), days(1))
    assert np.ptp(lucky.ending.aov_to_come) > 5


@pytest.mark.parametrize("unit", [1e-4, 1.0, 1e4])
@pytest.mark.parametrize(("orders", "pays"), [(12.5, 1), (12.5 * (1 - 1e-13), 1), (12.5 * (1 - 1e-8), 0)])
def test_what_is_lost_by_rounding_is_no_loss_in_any_currency(unit, orders, pays):
    """12.5 orders that leave 20 each just pay for 250."""
    plan = Plan(known_in(unit, period_days=1, budget=250 * unit), LONG_RUN)
    assert track_of(plan, days(1, 250 * unit, 250.0, orders, orders * 50 * unit)).chance.value == pays
    # 2,000 clicks of a rest, 100 of which order: each costs what it leaves.
    rate = Fixed(0.05 * orders / 12.5)
    rest = track_of(Plan(known_in(unit, budget=1800 * unit, cpc=Fixed(unit), cvr=rate), LONG_RUN), DaysSoFar()).ending
    assert rest.rest_pays.value == pays


# -- the path -------------------------------------------------------------------------------------------------------


def test_a_picture_has_sixteen_days_of_a_long_period_and_today():
    assert places_of(4, 2) == [0, 1, 2, 3, 4]
    assert places_of(15, 0) == list(range(16))
    assert places_of(30, 9) == sorted([*range(0, 31, 2), 9])
    assert places_of(300, 20) == list(range(0, 301, 20))


def test_what_has_no_number_is_left_out_of_the_picture():
    drawn = _columns("ahead", 5.0, {"orders": [1.0, math.inf, 3.0]})
    assert (drawn["ahead_spend"], drawn["ahead_orders_low"], drawn["ahead_orders_high"]) == (5, 1, 3)
    assert math.isnan(drawn["ahead_orders_middle"])


def test_an_event_is_on_the_plan_s_path_on_its_day():
    """Orders 12.5 a day, on the second day 12.5 · 3 / 1.25 = 30, worth 25 each, which leave -5."""
    plan = Plan(known(period_days=4, season=sale(2, cvr=3.0, cpc=1.25, aov=0.5)), LONG_RUN)
    path = track_of(plan, DaysSoFar()).path.set_index("day")
    assert path["planned_orders_middle"].tolist() == pytest.approx([0, 12.5, 42.5, 55, 67.5])
    assert path["planned_profit_middle"].tolist() == pytest.approx([0, 0, -400, -400, -400])
    assert path["ahead_orders_middle"].tolist() == pytest.approx([0, 12.5, 42.5, 55, 67.5])


def test_the_ends_of_the_path_are_those_of_the_plan_and_of_the_ending_by_the_same_draws():
    plan = Plan(spring(order_value_cv=0.8), Settings(points=256, scrambles=4))
    track = track_of(plan, days(9, 170.0, 280.0, 5.0, 420.0), drift=WANDERS)
    last, ending, outcome = track.path.iloc[-1], track.ending, outcome_of(plan)
    weights = ending.posterior.weights[:2]
    for name in ("orders", "profit"):
        planned = weighted_quantiles(getattr(outcome, name)[:2], None, RANGE)
        ahead = weighted_quantiles(getattr(ending, name)[:2], weights, RANGE)
        assert [last[f"planned_{name}_{end}"] for end in ENDS] == pytest.approx(planned)
        assert [last[f"ahead_{name}_{end}"] for end in ENDS] == pytest.approx(ahead)


def test_the_range_of_a_first_part_is_wider_by_its_drift():
    plan = Plan(known(cvr=Amount(0.04, 0.0625)), Settings(order_luck=False, points=1024, scrambles=2))
    sigma = plan.scenario.cvr.sigma
    for drift in (STILL, Drift(cvr_day=0.3)):
        row = track_of(plan, DaysSoFar(), drift=drift).path.set_index("day").loc[16]
        share = 16 / 30
        spread = math.sqrt(sigma**2 + (1 - share) ** 2 * drift.cvr_day**2 * (1 / 16 + 1 / 14))
        width = math.log(row["planned_orders_high"] / row["planned_orders_low"])
        assert width == pytest.approx(2 * 1.6449 * spread, rel=0.02)
        assert row["planned_orders_middle"] == pytest.approx(50 * share, rel=0.01)


def test_orders_of_a_period_that_is_over_may_still_come_in():
    path = track_of(KNOWN, days(4, orders=6.25, value=312.5, arrived=0.5)).path
    assert path["ahead_orders_middle"].iloc[-1] == pytest.approx(50)
    tiny = track_of(KNOWN, days(1, 0.0, 1.0, SMALLEST, 1000.0)).path
    assert tiny["profit"][1] == pytest.approx(1000)  # the smallest number is one


# -- the verdict ----------------------------------------------------------------------------------------------------


def test_words_of_a_track_begin_and_end_at_their_numbers():
    track = track_of(Plan(spring(), LONG_RUN), days(9, 170.0, 280.0, 5.0, 420.0))

    def with_(**changes):
        return replace(track, **changes)

    assert [with_(narrowed_share=share).is_early for share in (0.19, 0.2, 0.21)] == [True, False, False]
    assert [with_(moved_share=share).is_moved for share in (-0.1, 0.0, 0.099, 0.1, 0.105)] == [
        True,
        False,
        False,
        True,
        True,
    ]
    assert with_(so_far=days(9, 1.0, 0.0, 0.0, 0.0), narrowed_share=0.5).is_early
    assert not with_(so_far=days(1, 1.0, 1.0, 0.0, 0.0), narrowed_share=0.5).is_early


def test_nothing_is_said_by_fewer_than_thirty_draws():
    plan = Plan(spring(scale_at=0.9, stop_at=0.1), Settings(points=64, scrambles=2))
    words = [
        answer._word(Ending(carried_by(count), days(9), schedule_of(30), 3500.0), plan) == "unclear"
        for count in (29, 30, 32)
    ]
    assert words == [True, False, False]


def test_a_chance_at_the_cut_off_goes_on():
    so_far = days(9, 170.0, 280.0, 6.0, 500.0)
    chance = track_of(Plan(spring(), LONG_RUN), so_far).chance.value
    assert 0.5 < chance < 1
    words = [track_of(Plan(spring(scale_at=at), LONG_RUN), so_far).word for at in (chance, chance + 1e-6)]
    assert words == ["go_on", "correct"]


def test_days_are_thin_that_a_right_plan_shows_once_in_ten_thousand_times():
    """41 orders are expected: 19 or fewer come 1.02 times in 10,000, 18 or fewer 0.45 times."""
    assert [round(1e4 * float(poisson.cdf(orders, 41.0)), 2) for orders in (18, 19)] == [0.45, 1.02]
    plan = Plan(known(period_days=4, cpc_elasticity=0.0), LONG_RUN)
    for orders, is_thin in ((18.0, True), (19.0, False)):
        assert track_of(plan, days(1, 820.0, 820.0, orders, orders * 50)).is_thin == is_thin


def test_a_range_that_is_one_number_can_not_narrow_and_one_that_widens_has_not():
    one = track_of(KNOWN, days(1, orders=12.0, value=600.0))
    assert (one.narrowed_share, one.moved_share) == (1, 0)
    assert track_of(KNOWN, DaysSoFar()).narrowed_share == 0
    plan = Plan(spring(), LONG_RUN)
    assert track_of(plan, days(1, 170.0, 280.0, 6.0, 500.0), rest_spend=50_000.0).narrowed_share == 0
    cents = Plan(known_in(1e-5, period_days=4, cvr=Rate(0.03, 0.07)), LONG_RUN)
    assert 0 < track_of(cents, days(1, 225e-5, 250.0, 12.5, 625e-5)).narrowed_share < 1
    assert tracked(KNOWN, days(1, orders=0.5, value=25.0)).actual_cpo == 500


# -- plans that ended -----------------------------------------------------------------------------------------------


def test_ended_plans_are_held_against_less_than_one_of_anything():
    small = {held.name: held for held in held_of(Plan(known(period_days=1), LONG_RUN), days(1, 0.5, 0.5, 0.5, 25.0))}
    assert {name: held.actual for name, held in small.items()} == {"cpo": 1, "cpc": 1, "cvr": 1, "aov": 50}
    no_click = held_of(Plan(known(period_days=1), LONG_RUN), days(1, 500.0, 0.0, 5.0, 250.0))
    assert [(held.name, held.actual) for held in no_click] == [("cpo", 100), ("aov", 50)]
    assert no_click[0].planned.middle == pytest.approx(20 * 0.5**0.2)  # half the spend, cheaper clicks
    late = held_of(Plan(known(period_days=1, cpc_elasticity=0.0), LONG_RUN), days(1, 1.0, 1.0, 1.0, 50.0, arrived=0.5))
    assert [held.planned.middle for held in late] == pytest.approx([40, 1, 0.025, 50])
    assert [Held("cpo", Range(1.0, 1.0, high), 1.0, 0.5).is_range for high in (1.0, 1.1)] == [False, True]
    few = Plan(known(period_days=1, budget=100, order_value_cv=0.9), Settings(points=256, scrambles=2))
    (value,) = [held for held in held_of(few, days(1, 100.0, 100.0, 5.0, 250.0)) if held.name == "aov"]
    assert value.planned.middle < 49  # of five orders a few are large: the middle lies below the mean of 50
