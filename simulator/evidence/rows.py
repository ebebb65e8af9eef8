"""The tidy forms of what an export holds: ad spend by day and campaign, and orders.

Nothing else of a file is kept. A customer is a salted hash that means nothing outside this process; names, e-mails and
addresses never get here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

AD_COLUMNS: Final = ("date", "campaign", "spend", "clicks", "orders", "value")
ORDER_COLUMNS: Final = ("date", "order", "customer", "value", "refunded", "cancelled", "new_customer")
SALES_COLUMNS: Final = ("date", "orders", "value", "first_orders")
MEASURES: Final = ("spend", "clicks", "orders", "value")
_MONTH: Final = (28, 31)
"""Days of a row that is a month: it ends where the next one begins, whatever its length."""


@dataclass(frozen=True, slots=True, eq=False)
class AdRows:
    """Ad spend and what it brought: one row per date × campaign, sorted by both; treat the frame as frozen.

    frame         date (datetime64, a day), campaign (str, "" where the export names none), spend [currency], clicks,
                  orders (may be fractional), value [currency]; the four are floats, NaN where the export cannot tell
                  (no such column, or Meta results that are not purchases)
    currency      ISO 4217 code; None where the file does not say
    platform      google_ads, meta_ads, ga4 or table
    days_per_row  1 for a daily export; 7 for weeks and so on: `date` is then the first day of the row
    """

    frame: pd.DataFrame
    currency: str | None
    platform: str
    days_per_row: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class OrderRows:
    """Orders: one row per order, sorted by date; treat the frame as frozen.

    frame     date (datetime64, a day), order (opaque id), customer (salted hash, "" where unknown), value (after
              discounts, without shipping; before refunds) [currency], refunded (money paid back) [currency],
              cancelled (bool), new_customer (boolean: False when an earlier order of the same customer is in the file,
              True only when the file says so, else NA, as the first order may lie before the file begins)
    currency  ISO 4217 code; None where the file does not say
    platform  the key of the shop's description, or table
    tells     of refunded and cancelled, what the export would say if there were any
    """

    frame: pd.DataFrame
    currency: str | None
    platform: str
    tells: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class SalesRows:
    """A shop's sales by day: one row per day, sorted; treat the frame as frozen.

    frame         date (datetime64, a day), orders, value [currency], first_orders (orders of customers who bought for
                  the first time); the three are floats, NaN where the export does not tell
    currency      ISO 4217 code; None where the file does not say
    platform      where the file comes from
    days_per_row  1 for days; 7 for weeks and so on: `date` is then the first day of the row
    """

    frame: pd.DataFrame
    currency: str | None
    platform: str
    days_per_row: int = 1


def row_ends(starts: NDArray[np.datetime64], per_row: int) -> NDArray[np.datetime64]:
    """The day after the last one of each row, from the first days of rows that cover so many days."""
    if _MONTH[0] <= per_row <= _MONTH[1]:
        return (starts.astype("datetime64[M]") + 1).astype("datetime64[D]") + (starts - starts.astype("datetime64[M]"))
    return starts + np.timedelta64(per_row, "D")
