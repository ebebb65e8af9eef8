"""What an ad account did, ready to learn from: one row per campaign and day (or week) that it was reported on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.evidence.rows import AD_COLUMNS, MEASURES, AdRows

_NEEDED: Final = ("spend", "clicks", "orders")
_REMEDIES: Final = (
    InputError(
        "No row says what was spent: export the file again with the cost column, or say which column it is.",
        field="spend",
    ),
    InputError(
        "No row says how many clicks there were: export the file again with the clicks column, or say which column it "
        "is.",
        field="clicks",
    ),
    InputError(
        "No row says how many orders there were: export the file again with the conversions or purchases column, or "
        "say which column it is.",
        field="orders",
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Past spend and what it brought; make it with `history_of`, narrow it with `only`; treat the frame as frozen.

    frame         date (datetime64, first day of the row), campaign, spend [currency], clicks, orders (may be
                  fractional), value [currency; NaN where unknown]; one row per campaign and date, sorted by both; a
                  date without a row is left out
    currency      ISO 4217 code; None where the export does not say
    days_per_row  1 for a daily export, 7 for weeks
    platform      google_ads, meta_ads, ga4 or table
    left_out      rows of the export without spend, clicks or orders, which are not in the frame
    """

    frame: pd.DataFrame
    currency: str | None
    days_per_row: int
    platform: str
    left_out: int = 0

    @property
    def campaigns(self) -> tuple[str, ...]:
        """Names of the campaigns, the largest spend first."""
        spend = self.frame.groupby("campaign", sort=True)["spend"].sum()
        return tuple(map(str, spend.sort_values(ascending=False, kind="stable").index))

    @property
    def first(self) -> date:
        """First day with a row."""
        return _day(self.frame["date"].min())

    @property
    def last(self) -> date:
        """Last day that a row covers: of a weekly row, its seventh day."""
        return _day(self.frame["date"].max()) + timedelta(days=self.days_per_row - 1)

    @property
    def days(self) -> int:
        """Days from the first to the last, those without a row included."""
        return (self.last - self.first).days + 1

    def only(
        self,
        *,
        campaigns: Iterable[str] | None = None,
        first: date | None = None,
        last: date | None = None,
        leave_out_last_days: int = 0,
    ) -> History:
        """The part of it with these campaigns, from the first to the last day (both included).

        leave_out_last_days : days at the end (before `last`) whose orders may still be coming in; a weekly row that
            reaches into them is left out whole

        Raises
        ------
        InputError
            When nothing is left.
        """
        frame = self.frame
        included = np.ones(len(frame), dtype=bool)
        if campaigns is not None:
            included &= frame["campaign"].isin(list(campaigns)).to_numpy()
        if first is not None:
            included &= (frame["date"] >= pd.Timestamp(first)).to_numpy()
        until = self.last if last is None else min(last, self.last)
        if last is not None or leave_out_last_days > 0:
            until -= timedelta(days=max(leave_out_last_days, 0) + self.days_per_row - 1)
            included &= (frame["date"] <= pd.Timestamp(until)).to_numpy()
        if not included.any():
            raise InputError(
                "Nothing is left of the history: choose more campaigns or a longer period.", field="campaigns"
            )
        return replace(self, frame=frame[included].reset_index(drop=True))


def history_of(rows: AdRows) -> History:
    """The history that an export holds; rows of the same day and campaign (one per device, say) are added up.

    Raises
    ------
    InputError
        When spend, clicks or orders are missing from every row.
    """
    frame = rows.frame.loc[:, list(AD_COLUMNS)]
    _must_have_measures(frame)
    known = frame[list(_NEEDED)].notna().all(axis=1) & frame["date"].notna()
    summed = (
        frame[known]
        .assign(campaign=frame.loc[known, "campaign"].astype(str))
        .groupby(["date", "campaign"], as_index=False, sort=True)[list(MEASURES)]
        .sum(min_count=1)
    )
    summed[list(MEASURES)] = summed[list(MEASURES)].astype(float)
    return History(
        _corrected(summed)[list(AD_COLUMNS)],
        rows.currency,
        max(int(rows.days_per_row), 1),
        rows.platform,
        int((~known).sum()),
    )


def _corrected(frame: pd.DataFrame) -> pd.DataFrame:
    """Without numbers below 0, which correct earlier days (cancelled or refunded orders): taken from the days before,
    the last ones first; what they do not have is dropped."""
    for name in MEASURES:
        values = frame[name].to_numpy().copy()
        if not (values < 0).any():
            continue
        for rows in frame.groupby("campaign", sort=False).indices.values():
            if (values[rows] < 0).any():
                values[rows] = _taken_from_before(values[rows].tolist())
        frame = frame.assign(**{name: values})
    return frame


def _taken_from_before(values: list[float]) -> list[float]:
    """The numbers of one campaign by day, from the last to the first, with what later days take back."""
    owed, result = 0.0, []
    for value in reversed(values):
        if value < 0:
            owed, value = owed - value, 0.0
        taken = min(max(value, 0.0), owed) if value == value else 0.0
        result.append(value - taken)
        owed -= taken
    return result[::-1]


def _must_have_measures(frame: pd.DataFrame) -> None:
    for missing in _REMEDIES:
        if not frame[missing.field].notna().any():
            raise InputError(missing.message, field=missing.field)
    if not frame[list(_NEEDED)].notna().all(axis=1).any():
        raise InputError(
            "No row has spend, clicks and orders together: use one export that holds all three.", field="orders"
        )


def _day(stamp: pd.Timestamp) -> date:
    return date(stamp.year, stamp.month, stamp.day)
