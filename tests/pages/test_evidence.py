"""The page Own numbers: exports in, an audit line for each, beliefs out, and nothing of a person kept.

Long because one page with all its exports is tested together.
"""

from __future__ import annotations

import json
import logging
import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from pages.frame import exports
from pages.kit.handout import Given, source_of
from pages.kit.words import words_for
from pages.parts.own_numbers import beliefs as own_numbers_beliefs
from pages.parts.own_numbers import campaigns as own_numbers_campaigns
from pages.parts.own_numbers import files as own_numbers_files
from pages.parts.own_numbers import hindsight, names
from simulator.cache import size_of
from simulator.evidence import (
    backtest,
    campaign_table,
    combine,
    history_of,
    joined_accounts,
    learn,
    plan_values,
    read_export,
    shop_facts,
    shop_values,
)
from simulator.forms.fields import START, plan_of
from simulator.forms.page_fields import ALL_START
from simulator.questions.figures import figures_of
from tests.evidence.files import EXPORTS
from tests.pages.screen import Screen, plan_with, printed, shown_chance

GOOGLE = (EXPORTS / "google_ads_en.csv").read_bytes()
META = (EXPORTS / "meta_ads_fr.csv").read_bytes()
SHOP = (EXPORTS / "shopify_orders_en.csv").read_bytes()
TOTALS = json.loads((EXPORTS / "expected.json").read_text(encoding="utf-8"))["totals"]
HEADERS = ("Day", "Campaign", "Currency code", "Cost", "Clicks", "Conversions", "Conv. value")
META_HEADERS = (
    "Reporting starts", "Campaign name", "Currency", "Amount spent", "Link clicks", "Purchases",
    "Purchases conversion value",
)  # fmt: skip
STRANGE = ("Ημέρα", "Εκστρατεία", "Νόμισμα", "Δαπάνη", "Κλικ", "Παραγγελίες", "Αξία")
"""Headers that no platform writes."""


def table(rows, headers=HEADERS):
    return ("\n".join(",".join(map(str, row)) for row in (headers, *rows)) + "\n").encode()


def account(days=60, names=("Search", "Shopping"), *, currency="EUR", step=1, seed=1, headers=HEADERS, clicks=200):
    """An invented account: Poisson clicks at 0.50, one in fifty orders, 80 an order."""
    rng = np.random.default_rng(seed)
    rows = []
    for at in range(days):
        day = date(2026, 5, 1) + timedelta(days=at * step)
        for name in names:
            clicked = rng.poisson(clicks)
            orders = rng.binomial(clicked, 0.02)
            rows.append((day, name, currency, f"{clicked * 0.5:.2f}", clicked, orders, orders * 80))
    return table(rows, headers)


def monotonous(clicks, orders, spend=100.0, days=30):
    """The same every day."""
    return table(
        [(date(2026, 5, 1) + timedelta(days=at), "Only", "EUR", spend, clicks, orders, 0) for at in range(days)]
    )


def put(screen, *files):
    """Choose these files instead of those that were there; (name, content), or the content alone."""
    named = [file if isinstance(file, tuple) else (f"file{at}.csv", file) for at, file in enumerate(files)]
    chooser = screen.at.file_uploader(key=exports.UPLOADER)
    chooser.set_value([(name, content, "text/csv") for name, content in named] or None)
    return screen.run()


def numbers(*files, link=None, **how):
    return put(Screen(link, **how, page="evidence"), *files)


def lines(screen):
    """The audit line of each file."""
    cards = [item.value for item in screen.at.main.markdown if " · " in item.value]
    return [card.partition(" · ")[2].replace("\\", "") for card in cards]


def page_text(screen):
    """All that stands on the page as text."""
    kinds = ("markdown", "error", "warning", "info", "caption", "subheader", "success")
    return "\n".join(item.value for kind in kinds for item in getattr(screen.at.main, kind))


def keyed(screen, kind, beginning):
    """The one widget whose key begins so."""
    (result,) = (item for item in getattr(screen.at.main, kind) if str(item.key).startswith(beginning))
    return result


def campaigns(screen):
    """The campaign table, or None."""
    return next((item.value for item in screen.at.main.dataframe if "What to do" in item.value.columns), None)


def held(screen):
    return list(screen.at.session_state["exports"].values()) if "exports" in screen.at.session_state else []


def results(screen):
    try:
        return screen.at.session_state["exports_results"]
    except KeyError:
        return {}


def identity(screen, at=0):
    return list(screen.at.session_state["exports"])[at]


def open_box(screen, key):
    screen.at.session_state[key] = True
    return screen.run()


def history(*contents):
    (rows,) = combine([read_export(f"file{at}.csv", content) for at, content in enumerate(contents)]).ads
    return history_of(rows)


# -- what was read ------------------------------------------------------------------------------------------------


