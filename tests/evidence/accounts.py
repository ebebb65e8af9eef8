"""What the tests of learning share: small accounts, written down or invented from a seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulator.evidence import AdRows, History, history_of

FIRST = "2026-01-05"
"""A Monday."""


def ad_rows(rows: Sequence[tuple[object, ...]], *, days_per_row: int = 1) -> AdRows:
    """(day counted from 0, campaign, spend, clicks, orders, value) per row."""
    frame = pd.DataFrame(rows, columns=["date", "campaign", "spend", "clicks", "orders", "value"])
    frame["date"] = pd.Timestamp(FIRST) + pd.to_timedelta(frame["date"].astype(int), unit="D")
    for name in ("spend", "clicks", "orders", "value"):
        frame[name] = frame[name].astype(float)
    return AdRows(frame, "EUR", "google_ads", days_per_row)


def history(rows: Sequence[tuple[object, ...]], *, days_per_row: int = 1) -> History:
    """The same as a history."""
    return history_of(ad_rows(rows, days_per_row=days_per_row))


def steady(
    days: int = 60,
    campaigns: Mapping[str, tuple[float, float]] | None = None,
    *,
    cpc: float = 0.5,
    aov: float = 80.0,
    days_per_row: int = 1,
) -> History:
    """Every row of a campaign alike: name → (clicks, orders) per row."""
    by_name = campaigns or {"Search": (200.0, 4.0)}
    return history(
        [
            (day * days_per_row, name, clicks * cpc, clicks, orders, orders * aov)
            for day in range(days)
            for name, (clicks, orders) in by_name.items()
        ],
        days_per_row=days_per_row,
    )


def lucky(
    days: int = 60, *, clicks: float = 200.0, cvr: float = 0.02, seed: int = 1, wander: float = 0.0, names: int = 1
) -> History:
    """Poisson clicks and orders around constant averages, with independent daily variation of CVR where asked for."""
    rng = np.random.default_rng(seed)
    rows = []
    for day in range(days):
        for number in range(names):
            rate = cvr * np.exp(wander * rng.standard_normal() - wander**2 / 2)
            clicked = rng.poisson(clicks)
            orders = rng.binomial(clicked, min(rate, 1.0))
            price = 0.5 * np.exp(0.1 * rng.standard_normal())
            value = rng.lognormal(4.0, 0.8, orders).sum()
            rows.append((day, f"Campaign {number}", clicked * price, clicked, orders, value))
    return history(rows)
