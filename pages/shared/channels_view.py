"""Where the next euro goes, and the new split beside the present one: in words, figures and a picture."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import cards, channels_input, charts
from pages.shared.channels_input import Question
from pages.shared.channels_numbers import (
    MANY,
    Asked,
    Row,
    amount,
    asked_of,
    cents,
    chance_of,
    draw_table,
    in_money,
    listed,
    one_unit,
    orders_of,
    per_unit,
    rows_of,
    signed,
    stop_of,
)
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import Allocation, Channels, Estimate, InputError, Plan, table_of
from simulator.channels.table import CENT

HARDLY = 0.01
"""Part of the total: less need not be moved."""
NOTHING = 1e-6
"""Part of the total: less is no gain."""
FAR = 2.0
"""Times the spend at which a click price was seen, or its inverse: beyond, a split is a guess (method, section 20)."""
ALIKE = 0.001
"""Part of what the next euro brings in the best channel: one that brings less by no more than this is as good."""
NEARLY = 1.001
"""Times a bound that still counts as at it: spends are in whole cents."""
ROW_HEIGHT, AROUND = 34, 110
"""Pixels of a channel in the picture, and of legend and axis together."""
BINDS = {"least": N_("at its least"), "most": N_("at its most")}
"""The bound at which a spend stands."""
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
    standing, text = channels_input.standing(), words.text
    if standing.question is None:
        st.info(
            text(
                N_(
                    "Put at least two channels in the table below: a name, what is spent now, a click price and a "
                    "conversion rate each."
                )
            ),
            icon=":material/table_rows:",
        )
        return
    if standing.outdated:
        st.error(
            text(N_("The answer below is that of the last channels that could be used. Mend what is marked there.")),
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
    return st.spinner(words.text(N_("Splitting over {count} channels"), count=words.number(count)))


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
            lines.append(words.text(N_("The nearest total that they permit is **{total}**."), total=told))
    st.warning(" ".join(lines), icon=":material/block:")


def _sentence(words: Words, plan: Plan, asked: Asked) -> None:
    """Where the next euro goes, and what the new split is worth."""
    found, text = asked.found, words.text
    if not found.reached:
        st.warning(" ".join(_out_of_reach(words, plan, asked)), icon=":material/flag:")
        return
    example = [text(N_("Of the example:"))] if channels_input.standing().is_example else []
    lines = [*example, _next_euro(words, plan, asked)]
    if _is_moved(found):
        lines.append(_moved(words, plan, asked))
        if (found.by_channel["reach"] > FAR * NEARLY).any():
            lines.append(text(N_("**Part of it is a guess:** it spends far more than was ever seen, see below.")))
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
        return words.text(N_("The present split is about the best already."))
    return words.text(
        N_("The present split is about the best already: a better one would earn {gain} more on average."),
        gain=in_markdown(amount(words, plan, gain)),
    )


def _too_much(words: Words, plan: Plan, asked: Asked) -> str:
    """Where no split of the total pays for its last euro: up to which total one does."""
    stop = stop_of(asked.channels)
    if stop.reason == "at_lowest" or stop.total < CENT:
        return words.text(N_("Not even the first clicks pay: no total earns itself."))
    return words.text(
        N_("Together they pay up to about **{total}**: with “At most that”, the rest stays unspent."),
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
        return text(
            N_("Every channel stands at its largest spend: raise one to make room for the next {one}."), one=one
        )
    best = max(open_, key=lambda row: row["next_euro"])
    earned = float(best["next_euro"])
    alike = [row for row in open_ if earned - row["next_euro"] <= ALIKE * (1 + earned)]
    places = {"one": one, "channel": listed(words, [plain_markdown(str(row["channel"])) for row in alike])}
    if earned < 0:
        return text(
            N_("In no channel does the next {one} earn itself; least is lost in **{channel}**: {lost}."),
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
            N_("In **{channel}** it loses {lost}."),
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
            N_(
                "Most orders: {changes}. That brings {orders} orders on average instead of {before} and keeps a CPO of "
                "{target} with a chance of {kept}; profit changes by {gained}."
            ),
            orders=orders_of(words, new.orders_mean),
            before=orders_of(words, now.orders_mean),
            target=in_markdown(cents(words, plan, _target(asked))),
            kept=chance_of(words, new.target_probability),
            **places,
        )
    if wanted.goal == "cautious":
        told = text(
            N_(
                "The cautious split: {changes}. It weighs the worst 5 % of periods at {caution} beside the average of "
                "all: the worst then end at {worst} instead of {before} on average; over all periods it changes profit "
                "by {gained}, and it beats the present split with a chance of **{chance}**."
            ),
            caution=words.asked_chance(wanted.caution),
            worst=in_markdown(amount(words, plan, new.profit_worst_mean)),
            before=in_markdown(amount(words, plan, now.profit_worst_mean)),
            **places,
        )
        if found.worst_is_outweighed:
            told += " " + text(N_("The worst end lower: by these weights, what the average gains is more."))
        return told
    return text(
        N_(
            "The best split: {changes}. It changes profit by **{gained}** on average and beats the present split with "
            "a chance of **{chance}**."
        ),
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
            N_(
                "A CPO of {target} can only be kept with a chance of {chance} by spending next to nothing: {spent} for "
                "{orders} orders."
            ),
            spent=in_markdown(cents(words, plan, token.spend)),
            orders=orders_of(words, token.orders_mean),
            **places,
        )
    else:
        told = text(
            N_("A CPO of {target} cannot be kept with a chance of {chance}, however {total} is split."),
            total=in_markdown(amount(words, plan, found.new.spend + found.unspent)),
            **places,
        )
    if math.isinf(found.kept_cpo) or math.isnan(found.kept_cpo):
        nearest = text(N_("No CPO can: there may be no order at all."))
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
            changes=_changes(words, plan, found) or text(N_("as it is now")),
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
        else [text(N_("with the luck of orders: {chance}"), chance=words.short_chance(found.beats_with_luck, draws))]
    )
    per_moved = (
        []
        if math.isnan(found.earned_per_moved)
        else [
            text(
                N_("{money} per {one} moved"),
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
            [text(N_("now {value}"), value=amount(words, plan, now.profit_mean, now.profit_error)), *per_moved],
            "profit",
        )
        cards.card(
            words,
            N_("Earns more than the present split"),
            words.brief_chance(found.beats_probability) if _is_moved(found) else "–",
            luck if _is_moved(found) else [text(N_("hardly anything moves"))],
            "allocation",
        )
        cards.card(
            words,
            N_("Break-even probability"),
            words.brief_chance(Estimate(new.break_even_probability, new.break_even_error)),
            [
                text(
                    N_("now {value}"),
                    value=words.brief_chance(Estimate(now.break_even_probability, now.break_even_error)),
                ),
                text(N_("all together, luck aside")),
            ],
            "break_even_probability",
        )
        cards.card(
            words,
            N_("Orders, new split"),
            orders_of(words, new.orders_mean),
            [
                text(N_("now {value}"), value=orders_of(words, now.orders_mean)),
                text(
                    N_("CPO {new}, now {now}"),
                    new=amount(words, plan, new.cpo_p50),
                    now=amount(words, plan, now.cpo_p50),
                ),
            ],
            "orders",
        )


# -- below the table that is edited -----------------------------------------------------------------------------


def split(words: Words, plan: Plan, asked: Asked) -> None:
    """The new split beside the present one: picture, table, how sure it is, and the button that takes it over."""
    text, found = words.text, asked.found
    st.subheader(text(N_("The new split")), anchor=False)
    _split_chart(words, plan, found)
    _far(words, plan, asked)
    _split_table(words, plan, asked)
    st.caption(" ".join(_how_sure(words, plan, asked)))
    st.button(
        text(N_("Take this split over")),
        key="channels_take",
        on_click=_take,
        args=(words, found),
        disabled=found.moved < 0.005 or channels_input.standing().outdated,
        help=text(N_("Puts the new spends in the table; each click price keeps the spend at which it was seen.")),
    )


def _take(words: Words, found: Allocation) -> None:
    _put(words, found.taken_over)


def _bound(words: Words, channels: Channels) -> None:
    _put(words, channels.kept_near(FAR))


def _put(words: Words, channels: Channels) -> None:
    channels_input.put(words, table_of(channels), channels_input.present_table())


def _split_chart(words: Words, plan: Plan, found: Allocation) -> None:
    text, frame = words.text, found.by_channel
    title = text(N_("Spend of each channel: now, new, and the range if the true averages were known"))
    st.markdown(f"**{title}**")
    now, new = text(N_("now")), text(N_("new"))
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text(N_("Spend, {money}"), money=money)),
        ("plan", text(N_("channel"))),
        ("kind", text(N_("split"))),
        ("low", text(N_("5 % below"))),
        ("middle", text(N_("spend"))),
        ("high", text(N_("95 % below"))),
    )
    rows: list[dict[str, Any]] = []
    for row in rows_of(frame):
        name, spend, then = str(row["channel"]), float(row["spend"]), float(row["new_spend"])
        ends = {"low": float(row["low"]), "middle": then, "high": float(row["high"])}
        for kind, places in ((new, ends), (now, dict.fromkeys(("low", "middle", "high"), spend))):
            told = {f"{end}_text": amount(words, plan, place) for end, place in places.items()}
            rows.append({"plan": name, "kind": kind, **places, **told})
    spec = charts.intervals((new, now), texts, words.chart_numbers(), height=AROUND + ROW_HEIGHT * len(frame))
    # A text with figures in it would have the browser draw the picture anew: they stand in the table below.
    st.vega_lite_chart(pd.DataFrame(rows), spec, key="channels_split_chart", alt=title)


def _far(words: Words, plan: Plan, asked: Asked) -> None:
    """That a spend lies far from what was seen, and a button that bounds it."""
    frame = asked.found.by_channel
    far = frame[(frame["reach"] > FAR * NEARLY) | (frame["reach"] < 1 / FAR / NEARLY)]
    if far.empty:
        return
    text = words.text
    named = [
        text(
            N_("{channel} (to nothing)") if row["new_spend"] < CENT else N_("{channel} ({times} times)"),
            channel=plain_markdown(str(row["channel"])),
            times=_times(words, row["reach"]),
        )
        for row in rows_of(far)
    ]
    st.warning(
        text(
            N_(
                "Far from the spend at which the click price was seen, the split is a guess: {channels}. Set “At "
                "least” and “At most”, go there in steps, and measure again."
            ),
            channels=listed(words, named),
        ),
        icon=":material/straighten:",
    )
    st.button(
        text(N_("Keep every channel between half and double")),
        key="channels_bound",
        on_click=_bound,
        args=(words, asked.channels),
        disabled=channels_input.standing().outdated,
        help=text(N_("Fills “At least” and “At most” with half and double of the spend at which CPC was seen.")),
    )


def _times(words: Words, value: float) -> str:
    return words.number(value, decimals=0 if value == 0 else 1 if value >= 0.1 else 2)


def split_rows(words: Words, plan: Plan, asked: Asked) -> pd.DataFrame:
    """The table of the split as it is read, the whole in its last row."""
    text, found, one = words.text, asked.found, one_unit(words, plan)
    titles = {
        "channel": text(N_("channel")),
        "spend": text(N_("now")),
        "new_spend": text(N_("new")),
        "change": text(N_("change")),
        "next_euro": text(N_("next {one} earns, now"), one=one),
        "new_next_euro": text(N_("then"), one=one),
        "binds": text(N_("bound")),
        "profit_mean": text(N_("profit, now")),
        "new_profit_mean": text(N_("profit, new")),
        "range": text(N_("if known")),
        "reach": text(N_("times seen")),
    }
    rows = [_split_row(words, plan, row) for row in rows_of(found.by_channel)]
    now, new = found.now, found.new
    rows.append(
        {
            **dict.fromkeys(titles, ""),
            "channel": text(N_("All channels")),
            "spend": cents(words, plan, now.spend),
            "new_spend": cents(words, plan, new.spend),
            "change": ("+" if new.spend > now.spend else "") + cents(words, plan, round(new.spend - now.spend, 2)),
            "profit_mean": amount(words, plan, now.profit_mean),
            "new_profit_mean": amount(words, plan, new.profit_mean),
        }
    )
    return pd.DataFrame(rows, columns=list(titles)).rename(columns=titles)


def _split_row(words: Words, plan: Plan, row: Row) -> dict[str, str]:
    return {
        "channel": str(row["channel"]),
        "spend": cents(words, plan, row["spend"]),
        "new_spend": cents(words, plan, row["new_spend"]),
        "change": ("+" if row["change"] > 0 else "") + cents(words, plan, row["change"]),
        "next_euro": _earned(words, plan, row["next_euro"]),
        "new_next_euro": _earned(words, plan, row["new_next_euro"]),
        "binds": words.text(BINDS[row["binds"]]) if row["binds"] else "–",
        "profit_mean": amount(words, plan, row["profit_mean"]),
        "new_profit_mean": amount(words, plan, row["new_profit_mean"]),
        "range": f"{amount(words, plan, row['low'])} – {amount(words, plan, row['high'])}",
        "reach": _times(words, row["reach"]),
    }


def _earned(words: Words, plan: Plan, value: float) -> str:
    return ("+" if value > 0 else "") + per_unit(words, plan, value)


def _split_table(words: Words, plan: Plan, asked: Asked) -> None:
    shown = split_rows(words, plan, asked)
    draw_table(shown, alt=words.text(N_("The present and the new split, channel by channel")))


def _how_sure(words: Words, plan: Plan, asked: Asked) -> list[str]:
    """What the columns mean, how far from the best the split can be, and how sure its spends are."""
    found, text = asked.found, words.text
    lines = [
        text(
            N_("If known: where the best spend would lie, in {level} of the draws, if their averages were known."),
            level=words.percent(0.9, decimals=0),
        )
    ]
    if asked.wanted.goal == "most_orders":
        gap = orders_of(words, found.gap)
        lines.append(
            text(
                N_("Certified: no split of this total brings {gap} more orders."),
                gap=words.number(max(found.gap, 0.1), decimals=1),
            )
            if found.certified
            else text(
                N_(
                    "The best that was found: on this goal more cannot be proved. Without the chance asked for there "
                    "could be at most {gap} more orders."
                ),
                gap=gap,
            )
        )
        return lines
    gap = in_markdown(cents(words, plan, max(math.ceil(found.gap * 100) / 100, 0.01)))
    lines.append(
        text(N_("Certified: no split of this total is better by {gap} or more in terms of the goal."), gap=gap)
        if found.gap < HARDLY * max(found.new.spend, 1.0)
        else text(N_("A better split could be better by {gap} at most in terms of the goal."), gap=gap)
    )
    error = float(found.by_channel["spend_error"].max())
    if error >= 0.005:
        lines.append(
            text(N_("Simulation error of a spend: ± {error} at most."), error=in_markdown(amount(words, plan, error)))
        )
    return lines
