"""How many clicks before I know? A test buy, read with exact sums.

A test buys n clicks and counts k orders. With a Beta belief about the conversion rate, k is Beta-Binomial and what is
believed afterwards is Beta(a + k, b + n - k) (Raiffa & Schlaifer 1961): nothing has to be drawn. What follows is one
decision, the main buy of N clicks or nothing, worth N · (contribution · CVR - CPC). So a test is worth what it changes
about that decision (expected value of sample information), certainty is worth most (of perfect information), and the
test costs what it loses on average, n · (CPC - contribution · E[CVR]), not n · CPC.

CPC and contribution are single numbers here, at the medians of their beliefs, as the threshold of `verdict` has it;
what it would be worth to know them is told by `worth_knowing`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betaincc, betaincinv

from simulator.beliefs.beta import beta_of_interval
from simulator.beliefs.checks import must_be_number, must_be_positive
from simulator.beliefs.distributions import LARGEST, Amount, Belief, Fixed, Pert, median, quantile
from simulator.errors import InputError, rounded_down
from simulator.plan.scenario import TOLERANCE, Plan, middle_shares
from simulator.questions.trial_answers import PAUSE_AT as PAUSE_AT
from simulator.questions.trial_answers import Advice as Advice
from simulator.questions.trial_answers import BestTest, Capture, PauseRule
from simulator.questions.trial_answers import Reading as Reading

MOST_CLICKS: Final = 200_000
"""Largest test that is looked at."""
SIZES: Final = (
    10, 15, 20, 30, 40, 50, 70, 100, 130, 160, 200, 250, 300, 400, 500, 600, 700, 850, 1_000, 1_250, 1_500, 1_750,
    2_000, 2_500, 3_000, 3_500, 4_000, 5_000, 6_000, 7_000, 8_500, 10_000, 12_500, 15_000, 17_500, 20_000, 25_000,
    30_000, 40_000, 50_000,
)  # fmt: skip
"""Clicks of the tests that a curve shows, unless others are given."""
MOST_OF_IT: Final = 0.8
"""Part of what certainty is worth that counts as most of it."""
JUST: Final = 1e-6
"""A click that loses or earns less than this part of its price just pays for itself."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A test of the conversion rate before a main buy.

    shape : the two parameters of the Beta that is believed of the rate
    cpc : click price [currency per click]
    contribution : money left per counted order before ads [currency per order]
    main_clicks : clicks of the main buy that follows
    sure_at : chance from which one is sure enough
    """

    shape: tuple[float, float]
    cpc: float
    contribution: float
    main_clicks: float
    sure_at: float = 0.90

    def __post_init__(self) -> None:
        for part in self.shape:
            must_be_positive("cvr", part)
        must_be_positive("cpc", self.cpc)
        must_be_number("contribution", self.contribution)
        must_be_positive("main_clicks", self.main_clicks)
        must_be_number("sure_at", self.sure_at)
        if not 0.5 < self.sure_at < 1:
            raise InputError(
                "Sure enough is more than 50 % and less than 100 %, got {value_share}.",
                field="sure_at",
                value_share=self.sure_at,
            )

    # -- now ----------------------------------------------------------------------------------------------------

    @property
    def threshold_rate(self) -> float:
        """CVR* = CPC / contribution: from here on clicks pay. Infinite when no order leaves anything. [share]"""
        return self.cpc / self.contribution if self.contribution > 0 else math.inf

    @property
    def mean_rate(self) -> float:
        """E[CVR] = a / (a + b). [share]"""
        return self.shape[0] / sum(self.shape)

    @property
    def above_probability(self) -> float:
        """P(true rate > threshold) before the test."""
        return float(self._above(0, 0))

    @property
    def cost_per_click(self) -> float:
        """What a click of the test loses on average = CPC - contribution · E[CVR]; below 0 where it earns."""
        return self.cpc - self.contribution * self.mean_rate

    @property
    def just_pays(self) -> bool:
        """Whether a click neither loses nor earns on average."""
        return abs(self.cost_per_click) <= JUST * self.cpc

    @property
    def largest(self) -> int:
        """The largest test that is recommended: the whole clicks of the main buy, which is what it decides about."""
        return math.floor(min(self.main_clicks * (1 + TOLERANCE), MOST_CLICKS))

    @property
    def value_now(self) -> float:
        """Worth of the main buy as things stand = N · max(0, contribution · E[CVR] - CPC). [currency]"""
        return self.main_clicks * max(0.0, -self.cost_per_click)

    @property
    def perfect_information(self) -> float:
        """EVPI = N · E[max(0, contribution · CVR - CPC)] - value now. [currency]

        E[CVR; CVR > t] = E[CVR] · P(Beta(a + 1, b) > t).
        """
        alpha, beta = self.shape
        if self.threshold_rate >= 1:
            return 0.0
        above = float(betaincc(alpha + 1, beta, self.threshold_rate))
        gain = self.contribution * self.mean_rate * above - self.cpc * self.above_probability
        return self.main_clicks * gain - self.value_now

    # -- a test of n clicks -------------------------------------------------------------------------------------

    def cost(self, clicks: float) -> float:
        """What a test loses on average = n · (CPC - contribution · E[CVR]). [currency]"""
        return clicks * self.cost_per_click

    def sample_information(self, clicks: int) -> float:
        """EVSI of a test = N · E_k[max(0, contribution · E[CVR | k] - CPC)] - value now. [currency]

        E[CVR | k of n] = (a + k) / (a + b + n), k Beta-Binomial: an exact sum.
        """
        return self._information(self.order_chances(clicks))

    def _information(self, chances: NDArray[np.float64]) -> float:
        clicks = len(chances) - 1
        mean_after = (self.shape[0] + np.arange(clicks + 1)) / (sum(self.shape) + clicks)
        gain = np.maximum(self.contribution * mean_after - self.cpc, 0.0)
        return max(0.0, self.main_clicks * float(chances @ gain) - self.value_now)

    def order_chances(self, clicks: int) -> NDArray[np.float64]:
        """P(k orders from n clicks) for k = 0 … n: Beta-Binomial, from the ratios of neighbours."""
        alpha, beta = self.shape
        k = np.arange(clicks)
        log_chance = np.zeros(clicks + 1)
        np.cumsum(np.log((clicks - k) * (alpha + k) / ((k + 1) * (beta + clicks - k - 1))), out=log_chance[1:])
        chance = np.exp(log_chance - log_chance.max())
        return chance / chance.sum()

    def cuts(self, clicks: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each test size: most orders that say stop (-1: none does), fewest that say scale (n + 1: none does)."""
        sizes = np.asarray(clicks, dtype=np.int64)
        # P(above | k of n) rises with k: both cuts by bisection, all sizes at once.
        most_for_stop = self._first(sizes, lambda chance: chance > 1 - self.sure_at + TOLERANCE) - 1
        fewest_for_scale = self._first(sizes, lambda chance: chance >= self.sure_at - TOLERANCE)
        return most_for_stop, fewest_for_scale

    def by_clicks(self, clicks: Sequence[int] = SIZES) -> pd.DataFrame:
        """One row per test size.

        clicks; stop_probability, scale_probability, unsure_probability : where it ends;
        sure_probability : chance to be sure enough either way; most_orders_for_stop, fewest_orders_for_scale;
        sample_information : EVSI, and its share of EVPI (certain_share, 1 where certainty is worth nothing);
        cost : what it loses on average; spend : what is paid for its clicks; net_value : EVSI less cost [currency]

        Raises
        ------
        InputError
            For a size that is not a whole number from 1 to `MOST_CLICKS`.
        """
        sizes = [_checked(size) for size in clicks]
        perfect = self.perfect_information
        rows = []
        for size, stop_at, scale_at in zip(sizes, *(cut.tolist() for cut in self.cuts(sizes)), strict=True):
            chances = self.order_chances(size)
            stop, scale = float(chances[: stop_at + 1].sum()), float(chances[scale_at:].sum())
            value = self._information(chances)
            rows.append(
                {
                    "clicks": size,
                    "stop_probability": stop,
                    "scale_probability": scale,
                    "unsure_probability": max(0.0, 1 - stop - scale),
                    "sure_probability": min(1.0, stop + scale),
                    "most_orders_for_stop": stop_at,
                    "fewest_orders_for_scale": scale_at,
                    "sample_information": value,
                    "certain_share": value / perfect if perfect > 0 else 1.0,
                    "cost": self.cost(size),
                    "spend": size * self.cpc,
                    "net_value": value - self.cost(size),
                }
            )
        return pd.DataFrame(rows)

    def sure_probability(self, clicks: int) -> float:
        """Chance that a test of n clicks ends sure enough, either way."""
        (stop_at,), (scale_at,) = self.cuts([clicks])
        chances = self.order_chances(clicks)
        return float(chances[: stop_at + 1].sum() + chances[scale_at:].sum())

    def clicks_to_be_sure(self, chance: float = 0.90, *, within: float = 0.002) -> int | None:
        """Clicks from which a test ends sure enough with this chance; None beyond `MOST_CLICKS`.

        Known to about one whole order, as the chance goes up and down a little with whole orders, or to `within` of it.
        """
        if max(self.above_probability, 1 - self.above_probability) >= self.sure_at:
            return 0
        low, high = 0, 16
        while self.sure_probability(high) < chance:
            if high == MOST_CLICKS:
                return None
            low, high = high, min(2 * high, MOST_CLICKS)
        while high > low + 1 and high > low * (1 + within):
            middle = (low + high) // 2
            low, high = (low, middle) if self.sure_probability(middle) >= chance else (middle, high)
        return high

    @property
    def best(self) -> BestTest:
        """The test size of the highest net value, no larger than the main buy."""
        if self.just_pays:
            return BestTest(None, None, "costs_nothing")
        if self.cost_per_click < 0:
            return BestTest(None, None, "pays_for_itself")
        if self.largest < 1:
            return BestTest(0, 0.0, "no_test")

        def net(size: int) -> float:
            return self.sample_information(size) - self.cost(size)

        # A test never returns more than certainty is worth, so no larger one can be worth its cost.
        most = min(self.largest, max(2, math.ceil(min(self.perfect_information / self.cost_per_click, MOST_CLICKS))))
        low, high = 1, most
        while True:
            sizes = np.unique(np.rint(np.geomspace(low, high, 24)).astype(int)).tolist()
            at = max(range(len(sizes)), key=lambda place: net(sizes[place]))
            low, high = sizes[max(at - 1, 0)], sizes[min(at + 1, len(sizes) - 1)]
            if high - low <= 2 or high < low * 1.005:
                break
        value = net(sizes[at])
        if value <= 0:
            return BestTest(0, 0.0, "no_test")
        return BestTest(sizes[at], value, "whole_buy" if sizes[at] == self.largest < MOST_CLICKS else "found")

    def capture(self, by_clicks: pd.DataFrame) -> Capture:
        """The smallest of these sizes with most of what certainty is worth, within the main buy.

        by_clicks : rows of `by_clicks`, smallest first
        """
        within = by_clicks[by_clicks["clicks"] <= self.largest]
        enough = within[within["certain_share"] >= MOST_OF_IT]
        if len(enough):
            return Capture(int(enough["clicks"].iloc[0]), float(enough["certain_share"].iloc[0]), True)
        perfect, size = self.perfect_information, self.largest
        share = self.sample_information(size) / perfect if perfect > 0 else 1.0
        return Capture(size, share, share >= MOST_OF_IT)

    # -- a running test -----------------------------------------------------------------------------------------

    def after(self, clicks: float, orders: float) -> Trial:
        """The same trial with what is believed after k orders from n clicks. Orders may be fractional.

        Raises
        ------
        InputError
            When orders are not 0 to clicks.
        """
        must_be_number("clicks", clicks)
        must_be_number("orders", orders)
        if clicks < 0:
            raise InputError("Clicks must be 0 or more, got {clicks}.", field="clicks", clicks=clicks)
        if not 0 <= orders <= clicks:
            raise InputError(
                "Orders must be 0 to {clicks} (the clicks), got {orders}.",
                field="orders",
                clicks=clicks,
                orders=orders,
            )
        return replace(self, shape=(self.shape[0] + orders, self.shape[1] + clicks - orders))

    def reading(self, clicks: float, orders: float) -> Reading:
        """What a running test says. The prior must not hold the same clicks already."""
        then = self.after(clicks, orders)
        above = then.above_probability
        advice: Advice = "continue"
        if above >= self.sure_at - TOLERANCE:
            advice = "scale"
        elif above <= 1 - self.sure_at + TOLERANCE:
            advice = "stop"
        risk = {"scale": 1 - above, "stop": above, "continue": min(above, 1 - above)}[advice]
        low, middle, high = (float(betaincinv(*then.shape, share)) for share in (0.05, 0.5, 0.95))
        return Reading(clicks, orders, above, advice, risk, then.perfect_information, middle, low, high)

    def pause_rule(self, multiple: float = PAUSE_AT, target_cpo: float | None = None) -> PauseRule:
        """What pausing after `multiple` times the target CPA (the contribution unless said) without an order does.

        Orders arrive as a Poisson stream: at a CPO of exactly the target, `multiple` are expected by then.

        Raises
        ------
        InputError
            When the multiple or the target is not above 0, or the rule strikes after more than `MOST_CLICKS`.
        """
        must_be_positive("multiple", multiple)
        target = self.contribution if target_cpo is None else target_cpo
        must_be_positive("target_cpo", target)
        struck = multiple * target / self.cpc * (1 - TOLERANCE)
        if struck > MOST_CLICKS:
            raise InputError(
                "At {multiple} times the target CPA the rule strikes after more clicks than are looked at here "
                "({most}): give at most {largest}.",
                field="multiple",
                multiple=multiple,
                most=MOST_CLICKS,
                largest=rounded_down(MOST_CLICKS * self.cpc / target),
            )
        clicks = max(1, math.ceil(struck))
        return PauseRule(
            multiple=multiple,
            clicks=clicks,
            spend=clicks * self.cpc,
            wrong_at_target=math.exp(-multiple),
            pause_probability=float(self.order_chances(clicks)[0]),
            above_if_paused=self.after(clicks, 0).above_probability,
        )

    # -- how it is worked out -----------------------------------------------------------------------------------

    def _above(self, clicks: NDArray[np.int64] | int, orders: NDArray[np.int64] | int) -> NDArray[np.float64]:
        """P(true rate > threshold | k orders from n clicks)."""
        alpha, beta = self.shape
        if self.threshold_rate >= 1:
            return np.zeros(np.broadcast(clicks, orders).shape)
        return np.asarray(betaincc(alpha + orders, beta + clicks - orders, self.threshold_rate))

    def _first(
        self, sizes: NDArray[np.int64], reached: Callable[[NDArray[np.float64]], NDArray[np.bool_]]
    ) -> NDArray[np.int64]:
        """The fewest orders from which something is reached that more orders never undo; n + 1 where none do."""
        low, high = np.full(sizes.shape, -1), sizes + 1
        while (high - low > 1).any():
            middle = (low + high) // 2
            inside = np.clip(middle, 0, sizes)
            here = reached(self._above(sizes, inside))
            wide = high - low > 1
            low, high = np.where(wide & ~here, middle, low), np.where(wide & here, middle, high)
        return high


