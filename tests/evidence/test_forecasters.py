"""The combination of forecasters: by hand, by law, blind to the future, and right about what it was made to see."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.evidence.learning import forecasters
from simulator.evidence.learning.account import AOV_USUAL, CPO_USUAL
from simulator.evidence.learning.flows import Clock, Flow, ahead_sums, rhythm_ahead, rhythm_of, weighted_sums
from simulator.evidence.learning.forecasters import (
    CUT,
    LEAST_RATIO,
    PRIOR_PERIODS,
    Misses,
    Usual,
    spread,
    track,
)

MONTH = Clock(1, 30)
WEEK = Clock(1, 7)


def flow(orders, spend) -> Flow:
    orders, spend = (np.atleast_2d(np.asarray(part, dtype=float)) for part in (orders, spend))
    return Flow(orders, spend, np.ones(orders.shape))


def busy(days: int, seed: int = 1, *, spread_of_spend: float = 0.4, elasticity: float = 0.0, sd: float = 0.05) -> Flow:
    """So many orders that luck is nothing: spend moves slowly, orders per spend by its answer and a daily wander."""
    rng = np.random.default_rng(seed)
    log_spend = np.repeat(spread_of_spend * rng.standard_normal(days // 7 + 1), 7)[:days]
    log_rate = math.log(0.02) - elasticity * log_spend + sd * rng.standard_normal(days)
    spend = 1e7 * np.exp(log_spend)
    return flow(spend * np.exp(log_rate), spend)


# -- by hand ------------------------------------------------------------------------------------------------------


def test_sums_of_the_next_rows_by_hand():
    assert ahead_sums(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 2).tolist() == [5, 7, 9]


def test_misses_count_once_their_period_is_over():
    """Periods of 2 rows from rows 0, 1, 2; the first is over at row 2. Two that overlap count as one."""
    sums = forecasters._so_far(np.array([[1.0, 2.0, 4.0]]), 2, (1, 5))
    assert sums.tolist() == [[0.0, 0.0, 0.5, 1.5, 3.5]]


def test_older_rows_count_half_after_each_half_life():
    assert weighted_sums(np.array([8.0, 0.0, 0.0, 4.0]), 1.0).tolist() == [8, 4, 2, 5]


def test_rows_that_are_still_coming_in_count_by_what_is_there():
    """Of the last row a half has come, of the one before three quarters: 4 · ½ + 8 · ¾ / 2 + 16 / 4."""
    weighted = weighted_sums(np.array([16.0, 8.0, 4.0]), 1.0, (0.5, 0.75))
    assert weighted[-1] == pytest.approx(2 + 3 + 4)


def test_the_width_starts_from_what_is_usual_and_moves_by_what_was_missed():
    """By hand: 14 misses of 0.3 a week ahead are two periods; the prior counts 6 of them."""
    usual = Usual(0.04, 0.0)
    misses = Misses(np.full((1, 14), 0.3), np.ones((1, 14)), np.ones((1, 14)), np.zeros((1, 14)))
    variance, prior = spread({7: misses}, usual, WEEK, (1, 21))
    assert variance[0, 0] == pytest.approx(0.04)
    assert prior[0, 0] == 1
    assert variance[0, -1] == pytest.approx((PRIOR_PERIODS * 0.04 + 2 * 0.09) / (PRIOR_PERIODS + 2))
    assert prior[0, -1] == pytest.approx(PRIOR_PERIODS / (PRIOR_PERIODS + 2))


def test_one_huge_miss_is_cut():
    """A miss of 10 standard deviations counts as `CUT` of those that were believed with it."""
    usual = Usual(0.04, 0.0)
    error = np.zeros((1, 70))
    error[0, 30] = 2.0
    misses = Misses(error, np.ones((1, 70)), np.ones((1, 70)), np.zeros((1, 70)))
    variance = spread({7: misses}, usual, WEEK, (1, 77))[0][0, -1]
    uncut = (PRIOR_PERIODS * 0.04 + 4.0 / 7) / (PRIOR_PERIODS + 10)
    assert variance < uncut / 2
    quiet = PRIOR_PERIODS * 0.04 / (PRIOR_PERIODS + 10)
    believed = PRIOR_PERIODS * 0.04 / (PRIOR_PERIODS + 24 / 7)  # those from rows 0 to 23 were over by row 30
    assert variance == pytest.approx(quiet + CUT**2 * believed / 7 / (PRIOR_PERIODS + 10), rel=1e-6)


def test_luck_is_no_movement():
    """Misses as large as their luck leave the least that is ever believed."""
    usual = Usual(0.04, 0.0)
    misses = Misses(np.full((1, 700), 0.2), np.ones((1, 700)), np.ones((1, 700)), np.full((1, 700), 0.04))
    variance = spread({7: misses}, usual, WEEK, (1, 707))[0][0, -1]
    assert variance == pytest.approx(max(LEAST_RATIO, PRIOR_PERIODS / (PRIOR_PERIODS + 100)) * 0.04)


def test_the_rhythm_turns_with_the_weekday_of_the_first_row_and_takes_no_order_away():
    rates = np.array([4.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0])
    days = np.arange(70)
    flow = Flow(rates[days % 7][None] * 50.0, np.full((1, 70), 100.0), np.ones((1, 70)))
    monday, thursday = (rhythm_of(flow, Clock(1, 10, weekday)) for weekday in (0, 3))
    np.testing.assert_allclose(thursday.factor, np.roll(monday.factor, 3, axis=0))
    np.testing.assert_allclose(thursday.below, np.roll(monday.below, 3, axis=0))
    came = weighted_sums(flow.above * monday.days, 90.0)
    np.testing.assert_allclose((came / monday.factor).sum(axis=0)[6:], came.sum(axis=0)[6:], rtol=1e-9)
    last, second_week = monday.factor[:, -1], monday.factor[:, 13]
    assert last[0] > last[4] > 1 > last[1]
    assert last[0] / last[1] > second_week[0] / second_week[1]  # drawn to 1 while few weeks were seen
    assert last[0] / last[1] == pytest.approx(4, rel=0.35)


def test_the_rhythm_of_the_coming_days_by_hand():
    """Ten days from a Monday on: a week, then Monday to Wednesday, which convert half as well as the rest."""
    days = np.arange(7 * 60)
    rate = np.where(days % 7 < 3, 0.01, 0.02)
    many = flow(1e6 * rate, np.full(len(days), 1e6))
    rhythm = rhythm_of(many, Clock(1, 10))
    assert rhythm is not None
    assert rhythm.factor[0, -1] / rhythm.factor[6, -1] == pytest.approx(0.5, abs=0.06)
    ahead = rhythm_ahead(rhythm, Clock(1, 10), 10)
    assert ahead[-1] == pytest.approx(math.log((3 * 2 * 0.01 + 4 * 0.02) / 10 / ((3 * 0.01 + 4 * 0.02) / 7)), abs=0.02)
    assert rhythm_ahead(rhythm, WEEK, 7) == 0.0
    followed = track(many, Usual(0.04, 0.0), Clock(1, 10))
    assert math.exp(followed.level[0, -1]) == pytest.approx((3 * 2 * 0.01 + 4 * 0.02) / 10, rel=0.03)


# -- laws ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clock", [WEEK, MONTH, Clock(1, 10, 3, (0.4, 0.8)), Clock(7, 4)])
def test_nothing_looks_ahead(clock):
    now = busy(500, elasticity=0.3, sd=0.2)
    rng = np.random.default_rng(2)
    below, above = now.below.copy(), now.above.copy()
    below[0, 450:] *= rng.uniform(0.1, 5, 50)
    above[0, 450:] *= rng.uniform(0.1, 5, 50)
    first, second = (track(item, CPO_USUAL, clock) for item in (now, Flow(above, below, now.unit)))
    for name in ("level", "elasticity", "elasticity_sd", "counting", "missing"):
        assert getattr(first, name)[:, :450] == pytest.approx(getattr(second, name)[:, :450], rel=1e-12)
    for one, other in ((first, second),):
        for ahead in one.misses:
            until = 450 - ahead
            assert one.misses[ahead].error[:, :until] == pytest.approx(other.misses[ahead].error[:, :until], rel=1e-9)
    widths = [spread(item.misses, CPO_USUAL, clock, (1, 500))[0][:, :450] for item in (first, second)]
    assert widths[0] == pytest.approx(widths[1], rel=1e-9)


def test_the_answer_to_spend_is_learned_where_spend_moves():
    """The prior is 0.4 ± 0.18; a year of weekly moves of 40 % overrules it, a steady spend leaves it."""
    for true in (0.0, 0.3, 0.6):
        result = track(busy(400, elasticity=true), CPO_USUAL, WEEK)
        assert result.elasticity[0, -1] == pytest.approx(true, abs=0.08)
        assert result.elasticity_sd[0, -1] < 0.1
    still = track(busy(400, spread_of_spend=0.0), CPO_USUAL, WEEK)
    assert still.elasticity[0, -1] == pytest.approx(0.4, abs=0.03)
    assert still.elasticity_sd[0, -1] == pytest.approx(0.18, abs=0.03)


def test_money_of_another_unit_changes_nothing():
    now = busy(200, elasticity=0.4)
    dear = Flow(now.above, 7 * now.below, now.unit)
    first, second = (track(item, CPO_USUAL, MONTH) for item in (now, dear))
    spend = math.log(1e7)
    ours = first.level[0, -1] - first.elasticity[0, -1] * spend
    theirs = second.level[0, -1] - second.elasticity[0, -1] * (spend + math.log(7))
    assert theirs == pytest.approx(ours - math.log(7), rel=1e-9)


def test_a_level_that_jumped_is_followed_within_weeks():
    """A rate that doubled 21 days ago is believed to three quarters; one that wanders by 30 % a day is averaged."""
    days = np.arange(200)
    jumped = flow(1e6 * np.where(days < 179, 0.01, 0.02), np.full(200, 1e6))
    level = track(jumped, Usual(0.04, 0.0), WEEK).level[0, -1]
    assert (level - math.log(0.01)) / math.log(2) > 0.75
    noisy = track(busy(400, spread_of_spend=0.0, sd=0.3), Usual(0.04, 0.0), WEEK).level[0, -1]
    assert noisy == pytest.approx(math.log(0.02), abs=0.12)


def test_a_season_of_last_year_is_foreseen_in_part():
    """Every December doubles the rate. A year ago it did: on the last day before the second December at least a tenth
    of it is believed to come again, and on the last day of a steady June nothing."""
    days = np.arange(365 + 335)
    rate = np.where(days % 364 >= 335, 0.02, 0.01)
    level = track(flow(1e6 * rate, np.full(len(days), 1e6)), Usual(0.04, 0.0), Clock(1, 28)).level[0]
    assert level[-1] > math.log(0.01) + 0.1 * math.log(2)
    assert level[364 + 150] == pytest.approx(math.log(0.01), abs=0.02)


def test_weights_are_shares_and_the_best_forecaster_has_the_most():
    now = busy(300, sd=0.4, spread_of_spend=0.0)
    experts = forecasters._experts(now, CPO_USUAL, WEEK)
    forecasts = {7: forecasters._forecasts(now, experts, CPO_USUAL, WEEK, 7)}
    weights = forecasters._weights(now, forecasts, CPO_USUAL, WEEK, len(experts.level))
    assert weights.sum(axis=(0, 1)) == pytest.approx(np.ones((1, 300)))
    by_expert = weights.sum(axis=0)[:, 0, -1]
    assert by_expert[4] > by_expert[0]  # pure noise: the longest average beats the shortest


def test_siblings_tell_which_forecaster_to_trust_and_how_wide_to_be():
    rng = np.random.default_rng(4)
    spend = np.full((3, 120), 1e6)
    wild = 0.02 * np.exp(0.5 * rng.standard_normal((3, 120)))
    calm = np.full(120, 0.02)
    among_wild = Flow(1e6 * np.vstack([calm, wild[1:]]), spend, np.ones((3, 120)))
    among_calm = Flow(1e6 * np.vstack([calm, calm, calm]), spend, np.ones((3, 120)))
    widths = [
        spread(track(item, CPO_USUAL, WEEK).misses, CPO_USUAL, WEEK, (3, 120))[0][0, -1]
        for item in (among_wild, among_calm)
    ]
    assert widths[0] > 1.2 * widths[1]


def test_a_file_shorter_than_its_period_has_no_misses_of_it():
    assert track(busy(20), CPO_USUAL, MONTH).misses.keys() == {7}
    assert track(busy(5), CPO_USUAL, MONTH).misses == {}


def test_an_account_that_does_the_same_every_week_is_not_missed_on_whatever_weekday_a_period_begins():
    """Half as much on two days of the week: ten days hold two, three or four of them. The factor of a weekday is drawn
    to 1 by three weeks."""
    day = np.arange(400)
    error = track(flow(2e5 * np.where(day % 7 < 2, 0.5, 1.0), np.full(400, 1e7)), CPO_USUAL, Clock(1, 10)).misses[10]
    assert abs(error.error[0, 200:]).max() < 0.03


def test_the_rhythm_has_no_unit_of_money():
    day = np.arange(60)
    orders, spend = 20 * np.where(day % 7 < 2, 0.5, 1.0), 100 * np.where(day % 7 < 5, 1.5, 1.0)
    logs = [
        rhythm_ahead(rhythm_of(flow(orders, spend * unit), Clock(1, 10)), Clock(1, 10), 10) for unit in (1e-6, 1, 1e6)
    ]
    assert abs(logs[1][14:]).max() > 0.01
    assert logs[0] == pytest.approx(logs[1])
    assert logs[2] == pytest.approx(logs[1])


def test_without_an_order_so_far_every_weekday_is_as_good():
    rhythm = rhythm_of(flow(np.zeros(20), np.ones(20)), WEEK)
    assert rhythm is not None
    assert (rhythm.factor == 1).all()


def test_a_month_s_misses_are_cut_by_what_the_weeks_before_let_expect():
    """22 misses of 0.3 a row ahead are 2.25 times the usual variance of 0.04. One of 5.0 two rows ahead is cut at 2.5²
    times what is believed by then, and counts half, as periods of two rows overlap."""

    def misses(error, counts):
        error, counts = np.array([error]), np.array([counts])
        return Misses(error, counts, np.ones(error.shape), np.zeros(error.shape))

    short = misses([0.3] * 22, [1.0] * 22)
    long = misses([0.0] * 20 + [5.0], [0.0] * 20 + [1.0])
    variance, _ = spread({1: short, 2: long}, Usual(0.04, 0.0), Clock(1, 2), (1, 23))
    believed = [(6 + 2.25 * seen) / (6 + seen) for seen in (20, 22)]
    assert variance[0, 22] / 0.04 == pytest.approx((6 * believed[1] + 2.5**2 * believed[0] / 2) / (6 + 1 / 2))


def test_a_steady_account_of_five_years_is_followed():
    """So many weeks without a miss make one forecaster e^500 times as likely as by one's prior."""
    made = track(flow(np.full(1_830, 2e5), np.full(1_830, 1e7)), AOV_USUAL, WEEK)
    assert made.level[0, -1] == pytest.approx(math.log(0.02), abs=1e-3)


def test_campaigns_in_weekly_rows_are_drawn_to_the_rate_of_the_last_four():
    """20 orders for 8 in the first week are 10 for 4 after four weeks, and half an order."""
    center = forecasters._center(flow([[10, *[0] * 29]] * 2, [[4, *[0] * 29]] * 2), Clock(7, 1))
    assert center[4] == pytest.approx(10.5 / 4)


def test_what_hardly_spent_lately_is_held_against_a_thousandth_of_what_a_row_had():
    """50 rows of 1 and 600 of nothing: campaigns have half an order to a thousandth of 50/650."""
    below = np.concatenate([np.ones(50), np.zeros(600)])
    center = forecasters._center(flow(np.zeros((2, 650)), [below / 2, below / 2]), WEEK)
    assert center[-1] == pytest.approx(0.5 / (1e-3 * 50 / 650))
