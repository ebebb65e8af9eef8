"""Numbers that a page asks for itself: text fields in the reader's way of writing, what is wrong beside them.

`number` is the page's own and ends with the visit; `field`, `interval` and `flag` show fields that stand beside the
plan's (`simulator.page_fields`), so that link and file carry them.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.frame import visit, widgets
from pages.kit.terms import TERMS
from pages.kit.words import N_, Words, plain_markdown, words_for
from simulator import InputError

_LOCALES = "_written_in"
"""Session key: the locale in which each typed number was written."""
LONGEST_NUMBER = 40
Problems = Mapping[str, InputError]
"""What is wrong with the fields of a page, by field."""


def number(
    words: Words,
    label: str,
    key: str,
    start: float | None = None,
    *,
    percent: bool = False,
    help: str | None = None,
    placeholder: str | None = None,
) -> float | None:
    """The number typed, None while there is none or it cannot be read; what is wrong stands below the field.

    label, help, placeholder : in the reader's language
    start : what stands there at first
    """
    _rewrite(words, key, percent=percent)
    text = st.text_input(
        label,
        "" if start is None else words.exact(start, percent=percent),
        key=key,
        persist_state="session",
        help=help,
        placeholder=placeholder,
        max_chars=LONGEST_NUMBER,
    )
    if not text.strip():
        return None
    try:
        currency = "" if percent else visit.usable_plan().scenario.currency
        return words.parse(text, percent=percent, currency=currency)
    except InputError as error:
        wrong(words, error)
        return None


def locale_of(key: str) -> str:
    """The locale in which the number of this key was written."""
    return str(visit.recall(_LOCALES, {}).get(key, visit.words().name))


def put_text(key: str, text: str, locale: str) -> None:
    """Put a text where a number is typed, before its field is drawn."""
    visit.remember(_LOCALES, {**visit.recall(_LOCALES, {}), key: locale})
    visit.remember(key, text)


def _rewrite(words: Words, key: str, *, percent: bool) -> None:
    """Write a typed number as the present locale does, where the reader changed it; other text stays."""
    locales: dict[str, str] = visit.recall(_LOCALES, {})
    before, text = locales.get(key, words.name), visit.recall(key)
    visit.remember(_LOCALES, {**locales, key: words.name})
    if before == words.name or text is None:
        return
    try:
        value = words_for(before).parse(text, percent=percent)
    except InputError:
        return
    visit.remember(key, words.exact(value, percent=percent))


def field(
    words: Words,
    label: str,
    name: str,
    problems: Problems,
    *,
    help: str | None = None,
    placeholder: str | None = None,
    hidden: bool = False,
) -> None:
    """One number that link and file carry; `label` is in the reader's language."""
    with st.container(gap="xsmall"):
        widgets.text_field(words, name, label, help=help, placeholder=placeholder, hidden=hidden)
        _problem(words, name, problems)


def interval(words: Words, label: str, name: str, problems: Problems, *, help: str | None = None) -> None:
    """The two ends of an uncertain number that link and file carry; equal ends say that it is known."""
    ends = {f"{name}_low": N_("low end"), f"{name}_high": N_("high end")}
    with st.container(key=name, gap="xsmall"):
        st.markdown(f":small[{label}]", help=help)
        with st.container(horizontal=True, gap="small", wrap=False):
            for field, end in ends.items():
                widgets.text_field(words, field, words.titled(label, words.text(end)), hidden=True)
        for field in ends:
            _problem(words, field, problems)


def flag(words: Words, label: str, name: str, *, help: str | None = None) -> None:
    """A yes or no that link and file carry."""
    widgets.toggle(name, label, help=help)


def _problem(words: Words, name: str, problems: Problems) -> None:
    """What is wrong with a field: that it could not be read, else what it cannot mean."""
    error = visit.reading_error(name) or problems.get(name)
    if error is not None:
        wrong(words, error)


def wrong(words: Words, error: InputError) -> None:
    """What is wrong, in a sentence."""
    st.markdown(f":red[⚠ {words.error(error)}]")


def help_of(words: Words, term: str) -> str:
    """What the glossary says of a number."""
    return plain_markdown(words.text(TERMS[term].definition))
