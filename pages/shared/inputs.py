"""The plan's inputs in the sidebar: state → widgets → state.

The truth is the plan's fields in the session, by the names of `simulator.fields`, as numbers and codes. Widgets are
views of it: before each is drawn its own state is set from the field, and its callback writes the field. A text that is
not a number stays in its field (``wrong``) with a sentence beside it, and the plan shown is the last usable one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st

from pages.shared import link, state
from pages.shared.terms import TERMS
from pages.shared.words import LOCALES, N_, Words, plain_markdown, words_for
from simulator import InputError, Plan
from simulator.currencies import CURRENCIES
from simulator.facts import Fact, facts
from simulator.forms.fields import (
    BELIEF_KINDS,
    BY_NAME,
    CODES,
    PARTS,
    START,
    UNCERTAIN,
    Value,
    Values,
    belief_of,
    plan_of,
    same_in_another_kind,
)
from simulator.forms.page_fields import ALL_BY_NAME, ALL_START

# ---------------------------------------------------------------------------------------------------------------
# What is shown, and how


@dataclass(frozen=True, slots=True)
class Shown:
    """How one input looks.

    per : what money or a share is of, after the unit
    slider : ends of the slider's logarithmic grid, in the unit of the field
    facts : ids of published figures that say what is typical
    """

    label: str
    per: str = ""
    slider: tuple[float, float] | None = None
    facts: tuple[str, ...] = ()


INPUTS: dict[str, Shown] = {
    "budget": Shown(N_("Budget"), slider=(100, 1_000_000)),
    "period_days": Shown(N_("Period"), N_("days")),
    "cpc": Shown(
        N_("Click price (CPC)"),
        slider=(0.05, 20),
        facts=("cpc-fashion-google-si-2025", "cpc-ecommerce-meta-eur-2026", "cpc-all-google-shopping-2026"),
    ),
    "cvr": Shown(
        N_("Conversion rate (CVR)"),
        slider=(0.001, 0.3),
        facts=("cvr-all-google-shopping-2026", "cvr-ecommerce-facebook-2020", "cvr-shopify-2023"),
    ),
    "aov": Shown(
        N_("Order value (AOV)"),
        slider=(5, 2_000),
        facts=("aov-all-france-2023", "aov-all-uk-2022", "aov-all-search-2020"),
    ),
    "vat_rate": Shown(N_("VAT"), facts=("vat-fr-2025", "vat-si-2025", "vat-de-2025")),
    "discount_rate": Shown(N_("Planned discount")),
    "shipping_charged": Shown(N_("Shipping the customer pays")),
    "cogs_share": Shown(
        N_("Cost of goods"),
        N_("of the price without VAT"),
        facts=("margin-apparel-retail-us-2025", "margin-household-eu-2019", "margin-furniture-eu-2019"),
    ),
    "cogs_per_order": Shown(N_("Cost of goods")),
    "shipping_paid": Shown(N_("Shipping the shop pays")),
    "pick_pack": Shown(N_("Picking and packing")),
    "fee_rate": Shown(N_("Payment fee, share"), facts=("fee-rate-stripe-eea-standard-2023", "fee-rate-paypal-eu-2021")),
    "fee_fixed": Shown(
        N_("Payment fee, fixed"), facts=("fee-fixed-stripe-eea-standard-2023", "fee-fixed-paypal-eu-2021")
    ),
    "return_rate": Shown(
        N_("Return rate"), facts=("returns-all-online-2025", "returns-fashion-2025", "returns-electronics-2025")
    ),
    "refunded_share": Shown(N_("Refunded part of a return")),
    "recovered_share": Shown(N_("Returned goods sold again")),
    "return_handling": Shown(N_("Cost of one return")),
    "cancel_rate": Shown(N_("Cancellation rate")),
    "other_costs": Shown(N_("Other cost per order")),
    "new_customer_share": Shown(N_("New customers"), N_("of the orders")),
    "orders_per_year": Shown(N_("Orders of a customer per year")),
    "years": Shown(N_("Horizon"), N_("years")),
    "retention": Shown(
        N_("Retention"), N_("buy once more after each order"), facts=("repeat-all-2020", "repeat-all-2025")
    ),
    "yearly_discount_rate": Shown(N_("Interest per year")),
    "retention_cost": Shown(N_("Cost of each later order")),
    "target_profit": Shown(N_("Wanted profit per order")),
    "target_cpo": Shown(N_("Target CPO")),
    "target_profit_share": Shown(N_("Wanted profit"), N_("of max CPO")),
    "scale_at": Shown(N_("Scale from a chance of")),
    "stop_at": Shown(N_("Stop at a long-run chance of")),
    "incremental_share": Shown(N_("Orders caused by the ads"), N_("of the counted ones")),
    "cpc_elasticity": Shown(N_("Elasticity γ of the click price")),
    "reference_budget": Shown(N_("Spend at which this click price was seen")),
    "order_value_cv": Shown(N_("Spread of single order values (CV)")),
    "correlation_cpc_cvr": Shown(N_("Correlation of CPC and CVR")),
    "correlation_aov_cvr": Shown(N_("Correlation of AOV and CVR")),
    "correlation_cpc_aov": Shown(N_("Correlation of CPC and AOV")),
    "seed": Shown(N_("Seed")),
    "name": Shown(N_("Name of the plan")),
    "currency": Shown(N_("Currency")),
    "aov_includes_vat": Shown(N_("Order value includes VAT")),
    "repeat_on": Shown(N_("Count later orders of new customers")),
    "order_luck": Shown(N_("Luck of single orders")),
    "points": Shown(N_("Number of draws")),
    "cogs_kind": Shown(N_("Cost of goods as")),
    "target_kind": Shown(N_("What is wanted")),
}
KIND_LABELS = {
    "interval": N_("low – high"),
    "known": N_("known"),
    "counts": N_("from counts"),
    "three_points": N_("low – likely – high"),
    "lognormal": N_("lognormal"),
}
CODE_LABELS = {
    ("cogs_kind", "share"): N_("share"),
    ("cogs_kind", "per_order"): N_("money per order"),
    ("target_kind", "profit"): N_("profit per order"),
    ("target_kind", "cpo"): N_("a CPO"),
    ("target_kind", "share"): N_("share of max CPO"),
}
PART_LABELS = {
    "": N_("value"),
    "_low": N_("low end"),
    "_mode": N_("most likely"),
    "_high": N_("high end"),
    "_orders": N_("orders"),
    "_clicks": N_("clicks"),
}
POINTS = (2048, 8192, 32768)
MOST_DAYS = 92
FIRST_CURRENCIES = ("EUR", "USD", "GBP", "CHF")
E24 = (1, 1.1, 1.2, 1.3, 1.5, 1.6, 1.8, 2, 2.2, 2.4, 2.7, 3, 3.3, 3.6, 3.9, 4.3, 4.7, 5.1, 5.6, 6.2, 6.8, 7.5, 8.2, 9.1)
"""Steps of about 10 % that everyone can read."""


@lru_cache(maxsize=32)
def log_grid(low: float, high: float) -> tuple[float, ...]:
    """A slider's values from low to high, in even steps of the logarithm."""
    values = (float(f"{step}e{power}") for power in range(-4, 7) for step in E24)
    return tuple(value for value in values if low <= value <= high)


