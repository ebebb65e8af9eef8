"""Plans as CSV: what is written comes back, and what cannot be taken is said by row and column.

Long because every refusal of a file has its rows written out.
"""

import csv
import io
import math
import re

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from simulator import (
    Fixed,
    Plan,
    RateFromCounts,
    RepeatPurchases,
    Scenario,
    Settings,
    read_scenarios,
    simulate,
    write_draws,
    write_scenarios,
)
from simulator.engine.outcome import outcome_of
from simulator.forms.fields import BY_NAME, FIELDS, START, names, plan_of, text_of
from simulator.forms.page_fields import PAGE_DEFAULTS
from simulator.forms.scenario_file import (
    LARGEST_FILE,
    MOST_ROWS,
    RESULT,
    FileProblem,
    ScenarioFile,
    neutral,
    plain,
    results_of,
    write_table,
)
from tests.simulator.plans import any_name, any_plan, known, spring

SLOW_COMPUTER = [HealthCheck.too_slow]
"""Plans take a while to make up; a busy computer is no reason to fail."""

QUICK = Settings(points=64, scrambles=2)
SEPARATOR = {"point": ",", "comma": ";"}
BOM = b"\xef\xbb\xbf"
SHORTEST = "budget,cpc_low,cpc_high,cvr_low,cvr_high,aov_low,aov_high\n5000,0.45,0.75,0.015,0.030,70,95\n"
both_dialects = pytest.mark.parametrize("dialect", ["point", "comma"])
any_dialect = st.sampled_from(("point", "comma"))


def quick(**changes):
    return Plan(spring(**changes), QUICK)


def cells_of(content, dialect="point"):
    """A file as rows of cells, read by hand."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=SEPARATOR[dialect]))


def file_of(*rows, header=None, separator=","):
    """A file from a header and rows of cells."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([header or SHORTEST.split("\n")[0].split(","), *rows])
    return out.getvalue()


GOOD = ["5000", "0.45", "0.75", "0.015", "0.030", "70", "95"]


def row_with(column, cell=None):
    """The good row and a further column where it belongs, with a cell or else the usual value."""
    usual = text_of(BY_NAME[column], BY_NAME[column].default) if column in BY_NAME else ""
    good = dict(zip(SHORTEST.split("\n")[0].split(","), GOOD, strict=True))
    row = {column: usual} | good | ({} if cell is None else {column: cell})
    order = names()
    return dict(sorted(row.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))


def only_problem(content, row, column, *words, plans=0):
    """The one problem of a file: where it is and what it says; the good rows came through."""
    scenarios = read_scenarios(content)
    assert len(scenarios.plans) == plans
    assert [(problem.row, problem.column) for problem in scenarios.problems] == [(row, column)]
    sentence = str(scenarios.problems[0])
    for word in words:
        assert word in sentence
    assert "{" not in sentence
    assert len(sentence) < 400
    return sentence


# -- what is written comes back -----------------------------------------------------------------------------------


@given(st.lists(any_plan, min_size=1, max_size=3), any_dialect)
@settings(max_examples=40, suppress_health_check=SLOW_COMPUTER)
def test_plans_come_back_bit_for_bit_and_are_written_again_as_the_same_bytes(plans, dialect):
    content = write_scenarios(plans, dialect=dialect)
    scenarios = read_scenarios(content)
    assert scenarios.problems == ()
    assert scenarios.plans == tuple(plans)
    assert write_scenarios(scenarios.plans, dialect=dialect) == content


NAMES = [
    "=SUM(A1:A9)", "'=SUM(A1:A9)", "''=x", "+1", "-1", "@cmd", "'", "''", "'n Sommer", "a=b", "=cmd|' /C calc'!A0",
    'say "when"', '"', '""', "a,b;c", ";", ",", "1,5", "1.5", "<b>bold</b>", "**bold** [x](http://x) :red[x] $x$",
    "🛒 Frühling – č ž 日本", "👩‍👩‍👧", "  spaces  ", "\u00a0", "\ufeff", "", "sep=;", "0", "nan", "x" * 200,
]  # fmt: skip


@both_dialects
def test_names_with_formulas_quotes_separators_markup_and_emoji_come_back_as_they_were(dialect):
    plans = [quick(name=name) for name in NAMES]
    scenarios = read_scenarios(write_scenarios(plans, dialect=dialect))
    assert scenarios.problems == ()
    assert [scenario.name for scenario in scenarios.scenarios] == NAMES
    assert scenarios.plans == tuple(plans)


