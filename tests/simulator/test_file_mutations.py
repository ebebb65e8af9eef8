"""A slip in a file never makes another plan, channel or segment of it in silence.

A file as the app writes it is changed in one place, as people and spreadsheets change it: a column is named a little
otherwise, two names change places, a column goes or comes, a value gets spaces or a mark of thousands, or is emptied.
What is read then is what was read before, or something is said of it.
"""

import csv
import io

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from simulator import Channels, Plan, read_channels, read_scenarios, write_channels, write_scenarios
from simulator.forms.channel_file import NAMES as CHANNEL_NAMES
from simulator.forms.channel_file import NEEDED
from simulator.forms.headings import recognised, similar, squeezed
from simulator.forms.page_fields import ALL_BY_NAME, PAGE_DEFAULTS
from simulator.forms.scenario_file import RESULT
from simulator.forms.segment_file import NAMES as SEGMENT_NAMES
from simulator.forms.segment_file import read_segments, write_segments
from tests.simulator.channel_tables import FEW, channel
from tests.simulator.plans import any_plan, spring
from tests.simulator.test_channel_file import any_channel
from tests.simulator.test_segment_file import SHOP

PLAN = Plan(spring(), FEW)
TEXTS = ("name", "segment")
SEPARATOR = {"point": ",", "comma": ";"}
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
any_dialect = st.sampled_from(("point", "comma"))


def cells_of(content, dialect):
    """A file as rows of cells."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=SEPARATOR[dialect]))


def file_of(rows, dialect):
    """Rows of cells as a file."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=SEPARATOR[dialect]).writerows(rows)
    return out.getvalue()


# -- slips ----------------------------------------------------------------------------------------------------------


@st.composite
def other_writing(draw, rows, known):
    """A heading with other case, spaces, hyphens or none."""
    at = draw(st.integers(0, len(rows[0]) - 1))
    case = draw(st.sampled_from((str.upper, str.title, str.lower, str)))
    between = draw(st.sampled_from((" ", "-", "", ".", "__")))
    heading = draw(st.sampled_from(("", " "))) + case(rows[0][at].replace("_", between))
    return [[*rows[0][:at], heading, *rows[0][at + 1 :]], *rows[1:]]


@st.composite
def typing_mistake(draw, rows, known):
    """A heading with a letter more, less or other, or two exchanged."""
    at = draw(st.integers(0, len(rows[0]) - 1))
    name = rows[0][at]
    letter, place = draw(st.sampled_from("abcxyz")), draw(st.integers(0, len(name) - 1))
    heading = draw(
        st.sampled_from(
            (
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
            )
        ).filter(lambda made: squeezed(made) not in known)
    )
    return [[*rows[0][:at], heading, *rows[0][at + 1 :]], *rows[1:]]


@st.composite
def swapped(draw, rows, known):
    """Two headings in each other's place."""
    one, other = draw(st.lists(st.integers(0, len(rows[0]) - 1), min_size=2, max_size=2, unique=True))
    header = list(rows[0])
    header[one], header[other] = header[other], header[one]
    return [header, *rows[1:]]


@st.composite
def dropped(draw, rows, known):
    """A column gone."""
    at = draw(st.integers(0, len(rows[0]) - 1))
    return [[*row[:at], *row[at + 1 :]] for row in rows]


@st.composite
def added(draw, rows, known):
    """A column more, also one without a name, or a second time with another value."""
    name = draw(st.sampled_from(("remark", "", "budgets", rows[0][0], rows[0][1], rows[0][1].upper())))
    return [[*row, cell] for row, cell in zip(rows, [name, *["17"] * (len(rows) - 1)], strict=True)]


@st.composite
def padded(draw, rows, known):
    """A value of a number with spaces around it."""
    row, at = _a_cell(draw, rows, lambda name, cell: name not in TEXTS)
    left, right = (draw(st.sampled_from(("", " ", "\u00a0", "\u202f", "\t", "\u200b"))) for _ in range(2))
    return _with_cell(rows, row, at, left + rows[row][at] + right)


