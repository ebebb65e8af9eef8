"""The simulation: points in, figures with their error out.

points     the only place where chance enters: scrambled Sobol' points as normal scores
poisson    orders of a draw, by their quantile
estimates  figures of draws with their simulation error
summary    what sums up the draws of an output, each figure worked out once
outcome    every output per draw, by its formula
"""
