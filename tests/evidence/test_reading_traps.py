"""The traps that real exports of ads hold, one test each.

Long because every trap has its file written out.
"""

from __future__ import annotations

import pytest

from simulator.evidence import read_export
from tests.evidence.files import campaigns, days, notes, read, totals, unreadable

ENGLISH = """Campaign report
"September 1, 2026 - September 3, 2026"
Day,Campaign,Campaign ID,Currency code,Cost,Impr.,Clicks,Conversions,Avg. CPC,Cost / conv.
2026-09-01,Spring Roofs & Gutters,12345678901,CAD,12.34,"1,234",7,1.00,1.76,12.34
2026-09-02,Spring Roofs & Gutters,12345678901,CAD,"1,020.50","10,500",88,2.50,11.60,408.20
2026-09-01,Brand - Search,22222222222,CAD,3.10,40,2,0.00,1.55, --
Total: Account,--,--,CAD,"1,035.94","11,774",97,3.50,10.68,295.98
Total: Search,--,--,CAD,"1,035.94","11,774",97,3.50,10.68,295.98
Total: Campaigns,--,--,CAD,"1,035.94","11,774",97,3.50,10.68,295.98
"""
FRENCH = """Rapport sur les campagnes
"1 sept. 2026 - 2 sept. 2026"
Jour;Campagne;Code de la devise;Coût;Impr.;Clics;Conversions;Coût/conv.
2026-09-01;Toitures été;CAD;12,34;1 234;7;1,00;12,34
2026-09-02;Toitures été;CAD;1\u202f020,50;10 500;88;2,50;408,20
Total : compte;--;CAD;1 032,84;11 734;95;3,50;295,10
"""
GERMAN = """Kampagnenbericht
"1. September 2026 - 2. September 2026"
Tag,Kampagne,Währungscode,Kosten/Conv.,Durchschn. CPC,Kosten,Impr.,Klicks,Conversions
2026-09-01,Dach Frühling,USD,"411,52","10,29","1.234,56","12.345",120,"3,00"
2026-09-02,Dach Frühling,USD,"199,80","11,10","99,90",900,9,"0,50"
Gesamt: Konto,--,USD,"381,27","10,34","1.334,46","13.245",129,"3,50"
"""
SLOVENIAN = """Dan;Oglaševalska akcija;Koda valute;Strošek;Prik.;Kliki;Konverzije;Vrednost konv.;Strošek/konv.
1.9.2026;Čevlji;EUR;1.234,50;10.000;200;3,00;210,00;411,50
2.9.2026;Čevlji;EUR;12,50;100;20;0,00;0,00; --
Skupaj: račun;--;EUR;1.247,00;10.100;220;3,00;210,00;415,67
"""


@pytest.mark.parametrize(
    ("file", "spend", "clicks", "orders", "currency"),
    [
        (ENGLISH, 1035.94, 97, 3.5, "CAD"),
        (FRENCH, 1032.84, 95, 3.5, "CAD"),
        (GERMAN, 1334.46, 129, 3.5, "USD"),
        (SLOVENIAN, 1247.0, 220, 3.0, "EUR"),
    ],
    ids=["English", "French", "German", "Slovenian"],
)
def test_headers_and_totals_are_known_in_four_languages(file, spend, clicks, orders, currency):
    export = read(file)
    sums = totals(export)
    assert (sums["spend"], sums["clicks"], sums["orders"], export.ads.currency) == (spend, clicks, orders, currency)
    assert export.audit.stated.spend == spend
    assert export.audit.total_rows == (3 if file is ENGLISH else 1)


def test_cost_per_conversion_and_click_price_are_not_the_spend():
    assert totals(read("Day,Campaign,Cost / conv.,Avg. CPC,Cost,Clicks,Conversions\n2026-09-01,A,10,5,50,10,5\n")) == {
        "spend": 50,
        "clicks": 10,
        "orders": 5,
        "value": 0,
    }
    alone = read("Day,Campaign,Cost / conv.,Avg. CPC,Clicks,Conversions\n2026-09-01,A,10,5,10,5\n")
    assert "spend" in [question.meaning for question in alone.questions]
    assert alone.audit.totals.spend is None
    assert read("Tag;Kampagne;Kosten/Conv.;Klicks\n2026-09-01;A;10,00;5\n").audit.totals.spend is None


