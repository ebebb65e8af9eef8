"""What sums up the draws of an output: mean, quantiles, chances, the worst part; each worked out once.

`Summary` knows no formula of the model: whoever has named rows of draws (`Outcome`) is summed up by it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.engine.estimates import FEW, Estimate, Rows, Sorted, median_estimate, moments, pooled_median, quantiles
from simulator.errors import InputError
from simulator.plan.scenario import Settings

SHARES: Final = {"p5": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}
FIGURES: Final = ("mean", "sd", *SHARES, "mc_error")


class Summary(ABC):
    """Figures of the outputs of a simulation, by the name of the output and in its unit.

    An output is an attribute with one value per draw, shape (scrambles, points), or one that is the same in all.
    """

    settings: Settings

    @property
    @abstractmethod
    def outputs(self) -> tuple[str, ...]:
        """Names of the outputs that are summed up together."""

    @abstractmethod
    def mean_is_infinite(self, name: str) -> bool:
        """Whether an output has no finite mean, whatever the draws say."""

    def chance(self, happens: NDArray[np.bool_]) -> Estimate:
        """Share of draws in which something happens."""
        counts = np.array([np.count_nonzero(row) for row in np.broadcast_to(happens, self._shape)])
        share = Estimate.over_scrambles(counts / self.settings.points)
        # Scrambles that agree by chance do not make a share finer than one draw.
        finest = 1 / self.settings.draws if 0 < share.value < 1 else 0.0
        return Estimate(share.value, max(share.mc_error, finest))

    def mean(self, name: str) -> Estimate:
        """Mean of an output; infinite for a CPO when no order is possible."""
        return Estimate.over_scrambles(self._moments(name)[0])

    def quantile(self, name: str, share: float) -> Estimate:
        """The value below which this share of the draws lies (linear between draws, as numpy's default)."""
        if not 0 <= share <= 1:
            raise InputError("A value between 0 % and 100 % is needed, got {value_share}.", value_share=share)
        label = next((label for label, known in SHARES.items() if known == share), None)
        if label and name in self._quantiles_by_name:
            return self._quantiles_by_name[name][label]
        return quantiles([Sorted(self.sorted_rows(name))], (share,))[0][0]

    def median(self, name: str) -> float:
        """Median of an output without its error: for what is asked of many plans, without a sort."""
        return pooled_median(self.rows(name))

    def median_estimate(self, name: str) -> Estimate:
        """`quantile` of one half, in a fraction of the time: for what is asked of one output of many plans."""
        return median_estimate(self.rows(name))

    def quantiles(self, name: str) -> dict[str, Estimate]:
        """The quantiles of `SHARES` of an output, by their labels."""
        if name not in self._quantiles_by_name:
            # Of few draws, the quantiles of all outputs cost hardly more than those of one.
            few = self.settings.draws <= FEW and name in self.outputs
            self._find_quantiles(self.outputs if few else (name,))
        return self._quantiles_by_name[name]

    def draws_below(self, name: str, values: Sequence[float]) -> NDArray[np.int64]:
        """Number of draws below each of the values, shape (scrambles, values)."""
        return np.array([row.searchsorted(values) for row in self.sorted_rows(name)])

    def worst_mean(self, name: str = "profit", share: float = 0.05) -> Estimate:
        """Mean of the lowest `share` of the draws (conditional value at risk).

        q - E[max(q - X, 0)] / share at the quantile q, which gives an atom at q its right weight.
        Source: Rockafellar & Uryasev (2000), equation 4.
        """
        edge = self.quantile(name, share).value
        lowest = self.sorted_rows(name)[:, : self.draws_below(name, [edge]).max()]
        shortfall = np.maximum(edge - lowest, 0.0).sum(axis=1) / self.settings.points
        return Estimate.over_scrambles(edge - shortfall / share)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row per output: mean, sd, five quantiles, and the simulation error of the median."""
        self._find_quantiles(self.outputs)
        figures = np.array([self._summed_up(name) for name in self.outputs])
        return pd.DataFrame(figures, index=_labels(self.outputs), columns=_labels(FIGURES))

    def _summed_up(self, name: str) -> list[float]:
        mean, estimates = self.mean(name), self.quantiles(name)
        values = (estimate.value for estimate in estimates.values())
        return [mean.value, self._moments(name)[1], *values, estimates["p50"].mc_error]

    # -- how figures are worked out -------------------------------------------------------------------------------

    @property
    def _shape(self) -> tuple[int, int]:
        return self.settings.scrambles, self.settings.points

    def rows(self, name: str) -> Rows:
        """An output in the shape (scrambles, points), also when it is the same in every draw."""
        values: Rows = getattr(self, name)
        return values if values.shape == self._shape else np.broadcast_to(values, self._shape)

    @cached_property
    def _moments_by_name(self) -> dict[str, tuple[NDArray[np.float64], float]]:
        return {}

    @cached_property
    def _quantiles_by_name(self) -> dict[str, dict[str, Estimate]]:
        return {}

    @cached_property
    def _sorted(self) -> dict[str, Rows]:
        return {}

    def _find_quantiles(self, names: tuple[str, ...]) -> None:
        missing = [name for name in names if name not in self._quantiles_by_name]
        if missing:
            by_name = quantiles([Sorted(self.sorted_rows(name)) for name in missing], tuple(SHARES.values()))
            for name, estimates in zip(missing, by_name, strict=True):
                self._quantiles_by_name[name] = dict(zip(SHARES, estimates, strict=True))

    def _moments(self, name: str) -> tuple[NDArray[np.float64], float]:
        """Mean of an output in each scramble, and its standard deviation in all draws."""
        if name not in self._moments_by_name:
            self._moments_by_name[name] = self._moments_of(name)
        return self._moments_by_name[name]

    def _moments_of(self, name: str) -> tuple[NDArray[np.float64], float]:
        if self.mean_is_infinite(name):
            return np.full(self.settings.scrambles, np.inf), np.inf
        return moments(self.sorted_rows(name))  # sorted rows are there already

    def sorted_rows(self, name: str) -> Rows:
        """An output with each scramble sorted, worked out once."""
        if name not in self._sorted:
            self._sorted[name] = self.sorted_by_formula(name)
        return self._sorted[name]

    def sorted_by_formula(self, name: str) -> Rows:
        """The same, worked out: by a sort, unless the output rises or falls with another that is sorted."""
        return np.sort(self.rows(name), axis=1)


@lru_cache
def _labels(names: tuple[str, ...]) -> pd.Index[str]:
    return pd.Index(names)