def test_an_empty_page_says_what_to_drop_and_what_becomes_of_it():
    screen = Screen(page="evidence")
    assert "Drop raw exports here" in page_text(screen)
    assert "Names, e-mails and addresses are never kept" in page_text(screen)
    assert not screen.at.main.metric
    assert not screen.at.main.dataframe


def test_a_google_export_is_a_few_lines_that_can_be_held_against_the_account_with_its_money_once():
    screen = numbers(GOOGLE)
    assert lines(screen) == ["Google Ads, 30 days, 1 Sept 2026 to 30 Sept 2026, 3 campaigns, EUR"]
    spend, clicks, orders = f"€{TOTALS['cost']:,.2f}", f"{TOTALS['clicks']:,.0f}", f"{TOTALS['orders']:,.0f}"
    cpo = f"€{TOTALS['cost'] / TOTALS['orders']:,.2f}"
    shown = page_text(screen).replace("\\", "")
    assert f"**{spend} spent, {orders} orders, {cpo} per order**" in shown
    assert f"Read: 90 rows, clicks {clicks}, order value €{TOTALS['value']:,.2f}." in shown
    assert "The file's own row of totals says the same." in shown
    assert "Also left out: 3 rows of totals, 2 lines before the header." in shown
    assert (shown.count(spend), shown.count(cpo)) == (1, 1)
    assert "decimal point" not in shown
    open_box(screen, f"details_{identity(screen)}")
    assert "Read as: decimal point." in page_text(screen)
    assert f"The file's own row of totals: spend {spend}" in page_text(screen).replace("\\", "")


@pytest.mark.parametrize(("locale", "spend"), [("fr-FR", "50 288,99 €"), ("sl-SI", "50.288,99 €")])
def test_the_same_account_from_meta_reads_the_same_in_every_language(locale, spend):
    screen = numbers(META, locale=locale)
    assert lines(screen)[0].startswith("Meta Ads, 30 days, ")
    assert f"{spend} spent" in page_text(screen).replace("\u202f", " ").replace("\xa0", " ").replace("\\", "")


def test_rows_that_cannot_be_read_are_counted_in_the_line_and_shown_on_request():
    broken = (
        account(40).replace(b"2026-05-03,Search,EUR,", b"2026-05-03,Search,EUR,abc").replace(b"2026-05-04", b"soon")
    )
    screen = numbers(broken)
    assert "Not counted: 3 rows unreadable." in page_text(screen)
    open_box(screen, f"unreadable_{identity(screen)}")
    shown = next(item.value for item in screen.at.main.dataframe if "why" in item.value.columns)
    assert list(shown["column"]) == ["Cost", "Day", "Day"]
    assert list(shown["text"])[1:] == ["soon", "soon"]


WRONG = {
    "hello\nworld\n": "No table was found in the first 60 lines",
    "": "This file is empty.",
    bytes(range(256)) * 20: "This is not a table: choose a CSV or XLSX.",
    b"%PDF-1.7": "This is a PDF: export a CSV or XLSX instead.",
    b"PK\x03\x04junk": "This spreadsheet is damaged or incomplete",
    "<html><table>": "This is a web page, not a table",
    '[{"Date": "2026-09-01"}]': "This is JSON, not a table",
    ",".join(HEADERS) + "\n": "This table has a header but no row.",
}


def test_a_file_that_cannot_be_read_says_why_and_leaves_the_rest_standing(subtests):
    files = [content.encode() if isinstance(content, str) else content for content in WRONG]
    screen = numbers(*files, account(60))
    errors = [error.value for error in screen.at.main.error]
    assert len(errors) == len(WRONG)
    for error, sentence in zip(errors, WRONG.values(), strict=True):
        with subtests.test(sentence=sentence):
            assert sentence in error
    assert campaigns(screen) is not None


def test_a_file_that_is_too_large_is_told_the_limit(monkeypatch):
    monkeypatch.setattr("simulator.evidence.reading.export.LARGEST_FILE", 1024**2)
    screen = numbers(b"x" * (2 * 1024**2))
    assert "This file has 2 MB, at most 1 MB are read" in screen.at.main.error[0].value


def test_exports_of_a_visit_stay_within_the_bytes_that_the_operator_allows(monkeypatch):
    one, other = account(seed=1), account(seed=2, names=("Brand", "Video"))
    monkeypatch.setenv("CPO_EXPORTS_MB", str(1.5 * size_of(read_export("file0.csv", one)) / 1e6))
    screen = numbers(one, other)
    first, second = held(screen)
    assert (first.export.ads is None, second.export.ads is None) == (False, True)
    assert "There is no room for this file beside the others" in screen.at.main.error[0].value
    assert campaigns(screen) is not None
    monkeypatch.delenv("CPO_EXPORTS_MB")  # negative control: with room, both are read
    assert all(file.export.ads is not None for file in held(numbers(one, other)))


