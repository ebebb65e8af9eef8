"""From a history to beliefs: by hand, by law, in closed form, and never a traceback."""

from __future__ import annotations

import dataclasses
import math
import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import digamma, zeta

from simulator import Amount, InputError, RateFromCounts
from simulator.beliefs.distributions import median, quantile
from simulator.evidence import Learned, learn, learn_campaigns, spend_note
from simulator.evidence.learning.account import AOV_USUAL, CPC_USUAL, CPO_USUAL, CVR_USUAL, Account
from simulator.evidence.learning.as_beliefs import correlation_of, rate_of_log, share_of
from simulator.evidence.learning.forecast import drawn, forecast
from simulator.evidence.learning.sums import sums_of
from tests.evidence.accounts import history, lucky, steady

NAN = float("nan")


def sigma(belief: Amount | RateFromCounts) -> float:
    """Relative standard deviation."""
    if isinstance(belief, Amount):
        return belief.sigma
    alpha, beta = belief.shape
    return math.sqrt(beta / (alpha * (alpha + beta + 1)))


def notes_text(learned: Learned) -> str:
    return "\n".join(map(str, learned.notes))


# -- by hand and in closed form -----------------------------------------------------------------------------------


def test_a_steady_account_is_believed_to_go_on():
    learned = learn(steady(60, {"Search": (200.0, 4.0)}, cpc=0.5, aov=80.0))
    assert median(learned.cpc) == pytest.approx(0.5, rel=0.01)
    assert median(learned.cvr) == pytest.approx(0.02, rel=0.02)
    assert learned.aov is not None
    assert median(learned.aov) == pytest.approx(80, rel=0.01)
    assert (learned.spend, learned.clicks, learned.orders, learned.value) == (6_000, 12_000, 240, 19_200)
    assert (learned.days, learned.campaigns, learned.borrowed, learned.period_days) == (60, 1, 0.0, 30)
    assert learned.notes == ()


def test_what_is_usual_is_all_that_a_week_knows_of_a_month():
    """Nothing has ended a week ahead, let alone a month: nothing but the usual is known of how far rates move."""
    learned = learn(steady(7, {"Search": (2e6, 4e4)}), period_days=30)
    assert learned.cvr_drift == pytest.approx(math.sqrt(CVR_USUAL.variance(30)), rel=1e-9)
    assert learned.cpc_drift == pytest.approx(math.sqrt(CPC_USUAL.variance(30)), rel=1e-9)
    assert learned.aov_drift == pytest.approx(math.sqrt(AOV_USUAL.variance(30)), rel=1e-9)
    assert learned.prior_share == 1


@pytest.mark.parametrize("days", [7, 14, 30])
def test_what_is_usual_agrees_with_itself(days):
    """CPO = CPC / CVR: with changes of CPC and CVR correlated by +0.36, the three usual variances belong together."""
    cpo, cpc, cvr = (item.variance(days) for item in (CPO_USUAL, CPC_USUAL, CVR_USUAL))
    assert correlation_of(cpc, cvr, cpo) == pytest.approx(0.36, abs=0.02)


@pytest.mark.parametrize(("mean", "variance"), [(-4.0, 0.04), (-3.0, 0.3), (-6.0, 1.0), (-0.5, 0.01), (-4.0, 0.0004)])
def test_a_rate_has_the_mean_and_the_variance_of_the_logarithm(mean, variance):
    """E log = ψ(α) - ψ(α + β) and var log = ψ'(α) - ψ'(α + β) of a Beta."""
    alpha, beta = rate_of_log(mean, variance).shape
    assert digamma(alpha) - digamma(alpha + beta) == pytest.approx(mean, abs=1e-6)
    assert zeta(2, alpha) - zeta(2, alpha + beta) == pytest.approx(variance, rel=1e-4)


def test_an_elasticity_keeps_its_mean_and_spread():
    alpha, beta = share_of(0.4, 0.1).shape
    assert alpha / (alpha + beta) == pytest.approx(0.4, rel=0.01)
    assert math.sqrt(alpha * beta / (alpha + beta + 1)) / (alpha + beta) == pytest.approx(0.1, rel=0.02)


def test_the_three_widths_agree_in_what_is_learned():
    """A second route: the spread of log(CPC / CVR) in draws of the beliefs is that of the CPO, which the account's own
    misses made. 4,096 even points know a standard deviation to about 1 %."""
    account = Account(sums_of(lucky(200, wander=0.3, clicks=400), by_campaign=False), 30)
    known = account.known(0, 199)
    cvr, cpc, _ = drawn(account.learned())
    assert np.log(cpc / cvr).std() == pytest.approx(math.sqrt(known.cpo_variance), rel=0.03)


