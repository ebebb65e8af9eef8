"""The plan's inputs: those of every day in a row above each page, the rest folded in the sidebar.

The row stands in the page and not in the sidebar because a phone lays its sidebar over the page: there, nobody would
see the answer while typing.

The truth is the plan's fields in the session (`visit.fields`), as numbers and codes; widgets are views of them
(`widgets`). A text that is not a number stays in its field with a sentence beside it, and the plan shown is the latest
usable one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any, Final, Literal

import streamlit as st

from pages.frame import costs, currency, visit, widgets
from pages.frame.device import is_phone
from pages.frame.limits import most_draws
from pages.kit import writing
from pages.kit.folded import folded
from pages.kit.labels import ADVANCED, GOAL, INPUTS, MARGIN, PART_LABELS, REPEAT, help_of, label_of
from pages.kit.languages import LOCALES, language_name, languages
from pages.kit.words import N_, Words, in_markdown, words_for
from simulator.currencies import CURRENCIES
from simulator.forms.fields import CODES, PARTS, START, UNCERTAIN, Value

POINTS: Final = (2048, 8192, 32768)
NO_BREAK: Final = "\N{NO-BREAK SPACE}"
FIRST_CURRENCIES: Final = ("EUR", "USD", "GBP", "CHF")
WIDTHS: Final = {"budget": 140, "cvr": 200, "cpc": 200, "reference_budget": 148, "aov": 200}
"""Pixels of the everyday inputs, side by side on a laptop. On a phone they stand two beside each other, the click price
and the spend at which it holds in one row."""
BETWEEN: Final = N_("Give a low and a high value; you are 9 in 10 sure that the truth is between them.")
TARGETS: Final = {"profit": "target_profit", "cpo": "target_cpo", "share": "target_profit_share"}
"""The input that each kind of target asks for."""

_LEAVES: Final = {
    "own": N_("An order leaves **{margin}** before ads"),
    "example costs": N_("An order leaves **{margin}** (example costs)"),
    "example": N_("An **example**, not your shop: an order leaves **{margin}**"),
}
"""The line of the margin, by whose the numbers are: on every page, as every answer rests on them."""


class Sidebar:
    """Draws the inputs of one rerun."""

    def __init__(self, words: Words, inputs: visit.Inputs) -> None:
        self.words = words
        self.fields = visit.fields()
        self.problems = inputs.problems
        self.plan = inputs.plan
        self.currency = inputs.plan.scenario.currency

    def draw(self, start: Callable[[], None]) -> None:
        """What is not changed every day, folded, in the sidebar; `start` draws presets and files."""
        text = self.words.text
        with st.sidebar:
            self._group("start", text("Examples, file, name"), ("name", "currency"), start)
            currency.offer(self.words)
            self._group("repeat", text("Customers who come back"), REPEAT, self._repeat)
            self._group("goal", text("Your goal"), GOAL, self._goal)
            self._group("advanced", text("Advanced"), ADVANCED, self._advanced)
            _language(self.words)
            _locale(self.words)

    def everyday(self, margin: float) -> None:
        """The inputs of every day in one row, and the margin in one line that opens.

        margin : what an order leaves before ads, as the usable plan has it [money]
        """
        text = self.words.text
        if is_phone():
            self._group("everyday", self._in_short(), WIDTHS, self._two_by_two, when_open=text("Your numbers"))
        else:
            with st.container(key="everyday", horizontal=True, gap="xsmall"):
                self._everyday_row(WIDTHS)
        leaves = in_markdown(self.words.money(margin, self.currency))
        self._group("margin", text(_LEAVES[costs.whose()], margin=leaves), MARGIN, self._margin)

    def _everyday_row(self, names: Iterable[str]) -> None:
        for name in names:
            self._everyday(name)

    def _two_by_two(self) -> None:
        """On a phone: folded, so that the answer is in view, and two beside each other however narrow it is."""
        with st.container(key="everyday"), st.grid(2, min_column_width=125, gap="xsmall"):
            self._everyday_row(WIDTHS)

    def _in_short(self) -> str:
        """The numbers of every day in one line, as they were typed."""
        written = {name: writing.input_text(self.words, self.fields, name) for name in WIDTHS}
        if self.fields["cvr_kind"] != "counts":
            written["cvr"] = self.words.text("{numbers}%", numbers=written["cvr"])
        if isinstance(self.fields["budget"], float):
            written["budget"] = writing.input_value(self.words, self.plan, "budget", self.fields["budget"])
        line = self.words.text("Budget **{budget}** · CVR **{cvr}** · CPC **{cpc}** · AOV **{aov}**", **written)
        parts = in_markdown(line).replace(" – ", "–").split(" · ")  # a line ends between two of them, not within
        return f":material/edit: {' · '.join(part.replace(' ', NO_BREAK) for part in parts)}"

    def _everyday(self, name: str) -> None:
        if name in UNCERTAIN:
            self._belief(name)
            return
        money = self.words.currency_symbol(self.currency)
        usual = self.words.text("Usual spend, {money}", money=money)
        label = usual if name == "reference_budget" else self._label(name)
        with st.container(key=name, gap=_gap(), width=_width(name)):
            with st.popover(f":small[{label}]", type="tertiary", key=f"{name}_how", on_change="rerun") as how:
                if how.open:
                    self._about(name)
            widgets.text_field(self.words, name, self._label(name), hidden=True)
            self._problem(name)
            if name == "budget":
                widgets.slider(self.words, name, (name,), self._slider_label(name))

    def _about(self, name: str) -> None:
        """What a number of every day means; the budget goes with its period."""
        st.caption(self._help(name) or "")
        if name == "budget":
            self._number("period_days", slider=partial(widgets.day_slider, "period_days"))

    def name_and_currency(self) -> None:
        """The two inputs beside presets and files."""
        widgets.plan_name(self._label("name"), help=self._help("name"))
        self._problem("name")
        codes = [*FIRST_CURRENCIES, *sorted(CURRENCIES.difference(FIRST_CURRENCIES))]
        self._choice("currency", codes, self.words.currency_name, change=_other_currency)

    # -- groups -------------------------------------------------------------------------------------------------

    def _group(
        self, group: str, title: str, names: Iterable[str], draw: Callable[[], None], *, when_open: str | None = None
    ) -> None:
        warns = any(field == name or field.startswith(f"{name}_") for field in self.problems for name in names)
        folded(title, f"{group}_group", draw, warns=warns, when_open=when_open)

    def _margin(self) -> None:
        """Four inputs beside each other, so that the answer below stays in view while they are typed."""
        self._flag("aov_includes_vat")
        with st.grid(4, min_column_width=150, vertical_alignment="bottom"):
            self._number("vat_rate")
            self._belief("discount_rate")
            self._number("shipping_charged")
            self._choice("cogs_kind", CODES["cogs_kind"])
            if self.fields["cogs_kind"] == "share":
                self._belief("cogs_share")
            else:
                self._number("cogs_per_order")
            self._numbers(MARGIN[MARGIN.index("cogs_per_order") + 1 :])

    def _repeat(self) -> None:
        self._flag("repeat_on")
        if self.fields["repeat_on"]:
            self._numbers(REPEAT[1:])

    def _goal(self) -> None:
        self._choice("target_kind", CODES["target_kind"])
        self._numbers((TARGETS[str(self.fields["target_kind"])], "scale_at", "stop_at"))

    def _advanced(self) -> None:
        luck = ADVANCED.index("order_luck")
        self._numbers(ADVANCED[:luck])
        self._flag("order_luck")
        most = most_draws() / int(self.fields["scrambles"] or 8)
        offered = [points for points in POINTS if points <= most]
        options = sorted({*offered, int(self.fields["points"] or POINTS[0])})
        self._choice("points", options, self._draws)
        self._number("seed")

    def _draws(self, points: int) -> str:
        return self.words.number(points * int(self.fields["scrambles"] or 8))

    # -- one input ----------------------------------------------------------------------------------------------

    def _numbers(self, names: Iterable[str]) -> None:
        for name in names:
            self._belief(name) if name in UNCERTAIN else self._number(name)

    def _number(self, name: str, *, slider: Callable[[str], None] | None = None) -> None:
        with st.container(key=name, gap="xsmall"):
            widgets.text_field(self.words, name, self._label(name), help=self._help(name))
            self._problem(name)
            if slider is not None:
                slider(self._slider_label(name))

    def _belief(self, name: str) -> None:
        """An uncertain input: its parts as texts, how it is given, and a slider where it has one."""
        kind = str(self.fields[f"{name}_kind"])
        parts = [part for part in PARTS[kind] if part != "_level"]
        with st.container(key=name, gap=_gap() if name in WIDTHS else "xsmall", width=_width(name)):
            # No help= on what opens: it would cost the browser as much at every move as the rest of the group.
            with st.popover(self._belief_title(name), type="tertiary", key=f"{name}_how", on_change="rerun") as how:
                if how.open:
                    st.caption(self._help(name) or "")
                    st.caption(self.words.text(BETWEEN))
                    widgets.belief_kind(self.words, name)
            is_range = parts == ["_low", "_high"]
            with st.container(horizontal=True, gap="xsmall", wrap=False, vertical_alignment=_across(is_range)):
                for number, part in enumerate(parts):
                    if is_range and number:  # which end is which, in no more height than the two boxes
                        to = self.words.text("range|to")
                        st.markdown(f":small[{to}]", width="content")
                    self._part(name, part, named=kind in ("counts", "three_points"))
            if kind in ("interval", "known"):
                widgets.slider(self.words, name, tuple(name + part for part in parts), self._slider_label(name))
            for part in PARTS[kind]:
                self._problem(name + part)

    def _part(self, name: str, part: str, *, named: bool) -> None:
        """One text of a belief; two ends need no name in view."""
        label = self.words.text(PART_LABELS[part])
        if not named:
            label = self.words.titled(self.words.text(INPUTS[name].label), label)
        widgets.text_field(self.words, name + part, label, hidden=not named)

    def _belief_title(self, name: str) -> str:
        """The label, and the level of an interval that is not the usual one."""
        kind, level = self.fields[f"{name}_kind"], float(self.fields[f"{name}_level"] or 0)
        if kind in ("interval", "lognormal") and level != START[f"{name}_level"]:
            return f":small[{self._label(name)} ({self.words.percent(level, decimals=0)})]"
        return f":small[{self._label(name)}]"

    def _flag(self, name: str) -> None:
        widgets.toggle(name, self._label(name), help=self._help(name))

    def _choice(
        self,
        name: str,
        options: Sequence[Value],
        option_label: Callable[[Any], str] | None = None,
        change: Callable[[Value], None] | None = None,
    ) -> None:
        widgets.choice(
            self.words,
            name,
            self._label(name),
            options,
            option_label=option_label,
            help=self._help(name),
            change=change,
        )
        self._problem(name)

    # -- texts --------------------------------------------------------------------------------------------------

    def _label(self, name: str) -> str:
        return label_of(self.words, name, self.currency)

    def _slider_label(self, name: str) -> str:
        return self.words.text("{input}, slider", input=self._label(name))

    def _help(self, name: str) -> str | None:
        return help_of(self.words, name)

    def _problem(self, field: str) -> None:
        if field in self.problems:
            st.markdown(f":red[⚠ {self.words.error(self.problems[field])}]")


def _width(name: str) -> int | Literal["stretch"]:
    """Pixels of an input of every day on a laptop; all others, and those of a phone, take the place there is."""
    return "stretch" if is_phone() else WIDTHS.get(name, "stretch")


def _across(is_range: bool) -> Literal["center", "top"]:
    """Where boxes beside each other stand: those of a range beside the word between them."""
    return "center" if is_range else "top"


def _gap() -> Literal["xxsmall", "xsmall"]:
    """Below a field on a laptop, a slider writes its value: it needs air."""
    return "xxsmall" if is_phone() else "xsmall"


def _other_currency(chosen: Value) -> None:
    currency.change_to(str(chosen), by="currency_choice")


# -- language ---------------------------------------------------------------------------------------------------


def _language(words: Words) -> None:
    """The language of the texts, where there is a choice."""
    offered = languages()
    if len(offered) == 1:
        return
    present = visit.language()
    widgets.keep_in_step("language_choice", present)
    st.selectbox(
        words.text("Language"),
        offered,
        offered.index(present),
        format_func=language_name,
        key="language_choice",
        on_change=_other_language,
    )


def _other_language() -> None:
    visit.read_in(visit.recall("language_choice"))


def _locale(words: Words) -> None:
    present = visit.locale()
    offered = list(dict.fromkeys((*LOCALES, present)))
    widgets.keep_in_step("locale_choice", present)
    st.selectbox(
        words.text("Number format"),
        offered,
        offered.index(present),
        format_func=_locale_label,
        key="locale_choice",
        on_change=_other_locale,
    )


def _other_locale() -> None:
    visit.write_numbers_in(visit.recall("locale_choice"))


@lru_cache(maxsize=64)
def _locale_label(locale: str) -> str:
    return words_for(locale).display_name
