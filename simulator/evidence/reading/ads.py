"""A table of ad spend as tidy rows: one per date × campaign, sums and nothing but sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.reading import totals
from simulator.evidence.reading.audit import Totals
from simulator.evidence.reading.calendar_cells import days_from
from simulator.evidence.reading.conversions import purchases_only, rows_of_other_windows
from simulator.evidence.reading.day_column import ROLES, DayColumn, day_column
from simulator.evidence.reading.exchanged import rows_in_doubt
from simulator.evidence.reading.headers import Header
from simulator.evidence.reading.layout import (
    Findings,
    Layout,
    Unreadable,
    blame_ragged,
    blame_zero_bytes,
    cut_row,
    ragged_rows,
    without_other_tables,
)
from simulator.evidence.reading.measures import (
    AMOUNTS,
    Measure,
    measures,
    read_numbers,
    sums_of_known,
    why_unreadable,
)
from simulator.evidence.reading.numbers import Cell, is_nothing, is_number
from simulator.evidence.reading.pivots import subtotals, without_gaps
from simulator.evidence.reading.repeats import blame_tails, counts_once, is_pasted_twice
from simulator.evidence.reading.table import Mask, text_of
from simulator.evidence.reading.texts import unmangled
from simulator.evidence.reading.traffic import unpaid_rows
from simulator.evidence.rows import AD_COLUMNS, MEASURES, SALES_COLUMNS, AdRows, SalesRows

MOST_NAMES: Final = 100_000
"""Different campaigns, or days as they are written; ten years by the hour are 88,000."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The columns of a table as arrays, one element per row."""

    days: DayColumn
    campaign: NDArray[np.int32]
    names: Sequence[str]
    measures: Mapping[str, Measure]

    @property
    def values(self) -> dict[str, NDArray[np.float64]]:
        """The values of every measure."""
        return {name: measure.values for name, measure in self.measures.items()}

    def stated(self, at: int) -> dict[str, float]:
        """What one row says of every measure, NaN where its cell is empty."""
        return {
            name: np.nan if measure.empty[at] else float(measure.values[at]) for name, measure in self.measures.items()
        }


def read_ads(layout: Layout) -> Findings:
    """The tidy rows of a table of ad spend, and what was left out of it."""
    result, frame, days = _read(layout)
    if frame is not None and days is not None:
        result.ads = AdRows(frame[list(AD_COLUMNS)], result.currency, layout.platform, days.per_row)
    return result


def read_sales(layout: Layout) -> Findings:
    """The tidy rows of a shop's sales by day, and what was left out of them."""
    result, frame, days = _read(layout)
    if frame is not None and days is not None:
        by_day = frame.groupby("date", as_index=False)[list(SALES_COLUMNS[1:])].sum(min_count=1)
        result.sales = SalesRows(by_day, result.currency, layout.platform, days.per_row)
    return result


def _read(layout: Layout) -> tuple[Findings, pd.DataFrame | None, DayColumn | None]:
    findings = Findings()
    alive = without_other_tables(layout, findings)
    groups = subtotals(layout, alive)
    findings.total_rows = int(groups.sum())
    alive &= ~groups
    amounts = frozenset(layout.roles[role] for role in AMOUNTS if role in layout.roles)
    layout = without_gaps(layout, alive, amounts, findings)
    columns = read_numbers(layout, findings)
    days = day_column(layout, alive, findings)
    if days is None:
        return findings, None, None
    parts = Parts(days, *_campaigns(layout), measures(layout, columns, alive & days.dated, findings))
    stated = {name: measure.stated for name, measure in parts.measures.items()}
    sums = totals.find(_as_stated(layout, alive & ~cut_row(layout), parts), stated)
    findings.total_rows += int(sums.totals.sum())
    alive &= ~sums.totals
    alive = _readable(layout, alive, parts, findings)
    alive = _once(layout, alive, parts, sums, findings)
    _compare(alive, parts, sums, findings)
    alive, parts = _counting(layout, alive, parts, findings)
    findings.suspicions += rows_in_doubt(layout, alive, parts.values)
    _describe(layout, alive, parts, sums, findings)
    is_whole = days.is_settled and not findings.problems and alive.any()
    return findings, _tidy(alive, parts) if is_whole else None, days


