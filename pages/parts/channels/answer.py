"""Where the next euro goes, and the new split beside the present one: in words, figures and a picture."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext

import streamlit as st

from pages.frame.visit import Usable
from pages.kit import cards, writing
from pages.kit.tables import rows_of
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.channels.figures import changes, key_figures
from pages.parts.channels.question import Question
from pages.parts.channels.reach import HARDLY, MANY, is_guess, is_moved
from simulator import Allocation, Channels, Estimate, InputError, Plan, allocate
from simulator.cache import once
from simulator.channels.frontier import stops_paying
from simulator.channels.table import CENT

LOSES = 1e-4
"""Part of the next euro: one that loses no more than this just pays for itself."""
ALIKE = 0.001
"""Part of what the next euro brings in the best channel: one that brings less by no more than this is as good."""
UNSPENT = {
    "maxima": N_(
        "**{unspent}** stays unspent: your “At most” leave room for only {spent}. Raise one of them, or add a channel."
    ),
    "some_maxima": N_(
        "**{unspent}** stays unspent: the channels that would pay are at your “At most”, and more would not pay in the "
        "others."
    ),
    "chance": N_(
        "**{unspent}** stays unspent: spending more was not found to bring more orders at {target} each with a chance "
        "of {chance}."
    ),
    "caution": N_(
        "**{unspent}** stays unspent out of caution: more would still pay on average, but lose too much in bad periods."
    ),
    "earns_nothing": N_("**{unspent}** is better left unspent: more would not pay."),
}
"""Why a part of the total stays unspent."""
UNSPENT_NEAR = {
    "maxima": N_("**{unspent}** stays unspent: at most double of what was seen in each channel makes only {spent}."),
    "some_maxima": N_(
        "**{unspent}** stays unspent: the channels that would pay are at double of what was seen, and more would not "
        "pay in the others."
    ),
}
"""The same where the channels are kept near what was seen."""


# -- the answer -------------------------------------------------------------------------------------------------


def answer(words: Words, plan: Plan, usable: Usable[Question]) -> None:
    """The sentence and the key figures, or what is in their way."""
    question, text = usable.value, words.text
    if question is None:
        st.info(
            text(
                "Put at least two channels in the table below, each with a name, what you spend now, a click price "
                "and a conversion rate."
            ),
            icon=":material/table_rows:",
        )
        return
    if usable.is_outdated:
        st.error(
            text("This is still the answer for the table before. Correct what is listed under the table."),
            icon=":material/history:",
        )
    if question.is_example:
        example = text("An **example** with figures of its own, not Plan’s: type your channels below.")
        st.caption(f":material/science: {example}")
    try:
        with _patiently(words, question):
            allocation = once(allocate, question.beside(plan), question.wanted)
    except InputError as error:
        _refused(words, plan, question, error)
        return
    _sentence(words, plan, allocation, question)
    _cards(words, plan, allocation)


def _patiently(words: Words, question: Question) -> AbstractContextManager[None]:
    """Says that it works, where a goal has no closed form and there are so many channels that it is felt."""
    count = len(question.rows)
    if question.wanted.goal == "expected" or count < MANY:
        return nullcontext()
    message = words.plural(
        "Splitting over {count} channel", "Splitting over {count} channels", count, count=words.number(count)
    )
    return st.spinner(message)


def _refused(words: Words, plan: Plan, question: Question, error: InputError) -> None:
    """What makes a split impossible, and the nearest total that is not."""
    lines = [words.error(writing.error_in_money(words, plan, error))]
    row = error.values.get("row")
    if isinstance(row, int) and row <= len(question.rows):
        lines.insert(0, f"**{plain_markdown(question.rows[row - 1].name)}**:")
    for name, field in (("least", "min_spend"), ("most", "max_spend")):
        nearest = error.values.get(name)
        if error.field == field and isinstance(nearest, float) and nearest > 0 and "total" in error.values:
            total = in_markdown(writing.exact_money(words, plan, nearest))
            lines.append(words.text("The nearest possible total is **{total}**.", total=total))
    st.warning(" ".join(lines), icon=":material/block:")


def _sentence(words: Words, plan: Plan, allocation: Allocation, question: Question) -> None:
    """Where the next euro goes, and what the new split is worth."""
    if not allocation.reached:
        st.warning(" ".join(sentences(words, plan, allocation, question)), icon=":material/flag:")
        return
    too_much = _is_too_much(allocation)
    better = is_moved(allocation) and allocation.new.profit_mean > allocation.now.profit_mean
    box = st.warning if too_much else st.success if better else st.info
    box(" ".join(sentences(words, plan, allocation, question)), icon=":material/alt_route:")


def _is_too_much(allocation: Allocation) -> bool:
    """Whether the last euro of the new split loses everywhere: all is to be spent, or all that bounds ask for."""
    return float(allocation.by_channel["new_next_euro"].max()) < -LOSES


def keeps_back(allocation: Allocation) -> bool:
    """Whether a part of the total is better not spent at all, on average."""
    wanted, least = allocation.wanted, HARDLY * max(allocation.new.spend, 1.0)
    return wanted.goal == "expected" and allocation.unspent_because == "earns_nothing" and allocation.unspent >= least


def sentences(words: Words, plan: Plan, allocation: Allocation, question: Question) -> list[str]:
    """The same as texts in markdown."""
    if not allocation.reached:
        return _out_of_reach(words, plan, allocation)
    if keeps_back(allocation):
        return _kept_back(words, plan, allocation, question)
    lines = [_next_euro(words, plan, allocation)]
    if _is_too_much(allocation) and allocation.wanted.goal == "expected":
        lines.append(_too_much(words, plan, question.as_typed(plan)))
        if is_moved(allocation):
            lines.append(words.text("Below is the best split of all of it."))
    elif is_moved(allocation):
        lines.append(_moved(words, plan, allocation))
    else:
        lines.append(_as_good_as_it_gets(words, plan, allocation))
    if is_moved(allocation) and is_guess(allocation):
        lines.append(_guess(words, question))
    if allocation.unspent >= HARDLY * max(allocation.new.spend, 1.0):
        lines.append(_unspent(words, plan, allocation, question))
    return lines


def _kept_back(words: Words, plan: Plan, allocation: Allocation, question: Question) -> list[str]:
    """How much to spend in which channels, how much to keep, and why."""
    new = allocation.new
    if new.spend < CENT:
        return [words.text("**Spend nothing yet.** {why}", why=_too_much(words, plan, question.as_typed(plan)))]
    lines = [
        words.text(
            "**Spend {spent} and keep back {unspent}:** {changes}. Average profit changes by **{gained}**.",
            spent=in_markdown(writing.money(words, plan, new.spend)),
            unspent=in_markdown(writing.money(words, plan, allocation.unspent)),
            changes=changes(words, plan, allocation, marked=True) or words.text("as it is now"),
            gained=in_markdown(_gained(words, plan, allocation)),
        )
    ]
    if _is_too_much(allocation):
        lines.append(_too_much(words, plan, question.as_typed(plan), LEAST_IS_TOO_MUCH))
    else:
        lines.append(words.text("Spending more costs more than it brings in."))
    if is_guess(allocation):
        lines.append(_guess(words, question))
    return lines


def _gained(words: Words, plan: Plan, allocation: Allocation) -> str:
    """What the new split earns more, as the difference of both profits in the card, so that they add up."""
    new, now = (Estimate(part.profit_mean, part.profit_error) for part in (allocation.new, allocation.now))
    return writing.output_change(words, plan, "profit", new, now) or writing.NONE


def _as_good_as_it_gets(words: Words, plan: Plan, allocation: Allocation) -> str:
    """That hardly anything need move, and what it would earn."""
    gain = allocation.new.profit_mean - allocation.now.profit_mean
    if gain < CENT:
        return words.text("Your split is about the best already.")
    return words.text(
        "Your split is about the best already: a better one would earn only {gain} more.",
        gain=in_markdown(writing.money(words, plan, gain)),
    )


def _guess(words: Words, question: Question) -> str:
    """That a split goes beyond what was seen, and why nothing is certain of it."""
    if question.times_seen is not None:
        return words.text(
            "**This is a guess:** this total takes a channel beyond half to double of what was seen, and nobody knows "
            "what clicks cost there."
        )
    return words.text(
        "**This is a guess:** nobody has seen clicks at such spends. Safer: each channel between half and double of "
        "what was seen."
    )


SPEND_LESS = N_("**Spend less:** about **{total}** in all is the most that pays.")
LEAST_IS_TOO_MUCH = N_(
    "That is the least allowed here, and still too much: about **{total}** in all is the most that pays."
)


def _too_much(words: Words, plan: Plan, channels: Channels, wording: str = SPEND_LESS) -> str:
    """Where no split of the total pays for its last euro: up to which total one does.

    wording : how that total is said
    """
    stop = once(stops_paying, channels)
    if stop.reason == "at_lowest" or stop.total < CENT:
        return words.text("Not even the first clicks pay: lower the click prices or raise the margin first.")
    return words.text(wording, total=in_markdown(writing.money(words, plan, stop.total)))


def _unspent(words: Words, plan: Plan, allocation: Allocation, question: Question) -> str:
    """How much of the total stays unspent, and why."""
    reasons = {**UNSPENT, **(UNSPENT_NEAR if question.is_bounded_near else {})}
    return words.text(
        reasons[allocation.unspent_because],
        unspent=in_markdown(writing.money(words, plan, allocation.unspent)),
        spent=in_markdown(writing.money(words, plan, allocation.new.spend)),
        target=in_markdown(writing.exact_money(words, plan, _target(allocation))),
        chance=words.wanted_chance(allocation.wanted.chance),
    )


def _next_euro(words: Words, plan: Plan, allocation: Allocation) -> str:
    """The channel where one more euro earns most as things stand."""
    text, frame, one = words.text, allocation.by_channel, in_markdown(writing.one_unit(words, plan))
    full = [row.max_spend is not None and row.spend >= row.max_spend for row in allocation.channels.rows]
    with_room = [row for row, is_full in zip(rows_of(frame), full, strict=True) if not is_full]
    if not with_room:
        return text("Every channel is at its “At most”: raise one to make room for the next {one}.", one=one)
    best = max(with_room, key=lambda row: row["next_euro"])
    earned = float(best["next_euro"])
    alike = [row for row in with_room if earned - row["next_euro"] <= ALIKE * abs(1 + earned)]
    places = {"one": one, "channel": writing.listed(words, [plain_markdown(str(row["channel"])) for row in alike])}
    if earned < 0:
        return text(
            "**Add nothing:** even in {channel}, the best channel, the next {one} loses {lost}.",
            lost=in_markdown(writing.money_per_unit(words, plan, -earned)),
            **places,
        )
    wording = (
        N_("**Into any of {channel}:** the next {one} earns {earned} profit there.")
        if len(alike) > 1
        else N_("**Into {channel}:** the next {one} earns {earned} profit there.")
        if best["spend"] > 0
        else N_("**Into {channel}**, where you spend nothing yet: the next {one} earns {earned} profit there.")
    )
    return text(wording, earned=in_markdown(writing.money_per_unit(words, plan, earned)), **places)


def _moved(words: Words, plan: Plan, allocation: Allocation) -> str:
    """What changes, and what it brings in terms of the goal; how sure that is stands in a card."""
    wanted, text = allocation.wanted, words.text
    now, new = allocation.now, allocation.new
    places = {
        "changes": changes(words, plan, allocation, marked=True),
        "gained": in_markdown(_gained(words, plan, allocation)),
    }
    if wanted.goal == "most_orders":
        return _more_orders(words, plan, allocation, places)
    sentences = [
        text(
            "The cautious split: {changes}. Very bad periods then end at {worst} instead of {before}; on average "
            "profit changes by {gained}.",
            worst=in_markdown(writing.money(words, plan, new.profit_worst_mean)),
            before=in_markdown(writing.money(words, plan, now.profit_worst_mean)),
            **places,
        )
        if wanted.goal == "cautious"
        else text("Change your split: {changes}. Average profit changes by **{gained}**.", **places)
    ]
    if allocation.worst_is_outweighed:
        sentences.append(text("Bad periods end lower: at this weight, what the average gains counts more."))
    return " ".join(sentences)


def _more_orders(words: Words, plan: Plan, allocation: Allocation, places: dict[str, str]) -> str:
    """What the split with most orders brings."""
    now, new = allocation.now, allocation.new
    return words.text(
        N_("Most orders: {changes}. That brings about {orders} instead of {before}.")
        if is_guess(allocation)
        else N_(
            "Most orders: {changes}. That brings about {orders} instead of {before}, at no more than {target} each "
            "with a chance of {kept}; profit changes by {gained}."
        ),
        orders=writing.count(words, new.orders_mean),
        before=writing.count(words, now.orders_mean),
        target=in_markdown(writing.exact_money(words, plan, _target(allocation))),
        kept=writing.brief_chance(words, new.target_probability, decimals=0),
        **places,
    )


def _target(allocation: Allocation) -> float:
    own = allocation.channels.plan.scenario.target_cpo
    target = allocation.wanted.target_cpo if allocation.wanted.target_cpo is not None else own
    return math.nan if target is None else target


def _out_of_reach(words: Words, plan: Plan, allocation: Allocation) -> list[str]:
    """That a CPO cannot be kept, and the nearest that can."""
    text, token = words.text, allocation.token
    places = {
        "target": in_markdown(writing.exact_money(words, plan, _target(allocation))),
        "chance": words.wanted_chance(allocation.wanted.chance),
    }
    if token is not None and token.meets_target:
        lead = text(
            "A cost per order of {target} with a chance of {chance} is only possible by spending next to nothing "
            "({spent}; orders: {orders}).",
            spent=in_markdown(writing.exact_money(words, plan, token.spend)),
            orders=writing.count(words, token.orders_mean),
            **places,
        )
    else:
        lead = text(
            "However you split {total}, an order cannot cost at most {target} with a chance of {chance}.",
            total=in_markdown(writing.money(words, plan, allocation.new.spend + allocation.unspent)),
            **places,
        )
    if math.isinf(allocation.reachable_cpo) or math.isnan(allocation.reachable_cpo):
        nearest = text("Nor at most any other amount: there may be no order at all.")
    else:
        wording = (
            N_("**{kept}** is possible, with the split below ({changes}).")
            if token is None
            else N_("With all {whole} spent, **{kept}** is possible, with the split below ({changes}).")
        )
        nearest = text(
            wording,
            whole=in_markdown(writing.money(words, plan, allocation.new.spend)),
            kept=in_markdown(writing.exact_money(words, plan, allocation.reachable_cpo)),
            changes=changes(words, plan, allocation, marked=True) or text("as it is now"),
        )
    return [lead, nearest, text(_remedy(allocation))]


def _remedy(allocation: Allocation) -> str:
    if allocation.wanted.all_of_it:
        return N_("A smaller total, “What pays” or a lower chance would help.")
    if allocation.token is not None:
        return N_("A higher cost per order, a lower chance or better channels would help.")
    return N_("A lower chance or better channels would help.")


# -- the key figures ---------------------------------------------------------------------------------------------


def _cards(words: Words, plan: Plan, allocation: Allocation) -> None:
    """Profit, the chance to beat the present split, the chance to break even and orders: of the new split."""
    with st.grid(4, min_column_width=150):
        for figure in key_figures(words, plan, allocation):
            cards.card(words, figure.label, figure.value, figure.lines, figure.term, about=figure.about)
