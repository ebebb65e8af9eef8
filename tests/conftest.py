"""What every test shares: property tests try the same cases on every run, so that red means a change, never luck.

One thing is left to luck: hypothesis mixes the numbers that stand in our own modules into its cases, of those that a
process has loaded by then. A worker with other files before it tries a few other cases.
"""

import gc
from contextlib import suppress
from importlib import import_module

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "same_cases_every_time",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine makes no test red
)
settings.load_profile("same_cases_every_time")


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Workers that begin at the same moment compile one part of the tests each, and read what the others wrote.

    pytest writes every assert anew when it compiles a test, which takes longer than all else in collecting.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    root = session.config.rootpath
    files = sorted(file for part in session.config.args for file in (root / part).rglob("test_*.py"))
    begin = len(files) * int(worker["workerid"].removeprefix("gw")) // worker["workercount"]
    for file in (*files[begin:], *files[:begin]):
        with suppress(ImportError, SyntaxError):  # said when the file is collected
            import_module(".".join(file.relative_to(root).with_suffix("").parts))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the garbage collector need not look through it each time."""
    gc.collect()
    gc.freeze()
