"""What the whole shop earns from the ads: what is asked of stores, pick-up and so on, and the answer."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.kit import cards, writing
from pages.kit.labels import LABELS
from pages.kit.words import N_, Words, in_markdown
from pages.parts.omnichannel.results import CARDS, Shop, _standing, shop_of
from simulator import Estimate, InputError, Omnichannel, Plan
from simulator.beliefs.distributions import quantile
from simulator.questions.omnichannel import CAUTIOUS

STEP_NAMES = {
    "online": N_("Online only"),
    "collect": N_("Click & collect"),
    "pickup": N_("Pick-up purchases"),
    "cross_sell": N_("Cross-selling"),
    "store": N_("Store orders"),
    "partner": N_("Partners"),
    "multichannel": N_("Several channels"),
    "whole": N_("Whole shop"),
}
OUTPUT_NAMES = {
    "cpo": N_("Effective CPO"),
    "max_cpo": N_("Effective max CPO"),
    "orders": N_("Orders"),
    "conversion_rate": N_("Omnichannel conversion rate"),
    "revenue": N_("Revenue"),
    "profit": N_("Profit"),
}
ROW_HEIGHT, AROUND = 30, 110
"""Pixels of a step in the chart, and of legend and axis together."""
NOTICEABLE = 2
"""A change of fewer simulation errors than this is called none."""
ONE_A_CLICK = 100.0
"""Store orders per 100 clicks beyond which no shop can come."""


# -- what is found ----------------------------------------------------------------------------------------------


def asked_for(words: Words, plan: Plan) -> Shop | None:
    """The same, saying what is wrong."""
    omnichannel, problems = _standing()
    if problems:
        st.warning(
            words.text("Something below needs mending (⚠): the figures are those of the last usable inputs."),
            icon=":material/edit:",
        )
    try:
        return shop_of(plan, omnichannel)
    except InputError as error:
        st.warning(words.error(error), icon=":material/edit:")
        return None


# -- what is asked ----------------------------------------------------------------------------------------------


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, shop: Shop) -> None:
    """Online only against the whole shop, and what makes most of the difference."""
    draws = plan.settings.draws
    online, whole = words.short_chance(shop.online_chance, draws), words.short_chance(shop.chance, draws)
    if not shop.parts:
        st.info(" ".join(_nothing_yet(words, shop, whole)), icon=":material/storefront:")
        return
    lines = [
        words.text(
            "Online orders alone break even with a chance of **{online}** and leave {online_profit} on average; "
            "the whole shop with **{whole}**, and leaves {whole_profit}.",
            online=online,
            online_profit=_marked_profit(words, plan, shop.profit("online")),
            whole=whole,
            whole_profit=_marked_profit(words, plan, shop.profit("whole")),
        ),
        _most_of_it(words, plan, shop),
        *_cut_off(words, plan, shop),
    ]
    st.info(" ".join(lines), icon=":material/storefront:")


def _nothing_yet(words: Words, shop: Shop, chance: str) -> list[str]:
    lines = [
        words.text(
            "Only the web shop counts so far: the whole shop is the plan, and breaks even with a chance of "
            "**{chance}**.",
            chance=chance,
        )
    ]
    if shop.omnichannel.would_all_come_anyway:
        lines.append(
            words.text(
                "What you entered adds nothing: by your own figure all of it would have come without the ads. If "
                "the ads bring some of it, raise “{label}” above {none}.",
                label=words.text(LABELS["incrementality"]),
                none=words.percent(0.0, decimals=0),
            )
        )
    elif shop.omnichannel.store_aov is None:
        lines.append(
            words.text(
                "Enter below what else the ads bring: begin with the store orders per 100 clicks, their value and "
                "their margin. Whatever you leave out adds nothing."
            )
        )
    elif _expects(shop.omnichannel):
        lines.append(words.text("What you entered is too little to add anything at this budget."))
    else:
        lines.append(words.text("What you entered adds nothing yet: say how many store orders come per 100 clicks."))
    return lines


def _most_of_it(words: Words, plan: Plan, shop: Shop) -> str:
    """The part that changes most, by the chance; by profit where the chance does not tell."""
    text = words.text
    by_chance = max(shop.parts, key=lambda name: abs(shop.steps[name]["break_even_change"]))
    row = shop.steps[by_chance]
    if abs(row["break_even_change"]) > NOTICEABLE * row["break_even_change_error"]:
        return text(
            "What changes the chance most: **{part}** ({change}).",
            part=text(STEP_NAMES[by_chance]),
            change=_points(words, row["break_even_change"]),
        )
    by_profit = max(shop.parts, key=lambda name: abs(shop.steps[name]["profit_change"]))
    row = shop.steps[by_profit]
    return text(
        "The chance hardly changes; most money comes from **{part}** ({change}).",
        part=text(STEP_NAMES[by_profit]),
        change=in_markdown(_signed_profit(words, plan, Estimate(row["profit_change"], row["profit_change_error"]))),
    )


def _cut_off(words: Words, plan: Plan, shop: Shop) -> list[str]:
    """Whether the rest of the shop takes the chance over the reader's cut-off, or under it."""
    scale_at = plan.scenario.scale_at
    online, whole = (each.value >= scale_at for each in (shop.online_chance, shop.chance))
    if online == whole:
        return []
    told = N_("That passes your cut-off for scaling ({scale_at}).")
    if online:
        told = N_("That falls below your cut-off for scaling ({scale_at}).")
    return [words.text(told, scale_at=words.asked_chance(scale_at))]


