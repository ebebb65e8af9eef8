"""Several files together: what repeats or overlaps is said and not counted twice."""

from __future__ import annotations

import pytest

from simulator.evidence import Combined, Export, combine, read_export
from tests.evidence.files import EXPORTS


def google(name: str, rows: list[str]) -> Export:
    return read_export(name, "\n".join(["Day,Campaign,Currency code,Cost,Clicks,Conversions", *rows, ""]).encode())


def sentences_text(combined: Combined) -> str:
    return "\n".join(map(str, combined.sentences))


FIRST = google("first.csv", ["2026-09-01,A,EUR,10,5,1", "2026-09-02,A,EUR,20,6,2", "2026-09-02,B,EUR,1,1,0"])


def test_files_of_different_days_are_simply_together():
    combined = combine([FIRST, google("next.csv", ["2026-09-03,A,EUR,30,7,3"])])
    assert combined.ads[0].frame["spend"].sum() == 61
    assert not combined.sentences


def test_the_same_file_twice_is_counted_once():
    combined = combine([FIRST, FIRST])
    assert combined.ads[0].frame["spend"].sum() == 31
    assert "overlap with the same numbers (days of campaigns: 3)" in sentences_text(combined)


@pytest.mark.parametrize("is_later_first", [False, True])
def test_where_files_differ_the_later_export_is_believed(is_later_first):
    """Conversions mature: the same day has more of them a week later."""
    later = google("later.csv", ["2026-09-02,A,EUR,20,6,4", "2026-09-03,A,EUR,30,7,3"])
    combined = combine([later, FIRST] if is_later_first else [FIRST, later])
    frame = combined.ads[0].frame
    assert frame["spend"].sum() == 61
    assert frame.set_index(["date", "campaign"]).loc[("2026-09-02", "A"), "orders"] == 4
    assert "differ on 1 of them. The numbers of “later.csv” were counted, once." in sentences_text(combined)


def test_the_day_on_which_an_export_was_made_may_be_half():
    """Its spend differs from that of the whole day, and is still the same account."""
    later = google("later.csv", ["2026-09-02,A,EUR,25,6,4", "2026-09-02,B,EUR,2,6,4", "2026-09-03,A,EUR,30,7,3"])
    assert combine([FIRST, later]).frame["spend"].sum() == 10 + 25 + 2 + 30


def test_two_accounts_with_campaigns_of_the_same_name_are_added_up_and_this_is_said():
    other = google("other.csv", ["2026-09-01,A,EUR,700,5,1", "2026-09-02,A,EUR,800,6,2", "2026-09-03,A,EUR,900,6,2"])
    combined = combine([FIRST, other])
    assert combined.frame["spend"].sum() == 2431
    assert not combined.frame.duplicated(["date", "campaign"]).any()
    assert "taken as two accounts, and added up" in sentences_text(combined)


def test_platforms_are_kept_apart():
    meta = read_export(
        "meta.csv",
        b"Day,Campaign name,Amount spent (EUR),Link clicks,Purchases\n2026-09-01,A,99,50,1\n2026-09-02,A,98,5,1\n",
    )
    combined = combine([FIRST, meta])
    assert {ads.platform: ads.frame["spend"].sum() for ads in combined.ads} == {"google_ads": 31, "meta_ads": 197}
    assert set(combined.frame["platform"]) == {"google_ads", "meta_ads"}


def test_one_account_seen_from_two_places_is_counted_once():
    files = [read_export(name, (EXPORTS / name).read_bytes()) for name in ("google_ads_en.csv", "meta_ads_fr.csv")]
    combined = combine(files)
    assert combined.frame["spend"].sum() == pytest.approx(50288.99)
    assert "report the same spend, so they are one account" in sentences_text(combined)


def test_sums_of_a_month_do_not_come_on_top_of_its_days():
    month = read_export(
        "month.csv",
        b'Report\n"September 1, 2026 - September 30, 2026"\nCampaign,Cost,Clicks,Conversions\nA,300,50,9\nC,7,1,0\n',
    )
    combined = combine([FIRST, month])
    assert combined.frame.groupby("campaign")["spend"].sum().to_dict() == {"A": 30, "B": 1, "C": 7}
    assert "“month.csv” holds sums over days that “first.csv” holds one by one" in sentences_text(combined)


def test_several_currencies_are_said():
    dollars = google("usd.csv", ["2026-10-01,A,USD,10,5,1"])
    combined = combine([FIRST, dollars])
    assert "several currencies (EUR, USD)" in sentences_text(combined)
    assert len(combined.ads) == 2


def test_files_that_hold_nothing_take_part_in_nothing():
    combined = combine([read_export("empty.csv", b""), FIRST])
    assert combined.ads[0].frame["spend"].sum() == 31
    assert combine([]).ads == ()
    assert combine([]).frame.empty


def test_a_file_of_which_nothing_is_left_is_held_against_no_other_file():
    """The month is inside the days of the first file; the second file repeats them."""
    month = read_export("month.csv", b"2026-09-01 - 2026-09-30\nCampaign,Cost,Clicks,Conversions\nA,300,50,9\n")
    second = google("second.csv", ["2026-09-01,A,EUR,10,5,1", "2026-09-02,A,EUR,20,6,2", "2026-09-02,B,EUR,1,1,0"])
    for files in ([FIRST, second, month], [month, second, FIRST]):
        combined = combine(files)
        assert [str(item).partition(":")[0] for item in combined.sentences] == [
            "“month.csv” holds sums over days that “first.csv” holds one by one. Rows of it that were not counted",
            "“first.csv” and “second.csv” overlap with the same numbers (days of campaigns",
        ]
        assert combined.frame["spend"].sum() == 31


def test_the_rows_of_several_platforms_are_numbered_through_and_none_are_still_columns():
    meta = read_export(
        "meta.csv", b"Day,Campaign name,Amount spent (EUR),Link clicks,Purchases\n2026-09-01,A,99,50,1\n"
    )
    assert combine([FIRST, meta]).frame.index.tolist() == [0, 1, 2, 3]
    assert combine([]).frame.columns.tolist() == ["date", "campaign", "spend", "clicks", "orders", "value"]