@st.composite
def dotted(draw, rows, known):
    """A whole number with a mark of thousands, or with a mark before or behind it."""
    row, at = _a_cell(draw, rows, lambda name, cell: name not in TEXTS and cell.removesuffix(".0").isdigit())
    number = rows[row][at].removesuffix(".0")
    mark = draw(st.sampled_from((".", ",", " ", "'")))
    ways = [number + mark, number + mark + "00"]
    if len(number) > 3:
        ways.append(number[:-3] + mark + number[-3:])
    return _with_cell(rows, row, at, draw(st.sampled_from(ways)))


@st.composite
def emptied(draw, rows, known):
    """Nothing where a value stood."""
    row, at = _a_cell(draw, rows, lambda name, cell: name not in TEXTS)
    return _with_cell(rows, row, at, draw(st.sampled_from(("", " "))))


SLIPS = (other_writing, typing_mistake, swapped, dropped, added, padded, dotted)


def _a_cell(draw, rows, is_meant):
    places = [
        (row, at)
        for row in range(1, len(rows))
        for at, name in enumerate(rows[0])
        if rows[row][at] and is_meant(name, rows[row][at])
    ]
    assume(places)
    return draw(st.sampled_from(places))


def _with_cell(rows, row, at, cell):
    return [[*line[:at], cell, *line[at + 1 :]] if number == row else line for number, line in enumerate(rows)]


# -- files --------------------------------------------------------------------------------------------------------


def spoilt(data, content, dialect, names, slips):
    """The file with one slip in it."""
    rows = cells_of(content, dialect)
    slip = data.draw(st.sampled_from(slips))
    return file_of(data.draw(slip(rows, {squeezed(name) for name in names})), dialect)


@SLOW
@given(st.data(), any_plan, any_dialect, st.booleans())
def test_a_scenario_file_with_a_slip_holds_the_same_plan_or_says_what_is_wrong(data, plan, dialect, has_pages):
    pages = {**PAGE_DEFAULTS, "store_aov_low": 60.0, "store_aov_high": 1234.5, "lever_bids": False, "visits": 12345.0}
    content = write_scenarios([plan], dialect=dialect, page_values=[pages if has_pages else PAGE_DEFAULTS])
    before = read_scenarios(content)
    assert before.problems == ()
    after = read_scenarios(spoilt(data, content, dialect, ALL_BY_NAME, (*SLIPS, emptied)))
    assert (after.plans, after.page_values) == (before.plans, before.page_values) or after.problems


@SLOW
@given(st.data(), any_channel(), any_dialect)
def test_a_file_of_channels_with_a_slip_holds_the_same_or_says_what_is_wrong(data, one, dialect):
    channels = Channels(PLAN, (one, channel("zz other")))
    content = write_channels(channels, dialect=dialect)
    after = read_channels(spoilt(data, content, dialect, CHANNEL_NAMES, SLIPS), PLAN)
    assert after.channels == channels or after.problems


@SLOW
@given(st.data(), any_dialect)
def test_a_file_of_segments_with_a_slip_holds_the_same_or_says_what_is_wrong(data, dialect):
    content = write_segments(SHOP, dialect=dialect)
    after = read_segments(spoilt(data, content, dialect, SEGMENT_NAMES, SLIPS))
    assert after.segments == SHOP or after.problems


def test_the_check_notices_a_file_that_holds_another_plan():
    """The negative control: another number is another plan, and nothing can be said of it."""
    content = write_scenarios([PLAN]).decode("utf-8-sig")
    other = read_scenarios(content.replace("5000", "6000"))
    assert other.problems == ()
    assert other.plans != (PLAN,)


# -- by example -----------------------------------------------------------------------------------------------------

HEADER = "name,spend,cpc_low,cpc_high,cvr_low,cvr_high"
TWO = "A,1000,0.4,0.8,0.01,0.03{a}\nB,500,0.4,0.8,0.01,0.03{b}\n"


def channels_with(heading, cell="300"):
    return read_channels(f"{HEADER},{heading}\n" + TWO.format(a=f",{cell}", b=","), PLAN)


@pytest.mark.parametrize("heading", ["min spend", "Min Spend", "MIN-SPEND", " min_spend ", "minSpend", "min.spend"])
def test_the_same_name_in_another_writing_is_read_without_a_word(heading):
    result = channels_with(heading)
    assert result.problems == ()
    assert result.channels.rows[0].min_spend == 300


