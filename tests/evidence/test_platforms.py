"""Platforms as data: every description is whole, is recognised by its own headers, and a new one takes one file."""

from __future__ import annotations

import pytest

from simulator.evidence.reading import platforms as described
from simulator.evidence.reading.headers import header, meanings, platform_of
from simulator.evidence.reading.platforms import KNOWN, LANGUAGES, platforms, status_of
from simulator.evidence.reading.texts import folded
from tests.evidence.files import read

ROLES = {
    *(
        "date",
        "week",
        "month",
        "year",
        "day_of_month",
        "nth_day",
        "date_end",
        "campaign",
        "source",
        "channel",
        "detail",
    ),
    *("action", "window", "spend", "clicks", "orders", "value", "first_orders", "currency", "results"),
    *("result_indicator", "spend_converted", "value_converted", "currency_converted", "order", "order_number"),
    *("customer", "refunded", "cancelled", "status", "is_return", "new_customer", "sales_channel", "item", "quantity"),
    "payment",
    KNOWN,
}
STATUSES = {"paid", "refunded", "partly_refunded", "pending", "cancelled", "void"}
TABLES = described._files()

HEADERS = {
    "google_ads": "Day,Campaign,Currency code,Cost,Impr.,Clicks,Conversions,Conv. value",
    "meta_ads": "Day,Campaign name,Amount spent (EUR),Link clicks,Purchases,Purchases conversion value",
    "ga4": "Date,Session campaign,Ads cost,Ads clicks,Ecommerce purchases,Purchase revenue",
    "microsoft_ads": "Gregorian date,Account name,Campaign name,Currency code,Clicks,Spend,Conversions,Revenue",
    "tiktok_ads": "By Day,Campaign name,Cost,Clicks (destination),Conversions,Complete payment,Total complete "
    "payment value",
    "linkedin_ads": "Start date (in UTC),Account name,Campaign name,Currency,Total spent,Clicks,Conversions",
    "pinterest_ads": "Date,Campaign name,Spend in account currency,Pin clicks,Total conversions (Checkout)",
    "snapchat_ads": "Start time,Campaign name,Amount spent,Paid impressions,Swipe ups,Purchases,Purchases value",
    "amazon_ads": "Date,Portfolio name,Currency,Campaign Name,Clicks,Spend,7 Day Total Sales ,7 Day Total Orders (#)",
    "criteo": "Day,Campaign,AdvertiserCost,Clicks,Displays,SalesPc30d,RevenueGeneratedPc30d",
    "shopify_orders": "Name,Email,Financial Status,Currency,Subtotal,Total,Created at,Lineitem name,Id",
    "woocommerce": "Order number,Order date,Status,Customer email,Order subtotal,Order total,Currency",
    "prestashop": "ID,Reference,New client,Customer,Total,Payment,Status,Date,id_order",
    "magento": "ID,Purchase Point,Purchase Date,Bill-to Name,Grand Total (Base),Grand Total (Purchased),Status",
    "bigcommerce": "Order ID,Order Date,Order Status,Customer ID,Subtotal (ex tax),Order Total (inc tax)",
    "wix": "Order number,Date created,Time created,Contact email,Item,Qty,Total,Payment status,Shipping rate",
    "amazon_seller": "amazon-order-id,purchase-date,order-status,product-name,quantity,currency,item-price",
    "looker_studio": "Date,Campaign,Cost,Clicks,Purchases,Purchase revenue,Record Count",
    "supermetrics": "Date,Data source name,Campaign name,Cost,Link clicks,Website purchases",
    "funnel": "Date,Data Source type,Campaign,Common Cost,Common Clicks,Common Transactions,Common Revenue",
    "table": "Date,Channel,Spend,Clicks,Orders,Revenue",
}


def test_every_platform_has_its_test():
    assert set(HEADERS) == set(platforms())


