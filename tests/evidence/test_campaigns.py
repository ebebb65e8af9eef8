"""The campaign table: what it says agrees with itself, with closed forms and with the plan."""

from __future__ import annotations

import dataclasses
import time
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from scipy import stats

from simulator import Amount, InputError, OrderEconomics, Rate, Scenario
from simulator.beliefs.distributions import median
from simulator.evidence import History, campaign_table, learn_campaigns, recent_changes, table_inputs
from simulator.evidence.learning import sums
from simulator.evidence.learning.campaigns import _more_than_chance
from simulator.evidence.learning.forecast import forecast, rank_of_orders
from simulator.evidence.learning.sums import order_value_cv, sums_of
from tests.evidence.accounts import history, lucky, steady
from tests.evidence.test_learning import rows

PLAN = Scenario(
    budget=5_000,
    cpc=Amount(0.4, 0.6),
    cvr=Rate(0.01, 0.03),
    aov=Amount(70, 90),
    economics=OrderEconomics(cogs_share=0.5),
    target_profit=10.0,
)
"""Max CPO is half the order value, target CPO is 10 less."""
THREE = steady(60, {"Dear": (2_000.0, 20.0), "Fair": (2_000.0, 28.0), "Cheap": (2_000.0, 60.0)}, cpc=0.5, aov=80.0)
"""CPOs of 50, 35.71 and 16.67 where an order may cost 40 and should cost 30."""