def test_the_header_is_found_by_its_names_and_not_by_a_fixed_skip():
    for before in ([], ["Title"], ["Title", "", '"a, b"'], ["x"] * 15):
        export = read("".join(f"{line}\n" for line in before) + "Day,Campaign,Cost,Clicks\n2026-09-01,A,1.5,2\n")
        assert totals(export)["spend"] == 1.5
        assert export.audit.lines_before_header == len([line for line in before if line])
    assert read("x\n" * 65 + "Day,Campaign,Cost,Clicks\n2026-09-01,A,1.5,2\n").ads is None


def test_a_sep_line_decides_the_separator():
    export = read("sep=;\r\nDate;Spend;Clicks;Orders;Value\r\n2026-09-01;1'234,50;12;1;30\r\n")
    assert totals(export)["spend"] == 1234.5
    assert (export.audit.separator, export.audit.lines_before_header) == (";", 1)


@pytest.mark.parametrize(
    "label", ["Total: Campaigns", "Total : compte", "Gesamt: Konto", "Grand total", "Skupaj", "Summe"]
)
@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize("column", [0, 1, 2, 5])
def test_a_row_of_totals_is_left_out_wherever_it_and_its_label_stand(label, place, column):
    rows = ["2026-09-01,A,Search,1.50,2,x,1", "2026-09-02,A,Search,2.50,3,x,0"]
    cells = ["", "", "", "4.00", "5", "", "1"]
    cells[column] = label
    rows.insert(0 if place == "first" else 2, ",".join(cells))
    export = read("Day,Campaign,Campaign type,Cost,Clicks,Device,Conversions\n" + "\n".join(rows) + "\n")
    assert totals(export)["spend"] == 4.0
    assert export.audit.total_rows == 1


def test_results_from_so_many_campaigns_is_a_row_of_totals():
    head = "Campaign name,Day,Amount spent (EUR),Link clicks,Purchases\n"
    for label in ("Results from 12 campaigns", "Résultats de 12 campagnes", "Ergebnisse aus 12 Kampagnen"):
        export = read(f"{head}{label},2026-09-01,999.00,5,1\nA,2026-09-01,1.50,2,1\nB,2026-09-01,2.50,3,0\n")
        assert totals(export)["spend"] == 4.0
        assert "999" in notes(export)


def test_a_total_without_label_is_known_by_its_sum():
    export = read(
        "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR),Link clicks,Purchases\n"
        "2026-09-01,2026-09-02,,61.00,44,4\n"
        "2026-09-01,2026-09-01,A,10.00,10,1\n2026-09-01,2026-09-01,B,20.00,12,1\n"
        "2026-09-02,2026-09-02,A,11.00,10,1\n2026-09-02,2026-09-02,B,20.00,12,1\n"
    )
    assert totals(export)["spend"] == 61
    assert export.audit.total_rows == 1
    assert export.ads.days_per_row == 1


def test_campaigns_called_total_rewards_and_gesamtpaket_stay():
    export = read(
        "Day,Campaign,Cost,Clicks,Conversions\n"
        "2026-09-01,Total Rewards,10.00,10,1\n2026-09-01,Gesamtpaket,20.00,10,1\n2026-09-01,Other,1.00,10,1\n"
    )
    assert campaigns(export) == {"Total Rewards", "Gesamtpaket", "Other"}
    assert export.audit.total_rows == 0


def test_a_campaign_that_is_called_like_a_total_stays_when_it_is_no_sum_and_this_is_said():
    export = read(
        "Day,Campaign,Cost,Clicks,Conversions\n"
        "2026-09-01,A,10.00,10,1\n2026-09-01,Total: Rewards,5.00,10,1\n"
        "2026-09-02,A,10.00,10,1\n2026-09-02,Total: Rewards,7.00,10,1\n"
    )
    assert totals(export)["spend"] == 32
    assert "“Total: Rewards” was counted as a campaign" in notes(export)