def test_the_chooser_takes_files_as_large_as_the_reader_and_the_server_does_too():
    chooser = Screen(page="evidence").at.file_uploader(key=exports.UPLOADER)
    assert chooser.proto.max_upload_size_mb == 50
    assert list(chooser.proto.type) == []
    config = (EXPORTS.parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert "maxUploadSize = 50 " in config


# -- what a reader knows better -----------------------------------------------------------------------------------

UNDECIDED = table(
    [(f"{day:02d}/{month:02d}/26", "Only", "EUR", 100, 200, 4, 300) for month in (5, 6) for day in range(1, 13)]
)


def test_undecidable_days_are_asked_for_answered_and_put_right():
    screen = numbers(UNDECIDED)
    assert lines(screen) == ["Google Ads"]
    assert campaigns(screen) is None
    question = keyed(screen, "radio", "day_first")
    assert question.label == "“01/05/26” is:"
    assert question.options == ["1 May 2026", "5 Jan 2026"]
    question.set_value(True)
    screen.run()
    assert "24 days, 1 May 2026 to 12 Jun 2026, 1 campaign" in lines(screen)[0]
    open_box(screen, f"columns_{identity(screen)}")
    keyed(screen, "radio", "day_order").set_value(False)
    screen.run()
    assert "24 days, 5 Jan 2026 to 6 Dec 2026, 1 campaign" in lines(screen)[0]
    open_box(screen, f"details_{identity(screen)}")
    assert "month before day" in page_text(screen)


def strange(days=40, seed=1):
    return account(days, seed=seed, headers=STRANGE)


def map_all(screen):
    for meaning, header in (("date", 0), ("spend", 3), ("clicks", 4), ("orders", 5), ("value", 6), ("campaign", 1)):
        result = [item for item in screen.at.main.selectbox if str(item.key).startswith(f"question_{meaning}")]
        if not result:  # what is known of the file by now is asked no more, and put right under its columns
            open_box(screen, f"columns_{identity(screen)}")
            result = [keyed(screen, "selectbox", f"column_{meaning}")]
        result[0].set_value(STRANGE[header])
        screen.run()
    return screen


def test_columns_of_an_unknown_file_are_mapped_by_hand_and_remembered_for_the_next_one():
    screen = numbers(strange())
    assert "No known column names were found" in screen.at.main.error[0].value
    map_all(screen)
    assert not screen.at.main.error
    assert set(campaigns(screen)["Campaign"]) == {"Search", "Shopping"}
    put(screen, strange(seed=2))
    assert not screen.at.main.error
    assert not screen.at.main.warning
    assert "40 days, 1 May 2026 to 9 Jun 2026, 2 campaigns" in lines(screen)[0]


def test_one_column_is_corrected_by_hand():
    screen = numbers(account(40))
    before = campaigns(screen)["Orders"].sum()
    open_box(screen, f"details_{identity(screen)}")
    assert "Orders from “Conversions”" in page_text(screen).replace("\\", "")
    open_box(screen, f"columns_{identity(screen)}")
    keyed(screen, "selectbox", "column_orders").set_value("Clicks")
    screen.run()
    assert keyed(screen, "selectbox", "column_clicks").value == own_numbers_files.NO_COLUMN
    assert "No row says how many clicks there were" in page_text(screen)
    keyed(screen, "selectbox", "column_clicks").set_value("Conversions")
    screen.run()
    assert campaigns(screen) is not None
    assert campaigns(screen)["Clicks"].sum() == before


def test_two_columns_chosen_before_the_answer_is_there_are_both_taken():
    screen = numbers(account(40))
    open_box(screen, f"columns_{identity(screen)}")
    keyed(screen, "selectbox", "column_orders").set_value("Clicks")
    keyed(screen, "selectbox", "column_value").set_value(own_numbers_files.NO_COLUMN)
    screen.run()
    assert keyed(screen, "selectbox", "column_orders").value == "Clicks"
    assert keyed(screen, "selectbox", "column_value").value == own_numbers_files.NO_COLUMN


def test_a_widget_of_an_earlier_reading_that_falls_back_is_not_heard(monkeypatch):
    file = read_export("a.csv", account(40))
    drawn = exports.Held(file, b"")
    taken = replace(drawn, mapping=(("Conversions", ""), ("Clicks", "orders")), turn=1)
    read = []
    monkeypatch.setattr(own_numbers_files.exports, "held", lambda: {"file": taken})
    monkeypatch.setattr(own_numbers_files.exports, "read_again", lambda identity, mapping: read.append(dict(mapping)))
    for chosen in ("Conversions", None, "Cost"):
        monkeypatch.setattr(own_numbers_files.visit, "recall", lambda key, chosen=chosen: chosen)
        own_numbers_files._map_column("file", drawn, "orders", "key")
    assert [mapping["Cost"] for mapping in read] == ["orders"]
    assert read[0]["Clicks"] == ""  # what counts is the file as it is now


def test_a_column_may_be_taken_for_nothing():
    screen = numbers(account(40))
    open_box(screen, f"columns_{identity(screen)}")
    keyed(screen, "selectbox", "column_value").set_value(own_numbers_files.NO_COLUMN)
    screen.run()
    assert "order value" not in page_text(screen).partition("Read:")[2].partition("\n")[0]
    assert screen.cards["Order value (AOV)"] == "–"


# -- several files ------------------------------------------------------------------------------------------------


def test_files_that_overlap_are_noticed_and_counted_once():
    one, two = numbers(account(40)), numbers(account(40), account(40))
    assert "overlap with the same numbers" in page_text(two)
    assert campaigns(two)["Orders"].sum() == campaigns(one)["Orders"].sum()


def test_money_in_two_currencies_is_never_added_up():
    screen = numbers(account(40), account(40, ("Other",), currency="USD", seed=3))
    assert "several currencies (EUR, USD)" in page_text(screen)
    keyed(screen, "selectbox", "evidence_account").set_value(1)
    screen.run()
    assert "The export is in USD and the plan in EUR" in page_text(screen)
    assert campaigns(screen) is None
    screen.click("plan_with_these").go("evidence")
    assert screen.at.session_state["fields"]["currency"] == "USD"
    assert list(campaigns(screen)["Campaign"]) == ["Other"]


def test_accounts_of_several_platforms_are_one_budget_unless_chosen_singly():
    screen = numbers(account(40), account(40, ("Search", "Reels"), seed=5, headers=META_HEADERS))
    assert sorted(campaigns(screen)["Campaign"]) == ["Reels", "Search (Google Ads)", "Search (Meta Ads)", "Shopping"]
    assert "may both claim the same order" in page_text(screen)
    whole = campaigns(screen)["Spend"].sum()
    parts = []
    for at in (1, 2):
        keyed(screen, "selectbox", "evidence_account").set_value(at)
        screen.run()
        parts.append(campaigns(screen)["Spend"].sum())
    assert whole == pytest.approx(sum(parts), abs=0.01)


def test_accounts_as_one_keep_every_day_and_every_name():
    first, second = history(account(5)), history(account(5, seed=2))
    rows = [read_export("a.csv", account(5)).ads, read_export("b.csv", account(5, seed=2)).ads]
    assert joined_accounts(rows[:1]) == ()
    (both,) = joined_accounts(rows)
    assert len(both.frame) == 20
    assert both.frame["spend"].sum() == pytest.approx(first.frame["spend"].sum() + second.frame["spend"].sum())


# -- odd accounts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (monotonous(0, 0), "There is no click in these days and campaigns"),
        (monotonous(0, 3), "There is no click in these days and campaigns"),
        (monotonous(100, 2, spend=0), "Nothing was spent in these days and campaigns"),
    ],
)
def test_without_clicks_or_spend_a_sentence_stands_instead_of_numbers(content, sentence):
    screen = numbers(content)
    assert sentence in page_text(screen)
    assert campaigns(screen) is None
    assert not screen.at.main.metric


