"""The plan's inputs in the sidebar: state → widgets → state.

The truth is the plan's fields in the session, by the names of `simulator.fields`, as numbers and codes. Widgets are
views of it: before each is drawn its own state is set from the field, and its callback writes the field. A text that is
not a number stays in its field (``wrong``) with a sentence beside it, and the plan shown is the last usable one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import streamlit as st

from pages.frame import visit
from pages.frame.visit import Standing, _read, _set
from pages.frame.widgets import _named, _slid, _switched, keep_in_step, text_field, was_chosen
from pages.kit.labels import (
    ADVANCED,
    CODE_LABELS,
    GOAL,
    INPUTS,
    KIND_LABELS,
    MARGIN,
    PART_LABELS,
    REPEAT,
    help_of,
    label_of,
)
from pages.kit.words import LOCALES, Words, words_for
from simulator import InputError
from simulator.currencies import CURRENCIES
from simulator.forms.fields import BELIEF_KINDS, BY_NAME, CODES, PARTS, START, UNCERTAIN, Value

# ---------------------------------------------------------------------------------------------------------------
# What is shown, and how


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


# ---------------------------------------------------------------------------------------------------------------
# Callbacks


def _other_locale() -> None:
    """Read again what could not be read: it may be right in the new locale."""
    st.session_state["locale"] = st.session_state["locale_choice"]
    visit.write_anew()
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
        self.fields = visit.fields()
        self.problems = now.problems
        self.currency = now.plan.scenario.currency

    def draw(self, start: Callable[[], None]) -> None:
        """Everyday inputs in view, the rest folded; `start` draws presets and files."""
        text = self.words.text
        with st.sidebar:
            self._folded("start", text("Start from: preset, file, name"), ("name", "currency"), start)
            for name in ("budget", "period_days"):
                self._everyday(name)
            st.caption(text("A low and a high end enclose the true average with a chance of 90 %:"))
            for name in ("cpc", "cvr", "aov"):
                self._everyday(name)
            self._folded("margin", text("Margin"), MARGIN, self._margin)
            self._folded("repeat", text("Repeat purchases"), REPEAT, self._repeat)
            self._folded("goal", text("Goal and cut-offs"), GOAL, self._goal)
            self._folded("advanced", text("Advanced"), ADVANCED, self._advanced)
            self._locale()

    def name_and_currency(self) -> None:
        """The two inputs that stand beside presets and files."""
        key, name = visit.widget_key("name_text", "name"), str(self.fields["name"])
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
            self.words.text("Language and numbers"),
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
                st.caption(self.words.text("Empty: the budget itself."))

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
        key = visit.widget_key(f"{name}_slide", *fields)
        keep_in_step(key, chosen)
        st.select_slider(
            self.words.text("{input}, slider", input=self._label(name)),
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
        key = visit.widget_key("period_days_slide", "period_days")
        keep_in_step(key, int(days))
        st.slider(
            self.words.text("{input}, slider", input=self._label("period_days")),
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
        key = visit.widget_key(f"{name}_kind_choice", f"{name}_kind")
        keep_in_step(key, kind)
        st.radio(
            self.words.text("How {input} is given", input=self.words.text(INPUTS[name].label)),
            options,
            options.index(kind),
            format_func=lambda each: self.words.text(KIND_LABELS[each]),
            key=key,
            on_change=_switched,
            args=(name, key),
        )

    def _flag(self, name: str) -> None:
        key, on = visit.widget_key(f"{name}_choice", name), bool(self.fields[name])
        keep_in_step(key, on)
        st.toggle(self._label(name), on, key=key, on_change=was_chosen, args=(name, key), help=self._help(name))

    def _choice(
        self, name: str, options: Iterable[Value], label_of: Callable[[str], str] | Callable[[int], str] | None = None
    ) -> None:
        key, offered, chosen = visit.widget_key(f"{name}_choice", name), list(options), self.fields[name]
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


def _belongs(field: str, names: Iterable[str]) -> bool:
    return any(field == name or field.startswith(f"{name}_") for name in names)


@lru_cache(maxsize=64)
def _locale_label(locale: str) -> str:
    return words_for(locale).display_name
