"""The best expected profit against the total: by hand, against `allocate`, and by laws."""

from dataclasses import replace

import numpy as np
import pytest

from simulator import Channels, Plan, Wanted, allocate, budget_frontier
from simulator.channels.frontier import stops_paying
from tests.simulator.channel_tables import FEW, channel, known_channels, sure, three
from tests.simulator.plans import refusal, spring

TWO = (sure("A", orders=75, cpc_elasticity=0.5), sure("B", cpc_elasticity=0.5))


def test_two_known_channels_by_hand():
    # Spends go as 9 : 4, so T brings 20 · (75² + 50²)^½ · (T / 1,000)^½ before ads.
    frontier = budget_frontier(known_channels(*TWO), [650, 1300])
    brings = 20 * 8125**0.5
    profit = [brings * 0.65**0.5 - 650, brings * 1.3**0.5 - 1300]
    assert frontier.by_budget["profit_mean"].tolist() == pytest.approx(profit)
    assert frontier.splits.to_numpy().tolist() == [pytest.approx([450, 200]), pytest.approx([900, 400])]
    assert frontier.by_budget["next_profit"][0] == pytest.approx(brings * (1.65**0.5 - 0.65**0.5) - 1000)
    assert frontier.by_budget["next_euro"][1] == pytest.approx(0.75 / 0.9**0.5 - 1)
    # It stops where the next euro earns itself: (0.75)² + (0.5)² thousands.
    assert frontier.stop.total == pytest.approx(812.5)
    assert frontier.stop.reason == "found"
    assert frontier.stop.spends == pytest.approx({"A": 562.5, "B": 250})
    assert frontier.stop.profit_mean == pytest.approx(brings * 0.8125**0.5 - 812.5)
    assert frontier.now == pytest.approx((500, brings * 2**0.5 - 2000))


def test_a_point_of_the_frontier_is_what_the_allocation_says():
    channels = three()
    frontier = budget_frontier(channels, [1000, 4500, 20_000], amount=500)
    for at, total in enumerate((1000, 4500, 20_000)):
        split = allocate(channels, Wanted(total=total))
        assert frontier.by_budget["profit_mean"][at] == pytest.approx(split.new.profit_mean, abs=0.001)
        assert frontier.by_budget["profit_error"][at] == pytest.approx(split.new.profit_error, abs=0.001)
        assert frontier.by_budget["orders_mean"][at] == pytest.approx(split.new.orders_mean, rel=1e-5)
        assert frontier.splits.loc[at].to_numpy() == pytest.approx(split.by_channel["new_spend"].to_numpy(), abs=0.02)
        more = allocate(channels, Wanted(total=total + 500)).new.profit_mean
        assert frontier.by_budget["next_profit"][at] == pytest.approx(more - split.new.profit_mean, abs=0.01)
    free = allocate(channels, Wanted(total=1e6, all_of_it=False))
    assert frontier.stop.total == pytest.approx(free.new.spend, abs=0.02)
    assert frontier.stop.profit_mean == pytest.approx(free.new.profit_mean, abs=0.001)


def test_the_frontier_bends_one_way_and_is_highest_where_it_stops_paying():
    frontier = budget_frontier(three())
    table = frontier.by_budget
    assert len(table) in (59, 60)
    assert 4500 in table["total"].to_numpy()
    assert (np.diff(table["total"]) > 0).all()
    slopes = np.diff(table["profit_mean"]) / np.diff(table["total"])
    assert (np.diff(slopes) < 1e-9).all()
    assert (np.diff(table["next_euro"]) < 1e-9).all()
    assert frontier.stop.profit_mean >= table["profit_mean"].max()
    paying = table["total"] < frontier.stop.total
    assert (table["next_euro"][paying] > 0).all()
    assert (table["next_euro"][~paying] < 1e-9).all()
    assert frontier.now[1] >= frontier.now[0]


