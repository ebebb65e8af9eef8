"""The CPO what-if simulator: will this ad budget pay for its orders?

Read in this order; each module needs only those above it:

errors          the one error that a person can mend
beliefs         what is known about one number, as a distribution
economics       what an order leaves before ad spend, and so may cost
scenario        a plan, complete and valid once it exists
margin          the most an order may cost, step by step at the middle of every belief
draws           the only place where chance enters
answers         every output per draw, and the figures that sum it up
verdict         scale, optimise or stop, and why
bars            distributions as small frames for charts
figures         all that a page prints and draws of one plan
compare         plans side by side, and two on the same draws
fields          a plan as flat named fields and back: for sidebar, link, file and presets
scenario_file   plans as CSV
presets         plans to start from, and the published figures behind them
evidence        raw exports of ad platforms and shops as tidy rows; no page uses it yet

This package is pure: numpy, pandas, scipy and the standard library (`evidence` also the libraries that read files); no
files are written, nothing is printed.
"""

from simulator.answers import Estimate, Outcome, simulate
from simulator.beliefs import Amount, Belief, Fixed, Pert, Rate, RateFromCounts
from simulator.compare import Comparison, compare
from simulator.economics import OrderEconomics, RepeatPurchases
from simulator.errors import InputError
from simulator.scenario import Correlations, Plan, Scenario, Settings
from simulator.scenario_file import ScenarioFile, read_scenarios, write_draws, write_scenarios
from simulator.verdict import Verdict, verdict

__all__ = [
    "Amount",
    "Belief",
    "Comparison",
    "Correlations",
    "Estimate",
    "Fixed",
    "InputError",
    "OrderEconomics",
    "Outcome",
    "Pert",
    "Plan",
    "Rate",
    "RateFromCounts",
    "RepeatPurchases",
    "Scenario",
    "ScenarioFile",
    "Settings",
    "Verdict",
    "compare",
    "read_scenarios",
    "simulate",
    "verdict",
    "write_draws",
    "write_scenarios",
]