def test_daily_totals_are_left_out():
    export = read(
        "Day,Campaign,Cost,Clicks,Conversions\n"
        "2026-09-01,A,10.00,10,1\n2026-09-01,B,20.00,12,1\n2026-09-01,Total,30.00,22,2\n"
        "2026-09-02,A,11.00,10,1\n2026-09-02,B,20.00,12,1\n2026-09-02,Total,31.00,22,2\n"
    )
    assert totals(export)["spend"] == 61
    assert export.audit.total_rows == 2


def test_totals_per_campaign_are_left_out_too():
    export = read(
        "Date,Campaign,Spend,Clicks,Orders,Value\n2026-09-01,A,1,10,1,20\n2026-09-02,A,2,10,1,20\nTotal,A,3,20,2,40\n"
        "2026-09-01,B,5,10,1,20\n2026-09-02,B,6,10,1,20\nTotal,B,11,20,2,40\n"
    )
    assert totals(export)["spend"] == 14
    assert not notes(export)


def test_totals_over_a_segment_are_left_out():
    export = read(
        "Day,Campaign,Device,Cost,Clicks,Conversions\n"
        "2026-09-01,A,Mobile,1.00,5,1\n2026-09-01,A,Desktop,2.00,5,1\n2026-09-01,A,Total,3.00,10,2\n"
        "2026-09-01,B,Mobile,1.00,5,1\n2026-09-01,B,Desktop,4.00,5,1\n2026-09-01,B,Total,5.00,10,2\n"
    )
    assert totals(export)["spend"] == 8
    assert export.audit.total_rows == 2


def test_two_campaigns_with_the_same_numbers_are_no_totals_of_each_other():
    export = read(
        'Report\n"September 1, 2026 - September 30, 2026"\nCampaign,Cost,Clicks,Conversions\n'
        "A,10.00,5,1\nTotal Rewards,10.00,5,1\n"
    )
    assert campaigns(export) == {"A", "Total Rewards"}


def test_a_file_whose_own_total_differs_says_so():
    export = read(ENGLISH.replace("2026-09-01,Brand - Search,22222222222,CAD,3.10,40,2,0.00,1.55, --\n", ""))
    assert totals(export)["spend"] == 1032.84
    assert "The file's own total is 1035.94 of spend, the rows that were read add up to 1032.84." in notes(export)


def test_a_second_table_after_comments_is_left_out():
    export = read(
        "# --------------------\n# Traffic acquisition\n# --------------------\n"
        "# \n# All Users, Mobile\n# Start date: 20260901\n# End date: 20260902\n"
        "Session campaign,Date,Sessions,Ads cost,Ads clicks,Ecommerce purchases,Purchase revenue\n"
        ",,440,61.00,44,4,200.00,Grand total\n"
        "A,20260901,100,10.00,10,1,50.00\nB,20260901,120,20.00,12,1,50.00\n"
        "A,20260902,100,11.00,10,1,50.00\nB,20260902,120,20.00,12,1,50.00\n"
        "# \n# Start date: 20260901\n# End date: 20260902\nNth day,New users\n0000,12\n0001,13\n"
    )
    assert export.platform == "ga4"
    assert totals(export) == {"spend": 61, "clicks": 44, "orders": 4, "value": 200}
    audit = export.audit
    assert (audit.lines_before_header, audit.total_rows, audit.other_tables, audit.unreadable_rows) == (7, 1, 1, 0)
    assert days(export) == ["2026-09-01", "2026-09-02"]


def test_a_campaign_may_begin_with_a_hash():
    export = read(
        "Campaign,Day,Cost,Clicks\nA,2026-09-01,1,1\n# 1 shoes,2026-09-01,2,1\n#2,2026-09-01,4,1\nB,2026-09-01,8,1\n"
    )
    assert campaigns(export) == {"A", "# 1 shoes", "#2", "B"}
    assert export.audit.other_tables == 0


