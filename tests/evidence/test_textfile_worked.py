"""Worked cases of files of text: how many lines, which letters, where a table begins, and which lines make a row."""

from __future__ import annotations

import pytest

from simulator import InputError
from simulator.evidence.reading import textfile
from simulator.evidence.reading.textfile import (
    AT_ONCE,
    Rows,
    blocks,
    check_lines,
    encoding_of,
    is_binary,
    rows_of,
    separator_of,
)


def rows_in(lines, width, separator=","):
    """The rows of lines with their numbers, and what is known of them once all were read."""
    rows = Rows(iter(lines), separator, width)
    return [item for batch in rows for item in zip(*batch, strict=True)], rows


# -- lines ----------------------------------------------------------------------------------------------------------


def test_a_million_and_a_half_lines_are_read_and_one_more_is_refused():
    assert check_lines(b"\n" * 1_500_000) == 1_500_000
    with pytest.raises(InputError, match="more than 1500000"):
        check_lines(b"\n" * 1_500_001)


@pytest.mark.parametrize(("before", "line"), [(b"", 1), (b"a\n", 2), (b"a\rb\r\n", 3)])
def test_a_line_of_four_million_bytes_with_its_end_is_read_and_one_byte_more_is_refused(before, line):
    """A letter takes four bytes at most, so a million letters fit."""
    assert check_lines(before + b"x" * 3_999_999) == max(line - 1, 1)
    with pytest.raises(InputError, match=f"Line {line} is too long"):
        check_lines(before + b"x" * 4_000_000)


def test_a_line_of_a_million_letters_with_its_end_is_read_and_one_letter_more_is_refused():
    assert len(blocks(b"a,b\n" + b"x" * 999_999 + b"\n", "utf-8")) == 1
    with pytest.raises(InputError, match="Line 2 is too long"):
        blocks(b"a,b\n" + b"x" * 1_000_000 + b"\n", "utf-8")


# -- letters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "binary"),
    [
        (b"a" * 49 + b"\x01", False), (b"a" * 48 + b"\x01", True),  # one byte in fifty may be none of a text
        (b"\t\n\x0b\x0c\r " * 9, False), (b"aaa\x08", True), (b"aaa\x0e", True), (b"aaa\x1f", True),
        (b"\x01" * 82 + b"a" * 4_014, True), (b"\x01" * 81 + b"a" * 4_015 + b"\x01", False),  # the first 4,096 tell
        (b"\xef\xbb\xbf\x01", False), (b"\xff\xfe\x01\x00", False), (b"\xfe\xff\x00\x01", False),
        ("Day,Cost".encode("utf-16-le"), False), (b"", False),
    ],
)  # fmt: skip
def test_a_file_with_control_characters_is_no_text(content, binary):
    assert is_binary(content) is binary


@pytest.mark.parametrize(("text", "is_utf_16"), [("жжж11", True), ("жжжж11", False)])
def test_a_fifth_of_utf_16_without_its_mark_is_zeros(text, is_utf_16):
    """Each figure has one zero: two of ten bytes, or two of twelve."""
    for encoding in ("utf-16-le", "utf-16-be"):
        assert (encoding_of(text.encode(encoding), {}) == encoding) is is_utf_16


def test_the_first_4096_bytes_tell_whether_every_other_one_is_zero():
    """819 of them are less than a fifth; the zero behind them would make it one."""
    assert encoding_of(b"a\0" * 819 + b"aa" * 1_229 + b"\0a", {}) == "utf-8"
    assert encoding_of(b"a\0" * 820 + b"aa" * 1_228, {}) == "utf-16-le"


@pytest.mark.parametrize(("broken", "is_utf_8"), [(1, True), (2, False)])
def test_fewer_broken_letters_than_whole_ones_leave_a_file_utf_8(broken, is_utf_8):
    content = "Day,Cost\n1,é\n2,š\n".encode() + b"3,\xe9\n" * broken
    assert (encoding_of(content, {}) == "utf-8") is is_utf_8


class Guess:
    """What letters look like."""

    def __init__(self, encoding):
        self.encoding = encoding

    def best(self):
        return self if self.encoding else None


