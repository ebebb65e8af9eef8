"""Figures as English text and as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

import click

_WHOLE_FROM = 100.0


def number(value: float) -> str:
    """Two decimals, none from 100 on; 0.0042 keeps its digits."""
    if not math.isfinite(value):
        return "none" if math.isnan(value) else "infinite"
    if value == int(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    if 0 < abs(value) < 0.1:
        return f"{value:.3g}"
    return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{value:,.2f}"


def percent(share: float) -> str:
    """A share with one decimal, more where it is small."""
    return f"{share * 100:.1f} %" if share >= 0.1 or share == 0 else f"{share * 100:.2g} %"


def between(low: float, high: float) -> str:
    """The two ends of a 90 % interval."""
    return f"{number(low)} to {number(high)}"


def as_json(value: Any) -> str:
    """JSON that every reader takes: what is not a finite number is null."""
    return json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False, default=str)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(name): _finite(part) for name, part in value.items()}
    return [_finite(part) for part in value] if isinstance(value, list | tuple) else value


def say(sentence: object) -> None:
    """A sentence beside the answer, on stderr."""
    click.echo(f"cpo: {sentence}", err=True)
