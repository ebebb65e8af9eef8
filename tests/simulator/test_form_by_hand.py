"""Forms by hand: what stands in a cell, a line or a text of events, and what is said of it, letter by letter."""

import math
from datetime import date

import pandas as pd
import pytest

from simulator import Amount, Fixed, InputError, Plan, Rate
from simulator.forms.channel_file import example_channels
from simulator.forms.event_file import event_table, events_in_table, read_events
from simulator.forms.event_text import LONGEST_EVENTS, day_of, events_in, text_of_events
from simulator.forms.examples import ABROAD, first_values, scaled
from simulator.forms.field_list import number_of, parsed, text_of, with_own_spend
from simulator.forms.fields import fields_of, plan_of, same_in_another_kind
from simulator.forms.file_notes import lost_columns, stays_empty
from simulator.forms.numerals import must_have_one_meaning
from simulator.forms.packing import packed, unpacked
from simulator.forms.page_fields import ALL_BY_NAME
from simulator.forms.scenario_file import read_scenarios
from simulator.forms.score_file import at_line, scored
from simulator.forms.score_parts import Assumed, opened
from simulator.forms.segment_file import segment_table, segments_in
from simulator.forms.table_rows import Layout, made
from simulator.plan.events import Event
from simulator.questions.segments import Segment
from tests.simulator.plans import known, refusal, spring

HEADER = "campaign;clicks;orders;spend;value;margin\n"


def score(*blocks, **assumed):
    layout, parts = opened([block.encode() for block in blocks], Assumed(**assumed))
    return [scored(layout, part) for part in parts]


def places_of(problems):
    return [(problem.row, problem.column) for problem in problems]


# -- files of campaigns ---------------------------------------------------------------------------------------------


def test_lines_are_counted_from_the_first_of_the_file_whatever_stands_above():
    bad = "x;0;5;50;500;0,5\n"
    for above in ("\n", "\n\n", ";;\n", "sep=;\n", "\n \n;;;\nsep=;\n"):
        (done,) = score(above + HEADER + bad)
        assert at_line(done.problems[0]).startswith(f"line {above.count(chr(10)) + 2}, column clicks")
    # Blocks end anywhere: the second one begins with the line end of the header, the third with an empty row.
    header, row = HEADER.rstrip("\n"), "a;100;5;50;500;0,5\n"
    problems = [
        at_line(problem) for part in score(header, f"\n{row}", f"\n\n{bad}", f"\n{bad}") for problem in part.problems
    ]
    assert [problem[:7] for problem in problems] == ["line 5,", "line 7,"]


def test_a_record_may_be_longer_than_a_block():
    name = "one line\n" * 40
    text = f'{HEADER}"{name}";100;5;50;500;0,5\n'
    parts = score(*(text[at : at + 30] for at in range(0, len(text), 30)))
    assert [(part.rows, part.refused) for part in parts] == [(1, 0)]


@pytest.mark.parametrize("nothing", [";;;\n", "sep=;\n", "sep=;\n\n;;\n", " \n\t\n", "\ufeff;,\n"])
def test_a_file_that_holds_only_separators_is_empty(nothing):
    with pytest.raises(InputError, match="is empty"):
        opened([nothing.encode()], Assumed())
    if "sep=" not in nothing:  # its table may begin in a later block
        (done,) = score(nothing, HEADER + "a;100;5;50;500;0,5\n")
        assert (done.rows, done.refused) == (1, 0)


def test_a_header_in_quotation_marks_takes_no_row_with_it():
    (done,) = score('"campaign";clicks;"orders";spend;value;margin\na;100;5;50;500;0,5\nb;100;5;50;500;0,5\n')
    assert (done.rows, done.refused) == (2, 0)


def test_money_that_is_nothing_has_its_decimals_like_all_other():
    (done,) = score(HEADER + "a;1000;100;50,0;5000,0;0\n")
    row = done.content.decode().split(";")
    assert (row[6], row[10], row[11]) == ("0,000000", "0,0000", "stop")