# ---------------------------------------------------------------------------------------------------------------
# State


@dataclass(frozen=True)
class Standing:
    """How the inputs stand in this rerun: the usable plan, and what is wrong by field."""

    plan: Plan
    values: Values
    problems: dict[str, InputError]


class Present:
    """What a visit has at any time, also where a visit cannot be asked: when a download is made.

    plan : the usable plan
    page_values : what pages ask for beside it
    """

    plan: Plan
    page_values: Values


def present() -> Present:
    """The one of this visit."""
    found: Present = st.session_state.setdefault("_present", Present())
    return found


def standing() -> Standing:
    """Build the plan from the fields; where that cannot be done, the last one that could be built stands."""
    values = state.fields()
    plan, wrong = plan_of(values)
    problems = {error.field or "": error for error in wrong} | {
        name: error
        for name in st.session_state["wrong"]
        if name in BY_NAME and _is_asked(name, values) and (error := reading_error(name)) is not None
    }
    if plan is not None and not problems:
        now = Standing(plan, values, {})
    else:
        now = replace(st.session_state.get("standing") or _start(), problems=problems)
    st.session_state["standing"] = now
    present().plan, present().page_values = now.plan, state.page_values()
    return now


def _start() -> Standing:
    plan, _ = plan_of(START)
    if plan is None:
        raise RuntimeError("the plan of a first visit is not usable")
    return Standing(plan, ALL_START, {})


