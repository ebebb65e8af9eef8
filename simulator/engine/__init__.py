"""The simulation: points in, figures with their error out.

points     the only place where chance enters: scrambled Sobol' points as normal scores
poisson    orders of a draw, by their quantile
estimates  figures of draws with their simulation error
outcome    every output per draw, and the figures that sum it up
"""
