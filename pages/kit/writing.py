"""TODO."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pages.kit import labels as kit_labels
from pages.kit.words import Words, in_markdown
from simulator import BudgetFigures, Estimate, InputError, Plan
from simulator.forms.fields import BY_NAME, PARTS, UNCERTAIN, Value, Values
from simulator.questions.figures import Figures

MOST_NAMED = 4
"""Channels named in a sentence; the rest is counted."""

LARGE_ENOUGH = 100
"""Money from here on is written without decimals where it is an estimate."""

SHARES = ("cvr",)

COUNTS = ("clicks", "orders")

RATIOS = ("roas", "break_even_roas")

INPUT_OF = {
    f"{name}{part}": name
    for name in UNCERTAIN
    for part in ("_kind", *(part for parts in PARTS.values() for part in parts))
    if f"{name}{part}" in BY_NAME
}
"""The uncertain input that a field belongs to."""

LARGE_ENOUGH = 100
"""Budgets from here on are written without decimals."""

FINEST = 5000
"""Profit is told to this part of the budget."""


def amount(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """An estimate of money: whole from a hundred on."""
    if math.isnan(value):
        return "–"
    decimals = 0 if abs(value) >= LARGE_ENOUGH else None
    return words.money(value, plan.scenario.currency, error=error, decimals=decimals)


def cents(words: Words, plan: Plan, value: float) -> str:
    """A spend, to the cent: it is decided, not estimated."""
    return words.money(value, plan.scenario.currency)


def in_money(words: Words, plan: Plan, error: InputError) -> InputError:
    """The same refusal, its spends with their currency."""
    if error.field not in ("min_spend", "max_spend", "total"):
        return error
    spends = {name: error.values[name] for name in ("least", "most", "total") if name in error.values}
    written = {name: cents(words, plan, value) for name, value in spends.items() if isinstance(value, float)}
    return InputError(error.message, field=error.field, **(error.values | written))


def signed(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """An estimate of a change of money."""
    written = amount(words, plan, value, error)
    return f"+{written}" if value > 0 else written


def per_unit(words: Words, plan: Plan, value: float) -> str:
    """What one unit of money earns: to the hundredth, also where there are no cents."""
    return words.money(value, plan.scenario.currency, decimals=2)


def one_unit(words: Words, plan: Plan) -> str:
    """The next euro, in the plan's currency."""
    return words.money(1, plan.scenario.currency, decimals=0)


def in_percent(words: Words, value: float) -> str:
    return "–" if math.isnan(value) else words.percent(value, decimals=0)


def chance_of(words: Words, value: float) -> str:
    """A chance in whole percent."""
    if math.isnan(value):
        return "–"
    if value < 0.005:
        return f"< {words.percent(0.01, decimals=0)}"
    return f"> {words.percent(0.99, decimals=0)}" if value > 0.995 else words.percent(value, decimals=0)


def orders_of(words: Words, value: float) -> str:
    """A number of orders."""
    return words.number(value, decimals=0 if value >= 10 else 1)


def error_of(value: Any) -> float:
    """A simulation error, 0 where there is none."""
    return 0.0 if math.isnan(float(value)) else float(value)


def listed(words: Words, parts: Sequence[str]) -> str:
    """Parts of a sentence, the first few of them; the rest is counted."""
    more = len(parts) - MOST_NAMED
    counted = [words.text("and {count} more", count=words.number(more))] if more > 0 else []
    return ", ".join([*parts[:MOST_NAMED], *counted])


def input_value(words: Words, plan: Plan, name: str, value: float) -> str:
    """A value of an input in its unit, with three significant digits or fewer."""
    share, currency = BY_NAME[name].kind == "share", plan.scenario.currency
    shown = abs(value) * 100 if share else abs(value)
    most = max(0, 2 - math.floor(math.log10(shown))) if shown > 0 else 0
    decimals = next(
        each for each in range(most + 1) if each == most or math.isclose(round(shown, each), shown, rel_tol=1e-6)
    )
    if share:
        return words.percent(value, decimals=decimals)
    if BY_NAME[name].kind == "number":
        return words.number(value, decimals=decimals)
    return words.money(value, currency, decimals=decimals if name == "budget" or decimals > 2 else None)


