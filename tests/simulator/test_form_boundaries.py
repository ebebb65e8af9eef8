"""Boundary values of forms: numbers as files write them, headings, packed texts, and rows that are scored."""

import pytest

from simulator import InputError
from simulator.forms.headings import is_result, listed, out_of_order, recognised, similar, unread
from simulator.forms.numerals import Marks, is_number, looks_grouped, marks_of, note_of, two_meanings, unmistakable
from simulator.forms.packing import LONGEST, lines_of, packed, rows_in, unpacked
from simulator.forms.score_file import MOST_NAMED, at_line, scored
from simulator.forms.score_parts import Assumed, Part, opened, records
from tests.simulator.plans import refusal

HEADER = "campaign;clicks;orders;spend;value;margin\n"


def score(text, **assumed):
    layout, parts = opened([text.encode()], Assumed(**assumed))
    return layout, [scored(layout, part) for part in parts]


# -- numbers --------------------------------------------------------------------------------------------------------


def test_a_mark_before_three_digits_may_part_thousands():
    grouped = ["1.234", "12,345", "123.456", "-1.234"]
    assert all(map(looks_grouped, grouped))
    assert not any(map(looks_grouped, ["0.123", "1234.567", "1.23", "1.2345", "1,234.5"]))
    assert (unmistakable("1.234"), unmistakable("1.23")) == ("1.2340", "1.23")
    assert [is_number(text) for text in ("1", "+1.5", "-,5", "1e-3", "1.", "a", "1.2.3")] == [
        True, True, True, True, False, False, False,
    ]  # fmt: skip
    assert two_meanings("cpc", "5.000").values == {"text": "5.000", "large": "5000", "small": "5"}
    assert two_meanings("cpc", "5.120", ",").values["small"] == "5,1200"
    assert note_of("1.234", 1.234).values == {"text": "1.234", "large": "1234"}
    assert note_of(".5", 0.5).values["number"] == 0.5
    assert note_of("1.5", 1.5) is None


def test_the_mark_of_a_file_is_that_of_most_numbers_that_leave_no_doubt():
    assert marks_of(["1,5", "2.5", "3,5", "7"]) == Marks(",", True)
    assert marks_of(["1,5", "2.5"]) == Marks(".", True)
    assert marks_of(["1,234", "2.5"]) == Marks(".", True)
    assert marks_of(["1,234", "2,345", "7"]) == Marks(",", False)
    assert marks_of([]) == Marks(".", False)
    comma = Marks(",", True)
    assert (comma.with_point("cpc", " 1,5 "), comma.with_point("cpc", "1,234")) == ("1.5", "1.234")
    refusal(lambda: comma.with_point("cpc", "1.5"), "cpc", "another decimal mark")
    refusal(lambda: comma.with_point("cpc", "1,230"), "cpc", "can mean")
    refusal(lambda: Marks(",", False).with_point("cpc", "1,234"), "cpc", "can mean")


# -- headings -------------------------------------------------------------------------------------------------------


