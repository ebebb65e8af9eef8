"""One rule for the zone of a channel, a campaign and a segment."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.zones import zone_of


def draws(scale, optimise, stop):
    """So many draws in each zone; the target counts only where a draw breaks even."""
    breaks_even = np.repeat([True, True, False], [scale, optimise, stop])
    on_target = np.repeat([True, False, True], [scale, optimise, stop])
    return breaks_even, on_target


@pytest.mark.parametrize(
    ("counts", "zone"),
    [
        ((5, 0, 5), ("scale", 0.5)),
        ((4, 1, 5), ("optimise", 0.1)),
        ((4, 0, 6), ("stop", 0.6)),
        ((0, 5, 5), ("optimise", 0.5)),
        ((0, 0, 10), ("stop", 1.0)),
        ((10, 0, 0), ("scale", 1.0)),
    ],
)
def test_the_zone_is_where_half_of_the_draws_lie(counts, zone):
    assert zone_of(*draws(*counts)) == (zone[0], pytest.approx(zone[1]))


@given(st.tuples(*[st.integers(0, 20)] * 3).filter(lambda counts: sum(counts) > 0))
def test_a_zone_stops_exactly_where_fewer_than_half_of_the_draws_break_even(counts):
    breaks_even, on_target = draws(*counts)
    assert (zone_of(breaks_even, on_target).name == "stop") is bool(breaks_even.mean() < 0.5)