def test_the_spread_of_single_order_values_is_found_in_daily_sums():
    """Lognormal with σ = 0.8 has CV √(e^0.64 - 1) = 0.947; the mean of 8 accounts is known to about 5 %."""
    order_value_cvs = [learn(lucky(120, seed=seed)).order_value_cv for seed in range(8)]
    assert np.mean(order_value_cvs) == pytest.approx(0.947, rel=0.2)
    assert learn(steady()).order_value_cv < 0.5


def test_with_huge_counts_only_movement_is_left():
    """A thousand times the clicks would narrow a Beta from counts 30 times."""
    large, larger = (lucky(90, clicks=clicks, wander=0.2, seed=5) for clicks in (2e5, 2e8 // 1000))
    first = learn(large)
    second = learn(
        dataclasses.replace(
            larger,
            frame=larger.frame.assign(
                clicks=larger.frame["clicks"] * 1000,
                orders=larger.frame["orders"] * 1000,
                spend=larger.frame["spend"] * 1000,
            ),
        )
    )
    assert sigma(second.cvr) == pytest.approx(sigma(first.cvr), rel=0.1)
    assert sigma(second.cvr) >= 0.98 * second.cvr_drift > 0.02


def test_a_longer_period_is_known_less_well():
    account = lucky(400, wander=0.1, clicks=3_000)
    widths = [sigma(learn(account, period_days=days).cvr) for days in (30, 60, 120)]
    assert widths == sorted(widths)


# -- laws ---------------------------------------------------------------------------------------------------------


def test_more_days_and_more_clicks_narrow_every_belief():
    shorter, longer, larger = (learn(steady(*more)) for more in ((14,), (90,), (14, {"Search": (2000.0, 40.0)})))
    for more in (longer, larger):
        for name in ("cvr", "cpc", "aov"):
            assert sigma(getattr(more, name)) < sigma(getattr(shorter, name))


def test_recent_days_count_more_than_old_ones():
    rows = [(day, "A", 100, 200, 8 if day >= 60 else 4, 0) for day in range(90)]
    learned = learn(history(rows))
    assert median(learned.cvr) > 0.033


def test_another_currency_changes_money_and_nothing_else():
    account = lucky(45)
    dearer = dataclasses.replace(
        account, frame=account.frame.assign(spend=account.frame["spend"] * 7, value=account.frame["value"] * 7)
    )
    first, second = learn(account), learn(dearer)
    for name in ("low", "high"):
        assert getattr(second.cpc, name) == pytest.approx(7 * getattr(first.cpc, name), rel=1e-9)
        assert getattr(second.aov, name) == pytest.approx(7 * getattr(first.aov, name), rel=1e-9)
    assert second.cvr.orders == pytest.approx(first.cvr.orders, rel=1e-9)
    assert second.order_value_cv == pytest.approx(first.order_value_cv, rel=1e-9)


def test_names_and_order_of_campaigns_change_nothing():
    account = lucky(40, names=3, clicks=60)
    renamed = account.frame.assign(
        campaign=account.frame["campaign"].map({f"Campaign {n}": f"{9 - n}" for n in range(3)})
    )
    turned = dataclasses.replace(account, frame=renamed.sort_values(["date", "campaign"], ignore_index=True))
    assert learn(turned).cvr.orders == pytest.approx(learn(account).cvr.orders, rel=1e-9)
    first, second = learn_campaigns(account), learn_campaigns(turned)
    for number in range(3):
        assert second[f"{9 - number}"].cvr.orders == pytest.approx(first[f"Campaign {number}"].cvr.orders, rel=1e-9)
        assert second[f"{9 - number}"].cpc.low == pytest.approx(first[f"Campaign {number}"].cpc.low, rel=1e-9)


def test_weeks_teach_nearly_what_their_days_teach():
    days = lucky(140, wander=0.2, clicks=300)
    frame = days.frame
    week = (frame["date"] - frame["date"].min()).dt.days // 7
    sums = frame.groupby(week)[["spend", "clicks", "orders", "value"]].sum()
    weeks = history([(7 * at, "A", *row) for at, row in zip(sums.index, sums.to_numpy(), strict=True)], days_per_row=7)
    by_day, by_week = learn(days), learn(weeks)
    assert by_week.days == by_day.days
    assert median(by_week.cvr) == pytest.approx(median(by_day.cvr), rel=0.06)
    assert 0.6 < sigma(by_week.cvr) / sigma(by_day.cvr) < 1.6


def test_days_without_a_row_only_say_less():
    full = steady(60)
    holes = dataclasses.replace(full, frame=full.frame[full.frame["date"].dt.day % 2 == 0].reset_index(drop=True))
    assert median(learn(holes).cvr) == pytest.approx(median(learn(full).cvr), rel=0.01)
    assert sigma(learn(holes).cvr) > sigma(learn(full).cvr)


def test_days_that_differ_more_widen_every_belief():
    quiet, wild = learn(lucky(90, wander=0.05)), learn(lucky(90, wander=0.9))
    assert wild.effective_orders < quiet.effective_orders < quiet.orders


def test_orders_of_a_day_without_spend_count():
    rows = [(day, "A", 50, 100, 2, 100) for day in range(40)]
    closed = [(day, "A", 0.0, 0, 2, 100) if day % 7 == 6 else row for day, row in enumerate(rows)]
    bare = [(day, "A", 0.0, 0, 0, 0) if day % 7 == 6 else row for day, row in enumerate(rows)]
    assert median(learn(history(closed)).cvr) > 1.12 * median(learn(history(bare)).cvr)


# -- notes and refusals -------------------------------------------------------------------------------------------


def test_last_days_whose_orders_are_still_coming_in_are_noticed():
    rows = [(day, "A", 250, 500, 10 if day < 57 else 3, 0) for day in range(60)]
    assert "The last days (3) have only 30 % of the orders" in notes_text(learn(history(rows)))
    assert "The last" not in notes_text(learn(history(rows).only(leave_out_last_days=3)))


@cache
def ordinary() -> list[str]:
    """What is said of 40 accounts in which nothing happened."""
    return [notes_text(learn(lucky(90, seed=seed, wander=0.15))) for seed in range(40)]


def test_ordinary_last_days_are_not_called_incomplete():
    """Two looks at 0.5 % each: more than 4 of 40 would happen once in 1,000."""
    assert sum("have only" in text for text in ordinary()) <= 4


def test_a_short_history_says_so():
    assert "too short to check a past period (days: 57; of a period: 30)" in notes_text(learn(steady(57)))
    assert learn(steady(58)).notes == ()
    assert learn(steady(57), period_days=29).notes == ()


def test_a_break_in_the_last_weeks_is_said():
    """More orders cannot be orders that are still coming in; fewer are taken for those first."""
    rows = [(day, "A", 250, 500, 25 if day >= 106 else 10, 800) for day in range(120)]
    assert re.search(r"The last days \(14\) brought 2[45]\d % of the orders", notes_text(learn(history(rows))))
    fewer = [(day, "A", 250, 500, 3 if day >= 106 else 10, 800) for day in range(120)]
    assert "of the orders that their clicks led to before" in notes_text(learn(history(fewer)))


def test_ordinary_last_weeks_are_not_called_a_break():
    """Two looks at 0.5 % to each side: more than 5 of 40 would happen once in 1,000."""
    assert sum("something" in text for text in ordinary()) <= 5


def test_a_spend_far_outside_what_was_seen_is_said():
    """60 days at 100: periods of 30 days cost 3,000, and a quarter beside them is still near."""
    learned = learn(steady(60))
    assert learned.spend_range == pytest.approx((3_000, 3_000))
    assert spend_note(learned, 3_700) is None is spend_note(learned, 2_500)
    assert "is far outside what this history saw" in str(spend_note(learned, 4_000))
    assert "is far outside what this history saw" in str(spend_note(learned, 1_000))


def test_more_orders_than_clicks_are_said_and_the_cost_per_order_stays_right():
    """2 clicks for 1.00 and 3 orders a day: an order costs 0.33, with a rate of ½ and clicks for 0.17."""
    learned = learn(steady(60, {"A": (2.0, 3.0)}))
    assert "more orders than such clicks bring (orders: 180; clicks: 120)" in notes_text(learned)
    assert median(learned.cvr) == pytest.approx(0.5, rel=0.02)
    assert median(learned.cpc) == pytest.approx(1 / 6, rel=0.02)
    assert np.quantile(forecast(learned, 30).orders, [0.05, 0.95]) == pytest.approx([90 / 1.4, 90 * 1.4], rel=0.1)
    assert "more than such clicks bring" not in notes_text(learn(steady(60, {"A": (20.0, 3.0)})))


def test_without_values_there_is_no_belief_about_them():
    learned = learn(history([(day, "A", 50, 100, 2, NAN) for day in range(20)]))
    assert (learned.aov, learned.value, learned.order_value_cv) == (None, None, 1.0)
    assert "No order values are known" in notes_text(learned)


def test_rows_left_out_are_told():
    assert "left out: 1" in notes_text(learn(history([(0, "A", 5, 10, 1, 2), (1, "A", 5, NAN, 1, 2)])))


@pytest.mark.parametrize("learner", [learn, learn_campaigns])
def test_nothing_to_learn_from_is_refused_in_words(learner):
    with pytest.raises(InputError, match="There is no click in these days and campaigns"):
        learner(history([(0, "A", 5, 0, 1, 2), (0, "B", 5, 0, 1, 2)]))
    with pytest.raises(InputError, match="Nothing was spent in these days and campaigns"):
        learner(history([(0, "A", 0, 10, 1, 2), (0, "B", 0, 10, 1, 2)]))


# -- campaigns ----------------------------------------------------------------------------------------------------


def test_a_small_campaign_borrows_and_says_how_much():
    learned = learn_campaigns(
        steady(40, {"Large": (500.0, 10.0), "Middle": (300.0, 9.0), "Brand": (200.0, 12.0), "New": (4.0, 0.0)})
    )
    assert list(learned) == ["Large", "Middle", "Brand", "New"]
    assert learned["New"].borrowed > 0.2 > learned["Large"].borrowed
    assert 0.0 < median(learned["New"].cvr) < 0.02
    assert median(learned["Large"].cvr) == pytest.approx(0.02, rel=0.05)
    assert learned["New"].campaigns == 1


def test_a_campaign_without_clicks_or_orders_takes_what_its_siblings_know():
    rows = [(day, "A", 50, 100, 2, 100) for day in range(30)] + [(day, "B", 50, 100, 2, 140) for day in range(30)]
    learned = learn_campaigns(history([*rows, (3, "Idle", 1, 0, 0, 0)]))["Idle"]
    assert (learned.borrowed, learned.cpc_borrowed, learned.aov_borrowed) == pytest.approx((1, 1, 1), abs=1e-6)
    assert learned.aov is not None
    assert 40 < median(learned.aov) < 90
    assert sigma(learned.cvr) > 0.1


def test_one_campaign_borrows_nothing():
    account = lucky(30)
    alone = learn_campaigns(account)["Campaign 0"]
    assert alone.cvr == learn(account).cvr
    assert alone.borrowed == 0


# -- anything goes ------------------------------------------------------------------------------------------------

amounts = st.one_of(st.just(0.0), st.floats(0.01, 1e6), st.integers(0, 50).map(float))
rows = st.lists(
    st.tuples(
        st.integers(0, 90),
        st.sampled_from(["A", "B", "C", ""]),
        st.one_of(amounts, st.just(NAN)),
        st.one_of(amounts, st.just(NAN)),
        st.one_of(amounts, st.just(NAN)),
        st.one_of(amounts, st.just(NAN)),
    ),
    min_size=1,
    max_size=60,
)


@given(rows=rows, days_per_row=st.sampled_from([1, 7, 30]), period_days=st.sampled_from([1, 7, 30, 365]))
def test_any_history_gives_valid_beliefs_or_a_sentence(rows, days_per_row, period_days):
    try:
        account = history([(day - day % days_per_row, *rest) for day, *rest in rows], days_per_row=days_per_row)
        learned = [learn(account, period_days=period_days), *learn_campaigns(account, period_days=period_days).values()]
    except InputError:
        return
    for item in learned:
        for belief in (item.cpc, item.cvr, item.aov):
            if belief is not None:
                ends = [quantile(belief, share) for share in (0.05, 0.5, 0.95)]
                assert ends == sorted(ends)
                assert np.isfinite(ends).all()
        assert -1 < item.correlation_cpc_cvr < 1
        assert 0 <= item.borrowed <= 1
        assert 0 <= item.prior_share <= 1 + 1e-9
        assert math.isfinite(item.order_value_cv)


def test_the_spend_that_a_period_goes_by_in_worked_numbers():
    # 100 a day for 30 days, then nothing for 30: the last 28 days count, and all of them once these are empty.
    on = [(day, "A", 100.0, 200.0, 4.0, 320.0) for day in range(30)]
    off = [(day, "A", 0.0, 0.0, 0.0, 0.0) for day in range(30, 60)]
    account = Account(sums_of(history([*on, *off]), by_campaign=False), 30)
    reference = account.reference[0]
    assert reference[[0, 10, 29, 39, 59]] == pytest.approx([3000, 3000, 3000, 18 * 100 / 28 * 30, 1500])
    known = account.learned()
    assert (known.spend, known.clicks, known.orders, known.value, known.days) == (3000, 6000, 120, 9600, 60)
    assert known.reference_spend == pytest.approx(1500)
    assert known.spend_range == (0, 3000)  # of 30 days in a row
    early = account.learned(row=9)
    assert (early.spend, early.orders, early.days, early.reference_spend) == pytest.approx((1000, 40, 10, 3000))
    assert early.spend_range == pytest.approx((3000, 3000))  # ten days, for want of thirty
    assert account.borrowed(0) == (0, 0, 0)
    assert not account.lacks_clicks()