def test_headings_are_known_however_they_are_written_and_near_ones_are_offered():
    assert recognised(["Min-Spend", "CPC", "other"], ["min_spend", "cpc"]) == ["min_spend", "cpc", "other"]
    assert (similar("min_spnd", ["min_spend"]), similar("colour", ["min_spend"])) == ("min_spend", None)
    assert [is_result(name, "result_") for name in ("result_cpo", "Result cpo", "results", "my_result_cpo")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert listed([str(at) for at in range(6)]).endswith("“5”")
    assert listed([str(at) for at in range(7)]).endswith("“5”, …")
    assert out_of_order(["a", "x", "c"], ["a", "b", "c"]) is None
    assert out_of_order(["c", "a"], ["a", "b", "c"]).values["names"] == "“c”, “a”"
    assert out_of_order(["result_cpo", "a"], ["a"], results="result_") is not None


def test_six_unknown_columns_are_named_apart_and_seven_together_and_thirty_at_most():
    def said(count, known=("cpc",)):
        return unread([f"zz{at}" for at in range(count)], known, [])

    assert (len(said(6)), len(said(7))) == (6, 1)
    assert "zz6" in str(said(7)[0][1])
    near = unread([f"min_spend{at}" for at in range(31)], ["min_spend"], [])
    assert len(near) == 31
    assert near[-1][1].values["count"] == 1
    assert len(unread([f"min_spend{at}" for at in range(30)], ["min_spend"], [])) == 30
    assert [note.values["number"] for _, note in unread(["cpc", "", ""], ["cpc"], [["1", " ", "x"], ["1"]])] == [3]


# -- packed texts ---------------------------------------------------------------------------------------------------


def test_texts_come_back_whole_or_not_at_all():
    for text in ("", "a", "č" * 1000, "x" * 100_000):
        assert unpacked(packed(text)) == text
    for damaged in (packed("hello")[:-1], packed("hello") + "AA", "é", "!!!!", packed("x" * 100_001)):
        with pytest.raises(InputError, match="damaged or too long"):
            unpacked(damaged)
    with pytest.raises(InputError, match="damaged"):
        unpacked("A" * LONGEST)
    with pytest.raises(InputError, match="characters, at most: 5000"):
        unpacked("A" * (LONGEST + 1))
    rows = [["a", 'b"c', "d\ne"], ["", "1"]]
    assert rows_in(lines_of(rows)) == rows
    with pytest.raises(InputError, match="damaged"):
        rows_in('"a')


# -- scored rows ----------------------------------------------------------------------------------------------------


def test_twenty_problems_are_said_and_all_are_counted():
    text = HEADER + "".join(f"x;0;0;5;1;0,{at % 9 + 1}\n" for at in range(MOST_NAMED + 1))
    _, (done,) = score(text)
    assert (done.rows, done.refused, len(done.problems), MOST_NAMED) == (21, 21, 20, 20)
    assert at_line(done.problems[0]).startswith("line 2, column clicks")
    assert at_line(done.problems[-1]).startswith("line 21")


def test_money_has_four_decimals_from_a_cent_on_and_a_mark_that_its_file_has():
    layout, (done,) = score(HEADER + "a;1000;100;50,0;5000,0;0,5\nb;1000000;500000;50,0;5000,0;0,5\n")
    assert (layout.marks.decimal, layout.separator) == (",", ";")
    first, second = (row.split(";") for row in done.content.decode().splitlines())
    assert first[10] == "25,0000"
    assert second[10] == "0,005"
    assert all(len(cell.partition(",")[2]) == 4 for cell in first[7:10])
    assert first[6].count(",") == 1
    quoted = score(HEADER.replace(";", ",") + 'a,1000,100,"50,5","5000,5","0,5"\n')
    assert quoted[0].marks.decimal == ","
    assert '"25,00' in quoted[1][0].content.decode()


def test_rows_stand_in_their_lines_also_behind_cells_of_several_lines_and_empty_rows():
    text = HEADER + '"a\nb";100;5;50;500;0,5\n\n ; ; ; ; ; \nc;0;5;50;500;0,5\nd;100;5;50;500\n'
    _, (done,) = score(text)
    assert [at_line(problem).partition(":")[0] for problem in done.problems] == ["line 6, column clicks", "line 7"]
    assert (done.rows, done.refused) == (3, 2)


def test_what_stands_in_for_a_column_is_used_where_it_is_empty():
    text = "campaign;clicks;orders;spend;value;margin;aov\na;100;0;50;0;;\nb;100;0;50;0;0,5;40\n"
    _, (done,) = score(text, margin=0.25, aov=80.0)
    first, second = (row.split(";") for row in done.content.decode().splitlines())
    assert (first[11], second[11]) == ("20,0000", "20,0000")
    _, (refused,) = score(text, margin=0.25)
    assert "column aov" in at_line(refused.problems[0])
    for wrong, field in (({"margin": 1.1}, "margin"), ({"aov": 0.0}, "aov"), ({"target_profit_share": -0.1}, None)):
        refusal(lambda wrong=wrong: Assumed(**wrong), field or "target_profit_share")


def test_files_are_cut_behind_rows_and_keep_their_line_ends():
    content = (HEADER + 'a;100;5;50;500;0,5\n"b\nc";100;5;50;500;0,5\n').replace("\n", "\r\n").encode()
    cut = content.index(b'"b') + 2
    layout, parts = opened([content[:cut], content[cut:]], Assumed())
    assert layout.line_end == "\r\n"
    assert [(part.line, part.content.count(b"\n")) for part in parts] == [(2, 1), (3, 2)]
    marked, _ = opened([b"\xef\xbb\xbfsep=;\n\n" + content], Assumed())
    assert (marked.begins_with, marked.separator, marked.header[0]) == ("\ufeff", ";", "campaign")
    assert records('a;"b;c"\n', ";") == [["a", "b;c"]]
    with pytest.raises(InputError, match="do not pair up"):
        records('a;"b\n', ";")
    for nothing, words in ((b"", "is empty"), (HEADER.encode(), "header but no row")):
        with pytest.raises(InputError, match=words):
            opened([nothing], Assumed())
    with pytest.raises(InputError, match="Line 4 is not text"):
        scored(layout, Part(3, b"a;1\n\xff;2\n"))
