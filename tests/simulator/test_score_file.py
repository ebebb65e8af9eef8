"""Files of campaigns in parts: every row comes back with figures or with what is wrong, however the file is cut."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import InputError
from simulator.forms.score_file import _right, _wrong_row, scored
from simulator.forms.score_parts import COLUMNS, RESULTS, Assumed, opened

HEADER = "campaign,clicks,orders,spend,value,margin\n"


def blocks_of(content, size):
    return [content[at : at + size] for at in range(0, len(content), size)]


def score(text, size=10**6, **assumed):
    """The scored file, and every problem as a sentence."""
    content = text if isinstance(text, bytes) else text.encode()
    layout, parts = opened(blocks_of(content, size), Assumed(**assumed))
    done = [scored(layout, part) for part in parts]
    return layout.first_line + b"".join(item.content for item in done), [str(x) for item in done for x in item.problems]


def rows_of(content, separator=","):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def test_a_row_comes_back_as_it_was_with_its_figures():
    content, problems = score(HEADER + "Brand,1200,48,540.00,4320.00,0.35\n")
    (row,) = rows_of(content)
    assert problems == []
    assert [*row][-7:] == [f"result_{name}" for name in RESULTS]
    assert {name: row[name] for name in ("campaign", "spend", "result_zone", "result_problem")} == {
        "campaign": "Brand", "spend": "540.00", "result_zone": "scale", "result_problem": "",
    }  # fmt: skip
    assert float(row["result_max_cpo"]) == 31.5
    assert float(row["result_cpo_p50"]) == pytest.approx(540 / 48, rel=0.01)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("x,abc,8,540,720,0.35", "line 3, column clicks: A number is needed, got “abc”."),
        ("x,100,,540,720,0.35", "line 3, column orders: A value is missing here."),
        ("x,0,0,0,0,0.35", "line 3, column clicks: Clicks must be above 0, got 0."),
        ("x,10,11,5,720,0.35", "line 3, column orders: Orders must be 0 to 10 (the clicks), got 11."),
        ("x,100,8,0,720,0.35", "line 3, column spend: A number above 0 is needed, got 0."),
        ("x,100,8,5,0,0.35", "line 3, column value: A number above 0 is needed, got 0."),
        ("x,100,0,5,7,0.35", "line 3, column value: There is an order value but no order: check both columns."),
        ("x,100,0,5,0,0.35", "line 3, column aov: Without an order nobody knows what one is worth"),
        ("x,100,8,5,720,35", "line 3, column margin: A value between 0 % and 100 % is needed, got 3500 %."),
        ("x,100,8,5,5.000,0.3", "line 3, column value: “5.000” can mean 5000 or 5: write it as one of these."),
        ("x,1e13,8,5,500,0.3", "line 3, column clicks: The largest number taken is 1e+12, got 1e+13."),
        ("x,nan,8,5,500,0.3", "line 3, column clicks: A number is needed, got “nan”."),
        ("x,100,8,5", "line 3: This row has 4 cells, the header has 6"),
        ("x,100,8,5,500,0.3,9", "line 3: This row has 7 cells, the header has 6"),
    ],
)
def test_a_bad_row_gets_a_sentence_with_its_line_in_place_of_figures(row, sentence):
    good = "good,1200,48,540.00,4320.50,0.35\n"
    content, problems = score(f"{HEADER}{good}{row}\n\n{good}")
    before, bad, after = rows_of(content)
    assert bad["result_problem"].startswith(sentence)
    assert problems == [bad["result_problem"].replace("line", "row", 1)]
    assert {bad[f"result_{name}"] for name in RESULTS[:-1]} == {""}
    assert before == after == rows_of(score(HEADER + good)[0])[0]


@given(st.lists(st.sampled_from([-1.0, 0.0, 1e-12, 0.35, 1.0, 2.0, 100.0, 1e13, np.nan]), min_size=7, max_size=7))
def test_the_quick_look_at_rows_agrees_with_the_rules_one_by_one(values):
    row = dict(zip(COLUMNS, values, strict=True))
    wrong = {}
    right = _right({name: np.array([value]) for name, value in row.items()}, wrong)
    error = _wrong_row(row)
    assert (right[0], str(wrong.get(0))) == (error is None, str(error))


@pytest.mark.parametrize("size", [1, 7, 64, 200])
def test_the_file_is_the_same_however_it_is_cut(size):
    text = HEADER + '"two\nlines, a ""mark""",100,5,50,400,0.3\nplain,100,6,50,400,0.3\nbad,x,6,50,400,0.3\n' * 5
    assert score(text, size) == score(text)
    assert score(text)[1][1].startswith("row 9,")  # lines are counted as an editor does


