"""The benchmark of real series: it joins by day, sees a line that is missed, and needs no file that is not there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.backtest import channels, invented, lines_missed, measures, outcomes, real, real_names, split_by_channel
from benchmarks.invented import KINDS
from tests.evidence.accounts import lucky


@pytest.fixture
def folder(tmp_path):
    days = pd.date_range("2025-01-01", periods=80)
    ads = pd.DataFrame({"Day": days, "Channel": "Search", "Currency": "EUR", "Cost": 50.0, "Clicks": 100})
    more = ads.assign(Channel="Social", Cost=25.0, Clicks=80).iloc[10:]
    pd.concat([ads, more]).to_csv(tmp_path / "conjura_shop_eur_ads.csv", index=False)
    sold = pd.DataFrame({"Day": days[5:], "Currency": "EUR", "Orders": 4, "First orders": 2, "Revenue": 200.0})
    sold.to_csv(tmp_path / "conjura_shop_eur_shop.csv", index=False)
    return tmp_path


def test_ads_and_shop_are_joined_on_the_days_that_both_hold(folder, tmp_path):
    assert real_names(folder) == ["shop_eur"]
    frame = real(folder, "shop_eur").frame
    assert len(frame) == 75
    assert frame["spend"].tolist() == [50.0] * 5 + [75.0] * 70
    assert frame["orders"].sum() == 300
    assert frame["clicks"].sum() == 75 * 100 + 70 * 80
    assert len(channels(folder, "shop_eur").frame) == 150
    assert real_names(tmp_path / "nowhere") == []


def test_orders_dealt_out_to_channels_stay_as_many(folder):
    history = split_by_channel(folder, "shop_eur", np.random.default_rng(1))
    assert history.frame["orders"].sum() == 300
    assert set(history.campaigns) == {"Search", "Social"}


def test_lines_are_missed_by_a_range_that_is_too_narrow_and_a_forecast_no_better_than_its_rivals():
    """The negative control: the same outcomes with a range of one point, then with scores twice as large."""
    good = {"inside80": 0.8, "inside90": 0.9, "benchmark_crps": 0.8, "naive_crps": 0.6, "miss": 0.9}
    assert lines_missed(good) == []
    assert lines_missed({**good, "inside90": 0.7}) == ["inside90"]
    assert lines_missed({**good, "inside80": 0.9, "miss": 1.2}) == ["inside80", "miss"]
    assert lines_missed({**good, "benchmark_crps": 1.0, "naive_crps": 0.9}) == ["benchmark", "naive"]


def test_measures_compare_with_the_rivals_outcome_by_outcome():
    frame = outcomes(lucky(90), 7, "lucky")
    result = measures(frame)
    assert result["count"] == len(frame) / 2
    assert result["inside90"] == pytest.approx(frame["inside90"].mean())
    worse = measures(frame.assign(crps=frame["crps"] * 2))
    assert worse["benchmark_crps"] == pytest.approx(2 * result["benchmark_crps"])


def test_every_kind_of_invented_account_can_be_measured():
    for seed, truth in enumerate(KINDS.values()):
        assert len(invented(truth, 1, 7, seed)) >= 1
