"""The words and the method, to search and to read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from pages.kit import labels
from pages.kit.files import csv_button, dialect_chooser
from pages.kit.terms import COMPARISONS, METHOD, TERMS, Term
from pages.kit.words import N_, Words, plain_markdown
from simulator.facts import Fact, facts
from simulator.forms.scenario_file import Dialect, write_table

GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "traffic": (
        N_("Inputs: budget and traffic"),
        (
            "budget", "period_days", "currency", "cpc", "clicks", "cpc_elasticity", "reference_budget", "cvr",
            "incremental_share", "aov", "order_value_cv", "correlation",
        ),
    ),
    "order": (
        N_("Inputs: the money of one order"),
        (
            "aov_includes_vat", "vat_rate", "discount_rate", "shipping_charged", "net_revenue", "cogs", "cogs_share",
            "cogs_per_order", "gross_margin", "shipping_paid", "pick_pack", "fee_rate", "fee_fixed", "return_rate",
            "refunded_share", "recovered_share", "return_handling", "cancel_rate", "other_costs", "contribution",
        ),
    ),
    "repeat": (
        N_("Inputs: repeat purchases"),
        (
            "repeat_on", "new_customer_share", "orders_per_year", "years", "retention", "yearly_discount_rate",
            "retention_cost", "clv", "payback",
        ),
    ),
    "ceiling": (
        N_("Results: what an order may cost"),
        ("max_cpo", "target_cpo", "target_profit", "target_profit_share", "max_cpc", "break_even_roas"),
    ),
    "outcome": (
        N_("Results: what comes out"),
        (
            "orders", "cpo", "marginal_cpo", "cpa", "cac", "roas", "profit", "first_order_profit", "lifetime_profit",
            "worst_mean", "break_even_probability", "no_order_probability",
        ),
    ),
    "verdict": (N_("Results: the verdict"), ("scale", "optimise", "stop", "scale_at", "stop_at")),
    "deciding": (
        N_("Results: what decides, what would have to be true"),
        ("tornado", "variance_share", "rank_correlation", "goal_seek", "distance"),
    ),
    "spending": (
        N_("Results: how much to spend"),
        (
            "highest_profit_budget", "largest_wanted_budget", "marginal_meets_max_budget",
            "cautious_by_quantile_budget", "cautious_budget", "last_spend", "season_weight", "under_water",
        ),
    ),
    "channels": (
        N_("Results: where the next euro goes"),
        (
            "channel", "allocation", "next_euro", "reach", "performance_gap", "optimality_gap", "channel_correlation",
            "budget_frontier",
        ),
    ),
    "testing": (
        N_("Results: how much to test"),
        (
            "threshold_rate", "sure_at", "main_clicks", "perfect_information", "sample_information", "test_cost",
            "knowing_input", "pause_rule",
        ),
    ),
    "levers": (
        N_("Results: which lever pays"),
        (
            "visit_share", "add_to_cart_rate", "cart_abandonment", "checkout_completion", "lever",
            "break_even_effect", "payback_probability", "overlap",
        ),
    ),
    "segments": (
        N_("Results: what an order may cost from whom"),
        ("segment", "cvr_relative", "value_per_click", "bid_factor"),
    ),
    "learning": (
        N_("Results: what own numbers say"),
        (
            "conversion_lag", "effective_orders", "drift", "borrowed", "at_stake", "backtest", "coverage",
        ),
    ),
    "whole_shop": (
        N_("Results: what the whole shop earns"),
        (
            "ropo", "click_collect", "incrementality", "effective_cpo", "effective_max_cpo",
            "omnichannel_conversion_rate", "total_revenue", "multichannel_worth", "store_orders_needed",
        ),
    ),
    "method_terms": (
        N_("Method: beliefs, draws, comparisons"),
        (
            "belief", "interval", "level", "median", "draw", "points", "scrambles", "seed", "mc_error", "order_luck",
            "scenario", "baseline", "what_if", "better_probability",
        ),
    ),
}  # fmt: skip
"""Every term, in the order in which one leads to the next."""
Text = tuple[str, str]
"""Title and text of the catalogue."""


# -- searching --------------------------------------------------------------------------------------------------


def search(words: Words) -> str:
    """What the reader looks for."""
    return st.text_input(
        words.text("Search the words, the method and the published figures"),
        key="glossary_search",
        persist_state="session",
        placeholder=words.text("for example: return, ROAS, interval"),
        type="search",
        max_chars=60,
    ).strip()


def matches(words: Words, wanted: str) -> list[Term]:
    """Terms that hold every word looked for; those that hold it in their name come first."""
    found = [term for term in TERMS.values() if _holds(wanted, _texts(words, term))]
    return sorted(found, key=lambda term: not _holds(wanted, (term.code, words.text(term.name))))


def _texts(words: Words, term: Term) -> Iterable[str]:
    parts = (term.name, term.definition, term.formula, term.example, term.not_to_confuse)
    return (term.code, *(words.text(part) for part in parts if part))


def _holds(wanted: str, texts: Iterable[str]) -> bool:
    within = _plain(" ".join(texts))
    return all(word in within for word in _plain(wanted).split())


def _plain(text: str) -> str:
    """Without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def found(words: Words, wanted: str) -> None:
    """What matches, unfolded."""
    terms = matches(words, wanted)
    texts = [each for each in (*COMPARISONS, *METHOD) if _holds(wanted, (words.text(part) for part in each))]
    figures = [fact for fact in facts().values() if _holds(wanted, _fact_texts(fact))]
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
            "Terms: {terms}, texts: {texts}, published figures: {figures}",
            terms=words.number(len(terms)),
            texts=words.number(len(texts)),
            figures=words.number(len(figures)),
        )
    )
    _say_terms(words, terms)
    _say_texts(words, texts)
    if figures:
        _say_facts(words, figures)