def test_a_file_without_an_end_of_line_at_its_end_has_its_last_row():
    assert len(rows_of(score(HEADER + "a,100,5,50,400,0.3")[0])) == 1


def test_cells_are_no_formulas_and_scoring_again_changes_nothing():
    text = HEADER.replace("campaign", "=campaign") + "=1+1,100,5,50,400,0.3\n@x,100,5,50,400,0.3\n-5,100,5,50,400,0.3\n"
    content, _ = score(text)
    rows = rows_of(content)
    assert [row["'=campaign"] for row in rows] == ["'=1+1", "'@x", "-5"]
    again, _ = score(content)
    assert again.replace(b"''=campaign", b"'=campaign") == content


def test_a_semicolon_file_with_decimal_commas_its_mark_and_its_line_ends_stays_one():
    text = "\ufeffclicks;orders;spend;value;Margin\r\n1200;48;540,5;4320,25;0,35\r\n"
    content, problems = score(text)
    assert problems == []
    assert content.startswith(b"\xef\xbb\xbfclicks;orders;spend;value;Margin;result_break_even_probability;")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    (row,) = rows_of(content, ";")
    point = rows_of(score("clicks,orders,spend,value,margin\n1200,48,540.5,4320.25,0.35\n")[0])[0]
    assert row["result_cpo_p50"].replace(",", ".") == point["result_cpo_p50"]
    # A comma that parts cells and decimals needs quotation marks, and gets them.
    quoted = score('clicks,orders,spend,value,margin\n1200,48,"540,5","4320,25","0,35"\n')[0]
    assert rows_of(quoted)[0]["result_cpo_p50"] == row["result_cpo_p50"]


def test_what_is_assumed_stands_in_only_where_the_file_says_nothing():
    text = "clicks,orders,spend,value,margin,aov\n100,5,50,400,,\n100,0,50,0,0.5,\n100,0,50,0,,40\n"
    rows = rows_of(score(text, margin=0.25, aov=90.0)[0])
    assert [float(row["result_max_cpo"]) for row in rows] == [20.0, 45.0, 10.0]


def test_tiny_and_huge_amounts_keep_their_digits():
    rows = rows_of(score("clicks,orders,spend,value,margin\n1000,50,0.01,4,0.3\n10,5,9e11,9e11,0.3\n")[0])
    assert float(rows[0]["result_cpo_p50"]) == pytest.approx(0.0002, rel=0.02)
    assert float(rows[1]["result_cpo_p50"]) == pytest.approx(1.8e11, rel=0.02)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\xef\xbb\xbf \r\n\n", "This file is empty."),
        (HEADER.encode(), "This file has a header but no row."),
        (b"clicks,orders,cost,value\n1,1,1,1\n", "The first row has no column spend. Needed are clicks,"),
        (b"clicks,orders,spend,value\n1,1,1,1\n", "The first row has no column margin: add it, or give one margin"),
        (b"clicks,order,spend,value,margin\n1,1,1,1,1\n", "The first row has no column orders. Is “order” the one?"),
        (b"clicks,clicks,orders,spend,value,margin\n1,1,1,1,1,1\n", "The column clicks stands twice in the first row"),
        (HEADER.encode() + b"a,1,1,1,1,1\nb\xff,1,1,1,1,1\n", "Line 3 is not text in UTF-8"),
        (HEADER.encode() + b'"a"b,1,1,1,1,1\n', "The quotation marks of this file do not pair up"),
        (b"PK\x03\x04\x00\x00\n\x00", "This is not a text file."),
    ],
)
def test_a_file_that_is_no_table_of_campaigns_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(InputError) as refused:
        score(content)
    assert str(refused.value).startswith(sentence)


def test_a_row_that_never_ends_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr("simulator.forms.score_parts.LONGEST_RECORD", 1_000)
    with pytest.raises(InputError, match="Line 2 begins a row that does not end"):
        score(HEADER + 'a,"' + "x" * 10_000, size=100)


def test_a_column_that_may_be_meant_is_named():
    layout, _ = opened([b"clicks,orders,spend,value,margin,target_profit_shar\n1,1,1,1,1,1\n"], Assumed())
    assert [str(note) for note in layout.notes] == [
        "row 1, column target_profit_shar: This column is not known. Did you mean “target_profit_share”? "
        "It was not used."
    ]
