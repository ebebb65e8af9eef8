"""What the page Omnichannel knows of the whole shop: worked out once for a plan and the rest of its shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pages.frame import visit
from pages.frame.visit import Usable
from pages.kit.words import N_
from simulator import Estimate, InputError, Omnichannel, Plan, whole_shop
from simulator.cache import cached
from simulator.forms.page_fields import OMNICHANNEL_FIELDS, omnichannel_in
from simulator.questions.omnichannel import PARTS, WholeShop

FIELDS: Final = tuple(field.name for field in OMNICHANNEL_FIELDS)
CARDS: Final = {
    "cpo": (N_("An order costs, whole shop"), "effective_cpo"),
    "max_cpo": (N_("An order may cost, whole shop"), "effective_max_cpo"),
}
"""Outputs that have a card, with label and entry of the glossary."""
EVEN_CHANCE: Final = 0.5

Row = Mapping[str, Any]
Quantiles = Mapping[str, Mapping[str, Estimate]]
"""Quantiles of outputs: by output, then by label, such as p50."""


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
    """A plan with the rest of the shop: `WholeShop` without its draws.

    online_chance, chance : to break even, online only and of the whole shop
    online, whole         : quantiles by output of `CARDS` and label
    steps                 : the rows of the bridge, by the name of the step
    needed                : None where nothing is entered about what a store order leaves
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


@cached
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


def _needed(shop: WholeShop, sure_at: float) -> Needed | None:
    if shop.omnichannel.store_aov is None or shop.omnichannel.store_margin_share is None:
        return None
    return Needed(shop.store_orders_needed(EVEN_CHANCE), shop.store_orders_needed(sure_at))


@cached
def figures_of(plan: Plan, omnichannel: Omnichannel) -> Figures:
    """Quantiles of all outputs.

    Raises
    ------
    InputError
        Where plan and shop do not go together.
    """
    shop = whole_shop(plan, omnichannel)
    return Figures(shop.online_quantiles(), shop.whole_quantiles())


def entered() -> Usable[Omnichannel]:
    """The rest of the shop as it is entered; where that cannot be, the last that could."""
    fields = visit.fields()
    given = {name: fields[name] for name in FIELDS}
    return visit.last_usable("omnichannel", given, lambda: omnichannel_in(given))


def shop(plan: Plan) -> tuple[Shop | None, InputError | None]:
    """The shop of the last usable inputs; or why plan and inputs do not go together."""
    try:
        return shop_of(plan, entered().value or Omnichannel()), None
    except InputError as error:
        return None, error
