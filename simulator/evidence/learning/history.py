"""What an ad account did, ready to learn from: one row per campaign and day (or week) that it was reported on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import InputError
from simulator.evidence.rows import AD_COLUMNS, MEASURES, AdRows

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
        names = self.frame["campaign"].unique()
        if len(names) == 1:
            return (str(names[0]),)
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
    known = _with_measures(frame)
    summed = _added_up(frame if known.all() else frame[known])
    for name in MEASURES:
        if (summed[name].to_numpy() < 0).any():
            summed[name] = summed.groupby("campaign", sort=False)[name].transform(_taken_off_earlier_days)
    return History(summed, rows.currency, max(int(rows.days_per_row), 1), rows.platform, int((~known).sum()))


def _added_up(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per day and campaign, in their order; most exports have one already, and need only be sorted."""
    frame = frame.assign(campaign=frame["campaign"].astype(str))
    campaign, _ = pd.factorize(frame["campaign"], sort=True)
    order = np.lexsort((campaign, frame["date"].to_numpy()))
    day, campaign = frame["date"].to_numpy()[order], campaign[order]
    if ((day[1:] == day[:-1]) & (campaign[1:] == campaign[:-1])).any():
        by = frame.groupby(["date", "campaign"], as_index=False, sort=True)
        return by[list(MEASURES)].sum(min_count=1).astype(dict.fromkeys(MEASURES, float))[list(AD_COLUMNS)]
    measures = {name: frame[name].to_numpy(dtype=float)[order] + 0.0 for name in MEASURES}  # 0 and -0 are one 0
    return pd.DataFrame({"date": day, "campaign": frame["campaign"].array.take(order), **measures})


def _taken_off_earlier_days(days: pd.Series) -> pd.Series:
    """A campaign's measure, day by day, without a day below 0: what a day corrects is taken off the days before it.

    Read backwards, what is left of every day up to some day adds up to the highest of the sums so far. What is more
    than all earlier days hold corrects days before the export, and is no part of it.
    """
    backwards = days.to_numpy(dtype=float)[::-1]
    left = np.maximum.accumulate(np.maximum(np.nancumsum(backwards), 0.0))
    whole = np.where(np.isnan(backwards), np.nan, np.diff(left, prepend=0.0))
    return pd.Series(whole[::-1], index=days.index)


def _with_measures(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """The rows with a day and all that is needed."""
    known = np.ones(len(frame), dtype=bool)
    for missing in _REMEDIES:
        is_there = frame[missing.field].notna().to_numpy()
        if not is_there.any():
            raise InputError(missing.message, field=missing.field)
        known &= is_there
    if not known.any():
        raise InputError(
            "No row has spend, clicks and orders together: use one export that holds all three.", field="orders"
        )
    return known & frame["date"].notna().to_numpy()


def _day(stamp: pd.Timestamp) -> date:
    return date(stamp.year, stamp.month, stamp.day)
