"""Two plans on the same draws: they differ only where the plans differ."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from simulator import Amount, Fixed, InputError, Plan, Rate, Settings, compare, simulate
from simulator.questions.compare import side_by_side
from simulator.questions.figures import figures_of
from tests.simulator.plans import any_plan, known, spring

SLOW_COMPUTER = [HealthCheck.too_slow]
"""Plans take a while to make up; a busy computer is no reason to fail."""

QUICK = Settings(points=256, scrambles=8)


def quick(**changes):
    return Plan(spring(**changes), QUICK)


def shares_of(comparison):
    return comparison.bars.groupby("kind", observed=False)["share"].sum()


# -- itself -------------------------------------------------------------------------------------------------------


@given(any_plan)
@settings(max_examples=15, suppress_health_check=SLOW_COMPUTER)
def test_a_plan_against_itself_is_the_same_in_every_draw(plan):
    itself = compare(plan, plan)
    assert itself.same_probability.value == 1
    assert itself.better_probability.value == itself.cheaper_probability.value == 0
    assert itself.mean_difference.value == itself.mean_difference.mc_error == 0
    assert itself.quantile(0.05).value == itself.quantile(0.95).value == 0
    assert itself.bars[["from", "kind", "share"]].to_numpy().tolist() == [[0, "same", 1]]


def test_another_name_is_not_another_plan():
    assert compare(quick(), quick(name="other")).same_probability.value == 1


# -- chances ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"budget": 6000}, {"aov": Amount(60, 99)}, {"cvr": Rate(0.01, 0.04)}, {"order_value_cv": 2.0}, {}]
)
def test_better_same_and_worse_add_up_to_1(changes):
    there, back = compare(quick(), quick(**changes)), compare(quick(**changes), quick())
    better, same, worse = (
        item.value for item in (there.better_probability, there.same_probability, back.better_probability)
    )
    assert better + same + worse == 1
    shares = shares_of(there)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert shares["better"] == pytest.approx(better, abs=1e-12)
    assert shares["same"] == pytest.approx(same, abs=1e-12)
    assert shares["worse"] == pytest.approx(worse, abs=1e-12)


@given(any_plan, any_plan)
@settings(max_examples=15, suppress_health_check=SLOW_COMPUTER)
def test_bars_add_up_to_the_chances_for_any_two_plans(first, second):
    second = replace(second, scenario=replace(second.scenario, currency=first.scenario.currency))
    comparison = compare(first, second)
    shares = shares_of(comparison)
    assert shares["better"] == pytest.approx(comparison.better_probability.value, abs=1e-12)
    assert shares["same"] == pytest.approx(comparison.same_probability.value, abs=1e-12)
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    bars = comparison.bars
    assert (bars.loc[bars["kind"] == "better", "from"] >= 0).all()
    assert (bars.loc[bars["kind"] == "worse", "to"] <= 0).all()


def test_a_plan_that_is_better_in_every_draw_is_better_for_certain():
    """A dearer order value with the same click price earns more whenever an order comes."""
    comparison = compare(quick(order_value_cv=0), quick(order_value_cv=0, aov=Amount(71, 96)))
    assert comparison.better_probability.value == 1
    assert comparison.mean_difference.value > 0


def test_a_cheaper_click_makes_orders_cheaper_and_never_dearer():
    comparison = compare(quick(), quick(cpc=Amount(0.40, 0.70)))
    assert comparison.cheaper_probability.value > 0.9
    assert compare(quick(cpc=Amount(0.40, 0.70)), quick()).cheaper_probability.value == 0


def test_the_picture_of_a_difference_reaches_over_99_draws_in_100_and_no_bar_further():
    """A tenth more for every order, whose value is so uncertain that one draw in 200 lies far beyond the others."""
    plans = [Plan(known(aov=Amount(10 * part, 1000 * part)), Settings(order_luck=False)) for part in (1, 1.1)]
    for first, second in (plans, plans[::-1]):
        comparison = compare(first, second)
        low, high = (comparison.quantile(share).value for share in (0.005, 0.995))
        far = comparison.bars.iloc[-1 if high > -low else 0]  # the bar that is furthest from 0
        end = high if high > -low else low
        assert min(abs(far["from"]), abs(far["to"])) < abs(end) <= max(abs(far["from"]), abs(far["to"]))


# -- common random numbers ----------------------------------------------------------------------------------------


def test_the_difference_is_far_less_noisy_than_that_of_independent_draws():
    first, second = spring(), spring(cpc=Amount(0.44, 0.74))
    shared, apart = [], []
    for seed in range(8):
        settings_of_seed = Settings(order_luck=True, points=256, scrambles=2, seed=seed)
        shared.append(compare(Plan(first, settings_of_seed), Plan(second, settings_of_seed)).mean_difference.value)
        other = simulate(second, points=256, scrambles=2, seed=seed + 100)
        apart.append(other.profit.mean() - simulate(first, points=256, scrambles=2, seed=seed).profit.mean())
    assert np.std(shared) < 0.2 * np.std(apart)
    assert np.mean(shared) == pytest.approx(np.mean(apart), abs=5 * np.std(apart))


def test_what_is_alike_in_both_plans_is_drawn_alike():
    comparison = compare(quick(), quick(cvr=Rate(0.02, 0.035), budget=6000))
    assert np.array_equal(comparison.first.rows("aov_mean"), comparison.second.rows("aov_mean"))
    assert not np.array_equal(comparison.first.rows("cvr"), comparison.second.rows("cvr"))


def test_both_are_simulated_with_the_settings_of_the_first():
    comparison = compare(quick(), Plan(spring(budget=6000), Settings(order_luck=False, points=64, seed=9)))
    assert comparison.second.settings == QUICK
    assert comparison.profit_difference.shape == (8, 256)


# -- periods and currencies ---------------------------------------------------------------------------------------


def test_the_profit_of_60_days_is_halved_before_it_is_compared_with_that_of_30():
    month = Plan(known(cpc=Fixed(0.5)), Settings(order_luck=False))
    two_months = Plan(known(cpc=Fixed(0.5), budget=2000, period_days=60), Settings(order_luck=False))
    assert compare(month, two_months).same_probability.value == 1
    assert compare(two_months, month).same_probability.value == 1
    same_days = replace(two_months, scenario=replace(two_months.scenario, period_days=30))
    assert compare(month, same_days).mean_difference.value == pytest.approx(1000)
    assert compare(same_days, month).mean_difference.value == pytest.approx(-1000)


def test_plans_in_different_currencies_are_not_compared():
    with pytest.raises(InputError, match="different currencies") as caught:
        compare(quick(), quick(currency="USD"))
    assert caught.value.field == "currency"
    assert "EUR" in str(caught.value)
    assert "USD" in str(caught.value)


# -- side by side -------------------------------------------------------------------------------------------------


def test_a_row_of_the_table_holds_the_figures_of_its_plan():
    plans = {"one": quick(), "two": quick(budget=6000, currency="USD", period_days=7)}
    table = side_by_side((name, plan, figures_of(plan)) for name, plan in plans.items())
    assert table["plan"].tolist() == ["one", "two"]
    assert table["budget"].tolist() == [5000, 6000]
    assert table["currency"].tolist() == ["EUR", "USD"]
    assert table["period_days"].tolist() == [30, 7]
    for row, plan in zip(table.itertuples(), plans.values(), strict=True):
        outcome = simulate(plan.scenario, points=256)
        assert row.break_even_probability == outcome.break_even_probability.value
        assert row.cpo_p50 == outcome.quantile("cpo", 0.5).value
        assert row.max_cpo_p50 == outcome.quantile("max_cpo", 0.5).value
        assert row.orders_mean == outcome.mean("orders").value
        assert row.profit_mean == outcome.mean("profit").value
        assert (row.profit_p5, row.profit_p95) == tuple(outcome.quantile("profit", at).value for at in (0.05, 0.95))
        assert row.profit_worst_mean == outcome.worst_mean().value


def test_no_plans_make_an_empty_table():
    assert side_by_side([]).empty
