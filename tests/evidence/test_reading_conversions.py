"""What counts as an order: purchases among actions, one window of several, and the value of the same orders."""

from __future__ import annotations

import pytest

from simulator.evidence import Export
from simulator.evidence.reading import table as tables
from simulator.evidence.reading.conversions import with_value_of_orders
from simulator.evidence.reading.headers import Header
from simulator.evidence.reading.measures import is_purchase
from simulator.evidence.reading.platforms import Name
from tests.evidence.files import kinds, notes, read, sums, table

NONE = float("nan")

# -- what is an order -----------------------------------------------------------------------------------------------


def test_what_platforms_call_a_purchase_is_one_and_steps_towards_it_are_none():
    bought = [
        "Purchase",
        "Achat",
        "Kauf",
        "Nakup",
        "transaction",
        "Complete payment",
        "Checkout complete",
        "Sales",
        "Orders",
    ]
    steps = ["Initiate checkout", "Add to cart", "Purchase page view", "Lead", "Begin purchase", "", "Wholesaler"]
    assert [is_purchase(text) for text in bought] == [True] * len(bought)
    assert [is_purchase(text) for text in steps] == [False] * len(steps)


META = "Day,Campaign name,Amount spent (EUR),Link clicks,Results,Result indicator"


def test_a_row_without_results_or_indicator_has_no_order_and_one_with_results_is_unknown():
    bought = "2026-09-01,A,10,5,2,actions:purchase"
    quiet = read(table(META, [bought, "2026-09-02,A,10,5,,", "2026-09-03,A,10,5,0,"]))
    assert quiet.ads.frame["orders"].tolist() == [2, 0, 0]
    assert not quiet.audit.suspicions
    odd = read(table(META, [bought, "2026-09-02,A,10,5,3,"]))
    assert odd.ads.frame["orders"].tolist() == pytest.approx([2, NONE], nan_ok=True)
    assert odd.audit.totals.orders == 2
    assert any("Some results are not purchases" in str(item) for item in odd.audit.suspicions)
    none = read(table(META, ["2026-09-01,A,10,5,2,actions:lead"]))
    assert none.audit.totals.orders is None


def test_an_indicator_is_named_with_eighty_letters_and_rows_are_counted():
    rows = ["2026-09-01,A,10,5,2,actions:purchase", *(f"2026-09-0{day},A,10,5,2,{'x' * 90}" for day in (2, 3))]
    (said,) = (str(item) for item in read(table(META, rows)).audit.suspicions if "not purchases" in str(item))
    assert f"(“{'x' * 80}”)" in said
    assert "are not known: 2." in said


# -- conversion actions and windows ---------------------------------------------------------------------------------

BY_ACTION = "Day,Campaign,Conversion action,Cost,Clicks,Conversions,Conv. value"
BY_WINDOW = "Day,Campaign,Attribution setting,Cost,Clicks,Conversions"


def by_window(pairs: list[tuple[str, str]]) -> Export:
    """Rows of two windows with these costs, one day each."""
    rows = [
        f"2026-09-{day:02},A,{window},{cost},100000,1"
        for day, costs in enumerate(pairs, start=1)
        for window, cost in zip(("7-day click", "1-day view"), costs, strict=True)
    ]
    return read(table(BY_WINDOW, rows))


@pytest.mark.parametrize(
    ("pairs", "is_repeated"),
    [
        ([("10", "10")] * 3, True),
        ([("10", "10.0049")] * 3, True),
        ([("10", "10.0052")] * 3, False),  # half a cent and a millionth of the cost are the most
        ([("100000", "100000.104")] * 3, True),
        ([("100000", "100000.107")] * 3, False),
        ([("10", "10")] * 19 + [("10", "12")], True),  # 19 of 20
        ([("10", "10")] * 18 + [("10", "12")] * 2, False),
    ],
)
def test_windows_repeat_a_spend_that_is_the_same_in_nineteen_of_twenty_rows(pairs, is_repeated):
    export = by_window(pairs)
    assert [choice.kind for choice in export.choices] == ["window"] * is_repeated
    if is_repeated:
        assert export.audit.totals.spend == pytest.approx(float(pairs[0][0]) * len(pairs))
        (left,) = export.audit.left_out
        assert (left.rows, left.totals.orders) == (len(pairs), len(pairs))
        assert str(left.short) == "other attribution windows than “7-day click”."


def test_windows_of_a_file_without_spend_and_clicks_repeat_nothing():
    head, rows = (
        "Day,Campaign,Attribution setting,Conversions",
        ["2026-09-01,A,7-day click,1", "2026-09-01,A,1-day view,2"],
    )
    export = read(table(head, rows))
    assert (export.choices, export.audit.totals.orders) == ((), 3)


def test_a_detail_that_was_not_looked_at_to_the_end_parts_no_rows(monkeypatch):
    """A batch of 400 lines: 200 search terms, each with two actions that repeat its spend, and one more."""
    monkeypatch.setattr(tables, "MOST_DISTINCT", 2)
    actions = ("Purchase", "Lead")
    rows = [f"2026-09-{1 + at % 9:02},A{at},term {at},{action},10,5,1" for at in range(201) for action in actions]
    export = read(table("Day,Campaign,Search term,Conversion action,Cost,Clicks,Conversions", rows))
    assert (export.audit.details, export.audit.totals.spend) == (("Search term",), 2010)


def test_windows_without_any_spend_repeat_none():
    export = by_window([("0", "0")] * 3)
    assert (export.choices, export.audit.totals.orders, export.audit.left_out) == ((), 6, ())


