"""Channels as a table and as CSV: there and back, and everything that can be wrong, by row and column."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import (
    Amount,
    Channel,
    Channels,
    Fixed,
    Pert,
    Plan,
    Rate,
    RateFromCounts,
    channels_of,
    empty_table,
    read_channels,
    table_of,
    write_channels,
)
from simulator.beliefs.distributions import median, quantile
from simulator.forms.channel_file import COLUMNS, NAMES, NEEDED, example_channels
from tests.simulator.channel_tables import FEW, channel, three
from tests.simulator.plans import any_name, numbers, spring

PLAN = Plan(spring(), FEW)


def problems_of(result):
    return [(problem.row, problem.column, str(problem.error)) for problem in result.problems]


def row(**changes):
    values = {"name": "A", "spend": 1000.0, "cpc_low": 0.4, "cpc_high": 0.8, "cvr_low": 0.01, "cvr_high": 0.03}
    return {**dict.fromkeys(NAMES), **values, **changes}


def table(*rows):
    return pd.DataFrame(rows, columns=list(NAMES))


# -- there and back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["point", "comma"])
def test_channels_come_back_from_a_table_and_from_a_file(dialect):
    channels = three(correlation=0.1)
    assert channels_of(table_of(channels), channels.plan, correlation=0.1).channels == channels
    result = read_channels(write_channels(channels, dialect=dialect), channels.plan, correlation=0.1)
    assert result.channels == channels
    assert result.problems == ()


@st.composite
def any_channel(draw):
    def interval(low, high):
        start = draw(numbers(low, high))
        return start, start * draw(numbers(1.05, 3))

    spend = draw(st.one_of(st.just(0.0), numbers(10, 1e6)))
    least = draw(numbers(0, 1e4))
    optional = st.one_of(st.none(), numbers(0.01, 1))
    return Channel(
        name=draw(any_name.filter(str.strip)),
        spend=spend,
        cpc=draw(st.one_of(st.just(Fixed(0.5)), st.just(Amount(*interval(0.05, 2))))),
        cvr=draw(st.one_of(st.just(Fixed(0.02)), st.just(Rate(*interval(0.001, 0.1))))),
        aov=draw(st.one_of(st.none(), st.just(Amount(*interval(5, 500))))),
        cpc_elasticity=draw(st.one_of(st.none(), numbers(0, 0.95))),
        new_customer_share=draw(optional),
        min_spend=least,
        max_spend=draw(st.one_of(st.none(), numbers(least + 0.01, 1e6))),
        contribution_share=draw(optional),
        reference_spend=draw(numbers(50, 1e6)),
    )


@settings(max_examples=40, deadline=None)
@given(any_channel(), st.sampled_from(["point", "comma"]))
def test_any_channel_comes_back_whatever_it_is_called(one, dialect):
    other = channel("another one, with a comma; and “quotes”")
    if one.name.strip().casefold() == other.name.casefold():
        return
    channels = Channels(PLAN, (one, other))
    for item in (
        channels_of(table_of(channels), PLAN),
        read_channels(write_channels(channels, dialect=dialect), PLAN),
    ):
        assert problems_of(item) == []
        assert item.channels == channels


def test_beliefs_that_no_interval_of_90_percent_holds_are_written_as_one():
    rows = (
        channel(cvr=RateFromCounts(30, 1500), cpc=Pert(0.3, 0.5, 0.9), new_customer_share=Rate(0.4, 0.6)),
        channel("B", cpc=Amount(0.4, 0.8, 0.5)),
    )
    channels = channels_of(table_of(rows), PLAN).channels
    for before, after in zip(rows, channels.rows, strict=True):
        for name in ("cvr", "cpc"):
            for share in (0.05, 0.95):
                mine, its = (quantile(getattr(item, name), share) for item in (before, after))
                assert its == pytest.approx(mine, rel=1e-5)
    assert median(channels.rows[0].new_customer_share) == pytest.approx(quantile(Rate(0.4, 0.6), 0.5))


def test_a_formula_is_neutralised_on_the_way_out_and_comes_back():
    channels = Channels(PLAN, (channel("=1+1"), channel("@home")))
    text = write_channels(channels).decode("utf-8-sig")
    assert "\n'=1+1" in text.replace("\r\n", "\n")
    assert read_channels(text, PLAN).channels == channels


def test_the_table_has_text_and_numbers_whatever_is_missing():
    frame = empty_table()
    assert list(frame.columns) == list(NAMES) == [column.name for column in COLUMNS]
    assert len(frame) == 0
    for made in (frame, table_of(three())):
        assert made["name"].dtype == object
        assert all(made[name].dtype == float for name in NAMES[1:])
    assert all(column.meaning for column in COLUMNS)


# -- as it comes from a screen ------------------------------------------------------------------------------------


def test_rows_without_anything_are_left_out_and_the_others_keep_their_numbers():
    nothing = dict.fromkeys(NAMES)
    channels = channels_of(table(nothing, row(), {**nothing, "name": "  "}, row(name="B", spend=-5)), PLAN)
    assert channels.channels is None
    assert problems_of(channels) == [(4, "spend", "Money must be 0 or more, got -5.")]
    assert channels_of(table(nothing, row(), nothing, row(name="B")), PLAN).channels.names == ("A", "B")


BAD_ROWS = {
    "no spend": ({"spend": None}, "spend", "missing"),
    "nan": ({"cpc_low": np.nan}, "cpc_low", "missing"),
    "infinite": ({"spend": np.inf}, "spend", "number"),
    "text": ({"spend": "much"}, "spend", "much"),
    "low above high": ({"cpc_low": 0.9}, "cpc_low", "below"),
    "rate above 1": ({"cvr_high": 1.2}, "cvr_high", "120 %"),
    "percent for share": ({"cvr_low": 1.0, "cvr_high": 3.0}, "cvr_low", "100 %"),
    "rate known above 1": ({"cvr_low": 2.0, "cvr_high": 2.0}, "cvr_low", "200 %"),
    "half an order value": ({"aov_low": 50.0}, "aov_high", "missing"),
    "no price": ({"cpc_low": 0.0}, "cpc_low", "above 0"),
    "share above 1": ({"new_customer_share": 1.5}, "new_customer_share", "150 %"),
    "margin below 0": ({"contribution_share": -0.1}, "contribution_share", "0 %"),
    "γ of 1": ({"cpc_elasticity": 1.0}, "cpc_elasticity", "below 1"),
    "bounds": ({"min_spend": 10.0, "max_spend": 5.0}, "max_spend", "10"),
    "no reference": ({"spend": 0.0}, "reference_spend", "click price"),
    "less than a click": ({"spend": 0.1}, "spend", "less than one click"),
}


@pytest.mark.parametrize(("changes", "column", "word"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_what_is_wrong_is_said_by_row_and_column(changes, column, word):
    channels = channels_of(table(row(name="Fine"), row(**changes)), PLAN)
    assert channels.channels is None
    assert [(problem.row, problem.column) for problem in channels.problems] == [(2, column)]
    assert word in str(channels.problems[0].error)


def test_everything_that_is_wrong_is_said_at_once():
    channels = channels_of(
        table(row(spend=-1), row(name="B", cvr_low=0.5, aov_low=1.0), row(name="C", cpc_high=None)), PLAN
    )
    assert [(problem.row, problem.column) for problem in channels.problems] == [
        (1, "spend"),
        (2, "cvr_low"),
        (2, "aov_high"),
        (3, "cpc_high"),
    ]


def test_rules_over_the_whole_table_name_both_rows_or_none():
    nothing = dict.fromkeys(NAMES)
    channels = channels_of(table(row(), nothing, row(name="a ")), PLAN)
    assert problems_of(channels) == [(3, "name", "Rows 1 and 3 are both called a: give one of them another name.")]
    assert problems_of(channels_of(table(row()), PLAN)) == [
        (None, "name", "Number of channels that can be compared: 2 to 30. Rows in use: 1."),
    ]
    assert problems_of(channels_of(empty_table(), PLAN))[0][:2] == (None, "name")
    assert problems_of(channels_of(table(row(), row(name="B")), PLAN, correlation=2))[0][:2] == (None, "correlation")


# -- as it comes from a file --------------------------------------------------------------------------------------

HEADER = "name;spend;cpc_low;cpc_high;cvr_low;cvr_high"


def test_a_file_from_a_continental_spreadsheet_is_read():
    text = f"{HEADER};remark\r\nSuche;1000,50;0,4;0,8;0,01;0,03;ja\r\n;;;;;;\r\nVideo;500;0,1;0,1;0,002;0,006;\r\n"
    channels = read_channels(text.encode("utf-8-sig"), PLAN).channels
    assert [one.spend for one in channels.rows] == [1000.5, 500]
    assert channels.rows[1].cpc == Fixed(0.1)


BAD_FILES = {
    "empty": (b"", None, None, "empty"),
    "no row": (HEADER.encode(), None, None, "no row"),
    "not text": ("ä".encode("latin-1"), None, None, "UTF-8"),
    "another table": (
        b"Channel;Spend now;CPC;CVR, %\nA;1;2;3\n",
        None,
        None,
        "missing: “name”, “spend”, “cpc_low”, “cpc_high”, “cvr_low”, “cvr_high”.",
    ),
    "column missing": (b"name;spend\nA;1\n", None, None, "missing: “cpc_low”, “cpc_high”, “cvr_low”, “cvr_high”."),
    "column twice": (f"{HEADER};spend\n1;2;3;4;5;6;7\n".encode(), None, "spend", "twice"),
    "cells missing": (f"{HEADER}\nA;1\n".encode(), 2, None, "2 cells"),
    "no number": (f"{HEADER}\nA;lots;1;2;0,1;0,2\n".encode(), 2, "spend", "lots"),
    "two decimal marks": (f"{HEADER}\nA;1,5;1,1;2,1;0,1;0.2\n".encode(), 2, "cvr_high", "decimal mark"),
    "wrong value": (f"{HEADER}\n\nA;1000;1;2;0,1;0,2\n\nB;5;2;1;0,1;0,2\n".encode(), 5, "cpc_low", "below"),
    "doubled": (f"{HEADER}\nA;1000;1;2;0,1;0,2\nA;1000;1;2;0,1;0,2\n".encode(), 3, "name", "Rows 2 and 3"),
    "too many": (f"{HEADER}\n".encode() + b"A;1;1;2;0,1;0,2\n" * 31, None, None, "31"),
}


@pytest.mark.parametrize(("content", "at", "column", "word"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_bad_file_is_told_by_the_row_of_the_spreadsheet_and_the_column(content, at, column, word):
    channels = read_channels(content, PLAN)
    assert channels.channels is None
    assert (channels.problems[0].row, channels.problems[0].column) == (at, column)
    assert word in str(channels.problems[0].error)


def test_a_cell_that_cannot_be_read_hides_nothing_else():
    channels = read_channels(f"{HEADER}\nA;-5;abc;1;1.5;1.5\nB;100;0.9;0.6;0.01;0.02\n".replace(";", ","), PLAN)
    assert [(problem.row, problem.column) for problem in channels.problems] == [
        (2, "cpc_low"),
        (2, "spend"),
        (2, "cvr_low"),
        (3, "cpc_low"),
    ]


def test_a_row_is_told_all_that_is_wrong_with_it():
    channels = channels_of(
        table(row(name="B"), row(spend=-1, cpc_low=0, cpc_high=0, cvr_low=2, cvr_high=2, aov_low=1)), PLAN
    )
    assert [(problem.row, problem.column) for problem in channels.problems] == [
        (2, "aov_high"),
        (2, "spend"),
        (2, "cpc_low"),
        (2, "cvr_low"),
    ]


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: f"{HEADER}\n{text}".encode())))
def test_no_file_raises(content):
    channels = read_channels(content, PLAN)
    assert (channels.channels is None) == bool(channels.problems)


def test_the_file_is_what_a_spreadsheet_reads():
    frame = pd.read_csv(
        io.BytesIO(write_channels(three(), dialect="comma")), sep=";", decimal=",", encoding="utf-8-sig"
    )
    assert frame["cpc_low"].tolist() == [0.45, 0.3, 0.1]
    assert frame["reference_spend"].isna().tolist() == [True, True, False]


# -- channels to begin with -------------------------------------------------------------------------------------------


def test_the_example_splits_the_budget_and_moves_click_price_and_rate_apart():
    search, social = example_channels(PLAN, ("Search", "Social"))
    assert (search.name, social.name) == ("Search", "Social")
    assert search.spend + social.spend == PLAN.scenario.budget
    price, rate = quantile(PLAN.scenario.cpc, 0.05), quantile(PLAN.scenario.cvr, 0.05)
    assert search.cpc.low == pytest.approx(1.15 * price, rel=0.05)  # two digits: at most 5 % off
    assert social.cvr.low == pytest.approx(0.60 * rate, rel=0.05)
    assert Channels(PLAN, (search, social)).rows == (search, social)


@settings(max_examples=40, deadline=None)
@given(budget=st.floats(0.01, 1e9), cpc=st.floats(1e-4, 1e4), cvr=st.floats(1e-4, 0.9999))
def test_an_example_is_made_of_every_plan_that_buys_a_click(budget, cpc, cvr):
    budget = max(budget, 2 * cpc)
    plan = Plan(spring(budget=budget, reference_budget=None, cpc=Fixed(cpc), cvr=Fixed(cvr)), FEW)
    rows = example_channels(plan, ("A", "B"))
    assert sum(row.spend for row in rows) == pytest.approx(budget, abs=0.02)


def test_thousands_of_columns_like_ours_are_named_up_to_a_page_and_then_counted():
    names = [*NEEDED, *(f"min_spend{at}" for at in range(5_000))]
    text = ",".join(names) + "\nA,1000,0.4,0.6,0.01,0.03" + "," * 5_000 + "\n"
    problems = read_channels(text.encode(), PLAN).problems
    assert len(problems) < 50
    assert "Further columns that are not known and were not read: 4970." in [str(problem.error) for problem in problems]


def test_of_a_missing_column_no_other_that_is_there_is_said_to_be_meant():
    header = HEADER.replace("cpc_high", "cpc_hihg")
    problems = read_channels(f"{header};\nA;1000;1;2;0,1;0,2;\n", PLAN).problems
    assert [(problem.row, problem.column) for problem in problems] == [(None, None), (1, "cpc_hihg")]
    assert "missing: “cpc_high”." in str(problems[0].error)
    assert "Did you mean “cpc_high”?" in str(problems[1].error)
    gone = read_channels(f"{HEADER.replace('cpc_high', 'x')}\nA;1000;1;2;0,1;0,2\n", PLAN).problems
    assert [(problem.row, problem.column) for problem in gone] == [(None, None)]
