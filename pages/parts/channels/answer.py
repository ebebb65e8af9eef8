"""Where the next euro goes, and the new split beside the present one: in words, figures and a picture."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext

import streamlit as st

from pages.kit import cards
from pages.kit.tables import rows_of
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.kit.writing import _earned, amount, cents, chance_of, in_money, listed, one_unit, orders_of, per_unit, signed
from pages.parts.channels import table
from pages.parts.channels.results import FAR, HARDLY, MANY, NEARLY, Asked, asked_of, stop_of
from pages.parts.channels.table import Question
from simulator import Allocation, Estimate, InputError, Plan
from simulator.channels.table import CENT

NOTHING = 1e-6
"""Part of the total: less is no gain."""
ALIKE = 0.001
"""Part of what the next euro brings in the best channel: one that brings less by no more than this is as good."""
UNSPENT = {
    "maxima": N_(
        "**{unspent}** stays unspent: your “At most” leave room for only {spent}. Raise one of them, or add a channel."
    ),
    "some_maxima": N_(
        "**{unspent}** stays unspent: where more would earn itself, your “At most” is reached, and in the other "
        "channels more would not."
    ),
    "chance": N_(
        "**{unspent}** stays unspent: no split that spends more was found to bring more orders and keep a CPO of "
        "{target} with a chance of {chance}."
    ),
    "caution": N_(
        "**{unspent}** stays unspent out of caution: more would still earn itself on average, but lose too much in the "
        "worst periods."
    ),
    "earns_nothing": N_("**{unspent}** is better left unspent: more would not earn itself."),
}
"""Why a part of the total stays unspent."""


# -- the answer -------------------------------------------------------------------------------------------------


def answer(words: Words, plan: Plan) -> None:
    """The sentence and the key figures, or what is in their way."""
    standing, text = table.standing(), words.text
    if standing.question is None:
        st.info(
            text(
                "Put at least two channels in the table below: a name, what is spent now, a click price and a "
                "conversion rate each."
            ),
            icon=":material/table_rows:",
        )
        return
    if standing.outdated:
        st.error(
            text("The answer below is that of the last channels that could be used. Mend what is marked there."),
            icon=":material/history:",
        )
    try:
        with _patiently(words, standing.question):
            asked = asked_of(plan, standing.question)
    except InputError as error:
        _refused(words, plan, standing.question, error)
        return
    _sentence(words, plan, asked)
    _key_figures(words, plan, asked)


def _patiently(words: Words, question: Question) -> AbstractContextManager[None]:
    """Says that it works, where a goal has no closed form and there are so many channels that it is felt."""
    count = len(question.rows)
    if question.wanted.goal == "expected" or count < MANY:
        return nullcontext()
    return st.spinner(words.text("Splitting over {count} channels", count=words.number(count)))


def _refused(words: Words, plan: Plan, question: Question, error: InputError) -> None:
    """What makes a split impossible, and the nearest total that is not."""
    lines = [words.error(in_money(words, plan, error))]
    row = error.values.get("row")
    if isinstance(row, int) and row <= len(question.rows):
        lines.insert(0, f"**{plain_markdown(question.rows[row - 1].name)}**:")
    for name, field in (("least", "min_spend"), ("most", "max_spend")):
        nearest = error.values.get(name)
        if error.field == field and isinstance(nearest, float) and nearest > 0 and "total" in error.values:
            told = in_markdown(cents(words, plan, nearest))
            lines.append(words.text("The nearest total that they permit is **{total}**.", total=told))
    st.warning(" ".join(lines), icon=":material/block:")


def _sentence(words: Words, plan: Plan, asked: Asked) -> None:
    """Where the next euro goes, and what the new split is worth."""
    found, text = asked.found, words.text
    if not found.reached:
        st.warning(" ".join(_out_of_reach(words, plan, asked)), icon=":material/flag:")
        return
    example = [text("Of the example:")] if table.standing().is_example else []
    lines = [*example, _next_euro(words, plan, asked)]
    if _is_moved(found):
        lines.append(_moved(words, plan, asked))
        if (found.by_channel["reach"] > FAR * NEARLY).any():
            lines.append(text("**Part of it is a guess:** it spends far more than was ever seen, see below."))
    else:
        lines.append(_as_good_as_it_gets(words, plan, found))
    too_much = asked.wanted.all_of_it and float(found.by_channel["new_next_euro"].max()) < 0
    if too_much:
        lines.append(_too_much(words, plan, asked))
    if found.unspent >= HARDLY * max(found.new.spend, 1.0):
        lines.append(_unspent(words, plan, asked))
    better = _is_moved(found) and found.new.profit_mean > found.now.profit_mean
    box = st.warning if too_much else st.success if better else st.info
    box(" ".join(lines), icon=":material/alt_route:")


def _as_good_as_it_gets(words: Words, plan: Plan, found: Allocation) -> str:
    """That hardly anything need move, and what it would earn."""
    gain = found.new.profit_mean - found.now.profit_mean
    if gain < CENT:
        return words.text("The present split is about the best already.")
    return words.text(
        "The present split is about the best already: a better one would earn {gain} more on average.",
        gain=in_markdown(amount(words, plan, gain)),
    )


def _too_much(words: Words, plan: Plan, asked: Asked) -> str:
    """Where no split of the total pays for its last euro: up to which total one does."""
    stop = stop_of(asked.channels)
    if stop.reason == "at_lowest" or stop.total < CENT:
        return words.text("Not even the first clicks pay: no total earns itself.")
    return words.text(
        "Together they pay up to about **{total}**: with “At most that”, the rest stays unspent.",
        total=in_markdown(amount(words, plan, stop.total)),
    )


def _unspent(words: Words, plan: Plan, asked: Asked) -> str:
    """How much of the total stays unspent, and why."""
    found = asked.found
    return words.text(
        UNSPENT[found.unspent_because],
        unspent=in_markdown(amount(words, plan, found.unspent)),
        spent=in_markdown(amount(words, plan, found.new.spend)),
        target=in_markdown(cents(words, plan, _target(asked))),
        chance=words.asked_chance(asked.wanted.chance),
    )


def _is_moved(found: Allocation) -> bool:
    """Whether so much moves that it is worth a word, and changes something where profit is all that counts."""
    total = max(found.now.spend, found.new.spend)
    idle = found.wanted.goal == "expected" and abs(found.new.profit_mean - found.now.profit_mean) < NOTHING * total
    return found.moved >= HARDLY * total and not idle


def _next_euro(words: Words, plan: Plan, asked: Asked) -> str:
    """The channel where one more euro earns most as things stand, and the one where it loses."""
    text, frame, one = words.text, asked.found.by_channel, in_markdown(one_unit(words, plan))
    full = [each.max_spend is not None and each.spend >= each.max_spend for each in asked.channels.rows]
    open_ = [row for row, is_full in zip(rows_of(frame), full, strict=True) if not is_full]
    if not open_:
        return text("Every channel stands at its largest spend: raise one to make room for the next {one}.", one=one)
    best = max(open_, key=lambda row: row["next_euro"])
    earned = float(best["next_euro"])
    alike = [row for row in open_ if earned - row["next_euro"] <= ALIKE * (1 + earned)]
    places = {"one": one, "channel": listed(words, [plain_markdown(str(row["channel"])) for row in alike])}
    if earned < 0:
        return text(
            "In no channel does the next {one} earn itself; least is lost in **{channel}**: {lost}.",
            lost=in_markdown(per_unit(words, plan, -earned)),
            **places,
        )
    wording = (
        N_("The next {one} earns the same in **{channel}**: it comes back with {earned} on top.")
        if len(alike) > 1
        else N_("The next {one} goes to **{channel}**, where it comes back with {earned} on top.")
        if best["spend"] > 0
        else N_("The next {one} goes to **{channel}**, where nothing is spent yet: it comes back with {earned} on top.")
    )
    told = text(wording, earned=in_markdown(per_unit(words, plan, earned)), **places)
    used = [row for row in rows_of(frame) if row["spend"] > 0]
    worst = min(used, key=lambda row: row["next_euro"]) if used else best
    if worst["next_euro"] <= -CENT / 2:
        told += " " + text(
            "In **{channel}** it loses {lost}.",
            channel=plain_markdown(str(worst["channel"])),
            lost=in_markdown(per_unit(words, plan, -float(worst["next_euro"]))),
        )
    return told


def _moved(words: Words, plan: Plan, asked: Asked) -> str:
    """What changes, and what it brings in terms of the goal."""
    found, wanted, text = asked.found, asked.wanted, words.text
    now, new = found.now, found.new
    places = {
        "changes": _changes(words, plan, found),
        "gained": in_markdown(signed(words, plan, new.profit_mean - now.profit_mean, new.profit_error)),
        "chance": words.short_chance(found.beats_probability, plan.settings.draws),
    }
    if wanted.goal == "most_orders":
        return text(
            "Most orders: {changes}. That brings {orders} orders on average instead of {before} and keeps a CPO of "
            "{target} with a chance of {kept}; profit changes by {gained}.",
            orders=orders_of(words, new.orders_mean),
            before=orders_of(words, now.orders_mean),
            target=in_markdown(cents(words, plan, _target(asked))),
            kept=chance_of(words, new.target_probability),
            **places,
        )
    if wanted.goal == "cautious":
        told = text(
            "The cautious split: {changes}. It weighs the worst 5 % of periods at {caution} beside the average of "
            "all: the worst then end at {worst} instead of {before} on average; over all periods it changes profit "
            "by {gained}, and it beats the present split with a chance of **{chance}**.",
            caution=words.asked_chance(wanted.caution),
            worst=in_markdown(amount(words, plan, new.profit_worst_mean)),
            before=in_markdown(amount(words, plan, now.profit_worst_mean)),
            **places,
        )
        if found.worst_is_outweighed:
            told += " " + text("The worst end lower: by these weights, what the average gains is more.")
        return told
    return text(
        "The best split: {changes}. It changes profit by **{gained}** on average and beats the present split with "
        "a chance of **{chance}**.",
        **places,
    )


def _changes(words: Words, plan: Plan, found: Allocation) -> str:
    """The channels whose spend changes, the largest change first, as markdown."""
    frame = found.by_channel
    moving = frame[frame["change"].abs() >= 0.005].sort_values("change", key=abs, ascending=False, kind="stable")
    return listed(
        words,
        [
            f"**{plain_markdown(str(row['channel']))}** "
            + in_markdown(_unbroken(signed(words, plan, float(row["change"]))))
            for row in rows_of(moving)
        ],
    )


def _unbroken(number: str) -> str:
    """A number whose sign stays beside it where a line ends."""
    return number.replace("-", "−\u2060", 1)


def _target(asked: Asked) -> float:
    own = asked.channels.plan.scenario.target_cpo
    target = asked.wanted.target_cpo if asked.wanted.target_cpo is not None else own
    return math.nan if target is None else target


def _out_of_reach(words: Words, plan: Plan, asked: Asked) -> list[str]:
    """That a CPO cannot be kept, and the nearest that can."""
    found, text, token = asked.found, words.text, asked.found.token
    places = {
        "target": in_markdown(cents(words, plan, _target(asked))),
        "chance": words.asked_chance(asked.wanted.chance),
    }
    if token is not None and token.is_kept:
        told = text(
            "A CPO of {target} can only be kept with a chance of {chance} by spending next to nothing: {spent} for "
            "{orders} orders.",
            spent=in_markdown(cents(words, plan, token.spend)),
            orders=orders_of(words, token.orders_mean),
            **places,
        )
    else:
        told = text(
            "A CPO of {target} cannot be kept with a chance of {chance}, however {total} is split.",
            total=in_markdown(amount(words, plan, found.new.spend + found.unspent)),
            **places,
        )
    if math.isinf(found.kept_cpo) or math.isnan(found.kept_cpo):
        nearest = text("No CPO can: there may be no order at all.")
    else:
        wording = (
            N_("The nearest is **{kept}**, with the split below ({changes}).")
            if token is None
            else N_("With all {whole} spent, the nearest is **{kept}**, with the split below ({changes}).")
        )
        nearest = text(
            wording,
            whole=in_markdown(amount(words, plan, found.new.spend)),
            kept=in_markdown(cents(words, plan, found.kept_cpo)),
            changes=_changes(words, plan, found) or text("as it is now"),
        )
    return [told, nearest, text(_remedy(asked))]


def _remedy(asked: Asked) -> str:
    if asked.wanted.all_of_it:
        return N_("A smaller total, “At most that”, or a lower chance would help.")
    if asked.found.token is not None:
        return N_("A higher CPO, a lower chance or better channels would help.")
    return N_("A lower chance would help, or better channels.")


def _key_figures(words: Words, plan: Plan, asked: Asked) -> None:
    """Profit, the chance to beat the present split, the chance to break even and orders: of the new split."""
    text, found, draws = words.text, asked.found, plan.settings.draws
    now, new = found.now, found.new
    luck = (
        []
        if found.beats_with_luck is None
        else [text("with the luck of orders: {chance}", chance=words.short_chance(found.beats_with_luck, draws))]
    )
    per_moved = (
        []
        if math.isnan(found.earned_per_moved)
        else [
            text(
                "{money} per {one} moved",
                money=_earned(words, plan, found.earned_per_moved),
                one=one_unit(words, plan),
            )
        ]
    )
    with st.grid(4, min_column_width=150):
        cards.card(
            words,
            N_("Profit, new split"),
            amount(words, plan, new.profit_mean, new.profit_error),
            [text("now {value}", value=amount(words, plan, now.profit_mean, now.profit_error)), *per_moved],
            "profit",
        )
        cards.card(
            words,
            N_("Earns more than the present split"),
            words.brief_chance(found.beats_probability) if _is_moved(found) else "–",
            luck if _is_moved(found) else [text("hardly anything moves")],
            "allocation",
        )
        cards.card(
            words,
            N_("Break-even probability"),
            words.brief_chance(Estimate(new.break_even_probability, new.break_even_error)),
            [
                text(
                    "now {value}",
                    value=words.brief_chance(Estimate(now.break_even_probability, now.break_even_error)),
                ),
                text("all together, luck aside"),
            ],
            "break_even_probability",
        )
        cards.card(
            words,
            N_("Orders, new split"),
            orders_of(words, new.orders_mean),
            [
                text("now {value}", value=orders_of(words, now.orders_mean)),
                text(
                    "CPO {new}, now {now}",
                    new=amount(words, plan, new.cpo_p50),
                    now=amount(words, plan, now.cpo_p50),
                ),
            ],
            "orders",
        )


# -- below the table that is edited -----------------------------------------------------------------------------
