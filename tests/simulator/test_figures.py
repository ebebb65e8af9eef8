"""All that a page prints of a plan is what its outcome says."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from simulator import Plan, RepeatPurchases, Settings, verdict
from simulator.engine.outcome import ZONES, outcome_of
from simulator.questions.figures import Figures, figures_of, pictures_beside
from simulator.questions.verdict import break_even_inputs
from tests.simulator.plans import any_plan, known, spring

SLOW_COMPUTER = [HealthCheck.too_slow]
"""Plans take a while to make up; a busy computer is no reason to fail."""

QUICK = Settings(points=256, scrambles=8)


def chance_in(bars, kind):
    return bars.loc[bars["kind"] == kind, "share"].sum()


@given(any_plan)
@settings(max_examples=25, suppress_health_check=SLOW_COMPUTER)
def test_figures_are_those_of_the_outcome(plan):
    figures, outcome = figures_of(plan), outcome_of(plan)
    assert figures.verdict == verdict(outcome)
    assert figures.break_even_inputs == break_even_inputs(outcome)
    assert figures.break_even_probability == outcome.break_even_probability
    assert figures.long_run_break_even_probability == outcome.long_run_break_even_probability
    assert figures.no_order_probability == outcome.no_order_probability
    assert figures.target_above_max_probability == outcome.target_above_max_probability
    assert figures.zones == outcome.zones
    assert sum(zone.value for zone in figures.zones.values()) == pytest.approx(1, abs=1e-12)
    assert figures.worst_profit == outcome.worst_mean()
    assert not figures.summary.isna().any(axis=None)
    assert figures.draws == plan.settings.draws == len(outcome.draws)
    assert tuple(figures.spreads) == outcome.outputs == tuple(figures.summary.index)
    for name, spread in figures.spreads.items():
        assert spread.mean == outcome.mean(name)
        for at, estimate in ((0.05, spread.low), (0.5, spread.median), (0.95, spread.high)):
            assert estimate == outcome.quantile(name, at)
        assert spread.low.value <= spread.median.value <= spread.high.value


def test_summary_and_spreads_say_the_same():
    figures = figures_of(Plan(spring(repeat=RepeatPurchases(1, 2, 1)), QUICK))
    assert not figures.summary.isna().any(axis=None)
    for name, spread in figures.spreads.items():
        row = figures.summary.loc[name]
        expected = [spread.mean, spread.low, spread.median, spread.high]
        assert row[["mean", "p5", "p50", "p95"]].tolist() == [estimate.value for estimate in expected]
        assert row["mc_error"] == spread.median.mc_error


@given(any_plan)
@settings(max_examples=15, suppress_health_check=SLOW_COMPUTER)
def test_pictures_add_up_to_the_probabilities_beside_them(plan):
    figures = figures_of(plan)
    assert chance_in(figures.pictures.profit, "breaks_even") == pytest.approx(
        figures.break_even_probability.value, abs=1e-12
    )
    for zone in ZONES:
        assert chance_in(figures.pictures.cpo, zone) == pytest.approx(figures.zones[zone].value, abs=1e-12)
    assert figures.pictures.profit_ghost is None
    assert figures.pictures.cpo_ghost is None
    assert len(figures.pictures.profit) <= 110
    assert len(figures.pictures.cpo) <= 165


@given(any_plan, any_plan)
@settings(max_examples=15, suppress_health_check=SLOW_COMPUTER)
def test_pictures_beside_any_baseline_keep_the_probability_of_the_plan(plan, baseline):
    pictures, outcome, before = pictures_beside(plan, baseline), outcome_of(plan), outcome_of(baseline)
    assert chance_in(pictures.profit, "breaks_even") == pytest.approx(outcome.break_even_probability.value, abs=1e-12)
    for zone in ZONES:
        assert chance_in(pictures.cpo, zone) == pytest.approx(outcome.zones[zone].value, abs=1e-12)
    for bars, ghost in ((pictures.profit, pictures.profit_ghost), (pictures.cpo, pictures.cpo_ghost)):
        assert ghost["share"].sum() == pytest.approx(1, abs=1e-12)
        assert set(bars["from"]) <= set(ghost["from"])
        assert len(ghost) <= 56
    gains = pictures.profit_ghost["from"] >= 0
    chance_before = pictures.profit_ghost.loc[gains, "share"].sum()
    assert chance_before == pytest.approx(before.break_even_probability.value, abs=1e-12)


def test_a_plan_beside_itself_has_itself_as_its_ghost():
    plan = Plan(spring(), QUICK)
    pictures = pictures_beside(plan, plan)
    height = pictures.profit.groupby("from")["share"].sum()
    ghost = pictures.profit_ghost.set_index("from")["share"]
    assert ghost[ghost > 0].to_dict() == pytest.approx(height.to_dict())


def test_repeat_purchases_add_their_outputs():
    plain, repeated = (figures_of(Plan(spring(repeat=item), QUICK)) for item in (None, RepeatPurchases(1, 2, 1)))
    assert set(repeated.spreads) - set(plain.spreads) == {"first_order_profit", "cac"}
    assert repeated.spreads["max_cpo"].median.value > plain.spreads["max_cpo"].median.value


def test_the_settings_of_the_plan_are_used():
    without_luck = figures_of(Plan(known(), Settings(order_luck=False, points=64, scrambles=2)))
    assert without_luck.draws == 128
    assert without_luck.break_even_probability.value == 1
    with_luck = figures_of(Plan(known(), Settings(points=64, scrambles=2)))
    assert 0.4 < with_luck.break_even_probability.value < 0.7


def test_figures_hold_no_draws_so_that_they_are_small_enough_to_keep():
    figures = figures_of(Plan(spring()))
    frames = [getattr(figures, name) for name in Figures.__slots__ if isinstance(getattr(figures, name), pd.DataFrame)]
    frames += [figures.pictures.profit, figures.pictures.cpo]
    assert max(len(frame) for frame in frames) < 300
    assert not hasattr(figures, "__dict__")
