"""A plan as flat named fields and back: the one form that sidebar, link, file and presets share.

A field holds a number, a flag, a code or nothing (None), never a label. `FIELDS` lists them in their published order
with unit and meaning; `plan_of` builds the plan from values and says everything that is wrong; `fields_of` is its
inverse.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from simulator.beliefs.checks import must_be_money, must_be_positive, must_be_share, must_be_share_throughout
from simulator.beliefs.distributions import (
    LARGEST,
    SMALLEST,
    Amount,
    Belief,
    Fixed,
    Pert,
    Rate,
    RateFromCounts,
    median,
    quantile,
)
from simulator.errors import InputError
from simulator.forms.event_text import season_of
from simulator.forms.field_list import BELIEF_KINDS as BELIEF_KINDS
from simulator.forms.field_list import BY_NAME as BY_NAME
from simulator.forms.field_list import CODES as CODES
from simulator.forms.field_list import DEFAULTS as DEFAULTS
from simulator.forms.field_list import FIELDS as FIELDS
from simulator.forms.field_list import LINK_VERSION as LINK_VERSION
from simulator.forms.field_list import NUMBERS
from simulator.forms.field_list import PARTS as PARTS
from simulator.forms.field_list import START as START
from simulator.forms.field_list import UNCERTAIN as UNCERTAIN
from simulator.forms.field_list import Field as Field
from simulator.forms.field_list import Value as Value
from simulator.forms.field_list import Values as Values
from simulator.forms.field_list import changed as changed
from simulator.forms.field_list import names as names
from simulator.forms.field_list import number_of as number_of
from simulator.forms.field_list import parsed as parsed
from simulator.forms.field_list import text_of as text_of
from simulator.forms.field_list import with_own_spend as with_own_spend
from simulator.plan.economics import MONEY_LINES, ORDER_SHARES, OrderEconomics, RepeatPurchases
from simulator.plan.scenario import Correlations, Plan, Scenario, Settings

Made = TypeVar("Made")

LEAST_DRAWS: Final = 64 * 64
"""The smallest limit on draws: of the most scrambles, the fewest points."""


# ---------------------------------------------------------------------------------------------------------------
# Values -> plan


def plan_of(values: Values) -> tuple[Plan | None, list[InputError]]:
    """The plan that these values describe, or None and everything that is wrong with them, field by field.

    Where they hold a first day and events (fields of `page_fields`), these are the season of the plan.
    """
    given = {**DEFAULTS, **values}
    problems: list[InputError] = []

    def attempt(make: Callable[[], Made]) -> Made | None:
        try:
            return make()
        except InputError as problem:
            problems.append(problem)
            return None

    attempt(lambda: _check_codes(given))
    if problems:
        return None, problems
    beliefs = {name: attempt(partial(belief_of, given, name)) for name in _used(given)}
    for name in _used_numbers(given):
        attempt(partial(_check_number, given, name))
    economics = repeat = correlations = settings = None
    if not problems:
        economics = attempt(lambda: _economics(given, beliefs))
        repeat = attempt(lambda: _repeat(given, beliefs)) if given["repeat_on"] else None
    correlations = attempt(lambda: _correlations(given))
    settings = attempt(lambda: _settings(given))
    if problems or economics is None or correlations is None or settings is None:
        return None, problems
    season = attempt(lambda: season_of(given))
    scenario = attempt(lambda: replace(_scenario(given, beliefs, economics, repeat, correlations), season=season))
    return (None, problems) if scenario is None or problems else (Plan(scenario, settings), problems)


def _used(values: Values) -> list[str]:
    """Uncertain inputs that the plan asks for."""
    unused = set() if values["repeat_on"] else {"new_customer_share", "retention"}
    if values["cogs_kind"] != "share":
        unused.add("cogs_share")
    return [name for name in UNCERTAIN if name not in unused]


def _used_numbers(values: Values) -> list[str]:
    """Money and shares that are never beliefs and that the plan asks for."""
    goals = {"profit": "target_profit", "cpo": "target_cpo", "share": "target_profit_share"}
    unused = set(goals.values()) - {goals[str(values["target_kind"])]}
    if not values["repeat_on"]:
        unused |= {"yearly_discount_rate", "retention_cost"}
    if values["cogs_kind"] != "per_order":
        unused.add("cogs_per_order")
    if values["reference_budget"] is None:
        unused.add("reference_budget")
    return [name for name in NUMBERS if name not in unused]


def _check_number(values: Values, name: str) -> None:
    if name in ("budget", "reference_budget"):
        must_be_positive(name, _number(values, name))
    elif BY_NAME[name].kind == "share":
        must_be_share(name, _number(values, name))
    else:
        must_be_money(name, _number(values, name))


def _check_codes(values: Values) -> None:
    for name, codes in CODES.items():
        if values[name] not in codes:
            raise InputError(
                "One of {codes} is needed, got {value}.",
                field=name,
                codes=", ".join(codes),
                value=str(values[name])[:40],
            )


def belief_of(values: Values, name: str) -> Belief:
    """The belief about one uncertain input.

    Raises
    ------
    InputError
        Naming the field: a number that is missing, or one that the belief refuses.
    """
    kind = str(values[f"{name}_kind"])
    numbers = [_number(values, name + part) for part in PARTS[kind]]
    makers: dict[str, Callable[..., Belief]] = {
        "known": Fixed,
        "interval": Amount if UNCERTAIN[name] == "money" else Rate,
        "lognormal": Amount,
        "three_points": Pert,
        "counts": RateFromCounts,
    }
    try:
        belief = makers[kind](*numbers)
    except InputError as problem:
        part = problem.field
        raise problem.at(name if part in (None, "value") else f"{name}_{part}") from None
    _check_reach(name, belief)
    return belief


def _check_reach(name: str, belief: Belief) -> None:
    """Refuse a belief that reaches where its quantity cannot be, at the field in which that stands."""
    check = must_be_positive if UNCERTAIN[name] == "money" else must_be_share
    if isinstance(belief, Fixed) and name == "cpc_elasticity":
        return  # the plan has a rule of its own for it
    if isinstance(belief, Fixed):
        check(name, belief.value)
    elif isinstance(belief, Pert):
        check(f"{name}_low", belief.low)
        check(f"{name}_high", belief.high)
    elif UNCERTAIN[name] != "money":
        must_be_share_throughout(f"{name}_high", belief)


def _number(values: Values, name: str) -> float:
    value = values[name]
    if value is None or isinstance(value, str):
        raise InputError("A number is missing here.", field=name)
    return float(value)


def _needed(belief: Belief | None) -> Belief:
    if belief is None:
        raise TypeError("the plan is built only when each of its beliefs was")
    return belief


def _economics(values: Values, beliefs: Mapping[str, Belief | None]) -> OrderEconomics:
    per_order = values["cogs_kind"] == "per_order"
    shares: dict[str, Any] = {name: _needed(beliefs[name]) for name in ORDER_SHARES if name != "cogs_share"}
    money: dict[str, Any] = {name: _number(values, name) for name in MONEY_LINES}
    return OrderEconomics(
        aov_includes_vat=bool(values["aov_includes_vat"]),
        vat_rate=_number(values, "vat_rate"),
        cogs_share=None if per_order else _needed(beliefs["cogs_share"]),
        cogs_per_order=_number(values, "cogs_per_order") if per_order else None,
        **shares,
        **money,
    )


def _repeat(values: Values, beliefs: Mapping[str, Belief | None]) -> RepeatPurchases:
    return RepeatPurchases(
        new_customer_share=_needed(beliefs["new_customer_share"]),
        orders_per_year=_number(values, "orders_per_year"),
        years=_number(values, "years"),
        retention=_needed(beliefs["retention"]),
        yearly_discount_rate=_number(values, "yearly_discount_rate"),
        retention_cost=_number(values, "retention_cost"),
    )


def _correlations(values: Values) -> Correlations:
    return Correlations(*(_number(values, f"correlation_{pair}") for pair in ("cpc_cvr", "aov_cvr", "cpc_aov")))


def within_draws(values: Values, most: int) -> tuple[dict[str, Value], InputError | None]:
    """Values that ask for no more draws than may be made, and the sentence that says so; None where they do not.

    A server that many people share sets such a limit below the model's own. What `Settings` refuses stays as it is.

    most : draws of one plan, `LEAST_DRAWS` or more
    """
    points, scrambles = (values.get(name, DEFAULTS[name]) for name in ("points", "scrambles"))
    try:
        draws = Settings(points=points, scrambles=2).points * Settings(scrambles=scrambles).scrambles  # type: ignore[arg-type]
    except InputError:
        return dict(values), None
    if draws <= most:
        return dict(values), None
    scrambles_made = draws // int(points or 1)
    fewer = 2.0 ** math.floor(math.log2(most / scrambles_made))
    limited = InputError(
        "{asked} draws were asked for; this server makes at most {made} for one plan, and makes those.",
        field="points",
        asked=draws,
        made=fewer * scrambles_made,
    )
    return {**values, "points": fewer}, limited


def _settings(values: Values) -> Settings:
    points, scrambles, seed = (_number(values, name) for name in ("points", "scrambles", "seed"))
    return Settings(bool(values["order_luck"]), points, scrambles, seed)  # type: ignore[arg-type]  # checks and settles whole numbers


def _scenario(
    values: Values,
    beliefs: Mapping[str, Belief | None],
    economics: OrderEconomics,
    repeat: RepeatPurchases | None,
    correlations: Correlations,
) -> Scenario:
    wanted = values["target_kind"]
    return Scenario(
        name=str(values["name"] or ""),
        currency=str(values["currency"]),
        budget=_number(values, "budget"),
        period_days=_number(values, "period_days"),
        cpc=_needed(beliefs["cpc"]),
        cvr=_needed(beliefs["cvr"]),
        aov=_needed(beliefs["aov"]),
        economics=economics,
        repeat=repeat,
        target_profit=_number(values, "target_profit") if wanted == "profit" else None,
        target_cpo=_number(values, "target_cpo") if wanted == "cpo" else None,
        target_profit_share=_number(values, "target_profit_share") if wanted == "share" else None,
        order_value_cv=_number(values, "order_value_cv"),
        incremental_share=_needed(beliefs["incremental_share"]),
        cpc_elasticity=_needed(beliefs["cpc_elasticity"]),
        reference_budget=None if values["reference_budget"] is None else _number(values, "reference_budget"),
        correlations=correlations,
        scale_at=_number(values, "scale_at"),
        stop_at=_number(values, "stop_at"),
    )


# ---------------------------------------------------------------------------------------------------------------
# Plan -> values


def fields_of(plan: Plan) -> dict[str, Value]:
    """Every field of a plan; `plan_of` makes the same plan of them."""
    scenario, settings = plan.scenario, plan.settings
    values: dict[str, Value] = {
        **DEFAULTS,
        **_own(scenario, "name", "currency", "budget", "period_days", "reference_budget"),
        **_own(scenario, "order_value_cv", "scale_at", "stop_at"),
        **_own(settings, "order_luck", "points", "scrambles", "seed"),
        **{f"correlation_{pair}": getattr(scenario.correlations, pair) for pair in ("cpc_cvr", "aov_cvr", "cpc_aov")},
        "repeat_on": scenario.repeat is not None,
    }
    for kind, goal in (("profit", "target_profit"), ("cpo", "target_cpo"), ("share", "target_profit_share")):
        if getattr(scenario, goal) is not None:
            values |= {"target_kind": kind, goal: getattr(scenario, goal)}
    owners = (scenario, scenario.economics, *((scenario.repeat,) if scenario.repeat else ()))
    for owner in owners:
        for name in owner.__dataclass_fields__:
            value = getattr(owner, name)
            if name in UNCERTAIN:
                values |= fields_of_belief(name, value) if value is not None else {}
            elif owner is not scenario and name in BY_NAME:
                values[name] = value
    if scenario.economics.cogs_per_order is not None:
        values["cogs_kind"] = "per_order"
    return values


def _own(owner: object, *names: str) -> dict[str, Value]:
    return {name: getattr(owner, name) for name in names}


def fields_of_belief(name: str, belief: Belief) -> dict[str, Value]:
    """The fields of one uncertain input."""
    match belief:
        case Fixed(value):
            return {f"{name}_kind": "known", name: value}
        case Amount(low, high, level):
            kind = "interval" if UNCERTAIN[name] == "money" else "lognormal"
            return {f"{name}_kind": kind, f"{name}_low": low, f"{name}_high": high, f"{name}_level": level}
        case Rate(low, high, level):
            return {
                f"{name}_kind": "interval",
                f"{name}_low": low,
                f"{name}_high": high,
                f"{name}_level": level,
            }
        case RateFromCounts(orders, clicks):
            return {f"{name}_kind": "counts", f"{name}_orders": orders, f"{name}_clicks": clicks}
        case Pert(low, mode, high):
            return {
                f"{name}_kind": "three_points",
                f"{name}_low": low,
                f"{name}_mode": mode,
                f"{name}_high": high,
            }


def same_in_another_kind(name: str, belief: Belief, kind: str) -> dict[str, Value]:
    """First values for an input that is switched to another kind: about what was believed before, in round numbers."""
    of_money = UNCERTAIN[name] == "money"
    least, most = (SMALLEST, LARGEST) if of_money else (1e-6, 0.9999)
    middle = _rounded(median(belief))
    if kind == "known":
        return {name: min(max(middle, SMALLEST), LARGEST) if of_money or middle > 0 else 0.0}
    if kind == "counts":
        clicks = 1000.0
        return {f"{name}_orders": float(round(median(belief) * clicks)), f"{name}_clicks": clicks}
    low, high = (min(max(_rounded(quantile(belief, share)), least), most) for share in (0.05, 0.95))
    if not of_money and middle in (0.0, 1.0):
        low, high = (0.01, 0.05) if middle == 0 else (0.9, 0.99)
    elif low >= high:  # known, or nearly
        further = high * 1.25 if of_money else min(high * 1.25, (1 + high) / 2)
        low, high = max(_rounded(low * 0.8), least), min(_rounded(further), most)
    result: dict[str, Value] = {f"{name}_low": low, f"{name}_high": high}
    if kind == "three_points":
        result[f"{name}_mode"] = min(max(middle, low), high)
    return result


def _rounded(value: float) -> float:
    return float(f"{value:.3g}") if math.isfinite(value) else value