def _counting(layout: Layout, alive: Mask, parts: Parts, findings: Findings) -> tuple[Mask, Parts]:
    """The rows and measures that count: of one attribution window, purchases, and paid traffic."""
    alive = alive & ~rows_of_other_windows(layout, alive, parts.measures, findings)
    parts = replace(parts, measures=purchases_only(layout, alive, dict(parts.measures), findings))
    return alive & ~unpaid_rows(layout, alive, parts.values, findings), parts


def variety(headers: Sequence[Header], roles: Mapping[str, int]) -> dict[int, tuple[int, InputError]]:
    """How many different texts a column of names or days may hold, and what is said of more (`read_table`)."""
    return {
        roles[role]: (
            MOST_NAMES,
            InputError(
                "The column “{column}” holds too many different texts for {role} (more than {most}): check the "
                "separator, or export fewer days.",
                field=headers[roles[role]].text,
                column=headers[roles[role]].text[:40],
                most=MOST_NAMES,
                role="campaigns" if role == "campaign" else "days",
            ),
        )
        for role in ("campaign", *ROLES)
        if role in roles
    }


def _campaigns(layout: Layout) -> tuple[NDArray[np.int32], list[str]]:
    """Per row the number of its campaign, and their names."""
    if "campaign" not in layout.roles:
        return np.zeros(layout.table.rows, dtype=np.int32), [""]
    texts = ["" if is_nothing(cell) else unmangled(text_of(cell)) for cell in layout.cells("campaign")]
    places = {name: number for number, name in enumerate(dict.fromkeys(texts))}
    return np.array([places[text] for text in texts], dtype=np.int32)[layout.codes("campaign")], list(places)


# ---------------------------------------------------------------------------------------------------------------
# Rows that are left out


def _as_stated(layout: Layout, alive: Mask, parts: Parts) -> totals.Rows:
    """The rows as the search for totals wants them."""
    table, roles = layout.table, layout.roles
    label, certain, begins, own_column = (np.zeros(table.rows, dtype=bool) for _ in range(4))
    own = {roles[role] for role in ("campaign", "nth_day", *ROLES) if role in roles}
    amounts = {roles[role] for role in AMOUNTS if role in roles}
    for place, column in table.columns.items():
        if place not in amounts:
            here = column.where(totals.is_label, table.rows)
            label |= here
            certain |= column.where(totals.is_certain, table.rows)
            begins |= column.where(totals.begins_like_label, table.rows)
            own_column |= here if place in own else False
    for at, cells in table.beyond.items():
        label[at] |= any(map(totals.is_label, cells))
    nameless = np.array(["campaign" in roles and not name for name in parts.names], dtype=bool)[parts.campaign]
    days = parts.days
    return totals.Rows(
        alive,
        days.dated,
        label,
        certain,
        begins,
        own_column,
        nameless,
        table.same,
        days.ordinals,
        parts.campaign,
        days.role is not None,
    )


def _readable(layout: Layout, alive: Mask, parts: Parts, findings: Findings) -> Mask:
    """The rows of which every needed cell can be read."""
    remarks = _without_numbers(layout, alive & ~parts.days.dated)
    findings.remark_rows = int(remarks.sum())
    unreadable = Unreadable(layout, alive & ~remarks)
    blame_ragged(layout, unreadable)
    blame_zero_bytes(layout, unreadable)
    blame_tails(layout, alive, frozenset(layout.roles[role] for role in AMOUNTS if role in layout.roles), unreadable)
    if parts.days.role:
        unreadable.blame(~parts.days.dated, parts.days.role, _why_no_day)
    for name, measure in parts.measures.items():
        unreadable.blame(measure.unreadable, measure.role, why_unreadable)
        if name in ("spend", "clicks"):
            unreadable.blame(measure.values < 0, measure.role, lambda cell: InputError("This number is below 0."))
    _say_negative(parts, alive & ~unreadable.rows, findings)
    return unreadable.report(findings)


