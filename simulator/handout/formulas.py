"""The model at the middle of its inputs, as formulas of a spreadsheet, each with the value that the core gives it.

A formula speaks of other cells by names, which are the variables of the glossary: ``max_cpo``, ``cpc``. The values come
from `margin_of` and the single formulas of `economics`, so a viewer that does not calculate shows what the core says.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from simulator.beliefs.distributions import ZERO, Belief, median, quantile
from simulator.plan import economics
from simulator.plan.economics import COSTS_WHEN_PLACED, COSTS_WHEN_SENT, MONEY_LINES, RepeatPurchases
from simulator.plan.scenario import Plan, Scenario, middle_shares
from simulator.questions.budgets import budgets_around
from simulator.questions.margin import margin_of

INFINITE: Final = "∞"
"""What a cell shows that divides by nothing: a spreadsheet has no infinite number."""
BUDGETS: Final = 21
"""Rows of the sheet of budgets, the plan's own among them."""
_PAID: Final = "(aov+vat_added+discount+shipping_charged)"
_RETENTION: Final = "(retention*(1+yearly_discount_rate)^(-1/orders_per_year))"
_TERMS: Final = "(MAX(1,INT(orders_per_year*years+0.000000001))-1)"

Value = float | bool | str


class Given(NamedTuple):
    """An input of the workbook: its name, its middle, and the ends of its 90 % interval (None where it is known)."""

    name: str
    value: float | bool
    low: float | None = None
    high: float | None = None


class Line(NamedTuple):
    """A calculated cell: what it is, its formula, its value by the core, and its own name (empty without one).

    total : whether it says what has been reached, or is one step on the way
    """

    code: str
    formula: str
    value: Value
    name: str = ""
    total: bool = False


# -- inputs -----------------------------------------------------------------------------------------------------


def inputs_of(plan: Plan) -> list[Given]:
    """Every input that a formula speaks of."""
    scenario, order, repeat = plan.scenario, plan.scenario.economics, plan.scenario.repeat
    share = _believed("cogs_share", order.cogs_share or ZERO)
    goods = share if order.cogs_per_order is None else Given("cogs_per_order", order.cogs_per_order)
    flat = {name: getattr(order, name) for name in MONEY_LINES}
    given = [
        Given("budget", scenario.budget),
        Given("period_days", scenario.period_days),
        _believed("cpc", scenario.cpc),
        Given("reference_budget", scenario.reference_budget or scenario.budget),
        _believed("cpc_elasticity", scenario.cpc_elasticity),
        _believed("cvr", scenario.cvr),
        _believed("incremental_share", scenario.incremental_share),
        _believed("aov", scenario.aov),
        Given("aov_includes_vat", order.aov_includes_vat),
        Given("vat_rate", order.vat_rate),
        _believed("discount_rate", order.discount_rate),
        Given("shipping_charged", flat.pop("shipping_charged")),
        goods,
        _believed("fee_rate", order.fee_rate),
        _believed("return_rate", order.return_rate),
        _believed("refunded_share", order.refunded_share),
        _believed("recovered_share", order.recovered_share),
        _believed("cancel_rate", order.cancel_rate),
        *(Given(name, value) for name, value in flat.items()),
    ]
    if repeat is not None:
        given += _of_repeat(repeat)
    return [*given, *_goal(scenario)]


def _believed(name: str, belief: Belief) -> Given:
    ends = (quantile(belief, share) for share in (0.05, 0.95)) if belief.is_uncertain else ()
    return Given(name, median(belief), *ends)


def _of_repeat(repeat: RepeatPurchases) -> Iterator[Given]:
    for name in ("new_customer_share", "retention"):
        yield _believed(name, getattr(repeat, name))
    for name in ("orders_per_year", "years", "yearly_discount_rate", "retention_cost"):
        yield Given(name, getattr(repeat, name))


def _goal(scenario: Scenario) -> Iterator[Given]:
    if scenario.target_cpo is not None:
        yield Given("wanted_cpo", scenario.target_cpo)
    elif scenario.target_profit_share is not None:
        yield Given("target_profit_share", scenario.target_profit_share)
    else:
        yield Given("target_profit", scenario.target_profit or 0.0)


# -- from the order value to max CPO ----------------------------------------------------------------------------


def margin_lines(plan: Plan) -> list[Line]:
    """The way from the order value to what an order may cost, line by line."""
    margin, repeat = margin_of(plan), plan.scenario.repeat
    amounts = {line.name: line.amount for line in margin.lines}
    steps = [
        Line(code, formula, float(amounts[code]), "" if formula in (f"={code}", f"=-{code}") else code)
        for code, formula in _steps(plan.scenario)
    ]
    above = "+".join(_cell(step) for step in steps)
    lines = [*steps, Line("contribution", f"={above}", margin.contribution, "contribution", total=True)]
    reached = "contribution"
    if repeat is not None:
        later = float(repeat.later_orders(middle_shares(plan.scenario)["retention"]))
        sum_ = f"{_RETENTION}*(1-{_RETENTION}^{_TERMS})/(1-{_RETENTION})"
        raised = margin.max_cpo - margin.contribution
        lines += [
            Line("later_orders", f"=IF({_RETENTION}=1,{_TERMS},{sum_})", later, "later_orders"),
            Line("repeat_purchases", "=new_customer_share*later_orders*(contribution-retention_cost)", raised,
                 "repeat_purchases"),
        ]  # fmt: skip
        reached = "contribution+repeat_purchases"
    lines.append(Line("max_cpo", f"={reached}", margin.max_cpo, "max_cpo", total=True))
    return [*lines, *_after(plan.scenario, margin.target_cpo, margin.break_even_roas, margin.max_cpc)]


