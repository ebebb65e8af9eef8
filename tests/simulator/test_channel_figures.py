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
from simulator.channels.draws import draws_of
from simulator.channels.figures import COLUMNS, _Whole
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
    assert result.whole[["spend", "orders_mean", "profit_mean"]].to_numpy().tolist() == [[0, 0, 0]]
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


def test_the_whole_of_two_channels_that_differ_in_everything_by_hand():
    # A: 1,000 clicks, 50 orders of 50 that leave 20. B: 500 clicks, 25 orders of 80 that leave 50. 1,000 each.
    rows = (
        sure("A", cpc_elasticity=0.2, new_customer_share=0.5),
        sure("B", orders=25, cpc_elasticity=0.5, new_customer_share=0.8, aov=Fixed(80.0)),
    )
    rows = (rows[0], replace(rows[1], cpc=Fixed(2.0), cvr=Fixed(0.05)))

    def figures(**changes):
        return channel_figures(Channels(Plan(known(**changes), LONG_RUN), rows))

    whole = figures(target_profit=5.0).whole.iloc[0]
    assert (whole.orders, whole.cvr, whole.aov) == pytest.approx((75, 75 / 1500, (50 * 50 + 25 * 80) / 75))
    assert whole.marginal_cpo == pytest.approx(2000 / (0.8 * 50 + 0.5 * 25))
    assert (whole.max_cpo, whole.target_cpo) == pytest.approx((2250 / 75, (15 * 50 + 45 * 25) / 75))
    assert (whole.profit_mean, whole.profit_error, whole.break_even_error) == pytest.approx((250, 0, 0))
    assert whole.cac == pytest.approx(2000 / (0.5 * 50 + 0.8 * 25))
    # 5 less than what an order leaves: 1,875 for 2,000; 3 less: 2,025.
    assert (whole.zone, figures(target_profit=3.0).whole.iloc[0].zone) == ("optimise", "scale")
    table = figures(target_profit=5.0).by_channel
    assert table["aov_gap"].tolist() == pytest.approx([50 / 60 - 1, 80 / 60 - 1])
    assert table["cpo_gap"].tolist() == pytest.approx([20 * 0.75 / 20 - 1, 40 * 0.75 / 20 - 1])
    assert table["cvr_gap"].tolist() == pytest.approx([0, 0])
    assert table[["aov_gap_probability", "cpo_gap_probability"]].to_numpy().tolist() == [[1, 1], [1, 1]]
    assert table["marginal_cpo"].tolist() == pytest.approx([25, 80])
    assert table["zone"].tolist() == ["optimise", "scale"]


def test_a_whole_that_earns_half_a_euro_has_shares_of_it_and_one_that_earns_nothing_has_none():
    # 50.025 orders that leave 20 each, for 1,000; the other just pays.
    result = channel_figures(known_channels(sure("A", orders=50.025), sure("B")))
    assert result.by_channel["profit_share"].tolist() == pytest.approx([1, 0])
    assert result.whole["profit_share"].item() == 1
    nothing = channel_figures(known_channels(sure("A"), sure("B")))
    assert nothing.whole["profit_mean"].item() == 0
    assert nothing.by_channel["profit_share"].isna().all()
    assert nothing.whole["profit_share"].isna().all()


def test_the_errors_of_the_whole_are_those_of_its_scrambles():
    channels = three()
    profit = sum(draw.joint(draw.now.rows("profit")) for draw in draws_of(channels) if draw.now is not None)
    whole = channel_figures(channels).whole.iloc[0]
    assert whole.profit_mean == pytest.approx(profit.mean())
    assert whole.profit_error == pytest.approx(profit.mean(axis=1).std(ddof=1) / 2)  # the root of four scrambles
    pays = (profit >= 0).mean(axis=1)
    assert (whole.break_even_probability, whole.break_even_error) == pytest.approx((pays.mean(), pays.std(ddof=1) / 2))
    chances = {"stop": 1 - pays.mean(), "optimise": pays.mean(), "scale": pays.mean()}
    assert 0 < whole.zone_probability <= chances[whole.zone]


def test_a_gap_below_is_as_sure_as_the_same_gap_above():
    # One channel known at a CPO of 20; a small one whose click price is a lognormal around 0.8 or around 1.25.
    large = sure("Large", 1e6)
    sigma = np.log(1.5) / (2 * norm.ppf(0.95))
    for middle in (0.8, 1.25):
        cpc = Amount(middle / 1.5**0.5, middle * 1.5**0.5)
        small = channel("Small", spend=1000, cpc=cpc, cvr=Fixed(0.05), aov=Fixed(50.0))
        table = channel_figures(Channels(Plan(known(), Settings(order_luck=False)), (large, small))).by_channel
        assert table["cpo_gap"][1] == pytest.approx(middle - 1, abs=0.001)
        assert table["cpo_gap_probability"][1] == pytest.approx(norm.cdf(np.log(1.25) / sigma), abs=0.002)


def test_the_whole_says_nothing_of_new_customers_where_a_channel_with_spend_does_not():
    said, silent = sure("A", new_customer_share=0.5), sure("B", new_customer_share=None)
    assert channel_figures(known_channels(said, silent)).whole["cac"].isna().all()
    unused = replace(silent, spend=0.0, reference_spend=1000.0)
    assert channel_figures(known_channels(said, unused)).whole["cac"].item() == pytest.approx(40)
    # A channel without spend takes no part in the rates of the whole either.
    whole = channel_figures(known_channels(said, replace(unused, cvr=Fixed(0.5)))).whole.iloc[0]
    assert (whole.orders, whole.cvr, whole.spend) == (50, 0.05, 1000)


def test_a_whole_that_misses_its_spend_by_a_rounding_error_still_breaks_even():
    channels = known_channels(sure("A"), sure("B"))
    draws = draws_of(channels)
    whole = _Whole.of(draws)
    for missing, breaks_even in ((1e-9, 1), (3e-9, 0)):  # 2,000 are known to 2e-9
        row = replace(whole, profit=np.full_like(whole.profit, -missing)).row(channels, draws)
        assert row["break_even_probability"] == breaks_even
    for part, zone in ((1 - 5e-13, "scale"), (1 - 5e-12, "optimise")):
        row = replace(whole, wanted=np.full_like(whole.wanted, 2000 * part)).row(channels, draws)
        assert row["zone"] == zone
