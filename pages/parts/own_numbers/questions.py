"""What a file cannot tell, and what was decided for its reader: each beside its file, to be answered there."""

from __future__ import annotations

from datetime import date
from typing import Final

import streamlit as st

from pages.frame import exports, visit
from pages.frame.exports import Held
from pages.kit.folded import folded
from pages.kit.words import N_, Words, plain_markdown
from pages.parts.own_numbers.names import labels, shortened
from simulator.evidence import Question

NUMBERS: Final = {
    "days_covered": (N_("Days that the file covers"), 1, 9_999),
    "year": (N_("Year"), 2000, 2099),
}
"""Kinds that are answered with a whole number: label, least and most."""
EXCHANGED: Final = {"no": N_("As written"), "yes": N_("Day and month were exchanged")}


def questions(words: Words, identity: str, one: Held) -> None:
    """Questions that the file leaves open, except those about columns; one of a kind unknown here is only read."""
    for at, question in enumerate(one.export.questions):
        if question.kind == "date_order":
            _ask_days(words, identity, one, question)
        elif question.kind != "column":
            st.warning(words.error(question.ask), icon=":material/help:")
            if one.present and question.kind in NUMBERS:
                _number(words, identity, one, question, at)
            elif one.present and question.options:
                _option(words, identity, one, question, words.text("Your answer"), f"answer_{at}")


def decided(words: Words, identity: str, one: Held) -> None:
    """What was decided for the reader and what the reader answered, folded; changed while the file is there.

    The fold carries a sign until the reader has confirmed or changed every choice.
    """
    open_kinds = {question.kind for question in (*one.export.choices, *one.export.questions)}
    answered = [(kind, answer) for kind, answer in one.answers if kind not in open_kinds]
    if one.export.choices or answered:
        is_open = any(not is_settled(one, choice) for choice in one.export.choices)
        title = words.text("What was decided for you") if one.export.choices else words.text("What you answered")
        folded(title, f"decided_{identity}", lambda: _decided(words, identity, one, answered), warns=is_open)


def is_settled(one: Held, choice: Question) -> bool:
    """Whether the reader confirmed or made a choice."""
    return _confirmed(choice) in one.settled or choice.kind in dict(one.answers)


def _confirmed(choice: Question) -> str:
    return f"{choice.kind}={choice.taken}"


def doubts(words: Words, identity: str, one: Held) -> None:
    """What looks wrong in a file though every row could be read, until its reader says that it is right."""
    several = len(exports.held()) > 1
    name = f"**{plain_markdown(shortened(one.export.name))}**: " if several else ""
    for at, doubt in enumerate(one.export.audit.suspicions):
        choice = next((question for question in one.export.choices if str(question.ask) == str(doubt)), None)
        what = _confirmed(choice) if choice else str(doubt)
        if what not in one.settled:
            with st.container(gap="xsmall"):
                st.warning(f"{name}{words.error(doubt)}", icon=":material/warning:")
                _right(words, identity, f"right_{at}", what)


def settled_doubts(words: Words, identity: str, one: Held) -> None:
    """The doubts that the reader settled, each to be taken up again."""
    for at, doubt in enumerate(one.export.audit.suspicions):
        if str(doubt) in one.settled:
            st.markdown(words.text("You said that this is right: {sentence}", sentence=words.error(doubt)))
            _again(words, identity, f"doubt_{at}", str(doubt))


def _right(words: Words, identity: str, place: str, what: str) -> None:
    st.button(
        words.text("Yes, that is right"),
        key=f"{place}_{identity}",
        on_click=exports.settle,
        args=(identity, what, True),
    )


def _again(words: Words, identity: str, place: str, what: str) -> None:
    st.button(
        words.text("Ask me again"), key=f"{place}_{identity}", on_click=exports.settle, args=(identity, what, False)
    )