def test_bounds_end_the_frontier():
    rows = tuple(replace(row, min_spend=300, max_spend=1500) for row in three().rows)
    frontier = budget_frontier(replace(three(), rows=rows))
    assert frontier.by_budget["total"].min() == 900
    assert frontier.by_budget["total"].max() == 4500
    assert np.isnan(frontier.by_budget["next_profit"].iloc[-1])
    assert np.isnan(frontier.by_budget["next_euro"].iloc[-1])
    assert ((frontier.splits >= 300 - 1e-9) & (frontier.splits <= 1500 + 1e-9)).all(axis=None)
    poor = tuple(sure(name, orders=40, cpc_elasticity=0.0, max_spend=50.0) for name in "AB")
    assert budget_frontier(known_channels(*poor), [100]).stop[:2] == (0, "at_lowest")
    rich = tuple(sure(name, orders=90, cpc_elasticity=0.0, max_spend=50.0) for name in "AB")
    assert budget_frontier(known_channels(*rich), [100]).stop[:2] == (100, "at_highest")


@pytest.mark.parametrize("elasticity", [0.0, 0.001])
def test_a_paying_channel_whose_click_price_does_not_grow_never_stops(elasticity):
    # 90 orders of 20 for 1,000, and the other stops at 250 by itself.
    rows = sure("A", orders=90, cpc_elasticity=elasticity), sure("B", cpc_elasticity=0.5)
    stop = budget_frontier(known_channels(*rows)).stop
    assert stop[:3] == (np.inf, "never", np.inf)
    assert stop.spends == pytest.approx({"A": np.inf, "B": 250})
    # With a bound it ends there, and where it does not pay it never began.
    bounded = budget_frontier(known_channels(replace(rows[0], max_spend=5000.0), rows[1])).stop
    assert (bounded.total, bounded.reason) == (pytest.approx(5250), "found")
    poor = sure("A", orders=40, cpc_elasticity=elasticity)
    assert budget_frontier(known_channels(poor, rows[1])).stop.total == pytest.approx(250)


def test_the_frontier_begins_below_where_it_stops_paying():
    dear = known_channels(*(replace(row, spend=40_000.0, reference_spend=1000.0) for row in TWO))
    frontier = budget_frontier(dear)
    assert frontier.stop.total == pytest.approx(812.5)
    assert frontier.by_budget["total"].min() == pytest.approx(812.5 / 2, abs=0.01)
    cheap = known_channels(*(replace(row, spend=400.0, reference_spend=1000.0) for row in TWO))
    assert budget_frontier(cheap).by_budget["total"].min() == 80
    bounded = replace(dear, rows=tuple(replace(row, min_spend=300.0) for row in dear.rows))
    assert budget_frontier(bounded).by_budget["total"].min() == 600


def test_channels_that_never_pay_stop_at_their_least():
    rows = (channel(contribution_share=0.0), channel("B", contribution_share=0.0, min_spend=200))
    stop = budget_frontier(Channels(Plan(spring(), FEW), rows)).stop
    assert (stop.total, stop.reason) == (200, "at_lowest")
    assert stop.profit_mean == pytest.approx(-200)


def test_totals_that_no_split_can_have_are_refused_in_words():
    low = replace(three(), rows=tuple(replace(row, max_spend=100) for row in three().rows))
    refusal(lambda: budget_frontier(low, [4500]), "total", "300")
    refusal(lambda: budget_frontier(three(), amount=0), "amount")
    assert np.isnan(budget_frontier(low).now[1])


def test_where_it_stops_is_the_same_without_the_rest():
    # By hand for two known channels: (0.75)² + (0.5)² thousands.
    assert stops_paying(known_channels(*TWO)).total == pytest.approx(812.5)
    for channels in (known_channels(*TWO), three()):
        assert stops_paying(channels) == budget_frontier(channels).stop


RICH_AND_POOR = (
    sure("Rich", orders=90, cpc_elasticity=0.0, max_spend=50.0),
    sure("Poor", orders=40, cpc_elasticity=0.0, max_spend=50.0),
)
"""A euro brings 1.80 in the one and 0.80 in the other, up to 50 each."""


