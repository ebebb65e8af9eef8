"""Own numbers in: exports of ad accounts and shops become tidy rows, and rows become beliefs about the next period.

Read in this order; each module needs only those above it:

rows  the tidy forms: ad spend by day and campaign, orders

`reading`: a file becomes rows
audit       what was read of a file and what was left out
headers     what the columns of an export mean (headers.toml)
numbers     what a cell says as a number, under both decimal marks
dates       what a cell says as a day, in both orders
textfile    a file of text: encoding, separator, rows
workbook_child  the process that opens spreadsheets, on its own
workbook_pool   such processes: started, used again, replaced
workbook    a spreadsheet as rows, or a sentence that says why not
table       the rows of one table, held by distinct cells
layout      a table with what its columns mean
day_column  the day of every row
measures    spend, clicks, orders and value of every row
totals      which rows are sums of other rows
ads         a table of ad spend as tidy rows
orders      a shop's orders as tidy rows
export      one file → tidy rows and an account of it
combining   several files, none counted twice

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
from simulator.evidence.learning.campaigns import campaign_table, judged_by, recent_changes
from simulator.evidence.learning.channel_rows import channels_from
from simulator.evidence.learning.customers import RepeatFacts
from simulator.evidence.learning.delay import DelayFacts, delay_from_exports
from simulator.evidence.learning.history import History, history_of
from simulator.evidence.learning.learn import learn, learn_campaigns, learn_past
from simulator.evidence.learning.notes import spend_note
from simulator.evidence.learning.shop import ShopFacts, shop_facts, shop_values
from simulator.evidence.learning.verdict import hindsight_notes
from simulator.evidence.reading.audit import Audit, Export, Question, Totals, UnreadableCell
from simulator.evidence.reading.combining import SEVERAL, Combined, combine, joined_accounts
from simulator.evidence.reading.export import LARGEST_FILE, read_export
from simulator.evidence.reading.headers import MEANINGS
from simulator.evidence.rows import AdRows, OrderRows

__all__ = [
    "LARGEST_FILE",
    "MEANINGS",
    "SEVERAL",
    "AdRows",
    "Audit",
    "Backtest",
    "BuyerSegments",
    "Combined",
    "DelayFacts",
    "Export",
    "History",
    "Learned",
    "OrderRows",
    "Question",
    "RepeatFacts",
    "ShopFacts",
    "Totals",
    "UnreadableCell",
    "backtest",
    "buyer_segments",
    "campaign_table",
    "can_be_correlated",
    "channels_from",
    "combine",
    "delay_from_exports",
    "hindsight_notes",
    "history_of",
    "joined_accounts",
    "judged_by",
    "learn",
    "learn_campaigns",
    "learn_past",
    "plan_values",
    "present_spend",
    "range_of",
    "read_export",
    "readable",
    "recent_changes",
    "shop_facts",
    "shop_values",
    "spend_note",
]
