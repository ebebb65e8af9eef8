"""The CPO what-if simulator: will this ad budget pay for its orders?

Read in this order; each module needs only those above it:

errors          the one error that a person can mend
beliefs         what is known about one number, as a distribution
two_ends        a belief as the two ends of its interval
economics       what an order leaves before ad spend, and so may cost
scenario        a plan, complete and valid once it exists
margin          the most an order may cost, step by step at the middle of every belief
draws           the only place where chance enters
estimates       figures of draws with their simulation error
answers         every output per draw, and the figures that sum it up
verdict         scale, optimise or stop, and why
bars            distributions as small frames for charts
figures         all that a page prints and draws of one plan
compare         plans side by side, and two on the same draws
drivers         what each uncertain input does to the answer, and how much of its spread it explains
driver_map      the break-even probability over two inputs
budget_sweep    one plan at many budgets, and the budgets worth knowing
goal_seek       the value of one input at which a goal is reached
elasticity      how fast click prices rise with spend, from two points of a history
budget_wanted   the budget that brings the orders or the profit that are wanted
months          a plan month by month, and when it may be under water
trial           a test buy: how many clicks until one knows, and what they are worth
worth_knowing   what knowing an input before the decision is worth
funnel          where clicks get lost on their way to an order
levers          what-ifs with a cost and an uncertain effect: which one pays
segments        what an order may cost from whom, one bid for all or one for each
omnichannel     what the whole shop earns from the ads: stores, pick-ups, partners, every order counted once
fields          a plan as flat named fields and back: for sidebar, link, file and presets
page_fields     the same for what the pages Funnel and Omnichannel ask for
scenario_file   plans as CSV
table_rows      rows of a small table, edited in place or read from a CSV
segment_file    segments as a table that is edited, and as CSV
channels        the channels that share one budget: what is believed of each
channel_draws   the draws of all channels together
channel_figures  what each channel brings, beside the whole
water_filling   the best split of a sum where returns fall, and how far a split can be from it
split_goals     splits for goals that have no closed form
allocation      where the next euro should go
budget_frontier  the best expected profit against the total of all channels
channel_file    channels as a table and as CSV
presets         plans to start from, and the published figures behind them
indicators      conversion rate, order value, lifetime value … of a plan beside published values
evidence        raw exports of ad platforms and shops as tidy rows, and what they say of the next period

This package is pure: numpy, pandas, scipy and the standard library (`evidence` also the libraries that read files); no
files are written, nothing is printed.
"""

from simulator.allocation import Allocation, SplitFigures, Wanted, allocate
from simulator.answers import Outcome, outcome_of, simulate
from simulator.beliefs import Amount, Belief, Fixed, Pert, Rate, RateFromCounts
from simulator.budget_frontier import BudgetFrontier, StopsPaying, budget_frontier
from simulator.budget_sweep import BudgetFigures, BudgetSweep, LastSpend, NotableBudget, budget_sweep
from simulator.budget_wanted import BudgetWanted, budget_wanted, daily_budgets
from simulator.channel_figures import ChannelFigures, channel_figures
from simulator.channel_file import ChannelTable, channels_of, empty_table, read_channels, table_of, write_channels
from simulator.channels import Channel, Channels
from simulator.compare import Comparison, compare
from simulator.driver_map import DriverMap, Side, driver_map
from simulator.drivers import Drivers, drivers_of
from simulator.economics import OrderEconomics, RepeatPurchases
from simulator.elasticity import PUBLISHED_RANGES, Elasticity, PublishedRange, elasticity_from_two_points
from simulator.errors import InputError
from simulator.estimates import Estimate
from simulator.funnel import Funnel, Stages, cvr_of, stages_of, with_funnel
from simulator.goal_seek import (
    Goal,
    Reached,
    Sought,
    goal_seek,
    seekable,
    sought_table,
    value_of,
    what_would_have_to_be,
    with_value,
)
from simulator.indicators import Indicator, indicators_of
from simulator.levers import Lever, Levers, Together, levers_of
from simulator.months import Months, months_of
from simulator.omnichannel import Omnichannel, WholeShop, whole_shop
from simulator.scenario import Correlations, Plan, Scenario, Settings
from simulator.scenario_file import ScenarioFile, read_scenarios, write_draws, write_scenarios
from simulator.segment_file import SegmentTable, read_segments, segment_table, segments_in, write_segments
from simulator.segments import Segment, Segments, segments_of
from simulator.trial import BestTest, Capture, PauseRule, Reading, Trial, trial_of
from simulator.verdict import Verdict, verdict
from simulator.worth_knowing import worth_knowing

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
    "goal_seek",
    "indicators_of",
    "levers_of",
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