def last_standing() -> Standing:
    """How the inputs stood when they were last looked at, in this rerun."""
    now: Standing = st.session_state["standing"]
    return now


def usable_plan() -> Plan:
    """The plan that the pages answer for: the last one that could be built."""
    return last_standing().plan


def _is_asked(field: str, present: Values) -> bool:
    """Whether the sidebar asks for a field as its choices stand: a hidden text must not hold back the answer."""
    name = input_of(field)
    if name in UNCERTAIN and field.removeprefix(name) not in PARTS[str(present[f"{name}_kind"])]:
        return False
    choice, code = SHOWN_BY.get(name, ("", None))
    return not choice or present[choice] == code


def reading_error(name: str) -> InputError | None:
    """What is wrong with the text of a field that could not be read."""
    try:
        _read(name, st.session_state["wrong"][name])
    except InputError as error:
        return error.at(name)
    return None


def _read(name: str, text: str) -> Value:
    field = ALL_BY_NAME[name]
    if not text.strip():
        return None
    return state.words().parse(text, percent=field.kind == "share")


def _set(name: str, value: Value, *, by: str = "") -> None:
    state.set_fields({name: value}, by=by)
    link.moved()


def keep_in_step(key: str, shown: object) -> None:
    """Have a widget show a value that is new to the browser; else leave it alone: the reader may be moving it."""
    if key in st.session_state and st.session_state[key] != shown:
        st.session_state[key] = shown


# ---------------------------------------------------------------------------------------------------------------
# Callbacks


def was_typed(name: str, key: str) -> None:
    """A text was typed for a field: take it over, or keep it to be mended."""
    if key != state.widget_key(f"{name}_text", name):
        return
    text = st.session_state[key]
    try:
        _set(name, _read(name, text), by=f"{name}_text")
    except InputError:
        st.session_state["wrong"] = {**st.session_state["wrong"], name: text}


def _named(key: str) -> None:
    if key == state.widget_key("name_text", "name"):
        _set("name", st.session_state[key], by="name_text")


def _slid(name: str, fields: tuple[str, ...], key: str) -> None:
    if key != state.widget_key(f"{name}_slide", *fields):
        return
    chosen = st.session_state[key]
    for field, value in zip(fields, chosen if len(fields) > 1 else (chosen,), strict=True):
        _set(field, float(value), by=f"{name}_slide")


def was_chosen(name: str, key: str) -> None:
    """Something was chosen for a field."""
    if key == state.widget_key(f"{name}_choice", name):
        _set(name, st.session_state[key], by=f"{name}_choice")


def _switched(name: str, key: str) -> None:
    """Another way to give an input: what is not yet known of it follows from what was believed."""
    if key != state.widget_key(f"{name}_kind_choice", f"{name}_kind"):
        return
    present = state.fields()
    kind = st.session_state[key]
    _set(f"{name}_kind", kind, by=f"{name}_kind_choice")
    state.set_fields(_missing(name, kind, present))


