"""TODO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import streamlit as st

from pages.frame import visit
from pages.kit.words import N_
from simulator import Estimate, InputError, Omnichannel, Plan, whole_shop
from simulator.forms.page_fields import omnichannel_in
from simulator.questions.omnichannel import PARTS, WholeShop

CARDS = {
    "cpo": (N_("Effective CPO, median"), "effective_cpo"),
    "max_cpo": (N_("Effective max CPO, median"), "effective_max_cpo"),
    "conversion_rate": (N_("Omnichannel conversion rate, median"), "omnichannel_conversion_rate"),
}
"""Outputs that have a card, with label and entry of the glossary."""

EVEN_CHANCE = 0.5

_LAST = "_omnichannel"

Row = Mapping[str, Any]

Quantiles = Mapping[str, Mapping[str, Estimate]]


@dataclass(frozen=True, slots=True)
class Needed:
    """Store orders per 100 clicks from which the long run breaks even: with an even chance, and surely enough."""

    even: float
    sure: float


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """Quantiles by output of `OUTPUTS` and label, online only and of the whole shop."""

    online: Quantiles
    whole: Quantiles


@dataclass(frozen=True, slots=True, eq=False)
class Shop:
    """What is printed and drawn of a plan with the rest of the shop, without its draws.

    online, whole : quantiles by output of `CARDS` and label
    steps : the rows of the bridge, by the name of the step
    needed : None where nothing is said about what a store order leaves
    """

    omnichannel: Omnichannel
    online_chance: Estimate
    chance: Estimate
    online: Quantiles
    whole: Quantiles
    steps: Mapping[str, Row]
    needed: Needed | None

    @property
    def parts(self) -> list[str]:
        """The parts that do anything, in the order of the bridge."""
        changes = ("profit_change", "orders_change", "revenue_change")
        return [name for name in PARTS if any(self.steps[name][change] for change in changes)]

    def profit(self, step: str) -> Estimate:
        """Expected profit where a step has led."""
        return Estimate(self.steps[step]["profit_mean"], self.steps[step]["profit_error"])


@lru_cache(maxsize=256)
def shop_of(plan: Plan, omnichannel: Omnichannel) -> Shop:
    """The plan with the rest of the shop.

    Raises
    ------
    InputError
        Where the two do not go together.
    """
    shop = whole_shop(plan, omnichannel)
    return Shop(
        omnichannel=omnichannel,
        online_chance=shop.online_break_even_probability,
        chance=shop.break_even_probability,
        online=shop.online_quantiles(*CARDS),
        whole=shop.whole_quantiles(*CARDS),
        steps={str(row["step"]): row for row in shop.bridge_rows},
        needed=_needed(shop, plan.scenario.scale_at),
    )


@lru_cache(maxsize=64)
def _figures_of(plan: Plan, omnichannel: Omnichannel) -> Figures:
    shop = whole_shop(plan, omnichannel)
    return Figures(shop.online_quantiles(), shop.whole_quantiles())


def figures_of(plan: Plan) -> Figures | None:
    """All figures of the last usable inputs; None where plan and inputs do not go together."""
    try:
        return _figures_of(plan, _standing()[0])
    except InputError:
        return None


def _needed(shop: WholeShop, sure_at: float) -> Needed | None:
    if shop.omnichannel.store_aov is None or shop.omnichannel.store_margin_share is None:
        return None
    return Needed(shop.store_orders_needed(EVEN_CHANCE), shop.store_orders_needed(sure_at))


def _standing() -> tuple[Omnichannel, list[InputError]]:
    """The rest of the shop as it is entered; where that cannot be, the last that could, and what is wrong."""
    now, problems = omnichannel_in(visit.fields())
    if now is not None:
        st.session_state[_LAST] = now
        return now, []
    return st.session_state.get(_LAST) or Omnichannel(), problems


def found(plan: Plan) -> Shop | None:
    """The shop of the last usable inputs; None where plan and inputs do not go together."""
    try:
        return shop_of(plan, _standing()[0])
    except InputError:
        return None
