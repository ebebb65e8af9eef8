"""What is known about one number, as a distribution.

checks         inputs that cannot be right, refused in words
distributions  the five beliefs: Fixed, Amount, Rate, RateFromCounts, Pert
beta           the Beta of an interval, and its quantiles
ends           a belief as the two ends of its interval
"""

from simulator.beliefs.distributions import Amount, Belief, Fixed, Pert, Rate, RateFromCounts, median, quantile

__all__ = ["Amount", "Belief", "Fixed", "Pert", "Rate", "RateFromCounts", "median", "quantile"]
