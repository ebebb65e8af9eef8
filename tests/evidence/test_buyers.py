"""Segments from orders: by hand, and the error of an average whose orders come in bundles."""

import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from simulator import Amount, Plan, RateFromCounts, RepeatPurchases, segments_of
from simulator.beliefs.distributions import median
from simulator.evidence.learning.buyers import KINDS, buyer_segments
from simulator.evidence.learning.customers import _Gaps, _kaplan_meier
from simulator.evidence.rows import ORDER_COLUMNS, OrderRows
from tests.simulator.plans import refusal, spring

START = date(2025, 1, 1)


def orders(rows):
    """Orders of (customer, day, value, refunded)."""
    frame = pd.DataFrame(
        [
            {
                "date": pd.Timestamp(START + timedelta(days=day)),
                "order": str(at),
                "customer": customer,
                "value": float(value),
                "refunded": float(refunded),
                "cancelled": False,
                "new_customer": None,
            }
            for at, (customer, day, value, refunded) in enumerate(rows)
        ],
        columns=list(ORDER_COLUMNS),
    )
    return OrderRows(frame.sort_values("date", ignore_index=True), "EUR", "table")


def shop():
    """30 customers with one order of 20, 20 with one of 100 (5 of them sent back), 25 with three of 80 each 73 days."""
    rows = [(f"small{at}", at, 20, 0) for at in range(30)]
    rows += [(f"large{at}", at, 100, 100 if at < 5 else 0) for at in range(20)]
    rows += [(f"known{at}", at + 73 * time, 80, 0) for at in range(25) for time in range(3)]
    return orders(rows)


def test_customers_are_parted_by_repeat_behaviour_and_value():
    # 125 orders, the middle one of 80: the 80s are small, since they are not above it.
    result = buyer_segments(shop())
    table = result.table.set_index("segment")
    assert list(table.index) == ["once_small", "once_large", "again_small"]
    assert set(table.index) < set(KINDS)
    assert table.customers.tolist() == [30, 20, 25]
    assert table.orders.tolist() == [30, 20, 75]
    assert table.order_share.tolist() == pytest.approx([30 / 125, 20 / 125, 75 / 125])
    assert table.aov.tolist() == [20, 100, 80]
    assert table.return_rate.tolist() == [0, 0.25, 0]
    assert table.orders_per_year["again_small"] == pytest.approx(365.25 / 73)
    assert math.isnan(table.orders_per_year["once_small"])
    assert [segment.return_rate for segment in result.segments] == [
        RateFromCounts(0, 30), RateFromCounts(5, 20), RateFromCounts(0, 75),
    ]  # fmt: skip


def test_money_of_another_unit_parts_the_same_customers():
    whole, small = shop(), shop()
    small.frame[["value", "refunded"]] /= 1_000
    one, other = buyer_segments(whole), buyer_segments(small)
    assert other.table.drop(columns="aov").equals(one.table.drop(columns="aov"))
    assert (other.table.aov * 1_000).tolist() == pytest.approx(one.table.aov.tolist())


def test_segments_go_into_a_plan():
    plain = segments_of(Plan(spring()), buyer_segments(shop()).segments)
    assert plain.figures.segment.tolist() == ["once_small", "once_large", "again_small"]
    assert plain.figures.order_share.sum() == pytest.approx(1)
    repeat = RepeatPurchases(new_customer_share=0.5, orders_per_year=2, years=2, retention=0.3)
    segments = buyer_segments(shop(), with_rhythm=True).segments
    assert segments[2].orders_per_year == pytest.approx(365.25 / 73)
    assert segments[0].orders_per_year is None
    raised = segments_of(Plan(spring(repeat=repeat)), segments).figures
    assert (raised.max_cpo_p50 > plain.figures.max_cpo_p50).all()


def test_an_average_of_orders_that_come_in_bundles_is_known_as_well_as_its_customers_are_many():
    # 100 customers with ten equal orders each: the error is that of 100 averages, not of 1,000 orders.
    rng = np.random.default_rng(5)
    values = rng.lognormal(4, 0.5, 100)
    rows = [(f"c{at}", at + 20 * time, value, 0) for at, value in enumerate(values) for time in range(10)]
    segment = max(buyer_segments(orders(rows)).segments, key=lambda item: median(item.aov))
    high = values[values > np.median(np.repeat(values, 10))]
    assert segment.aov.sigma == pytest.approx(high.std(ddof=1) / math.sqrt(len(high)) / high.mean(), rel=0.02)
    assert math.exp(segment.aov.mu + segment.aov.sigma**2 / 2) == pytest.approx(high.mean())


def test_equal_orders_do_not_make_an_average_certain():
    aov = buyer_segments(shop()).segments[0].aov
    assert isinstance(aov, Amount)
    assert aov.high / aov.low == pytest.approx(math.exp(2 * 1.645 * 0.005), rel=1e-3)


def test_what_a_file_cannot_tell_is_said():
    fields = [note.field for note in buyer_segments(shop()).notes]
    assert fields == ["share", "segment"]
    rows = shop()
    frame = pd.concat([rows.frame, rows.frame.tail(3).assign(customer="", order="x")])
    frame = frame.assign(refunded=0.0)
    extra = orders([("big", day, 500, 0) for day in range(3)]).frame
    notes = buyer_segments(OrderRows(pd.concat([frame, extra], ignore_index=True), "EUR", "table")).notes
    texts = [str(note) for note in notes]
    assert any("not known were left out: 3." in text for text in texts)
    assert any("again_large" in text for text in texts)
    assert any("return rates are the plan's" in text for text in texts)
    unpaid = buyer_segments(OrderRows(frame[frame["customer"] != ""], "EUR", "table"))
    assert all(segment.return_rate is None for segment in unpaid.segments)


def test_files_that_cannot_be_parted_are_refused():
    rows = shop()
    refusal(lambda: buyer_segments(OrderRows(rows.frame.assign(customer=""), "EUR", "table")), "customer", "customer")
    refusal(lambda: buyer_segments(OrderRows(rows.frame.head(25), "EUR", "table")), "customer", "20")


def test_the_share_that_buys_again_by_hand():
    # Eight gaps: two of 10 days and two of 20 that ended in a purchase, four watched for 30 days without one.
    # Of 8 at risk 1/4 buys, of 6 a third: 1 - 3/4 · 2/3 = 1/2. The mean gap is (10 · 1/4 + 20 · 1/4) / (1/2) = 15.
    days = np.array([10, 10, 20, 20, 30, 30, 30, 30])
    again = days < 30
    bundled = _kaplan_meier(_Gaps(days, again, (days == 30).astype(int)), 25)
    assert bundled.mean_gap == pytest.approx(15)
    # Two customers, one who always buys again and one who never does, with an influence of ± 1/2: they count as two.
    assert bundled.retention.clicks == pytest.approx(2)
    assert bundled.retention.orders == pytest.approx(1)
    single = _kaplan_meier(_Gaps(days, again, np.arange(8)), 25)
    assert (single.retention.clicks, single.retention.orders) == pytest.approx((8, 4))  # no more than were seen
    assert _kaplan_meier(_Gaps(days, ~again & again, np.arange(8)), 25) is None
