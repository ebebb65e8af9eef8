"""What every test shares: property tests try the same cases on every run, so that red means a change, never luck."""

import gc

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


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the garbage collector need not look through it each time."""
    gc.collect()
    gc.freeze()
