"""What the operator of a shared server lets one plan ask for, and visits hold in its memory."""

import os
from typing import Final

from simulator.cache import USUAL_MOST_BYTES
from simulator.forms.fields import LEAST_DRAWS
from simulator.plan.scenario import MOST_DRAWS

USUAL_MOST_DRAWS: Final = 2**18
USUAL_MOST_EXPORT_BYTES: Final = 250_000_000
"""Some three files of the largest size, read."""


def most_draws() -> int:
    """Draws of one plan at most: `CPO_MOST_DRAWS`, within what the model can make.

    Raises
    ------
    ValueError
        When the variable is no whole number: the operator should see it at the first visit.
    """
    wanted = int(os.environ.get("CPO_MOST_DRAWS", USUAL_MOST_DRAWS))
    return min(max(wanted, LEAST_DRAWS), MOST_DRAWS)


def most_cache_bytes() -> int:
    """Bytes of all cached results together: `CPO_CACHE_MB` megabytes.

    Raises
    ------
    ValueError
        When the variable is no number above 0: the operator should see it at the start.
    """
    return _megabytes("CPO_CACHE_MB", USUAL_MOST_BYTES)


def most_export_bytes() -> int:
    """Bytes that the exports of one visit may take once they are read: `CPO_EXPORTS_MB` megabytes.

    Raises
    ------
    ValueError
        When the variable is no number above 0.
    """
    return _megabytes("CPO_EXPORTS_MB", USUAL_MOST_EXPORT_BYTES)


def _megabytes(variable: str, usual: int) -> int:
    wanted = float(os.environ.get(variable, usual / 1e6))
    if not 0 < wanted < float("inf"):
        raise ValueError(f"{variable} is a number of megabytes above 0")
    return int(wanted * 1e6)