# -- reading ----------------------------------------------------------------------------------------------------


def groups(words: Words) -> None:
    """Everything, folded by subject."""
    with _folded(words, N_("CPO beside CPA, CPC, CAC and ROAS"), "glossary_comparisons", expanded=True) as box:
        if box.open:
            _say_texts(words, COMPARISONS)
    for code, (title, terms) in GROUPS.items():
        with _folded(words, title, f"glossary_{code}") as box:
            if box.open:
                _say_terms(words, [TERMS[term] for term in terms])
    with _folded(words, N_("Method: how the answer is worked out"), "glossary_method") as box:
        if box.open:
            _say_texts(words, METHOD)
    with _folded(words, N_("Published figures with year and source"), "glossary_facts") as box:
        if box.open:
            _say_facts(words, list(facts().values()))


def _folded(words: Words, title: str, key: str, *, expanded: bool = False):
    return st.expander(words.text(title), expanded=expanded, key=key, on_change="rerun")


def _say_terms(words: Words, terms: Sequence[Term]) -> None:
    # One element for all: a hundred elements would cost more than the text.
    if terms:
        st.markdown("\n\n".join(term_text(words, term) for term in terms))


def _say_texts(words: Words, texts: Sequence[Text]) -> None:
    if texts:
        said = ((plain_markdown(words.text(title)), plain_markdown(words.text(text))) for title, text in texts)
        st.markdown("\n\n".join(f"**{title}**  \n{text}" for title, text in said))


def term_text(words: Words, term: Term) -> str:
    """One entry in markdown."""

    def plain(text: str) -> str:
        return plain_markdown(words.text(text))

    lines = [f"**{plain(term.name)}** · {plain(term.unit)}  \n{plain(term.definition)}", ""]
    lines.append(words.text("- Formula: *{formula}*", formula=plain(term.formula)))
    lines.append(words.text("- Example: {example}", example=plain(term.example)))
    if term.not_to_confuse:
        lines.append(words.text("- Not to be confused with: {others}", others=plain(term.not_to_confuse)))
    return "\n".join(lines)


# -- published figures ------------------------------------------------------------------------------------------


def _fact_texts(fact: Fact) -> tuple[str, ...]:
    return fact.metric, fact.vertical, fact.channel, fact.source, fact.note, fact.year


def _say_facts(words: Words, found: Sequence[Fact]) -> None:
    text, title = words.text, words.text("Published figures with year and source")
    st.caption(
        text(
            "Confidence: A is the publisher's own page, B a third party that names the publisher, C a range "
            "without a method. They are averages of other shops, in the publisher's words: begin with a range and "
            "replace it with your own figures. A published click price divided by a published conversion rate is "
            "no one's cost per order."
        )
    )
    rows = [
        {
            text("figure"): fact.metric,
            text("value"): labels.fact_figure(words, fact),
            text("trade"): fact.vertical,
            text("channel"): fact.channel,
            text("year"): fact.year,
            text("confidence"): fact.confidence,
            text("source"): fact.source if _is_link(fact) else f"{fact.source}: {fact.url}",
            text("note"): fact.note,
            text("address"): fact.url if _is_link(fact) else "",
        }
        for fact in found
    ]
    columns = {
        text("address"): st.column_config.LinkColumn(width="medium"),
        text("note"): st.column_config.TextColumn(width="medium"),
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=columns, alt=title)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            text("Download these figures (CSV)"),
            lambda: facts_csv(found, dialect),
            "published-figures.csv",
            "download_facts",
        )


def _is_link(fact: Fact) -> bool:
    return fact.url.startswith("https://")


def facts_csv(found: Sequence[Fact], dialect: Dialect) -> bytes:
    """Published figures as they are in the file behind the app."""
    rows = [[getattr(fact, name) for name in Fact.__slots__] for fact in found]
    table = pd.DataFrame(rows, columns=list(Fact.__slots__), dtype=object)
    return write_table(table, dialect=dialect)