def test_the_table_with_more_of_what_is_needed_is_taken_wherever_it_stands():
    export = read(
        "# Start date: 20260901\n# End date: 20260902\nNth day,New users\n0000,12\n0001,13\n"
        "# Start date: 20260901\n# End date: 20260902\n"
        "Nth day,Session campaign,Ads cost,Ads clicks,Ecommerce purchases,Purchase revenue\n"
        "0000,A,10.00,10,1,50.00\n0001,A,11.00,10,1,50.00\n"
    )
    assert totals(export)["spend"] == 21
    assert days(export) == ["2026-09-01", "2026-09-02"]


def test_a_second_table_without_comments_is_left_out_and_said():
    export = read(
        "Day,Campaign,Cost,Clicks,Conversions\n2026-09-01,A,10.00,10,1\n\n"
        "Ad group,Impr.,CTR,Avg. CPC,Cost\nX,10,1%,0.50,10.00\n"
    )
    assert totals(export)["spend"] == 10
    assert export.audit.other_tables == 1
    assert "Another table begins in row 4" in notes(export)


@pytest.mark.parametrize(
    ("indicator", "is_purchase"),
    [
        ("actions:offsite_conversion.fb_pixel_purchase", True),
        ("actions:omni_purchase", True),
        ("Website purchases", True),
        ("Achats sur le site web", True),
        ("Website-Käufe", True),
        ("actions:link_click", False),
        ("actions:offsite_conversion.fb_pixel_initiate_checkout", False),
        ("actions:offsite_conversion.fb_pixel_add_to_cart", False),
        ("actions:onsite_conversion.lead_grouped", False),
        ("reach", False),
    ],
)
def test_results_are_purchases_only_if_their_indicator_says_so(indicator, is_purchase):
    export = read(
        "Campaign name,Day,Amount spent (EUR),Link clicks,Results,Result indicator\n"
        f"A,2026-09-01,10.00,10,3,{indicator}\nA,2026-09-02,11.00,10,,\n"
    )
    if is_purchase:
        assert export.ads.frame["orders"].tolist() == [3, 0]
    else:
        assert export.ads.frame["orders"].isna().all()
        assert "are not purchases" in str(export.audit.suspicions)


def test_campaigns_after_something_else_than_purchases_have_unknown_orders():
    export = read(
        "Campaign name,Day,Amount spent (EUR),Link clicks,Results,Result indicator\n"
        "A,2026-09-01,10.00,10,1,actions:omni_purchase\nB,2026-09-01,20.00,12,40,actions:link_click\n"
    )
    assert export.ads.frame.set_index("campaign")["orders"].isna().to_dict() == {"A": False, "B": True}
    assert totals(export)["orders"] == 1


def test_results_without_an_indicator_are_asked_about():
    file = "Campaign name,Day,Amount spent (EUR),Link clicks,Results\nA,2026-09-01,10.00,10,1\n"
    export = read(file)
    assert export.ads.frame["orders"].isna().all()
    of_orders = next(question for question in export.questions if question.meaning == "orders")
    assert of_orders.options[0] == "Results"
    assert totals(read(file, mapping={"Results": "orders"}))["orders"] == 1


def test_purchases_win_over_results():
    export = read(
        "Campaign name,Day,Amount spent (EUR),Link clicks,Results,Result indicator,Purchases\n"
        "A,2026-09-01,10.00,10,77,actions:link_click,3\n"
    )
    assert totals(export)["orders"] == 3
    assert "not purchases" not in notes(export)


def test_link_clicks_win_over_all_clicks():
    export = read("Campaign name,Day,Amount spent,Clicks (all),Link clicks,Purchases\nA,2026-09-01,10.00,99,10,1\n")
    assert totals(export)["clicks"] == 10


@pytest.mark.parametrize("header", ["Amount spent (EUR)", "Amount spent [EUR]", "Amount spent (€)", "Amount spent EUR"])
def test_the_currency_is_read_from_the_header(header):
    export = read(f"Campaign name,Day,{header},Link clicks,Purchases\nA,2026-09-01,10.00,10,1\n")
    assert totals(export)["spend"] == 10
    assert export.ads.currency == "EUR"


