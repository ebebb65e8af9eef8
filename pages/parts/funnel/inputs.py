"""What the page Funnel asks: which levers, what is believed of each, and the rates of the funnel.

All of it stands in the fields of the visit beside the plan's (`simulator.page_fields`), so that link and file carry it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from pages.frame import asking, visit, widgets
from pages.kit import labels, tables, writing
from pages.kit.folded import folded
from pages.kit.terms import TERMS
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.funnel import results
from simulator.facts import facts
from simulator.questions.funnel import RATES
from simulator.questions.levers import MOVES

LEVER_NAMES: Final = {
    "landing_page": N_("Landing page"),
    "checkout": N_("Checkout and payment"),
    "audience": N_("Audience segments"),
    "message_test": N_("Message test"),
    "bundles": N_("Bundles, cross-sell"),
    "free_shipping": N_("Free-shipping threshold"),
    "retention_mails": N_("Retention mails"),
    "bids": N_("Better bids"),
    "traffic_quality": N_("Traffic quality"),
}
LEVER_TEXTS: Final = {
    "landing_page": N_("A clearer or faster landing page: more visitors put something in the cart."),
    "checkout": N_("Fewer steps, a guest checkout, more ways to pay: more people finish the checkout."),
    "audience": N_("Ads and offers for each group of customers: more visitors put something in the cart."),
    "message_test": N_("Test another message or picture and keep the better one: more visitors fill a cart."),
    "bundles": N_("Bundles and accessories: larger orders. Making them up and packing costs something per order."),
    "free_shipping": N_(
        "Free shipping from a certain basket on: larger orders. The shipping you no longer charge is a cost per order."
    ),
    "retention_mails": N_("Mails after the purchase: more customers come back. It needs later orders in the plan."),
    "bids": N_("Better bids, search terms and feeds: cheaper clicks. Type a cheaper click as a minus, such as -10."),
    "traffic_quality": N_(
        "More clicks from people you can sell to. Clicks from elsewhere are a minus; a plus needs a visit share below "
        "100 %."
    ),
}
LEVER_FACTS: Final = {
    "landing_page": ("tested-ideas-that-helped-2023", "add-to-cart-2019"),
    "checkout": ("checkout-gain-2016", "checkout-completion-2019"),
    "message_test": ("tested-ideas-that-helped-2023",),
    "retention_mails": ("repeat-all-2025",),
}
"""Published figures of the effect of a lever, by their ids."""
COSTS_PER_ORDER: Final = ("checkout", "bundles", "free_shipping", "retention_mails")
"""Levers that usually cost something with every order."""
MOVED_NAMES: Final = {
    "visit_share": N_("visit share"),
    "add_to_cart_rate": N_("add-to-cart rate"),
    "checkout_completion": N_("checkout completion"),
    "aov": N_("order value"),
    "retention": N_("retention"),
    "cpc": N_("click price"),
}
PART_LABELS: Final = {
    "low": N_("effect, low end"),
    "high": N_("effect, high end"),
    "works_share": N_("chance that it works"),
    "cost": N_("cost"),
    "cost_per_order": N_("cost per order"),
}
RATE_LABELS: Final = {
    "visit_share": N_("Visit share, % of clicks"),
    "add_to_cart_rate": N_("Add-to-cart rate, % of visits"),
    "cart_abandonment": N_("Cart abandonment, % of carts"),
    "checkout_completion": N_("Checkout completion, % of checkouts"),
}
RATE_FACTS: Final = {
    "visit_share": (),
    "add_to_cart_rate": ("add-to-cart-2019",),
    "cart_abandonment": ("cart-abandonment-2024", "cart-abandonment-studies", "cart-abandonment-year-2024"),
    "checkout_completion": ("checkout-completion-2019",),
}


# -- names ----------------------------------------------------------------------------------------------------------


def lever_name(words: Words, kind: str) -> str:
    """A lever as its readers know it."""
    return words.text(LEVER_NAMES[kind])


def field_label(words: Words, field: str) -> str:
    """What a field of the page is called."""
    for kind in LEVER_NAMES:
        part = field.removeprefix(f"lever_{kind}_")
        if part in PART_LABELS and part != field:
            return f"{lever_name(words, kind)}, {words.text(PART_LABELS[part])}"
    label = next((label for name, label in RATE_LABELS.items() if field.startswith(name)), None)
    return words.text("Levers") if label is None else words.text(label)


# -- the levers as they are set -------------------------------------------------------------------------------------


def levers(words: Words) -> None:
    """Which levers are looked at, and what is believed of each."""
    text = words.text
    st.subheader(text("Your levers"), anchor=False)
    _switches(words)
    kind = str(
        st.selectbox(
            text("What does this one do?"),
            list(MOVES),
            format_func=lambda kind: lever_name(words, kind),
            key="funnel_lever",
            persist_state="session",
            width=320,
        )
    )
    _beliefs(words, kind)
    title = text("All levers in a table")
    folded(title, "funnel_as_set", lambda: _as_set(words, title))


def _switches(words: Words) -> None:
    values = visit.fields()
    key = visit.widget_key("funnel_levers", *(f"lever_{kind}" for kind in MOVES))
    on = [kind for kind in MOVES if values[f"lever_{kind}"]]
    widgets.keep_in_step(key, on)
    st.pills(
        words.text("What could you do?"),
        list(MOVES),
        selection_mode="multi",
        default=on,
        format_func=lambda kind: lever_name(words, kind),
        key=key,
        on_change=_switched,
        args=(key,),
        help=asking.help_of(words, "lever"),
    )
    widgets.hear(key, on, _switched, key)


def _switched(key: str) -> None:
    names = [f"lever_{kind}" for kind in MOVES]
    if key != visit.widget_key("funnel_levers", *names):
        return
    chosen = visit.recall(key)
    added = [kind for kind in chosen if not visit.fields()[f"lever_{kind}"]]
    if added:  # the next question is what is believed of it
        visit.remember("funnel_lever", added[-1])
    visit.change({f"lever_{kind}": kind in chosen for kind in MOVES}, by="funnel_levers")


def _beliefs(words: Words, kind: str) -> None:
    """What is believed of a lever."""
    text, name, problems = words.text, f"lever_{kind}", results.inputs().lever_problems
    money = words.currency_symbol(visit.usable_plan().scenario.currency)
    moved = text(MOVED_NAMES[MOVES[kind]])
    per_order = N_("Cost per later order, {money}") if MOVES[kind] == "retention" else N_("Cost per order, {money}")
    with st.container(border=True, key="funnel_lever_box"):
        published = [labels.brief_typical(words, facts()[fact]) for fact in LEVER_FACTS.get(kind, ())[:1]]
        st.caption(in_markdown(text(LEVER_TEXTS[kind])))
        with st.grid(4, min_column_width=200):
            asking.interval(
                words,
                text("It changes the {moved} by, %", moved=moved),
                name,
                problems,
                help="\n\n".join((text("By how much, when it works: you are 9 in 10 sure of the range."), *published)),
            )
            asking.field(
                words,
                text("Chance that it works, %"),
                f"{name}_works_share",
                problems,
                help=text("If it does not work, nothing changes, and its costs are paid all the same."),
            )
            asking.field(words, text("Cost, once, {money}", money=money), f"{name}_cost", problems)
            if kind in COSTS_PER_ORDER or visit.fields()[f"{name}_cost_per_order"] != 0:
                asking.field(words, text(per_order, money=money), f"{name}_cost_per_order", problems)


def _as_set(words: Words, title: str) -> None:
    """All levers with what is believed of them."""
    text = words.text
    rows = [_set_row(words, kind) for kind in MOVES]
    tables.show(rows, alt=title, left=(text("chosen"), text("changes")))
    st.caption(text("These start as guesses of ours, not as published figures: replace them by yours."))


def _set_row(words: Words, kind: str) -> dict[str, str]:
    text, values, name = words.text, visit.fields(), f"lever_{kind}"
    currency = visit.usable_plan().scenario.currency

    def number(part: str, write: Callable[[float], str]) -> str:
        value = values[f"{name}_{part}"]
        return writing.NONE if value is None else write(float(value))

    ends = [number(part, lambda effect: writing.relative_change(words, effect)) for part in ("low", "high")]
    return {
        text("lever"): lever_name(words, kind),
        text("chosen"): text("yes") if values[name] else text("no"),
        text("changes"): text(MOVED_NAMES[MOVES[kind]]),
        text("by, if it works"): text("{low} to {high}", low=ends[0], high=ends[1]),
        text("chance that it works"): number("works_share", lambda share: writing.percent(words, share)),
        text("cost, once"): number("cost", lambda cost: words.money(cost, currency, decimals=0)),
        text("cost per order"): number("cost_per_order", lambda cost: words.money(cost, currency)),
    }


# -- the rates of the funnel ----------------------------------------------------------------------------------------


def rates(words: Words, conversion: Callable[[], None]) -> None:
    """The page's inputs of the funnel; open at first where something is wrong with them.

    conversion : draws the conversion rate that they make
    """
    problems = results.inputs().rate_problems

    def draw() -> None:
        with st.grid(2, min_column_width=260):
            for name in RATES:
                asking.interval(words, words.text(RATE_LABELS[name]), name, problems, help=_rate_help(words, name))
        st.caption(
            words.text(
                "These are published ranges: replace them by your own, from your web analytics. The same number twice "
                "means that you know it."
            )
        )
        conversion()

    title = words.text("Rates of your shop: carts, checkouts, orders")
    folded(title, "funnel_rates", draw, opened=bool(problems), warns=bool(problems))


def _rate_help(words: Words, name: str) -> str:
    term = TERMS[name]
    lines = [plain_markdown(words.text(term.definition)), f"*{plain_markdown(words.text(term.formula))}*"]
    lines += [labels.typical(words, facts()[fact]) for fact in RATE_FACTS[name]]
    return "\n\n".join(lines)