@both_dialects
def test_the_same_answers_come_back_to_the_last_digit(dialect):
    first = Plan(spring(cvr=RateFromCounts(12.33, 700), correlations={("cpc", "cvr"): 0.3}), Settings(seed=7))
    second = Plan(spring(repeat=RepeatPurchases(0.7, 3, 1.5, 0.3)), Settings(order_luck=False))
    for before, after in zip(
        (first, second), read_scenarios(write_scenarios([first, second], dialect=dialect)).plans, strict=True
    ):
        pd.testing.assert_frame_equal(outcome_of(before).summary, outcome_of(after).summary, check_exact=True)
        assert results_of(outcome_of(before)) == results_of(outcome_of(after))


def test_a_bare_scenario_is_written_with_default_settings():
    assert write_scenarios([spring()]) == write_scenarios([Plan(spring())])


@both_dialects
def test_both_dialects_say_the_same_numbers_with_their_own_marks(dialect):
    header, row = cells_of(write_scenarios([quick()], dialect=dialect), dialect)
    assert row[header.index("cpc_low")] == ("0.45" if dialect == "point" else "0,45")
    assert row[header.index("budget")] == "5000"
    mark = "." if dialect == "point" else ","
    figure = row[header.index("result_break_even_probability")].replace(mark, ".")
    assert float(figure) == outcome_of(quick()).break_even_probability.value


@both_dialects
def test_a_file_begins_with_a_byte_order_mark_and_has_the_line_ends_of_rfc_4180(dialect):
    for content in (
        write_scenarios([quick()], dialect=dialect),
        write_draws(outcome_of(quick()), dialect=dialect),
        write_table(pd.DataFrame({"a": [1.5]}), dialect=dialect),
    ):
        assert content.startswith(BOM)
        assert content.count(b"\n") == content.count(b"\r\n") >= 2
        assert content.endswith(b"\r\n")


def test_inputs_stand_in_their_published_order_and_results_after_them():
    header = cells_of(write_scenarios([quick()]))[0]
    inputs = [name for name in header if not name.startswith(RESULT)]
    assert inputs == [name for name in names() if name in inputs]
    assert header[: len(inputs)] == inputs
    assert set(header) > {"cpc", "cpc_mode", "cvr_orders", "aov_level", "name", "seed"}


def test_parts_of_an_uncertain_cost_are_written_only_when_a_row_uses_them():
    header = cells_of(write_scenarios([quick()]))[0]
    assert "return_rate" in header
    assert "return_rate_low" not in header
    uncertain = Plan(Scenario(**_fields(quick().scenario) | {"incremental_share": RateFromCounts(8, 10)}), QUICK)
    content = write_scenarios([quick(), uncertain])
    assert "incremental_share_clicks" in cells_of(content)[0]
    assert read_scenarios(content).plans == (quick(), uncertain)


STORE = {**PAGE_DEFAULTS, "store_aov_low": 60.0, "store_aov_high": 80.0, "lever_bids": False, "lever_bids_low": -0.25}


@both_dialects
def test_what_pages_ask_for_comes_back_beside_its_plan(dialect):
    plans, pages = (quick(), quick(name="b")), (STORE, PAGE_DEFAULTS)
    content = write_scenarios(plans, dialect=dialect, page_values=pages)
    assert read_scenarios(content) == ScenarioFile(plans, (), pages)
    header = cells_of(content, dialect)[0]
    assert [name for name in header if name in PAGE_DEFAULTS] == [
        "lever_bids", "lever_bids_low", "store_aov_low", "store_aov_high",
    ]  # fmt: skip


def test_a_file_without_columns_of_pages_holds_their_usual_values():
    assert read_scenarios(SHORTEST).page_values == (PAGE_DEFAULTS,)
    assert not PAGE_DEFAULTS.keys() & set(cells_of(write_scenarios([quick()]))[0])


def test_a_page_judges_its_own_values_and_the_plan_is_taken_nevertheless():
    header, row = SHORTEST.splitlines()
    scenarios = read_scenarios(f"{header},store_aov_low,collect_handling\n{row},-5,\n")
    assert len(scenarios.plans) == 1
    assert scenarios.page_values == ({**PAGE_DEFAULTS, "store_aov_low": -5.0, "collect_handling": None},)
    assert [str(problem) for problem in scenarios.problems] == [
        "row 2, column collect_handling: Nothing stands here: its page asks for a number."
    ]


