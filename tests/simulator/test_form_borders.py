"""Forms at their borders: the last row that is read, the name that is cut, what stands in for what is missing."""

import math
from datetime import date
from typing import get_args

import pandas as pd
import pytest

from simulator import Amount, Fixed, InputError, Plan, Rate, Settings
from simulator.beliefs.distributions import median
from simulator.forms import scenario_file
from simulator.forms.channel_file import example_channels, table_of
from simulator.forms.event_file import read_events
from simulator.forms.field_list import Kind, text_of
from simulator.forms.fields import LEAST_DRAWS, START, fields_of, plan_of, same_in_another_kind, within_draws
from simulator.forms.headings import listed, out_of_order, similar, unread
from simulator.forms.numerals import Marks, marks_of
from simulator.forms.page_fields import ALL_BY_NAME, first_day_of
from simulator.forms.scenario_file import LARGEST_FILE, FileProblem, read_scenarios
from simulator.forms.score_file import scored
from simulator.forms.score_parts import Assumed, Part, opened
from simulator.forms.table_rows import Layout, by_row
from tests.simulator.plans import known, refusal, spring

HEADER = "campaign;clicks;orders;spend;value;margin\n"
PLANS = "budget;cpc_low;cpc_high;cvr_low;cvr_high;aov_low;aov_high"
CELLS = "1000;0,5;0,7;0,01;0,02;50;60"
LONG = "contribution" + 40 * "_" + "shar"


def rows_of(text, **assumed):
    layout, parts = opened([text.encode()], Assumed(**assumed))
    return [row.split(layout.separator) for part in parts for row in scored(layout, part).content.decode().splitlines()]


# -- rows of small tables -------------------------------------------------------------------------------------------

SMALL = Layout(names=("name", "spend"), text="name", needed=("name", "spend"), most=2)


def test_as_many_rows_are_read_as_a_table_may_have_and_none_of_more():
    assert [record for _, record in SMALL.read("name,spend\na,1\nb,2\n").records] == [
        {"name": "a", "spend": 1}, {"name": "b", "spend": 2},
    ]  # fmt: skip
    many = SMALL.read("name,spend\na,1\nb,2\nc,3\n")
    assert (many.records, [problem.error.values["count"] for problem in many.problems]) == ([], [3])
    assert SMALL.read("name,spend\n1.234,5.5\n").notes == ()  # a name may look like a number
    both = SMALL.read("name,spendd\na,1\nb,2\nc,3\n")  # what is missing, and that there are too many
    assert [sorted(problem.error.values) for problem in both.problems] == [["names"], ["count", "most"]]


def test_what_is_said_of_a_header_stands_at_its_row_with_forty_letters_of_a_name():
    layout = Layout(names=("name", "contribution_share"), text="name", needed=("contribution_share",), most=9)
    missing = layout.read(f"name,{LONG}\na,1\n").problems
    assert [(problem.row, problem.column) for problem in missing] == [(None, None), (1, LONG[:40])]
    assert missing[1].error.values["name"] == "contribution_share"
    doubled = layout.read("name,contribution_share,x,x,Contribution Share\na,1,2,3,4\n").problems
    assert [problem.column for problem in doubled] == ["contribution_share"]
    (lacks, near) = read_scenarios(f"{PLANS.replace('budget', 'budge' + 40 * '_' + 't2')}\n{CELLS}\n").problems
    assert (lacks.column, near.row, near.column) == ("budget", 1, "budge" + 35 * "_")


def test_a_third_of_the_columns_may_be_lost_from_a_file_that_was_written_here():
    row, cells = "event,from,to,cvr_low,cvr_high,cpc_low,cpc_high", "a,2026-11-01,2026-11-02,2,2,1,1"
    lost = read_events(f"{row.rpartition(',')[0]}\n{cells.rpartition(',')[0]}\n")
    assert [(note.row, note.error.values.get("names")) for note in lost.problems if note.row == 1] == [
        (1, "“cpc_high”, “aov_low”, “aov_high”")
    ]
    short = read_events("event,from,to,cvr_low,cvr_high\na,2026-11-01,2026-11-02,2,2\n")
    assert (short.problems, len(short.events)) == ((), 1)


def test_what_is_wrong_with_a_file_as_a_whole_is_said_first():
    error = InputError("Wrong.")
    problems = [FileProblem(2, None, error), FileProblem(1, "a", error), FileProblem(None, None, error)]
    assert [problem.row for problem in by_row(problems)] == [None, 1, 2]
    assert [problem.column for problem in by_row(problems[1:])] == [None, "a"]


def test_cells_without_anything_are_no_cells():
    table = pd.DataFrame({
        "name": ["a", None, "  ", pd.NA], "spend": [1.0, math.nan, None, 2.0], "note": ["x", "y", "z", "w"],
    }, dtype=object)  # fmt: skip
    assert SMALL.records(table) == [(1, {"name": "a", "spend": 1.0}), (4, {"spend": 2.0})]
    numbers, problems = SMALL.numbers({"name": "a", "spend": True})
    assert (numbers, [problem.field for problem in problems]) == ({}, ["spend"])
    assert SMALL.numbers({"spend": math.inf})[1][1].values["text"] == "inf"


