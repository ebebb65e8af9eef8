"""Campaigns as channels: what they spend, what is believed of them, and that a table of them can be split."""

import pytest

from simulator import Channels, Fixed, InputError, Plan, Scenario, Settings, Wanted, allocate, channels_of, table_of
from simulator.evidence import channels_from, learn_campaigns
from tests.evidence.accounts import history, steady

PLAN = Plan(Scenario(budget=1000, cpc=Fixed(1.0), cvr=Fixed(0.02), aov=Fixed(80.0)), Settings(points=64, scrambles=2))


def test_a_channel_believes_what_was_learned_of_its_campaign():
    account = steady(40, {"A": (50.0, 0.7), "B": (300.0, 4.0)})
    learned = learn_campaigns(account, period_days=30)
    rows = channels_from(account)
    assert [row.name for row in rows] == ["B", "A"]
    for row in rows:
        assert (row.cpc, row.cvr, row.aov) == (learned[row.name].cpc, learned[row.name].cvr, learned[row.name].aov)
        assert row.spend == pytest.approx(learned[row.name].spend / 40 * 30, rel=1e-6)
        assert row.cpc_elasticity is None


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
    found = allocate(channels, Wanted())
    assert found.new.spend == channels.spend == pytest.approx(370 * 0.5 * 30)


def test_at_most_30_campaigns_become_channels():
    account = steady(20, {f"C{number}": (10.0 + number, 1.0) for number in range(33)})
    rows = channels_from(account)
    assert len(rows) == 30
    assert "C0" not in {row.name for row in rows}


def test_an_account_without_clicks_says_so():
    with pytest.raises(InputError):
        channels_from(history([(day, name, 10, 0, 0, 0) for day in range(30) for name in "AB"]))