def _missing(name: str, kind: str, present: Values) -> Values:
    """What another way to give an input needs and was never typed."""
    try:
        suggested = same_in_another_kind(name, belief_of(present, name), kind)
    except InputError:
        return {}
    missing = {field: value for field, value in suggested.items() if present[field] is None}
    try:  # what was typed before stays, as long as it agrees with what is believed now
        belief_of({**present, f"{name}_kind": kind, **missing}, name)
    except InputError:
        return suggested
    return missing


def _other_locale() -> None:
    """Read again what could not be read: it may be right in the new locale."""
    st.session_state["locale"] = st.session_state["locale_choice"]
    state.write_anew()
    for name, text in st.session_state["wrong"].items():
        try:
            _set(name, _read(name, text))
        except InputError:
            continue


# ---------------------------------------------------------------------------------------------------------------
# Sidebar


class Sidebar:
    """Draws the inputs of one rerun."""

    def __init__(self, words: Words, now: Standing) -> None:
        self.words = words
        self.fields = state.fields()
        self.problems = now.problems
        self.currency = now.plan.scenario.currency

    def draw(self, start: Callable[[], None]) -> None:
        """Everyday inputs in view, the rest folded; `start` draws presets and files."""
        text = self.words.text
        with st.sidebar:
            self._folded("start", text(N_("Start from: preset, file, name")), ("name", "currency"), start)
            for name in ("budget", "period_days"):
                self._everyday(name)
            st.caption(text(N_("A low and a high end enclose the true average with a chance of 90 %:")))
            for name in ("cpc", "cvr", "aov"):
                self._everyday(name)
            self._folded("margin", text(N_("Margin")), MARGIN, self._margin)
            self._folded("repeat", text(N_("Repeat purchases")), REPEAT, self._repeat)
            self._folded("goal", text(N_("Goal and cut-offs")), GOAL, self._goal)
            self._folded("advanced", text(N_("Advanced")), ADVANCED, self._advanced)
            self._locale()

    def name_and_currency(self) -> None:
        """The two inputs that stand beside presets and files."""
        key, name = state.widget_key("name_text", "name"), str(self.fields["name"])
        keep_in_step(key, name)
        st.text_input(self._label("name"), name, key=key, on_change=_named, args=(key,), help=self._help("name"))
        self._say_problem("name")
        codes = [*FIRST_CURRENCIES, *sorted(CURRENCIES.difference(FIRST_CURRENCIES))]
        self._choice("currency", codes, self.words.currency_name)

    # -- groups -------------------------------------------------------------------------------------------------

    def _folded(self, group: str, title: str, names: Iterable[str], draw: Callable[[], None]) -> None:
        wrong = any(_belongs(field, names) for field in self.problems)
        key, label = f"{group}_group", f"{title} :red[⚠]" if wrong else title
        before, was_open = st.session_state.get(f"_{key}", (label, False))
        if before != label or key not in st.session_state:
            # Another label (the sign, another language) or another page makes another expander, which would be folded.
            st.session_state[key] = bool(st.session_state.get(key, was_open))
        with st.expander(label, key=key, on_change="rerun") as box:
            st.session_state[f"_{key}"] = (label, box.open)
            if box.open:
                draw()

    def _margin(self) -> None:
        self._flag("aov_includes_vat")
        self._number("vat_rate")
        self._belief("discount_rate")
        self._number("shipping_charged")
        self._choice("cogs_kind", CODES["cogs_kind"])
        if self.fields["cogs_kind"] == "share":
            self._belief("cogs_share")
        else:
            self._number("cogs_per_order")
        for name in MARGIN[MARGIN.index("shipping_paid") :]:
            self._belief(name) if name in UNCERTAIN else self._number(name)

    def _repeat(self) -> None:
        self._flag("repeat_on")
        if self.fields["repeat_on"]:
            for name in REPEAT[1:]:
                self._belief(name) if name in UNCERTAIN else self._number(name)

    def _goal(self) -> None:
        self._choice("target_kind", CODES["target_kind"])
        wanted = {"profit": "target_profit", "cpo": "target_cpo", "share": "target_profit_share"}
        self._number(wanted[str(self.fields["target_kind"])])
        self._number("scale_at")
        self._number("stop_at")

    def _advanced(self) -> None:
        for name in ADVANCED:
            if name in UNCERTAIN:
                self._belief(name)
            elif name == "order_luck":
                self._flag(name)
            elif name == "points":
                options = sorted({*POINTS, int(self.fields["points"] or POINTS[0])})
                self._choice("points", options, self._draws)
            else:
                self._number(name)

    def _draws(self, points: int) -> str:
        return self.words.number(points * int(self.fields["scrambles"] or 8))

    def _locale(self) -> None:
        present = st.session_state["locale"]
        offered = list(dict.fromkeys((*LOCALES, present)))
        keep_in_step("locale_choice", present)
        st.selectbox(
            self.words.text(N_("Language and numbers")),
            offered,
            offered.index(present),
            format_func=_locale_label,
            key="locale_choice",
            on_change=_other_locale,
        )

    # -- one input ----------------------------------------------------------------------------------------------

    def _everyday(self, name: str) -> None:
        """An input that is always in view, with its slider."""
        self._belief(name) if name in UNCERTAIN else self._number(name, with_slider=True)

    def _number(self, name: str, *, with_slider: bool = False) -> None:
        with st.container(key=name, gap="xsmall"):
            self._text(name, self._label(name), help=self._help(name))
            self._say_problem(name)
            if with_slider:
                self._slider(name, (name,))
            if name == "reference_budget":
                st.caption(self.words.text(N_("Empty: the budget itself.")))

    def _text(self, field: str, label: str, *, help: str | None = None, hidden: bool = False) -> None:
        text_field(self.words, field, label, help=help, hidden=hidden)

    def _slider(self, name: str, fields: tuple[str, ...]) -> None:
        """A view of one or two fields on a logarithmic grid that also holds the typed values."""
        ends = INPUTS[name].slider
        values = [float(value) for field in fields if (value := self.fields[field]) is not None]
        if name == "period_days":
            self._day_slider(self.fields["period_days"])
            return
        if ends is None or len(values) < len(fields) or values != sorted(values) or values[0] <= 0:
            return
        percent = BY_NAME[name].kind == "share"
        chosen = tuple(values) if len(values) > 1 else values[0]
        key = state.widget_key(f"{name}_slide", *fields)
        keep_in_step(key, chosen)
        st.select_slider(
            self.words.text(N_("{input}, slider"), input=self._label(name)),
            sorted({*log_grid(*ends), *values}),
            value=chosen,
            format_func=lambda value: self.words.exact(value, percent=percent),
            key=key,
            on_change=_slid,
            args=(name, fields, key),
            label_visibility="collapsed",
        )

    def _day_slider(self, days: Value) -> None:
        """Days are counted evenly, up to a quarter; a longer period is typed."""
        if not isinstance(days, float) or not 1 <= days <= MOST_DAYS or days != int(days):
            return
        key = state.widget_key("period_days_slide", "period_days")
        keep_in_step(key, int(days))
        st.slider(
            self.words.text(N_("{input}, slider"), input=self._label("period_days")),
            1,
            MOST_DAYS,
            int(days),
            key=key,
            on_change=_slid,
            args=("period_days", ("period_days",), key),
            label_visibility="collapsed",
        )

    def _belief(self, name: str) -> None:
        kind = str(self.fields[f"{name}_kind"])
        parts = [part for part in PARTS[kind] if part != "_level"]
        with st.container(key=name, gap="xsmall"):
            with st.popover(
                self._belief_title(name), type="tertiary", key=f"{name}_how", on_change="rerun", help=self._help(name)
            ) as how:
                if how.open:
                    self._kind(name, kind)
            with st.container(horizontal=True, gap="small", wrap=False):
                for part in parts:
                    label = f"{self.words.text(INPUTS[name].label)}: {self.words.text(PART_LABELS[part])}"
                    if kind in ("counts", "three_points"):  # two ends speak for themselves
                        label = self.words.text(PART_LABELS[part])
                    self._text(name + part, label, hidden=kind not in ("counts", "three_points"))
            if kind in ("interval", "known"):
                self._slider(name, tuple(name + part for part in parts))
            for part in PARTS[kind]:
                self._say_problem(name + part)

    def _belief_title(self, name: str) -> str:
        """The label, and the level of an interval that is not the usual one."""
        kind, level = self.fields[f"{name}_kind"], float(self.fields[f"{name}_level"] or 0)
        if kind in ("interval", "lognormal") and level != START[f"{name}_level"]:
            return f":small[{self._label(name)} ({self.words.percent(level, decimals=0)})]"
        return f":small[{self._label(name)}]"

    def _kind(self, name: str, kind: str) -> None:
        options = [each for each in BELIEF_KINDS[UNCERTAIN[name]] if each == kind or each != "lognormal"]
        key = state.widget_key(f"{name}_kind_choice", f"{name}_kind")
        keep_in_step(key, kind)
        st.radio(
            self.words.text(N_("How {input} is given"), input=self.words.text(INPUTS[name].label)),
            options,
            options.index(kind),
            format_func=lambda each: self.words.text(KIND_LABELS[each]),
            key=key,
            on_change=_switched,
            args=(name, key),
        )

    def _flag(self, name: str) -> None:
        key, on = state.widget_key(f"{name}_choice", name), bool(self.fields[name])
        keep_in_step(key, on)
        st.toggle(self._label(name), on, key=key, on_change=was_chosen, args=(name, key), help=self._help(name))

    def _choice(
        self, name: str, options: Iterable[Value], label_of: Callable[[str], str] | Callable[[int], str] | None = None
    ) -> None:
        key, offered, chosen = state.widget_key(f"{name}_choice", name), list(options), self.fields[name]
        keep_in_step(key, chosen)
        st.selectbox(
            self._label(name),
            offered,
            offered.index(chosen) if chosen in offered else None,
            format_func=label_of or (lambda code: self.words.text(CODE_LABELS[name, code])),
            key=key,
            on_change=was_chosen,
            args=(name, key),
            help=self._help(name),
        )
        self._say_problem(name)

    # -- texts --------------------------------------------------------------------------------------------------

    def _label(self, name: str) -> str:
        return label_of(self.words, name, self.currency)

    def _help(self, name: str) -> str | None:
        return help_of(self.words, name)

    def _say_problem(self, field: str) -> None:
        if field in self.problems:
            st.markdown(f":red[⚠ {self.words.error(self.problems[field])}]")