def test_without_an_order_the_rate_is_small_and_the_order_value_unknown():
    screen = numbers(monotonous(100, 0))
    assert screen.cards["Order value (AOV)"] == "–"
    assert screen.cards["Conversion rate (CVR)"].startswith("0.00% – ")
    assert "seen on average: –" in screen.captions
    assert list(campaigns(screen)["What to do"]) == ["■ stop"]
    assert math.isinf(campaigns(screen)["Last 7 days, an order costs"][0])


def test_one_day_is_little_and_said_to_be():
    screen = numbers(account(1))
    assert "as learned from 1 May 2026" in page_text(screen)
    assert "110 more days are needed" in page_text(screen)
    assert len(campaigns(screen)) == 2


@pytest.mark.parametrize(("step", "periods"), [(7, ["28 days", "7 days", "14 days"]), (31, ["31 days", "62 days"])])
def test_rows_of_weeks_and_months_offer_periods_that_fit(step, periods):
    content = account(30, step=step).replace(b"Day,", b"Week," if step == 7 else b"Month,")
    if step == 31:
        rows = [(f"2024-{month:02d}-01", "Only", "EUR", 500, 1000, 20, 1600) for month in range(1, 13)]
        content = table(rows, ("Month", *HEADERS[1:]))
    screen = numbers(content)
    days = read_export("file0.csv", content).ads.days_per_row
    if days == step:
        assert keyed(screen, "button_group", "hindsight_days").options == periods
    assert "Rows of" not in page_text(screen)


