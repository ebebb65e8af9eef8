"""What the tests of reading share: files as text, and what was found in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from simulator.evidence import Export, read_export

EXPORTS = Path(__file__).parent / "exports"


def read(text: str | bytes, **options: Any) -> Export:
    """A file as read."""
    return read_export("file.csv", text.encode() if isinstance(text, str) else text, **options)


def totals(export: Export) -> dict[str, float]:
    """The sums of the tidy rows, which must be those of the audit."""
    assert export.ads is not None, [
        str(problem) for problem in (*export.problems, *(question.ask for question in export.questions))
    ]
    sums = {name: float(export.ads.frame[name].sum()) for name in ("spend", "clicks", "orders", "value")}
    for name, value in sums.items():
        said = getattr(export.audit.totals, name)
        assert abs((said or 0.0) - value) < 1e-6 * max(1.0, value)
    return {name: round(value, 6) for name, value in sums.items()}


def with_left_out(export: Export) -> dict[str, float]:
    """The sums of what was read and of what was left out and said: together they are the file."""
    sums = totals(export)
    for item in export.audit.left_out:
        for name in sums:
            sums[name] += getattr(item.totals, name) or 0.0
    return sums


def campaigns(export: Export) -> set[str]:
    """The names of the campaigns."""
    assert export.ads is not None
    return set(export.ads.frame["campaign"])


def days(export: Export) -> list[str]:
    """The days, as ISO dates."""
    assert export.ads is not None
    return sorted({f"{day:%Y-%m-%d}" for day in export.ads.frame["date"]})


def notes(export: Export) -> str:
    """Everything that is said about a file, as text."""
    audit = export.audit
    left_out = (item.reason for item in audit.left_out)
    said = (*audit.notes, *left_out, *export.problems, *(question.ask for question in export.questions))
    return "\n".join(map(str, said))


def unreadable(export: Export) -> list[tuple[int, str, str]]:
    """Row, column and text of the unreadable cells."""
    return [(item.row, item.column, item.text) for item in export.audit.unreadable]


DAYS = [date(2026, 8, 1) + timedelta(days=number) for number in range(30)]
AUGUST = (date(2026, 8, 1), date(2026, 8, 30))


def table(header: str, rows: Iterable[str]) -> str:
    """A header and its rows as text."""
    return "".join(f"{line}\n" for line in (header, *rows))


def by_day(header: str, row: Callable[[date], Iterable[str]], days: Sequence[date] = DAYS) -> str:
    """A header, and for each day its rows."""
    return table(header, (line for day in days for line in row(day)))


def sums(export: Export) -> tuple[float, ...]:
    """Spend, clicks, orders and value."""
    return tuple(totals(export).values())


def kinds(export: Export) -> list[str]:
    """What is asked."""
    return [question.kind for question in export.questions]


def span(export: Export) -> tuple[date | None, date | None]:
    """First and last day."""
    return export.audit.first, export.audit.last
