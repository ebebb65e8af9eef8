"""Number ↔ text in the reader's locale, and every visible text through its catalogue.

Nothing here knows Streamlit: a `Words` is a value made from a locale and a language, which mostly go together
(`languages`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext
from functools import cached_property, lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    format_scientific,
    get_currency_name,
    get_currency_precision,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
)

from pages.kit.languages import LOCALES, best_locale, catalogue, language_of
from pages.kit.numerals import typed, without_money
from simulator import Estimate, InputError
from simulator.cache import cached
from simulator.engine.outcome import rarest

MINUS: Final = "−"
"""The only minus sign of printed figures: screen readers say it, while most pass over a hyphen. What stands in an input
field keeps the one of the keyboard (`Words.exact`)."""
_JOINER: Final = "\u2060"
_SPACES: Final = str.maketrans({**dict.fromkeys(" \u00a0\u202f\u2009", " "), _JOINER: None})
_ANY_SIZE: Final = Context(prec=400)
"""Babel rounds in decimals, and refuses numbers of more digits than their context has."""
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")

CONTEXT: Final = "|"
"""Stands between a context for the translators and a text that may mean several things: "advice|stop" shows "stop"."""


def N_(text: str) -> str:
    """Mark a text for the catalogues where it stands, to be translated where it is shown."""
    return text


@lru_cache(maxsize=256)
def words_for(locale: str, language: str | None = None) -> Words:
    """The words of a locale, made once.

    language : of the texts, where it is not the locale's own
    """
    return Words(locale, language or language_of(locale))


def words_accepted(header: str) -> Words:
    """The words for what a browser accepts, "sl,en;q=0.7": its first language."""
    return words_for(best_locale(header.split(",")[0].split(";")[0].strip()))


@dataclass(frozen=True)
class Words:
    """What one reader reads: texts in their language, numbers as they write them.

    name     : of the locale in which numbers, amounts and days in figures are written and read
    language : of texts and of the names of months and currencies; one of `languages`
    """

    name: str
    language: str

    @cached_property
    def locale(self) -> Locale:
        """Babel's locale of numbers."""
        return Locale.parse(self.name)

    @cached_property
    def text_locale(self) -> Locale:
        """Babel's locale of names and of days in words."""
        if self.locale.language == self.language:
            return self.locale
        return Locale.parse(next(name for name in (*LOCALES, self.language) if name.split("_")[0] == self.language))

    # -- texts --------------------------------------------------------------------------------------------------

    def text(self, message: str, /, **values: object) -> str:
        """A text in the reader's language, its places filled. Nothing stays nothing: a catalogue has its head there.

        What stands before a `CONTEXT`, in the text or in its translation, is for translators only.
        """
        if not message:
            return ""
        translated = catalogue(self.language).gettext(message)
        if CONTEXT in message:
            translated = translated.rpartition(CONTEXT)[2]
        return translated.format(**values) if values else translated

    def titled(self, title: str, part: str) -> str:
        """A title and what belongs to it; French puts a space before the colon.

        title, part : in the reader's language
        """
        return self.text("{title}: {part}", title=title, part=part)

    def plural(self, one: str, many: str, count: float, /, **values: object) -> str:
        """A text that depends on a count."""
        return catalogue(self.language).ngettext(one, many, round(count)).format(**values)

    def error(self, error: InputError) -> str:
        """What an `InputError` says, in the reader's language and numbers, safe to show."""
        values = {name: self._error_value(name, value) for name, value in error.values.items()}
        return self.text(error.message, **values) if values else self.text(error.message)

    def _error_value(self, name: str, value: object) -> str:
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return plain_markdown(str(value))
        return self.exact(value, percent=True) + " %" if name.endswith("share") else self.exact(value)

    @property
    def display_name(self) -> str:
        """How the locale writes a number, and its own name, with its country's code: the whole name is too wide."""
        name = self.locale.get_display_name(self.locale) or self.name
        if country := self.locale.territory_name:
            name = name.replace(country, self.locale.territory or country)
        return f"{format_decimal(1234.5, locale=self.locale)} · {name[0].upper()}{name[1:]}"

    def currency_name(self, code: str) -> str:
        """A currency by code and name."""
        return f"{code} · {get_currency_name(code, locale=self.text_locale)}"

    def currency_symbol(self, code: str) -> str:
        """The sign of a currency."""
        return get_currency_symbol(code, locale=self.locale)

    # -- number -> text -----------------------------------------------------------------------------------------

    @lru_cache(maxsize=4096)  # noqa: B019 - there are as few words as locales, and all of them stay anyway
    def number(self, value: float, *, error: float = 0.0, decimals: int = 0) -> str:
        """A number, no digit finer than its error."""
        if math.isinf(value):
            return "∞" if value > 0 else f"{MINUS}∞"
        rounded, shown = as_printed(value, error, decimals)
        with localcontext(_ANY_SIZE):
            return _joined(format_decimal(rounded, _pattern(self.whole_pattern, shown), locale=self.locale))

    @lru_cache(maxsize=4096)  # noqa: B019 - there are as few words as locales, and all of them stay anyway
    def money(self, value: float, currency: str, *, error: float = 0.0, decimals: int | None = None) -> str:
        """An amount of money, no digit finer than its error."""
        if math.isinf(value):
            return "∞" if value > 0 else f"{MINUS}∞"
        finest = decimals_of(currency) if decimals is None else decimals
        rounded, shown = as_printed(value, error, finest)
        pattern = self.locale.currency_formats["standard"].pattern
        pattern = ";".join(re.sub(r"0\.0+", _pattern("0", shown), part) for part in pattern.split(";"))
        with localcontext(_ANY_SIZE):
            return _joined(format_currency(rounded, currency, pattern, locale=self.locale, currency_digits=False))

    def short_money(self, value: float, currency: str) -> str:
        """A large amount in three digits and a short word: "€160M", "1,6 Md €"."""
        shown = format_compact_currency(_three_digits(value), currency, locale=self.locale, fraction_digits=2)
        return _joined(shown)

    def short_number(self, value: float) -> str:
        """A large number in three digits and a short word."""
        return _joined(format_compact_decimal(_three_digits(value), locale=self.locale, fraction_digits=2))

    @lru_cache(maxsize=4096)  # noqa: B019 - there are as few words as locales, and all of them stay anyway
    def percent(self, share: float, *, error: float = 0.0, decimals: int = 1) -> str:
        """A share as percent, no digit finer than its error."""
        rounded, shown = as_printed(share * 100, error * 100, decimals)
        pattern = self.locale.percent_formats[None].pattern.replace("#,##0", _pattern("#,##0", shown))
        with localcontext(_ANY_SIZE):
            return _joined(format_percent(rounded / 100, pattern, locale=self.locale))

    def date(self, day: date, *, short: bool = False) -> str:
        """A day in words; short, in figures, where there is little room, as on the axis of a chart."""
        if short:
            return format_date(day, "short", locale=self.locale)
        return format_date(day, "medium", locale=self.text_locale)

    @property
    def date_field(self) -> str:
        """How a day is typed, in Streamlit's letters: its order and mark are this locale's."""
        pattern = str(self.locale.date_formats["short"].pattern)
        order = "".join(dict.fromkeys(letter for letter in pattern if letter in "yMd"))
        mark = next((letter for letter in pattern if letter in "/.-"), "/")
        parts = {"dMy": ("DD", "MM", "YYYY"), "Mdy": ("MM", "DD", "YYYY")}.get(order, ("YYYY", "MM", "DD"))
        return mark.join(parts)

    def chance(self, estimate: Estimate, draws: int) -> str:
        """A probability with its simulation error; 0 and 1 as "less than 1 in …", never "± 0"."""
        bound = self.rare(estimate, draws)
        if bound:
            return bound
        return self.text(
            "{chance} (± {error} simulation error)",
            chance=self.short_chance(estimate, draws),
            error=self.error_points(estimate.mc_error),
        )

    def short_chance(self, estimate: Estimate, draws: int) -> str:
        """A probability without its error."""
        share = round(estimate.value, 3)
        if estimate.value > 0 and share == 0:
            return self.text("less than {share}", share=self.percent(0.001))
        if estimate.value < 1 and share == 1:
            return self.text("more than {share}", share=self.percent(0.999))
        return self.rare(estimate, draws) or self.percent(estimate.value, error=estimate.mc_error)

    def brief_chance(self, estimate: Estimate, *, decimals: int = 1) -> str:
        """A probability where there is little room: "< 0.1%" for what is rarer, "–" where there is none.

        decimals : of the percentage, at most; with 0, what is rarer than 1 % is "< 1%"
        """
        if math.isnan(estimate.value):
            return "–"
        least = 10.0 ** -(2 + decimals)
        if estimate.value < least:
            return f"< {self.percent(least, decimals=decimals)}"
        if estimate.value > 1 - least:
            return f"> {self.percent(1 - least, decimals=decimals)}"
        return self.percent(estimate.value, error=estimate.mc_error, decimals=decimals)

    def wanted_chance(self, share: float) -> str:
        """A chance that the reader set as a goal, with the digits that were typed: 99.9 % is not 100 %."""
        decimals = next((digits for digits in range(3) if math.isclose(round(share, digits + 2), share)), 3)
        return self.percent(share, decimals=decimals)

    def rare(self, estimate: Estimate, draws: int) -> str:
        """How rare it is, or all but certain, where no draw contradicts; else nothing."""
        if estimate.mc_error > 0 or 0 < estimate.value < 1:
            return ""
        if estimate.value == 0:
            bound = rarest(draws)
            leading = 10 ** math.floor(math.log10(bound))
            return self.text("less than 1 in {bound}", bound=self.number(math.floor(bound / leading) * leading))
        return self.text("more than {share}", share=self.percent(math.floor(1000 - 1000 / rarest(draws)) / 1000))

    def points(self, share: float) -> str:
        """A difference of shares in percentage points, two significant digits."""
        decimals = 1 if share == 0 else max(0, 1 - math.floor(math.log10(abs(share) * 100)))
        return self.text("{points} points", points=self.number(share * 100, decimals=min(decimals, 2)))

    def error_points(self, mc_error: float) -> str:
        """A simulation error in percentage points; one that rounds to nothing is small, not nothing."""
        if mc_error < 0.000_05:
            return self.text("less than {share}", share=self.points(0.0001))
        return self.points(mc_error)

    def exact(self, value: float, *, percent: bool = False) -> str:
        """A number with all its digits, as an input field shows it."""
        return _exact(self.name, value, percent)

    @cached_property
    def whole_pattern(self) -> str:
        """Babel's pattern of a whole number, in the groups of the locale: 12,34,567 in India."""
        return str(self.locale.decimal_formats[None].pattern).split(";")[0].split(".")[0]

    # -- text -> number -----------------------------------------------------------------------------------------

    def parse(self, text: str, *, percent: bool = False, currency: str = "") -> float:
        """The number that a reader of this locale means.

        currency : of an amount of money, whose sign may then be typed with it

        Raises
        ------
        InputError
            When it is no number, which the message shows how to write; and when it may mean two: it gives both.
        """
        group, decimal = (mark.translate(_SPACES).replace("’", "'") for mark in self._marks)
        wanted = text.strip().translate(_SPACES).replace("−", "-").replace("’", "'")
        if group not in ".,' ":  # of a script that few write
            wanted, group = wanted.replace(group, "'"), "'"
        if decimal not in ".,":
            wanted = wanted.replace(decimal, ".")
        wanted = wanted.removesuffix("%").strip() if percent else wanted
        if currency:
            wanted = without_money(wanted, _money_signs(self.name, currency))
        number = typed(wanted, group=group, percent=percent) if len(wanted) <= 40 else None
        if number is None:
            raise InputError(
                "“{text}” cannot be read. Please type only the number, for example {example}.",
                text=text[:40],
                example=self.exact(1234.5),
            )
        if number.other is not None:
            raise InputError(
                "“{text}” can be read in two ways: as {large} or as {small}. Type one of these.",
                text=text[:40],
                large=self.exact(float(number.other)),
                small=self.exact(float(number.value)),
            )
        return float(number.value / 100 if percent else number.value)

    @property
    def _marks(self) -> tuple[str, str]:
        """Group and decimal mark, of western digits everywhere."""
        return get_group_symbol(self.locale), get_decimal_symbol(self.locale)

    # -- charts -------------------------------------------------------------------------------------------------

    def chart_numbers(self) -> tuple[tuple[str, str], ...]:
        """The locale of numbers in charts: pairs in d3's words."""
        group, decimal = self._marks
        percent = " %" if " " in self.locale.percent_formats[None].pattern.translate(_SPACES) else "%"
        return (("decimal", decimal), ("thousands", group), ("percent", percent), ("minus", MINUS))


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")


