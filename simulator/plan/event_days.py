"""Days of events that come every year, and the size of those for which one was published.

docs/facts.md names the source of every date and size.

Dates
    Black Friday is the day after the fourth Thursday of November; its weekend ends on Monday.
    Soldes in France are fixed by law (code de commerce, L310-3, and the order of 27 May 2019 made under it; before 2020
    article D310-15-2 with the same days): four weeks from the second Wednesday of January, or the first where the
    second comes after the 12th; and from the last Wednesday of June, or the one before where the last comes after the
    28th.
    Slovenia fixes no days. Customary are the first working Monday of January (1 and 2 January are holidays) and the
    second Monday of July, and up to 60 days, of which these are the first two weeks.
    Germany fixes no days since the UWG of 2004. Customary are the twelve working days of the law before, from the last
    Monday of January and of July.
    Payday is the last working day of a month, and the four days after it: an assumption, as are the days of Christmas.

Sizes
    Black Friday to Cyber Monday, conversion rate: +10 % on the Friday and +25 % on the Monday (2Checkout, undated),
    about doubled in 60 % of 84 shops over the weekend (Littledata, 2015).
    Christmas, conversion rate: +4 % to +15 % by trade (Akanoo, undated).
    No size is known that holds for the others, nor for click price and order value: they begin unchanged, and ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from simulator.beliefs.distributions import Amount
from simulator.plan.events import Event

MONDAY, WEDNESDAY, THURSDAY, SATURDAY = 0, 2, 3, 5
DECEMBER: Final = 12
Days = tuple[date, date]


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """The first, second, … such weekday of a month; the last one for -1."""
    if number > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    last = date(year + month // DECEMBER, month % DECEMBER + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _black_friday(year: int) -> Days:
    friday = _nth(year, 11, THURSDAY, 4) + timedelta(days=1)
    return friday, friday + timedelta(days=3)


def _soldes_winter(year: int) -> Days:
    second = _nth(year, 1, WEDNESDAY, 2)
    first = second if second.day <= 12 else second - timedelta(weeks=1)
    return first, first + timedelta(days=27)


def _soldes_summer(year: int) -> Days:
    last = _nth(year, 6, WEDNESDAY, -1)
    first = last if last.day <= 28 else last - timedelta(weeks=1)
    return first, first + timedelta(days=27)


def _of(days: int, first: date) -> Days:
    return first, first + timedelta(days=days - 1)


def _sales_si_winter(year: int) -> Days:
    first = _nth(year, 1, MONDAY, 1)
    return _of(14, first if first.day > 2 else first + timedelta(weeks=1))


YEARLY: Final[dict[str, Callable[[int], Days]]] = {
    "black_friday": _black_friday,
    "christmas": lambda year: (date(year, 12, 1), date(year, 12, 23)),
    "sales_fr_winter": _soldes_winter,
    "sales_fr_summer": _soldes_summer,
    "sales_si_winter": _sales_si_winter,
    "sales_si_summer": lambda year: _of(14, _nth(year, 7, MONDAY, 2)),
    "sales_de_winter": lambda year: _of(13, _nth(year, 1, MONDAY, -1)),
    "sales_de_summer": lambda year: _of(13, _nth(year, 7, MONDAY, -1)),
}
"""First and last day of each event that comes once a year."""
CODES: Final = (*YEARLY, "payday")
PUBLISHED: Final = {"black_friday": {"cvr": Amount(1.1, 2.0)}, "christmas": {"cvr": Amount(1.04, 1.15)}}
"""Effects for which a size was published, as the range of what was."""


def days_in(code: str, year: int) -> Iterator[Days]:
    """The days of an event that begins in a year; of payday, those of every month."""
    if code in YEARLY:
        yield YEARLY[code](year)
        return
    for month in range(1, 13):
        last = date(year + month // DECEMBER, month % DECEMBER + 1, 1) - timedelta(days=1)
        first = last - timedelta(days=max(last.weekday() - SATURDAY + 1, 0))
        yield first, first + timedelta(days=4)


def next_event(code: str, name: str, day: date) -> Event:
    """The event that is on, or comes next, on a day; a text that is too long for a name is shortened."""
    coming = (days for year in (day.year - 1, day.year, day.year + 1) for days in days_in(code, year))
    first, last = next(days for days in coming if days[1] >= day)
    return Event(name=name, first=first, last=last, **PUBLISHED.get(code, {}))