def test_a_foreign_name_is_shown_as_it_is_written_short_and_distinct():
    long = "x" * 10_000
    name = "**b** $a$ :red[x] <b>"
    screen = numbers((f"{name}.csv", account(30, (name, long + "1", long + "2", "😀"))))
    shown = sorted(campaigns(screen)["Campaign"])
    assert shown == sorted([name, "x" * 59 + "…", "x" * 59 + "… (2)", "😀"])
    assert r"\*\*b\*\* \$a\$ \:red\[x\] \<b\>\.csv" in page_text(screen)
    keyed(screen, "multiselect", "evidence_campaigns").set_value([long + "2"])
    screen.run()
    assert len(campaigns(screen)) == 1


def test_dollars_open_no_formula():
    screen = numbers(account(60, currency="USD"), SHOP, link={"currency": "USD"})
    texts = [
        item.value for kind in ("markdown", "caption", "warning", "info") for item in getattr(screen.at.main, kind)
    ]
    texts += [item.label for item in screen.at.main.checkbox]
    assert any("\\$" in text for text in texts)
    assert not any("$" in text.replace("\\$", "") for text in texts)


# -- which part of it ---------------------------------------------------------------------------------------------


def test_a_period_of_one_day_and_one_still_being_chosen():
    screen = numbers(account(40))
    day = date(2026, 5, 10)
    for chosen, learned in (((day, day), "10 May 2026"), ((day,), "10 May 2026 to 9 Jun 2026"), ((), "1 May 2026 to")):
        keyed(screen, "date_input", "evidence_days").set_value(chosen)
        screen.run()
        assert f"as learned from {learned}" in page_text(screen)


def test_the_last_days_can_be_left_out_but_not_all_of_them():
    screen = numbers(account(10))
    keyed(screen, "selectbox", "evidence_lag").set_value(3)
    screen.run()
    assert "as learned from 1 May 2026 to 7 May 2026" in page_text(screen)
    keyed(screen, "selectbox", "evidence_lag").set_value(14)
    screen.run()
    assert "Nothing is left of the history" in page_text(screen)
    assert campaigns(screen) is None


def test_campaigns_that_the_next_file_does_not_have_are_chosen_no_longer():
    screen = numbers(account(40))
    keyed(screen, "multiselect", "evidence_campaigns").set_value(["Search"])
    assert list(campaigns(screen.run())["Campaign"]) == ["Search"]
    put(screen, account(40, ("Other", "Another")))
    assert sorted(campaigns(screen)["Campaign"]) == ["Another", "Other"]


def test_what_was_chosen_outlives_another_page():
    screen = numbers(account(40))
    keyed(screen, "multiselect", "evidence_campaigns").set_value(["Search"])
    keyed(screen.run(), "selectbox", "evidence_lag").set_value(2)
    keyed(screen.run(), "date_input", "evidence_days").set_value((date(2026, 5, 5), date(2026, 6, 5)))
    before = campaigns(screen.run())
    screen.go("plan").go("evidence")
    pd.testing.assert_frame_equal(campaigns(screen), before)


@pytest.mark.parametrize(
    ("locale", "pattern"),
    [("en_GB", "DD/MM/YYYY"), ("en_US", "MM/DD/YYYY"), ("sl_SI", "DD.MM.YYYY"), ("sv_SE", "YYYY-MM-DD")],
)
def test_days_are_typed_as_their_reader_writes_them(locale, pattern):
    assert words_for(locale).date_field == pattern


# -- from file to plan --------------------------------------------------------------------------------------------


def test_plan_with_these_puts_what_was_learned_into_the_plan_and_nothing_else():
    content = account(60)
    screen = numbers(content, link={"budget": "7000", "vat_rate": "0.1"})
    past = history(content)
    learned = plan_values(learn(past), past)
    seen = f"seen: orders {past.frame['orders'].sum():,.0f}, clicks {past.frame['clicks'].sum():,.0f} ("
    assert seen in screen.captions
    # The coming period costs what the last weeks did, unless the reader wants to keep the plan's own budget.
    assert "recent spend as the budget: €" in screen.at.checkbox(key="evidence_budget").label
    screen.at.checkbox(key="evidence_budget").uncheck()
    screen.run().click("plan_with_these")
    wanted = {**ALL_START, **learned, "budget": 7000.0, "vat_rate": 0.1}
    assert screen.at.session_state["fields"] == wanted
    screen.go("evidence").at.checkbox(key="evidence_budget").check()
    screen.run().click("plan_with_these")
    wanted = {**wanted, "budget": learned["budget"]}
    assert screen.at.session_state["fields"] == wanted
    assert screen.at.toast[0].value == "The plan now has what was learned."
    given = Given(past.last, learned=screen.at.session_state["learned"])
    sources = {name: source_of(words_for("en_GB"), wanted, name, given) for name in ("cvr", "vat_rate")}
    assert sources["cvr"].startswith("learned from ")
    assert sources["cvr"].endswith(f"to {words_for('en_GB').date(past.last, short=True)}")
    assert sources["vat_rate"] == "typed"
    plan, problems = plan_of(wanted)
    assert not problems
    assert screen.cards["Chance to pay off"] == shown_chance(words_for("en_GB"), figures_of(plan))
    again = Screen(screen.address)  # as after a reload
    assert (again.cards, again.at.session_state["inputs"].plan) == (screen.cards, plan)
    assert again.text_in("aov_low") == screen.text_in("aov_low") == words_for("en_GB").exact(wanted["aov_low"])


