"""Tables edited in place: what a reader types is what the core gets, in every way of writing numbers."""

import json
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.kit import columns
from pages.kit.editing import Column, read, written
from pages.kit.languages import LOCALES
from pages.kit.row_problems import sentences
from pages.kit.words import N_, words_for
from simulator import InputError
from simulator.forms.scenario_file import FileProblem
from tests.pages.screen import Screen

COLUMNS = (
    Column("name", N_("Name"), N_("Name"), "text"),
    Column("spend", N_("Budget"), N_("Budget")),
    Column("share", N_("Share"), N_("Share"), "share"),
    Column("cvr", N_("CVR"), N_("CVR"), "share", interval=True),
    Column("aov", N_("AOV"), N_("AOV"), interval=True),
)
NAMES = ["name", "spend", "share", "cvr_low", "cvr_high", "aov_low", "aov_high"]
ENGLISH, FRENCH, SLOVENIAN = (words_for(name) for name in ("en_GB", "fr_FR", "sl_SI"))


def cells(**texts):
    return pd.DataFrame([{column.name: texts.get(column.name, "") for column in COLUMNS}])


def row(words, **texts):
    table, problems = read(words, COLUMNS, cells(**texts))
    assert list(table.columns) == NAMES
    return table.iloc[0], problems


@pytest.mark.parametrize("dash", [" – ", "-", " - ", "—", "−", "..", " … ", "..."])
def test_a_range_is_two_numbers_with_any_dash_between(dash):
    result, problems = row(ENGLISH, cvr=f"1.5{dash}3.0", aov=f"70{dash}1,234.5")
    assert not problems
    assert list(result[NAMES[3:]]) == [0.015, 0.03, 70, 1234.5]


def test_one_number_is_both_ends_and_an_empty_cell_is_none():
    result, problems = row(ENGLISH, name=" Loyal ", aov="80")
    assert not problems
    assert result["name"] == "Loyal"
    assert list(result[["aov_low", "aov_high"]]) == [80, 80]
    assert result[["spend", "share", "cvr_low", "cvr_high"]].isna().all()
    table, _ = read(ENGLISH, COLUMNS, pd.concat([cells(name="Loyal"), cells()], ignore_index=True))
    assert table["name"].tolist() == ["Loyal", None]


def test_a_table_without_rows_has_all_columns():
    table, problems = read(ENGLISH, COLUMNS, cells().head(0))
    assert list(table.columns) == NAMES
    assert len(table) == len(problems) == 0
    assert list(written(ENGLISH, COLUMNS, table).columns) == [column.name for column in COLUMNS]


def test_numbers_are_read_as_the_reader_writes_them():
    assert row(FRENCH, spend="1 234,5")[0]["spend"] == 1234.5
    assert row(SLOVENIAN, spend="1.234,5", share="12,5 %")[0][["spend", "share"]].to_list() == [1234.5, 0.125]
    assert row(SLOVENIAN, cvr="1,5 – 3,25")[0][["cvr_low", "cvr_high"]].to_list() == [0.015, 0.0325]


def test_a_number_that_can_be_read_in_two_ways_is_asked_in_its_place():
    assert row(SLOVENIAN, aov="70.5")[0]["aov_low"] == 70.5  # no thousands are parted like this
    result, problems = row(SLOVENIAN, aov="70,125")
    assert math.isnan(result["aov_low"])
    assert [(problem.row, problem.column) for problem in problems] == [(1, "aov")]
    (sentence,) = sentences(SLOVENIAN, COLUMNS, problems, names=["Loyal"])
    assert sentence.startswith("**row 1 (Loyal), column AOV**: ")
    assert "70.125" in sentence.replace("\\", "")
    assert "70,1250" in sentence


@pytest.mark.parametrize("text", ["abc", "1 – 2 – 3", "–", "5 –", "1;2", "=1+1", "∞", "nan", "1e5"])
def test_nonsense_is_refused_with_its_place_and_the_other_cells_are_kept(text):
    result, problems = row(ENGLISH, spend=text, aov=text, share="20")
    assert [problem.column for problem in problems] == ["spend", "aov"]
    assert result["share"] == 0.2
    assert result[["spend", "aov_low", "aov_high"]].isna().all()


def test_a_sign_in_front_is_no_dash():
    assert row(ENGLISH, spend="-5", aov="-5")[0][["spend", "aov_low"]].to_list() == [-5, -5]
    assert row(ENGLISH, aov="-5 – 7")[0][["aov_low", "aov_high"]].to_list() == [-5, 7]


def test_a_cell_is_told_once_even_where_the_core_misses_it_too():
    _, problems = row(ENGLISH, share="x")
    missing = FileProblem(1, "share", InputError("A value is missing here.", field="share"))
    ends = [FileProblem(2, f"aov_{end}", InputError("A value is missing here.")) for end in ("low", "high")]
    lines = sentences(ENGLISH, COLUMNS, [*problems, missing, *ends])
    assert len(lines) == 2
    assert "cannot be read" in lines[0]
    assert lines[1].startswith("**row 2, column AOV**")


def test_many_problems_are_counted_and_foreign_text_opens_no_markup():
    many = [FileProblem(at, "spend", InputError("A value is missing here.")) for at in range(1, 21)]
    lines = sentences(ENGLISH, COLUMNS, many, names=["**bold** $x$"])
    assert len(lines) == 13
    assert lines[-1] == "and 8 more"
    assert "\\*\\*bold\\*\\* \\$x\\$" in lines[0]


@given(
    st.sampled_from(LOCALES),
    st.floats(1e-4, 1e7, allow_nan=False),
    st.floats(1e-4, 1e7, allow_nan=False),
    st.floats(0, 1),
)
def test_what_is_written_is_read_back_in_every_locale(locale, low, high, share):
    words = words_for(locale)
    low, high, share = (float(f"{item:.6g}") for item in (low, high, round(share, 6)))
    values = ["Loyal", low, share, share, share, low, high]
    table, problems = read(words, COLUMNS, written(words, COLUMNS, pd.DataFrame([values], columns=NAMES)))
    assert not problems
    assert table.iloc[0].to_list()[1:] == pytest.approx(values[1:], rel=1e-12)


def test_the_cells_of_a_new_row_are_empty_and_do_not_read_none():
    screen = Screen(page="channels")
    columns_of_editor = json.loads(screen.at.dataframe[0].proto.columns)
    assert {columns_of_editor[column.name]["default"] for column in columns.CHANNELS} == {""}