def by_name(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index("campaign")


def test_zones_are_those_of_the_arithmetic():
    table = by_name(campaign_table(THREE, PLAN))
    assert table["zone"].to_dict() == {"Cheap": "scale", "Dear": "stop", "Fair": "optimise"}
    assert table["max_cpo"].tolist() == pytest.approx([40] * 3, rel=0.02)
    assert table["target_cpo"].tolist() == pytest.approx([30] * 3, rel=0.03)
    assert table.loc["Fair", "cpo"] == pytest.approx(35.71, rel=0.03)
    assert table.loc["Fair", "seen_cpo"] == pytest.approx(35.714, rel=1e-4)
    assert (table["cpo_low"] < table["cpo"]).all()
    assert (table["cpo"] < table["cpo_high"]).all()
    assert (table["zone_probability"] > 0.5).all()
    assert table.loc["Cheap", "break_even_probability"] > 0.99 > 0.1 > table.loc["Dear", "break_even_probability"]


def test_the_largest_spend_comes_first_and_sums_are_those_of_the_export():
    table = campaign_table(steady(30, {"A": (100.0, 2.0), "B": (300.0, 4.0)}), PLAN)
    assert table["campaign"].tolist() == ["B", "A"]
    assert table[["spend", "clicks", "orders"]].to_numpy().tolist() == [[4500, 9000, 120], [1500, 3000, 60]]


def test_the_money_at_stake_is_the_profit_of_a_period_at_the_present_spend():
    """Cheap: 1,000 a day for 30 days, an order costs 16.67 and may cost 40: 30,000 · (40 / 16.67 - 1) = 42,000."""
    table = by_name(campaign_table(THREE, PLAN))
    assert table.loc["Cheap", "at_stake"] == pytest.approx(42_000, rel=0.03)
    assert table.loc["Dear", "at_stake"] == pytest.approx(30_000 * (40 / 50 - 1), rel=0.15)
    fortnight = by_name(campaign_table(THREE, PLAN, period_days=14))
    assert fortnight.loc["Cheap", "at_stake"] == pytest.approx(42_000 * 14 / 30, rel=0.03)


def test_a_campaign_that_has_ended_has_nothing_at_stake():
    account = history(
        [(day, "Old", 100, 200, 4, 320) for day in range(40)] + [(day, "New", 50, 100, 2, 160) for day in range(80)]
    )
    table = by_name(campaign_table(account, PLAN))
    assert table.loc["Old", "at_stake"] == 0
    assert np.isnan(table.loc["Old", "recent_cpo"])
    assert table.loc["Old", "change"] == ""
    assert table.loc["New", "at_stake"] > 0


def test_the_chance_is_the_tail_of_cpc_over_cvr():
    """A second route: independent random draws of the same beliefs. 5 sigma of 200,000 draws resolve 0.006."""
    account = steady(40, {"A": (50.0, 0.7), "B": (300.0, 4.0)})
    table = by_name(campaign_table(account, PLAN))
    rng = np.random.default_rng(1)
    for name, learned in learn_campaigns(account, period_days=30).items():
        joined = learned.correlation_cpc_cvr
        first, second = rng.standard_normal((2, 200_000))
        cpc = np.exp(learned.cpc.mu + learned.cpc.sigma * (joined * first + np.sqrt(1 - joined**2) * second))
        cvr = stats.beta.ppf(stats.norm.cdf(first), *learned.cvr.shape)
        assert isinstance(learned.aov, Amount)
        max_cpo = rng.lognormal(learned.aov.mu, learned.aov.sigma, 200_000) / 2
        assert table.loc[name, "break_even_probability"] == pytest.approx((cpc / cvr <= max_cpo).mean(), abs=0.008)
        assert table.loc[name, "cpo_high"] == pytest.approx(np.quantile(cpc / cvr, 0.95), rel=0.02)
        assert table.loc[name, "at_stake"] == pytest.approx(
            table.loc[name, "spend"] / 40 * 30 * (max_cpo * cvr / cpc - 1).mean(), rel=0.05, abs=5
        )


def test_a_better_margin_never_hurts():
    account = lucky(40, names=3, clicks=80)
    chances = [
        campaign_table(account, dataclasses.replace(PLAN, economics=OrderEconomics(cogs_share=share)))
        for share in (0.7, 0.5, 0.3)
    ]
    for worse, better in pairwise(chances):
        assert (worse["break_even_probability"] <= better["break_even_probability"]).all()
        assert (worse["at_stake"] < better["at_stake"]).all()


def test_the_plan_fills_in_order_values_that_the_export_lacks():
    account = history([(day, "A", 100, 200, 4, float("nan")) for day in range(30)])
    table = campaign_table(account, PLAN)
    assert table["aov"][0] == pytest.approx((70 * 90) ** 0.5)
    assert table["max_cpo"][0] == pytest.approx((70 * 90) ** 0.5 / 2, rel=0.01)


def test_orders_that_would_have_come_anyway_lower_what_a_counted_order_may_cost():
    half = campaign_table(THREE, dataclasses.replace(PLAN, incremental_share=0.5, target_profit=None))
    assert half["max_cpo"].tolist() == pytest.approx([20] * 3, rel=0.02)
    assert by_name(half)["zone"].to_dict() == {"Cheap": "scale", "Dear": "stop", "Fair": "stop"}


def test_a_share_of_the_margin_that_is_a_belief_widens_the_zones():
    uncertain = dataclasses.replace(PLAN, economics=OrderEconomics(cogs_share=Rate(0.3, 0.7)))
    known, unsure = by_name(campaign_table(THREE, PLAN)), by_name(campaign_table(THREE, uncertain))
    assert unsure.loc["Dear", "break_even_probability"] > known.loc["Dear", "break_even_probability"] + 0.05


# -- the last seven days ------------------------------------------------------------------------------------------


def changed(factor: float, names: int = 3) -> History:
    """Campaigns with ten orders a day, of which the first gets `factor` as many in the last week."""
    account = lucky(60, clicks=500, names=names, wander=0.1)
    frame = account.frame.copy()
    last = (frame["date"] > frame["date"].max() - pd.Timedelta(days=7)) & (frame["campaign"] == "Campaign 0")
    frame.loc[last, "orders"] *= factor
    return dataclasses.replace(account, frame=frame)


@pytest.mark.parametrize(("factor", "word"), [(0.4, "worse"), (1.0, ""), (2.5, "better")])
def test_a_change_that_is_more_than_chance_is_marked(factor, word):
    table = by_name(campaign_table(changed(factor), PLAN))
    assert table["change"].to_dict() == {"Campaign 0": word, "Campaign 1": "", "Campaign 2": ""}
    assert (table.loc["Campaign 0", "change_p"] < 0.01) == bool(word)
    recent, usual = table.loc["Campaign 0", ["recent_cpo", "cpo"]]
    assert (recent > usual) if factor < 1 else (recent < usual * 1.3)


def test_without_days_before_there_is_no_change_to_see():
    table = campaign_table(steady(12), PLAN)
    assert table["change"].tolist() == [""]
    assert table["change_p"].isna().all()
    assert table["recent_cpo"][0] == pytest.approx(25)


def test_a_campaign_that_began_last_week_has_no_change_of_its_own():
    rows = [(day, "A", 100, 200, 4, 320) for day in range(60)] + [(day, "B", 10, 20, 1, 80) for day in range(55, 60)]
    table = by_name(campaign_table(history(rows), PLAN))
    assert np.isnan(table.loc["B", "change_p"])
    assert table.loc["B", "recent_cpo"] == 10


def test_of_many_changes_the_benjamini_hochberg_rule_marks_few_by_chance():
    """By hand: sorted 0.01, 0.02, 0.03, 0.9 against 0.0125, 0.025, 0.0375, 0.05."""
    marked = _more_than_chance(np.array([0.9, 0.03, np.nan, 0.01, 0.02]))
    assert marked.tolist() == [False, True, False, True, True]
    assert not _more_than_chance(np.array([0.03, 0.9, 0.8])).any()
    assert not _more_than_chance(np.array([np.nan])).any()


# -- anything goes ------------------------------------------------------------------------------------------------


def test_nothing_to_judge_is_refused_in_words():
    with pytest.raises(InputError, match="There is no click"):
        campaign_table(history([(0, "A", 5, 0, 1, 2)]), PLAN)


def test_of_very_many_campaigns_the_last_days_are_looked_at():
    """2,000 campaigns in 120 days: 90 days of each, so that no account fills the memory."""
    account = history([(day, f"C{at}", 10, 20, 1, 80) for at in range(2_000) for day in (0, 119)])
    assert sums_of(account, by_campaign=True).spend.shape == (2_000, 90)


def test_a_campaign_that_ended_before_all_that_is_looked_at_is_as_its_siblings(monkeypatch):
    """Clicks for 0.50, of which 2 % order; the middle of a rate worth two orders lies above its geometric mean."""
    monkeypatch.setattr(sums, "LONGEST", 60)
    early = [(day, "Early", 100, 200, 4, 320) for day in range(20)]
    late = [(day, name, 50, 100, 2, 160) for day in range(60, 120) for name in ("B", "C")]
    learned = learn_campaigns(history([*early, *late]))["Early"]
    assert (median(learned.cpc), median(learned.cvr)) == (pytest.approx(0.5, rel=0.1), pytest.approx(0.02, rel=0.2))
    assert learned.borrowed == pytest.approx(1.0)


def test_forty_campaigns_are_quick():
    """Half a second is promised; three allow for a busy machine and still notice one slow step per campaign and day."""
    account = lucky(90, names=40, clicks=50)
    start = time.process_time()
    table = campaign_table(account, PLAN)
    assert time.process_time() - start < 3
    assert len(table) == 40


@given(rows=rows)
def test_any_history_gives_a_table_or_a_sentence(rows):
    try:
        account = history(rows)
        table = campaign_table(account, PLAN)
    except InputError:
        return
    assert sorted(table["campaign"]) == sorted(account.campaigns)
    assert table["zone"].isin(["scale", "optimise", "stop"]).all()
    assert table["change"].isin(["", "better", "worse"]).all()
    for name in ("zone_probability", "break_even_probability", "borrowed"):
        assert table[name].between(0, 1 + 1e-9).all()
    for name in ("cpc", "cvr", "aov", "cpo", "cpo_low", "cpo_high", "max_cpo", "at_stake"):
        assert np.isfinite(table[name]).all()


# -- what the table depends on --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"name": "Other"},
        {"budget": 9_000},
        {"cpc": Amount(1, 2)},
        {"cvr": Rate(0.1, 0.2)},
        {"correlations": {("cpc", "cvr"): 0.5}},
        {"cpc_elasticity": 0.5, "reference_budget": 100},
        {"order_value_cv": 2.0},
        {"scale_at": 0.9, "stop_at": 0.1},
    ],
)
def test_what_does_not_judge_campaigns_does_not_move_the_table(elsewhere):
    other = dataclasses.replace(PLAN, **elsewhere)
    assert table_inputs(other) == table_inputs(PLAN)
    pd.testing.assert_frame_equal(campaign_table(THREE, other), campaign_table(THREE, PLAN))


