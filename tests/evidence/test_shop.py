"""From orders to facts about the plan: by hand, by law, by a second route, on real orders, and never a traceback.

Long because one invented shop serves all its questions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Amount, InputError, RateFromCounts
from simulator.beliefs.distributions import median, quantile
from simulator.evidence import OrderRows, ShopFacts, read_export, shop_facts, shop_values
from simulator.evidence.learning.shop import _aov
from simulator.evidence.learning.shop_orders import Orders
from simulator.forms.fields import BY_NAME, START, belief_of, plan_of

REAL = Path(__file__).parent / "orders"
DAY = pd.Timestamp("2024-01-01")


def orders(
    days: Sequence[int] | np.ndarray,
    value: float | Sequence[float] | np.ndarray = 50.0,
    *,
    customer: str | Sequence[object] = "",
    refunded: float | Sequence[float] = 0.0,
    cancelled: bool | Sequence[bool] = False,
    new_customer: Sequence[bool | None] | None = None,
) -> OrderRows:
    """Orders on days counted from 0, as `rows.OrderRows` has them."""
    frame = pd.DataFrame(
        {
            "date": DAY + pd.to_timedelta(np.asarray(days), unit="D"),
            "order": [f"{at:07d}" for at in range(len(days))],
            "customer": [str(item) for item in customer] if not isinstance(customer, str) else customer,
            "value": np.broadcast_to(np.asarray(value, dtype=float), len(days)),
            "refunded": np.broadcast_to(np.asarray(refunded, dtype=float), len(days)),
            "cancelled": np.broadcast_to(np.asarray(cancelled, dtype=bool), len(days)),
        }
    ).sort_values("date", kind="stable", ignore_index=True)
    if new_customer is None:
        again = frame["customer"].duplicated() & (frame["customer"] != "")
        frame["new_customer"] = pd.Series(np.where(again, False, None), dtype="boolean")
    else:
        frame["new_customer"] = pd.Series(new_customer, dtype="boolean")
    return OrderRows(frame, "EUR", "table")


def notes_text(facts: ShopFacts) -> str:
    return "\n".join(map(str, facts.notes))


def mean(belief: RateFromCounts) -> float:
    alpha, beta = belief.shape
    return alpha / (alpha + beta)


def relative_sd(belief: RateFromCounts) -> float:
    alpha, beta = belief.shape
    return math.sqrt(beta / (alpha * (alpha + beta + 1)))


# -- order value by hand ------------------------------------------------------------------------------------------


def test_order_value_by_hand():
    """40 and 60 in turn, four orders a day for 90 days: mean 50, CV √(360/359)/5, never cancelled ones."""
    days = np.repeat(np.arange(90), 5)
    facts = shop_facts(orders(days, np.tile([40.0, 60, 40, 60, 999], 90), cancelled=np.tile([False] * 4 + [True], 90)))
    assert (facts.orders, facts.cancelled, facts.refunded, facts.currency) == (450, 90, 0, "EUR")
    assert (facts.first, facts.last) == (date(2024, 1, 1), date(2024, 3, 30))
    assert facts.aov is not None
    assert facts.order_value_cv is not None
    assert median(facts.aov) == pytest.approx(50)
    assert facts.order_value_cv == pytest.approx(0.2 * math.sqrt(360 / 359))
    # One order with the usual spread of 1 is added to 360 with that of 0.04.
    assert facts.aov.sigma == pytest.approx(math.sqrt(math.log1p((360 * 0.04 + 1) / 360 / 360)))
    assert facts.cancel_rate == RateFromCounts(90, 450)


def test_the_belief_is_about_the_mean_and_not_about_single_orders():
    """Four times the orders, half the width; single orders spread as before."""
    few, many = (shop_facts(orders(np.arange(count) % 100, np.arange(count) // 100 % 4)) for count in (400, 1600))
    assert few.aov is not None
    assert many.aov is not None
    assert many.aov.sigma == pytest.approx(few.aov.sigma / 2, rel=0.05)
    assert many.order_value_cv == pytest.approx(few.order_value_cv, rel=0.01)


def test_months_that_differ_by_more_than_chance_make_the_next_one_less_sure():
    """Months of 40 and 60 with hardly any spread within: the next is one of them, standard deviation about 20 %."""
    days = np.arange(360)
    steady = shop_facts(orders(days, np.where(days % 2, 49.0, 51.0)))
    moving = shop_facts(orders(days, np.where(days // 30 % 2, 40.0, 60.0)))
    assert steady.aov is not None
    assert moving.aov is not None
    assert steady.aov.sigma < 0.01
    # τ² = 12/11 · 0.04 between months, one more of them around a mean of twelve.
    assert moving.aov.sigma == pytest.approx(math.sqrt(math.log1p(0.04 * 12 / 11 * 13 / 12)), rel=0.02)


def test_between_two_equal_halves_a_longer_period_averages_more():
    days = np.arange(360)
    month, quarter = (
        shop_facts(orders(days, np.where(days // 30 % 2, 40.0, 60.0)), period_days=period) for period in (30, 60)
    )
    assert month.aov is not None
    assert quarter.aov is not None
    assert quarter.aov.sigma < month.aov.sigma / 4


def test_a_short_file_borrows_the_usual_movement_and_says_so():
    facts = shop_facts(orders(np.repeat(np.arange(30), 100), 50.0))
    assert facts.aov is not None
    assert facts.aov.sigma == pytest.approx(0.03, rel=0.02)
    assert "(periods needed: 3; days of a period: 30)" in notes_text(facts)


def test_one_order_that_dominates_is_kept_and_named():
    value = np.full(100, 50.0)
    value[70] = 5_000
    facts = shop_facts(orders(np.arange(100), value))
    assert facts.aov is not None
    assert median(facts.aov) == pytest.approx(99.5)
    assert "One order of 5000 makes 50.3 % of all sales. Without it the average is 50 and the spread 0" in notes_text(
        facts
    )
    assert "One order" not in notes_text(shop_facts(orders(np.arange(100), 50.0)))


def test_what_the_file_cannot_tell_is_said():
    facts = shop_facts(orders(np.arange(100)))
    assert facts.return_rate is facts.refunded_share is facts.cancel_rate is None
    assert facts.new_customer_share is facts.repeat is None
    for part in ("include VAT", "names no refund", "no order as cancelled", "new customer", "names no customers"):
        assert part in notes_text(facts)


def test_a_change_of_prices_is_named():
    rng = np.random.default_rng(5)
    days = np.arange(400)
    noise = np.exp(0.3 * rng.standard_normal(400))
    assert "more than chance" in notes_text(shop_facts(orders(days, 50 * noise * np.where(days >= 310, 1.3, 1.0))))
    assert "more than chance" not in notes_text(shop_facts(orders(days, 50 * noise)))


def test_orders_of_nothing_count_and_are_named():
    facts = shop_facts(orders(np.arange(100), np.where(np.arange(100) % 10, 50.0, 0.0)))
    assert facts.aov is not None
    assert median(facts.aov) == pytest.approx(45)
    assert "value of 0 count in the average, also if they were gifts: 10" in notes_text(facts)


# -- order value against known shops ------------------------------------------------------------------------------


@lru_cache
def invented_shops(sigma_log: float) -> list[Amount]:
    """What 450 lognormal shops with 50, 200 or 2,000 orders say about their order value.

    Without their tables, which say the same: the test below.
    """
    rng = np.random.default_rng(round(sigma_log * 10))
    aovs = [
        _aov(placed(np.sort(rng.integers(0, 180, count)), rng.lognormal(0, sigma_log, count)), 30, [])
        for count in (50, 200, 2000)
        for _ in range(150)
    ]
    return [belief for belief in aovs if belief is not None]


def placed(days: np.ndarray, value: np.ndarray) -> Orders:
    """Orders that were neither cancelled nor paid back, by customers unknown."""
    none = np.zeros(len(days))
    return Orders(days, value, none, none.astype(bool), none.astype(int) - 1, none + np.nan)


@pytest.mark.parametrize("count", [50, 200, 2000])
def test_an_order_value_is_the_same_from_a_table_and_from_its_columns(count):
    rng = np.random.default_rng(count)
    days, value = np.sort(rng.integers(0, 180, count)), rng.lognormal(0, 0.95, count)
    assert shop_facts(orders(days, value)).aov == _aov(placed(days, value), 30, [])


def coverage(sigma_log: float, width: float = 1.0) -> float:
    """Share of the shops whose true mean lies in the 90 % interval, its logarithm widened by `width`."""
    shops = invented_shops(sigma_log)
    assert len(shops) == 450
    inside = [abs(shop.mu - sigma_log**2 / 2) < width * math.log(shop.high / shop.low) / 2 for shop in shops]
    return float(np.mean(inside))


@pytest.mark.parametrize("sigma_log", [0.7, 0.95, 1.2])
def test_the_interval_holds_the_true_mean_as_often_as_it_says(sigma_log):
    """Standard error of a share of 450 is 1.4 %, so 86 % and 94 % are 2.8 of them away from 90 %; fixed seeds."""
    assert 0.86 <= coverage(sigma_log) <= 0.94


def test_a_narrower_and_a_wider_interval_would_be_noticed():
    assert coverage(0.95, 0.7) < 0.86
    assert coverage(0.95, 1.5) > 0.94


# -- returns and cancellations ------------------------------------------------------------------------------------


def test_returns_and_cancellations_are_counts():
    """Ten orders a day alike: one cancelled (its refund is no return), two of the other nine returned."""
    refunded = np.tile([50.0, 20, 10, 0, 0, 0, 0, 0, 0, 0], 100)
    cancelled = np.tile([True] + [False] * 9, 100)
    facts = shop_facts(orders(np.repeat(np.arange(100), 10), 50.0, refunded=refunded, cancelled=cancelled))
    assert facts.return_rate == RateFromCounts(140, 630)  # the last 30 days are too young to tell
    assert facts.refunded_share == pytest.approx(0.3)
    assert facts.cancel_rate == RateFromCounts(100, 1000)
    assert facts.refunded == 200
    assert "(days: 30 or more)" in notes_text(facts)


def test_young_orders_do_not_lower_the_return_rate():
    days = np.arange(200)
    refunded = np.where((days % 5 == 0) & (days < 170), 50.0, 0.0)
    facts = shop_facts(orders(days, 50.0, refunded=refunded))
    assert facts.return_rate is not None
    assert median(facts.return_rate) == pytest.approx(0.2, abs=0.005)


def test_a_file_of_young_orders_says_that_returns_are_still_to_come():
    facts = shop_facts(orders(np.arange(40), 50.0, refunded=np.where(np.arange(40) % 4, 0.0, 50.0)))
    assert facts.return_rate == RateFromCounts(10, 40)
    assert "the true return rate is higher" in notes_text(facts)


def test_more_than_the_value_paid_back_is_the_whole_value():
    facts = shop_facts(orders(np.arange(100), 50.0, refunded=np.where(np.arange(100) % 2, 55.0, 0.0)))
    assert facts.refunded_share == 1


def test_a_rate_that_moves_between_months_counts_for_fewer_orders():
    days = np.repeat(np.arange(360), 10)
    moving = np.where(days // 30 % 2, np.arange(3600) % 5 == 0, np.arange(3600) % 20 == 0)
    steady = np.arange(3600) % 8 == 0
    steady_rate, moving_rate = (shop_facts(orders(days, cancelled=item)).cancel_rate for item in (steady, moving))
    assert steady_rate == RateFromCounts(450, 3600)
    assert moving_rate is not None
    assert mean(moving_rate) == pytest.approx(450.5 / 3601)
    # Months of 5 % and 20 %: 7.5 % to either side, 12/11 of its square between months, 13/12 for one month more.
    chance = 0.125 * 0.875 / 300
    assert relative_sd(moving_rate) == pytest.approx(
        math.sqrt((0.075**2 * 12 / 11 - chance) * 13 / 12) / 0.125, rel=0.02
    )


def test_an_export_with_a_column_for_refunds_and_none_in_it_says_none():
    rows = orders(np.arange(100))
    facts = shop_facts(replace(rows, tells=frozenset(("refunded", "cancelled"))))
    assert facts.return_rate == RateFromCounts(0, 70)
    assert facts.cancel_rate == RateFromCounts(0, 100)


# -- customers ----------------------------------------------------------------------------------------------------


def test_new_customers_are_counted_where_the_file_names_them():
    new = [True, False, None, False] * 100
    facts = shop_facts(orders(np.arange(400), new_customer=new))
    assert facts.new_customer_share == RateFromCounts(100, 300)


def shop_of_customers(
    seed: int, *, retention: float = 0.4, gap: float = 60.0, days: int = 900, before: int = 1200
) -> OrderRows:
    """Customers come evenly, long before the file begins; each buys again with the same chance, after days alike."""
    rng = np.random.default_rng(seed)
    rows = []
    for number, start in enumerate(rng.uniform(-before, days, rng.poisson(2 * (days + before)))):
        at = start
        while at < days:
            if at >= 0:
                rows.append((int(at), number))
            if rng.random() > retention:
                break
            at += 1 + rng.exponential(gap - 1)
    day, customer = np.array(rows).T
    return orders(day, customer=customer.tolist())


def test_retention_rhythm_and_new_customers_of_a_known_shop_are_found():
    """Pooled over 20 shops; a customer makes 1 / (1 - 0.4) orders in all, so 60 % of orders are first ones."""
    inside, rhythm, new = [], [], []
    for seed in range(20):
        facts = shop_facts(shop_of_customers(seed))
        assert facts.repeat is not None
        assert facts.new_customer_share is not None
        belief = facts.repeat.retention
        inside.append(quantile(belief, 0.05) < 0.4 < quantile(belief, 0.95))
        rhythm.append(facts.repeat.orders_per_year)
        new.append(mean(facts.new_customer_share))
        assert (facts.repeat.known_new, facts.repeat.within_days) == (True, 365)
    # 20 intervals of 90 %: fewer than 14 happen once in 400 times.
    assert sum(inside) >= 14
    assert np.mean(rhythm) == pytest.approx(365.25 / 60, rel=0.03)
    assert np.mean(new) == pytest.approx(0.6, abs=0.01)


def test_counting_every_last_order_as_lost_would_be_noticed():
    """Without regard for the end of the file, retention comes out lower: the curve is not that plain share."""
    rows = shop_of_customers(1, gap=180, days=900)
    facts = shop_facts(rows)
    assert facts.repeat is not None
    frame = rows.frame
    plain = frame["customer"].duplicated(keep="last").mean()
    share = facts.repeat.retention.orders / facts.repeat.retention.clicks
    assert share > plain - 0.02
    assert share == pytest.approx(0.4 * (1 - math.exp(-364 / 179)), abs=0.035)


def test_customers_by_month_by_hand():
    """60 customers buy on day 0 and, half of them, on days 40 and 100; all are watched for 400 days."""
    rows = [(0, who) for who in range(60)] + [(day, who) for who in range(30) for day in (40, 100)] + [(400, "x")]
    day, customer = zip(*rows, strict=True)
    facts = shop_facts(orders(day, customer=customer))
    assert facts.repeat is not None
    table = facts.repeat.by_month.set_index("month")
    assert list(table["repeat_orders"].loc[:4]) == [0, 30, 0, 30, 0]
    assert table["customers"].loc[12] == 60
    assert table["orders_per_customer"].loc[3] == 0.5
    assert len(table) == 13
    # 60 of 120 purchases are followed by another, 40 and 60 days later; one customer came on the last day.
    assert facts.repeat.orders_per_year == pytest.approx(365.25 / 50)
    retention = facts.repeat.retention
    assert retention.orders / retention.clicks == pytest.approx(0.5)
    assert (facts.repeat.customers, facts.repeat.purchases, facts.repeat.known_new) == (61, 121, False)


def test_two_orders_on_one_day_are_one_purchase():
    single = shop_of_customers(2)
    frame = pd.concat([single.frame, single.frame.assign(order=lambda item: "again" + item["order"])])
    twice = OrderRows(frame.sort_values("date", ignore_index=True), "EUR", "table")
    one, two = shop_facts(single).repeat, shop_facts(twice).repeat
    assert one is not None
    assert two is not None
    assert (one.retention, one.orders_per_year, one.purchases) == (two.retention, two.orders_per_year, two.purchases)


def test_chosen_customers_do_not_look_like_a_shop_without_new_ones():
    rows = [(who % 30, who) for who in range(100)] + [(100 + 3 * who, who) for who in range(100)]
    day, customer = zip(*rows, strict=True)
    facts = shop_facts(orders(day, customer=customer))
    assert facts.new_customer_share is None
    assert "seems to hold chosen customers" in notes_text(facts)


def test_half_a_year_of_customers_is_needed():
    facts = shop_facts(orders(np.arange(100), customer=[str(at % 60) for at in range(100)]))
    assert facts.repeat is None
    assert facts.new_customer_share is None
    assert "Repeat purchases cannot be told" in notes_text(facts)


# -- laws ---------------------------------------------------------------------------------------------------------


def same(one: ShopFacts, other: ShopFacts) -> bool:
    """Whether two shops have the same facts, without money."""
    parts: tuple[Callable[[ShopFacts], object], ...] = (
        lambda facts: (facts.orders, facts.first, facts.last, facts.cancelled, facts.refunded),
        lambda facts: (facts.return_rate, facts.cancel_rate, facts.new_customer_share),
        lambda facts: (facts.repeat.retention, facts.repeat.orders_per_year) if facts.repeat else None,
    )
    return all(part(one) == part(other) for part in parts)


def full_shop(seed: int = 7) -> OrderRows:
    rows = shop_of_customers(seed)
    rng = np.random.default_rng(seed)
    count = len(rows.frame)
    value = rng.lognormal(4, 0.8, count).round(2)
    frame = rows.frame.assign(
        value=value,
        refunded=np.where(rng.random(count) < 0.1, value / 2, 0.0),
        cancelled=rng.random(count) < 0.03,
    )
    return OrderRows(frame, "EUR", "table")


def test_another_currency_scales_money_and_nothing_else():
    rows = full_shop()
    dear = OrderRows(rows.frame.assign(value=rows.frame["value"] * 25, refunded=rows.frame["refunded"] * 25), "CZK", "")
    one, other = shop_facts(rows), shop_facts(dear)
    assert same(one, other)
    assert one.aov is not None
    assert other.aov is not None
    assert other.aov.low == pytest.approx(25 * one.aov.low)
    assert other.aov.high == pytest.approx(25 * one.aov.high)
    assert other.order_value_cv == pytest.approx(one.order_value_cv)
    assert other.refunded_share == pytest.approx(one.refunded_share) == pytest.approx(0.5)


def test_the_order_of_rows_does_not_matter():
    rows = full_shop()
    shuffled = OrderRows(rows.frame.sample(frac=1, random_state=4).reset_index(drop=True), "EUR", "table")
    one, other = shop_facts(rows), shop_facts(shuffled)
    assert same(one, other)
    assert other.aov == one.aov
    assert [str(note) for note in one.notes] == [str(note) for note in other.notes]


def test_a_file_without_an_order_is_refused_in_words():
    with pytest.raises(InputError, match="no order"):
        shop_facts(orders([]))
    with pytest.raises(InputError, match="above 0"):
        shop_facts(orders([1]), period_days=0)


some_orders = st.lists(
    st.tuples(
        st.integers(0, 800),
        st.sampled_from(["", "a", "b", "c", "d"]),
        st.floats(0, 1e6),
        st.floats(0, 1e6),
        st.booleans(),
        st.sampled_from([None, True, False]),
    ),
    min_size=1,
    max_size=80,
)


@settings(max_examples=60, deadline=None)
@given(some_orders, st.sampled_from([1.0, 7.0, 30.0, 365.0]))
def test_whatever_the_orders_every_offer_fits_a_plan(rows, period_days):
    rows = sorted(rows, key=lambda row: row[0])
    day, customer, value, refunded, cancelled, new = zip(*rows, strict=True)
    made = orders(day, value, customer=customer, refunded=refunded, cancelled=cancelled, new_customer=new)
    facts = shop_facts(made, period_days=period_days)
    assert facts.orders == len(rows)
    assert facts.refunded + facts.cancelled <= len(rows)
    for values in shop_values(facts).values():
        assert set(values) <= set(BY_NAME)
        assert plan_of({**START, **values})[1] == []


def test_every_fact_fills_its_own_fields():
    facts = shop_facts(full_shop())
    offered = shop_values(facts)
    assert set(offered) == {
        "aov", "order_value_cv", "return_rate", "refunded_share", "cancel_rate", "new_customer_share", "repeat",
    }  # fmt: skip
    given_twice = [name for values in offered.values() for name in values]
    assert len(given_twice) == len(set(given_twice))
    everything = dict(START)
    for values in offered.values():
        everything |= values
    plan, problems = plan_of(everything)
    assert problems == []
    assert plan is not None
    assert plan.scenario.aov == facts.aov
    assert plan.scenario.economics.return_rate == facts.return_rate
    assert belief_of(everything, "refunded_share").bounds == (facts.refunded_share, facts.refunded_share)
    assert plan.scenario.repeat is not None
    assert facts.repeat is not None
    assert plan.scenario.repeat.retention == facts.repeat.retention


# -- real orders --------------------------------------------------------------------------------------------------


def test_repeat_purchases_of_a_real_shop_agree_with_a_plain_product_over_days():
    """CDNOW, every 34th of 2,357 customers: the product limit written as Kaplan and Meier print it, day by day."""
    content = (REAL / "cdnow_70_customers.csv").read_bytes()
    rows = read_export("cdnow.csv", content, mapping={"id": "customer", "spent": "value"}).orders
    assert rows is not None
    facts = shop_facts(rows)
    assert facts.repeat is not None
    assert (facts.orders, facts.repeat.customers, facts.repeat.within_days) == (176, 70, 365)
    frame = rows.frame.drop_duplicates(["customer", "date"]).sort_values(["customer", "date"])
    following = frame.groupby("customer")["date"].shift(-1)
    again = following.notna()
    days = (following.fillna(frame["date"].max()) - frame["date"]).dt.days
    left, waited = 1.0, 0.0
    for day in range(366):
        bought = left * (again & (days == day)).sum() / max((days >= day).sum(), 1)
        left, waited = left - bought, waited + bought * day
    share = facts.repeat.retention.orders / facts.repeat.retention.clicks
    assert share == pytest.approx(1 - left)
    assert facts.repeat.orders_per_year == pytest.approx(365.25 / (waited / (1 - left)))
    assert facts.new_customer_share is None


def test_a_sample_of_a_real_shop_knows_the_whole_shop_within_its_interval():
    """All 2,357 customers of CDNOW buy again with 0.671; these 70 must hold it between their 2 % and 98 %."""
    content = (REAL / "cdnow_70_customers.csv").read_bytes()
    rows = read_export("cdnow.csv", content, mapping={"id": "customer", "spent": "value"}).orders
    assert rows is not None
    repeat = shop_facts(rows).repeat
    assert repeat is not None
    assert quantile(repeat.retention, 0.02) < 0.671 < quantile(repeat.retention, 0.98)
    assert repeat.retention.clicks < repeat.purchases  # purchases of one customer resemble each other


def test_order_value_of_a_real_shop_is_found_in_every_hundredth_of_its_sales():
    """Online Retail: 19,960 sales average 534.40; examples/ has 427 to 693 for the mean of 300 sales."""
    rows = read_export("sales.csv", (REAL / "online_retail_200_sales.csv").read_bytes()).orders
    assert rows is not None
    assert rows.currency == "GBP"
    facts = shop_facts(rows)
    assert facts.aov is not None
    assert facts.aov.low < 534.40 < facts.aov.high
    assert facts.aov.low < 427 < median(facts.aov) < 693
    # Whole shop: half the logarithm of 693 / 427 is 0.24 for 300 sales, and so about 0.30 for 200.
    assert math.log(facts.aov.high / facts.aov.low) / 2 == pytest.approx(0.24 * math.sqrt(300 / 200), rel=0.5)


def test_a_shopify_export_is_read_and_told():
    content = (Path(__file__).parent / "exports" / "shopify_orders_en.csv").read_bytes()
    export = read_export("orders.csv", content)
    assert export.orders is not None
    facts = shop_facts(export.orders)
    frame = export.orders.frame
    valid = frame[~frame["cancelled"]]
    assert facts.aov is not None
    assert facts.cancel_rate is not None
    assert median(facts.aov) == pytest.approx(valid["value"].mean())
    assert facts.cancelled == int(frame["cancelled"].sum())
    assert mean(facts.cancel_rate) == pytest.approx((facts.cancelled + 0.5) / (facts.orders + 1))
    assert facts.refunded == int((valid["refunded"] > 0).sum())