def trial_of(plan: Plan, *, main_clicks: float | None = None, sure_at: float = 0.90) -> Trial:
    """The test of a plan's conversion rate, with every other belief at its median.

    main_clicks : clicks of the main buy; those that the plan's budget buys unless said

    A rate that is not a Beta (three points, a lognormal) is taken as the Beta with the same 5 % and 95 % points.

    Raises
    ------
    InputError
        When the conversion rate is known: there is nothing to learn.
    """
    scenario = plan.scenario
    shares = middle_shares(scenario)
    events = scenario.middle_effects  # the rate that is tested is that of days without an event
    cpc = median(scenario.cpc) * scenario.cpc_factor * events.cpc
    worth = float(scenario.ceiling(shares).at(median(scenario.aov) * events.aov) * shares["incremental_share"])
    # Nobody typed this number, so none of its size is refused; beyond the largest no answer changes.
    clicks = min(scenario.budget / cpc, LARGEST) if main_clicks is None else main_clicks
    return Trial(beta_of(scenario.cvr), cpc, worth * events.cvr, clicks, sure_at)


def beta_of(belief: Belief) -> tuple[float, float]:
    """The parameters of a belief about a rate, or those of the Beta with the same 5 % and 95 % points."""
    if isinstance(belief, Fixed):
        raise InputError("The conversion rate is known: there is nothing that a test could teach.", field="cvr")
    if isinstance(belief, Amount | Pert):
        return beta_of_interval(quantile(belief, 0.05), quantile(belief, 0.95), 0.90)
    return belief.shape


def _checked(clicks: float) -> int:
    must_be_number("clicks", clicks)
    if clicks != int(clicks) or not 1 <= clicks <= MOST_CLICKS:
        raise InputError(
            "A whole number from {least} to {most} is needed, got {value}.",
            field="clicks",
            least=1,
            most=MOST_CLICKS,
            value=clicks,
        )
    return int(clicks)