@pytest.mark.parametrize(
    "margin",
    [
        {"economics": OrderEconomics(cogs_share=0.6)},
        {"target_profit": 5.0},
        {"incremental_share": 0.7},
        {"period_days": 60},
        {"target_profit": None, "target_cpo": 12.0},
    ],
)
def test_what_judges_campaigns_does(margin):
    other = dataclasses.replace(PLAN, **margin)
    assert table_inputs(other) != table_inputs(PLAN)
    assert not campaign_table(THREE, other).equals(campaign_table(THREE, PLAN))


def test_what_is_at_hand_need_not_be_worked_out_again():
    past = lucky(60, names=3)
    learned, changes = learn_campaigns(past), recent_changes(past)
    pd.testing.assert_frame_equal(
        campaign_table(past, PLAN, learned=learned, changes=changes), campaign_table(past, PLAN)
    )


def test_the_scatter_of_order_values_by_hand():
    # Days of 10 orders: averages 50, 60 and 30, then one without orders. Neighbours differ by 10 and 30:
    # 10² / (1/10 + 1/10) = 500 and 30² / 0.2 = 4,500; the averages so far are 50, 55 and 46.67. Five days are prior.
    rows = [
        (day, "A", 50.0, 100.0, 10.0 if value else 0.0, value) for day, value in enumerate([500.0, 600.0, 300.0, 0.0])
    ]
    spread = order_value_cv(sums_of(history(rows), by_campaign=False))[0]
    third = (5_000 / (1_400 / 30) ** 2 + 5) / 7
    expected = [1.0, (500 / 55**2 + 5) / 6, third, third]
    np.testing.assert_allclose(spread**2, expected)