def test_a_cell_of_a_page_that_is_no_number_is_said_and_its_row_left_out():
    header, row = SHORTEST.splitlines()
    only_problem(f"{header},store_aov_low\n{row},much\n", 2, "store_aov_low", "A number is needed, got “much”.")


def _fields(scenario):
    return {name: getattr(scenario, name) for name in scenario.__dataclass_fields__}


def test_results_are_figures_of_the_outcome_under_their_own_names():
    outcome = simulate(spring(), points=256)
    results = results_of(outcome)
    assert results["break_even_probability"] == outcome.break_even_probability.value
    assert results["break_even_probability_mc_error"] == outcome.break_even_probability.mc_error
    assert results["cpo_p50"] == outcome.quantile("cpo", 0.5).value
    assert results["profit_p5"] == outcome.summary.loc["profit", "p5"]
    assert results["profit_worst_mean"] == outcome.worst_mean().value
    assert results["stop_probability"] == outcome.zones["stop"].value
    assert results["verdict"] in ("scale", "optimise", "stop")
    assert all(isinstance(value, float | str) for value in results.values())


@both_dialects
def test_results_are_never_read_back(dialect):
    content = write_scenarios([quick()], dialect=dialect)
    rows = cells_of(content, dialect)
    for at, name in enumerate(rows[0]):
        if name.startswith(RESULT):
            rows[1][at] = ["nonsense", "", "=1+1", "1e400"][at % 4]
    rows[0].append("result_of_somebody_else")
    rows[1].append("17")
    spoilt = file_of(*rows[1:], header=rows[0], separator=SEPARATOR[dialect])
    assert read_scenarios(spoilt) == read_scenarios(content)


def test_a_repeat_plan_beside_one_without_leaves_its_results_empty_there():
    both = write_scenarios([quick(), quick(repeat=RepeatPurchases(1, 2, 1))])
    header, plain_row, repeat_row = cells_of(both)
    at = header.index("result_cac_p50")
    assert plain_row[at] == ""
    assert float(repeat_row[at]) > 0


# -- formulas -----------------------------------------------------------------------------------------------------


@both_dialects
def test_no_cell_of_text_begins_with_a_sign_that_a_spreadsheet_runs(dialect):
    content = write_scenarios([quick(name=name) for name in NAMES], dialect=dialect)
    header, *rows = cells_of(content, dialect)
    written = [row[header.index("name")] for row in rows]
    assert not [name for name in written if re.match(r"[=+\-@\t\r]", name)]
    assert written[NAMES.index("=SUM(A1:A9)")] == "'=SUM(A1:A9)"
    assert written[NAMES.index("'=SUM(A1:A9)")] == "''=SUM(A1:A9)"
    assert written[NAMES.index("'n Sommer")] == "'n Sommer"


@both_dialects
def test_numbers_are_never_neutralised(dialect):
    plan = Plan(known(cpc=Fixed(2.0), correlations={("cpc", "cvr"): -0.3}), QUICK)
    header, row = cells_of(write_scenarios([plan], dialect=dialect), dialect)
    assert row[header.index("correlation_cpc_cvr")] == ("-0.3" if dialect == "point" else "-0,3")
    assert row[header.index("result_profit_p50")].startswith("-")
    table = cells_of(write_table(pd.DataFrame({"x": [-1.5, math.inf, -math.inf]}), dialect=dialect), dialect)
    assert [cell.replace(",", ".") for (cell,) in table] == ["x", "-1.5", "inf", "-inf"]


@given(st.text(max_size=20))
@example("=1")
@example("'=1")
@example("\t")
@example("\r=")
def test_any_text_is_neutral_on_the_way_out_and_plain_again_on_the_way_in(text):
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(neutral(text)) == text


# -- dialects on the way in ---------------------------------------------------------------------------------------


def test_the_shortest_file_that_works():
    scenarios = read_scenarios(SHORTEST)
    assert scenarios.problems == ()
    assert scenarios.scenarios == (
        Scenario(**_fields(spring(name="", economics=type(spring().economics)(), target_profit=None))),
    )