def text_field(
    words: Words,
    field: str,
    label: str,
    *,
    help: str | None = None,
    hidden: bool = False,
    placeholder: str | None = None,
) -> None:
    """A field as a text that is typed; one that could not be read stays, to be mended."""
    key, value = state.widget_key(f"{field}_text", field), state.fields()[field]
    shown = st.session_state["wrong"].get(field)
    if shown is None:
        shown = "" if value is None else words.exact(float(value), percent=ALL_BY_NAME[field].kind == "share")
    keep_in_step(key, shown)
    st.text_input(
        label,
        shown,
        key=key,
        on_change=was_typed,
        args=(field, key),
        help=help,
        placeholder=placeholder,
        label_visibility="collapsed" if hidden else "visible",
    )


MARGIN = (
    "aov_includes_vat", "vat_rate", "discount_rate", "shipping_charged", "cogs_kind", "cogs_share", "cogs_per_order",
    "shipping_paid", "pick_pack", "fee_rate", "fee_fixed", "return_rate", "refunded_share", "recovered_share",
    "return_handling", "cancel_rate", "other_costs",
)  # fmt: skip
REPEAT = (
    "repeat_on", "new_customer_share", "orders_per_year", "years", "retention", "yearly_discount_rate",
    "retention_cost",
)  # fmt: skip
GOAL = ("target_kind", "target_profit", "target_cpo", "target_profit_share", "scale_at", "stop_at")
ADVANCED = (
    "incremental_share", "cpc_elasticity", "reference_budget", "order_value_cv", "correlation_cpc_cvr",
    "correlation_aov_cvr", "correlation_cpc_aov", "order_luck", "points", "seed",
)  # fmt: skip
SHOWN_BY = {
    **dict.fromkeys(REPEAT[1:], ("repeat_on", True)),
    "cogs_share": ("cogs_kind", "share"),
    "cogs_per_order": ("cogs_kind", "per_order"),
    "target_profit": ("target_kind", "profit"),
    "target_cpo": ("target_kind", "cpo"),
    "target_profit_share": ("target_kind", "share"),
}
"""Inputs that are in view only while a choice says so."""


