"""Do the tests notice a small mistake? Changes to a module of the core, one at a time, each met by its tests.

    python -m benchmarks.mutants --module simulator/questions/trial.py --count 20

A change flips a comparison, swaps + and -, min and max, `and` and `or`, moves a number by one or by a tenth, drops a
`not` or a sign, or cuts off a branch. It is made in a copy of the repository, and the tests of the module run there in
a child that has loaded numpy and pytest already: those that run the changed line, the quickest first. Printed is what
was noticed and what was not, with place and change. Changes that change nothing are listed with the reason in
`mutants_equivalent.txt`.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
EQUIVALENT: Final = Path(__file__).with_name("mutants_equivalent.txt")
TESTS: Final = {
    "outcome": ("answers", "drivers", "levers"),
    "inputs": ("answers", "drivers", "levers"),
    "summary": ("answers", "figures"),
    "estimates": ("answers",),
    "order_values": ("answers", "segments"),
    "points": ("draws", "months", "segments"),
    "poisson": ("draws", "answers"),
    "beta": ("beliefs",),
    "checks": ("beliefs", "scenario", "economics"),
    "distributions": ("beliefs", "goal_seek"),
    "ends": ("page_fields",),
    "goals": ("goal_seek",),
    "moved_inputs": ("goal_seek",),
    "saw": ("goal_seek",),
    "crossing": ("goal_seek",),
    "budgets": ("budget_sweep", "budget_wanted", "elasticity"),
    "segment": ("segments", "segment_file"),
    "lever": ("levers",),
    "trial_answers": ("trial",),
    "omnichannel_inputs": ("omnichannel", "page_fields"),
    "split": ("allocation",),
    "cautious": ("allocation",),
    "most_orders": ("allocation",),
    "wanted": ("allocation", "budget_frontier"),
    "frontier": ("budget_frontier",),
    "table": ("channels", "channel_file"),
    "draws": ("channels", "channel_figures", "allocation"),
    "figures": ("figures", "channel_figures"),
    "field_list": ("fields", "page_fields"),
    "table_rows": ("segment_file", "channel_file"),
}
"""Test files of a module in tests/simulator, where they are not called as it is."""
COMPARISONS: Final = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: Final = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
TWINS: Final = {
    "min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any",
    "floor": "ceil", "ceil": "floor",
}  # fmt: skip

QUIETLY: Final = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")

Change = Callable[[ast.AST], None]


class Mutant(NamedTuple):
    """One change: the place of its node in a walk over the module, and what is done to it."""

    place: int
    line: int
    what: str
    change: Change


def mutants_of(tree: ast.Module) -> Iterator[Mutant]:
    """Every change that can be made, in the order of a walk."""
    for place, node in enumerate(_nodes(tree)):
        for what, change in _changes(node):
            yield Mutant(place, getattr(node, "lineno", 0), what, change)


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    """Nodes that compute: no annotations, decorators, refusals or imports."""
    if isinstance(node, ast.Raise):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns", "decorator_list"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from _nodes(child)


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


def mutated(source: str, mutant: Mutant) -> str:
    """The module with one change."""
    tree = ast.parse(source)
    node = next(node for place, node in enumerate(_nodes(tree)) if place == mutant.place)
    mutant.change(node)
    return ast.unparse(ast.fix_missing_locations(tree))


def tests_of(module: Path) -> list[str]:
    """The test files of a module, those that there are."""
    names = TESTS.get(module.stem, (module.stem,))
    paths = [Path("tests") / "simulator" / f"test_{name}.py" for name in names]
    found = [str(path) for path in paths if (ROOT / path).exists()]
    if not found:
        raise SystemExit(f"No tests are known for {module}: add them to TESTS.")
    return found


def tests_by_line(copied: Path, module: Path, tests: list[str]) -> dict[int, list[str]]:
    """Which tests run each line of a module, the quickest first; all of them under line 0. Empty where they fail."""
    recorded = copied.parent / "lines.json"
    if _in_a_child(lambda: _tested(copied, lambda: _record(copied, module, tests, recorded)), 1800):
        return {}
    return {int(line): names for line, names in json.loads(recorded.read_text(encoding="utf-8")).items()}


def _record(copied: Path, module: Path, tests: list[str], recorded: Path) -> int:
    import coverage
    import pytest

    measured = coverage.Coverage(include=[str(copied / module)], data_file=None)
    seconds: dict[str, float] = {}

    class Recorder:
        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
            measured.switch_context(item.nodeid)
            start = time.perf_counter()
            result = yield
            seconds[item.nodeid] = time.perf_counter() - start
            return result

    measured.start()
    code = int(pytest.main([*QUIETLY, *tests], plugins=[Recorder()]))
    measured.stop()
    by_line = measured.get_data().contexts_by_lineno(str(copied / module))
    lines = {
        line: sorted(filter(None, names), key=lambda name: seconds.get(name, 0.0)) for line, names in by_line.items()
    }
    lines[0] = sorted(seconds, key=lambda name: seconds[name])
    recorded.write_text(json.dumps(lines), encoding="utf-8")
    return code


def is_noticed(copied: Path, tests: list[str], limit: float) -> bool:
    """Whether the tests fail in the copy, or do not end within the limit of seconds."""
    import pytest

    return _in_a_child(lambda: _tested(copied, lambda: int(pytest.main([*QUIETLY, *tests]))), limit)


def _in_a_child(run: Callable[[], int], limit: float) -> bool:
    """Whether a child ends with another code than 0, or not within the limit of seconds."""
    child = os.fork()
    if child == 0:
        code = 3
        try:
            code = run()
        finally:
            os._exit(code)  # whatever else the child holds belongs to its parent
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _tested(copied: Path, run: Callable[[], int]) -> int:
    """In the child: a run in the copy, without a word."""
    os.chdir(copied)
    sys.path[:] = [str(copied), *(path for path in sys.path if path not in ("", str(ROOT)))]
    for name in [name for name in sys.modules if name.split(".")[0] in ("simulator", "tests", "benchmarks")]:
        del sys.modules[name]
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    return run()


def equivalent() -> set[tuple[str, str, str]]:
    """Changes that change nothing: module, the line as it stands, and the change."""
    if not EQUIVALENT.exists():
        return set()
    rows = [row.split(" | ") for row in EQUIVALENT.read_text(encoding="utf-8").splitlines() if " | " in row]
    return {(row[0], row[1], row[2]) for row in rows}


def measure(module: Path, count: int, seed: int, limit: float) -> tuple[int, int]:
    """Print what becomes of some changes to a module; how many were noticed, and how many were made."""
    source = (ROOT / module).read_text(encoding="utf-8")
    lines, known = source.splitlines(), equivalent()
    mutants = list(mutants_of(ast.parse(source)))
    chosen = random.Random(f"{seed} {module}").sample(mutants, min(count, len(mutants)))
    tests, noticed, made = tests_of(module), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "copy"
        for part in ("simulator", "tests", "benchmarks", "examples", "docs"):
            shutil.copytree(ROOT / part, copied / part, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
        shutil.copy(ROOT / "pyproject.toml", copied)
        by_line = tests_by_line(copied, module, tests)
        if not by_line:
            raise SystemExit(f"The tests of {module} fail without any change.")
        for mutant in sorted(chosen, key=lambda mutant: mutant.line):
            (copied / module).write_text(mutated(source, mutant), encoding="utf-8")
            line = lines[mutant.line - 1].strip()
            if (str(module), line, mutant.what) in known:
                print(f"  equivalent {module}:{mutant.line}: {mutant.what}: {line}", flush=True)
                continue
            made += 1
            killed = is_noticed(copied, by_line.get(mutant.line) or by_line[0], limit)
            noticed += killed
            if not killed:
                print(f"  SURVIVED   {module}:{mutant.line}: {mutant.what}: {line}", flush=True)
    print(f"{module}: {noticed} of {made} noticed", flush=True)
    return noticed, made


def main() -> int:
    """Measure the modules that are named; 1 when a module stays under nine in ten."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--module", type=Path, action="append", required=True)
    arguments.add_argument("--count", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--limit", type=float, default=120.0, help="seconds for the tests of one change")
    chosen = arguments.parse_args()
    sys.dont_write_bytecode = True
    for library in ("pandas", "pytest", "scipy.optimize", "scipy.stats"):
        importlib.import_module(library)  # once, for all children
    results = [measure(module, chosen.count, chosen.seed, chosen.limit) for module in chosen.module]
    return 0 if all(noticed >= 0.9 * made for noticed, made in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