# -- names ----------------------------------------------------------------------------------------------------------


def test_a_name_is_offered_that_shares_three_letters_in_four():
    """Two in eight letters differ: 2 · 6 / 16."""
    assert similar("abcdefxy", ["abcdefgh"]) == "abcdefgh"
    assert similar("abcdexyz", ["abcdefgh"]) is None
    assert similar("spent", ["spend"]) == "spend"


def test_forty_letters_of_a_name_are_repeated():
    assert listed(["x" * 41]) == f"“{'x' * 40}”"
    assert [name for name, _ in unread(["y" * 41], ["cpc"], [])] == ["y" * 40]


def test_columns_that_nobody_knows_do_not_stand_in_a_wrong_place():
    assert out_of_order(["a", "x", "b", "y"], ["a", "b"], results="result_") is None
    assert out_of_order(["b", "x", "a"], ["a", "b"], results="result_").values["names"] == "“b”, “a”"
    assert marks_of(["1.5", "a,b", "c,d"]) == Marks(".", True)  # words have no decimal mark


# -- notes on files of plans ----------------------------------------------------------------------------------------


def test_a_nothing_without_its_digit_before_the_mark_is_read_as_nothing():
    file = read_scenarios(f"{PLANS};shipping_paid\n{CELLS};,0\n")
    (note,) = file.problems
    assert (note.column, note.error.values["number"]) == ("shipping_paid", 0)


def test_as_many_plans_are_read_as_a_file_may_have(monkeypatch):
    assert scenario_file.MOST_ROWS == 1000
    monkeypatch.setattr(scenario_file, "MOST_ROWS", 2)
    for rows, said in ((2, []), (3, [3])):
        file = read_scenarios(f"{PLANS}\n" + f"{CELLS}\n" * rows)
        assert (len(file.plans), [problem.error.values["count"] for problem in file.problems]) == (2, said)


def test_the_separator_that_a_file_states_parts_its_cells():
    text = f"{PLANS};{20 * ','}\n{CELLS};x\n"
    assert read_scenarios(text).plans == ()
    (plan,) = read_scenarios("sep=;\n" + text).plans
    assert plan.scenario.budget == 1000


def test_a_file_of_two_million_bytes_is_read():
    text = f"{PLANS};note\n{CELLS};"
    assert len(read_scenarios((text + "x" * (LARGEST_FILE - len(text))).encode()).plans) == 1
    (problem,) = read_scenarios(b"x" * (LARGEST_FILE + 1)).problems
    assert (LARGEST_FILE, problem.error.values["size"]) == (2_000_000, 2_000_001)


def test_the_smallest_limit_of_a_server_has_the_fewest_points_of_the_most_scrambles():
    assert Settings(points=64, scrambles=64).draws == LEAST_DRAWS == 4096
    assert within_draws(START, LEAST_DRAWS)[0]["points"] == 512  # of eight scrambles
    for name, value in (("points", 32), ("scrambles", 65)):
        refusal(lambda name=name, value=value: Settings(**{name: value}), name)


# -- campaigns ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2", "0,0100"),
        ("2,1", "0,0105"),
        ("1,98", "0,0099"),
        ("20000000000000", "100000000000,0000"),
        ("21000000000000", "1,05e+11"),
    ],
)
def test_money_has_four_decimals_from_a_cent_to_a_hundred_billions(value, shown):
    """Half of the value of an order is what it may cost at most; the order costs about one."""
    orders = 100 if len(value) < 9 else 1
    given = value if orders == 100 else value[:-2]
    ((*_, max_cpo, _, problem),) = rows_of(f"{HEADER}a;1000;{orders};{orders};{given};0,5\n")
    assert (max_cpo, problem) == (shown, "")


def test_a_sentence_about_a_row_keeps_its_words():
    ((*_, problem),) = rows_of(HEADER + "a;1000;100\n")
    assert problem.startswith('"line 2: This row has 3 cells')


@pytest.mark.parametrize(
    ("cell", "words"),
    [("50.5", "another decimal mark"), ('"5\n5"', "A number is needed"), ("9" * 400, "A number is needed")],
)
def test_numbers_of_a_comma_file_have_commas_and_one_line(cell, words):
    layout, parts = opened([f"{HEADER}a;100;5;{cell};500,5;0,5\nb;100;5;50;500,5;0,5\n".encode()], Assumed())
    (problem,) = [problem for part in parts for problem in scored(layout, part).problems]
    assert (problem.row, problem.column) == (2, "spend")
    assert words in str(problem)


def test_a_share_is_one_at_most_and_the_smallest_number_is_one():
    for margin, is_right in (("1", True), ("1,01", False), ("0", True)):
        (row,) = rows_of(f"{HEADER}a;100;5;50,5;500;{margin}\n")
        assert (row[-1] == "") == is_right
    (row,) = rows_of(f"{HEADER}a;100;5;0,000000001;500;0,5\n")
    assert (row[-1], row[-2]) == ("", "scale")


