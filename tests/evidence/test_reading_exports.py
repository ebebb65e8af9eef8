"""The shared exports, whose numbers are simulated, against what they are known to hold."""

from __future__ import annotations

import json

import pytest

from simulator.evidence import read_export
from tests.evidence.files import EXPORTS, notes, totals

EXPECTED = json.loads((EXPORTS / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "platform", "lines_before", "total_rows", "mark"),
    [("google_ads_en.csv", "google_ads", 2, 3, "."), ("meta_ads_fr.csv", "meta_ads", 0, 0, ",")],
)
def test_the_invented_account_reads_the_same_from_both_platforms(name, platform, lines_before, total_rows, mark):
    export = read_export(name, (EXPORTS / name).read_bytes())
    audit = export.audit
    assert (export.platform, audit.lines_before_header, audit.total_rows, audit.decimal_mark) == (
        platform,
        lines_before,
        total_rows,
        mark,
    )
    expected = {"spend": EXPECTED["totals"]["cost"]} | {
        key: EXPECTED["totals"][key] for key in ("clicks", "orders", "value")
    }
    assert totals(export) == pytest.approx(expected)
    assert (audit.days, audit.campaigns, audit.rows) == (EXPECTED["days"], EXPECTED["campaigns"], EXPECTED["rows"])
    assert (str(audit.first), str(audit.last), audit.currency) == ("2026-09-01", "2026-09-30", "EUR")
    assert not notes(export)
    assert audit.unreadable_rows == 0
    sums = export.ads.frame.groupby("campaign")[["spend", "clicks", "orders", "value"]].sum()
    for campaign, known in EXPECTED["by_campaign"].items():
        assert sums.loc[campaign].tolist() == pytest.approx(
            [known[key] for key in ("cost", "clicks", "orders", "value")]
        )


def test_the_rates_of_the_invented_account_come_from_sums_and_not_from_averages():
    sums = totals(read_export("google.csv", (EXPORTS / "google_ads_en.csv").read_bytes()))
    assert sums["spend"] / sums["clicks"] == pytest.approx(EXPECTED["cpc"])
    assert sums["orders"] / sums["clicks"] == pytest.approx(EXPECTED["cvr"])
    assert sums["spend"] / sums["orders"] == pytest.approx(EXPECTED["cpo"])
    assert sums["value"] / sums["orders"] == pytest.approx(EXPECTED["aov"])


def test_shopify_orders_are_counted_once_each_with_their_refunds_and_cancellations():
    expected = json.loads((EXPORTS / "expected_shopify.json").read_text(encoding="utf-8"))
    export = read_export("shopify.csv", (EXPORTS / "shopify_orders_en.csv").read_bytes())
    orders = export.orders.frame
    assert export.platform == "shopify_orders"
    assert len(orders) == expected["orders"] == export.audit.totals.orders
    assert int((~orders["cancelled"]).sum()) == expected["not_cancelled"]
    assert int((orders["refunded"] > 0).sum()) == expected["refunded"] == export.audit.refunded_orders
    assert orders.loc[~orders["cancelled"], "value"].sum() == pytest.approx(expected["subtotal_not_cancelled"])
    assert export.orders.currency == "EUR"
    assert not notes(export)


def test_every_header_is_told_with_what_it_was_taken_for():
    export = read_export("google.csv", (EXPORTS / "google_ads_en.csv").read_bytes())
    taken = {header: means for header, means in export.headers.items() if means}
    assert taken == {
        "Day": "date",
        "Campaign": "campaign",
        "Currency code": "currency",
        "Cost": "spend",
        "Clicks": "clicks",
        "Conversions": "orders",
        "Conv. value": "value",
    }
    assert export.headers["Cost / conv."] == export.headers["Avg. CPC"] == ""
