"""The simulation: points in, figures with their error out.

points        the only place where chance enters: scrambled Sobol' points as normal scores
poisson       orders of a draw, by their quantile
order_values  how far the average value of few orders lies from the true one
estimates     figures of draws with their simulation error
summary       what sums up the draws of an output, each figure worked out once
season        what a plan's events make of its averages, draw by draw
inputs        the inputs of a scenario per draw, and those that a what-if takes over
outcome       every output per draw, by its formula
zones         the zone that many draws lie in, by one rule
"""
