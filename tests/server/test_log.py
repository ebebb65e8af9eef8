"""Does each error stand in the log once in full, and then cost a line at most?"""

import logging

from server.log import FULL_IN_A_PERIOD, LINES_IN_A_MINUTE, PERIOD_SECONDS, OnceInFull


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def record_of(error):
    try:
        raise error
    except type(error) as raised:
        exc_info = (type(raised), raised, raised.__traceback__)
    return logging.LogRecord("streamlit.error_util", logging.ERROR, "x.py", 1, "Uncaught app execution", (), exc_info)


class Elsewhere(ValueError):
    """An error without a traceback is known by its class alone."""


def record_of_class(number):
    error = type(f"Error{number}", (Elsewhere,), {})("x")
    exc_info = (type(error), error, None)
    return logging.LogRecord("streamlit.error_util", logging.ERROR, "x.py", 1, "Uncaught app execution", (), exc_info)


def test_an_error_stands_in_full_once_then_in_one_line():
    once = OnceInFull(Clock())
    first, second = record_of(TypeError("a")), record_of(TypeError("b"))
    assert once.filter(first)
    assert first.exc_info is not None
    assert once.filter(second)
    assert second.exc_info is None
    assert second.getMessage().startswith("TypeError at test_log.py:")
    assert second.getMessage().endswith("again, 1 × since it was logged last")


def test_a_flood_costs_a_few_lines_a_minute_and_is_counted():
    clock = Clock()
    once = OnceInFull(clock)
    logged = sum(once.filter(record_of(TypeError("a"))) for _ in range(1000))
    assert logged == 1 + LINES_IN_A_MINUTE
    clock.now = 61
    last = record_of(TypeError("a"))
    assert once.filter(last)
    assert f"again, {1000 - 1 - LINES_IN_A_MINUTE + 1} ×" in last.getMessage()


def test_ever_new_errors_do_not_fill_the_log_either():
    clock = Clock()
    once = OnceInFull(clock)
    records = [record_of_class(number) for number in range(500)]
    logged = [record for record in records if once.filter(record)]
    assert sum(record.exc_info is not None for record in logged) == FULL_IN_A_PERIOD
    assert len(logged) == FULL_IN_A_PERIOD + LINES_IN_A_MINUTE
    clock.now = PERIOD_SECONDS + 1
    fresh = record_of_class(1000)
    assert once.filter(fresh)
    assert fresh.exc_info is not None


def test_what_carries_no_error_goes_through():
    once = OnceInFull(Clock())
    plain = logging.LogRecord("streamlit", logging.ERROR, "x.py", 1, "hello", (), None)
    assert all(once.filter(plain) for _ in range(1000))
