"""Several files of one visit: what repeats or overlaps is noticed, said, and not counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from simulator.errors import InputError
from simulator.evidence.reading.audit import Export
from simulator.evidence.reading.overlaps import Source, settle
from simulator.evidence.reading.platforms import platform_names
from simulator.evidence.rows import MEASURES, AdRows, OrderRows, SalesRows

_KEY: Final = ["date", "campaign"]


@dataclass(frozen=True, slots=True, eq=False)
class Combined:
    """Several exports together.

    ads        one per platform and length of row; no day of a campaign is in two of them
    orders     every order once
    sentences  what was noticed, in words
    sales      a shop's sales by day, of files without single orders
    """

    ads: tuple[AdRows, ...]
    orders: OrderRows | None
    sentences: tuple[InputError, ...]
    sales: SalesRows | None = None

    @property
    def frame(self) -> pd.DataFrame:
        """All ad rows in one frame, with their platform, currency and days per row as columns."""
        parts = [
            rows.frame.assign(platform=rows.platform, currency=rows.currency, days_per_row=rows.days_per_row)
            for rows in self.ads
        ]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*_KEY, *MEASURES])


def combine(exports: Sequence[Export]) -> Combined:
    """The rows of several exports, each day of a campaign and each order once, whatever their order."""
    sentences: list[InputError] = []
    sources = [
        Source(export.name, export.ads, export.ads.frame, export.audit.details)
        for export in exports
        if export.ads is not None
    ]
    ranked = sorted(sources, key=lambda source: source.rank)
    for number, later in enumerate(ranked):
        for earlier in ranked[:number]:
            settle(earlier, later, sentences)
    orders = [(export.name, export.orders) for export in exports if export.orders is not None]
    orders.sort(key=lambda file: (file[1].frame["date"].max(), len(file[1].frame), file[0]))
    sales = [(export.name, export.sales) for export in exports if export.sales is not None]
    currencies = {source.ads.currency for source in sources} | {rows.currency for _, rows in orders}
    currencies |= {rows.currency for _, rows in sales}
    if len(currencies - {None}) > 1:
        sentences.append(
            InputError(
                "These files hold money in several currencies ({currencies}): use them one currency at a time.",
                currencies=", ".join(sorted(code for code in currencies if code)),
            )
        )
    shop = _orders(orders, sentences), _sales(sales, sentences)
    return Combined(_joined(sources), shop[0], tuple(sentences), shop[1])


SEVERAL: Final = "several"
"""The platform of rows that come from more than one."""


def joined_accounts(accounts: Sequence[AdRows]) -> tuple[AdRows, ...]:
    """The accounts of the same currency and length of row as one; nothing for one that stands alone.

    Campaigns of the same name in two accounts stay two: the platform is added to their names.
    """
    groups: dict[tuple[str, int], list[AdRows]] = {}
    for account in accounts:
        groups.setdefault((account.currency or "", account.days_per_row), []).append(account)
    return tuple(_as_one(members) for members in groups.values() if len(members) > 1)


def _as_one(accounts: Sequence[AdRows]) -> AdRows:
    names = [set(account.frame["campaign"]) for account in accounts]
    frames = []
    for at, account in enumerate(accounts):
        others = set().union(*names[:at], *names[at + 1 :])
        own = f" ({platform_names().get(account.platform, account.platform)})"
        campaign = account.frame["campaign"]
        frames.append(account.frame.assign(campaign=campaign.where(~campaign.isin(others), campaign + own)))
    frame = pd.concat(frames).sort_values(_KEY, kind="stable", ignore_index=True)
    return AdRows(frame, accounts[0].currency, SEVERAL, accounts[0].days_per_row)


def _joined(sources: Sequence[Source]) -> tuple[AdRows, ...]:
    """One frame per platform, currency and length of row."""
    groups: dict[tuple[str, str, int], list[Source]] = {}
    for source in sources:
        if len(source.frame):
            ads = source.ads
            groups.setdefault((ads.platform, ads.currency or "", ads.days_per_row), []).append(source)
    joined = []
    for (platform, currency, per_row), members in groups.items():
        whole = pd.concat([member.frame for member in members])
        frame = whole.groupby(_KEY, as_index=False, sort=True)[list(MEASURES)].sum(min_count=1)
        joined.append(AdRows(frame, currency or None, platform, per_row))
    return tuple(joined)


def _orders(files: Sequence[tuple[str, OrderRows]], sentences: list[InputError]) -> OrderRows | None:
    """Every order once; where files differ on an order, the last one is believed."""
    if not files:
        return None
    names = [name for name, _ in files]
    whole = pd.concat([rows.frame for _, rows in files])
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
    is_new = whole["new_customer"].fillna(False)
    seen = whole["customer"].duplicated() & (whole["customer"] != "") & ~is_new
    whole["new_customer"] = whole["new_customer"].mask(seen, False)
    currencies = {rows.currency for _, rows in files} - {None}
    platforms = {rows.platform for _, rows in files}
    currency = currencies.pop() if len(currencies) == 1 else None
    tells = frozenset.intersection(*(rows.tells for _, rows in files))
    return OrderRows(whole, currency, platforms.pop() if len(platforms) == 1 else "table", tells)


def _sales(files: Sequence[tuple[str, SalesRows]], sentences: list[InputError]) -> SalesRows | None:
    """Every day once; where files differ on a day, the one with more orders is believed, as orders still come in."""
    if not files:
        return None
    coarsest = max(rows.days_per_row for _, rows in files)
    finest = min(rows.days_per_row for _, rows in files)
    chosen = [(name, rows) for name, rows in files if rows.days_per_row == finest]
    if coarsest > finest:
        sentences.append(InputError("Of the files with sales, the ones by the shortest time were counted."))
    whole = pd.concat([rows.frame for _, rows in chosen])
    again = int(whole["date"].duplicated().sum())
    if again:
        sentences.append(
            InputError(
                "Days of sales that are in more than one of the files {names}, counted once: {count}.",
                count=again,
                names=", ".join(f"“{name}”" for name, _ in chosen),
            )
        )
    whole = whole.sort_values(["date", "orders", "value"], kind="stable").drop_duplicates("date", keep="last")
    currencies = {rows.currency for _, rows in chosen} - {None}
    platforms = {rows.platform for _, rows in chosen}
    currency = currencies.pop() if len(currencies) == 1 else None
    platform = platforms.pop() if len(platforms) == 1 else "table"
    return SalesRows(whole.reset_index(drop=True), currency, platform, finest)
