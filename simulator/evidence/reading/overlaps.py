"""Two files of ads that report the same: which rows count, whatever file came first.

The same account may be seen from two tools, whose costs differ a little; twice from one tool, at two times; or whole
and in part, as a report of campaigns beside one of search terms, which hold only part of the spend.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from simulator.errors import InputError
from simulator.evidence.rows import MEASURES, AdRows, row_ends

KEY: Final = ["date", "campaign"]
_SAME_MONEY: Final = 0.8
"""Files that agree on the spend of so many of their common days and campaigns report the same account."""
_TOLERANCE: Final = 0.02
"""By so much the costs of one account differ between tools: rounding, taxes of a day, invalid clicks paid back."""
_PART: Final = 0.97
"""So many days of campaigns must fit into the other file for one to be a part of it."""
_LEAST_PART: Final = 5
_LEAST_SHARE: Final = 0.05


@dataclass(slots=True, eq=False)
class Source:
    """The ad rows of one file that still count, and what its rows were split by."""

    name: str
    ads: AdRows
    frame: pd.DataFrame
    details: tuple[str, ...] = ()

    @property
    def last(self) -> date:
        """The last day that it covers: of two exports, the one that reaches further was made later."""
        last = self.frame["date"].max()
        return date(last.year, last.month, last.day)

    @property
    def rank(self) -> tuple[object, ...]:
        """What two files are compared in, so that the order in which they were chosen does not matter."""
        frame = self.ads.frame
        sums = tuple(float(np.nansum(frame[name])) for name in MEASURES)
        return (self.ads.platform, str(frame["date"].max()), len(frame), sums, self.name)


def settle(earlier: Source, later: Source, sentences: list[InputError]) -> None:
    """Take out of one of two files what the other holds too."""
    if earlier.ads.days_per_row != later.ads.days_per_row:
        _settle_lengths(earlier, later, sentences)
        return
    common = earlier.frame.merge(later.frame, on=KEY, suffixes=("", "_later"))
    if common.empty or len({earlier.ads.currency, later.ads.currency} - {None}) > 1:
        return
    if _settle_part(earlier, later, common, sentences) or _settle_unpriced(earlier, later, common, sentences):
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
    _keep_one(earlier, later, common, sentences)


def _keep_one(earlier: Source, later: Source, common: pd.DataFrame, sentences: list[InputError]) -> None:
    """Of one account in two files, count the rows that both have from one of them."""
    differs = np.zeros(len(common), dtype=bool)
    for name in MEASURES:
        first, second = common[name].to_numpy(), common[f"{name}_later"].to_numpy()
        differs |= ~np.isclose(first, second, rtol=1e-6, atol=0.005) & np.isfinite(first + second)
    fuller, thinned = (earlier, later) if _is_fuller(earlier, later) else (later, earlier)
    thinned.frame = _without(thinned.frame, common[KEY])
    values: dict[str, Any] = {
        "first": earlier.name,
        "second": later.name,
        "count": len(common),
        "kept": fuller.name,
        "different": int(differs.sum()),
    }
    if earlier.ads.platform != later.ads.platform:
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


def _is_fuller(earlier: Source, later: Source) -> bool:
    """Whether the first of two overlapping files is the one to keep.

    The one that knows more; of two that know the same, that of the ad platform; of one platform the later export, as
    its conversions have had more time; then the one with more orders.
    """
    knows = [(_known(source.ads), source.ads.platform != "ga4") for source in (earlier, later)]
    if knows[0] != knows[1]:
        return knows[0] > knows[1]
    if earlier.last != later.last:
        return earlier.last > later.last
    return _orders(earlier) > _orders(later)


def _orders(source: Source) -> float:
    return float(np.nansum(source.ads.frame["orders"]))


def _known(ads: AdRows) -> int:
    return int(ads.frame[list(MEASURES)].notna().any().sum())


def _is_same_account(common: pd.DataFrame, half_day: date, is_same_platform: bool) -> bool:
    """Whether two files report the same spend on nearly every day that both know.

    Conversions mature, spend does not; only the day on which the first of two exports was made may be incomplete.
    """
    spent = common[(common["spend"] > 0) & (common["spend_later"] > 0)]
    if is_same_platform:
        spent = spent[spent["date"] != pd.Timestamp(half_day)]
    if len(spent) < (1 if is_same_platform else 3):
        return is_same_platform
    same = np.isclose(spent["spend"], spent["spend_later"], rtol=_TOLERANCE, atol=0.011)
    return bool(same.mean() >= _SAME_MONEY)


# ---------------------------------------------------------------------------------------------------------------
# A whole and its part

_PARTS: Final = {
    "spend": InputError(
        "“{part}” holds {spend_share} of the spend of “{whole}” on the same days and campaigns: it is a part of "
        "it{split}, and was not counted again."
    ),
    "clicks": InputError(
        "“{part}” holds {spend_share} of the clicks of “{whole}” on the same days and campaigns: it is a part of "
        "it{split}, and was not counted again."
    ),
}


def _settle_part(earlier: Source, later: Source, common: pd.DataFrame, sentences: list[InputError]) -> bool:
    """Count the whole where one file is a part of the other: its rows never exceed, and hold less in all."""
    if earlier.ads.platform != later.ads.platform:
        return False
    for part, whole, own, other in ((later, earlier, "_later", ""), (earlier, later, "", "_later")):
        if _is_part(common, own, other, part, whole):
            sentences.append(
                InputError(
                    _PARTS[_measured(common, other)].message,
                    part=part.name,
                    whole=whole.name,
                    spend_share=round(_share(common, own, other), 3),
                    split=f" ({', '.join(part.details[:3])})" if part.details else "",
                )
            )
            part.frame = part.frame.iloc[:0]
            return True
    return False


def _measured(common: pd.DataFrame, other: str) -> str:
    """What a part is measured by: spend, or clicks where the whole has no spend."""
    return "spend" if common[f"spend{other}"].sum() > 0 else "clicks"


def _share(common: pd.DataFrame, own: str, other: str) -> float:
    measure = _measured(common, other)
    return float(common[f"{measure}{own}"].sum() / max(common[f"{measure}{other}"].sum(), 1e-9))


def _is_part(common: pd.DataFrame, own: str, other: str, part: Source, whole: Source) -> bool:
    """Whether nearly no day of a campaign has more spend or clicks in one file, and many have less.

    A file that splits its rows further (search terms, devices) is a part sooner than one that does not.
    """
    if len(common) < _LEAST_PART or len(common) < _PART * len(part.frame):
        return False
    share = _share(common, own, other)
    if not _LEAST_SHARE < share < 1 - _TOLERANCE:
        return False
    fits = np.ones(len(common), dtype=bool)
    for name in ("spend", "clicks"):
        mine, theirs = common[f"{name}{own}"].to_numpy(), common[f"{name}{other}"].to_numpy()
        fits &= np.isnan(mine) | np.isnan(theirs) | (mine <= theirs * (1 + _TOLERANCE) + 0.011)
    if fits.mean() < _PART:
        return False
    if part.details and not whole.details:
        return True
    return _moves_together(common)


def _moves_together(common: pd.DataFrame) -> bool:
    """Whether the spend of two files moves as that of one account does."""
    first, second = common["spend"].to_numpy(dtype=float), common["spend_later"].to_numpy(dtype=float)
    known = np.isfinite(first) & np.isfinite(second)
    if known.sum() < 10 or first[known].std() == 0 or second[known].std() == 0:
        return False
    return bool(np.corrcoef(first[known], second[known])[0, 1] > 0.98)


def _settle_unpriced(earlier: Source, later: Source, common: pd.DataFrame, sentences: list[InputError]) -> bool:
    """A file without spend beside one with spend, on the same days and campaigns: the one with spend counts."""
    priced = [bool(np.nansum(source.ads.frame["spend"]) > 0) for source in (earlier, later)]
    if priced[0] == priced[1]:
        return False
    whole, part = (earlier, later) if priced[0] else (later, earlier)
    part.frame = _without(part.frame, common[KEY])
    sentences.append(
        InputError(
            "“{part}” has no spend for days and campaigns that “{whole}” has with spend (days of campaigns: {count}): "
            "“{whole}” was counted.",
            part=part.name,
            whole=whole.name,
            count=len(common),
        )
    )
    return True


def _settle_lengths(earlier: Source, later: Source, sentences: list[InputError]) -> None:
    """Sums of several days beside the days themselves: the days win."""
    if earlier.ads.platform != later.ads.platform:
        return
    fine, coarse = sorted((earlier, later), key=lambda source: source.ads.days_per_row)
    ends = row_ends(coarse.frame["date"].to_numpy().astype("datetime64[D]"), coarse.ads.days_per_row)
    inside = pd.Series(False, index=coarse.frame.index)
    for campaign, known in fine.frame.groupby("campaign")["date"]:
        begin, end = known.min(), known.max()
        rows = coarse.frame["campaign"] == campaign
        inside |= rows & (coarse.frame["date"] <= end) & (ends > begin.to_datetime64())
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
    marked = frame.merge(keys, on=KEY, how="left", indicator=True)
    return frame[(marked["_merge"] == "left_only").to_numpy()]
