"""One forecast: what goes into the plan, what the campaign table says and what hindsight tests are the same numbers."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from benchmarks.invented import KINDS, account
from simulator import simulate
from simulator.evidence import backtest, campaign_table, learn, learn_campaigns, learn_past, plan_values, present_spend
from simulator.evidence.learning.forecast import forecast
from simulator.forms.fields import START, plan_of
from tests.evidence.accounts import lucky

ACCOUNTS = {kind: account(KINDS[kind], np.random.default_rng(8), 7) for kind in ("drifting", "spend follows demand")}


@pytest.mark.parametrize("kind", list(ACCOUNTS))
@pytest.mark.parametrize("days", [7, 30])
def test_hindsight_tests_the_forecast_that_was_believed_then(kind, days):
    """Learned anew from the days before a cut, it is what the one pass over the whole file says of that day."""
    history = ACCOUNTS[kind]
    result = backtest(history, period_days=days).frame
    for _, row in result[result["quantity"] == "orders"].iloc[[0, -1]].iterrows():
        before = history.only(last=(row["from"] - pd.Timedelta(days=1)).date())
        anew = learn(before, period_days=days, with_notes=False)
        draws = forecast(anew, row["spend"]).orders
        ends = np.quantile(draws, [0.05, 0.5, 0.95], method="inverted_cdf")
        assert ends.tolist() == row[["low90", "median", "high90"]].tolist()


def test_what_was_believed_on_every_day_is_what_would_have_been_learned_then():
    history = ACCOUNTS["drifting"]
    rows = [30, 60, history.days - 1]
    for row, known in zip(rows, learn_past(history, rows, period_days=30), strict=True):
        before = history.only(last=history.first + timedelta(days=row))
        anew = learn(before, period_days=30, with_notes=False)
        assert known is not None
        for name in ("cpc", "elasticity"):
            ends = (getattr(getattr(item, name), end) for end in ("low", "high") for item in (known, anew))
            first, second, third, fourth = ends
            assert (first, third) == pytest.approx((second, fourth), rel=1e-9)
        assert known.cvr.orders == pytest.approx(anew.cvr.orders, rel=1e-6)
        assert known.correlation_cpc_cvr == pytest.approx(anew.correlation_cpc_cvr, rel=1e-6)
        assert known.reference_spend == pytest.approx(anew.reference_spend, rel=1e-9)


@pytest.mark.parametrize("times", [1.0, 2.0, 0.4])
def test_the_plan_says_what_the_forecast_says(times):
    """4,096 draws of one and 16,384 of the other, all even: ends agree to 2 %, and fields have four digits."""
    history = ACCOUNTS["spend follows demand"]
    learned = learn(history, period_days=30)
    spend = times * present_spend(history, 30)
    plan, problems = plan_of({**START, **plan_values(learned, history), "budget": round(spend, 2), "period_days": 30.0})
    assert not problems
    outcome = simulate(plan.scenario, points=2048, scrambles=8)
    predicted = forecast(learned, spend)
    for share in (0.05, 0.5, 0.95):
        ours = np.quantile(outcome.orders.ravel(), share)
        assert ours == pytest.approx(np.quantile(predicted.orders, share), rel=0.03)
        assert np.quantile(outcome.cpo.ravel(), share) == pytest.approx(np.quantile(predicted.cpo, share), rel=0.03)


def test_the_campaign_table_says_what_the_forecast_says_of_the_present_spend():
    """Without the luck of single orders: spend / expected orders."""
    history = lucky(120, names=3, clicks=400, wander=0.2)
    plan, _ = plan_of({**START, "period_days": 30.0})
    table = campaign_table(history, plan.scenario).set_index("campaign")
    for name, learned in learn_campaigns(history, period_days=30).items():
        spend = learned.reference_spend
        cpo = spend / forecast(learned, spend).expected_orders
        low, middle, high = np.quantile(cpo, [0.05, 0.5, 0.95])
        assert table.loc[name, ["cpo_low", "cpo", "cpo_high"]].tolist() == pytest.approx([low, middle, high])


def test_one_campaign_is_the_account():
    history = lucky(90)
    whole, only = learn(history, with_notes=False), learn_campaigns(history)["Campaign 0"]
    assert whole == only


def test_more_spend_moves_the_forecast_along_the_elasticity():
    """The median of CPO at twice the spend is 2^γ that at the present one, with γ of the middle; it spreads more."""
    learned = learn(ACCOUNTS["drifting"], period_days=30)
    spend = learned.reference_spend
    now, more = forecast(learned, spend), forecast(learned, 2 * spend)
    gamma = float(np.median(learned.elasticity.from_scores(np.random.default_rng(1).standard_normal(20_000))))
    cpo = [np.median(item.spend / item.expected_orders) for item in (now, more)]
    assert cpo[1] / cpo[0] == pytest.approx(2**gamma, rel=0.02)
    widths = [np.log(item.expected_orders).std() for item in (now, more)]
    assert widths[1] > widths[0]
