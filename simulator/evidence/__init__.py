"""Own numbers in: exports of ad accounts and shops become tidy rows, and rows become beliefs about the next period.

Read in this order; each module needs only those above it:

rows  the tidy forms: ad spend by day and campaign, orders

`reading`: a file becomes rows
texts       texts as they are compared
platforms   each source of exports as data: its columns, statuses and traps (one TOML file per source)
audit       what was read of a file and what was left out
headers     what the columns of an export mean
numbers     what a cell says as a number, under both decimal marks
dates       what a cell says as a day, in both orders
periods     the period that is stated above a header
textfile    a file of text: encoding, separator, rows
workbook_child  the process that opens spreadsheets, on its own
workbook_pool   such processes: started, used again, replaced
workbook    a spreadsheet as rows, or a sentence that says why not
table       the rows of one table, held by distinct cells
calendar_cells  weeks, months and days without a year
layout      a table with what its columns mean
pivots      tables in which a key stands once per group
day_column  the day of every row
exchanged   rows in which two cells may be exchanged
item_prices  whether a value is the price of one piece
measures    spend, clicks, orders and value of every row
conversions  what counts as an order: actions, attribution windows, the value of the same orders
recognising  ad spend, orders or sales: what a table is, told by its headers
repeats     rows that stand more than once, word for word
totals      which rows are sums of other rows
traffic     which rows are paid traffic
ads         a table of ad spend, or of a shop's sales by day, as tidy rows
order_lines  which rows make one order, and its refunds
order_status  which orders count
orders      a shop's orders as tidy rows
plausibility  what a person would doubt
asking      what a file cannot tell
export      one file → tidy rows and an account of it
overlaps    two files of ads that report the same
combining   several files, none counted twice
joining     ads and shop by day: the blended cost per order beside what the platforms claim
demo        an invented shop, to see everything without a file

`learning`: rows become beliefs
history     what an ad account did, ready to learn from
sums        what an account did per row of time
delay       how long orders take to come in
flows       sums of the last and the next rows, and the rhythm of the week
forecasters  a weighted combination of simple forecasts, and how far it has missed
as_beliefs  means and variances of logarithms as the beliefs of a plan
account     the forecasts of every series as of every day
notes       what a person should know of a history
learn       a history becomes beliefs about the next period
forecast    what beliefs say about a period with a known spend
running     the running period of a plan: its days so far, rhythm and drift
past_events  what past events did to conversion rate, click price and order value
campaigns   one row per campaign: cost, zone, what is at stake, what changed
channel_rows  the campaigns as channels that share a budget
applying    what was learned, as fields of a plan
rivals      two simple forecasts to beat
backtest    would it have been right?
verdict     what the past periods say, in words
shop_orders  a shop's orders as columns, and how far a coming period may differ
customers   what orders say of customers: new ones, repeat purchases
shop        what orders say: order value, returns, cancellations, customers
buyers      customer segments from orders: by repeat behaviour and value
"""

from simulator.evidence.learning.account import Learned
from simulator.evidence.learning.applying import can_be_correlated, plan_values, present_spend, range_of, readable
from simulator.evidence.learning.backtest import Backtest, backtest
from simulator.evidence.learning.buyers import BuyerSegments, buyer_segments
from simulator.evidence.learning.campaigns import campaign_table, recent_changes, table_inputs
from simulator.evidence.learning.channel_rows import channels_from
from simulator.evidence.learning.customers import RepeatFacts
from simulator.evidence.learning.delay import DelayFacts, delay_from_exports
from simulator.evidence.learning.history import History, history_of
from simulator.evidence.learning.learn import learn, learn_campaigns, learn_past
from simulator.evidence.learning.notes import spend_note
from simulator.evidence.learning.past_events import PastEvent, learn_event
from simulator.evidence.learning.running import (
    Running,
    clickless_note,
    orderless_note,
    pace_note,
    period_note,
    running_of,
)
from simulator.evidence.learning.shop import ShopFacts, shop_facts, shop_values
from simulator.evidence.learning.verdict import hindsight_notes
from simulator.evidence.reading.audit import Audit, Export, LeftOut, Question, Totals, UnreadableCell
from simulator.evidence.reading.combining import SEVERAL, Combined, combine, joined_accounts
from simulator.evidence.reading.demo import demo_files
from simulator.evidence.reading.export import LARGEST_FILE, read_export
from simulator.evidence.reading.headers import MEANINGS
from simulator.evidence.reading.joining import BLENDED, Claim, JoinedByDay, join_by_day, sales_by_day
from simulator.evidence.reading.platforms import platform_names
from simulator.evidence.rows import AdRows, OrderRows, SalesRows

__all__ = [
    "BLENDED",
    "LARGEST_FILE",
    "MEANINGS",
    "SEVERAL",
    "AdRows",
    "Audit",
    "Backtest",
    "BuyerSegments",
    "Claim",
    "Combined",
    "DelayFacts",
    "Export",
    "History",
    "JoinedByDay",
    "Learned",
    "LeftOut",
    "OrderRows",
    "PastEvent",
    "Question",
    "RepeatFacts",
    "Running",
    "SalesRows",
    "ShopFacts",
    "Totals",
    "UnreadableCell",
    "backtest",
    "buyer_segments",
    "campaign_table",
    "can_be_correlated",
    "channels_from",
    "clickless_note",
    "combine",
    "delay_from_exports",
    "demo_files",
    "hindsight_notes",
    "history_of",
    "join_by_day",
    "joined_accounts",
    "learn",
    "learn_campaigns",
    "learn_event",
    "learn_past",
    "orderless_note",
    "pace_note",
    "period_note",
    "plan_values",
    "platform_names",
    "present_spend",
    "range_of",
    "read_export",
    "readable",
    "recent_changes",
    "running_of",
    "sales_by_day",
    "shop_facts",
    "shop_values",
    "spend_note",
    "table_inputs",
]
