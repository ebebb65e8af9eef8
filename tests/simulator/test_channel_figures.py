"""Each channel beside the whole: by hand, against the channel's own plan, and by laws."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from simulator import (
    Amount,
    Channels,
    Fixed,
    OrderEconomics,
    Plan,
    Rate,
    RateFromCounts,
    Settings,
    channel_figures,
    simulate,
)
from simulator.channels.figures import COLUMNS
from tests.simulator.channel_tables import FEW, LONG_RUN, channel, known_channels, sure, three
from tests.simulator.plans import known, spring


def by_name(frame):
    return frame.set_index("channel")


def test_two_known_channels_by_hand():
    # 50 and 25 orders for 1,000 each; an order leaves 20.
    result = channel_figures(known_channels(sure("A", new_customer_share=0.5), sure("B", orders=25)))
    a, b, whole = *(row for _, row in result.by_channel.iterrows()), result.whole.iloc[0]
    assert (a.orders, b.orders, whole.orders) == pytest.approx((50, 25, 75))
    assert (a.cpo, b.cpo, whole.cpo) == pytest.approx((20, 40, 2000 / 75))
    assert (a.marginal_cpo, whole.marginal_cpo) == pytest.approx((25, 2000 / 75 / 0.8))
    assert (a.profit_mean, b.profit_mean, whole.profit_mean) == pytest.approx((0, -500, -500), abs=1e-9)
    assert (a.zone, b.zone, whole.zone) == ("scale", "stop", "stop")
    assert (a.break_even_probability, b.break_even_probability) == (1, 0)
    assert a.cac == pytest.approx(40)
    assert np.isnan(b.cac)
    assert np.isnan(whole.cac)
    assert (a.spend_share, whole.spend_share) == (0.5, 1)
    assert np.isnan(a.profit_share)  # the whole earns nothing to be shared
    # CVR of the whole 75 / 2,000 = 3.75 %, CPO 26.67.
    assert (a.cvr_gap, b.cvr_gap) == pytest.approx((1 / 3, -1 / 3))
    assert (a.cpo_gap, b.cpo_gap) == pytest.approx((-0.25, 0.5))
    assert (a.aov_gap, a.aov_gap_probability) == pytest.approx((0, 0), abs=1e-12)
    assert (a.cvr_gap_probability, b.cpo_gap_probability) == (1, 1)


def test_a_whole_that_meets_its_target_to_the_cent_scales_and_equal_channels_have_no_gap():
    figures = channel_figures(known_channels(sure("A"), sure("B")))  # a CPO of 20, which is all that an order leaves
    assert (figures.whole.iloc[0].zone, figures.whole.iloc[0].zone_probability) == ("scale", 1)
    assert figures.by_channel[["cvr_gap", "aov_gap", "cpo_gap"]].to_numpy() == pytest.approx(np.zeros((2, 3)))
    assert (figures.by_channel[["cvr_gap_probability", "cpo_gap_probability"]] == 0).all(axis=None)
    nothing = channel_figures(known_channels(sure("A", 0, reference_spend=10), sure("B", 0, reference_spend=10)))
    assert nothing.by_channel.filter(like="_gap").isna().all(axis=None)


def test_share_of_profit_by_hand():
    # 75 orders of 20 leave 500, 60 leave 200: together 700 for half of the spend each.
    result = channel_figures(known_channels(sure("A", orders=75), sure("B", orders=60)))
    assert result.by_channel["profit_share"].tolist() == pytest.approx([5 / 7, 2 / 7])
    assert result.whole["profit_share"].tolist() == [1]


@pytest.mark.parametrize("settings", [FEW, LONG_RUN])
def test_a_row_says_what_the_plan_of_the_channel_says(settings):
    channels = three(plan=Plan(spring(), settings))
    result = by_name(channel_figures(channels).by_channel)
    for row in channels.rows[:2]:
        alone = simulate(channels.scenario_of(row), settings.order_luck, settings.points, settings.scrambles)
        told = result.loc[row.name]
        for name in ("orders", "cpo", "marginal_cpo"):
            estimates = alone.quantiles(name)
            for suffix, share in (("_low", "p5"), ("", "p50"), ("_high", "p95")):
                assert told[name + suffix] == pytest.approx(estimates[share].value, rel=1e-12)
        assert told.break_even_probability == alone.break_even_probability.value
        assert told.break_even_error == alone.break_even_probability.mc_error
        assert told.zone_probability == alone.zones[told.zone].value
        assert told.profit_mean == alone.mean("profit").value


@pytest.mark.parametrize("correlation", [0.0, 0.7])
def test_the_channels_add_up_to_the_whole_to_the_cent(correlation):
    result = channel_figures(three(correlation=correlation))
    for name in ("spend", "orders_mean", "profit_mean", "spend_share"):
        assert result.by_channel[name].sum() == pytest.approx(result.whole[name].item(), abs=0.001)


def test_the_correlation_moves_the_whole_and_no_channel():
    alone, together = (channel_figures(three(plan=Plan(spring()), correlation=value)) for value in (0.0, 0.9))
    own = [name for name in COLUMNS if "gap" not in name]
    assert alone.by_channel[own].equals(together.by_channel[own])
    width = [(item.whole["orders_high"] - item.whole["orders_low"]).item() for item in (alone, together)]
    assert width[1] > 1.1 * width[0]


def test_a_channel_without_spend_has_no_cpo_and_is_still_compared_by_its_rate():
    video = by_name(channel_figures(three()).by_channel).loc["Video"]
    assert (video.spend, video.orders, video.profit_mean, video.zone) == (0, 0, 0, "")
    assert np.isnan(video.cpo)
    assert np.isnan(video.cpo_gap)
    assert video.cvr_gap < 0


def test_nothing_spent_at_all_is_a_table_of_what_is_believed():
    rows = tuple(replace(row, spend=0, reference_spend=500) for row in three().rows)
    result = channel_figures(Channels(Plan(spring(), FEW), rows))
    assert result.whole["orders_mean"].item() == 0
    assert result.by_channel["cvr_gap"].isna().all()


def test_a_gap_is_more_than_chance_as_often_as_a_normal_tail_says():
    # Known CVR and AOV: long-run CPO is lognormal per channel. With equal medians and one small channel beside a large,
    # known one, P(CPO above the whole) is Φ(ln(m / whole) / σ) up to the channel's own weight in the whole.
    large = sure("Large", 1e6, orders=50)
    small = channel("Small", spend=1000, cpc=Amount(0.9, 1.4), cvr=Fixed(0.05), aov=Fixed(50.0))
    channels = Channels(Plan(known(), Settings(order_luck=False)), (large, small))
    row = by_name(channel_figures(channels).by_channel).loc["Small"]
    sigma = np.log(1.4 / 0.9) / (2 * norm.ppf(0.95))
    exact = norm.cdf(np.log(np.sqrt(0.9 * 1.4)) / sigma)
    assert row.cpo_gap_probability == pytest.approx(exact, abs=0.002)
    assert row.cpo_gap == pytest.approx(np.sqrt(0.9 * 1.4) - 1, abs=0.001)


def test_a_rate_that_is_better_known_is_surer_to_differ():
    def probability(clicks):
        rows = (channel(cvr=Fixed(0.02)), channel("B", cvr=RateFromCounts(0.03 * clicks, clicks)))
        return channel_figures(Channels(Plan(spring(), FEW), rows)).by_channel["cvr_gap_probability"][1]

    assert 0.6 < probability(100) < probability(1000) < probability(10_000) <= 1


def test_cost_of_a_new_customer_is_cpo_by_the_share_in_every_draw():
    economics = OrderEconomics(cogs_share=0.4)
    rows = tuple(channel(name, new_customer_share=share) for name, share in (("A", 0.5), ("B", Rate(0.3, 0.6))))
    result = channel_figures(Channels(Plan(spring(economics=economics), FEW), rows))
    a, b = (row for _, row in result.by_channel.iterrows())
    assert (a.cac, a.cac_low, a.cac_high) == pytest.approx((2 * a.cpo, 2 * a.cpo_low, 2 * a.cpo_high))
    assert b.cac_high / b.cac_low > a.cac_high / a.cac_low
    assert min(a.cac, b.cac) < result.whole["cac"].item() < max(a.cac, b.cac)