def test_a_campaign_of_which_all_is_wanted_as_profit_never_scales():
    text = HEADER.replace("margin", "margin;target_profit_share")
    (done,) = score(text + "a;1000;100;50,0;5000,0;0,5;1\nb;1000;100;50,0;5000,0;0,5;0,1\n")
    assert [row.split(";")[12] for row in done.content.decode().splitlines()] == ["optimise", "scale"]


# -- cells, texts and names -----------------------------------------------------------------------------------------

DIGITS = "1." + 48 * "0"


def test_a_message_repeats_forty_letters_of_a_long_text():
    long = "x" * 50
    layout = Layout(names=("name", "spend"), text="name", needed=(), most=10)
    _, (error,) = layout.numbers({"name": "a", "spend": long})
    assert error.values["text"] == long[:40]
    for make in (lambda: day_of(long), lambda: number_of("cpc", long), lambda: events_in(long)):
        with pytest.raises(InputError) as caught:
            make()
        assert caught.value.values["text"] == long[:40]
    assert number_of("cpc", DIGITS[:40]) == 1
    refusal(lambda: number_of("cpc", DIGITS[:41]), "cpc", "A number is needed")


def test_a_number_is_written_in_one_way():
    assert [text_of(ALL_BY_NAME["order_luck"], value) for value in (True, False)] == ["1", "0"]
    assert scaled({"budget": 1234.5, "cpc": 0.123}, 1) == {"budget": 1234.5, "cpc": 0.123}
    assert scaled({"budget": 1234.5, "cpc": 0.123, "period_days": 30.0}, 2) == {
        "budget": 2500, "cpc": 0.25, "period_days": 30,
    }  # fmt: skip


VAT = """USD 0, GBP 20, CHF 8.1, CAD 5, AUD 10, NZD 15, SGD 9, JPY 10, CNY 13, HKD 0, KRW 10, INR 18, SEK 25, NOK 25,
DKK 25, PLN 23, CZK 21, HUF 27, RON 21, TRY 20, ILS 18, AED 5, ZAR 15, BRL 17, MXN 16"""
"""Standard rates of 2025 in percent (OECD, tax offices), of most goods where there are several."""


def test_the_example_abroad_has_the_tax_of_its_country():
    rates = dict(pair.split() for pair in VAT.split(","))
    assert set(rates) == set(ABROAD)
    assert {currency: 100 * first_values(currency)["vat_rate"] for currency in rates} == {
        currency: pytest.approx(float(rate)) for currency, rate in rates.items()
    }


def test_a_group_of_three_digits_that_ends_in_0_has_two_meanings():
    for text in ("5.000", "12,340"):
        refusal(lambda text=text: must_have_one_meaning("cpc", text), "cpc", "can mean")
    for text in ("5.001", "5000", "50.00", "0.500"):
        must_have_one_meaning("cpc", text)


def test_letters_that_packing_does_not_use_are_damage():
    text = "a sale, and another one"
    letters = packed(text)
    for at in (0, 4, len(letters)):
        refusal(lambda at=at: unpacked(f"{letters[:at]}!!!!{letters[at:]}"), None, "damaged")
    assert unpacked(letters) == text
    assert unpacked("y0jNyckHAA") == "hello"  # RFC 1951, as any library writes it: an old address is read for ever


def test_first_values_of_another_kind_stay_rates():
    def interval(value):
        made_of = same_in_another_kind("cvr", Fixed(value), "interval")
        return made_of["cvr_low"], made_of["cvr_high"]

    assert interval(0.0) == (0.01, 0.05)
    assert interval(1.0) == (0.9, 0.99)
    assert interval(0.1) == pytest.approx((0.08, 0.125))
    assert interval(1e-7) == (1e-6, pytest.approx(1.25e-6))
    assert interval(0.99) == pytest.approx((0.792, 0.995))
    for value in (1e-9, 1e-7, 1e-5, 0.5, 0.999999):
        low, high = interval(value)
        assert Rate(low, high)