def _belongs(field: str, names: Iterable[str]) -> bool:
    return any(field == name or field.startswith(f"{name}_") for name in names)


@lru_cache(maxsize=64)
def _locale_label(locale: str) -> str:
    return words_for(locale).display_name


@lru_cache(maxsize=4096)
def label_of(words: Words, name: str, currency: str) -> str:
    """Label of an input with its unit: "Click price (CPC), €"."""
    shown, kind = INPUTS[name], BY_NAME[name].kind
    unit = {"money": words.currency_symbol(currency), "share": "%"}.get(kind, "")
    per = words.text(shown.per) if shown.per else ""
    about = " ".join(part for part in (unit, per) if part)
    return words.text(shown.label) + (f", {about}" if about else "")


def input_of(field: str) -> str:
    """The input that a field belongs to: cpc for cpc_low."""
    if field in INPUTS:
        return field
    return max((each for each in INPUTS if field.startswith(f"{each}_")), key=len, default=field)


def input_name(words: Words, field: str) -> str:
    """The label of the input that a field belongs to, with the part where it has one."""
    name = input_of(field)
    part = PART_LABELS.get(field.removeprefix(name))
    label = words.text(INPUTS[name].label) if name in INPUTS else field
    return f"{label}, {words.text(part)}" if part else label


