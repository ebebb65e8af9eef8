"""Does the cache stay within its bytes, whatever it is asked for, and is a size what is really held?"""

import gc
import sys
import threading
import tracemalloc

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from simulator import Fixed, OrderEconomics, Plan, Scenario
from simulator.cache import Results, _Key, cached, results, size_of
from simulator.engine.points import base_scores, scores_of_name
from simulator.questions.figures import figures_of


def numbers(count):
    return np.zeros(count)


@pytest.fixture
def plan():
    economics = OrderEconomics()
    return Plan(Scenario(budget=1000.0, cpc=Fixed(1.0), cvr=Fixed(0.02), aov=Fixed(80.0), economics=economics))


def test_results_stay_within_the_bound_and_those_used_last_remain():
    few, made = Results(most=50_000), []
    for key in range(100):
        few.get(key, lambda: numbers(1000))  # 8 kB
        few.get("used", lambda: made.append(1) or numbers(1000))
        assert few.size <= 50_000
    assert (len(few), len(made)) == (6, 1)
    assert [few.get(key, lambda: None) is None for key in ("used", 99, 98, 94)] == [False, False, False, True]


def test_a_key_is_equal_to_one_of_the_same_parts_and_to_nothing_else():
    assert _Key(1, "a") == _Key(1, "a") != _Key(1, "b")
    assert _Key(1) != 1
    assert len({_Key(1, "a"), _Key(1, "a"), _Key(2, "a")}) == 2


def test_a_bound_of_entries_would_not_have_held():
    # Negative control: six entries, as above, of results that are a hundred times as large.
    large = [numbers(100_000) for _ in range(6)]
    assert size_of(large) > 50_000 * 90
    few = Results(most=50_000)
    for key, result in enumerate(large):
        few.get(key, lambda result=result: result)
    assert len(few) == 1


def test_the_size_is_always_that_of_what_is_there():
    few, dice = Results(most=100_000), np.random.default_rng(1)
    for key, count in zip(dice.integers(0, 40, 500).tolist(), dice.integers(1, 3000, 500).tolist(), strict=True):
        few.get(key, lambda count=count: numbers(count))
    held = [(key, result) for key, (result, _) in few._entries.items()]
    assert few.size == sum(size_of(entry) for entry in held) <= 100_000
    few.bound(few.size)
    assert len(few) == len(held)
    few.bound(30_000)
    assert few.size <= 30_000
    few.clear()
    assert (few.size, len(few)) == (0, 0)


def test_the_newest_result_stays_though_it_alone_is_too_large_and_is_made_once():
    few, made = Results(most=10), []
    for _ in range(3):
        few.get("scores", lambda: made.append(1) or numbers(1000))
    assert (len(made), len(few)) == (1, 1)


def test_the_size_of_a_number_is_its_own_and_of_a_pair_that_of_both_and_of_what_holds_them():
    assert size_of(1.5) == sys.getsizeof(1.5)
    pair = (1.5, 2.5)
    assert size_of(pair) == sys.getsizeof(pair) + 2 * sys.getsizeof(1.5)
    assert size_of((pair, pair)) == 2 * sys.getsizeof(pair) + 2 * sys.getsizeof(1.5)  # the same pair once


def test_a_result_that_was_made_twice_at_once_is_held_once():
    few = Results()
    # The second asks while the first still makes it.
    few.get("key", lambda: few.get("key", lambda: numbers(10)).copy())
    assert (len(few), few.size) == (1, size_of(("key", numbers(10))))


def test_many_threads_leave_a_size_that_is_right():
    few = Results(most=60_000)

    def ask(first):
        for key in range(first, first + 300):
            few.get(key % 37, lambda key=key: numbers(100 * (key % 37)))

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert few.size == sum(size for _, size in few._entries.values()) <= 60_000


def test_a_function_is_worked_out_once_for_the_same_arguments_and_a_failure_is_not_cached():
    calls = []

    @cached
    def half(number, *, of="it"):
        calls.append(number)
        if number < 0:
            raise ValueError(of)
        return number / 2

    @cached
    def double(number):
        return number * 2

    assert [half(4), half(4), half(4, of="them"), double(4)] == [2, 2, 2, 8]
    assert calls == [4, 4]
    for _ in range(2):
        with pytest.raises(ValueError, match="it"):
            half(-1)
    assert calls == [4, 4, -1, -1]


@pytest.mark.parametrize(
    "make",
    [
        lambda: numbers(20_000),
        lambda: numbers(20_000)[::2],  # holds all of it
        lambda: [numbers(100) for _ in range(100)],
        lambda: {f"name {at}": (float(at), str(at) * 20) for at in range(2_000)},
        lambda: pd.DataFrame({"a": np.arange(20_000.0), "b": [f"text {at}" for at in range(20_000)]}),
        lambda: pd.DataFrame({"a": np.arange(20_000.0)}).assign(b=lambda frame: frame["a"] * 2).head(10),
        lambda: (lambda held: lambda: held)(numbers(20_000)),
    ],
    ids=["array", "view", "list", "dictionary", "frame", "head of a frame", "closure"],
)
def test_a_size_is_what_memory_is_really_taken(make):
    make()  # what a first call loads
    gc.collect()
    before = pa.total_allocated_bytes()  # texts of a frame, of which tracemalloc knows nothing
    tracemalloc.start()
    value = make()
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size_of(value) == pytest.approx(taken + pa.total_allocated_bytes() - before, rel=0.25, abs=3000)


def test_a_part_counts_once_and_types_and_modules_do_not():
    part = numbers(10_000)
    assert size_of([part, part, part]) < 1.01 * size_of([part])
    assert size_of([np, np.ndarray, len]) < 200
    assert size_of([[]] * 1000) < 9000


def test_figures_of_a_plan_weigh_tens_of_kilobytes_and_asking_them_makes_them_hardly_heavier(plan):
    figures = figures_of(plan)
    before = size_of(figures)
    assert 5_000 < before < 100_000
    repr(figures)
    figures.summary.loc["cpo"]
    assert size_of(figures) <= before + 12_000  # pandas remembers where a row is


def test_visitors_with_many_seeds_and_draws_leave_the_memory_bounded():
    before = results._most
    results.bound(20_000_000)
    try:
        for seed in range(12):
            base_scores(2048, 8, seed)  # 2 MB
            scores_of_name(2048, 8, seed, f"channel {seed}")
            assert results.size <= 20_000_000
        assert results.size > 15_000_000
    finally:
        results.bound(before)
