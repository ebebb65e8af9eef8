"""The words and the method, to search and to read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from pages.kit import files, folded, labels, tables
from pages.kit.terms import COMPARISONS, GROUPS, METHOD, TERMS, Passage, Term
from pages.kit.words import N_, Words, plain_markdown
from simulator.facts import Fact, facts
from simulator.forms.scenario_file import Dialect, write_table

# -- searching --------------------------------------------------------------------------------------------------


def search(words: Words) -> str:
    """The search field, and what was typed into it."""
    return st.text_input(
        words.text("Search the glossary"),
        key="glossary_search",
        persist_state="session",
        placeholder=words.text("for example: return, ROAS, interval"),
        type="search",
        max_chars=60,
    ).strip()


def matches(words: Words, wanted: str) -> list[Term]:
    """Terms that hold every word of the search; those that hold it in their name come first."""
    terms = [term for term in TERMS.values() if _holds(wanted, _texts(words, term))]
    return sorted(terms, key=lambda term: not _holds(wanted, (term.code, words.text(term.name))))


def _texts(words: Words, term: Term) -> Iterable[str]:
    parts = (term.name, term.definition, term.example, term.formula)
    return (term.code, *(words.text(part) for part in parts if part))


def _holds(wanted: str, texts: Iterable[str]) -> bool:
    within = _plain(" ".join(texts))
    return all(word in within for word in _plain(wanted).split())


def _plain(text: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def results(words: Words, wanted: str) -> None:
    """What matches the search, unfolded."""
    terms = matches(words, wanted)
    texts = [text for text in (*COMPARISONS, *METHOD) if _holds(wanted, (words.text(part) for part in text))]
    figures = [fact for fact in facts().values() if _holds(wanted, _fact_texts(words, fact))]
    if not (terms or texts or figures):
        st.info(
            words.text(
                "Nothing holds “{wanted}”. Try a shorter word, or clear the search to see all.",
                wanted=plain_markdown(wanted),
            ),
            icon=":material/search_off:",
        )
        return
    st.caption(
        words.text(
            "Words: {terms}, texts: {texts}, published figures: {figures}",
            terms=words.number(len(terms)),
            texts=words.number(len(texts)),
            figures=words.number(len(figures)),
        )
    )
    _show_terms(words, terms, "search")
    _show_passages(words, texts)
    if figures:
        _show_facts(words, figures)


# -- reading ----------------------------------------------------------------------------------------------------


def groups(words: Words) -> None:
    """Everything, folded by subject."""

    def fold(code: str, title: str, draw: Callable[[], None], *, opened: bool = False) -> None:
        folded.folded(words.text(title), f"glossary_{code}", draw, opened=opened)

    neighbours = N_("CPO beside CPA, CPC, CAC and ROAS")
    fold("comparisons", neighbours, partial(_show_passages, words, COMPARISONS))
    for group in GROUPS:
        fold(group.code, group.title, partial(_show_terms, words, group.terms, group.code))
    fold("method", N_("How the answer is worked out"), partial(_show_passages, words, METHOD))
    published = list(facts().values())
    fold("facts", N_("Published figures with year and source"), partial(_show_facts, words, published))


def _show_terms(words: Words, terms: Sequence[Term], place: str) -> None:
    """Terms, and below them their formulas, folded."""
    # One element for all: a hundred elements would cost more than the text.
    if terms:
        st.markdown("\n\n".join(term_text(words, term) for term in terms))
    with_formula = [term for term in terms if term.formula]
    if with_formula:
        folded.folded(words.text("Formulas"), f"glossary_{place}_formulas", partial(_formulas, words, with_formula))


def _formulas(words: Words, terms: Sequence[Term]) -> None:
    st.markdown("\n".join(formula_text(words, term) for term in terms))


def _show_passages(words: Words, passages: Sequence[Passage]) -> None:
    if passages:
        shown = ([plain_markdown(words.text(part)) for part in passage] for passage in passages)
        st.markdown("\n\n".join(f"**{title}**  \n{text}" for title, text in shown))


def term_text(words: Words, term: Term) -> str:
    """One entry in markdown."""

    def plain(text: str) -> str:
        return plain_markdown(words.text(text))

    example = words.text("Example: {example}", example=plain(term.example))
    return f"**{plain(term.name)}**  \n{plain(term.definition)}  \n:small[{example}]"


def formula_text(words: Words, term: Term) -> str:
    """The formula of an entry with its unit, as one point of a list."""

    def plain(text: str) -> str:
        return plain_markdown(words.text(text))

    unit = f" ({plain(term.unit)})" if term.unit else ""
    return f"- **{plain(term.name)}**{unit}: *{plain(term.formula)}*"


# -- published figures ------------------------------------------------------------------------------------------


def _fact_texts(words: Words, fact: Fact) -> tuple[str, ...]:
    return (*(words.text(text) for text in fact.texts), fact.publisher, fact.year)


def _show_facts(words: Words, published: Sequence[Fact]) -> None:
    text, title = words.text, words.text("Published figures with year and source")
    st.caption(
        text(
            "Averages of other shops. Confidence: A is the publisher's own page, B a third party that names the "
            "publisher, C a range without a method."
        )
    )
    rows = [
        {
            text("figure"): text(fact.metric),
            text("value"): labels.fact_figure(words, fact),
            text("trade"): text(fact.vertical),
            text("channel"): text(fact.channel),
            text("year"): text(fact.year),
            text("confidence"): fact.confidence,
            text("source"): _source(words, fact),
            text("note"): text(fact.note),
            text("address"): fact.url if _is_link(fact) else "",
        }
        for fact in published
    ]
    columns = {
        text("address"): st.column_config.LinkColumn(width="medium"),
        text("note"): st.column_config.TextColumn(width="medium"),
    }
    tables.show(rows, alt=title, left=list(rows[0]) if rows else (), columns=columns, height="auto")
    files.downloads(
        words,
        files.Download(
            text("Download these figures (CSV)"),
            lambda dialect: facts_csv(published, dialect),
            "published-figures.csv",
            "download_facts",
        ),
    )


def _source(words: Words, fact: Fact) -> str:
    name = labels.source_name(words, fact)
    return name if _is_link(fact) else words.titled(name, fact.url)


def _is_link(fact: Fact) -> bool:
    return fact.url.startswith("https://")


def facts_csv(published: Sequence[Fact], dialect: Dialect) -> bytes:
    """Published figures as they are in the file behind the app."""
    rows = [[getattr(fact, name) for name in Fact.__slots__] for fact in published]
    table = pd.DataFrame(rows, columns=list(Fact.__slots__), dtype=object)
    return write_table(table, dialect=dialect)
