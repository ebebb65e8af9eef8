"""Campaigns scored without a draw: by hand, by laws, by a second integral and by the simulator with many draws."""

from dataclasses import fields, replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betainc, betaincinv, ndtri

from simulator import Amount, Fixed, OrderEconomics, RateFromCounts, Scenario, simulate
from simulator.engine.outcome import ZONES
from simulator.engine.zones import zone_of
from simulator.questions.scores import Campaigns, chances, scores_of

ACCURACY = 1e-4
"""What a chance may be off."""


def campaigns(*rows):
    """Campaigns of (clicks, orders, spend, value, margin[, aov[, target profit share]])."""
    full = [(*row, *(np.nan, 0.0)[len(row) - 5 :]) for row in rows]
    return Campaigns(*np.array(full, dtype=float).T)


USUAL = campaigns(
    (1_200, 25, 640.0, 2_000.0, 0.35),
    (90, 2, 40.0, 170.0, 0.30, np.nan, 0.25),
    (40_000, 900, 26_000.0, 73_000.0, 0.36, np.nan, 0.1),
    (60, 12, 300.0, 1_100.0, 0.40),
    (400, 0, 120.0, 0.0, 0.40, 80.0),
)


def alone(many, place):
    return Campaigns(**{item.name: getattr(many, item.name)[place : place + 1] for item in fields(many)})


# -- by hand --------------------------------------------------------------------------------------------------------


def test_with_known_order_values_the_chance_is_a_beta_and_the_cpo_its_quantiles():
    # 100 clicks, 3 orders, 60 spent: CPC 0.60; an order is worth 80 and leaves 35 %: it may cost 28.
    scores = scores_of(campaigns((100, 3, 60, 240, 0.35)), order_value_cv=0)
    assert scores.max_cpo[0] == pytest.approx(28)
    assert scores.break_even_probability[0] == pytest.approx(1 - betainc(3.5, 97.5, 0.60 / 28), rel=1e-9)
    assert scores.cpo_p50[0] == pytest.approx(0.60 / betaincinv(3.5, 97.5, 0.5))
    assert scores.cpo_p5[0] == pytest.approx(0.60 / betaincinv(3.5, 97.5, 0.95))
    assert scores.cpo_p95[0] == pytest.approx(0.60 / betaincinv(3.5, 97.5, 0.05))


def test_without_an_order_the_stated_order_value_is_known():
    scores = scores_of(campaigns((400, 0, 120, 0, 0.40, 80)))
    assert scores.break_even_probability[0] == pytest.approx(1 - betainc(0.5, 400.5, 0.30 / 32), rel=1e-9)


def test_an_order_that_leaves_nothing_never_pays():
    scores = scores_of(campaigns((100, 50, 1, 4_000, 0.0)))
    assert (scores.break_even_probability[0], ZONES[scores.zone[0]]) == (0, "stop")


def test_a_campaign_of_one_order_has_its_value_and_the_usual_spread_of_values_unless_said():
    scores = scores_of(campaigns((100, 1, 60, 80, 0.35)))
    assert scores.max_cpo[0] == pytest.approx(28)
    exact = integral(1.5, 99.5, 0.60 / 28, np.sqrt(np.log(2)))
    assert scores.break_even_probability[0] == pytest.approx(exact, abs=1e-5)


def test_clicks_at_twenty_times_what_an_order_leaves_never_pay_however_often_they_convert():
    """30 a click, 1.50 an order: no average of three orders of usual spread is twenty times its middle."""
    for cv in (0.0, 0.5):
        scores = scores_of(campaigns((10, 3, 300, 45, 0.1)), order_value_cv=cv)
        assert (scores.break_even_probability[0], ZONES[scores.zone[0]]) == (0, "stop")


# -- laws -----------------------------------------------------------------------------------------------------------


@given(st.integers(1, 10**6), st.floats(0, 1), st.floats(0.01, 100), st.floats(0.01, 1), st.floats(0.5, 2))
def test_units_of_money_change_no_chance_and_a_larger_margin_never_lowers_it(clicks, share, cpc, margin, unit):
    orders = round(clicks * share)
    row = (clicks, orders, cpc * clicks, 80.0 * orders, margin, 80.0)
    here, in_other_money, with_less = (
        scores_of(campaigns(item)).break_even_probability[0]
        for item in (
            row,
            (clicks, orders, unit * row[2], unit * row[3], margin, unit * 80.0),
            (*row[:4], margin / 2, row[5]),
        )
    )
    assert 0 <= here <= 1
    assert in_other_money == pytest.approx(here, abs=1e-9)
    assert with_less <= here + 1e-5


def test_a_row_is_scored_alike_alone_and_among_others():
    together = scores_of(USUAL)
    for place in range(len(USUAL.clicks)):
        one = scores_of(alone(USUAL, place))
        for item in fields(together):
            np.testing.assert_allclose(getattr(one, item.name), getattr(together, item.name)[place], rtol=1e-12)


# -- a second integral ------------------------------------------------------------------------------------------------


def integral(a, b, needed, spread):
    """SciPy's adaptive quadrature over the order value, cut where the integrand turns and where it bends."""
    bend = max(np.log(needed) / spread, -9.0)
    if bend >= 9:
        return 0.0
    turn = (np.log(needed) - np.log(a / (a + b))) / spread
    width = min(np.sqrt(1 / a - 1 / (a + b)) / spread, 5.0)
    cuts = sorted({bend, 9.0, *np.clip([turn + step * width for step in (-20, -6, -2, 0, 2, 6, 20)], bend, 9.0)})

    def pays(score):
        return (1 - betainc(a, b, min(1.0, needed * np.exp(-spread * score)))) * np.exp(-(score**2) / 2)

    parts = (quad(pays, low, high, epsabs=1e-10)[0] for low, high in pairwise(cuts))
    return sum(parts) / np.sqrt(2 * np.pi)


