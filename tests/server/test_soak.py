"""The short forms of `benchmarks.soak` and `benchmarks.downloads` on one server, and the judgement of what they saw."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.browser import server
from benchmarks.downloads import crowd, is_answered
from benchmarks.soak import Tally, growth, report, soak


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The address of a server, its process and its log."""
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("w") as file, server(output=file.fileno()) as (address, process):
        assert "Traceback" not in log.read_text()  # of its start; of the visits: below
        yield address, process, log


def done(coroutine):
    """What a coroutine gives, in a thread of its own: tests in a browser leave a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result(120)


def test_mixed_visits_end_without_an_error_and_every_download_in_a_file_or_a_sentence(running):
    address, process, log = running
    before = len(log.read_text())  # where pages change at a click, Streamlit logs a traceback beside our sentence
    tally, memory = done(soak(address, process, visitors=3, seconds=9, think=0.6))
    assert not tally.errors
    assert all(map(is_answered, tally.downloads))
    assert "Traceback" not in log.read_text()[before:]
    assert tally.actions["visit"] > 3  # tabs were closed, and others came
    assert len(tally.seconds) > 1
    assert len(memory) > 1


def test_clicks_while_pages_change_give_the_file_or_a_sentence(running):
    address, _, _ = running
    ends = done(crowd(address, visitors=5, clicks=4))
    assert ends.total() == 20
    assert set(ends) <= {"file", "changing: file", "changing: sentence"}
    assert ends["file"] == 10  # on a page at rest always


LEVEL = [300.0, 400.0, *[500.0] * 10]
FINE = {"file": 3, "changing: sentence": 1}


@pytest.mark.parametrize(
    ("downloads", "error", "memory", "log", "passes"),
    [
        (FINE, {}, LEVEL, "", True),
        (FINE, {}, [*LEVEL[:-3], 560.0, 560.0, 560.0], "", False),
        (FINE, {"TimeoutError": 1}, LEVEL, "", False),
        ({"404 without a sentence": 1}, {}, LEVEL, "", False),
        ({"an empty file": 1}, {}, LEVEL, "", False),
        (FINE, {}, LEVEL, "Traceback (most recent call last):", False),
    ],
    ids=["all is well", "memory grew", "an error", "a 404", "an empty file", "a traceback"],
)
def test_a_soak_fails_for_each_thing_that_may_go_wrong(downloads, error, memory, log, passes, capsys):
    tally = Tally(downloads=Counter(downloads), errors=Counter(error))
    tally.seconds["plan"] += [0.1, 0.2]
    assert report(tally, memory, log) is passes
    assert "plan" in capsys.readouterr().out


def test_growth_is_from_after_the_first_sixth_to_the_end():
    assert growth([100.0, 200.0, *[300.0] * 8, 330.0, 330.0]) == 1.1
    assert growth([300.0] * 12) == 1.0
