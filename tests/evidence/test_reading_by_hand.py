"""Single decisions of the readers, in tables of a few rows that can be worked out by hand."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.evidence.learning.rivals import naive
from simulator.evidence.reading.export import _sparing
from simulator.evidence.reading.item_prices import _is_of_one_item
from simulator.evidence.reading.table import text_of
from simulator.evidence.reading.textfile import _unmarked_utf16, encoding_of, is_binary
from tests.evidence.files import read

# -- is a value the price of one piece? -----------------------------------------------------------------------------


def is_of_one(rows, roles=("item",)):
    """What rows of (item, value, quantity) say."""
    item, value, quantity = (np.array(column) for column in zip(*rows, strict=True))
    layout = SimpleNamespace(roles=roles, codes=lambda role: item)
    return _is_of_one_item(layout, np.ones(len(item), dtype=bool), value.astype(float), quantity.astype(float))


def priced(item, *, price=10.0):
    """One price whatever the quantity."""
    return [(item, price, 1), (item, price, 3)]


def totalled(item, *, price=10.0):
    """A value that grows with the quantity."""
    return [(item, price, 1), (item, 3 * price, 3)]


def neither(item):
    return [(item, 10.0, 1), (item, 17.0, 3)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([*priced(0), *priced(1), *priced(2)], True),
        ([*totalled(0), *totalled(1), *totalled(2)], False),
        ([*priced(0, price=0.4), *priced(1, price=0.3), *priced(2, price=0.2)], True),
        ([*totalled(0, price=0.4), *totalled(1, price=0.3), *totalled(2, price=0.2)], False),
        ([*priced(0), *priced(1)], None),  # two items may say so by chance
        ([*priced(0), *priced(1), (2, 10.0, 1), (2, 10.0, 1)], None),  # the third was always bought alone
        ([*priced(0), *priced(1), *neither(2), *neither(3)], True),  # one half is enough
        ([*totalled(0), *totalled(1), *neither(2), *neither(3)], False),
        ([*priced(0), *priced(1), *neither(2), *neither(3), *neither(4)], None),
        ([*priced(0), *priced(1), *totalled(2), *totalled(3)], None),
        ([*priced(0), *priced(1), *priced(2), *totalled(3)], True),
        ([*priced(0), *priced(1), (2, 10.0, 1), (2, 10.3, 3)], True),  # prices that differ by a hundredth or two
        ([(item, value, 1 + 2 * (value > 10)) for item in range(3) for value in (10.0, 10.5)], None),
        ([*priced(0), *priced(1), (2, 10.0, 1), (2, 0.0, 3)], None),  # a free piece has no price
        ([*priced(0), *priced(1), (2, 10.0, 1), (2, 10.0, 0)], None),  # nor has nothing
    ],
)
def test_items_say_whether_a_value_is_the_price_of_one_piece(rows, expected):
    assert is_of_one(rows) is expected
    assert is_of_one(rows, roles=("value",)) is None


# -- traffic that nobody paid for -----------------------------------------------------------------------------------

HEAD = "Day,Campaign,Cost,Clicks,Conversions,Conv. value\n2026-09-01,Search,10,10,5,50\n2026-09-02,Search,10,10,5,50\n"


@pytest.mark.parametrize(
    ("row", "counted"),
    [
        ("Organic,0,0,2,20", 10),
        ("Organic,0,7,2,20", 10),  # visits that cost nothing, and are called so
        ("Organic,0.5,1,2,20", 12),  # something was spent
        ("Brand,0,0,2,20", 10),  # neither a click nor spend
        ("Brand,0,7,2,20", 12),
        ("Brand,0,0.5,2,20", 12),
        ("Organic,0,0,1,10", 10),
        ("Organic,0,0,0.5,5", 10),
        ("google / organic,0,0,2,20", 10),
        ("Search,0,0,2,20", 12),  # a day without a click of a campaign that has some
    ],
)
def test_orders_that_came_without_a_click_or_spend_are_left_out_and_said(row, counted):
    export = read(f"{HEAD}2026-09-03,{row}\n")
    assert export.audit.totals.orders == counted
    assert [choice.kind for choice in export.choices] == ([] if counted == 12 else ["unpaid"])


def test_where_nothing_was_paid_for_nothing_is_left_out():
    head = HEAD.splitlines()[0]
    export = read(f"{head}\n2026-09-01,Organic,0,0,2,20\n2026-09-02,Direct,0,0,3,30\n")
    assert export.audit.totals.orders == 5
    assert not export.choices


# -- how far the reader has come ------------------------------------------------------------------------------------


def test_progress_is_reported_by_the_percent_and_the_end_once():
    seen = []
    report = _sparing(seen.append)
    for share in (0.0, 0.004, 0.01, 0.0149, 0.5, 0.995, 1.0, 1.0):
        report(share)
    assert seen == [0.0, 0.01, 0.5, 0.995, 1.0]
    _sparing(None)(0.5)  # nobody looks


# -- cells as text, and the forecast that carries on ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" A ", "A"),
        (12.0, "12"),
        (12.5, "12.5"),
        (-3.0, "-3"),
        (999_999_999_999_999.0, "999999999999999"),
        (-1e15, "-1000000000000000"),
        (9_999_999_999_999_998.0, "9999999999999998"),
        (1e16, "1e+16"),
        (7, "7"),
        (None, ""),
        (date(2026, 9, 1), "2026-09-01"),
        (datetime(2026, 9, 1, 10), "2026-09-01T10:00:00"),
    ],
)
def test_a_cell_is_shown_as_a_person_would_write_it(cell, text):
    assert text_of(cell) == text
    assert text_of(datetime(2026, 9, 1)).startswith("2026-09-01")


def test_the_last_period_carried_on_by_hand():
    # 100 spent on 200 clicks with 10 orders worth 500; for 50 there are 100 clicks and 5 orders, Binomial(100, 1/20).
    rival = naive((100.0, 200.0, 10.0, 500.0), 50.0)
    assert rival.range90("orders") == pytest.approx((2, 5, 9))
    assert rival.range90("cpo") == pytest.approx((50 / 9, 10, 25))
    assert rival.range90("revenue") == pytest.approx((100, 250, 450))
    assert rival.draws("cpo").max() <= 100  # half an order at least
    assert rival.draws("revenue") == pytest.approx(rival.draws("orders") * 50)
    few = naive((1.0, 1.0, 0.1, 0.0), 1.0)
    assert few.range90("cpo") == pytest.approx((1.0, 10.0, np.inf))
    assert naive((0.0, 1.0, 0.0, 0.0), 1.0) is naive((1.0, 0.0, 0.0, 0.0), 1.0) is None


# -- is it text, and in which letters? ------------------------------------------------------------------------------


def test_text_has_next_to_no_control_characters():
    assert not is_binary(b"Day,Cost\r\n2026-09-01,1\t2\n\x0b\x0c" * 20)
    assert not is_binary(b"\x01" + b"a" * 49)  # one in fifty
    assert is_binary(b"\x01" + b"a" * 48)
    assert is_binary(b"\x1f" + b"a" * 48)
    assert is_binary(b"\x0e" + b"a" * 48)
    assert is_binary(b"\x08" + b"a" * 48)
    assert not is_binary(b"a" * 4096 + b"\x01" * 500)  # the beginning is looked at
    assert not is_binary("Tag,Kosten\n".encode("utf-16-le"))
    assert not is_binary(b"\xff\xfe" + bytes(range(9)) * 9)  # says what it is


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_sixteen_bits_without_a_mark_are_known_by_their_zeros(encoding):
    assert _unmarked_utf16("Tag,Kosten\n".encode(encoding)) == encoding
    assert encoding_of("Tag,Kosten\n".encode(encoding), {}) == encoding
    assert _unmarked_utf16(b"Tag,Kosten\n") is None
    assert _unmarked_utf16(("ž" * 6 + "a" * 4).encode(encoding)) == encoding  # two bytes in ten
    assert _unmarked_utf16(("ž" * 7 + "a" * 3).encode(encoding)) is None
    assert _unmarked_utf16(b"\0\0" * 20) is None  # zeros everywhere


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"Day,Cost\n", "utf-8"),
        ("Tag,Währung\n".encode(), "utf-8"),
        ("\ufeffTag\n".encode(), "utf-8-sig"),
        ("Tag\n".encode("utf-16"), "utf-16"),
        ("Kampagne,Währung\nüber ä,1\n".encode() + b"\xe4,2\n", "utf-8"),  # one broken letter
    ],
)
def test_the_encoding_of_a_file_by_hand(content, encoding):
    assert encoding_of(content, {}) == encoding