@pytest.mark.parametrize("key", HEADERS)
def test_a_platform_is_recognised_by_its_headers(key):
    headers = [header(part) for part in HEADERS[key].split(",")]
    assert platform_of(headers) == key
    roles = meanings(headers, key, {})
    needed = {"shop": {"date", "order", "value"}, "ads": {"date", "campaign", "spend", "clicks"}}
    assert needed.get(platforms()[key].kind, {"date", "spend"}) <= roles.keys()
    assert all(item.names for item in headers), [item.text for item in headers if not item.names]


@pytest.mark.parametrize("key", TABLES)
def test_a_description_is_whole(key):
    table = TABLES[key]
    assert table["kind"] in ("ads", "shop", "any")
    for text in ("name", "order", "by_day", "source"):
        assert table[text].strip()
    assert table["traps"]
    assert isinstance(table["seen_in_a_real_file"], bool)
    assert set(table.get("unseen_languages", ())) <= set(LANGUAGES)
    assert set(table.get("statuses", {})) <= STATUSES
    assert (table["kind"] != "shop") or table.get("statuses")
    for column in table["columns"]:
        assert column["means"] in ROLES
        assert column.keys() <= {"means", "rank", "unit", "family", "contains", *LANGUAGES}
        assert any(column.get(language) for language in LANGUAGES)


@pytest.mark.parametrize("key", TABLES)
def test_no_header_of_a_platform_means_two_things_in_one_language(key):
    """A word may mean the day or the revenue of different platforms, but not of one."""
    taken: dict[tuple[str, str], set[str]] = {}
    for column in TABLES[key]["columns"]:
        for language in LANGUAGES:
            for text in column.get(language, ()):
                taken.setdefault((language, folded(text)), set()).add(column["means"])
    both = {"campaign", "sales_channel"}  # “Channel” of a table of ads, and of a table of orders
    assert {key: means for key, means in taken.items() if len(means) > 1 and means != both} == {}


@pytest.mark.parametrize("key", [key for key, platform in platforms().items() if platform.signs])
def test_the_signs_of_a_platform_are_headers_of_it_and_of_no_everyday_one(key):
    known = {text for text, names in described.names().items() if any(name.platform == key for name in names)}
    assert platforms()[key].signs <= known


def test_priorities_differ():
    order = [platform.priority for platform in platforms().values()]
    assert order == sorted(set(order))


@pytest.mark.parametrize(
    ("platform", "text", "status"),
    [
        ("woocommerce", "wc-completed", "paid"),
        ("magento", "closed", "refunded"),
        ("table", "closed", "paid"),
        ("table", "Annulée", "cancelled"),
        ("table", "oczekujące na płatność", "pending"),
        ("table", "Papierkorb", "void"),
        ("table", "somewhere", None),
    ],
)
def test_statuses_are_those_of_the_platform_first(platform, text, status):
    assert status_of(platform, text) == status


NEW = """
name = "Somewhere Ads"
kind = "ads"
priority = 99
signs = ["Somewhere spend"]
order = "A sale."
by_day = "Add the day."
traps = ["None known."]
source = "A test."
seen_in_a_real_file = false
[[columns]]
means = "date"
en = ["Moment"]
[[columns]]
means = "spend"
unit = "cents"
en = ["Somewhere spend"]
[[columns]]
means = "clicks"
en = ["Taps"]
[[columns]]
means = "orders"
en = ["Sold"]
"""


@pytest.fixture
def somewhere(monkeypatch):
    import tomllib

    tables = {**TABLES, "somewhere": tomllib.loads(NEW)}
    monkeypatch.setattr(described, "_files", lambda: tables)
    caches = (described.platforms, described.names, described._all_statuses)
    for cache_ in caches:
        cache_.cache_clear()
    yield
    monkeypatch.undo()
    for cache_ in caches:
        cache_.cache_clear()


@pytest.mark.usefixtures("somewhere")
def test_a_new_platform_takes_one_file():
    export = read("Moment,Somewhere spend,Taps,Sold\n2026-09-01,1050,20,1\n2026-09-02,950,20,2\n")
    assert export.platform == "somewhere"
    assert export.ads.frame[["spend", "clicks", "orders"]].sum().tolist() == [20, 40, 3]
