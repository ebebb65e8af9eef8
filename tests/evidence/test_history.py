"""What is kept of an export, and how it is narrowed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simulator import InputError
from simulator.evidence import AdRows, history_of
from tests.evidence.accounts import ad_rows, history

NAN = float("nan")
THREE_DAYS = history([(0, "A", 10, 20, 1, 50), (1, "A", 30, 60, 2, 90), (1, "B", 100, 50, 0, 0), (4, "A", 5, 9, 1, 30)])


def test_campaigns_stand_by_spend_and_days_are_counted_with_gaps():
    assert THREE_DAYS.campaigns == ("B", "A")
    assert (THREE_DAYS.first, THREE_DAYS.last, THREE_DAYS.days) == (date(2026, 1, 5), date(2026, 1, 9), 5)
    assert (THREE_DAYS.currency, THREE_DAYS.platform) == ("EUR", "google_ads")


def test_rows_of_one_day_and_campaign_are_added_up():
    """As in an export segmented by device."""
    segmented = history([(0, "A", 4, 15, 0.33, 20), (0, "A", 6, 5, 0.67, 30)])
    assert segmented.frame.iloc[0][["spend", "clicks", "orders", "value"]].tolist() == [10, 20, 1, 50]
    assert len(segmented.frame) == 1


def test_nothing_has_no_sign():
    """A spreadsheet's -0 would be shown as it is."""
    frame = history([(0, "A", -0.0, -0.0, -0.0, -0.0), (1, "A", 10, 20, 1, 50)]).frame
    assert not np.signbit(frame[["spend", "clicks", "orders", "value"]].to_numpy()).any()


def test_a_week_ends_on_its_seventh_day():
    weeks = history([(0, "A", 10, 20, 1, 50), (7, "A", 30, 60, 2, 90)], days_per_row=7)
    assert (weeks.days, weeks.last) == (14, date(2026, 1, 18))
    assert weeks.only(leave_out_last_days=1).days == 7
    assert weeks.only(last=date(2026, 1, 17)).days == 7
    assert weeks.only(last=date(2026, 1, 18)).days == 14


def test_a_history_is_narrowed_to_campaigns_and_days():
    assert THREE_DAYS.only(campaigns=["A"]).frame["spend"].sum() == 45
    assert THREE_DAYS.only(first=date(2026, 1, 6)).frame["spend"].sum() == 135
    assert THREE_DAYS.only(last=date(2026, 1, 6)).frame["spend"].sum() == 140
    assert THREE_DAYS.only(leave_out_last_days=3).last == date(2026, 1, 6)
    assert THREE_DAYS.only(last=date(2026, 1, 9), leave_out_last_days=4).frame["spend"].sum() == 10
    assert THREE_DAYS.only().frame.equals(THREE_DAYS.frame)
    assert THREE_DAYS.only(last=date(2030, 1, 1)).last == THREE_DAYS.last


@pytest.mark.parametrize("narrowing", [{"campaigns": ["C"]}, {"first": date(2027, 1, 1)}, {"leave_out_last_days": 9}])
def test_nothing_left_is_said_in_words(narrowing):
    with pytest.raises(InputError, match="Nothing is left of the history: choose more campaigns"):
        THREE_DAYS.only(**narrowing)


def test_rows_that_do_not_say_enough_are_left_out_and_counted():
    usable = history([(0, "A", 10, 20, NAN, 50), (1, "A", 30, 60, 2, NAN), (2, "A", NAN, 5, 1, 1)])
    assert (len(usable.frame), usable.left_out) == (1, 2)
    assert usable.frame["value"].isna().all()


def test_a_correction_is_taken_off_the_days_before_it():
    corrected = history(
        [(0, "A", 10, 20, 3, 90), (1, "A", 10, 20, 1, 40), (2, "A", 10, 20, -2, -50), (3, "A", 1, 2, 4, 80)]
    )
    assert corrected.frame["orders"].tolist() == [2, 0, 0, 4]
    assert corrected.frame["value"].tolist() == [80, 0, 0, 80]


def test_a_correction_is_no_other_campaigns():
    two = history(
        [(0, "B", 10, 20, 3, 90), (1, "A", 10, 20, 1, 40), (1, "B", 10, 20, 1, 40), (2, "A", 10, 20, -1, -40)]
    )
    assert two.only(campaigns=["B"]).frame["orders"].tolist() == [3, 1]
    assert two.only(campaigns=["A"]).frame["orders"].tolist() == [0, 0]


def test_a_correction_of_days_before_the_export_takes_nothing_off_later_days():
    early = history(
        [(0, "A", 10, 20, -5, -50), (1, "A", 10, 20, 2, 60), (2, "A", 10, 20, 0, NAN), (3, "A", 10, 20, -1, -20)]
    )
    assert early.frame["orders"].tolist() == [0, 1, 0, 0]
    assert early.frame["value"].fillna(-1).tolist() == [0, 40, -1, 0]


def test_corrections_are_taken_from_the_days_before_and_what_these_do_not_have_is_dropped():
    assert history([(0, "A", 10, 20, -1, -50)]).frame.iloc[0][["orders", "value"]].tolist() == [0, 0]
    rows = [(0, "A", 9, 9, 3, 90), (1, "A", 9, 9, 1, NAN), (2, "A", 9, 9, -2, -70), (3, "A", 9, 9, 5, 150)]
    frame = history([*rows, (1, "B", 9, 9, 4, 80)]).frame
    assert frame.loc[frame["campaign"] == "A", "orders"].tolist() == [2, 0, 0, 5]
    assert frame.loc[frame["campaign"] == "A", "value"].fillna(-1).tolist() == [20, -1, 0, 150]
    assert frame.loc[frame["campaign"] == "B", "orders"].tolist() == [4]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("spend", "No row says what was spent: export the file again with the cost column"),
        ("clicks", "No row says how many clicks there were"),
        ("orders", "No row says how many orders there were"),
    ],
)
def test_a_measure_that_is_missing_altogether_is_refused_with_the_remedy(name, sentence):
    rows = ad_rows([(0, "A", 10, 20, 1, 50), (1, "A", 10, 20, 1, 50)])
    without = AdRows(rows.frame.assign(**{name: NAN}), "EUR", "table")
    with pytest.raises(InputError, match=sentence) as refusal:
        history_of(without)
    assert refusal.value.field == name


def test_measures_that_never_meet_are_refused():
    with pytest.raises(InputError, match="No row has spend, clicks and orders together"):
        history([(0, "A", 10, 20, NAN, 50), (1, "A", NAN, 20, 1, 50)])
