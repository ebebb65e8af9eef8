"""What was seen of an account, at the least that can be seen: one click, one order, one row, a cent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulator.evidence.learning.account import Account
from simulator.evidence.learning.backtest import backtest
from simulator.evidence.learning.learn import learn
from simulator.evidence.learning.sums import sums_of
from tests.evidence.accounts import history, steady


def test_what_was_seen_of_one_click_and_one_order_is_them_and_of_none_it_is_unknown():
    learned = learn(steady(30))
    assert (learned.borrowed, learned.cpc_borrowed, learned.aov_borrowed) == (0, 0, 0)
    one = replace(learned, spend=2.0, clicks=1.0, orders=1.0, value=30.0)
    assert (one.seen_cpc, one.seen_cvr, one.seen_aov) == (2, 1, 30)
    none = replace(learned, clicks=0.0, orders=0.0)
    assert np.isnan([none.seen_cpc, none.seen_cvr, none.seen_aov]).all()


def test_a_period_shorter_than_a_row_is_one_row():
    sums = sums_of(history([(day, "A", 10, 20, 1, 50) for day in range(30)]), by_campaign=False)
    assert [Account(sums, days).clock.rows for days in (0.3, 1, 2)] == [1, 1, 2]


def test_periods_that_cost_less_than_one_of_a_currency_are_looked_back_on_as_well():
    cheap, dear = (history([(day, "A", spend, 40, 2, 60) for day in range(60)]) for spend in (0.02, 20))
    assert len(backtest(cheap, period_days=7).frame) == len(backtest(dear, period_days=7).frame) > 0