def test_a_dollar_in_the_header_is_no_currency_but_the_column_is_known():
    export = read("Campaign name,Day,Amount spent ($),Clicks (all),Purchases\nA,2026-09-01,10.00,10,1\n")
    assert totals(export)["spend"] == 10
    assert export.ads.currency is None


def test_the_currency_is_read_from_the_cells():
    assert read("Date,Spend,Clicks,Orders,Value\n2026-09-01,£10.50,10,1,£20\n").ads.currency == "GBP"


def test_the_converted_twin_is_not_taken_while_the_account_has_one_currency():
    export = read(
        "Day,Campaign,Currency code,Cost (Converted currency),Cost,Clicks,Conversions,Converted currency code\n"
        "2026-09-01,A,EUR,11.00,10.00,10,12.33,USD\n"
    )
    assert (totals(export)["spend"], export.ads.currency) == (10, "EUR")


def test_the_converted_twin_is_taken_where_accounts_have_several_currencies():
    export = read(
        "Day,Campaign,Currency code,Cost,Cost (Converted currency),Clicks,Conversions,Conv. value,"
        "Converted currency code\n"
        "2026-09-01,A,EUR,10.00,11.00,10,1,50,USD\n2026-09-01,B,GBP,10.00,13.00,10,1,50,USD\n"
    )
    assert (totals(export)["spend"], export.ads.currency) == (24, "USD")
    assert export.ads.frame["value"].isna().all()
    assert "converted currency were taken" in notes(export)


def test_several_currencies_without_a_twin_are_refused():
    export = read("Day,Campaign,Currency code,Cost,Clicks\n2026-09-01,A,EUR,10.00,10\n2026-09-01,B,USD,10.00,10\n")
    assert export.ads is None
    assert export.audit.totals.spend is None
    assert "(EUR, USD)" in notes(export)


def test_fractional_conversions_and_conversions_without_clicks_stay():
    export = read("Day,Campaign,Cost,Clicks,Conversions\n2026-09-01,A,0.00,0,1.00\n2026-09-02,A,5.00,10,12.33\n")
    assert export.ads.frame[["clicks", "orders"]].to_numpy().tolist() == [[0, 1], [10, 12.33]]


def test_segments_of_a_day_are_added_up():
    export = read(
        "Day,Campaign,Device,Cost,Clicks,Conversions,Avg. CPC\n"
        "2026-09-01,Roofs,Mobile phones,10.00,100,1.00,0.10\n"
        "2026-09-01,Roofs,Computers,4.50,5,0.50,0.90\n2026-09-01,Roofs,Tablets,0.50,1,--,0.50\n"
    )
    row = export.ads.frame.iloc[0]
    assert len(export.ads.frame) == 1
    assert (row["spend"], row["clicks"], row["orders"]) == (15, 106, 1.5)
    assert export.audit.rows == 3


def test_a_line_that_stands_twice_is_counted_once_and_said():
    line = "2026-09-01,Brand - Search,22222222222,CAD,3.10,40,2,0.00,1.55, --\n"
    export = read(ENGLISH.replace(line, line * 2))
    assert totals(export)["spend"] == 1035.94
    assert export.audit.repeated_rows == 1
    without_totals = read(ENGLISH.split("Total")[0] + line)
    assert totals(without_totals)["spend"] == 1035.94


def test_equal_lines_of_several_ads_are_all_counted_when_the_total_says_so():
    head = "Day,Campaign,Cost,Clicks,Conversions\n"
    rows = "2026-09-01,A,0.50,1,0\n2026-09-01,A,0.50,1,0\n2026-09-01,A,3.00,7,1\n"
    counted = read(f"{head}{rows}Total: Campaigns,--,4.00,9,1\n")
    assert totals(counted)["spend"] == 4
    assert counted.audit.repeated_rows == 0
    unsure = read(head + rows)
    assert totals(unsure)["spend"] == 4
    assert [(choice.kind, choice.taken) for choice in unsure.choices] == [("repeated", "all")]


