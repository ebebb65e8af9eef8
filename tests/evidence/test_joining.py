"""Ads and shop joined by day: by hand, by law, and what is said."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from simulator import InputError
from simulator.evidence import AdRows, OrderRows, SalesRows, history_of, join_by_day, sales_by_day


def ads(platform, rows, *, currency="EUR", per_row=1):
    frame = pd.DataFrame(rows, columns=["date", "campaign", "spend", "clicks", "orders", "value"])
    frame["date"] = pd.to_datetime(frame["date"])
    return AdRows(frame, currency, platform, per_row)


def sales(rows, *, currency="EUR", per_row=1):
    frame = pd.DataFrame(rows, columns=["date", "orders", "value", "first_orders"])
    frame["date"] = pd.to_datetime(frame["date"])
    return SalesRows(
        frame.astype(dict.fromkeys(("orders", "value", "first_orders"), float)), currency, "table", per_row
    )


GOOGLE = ads("google_ads", [("2026-01-01", "A", 10.0, 20.0, 2.0, 100.0), ("2026-01-02", "A", 20.0, 30.0, 3.0, 150.0)])
META = ads("meta_ads", [("2026-01-01", "M", 30.0, 40.0, 4.0, 200.0), ("2026-01-02", "M", 40.0, 10.0, 1.0, 50.0)])
SHOP = sales([("2026-01-01", 4, 240, 3), ("2026-01-02", 4, 160, 1)])


def test_the_blended_figures_are_those_of_hand_arithmetic():
    joined = join_by_day([GOOGLE, META], SHOP)
    assert joined.cpo == 100 / 8
    assert joined.cvr == 8 / 100
    assert joined.aov == 50
    assert joined.claimed_cpo == 10
    assert joined.claimed_share == 10 / 8
    assert joined.over_claim_share == pytest.approx(0.25)
    assert joined.cac == 25
    assert [(claim.platform, claim.spend, claim.orders) for claim in joined.claims] == [
        ("google_ads", 30, 5),
        ("meta_ads", 70, 5),
    ]
    assert not joined.sentences


def test_platforms_that_claim_less_than_the_shop_has_do_not_over_claim():
    joined = join_by_day([GOOGLE], SHOP)
    assert joined.over_claim_share == 0
    assert joined.claimed_share == 5 / 8


def test_the_order_of_the_accounts_does_not_matter():
    one, other = join_by_day([GOOGLE, META], SHOP), join_by_day([META, GOOGLE], SHOP)
    pd.testing.assert_frame_equal(one.frame, other.frame)


def test_only_days_of_every_file_are_counted_and_this_is_said():
    longer = sales([("2025-12-31", 99, 9, 9), ("2026-01-01", 4, 240, 3), ("2026-01-02", 4, 160, 1)])
    joined = join_by_day([GOOGLE], longer)
    assert joined.total("orders") == 8
    assert "2026-01-01 to 2026-01-02" in str(joined.sentences[0])


def test_a_day_between_without_a_row_had_no_order():
    gap = sales([("2026-01-01", 4, 240, 3), ("2026-01-03", 4, 160, 1)])
    long = ads("google_ads", [(f"2026-01-0{day}", "A", 10.0, 20.0, 2.0, 100.0) for day in (1, 2, 3)])
    assert join_by_day([long], gap).frame["orders"].tolist() == [4, 0, 4]


def test_days_join_weeks_by_the_weeks():
    weeks = ads(
        "google_ads", [("2026-01-05", "A", 70.0, 70.0, 7.0, 70.0), ("2026-01-12", "A", 7.0, 7.0, 1.0, 7.0)], per_row=7
    )
    days = sales([(f"2026-01-{day:02}", 1, 10, 1) for day in range(5, 19)])
    joined = join_by_day([weeks], days)
    assert joined.frame["orders"].tolist() == [7, 7]
    assert joined.days_per_row == 7


def test_months_have_their_own_lengths():
    months = ads("google_ads", [("2026-01-01", "A", 31.0, 1, 1, 1), ("2026-02-01", "A", 28.0, 1, 1, 1)], per_row=30)
    days = sales([(day, 1, 10, 1) for day in pd.date_range("2026-01-01", "2026-02-28")])
    assert join_by_day([months], days).frame["orders"].tolist() == [31, 28]


def test_single_orders_become_sales_without_the_cancelled():
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-01-02"]),
            "order": ["a", "b", "c"],
            "customer": ["x", "y", "x"],
            "value": [10.0, 20.0, 30.0],
            "refunded": 0.0,
            "cancelled": [False, True, False],
            "new_customer": pd.array([True, True, pd.NA], dtype="boolean"),
        }
    )
    day = sales_by_day(OrderRows(frame, "EUR", "table")).frame
    assert day["orders"].tolist() == [1, 1]
    assert day["value"].tolist() == [10, 30]
    assert day["first_orders"].iloc[0] == 1
    assert math.isnan(day["first_orders"].iloc[1])


def test_single_orders_are_counted_by_day_in_the_order_of_the_days():
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-01-03", "2026-01-01", "2026-01-03"]),
            "value": [10.0, 20.0, 30.0],
            "cancelled": False,
            "new_customer": pd.array([True, False, pd.NA], dtype="boolean"),
        }
    )
    day = sales_by_day(OrderRows(frame, "EUR", "table"))
    assert day.frame["date"].dt.day.tolist() == [1, 3]
    assert day.frame["value"].tolist() == [20, 40]
    assert day.frame["first_orders"].tolist() == pytest.approx([0, math.nan], nan_ok=True)  # one of two does not tell
    assert (day.currency, day.platform, day.days_per_row) == ("EUR", "table", 1)


def test_a_day_of_which_neither_file_has_a_row_is_a_day_without_spend_and_orders():
    days = ("2026-01-01", "2026-01-03")
    account = ads("google_ads", [(day, "A", 10.0, 20.0, 2.0, 100.0) for day in days])
    frame = join_by_day([account], sales([(day, 4, 240, 3) for day in days])).frame
    assert frame["date"].dt.day.tolist() == [1, 2, 3]
    assert frame["spend"].tolist() == [10, 0, 10]
    assert frame["orders"].tolist() == [4, 0, 4]


def test_two_files_of_one_platform_are_added_up_and_a_number_that_one_does_not_tell_is_that_of_the_other():
    silent = ads("google_ads", [(f"2026-01-0{day}", "B", 5.0, 10.0, math.nan, math.nan) for day in (1, 2)])
    joined = join_by_day([GOOGLE, silent], SHOP)
    (claim,) = joined.claims
    assert (claim.spend, claim.clicks, claim.orders, claim.value) == (40, 70, 5, 250)
    assert joined.frame["spend"].tolist() == [15, 25]
    assert joined.sentences == ()


@pytest.mark.parametrize(
    ("unknown", "says"),
    [
        ("spend", "so the cost per order is too low"),
        ("clicks", "so the conversion rate is too high"),
        ("orders", "so what the platforms claim is too low"),
        ("value", ""),
    ],
)
def test_what_a_platform_does_not_tell_is_said_of_the_figure_that_it_moves(unknown, says):
    rows = GOOGLE.frame.assign(**{unknown: math.nan})
    joined = join_by_day([AdRows(rows, "EUR", "google_ads")], SHOP)
    assert [says in str(item) for item in joined.sentences] == [True] * bool(says)
    assert joined.frame["orders"].tolist() == [4, 4]


def test_days_before_the_first_and_after_the_last_common_day_count_nowhere():
    account = ads("google_ads", [(f"2026-01-0{day}", "A", float(day), 1, 1, 1) for day in range(1, 8)])
    shop = sales([(f"2026-01-0{day}", day, 10, 1) for day in (3, 4, 5)])
    joined = join_by_day([account], shop)
    assert joined.frame["spend"].tolist() == [3, 4, 5]
    assert joined.claims[0].spend == 12
    assert len(joined.sentences) == 1
    assert join_by_day([AdRows(account.frame[2:5], "EUR", "google_ads")], shop).sentences == ()


def test_weeks_that_one_file_covers_in_part_are_left_out():
    """Days 5 to 25 January hold the weeks of the 5th and the 12th whole, and the week of the 19th: 25 is its Sunday."""
    weeks = ads("google_ads", [(f"2026-01-{day:02}", "A", 7.0, 7.0, 1.0, 7.0) for day in (5, 12, 19, 26)], per_row=7)
    for last, whole in ((25, 3), (24, 2)):
        days = sales([(f"2026-01-{day:02}", 1, 10, 1) for day in range(5, last + 1)])
        joined = join_by_day([weeks], days)
        assert joined.frame["date"].dt.day.tolist() == [5, 12, 19][:whole]
        assert joined.frame["orders"].tolist() == [7] * whole
    late = sales([(f"2026-01-{day:02}", 1, 10, 1) for day in range(6, 26)])
    assert join_by_day([weeks], late).frame["date"].dt.day.tolist() == [12, 19]


def test_ratios_without_anything_below_them_are_unknown_and_first_orders_of_days_without_orders_are_none():
    quiet = sales([("2026-01-01", 0, 0, math.nan), ("2026-01-02", 0, 0, math.nan)])
    joined = join_by_day([GOOGLE], quiet)
    assert [math.isnan(ratio) for ratio in (joined.cpo, joined.aov, joined.claimed_share, joined.over_claim_share)] == [
        True
    ] * 4
    assert joined.cvr == 0
    partly = sales([("2026-01-01", 4, 240, 3), ("2026-01-02", 0, 0, math.nan)])
    assert math.isnan(join_by_day([GOOGLE], partly).total("first_orders")) is False


def test_first_orders_that_are_known_of_some_days_only_are_not_known():
    partly = sales([("2026-01-01", 4, 240, 3), ("2026-01-02", 4, 160, math.nan)])
    assert math.isnan(join_by_day([GOOGLE], partly).cac)


def test_a_platform_that_hides_its_spend_is_named():
    hidden = ads("ga4", [("2026-01-01", "A", math.nan, 20.0, 2.0, 100.0), ("2026-01-02", "A", math.nan, 1.0, 2.0, 3.0)])
    joined = join_by_day([GOOGLE, hidden], SHOP)
    assert joined.total("spend") == 30
    assert "“ga4” does not tell its spend" in str(joined.sentences[0])


def test_the_whole_shop_is_an_account_to_learn_from():
    account = join_by_day([GOOGLE, META], SHOP).account()
    history = history_of(account)
    assert history.frame["spend"].sum() == 100
    assert history.frame["orders"].sum() == 8
    assert account.platform == "blended"


@pytest.mark.parametrize(
    ("accounts", "shop", "words"),
    [
        ([GOOGLE], sales([("2026-01-01", 1, 1, 1)], currency="USD"), "several currencies (EUR, USD)"),
        ([], SHOP, "both files are needed"),
        ([GOOGLE], sales([("2027-01-01", 1, 1, 1)]), "no day in common"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_the_remedy(accounts, shop, words):
    with pytest.raises(InputError) as error:
        join_by_day(accounts, shop)
    assert words in str(error.value)