@pytest.mark.parametrize(
    "content",
    [
        SHORTEST.encode(),
        BOM + SHORTEST.encode(),
        "\ufeff" + SHORTEST,
        SHORTEST.replace("\n", "\r\n"),
        SHORTEST.replace("\n", "\r"),
        SHORTEST.rstrip("\n"),
        "sep=,\n" + SHORTEST,
        BOM + b"sep=,\r\n" + SHORTEST.encode(),
        SHORTEST.replace(",", "\t"),
        "SEP=\t\n" + SHORTEST.replace(",", "\t"),
        SHORTEST.replace(",", ";"),
        SHORTEST.replace(",", ";").replace(".", ","),
        "sep=;\r\n" + SHORTEST.replace(",", ";").replace(".", ","),
        SHORTEST.replace(",", "\t").replace(".", ","),
        SHORTEST.replace("0.45", '"0.45"').replace("cpc_low", '"cpc_low"'),
        SHORTEST.replace("0.45", " 0.45 ").replace("cpc_low", " cpc_low "),
        SHORTEST + ",,,,,,\n\n   \n",
        SHORTEST.replace("5000,", "\n5000,"),
        "\n  \r\n" + SHORTEST,
        "sep=;\n\n" + SHORTEST.replace(",", ";"),
        SHORTEST.replace("0.45", "4.5e-1"),
        file_of(["5000", "0,45", "0,75", "0,015", "0,030", "70", "95"]),
    ],
)
def test_the_same_plan_is_read_however_the_file_is_written(content):
    scenarios = read_scenarios(content)
    assert scenarios.problems == ()
    assert scenarios.plans == read_scenarios(SHORTEST).plans
    assert len(scenarios.plans) == 1


@both_dialects
def test_a_file_saved_again_by_a_spreadsheet_is_read(dialect):
    """Without BOM, other line ends, columns moved, empty columns and rows at the end, a semicolon for a comma."""
    plans = (quick(name="a;b,c"), quick(name="second", budget=6000.5))
    rows = cells_of(write_scenarios(plans, dialect=dialect), dialect)
    saved = [[*reversed(row), "", ""] for row in rows] + [[""] * (len(rows[0]) + 2)]
    for separator in (";", "\t", ",")[: 3 if dialect == "comma" else 2]:
        scenarios = read_scenarios(file_of(*saved[1:], header=saved[0], separator=separator).encode())
        assert scenarios.plans == plans
        (note,) = scenarios.problems
        assert (note.row, note.column) == (1, None)
        assert "another order" in str(note)


@pytest.mark.parametrize("cell", ["0,45", "1.234,50", "1,234.50", "1 234", "1'234", "45 %", "€ 0.45", "0.45 EUR"])
def test_another_decimal_mark_or_a_thousands_separator_is_refused_not_guessed_at(cell):
    content = file_of(["5000", cell, "0.75", "0.015", "0.030", "70.5", "95"], GOOD)
    only_problem(content, 2, "cpc_low", cell, plans=1)


def test_mixed_decimal_marks_are_decided_by_the_majority_and_the_others_named():
    commas = ["5000", "0,45", "0,75", "0,015", "0,03", "70", "95"]
    scenarios = read_scenarios(file_of(commas, GOOD, commas))
    assert len(scenarios.plans) == 2
    assert {problem.row for problem in scenarios.problems} == {3}
    assert "another decimal mark" in str(scenarios.problems[0])


def test_a_point_in_a_name_does_not_decide_the_decimal_mark():
    header = ["name", *SHORTEST.split("\n")[0].split(",")]
    rows = [[f"v1.{number}", *(cell.replace(".", ",") for cell in GOOD)] for number in range(9)]
    scenarios = read_scenarios(file_of(*rows, header=header, separator=";"))
    assert scenarios.problems == ()
    assert [scenario.name for scenario in scenarios.scenarios][:2] == ["v1.0", "v1.1"]


# -- what cannot be taken -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", b"", BOM, "\n\n", "  \r\n ,, \n", "sep=;\n", "\ufeff", ";;;;\n;;;;"])
def test_an_empty_file_is_called_empty(content):
    only_problem(content, None, None, "empty", "Choose a CSV")


def test_a_header_alone_is_said_to_have_no_row():
    only_problem(SHORTEST.split("\n")[0], None, None, "no row")