def _decided(words: Words, identity: str, one: Held, answered: list[tuple[str, str]]) -> None:
    for at, choice in enumerate(one.export.choices):
        if one.present and choice.options:
            _option(words, identity, one, choice, words.error(choice.ask), f"choice_{at}")
        else:
            st.markdown(words.error(choice.ask))
        if _confirmed(choice) in one.settled:
            st.caption(words.text("You said that this is right."))
            _again(words, identity, f"confirm_{choice.kind}", _confirmed(choice))
        elif choice.kind not in dict(one.answers):
            _right(words, identity, f"confirm_{choice.kind}", _confirmed(choice))
        elif one.present:
            st.caption(words.text("You chose this."))
            _ask_again(words, identity, one, choice.kind)
    for kind, answer in answered:
        st.markdown(words.text("You answered: {answer}", answer=plain_markdown(_answer(words, kind, answer))))
        if one.present:
            _ask_again(words, identity, one, kind)


def _ask_again(words: Words, identity: str, one: Held, kind: str) -> None:
    """Takes an answer back: the file is read once more without it."""
    key = f"ask_again_{kind}_{one.turn}_{identity}"
    st.button(words.text("Ask me again"), key=key, on_click=exports.answer, args=(identity, kind, None))


def _answer(words: Words, kind: str, answer: str) -> str:
    """An answer as it was chosen."""
    if kind in NUMBERS:
        return words.titled(words.text(NUMBERS[kind][0]), answer)
    return words.text(EXCHANGED[answer]) if kind == "exchanged" and answer in EXCHANGED else answer


def _number(words: Words, identity: str, one: Held, question: Question, at: int) -> None:
    label, least, most = NUMBERS[question.kind]
    key = f"answer_{at}_{question.kind}_{one.turn}_{identity}"
    st.number_input(
        words.text(label),
        min_value=least,
        max_value=most,
        value=None,
        step=1,
        key=key,
        on_change=_answered,
        args=(identity, question.kind, key),
        width=240,
    )


def _option(words: Words, identity: str, one: Held, question: Question, label: str, place: str) -> None:
    """One of the options; the widget begins anew after each reading of the file, with the option that was taken."""
    key = f"{place}_{question.kind}_{one.turn}_{identity}"
    st.selectbox(
        label,
        question.options,
        index=question.options.index(question.taken) if question.taken in question.options else None,
        format_func=_options(words, question).__getitem__,
        placeholder=words.text("Choose an answer"),
        key=key,
        on_change=_answered,
        args=(identity, question.kind, key),
    )


def _options(words: Words, question: Question) -> dict[str, str]:
    """What is shown of each option: in words, or as the file writes it."""
    if len(question.labels) == len(question.options):
        plain = (words.text(label.message, **label.values) for label in question.labels)
        return dict(zip(question.options, plain, strict=True))
    if question.kind == "exchanged" and set(question.options) <= EXCHANGED.keys():
        return {option: words.text(EXCHANGED[option]) for option in question.options}
    return labels(words, question.options)


def _answered(identity: str, kind: str, key: str) -> None:
    given = visit.recall(key)
    if given is not None:
        exports.answer(identity, kind, str(given))


def _ask_days(words: Words, identity: str, one: Held, question: Question) -> None:
    cell, *readings = question.options
    days = [words.date(date.fromisoformat(reading)) for reading in readings]
    st.warning(
        words.text("No cell of this file tells whether the day or the month comes first."), icon=":material/help:"
    )
    if one.present:
        st.radio(
            words.text("“{cell}” is:", cell=plain_markdown(cell)),
            (True, False),
            index=None,
            format_func=lambda first: plain_markdown(days[0] if first else days[1]),
            key=f"day_first_{identity}",
            horizontal=True,
            on_change=_answer_days,
            args=(identity, f"day_first_{identity}"),
        )


def correct_days(words: Words, identity: str, one: Held) -> None:
    """The answer about the days, to be taken back."""
    key = f"day_order_{one.turn}_{identity}"
    st.radio(
        words.text("Days are written"),
        (True, False),
        index=0 if one.day_first else 1,
        format_func=lambda first: words.text(N_("day before month") if first else N_("month before day")),
        key=key,
        horizontal=True,
        on_change=_answer_days,
        args=(identity, key),
    )


def _answer_days(identity: str, key: str) -> None:
    exports.read_again(identity, day_first=visit.recall(key))