def output(words: Words, plan: Plan, name: str, estimate: Estimate) -> str:
    """A figure of an output in its unit, no digit finer than its simulation error."""
    value, error = estimate.value, estimate.mc_error
    if math.isinf(value):
        return words.text("none") if name == "break_even_roas" else "∞"
    if name in SHARES:
        return words.percent(value, error=error, decimals=2)
    if name in COUNTS:
        return words.number(value, error=error, decimals=0 if value >= 10 else 1)
    if name in RATIOS:
        return words.number(value, error=error, decimals=2)
    return words.money(value, plan.scenario.currency, error=error)


def interval(words: Words, plan: Plan, figures: Figures, name: str) -> str:
    """The 90 % interval of an output."""
    spread = figures.spreads[name]
    error = max(spread.low.mc_error, spread.high.mc_error)
    low, high = (output(words, plan, name, Estimate(end.value, error)) for end in (spread.low, spread.high))
    return words.text("{level}: {low} to {high}", level=words.percent(0.9, decimals=0), low=low, high=high)


def _signed(change: float, text: str) -> str:
    # Streamlit tells a fall by the plain minus sign in front.
    return f"{'-' if change < 0 else '+'}{text}"


def _earned(words: Words, plan: Plan, value: float) -> str:
    return ("+" if value > 0 else "") + per_unit(words, plan, value)


def written(words: Words, values: Values, name: str) -> str:
    """An input of a plan as its reader writes it, without its unit."""
    if name not in UNCERTAIN:
        return _written(words, name, values[name])
    kind = str(values[f"{name}_kind"])
    parts = [_written(words, name + part, values[name + part]) for part in PARTS[kind] if part != "_level"]
    if kind == "counts":
        return words.text("{orders} of {clicks}", orders=parts[0], clicks=parts[1])
    return " – ".join(parts)


def _written(words: Words, name: str, value: Value) -> str:
    if isinstance(value, bool):
        return words.text("yes") if value else words.text("no")
    if value is None:
        return "–"
    if isinstance(value, str):
        label = kit_labels.CODE_LABELS.get((name, value))
        return words.text(label) if label else value
    return words.exact(value, percent=BY_NAME[name].kind == "share")


def whole_money(words: Words, plan: Plan, amount: float) -> str:
    """A budget, without decimals where it is large."""
    return words.money(amount, plan.scenario.currency, decimals=0 if amount >= LARGE_ENOUGH else None)


def marked_money(words: Words, plan: Plan, amount: float) -> str:
    """The same for texts with markup."""
    return in_markdown(whole_money(words, plan, amount))


def mean_profit(words: Words, plan: Plan, figures: BudgetFigures) -> str:
    """To a five-thousandth of the budget: finer than its simulation error would be more than anyone wants to read."""
    error = max(figures.profit_error, figures.budget / FINEST)
    return output(words, plan, "profit", Estimate(figures.profit_mean, error))


def profit(words: Words, plan: Plan, figures: BudgetFigures, value: float) -> str:
    """A quantile of profit: its error is below 0.5 % of the interval (measured from budgets of 50 to 50,000)."""
    error = max((figures.profit_p95 - figures.profit_p5) / 200, figures.budget / FINEST)
    return output(words, plan, "profit", Estimate(value, error))


def per_order(words: Words, plan: Plan, value: float) -> str:
    """A median cost per order, to two parts in a thousand."""
    return output(words, plan, "cpo", Estimate(value, 0.002 * abs(value) if math.isfinite(value) else 0.0))


def chance(words: Words, plan: Plan, figures: BudgetFigures) -> str:
    """The chance that a budget breaks even."""
    estimate = Estimate(figures.break_even_probability, figures.break_even_error)
    return words.short_chance(estimate, plan.settings.draws)
