"""What "Plan with these" puts into a plan: worked by hand, and nothing lost on the way."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.beliefs.distributions import Amount, RateFromCounts, quantile
from simulator.evidence import learn, plan_values, present_spend, range_of, readable
from simulator.forms.fields import START, plan_of
from tests.evidence.accounts import history, lucky, steady


def rows(spends, orders=2.0, value=160.0):
    return [(day, "Only", spend, 2 * spend, orders, value) for day, spend in enumerate(spends)]


# -- by hand ------------------------------------------------------------------------------------------------------


def test_the_present_spend_is_that_of_the_last_28_days():
    """30 days at 10, then 28 days at 20: 28 × 20 / 28 × 30 = 600 in 30 days."""
    past = history(rows([10.0] * 30 + [20.0] * 28))
    assert present_spend(past, 30) == pytest.approx(600.0)
    assert present_spend(past, 7) == pytest.approx(140.0)


def test_a_shorter_history_counts_the_days_it_has():
    """10 + 20 + 30 in 3 days: 20 a day, 600 in 30 days."""
    assert present_spend(history(rows([10.0, 20.0, 30.0])), 30) == pytest.approx(600.0)


def test_days_without_a_row_are_days_without_spend():
    """Spend on the first and the last of 28 days: 56 in 28 days, 60 in 30."""
    past = history([(0, "Only", 28.0, 50, 1, 80), (27, "Only", 28.0, 50, 1, 80)])
    assert present_spend(past, 30) == pytest.approx(60.0)


def test_the_range_holds_nine_in_ten():
    low, high = range_of(Amount(0.5, 0.75))
    assert (low, high) == pytest.approx((0.5, 0.75))
    belief = RateFromCounts(orders=20, clicks=1000)
    assert range_of(belief) == (quantile(belief, 0.05), quantile(belief, 0.95))


def test_four_digits_are_read_and_texts_left_alone():
    rounded = readable({"cpc_low": 0.123456, "budget": 123456.0, "cvr_kind": "counts", "reference_budget": None})
    assert rounded == {"cpc_low": 0.1235, "budget": 123500.0, "cvr_kind": "counts", "reference_budget": None}


def test_of_a_campaign_that_was_paused_the_click_price_is_that_of_its_average_spend_and_the_budget_is_the_plans():
    past = history(rows([10.0] * 30 + [0.0] * 28, orders=0.0, value=0.0))
    values = plan_values(learn(past), past)
    assert "budget" not in values
    assert values["reference_budget"] == pytest.approx(300 * 30 / 58, rel=1e-3)


def test_the_budget_is_the_recent_spend_scaled_to_the_period_and_the_rate_keeps_the_counts_that_were_seen():
    past = steady(60)
    spend, clicks, orders = (past.frame[name].sum() for name in ("spend", "clicks", "orders"))
    values = plan_values(learn(past, period_days=15), past)
    assert values["budget"] == values["reference_budget"] == pytest.approx(spend / 4)
    assert (values["cvr_kind"], values["cvr_orders"], values["cvr_clicks"]) == ("interval", orders, clicks)


def test_without_order_values_the_plan_keeps_its_own():
    past = history([(day, "Only", 50.0, 100, 2, math.nan) for day in range(40)])
    assert not {name for name in plan_values(learn(past), past) if name.startswith(("aov", "order_value"))}


def test_without_a_currency_the_plan_keeps_its_own():
    past = steady(30)
    nameless = type(past)(past.frame, None, past.days_per_row, past.platform)
    assert plan_values(learn(past), past)["currency"] == "EUR"
    assert "currency" not in plan_values(learn(nameless), nameless)


# -- laws ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("past", [steady(30), lucky(60), lucky(120, names=3, wander=0.2), lucky(5, clicks=20)])
@pytest.mark.parametrize("days", [7, 30, 90])
def test_what_was_learned_is_a_plan_with_the_same_ranges(past, days):
    learned = learn(past, period_days=days)
    plan, problems = plan_of({**START, **plan_values(learned, past), "period_days": float(days)})
    assert not problems
    beliefs = plan.scenario.cpc, plan.scenario.cvr, plan.scenario.aov
    for belief, known in zip(beliefs, (learned.cpc, learned.cvr, learned.aov), strict=True):
        assert range_of(belief) == pytest.approx(range_of(known), rel=2e-3)  # four digits
    assert plan.scenario.reference_budget == pytest.approx(present_spend(past, days), rel=1e-3)
    assert plan.scenario.order_value_cv == pytest.approx(learned.order_value_cv, rel=1e-3)


@given(st.floats(1e-9, 1e9))
def test_four_digits_are_never_off_by_more_than_one_in_two_thousand(value):
    assert readable({"x": value})["x"] == pytest.approx(value, rel=5.1e-4)
    assert readable(readable({"x": value})) == readable({"x": value})