def _steps(scenario: Scenario) -> Iterator[tuple[str, str]]:
    order = scenario.economics
    goods = "cogs_per_order" if order.cogs_per_order is not None else "cogs_share*(aov+vat_added)/(1+vat_rate)"
    when_sent = [
        ("aov", "=aov"),
        ("vat_added", "=IF(aov_includes_vat,0,aov*vat_rate)"),
        ("discount", "=-discount_rate*(aov+vat_added)"),
        ("shipping_charged", "=shipping_charged"),
        ("vat", f"=-{_PAID}*vat_rate/(1+vat_rate)"),
        ("refunds", f"=-return_rate*refunded_share*({_PAID}+vat)"),
        ("goods", f"=-{goods}"),
        ("goods_recovered", "=-goods*return_rate*recovered_share"),
        *((name, f"=-{name}") for name in COSTS_WHEN_SENT),
        ("fees", f"=-fee_rate*{_PAID}-fee_fixed"),
        ("returns", "=-return_rate*return_handling"),
    ]
    yield from when_sent
    left = "+".join(_term(code, formula) for code, formula in when_sent)
    yield "cancellations", f"=-cancel_rate*({left})"
    yield from ((name, f"=-{name}") for name in COSTS_WHEN_PLACED)


def _term(code: str, formula: str) -> str:
    """How a sum speaks of a step: by its own name, or by the input that it is."""
    return formula.removeprefix("=") if formula in (f"={code}", f"=-{code}") else code


def _cell(step: Line) -> str:
    return _term(step.code, step.formula)


def _after(scenario: Scenario, target: float, roas: float, max_cpc: float) -> Iterator[Line]:
    if scenario.target_cpo is not None:
        formula = "=wanted_cpo"
    elif scenario.target_profit_share is not None:
        formula = "=MAX(max_cpo,0)*(1-target_profit_share)"
    else:
        formula = "=max_cpo-target_profit"
    yield Line("target_cpo", formula, target, "target_cpo", total=True)
    yield Line("break_even_roas", f'=IF(max_cpo>0,aov/max_cpo,"{INFINITE}")', number(roas), "break_even_roas")
    yield Line("max_cpc", "=cvr*incremental_share*max_cpo", max_cpc, "max_cpc")


# -- budgets ----------------------------------------------------------------------------------------------------

COLUMNS: Final = ("budget", "cpc", "clicks", "orders", "cpo", "marginal_cpo", "profit")


def budgets_of(plan: Plan) -> list[float]:
    """The budgets of the sheet: the plan's own first, then those around it in three digits."""
    around = [float(f"{budget:.3g}") for budget in budgets_around(plan.scenario, BUDGETS)]
    least = budgets_around(plan.scenario, BUDGETS)[0]
    return [plan.scenario.budget, *dict.fromkeys(budget for budget in around if budget >= least)]


def budget_row(plan: Plan, budget: float, row: int, *, is_own: bool) -> list[tuple[str, Value]]:
    """Formula and value of each of `COLUMNS` in a row of the sheet; the budget of other rows is typed.

    row : as a spreadsheet counts, from 1
    """
    scenario = replace(plan.scenario, budget=budget, target_cpo=None)
    price = median(scenario.cpc) * scenario.cpc_factor
    clicks = budget / price
    orders = clicks * median(scenario.cvr) * median(scenario.incremental_share)
    cost = float(economics.cpo(budget, orders))
    gamma = median(scenario.cpc_elasticity)
    a, b, c, d, e = (f"{letter}{row}" for letter in "ABCDE")
    return [
        ("=budget" if is_own else "", budget),
        (f"=cpc*({a}/reference_budget)^cpc_elasticity", price),
        (f"={a}/{b}", clicks),
        (f"={c}*cvr*incremental_share", orders),
        (f'=IF({d}>0,{a}/{d},"{INFINITE}")', number(cost)),
        (f'=IF({d}>0,{e}/(1-cpc_elasticity),"{INFINITE}")', number(float(economics.marginal_cpo(cost, gamma)))),
        (f"={d}*max_cpo-{a}", orders * margin_of(plan).max_cpo - budget),
    ]


def number(value: float) -> Value:
    """A number as a cell holds it; what is infinite as its sign."""
    if math.isnan(value):
        return "–"
    return value if math.isfinite(value) else (INFINITE if value > 0 else f"−{INFINITE}")