@pytest.mark.parametrize(
    ("header", "guess", "found"),
    [
        ("Kliki;Prikazi;Klicks", "cp1252", "cp1250"), ("Kliki;Klicks", "cp1252", "cp1252"),
        ("Kliki;Klicks;Clicks", None, "cp1252"), ("Kliki;Klicks", "cp1250", "cp1250"),
        ("Klicks;Impressionen", "cp1250", "cp1252"), ("Clics;Jour", "cp1250", "cp1252"),
        ("Clicks;Day", "cp1250", "cp1250"), ("Clicks;Day", "cp1252", "cp1252"), ("Clicks;Day", None, "cp1252"),
        ("Clicks;Day", "mac_roman", "cp1252"),
    ],
)  # fmt: skip
def test_letters_are_those_of_the_language_of_more_than_half_of_the_names_else_what_they_look_like(
    monkeypatch, header, guess, found
):
    """The same byte is è and č: the guess stands for what the letters look like."""
    monkeypatch.setattr(textfile, "from_bytes", lambda *_, **__: Guess(guess))
    assert encoding_of(f"{header}\n\xe8;1;2\n".encode("cp1252"), {}) == found


def test_an_encoding_in_which_the_header_reads_better_is_taken_whatever_the_letters_look_like(monkeypatch):
    """Stroški in Central European DOS, where š is another letter in every other encoding."""
    monkeypatch.setattr(textfile, "from_bytes", lambda *_, **__: Guess("cp1252"))
    for encoding in ("cp852", "cp1250"):
        assert encoding_of("Dan;Strošek\n1;2\n".encode(encoding), {}) == encoding


def test_lines_with_letters_are_looked_at_until_there_are_enough(monkeypatch):
    """As many as fit into so many bytes; those of plain ASCII do not count."""
    monkeypatch.setattr(textfile, "_ENOUGH", 10)
    lines = [b"plain", "éé".encode(), b"plain", "šššš".encode(), "žž".encode()]
    assert textfile._lines_with_accents(b"\r\n".join(lines)) == "éé\nššš".encode()[:10]


# -- where a table begins -------------------------------------------------------------------------------------------


def block_places(*lines):
    """First line, the one after the last, and the comments above, of every block."""
    return [(part.first, part.end, part.comments) for part in blocks("".join(lines).encode(), "utf-8")]


def test_a_block_may_hold_empty_lines_and_is_none_without_any_other():
    assert block_places("# a\n", ",;\n", "\n", "# b\n", "\n", "x,y\n", "\n", "1,2\n") == [(4, None, ("# a", "# b"))]


@pytest.mark.parametrize(
    ("line", "is_open"),
    [('x,"a\n', True), ('x,"a ""b\n', True), ('x,"a"\n', False), ('x,"a","b"\n', False), ('x,"a""b","c"\n', False)],
)
def test_a_line_with_an_odd_number_of_quotation_marks_goes_on_in_the_next(line, is_open):
    assert len(block_places("Day,Name\n", line, "# c\n", "y,z\n")) == (1 if is_open else 2)


def test_a_line_that_has_the_separators_of_the_one_before_is_a_row():
    assert block_places("a;b,c\n", "# 1;x\n", "d;e\n") == [(0, None, ())]
    assert len(block_places("a;b;c\n", "# 1;x\n", "d;e\n")) == 2
    assert len(block_places("abc\n", "# remark\n", "de\n")) == 2


def test_a_file_may_have_two_thousand_comments_and_not_one_more():
    assert len(blocks(b"# a\n" * 2_000 + b"x,y\n", "utf-8")[0].comments) == 2_000
    with pytest.raises(InputError, match="more than 2000"):
        blocks(b"x,y\n" + b"# a\n" * 2_001, "utf-8")


def test_the_first_sixty_lines_of_a_block_are_its_head():
    parts = blocks(b"# a\n" + b"x,y\n" * 70, "utf-8")
    assert [len(part.head) for part in parts] == [60]


@pytest.mark.parametrize(
    ("line", "stated"),
    [("sep=;\n", (";", 1)), ('"sep=|"\r\n', ("|", 1)), ("\ufeffSEP=\t\n", ("\t", 1)), ("sep=;x\n", (",", 0))],
)
def test_a_first_line_may_state_the_separator(line, stated):
    assert separator_of(blocks((line + "Day,Cost\n").encode(), "utf-8"), {}) == stated


def test_of_separators_that_read_a_header_as_well_the_one_with_more_columns_is_taken():
    """A comma inside a number is none: the columns are parted by a semicolon."""
    assert separator_of(blocks(b"Day;Cost;Note\n1;2,5;x\n", "utf-8"), {}) == (";", 0)
    assert separator_of(blocks(b"a|b\n1|2\n", "utf-8"), {}) == ("|", 0)
    assert separator_of(blocks(b"Day\n1\n", "utf-8"), {}) == (",", 0)
    assert separator_of(blocks(b"a title\na|b\n1|2\n", "utf-8"), {}) == ("|", 0)
    assert separator_of(blocks(b"Day\tCost\n1,2\t3,4\n", "utf-8"), {}) == ("\t", 0)


