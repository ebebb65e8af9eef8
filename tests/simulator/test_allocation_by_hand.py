"""What is said of a split, in numbers worked by hand and by the closed form of two channels with one elasticity."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from simulator import Channels, Plan, Rate, Settings, Wanted, allocate
from simulator.channels.allocation import KNOWN_DRAWS, Allocation, _Search
from simulator.channels.draws import draws_of
from tests.simulator.channel_tables import FEW, channel, known_channels, sure, three
from tests.simulator.plans import spring


def two_square_roots(settings: Settings = FEW) -> Channels:
    """Orders go as the square root of the spend, so spends go best as the squares of what the channels bring."""
    rows = (channel("A", cpc_elasticity=0.5), channel("B", cpc_elasticity=0.5, cvr=Rate(0.018, 0.032)))
    return Channels(Plan(spring(), settings), rows)


def joint(channels: Channels, name: str) -> list[np.ndarray]:
    """A figure of each channel by joint draw, shape (scrambles, points)."""
    return [draw.joint(getattr(draw, name)) for draw in draws_of(channels)]


@pytest.mark.parametrize("points", [64, 256])
def test_the_range_of_a_best_spend_is_that_of_the_squares_of_what_a_euro_brings_in_each_draw(points):
    channels = two_square_roots(Settings(points=points, scrambles=2))
    a, b = (rows[:, :KNOWN_DRAWS].ravel() ** 2 for rows in joint(channels, "value"))
    table = allocate(channels, Wanted(total=3000)).by_channel
    for name, spends in (("A", 3000 * a / (a + b)), ("B", 3000 * b / (a + b))):
        row = table.set_index("channel").loc[name]
        assert [row.low, row.high] == pytest.approx(np.quantile(spends, [0.05, 0.95]), abs=1e-6)
    assert KNOWN_DRAWS == 128


def test_the_range_of_a_spend_for_most_orders_splits_what_is_spent_by_the_orders():
    channels = two_square_roots()
    split = allocate(channels, Wanted(goal="most_orders", target_cpo=26.0, all_of_it=False))
    assert split.new.spend < 4000
    a, b = (rows[:, :KNOWN_DRAWS].ravel() ** 2 for rows in joint(channels, "orders"))
    ends = np.quantile(split.new.spend * a / (a + b), [0.05, 0.95])
    assert split.by_channel.loc[0, ["low", "high"]].tolist() == pytest.approx(ends, abs=1e-6)
    assert split.by_channel["spend_error"].isna().all()


def test_the_error_of_a_spend_is_the_spread_of_the_best_spends_of_the_scrambles():
    channels = two_square_roots()
    a, b = (rows.mean(axis=1) ** 2 for rows in joint(channels, "value"))
    error = np.std(3000 * a / (a + b), ddof=1) / 2  # the root of four scrambles
    table = allocate(channels, Wanted(total=3000)).by_channel
    assert table["spend_error"].tolist() == pytest.approx([error, error])
    # Hardly any caution changes hardly anything.
    hardly = allocate(channels, Wanted(goal="cautious", caution=1e-9, total=3000)).by_channel
    assert hardly["spend_error"].tolist() == pytest.approx([error, error], rel=1e-3)
    assert hardly["new_spend"].tolist() == pytest.approx(table["new_spend"].tolist(), abs=0.02)


def test_money_that_moves_is_what_is_taken_away_or_what_is_added_whichever_is_more():
    # The next euro earns itself at 562.50 with 75 orders and at 250 with 50.
    rows = (sure("A", orders=75, cpc_elasticity=0.5), sure("B", cpc_elasticity=0.5))

    def moved(first, second):
        table = known_channels(replace(rows[0], spend=first), replace(rows[1], spend=second)).rows
        kept = (replace(row, reference_spend=1000.0) for row in table)
        return allocate(known_channels(*kept), Wanted(all_of_it=False, total=1000.0)).moved

    assert moved(562.0, 300.0) == 50.0  # 0.50 more, 50 less
    assert moved(562.0, 249.0) == 1.5  # both more
    assert moved(600.0, 249.5) == 37.5
    assert moved(512.5, 250.25) == 50.0


def test_a_small_move_has_its_profit_per_euro_too():
    # 500.25 and 499.75 of two like channels become 500 each.
    rows = (
        sure(name, spend, reference_spend=1000.0, cpc_elasticity=0.5) for name, spend in (("A", 500.25), ("B", 499.75))
    )
    split = allocate(known_channels(*rows))
    gained = 1000 * (2 * 0.5**0.5 - 0.50025**0.5 - 0.49975**0.5)
    assert split.moved == 0.25
    assert split.by_channel["change"].tolist() == [-0.25, 0.25]
    assert split.earned_per_moved == pytest.approx(gained / 0.25, rel=1e-3)


def test_a_cent_below_the_largest_spend_is_not_the_largest_spend():
    # The next euro of A earns itself up to 562.50; B is full at 100, where it still does.
    rows = (sure("A", orders=75, cpc_elasticity=0.5, max_spend=562.51), sure("B", cpc_elasticity=0.5, max_spend=100))
    split = allocate(known_channels(*rows), Wanted(all_of_it=False))
    assert split.by_channel["new_spend"].tolist() == [562.5, 100]
    assert split.by_channel["binds"].tolist() == ["", "most"]
    assert split.unspent_because == "some_maxima"
    # At 226.76 the next euro of B brings 0.5 / √0.22676 = 1.05: a little more than itself.
    little = known_channels(rows[0], replace(rows[1], max_spend=226.76))
    assert allocate(little, Wanted(all_of_it=False)).unspent_because == "some_maxima"
    full = known_channels(replace(rows[0], max_spend=562.5), rows[1])
    assert allocate(full, Wanted(all_of_it=False)).unspent_because == "maxima"


def test_caution_keeps_money_back_where_one_channel_of_many_would_earn():
    gift = channel("Gift", contribution_share=0.0)
    split = allocate(replace(three(), rows=(*three().rows, gift)), Wanted(goal="cautious", all_of_it=False))
    assert split.unspent_because == "caution"


def test_a_channel_that_may_take_all_is_not_said_to_stand_at_a_bound():
    split = allocate(known_channels(sure("A", orders=60, cpc_elasticity=0.0), sure("B", cpc_elasticity=0.0)))
    assert split.by_channel["new_spend"].tolist() == [2000, 0]
    assert split.by_channel["binds"].tolist() == ["", "least"]


def test_a_split_that_just_pays_breaks_even_and_no_spend_at_all_does_not():
    # 1,000 for 50 orders that leave 20 each.
    just = allocate(known_channels(sure("A"), sure("B"))).now
    assert (just.profit_mean, just.break_even_probability, just.break_even_error) == (0, 1, 0)
    less = allocate(known_channels(sure("A", orders=49.99), sure("B"))).now
    assert (less.break_even_probability, np.isnan(less.target_probability)) == (0, True)
    unused = (replace(row, spend=0.0, reference_spend=1000.0) for row in (sure("A"), sure("B")))
    nothing = allocate(known_channels(*unused), Wanted(total=100)).now
    assert (nothing.spend, nothing.orders_mean, nothing.break_even_probability) == (0, 0, 0)
    assert np.isnan(nothing.cpo_p50)


def test_a_split_that_differs_by_a_rounding_error_does_not_beat_the_present_one():
    search = _Search(known_channels(sure("A"), sure("B")), Wanted(total=5000))
    shape = search.draws[0].orders.size
    assert search._beats(np.full(shape, 4e-9)).value == 0  # 5,000 with twelve digits
    assert search._beats(np.full(shape, 6e-9)).value == 1


def test_the_next_euro_of_a_cent_is_told_by_the_slope():
    # γ = 0.5 and 75 orders of 20 at 1,000: at a cent, half of 1.5 · (0.01 / 1,000)^-0.5.
    rows = (sure("A", orders=75, cpc_elasticity=0.5, max_spend=0.01), sure("B", cpc_elasticity=0.5))
    split = allocate(known_channels(*rows), Wanted(total=10))
    assert split.by_channel["new_spend"].tolist() == [0.01, 9.99]
    assert split.by_channel["new_next_euro"][0] == pytest.approx(0.75 / 0.00001**0.5 - 1)


@pytest.mark.parametrize(
    ("lost", "gained", "outweighed"),
    [(0.5, 1.0, True), (0.0, 1.0, False), (1.0, 1.0, False), (0.0625, 0.125, True)],
)
def test_half_a_euro_that_the_worst_end_lower_may_be_outweighed_too(lost, gained, outweighed):
    # Caution of a half: both weigh the same.
    figures = SimpleNamespace(
        now=SimpleNamespace(profit_mean=0.0, profit_worst_mean=0.0),
        new=SimpleNamespace(profit_mean=gained, profit_worst_mean=-lost),
        wanted=SimpleNamespace(goal="cautious", caution=0.5),
    )
    assert Allocation.worst_is_outweighed.fget(figures) is outweighed


def test_figures_of_a_split_are_those_of_its_joint_draws():
    channels = two_square_roots()
    channels = replace(channels, plan=replace(channels.plan, scenario=spring(target_profit=None, target_cpo=21.0)))
    now = allocate(channels, Wanted(total=3000)).now
    orders = sum(joint(channels, "orders"))
    profit = sum(joint(channels, "value")) - 4000
    told = [now.profit_p5, now.profit_p50, now.profit_p95, now.cpo_p50]
    assert told == pytest.approx([*np.quantile(profit, [0.05, 0.5, 0.95]), 4000 / np.median(orders)])
    assert (now.profit_mean, now.profit_error) == pytest.approx((profit.mean(), profit.mean(axis=1).std(ddof=1) / 2))
    pays = (profit >= 0).mean(axis=1)
    assert (now.break_even_probability, now.break_even_error) == pytest.approx((pays.mean(), pays.std(ddof=1) / 2))
    worst = np.sort(profit, axis=None)[:52]  # 51.2 of 1,024 draws
    assert now.profit_worst_mean == pytest.approx((worst[:51].sum() + 0.2 * worst[51]) / 51.2)
    assert now.target_probability == pytest.approx((orders * 21 >= 4000).mean())
    assert now.orders_mean == pytest.approx(orders.mean())
