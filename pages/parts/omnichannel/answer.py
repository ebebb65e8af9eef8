"""What the whole shop earns from the ads, in a sentence and in figures."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.frame import visit
from pages.kit import cards, writing
from pages.kit.labels import OMNICHANNEL
from pages.kit.odds import in_words
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.omnichannel.results import CARDS, FIELDS, Shop, entered
from simulator import Estimate, InputError, Omnichannel, Plan
from simulator.beliefs.distributions import Fixed, quantile
from simulator.forms.examples import FIRST_VISIT, example_of
from simulator.forms.presets import presets
from simulator.questions.omnichannel import CAUTIOUS

STEP_NAMES: Final = {
    "online": N_("Online only"),
    "collect": N_("Click & collect"),
    "pickup": N_("Pick-up purchases"),
    "cross_sell": N_("Cross-selling"),
    "store": N_("Store orders"),
    "partner": N_("Partners"),
    "multichannel": N_("Several channels"),
    "whole": N_("Whole shop"),
}
OUTPUT_NAMES: Final = {
    "cpo": N_("An order costs"),
    "max_cpo": N_("It may cost"),
    "orders": N_("Orders"),
    "conversion_rate": N_("Orders per click"),
    "revenue": N_("Revenue"),
    "profit": N_("Profit"),
}
NOTICEABLE: Final = 2
"""A change of fewer simulation errors than this is called none."""


def problems(words: Words, refusal: InputError | None) -> None:
    """What stands between the inputs and an answer, if anything.

    refusal : why the plan does not go with them
    """
    if entered().is_outdated:
        st.warning(
            words.text("Please correct what is marked ⚠ below. Until then you see the previous result."),
            icon=":material/edit:",
        )
    if refusal is not None:
        st.warning(words.error(refusal), icon=":material/edit:")


def example(words: Words) -> None:
    """Say that what is entered of the shop is a preset's, where it is."""
    of = example_of(visit.fields(), FIELDS)
    if of not in (None, FIRST_VISIT):
        title = plain_markdown(words.text(presets()[of].title))
        line = words.text("Of an **example**: {example}. Type your own below.", example=title)
        st.caption(f":material/science: {line}")


def sentence(words: Words, plan: Plan, shop: Shop) -> None:
    """Online only against the whole shop, and what makes most of the difference."""
    draws = plan.settings.draws
    online, whole = words.short_chance(shop.online_chance, draws), words.short_chance(shop.chance, draws)
    if not shop.parts:
        st.info(" ".join(_nothing_yet(words, shop, whole)), icon=":material/storefront:")
        return
    lines = [
        words.text(
            "With its stores the shop breaks even **{odds}** ({whole}), online alone {online}. Profit on average: "
            "{whole_profit} instead of {online_profit}.",
            odds=in_words(words, shop.chance.value),
            online=online,
            online_profit=in_markdown(_profit(words, plan, shop.profit("online"))),
            whole=whole,
            whole_profit=in_markdown(_profit(words, plan, shop.profit("whole"))),
        ),
        _most_of_it(words, plan, shop),
        *_cut_off(words, plan, shop),
    ]
    st.info(" ".join(lines), icon=":material/storefront:")


def _nothing_yet(words: Words, shop: Shop, chance: str) -> list[str]:
    lines = [
        words.text(
            "So far only the web shop counts: it breaks even with a chance of **{chance}**, as on the page Plan.",
            chance=chance,
        )
    ]
    if shop.omnichannel.would_all_come_anyway:
        lines.append(
            words.text(
                "What you entered adds nothing: you say that all of it would have come without the ads. If not, raise "
                "“{label}” above {none}.",
                label=words.text(OMNICHANNEL["incrementality"]),
                none=writing.percent(words, 0.0),
            )
        )
    elif shop.omnichannel.store_aov is None:
        lines.append(words.text("No store? Skip this page. Else type below what the ads bring to your stores."))
    elif shop.omnichannel.store_orders_per_click > 0:
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
            "Biggest difference: **{part}** ({change}).",
            part=text(STEP_NAMES[by_chance]),
            change=writing.signed_points(words, row["break_even_change"]),
        )
    by_profit = max(shop.parts, key=lambda name: abs(shop.steps[name]["profit_change"]))
    row = shop.steps[by_profit]
    change = writing.signed_period_profit(words, plan, row["profit_change"], row["profit_change_error"])
    return text(
        "The chance hardly changes; most money comes from **{part}** ({change}).",
        part=text(STEP_NAMES[by_profit]),
        change=in_markdown(change),
    )


def _cut_off(words: Words, plan: Plan, shop: Shop) -> list[str]:
    """Whether the rest of the shop takes the chance over the reader's cut-off, or under it."""
    scale_at = plan.scenario.scale_at
    online, whole = (chance.value >= scale_at for chance in (shop.online_chance, shop.chance))
    if online == whole:
        return []
    falls = N_("That is too little to spend more (you want {scale_at}).")
    passes = N_("That is enough to spend more (you want {scale_at}).")
    return [words.text(falls if online else passes, scale_at=words.wanted_chance(scale_at))]


def _profit(words: Words, plan: Plan, estimate: Estimate) -> str:
    return writing.period_profit(words, plan, estimate.value, estimate.mc_error)


def key_figures(words: Words, plan: Plan, shop: Shop) -> None:
    """What an order costs and may cost in the whole shop, beside online only, and its revenue.

    Nothing while only the web shop counts: the figures would be those of the page Plan.
    """
    if not shop.parts:
        return
    text = words.text
    with st.grid(3, min_column_width=150):
        for name, (label, term) in CARDS.items():
            online = writing.output(words, plan, name, shop.online[name]["p50"])
            cards.card(
                words,
                label,
                writing.output(words, plan, name, shop.whole[name]["p50"]),
                [text("online only: {value}", value=online)],
                term,
            )
        _revenue_card(words, plan, shop)
    st.caption(_caused(words, shop.omnichannel))


def _revenue_card(words: Words, plan: Plan, shop: Shop) -> None:
    """Expected revenue, which adds up: the shop's own, online and in stores, and that of subsidiaries and partners."""
    text, steps = words.text, shop.steps
    whole, error = steps["whole"]["revenue_mean"], steps["whole"]["revenue_error"]
    stores = steps["store"]["revenue_change"] + steps["pickup"]["revenue_change"]
    partners = steps["partner"]["revenue_change"]

    def money(revenue: float) -> str:
        return writing.period_profit(words, plan, revenue, error)

    cards.card(
        words,
        N_("Revenue of the whole shop"),
        money(whole),
        [
            text("of it in stores: {money}", money=money(stores)),
            text("at partners: {money}", money=money(partners)),
        ],
        "total_revenue",
    )


def _caused(words: Words, omnichannel: Omnichannel) -> str:
    """How much of it counts as caused by the ads."""
    share = omnichannel.incrementality
    if share == CAUTIOUS:
        text = N_(
            "We credit the ads with {low} to {high} of what comes on top of online orders (cautious; change it below)."
        )
    elif isinstance(share, Fixed):
        text = N_("We credit the ads with {low} of what comes on top of online orders, as you said.")
    else:
        text = N_("We credit the ads with {low} to {high} of what comes on top of online orders, as you said.")
    ends = (quantile(share, 0.05), quantile(share, 0.95))
    low, high = (words.percent(end, decimals=0 if end in (0, 1) or end >= 0.1 else 1) for end in ends)
    return words.text(text, low=low, high=high)
