"""Where should the next euro go? The split of a budget over channels, and how far it can be from the best one.

Splits are looked for in the long run: luck does not move a mean, and with whole orders nothing is smooth. Three goals:

expected    the highest mean profit: closed form (`water_filling`), certified by its dual bound
cautious    (1 - caution) · mean profit + caution · mean profit of the worst 5 % of the joint draws. Concave in the
            growth of each channel: sequential quadratic programming finds it, and cutting planes from both sides
            certify it, since every re-weighting of the draws that the worst 5 % permit bounds it from above through
            the closed form (Rockafellar & Uryasev 2000; Kelley 1960)
most_orders the most orders with P(CPO ≤ target) ≥ chance: not concave, so the best that was found, certified only where
            the chance does not bind; `Allocation.gap` says how many more orders there could be without it

Whatever is found is rounded to the cent first and judged afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.channels.cautious import Cautious
from simulator.channels.draws import ChannelDraws, draws_of
from simulator.channels.most_orders import TIE, Orders, most_orders
from simulator.channels.split import Solution, Token, meets_target, worst_mean
from simulator.channels.table import CENT, Channels
from simulator.channels.wanted import GOALS as GOALS
from simulator.channels.wanted import Unspent, Wanted, curves_of
from simulator.channels.water_filling import Array, Curves, best_split, to_the_cent
from simulator.engine.estimates import Estimate, quantiles_of_rows
from simulator.errors import InputError
from simulator.plan.scenario import TOLERANCE

EARNS: Final = 1.001
"""What the next euro must bring to be said to earn itself: spends are found to about that."""
KNOWN_DRAWS: Final = 128
"""Draws of each scramble for which the best split is looked for, as if their true averages were known."""
_SHARES: Final = np.array([0.05, 0.50, 0.95])


class SplitFigures(NamedTuple):
    """What a split brings, in the long run. Money in the plan's currency, errors are simulation errors.

    cpo_p50 : median of spend / orders; nan without spend
    profit_worst_mean : mean profit of the worst 5 % of the draws
    target_probability : P(CPO ≤ target of the goal); nan where there is no such target
    """

    spend: float
    orders_mean: float
    cpo_p50: float
    profit_mean: float
    profit_error: float
    profit_p5: float
    profit_p50: float
    profit_p95: float
    profit_worst_mean: float
    break_even_probability: float
    break_even_error: float
    target_probability: float


@dataclass(frozen=True, eq=False)
class Allocation:
    """A new split beside the present one. Make it with `allocate`.

    by_channel : one row per channel, in the order of the table
        channel, spend, new_spend, change    [currency]; whole cents, so the parts add up to the whole
        low, high                            90 % interval of the best spend if the true averages were known: how sure
                                             the split itself is
        spend_error                          one simulation error of `new_spend`; nan for most orders
        next_euro, new_next_euro             what the next euro earns on average, less itself, now and then
        binds                                "least", "most" or "": the bound at which the new spend stands
        reach                                new spend / spend at which the click price was seen: far from 1 is a guess
        profit_mean, new_profit_mean         mean profit; both add up to the whole
    now, new : what both splits bring
    reached : whether the goal is; if not, the split is the nearest that was found: the one that keeps the lowest CPO
        with the chance asked for
    reachable_cpo : the CPO that the new split keeps with the chance asked for; nan for goals that ask for none
    token : the split that would spend next to nothing to keep a CPO as a limit; the goal is not reached then, and the
        new split is the nearest for all of the money. None where there is none
    beats_probability : chance that the new split earns more than the present one, on the same draws, in the long run
    beats_with_luck : the same with the luck of single orders, None where the settings leave it out
    moved : money that changes its channel, or is added or taken away [currency]
    earned_per_moved : mean profit gained per euro moved; nan where nothing moves
    unspent : what of the total stays unspent [currency]
    unspent_because : why it does
    gap : how much better a split could be at most, in terms of the goal (currency, or orders)
    certified : whether `gap` bounds the distance to the best split under the goal's own rule; otherwise it is the
        distance to what could be had without the chance asked for
    """

    channels: Channels
    wanted: Wanted
    by_channel: pd.DataFrame
    now: SplitFigures
    new: SplitFigures
    reached: bool
    reachable_cpo: float
    token: Token | None
    beats_probability: Estimate
    beats_with_luck: Estimate | None
    moved: float
    earned_per_moved: float
    unspent: float
    unspent_because: Unspent
    gap: float
    certified: bool

    @property
    def worst_is_outweighed(self) -> bool:
        """Whether a cautious split lets the worst 5 % end lower, as by its weights the average gains more."""
        gained = self.new.profit_mean - self.now.profit_mean
        lost, caution = self.now.profit_worst_mean - self.new.profit_worst_mean, self.wanted.caution
        return self.wanted.goal == "cautious" and 0 < caution * lost < (1 - caution) * gained

    @property
    def new_spends(self) -> dict[str, float]:
        """The new spend of each channel, by its name. [currency]"""
        return dict(zip(self.by_channel["channel"], self.by_channel["new_spend"].tolist(), strict=True))


def allocate(channels: Channels, wanted: Wanted | None = None) -> Allocation:
    """Look for the best split of a sum over channels.

    Raises
    ------
    InputError
        When the bounds leave no way to spend the total, or a target CPO is missing.
    """
    wanted = wanted or Wanted()
    return _Search(channels, wanted).allocation()


@dataclass(frozen=True, eq=False)
class _Search:
    """One question about one table of channels."""

    channels: Channels
    wanted: Wanted

    # -- what is there ------------------------------------------------------------------------------------------

    @cached_property
    def draws(self) -> tuple[ChannelDraws, ...]:
        return draws_of(self.channels)

    @cached_property
    def total(self) -> float:
        if self.wanted.total is not None:
            return self.wanted.total
        if self.channels.spend == 0:
            raise InputError("Nothing is spent now: say how much there is to spend.", field="total")
        return round(self.channels.spend, 2)

    @cached_property
    def curves(self) -> Curves:
        """Mean value by spend, within bounds that the total leaves."""
        value = np.array([draw.value.mean() for draw in self.draws])
        return curves_of(self.channels, value, self.total, all_of_it=self.wanted.all_of_it)

    @cached_property
    def joint_value(self) -> Array:
        """What the reference spends bring, per joint draw, shape (channels, draws). [currency]"""
        return np.array([draw.joint(draw.value).ravel() for draw in self.draws])

    @cached_property
    def joint_orders(self) -> Array:
        """Orders of the reference spends, per joint draw, shape (channels, draws)."""
        return np.array([draw.joint(draw.orders).ravel() for draw in self.draws])

    @cached_property
    def present(self) -> Array:
        return np.array([channel.spend for channel in self.channels.rows])

    @cached_property
    def target_cpo(self) -> float | None:
        wanted, plan = self.wanted.target_cpo, self.channels.plan.scenario.target_cpo
        return plan if wanted is None else wanted

    # -- the three goals ----------------------------------------------------------------------------------------

    @cached_property
    def solution(self) -> Solution:
        if self.wanted.goal == "most_orders":
            return most_orders(self._orders_within())
        caution = self.wanted.caution if self.wanted.goal == "cautious" else 0.0
        programme = Cautious(self.curves, self.total, self.wanted.all_of_it, caution, self._draws_in_view(caution))
        spend = to_the_cent(programme.best, self.curves.least, self.curves.most)
        return Solution(spend, True, max(programme.bound - programme.worth(spend), 0.0), True)

    def _draws_in_view(self, caution: float) -> Array:
        return self.joint_value if caution else self.curves.value[:, np.newaxis]

    def _orders_within(self) -> Orders:
        if self.target_cpo is None:
            raise InputError("Say which CPO must be kept.", field="target_cpo")
        orders = self.joint_orders
        return Orders(
            self.curves.with_value(np.array([draw.orders.mean() for draw in self.draws])),
            orders,
            self.total,
            self.wanted.all_of_it,
            self.target_cpo,
            self.wanted.chance,
        )

    # -- what is said of it -------------------------------------------------------------------------------------

    def allocation(self) -> Allocation:
        solution = self.solution
        now, new = self._figures(self.present), self._figures(solution.spend)
        change = solution.spend - self.present
        moved = float(max(np.maximum(change, 0.0).sum(), np.maximum(-change, 0.0).sum()))
        gained = new.profit_mean - now.profit_mean
        unspent = round(max(self.total - float(solution.spend.sum()), 0.0), 2)
        return Allocation(
            channels=self.channels,
            wanted=self.wanted,
            by_channel=self._by_channel(solution.spend),
            now=now,
            new=new,
            reached=solution.reached,
            reachable_cpo=solution.reachable_cpo,
            token=solution.token,
            beats_probability=self._beats(self._profit(solution.spend) - self._profit(self.present)),
            beats_with_luck=self._beats_with_luck(solution.spend),
            moved=round(moved, 2),
            earned_per_moved=gained / moved if moved > 0 else np.nan,
            unspent=unspent,
            unspent_because=self._unspent_because(solution.spend) if unspent else "nothing",
            gap=solution.gap,
            certified=solution.certified,
        )

    def _by_channel(self, spend: Array) -> pd.DataFrame:
        curves, present = self.curves, self.present
        low, high = self._if_known()
        at_least, at_most = spend <= curves.least + TIE, spend >= curves.most - TIE
        given = np.array([channel.max_spend is not None for channel in self.channels.rows])
        return pd.DataFrame(
            {
                "channel": self.channels.names,
                "spend": present,
                "new_spend": spend,
                "change": np.round(spend - present, 2),
                "low": low,
                "high": high,
                "spend_error": self._spend_error(),
                "next_euro": self._next_euro(present),
                "new_next_euro": self._next_euro(spend),
                "binds": np.where(at_most & given, "most", np.where(at_least, "least", "")),
                "reach": spend / curves.reference,
                "profit_mean": curves.brings(present) - present,
                "new_profit_mean": curves.brings(spend) - spend,
            }
        )

    def _unspent_because(self, spend: Array) -> Unspent:
        """What keeps the rest of the total from being spent."""
        curves, wanted = self.curves, self.wanted
        is_full = spend >= curves.most - CENT / 2
        if is_full.all():
            return "maxima"
        if wanted.goal == "most_orders":
            return "chance"
        pays = curves.next_euro(spend + CENT) > EARNS
        if wanted.goal == "cautious" and (pays & ~is_full).any():
            return "caution"
        return "some_maxima" if (pays & is_full).any() else "earns_nothing"

    def _next_euro(self, spend: Array) -> Array:
        """What one more euro earns: by the slope; where nothing is spent, and the slope has no end, by a whole euro."""
        brings = np.where(spend < CENT, self.curves.brings(np.ones(spend.size)), self.curves.next_euro(spend))
        return brings - 1

    def _profit(self, spend: Array) -> Array:
        profit: Array = self.curves.growth(spend) @ self.joint_value - spend.sum()
        return profit

    def _figures(self, spend: Array) -> SplitFigures:
        """What a split brings in every joint draw, summed up."""
        total = float(spend.sum())
        orders = self.curves.growth(spend) @ self.joint_orders
        profit = np.sort(rows := self._profit(spend))
        worst, middle, best = quantiles_of_rows(profit[np.newaxis], _SHARES)[0].tolist()
        mean = Estimate.over_scrambles(self._by_scramble(rows).mean(axis=1), self.curves.profit(spend))
        chance = self._chance((rows >= -TOLERANCE * total) & (orders > 0))
        with np.errstate(divide="ignore"):
            cpo = float(total / np.median(orders)) if total > 0 else np.nan
        target = np.nan
        if self.target_cpo is not None:
            target = float(meets_target(orders * self.target_cpo, total).mean())
        return SplitFigures(
            spend=round(total, 2),
            orders_mean=float(orders.mean()),
            cpo_p50=cpo,
            profit_mean=mean.value,
            profit_error=mean.mc_error,
            profit_p5=worst,
            profit_p50=middle,
            profit_p95=best,
            profit_worst_mean=worst_mean(profit),
            break_even_probability=chance.value,
            break_even_error=chance.mc_error,
            target_probability=target,
        )

    def _by_scramble(self, rows: NDArray[Any]) -> NDArray[Any]:
        return rows.reshape(self.channels.plan.settings.scrambles, -1)

    def _chance(self, happens: NDArray[np.bool_]) -> Estimate:
        return self.draws[0].outcome.chance(self._by_scramble(happens))

    def _beats(self, difference: Array) -> Estimate:
        # A split that differs by rounding only does not beat.
        return self._chance(difference > TOLERANCE * max(self.total, 1.0))

    def _beats_with_luck(self, spend: Array) -> Estimate | None:
        if not self.channels.plan.settings.order_luck:
            return None
        difference: Any = 0.0
        for draw, then, now in zip(self.draws, spend.tolist(), self.present.tolist(), strict=True):
            if then != now:
                difference = difference + draw.realised_profit(then) - draw.realised_profit(now)
        return self._beats(np.broadcast_to(difference, self.draws[0].orders.shape).ravel())

    # -- how sure the split is ----------------------------------------------------------------------------------

    def _if_known(self) -> tuple[Array, Array]:
        """90 % interval of the best spend of each channel over draws of the true averages."""
        settings = self.channels.plan.settings
        few = min(KNOWN_DRAWS, settings.points)
        orders = self.wanted.goal == "most_orders"
        rows = self.joint_orders if orders else self.joint_value
        rows = rows.reshape(len(rows), settings.scrambles, -1)[:, :, :few].reshape(len(rows), -1)
        curves, total, all_of_it = self.curves.with_value(rows), self.total, self.wanted.all_of_it
        if orders:  # what is spent is settled by the chance asked for; known averages would only split it otherwise
            total, all_of_it = float(self.solution.spend.sum()), True
        best = best_split(curves, total, all_of_it=all_of_it)
        ordered = np.sort(best, axis=1)
        ends = quantiles_of_rows(ordered, _SHARES)
        return ends[:, 0], ends[:, 2]

    def _spend_error(self) -> Array:
        """One simulation error of each new spend: the split is looked for in each scramble by itself."""
        if self.wanted.goal == "most_orders":
            return np.full(len(self.draws), np.nan)
        by_scramble = np.array([draw.value.mean(axis=1) for draw in self.draws])
        if self.wanted.goal == "expected":
            splits = best_split(self.curves.with_value(by_scramble), self.total, all_of_it=self.wanted.all_of_it)
        else:
            splits = np.array([self._cautious_split_of(scramble) for scramble in range(by_scramble.shape[1])]).T
        return np.array([Estimate.over_scrambles(split).mc_error for split in splits])

    def _cautious_split_of(self, scramble: int) -> Array:
        points = self.channels.plan.settings.points
        rows = self.joint_value[:, scramble * points : (scramble + 1) * points]
        curves = self.curves.with_value(rows.mean(axis=1))
        return Cautious(curves, self.total, self.wanted.all_of_it, self.wanted.caution, rows).first
