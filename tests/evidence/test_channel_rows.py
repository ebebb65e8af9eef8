"""Campaigns as channels: what they spend, what is believed of them, and that a table of them can be split."""

import numpy as np
import pytest

from simulator import Channels, Fixed, InputError, Plan, Scenario, Settings, Wanted, allocate, channels_of, table_of
from simulator.beliefs.distributions import median
from simulator.evidence import channels_from, learn_campaigns
from simulator.evidence.learning.forecast import forecast
from tests.evidence.accounts import history, lucky, steady

PLAN = Plan(Scenario(budget=1000, cpc=Fixed(1.0), cvr=Fixed(0.02), aov=Fixed(80.0)), Settings(points=64, scrambles=2))


def test_a_channel_believes_what_was_learned_of_its_campaign():
    account = steady(40, {"A": (50.0, 0.7), "B": (300.0, 4.0)})
    learned = learn_campaigns(account, period_days=30)
    rows = channels_from(account)
    assert [row.name for row in rows] == ["B", "A"]
    for row in rows:
        assert (row.cpc, row.cvr, row.aov) == (learned[row.name].cpc, learned[row.name].cvr, learned[row.name].aov)
        assert row.spend == pytest.approx(learned[row.name].spend / 40 * 30, rel=1e-6)
        assert row.cpc_elasticity == pytest.approx(median(learned[row.name].elasticity), abs=0.005)


@pytest.mark.parametrize("times", [1.0, 3.0])
def test_a_channel_says_of_another_spend_what_the_forecast_says(times):
    """In the middle; a channel knows one γ where the forecast believes in a range of them."""
    account = lucky(90, names=2)
    for row in channels_from(account):
        spend = times * row.reference
        orders_then = forecast(learn_campaigns(account)[row.name], spend).expected_orders
        price = median(row.cpc) * times**row.cpc_elasticity
        assert spend / price * median(row.cvr) == pytest.approx(np.median(orders_then), rel=0.03)


def test_a_channel_is_completed_by_the_delay_of_orders():
    account = lucky(90, names=2)
    for plain, row in zip(channels_from(account), channels_from(account, delay_days=5), strict=True):
        assert row.cvr == learn_campaigns(account, delay_days=5)[row.name].cvr
        assert median(row.cvr) > 1.05 * median(plain.cvr)


def test_a_campaign_that_has_ended_keeps_the_spend_of_its_click_price():
    account = history(
        [(day, "Old", 100, 200, 4, 320) for day in range(40)] + [(day, "New", 50, 100, 2, 160) for day in range(80)]
    )
    new, old = channels_from(account)
    assert (new.name, new.spend) == ("New", pytest.approx(1500))
    assert (old.name, old.spend) == ("Old", 0)
    assert old.reference == pytest.approx(100 * 40 / 80 * 30)


def test_an_account_can_be_edited_as_a_table_and_split():
    account = steady(40, {"A": (50.0, 2.0), "B": (300.0, 4.0), " ": (20.0, 0.5)})
    table = table_of(channels_from(account))
    channels = channels_of(table, PLAN).channels
    assert isinstance(channels, Channels)
    assert channels.names == ("B", "A", "?")
    split = allocate(channels, Wanted())
    assert split.new.spend == channels.spend == pytest.approx(370 * 0.5 * 30)


def test_at_most_30_campaigns_become_channels():
    account = steady(20, {f"C{number}": (10.0 + number, 1.0) for number in range(33)})
    rows = channels_from(account)
    assert len(rows) == 30
    assert "C0" not in {row.name for row in rows}


def test_an_account_without_clicks_says_so():
    with pytest.raises(InputError):
        channels_from(history([(day, name, 10, 0, 0, 0) for day in range(30) for name in "AB"]))