def test_the_scatter_of_order_values_has_no_unit():
    rows = [(day, "A", 50.0, 100.0, 2.0, 20.0 + 7.0 * (day % 3)) for day in range(20)]
    small = [(*row[:5], row[5] / 1000) for row in rows]
    here, there = (order_value_cv(sums_of(history(table), by_campaign=False)) for table in (rows, small))
    np.testing.assert_allclose(there, here)


def test_sums_begin_on_the_weekday_of_their_first_row():
    whole = sums_of(history([(day, "A", 1.0, 1.0, 0.0, 0.0) for day in range(10)]), by_campaign=False)
    later = sums_of(history([(day, "A", 1.0, 1.0, 0.0, 0.0) for day in range(3, 10)]), by_campaign=False)
    assert (later.weekday - whole.weekday) % 7 == 3
    one = sums_of(history([(0, "A", 0.5, 1.0, 0.0, 0.0)]), by_campaign=False)  # a single click is enough
    assert (one.clicks.sum(), one.spend.sum(), one.weekday) == (1, 0.5, whole.weekday)


def test_the_rank_of_orders_is_that_of_a_whole_forecast():
    learned = learn_campaigns(THREE)["Fair"]
    for orders in (0.0, 5.0, 6.5, 40.0):
        assert rank_of_orders(learned, 200.0, orders) == forecast(learned, 200.0).rank("orders", orders)