def test_of_windows_that_nobody_knows_the_first_is_taken():
    rows = [f"2026-09-01,A,{window},10,5,{orders}" for window, orders in (("Alpha", 3), ("Beta", 1))]
    export = read(table(BY_WINDOW, rows))
    assert (export.choices[0].taken, export.choices[0].options) == ("Alpha", ("Alpha", "Beta"))
    usual = read(table(BY_WINDOW, [*rows, "2026-09-01,A,7 days after click,10,5,7"]))
    assert (usual.choices[0].taken, usual.audit.totals.orders) == ("7 days after click", 7)


def test_the_reader_chooses_among_the_windows_of_the_file_and_no_other():
    rows = [f"2026-09-01,A,{window},10,5,{orders}" for window, orders in (("7-day click", 3), ("1-day view", 1))]
    told = read(table(BY_WINDOW, rows), answers={"window": "1-day view"})
    assert (told.audit.totals.orders, told.choices[0].taken) == (1, "1-day view")
    assert "for each attribution window (2 in all). Counted: “1-day view”." in str(told.choices[0].ask)
    other = read(table(BY_WINDOW, rows), answers={"window": "28-day click"})
    assert (other.audit.totals.orders, other.choices[0].taken) == (3, "7-day click")


def by_action(counts: dict[str, int], **options) -> Export:
    """One day with a row for each action, which all repeat the spend; an order is worth 10."""
    rows = [f"2026-09-01,A,{action},10,5,{count},{10 * count}" for action, count in counts.items()]
    return read(table(BY_ACTION, rows), **options)


def test_actions_that_are_all_purchases_are_all_counted_and_nothing_is_decided():
    export = by_action({"Purchase": 2, "Purchase (app)": 3})
    assert (sums(export), export.choices, export.audit.left_out) == ((10, 5, 5, 50), (), ())


def test_orders_and_values_of_other_actions_are_left_out_and_said_with_their_sums():
    export = by_action({"Purchase": 2, "Lead": 7})
    assert sums(export) == (10, 5, 2, 20)
    (left,) = export.audit.left_out
    assert (left.rows, left.totals.orders, left.totals.value, left.totals.spend) == (1, 7, 70, None)
    assert str(left.short) == "other conversions than Purchase."
    told = by_action({"Purchase": 2, "Lead": 7}, answers={"action": "Lead"})
    assert (sums(told), told.choices[0].taken) == ((10, 5, 7, 70), "Lead")


def test_of_many_purchases_eight_are_named_and_in_short_three():
    export = by_action({**{f"Purchase {letter}": 1 for letter in "abcdefghi"}, "Lead": 4, "x" * 300: 1})
    (choice,), (left,) = export.choices, export.audit.left_out
    named = ", ".join(f"Purchase {letter}" for letter in "abcdefgh")
    assert f"Counted as orders: {named}; left out: Lead, {'x' * 194}." in str(choice.ask)
    assert str(left.short) == "other conversions than Purchase a, Purchase b, Purchase c."


def test_actions_of_which_none_is_a_purchase_leave_the_orders_unknown_and_the_spend_counted_once():
    export = by_action({"Lead": 2, "Call": 3})
    assert (export.audit.totals.spend, export.audit.totals.clicks) == (10, 5)
    assert (export.audit.totals.orders, export.audit.totals.value) == (None, None)
    assert kinds(export) == ["action"]


def test_purchases_bring_their_own_value_though_one_without_tax_stands_before_it():
    head = "Day,Campaign,Cost,Clicks,Conversions,Purchases,Conv. value (excl. VAT),Purchase value"
    export = read(table(head, ["2026-09-01,A,10,20,9,1,500,70", "2026-09-02,A,10,20,9,1,500,80"]))
    assert (export.audit.totals.orders, export.audit.totals.value) == (2, 150)
    assert "is not the value of" not in notes(export)


def column(means: str, family: str) -> Header:
    """A column of one platform."""
    known = Name("google_ads", means, 1, ("en",), "", family, ())
    return Header(f"{means} of {family}", (Name("table", "known", 1), known))


@pytest.mark.parametrize(
    ("families", "value"),
    [
        (("a", "b", "b"), None),  # the value of b, which are other orders of this file
        (("a", "a", "b"), 2),  # nothing in the file has orders of b
        (("a", "b", "a"), 2),
        (("a", "b", "b", "a"), 3),
        (("", "", "", ""), 2),
        (("a", "b", "", "a"), 2),
    ],
)
def test_orders_have_the_value_of_their_family(families, value):
    """Columns: the orders that were taken, other orders, the value that was taken, and perhaps another value."""
    headers = [
        column(means, family) for means, family in zip(("orders", "orders", "value", "value"), families, strict=False)
    ]
    roles, said = with_value_of_orders(headers, {"orders": 0, "value": 2}, "google_ads")
    assert (roles.get("value"), said is not None) == (value, value is None)
    backwards, _ = with_value_of_orders(
        [*headers, column("value", families[2])], {"orders": 0, "value": len(headers)}, "google_ads"
    )
    assert backwards.get("value") == (len(headers) if value == 2 else value)


def test_columns_that_a_person_named_have_no_family():
    headers = [Header("x", ()), column("orders", "b"), column("value", "b"), column("value", "a")]
    roles = {"orders": 0, "value": 2}
    assert with_value_of_orders(headers, roles, "google_ads") == (roles, None)
    assert with_value_of_orders(headers, {"value": 2}, "google_ads") == ({"value": 2}, None)
