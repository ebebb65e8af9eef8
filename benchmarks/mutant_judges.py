"""Tests that judge changes: which of them run which line, and a session that has collected them all and runs some."""

from __future__ import annotations

import ast
import gc
import json
import os
import re
import resource
import signal
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final, NamedTuple

import coverage

from benchmarks.mutation import Mutant, mutated

ROOT: Final = Path(__file__).parents[1]
QUIETLY: Final = ("-x", "-q", "-s", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist")
SLOWEST, SECONDS, MOST_JUDGES = 1.0, 10.0, 1000
"""A test that takes longer judges nothing; those of one change take at most so long; and there are at most so many."""
_CACHED: Final = type(lru_cache(maxsize=1)(len))
MEMORY_LIMIT: Final = 6 * 2**30
"""Bytes of a child: a change that fills the memory ends there."""


class Made(NamedTuple):
    """A change of a module, as text where it stands; `nth` of its kind in lines that read the same."""

    module: str
    mutant: Mutant
    line: str
    nth: int

    @property
    def called(self) -> str:
        """What it is called in a list: of two comparisons in one line, each has a name of its own."""
        return self.mutant.what if self.nth == 1 else f"{self.mutant.what} ({self.nth})"

    @property
    def name(self) -> str:
        return f"{self.module} | {self.mutant.place} | {self.called}"


class Ran(NamedTuple):
    """What a test file ran: seconds of each test, and the tests of each line of each module."""

    seconds: dict[str, float]
    lines: dict[str, dict[int, list[str]]]

    @classmethod
    def read(cls, row: dict[str, Any]) -> Ran:
        """From what was written as JSON, which knows no numbers as names."""
        lines = {
            module: {int(line): names for line, names in by_line.items()} for module, by_line in row["lines"].items()
        }
        return cls(row["seconds"], lines)


class Judges:
    """The tests that judge a change of a module."""

    def __init__(self, ran: list[Ran], imported: dict[str, set[str]]) -> None:
        self._seconds = {name: seconds for one in ran for name, seconds in one.seconds.items()}
        self._imported = imported
        """By test file: the modules that it imports something from."""
        self._lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for one in ran:
            for module, by_line in one.lines.items():
                for line, names in by_line.items():
                    self._lines[module][line] += names

    def of(self, made: Made) -> list[str]:
        """Those that run its line; outside functions, those that run lines with the name that it is part of.

        Where nothing of a module runs after its import, those that import something from it.
        """
        by_line, mutant = self._lines[made.module], made.mutant
        if mutant.inside and by_line.get(mutant.line):
            return self._sorted(made.module, by_line[mutant.line])
        names = {name for line in self._lines_near(made) for name in by_line.get(line, [])}
        names = names or {name for names in by_line.values() for name in names}
        return self._sorted(made.module, names or self._importing(made.module))

    def _importing(self, module: str) -> set[str]:
        return {name for name in self._seconds if module in self._imported.get(name.partition("::")[0], ())}

    def run_line(self, made: Made) -> bool:
        """Whether a test runs its line, which a test does not where the line runs at import."""
        return bool(self._lines[made.module].get(made.mutant.line))

    @staticmethod
    def _lines_near(made: Made) -> list[int]:
        outermost = made.mutant.outermost
        if not isinstance(outermost, ast.Assign | ast.AnnAssign):
            return list(range(outermost.lineno, (outermost.end_lineno or outermost.lineno) + 1))
        targets = outermost.targets if isinstance(outermost, ast.Assign) else [outermost.target]
        named = {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
        mentions = re.compile(rf"\b({'|'.join(map(re.escape, named))})\b")
        lines = (ROOT / made.module).read_text(encoding="utf-8").splitlines()
        return [at for at, line in enumerate(lines, start=1) if mentions.search(line)]

    def seconds(self, names: list[str]) -> float:
        return sum(self._seconds[name] for name in names)

    def _sorted(self, module: str, names: Iterable[str]) -> list[str]:
        """Those that import the module first, one case of every test before a second one, as far as the time goes."""
        quick = sorted({name for name in names if self._seconds[name] <= SLOWEST}, key=lambda name: self._seconds[name])
        cases: dict[str, int] = defaultdict(int)
        ordered = []
        for name in quick:
            test = name.partition("[")[0]
            imports = module in self._imported.get(name.partition("::")[0], ())
            ordered.append((not imports, cases[test], self._seconds[name], name))
            cases[test] += 1
        judges: list[str] = []
        seconds = 0.0
        for *_, needed, name in sorted(ordered):
            seconds += needed
            if seconds > SECONDS or len(judges) == MOST_JUDGES:
                break
            judges.append(name)
        return judges


class Warm:
    """A pytest session that has collected everything; its work runs in children that run some tests each."""

    def __init__(self, work: Callable[[Warm], None]) -> None:
        self._work = work
        self._stops_at_failure = False
        self.items: dict[str, Any] = {}
        self.functions: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
        self._caches: dict[str, list[Any]] = defaultdict(list)
        """By path of a module: its functions that remember their results, which a change must not meet."""

    def pytest_collection(self) -> None:
        """Properties need not look for the smallest case that fails."""
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("mutants", settings.get_profile("same_cases_every_time"), phases=phases)
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: Any) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        gc.unfreeze()  # what is frozen is not listed
        folder = str(Path.cwd() / "simulator")
        for function in gc.get_objects():
            if isinstance(function, FunctionType) and function.__code__.co_filename.startswith(folder):
                code = function.__code__
                self.functions[code.co_filename, code.co_qualname, code.co_firstlineno].append(function)
            elif isinstance(function, _CACHED) and isinstance(function.__wrapped__, FunctionType):
                self._caches[function.__wrapped__.__code__.co_filename].append(function)
        gc.freeze()
        self._work(self)
        return True

    def pytest_runtest_makereport(self, item: Any, call: Any) -> None:
        import pytest

        failed = call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception)
        if failed and self._stops_at_failure:
            os._exit(1)

    def judge(self, made: Made, names: list[str]) -> int:
        """In a child: make a change, run some tests, and end the child where one of them fails."""
        tree = mutated((ROOT / made.module).read_text(encoding="utf-8"), made.mutant)
        self._exchange(Path.cwd() / made.module, tree)
        for cached in self._caches[str(Path.cwd() / made.module)]:
            cached.cache_clear()
        self._stops_at_failure = True
        items = [self.items[name] for name in names]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return 0

    def _exchange(self, path: Path, tree: ast.Module) -> None:
        """The functions of a module with the code of another version of it."""
        for code in _codes(compile(tree, str(path), "exec", dont_inherit=True)):
            for function in self.functions[str(path), code.co_qualname, code.co_firstlineno]:
                function.__code__ = code

    def record(self, test_file: str) -> Ran | None:
        """What a test file runs; None where it fails."""
        names = [name for name in self.items if name.split("::")[0] == test_file]
        recorded = Path("recorded.json")
        if not names or ends_badly(lambda: self._recorded(names, recorded), 1200, 1800):
            return None
        return Ran.read(json.loads(recorded.read_text(encoding="utf-8")))

    def _recorded(self, names: list[str], recorded: Path) -> int:
        folder = Path.cwd()
        measured = coverage.Coverage(include=[str(folder / "simulator" / "*")], data_file=None, config_file=False)
        seconds: dict[str, float] = {}
        self._stops_at_failure = True
        items = [self.items[name] for name in names]
        measured.start()
        for item, following in zip(items, [*items[1:], None], strict=True):
            measured.switch_context(item.nodeid)
            start = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            seconds[item.nodeid] = time.process_time() - start
        measured.stop()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of tests that run nothing of the core
            data = measured.get_data()
        lines = {
            str(Path(path).relative_to(folder)): {
                line: sorted(filter(None, contexts)) for line, contexts in data.contexts_by_lineno(path).items()
            }
            for path in data.measured_files()
        }
        recorded.write_text(json.dumps(Ran(seconds, lines)._asdict()), encoding="utf-8")
        return 0

    def imported(self) -> dict[str, set[str]]:
        """By test file: the modules of the core that it imports something from."""
        result: dict[str, set[str]] = {}
        for name, item in self.items.items():
            if name.split("::")[0] not in result:
                values = vars(item.module).values()
                modules = {v.__name__ if isinstance(v, ModuleType) else getattr(v, "__module__", "") for v in values}
                result[name.split("::")[0]] = {f"{str(module).replace('.', '/')}.py" for module in modules}
        return result


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def ends_badly(run: Callable[[], int], processor: float, wall: float) -> bool:
    """Whether a child ends with another code than 0, or not within the seconds it has."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 3
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (int(processor) + 1, int(processor) + 2))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            code = run()
        finally:
            os._exit(code)  # whatever else the child holds belongs to its parent
    end = time.monotonic() + wall
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True
