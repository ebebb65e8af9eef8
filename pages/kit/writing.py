"""Every figure → text, by one set of rules for all pages.

1. A figure shows no digit finer than its simulation error.
2. An amount of money of 100 or more is whole; below, it has the decimals of its currency. Amounts that are
   no estimates (`exact_money`) keep their cents.
3. Orders and clicks are whole from 10 on and have one decimal below.
4. A fall begins with "−" (`words.MINUS`), a rise of a change with "+", and no line end tears a sign off.
5. A change is the difference of the two figures as they are printed: 64 % and 82 % differ by 18 points.
6. An estimate from ten million on has three digits and the short word of the locale: "€160M". A card holds no more.
7. Where there is no figure stands "–", and what is infinite is "∞".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from pages.kit import labels
from pages.kit.words import MINUS, Words, as_printed, decimals_of
from simulator import Estimate, InputError, Plan
from simulator.forms.fields import BY_NAME, PARTS, UNCERTAIN, Value, Values
from simulator.questions.figures import Figures

NONE: Final = "–"
"""Where there is no figure."""
WHOLE_FROM: Final = 100
"""Money from here on is written without decimals."""
MOST_LISTED: Final = 4
"""Names in a sentence; the rest is counted."""
PARTS_OF_A_BUDGET: Final = 5000
"""Profit is written to this part of the budget: finer is more than anyone wants to read."""
LEAST_SHARE: Final = 0.005
"""A share below this is written as 0 %."""
SHORTENED_FROM: Final = 10_000_000
"""From here on an estimate is written with the locale's short word for millions."""
MUCH_MONEY: Final = 100_000
MANY_CLICKS: Final = 10_000
"""From here on three digits are written."""
_RATES: Final = ("cvr", "conversion_rate")
_COUNTS: Final = ("clicks", "orders")
_RATIOS: Final = ("roas", "break_even_roas")


def days(words: Words, number: float) -> str:
    """A counted period: "1 day", "30 days"."""
    return words.plural("{count} day", "{count} days", number, count=words.exact(number))


# -- money ----------------------------------------------------------------------------------------------------------


