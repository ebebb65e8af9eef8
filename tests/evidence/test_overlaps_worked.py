"""Two files of ads that report the same: worked cases of a whole and its part, and of which of two files counts."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from simulator.evidence.reading.overlaps import Source
from simulator.evidence.rows import AdRows
from tests.evidence.test_reading_order_boundaries import settled, source

NONE = float("nan")


def said(earlier, later):
    """What is said of two files, with plain spaces."""
    return settled(earlier, later)[2].replace("\u00a0", " ")


def under(one, platform):
    """The same file from another platform."""
    ads = AdRows(one.ads.frame, one.ads.currency, platform, one.ads.days_per_row)
    return Source(one.name, ads, one.frame, one.details)


# -- a whole and its part -------------------------------------------------------------------------------------------


def part_of(days, *, beyond=0, spend=5.0, whole=10.0):
    """What is said of a whole, and of a part of which some days lie beyond it."""
    return said(source("whole", [whole] * days), source("part", [spend] * (days + beyond), details=("Device",)))


@pytest.mark.parametrize(
    ("common", "beyond", "is_part"), [(97, 3, True), (96, 4, False), (33, 1, True), (33, 2, False)]
)
def test_97_of_100_days_of_a_part_lie_in_the_whole(common, beyond, is_part):
    """33 of 34 are 97.06 %, and of 35 they are 94.3 %."""
    assert ("it is a part of it" in part_of(common, beyond=beyond)) is is_part


@pytest.mark.parametrize(("spend", "is_part"), [(5.0, False), (5.1, True), (97.9, True), (98.0, False)])
def test_a_part_holds_more_than_a_twentieth_and_less_than_98_hundredths(spend, is_part):
    assert ("it is a part of it" in part_of(10, spend=spend, whole=100.0)) is is_part


@pytest.mark.parametrize(("more", "is_part"), [(3, True), (4, False)])
def test_on_97_of_100_days_a_part_has_no_more_than_the_whole(more, is_part):
    part = source("part", [5.0] * (100 - more) + [11.0] * more, details=("Device",))
    assert ("it is a part of it" in said(source("whole", [10.0] * 100), part)) is is_part


@pytest.mark.parametrize(
    ("whole", "part", "is_part"), [(0.40, 0.41, True), (0.40, 0.42, False), (0.0, 0.011, True), (0.0, 0.012, False)]
)
def test_a_part_may_exceed_by_a_fiftieth_and_a_cent_of_rounding(whole, part, is_part):
    """On half of the days: 0.40 × 1.02 + 0.011 = 0.419."""
    sentence = said(source("whole", [whole, 10.0] * 5), source("part", [part, 5.0] * 5, details=("Device",)))
    assert ("it is a part of it" in sentence) is is_part


def test_a_part_has_no_more_clicks_than_the_whole_either_where_both_tell_them():
    whole = source("whole", [10.0] * 10)
    assert "a part of it" in said(whole, source("part", [5.0] * 10, details=("Device",)))
    more = source("more", [5.0] * 10, clicks=6.0, details=("Device",))
    assert "a part of it" not in said(source("whole", [10.0] * 10), more)
    silent = source("silent", [5.0] * 10, clicks=NONE, details=("Device",))
    assert "“silent” holds 50 % of the spend" in said(source("whole", [10.0] * 10), silent)
    unknown = source("whole", [10.0] * 10, clicks=NONE)
    assert "a part of it" in said(unknown, source("part", [5.0] * 10, details=("Device",)))


@pytest.mark.parametrize("is_whole_first", [True, False])
def test_a_part_is_found_whichever_file_was_chosen_first(is_whole_first):
    whole, part = source("whole", [10.0] * 10), source("part", [5.0] * 10, details=("Device",))
    sentence = said(whole, part) if is_whole_first else said(part, whole)
    assert "“part” holds 50 % of the spend of “whole”" in sentence
    assert (len(whole.frame), len(part.frame)) == (10, 0)


def test_two_files_split_by_something_are_no_part_of_each_other_unless_they_move_together():
    def split(name, spend):
        return source(name, spend, details=("Device",))

    assert "a part of it" not in said(split("a", [10.0] * 10), split("b", [5.0] * 10))
    moving = [float(day) for day in range(1, 11)]
    assert "a part of it" in said(split("a", [2 * cost for cost in moving]), split("b", moving))


def test_ten_days_known_of_both_tell_whether_they_move_together():
    """An eleventh of which one file does not know the spend counts for nothing."""
    moving = [float(day) for day in range(1, 11)]
    whole, part = source("a", [*(2 * cost for cost in moving), 22.0]), source("b", [*moving, NONE])
    assert "a part of it" in said(whole, part)
    whole, part = source("a", [*(2 * cost for cost in moving[1:]), 22.0]), source("b", [*moving[1:], NONE])
    assert "a part of it" not in said(whole, part)


def test_a_part_of_another_platform_is_none():
    part = under(source("part", [5.0] * 10, details=("Device",)), "meta_ads")
    assert settled(source("whole", [10.0] * 10), part) == (100, 50, "")


# -- which of two files counts --------------------------------------------------------------------------------------


def test_a_file_whose_currency_is_not_known_may_be_of_the_same_account():
    assert "overlap with the same numbers" in said(source("a", [10, 20]), source("b", [10, 20], currency=None))


def test_files_without_a_common_day_are_not_spoken_of():
    assert settled(source("a", [10, 20]), source("b", [10, 20], begin=3)) == (30, 30, "")


def test_numbers_that_differ_by_less_than_half_a_cent_or_are_missing_are_the_same():
    def overlap(**other):
        return said(source("a", [10, 20, 30]), source("b", [10, 20, 30], **other))

    assert "overlap with the same numbers (days of campaigns: 3)" in overlap(orders=1.004)
    assert "differ on 3 of them" in overlap(orders=1.006)
    assert "overlap with the same numbers" in overlap(orders=NONE)
    assert "differ on 3 of them" in overlap(clicks=6, value=3)
    assert "overlap with the same numbers" in overlap(value=2.005)
    for value, sentence in ((10_000.0149, "same numbers"), (10_000.0155, "differ on 3")):  # a millionth is a cent
        other = source("b", [10, 20, 30], value=value)
        assert sentence in said(source("a", [10, 20, 30], value=10_000.0), other)


def test_the_later_export_counts_and_of_two_of_one_day_the_one_with_more_orders():
    """The spend that is left of both is the sum of the first file, as both spent the same."""
    few, many = source("few", [10, 20], orders=1), source("many", [10, 20], orders=2)
    assert "The numbers of “many” were counted, once." in said(few, many)
    assert (len(few.frame), len(many.frame)) == (0, 2)
    assert "The numbers of “many” were counted, once." in said(
        source("many", [10, 20], orders=2), source("few", [10, 20], orders=1)
    )
    equal = source("a", [10, 20]), source("b", [10, 20])
    settled(*equal)
    assert [len(one.frame) for one in equal] == [0, 2]  # the second, where nothing tells them apart


def test_the_file_that_knows_more_counts_although_another_reaches_further():
    knowing, further = source("knowing", [10, 20]), source("further", [10, 20, 30], value=NONE, clicks=NONE)
    settled(further, knowing)
    assert (len(knowing.frame), len(further.frame)) == (2, 1)


def test_an_ad_platform_counts_before_analytics_that_knows_as_much():
    """Analytics reaches one day further, and keeps that day."""
    for turn in (1, -1):
        platform, seen = source("ads", [10, 20, 30]), under(source("seen", [10, 20, 30, 40]), "ga4")
        sentence = said(*[platform, seen][::turn])
        assert (len(platform.frame), len(seen.frame)) == (3, 1)
        assert "the numbers of “ads” were counted" in sentence


@pytest.mark.parametrize(("second", "is_one"), [(0.5, True), (0.0, False)])
def test_days_on_which_both_spent_something_tell_whether_two_platforms_report_one_account(second, is_one):
    """Three days are needed: a spend of half a euro is one, none is not."""
    amounts = [10.0, 20.0, second]
    sentence = said(source("a", amounts), under(source("b", amounts), "ga4"))
    assert ("report the same spend, so they are one account" in sentence) is is_one


def test_one_platform_needs_one_day_besides_the_last_and_without_any_it_is_the_same_account():
    assert "taken as two accounts" in said(source("a", [10, 20]), source("b", [99, 20, 30]))
    assert "overlap" in said(source("a", [10]), source("b", [99, 20]))  # the day of the export itself may be half
    assert "overlap" in said(source("a", [0, 0, 1]), source("b", [5, 0, 1]))  # no day of spend in both


def test_costs_may_differ_by_a_cent_where_they_are_small():
    assert "overlap" in said(source("a", [0.1, 0.1, 1]), source("b", [0.11, 0.11, 1]))
    assert "two accounts" in said(source("a", [0.1, 0.1, 1]), source("b", [0.12, 0.12, 1]))


def test_two_accounts_of_one_platform_are_said_with_their_common_days():
    assert "(days of campaigns: 3): taken as two accounts" in said(source("a", [10] * 3), source("b", [30] * 4))


# -- spend in one file only, and sums of several days ---------------------------------------------------------------


@pytest.mark.parametrize("nothing", [0.0, NONE])
@pytest.mark.parametrize("turn", [1, -1])
def test_a_file_without_spend_gives_way_on_the_days_that_another_has_with_spend(nothing, turn):
    priced, free = source("priced", [0.2, 0.3]), source("free", [nothing] * 3, orders=9)
    sentence = said(*[priced, free][::turn])
    assert sentence.startswith("“free” has no spend for days and campaigns that “priced” has with spend")
    assert "(days of campaigns: 2): “priced” was counted" in sentence
    assert (len(priced.frame), len(free.frame)) == (2, 1)


def test_two_files_without_spend_are_held_against_each_other_as_any():
    assert "overlap with the same numbers" in said(source("a", [0.0] * 4), source("b", [NONE] * 4))


@pytest.mark.parametrize("turn", [1, -1])
def test_of_weeks_and_their_days_the_days_count_whichever_was_chosen_first(turn):
    weeks, days = source("weeks", [70, 80], step=7, per_row=7), source("days", [10] * 7)
    sentence = said(*[weeks, days][::turn])
    assert "“weeks” holds sums over days that “days” holds one by one. Rows of it that were not counted: 1." in sentence
    assert (weeks.frame["spend"].tolist(), len(days.frame)) == ([80], 7)


@pytest.mark.parametrize(
    ("month", "first", "left"), [(2, (3, 1), 280), (2, (2, 28), 0), (1, (1, 31), 0), (1, (2, 1), 310), (3, (3, 31), 0)]
)
def test_a_month_ends_with_its_last_day_whatever_its_length(month, first, left):
    """A file of months has rows of 30 days: February counts beside days from the first of March on."""
    months, days = source("months", [float(left or 300)], per_row=30), source("days", [10.0])
    months.frame = months.frame.assign(date=pd.Timestamp(2026, month, 1))
    days.frame = days.frame.assign(date=pd.Timestamp(2026, *first))
    assert settled(months, days)[:2] == (left, 10)


def test_weeks_of_another_campaign_or_platform_stay_beside_days():
    weeks, days = source("weeks", [70], per_row=7), source("days", [10] * 7)
    weeks.frame = weeks.frame.assign(campaign="B")
    assert settled(weeks, days) == (70, 70, "")
    assert settled(under(source("weeks", [70], per_row=7), "meta_ads"), source("days", [10] * 7)) == (70, 70, "")


def test_the_last_day_of_a_file_is_that_of_its_rows():
    assert source("a", [10.5, NONE, 20]).last == date(2026, 9, 3)
