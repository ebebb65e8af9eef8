"""What each channel brings at its spend now, beside the whole: what an order costs, whether it pays, how it differs.

A row is what the channel's own plan says (`simulate`), digit for digit; the whole adds the channels up draw by draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.channels.draws import ChannelDraws, draws_of
from simulator.channels.table import Channels
from simulator.engine.estimates import Estimate, Rows, quantiles_of_rows
from simulator.engine.zones import zone_of
from simulator.plan import economics
from simulator.plan.scenario import TOLERANCE

COLUMNS: Final = (
    "channel", "spend", "spend_share", "orders", "orders_low", "orders_high", "orders_mean",
    "cpo", "cpo_low", "cpo_high", "marginal_cpo", "marginal_cpo_low", "marginal_cpo_high", "max_cpo", "target_cpo",
    "zone", "zone_probability", "break_even_probability", "break_even_error", "cac", "cac_low", "cac_high",
    "profit_mean", "profit_error", "profit_share", "cvr", "aov",
    "cvr_gap", "cvr_gap_probability", "aov_gap", "aov_gap_probability", "cpo_gap", "cpo_gap_probability",
)  # fmt: skip
_SHARES: Final = np.array([0.05, 0.50, 0.95])


@dataclass(frozen=True, eq=False)
class ChannelFigures:
    """The channels beside each other and as a whole. Make it with `channel_figures`.

    Both frames have these columns; shares are 0 to 1, money in the plan's currency, nan where there is no answer.

    channel, spend, spend_share              name; spend now; part of the whole spend
    orders, orders_low, orders_high          median and 90 % interval; orders_mean adds up to the whole
    cpo, cpo_low, cpo_high                   median and 90 % interval; infinite without an order
    marginal_cpo (_low, _high)               long-run cost of the next order; of the whole: when each channel grows by
                                             the same percentage
    max_cpo, target_cpo                      medians, in the long run
    zone, zone_probability                   by `zone_of`: scale, optimise or stop, and the share of draws in that zone
    break_even_probability (_error)          P(CPO ≤ max CPO)
    cac (_low, _high)                        CPO / share of new customers; nan where nothing is said of that share
    profit_mean, profit_error                adds up to the whole
    profit_share                             part of the whole profit, negative where a channel loses; nan where the
                                             whole does not earn
    cvr, aov                                 medians of what is believed; of the whole: orders / clicks, revenue /
                                             orders
    cvr_gap, aov_gap, cpo_gap                median of channel / whole - 1, of the true averages (without order luck)
    …_gap_probability                        probability that the channel differs from the whole in that direction: that
                                             the gap is more than chance

    by_channel : one row per channel, in the order of the table
    whole : one row
    """

    by_channel: pd.DataFrame
    whole: pd.DataFrame


def channel_figures(channels: Channels) -> ChannelFigures:
    """Simulate every channel at its spend now and set it against the whole."""
    draws = draws_of(channels)
    whole = _Whole.of(draws)
    profit = whole.profit_mean.value
    rows = []
    for draw in draws:
        row = _row(channels, draw) | _gaps(draw, whole)
        row["spend_share"] = draw.channel.spend / channels.spend if channels.spend else np.nan
        row["profit_share"] = row["profit_mean"] / profit if profit > 0 else np.nan
        rows.append(row)
    together = whole.row(channels, draws) | {"profit_share": 1.0 if profit > 0 else np.nan}
    return ChannelFigures(pd.DataFrame(rows, columns=COLUMNS), pd.DataFrame([together], columns=COLUMNS))


def _row(channels: Channels, channel_draws: ChannelDraws) -> dict[str, Any]:
    """A channel by itself; one without spend has neither orders nor a CPO."""
    outcome = channel_draws.now
    row: dict[str, Any] = {
        "channel": channel_draws.channel.name,
        "spend": channel_draws.channel.spend,
        "max_cpo": channel_draws.outcome.median("max_cpo"),
        "target_cpo": channel_draws.outcome.median("target_cpo"),
        "cvr": channel_draws.outcome.median("cvr"),
        "aov": channel_draws.outcome.median("aov_mean"),
    }
    if outcome is None:
        nothing = ("orders", "orders_low", "orders_high", "orders_mean", "profit_mean", "profit_error")
        return row | dict.fromkeys(nothing, 0.0) | {"zone": ""}
    share = channels.new_customer_share_of(channel_draws.channel)
    if share is not None:
        drawn = share.from_scores(channel_draws.outcome.scores["new_customer_share"])
        row |= _spread("cac", economics.cac(outcome.cpo, drawn) + np.zeros_like(outcome.orders))
    profit = outcome.mean("profit")
    return row | {
        **_spread("orders", outcome.rows("orders")),
        "orders_mean": float(outcome.rows("orders").mean()),
        **_spread("cpo", outcome.rows("cpo")),
        **_spread("marginal_cpo", outcome.rows("marginal_cpo")),
        **_zone(outcome.breaks_even, outcome.zone == 0),
        "break_even_error": outcome.break_even_probability.mc_error,
        "profit_mean": profit.value,
        "profit_error": profit.mc_error,
    }


def _zone(breaks_even: NDArray[np.bool_], on_target: NDArray[np.bool_]) -> dict[str, Any]:
    """The zone and the chance to break even, as columns of the table."""
    zone = zone_of(breaks_even, on_target)
    return {
        "zone": zone.name,
        "zone_probability": zone.probability,
        "break_even_probability": float(breaks_even.mean()),
    }


def _spread(name: str, rows: Rows) -> dict[str, float]:
    """Median and 90 % interval."""
    ordered = np.sort(rows, axis=None)[np.newaxis]
    low, middle, high = quantiles_of_rows(ordered, _SHARES)[0].tolist()
    return {name: middle, f"{name}_low": low, f"{name}_high": high}


# ---------------------------------------------------------------------------------------------------------------
# The whole


@dataclass(frozen=True, eq=False)
class _Whole:
    """All channels added up, per joint draw. Long-run figures are those without order luck.

    wanted : orders · target CPO of each channel's draw, with its luck
    responding : Σ (1 - γ) · orders, the orders by which the long run grows when every spend grows by its like
    """

    spend: float
    orders: Rows
    profit: Rows
    wanted: Rows
    clicks: Rows
    long_run_orders: Rows
    long_run_revenue: Rows
    long_run_value: Rows
    long_run_target: Rows
    responding: Rows

    @classmethod
    def of(cls, draws: tuple[ChannelDraws, ...]) -> _Whole:
        """Channels with spend, added up."""
        sums: dict[str, Any] = dict.fromkeys(
            ("orders", "profit", "wanted", "clicks", "long_run_orders", "long_run_revenue", "long_run_value",
             "long_run_target", "responding"),
            np.zeros(draws[0].orders.shape),
        )  # fmt: skip
        for draw in draws:
            if (outcome := draw.now) is None:
                continue
            expected = outcome.rows("expected_orders")
            parts = {
                "orders": outcome.rows("orders"),
                "profit": outcome.rows("profit"),
                "wanted": outcome.orders * outcome.scenario.target(outcome.realised_max_cpo),
                "clicks": outcome.rows("clicks"),
                "long_run_orders": expected,
                "long_run_revenue": expected * outcome.aov_mean,
                "long_run_value": expected * outcome.max_cpo,
                "long_run_target": expected * outcome.target_cpo,
                "responding": expected * (1 - draw.elasticity),
            }
            sums = {name: sums[name] + draw.joint(part) for name, part in parts.items()}
        return cls(spend=sum(draw.channel.spend for draw in draws), **sums)

    @property
    def profit_mean(self) -> Estimate:
        """Mean profit of all channels. [currency]"""
        return Estimate.over_scrambles(self.profit.mean(axis=1))

    @property
    def cvr(self) -> Rows:
        """Caused orders per click, in the long run. [share]"""
        return _over(self.long_run_orders, self.clicks)

    @property
    def aov(self) -> Rows:
        """Revenue per order, in the long run. [currency per order]"""
        return _over(self.long_run_revenue, self.long_run_orders)

    @property
    def cpo(self) -> Rows:
        """Spend per order, in the long run. [currency per order]"""
        return _over(self.spend, self.long_run_orders)

    def row(self, channels: Channels, draws: tuple[ChannelDraws, ...]) -> dict[str, Any]:
        """The whole as a row of the table."""
        if self.spend == 0:
            return {"channel": "", "spend": 0.0, "orders_mean": 0.0, "profit_mean": 0.0, "zone": ""}
        pays = self.profit >= -TOLERANCE * self.spend
        scales = pays & (self.wanted >= self.spend * (1 - TOLERANCE))
        error = Estimate.over_scrambles(pays.mean(axis=1)).mc_error
        cpo = economics.cpo(self.spend, self.orders)
        figures = {
            "channel": "",
            "spend": self.spend,
            "spend_share": 1.0,
            **_spread("orders", self.orders),
            "orders_mean": float(self.orders.mean()),
            **_spread("cpo", cpo),
            **_spread("marginal_cpo", _over(self.spend, self.responding)),
            "max_cpo": float(np.median(_over(self.long_run_value, self.long_run_orders))),
            "target_cpo": float(np.median(_over(self.long_run_target, self.long_run_orders))),
            **_zone(pays, scales),
            "break_even_error": error,
            "profit_mean": self.profit_mean.value,
            "profit_error": self.profit_mean.mc_error,
            "cvr": float(np.median(self.cvr)),
            "aov": float(np.median(self.aov)),
        }
        new = _new_customers(channels, draws)
        return (
            figures if new is None else figures | _spread("cac", economics.cac(cpo, _over(new, self.long_run_orders)))
        )


def _new_customers(channels: Channels, draws: tuple[ChannelDraws, ...]) -> Rows | None:
    """Long-run orders from new customers; None where a channel with spend says nothing of them."""
    total = np.zeros(draws[0].orders.shape)
    for draw in draws:
        if (outcome := draw.now) is None:
            continue
        share = channels.new_customer_share_of(draw.channel)
        if share is None:
            return None
        drawn = share.from_scores(draw.outcome.scores["new_customer_share"])
        total = total + draw.joint(outcome.expected_orders * drawn)
    return total


def _gaps(channel_draws: ChannelDraws, whole: _Whole) -> dict[str, float]:
    """How far the true averages of a channel lie from those of the whole, and how sure the direction is."""
    if whole.spend == 0:
        return {}
    own = {"cvr": channel_draws.outcome.orders_per_click, "aov": channel_draws.outcome.aov_mean}
    if channel_draws.now is not None:
        own["cpo"] = _over(channel_draws.channel.spend, channel_draws.now.expected_orders)
    gaps: dict[str, float] = {}
    for name, rows in own.items():
        gap = channel_draws.joint(rows) / getattr(whole, name) - 1
        middle = float(np.median(gap))
        same_way = gap > TOLERANCE if middle > TOLERANCE else gap < -TOLERANCE if middle < -TOLERANCE else gap != gap
        gaps |= {f"{name}_gap": middle, f"{name}_gap_probability": float(same_way.mean())}
    return gaps


def _over(above: Any, below: Rows) -> Rows:
    """A quotient that is infinite, or nothing, where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.divide(above, below))