def test_an_account_costs_on_plan_what_it_cost_and_asks_for_the_margin_at_once():
    # 50,288.99 spent on 1,450 orders: 34.68 an order. The median of what may come is a little above what was.
    screen = numbers(GOOGLE)
    assert "No ad export holds it" in page_text(screen)
    screen.click("plan_with_these").go("plan")
    assert printed(screen.cards["Cost per order (CPO)"]) == pytest.approx(50_288.99 / 1_450, rel=0.025)
    assert printed(screen.cards["Orders"]) == pytest.approx(1_450, rel=0.01)
    assert screen.text_in("budget") == screen.text_in("reference_budget") == "50,200"
    assert "a click costs about" not in screen.captions
    assert "Still example costs" in screen.captions
    screen.at.selectbox(key="trade_plan").set_value("home_eu")
    screen.run().click("trade_take_plan")
    assert "Example costs (Furniture shop, Europe), not yours" in screen.captions
    assert screen.address["cogs_share_high"] == "0.71"
    screen.click("costs_open_plan")  # the margin's inputs are in view
    assert "shipping_paid" in screen.written
    screen.type("shipping_paid", "13")
    assert "xample costs" not in screen.captions


def test_costs_that_are_an_example_follow_the_currency_of_the_export():
    screen = numbers(account(60, currency="JPY")).click("plan_with_these")
    assert (screen.address["currency"], screen.address["shipping_paid"]) == ("JPY", "780")
    typed = numbers(account(60, currency="JPY"), link={"shipping_paid": "600"}).click("plan_with_these")
    assert typed.address["shipping_paid"] == "600"


@pytest.mark.parametrize(("ways", "stays"), [({}, 0.8), ({"cvr_kind": "known", "cvr": "0.02"}, 0.8)])
def test_a_correlation_that_cannot_exist_beside_the_plans_own_is_not_taken_over_and_said(ways, stays):
    # 0.8 beside 0.9 and 0.9 can exist (determinant 0.036); the 0.3 to 0.4 that this export shows cannot (-0.2).
    link = {"correlation_cpc_cvr": "0.8", "correlation_aov_cvr": "0.9", "correlation_cpc_aov": "0.9", **ways}
    past = history(account(60))
    values = plan_values(learn(past), past)
    screen = numbers(account(60), link=link).click("plan_with_these")
    assert screen.problems == []
    assert screen.at.toast[0].value == (
        "The plan now has what was learned. Its correlation of CPC and CVR stays 0.8: with those of the "
        f"order value, the {values['correlation_cpc_cvr']:g} of the export cannot exist."
    )
    learned = {**values, "correlation_cpc_cvr": stays}
    fields = screen.at.session_state["fields"]
    assert {name: fields[name] for name in learned} == learned


def test_correlations_that_never_could_exist_are_left_for_their_reader_to_mend():
    link = {"correlation_cpc_cvr": "-0.8", "correlation_aov_cvr": "0.9", "correlation_cpc_aov": "0.9"}
    screen = numbers(account(60), link=link).click("plan_with_these")
    past = history(account(60))
    wanted = plan_values(learn(past), past)["correlation_cpc_cvr"]
    assert screen.at.session_state["fields"]["correlation_cpc_cvr"] == wanted
    assert "cannot exist together" in screen.problems[0]


@pytest.mark.parametrize("kind", ["known", "three_points", "counts"])
def test_what_was_learned_takes_the_place_of_inputs_given_in_another_way(kind):
    numbers_of = {
        "known": {"cpc": "0.5", "cvr": "0.02", "aov": "80"},
        "three_points": {
            **{"cpc_low": "0.4", "cpc_mode": "0.5", "cpc_high": "0.6", "cvr_low": "0.01", "cvr_mode": "0.02"},
            **{"cvr_high": "0.03", "aov_low": "70", "aov_mode": "80", "aov_high": "90"},
        },
        "counts": {"cvr_orders": "20", "cvr_clicks": "1000"},
    }[kind]
    kinds = {f"{name}_kind": kind for name in ("cpc", "cvr", "aov") if kind != "counts" or name == "cvr"}
    screen = numbers(account(60), link={**kinds, **numbers_of}).click("plan_with_these")
    past = history(account(60))
    expected, problems = plan_of({**START, **plan_values(learn(past), past)})
    assert not problems
    assert plan_of(screen.at.session_state["fields"]) == (expected, [])
    assert screen.go("plan").cards["Chance to pay off"] == shown_chance(words_for("en_GB"), figures_of(expected))


