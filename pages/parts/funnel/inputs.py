"""What the page Funnel asks: which levers, what is believed of each, and the rates of the funnel.

All of it stands in the fields of the visit beside the plan's (`simulator.page_fields`), so that link and file carry it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.frame import asking, visit, widgets
from pages.kit import labels
from pages.kit.terms import TERMS
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from simulator import InputError, Plan
from simulator.facts import facts
from simulator.forms.page_fields import PAGE_FIELDS, funnel_in, levers_in
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
    "landing_page": N_(
        "A clearer or faster landing page: more visits put something in the cart. Its effect is the relative change of "
        "the add-to-cart rate."
    ),
    "checkout": N_(
        "Fewer steps, a guest checkout, more ways to pay: more checkouts are completed. Its effect is the relative "
        "change of checkout completion."
    ),
    "audience": N_(
        "Ads and offers by segment instead of one for all: more visits put something in the cart. Its effect is the "
        "relative change of the add-to-cart rate."
    ),
    "message_test": N_(
        "Test another message or picture, and keep what does better. Its effect is the relative change of the "
        "add-to-cart rate."
    ),
    "bundles": N_(
        "Bundles, accessories, “goes well with”: a larger basket. Its effect is the relative change of the order "
        "value; what it costs to make up and pack is a cost per order."
    ),
    "free_shipping": N_(
        "Shipping is free from a certain basket on. Its effect is the relative change of the order value; the shipping "
        "that is no longer charged, averaged over all orders, is the cost per order."
    ),
    "retention_mails": N_(
        "Mails after the purchase: more customers buy once more. Its effect is the relative change of retention; its "
        "cost per order is that of each later order. It needs later orders in the plan."
    ),
    "bids": N_("Better bids, search terms and feeds: cheaper clicks. A cheaper click is a negative effect, as -10."),
    "traffic_quality": N_(
        "How many of the clicks come from your target market. More clicks from elsewhere are a negative effect: they "
        "lower CVR and raise CPO at the same budget. It can only rise where the visit share is below 100 %."
    ),
}
LEVER_FACTS: Final = {
    "landing_page": ("tested-ideas-that-helped-2023", "add-to-cart-2019"),
    "checkout": ("checkout-gain-2016", "checkout-completion-2019"),
    "message_test": ("tested-ideas-that-helped-2023",),
    "retention_mails": ("repeat-all-2025",),
}
"""Published figures that say something of a lever, by their ids."""
COSTS_PER_ORDER: Final = ("checkout", "bundles", "free_shipping", "retention_mails")
"""Levers that usually cost something with every order."""
MOVED_NAMES: Final = {
    "visit_share": N_("visit share"),
    "add_to_cart_rate": N_("add-to-cart rate"),
    "checkout_completion": N_("checkout completion"),
    "aov": N_("AOV"),
    "retention": N_("retention"),
    "cpc": N_("CPC"),
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
LARGE_ENOUGH: Final = 100
"""Money from here on is written without decimals."""


# -- numbers and names ----------------------------------------------------------------------------------------------


def amount(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """Money of the plan, no digit finer than its error."""
    decimals = 0 if abs(round(value, 2)) >= LARGE_ENOUGH or value == 0 else None
    return words.money(value, plan.scenario.currency, error=error, decimals=decimals)


def signed(value: float, text: str) -> str:
    """A change with its sign."""
    return f"+{text}" if value > 0 else text


def relative(words: Words, change: float) -> str:
    """A relative change in percent."""
    return signed(change, words.percent(change, decimals=0 if round(change * 100, 1).is_integer() else 1))


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


def unread() -> dict[str, InputError]:
    """What was typed on this page and is no number, also where its field is out of view."""
    names = {field.name for field in PAGE_FIELDS["funnel"]}.intersection(st.session_state["wrong"])
    return {name: error for name in sorted(names) if (error := visit.reading_error(name)) is not None}


# -- the levers as they are set -------------------------------------------------------------------------------------


def levers(words: Words) -> None:
    """Which levers are looked at, and what is believed of each."""
    text, values = words.text, visit.fields()
    problems = {error.field or "": error for error in levers_in(values)[1]}
    st.subheader(text("Your levers"), anchor=False)
    _switches(words)
    chosen = str(
        st.selectbox(
            text("Set what you believe of"),
            list(MOVES),
            format_func=lambda kind: lever_name(words, kind),
            key="funnel_lever",
            persist_state="session",
            width=320,
        )
    )
    _believed(words, chosen, problems)
    _as_set(words)


def _switches(words: Words) -> None:
    values = visit.fields()
    key = visit.widget_key("funnel_levers", *(f"lever_{kind}" for kind in MOVES))
    on = [kind for kind in MOVES if values[f"lever_{kind}"]]
    widgets.keep_in_step(key, on)
    st.pills(
        words.text("Levers to look at"),
        list(MOVES),
        selection_mode="multi",
        default=on,
        format_func=lambda kind: lever_name(words, kind),
        key=key,
        on_change=_switched,
        args=(key,),
        help=asking.help_of(words, "lever"),
    )


def _switched(key: str) -> None:
    names = [f"lever_{kind}" for kind in MOVES]
    if key != visit.widget_key("funnel_levers", *names):
        return
    chosen = st.session_state[key]
    added = [kind for kind in chosen if not visit.fields()[f"lever_{kind}"]]
    if added:  # the next question is what is believed of it
        st.session_state["funnel_lever"] = added[-1]
    visit.set_fields({f"lever_{kind}": kind in chosen for kind in MOVES}, by="funnel_levers")
    visit.moved()


def _believed(words: Words, kind: str, problems: asking.Problems) -> None:
    text, name = words.text, f"lever_{kind}"
    money = words.currency_symbol(visit.usable_plan().scenario.currency)
    moved = text(MOVED_NAMES[MOVES[kind]])
    per_order = N_("Cost per later order, {money}") if MOVES[kind] == "retention" else N_("Cost per order, {money}")
    with st.container(border=True, key="funnel_lever_box"):
        told = [labels.typical(words, facts()[each]) for each in LEVER_FACTS.get(kind, ())]
        st.caption("\n\n".join((in_markdown(text(LEVER_TEXTS[kind])), *told)))
        with st.grid(4, min_column_width=200):
            asking.interval(
                words,
                text("Effect on {moved} if it works, %", moved=moved),
                name,
                problems,
                help=asking.help_of(words, "lever"),
            )
            asking.field(
                words,
                text("Chance that it works, %"),
                f"{name}_works_share",
                problems,
                help=text("Else nothing changes, and its costs are paid all the same."),
            )
            asking.field(words, text("Cost, once, {money}", money=money), f"{name}_cost", problems)
            if kind in COSTS_PER_ORDER or visit.fields()[f"{name}_cost_per_order"] != 0:
                asking.field(words, text(per_order, money=money), f"{name}_cost_per_order", problems)


def _as_set(words: Words) -> None:
    """All levers with what is believed of them."""
    title = words.text("All levers as they are set")
    with st.expander(title, key="funnel_as_set", on_change="rerun") as box:
        if not box.open:
            return
        rows = [_set_row(words, kind) for kind in MOVES]
        right = st.column_config.TextColumn(alignment="right")
        columns: dict[str, Any] = dict.fromkeys(list(rows[0])[3:], right)
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)
        st.caption(
            words.text("What stands here at first are assumptions, not published figures: replace them by yours.")
        )


def _set_row(words: Words, kind: str) -> dict[str, str]:
    text, values, name = words.text, visit.fields(), f"lever_{kind}"
    currency = visit.usable_plan().scenario.currency

    def number(part: str, write: Callable[[float], str]) -> str:
        value = values[f"{name}_{part}"]
        return "–" if value is None else write(float(value))

    ends = [number(part, lambda each: relative(words, each)) for part in ("low", "high")]
    return {
        text("lever"): lever_name(words, kind),
        text("looked at"): text("yes") if values[name] else text("no"),
        text("moves"): text(MOVED_NAMES[MOVES[kind]]),
        text("effect if it works"): text("{low} to {high}", low=ends[0], high=ends[1]),
        text("works"): number("works_share", lambda each: words.percent(each, decimals=0)),
        text("cost, once"): number("cost", lambda each: words.money(each, currency, decimals=0)),
        text("cost per order"): number("cost_per_order", lambda each: words.money(each, currency)),
    }


# -- the rates of the funnel ----------------------------------------------------------------------------------------


def rates(words: Words) -> None:
    """The page's inputs of the funnel."""
    problems = {error.field or "": error for error in funnel_in(visit.fields())[1]}
    title = words.text("Rates of your funnel")
    if problems:
        st.session_state.setdefault("funnel_rates", True)
    with st.expander(title, key="funnel_rates", on_change="rerun") as box:
        if not box.open:
            return
        with st.grid(2, min_column_width=260):
            for name in RATES:
                asking.interval(words, words.text(RATE_LABELS[name]), name, problems, help=_rate_help(words, name))
        st.caption(
            words.text(
                "At first published ranges stand here: replace them by your own, from your web analytics. Equal "
                "ends say that a rate is known."
            )
        )


def _rate_help(words: Words, name: str) -> str:
    term = TERMS[name]
    lines = [plain_markdown(words.text(term.definition)), f"*{plain_markdown(words.text(term.formula))}*"]
    lines += [labels.typical(words, facts()[each]) for each in RATE_FACTS[name]]
    return "\n\n".join(lines)