@lru_cache(maxsize=1024)
def help_of(words: Words, name: str) -> str | None:
    """Definition, formula and typical values of an input."""
    term = TERMS.get(TERM_OF.get(name, name))
    lines = []
    if term is not None:
        lines.append(plain_markdown(words.text(term.definition)))
        lines.append(f"*{plain_markdown(words.text(term.formula))}*")
    lines += [typical(words, facts()[each]) for each in INPUTS[name].facts]
    return "\n\n".join(lines) or None


TERM_OF = {
    "correlation_cpc_cvr": "correlation",
    "correlation_aov_cvr": "correlation",
    "correlation_cpc_aov": "correlation",
    "target_kind": "target_cpo",
    "cogs_kind": "cogs",
    "name": "scenario",
}


def typical(words: Words, fact: Fact) -> str:
    """One published figure in a line, with year, source and confidence."""
    return words.text(
        N_("Published: {figure}: {vertical}, {channel}, {year}; source {source}, confidence {confidence}."),
        figure=plain_markdown(fact_figure(words, fact)),
        vertical=plain_markdown(fact.vertical),
        channel=plain_markdown(fact.channel or "–"),
        year=plain_markdown(fact.year),
        source=plain_markdown(fact.source),
        confidence=fact.confidence,
    )


def fact_figure(words: Words, fact: Fact) -> str:
    """The figure as published, in the reader's numbers."""
    numbers = [words.exact(number) for number in (fact.low, fact.high) if number is not None]
    span = " – ".join(numbers)
    if fact.value is not None:
        span = words.exact(fact.value) + (f" ({span})" if span else "")
    return f"{span} {fact.unit}".replace(" ratio", "")


def sentences(words: Words, problems: dict[str, InputError]) -> Iterator[str]:
    """What is wrong, input by input, ready to show."""
    for field, error in problems.items():
        yield f"**{input_name(words, field)}**: {words.error(error)}" if field else words.error(error)