def test_the_table_is_that_of_the_core_and_its_sentence_counts_it():
    content = account(60, ("A", "B", "C"))
    screen, plan = numbers(content), plan_with()
    wanted = campaign_table(history(content), plan.scenario)
    shown = campaigns(screen)
    for column, title in (
        ("break_even_probability", "Chance to break even"),
        ("cpo", "An order costs"),
        ("at_stake", "Profit at stake"),
    ):
        np.testing.assert_allclose(shown[title], wanted[column])
    (sentence,) = (item.value for item in screen.at.main.markdown if item.value.startswith(("▲", "◆", "■")))
    for zone, count in shown["What to do"].value_counts().items():
        assert f"{zone} {count}" in sentence


def test_a_chance_is_never_printed_as_certain():
    table = campaign_table(history(account(60)), plan_with().scenario).assign(break_even_probability=[1.0, 0.0])
    shown = own_numbers_campaigns.campaign_rows(words_for("en_GB"), plan_with(), table)
    texts = shown.to_string()
    assert "> 99%" in texts
    assert "< 1%" in texts


def test_a_move_of_the_budget_works_nothing_out_anew_and_one_of_the_margin_only_the_table(monkeypatch):
    worked = []
    modules = {
        "learn": own_numbers_beliefs,
        **dict.fromkeys(("learn_campaigns", "recent_changes", "campaign_table"), own_numbers_campaigns),
        "backtest": hindsight,
        "history_of": exports,
    }
    for name, module in modules.items():
        whole = getattr(module, name)
        monkeypatch.setattr(
            module,
            name,
            lambda *given, _n=name, _w=whole, **how: (worked.append(_n), _w(*given, **how))[1],
        )
    screen = numbers(account(60))
    assert sorted(worked) == sorted(modules)
    worked.clear()
    screen.type("budget", "6,000").type("cvr_low", "1").slide("cpc", (0.4, 0.8))
    assert worked == []
    screen.unfold("margin").type("vat_rate", "10")
    assert worked == ["campaign_table"]
    screen.type("vat_rate", "20")
    assert worked == ["campaign_table"]
    screen.open_period().type("period_days", "31")
    assert sorted(worked[1:]) == ["backtest", "campaign_table", "learn", "learn_campaigns"]


# -- hindsight ----------------------------------------------------------------------------------------------------


def test_the_picture_of_the_past_and_its_title_count_the_same():
    content = account(120)
    screen = numbers(content)
    (chart,) = (item.proto for item in screen.at.get("vega_lite_chart"))
    drawn = pa.ipc.open_stream(chart.data.data).read_pandas()
    frame = backtest(history(content), period_days=30).frame
    orders = frame[frame["quantity"] == "orders"]
    inside = int(((orders["actual"] >= orders["low90"]) & (orders["actual"] <= orders["high90"])).sum())
    assert (drawn["inside"] == "inside the range").sum() == inside
    assert chart.alt.startswith(
        f"Dots: what happened. Bars: what we would have predicted (inside: {inside} of {len(orders)})"
    )
    np.testing.assert_allclose(drawn["actual"], orders["actual"])


def test_a_range_without_an_end_reaches_the_edge_of_the_picture():
    words = words_for("en_GB")
    result = backtest(history(account(100, clicks=4)), period_days=7)
    rows = result.frame[result.frame["quantity"] == "cpo"]
    assert np.isinf(rows["high90"]).any()
    texts = {"inside": "in", "outside": "out"}
    drawn = hindsight.hindsight_frame(words, rows, texts, lambda value: words.number(value))
    assert np.isfinite(drawn[["low90", "high90"]]).all(axis=None)
    assert (drawn["high90"] >= drawn["low90"]).all()
    screen = numbers(account(100, clicks=4))
    keyed(screen, "button_group", "hindsight_days_30").set_value(7)
    keyed(screen, "button_group", "hindsight_quantity").set_value("cpo")
    screen.at.session_state["hindsight_table"] = True
    screen.run()
    assert "is open: there might have been no order" in page_text(screen)


# -- orders of a shop ---------------------------------------------------------------------------------------------