@pytest.mark.parametrize(
    "content",
    [
        "Preis;Stück\n1,5;ü\n".encode("cp1252"),
        SHORTEST.encode("utf-16"),
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
        b"PK\x03\x04" + bytes(range(128, 256)) * 9,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_not_utf_8_is_refused_with_the_remedy(content):
    only_problem(content, None, None, "UTF-8")


@pytest.mark.parametrize("content", [SHORTEST.encode("utf-16-le"), b"\0\0\0\0", SHORTEST.encode() + b"\0"])
def test_zero_bytes_are_not_text(content):
    only_problem(content, None, None, "not a text file")


@pytest.mark.parametrize(
    "content", ["{}", "<html><body>login</body></html>\n<p>", "hello\nworld", "a,b,c\n1,2,3\n", '"x"\n1']
)
def test_a_file_of_something_else_is_refused(content):
    only_problem(content, None, None)


@pytest.mark.parametrize(
    "content", [SHORTEST + '"', SHORTEST + '"5000,1\n2', 'budget,"cpc\n1,2', SHORTEST.replace("70", '"70"x')]
)
def test_quotation_marks_that_do_not_pair_up_are_refused(content):
    only_problem(content, None, None, "quotation marks")


def test_of_100_000_rows_the_first_1_000_are_read_and_the_rest_is_counted():
    header = "budget,cpc_low,cpc_high,cvr_low,cvr_high,aov_low,aov_high\n"
    content = header + "9,1,2,0.1,.2,1,2\n" * 100_000
    assert len(content) < LARGEST_FILE
    scenarios = read_scenarios(content.encode())
    assert len(scenarios.plans) == MOST_ROWS == 1000
    assert [str(problem) for problem in scenarios.problems] == [
        "Only the first rows were read: 1000 of 100000.",
        "row 2, column cvr_high: “.2” was read as 0.2.",
    ]


def test_a_file_over_2_mb_is_refused_before_it_is_read():
    only_problem(b"budget\n" + b"1" * LARGEST_FILE, None, None, "too large", "split it")


@pytest.mark.parametrize("column", ["name", "cpc_low", "currency", "order_luck", "somebody_else"])
def test_a_cell_of_1_mb_is_refused_in_a_short_sentence(column):
    row, good = row_with(column, "7" * 1_000_000), row_with(column)
    scenarios = read_scenarios(file_of(list(row.values()), list(good.values()), header=list(row)).encode())
    if column == "somebody_else":
        assert len(scenarios.plans) == 2
        assert (scenarios.problems[0].row, scenarios.problems[0].column) == (1, column)
    else:
        assert len(scenarios.plans) == 1
        assert [(problem.row, problem.column) for problem in scenarios.problems] == [(2, column)]
    assert all(len(str(problem)) < 400 for problem in scenarios.problems)


@pytest.mark.parametrize("missing", ["budget", "cpc", "cvr", "aov"])
def test_a_column_without_which_there_is_no_plan_is_missed_by_name(missing):
    kept = [at for at, name in enumerate(SHORTEST.split("\n")[0].split(",")) if not name.startswith(missing)]
    header, row = ([cells[at] for at in kept] for cells in (SHORTEST.split("\n")[0].split(","), GOOD))
    only_problem(file_of(row, header=header), None, missing, "missing")


def test_a_missing_end_is_missed_in_each_row():
    header = ["budget", "cpc_low", "cvr_low", "cvr_high", "aov_low", "aov_high"]
    scenarios = read_scenarios(file_of(*[["5000", "0.45", "0.015", "0.03", "70", "95"]] * 2, header=header))
    assert [(problem.row, problem.column) for problem in scenarios.problems] == [(2, "cpc_high"), (3, "cpc_high")]


def test_a_doubled_column_is_named():
    header = [*SHORTEST.split("\n")[0].split(","), "cpc_low"]
    only_problem(file_of([*GOOD, "0.5"], header=header), None, "cpc_low", "twice")


def test_an_unknown_column_is_named_and_the_rows_are_read():
    header = [*SHORTEST.split("\n")[0].split(","), "colour"]
    only_problem(file_of([*GOOD, "red"], header=header), 1, "colour", "not known", plans=1)


@pytest.mark.parametrize("cells", [GOOD[:-1], [*GOOD, "1"], ["5000"], [*GOOD, *"abcdef"]])
def test_a_row_with_too_few_or_too_many_cells_is_left_out_and_the_others_are_read(cells):
    only_problem(file_of(GOOD, cells, GOOD), 3, None, f"{len(cells)} cells", "header has 7", plans=2)


@pytest.mark.parametrize(
    ("column", "cell", "word"),
    [
        ("budget", "", "missing"), ("budget", "0", "above 0"), ("budget", "-5", "above 0"),
        ("budget", "nan", "number"), ("budget", "inf", "number"), ("budget", "=1+1", "number"),
        ("budget", "0.3", "less than one click"), ("cpc_low", "0", "above 0"),
        ("cpc_low", "0.75", "below the high end"), ("cvr_high", "3", "above 0 % and below 100 %"),
        ("cpc_kind", "guess", "One of"), ("currency", "XYZ", "no currency"), ("order_luck", "yes", "0 (no)"),
        ("name", "two\nlines", "one line"), ("name", "x" * 10_000, "at most: 200"), ("stop_at", "0.9", "below"),
        ("points", "100", "power of two"), ("correlation_cpc_cvr", "1.5", "between -1 and 1"),
        ("vat_rate", "22", "100 %"), ("pick_pack", "-1", "0 or more"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_by_row_and_column_and_the_good_rows_are_read(column, cell, word):
    row, good = row_with(column, cell), row_with(column)
    content = file_of(list(good.values()), list(row.values()), header=list(row))
    scenarios = read_scenarios(content)
    assert len(scenarios.plans) == 1
    assert [(problem.row, problem.column) for problem in scenarios.problems] == [(3, column)]
    assert word in str(scenarios.problems[0])
    assert str(scenarios.problems[0]).startswith("row 3, column ")


@pytest.mark.parametrize(
    ("column", "cell", "asked_for"), [("cvr_kind", "counts", "cvr_orders"), ("target_kind", "cpo", "target_cpo")]
)
def test_a_number_that_a_kind_asks_for_is_missed_in_its_own_column(column, cell, asked_for):
    row = row_with(column, cell)
    only_problem(file_of(list(row.values()), header=list(row)), 2, asked_for, "missing")


def test_every_bad_cell_of_a_row_is_said():
    scenarios = read_scenarios(
        file_of(["x", "0.45", "0.75", "y", "0.030", "70", "z"], ["-1", "2", "1", "0.1", "3", "70", "95"])
    )
    assert scenarios.plans == ()
    assert [(problem.row, problem.column) for problem in scenarios.problems[:3]] == [
        (2, "budget"),
        (2, "cvr_low"),
        (2, "aov_high"),
    ]
    assert {problem.column for problem in scenarios.problems[3:]} == {"budget", "cpc_low", "cvr_high"}


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    """Empty rows count, a line break inside a cell does not begin a row, the line sep= is no row."""
    header = ["name", *SHORTEST.split("\n")[0].split(",")]
    bad = ["bad", "-1", *GOOD[1:]]
    body = file_of(["a\nb", *GOOD], [""] * 8, bad, header=header)
    for content in (body, "sep=,\r\n" + body, body.replace("\r\n", "\n")):
        assert [problem.row for problem in read_scenarios(content).problems] == [2, 4]


def test_a_problem_of_the_whole_file_names_no_place():
    error = read_scenarios("").problems[0].error
    assert str(FileProblem(None, None, error)) == str(error)
    assert str(FileProblem(3, "cpc", error)) == f"row 3, column cpc: {error}"
    assert str(FileProblem(3, None, error)) == f"row 3: {error}"


def test_the_limit_of_the_csv_module_is_left_as_it_was():
    before = csv.field_size_limit()
    read_scenarios(SHORTEST)
    read_scenarios(SHORTEST + '"')
    assert csv.field_size_limit() == before


# -- anything at all ----------------------------------------------------------------------------------------------

REAL = [
    write_scenarios([Plan(spring(name='=a "b", c'), QUICK), Plan(known(), QUICK)], dialect="point"),
    write_scenarios([Plan(spring(name="ž;š"), QUICK)], dialect="comma"),
    SHORTEST.encode(),
]


CELLS = ["", "1", "0", "0.5", "0,5", "-1", "known", "counts", "EUR", "x", "1e400", "'=1"]


def assert_read(content):
    scenarios = read_scenarios(content)
    for problem in scenarios.problems:
        assert 0 < len(str(problem)) < 600
    assert all(isinstance(plan, Plan) for plan in scenarios.plans)
    assert scenarios.plans or scenarios.problems
    return scenarios


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
@settings(max_examples=200)
@example("budget,cpc,cvr,aov\n,,,\n")
@example("budget;cpc;cvr;aov\n1;1;1;1")
@example("budget\rcpc")
def test_arbitrary_bytes_and_text_are_read_or_refused_in_words(content):
    assert_read(content)


@given(
    st.sampled_from(REAL),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 4), st.sampled_from(list('",;\n\r\t=.-+e0'))), min_size=1, max_size=6
    ),
)
@settings(max_examples=150)
def test_real_files_with_cells_cut_doubled_or_overwritten_are_read_or_refused_in_words(content, changes):
    text = content.decode("utf-8-sig")
    for place, length, put in changes:
        at = int(place * len(text))
        text = text[:at] + put + text[at + length :]
    assert_read(text)
    assert_read(text.encode())


@given(
    st.lists(st.sampled_from([*names(), "result_x", "other", ""]), min_size=1, max_size=8, unique=True),
    st.lists(st.lists(st.sampled_from(CELLS), max_size=8), max_size=4),
    st.sampled_from([",", ";", "\t"]),
)  # fmt: skip
@settings(max_examples=150)
def test_files_of_any_columns_and_cells_are_read_or_refused_in_words(header, rows, separator):
    assert_read(file_of(*rows, header=header, separator=separator))


@given(any_name, any_dialect)
@settings(max_examples=100)
def test_every_name_that_a_plan_may_have_comes_back(name, dialect):
    header = ["name", *SHORTEST.split("\n")[0].split(",")]
    separator = SEPARATOR[dialect]
    row = [neutral(name), *(cell if dialect == "point" else cell.replace(".", ",") for cell in GOOD)]
    scenarios = read_scenarios(file_of(row, header=header, separator=separator).encode("utf-8-sig"))
    assert scenarios.problems == ()
    assert scenarios.scenarios[0].name == name


# -- draws and tables ---------------------------------------------------------------------------------------------


@both_dialects
def test_draws_are_written_one_row_each_and_to_the_last_digit(dialect):
    outcome = simulate(known(budget=30, cvr=Fixed(0.01)), points=64, scrambles=2)
    header, *rows = cells_of(write_draws(outcome, dialect=dialect), dialect)
    assert header == list(outcome.draws.columns)
    assert len(rows) == 128
    numbers = [[float(cell if dialect == "point" else cell.replace(",", ".")) for cell in row] for row in rows]
    pd.testing.assert_frame_equal(pd.DataFrame(numbers, columns=header), outcome.draws, check_exact=True)
    assert math.inf in {row[header.index("cpo")] for row in numbers}


@both_dialects
def test_a_table_is_written_with_texts_neutral_and_gaps_empty(dialect):
    table = pd.DataFrame({"plan": ["=1+1", 'a "b"; c, d'], "chance": [0.25, -2.0], "=note": ["é", None]})
    mark = "." if dialect == "point" else ","
    assert cells_of(write_table(table, dialect=dialect), dialect)[1:] == [
        ["'=1+1", f"0{mark}25", "é"],
        ['a "b"; c, d', f"-2{mark}0", ""],
    ]
    assert cells_of(write_table(table, dialect=dialect), dialect)[0] == ["plan", "chance", "'=note"]


def test_an_empty_list_of_plans_is_a_header_and_nothing_more():
    only_problem(write_scenarios([]), None, None, "no row")


def test_every_field_is_a_column_that_a_file_may_have():
    values = {**START, "name": "all", "cogs_kind": "share"}
    row = {field.name: values[field.name] for field in FIELDS}
    texts = [
        "" if value is None else ("1" if value is True else "0" if value is False else str(value))
        for value in row.values()
    ]
    scenarios = read_scenarios(file_of(texts, header=list(row)))
    assert scenarios.problems == ()
    assert scenarios.plans == (plan_of({**START, "name": "all"})[0],)
    assert set(row) == set(BY_NAME)


def test_a_row_that_asks_for_more_draws_than_this_server_makes_gets_these_and_is_named():
    content = write_scenarios([Plan(spring(), Settings(points=64)), Plan(spring(), Settings(points=2048))])
    scenarios = read_scenarios(content, most_draws=2**12)
    assert [plan.settings.draws for plan in scenarios.plans] == [512, 4096]
    (problem,) = scenarios.problems
    assert (problem.row, problem.column) == (3, "points")
    assert "16384 draws were asked for" in str(problem)
    assert read_scenarios(content).problems == ()