def test_a_plan_without_a_budget_is_told_so_once_by_its_field():
    for name in ("budget", "reference_budget"):
        plan, problems = plan_of({**fields_of(Plan(spring())), name: 0.0})
        assert plan is None
        assert [(problem.field, "above 0" in str(problem)) for problem in problems] == [(name, True)]


# -- events ---------------------------------------------------------------------------------------------------------

SALE = Event(name="Sale", first=date(2026, 11, 1), last=date(2026, 11, 2), cvr=2.0, cpc=Amount(1.25, 1.5))
TEXT = "2026-11-01..2026-11-02 cvr=2 cpc=1.25..1.5: Sale"


def test_an_event_as_a_text_and_as_a_row():
    assert text_of_events([SALE]) == TEXT
    assert events_in(TEXT) == (SALE,)
    assert events_in(TEXT + " " * (LONGEST_EVENTS - len(TEXT))) == (SALE,)
    refusal(lambda: events_in(TEXT + " " * (LONGEST_EVENTS + 1 - len(TEXT))), "events", "4000")
    row = event_table([SALE]).iloc[0].to_dict()
    assert (row["cvr_low"], row["cvr_high"], row["cpc_low"], row["cpc_high"]) == (2, 2, 1.25, 1.5)
    assert math.isnan(row["aov_low"])
    assert math.isnan(row["aov_high"])
    assert (row["event"], row["from"], row["to"]) == ("Sale", "2026-11-01", "2026-11-02")


# -- rows of small tables -------------------------------------------------------------------------------------------


def test_numbers_of_columns_that_are_not_read_do_not_settle_the_decimal_mark():
    row = ";2026-11-01;2026-11-02;1.2;1.6;3,5;4,5;5,5\n"
    table = read_events(f"event;from;to;cvr_low;cvr_high;note;other;third\na{row}b{row}")
    assert [event.cvr for event in table.events] == [Amount(1.2, 1.6)] * 2
    assert {problem.row for problem in table.problems} == {1}


def test_notes_on_the_header_stand_at_its_row():
    table = read_events("to;from;event\n2026-11-02;2026-11-01;a\n")
    assert [problem.row for problem in table.problems] == [1]
    assert "another order" in str(table.problems[0])
    assert table.events[0].name == "a"


def test_all_that_is_refused_of_a_row_is_said_with_what_stands_in_for_it():
    values = {"name": "", "first": date(2026, 1, 2), "last": date(2026, 1, 1)}
    fine = {"name": "a", "first": date(2026, 1, 1), "last": date(2026, 1, 2)}
    event, problems = made(Event, values, fine)
    assert event is None
    assert [problem.field for problem in problems] == ["name", "last"]
    event, problems = made(Event, {**fine, "name": ""}, {"name": ""})  # nothing stands in for it: one is enough
    assert (event, [problem.field for problem in problems]) == (None, ["name"])
    assert made(Event, fine, {}) == (Event(**fine), [])


def test_a_segment_with_a_mistake_takes_no_name_from_another():
    good, bad = Segment(name="a", share=0.5), {"segment": "a", "return_rate": 0.1}
    table = pd.concat([pd.DataFrame([bad]), segment_table([good])], ignore_index=True)
    assert places_of(segments_in(table).problems) == [(1, "share")]
    twice = segments_in(segment_table([good, good]))
    assert places_of(twice.problems) == [(2, "segment")]


def test_made_up_channels_convert_in_fewer_than_all_clicks():
    rows = example_channels(Plan(known(cvr=Rate(0.9, 0.95))), ("a", "b"))
    assert [row.cvr for row in rows] == [Fixed(0.99), Rate(0.54, 0.57)]
    everyday = example_channels(Plan(spring(budget=1000)), ("a", "b"))
    assert [row.spend for row in everyday] == [600, 400]
    assert everyday[0].cpc == Amount(0.52, 0.86)


COLUMNS = "budget;cpc_low;cpc_high;cvr_low;cvr_high;aov_low;aov_high"
CELLS = "1000;0,5;0,7;0,01;0,02;50;60"