def test_the_next_euro_goes_where_there_is_room_to_the_cent():
    frontier = budget_frontier(known_channels(*RICH_AND_POOR), [49.99, 50, 80, 100], amount=20)
    table = frontier.by_budget
    assert frontier.splits.to_numpy().tolist() == [
        pytest.approx(split) for split in ([49.99, 0], [50, 0], [50, 30], [50, 50])
    ]
    assert table["next_euro"].tolist() == pytest.approx([0.8, -0.2, -0.2, np.nan], nan_ok=True)
    # The last 20 may just be spent beyond 80.
    assert table["next_profit"].tolist() == pytest.approx([0.01 * 0.8 - 19.99 * 0.2, -4, -4, np.nan], nan_ok=True)
    assert table["profit_mean"].tolist() == pytest.approx([49.99 * 0.8, 40, 34, 30])
    assert (frontier.amount, frontier.stop[:2]) == (20, (50, "found"))


def test_totals_are_asked_to_the_cent_and_the_bounds_themselves_are_permitted():
    rows = tuple(replace(row, min_spend=300.0, max_spend=1500.0) for row in three().rows)
    bounded = replace(three(), rows=rows)
    totals = budget_frontier(bounded, [899.99, 900, 1000.004, 1000.006, 4500, 4500.01]).by_budget["total"]
    assert totals.tolist() == [900, 1000, 1000.01, 4500]
    one_way = tuple(replace(row, min_spend=500.0, max_spend=500.0) for row in rows)
    frontier = budget_frontier(replace(three(), rows=one_way))
    assert frontier.by_budget["total"].tolist() == [1500]
    same = replace(three(), rows=tuple(replace(row, min_spend=row.spend, max_spend=row.spend) for row in rows))
    assert budget_frontier(same).now == pytest.approx((budget_frontier(same).by_budget["profit_mean"][0],) * 2)


def test_a_frontier_reaches_from_a_tenth_to_ten_times_of_what_is_spent():
    totals = budget_frontier(known_channels(*TWO)).by_budget["total"]
    assert (totals.min(), totals.max()) == (200, 20_000)
    steps = np.diff(np.log(totals))  # 59 totals, of which the spend now is the middle one
    assert steps == pytest.approx(np.full(58, np.log(100) / 58), abs=1e-4)
    # Where nothing is spent, around 1 or what must be spent.
    unused = tuple(replace(row, spend=0.0, reference_spend=1000.0) for row in TWO)
    frontier = budget_frontier(known_channels(*unused))
    assert (frontier.by_budget["total"].min(), frontier.by_budget["total"].max()) == (0.1, 10)
    assert 1 in frontier.by_budget["total"].tolist()
    assert len(frontier.by_budget) > 50
    assert frontier.now[0] == 0
    assert np.isnan(frontier.now[1])
    least = budget_frontier(known_channels(*(replace(row, min_spend=30.0) for row in unused))).by_budget["total"]
    assert (least.min(), least.max()) == (60, 600)


def test_a_frontier_does_not_begin_below_a_cent():
    # The next euro earns itself up to 1,000 · (10 n / 1,000)² of n orders at 1,000: 0.004 and 0.0125 each.
    for orders, lowest in ((0.2, 200), (0.125**0.5, 0.01)):
        rows = (sure(name, orders=orders, cpc_elasticity=0.5) for name in "AB")
        frontier = budget_frontier(known_channels(*rows))
        assert frontier.stop.reason == "found"
        assert frontier.by_budget["total"].min() == lowest


def test_one_channel_at_its_least_does_not_make_the_whole_stop_there():
    poor = sure("Poor", orders=40, cpc_elasticity=0.0, min_spend=20.0, max_spend=50.0)
    stop = stops_paying(known_channels(TWO[0], poor))
    assert (stop.reason, stop.spends) == ("found", pytest.approx({"A": 562.5, "Poor": 20}))
    assert stop.profit_mean == pytest.approx(1500 * 0.5625**0.5 + 20 * 0.8 - 582.5)
    assert stop.profit_error == 0
