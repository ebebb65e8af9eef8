"""Small changes to a module, as its syntax tree with one node changed.

A change flips a comparison, swaps + and -, min and max, `and` and `or`, moves a number by one or by a tenth, drops a
`not` or a sign, or cuts off a branch. Annotations, decorators, refusals (`raise`) and texts stay as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

COMPARISONS: Final = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: Final = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
TWINS: Final = {
    "min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any",
    "floor": "ceil", "ceil": "floor",
}  # fmt: skip

Change = Callable[[ast.AST], None]
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Mutant(NamedTuple):
    """One change: the place of its node in a walk over the module, what is done to it, and which code holds it.

    `outermost` is the statement of the module that holds the node; `inside` tells that it stands in the body of a
    function, so that the module need not be imported anew to change it.
    """

    place: int
    line: int
    what: str
    change: Change
    outermost: ast.stmt
    inside: bool


class _Node(NamedTuple):
    node: ast.AST
    inside: bool


def mutants_of(tree: ast.Module) -> Iterator[Mutant]:
    """Every change that can be made, in the order of a walk."""
    place = 0
    for outermost in tree.body:
        for node, inside in _nodes(outermost, inside=False):
            for what, change in _changes(node):
                yield Mutant(place, getattr(node, "lineno", 0), what, change, outermost, inside)
            place += 1


def mutated(source: str, mutant: Mutant) -> ast.Module:
    """The module with one change."""
    tree = ast.parse(source)
    walk = (node for outermost in tree.body for node, _ in _nodes(outermost, inside=False))
    mutant.change(next(node for place, node in enumerate(walk) if place == mutant.place))
    return ast.fix_missing_locations(tree)


def _nodes(node: ast.AST, *, inside: bool) -> Iterator[_Node]:
    """Nodes that compute: no annotations, decorators, refusals or imports."""
    if isinstance(node, ast.Raise):
        return
    yield _Node(node, inside)
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "decorator_list"):
            within = inside or (isinstance(node, Function) and name == "body")
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _nodes(child, inside=within)


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            flipped = COMPARISONS[type(operator)]
            ops = [*node.ops[:at], flipped(), *node.ops[at + 1 :]]
            yield f"{type(operator).__name__} -> {flipped.__name__}", _set("ops", ops)
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        other = OPERATORS[type(node.op)]
        yield f"{type(node.op).__name__} -> {other.__name__}", _set("op", other())
    elif isinstance(node, ast.BoolOp):
        swapped = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} -> {swapped.__name__}", _set("op", swapped())
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        moved = _moved(node.value)
        yield f"{node.value} -> {moved}", _set("value", moved)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign dropped", _set("op", ast.UAdd())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", _set("operand", ast.UnaryOp(ast.Not(), node.operand))
    elif isinstance(node, ast.If | ast.IfExp):
        yield "branch cut off", _set("test", ast.Constant(False))
    elif isinstance(node, ast.Call):
        called = node.func
        if isinstance(called, ast.Name) and called.id in TWINS:
            yield f"{called.id} -> {TWINS[called.id]}", _set("func", ast.Name(TWINS[called.id], ast.Load()))
        elif isinstance(called, ast.Attribute) and called.attr in TWINS:
            twin = ast.Attribute(called.value, TWINS[called.attr], ast.Load())
            yield f"{called.attr} -> {TWINS[called.attr]}", _set("func", twin)


def _set(part: str, value: Any) -> Change:
    return lambda node: setattr(node, part, value)


def _moved(value: bool | int | float) -> bool | int | float:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else value * 1.1 if value else 0.1
