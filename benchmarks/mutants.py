"""Do the tests notice a small mistake? Changes to modules of the core, one at a time, met by the tests of the line.

    python -m benchmarks.mutants --module simulator/questions/trial.py --count 20

`mutation.py` makes the changes. The tests of the core are imported and collected once, in a copy of the repository; a
run of each test file in a child says which tests run which line. A change is made in a child: the changed function is
put in the place of the one that is loaded, and the tests that run its line judge it: those that import its module
first, one case of every test before a second one, none over one second and ten seconds in all. Changes outside
functions need the module to be imported anew, in a child of a process that has imported nothing of the repository yet.
What a test file runs, and which changes were noticed, is remembered in `--memory` while the code stays as it is.

Printed is what was not noticed, with place and change, and a table at the end. Changes that change nothing are listed
with the reason in `mutants_equivalent.txt`; of several of one kind in lines that read the same, the second is called
`Lt -> LtE (2)`.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.mutant_judges import QUIETLY, ROOT, Judges, Made, Ran, Warm, ends_badly
from benchmarks.mutation import mutants_of, mutated

EQUIVALENT: Final = Path(__file__).with_name("mutants_equivalent.txt")
JUDGES: Final = ("tests/simulator", "tests/evidence")
COPIED: Final = ("simulator", "tests", "benchmarks", "examples", "docs", "tools", "locale", "pages", "cpo", "server")


class Memory:
    """What earlier runs saw, in a file: nothing of it is used once the code is another."""

    def __init__(self, path: Path) -> None:
        self._lines_file, self._results_file = path.with_suffix(".lines.json"), path.with_suffix(".results.json")
        recorded = _read(self._lines_file)
        sources = sorted((ROOT / "simulator").rglob("*.py"))
        self._code = {str(source.relative_to(ROOT)): _digest(source) for source in sources}
        self._ran = {
            name: row
            for name, row in recorded.items()
            if (ROOT / name).exists() and row["code"] == _digest(ROOT / name)
        }
        """By test file. Lines of a module whose code is another are left out where they are asked for."""
        self._results: dict[str, dict[str, Any]] = _read(self._results_file)

    def ran(self, test_file: str) -> Ran | None:
        row = self._ran.get(test_file)
        if row is None or any(self._code.get(module) != row["modules"].get(module) for module in row["lines"]):
            return None
        return Ran.read(row)

    def remember_run(self, test_file: str, ran: Ran) -> None:
        self._ran[test_file] = {"code": _digest(ROOT / test_file), "modules": self._code, **ran._asdict()}

    def result(self, made: Made, judges: list[str] | None) -> bool | None:
        """Whether it was noticed; None where that is not known, or where other tests would judge it now."""
        row = self._results.get(made.name)
        if row is None or row["code"] != self._code[made.module]:
            return None
        if row["noticed"] or judges is None or row["judges"] == self._judges(judges):
            return bool(row["noticed"])
        return None

    def remember(self, made: Made, judges: list[str], noticed: bool) -> None:
        self._results[made.name] = {
            "code": self._code[made.module], "noticed": noticed, "judges": self._judges(judges), "line": made.line,
            "at": made.mutant.line,
        }  # fmt: skip

    @staticmethod
    def _judges(names: list[str]) -> str:
        files = {name.split("::")[0] for name in names}
        together = "".join([*sorted(names), *(_digest(ROOT / file) for file in sorted(files))])
        return hashlib.sha256(together.encode()).hexdigest()[:16]

    def write_lines(self) -> None:
        self._lines_file.write_text(json.dumps(self._ran), encoding="utf-8")

    def write_results(self) -> None:
        self._results_file.write_text(json.dumps(self._results), encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def equivalent() -> set[tuple[str, str, str]]:
    """Changes that change nothing: module, the line as it stands, and what the change is called."""
    rows = [row.split(" | ") for row in EQUIVALENT.read_text(encoding="utf-8").splitlines() if " | " in row]
    return {(module, " | ".join(line), what) for module, *line, what, _ in rows}


def chosen(module: str, count: int, seed: int) -> list[Made]:
    """Some changes of a module, all where there are no more; those that change nothing are left out."""
    source = (ROOT / module).read_text(encoding="utf-8")
    lines, known = source.splitlines(), equivalent()
    mutants, times = [], Counter[tuple[str, str]]()
    for mutant in mutants_of(ast.parse(source)):
        line = lines[mutant.line - 1].strip()
        times[line, mutant.what] += 1
        mutants.append(Made(module, mutant, line, times[line, mutant.what]))
    made = random.Random(f"{seed} {module}").sample(mutants, min(count, len(mutants)))
    counted = [one for one in made if (module, one.line, one.called) not in known and not _guards(one)]
    return sorted(counted, key=lambda one: (one.mutant.line, one.mutant.place))


def _guards(made: Made) -> bool:
    """Whether a change takes only a guard against ourselves away, as that of `zip` or of an array that is shared."""
    return ("strict=True" in made.line and made.mutant.what == "True -> False") or "flags.writeable" in made.line


class Run:
    """One run over some changes: those inside functions in a warm session, then the others."""

    def __init__(self, changes: list[Made], memory: Path, seconds: float) -> None:
        self._changes, self._path, self._memory = changes, memory, Memory(memory)
        self._end = time.monotonic() + seconds
        self._rest, self._tried = Path("rest.json"), 0
        self.results: dict[str, bool] = {}
        """By the name of a change: whether it was noticed. Those that there was no time for are missing."""

    def all(self) -> dict[str, bool]:
        """Results by the name of a change."""
        for library in ("pandas", "pytest", "scipy.optimize", "scipy.stats"):
            importlib.import_module(library)  # once, for all children
        session = os.fork()
        if session == 0:
            self._session()
        os.waitpid(session, 0)
        if not self._rest.exists():
            raise SystemExit("The tests could not be collected.")
        self._memory = Memory(self._path)
        rest = json.loads(self._rest.read_text(encoding="utf-8"))
        for made in self._changes:
            if made.name in rest:
                self._judge(made, rest[made.name], partial(_tested, rest[made.name]), 45.0)
            known = self._memory.result(made, None)
            if known is not None:
                self.results[made.name] = known
        self._memory.write_results()
        return self.results

    def _session(self) -> None:
        import pytest

        code = 3
        _from_the_copy()
        try:
            code = int(pytest.main([*QUIETLY, *JUDGES], plugins=[Warm(self._warm)]))
        finally:
            sys.stdout.flush()
            os._exit(code)

    def _warm(self, warm: Warm) -> None:
        """In the session: what the test files run, where that is not remembered, and the changes inside functions."""
        ran = []
        for test_file in sorted({name.split("::")[0] for name in warm.items}):
            known = self._memory.ran(test_file)
            if known is None:
                known = warm.record(test_file)
                if known is None:
                    print(f"{test_file} fails without any change and judges nothing.", flush=True)
                    continue
                print(f"{sum(known.seconds.values()):6.1f} s {test_file}", flush=True)
                self._memory.remember_run(test_file, known)
                self._memory.write_lines()
            ran.append(known)
        judges, rest = Judges(ran, warm.imported()), {}
        for made in self._changes:
            names = judges.of(made)
            if self._memory.result(made, names) is not None:
                continue
            if made.mutant.inside and judges.run_line(made):
                self._judge(made, names, partial(warm.judge, made, names), 5.0 + 3 * judges.seconds(names))
            else:
                rest[made.name] = names
        self._rest.write_text(json.dumps(rest), encoding="utf-8")
        self._memory.write_results()

    def _judge(self, made: Made, names: list[str], run: Callable[[], int], processor: float) -> None:
        """Write the change into the copy, for other processes too, and see what its judges say."""
        if time.monotonic() > self._end:
            return
        source = (ROOT / made.module).read_text(encoding="utf-8")
        copied = Path(made.module)
        copied.write_text(ast.unparse(mutated(source, made.mutant)), encoding="utf-8")
        noticed = bool(names) and ends_badly(run, processor, 120.0)
        copied.write_text(source, encoding="utf-8")
        self._memory.remember(made, names, noticed)
        self._tried += 1
        if self._tried % 20 == 0:
            self._memory.write_results()
        if not noticed:
            print(f"  SURVIVED {made.module}:{made.mutant.line}: {made.called}: {made.line}", flush=True)


def _tested(names: list[str]) -> int:
    """In a child of a process that has not imported the repository."""
    import pytest

    _from_the_copy()
    return int(pytest.main([*QUIETLY, *names]))


def _from_the_copy() -> None:
    """In a child: what is imported from here on comes from the copy."""
    sys.path[:] = [str(Path.cwd()), *(path for path in sys.path if path not in ("", str(ROOT)))]
    for name in [name for name in sys.modules if name.split(".")[0] in ("simulator", "tests", "benchmarks")]:
        del sys.modules[name]


def main() -> int:
    """Measure the modules that are named; 1 when a module stays under nine in ten."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--module", action="append", help="a path; all modules of the core where none is named")
    arguments.add_argument("--count", type=int, default=20, help="changes of a module")
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--memory", type=Path, help="a file that remembers what earlier runs saw")
    arguments.add_argument("--seconds", type=float, default=float("inf"), help="no further change after so long")
    asked = arguments.parse_args()
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    every = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "simulator").rglob("*.py"))
    changes = {module: chosen(module, asked.count, asked.seed) for module in asked.module or every}
    with tempfile.TemporaryDirectory() as folder:
        memory = (asked.memory or Path(folder) / "memory.json").absolute()
        copied = Path(folder) / "copy"
        for part in COPIED:
            shutil.copytree(ROOT / part, copied / part, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
        shutil.copy(ROOT / "pyproject.toml", copied)
        os.chdir(copied)
        results = Run([made for some in changes.values() for made in some], memory, asked.seconds).all()
        os.chdir(ROOT)
    print(f"\n{'module':<55} noticed  made  not tried")
    enough = True
    for module, some in changes.items():
        known = [results[made.name] for made in some if made.name in results]
        if some:
            print(f"{module:<55} {sum(known):7} {len(known):5} {len(some) - len(known):10}")
        enough = enough and sum(known) >= 0.9 * len(some)
    print(f"{'all':<55} {sum(results.values()):7} {len(results):5}")
    return 0 if enough else 1


if __name__ == "__main__":
    raise SystemExit(main())