def test_a_file_that_was_pasted_behind_itself_is_counted_once():
    export = read(ENGLISH + ENGLISH)
    assert totals(export)["spend"] == 1035.94
    assert export.audit.repeated_rows == 4
    assert export.audit.total_rows == 6


def test_a_remark_below_the_table_is_no_unreadable_row():
    export = read("Day,Campaign,Cost,Clicks\n2026-09-01,A,1.5,2\nGenerated by somebody\n")
    assert (export.audit.remark_rows, export.audit.unreadable_rows) == (1, 0)


def test_rows_with_too_many_cells_are_named():
    export = read("Day,Campaign,Cost,Clicks,Conversions\n2026-09-01,A,1,234.00,10,1\n2026-09-02,A,5.00,10,2\n")
    assert [item.row for item in export.audit.unreadable] == [2]
    assert "Cells in this row: 6; in the header: 5." in str(export.audit.unreadable[0].reason)
    assert totals(export)["spend"] == 5


def test_trailing_separators_are_no_cells():
    export = read("Day,Campaign,Cost,Clicks,Conversions,,\n2026-09-01,A,1.00,10,1,,,,\n2026-09-02,A,5.00,10\n")
    assert [item.row for item in export.audit.unreadable] == [3]
    assert totals(export)["spend"] == 1


def test_an_open_quotation_mark_costs_one_row_and_not_the_rest():
    export = read(
        'Day,Campaign,Cost,Clicks,Conversions\n2026-09-01,"A,5.00,10,1\n2026-09-02,B,5.00,10,2\n'
        '2026-09-03,"C, x",5.00,10,2\n2026-09-04,D,5.00,10,2\n'
    )
    assert campaigns(export) == {"B", "C, x", "D"}
    assert [item.row for item in export.audit.unreadable] == [2]
    assert "quotation mark" in notes(export)


def test_a_campaign_may_have_a_line_break_in_its_name():
    export = read('Day,Campaign,Cost,Clicks\n2026-09-01,"A\nB",5.00,10\n2026-09-02,C,x,10\n')
    assert campaigns(export) == {"A\nB"}
    assert unreadable(export) == [(4, "Cost", "x")]


def test_letters_that_were_lost_on_the_way_do_not_hide_the_columns():
    for header in ("Montant dÃ©pensÃ© (EUR)", "Montant d?pens? (EUR)", "Montant d\ufffdpens\ufffd (EUR)"):
        export = read(f"Jour;Nom de la campagne;{header};Clics sur un lien;Achats\n2026-09-01;Ã‰tÃ©;1,50;2;1\n")
        assert totals(export)["spend"] == 1.5
        assert export.ads.currency == "EUR"
        assert campaigns(export) == {"Été"}


def test_a_column_can_be_mapped_by_hand_and_headers_are_recognised_again():
    file = "Foo,Bar,Baz,Qux,Spend\n2026-09-01,2,3,1,99\n2026-09-02,3,4,1,99\n"
    mapping = {"Foo": "date", "Bar": "spend", "Baz": "clicks", "Qux": "orders", "Spend": ""}
    export = read(file, mapping=mapping)
    assert totals(export) == {"spend": 5, "clicks": 7, "orders": 2, "value": 0}
    again = read_export("next.csv", b"Baz,Foo,Bar,Qux,Spend\n3,2026-10-01,2,1,9\n")
    assert again.signature == export.signature
    assert read("Foo,Bar,Baz,Qux,Cost\n2026-09-01,2,3,1,99\n").signature != export.signature


def test_a_file_without_any_known_name_shows_its_columns_and_asks():
    export = read("Foo,Bar,Baz\n1,2,3\n2,3,4\n")
    assert {question.meaning for question in export.questions} == {"date", "spend", "clicks", "orders", "value"}
    assert all(question.options == ("Foo", "Bar", "Baz") for question in export.questions)
    assert "The columns seem to be: Foo, Bar, Baz" in notes(export)


def test_every_row_unreadable_is_a_problem():
    export = read("Day,Campaign,Cost,Clicks,Conversions,X\nyesterday,A,1,2,3,x\n")
    assert export.ads is None
    assert "No row of this file could be read." in notes(export)
