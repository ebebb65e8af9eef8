"""The formulas of a workbook give its values, by a second route that knows no more of them than a spreadsheet does.

An office calculates them in `test_workbook`.
"""

import ast
import math
import operator
import re
from typing import Any

import pytest

from simulator import Amount, Fixed, Plan
from simulator.beliefs.distributions import ZERO
from simulator.handout.formulas import (
    budget_row,
    budgets_of,
    inputs_of,
    margin_lines,
    number,
)
from simulator.questions.budgets import budgets_around
from tests.simulator.plans import known, spring
from tests.simulator.test_workbook import PLANS

# -- a spreadsheet in a few lines -----------------------------------------------------------------------------------

OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.Gt: operator.gt, ast.Eq: operator.eq,
}  # fmt: skip
FUNCTIONS = {"MAX": max, "INT": math.floor}


def calculated(formula: str, cells: dict[str, Any]) -> Any:
    """The value of a formula, given those of the cells that it names."""
    written = re.sub(r"(?<!^)=", "==", formula).removeprefix("=").replace("^", "**")
    return _value(ast.parse(written, mode="eval").body, cells)


def _value(node: ast.AST, cells: dict[str, Any]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return cells[node.id]
        case ast.UnaryOp():
            return -_value(node.operand, cells)
        case ast.BinOp():
            return OPERATORS[type(node.op)](_value(node.left, cells), _value(node.right, cells))
        case ast.Compare():
            return OPERATORS[type(node.ops[0])](_value(node.left, cells), _value(node.comparators[0], cells))
        case ast.Call(func=ast.Name("IF")):
            return _value(node.args[1 if _value(node.args[0], cells) else 2], cells)
        case ast.Call(func=ast.Name(name)):
            return FUNCTIONS[name](*(_value(item, cells) for item in node.args))
    raise AssertionError(ast.dump(node))


def is_same(one: Any, other: Any) -> bool:
    return one == other if isinstance(other, str) else math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("plan", PLANS, ids=range(len(PLANS)))
def test_every_formula_gives_the_value_that_the_core_stored_beside_it(plan):
    cells = {item.name: item.value for item in inputs_of(plan)}
    for line in margin_lines(plan):
        value = calculated(line.formula, cells)
        assert is_same(value, line.value), line
        assert line.total == (line.code in ("contribution", "max_cpo", "target_cpo"))
        assert bool(line.name) == (line.formula not in (f"={line.code}", f"=-{line.code}"))
        if line.name:
            cells[line.name] = value
    for row, budget in enumerate(budgets_of(plan), start=4):
        for letter, (formula, value) in zip("ABCDEFG", budget_row(plan, budget, row, is_own=row == 4), strict=True):
            assert bool(formula) == (letter != "A" or row == 4)
            cells[f"{letter}{row}"] = calculated(formula, cells) if formula else budget
            assert is_same(cells[f"{letter}{row}"], value), (letter, row)


def test_a_formula_that_is_another_gives_another_value():
    """Negative control of the second route."""
    cells = {"aov": 80.0, "vat_rate": 0.2}
    assert calculated("=aov*vat_rate/(1+vat_rate)", cells) == pytest.approx(80 / 6)
    assert calculated("=-aov*vat_rate^2", cells) == pytest.approx(-3.2)
    assert calculated('=IF(vat_rate=1,MAX(1,INT(aov/30)),"∞")', cells) == "∞"
    assert calculated('=IF(aov>0,MAX(1,INT(aov/30)),"∞")', cells) == 2


# -- inputs ---------------------------------------------------------------------------------------------------------


def test_inputs_are_their_middle_with_the_ends_of_what_is_uncertain():
    plan = Plan(known(cpc=Amount(0.4, 0.9), cvr=Fixed(0.02), reference_budget=1500))
    given = {item.name: item for item in inputs_of(plan)}
    assert given["cpc"][1:] == pytest.approx((0.6, 0.4, 0.9))
    assert given["cvr"][1:] == (0.02, None, None)
    assert given["reference_budget"].value == 1500
    assert {item.name: item for item in inputs_of(Plan(known()))}["reference_budget"].value == known().budget
    goods = [[item.name for item in inputs_of(item) if item.name.startswith("cogs")] for item in PLANS[:2]]
    assert goods == [["cogs_per_order"], ["cogs_share"]]
    shares = [item.scenario.economics.cogs_share for item in PLANS[:2]]
    assert shares[1] not in (None, ZERO)


@pytest.mark.parametrize(
    ("goal", "last"),
    [
        ({"target_cpo": 12.0}, ("wanted_cpo", 12.0)),
        ({"target_profit_share": 0.25}, ("target_profit_share", 0.25)),
        ({"target_profit": 3.0}, ("target_profit", 3.0)),
        ({}, ("target_profit", 0.0)),
    ],
)
def test_the_last_input_is_the_goal(goal, last):
    plan = Plan(known(**{"target_profit": None, **goal}))
    assert inputs_of(plan)[-1][:2] == last
    (target,) = (line for line in margin_lines(plan) if line.code == "target_cpo")
    most = next(line.value for line in margin_lines(plan) if line.code == "max_cpo")
    assert target.value == pytest.approx(
        {"wanted_cpo": 12, "target_profit_share": most * 0.75}.get(last[0], most - last[1])
    )


def test_budgets_of_the_sheet_are_the_plan_s_own_and_all_around_it():
    for plan in (Plan(spring(budget=4000)), Plan(known(budget=4000, reference_budget=1500))):
        own, *around = budgets_of(plan)
        exact = budgets_around(plan.scenario, 21)
        assert own == 4000
        assert around == sorted(set(around))
        assert min(around) >= exact[0]
        assert {f"{budget:.3g}" for budget in around} == {
            f"{budget:.3g}" for budget in exact if float(f"{budget:.3g}") >= exact[0]
        }
        assert all(budget == float(f"{budget:.3g}") for budget in around)


def test_what_no_cell_can_hold_is_a_sign():
    values = (math.nan, math.inf, -math.inf, -0.5, 0.0)
    assert [number(value) for value in values] == ["–", "∞", "−∞", -0.5, 0.0]