# -- files of plans -------------------------------------------------------------------------------------------------


def test_a_lost_column_is_said_by_how_many_there_were():
    header, row = ["name", "budget", "written"], ["a", "1000"]

    def said(stated):
        return lost_columns(header, [*row, stated], "written")

    assert said("3").values["written"] == 3
    assert said("9999").values["count"] == 2
    for nothing in ("2", "1", "", "x", "10000", "12345"):  # as many as there are, fewer, or no count at all
        assert said(nothing) is None
    assert lost_columns(header, row, "written") is None


def test_only_numbers_of_a_page_may_stand_empty():
    assert [name for name in ("budget", "cpc", "currency", "order_luck") if stays_empty(ALL_BY_NAME[name])] == []
    file = read_scenarios(f"{COLUMNS};period_days\n{CELLS};\n")
    (note,) = [problem for problem in file.problems if problem.column == "period_days"]
    assert "the usual value, 30, was used" in str(note)


def test_a_file_with_excel_s_remark_and_empty_rows_is_read_as_without():
    text = f"{COLUMNS}\n{CELLS}\n"
    plans = read_scenarios(text).plans
    assert len(plans) == 1
    for above in ("sep=;\n", "\n\n", "sep=;\n\n", "SEP=;\r\n"):
        assert read_scenarios(above + text).plans == plans


def test_a_code_is_no_number():
    file = read_scenarios(f"{COLUMNS};currency\n{CELLS};1.234\n")
    (problem,) = [problem for problem in file.problems if problem.column == "currency"]
    assert "can mean" not in str(problem)
    assert file.plans == ()


def test_days_with_slashes_are_read_where_they_mean_one_day():
    assert [day_of(text) for text in ("13/11/2026", "11/13/2026", "12.11.2026", "2026-11-12")] == [
        date(2026, 11, 13), date(2026, 11, 13), date(2026, 11, 12), date(2026, 11, 12),
    ]  # fmt: skip
    assert day_of("11/11/2026") == date(2026, 11, 11)
    for text in ("12/11/2026", "11/12/2026", "1/2/2026"):
        with pytest.raises(InputError, match="is no day"):
            day_of(text)


def test_an_event_with_a_mistake_takes_no_day_from_another():
    table = event_table([SALE, SALE]).astype(object)
    assert places_of(events_in_table(table).problems) == [(2, "event")]
    table.loc[0, "aov_low"] = "dear"
    assert places_of(events_in_table(table).problems) == [(1, "aov_low")]


def test_texts_are_taken_as_they_are_and_the_spend_of_a_click_price_is_the_budget_unless_said():
    assert [parsed(ALL_BY_NAME["name"], text) for text in ("Spring", "", "1,5")] == ["Spring", "", "1,5"]
    assert with_own_spend({"budget": 5.0, "reference_budget": None})["reference_budget"] == 5
    assert with_own_spend({"budget": 5.0, "reference_budget": 3.0})["reference_budget"] == 3


def test_a_slip_is_said_once_with_the_number_that_was_read():
    row = CELLS.replace("0,01", ",01")
    file = read_scenarios(f"{COLUMNS}\n{row}\n{row}\n")
    notes = [problem for problem in file.problems if problem.column == "cvr_low"]
    assert [(note.row, note.error.values["number"]) for note in notes] == [(2, 0.01)]
    assert same_in_another_kind("cvr", Fixed(0.0), "known") == {"cvr": 0.0}


def test_an_order_value_without_an_order_is_a_mistake_also_where_one_is_assumed():
    (done,) = score(HEADER + "x;100;0;5;7;0,5\ny;100;0;5;0;0,5\n", aov=80.0)
    assert [at_line(problem)[:20] for problem in done.problems] == ["line 2, column value"]
    with pytest.raises(InputError) as caught:
        opened([b"\xff;clicks\na;1\n"], Assumed())
    assert caught.value.values["line"] == 1