@pytest.mark.parametrize("cv", [0.1, 0.7, 1.0, 3.0])
def test_chances_are_those_of_an_adaptive_integral_for_every_kind_of_campaign(cv):
    rng = np.random.default_rng(16)
    orders = np.exp(rng.uniform(np.log(0.1), np.log(1e5), 60))
    clicks = orders / np.exp(rng.uniform(np.log(0.001), 0, 60))
    a, b, spread = orders + 0.5, clicks - orders + 0.5, np.sqrt(np.log1p(cv**2 / orders))
    width = np.sqrt(1 / a - 1 / (a + b) + spread**2)
    needed = a / (a + b) * np.exp(rng.normal(0, 1.2, 60) * width)  # near the turn, where it is hard
    exact = [integral(*row) for row in zip(a, b, needed, spread, strict=True)]
    np.testing.assert_allclose(chances(a, b, needed, spread), exact, rtol=0, atol=ACCURACY)


@pytest.mark.parametrize("cv", [0.5, 2.0])
def test_a_campaign_of_two_orders_by_the_second_integral(cv):
    """1.10 a click and 26 an order, of which 88 % of 90 clicks are none."""
    score = scores_of(campaigns((90, 2, 99, 170, 0.30)), order_value_cv=cv).break_even_probability[0]
    exact = integral(2.5, 88.5, 1.1 / (0.3 * 85), np.sqrt(np.log(1 + cv**2 / 2)))
    assert score == pytest.approx(exact, abs=1e-5)


@pytest.mark.parametrize(("a", "clicks"), [(0.7, 400), (1.5, 199), (2.5, 4), (12.5, 59)])
@pytest.mark.parametrize("times", [0.5, 1.3, 1.6, 2.1])
def test_each_of_the_sums_is_as_close_to_the_integral_as_it_says(a, clicks, times):
    """By the spread of the order value as so many times that of the rate."""
    spread, needed = times * np.sqrt(1 / a - 1 / (clicks + 1)), a / (clicks + 1)
    (chance,) = chances(*(np.array([value]) for value in (a, clicks + 1 - a, needed, spread)))
    assert chance == pytest.approx(integral(a, clicks + 1 - a, needed, spread), abs=1e-5)


def test_fewer_points_would_be_noticed(monkeypatch):
    monkeypatch.setattr("simulator.questions.scores.POINTS", 6)
    a, b, spread = np.array([3.5]), np.array([100.0]), np.array([0.55])
    needed = np.array([0.03])
    assert abs(chances(a, b, needed, spread)[0] - integral(3.5, 100.0, 0.03, 0.55)) > 1e-5


# -- the simulator ----------------------------------------------------------------------------------------------------


def scenario_of(many, place):
    """The same campaign as a plan of its own spend."""
    row = {item.name: float(getattr(many, item.name)[place]) for item in fields(many)}
    counts = RateFromCounts(row["orders"], row["clicks"])
    if row["orders"]:
        middle, spread = row["value"] / row["orders"], np.sqrt(np.log1p(1 / row["orders"]))
        width = np.exp(spread * ndtri(0.95))
        aov = Amount(middle / width, middle * width, 0.90)
    else:
        aov = Fixed(row["aov"])
    return Scenario(
        budget=row["spend"],
        cpc=Fixed(row["spend"] / row["clicks"]),
        cvr=counts,
        aov=aov,
        economics=OrderEconomics(cogs_share=1 - row["margin"]),
        target_profit_share=row["target_profit_share"],
    )


DRAWN = (2**16, 2**15, 2**15, 2**15, 2**15)
"""Points for each campaign, so many that the error of the chance is below `ACCURACY`."""


@pytest.mark.parametrize(("place", "points"), list(zip(range(len(USUAL.clicks)), DRAWN, strict=True)))
def test_chance_quantiles_and_zone_are_those_of_many_draws(place, points):
    """Off by at most 1e-4 and five standard errors of the draws: chance alone fails it once in 1.7 million."""
    outcome = simulate(scenario_of(USUAL, place), order_luck=False, points=points, scrambles=8)
    scores = scores_of(alone(USUAL, place))
    chance = outcome.break_even_probability
    assert chance.mc_error < ACCURACY
    assert scores.break_even_probability[0] == pytest.approx(chance.value, abs=ACCURACY + 5 * chance.mc_error)
    for name, share in (("cpo_p5", 0.05), ("cpo_p50", 0.5), ("cpo_p95", 0.95)):
        drawn = outcome.quantile("cpo", share)
        assert getattr(scores, name)[0] == pytest.approx(drawn.value, rel=1e-4, abs=5 * drawn.mc_error)
    assert scores.max_cpo[0] == pytest.approx(outcome.quantile("max_cpo", 0.5).value, rel=1e-4)
    assert ZONES[scores.zone[0]] == zone_of(outcome.breaks_even, outcome.zone == 0).name


def test_a_target_turns_scale_into_optimise_and_moves_no_chance():
    paying = campaigns((1_000, 40, 400, 3_200, 0.35))
    strict, all_of_it = (replace(paying, target_profit_share=np.array([share])) for share in (0.9, 1.0))
    assert [ZONES[scores_of(item).zone[0]] for item in (paying, strict, all_of_it)] == ["scale", "optimise", "optimise"]
    assert scores_of(paying).break_even_probability == scores_of(strict).break_even_probability