def money(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """An estimate of money in the plan's currency: whole from 100 on, no digit finer than its simulation error."""
    if math.isnan(value):
        return NONE
    return _money(words, plan.scenario.currency, value, error, 0 if is_large(value) else None)


def _money(words: Words, currency: str, value: float, error: float, decimals: int | None) -> str:
    if SHORTENED_FROM <= abs(value) < math.inf:
        return words.short_money(value, currency)
    return words.money(value, currency, error=error, decimals=decimals)


def signed_money(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """An estimate of a change of money, as `money` writes it, with its sign."""
    return with_sign(money(words, plan, value, error), value)


def exact_money(words: Words, plan: Plan, value: float) -> str:
    """An amount that is no estimate, as a spend that was decided or a step of the margin: to the cent."""
    return NONE if math.isnan(value) else words.money(value, plan.scenario.currency)


def signed_exact_money(words: Words, plan: Plan, value: float) -> str:
    """A change of an amount that is no estimate, with its sign."""
    return with_sign(exact_money(words, plan, value), value)


def money_per_unit(words: Words, plan: Plan, value: float) -> str:
    """What one unit of the currency earns: to the hundredth, also where the currency has no cents."""
    return words.money(value, plan.scenario.currency, decimals=2)


def signed_money_per_unit(words: Words, plan: Plan, value: float) -> str:
    """What one more unit of the currency earns or loses, with its sign."""
    return with_sign(money_per_unit(words, plan, value), value)


def one_unit(words: Words, plan: Plan) -> str:
    """One unit of the plan's currency: "€1"."""
    return words.money(1, plan.scenario.currency, decimals=0)


def period_profit(words: Words, plan: Plan, value: float, error: float = 0.0, *, budget: float | None = None) -> str:
    """Profit of the period, no digit finer than its simulation error and than a five-thousandth of the budget.

    budget : that which makes the profit; the plan's own if None
    """
    coarsest = max(error, (plan.scenario.budget if budget is None else budget) / PARTS_OF_A_BUDGET)
    return output(words, plan, "profit", Estimate(value, coarsest))


def signed_period_profit(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """A change of the period's profit, as `period_profit` writes it, with its sign."""
    return with_sign(period_profit(words, plan, value, error), value)


def cost_per_order(words: Words, plan: Plan, value: float) -> str:
    """A median cost per order whose simulation error is not at hand: to two parts in a thousand."""
    return output(words, plan, "cpo", Estimate(value, 0.002 * abs(value) if math.isfinite(value) else 0.0))


# -- numbers and shares ---------------------------------------------------------------------------------------------


def with_sign(number: str, value: float) -> str:
    """A printed change with a plus in front where it is a rise; a fall has its minus already.

    number : the value as printed
    """
    return f"+{number}" if value > 0 else number


def count(words: Words, value: float, error: float = 0.0) -> str:
    """A number of orders, clicks or visits: whole from 10 on, one decimal below, no digit finer than its error."""
    return NONE if math.isnan(value) else words.number(value, error=error, decimals=0 if value >= 10 else 1)


def percent(words: Words, share: float, *, decimals: int = 0) -> str:
    """A share in percent, "–" where there is none."""
    return NONE if math.isnan(share) else words.percent(share, decimals=decimals)


def signed_percent(words: Words, share: float, *, decimals: int = 0) -> str:
    """A relative change in percent with its sign; one that rounds to nothing has none."""
    if math.isnan(share):
        return NONE
    return with_sign(words.percent(share, decimals=decimals), as_printed(share * 100, 0.0, decimals)[0])


def relative_change(words: Words, change: float) -> str:
    """A relative change in percent with its sign, a decimal only where it has one: "+12%", "−2.5%"."""
    whole = math.isnan(change) or round(change * 100, 1).is_integer()
    return signed_percent(words, change, decimals=0 if whole else 1)


def signed_points(words: Words, change: float) -> str:
    """A change of a share in percentage points with its sign, two significant digits.

    change : of the share, 0 to 1
    """
    sign = MINUS if change < 0 else "+" if change > 0 else ""
    return sign + words.points(abs(change))


def brief_chance(words: Words, value: float, error: float = 0.0, *, decimals: int = 1) -> str:
    """A chance where there is little room, "< 0.1%" for what is rarer, "–" where there is none."""
    return words.brief_chance(Estimate(value, error), decimals=decimals)


def short_chance(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """A chance in a sentence or a table: "less than 1 in 5,000" where no draw of the plan shows it."""
    return words.short_chance(Estimate(value, error), plan.settings.draws)


def chance_error(words: Words, estimate: Estimate, draws: int) -> str:
    """What stands below a chance: its simulation error, or its bound where no draw contradicts it."""
    return words.rare(estimate, draws) or words.text(
        "± {error} simulation error", error=words.error_points(estimate.mc_error)
    )


def level(words: Words, share: float = 0.9) -> str:
    """The chance that an interval holds: "90%"."""
    return words.percent(share, decimals=0)


def range_of(words: Words, low: str, high: str) -> str:
    """The 90 % interval between two printed ends."""
    return words.text("likely {low} to {high}", low=low, high=high)


def error_of(value: Any) -> float:
    """A simulation error from a table: 0 where the cell is empty."""
    return 0.0 if math.isnan(float(value)) else float(value)


def listed(words: Words, parts: Sequence[str]) -> str:
    """Parts of a sentence: the first few of them, the rest counted."""
    more = len(parts) - MOST_LISTED
    counted = [words.text("and {count} more", count=words.number(more))] if more > 0 else []
    return ", ".join([*parts[:MOST_LISTED], *counted])


# -- few digits of what is large, two of what is small --------------------------------------------------------------


def round_money(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """An amount as `money` writes it, in three digits from 100,000 on: more would not be read."""
    return money(words, plan, value, max(error, _third_digit(value, MUCH_MONEY)))


def clicks(words: Words, value: float) -> str:
    """A number of clicks: whole, in three digits from 10,000 on; a part of a click below 10 shows two digits."""
    if value < 10 and value != int(value):
        return words.number(value, decimals=_two_digits(value, 1))
    return words.number(value, error=_third_digit(value, MANY_CLICKS))


def rate(words: Words, share: float) -> str:
    """A conversion rate with two decimals, more where it would have fewer than two digits."""
    return words.percent(share, decimals=_two_digits(share * 100, 2))


def money_per_click(words: Words, plan: Plan, value: float) -> str:
    """What a click earns or loses: three decimals, more where it would have fewer than two digits."""
    return words.money(value, plan.scenario.currency, decimals=_two_digits(value, 3))


def exact_chance(words: Words, share: float) -> str:
    """A chance that is an exact sum and has no simulation error: 0 and 1 are just that."""
    return words.percent(share) if share in (0, 1) else brief_chance(words, share)


def uncertain_share(words: Words, share: float, error: float) -> str:
    """A share of a variance in whole percent; "up to 0.4%" where its error hides how much more than nothing it is."""
    shown = words.percent(max(share, 0.0), error=error, decimals=0)
    if share < LEAST_SHARE or shown != words.percent(0.0, decimals=0):
        return shown
    most = share + 2 * error
    step = 10.0 ** math.floor(math.log10(most))
    return words.text("up to {share}", share=words.percent(min(1.0, math.ceil(most / step) * step), decimals=0))


def _third_digit(value: float, large: float) -> float:
    """The place of the third digit of what is large, else 0."""
    return 10.0 ** (math.floor(math.log10(abs(value))) - 2) if large <= abs(value) < math.inf else 0.0


def _two_digits(value: float, decimals: int) -> int:
    """These decimals, more where the value would have fewer than two digits."""
    return max(decimals, 1 - math.floor(math.log10(abs(value)))) if value else decimals


# -- outputs and their changes --------------------------------------------------------------------------------------


def output(words: Words, plan: Plan, name: str, estimate: Estimate) -> str:
    """A figure of an output in its unit, no digit finer than its simulation error.

    name : of the output, as in `labels.OUTPUT_NAMES`
    """
    value, error = estimate.value, estimate.mc_error
    if math.isnan(value):
        return NONE
    if math.isinf(value):
        return words.text("none") if name == "break_even_roas" else "∞"
    return _in_unit(words, plan, name, value, error, _finest(plan, name, value))


def _in_unit(words: Words, plan: Plan, name: str, value: float, error: float, decimals: int) -> str:
    if name in _RATES:
        return words.percent(value, error=error, decimals=decimals)
    if name in _COUNTS and SHORTENED_FROM <= abs(value) < math.inf:
        return words.short_number(value)
    if name in (*_COUNTS, *_RATIOS):
        return words.number(value, error=error, decimals=decimals)
    return _money(words, plan.scenario.currency, value, error, decimals)


def _finest(plan: Plan, name: str, value: float) -> int:
    """The decimals that an output shows at most."""
    if name in _COUNTS:
        return 0 if value >= 10 else 1
    if name in (*_RATES, *_RATIOS):
        return 2
    return 0 if is_large(value) else decimals_of(plan.scenario.currency)


def is_large(amount: float) -> bool:
    """Whether an amount of money is written without cents."""
    return abs(round(amount, 2)) >= WHOLE_FROM


def interval(words: Words, plan: Plan, figures: Figures, name: str) -> str:
    """The 90 % interval of an output, both ends to the same digit."""
    spread = figures.spreads[name]
    error = max(spread.low.mc_error, spread.high.mc_error)
    low, high = (output(words, plan, name, Estimate(end.value, error)) for end in (spread.low, spread.high))
    return range_of(words, low, high)


def output_change(words: Words, plan: Plan, name: str, now: Estimate, before: Estimate) -> str | None:
    """The difference of two figures of an output as they are printed, with its sign; None where one is infinite."""
    if not math.isfinite(now.value - before.value):
        return None
    unit = 100 if name in _RATES else 1
    ends = [as_printed(end.value * unit, end.mc_error * unit, _finest(plan, name, end.value)) for end in (now, before)]
    difference, decimals = ends[0][0] - ends[1][0], max(shown for _, shown in ends)
    return _at_least_a_plus(_in_unit(words, plan, name, difference / unit, 0.0, decimals))


def chance_change(words: Words, now: Estimate, before: Estimate) -> str:
    """The difference of two chances as `Words.brief_chance` prints them, in points with its sign."""
    ends = [as_printed(min(max(end.value, 0.001), 0.999) * 100, end.mc_error * 100, 1) for end in (now, before)]
    difference, decimals = ends[0][0] - ends[1][0], max(shown for _, shown in ends)
    return _at_least_a_plus(words.text("{points} points", points=words.number(difference, decimals=decimals)))


def _at_least_a_plus(number: str) -> str:
    return number if MINUS in number else f"+{number}"


# -- inputs ---------------------------------------------------------------------------------------------------------


def input_value(words: Words, plan: Plan, name: str, value: float, *, beside: float | None = None) -> str:
    """A value of an input in its unit, with three significant digits or fewer.

    beside : another value of it in the same sentence, whose decimals it shows as well
    """
    share, shown = BY_NAME[name].kind == "share", abs(value) * (100 if BY_NAME[name].kind == "share" else 1)
    decimals = max(
        _input_decimals(abs(estimate) * (100 if share else 1)) for estimate in (value, beside) if estimate is not None
    )
    if share:
        return words.percent(value, decimals=decimals)
    if BY_NAME[name].kind == "number":
        return words.number(value, decimals=decimals)
    small = 0 < shown < 0.1 and decimals > 2  # of a click price below ten cents a cent is much
    return words.money(value, plan.scenario.currency, decimals=decimals if name == "budget" or small else None)


def _input_decimals(shown: float) -> int:
    """The decimals of a value of an input as it is shown: as few as it has, three significant digits at most."""
    most = max(0, 2 - math.floor(math.log10(shown))) if shown > 0 else 0
    return next(
        digits
        for digits in range(most + 1)
        if digits == most or math.isclose(round(shown, digits), shown, rel_tol=1e-6)
    )


def input_text(words: Words, values: Values, name: str) -> str:
    """An input of a plan as its reader types it, without its unit: "0.45 – 0.75", "30 of 1,000", "yes"."""
    if name not in UNCERTAIN:
        return _field_text(words, name, values[name])
    kind = str(values[f"{name}_kind"])
    parts = [_field_text(words, name + part, values[name + part]) for part in PARTS[kind] if part != "_level"]
    if kind == "counts":
        return words.text("{orders} of {clicks}", orders=parts[0], clicks=parts[1])
    return " – ".join(parts)


def _field_text(words: Words, name: str, value: Value) -> str:
    if isinstance(value, bool):
        return words.text("yes") if value else words.text("no")
    if value is None:
        return NONE
    if isinstance(value, str):
        label = labels.CODE_LABELS.get((name, value))
        return words.text(label) if label else value
    return words.exact(value, percent=BY_NAME[name].kind == "share")


def error_in_money(words: Words, plan: Plan, error: InputError) -> InputError:
    """The same error, its spends written with the plan's currency."""
    if error.field not in ("min_spend", "max_spend", "total"):
        return error
    limits = {name: error.values[name] for name in ("least", "most", "total") if name in error.values}
    in_currency = {name: exact_money(words, plan, value) for name, value in limits.items() if isinstance(value, float)}
    return InputError(error.message, field=error.field, **(error.values | in_currency))