def test_orders_alone_offer_their_facts_one_by_one():
    screen = numbers(SHOP)
    assert campaigns(screen) is None
    assert screen.at.button(key="take_facts").disabled
    values = shop_values(shop_facts(read_export("file0.csv", SHOP).orders))
    assert {str(item.key) for item in screen.at.main.checkbox} == {f"take_{name}" for name in values}
    screen.at.checkbox(key="take_return_rate").set_value(True)
    screen.run().click("take_facts")
    fields = screen.at.session_state["fields"]
    assert {name for name in START if fields[name] != START[name]} <= set(values["return_rate"])
    assert fields["return_rate_kind"] == "counts"


def test_a_fact_that_counts_only_with_repeat_purchases_is_shown_as_taken_over_all_the_same():
    screen = numbers(SHOP)
    screen.at.checkbox(key="take_new_customer_share").set_value(True)
    label = screen.run().click("take_facts").at.checkbox(key="take_new_customer_share").label
    assert label == "New customers, share of the orders: 42 of 119 (in the plan: 42 of 119)"


def test_an_order_value_in_another_currency_is_not_offered():
    screen = numbers(SHOP, link={"currency": "USD"})
    assert "take_aov" not in {str(item.key) for item in screen.at.main.checkbox}
    assert "The orders are in EUR and the plan in USD" in page_text(screen)


# -- what is kept -------------------------------------------------------------------------------------------------


def test_leaving_the_page_drops_the_files_and_keeps_what_was_read(monkeypatch):
    dropped = []
    monkeypatch.setattr(exports.MemoryUploadedFileManager, "remove_file", lambda *given: dropped.append(given[-1]))
    screen = numbers(account(40))
    before, there = campaigns(screen), list(screen.at.session_state["exports"])
    assert [item.present for item in held(screen)] == [True]
    assert dropped == []
    screen.go("plan")
    assert [item.present for item in held(screen)] == [False]
    assert dropped == there
    screen.go("evidence")
    pd.testing.assert_frame_equal(campaigns(screen), before)
    assert "choose the file again above" in page_text(screen)


def test_a_file_chosen_again_takes_its_own_place():
    screen = numbers(("a.csv", UNDECIDED)).go("plan").go("evidence")
    assert not [item for item in screen.at.main.radio if str(item.key).startswith("day_first")]
    put(screen, ("renamed.csv", UNDECIDED))
    assert len(held(screen)) == 1
    keyed(screen, "radio", "day_first").set_value(True)
    screen.run()
    assert "24 days" in lines(screen)[0]


def test_a_file_taken_out_of_the_chooser_is_gone_with_all_that_came_of_it():
    screen = numbers(account(40), account(40, ("Other",), seed=4))
    assert len(campaigns(screen)) == 3
    assert not [item for item in screen.at.main.button if str(item.key).startswith("forget")]
    put(screen, account(40, ("Other",), seed=4))
    assert list(campaigns(screen)["Campaign"]) == ["Other"]
    put(screen)
    assert held(screen) == []
    assert results(screen) == {}


def test_an_earlier_file_is_forgotten_by_its_button():
    screen = numbers(account(40), account(40, ("Other",), seed=4)).go("plan").go("evidence")
    screen.click(f"forget_{identity(screen)}")
    assert list(campaigns(screen)["Campaign"]) == ["Other"]
    screen.click(f"forget_{identity(screen)}")
    assert "Drop raw exports here" in page_text(screen)
    assert results(screen) == {}


def test_nothing_of_a_person_is_shown_logged_or_kept(caplog):
    caplog.set_level(logging.DEBUG)
    broken = SHOP.replace(b"91.46,0.0", b"ninety,0.0", 1)
    screen = numbers(("orders.csv", broken))
    open_box(screen, f"columns_{identity(screen)}")
    shown = page_text(screen) + "".join(item.value.to_string() for item in screen.at.main.dataframe)
    screen.go("plan")
    (one,) = held(screen)
    held_text = one.export.orders.frame.to_csv() + repr(one.export.audit)
    for text in (shown, held_text, caplog.text):
        assert "example.com" not in text
        assert "Item 1" not in text


def test_what_was_asked_for_last_is_kept_and_what_is_older_is_worked_out_anew(monkeypatch):
    monkeypatch.setattr(exports.st, "session_state", {})
    worked = []
    for at in (1, 2, 1, 3, 1, 2):
        assert exports.worked_out("square", (at,), lambda at=at: worked.append(at) or at**2, most=2) == at**2
    assert worked == [1, 2, 3, 2]


def test_labels_are_short_never_empty_and_never_alike():
    words = words_for("en_GB")
    foreign = ["", "a" * 80, "a" * 81, "b", "b (2)"]
    labels = names.labels(words, foreign)
    assert len(set(labels.values())) == len(foreign)
    assert labels[""] == "(no name)"
    assert max(map(len, labels.values())) <= names.LONGEST_SHOWN + 4
