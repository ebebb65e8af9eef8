"""Several files of one visit: what repeats or overlaps is noticed, said, and not counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.evidence.reading.audit import Export
from simulator.evidence.reading.platforms import platform_names
from simulator.evidence.rows import MEASURES, AdRows, OrderRows

_KEY: Final = ["date", "campaign"]
_SAME_MONEY: Final = 0.8
"""Files that agree on the spend of so many of their common days and campaigns report the same account."""


@dataclass(frozen=True, slots=True, eq=False)
class Combined:
    """Several exports together.

    ads        one per platform and length of row; no day of a campaign is in two of them
    orders     every order once
    sentences  what was noticed, in words
    """

    ads: tuple[AdRows, ...]
    orders: OrderRows | None
    sentences: tuple[InputError, ...]

    @property
    def frame(self) -> pd.DataFrame:
        """All ad rows in one frame, with their platform, currency and days per row as columns."""
        parts = [
            each.frame.assign(platform=each.platform, currency=each.currency, days_per_row=each.days_per_row)
            for each in self.ads
        ]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*_KEY, *MEASURES])


@dataclass(slots=True)
class _Source:
    """The ad rows of one file that still count."""

    name: str
    ads: AdRows
    frame: pd.DataFrame

    @property
    def last(self) -> date:
        """The last day that it covers: of two exports, the one that reaches further was made later."""
        last = self.frame["date"].max()
        return date(last.year, last.month, last.day)


def combine(exports: Sequence[Export]) -> Combined:
    """The rows of several exports, each day of a campaign and each order once."""
    sentences: list[InputError] = []
    sources = [_Source(each.name, each.ads, each.ads.frame) for each in exports if each.ads is not None]
    for number, later in enumerate(sources):
        for earlier in sources[:number]:
            if len(earlier.frame) and len(later.frame):
                _settle(earlier, later, sentences)
    orders = [(each.name, each.orders) for each in exports if each.orders is not None]
    currencies = {each.ads.currency for each in sources} | {rows.currency for _, rows in orders}
    if len(currencies - {None}) > 1:
        sentences.append(
            InputError(
                "These files hold money in several currencies ({currencies}): use them one currency at a time.",
                currencies=", ".join(sorted(code for code in currencies if code)),
            )
        )
    return Combined(_joined(sources), _orders(orders, sentences), tuple(sentences))


SEVERAL: Final = "several"
"""The platform of rows that come from more than one."""


def joined_accounts(accounts: Sequence[AdRows]) -> tuple[AdRows, ...]:
    """The accounts of the same currency and length of row as one; nothing for one that stands alone.

    Campaigns of the same name in two accounts stay two: the platform is added to their names.
    """
    groups: dict[tuple[str, int], list[AdRows]] = {}
    for each in accounts:
        groups.setdefault((each.currency or "", each.days_per_row), []).append(each)
    return tuple(_as_one(members) for members in groups.values() if len(members) > 1)


def _as_one(accounts: Sequence[AdRows]) -> AdRows:
    names = [set(each.frame["campaign"]) for each in accounts]
    frames = []
    for at, each in enumerate(accounts):
        others = set().union(*names[:at], *names[at + 1 :])
        own = f" ({platform_names().get(each.platform, each.platform)})"
        campaign = each.frame["campaign"]
        frames.append(each.frame.assign(campaign=campaign.where(~campaign.isin(others), campaign + own)))
    frame = pd.concat(frames, ignore_index=True).sort_values(_KEY, kind="stable", ignore_index=True)
    return AdRows(frame, accounts[0].currency, SEVERAL, accounts[0].days_per_row)


def _settle(earlier: _Source, later: _Source, sentences: list[InputError]) -> None:
    """Take out of one of two files what the other holds too."""
    if earlier.ads.days_per_row != later.ads.days_per_row:
        _settle_lengths(earlier, later, sentences)
        return
    common = earlier.frame.merge(later.frame, on=_KEY, suffixes=("", "_later"))
    if common.empty or len({earlier.ads.currency, later.ads.currency} - {None}) > 1:
        return
    is_same_platform = earlier.ads.platform == later.ads.platform
    if not _is_same_account(common, min(earlier.last, later.last), is_same_platform):
        if is_same_platform:
            sentences.append(
                InputError(
                    "“{first}” and “{second}” have campaigns of the same name with other numbers (days of campaigns: "
                    "{count}): taken as two accounts, and added up.",
                    first=earlier.name,
                    second=later.name,
                    count=len(common),
                )
            )
        return
    differs = np.zeros(len(common), dtype=bool)
    for name in MEASURES:
        first, second = common[name].to_numpy(), common[f"{name}_later"].to_numpy()
        differs |= ~np.isclose(first, second, rtol=1e-6, atol=0.005, equal_nan=True) & np.isfinite(first + second)
    kept, thinned = (earlier, later) if _is_fuller(earlier, later) else (later, earlier)
    thinned.frame = _without(thinned.frame, common[_KEY])
    values: dict[str, Any] = {
        "first": earlier.name,
        "second": later.name,
        "count": len(common),
        "kept": kept.name,
        "different": int(differs.sum()),
    }
    if not is_same_platform:
        sentences.append(
            InputError(
                "“{first}” and “{second}” report the same spend, so they are one account. Where they overlap (days of "
                "campaigns: {count}), the numbers of “{kept}” were counted.",
                **values,
            )
        )
    elif differs.any():
        sentences.append(
            InputError(
                "“{first}” and “{second}” overlap (days of campaigns: {count}) and differ on {different} of them. The "
                "numbers of “{kept}” were counted, once.",
                **values,
            )
        )
    else:
        sentences.append(
            InputError(
                "“{first}” and “{second}” overlap with the same numbers (days of campaigns: {count}): counted once.",
                **values,
            )
        )


def _is_fuller(earlier: _Source, later: _Source) -> bool:
    """Whether the first of two overlapping files is the one to keep.

    Of one platform the later export wins, as its conversions have had more time. Of two, the one that knows more.
    """
    if earlier.ads.platform != later.ads.platform:
        return _known(earlier.ads) >= _known(later.ads)
    return earlier.last > later.last


def _known(ads: AdRows) -> int:
    return int(ads.frame[list(MEASURES)].notna().any().sum()) * 10 + (ads.platform in ("google_ads", "meta_ads"))


def _is_same_account(common: pd.DataFrame, half_day: date, is_same_platform: bool) -> bool:
    """Whether two files report the same spend on nearly every day that both know.

    Conversions mature, spend does not; only the day on which the first of two exports was made may be incomplete.
    """
    spent = common[(common["spend"] > 0) & (common["spend_later"] > 0)]
    if is_same_platform:
        spent = spent[spent["date"] != pd.Timestamp(half_day)]
    if len(spent) < (1 if is_same_platform else 3):
        return is_same_platform
    same = np.isclose(spent["spend"], spent["spend_later"], rtol=0.001, atol=0.011)
    return bool(same.mean() >= _SAME_MONEY)


def _settle_lengths(earlier: _Source, later: _Source, sentences: list[InputError]) -> None:
    """Sums of several days beside the days themselves: the days win."""
    if earlier.ads.platform != later.ads.platform:
        return
    coarse, fine = (earlier, later) if earlier.ads.days_per_row > later.ads.days_per_row else (later, earlier)
    days = pd.to_timedelta(coarse.ads.days_per_row - 1, unit="D")
    inside = pd.Series(False, index=coarse.frame.index)
    for campaign, known in fine.frame.groupby("campaign")["date"]:
        begin, end = known.min(), known.max()
        rows = coarse.frame["campaign"] == campaign
        inside |= rows & (coarse.frame["date"] <= end) & (coarse.frame["date"] + days >= begin)
    if inside.any():
        coarse.frame = coarse.frame[~inside]
        sentences.append(
            InputError(
                "“{coarse}” holds sums over days that “{fine}” holds one by one. Rows of it that were not counted: "
                "{count}.",
                coarse=coarse.name,
                fine=fine.name,
                count=int(inside.sum()),
            )
        )


def _without(frame: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    marked = frame.merge(keys, on=_KEY, how="left", indicator=True)
    return frame[(marked["_merge"] == "left_only").to_numpy()]


def _joined(sources: Sequence[_Source]) -> tuple[AdRows, ...]:
    """One frame per platform, currency and length of row."""
    groups: dict[tuple[str, str, int], list[_Source]] = {}
    for source in sources:
        if len(source.frame):
            ads = source.ads
            groups.setdefault((ads.platform, ads.currency or "", ads.days_per_row), []).append(source)
    joined = []
    for (platform, currency, per_row), members in groups.items():
        whole = pd.concat([each.frame for each in members], ignore_index=True)
        frame = whole.groupby(_KEY, as_index=False, sort=True)[list(MEASURES)].sum(min_count=1)
        joined.append(AdRows(frame, currency or None, platform, per_row))
    return tuple(joined)


def _orders(files: Sequence[tuple[str, OrderRows]], sentences: list[InputError]) -> OrderRows | None:
    """Every order once; where files differ on an order, the last one is believed."""
    if not files:
        return None
    names = [name for name, _ in files]
    whole = pd.concat([rows.frame for _, rows in files], ignore_index=True)
    again = int(whole["order"].duplicated().sum())
    if again:
        sentences.append(
            InputError(
                "Orders that are in more than one of the files {names}, counted once: {count}.",
                count=again,
                names=", ".join(f"“{name}”" for name in names),
            )
        )
    whole = whole.drop_duplicates("order", keep="last").sort_values("date", kind="stable", ignore_index=True)
    told = whole["new_customer"].fillna(False)
    seen = whole["customer"].duplicated() & (whole["customer"] != "") & ~told
    whole["new_customer"] = whole["new_customer"].mask(seen, False)
    currencies = {rows.currency for _, rows in files} - {None}
    platforms = {rows.platform for _, rows in files}
    currency = currencies.pop() if len(currencies) == 1 else None
    return OrderRows(whole, currency, platforms.pop() if len(platforms) == 1 else "table")