@pytest.mark.parametrize(("columns", "is_read"), [(2_000, True), (2_001, False)])
def test_a_row_has_two_thousand_columns_at_most(columns, is_read):
    lines = ["a,b\n", "," * (columns - 1) + "\n", "c\n"]
    if is_read:
        assert [len(row) for row in rows_of(lines, ",")] == [2, columns, 1]
    else:
        with pytest.raises(InputError, match="This file has 2001 columns, at most 2000 are read"):
            rows_of(lines, ",")
    assert rows_of([], ",") == []


# -- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("begin", "cell"), [('"d\n', "d\ne"), ('"d ""d\n', 'd "d\ne')])
def test_a_row_that_goes_on_beyond_a_batch_of_lines_is_one_row_also_beside_other_quotations(begin, cell):
    lines = ["a,b,c\n"] * (AT_ONCE - 2) + ['"a",b,c\n', f"c,{begin}", 'e",f\n', "g,h,i\n"]
    rows, known = rows_in(lines, 3)
    assert rows[AT_ONCE - 2 :] == [
        (AT_ONCE - 1, ["a", "b", "c"]),
        (AT_ONCE, ["c", cell, "f"]),
        (AT_ONCE + 2, ["g", "h", "i"]),
    ]
    assert not known.has_open_quotes


@pytest.mark.parametrize(("most", "are_joined"), [(3, True), (2, False)])
def test_quotations_may_stay_open_on_so_many_lines_before_all_is_read_line_by_line(monkeypatch, most, are_joined):
    """The first quotation is closed three lines further, in rows that are whole: these three are read one by one."""
    monkeypatch.setattr(textfile, "MOST_BROKEN", most)
    rows, _ = rows_in(['a,"b,c\n', "d,e,f\n", 'g,h",i\n', 'p,"x\n', 'y",q\n'], 3)
    assert rows[3:] == ([(4, ["p", "x\ny", "q"])] if are_joined else [(4, ["p", "x\n"]), (5, ['y"', "q"])])


@pytest.mark.parametrize(
    ("last", "is_cut", "has_end"),
    [("c,d,e\n", False, True), ("c,d,e", False, False), ("c,d", True, False), ("c,d\n", False, True),
     ('c,d,"e', True, False), ('c,"d ""x', True, False), ('c,"d","e"', False, False), ("c,d,e\r", False, True)],
)  # fmt: skip
def test_a_file_that_ends_inside_a_row_is_cut(last, is_cut, has_end):
    for lines in (["a,b,c\n", "d,e,f\n", last], [last], ['a,"b\n', 'b",c\n', last]):
        _, rows = rows_in(lines, 3)
        assert (rows.is_cut, rows.has_last_end) == (is_cut, has_end)


def test_a_row_over_two_lines_at_the_end_of_a_file_is_whole():
    rows, known = rows_in(["a,b,c\n", 'c,"d\n', 'e",f'], 3)
    assert rows == [(1, ["a", "b", "c"]), (2, ["c", "d\ne", "f"])]
    assert (known.is_cut, known.has_last_end, known.has_open_quotes) == (False, False, False)


def test_a_quotation_that_swallows_a_whole_row_is_none():
    """Also where the row that it makes has as many cells as the header."""
    rows, known = rows_in(['a,"b\n', "c,d,e\n", 'f",g\n', "h,i,j\n"], 3)
    assert rows == [(1, ["a", "b\n"]), (2, ["c", "d", "e"]), (3, ['f"', "g"]), (4, ["h", "i", "j"])]
    assert known.has_open_quotes
    rows, known = rows_in(['a,"b\n', "c,d\n", 'e",f\n', "g,h,i\n"], 3)
    assert rows == [(1, ["a", "b\nc,d\ne", "f"]), (4, ["g", "h", "i"])]
    assert not known.has_open_quotes


def test_a_cell_longer_than_any_is_read_line_by_line():
    """The library refuses a cell of more than 131,072 letters."""
    lines = ["a,b\n", 'c,"d\n', *["x" * 50_000 + "\n"] * 3, "e,f\n"]
    rows, known = rows_in(lines, 2)
    assert [(number, len(row)) for number, row in rows] == [(1, 2), (2, 2), (3, 1), (4, 1), (5, 1), (6, 2)]
    assert known.has_open_quotes


def test_an_empty_line_is_a_row_of_nothing():
    assert rows_in(["a,b\n", "\n", "c,d\n"], 2)[0] == [(1, ["a", "b"]), (2, []), (3, ["c", "d"])]
    assert rows_in(['a,"b\n', "\r\n", "c,d\n"], 2)[0] == [(1, ["a", "b\n"]), (2, []), (3, ["c", "d"])]