def _say_negative(parts: Parts, alive: Mask, findings: Findings) -> None:
    """Orders and values below 0 correct those of earlier days: the row counts, with its spend."""
    none = np.zeros(len(alive))
    orders, value = (np.minimum(np.nan_to_num(parts.values.get(name, none)), 0.0) for name in ("orders", "value"))
    below = alive & ((orders < 0) | (value < 0))
    if below.any():
        findings.notes.append(
            InputError(
                "Rows below zero, which correct earlier days: {count} (orders: {orders}; value: {value}). They were "
                "taken off the days before.",
                count=int(below.sum()),
                orders=round(float(orders[below].sum()), 2),
                value=round(float(value[below].sum()), 2),
            )
        )


def _why_no_day(cell: Cell) -> InputError:
    return InputError("The day is missing.") if is_nothing(cell) else InputError("This is not a day.")


def _without_numbers(layout: Layout, among: Mask) -> Mask:
    """Those rows with hardly any cell and no number: remarks below a table, and no rows that were damaged."""
    table = layout.table
    among = among & ~cut_row(layout)
    if table.has_open_quotes:
        among &= ~ragged_rows(layout)
    filled = np.zeros(table.rows, dtype=np.int16)
    numeric = np.zeros(table.rows, dtype=bool)
    for column in table.columns.values():
        filled += column.where(lambda cell: not is_nothing(cell), table.rows, among)
        numeric |= column.where(is_number, table.rows, among)
    return among & (filled <= 2) & ~numeric


def _once(layout: Layout, alive: Mask, parts: Parts, sums: totals.TotalRows, findings: Findings) -> Mask:
    """Rows that stand twice word for word, once; unless the file's own total or its segments say that they are two."""
    again = totals.repeated(layout.table.same, alive)
    if not again.any():
        return alive
    once = alive & ~again
    if not sums.is_once and _states(sums.overall, parts, alive):
        return alive
    if not (sums.is_once or _states(sums.overall, parts, once)):
        is_usual = _is_unsegmented(layout, once, parts) or is_pasted_twice(layout.table.same, alive)
        if not counts_once(layout, int(again.sum()), findings, is_usual=is_usual):
            return alive
    findings.repeated_rows += int(again.sum())
    return once


def _states(overall: NDArray[np.intp], parts: Parts, mask: Mask) -> bool:
    """Whether a row of totals says what these rows add up to."""
    whole = totals.sums(parts.values, mask)
    return any(totals.is_sum(parts.stated(at), whole, int(mask.sum())) for at in overall)


def _is_unsegmented(layout: Layout, mask: Mask, parts: Parts) -> bool:
    """Whether no two rows have the same day, campaign and other texts (device, ad group …)."""
    roles = set(layout.roles.values())
    keys = [parts.days.ordinals[mask], parts.campaign[mask]]
    for place, column in layout.table.columns.items():
        if place not in roles and len(column.codes) == layout.table.rows and _is_text(column.cells):
            keys.append(column.codes[mask])
    return not pd.DataFrame(dict(enumerate(keys))).duplicated().any()


def _is_text(cells: Sequence[Cell]) -> bool:
    """Whether a column holds names rather than numbers."""
    some = [cell for cell in cells[:200] if not is_nothing(cell)]
    return sum(not is_number(cell) for cell in some) * 2 > len(some)


# ---------------------------------------------------------------------------------------------------------------
# What is left