def test_a_similar_name_is_named_and_not_used():
    result = channels_with("min_spent")
    assert result.channels.rows[0].min_spend == 0
    assert [str(problem) for problem in result.problems] == [
        "row 1, column min_spent: This column is not known. Did you mean “min_spend”? It was not used."
    ]


def test_a_missing_column_is_named_with_the_one_that_may_be_it():
    channels = read_channels("name,spent,cpc_low,cpc_high,cvr_low,cvr_high\n" + TWO.format(a="", b=""), PLAN)
    assert channels.channels is None
    missing, similar_one = map(str, channels.problems)
    assert "missing: “spend”" in missing
    assert "column spent" in similar_one
    assert "Did you mean “spend”?" in similar_one


def test_columns_that_nobody_knows_are_all_named():
    header = ",".join(f"remark {number}" for number in range(20))
    channels = read_channels(f"{HEADER},{header}\n" + TWO.format(a=",x" * 20, b="," * 20), PLAN)
    assert channels.channels is not None
    said = " ".join(map(str, channels.problems))
    assert all(f"“remark {number}”" in said for number in range(20))


def test_a_column_without_a_name_is_named_by_its_place_where_it_holds_anything():
    assert channels_with("", "7").problems[0].error.values == {"number": 7}
    assert channels_with("", "").problems == ()


def test_two_names_that_changed_places_are_named():
    channels = read_channels(f"{HEADER},max_spend,min_spend\n" + TWO.format(a=",900,100", b=",,"), PLAN)
    (note,) = map(str, channels.problems)
    assert "another order" in note
    assert "“max_spend”, “min_spend”" in note
    assert channels.channels.rows[0].max_spend == 900


@pytest.mark.parametrize(("cell", "ways"), [("5.000", ("5000", "5:")), ("12.500", ("12500", "12.5000"))])
def test_a_number_that_may_be_thousands_is_refused_with_both_ways_to_write_it(cell, ways):
    result = channels_with("max_spend", cell)
    assert result.channels is None
    assert all(way in str(result.problems[0]) for way in ways)


def test_a_number_that_may_be_thousands_is_read_with_a_note_where_the_file_shows_its_mark():
    result = channels_with("reference_spend", "999.125")
    assert result.channels.rows[0].reference == 999.125
    assert "write 999125" in str(result.problems[0])
    again = read_channels(write_channels(result.channels), PLAN)
    assert (again.channels, again.problems) == (result.channels, ())


def test_an_emptied_input_of_a_page_comes_back_empty():
    pages = {**PAGE_DEFAULTS, "visit_share_low": None, "collect_handling": None}
    scenarios = read_scenarios(write_scenarios([PLAN], page_values=[pages]))
    assert scenarios.page_values == (pages,)
    assert {problem.column for problem in scenarios.problems} == {"visit_share_low", "collect_handling"}


def test_a_value_that_its_row_does_not_use_is_named():
    content = "budget,cpc,cpc_low,cpc_high,cvr_low,cvr_high,aov_low,aov_high\n5000,0.5,0.45,0.75,0.015,0.030,70,95\n"
    scenarios = read_scenarios(content)
    assert len(scenarios.plans) == 1
    assert [(problem.row, problem.column) for problem in scenarios.problems] == [(2, "cpc")]
    assert "not used" in str(scenarios.problems[0])


def test_a_lost_column_is_missed_by_name():
    rows = cells_of(write_scenarios([PLAN]), "point")
    at = rows[0].index("vat_rate")
    scenarios = read_scenarios(file_of([[*row[:at], *row[at + 1 :]] for row in rows], "point"))
    (note,) = map(str, scenarios.problems)
    assert "“vat_rate”" in note
    assert scenarios.plans != (PLAN,)


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [ALL_BY_NAME, CHANNEL_NAMES, SEGMENT_NAMES])
def test_no_two_known_names_are_the_same_when_written_otherwise(names):
    assert len({squeezed(name) for name in names}) == len(list(names))
    assert recognised([name.upper().replace("_", " ") for name in names], names) == list(names)
    assert not [name for name in names if squeezed(name).startswith(squeezed(RESULT))]


def test_a_name_of_something_else_is_not_taken_for_a_similar_one():
    assert similar("remark", CHANNEL_NAMES) is None
    assert similar("spent", NEEDED) == "spend"
