"""Rules of a plan and of a search that take one line each."""

from datetime import date

import pytest

from simulator import InputError, Settings
from simulator.plan.events import Event, outside
from simulator.questions.crossing import crossing
from tests.simulator.plans import spring

FIRST = date(2026, 11, 27)


def test_an_event_of_the_second_day_lies_outside_a_period_of_less_than_two():
    second = Event(name="Sale", first=date(2026, 11, 28), last=date(2026, 11, 28), cvr=2.0)
    assert outside([second], FIRST, 0.4) == outside([second], FIRST, 1) == (second,)
    assert outside([second], FIRST, 2) == ()


@pytest.mark.parametrize("given", [1, "yes", None])
def test_whether_luck_is_drawn_is_yes_or_no(given):
    with pytest.raises(InputError, match="Say yes or no"):
        Settings(order_luck=given)


@pytest.mark.parametrize("name", ["target_profit", "target_cpo"])
def test_what_is_wanted_is_no_money_below_nothing(name):
    with pytest.raises(InputError, match="Money must be 0 or more"):
        spring(**{"target_profit": None, name: -1.0})


def test_the_end_that_was_left_alone_twice_weighs_half_which_saves_looks():
    # False position alone keeps the end at 0 for ever: 18 looks at 1 - (1.2 x)^9, which is 0 at 1 / 1.2.
    looks = []
    place = crossing(lambda x: looks.append(x) or 1 - (1.2 * x) ** 9, 0.0, 1.0, 1e-9)
    assert place == pytest.approx(1 / 1.2, rel=1e-7)
    assert len(looks) <= 15