@cached
def plain_markdown(text: str) -> str:
    """Foreign text that Streamlit shows as it is: no markup, no colours, no emoji codes, no formulas."""
    return _MARKDOWN.sub(r"\\\1", text.replace("\n", " "))


def in_markdown(text: str) -> str:
    """Numbers and texts of the app in markdown: a dollar sign opens no formula."""
    return text.replace("$", "\\$")


@lru_cache(maxsize=16_384)
def _exact(locale: str, value: float, percent: bool) -> str:
    """Cached: sliders write a hundred values at each rerun."""
    decimal = (Decimal(repr(float(value))) * (100 if percent else 1)).normalize()
    if decimal and not -16 < decimal.adjusted() < 16:  # far outside what a plan may hold: only in an error
        return format_scientific(decimal, locale=locale, decimal_quantization=False)
    places = max(0, -int(decimal.as_tuple().exponent))
    if places == 3 and 1 <= abs(decimal) < 1000 and not percent:
        places = 4  # else the mark of its decimals could part thousands (`numerals`)
    return format_decimal(decimal, _pattern(words_for(locale).whole_pattern, places), locale=locale)


@lru_cache(maxsize=64)
def _money_signs(locale: str, currency: str) -> frozenset[str]:
    """How an amount in this currency may be marked: its code, and its sign at home and abroad."""
    short = get_currency_symbol(currency, locale="en").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return frozenset(filter(None, (currency, get_currency_symbol(currency, locale=locale), short)))


def _joined(number: str) -> str:
    """A printed number with one minus sign that no line end tears off: "−€22,500" stays in one piece."""
    if "-" not in number and MINUS not in number:
        return number
    signed = number.replace("-", MINUS)
    signed = re.sub(rf"{MINUS}(?=\D)", MINUS + _JOINER, signed)
    return re.sub(rf"(?<=\S){MINUS}", _JOINER + MINUS, signed)


def decimals_of(currency: str) -> int:
    """The decimals of a currency: 2 for euros, 0 for yen."""
    return get_currency_precision(currency)


def as_printed(value: float, error: float, finest: int) -> tuple[float, int]:
    """The value to the last place that its error leaves, and the decimals to show.

    finest : decimals shown at most, however small the error
    """
    place = finest
    if 0 < error < math.inf:
        place = min(finest, -math.ceil(math.log10(error) - 1e-9))
    return round(value, place) + 0.0, max(place, 0)


def _pattern(whole: str, decimals: int) -> str:
    return whole + ("." + "0" * decimals if decimals else "")
