"""Which input decides? What each uncertain input does to the answer, and how much of the spread it explains.

Three ways to ask, each named as what it is:

- tornado: the input at its 5 % and at its 95 % point, the others as believed;
- shares of the variance of **profit**: Sobol' indices, first order (what knowing the input would take away on average)
  and total (what would be left if all others were known); they exist for independent inputs only, and for profit only,
  since the variance of CPO is infinite;
- rank correlation with CPO, which holds for correlated inputs too, but shares out credit as correlations do.

Everything is worked out on the plan's own draws: a column of chance is replaced, halved or held, the rest stays.

Sources: Sobol' (1993); Jansen (1999) for the estimators, equations of Saltelli et al. (2010), table 2 (f) and (e).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from simulator.beliefs.distributions import Belief, Fixed, quantile
from simulator.cache import cached
from simulator.engine.estimates import Estimate, Rows
from simulator.engine.outcome import LUCK, Outcome, outcome_of
from simulator.engine.points import COLUMNS, base_scores, redrawn_scores
from simulator.plan.economics import CUSTOMER_SHARES, ORDER_SHARES
from simulator.plan.scenario import Plan, Scenario, Settings

ENDS: Final = (0.05, 0.95)
"""Points of a belief that stand for its low and its high end, whatever level it was typed with."""
ORDER_LUCK: Final = "order_luck"
"""Name of the luck of orders and order values among the inputs."""
HALF: Final = 0.5
"""Factor on the normal scores of an input whose uncertainty is halved; its median stays."""
DECISIVE: Final = 0.5
"""An input that explains this part of the variance of profit, alone, decides; one that explains less weighs most."""
TORNADO: Final = (
    "input", "low", "high", "cpo_at_low", "cpo_at_high", "break_even_at_low", "break_even_at_high", "profit_at_low",
    "profit_at_high", "break_even_effect", "profit_effect",
)  # fmt: skip
INFLUENCES: Final = (
    "input", "first_order", "first_order_error", "total", "total_error", "rank_correlation", "halved_break_even",
    "halved_change", "halved_change_error",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Drivers:
    """What each uncertain input does. Make it with `drivers_of`.

    tornado : one row per input, the largest effect on the break-even probability first. Columns input; low, high (its
        5 % and 95 % points, in its own unit); median CPO, break-even probability and mean profit at either;
        break_even_effect, profit_effect (high end less low end)
    influences : one row per input and one for order luck. Columns input; first_order, total (shares of the variance of
        profit, with simulation errors; NaN when `shares_exist` is false); rank_correlation (Spearman, with CPO);
        halved_break_even (break-even probability when the input is half as uncertain), halved_change (against the
        plan's), halved_change_error; NaN for luck, which cannot be halved
    shares_exist : whether the inputs are independent and profit varies at all
    """

    plan: Plan
    break_even_probability: Estimate
    tornado: pd.DataFrame
    influences: pd.DataFrame
    shares_exist: bool

    @property
    def correlated(self) -> bool:
        """Whether two uncertain inputs are correlated: why there are no shares."""
        return not _independent(self.plan.scenario)

    @property
    def strongest(self) -> str | None:
        """The input that explains most: of the variance of profit, else the one with the strongest rank correlation."""
        column = "total" if self.shares_exist else "rank_correlation"
        strengths = self.influences.set_index("input")[column].abs()
        return str(strengths.idxmax()) if strengths.max() > 0 else None

    @property
    def decides(self) -> bool:
        """Whether the strongest input explains at least half of the variance of profit alone."""
        if self.strongest is None:
            return False
        # Where there are no shares this is not a number, and so not a half.
        return bool(self.influences.set_index("input")["first_order"][self.strongest] >= DECISIVE)


@cached
def drivers_of(plan: Plan) -> Drivers:
    """Work out the tornado, the shares of variance and the rank correlations of a plan."""
    outcome = outcome_of(plan)
    shares = variance_shares(outcome) if _independent(plan.scenario) else {}
    return Drivers(
        plan=plan,
        break_even_probability=outcome.break_even_probability,
        tornado=_tornado(outcome),
        influences=_influences(outcome, shares),
        shares_exist=bool(shares),
    )


def known_as(scenario: Scenario, name: str, value: float) -> Scenario:
    """The scenario with one of its inputs known to have this value."""
    return believed_as(scenario, name, Fixed(value))


def believed_as(scenario: Scenario, name: str, belief: Belief) -> Scenario:
    """The scenario with another belief about one of its inputs, named by its column of chance."""
    if name in ORDER_SHARES:
        return replace(scenario, economics=with_part(scenario.economics, name, belief))
    if name in CUSTOMER_SHARES:
        return replace(scenario, repeat=with_part(scenario.repeat, name, belief))
    return with_part(scenario, name, belief)


def with_part(owner: Any, name: str, value: Any) -> Any:
    """A frozen value with another value of one of its fields, named at run time."""
    return replace(owner, **{name: value})


def _independent(scenario: Scenario) -> bool:
    """Whether no correlation is set between inputs that are both uncertain."""
    known = frozenset({"cvr", "cpc", "aov"} - scenario.uncertain.keys())
    return bool((scenario.correlations.matrix(known) == np.eye(3)).all())


# ---------------------------------------------------------------------------------------------------------------
# Tornado


def _tornado(outcome: Outcome) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for name, belief in outcome.scenario.uncertain.items():
        ends = [quantile(belief, share) for share in ENDS]
        low, high = (_at(outcome, known_as(outcome.scenario, name, end)) for end in ends)
        by_figure = [figure for pair in zip(low, high, strict=True) for figure in pair]
        rows.append((name, *ends, *by_figure, high[1] - low[1], high[2] - low[2]))
    rows.sort(key=lambda row: (-abs(row[-2]), -abs(row[-1])))
    return pd.DataFrame(rows, columns=list(TORNADO))


def _at(outcome: Outcome, scenario: Scenario) -> tuple[float, float, float]:
    """Median CPO, break-even probability and mean profit of a what-if."""
    there = outcome.changed(scenario)
    return there.median("cpo"), there.break_even_probability.value, float(there.rows("profit").mean())


# ---------------------------------------------------------------------------------------------------------------
# Shares of the variance of profit


def variance_shares(outcome: Outcome) -> dict[str, tuple[Estimate, Estimate]]:
    """First-order and total Sobol' index of profit for each uncertain input, and for order luck where it is on.

    A has the plan's draws, B a second set beside them, AB_i is A with the columns of input i from B:
    first order = 1 - E[(f(B) - f(AB_i))²] / 2 V, total = E[(f(A) - f(AB_i))²] / 2 V (Jansen 1999). Empty when profit
    does not vary.
    """
    settings = outcome.settings
    again = dict(zip(COLUMNS, redrawn_scores(settings.points, settings.scrambles, settings.seed), strict=True))
    columns: dict[str, tuple[str, ...]] = {name: (name,) for name in outcome.scenario.uncertain}
    if settings.order_luck:
        columns[ORDER_LUCK] = LUCK
    own = outcome.rows("profit")
    second = outcome.changed(scores={name: again[name] for names in columns.values() for name in names}).rows("profit")
    variance = (own.var(axis=1) + second.var(axis=1)) / 2
    if not columns or (variance <= (1e-9 * outcome.scenario.budget) ** 2).any():
        return {}
    bars = {}
    for name, of_input in columns.items():
        mixed = outcome.changed(scores={column: again[column] for column in of_input}).rows("profit")
        bars[name] = (
            _share(1 - _half_square(second, mixed) / variance),
            _share(_half_square(own, mixed) / variance),
        )
    return bars


def _half_square(one: Rows, other: Rows) -> Rows:
    return ((one - other) ** 2).mean(axis=1) / 2


def _share(by_scramble: Rows) -> Estimate:
    return Estimate.over_scrambles(by_scramble)


# ---------------------------------------------------------------------------------------------------------------
# Rank correlation, and half the uncertainty


def _influences(outcome: Outcome, shares: dict[str, tuple[Estimate, Estimate]]) -> pd.DataFrame:
    nothing = Estimate(np.nan, np.nan)
    names = [*outcome.scenario.uncertain, *([ORDER_LUCK] if outcome.settings.order_luck else [])]
    ranks = _centred_ranks(outcome.rows("cpo"))
    rows = []
    for name in names:
        first, total = shares.get(name, (nothing, nothing))
        halved, change = (nothing, nothing) if name == ORDER_LUCK else _halved(outcome, name)
        correlation = _correlation(ranks, _ranks_of_input(outcome, "orders" if name == ORDER_LUCK else name))
        errors = first.value, first.mc_error, total.value, total.mc_error
        rows.append((name, *errors, correlation, halved.value, change.value, change.mc_error))
    frame = pd.DataFrame(rows, columns=list(INFLUENCES))
    by = frame["total"] if shares else frame["rank_correlation"].abs()
    return frame.iloc[np.argsort(-by.to_numpy(), kind="stable")].reset_index(drop=True)


def _halved(outcome: Outcome, name: str) -> tuple[Estimate, Estimate]:
    """Break-even probability when an input is half as uncertain, and its change, on the same draws."""
    there = outcome.changed(scores={name: outcome.scores[name] * HALF})
    change = there.breaks_even.astype(float) - outcome.breaks_even
    by_scramble = np.broadcast_to(change, outcome.rows("profit").shape).mean(axis=1)
    return there.break_even_probability, Estimate.over_scrambles(by_scramble)


def _ranks_of_input(outcome: Outcome, column: str) -> Rows:
    return (
        _ranks_of_column(outcome.settings, column)
        if _independent(outcome.scenario)
        else _centred_ranks(outcome.scores[column])
    )


@cached
def _ranks_of_column(settings: Settings, column: str) -> Rows:
    """Of the base points, which are the same for every plan whose inputs are independent."""
    base = base_scores(settings.points, settings.scrambles, settings.seed)
    return _centred_ranks(base[COLUMNS.index(column)])


def _centred_ranks(rows: Rows) -> Rows:
    ranks = rankdata(rows, axis=None)
    return np.asarray(ranks - ranks.mean())


def _correlation(one: Rows, other: Rows) -> float:
    # Not a product of matrices: its threads would wait for busy cores longer than they work.
    scale = math.sqrt((one * one).sum() * (other * other).sum())
    return float((one * other).sum()) / scale if scale else 0.0