def _profit(words: Words, plan: Plan, estimate: Estimate) -> str:
    """Money of the period, to a five-thousandth of the budget: finer would be more than anyone wants to read."""
    error = max(estimate.mc_error, plan.scenario.budget / 5000)
    return writing.output(words, plan, "profit", Estimate(estimate.value, error))


def _marked_profit(words: Words, plan: Plan, estimate: Estimate) -> str:
    return in_markdown(_profit(words, plan, estimate))


def _signed_profit(words: Words, plan: Plan, estimate: Estimate) -> str:
    return ("+" if estimate.value > 0 else "") + _profit(words, plan, estimate)


def _points(words: Words, change: float) -> str:
    return _sign(change) + words.points(abs(change))


def _sign(change: float) -> str:
    return "+" if change > 0 else "−" if change < 0 else ""


def _output(words: Words, plan: Plan, name: str, estimate: Estimate) -> str:
    """A figure of `OUTPUTS` in its unit, no digit finer than its simulation error."""
    if name == "conversion_rate":
        return writing.output(words, plan, "cvr", estimate)
    return writing.output(words, plan, "profit" if name == "revenue" else name, estimate)


def _interval(words: Words, plan: Plan, name: str, found: Mapping[str, Estimate]) -> str:
    error = max(found["p5"].mc_error, found["p95"].mc_error)
    low, high = (_output(words, plan, name, Estimate(found[end].value, error)) for end in ("p5", "p95"))
    return words.text("{level}: {low} to {high}", level=words.percent(0.9, decimals=0), low=low, high=high)


def key_figures(words: Words, plan: Plan, shop: Shop) -> None:
    """Chance, effective CPO and max CPO, conversion rate and revenue of the whole shop, each beside online only."""
    text, draws = words.text, plan.settings.draws
    with st.grid(5, min_column_width=150):
        cards.card(
            words,
            N_("Break-even probability, whole shop"),
            words.brief_chance(shop.chance),
            [
                text("online only: {value}", value=words.short_chance(shop.online_chance, draws)),
                words.rare(shop.chance, draws)
                or text("± {error} simulation error", error=words.error_points(shop.chance.mc_error)),
            ],
            "break_even_probability",
        )
        for name, (label, term) in CARDS.items():
            now, online = shop.whole[name], shop.online[name]["p50"]
            cards.card(
                words,
                label,
                _output(words, plan, name, now["p50"]),
                [
                    text("online only: {value}", value=_output(words, plan, name, online)),
                    _interval(words, plan, name, now),
                ],
                term,
            )
        _revenue_card(words, plan, shop)
    st.caption(_caused(words, shop.omnichannel))


def _revenue_card(words: Words, plan: Plan, shop: Shop) -> None:
    """Expected revenue, which adds up: the shop's own, online and in stores, and that of subsidiaries and partners."""
    text, last, steps = words.text, shop.steps["whole"], shop.steps
    error = last["revenue_error"]

    def shown(*parts: str) -> str:
        amount = sum(steps[part]["revenue_change"] for part in parts)
        return _profit(words, plan, Estimate(amount, error))

    main = Estimate(last["revenue_mean"] - steps["partner"]["revenue_change"], error)
    cards.card(
        words,
        N_("Revenue of all channels, expected"),
        _profit(words, plan, Estimate(last["revenue_mean"], error)),
        [
            text("main shop: {money}", money=_profit(words, plan, main)),
            text("of it in stores: {money}", money=shown("store", "pickup")),
            text("subsidiaries and partners: {money}", money=shown("partner")),
        ],
        "total_revenue",
    )


def _caused(words: Words, omnichannel: Omnichannel) -> str:
    """How much of it counts as caused by the ads."""
    text, share = words.text, omnichannel.incrementality
    if share == CAUTIOUS:
        told = N_(
            "Of what comes on top of online orders, {low} to {high} counts as caused by the ads: the cautious default."
        )
    elif isinstance(share, int | float):
        told = N_("Of what comes on top of online orders, {low} counts as caused by the ads.")
    else:
        told = N_("Of what comes on top of online orders, {low} to {high} counts as caused by the ads.")
    ends = (share, share) if isinstance(share, int | float) else (quantile(share, 0.05), quantile(share, 0.95))
    low, high = (words.percent(end, decimals=0 if end in (0, 1) or end >= 0.1 else 1) for end in ends)
    return " ".join((text(told, low=low, high=high), text("An order is counted once, where it is paid.")))


# -- the bridge -------------------------------------------------------------------------------------------------


# -- how many store orders it takes -----------------------------------------------------------------------------


def _expects(omnichannel: Omnichannel) -> bool:
    return omnichannel.store_orders_per_click > 0


# -- rules, tables, files ---------------------------------------------------------------------------------------
