"""What was learned, as fields of a plan: what "Plan with these" puts into the sidebar."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pandas as pd

from simulator.beliefs.distributions import Belief, Rate, quantile
from simulator.errors import InputError
from simulator.evidence.learning.account import PRESENT_DAYS, Learned
from simulator.evidence.learning.history import History
from simulator.forms.field_list import Value, Values
from simulator.forms.fields import fields_of_belief
from simulator.plan.scenario import Correlations

CENT: Final = 0.01
_DIGITS: Final = 4


def present_spend(history: History, period_days: float) -> float:
    """What a coming period costs at the spend of the last 28 days (all days, when there are fewer). [currency]"""
    frame = history.frame
    since = pd.Timestamp(history.last - timedelta(days=PRESENT_DAYS))
    return float(frame.loc[frame["date"] > since, "spend"].sum()) * period_days / min(PRESENT_DAYS, history.days)


def range_of(belief: Belief) -> tuple[float, float]:
    """The ends of the 90 % interval of what is believed."""
    return quantile(belief, 0.05), quantile(belief, 0.95)


def plan_values(learned: Learned, history: History) -> dict[str, Value]:
    """The fields of a plan that a history speaks of.

    The budget of a coming period, at the spend of the last days, where any was spent in them; CPC, CVR and, where
    values are known, AOV with the spread of single order values; the correlation of CPC and CVR; the currency, where
    the export says it; and γ, the elasticity of the CPO, as a belief with the spend at which the rest was seen: another
    budget moves the CPO as `forecast` says. γ moves the click price of the plan, although part of the elasticity is
    conversion rate (`Learned.cpc_elasticity`): the CPO is right, the click price then too high.

    CVR is a range: the counts that would say as much are no counts that anyone has seen. Those that were seen stand
    beside it, unused.
    """
    spend = present_spend(history, learned.period_days)
    values: dict[str, Value] = {
        **({"budget": _significant(spend)} if spend > 0 else {}),
        **readable(fields_of_belief("cpc", learned.cpc)),
        **readable(fields_of_belief("cvr", Rate(*range_of(learned.cvr)))),
        "cvr_orders": round(learned.orders, 2),
        "cvr_clicks": round(learned.clicks, 2),
        "correlation_cpc_cvr": round(learned.correlation_cpc_cvr, 2),
        **readable(fields_of_belief("cpc_elasticity", learned.elasticity)),
        "reference_budget": _significant(max(learned.reference_spend, CENT)),
    }
    if learned.aov is not None:
        values |= readable(fields_of_belief("aov", learned.aov))
        values["order_value_cv"] = _significant(learned.order_value_cv)
    if history.currency is not None:
        values["currency"] = history.currency
    return values


def can_be_correlated(values: Values, present: Values) -> bool:
    """Whether the correlation that was learned can exist with those that the plan says of the order value."""
    together = {**present, **values}
    try:
        Correlations(*(float(together[f"correlation_{pair}"] or 0) for pair in ("cpc_cvr", "aov_cvr", "cpc_aov")))
    except InputError:
        return False
    return True


def readable(values: Values) -> dict[str, Value]:
    """The same with four significant digits: more would only look exact."""
    return {name: _significant(value) if isinstance(value, float) else value for name, value in values.items()}


def _significant(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
