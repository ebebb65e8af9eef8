"""What the whole shop earns from the ads: what is asked of stores, pick-up and so on, and the answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import answer, asking, cards, charts, inputs, state
from pages.shared.downloads import csv_button, dialect_chooser
from pages.shared.omnichannel_labels import LABELS
from pages.shared.words import N_, Words, in_markdown
from simulator import Estimate, InputError, Omnichannel, Plan, whole_shop
from simulator.beliefs.distributions import quantile
from simulator.facts import facts
from simulator.forms.page_fields import OMNICHANNEL_FIELDS, omnichannel_in
from simulator.forms.presets import presets
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.omnichannel import BRIDGE, CAUTIOUS, OUTPUTS, PARTS, WholeShop

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
MEASURES = {
    "break_even": N_("Chance to break even"),
    "profit": N_("Expected profit"),
}
BRIDGE_TITLES = {
    "break_even": N_("The chance to break even, from online only to the whole shop"),
    "profit": N_("The expected profit, from online only to the whole shop"),
}
RULES = (
    N_(
        "An online order stays one online order, also when it is collected in a store; collecting changes its costs "
        "only."
    ),
    N_(
        "A store order is paid in the store by somebody who clicked on an ad and did not order online. What is bought "
        "in addition at pick-up is an order of its own, and is taken out of the store orders where they contain it."
    ),
    N_(
        "Cross-selling revenue comes on top of the order value and is no order; the order value must not hold it "
        "already."
    ),
    N_(
        "Customers of several channels count with the later orders by which they are worth more, never with orders of "
        "this period: those are online, store or pick-up orders already."
    ),
    N_(
        "Of all this, only the part counts that would not have come without the ads. Online orders have their own such "
        "part in the sidebar (Advanced)."
    ),
)
SOURCES = (
    N_(
        "**Store orders per 100 clicks:** ask at the till for some weeks (“did you look at our site first?”), count "
        "coupons from ads that are redeemed in stores, or take the store visits that your ad platform reports times "
        "the share that buys."
    ),
    N_(
        "**No such count?** Take the sales in stores, the share of them that began on your site, and the visits to it "
        "in the same period: the second group."
    ),
    N_(
        "**Margin of a store order:** what is left of its value without VAT after goods and what the sale costs the "
        "store."
    ),
    N_("**Not sure?** Give a wide range: the answer says how much it matters."),
)
EXAMPLE = "shop_with_store"
"""The preset that fills the page."""
FACTS = {
    "store_orders_per_100_clicks": ("store-orders-shoes-2011",),
    "pickup_purchase_share": ("pickup-purchase-us-2017", "pickup-purchase-holiday-2018"),
    "multichannel_share": ("multichannel-share-2016",),
    "multichannel_worth": ("multichannel-worth-online-2016",),
}
"""Published figures that say what is typical, by the input beside which they stand."""
ROW_HEIGHT, AROUND = 30, 110
"""Pixels of a step in the chart, and of legend and axis together."""
NOTICEABLE = 2
"""A change of fewer simulation errors than this is called none."""
CARDS = {
    "cpo": (N_("Effective CPO, median"), "effective_cpo"),
    "max_cpo": (N_("Effective max CPO, median"), "effective_max_cpo"),
    "conversion_rate": (N_("Omnichannel conversion rate, median"), "omnichannel_conversion_rate"),
}
"""Outputs that have a card, with label and entry of the glossary."""
EVEN_CHANCE = 0.5
ONE_A_CLICK = 100.0
"""Store orders per 100 clicks beyond which no shop can come."""
FIELDS = tuple(field.name for field in OMNICHANNEL_FIELDS)
_LAST = "_omnichannel"

Row = Mapping[str, Any]
Quantiles = Mapping[str, Mapping[str, Estimate]]


# -- what is found ----------------------------------------------------------------------------------------------


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
    now, problems = omnichannel_in(state.fields())
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


def asked_for(words: Words, plan: Plan) -> Shop | None:
    """The same, saying what is wrong."""
    omnichannel, problems = _standing()
    if problems:
        st.warning(
            words.text(N_("Something below needs mending (⚠): the figures are those of the last usable inputs.")),
            icon=":material/edit:",
        )
    try:
        return shop_of(plan, omnichannel)
    except InputError as error:
        st.warning(words.error(error), icon=":material/edit:")
        return None


# -- what is asked ----------------------------------------------------------------------------------------------


def entering(words: Words, plan: Plan) -> None:
    """All inputs of the page, in groups; the first is open at first."""
    problems = _problems(plan)
    ask = _Asking(words, problems, words.currency_symbol(plan.scenario.currency))
    title = words.text(N_("What the rest of the shop adds"))
    st.markdown(f"**{title}**")
    st.caption(words.text(N_("Two fields enclose the true value with a chance of 90 %; the same in both means known.")))
    ask.group("stores", N_("Stores (ROPO)"), STORES, ask.stores, opened=True)
    ask.group("sales", N_("Stores, from sales and visits instead"), SALES, ask.sales)
    ask.group("collect", N_("Click & collect"), COLLECT, ask.collect)
    ask.group("cross_sell", N_("Cross-selling online"), CROSS_SELL, ask.cross_sell)
    ask.group("partners", N_("Subsidiaries and partners"), PARTNERS, ask.partners)
    ask.group("multichannel", N_("Customers of several channels"), MULTICHANNEL, lambda: ask.multichannel(plan))
    ask.group("incrementality", N_("What would have come anyway"), INCREMENTALITY, ask.incrementality)


def _problems(plan: Plan) -> asking.Problems:
    """What is wrong by field: texts that cannot be read, values that cannot be, and what this plan does not allow."""
    omnichannel, problems = _standing()
    if not problems:
        try:
            shop_of(plan, omnichannel)
        except InputError as error:
            name = error.field or ""
            problems = [error if name in FIELDS else error.at(f"{name}_low")]
    unread = {name: inputs.reading_error(name) for name in st.session_state["wrong"] if name in FIELDS}
    return {
        **{error.field or "": error for error in problems},
        **{name: error for name, error in unread.items() if error is not None},
    }


STORES = ("store_orders_per_100_clicks", "store_aov", "store_margin_share")
SALES = ("store_sales", "began_online_share", "visits")
COLLECT = (
    "collect_share", "collect_saved_shipping", "collect_handling", "pickup_purchase_share", "pickup_purchase_value",
    "store_orders_include_pickups",
)  # fmt: skip
CROSS_SELL = ("cross_sell_revenue", "cross_sell_margin_share")
PARTNERS = ("partner_revenue_share", "partner_margin_share")
MULTICHANNEL = ("multichannel_share", "multichannel_worth")
INCREMENTALITY = ("incrementality",)


class _Asking:
    """Draws the inputs of one rerun."""

    def __init__(self, words: Words, problems: asking.Problems, money: str) -> None:
        self.words = words
        self.problems = problems
        self.money = money

    def group(
        self, group: str, title: str, names: Iterable[str], draw: Callable[[], None], *, opened: bool = False
    ) -> None:
        """Inputs under a title that says when something in it is wrong."""
        ends = {f"{name}{end}" for name in names for end in ("", "_low", "_high")}
        text = self.words.text(title)
        label = f"{text} :red[⚠]" if ends & set(self.problems) else text
        key = f"omnichannel_{group}"
        before, was_open = st.session_state.get(f"_{key}", (label, opened))
        if before != label or key not in st.session_state:  # another label makes another expander
            st.session_state[key] = bool(st.session_state.get(key, was_open))
        with st.expander(label, key=key, on_change="rerun") as box:
            st.session_state[f"_{key}"] = (label, box.open)
            if box.open:
                draw()

    def stores(self) -> None:
        self._interval("store_orders_per_100_clicks", term="ropo")
        self._interval("store_aov", self.money)
        self._interval(
            "store_margin_share",
            "%",
            help=N_("What is left of a store order without VAT, after goods and the costs of the store."),
        )

    def sales(self) -> None:
        st.caption(
            self.words.text(
                N_(
                    "Instead of store orders per 100 clicks: a click on an ad then brings as many store orders as any "
                    "visit. Value and margin of a store order stay above."
                )
            )
        )
        self._field("store_sales", self.money)
        self._interval("began_online_share", "%")
        self._field(
            "visits",
            help=N_("All visits, not only those from ads: sales in stores come from all of them."),
        )

    def collect(self) -> None:
        self._interval("collect_share", "%", term="click_collect")
        self._field(
            "collect_saved_shipping",
            self.money,
            placeholder=N_("empty: all that the plan pays"),
        )
        self._field("collect_handling", self.money)
        self._interval("pickup_purchase_share", "%")
        self._interval("pickup_purchase_value", self.money)
        asking.flag(
            self.words,
            self.words.text(N_("Store orders above contain these purchases")),
            "store_orders_include_pickups",
            help=self.words.text(N_("Tills mostly cannot tell: then they do, and are taken out of them.")),
        )
        st.caption(self.words.text(N_("Such a purchase leaves the store margin of the group Stores.")))

    def cross_sell(self) -> None:
        self._interval(
            "cross_sell_revenue",
            self.money,
            help=N_("On top of the order value in the sidebar, which must not hold it already."),
        )
        self._field("cross_sell_margin_share", "%")

    def partners(self) -> None:
        self._interval("partner_revenue_share", "%")
        self._field("partner_margin_share", "%")

    def multichannel(self, plan: Plan) -> None:
        self._interval("multichannel_share", "%")
        self._interval("multichannel_worth", term="multichannel_worth")
        if plan.scenario.repeat is None:
            st.caption(
                self.words.text(
                    N_(
                        "They count by later orders, and this plan counts none: switch them on under “Repeat "
                        "purchases” in the sidebar first."
                    )
                )
            )

    def incrementality(self) -> None:
        self._interval("incrementality", "%", term="incrementality")
        st.caption(
            self.words.text(
                N_(
                    "{low} to {high} unless you say otherwise: cautious, since no published figure says it. A test "
                    "without ads in one region tells you your own."
                ),
                low=self.words.percent(CAUTIOUS.low, decimals=0),
                high=self.words.percent(CAUTIOUS.high, decimals=0),
            )
        )

    def _label(self, name: str, unit: str) -> str:
        return self.words.text(LABELS[name]) + (f", {unit}" if unit else "")

    def _help(self, name: str, term: str | None, help: str | None) -> str | None:
        """What the glossary or the page says of an input, and what is published."""
        lines = [asking.help_of(self.words, term)] if term else []
        lines += [self.words.text(help)] if help else []
        lines += [inputs.typical(self.words, facts()[fact]) for fact in FACTS.get(name, ())]
        return "\n\n".join(lines) or None

    def _interval(self, name: str, unit: str = "", *, term: str | None = None, help: str | None = None) -> None:
        asking.interval(self.words, self._label(name, unit), name, self.problems, help=self._help(name, term, help))

    def _field(self, name: str, unit: str = "", *, help: str | None = None, placeholder: str | None = None) -> None:
        asking.field(
            self.words,
            self._label(name, unit),
            name,
            self.problems,
            help=self._help(name, None, help),
            placeholder=self.words.text(placeholder) if placeholder else None,
        )


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
            N_(
                "Online orders alone break even with a chance of **{online}** and leave {online_profit} on average; "
                "the whole shop with **{whole}**, and leaves {whole_profit}."
            ),
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
            N_(
                "Only the web shop counts so far: the whole shop is the plan, and breaks even with a chance of "
                "**{chance}**."
            ),
            chance=chance,
        )
    ]
    if shop.omnichannel.would_all_come_anyway:
        lines.append(
            words.text(
                N_(
                    "What you entered adds nothing: by your own figure all of it would have come without the ads. If "
                    "the ads bring some of it, raise “{label}” above {none}."
                ),
                label=words.text(LABELS["incrementality"]),
                none=words.percent(0.0, decimals=0),
            )
        )
    elif shop.omnichannel.store_aov is None:
        lines.append(
            words.text(
                N_(
                    "Enter below what else the ads bring: begin with the store orders per 100 clicks, their value and "
                    "their margin. Whatever you leave out adds nothing."
                )
            )
        )
    elif _expects(shop.omnichannel):
        lines.append(words.text(N_("What you entered is too little to add anything at this budget.")))
    else:
        lines.append(
            words.text(N_("What you entered adds nothing yet: say how many store orders come per 100 clicks."))
        )
    return lines


def _most_of_it(words: Words, plan: Plan, shop: Shop) -> str:
    """The part that changes most, by the chance; by profit where the chance does not tell."""
    text = words.text
    by_chance = max(shop.parts, key=lambda name: abs(shop.steps[name]["break_even_change"]))
    row = shop.steps[by_chance]
    if abs(row["break_even_change"]) > NOTICEABLE * row["break_even_change_error"]:
        return text(
            N_("What changes the chance most: **{part}** ({change})."),
            part=text(STEP_NAMES[by_chance]),
            change=_points(words, row["break_even_change"]),
        )
    by_profit = max(shop.parts, key=lambda name: abs(shop.steps[name]["profit_change"]))
    row = shop.steps[by_profit]
    return text(
        N_("The chance hardly changes; most money comes from **{part}** ({change})."),
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
    return answer.output(words, plan, "profit", Estimate(estimate.value, error))


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
        return answer.output(words, plan, "cvr", estimate)
    return answer.output(words, plan, "profit" if name == "revenue" else name, estimate)


def _interval(words: Words, plan: Plan, name: str, found: Mapping[str, Estimate]) -> str:
    error = max(found["p5"].mc_error, found["p95"].mc_error)
    low, high = (_output(words, plan, name, Estimate(found[end].value, error)) for end in ("p5", "p95"))
    return words.text(N_("{level}: {low} to {high}"), level=words.percent(0.9, decimals=0), low=low, high=high)


def key_figures(words: Words, plan: Plan, shop: Shop) -> None:
    """Chance, effective CPO and max CPO, conversion rate and revenue of the whole shop, each beside online only."""
    text, draws = words.text, plan.settings.draws
    with st.grid(5, min_column_width=150):
        cards.card(
            words,
            N_("Break-even probability, whole shop"),
            words.brief_chance(shop.chance),
            [
                text(N_("online only: {value}"), value=words.short_chance(shop.online_chance, draws)),
                words.rare(shop.chance, draws)
                or text(N_("± {error} simulation error"), error=words.error_points(shop.chance.mc_error)),
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
                    text(N_("online only: {value}"), value=_output(words, plan, name, online)),
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
            text(N_("main shop: {money}"), money=_profit(words, plan, main)),
            text(N_("of it in stores: {money}"), money=shown("store", "pickup")),
            text(N_("subsidiaries and partners: {money}"), money=shown("partner")),
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
    return " ".join((text(told, low=low, high=high), text(N_("An order is counted once, where it is paid."))))


# -- the bridge -------------------------------------------------------------------------------------------------


def measure_chooser(words: Words, plan: Plan) -> str:
    """What the bridge shows: the chance or the profit. Nothing to choose while there is no bridge."""
    shop = found(plan)
    if shop is None or not shop.parts:
        return "break_even"
    return st.segmented_control(
        words.text(N_("What the steps change")),
        list(MEASURES),
        default="break_even",
        format_func=lambda each: words.text(MEASURES[each]),
        key="omnichannel_measure",
        persist_state="session",
        required=True,
        label_visibility="collapsed",
    )


def bridge(words: Words, plan: Plan, shop: Shop, measure: str) -> None:
    """How online only becomes the whole shop, part by part, by one of `MEASURES`."""
    text = words.text
    if not shop.parts:
        st.markdown(f"**{text(BRIDGE_TITLES['break_even'])}**")
        st.caption(text(N_("The steps appear here as soon as something is entered that adds to online orders.")))
        _where_from(words)
        return
    title = text(BRIDGE_TITLES[measure])
    st.markdown(f"**{title}**")
    kinds = {"plus": text(N_("adds")), "minus": text(N_("takes"))}
    bars, before = [], 0.0
    for name in ("online", *shop.parts, "whole"):
        step = _step(words, plan, shop.steps[name], measure)
        begin = before if name in PARTS else step.end
        kind = " " if name not in PARTS else kinds["minus" if step.change < 0 else "plus"]
        bars.append((text(STEP_NAMES[name]), kind, begin, step.end, step.label, step.told))
        before = step.end
    first, last = bars[0], bars[-1]
    frame = charts.effects_frame(bars, ticks={each[0]: each[3] for each in (first, last)}, base=("", first[3]))
    money = words.currency_symbol(plan.scenario.currency)
    axis = text(N_("Chance; steps in points"))
    texts = (
        ("x", axis if measure == "break_even" else text(N_("Profit, {money}"), money=money)),
        ("input", text(N_("step"))),
        ("kind", text(N_("what it does"))),
        ("value", text(N_("change"))),
    )
    spec = charts.effects(
        (kinds["plus"], " ", kinds["minus"]),
        texts,
        words.chart_numbers(),
        shares=measure == "break_even",
        height=AROUND + len(bars) * ROW_HEIGHT,
    )
    told = "; ".join(f"{bar[0]} {bar[5]}" for bar in bars)
    st.vega_lite_chart(frame, spec, key="omnichannel_chart", alt=f"{title}: {told}")


def _where_from(words: Words) -> None:
    """Where the first numbers come from, for a reader who has entered none."""
    title = words.text(N_("Where the numbers come from"))
    example = words.text(
        N_("**Only looking?** Take the preset “{preset}” in the sidebar: it fills this page, too."),
        preset=words.text(presets()[EXAMPLE].title),
    )
    lines = (*(words.text(source) for source in SOURCES), example)
    st.markdown("\n".join((f"**{title}**\n", *(f"- {line}" for line in lines))))


class _Step(NamedTuple):
    """Where a step leads, by how much it changes that, its label in the picture, and how it is told."""

    end: float
    change: float
    label: str
    told: str


def _step(words: Words, plan: Plan, row: Row, measure: str) -> _Step:
    inner = row["step"] in PARTS
    if measure == "break_even":
        chance, change = Estimate(row["break_even_probability"], row["break_even_error"]), row["break_even_change"]
        told = _points(words, change) if inner else words.brief_chance(chance)
        # Where there is little room, without the word "points": the axis says it.
        label = _sign(change) + words.number(abs(change) * 100, decimals=1) if inner else told
        return _Step(chance.value, change, label, told)
    gain = Estimate(row["profit_change"], row["profit_change_error"])
    profit = Estimate(row["profit_mean"], row["profit_error"])
    told = _signed_profit(words, plan, gain) if inner else _profit(words, plan, profit)
    return _Step(profit.value, gain.value, told, told)


# -- how many store orders it takes -----------------------------------------------------------------------------


def store_orders(words: Words, plan: Plan, shop: Shop) -> None:
    """From how many store orders per 100 clicks the plan breaks even."""
    text, needed = words.text, shop.needed
    if needed is None:
        st.markdown(
            text(
                N_(
                    "Give value and margin of a store order to see from how many store orders per 100 clicks the plan "
                    "breaks even."
                )
            )
        )
        return
    lines = _takes(words, plan, needed)
    lines += [_expected(words, shop.omnichannel)] if _expects(shop.omnichannel) else []
    lines.append(text(N_("Counted as they are measured, with those that would have come anyway; luck aside.")))
    st.markdown(" ".join(lines), help=asking.help_of(words, "store_orders_needed"))


def _takes(words: Words, plan: Plan, needed: Needed) -> list[str]:
    text, sure = words.text, words.asked_chance(plan.scenario.scale_at)
    if needed.even > ONE_A_CLICK:
        if math.isinf(needed.even):
            return [text(N_("**No number of store orders makes the plan break even**: they leave nothing."))]
        return [
            text(
                N_("**Store orders cannot make the plan break even**: it would take {count} per 100 clicks."),
                count=_at_least(words, needed.even),
            )
        ]
    lines = [
        text(
            N_("**The plan breaks even if at least {count} store orders come per 100 clicks**, with an even chance."),
            count=_at_least(words, needed.even),
        )
        if needed.even > 0
        else text(N_("**The plan breaks even without a single store order**, with an even chance or better."))
    ]
    if plan.scenario.scale_at <= EVEN_CHANCE:
        return lines
    if needed.sure == 0:
        return [text(N_("**The plan breaks even without a single store order**, with a chance of {sure}."), sure=sure)]
    if needed.sure > ONE_A_CLICK:
        return [*lines, text(N_("To be {sure} sure, no number of store orders is enough."), sure=sure)]
    return [
        *lines,
        text(N_("To be {sure} sure it takes {count} per 100 clicks."), sure=sure, count=_at_least(words, needed.sure)),
    ]


def _at_least(words: Words, count: float) -> str:
    """A count to two digits, rounded up: it is a lower bound."""
    place = 1 - math.floor(math.log10(count))
    return words.number(math.ceil(count * 10**place - 1e-9) / 10**place, decimals=max(place, 0))


def _expects(omnichannel: Omnichannel) -> bool:
    return omnichannel.store_orders_per_click > 0


def _expected(words: Words, omnichannel: Omnichannel) -> str:
    return words.text(
        N_("You expect about {count} per 100 clicks."),
        count=words.number(omnichannel.store_orders_per_click * 100, decimals=2),
    )


# -- rules, tables, files ---------------------------------------------------------------------------------------


def rules(words: Words) -> None:
    """Why no order is counted twice."""
    with st.expander(words.text(N_("How orders are counted")), key="omnichannel_rules", on_change="rerun") as box:
        if box.open:
            st.markdown("\n".join(f"- {words.text(rule)}" for rule in RULES))


def tables(words: Words) -> None:
    """The bridge and all figures as tables and files, drawn while they are looked at."""
    title = words.text(N_("The steps and all figures as tables"))
    with st.expander(title, key="omnichannel_tables", on_change="rerun") as box:
        if box.open:
            _tables(words)


def _tables(words: Words) -> None:
    text, plan = words.text, inputs.usable_plan()
    shop, figures = found(plan), figures_of(plan)
    if shop is None or figures is None:
        return
    _table(bridge_rows(words, plan, shop), text(N_("Step by step from online only to the whole shop")))
    st.caption(
        text(
            N_(
                "Each step stands on those before it: in another order the steps would differ, the ends not. Their "
                "profit, orders and revenue are expected values; below stand medians, in brackets the range of "
                "{level}, with max CPO and conversion rate of the long run."
            ),
            level=words.percent(0.9, decimals=0),
        )
    )
    _table(figure_rows(words, plan, figures), text(N_("Online only and the whole shop")))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            text(N_("Download the steps (CSV)")),
            lambda: bridge_csv(words, plan, shop, dialect),
            "cpo-omnichannel-steps.csv",
            "download_bridge",
        )
        csv_button(
            text(N_("Download the figures (CSV)")),
            lambda: figures_csv(plan, figures, dialect),
            "cpo-omnichannel.csv",
            "download_omnichannel",
        )


def _table(rows: list[dict[str, str]], title: str) -> None:
    first, *others = rows[0]
    right = st.column_config.TextColumn(alignment="right")
    columns = {**dict.fromkeys(others, right), first: st.column_config.TextColumn(pinned=True, width=170)}
    st.markdown(f"**{title}**")
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)


def bridge_rows(words: Words, plan: Plan, shop: Shop) -> list[dict[str, str]]:
    """Every step with where it leads and what it changes."""
    text = words.text

    def count(value: float, error: float) -> str:
        return words.number(value, error=error, decimals=1)

    def row(step: Row) -> dict[str, str]:
        chance = Estimate(step["break_even_probability"], step["break_even_error"])
        inner = step["step"] in PARTS
        revenue = Estimate(step["revenue_mean"], step["revenue_error"])
        changes = {
            text(N_("chance +/−")): _points(words, step["break_even_change"]),
            text(N_("profit +/−")): _signed_profit(
                words, plan, Estimate(step["profit_change"], step["profit_change_error"])
            ),
            text(N_("orders +/−")): _sign(step["orders_change"]) + count(abs(step["orders_change"]), 0.0),
            text(N_("revenue +/−")): _signed_profit(
                words, plan, Estimate(step["revenue_change"], step["revenue_error"])
            ),
        }
        reached = (
            (text(N_("break-even")), words.short_chance(chance, plan.settings.draws)),
            (text(N_("profit")), _profit(words, plan, shop.profit(step["step"]))),
            (text(N_("orders")), count(step["orders_mean"], step["orders_error"])),
            (text(N_("revenue")), _profit(words, plan, revenue)),
        )
        found = {text(N_("step")): text(STEP_NAMES[step["step"]])}
        for (label, value), (change, told) in zip(reached, changes.items(), strict=True):
            found |= {label: value, change: told if inner else ""}
        return found

    return [row(shop.steps[name]) for name in ("online", *PARTS, "whole")]


def figure_rows(words: Words, plan: Plan, figures: Figures) -> list[dict[str, str]]:
    """Every output, online only and of the whole shop."""
    text = words.text

    def cell(found: Mapping[str, Estimate], name: str) -> str:
        low, middle, high = (_output(words, plan, name, found[label]) for label in ("p5", "p50", "p95"))
        return text(N_("{expected} ({low} to {high})"), expected=middle, low=low, high=high)

    return [
        {
            text(N_("figure")): text(OUTPUT_NAMES[name]),
            text(N_("online only")): cell(figures.online[name], name),
            text(N_("whole shop")): cell(figures.whole[name], name),
        }
        for name in OUTPUTS
    ]


def bridge_csv(words: Words, plan: Plan, shop: Shop, dialect: Dialect) -> bytes:
    """The steps as a file, with their codes and names, their numbers unrounded."""
    frame = pd.DataFrame([shop.steps[name] for name in ("online", *PARTS, "whole")], columns=list(BRIDGE))
    frame.insert(1, "name", [words.text(STEP_NAMES[name]) for name in frame["step"]])
    frame.insert(2, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)


def figures_csv(plan: Plan, figures: Figures, dialect: Dialect) -> bytes:
    """All figures online only and of the whole shop as a file, their numbers unrounded."""
    rows = [
        {
            "output": name,
            "currency": plan.scenario.currency,
            **{f"online_{label}": each.value for label, each in figures.online[name].items()},
            **{f"whole_{label}": each.value for label, each in figures.whole[name].items()},
        }
        for name in OUTPUTS
    ]
    return write_table(pd.DataFrame(rows), dialect=dialect)