def _tidy(alive: Mask, parts: Parts) -> pd.DataFrame:
    """One row per date × campaign."""
    days, campaign = parts.days.ordinals[alive], parts.campaign[alive]
    order = np.argsort(np.argsort(np.array(parts.names, dtype=object)))
    keys, of_row = np.unique(days.astype(np.int64) * len(order) + order[campaign], return_inverse=True)
    by_rank = np.argsort(order)
    names = pd.array(parts.names, dtype="str")
    columns: dict[str, object] = {
        "date": (keys // len(order) - _EPOCH).astype("datetime64[D]").astype("datetime64[us]"),
        "campaign": names.take(by_rank[keys % len(order)]),
    }
    for name in (*MEASURES, "first_orders"):
        values = parts.measures[name].values[alive] if name in parts.measures else np.full(len(of_row), np.nan)
        columns[name] = sums_of_known(values, of_row, len(keys))
    return pd.DataFrame(columns)


_EPOCH = date(1970, 1, 1).toordinal()


def _describe(layout: Layout, alive: Mask, parts: Parts, sums: totals.TotalRows, findings: Findings) -> None:
    """The numbers of the audit, and what else should be known of these rows."""
    days = parts.days
    present = np.unique(days.ordinals[alive])
    findings.rows = int(alive.sum())
    findings.campaigns = len(np.unique(parts.campaign[alive])) if "campaign" in layout.roles else 0
    known = {name: value for name, value in parts.values.items() if not np.isnan(value[alive]).all() or not alive.any()}
    sums_read = totals.sums(known, alive)
    findings.totals = Totals.of(sums_read)
    if len(present) and days.is_settled and days.is_known:
        lengths = [days_from(int(length), days.per_row) for length in present]
        findings.days = sum(lengths)
        findings.first = date.fromordinal(int(present[0]))
        findings.last = date.fromordinal(int(present[-1]) + lengths[-1] - 1)
    if days.per_row > 1 and days.role:
        findings.notes.append(
            InputError(
                "A row covers more than one day (days: {days}). Export it by day to learn more from it.",
                days=days.per_row,
            )
        )
    _describe_sums(layout, alive, parts, sums, findings)


def _describe_sums(layout: Layout, alive: Mask, parts: Parts, sums: totals.TotalRows, findings: Findings) -> None:
    """What looks like sums of rows and is none, and sums that do not fit."""
    if sums.doubtful.any():
        at = int(np.argmax(sums.doubtful))
        findings.notes.append(
            InputError(
                "“{name}” was counted as a campaign: its numbers are not the sum of the others.",
                name=parts.names[parts.campaign[at]],
            )
        )
    nameless = alive & (np.array([not name for name in parts.names])[parts.campaign])
    if "campaign" in layout.roles and nameless.any():
        findings.notes.append(
            InputError(
                "Rows without the name of a campaign, which were counted: {count}; the first is row {row}. If they are "
                "sums of others, delete them.",
                count=int(nameless.sum()),
                row=int(layout.table.lines[int(np.argmax(nameless))]),
            )
        )
    if sums.unfit.any():
        findings.notes.append(
            InputError(
                "Sums in this file that differ from the rows they add up, so that rows may be missing: {count}; the "
                "first in row {row}.",
                count=int(sums.unfit.sum()),
                row=int(layout.table.lines[int(np.argmax(sums.unfit))]),
            )
        )


def _compare(alive: Mask, parts: Parts, sums: totals.TotalRows, findings: Findings) -> None:
    """Hold the sums against the file's own."""
    if not len(sums.overall):
        return
    values = parts.values
    own = [parts.stated(at) for at in sums.overall]
    whole, rows = totals.sums(values, alive), int(alive.sum())
    together = {name: sum(row[name] for row in own) for name in values}  # a sum per campaign, and none of all
    best = next((row for row in (*own, together) if totals.is_sum(row, whole, rows)), own[0])
    findings.stated = Totals.of({name: value for name, value in best.items() if not np.isnan(value)})
    for name, template in _DIFFERENT.items():
        if name in whole and abs(best[name] - whole[name]) > totals.tolerance(whole[name], rows):
            findings.notes.append(InputError(template.message, stated=best[name], read=whole[name]))
            return


_DIFFERENT = {
    "spend": InputError("The file's own total is {stated} of spend, the rows that were read add up to {read}."),
    "clicks": InputError("The file's own total is {stated} clicks, the rows that were read add up to {read}."),
    "orders": InputError("The file's own total is {stated} orders, the rows that were read add up to {read}."),
    "value": InputError("The file's own total is {stated} of order value, the rows that were read add up to {read}."),
}