def test_where_nothing_is_said_order_values_differ_as_much_as_they_are_large():
    assert Assumed() == Assumed(margin=None, aov=None, target_profit_share=0.0, order_value_cv=1.0)


def test_a_block_may_end_in_the_second_cell_of_several_lines():
    text = HEADER + '"a";100;5;50;500;0,5\n"b\nc";100;5;50;500;0,5\nd;100;5;50;500;0,5\n'
    cut = text.index('c"')
    layout, parts = opened([text[:cut].encode(), text[cut:].encode()], Assumed())
    assert [(part.line, scored(layout, part).rows) for part in parts] == [(2, 1), (3, 2)]
    with pytest.raises(InputError) as caught:
        opened([HEADER.replace("clicks", "click" + 40 * "_" + "z").encode() + b"a;1;1;1;1;1\n"], Assumed())
    assert (caught.value.field, caught.value.values["other"]) == ("clicks", "click" + 35 * "_")
    layout, _ = opened(
        [HEADER.replace("margin", "margi" + 40 * "_" + "nn").encode() + b"a;1;1;1;1;1\n"], Assumed(margin=0.5)
    )
    assert [(note.row, note.column) for note in layout.notes] == [(1, "margi" + 35 * "_")]
    with pytest.raises(InputError) as caught:
        scored(layout, Part(3, b"\n\xff"))
    assert caught.value.values["line"] == 4


# -- channels -------------------------------------------------------------------------------------------------------


def test_made_up_channels_have_the_ends_of_nine_in_ten():
    """1.15 times 0.99 is 1.14, in two digits 1.1."""
    rows = example_channels(Plan(spring(cpc=Amount(0.99, 9.9))), ("a", "b"))
    assert rows[0].cpc == Amount(1.1, 11)
    # At four times the budget at which it was seen and γ = ½ a click costs twice as much: 2 · 1.15 and 2 · 0.7.
    dearer = example_channels(Plan(known(reference_budget=250, cpc_elasticity=0.5)), ("a", "b"))
    assert [row.cpc for row in dearer] == [Fixed(2.3), Fixed(1.4)]


def test_new_customers_are_written_as_their_middle():
    share = Rate(0.2, 0.4)
    plan = Plan(spring())
    (row,) = example_channels(plan, ("a", "b"))[:1]
    with_share = type(row)(name="a", spend=row.spend, cpc=row.cpc, cvr=row.cvr, new_customer_share=share)
    written = table_of([with_share]).iloc[0]
    assert written["new_customer_share"] == median(share)
    assert math.isnan(written["reference_spend"])
    assert math.isnan(written["min_spend"])


# -- fields ---------------------------------------------------------------------------------------------------------


def test_first_values_of_another_kind_stay_below_certainty():
    nearly = same_in_another_kind("cvr", Rate(0.99, 0.9999), "interval")
    assert (nearly["cvr_low"], nearly["cvr_high"]) == (0.99, 0.9999)
    assert same_in_another_kind("cvr", Fixed(0.4), "counts") == {"cvr_orders": 400, "cvr_clicks": 1000}
    assert same_in_another_kind("cpc", Fixed(0.4), "three_points") == {
        "cpc_low": pytest.approx(0.32), "cpc_high": pytest.approx(0.5), "cpc_mode": 0.4,
    }  # fmt: skip
    values = same_in_another_kind("aov", Amount(50.0, 80.0), "three_points")
    assert (values["aov_low"], values["aov_high"]) == (pytest.approx(50), pytest.approx(80))
    assert values["aov_mode"] == pytest.approx(math.sqrt(4000), rel=0.01)


def test_goods_that_cost_an_amount_have_no_share_that_could_be_wrong():
    values = {**fields_of(Plan(spring())), "cogs_kind": "per_order", "cogs_per_order": 5.0}
    for wrong in (7.0, None):
        plan, problems = plan_of({**values, "cogs_share": wrong, "cogs_share_kind": "known"})
        assert (problems, plan.scenario.economics.cogs_per_order) == ([], 5)


def test_every_field_is_of_a_kind_that_has_a_name():
    assert {field.kind for field in ALL_BY_NAME.values()} == set(get_args(Kind))
    exponent = ALL_BY_NAME["cpc_elasticity_low"]
    assert (exponent.kind, text_of(exponent, 0.2)) == ("number", "0.2")


def test_the_first_day_of_a_plan_is_a_day_or_not_said():
    assert first_day_of({"first_day": " 2026-11-30 "}) == date(2026, 11, 30)
    assert [first_day_of({"first_day": nothing}) for nothing in ("", "  ", None)] == [None] * 3
    error = refusal(lambda: first_day_of({"first_day": "30 of November, as we said in the last meeting"}), "first_day")
    assert error.values["text"] == "30 of November, as we said in the last m"
    refusal(lambda: first_day_of({"first_day": "0026-11-30"}), "first_day", "year")
