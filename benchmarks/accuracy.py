"""How far another seed moves the break-even probability, and whether the printed error says so.

For each situation and view, over 50 seeds at the default number of draws, against 2^22 points of another seed:
the root mean square error in percentage points (pp); the mean of the printed errors; their ratio; and how many plain
draws have the same error, p (1 - p) / RMSE², as a multiple of ours. An RMSE over 50 seeds is itself known to ± 10 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from benchmarks.plans import SITUATIONS
from simulator import Scenario, simulate
from simulator.cache import results

SEEDS = range(1, 51)
REFERENCE = {"points": 2**18, "scrambles": 16, "seed": 2**31}

MOST_RMSE = 0.002
HONEST = (0.7, 1.4)
LEAST_GAIN = {True: 4.0, False: 6.0}
"""Least multiple of our draws that plain draws need, with order luck and in the long run."""


class Accuracy(NamedTuple):
    """One line of the table."""

    situation: str
    order_luck: bool
    reference: float
    rmse: float
    printed: float
    draws: int

    @property
    def ratio(self) -> float:
        return self.rmse / self.printed

    @property
    def plain_draws(self) -> float:
        return self.reference * (1 - self.reference) / self.rmse**2

    @property
    def gain(self) -> float:
        return self.plain_draws / self.draws

    @property
    def passes(self) -> bool:
        honest = HONEST[0] <= self.ratio <= HONEST[1]
        return self.rmse <= MOST_RMSE and honest and self.gain >= LEAST_GAIN[self.order_luck]


def measured() -> Iterator[Accuracy]:
    """Every situation in both views."""
    cases = [(name, scenario, luck) for name, scenario in SITUATIONS.items() for luck in (False, True)]
    references = {(name, luck): _reference(scenario, luck) for name, scenario, luck in cases}
    results.clear()  # half a gigabyte
    for name, scenario, luck in cases:
        outcomes = [simulate(scenario, luck, seed=seed) for seed in SEEDS]
        break_even_probabilities = [outcome.break_even_probability for outcome in outcomes]
        away = np.array([estimate.value for estimate in break_even_probabilities]) - references[name, luck]
        printed = float(np.mean([estimate.mc_error for estimate in break_even_probabilities]))
        rmse = float(np.sqrt(np.mean(away**2)))
        yield Accuracy(name, luck, references[name, luck], rmse, printed, outcomes[0].settings.draws)


def _reference(scenario: Scenario, order_luck: bool) -> float:
    return simulate(scenario, order_luck, **REFERENCE).break_even_probability.value


def main() -> bool:
    """Print the table; whether every limit holds."""
    fine = True
    print(f"Accuracy of P(break even) at default draws, {len(SEEDS)} seeds against 2^22 points")
    print(f"needs RMSE ≤ {MOST_RMSE:.1%}, RMSE / printed {HONEST[0]}–{HONEST[1]}, ", end="")
    print(f"gain ≥ {LEAST_GAIN[False]:.0f} in the long run, ≥ {LEAST_GAIN[True]:.0f} with order luck")
    print(f"{'situation':26}{'view':>10}{'reference':>11}{'RMSE pp':>9}{'printed':>9}{'ratio':>7}", end="")
    print(f"{'= plain draws':>15}{'gain':>7}")
    for line in measured():
        view = "luck" if line.order_luck else "long run"
        print(f"{line.situation:26}{view:>10}{line.reference:>11.3%}{100 * line.rmse:>9.3f}", end="")
        print(f"{100 * line.printed:>9.3f}{line.ratio:>7.2f}{line.plain_draws:>15,.0f}{line.gain:>7.1f}", end="")
        print("  PASS" if line.passes else "  FAIL", flush=True)
        fine &= line.passes
    return fine


if __name__ == "__main__":
    main()
