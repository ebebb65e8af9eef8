"""The CPO what-if simulator: will this ad budget pay for its orders?

Eight packages; each needs only those above it (`tests/test_layers.py` runs these rules). Their docstrings list their
modules in reading order.

errors, currencies, facts   the one error that a person can fix; codes; published figures
cache       results that are worked out once, within a bound in bytes
beliefs     what is known about one number, as a distribution
plan        what an order leaves, and a plan, valid once it exists
engine      points in, figures with their simulation error out
questions   what people ask about a plan: one module, one question
channels    the channels that share one budget, and where the next euro should go
forms       a plan as flat fields, and those as files, links and presets
evidence    exports of ad accounts and shops as tidy rows, and what they say of the next period
handout     a plan as a workbook that calculates

This package is pure: numpy, pandas, scipy and the standard library (`evidence` also the libraries that read files,
`handout` the one that writes workbooks); no files are written, nothing is printed.
"""

from simulator.beliefs.distributions import Amount, Belief, Fixed, Pert, Rate, RateFromCounts
from simulator.channels.allocation import Allocation, SplitFigures, allocate
from simulator.channels.figures import ChannelFigures, channel_figures
from simulator.channels.frontier import BudgetFrontier, StopsPaying, budget_frontier
from simulator.channels.table import Channel, Channels
from simulator.channels.wanted import Wanted
from simulator.engine.estimates import Estimate
from simulator.engine.outcome import Outcome, outcome_of, simulate
from simulator.errors import InputError
from simulator.forms.channel_file import ChannelTable, channels_of, empty_table, read_channels, table_of, write_channels
from simulator.forms.scenario_file import ScenarioFile, read_scenarios, write_draws, write_scenarios
from simulator.forms.segment_file import SegmentTable, read_segments, segment_table, segments_in, write_segments
from simulator.plan.economics import OrderEconomics, RepeatPurchases
from simulator.plan.scenario import Correlations, Plan, Scenario, Settings
from simulator.questions.budget_sweep import BudgetSweep, LastSpend, NotableBudget, budget_sweep, spending_of
from simulator.questions.budget_wanted import BudgetWanted, budget_wanted, daily_budgets
from simulator.questions.budgets import BudgetFigures
from simulator.questions.compare import Comparison, compare
from simulator.questions.driver_map import DriverMap, Side, driver_map
from simulator.questions.drivers import Drivers, drivers_of
from simulator.questions.elasticity import PUBLISHED_RANGES, Elasticity, PublishedRange, elasticity_from_two_points
from simulator.questions.figures import figures_of
from simulator.questions.funnel import Funnel, Stages, cvr_of, stages_of, with_funnel
from simulator.questions.goal_seek import goal_seek, what_would_have_to_be
from simulator.questions.goals import Goal, Reached, Sought, sought_table
from simulator.questions.indicators import Indicator, indicators_of
from simulator.questions.lever import Lever
from simulator.questions.levers import Levers, Together, levers_of
from simulator.questions.margin import margin_of
from simulator.questions.months import Months, months_of
from simulator.questions.moved_inputs import seekable, value_of, with_value
from simulator.questions.omnichannel import WholeShop, whole_shop
from simulator.questions.omnichannel_inputs import Omnichannel
from simulator.questions.segment import Segment
from simulator.questions.segments import Segments, segments_of
from simulator.questions.trial import Trial, trial_of
from simulator.questions.trial_answers import BestTest, Capture, PauseRule, Reading
from simulator.questions.verdict import Verdict, verdict
from simulator.questions.worth_knowing import worth_knowing

__all__ = [
    "PUBLISHED_RANGES",
    "Allocation",
    "Amount",
    "Belief",
    "BestTest",
    "BudgetFigures",
    "BudgetFrontier",
    "BudgetSweep",
    "BudgetWanted",
    "Capture",
    "Channel",
    "ChannelFigures",
    "ChannelTable",
    "Channels",
    "Comparison",
    "Correlations",
    "DriverMap",
    "Drivers",
    "Elasticity",
    "Estimate",
    "Fixed",
    "Funnel",
    "Goal",
    "Indicator",
    "InputError",
    "LastSpend",
    "Lever",
    "Levers",
    "Months",
    "NotableBudget",
    "Omnichannel",
    "OrderEconomics",
    "Outcome",
    "PauseRule",
    "Pert",
    "Plan",
    "PublishedRange",
    "Rate",
    "RateFromCounts",
    "Reached",
    "Reading",
    "RepeatPurchases",
    "Scenario",
    "ScenarioFile",
    "Segment",
    "SegmentTable",
    "Segments",
    "Settings",
    "Side",
    "Sought",
    "SplitFigures",
    "Stages",
    "StopsPaying",
    "Together",
    "Trial",
    "Verdict",
    "Wanted",
    "WholeShop",
    "allocate",
    "budget_frontier",
    "budget_sweep",
    "budget_wanted",
    "channel_figures",
    "channels_of",
    "compare",
    "cvr_of",
    "daily_budgets",
    "driver_map",
    "drivers_of",
    "elasticity_from_two_points",
    "empty_table",
    "figures_of",
    "goal_seek",
    "indicators_of",
    "levers_of",
    "margin_of",
    "months_of",
    "outcome_of",
    "read_channels",
    "read_scenarios",
    "read_segments",
    "seekable",
    "segment_table",
    "segments_in",
    "segments_of",
    "simulate",
    "sought_table",
    "spending_of",
    "stages_of",
    "table_of",
    "trial_of",
    "value_of",
    "verdict",
    "what_would_have_to_be",
    "whole_shop",
    "with_funnel",
    "with_value",
    "worth_knowing",
    "write_channels",
    "write_draws",
    "write_scenarios",
    "write_segments",
]
