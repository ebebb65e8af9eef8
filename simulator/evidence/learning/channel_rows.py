"""The campaigns of an ad account as channels, to be edited and split anew."""

from __future__ import annotations

from typing import Final

from simulator.beliefs.distributions import median
from simulator.channels.table import CENT, MOST, Channel
from simulator.evidence.learning.account import PRESENT_DAYS
from simulator.evidence.learning.campaigns import spend_per_campaign
from simulator.evidence.learning.history import History
from simulator.evidence.learning.learn import learn_campaigns

UNNAMED = "?"
_DIGITS: Final = 2


def channels_from(history: History, *, period_days: float = 30, delay_days: float = 0.0) -> tuple[Channel, ...]:
    """One channel per campaign, the largest spend first, at most 30.

    Spend now is that of the last 28 days, brought to a period; a campaign that has ended has none, and its click price
    is that of its average spend. γ is the middle of the elasticity with which the forecast of this campaign answers to
    spend, so a channel at another spend says what the forecast says. What the export does not say (margin, share of new
    customers, order value without values) is left to the plan.

    delay_days : mean days from a click to its order; the last days' orders are completed by it

    Raises
    ------
    InputError
        Without a click or without spend.
    """
    present = spend_per_campaign(history, PRESENT_DAYS)
    covered = min(PRESENT_DAYS, history.days)
    rows = []
    for name, learned in learn_campaigns(history, period_days=period_days, delay_days=delay_days).items():
        spend = round(present.get(name, 0.0) * period_days / covered, 2)
        rows.append(
            Channel(
                name=name if name.strip() else UNNAMED,
                spend=spend,
                cpc=learned.cpc,
                cvr=learned.cvr,
                aov=learned.aov,
                cpc_elasticity=round(median(learned.elasticity), _DIGITS),
                reference_spend=spend or max(learned.reference_spend, CENT),
            )
        )
    return tuple(sorted(rows, key=lambda row: -row.spend)[:MOST])
