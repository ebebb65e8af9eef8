"""Where the next euro goes: the new split beside the present one, each channel, and the frontier of totals."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import answer as answers
from pages.shared import cards, channels_input, charts, inputs
from pages.shared.asking import help_of
from pages.shared.channels_input import Question
from pages.shared.compare_view import SHAPES, VERDICTS
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import (
    Allocation,
    BudgetFrontier,
    ChannelFigures,
    Channels,
    Estimate,
    InputError,
    Plan,
    Wanted,
    allocate,
    budget_frontier,
    channel_figures,
    table_of,
    write_channels,
)
from simulator.scenario_file import write_table

HARDLY = 0.01
"""Part of the total: less need not be moved."""
FAR = 2.0
"""Times the spend at which a click price was seen, or its inverse: beyond, a split is a guess (method, section 20)."""
MOST_NAMED = 4
"""Channels named in a sentence; the rest is counted."""
LARGE_ENOUGH = 100
"""Money from here on is written without decimals where it is an estimate."""
ROW_HEIGHT, AROUND = 34, 110
"""Pixels of a channel in the picture, and of legend and axis together."""
BINDS = {"least": N_("at its least"), "most": N_("at its most"), "": "–"}
SURE_OF_A_GAP = 0.9
"""Chance from which a gap to the whole is called more than chance."""


Row = dict[str, Any]
"""One row of a frame, by its columns."""


class Asked(NamedTuple):
    """The channels beside the plan, what their split should do, and the split that was found."""

    channels: Channels
    wanted: Wanted
    found: Allocation


@lru_cache(maxsize=64)
def allocated(channels: Channels, wanted: Wanted) -> Allocation:
    """The best split."""
    return allocate(channels, wanted)


@lru_cache(maxsize=64)
def figures_of(channels: Channels) -> ChannelFigures:
    """What each channel brings beside the whole."""
    return channel_figures(channels)


@lru_cache(maxsize=64)
def frontier_of(channels: Channels) -> BudgetFrontier:
    """The best expected profit against the total."""
    return budget_frontier(channels)


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


# -- numbers ----------------------------------------------------------------------------------------------------


def _money(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    """An estimate of money: whole from a hundred on."""
    if math.isnan(value):
        return "–"
    decimals = 0 if abs(value) >= LARGE_ENOUGH else None
    return words.money(value, plan.scenario.currency, error=error, decimals=decimals)


def _cents(words: Words, plan: Plan, value: float) -> str:
    """A spend, to the cent: it is decided, not estimated."""
    return words.money(value, plan.scenario.currency)


def _signed(words: Words, plan: Plan, value: float, error: float = 0.0) -> str:
    written = _money(words, plan, value, error)
    return f"+{written}" if value > 0 else written


def _one(words: Words, plan: Plan) -> str:
    """The next euro, in the plan's currency."""
    return words.money(1, plan.scenario.currency, decimals=0)


def _share(words: Words, value: float) -> str:
    return "–" if math.isnan(value) else words.percent(value, decimals=0)


def _chance(words: Words, value: float) -> str:
    """A chance in whole percent."""
    if math.isnan(value):
        return "–"
    if value < 0.005:
        return f"< {words.percent(0.01, decimals=0)}"
    return f"> {words.percent(0.99, decimals=0)}" if value > 0.995 else words.percent(value, decimals=0)


def _names(words: Words, names: list[str]) -> str:
    """Channels in a sentence."""
    shown = [f"**{plain_markdown(name)}**" for name in names[:MOST_NAMED]]
    more = len(names) - len(shown)
    return ", ".join([*shown, *([words.text(N_("and {count} more"), count=words.number(more))] if more else [])])


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
        asked = _asked(plan, standing.question)
    except InputError as error:
        _refused(words, plan, standing.question, error)
        return
    _sentence(words, plan, asked)
    _key_figures(words, plan, asked)


def _asked(plan: Plan, question: Question) -> Asked:
    channels = question.beside(plan)
    return Asked(channels, question.wanted, allocated(channels, question.wanted))


def _refused(words: Words, plan: Plan, question: Question, error: InputError) -> None:
    """What makes a split impossible, and the nearest total that is not."""
    lines = [words.error(error)]
    row = error.values.get("row")
    if isinstance(row, int) and row <= len(question.rows):
        lines.insert(0, f"**{plain_markdown(question.rows[row - 1].name)}**:")
    for name, field in (("least", "min_spend"), ("most", "max_spend")):
        nearest = error.values.get(name)
        if error.field == field and isinstance(nearest, float) and "total" in error.values:
            told = in_markdown(_cents(words, plan, nearest))
            lines.append(words.text(N_("The nearest total that they permit is **{total}**."), total=told))
    st.warning(" ".join(lines), icon=":material/block:")


def _sentence(words: Words, plan: Plan, asked: Asked) -> None:
    """Where the next euro goes, and what the new split is worth."""
    found, text = asked.found, words.text
    if not found.reached:
        st.warning(" ".join(_out_of_reach(words, plan, asked)), icon=":material/flag:")
        return
    lines = [_next_euro(words, plan, asked)]
    if _is_moved(found):
        lines.append(_moved(words, plan, asked))
    else:
        lines.append(
            text(
                N_("The present split is about the best already: a better one would earn {gain} more on average."),
                gain=in_markdown(_money(words, plan, max(found.new.profit_mean - found.now.profit_mean, 0.0))),
            )
        )
    if found.unspent >= HARDLY * max(found.new.spend, 1.0):
        lines.append(
            text(
                N_("**{unspent}** is better left unspent: more would not earn itself."),
                unspent=in_markdown(_money(words, plan, found.unspent)),
            )
        )
    box = st.success if found.new.profit_mean > 0 and _is_moved(found) else st.info
    box(" ".join(lines), icon=":material/alt_route:")


def _is_moved(found: Allocation) -> bool:
    return found.moved >= HARDLY * max(found.now.spend, found.new.spend)


def _next_euro(words: Words, plan: Plan, asked: Asked) -> str:
    """The channel where one more euro earns most as things stand, and the one where it loses."""
    text, frame, one = words.text, asked.found.by_channel, in_markdown(_one(words, plan))
    full = [each.max_spend is not None and each.spend >= each.max_spend for each in asked.channels.rows]
    open_ = [row for row, is_full in zip(_rows(frame), full, strict=True) if not is_full]
    if not open_:
        return text(
            N_("Every channel stands at its largest spend: raise one to make room for the next {one}."), one=one
        )
    best = max(open_, key=lambda row: row["next_euro"])
    earned = float(best["next_euro"])
    places = {"one": one, "channel": plain_markdown(str(best["channel"]))}
    if math.isinf(earned):
        return text(
            N_("The next {one} goes to **{channel}**: nothing is spent there yet, and its first clicks are cheapest."),
            **places,
        )
    if earned < 0:
        return text(
            N_("In no channel does the next {one} earn itself; least of it is lost in **{channel}** ({lost})."),
            lost=in_markdown(_cents(words, plan, -earned)),
            **places,
        )
    told = text(
        N_("The next {one} goes to **{channel}**, where it comes back with {earned} on top."),
        earned=in_markdown(_cents(words, plan, earned)),
        **places,
    )
    used = [row for row in _rows(frame) if row["spend"] > 0]
    worst = min(used, key=lambda row: row["next_euro"]) if used else best
    if worst["next_euro"] < 0:
        told += " " + text(
            N_("In **{channel}** it loses {lost}."),
            channel=plain_markdown(str(worst["channel"])),
            lost=in_markdown(_cents(words, plan, -float(worst["next_euro"]))),
        )
    return told


def _moved(words: Words, plan: Plan, asked: Asked) -> str:
    """What changes, and what it brings in terms of the goal."""
    found, wanted, text = asked.found, asked.wanted, words.text
    now, new = found.now, found.new
    places = {
        "changes": in_markdown(_changes(words, plan, found)),
        "gained": in_markdown(_signed(words, plan, new.profit_mean - now.profit_mean)),
        "chance": words.short_chance(found.beats_probability, plan.settings.draws),
    }
    if wanted.goal == "most_orders":
        return text(
            N_(
                "Most orders: {changes}. That brings {orders} orders on average instead of {before} and keeps a CPO of "
                "{target} with a chance of {kept}; profit changes by {gained}."
            ),
            orders=_orders(words, new.orders_mean),
            before=_orders(words, now.orders_mean),
            target=in_markdown(_cents(words, plan, _target(asked))),
            kept=_chance(words, new.target_probability),
            **places,
        )
    if wanted.goal == "cautious":
        return text(
            N_(
                "The cautious split: {changes}. The worst 5 % of periods then end at {worst} instead of {before} on "
                "average, all of them with {gained}; it beats the present split with a chance of **{chance}**."
            ),
            worst=in_markdown(_money(words, plan, new.profit_worst_mean)),
            before=in_markdown(_money(words, plan, now.profit_worst_mean)),
            **places,
        )
    return text(
        N_(
            "The best split: {changes}. It changes profit by **{gained}** on average and beats the present split with "
            "a chance of **{chance}**."
        ),
        **places,
    )


def _changes(words: Words, plan: Plan, found: Allocation) -> str:
    """The channels whose spend changes, the largest change first."""
    frame = found.by_channel
    moving = frame[frame["change"].abs() >= 0.005].sort_values("change", key=abs, ascending=False, kind="stable")
    told = [
        f"**{plain_markdown(str(row['channel']))}** {_signed(words, plan, float(row['change']))}"
        for row in _rows(moving.head(MOST_NAMED))
    ]
    more = len(moving) - len(told)
    return ", ".join([*told, *([words.text(N_("and {count} more"), count=words.number(more))] if more else [])])


def _target(asked: Asked) -> float:
    own = asked.channels.plan.scenario.target_cpo
    target = asked.wanted.target_cpo if asked.wanted.target_cpo is not None else own
    return math.nan if target is None else target


def _orders(words: Words, value: float) -> str:
    return words.number(value, decimals=0 if value >= 10 else 1)


def _out_of_reach(words: Words, plan: Plan, asked: Asked) -> list[str]:
    """That a CPO cannot be kept, and the nearest that can."""
    found, text = asked.found, words.text
    told = text(
        N_("A CPO of {target} cannot be kept with a chance of {chance}, however {total} is split."),
        target=in_markdown(_cents(words, plan, _target(asked))),
        chance=words.percent(asked.wanted.chance, decimals=0),
        total=in_markdown(_money(words, plan, found.new.spend + found.unspent)),
    )
    if math.isinf(found.kept_cpo) or math.isnan(found.kept_cpo):
        nearest = text(N_("No CPO can: there may be no order at all."))
    else:
        nearest = text(
            N_("The nearest is **{kept}**, with the split below ({changes})."),
            kept=in_markdown(_cents(words, plan, found.kept_cpo)),
            changes=in_markdown(_changes(words, plan, found) or text(N_("as it is now"))),
        )
    remedy = (
        N_("A smaller total, “At most that”, or a lower chance would help.")
        if asked.wanted.all_of_it
        else N_("A lower chance would help, or better channels.")
    )
    return [told, nearest, text(remedy)]


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
                money=_signed(words, plan, found.earned_per_moved),
                one=_one(words, plan),
            )
        ]
    )
    with st.grid(4, min_column_width=150):
        cards.card(
            words,
            N_("Profit, new split"),
            _money(words, plan, new.profit_mean, new.profit_error),
            [text(N_("now {value}"), value=_money(words, plan, now.profit_mean, now.profit_error)), *per_moved],
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
                text(N_("all channels together")),
            ],
            "break_even_probability",
        )
        cards.card(
            words,
            N_("Orders, new split"),
            _orders(words, new.orders_mean),
            [
                text(N_("now {value}"), value=_orders(words, now.orders_mean)),
                text(
                    N_("CPO {new}, now {now}"),
                    new=_money(words, plan, new.cpo_p50),
                    now=_money(words, plan, now.cpo_p50),
                ),
            ],
            "orders",
        )


# -- below the table that is edited -----------------------------------------------------------------------------


def details(words: Words, plan: Plan) -> None:
    """The new split, each channel, and the frontier; nothing while there is no answer."""
    question = channels_input.standing().question
    if question is None:
        return
    try:
        channels = question.beside(plan)
    except InputError:  # said above
        return
    found = _split_of(channels, question.wanted)
    if found is not None:  # what needs no split is shown all the same
        split(words, plan, Asked(channels, question.wanted, found))
    by_channel(words, plan, channels)
    frontier(words, plan, channels)


def _split_of(channels: Channels, wanted: Wanted) -> Allocation | None:
    try:
        return allocated(channels, wanted)
    except InputError:
        return None


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
        disabled=found.moved < 0.005,
        help=text(N_("Puts the new spends in the table; each click price keeps the spend at which it was seen.")),
    )


def _take(words: Words, found: Allocation) -> None:
    _put(words, found.taken_over)


def _bound(words: Words, channels: Channels) -> None:
    """Keep every channel within half and double of the spend at which its click price was seen."""
    before = channels_input.present_table()
    table = before.copy()
    seen = pd.Series([channel.reference for channel in channels.rows], index=table.index)
    table["min_spend"] = table["min_spend"].fillna(0).clip(lower=(seen / FAR).round(2))
    table["max_spend"] = table["max_spend"].fillna(math.inf).clip(upper=(seen * FAR).round(2))
    channels_input.put(words, table, before)
    st.rerun()


def _put(words: Words, channels: Channels) -> None:
    channels_input.put(words, table_of(channels), channels_input.present_table())
    st.rerun()  # the table, too, and not only the part that the button stands in


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
    for row in _rows(frame):
        name, spend, then = str(row["channel"]), float(row["spend"]), float(row["new_spend"])
        ends = {"low": float(row["low"]), "middle": then, "high": float(row["high"])}
        for kind, places in ((new, ends), (now, dict.fromkeys(("low", "middle", "high"), spend))):
            told = {f"{end}_text": _money(words, plan, place) for end, place in places.items()}
            rows.append({"plan": name, "kind": kind, **places, **told})
    spec = charts.intervals((new, now), texts, words.chart_numbers(), height=AROUND + ROW_HEIGHT * len(frame))
    alt = "; ".join(
        f"{row['channel']} {_money(words, plan, row['spend'])} → {_money(words, plan, row['new_spend'])}"
        for row in _rows(frame)
    )
    st.vega_lite_chart(pd.DataFrame(rows), spec, key="channels_split_chart", alt=f"{title}: {alt}")


def _far(words: Words, plan: Plan, asked: Asked) -> None:
    """That a spend lies far from what was seen, and a button that bounds it."""
    frame = asked.found.by_channel
    far = frame[(frame["reach"] > FAR * 1.001) | (frame["reach"] < 1 / FAR / 1.001)]
    if far.empty:
        return
    text = words.text
    named = [
        text(
            N_("{channel} ({times} times)"),
            channel=plain_markdown(str(row["channel"])),
            times=_times(words, row["reach"]),
        )
        for row in _rows(far.head(MOST_NAMED))
    ]
    more = len(far) - len(named)
    listed = ", ".join([*named, *([text(N_("and {count} more"), count=words.number(more))] if more else [])])
    st.warning(
        text(
            N_(
                "Far from the spend at which the click price was seen, the split is a guess: {channels}. Set “At "
                "least” and “At most”, go there in steps, and measure again."
            ),
            channels=listed,
        ),
        icon=":material/straighten:",
    )
    st.button(
        text(N_("Keep every channel between half and double")),
        key="channels_bound",
        on_click=_bound,
        args=(words, asked.channels),
        help=text(N_("Fills “At least” and “At most” with half and double of the spend at which CPC was seen.")),
    )


def _times(words: Words, value: float) -> str:
    return words.number(value, decimals=1 if value >= 0.1 or value == 0 else 2)


def split_rows(words: Words, plan: Plan, asked: Asked) -> pd.DataFrame:
    """The table of the split as it is read, the whole in its last row."""
    text, found, one = words.text, asked.found, _one(words, plan)
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
    rows = []
    for row in _rows(found.by_channel):
        rows.append(
            {
                "channel": str(row["channel"]),
                "spend": _cents(words, plan, row["spend"]),
                "new_spend": _cents(words, plan, row["new_spend"]),
                "change": ("+" if row["change"] > 0 else "") + _cents(words, plan, row["change"]),
                "next_euro": _earned(words, plan, row["next_euro"]),
                "new_next_euro": _earned(words, plan, row["new_next_euro"]),
                "binds": text(BINDS[row["binds"]]) if row["binds"] else "–",
                "profit_mean": _money(words, plan, row["profit_mean"]),
                "new_profit_mean": _money(words, plan, row["new_profit_mean"]),
                "range": f"{_money(words, plan, row['low'])} – {_money(words, plan, row['high'])}",
                "reach": _times(words, row["reach"]),
            }
        )
    now, new = found.now, found.new
    rows.append(
        {
            **dict.fromkeys(titles, ""),
            "channel": text(N_("All channels")),
            "spend": _cents(words, plan, now.spend),
            "new_spend": _cents(words, plan, new.spend),
            "change": ("+" if new.spend > now.spend else "") + _cents(words, plan, round(new.spend - now.spend, 2)),
            "profit_mean": _money(words, plan, now.profit_mean),
            "new_profit_mean": _money(words, plan, new.profit_mean),
        }
    )
    return pd.DataFrame(rows, columns=list(titles)).rename(columns=titles)


def _earned(words: Words, plan: Plan, value: float) -> str:
    if math.isinf(value) or math.isnan(value):
        return "∞" if value > 0 else "–"
    return ("+" if value > 0 else "") + words.money(value, plan.scenario.currency)


def _split_table(words: Words, plan: Plan, asked: Asked) -> None:
    shown = split_rows(words, plan, asked)
    _table(shown, alt=words.text(N_("The present and the new split, channel by channel")))


def _table(shown: pd.DataFrame, *, alt: str) -> None:
    right = st.column_config.TextColumn(alignment="right")
    first, *others = map(str, shown.columns)
    columns = {**dict.fromkeys(others, right), first: st.column_config.TextColumn(pinned=True, width=130)}
    st.dataframe(shown, hide_index=True, height="content", column_config=columns, alt=alt)


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
        gap = _orders(words, found.gap)
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
    gap = in_markdown(_cents(words, plan, max(math.ceil(found.gap * 100) / 100, 0.01)))
    lines.append(
        text(N_("Certified: no split of this total is better by {gap} or more in terms of the goal."), gap=gap)
        if found.gap < HARDLY * max(found.new.spend, 1.0)
        else text(N_("A better split could be better by {gap} at most in terms of the goal."), gap=gap)
    )
    error = float(found.by_channel["spend_error"].max())
    if error >= 0.005:
        lines.append(
            text(N_("Simulation error of a spend: ± {error} at most."), error=in_markdown(_money(words, plan, error)))
        )
    return lines


# -- each channel -----------------------------------------------------------------------------------------------


def by_channel(words: Words, plan: Plan, channels: Channels) -> None:
    """Each channel at its spend now, beside the whole."""
    text, found = words.text, figures_of(channels)
    st.subheader(text(N_("Each channel as it is now")), anchor=False)
    told = gap_sentence(words, found)
    if told:
        st.markdown(told, help=help_of(words, "performance_gap"))
    _table(channel_rows(words, plan, found), alt=text(N_("Each channel and the whole, as they are now")))
    st.caption(
        text(
            N_(
                "Medians, in brackets the range of {level}. Zone and chance as on the page Plan; marginal CPO is what "
                "the next order costs. Gaps are to all channels together, in brackets the chance that they are more "
                "than chance; {sure} or more counts as sure here. CAC needs a share of new customers."
            ),
            level=words.percent(0.9, decimals=0),
            sure=words.percent(SURE_OF_A_GAP, decimals=0),
        )
    )


def gap_sentence(words: Words, found: ChannelFigures) -> str:
    """Which channels surely cost more or less per order than the whole, and what they bring of the profit."""
    frame = found.by_channel
    parts = []
    for row in _rows(frame):
        gap, sure = float(row["cpo_gap"]), float(row["cpo_gap_probability"])
        if math.isnan(gap) or math.isinf(gap) or sure < SURE_OF_A_GAP:
            continue
        wording = (
            N_("**{channel}** pays {gap} less per order than the whole (sure to {chance})")
            if gap < 0
            else N_("**{channel}** pays {gap} more per order than the whole (sure to {chance})")
        )
        parts.append(
            words.text(
                wording,
                channel=plain_markdown(str(row["channel"])),
                gap=words.percent(abs(gap), decimals=0),
                chance=_chance(words, sure),
            )
        )
    if not parts:
        return words.text(N_("No channel differs from the whole in its CPO by more than chance may explain."))
    more = len(parts) - MOST_NAMED
    listed = [
        *parts[:MOST_NAMED],
        *([words.text(N_("and {count} more"), count=words.number(more))] if more > 0 else []),
    ]
    return ", ".join(listed) + "."


def channel_rows(words: Words, plan: Plan, found: ChannelFigures) -> pd.DataFrame:
    """The table of channels as it is read, the whole in its last row."""
    text = words.text
    titles = {
        "channel": text(N_("channel")),
        "zone": text(N_("zone")),
        "pays": text(N_("break-even")),
        "spend_share": text(N_("of spend")),
        "profit_share": text(N_("of profit")),
        "profit": text(N_("profit")),
        "cpo": text(N_("CPO")),
        "max_cpo": text(N_("max CPO")),
        "marginal_cpo": text(N_("marginal CPO")),
        "orders": text(N_("orders")),
        "cac": text(N_("CAC")),
        "cpo_gap": text(N_("CPO gap")),
        "cvr_gap": text(N_("CVR gap")),
        "aov_gap": text(N_("AOV gap")),
    }
    rows = [_channel_row(words, plan, row) for row in _rows(found.by_channel)]
    rows.append(_channel_row(words, plan, _rows(found.whole)[0]) | {"channel": text(N_("All channels"))})
    frame = pd.DataFrame(rows, columns=list(titles))
    if (frame["cac"] == "–").all():
        del frame["cac"]
    return frame.rename(columns=titles)


def _channel_row(words: Words, plan: Plan, row: Row) -> dict[str, str]:
    def spread(name: str, written: Any) -> str:
        middle, low, high = (float(row[part]) for part in (name, f"{name}_low", f"{name}_high"))
        if math.isnan(middle):
            return "–"
        return words.text(
            N_("{expected} ({low} to {high})"), expected=written(middle), low=written(low), high=written(high)
        )

    def cost(value: float) -> str:
        return "–" if math.isnan(value) else words.money(value, plan.scenario.currency)

    def gap(name: str) -> str:
        value, chance = float(row[f"{name}_gap"]), float(row[f"{name}_gap_probability"])
        if math.isnan(value) or math.isinf(value):
            return "–"
        written = ("+" if value > 0 else "") + words.percent(value, decimals=0)
        return f"{written} ({_chance(words, chance)})"

    zone = str(row["zone"])
    return {
        "channel": str(row["channel"]),
        "zone": f"{SHAPES[zone]} {words.text(VERDICTS[zone])}" if zone else "–",
        "pays": _chance(words, float(row["break_even_probability"])),
        "spend_share": _share(words, float(row["spend_share"])),
        "profit_share": _share(words, float(row["profit_share"])),
        "profit": _money(words, plan, float(row["profit_mean"]), _error(row["profit_error"])),
        "cpo": spread("cpo", cost),
        "max_cpo": cost(float(row["max_cpo"])),
        "marginal_cpo": spread("marginal_cpo", cost),
        "orders": spread("orders", lambda value: _orders(words, value)),
        "cac": spread("cac", cost),
        "cpo_gap": gap("cpo"),
        "cvr_gap": gap("cvr"),
        "aov_gap": gap("aov"),
    }


def _error(value: Any) -> float:
    return 0.0 if math.isnan(float(value)) else float(value)


# -- the frontier -----------------------------------------------------------------------------------------------


def frontier(words: Words, plan: Plan, channels: Channels) -> None:
    """The best expected profit against the total of all channels."""
    text = words.text
    with st.expander(
        text(N_("How much for all channels together: the frontier")), key="channels_frontier", on_change="rerun"
    ) as box:
        if not box.open:
            return
        try:
            found = frontier_of(channels)
        except InputError as error:
            st.warning(words.error(error), icon=":material/block:")
            return
        st.markdown(_frontier_sentence(words, plan, channels, found), help=help_of(words, "budget_frontier"))
        _frontier_chart(words, plan, channels, found)
        _next_chart(words, plan, channels, found)
        _table(frontier_rows(words, plan, found), alt=text(N_("The frontier as a table")))


def _frontier_sentence(words: Words, plan: Plan, channels: Channels, found: BudgetFrontier) -> str:
    text, (as_is, best) = words.text, found.now
    lines = []
    if not math.isnan(best) and channels.spend:
        lines.append(
            text(
                N_("{total} split its best way earns {best} on average; as it is split now, {now}."),
                total=_money(words, plan, channels.spend),
                best=_money(words, plan, best),
                now=_money(words, plan, as_is),
            )
        )
        nearest = min(_rows(found.by_budget), key=lambda row: abs(row["total"] - channels.spend))
        more = float(nearest["next_profit"])
        if not math.isnan(more):
            lines.append(
                text(
                    N_("The next {amount} would add {more}."),
                    amount=words.money(found.amount, plan.scenario.currency, decimals=0),
                    more=_signed(words, plan, more),
                )
            )
    lines.append(text(STOPS[found.stop.reason], total=_money(words, plan, found.stop.total)))
    return in_markdown(" ".join(lines))


STOPS = {
    "found": N_("**It stops paying at {total}:** from there on, the next euro earns less than itself."),
    "at_lowest": N_("**It does not pay at all:** even the smallest spends ({total}) earn less than themselves."),
    "at_highest": N_(
        "**It still pays at {total}**, where every channel stands at its most: there is room beyond your bounds."
    ),
}


def _frontier_chart(words: Words, plan: Plan, channels: Channels, found: BudgetFrontier) -> None:
    text, rows, money = words.text, found.by_budget, words.currency_symbol(plan.scenario.currency)
    title = text(N_("Best expected profit by the total of all channels"))
    st.markdown(f"**{title}**")
    kind = text(N_("split its best way"))
    frame = charts.curves_frame(
        rows["total"].tolist(),
        {kind: rows["profit_mean"].tolist()},
        levels={text(N_("break even")): 0.0},
        places=_places(words, channels, found),
    )
    spec = charts.curves(
        (kind,), _axis_texts(words, money, text(N_("Profit, {money}"), money=money)), words.chart_numbers()
    )
    alt = f"{title}. {_frontier_sentence(words, plan, channels, found)}".replace("**", "").replace("\\", "")
    st.vega_lite_chart(frame, spec, key="channels_frontier_chart", alt=alt)


def _next_chart(words: Words, plan: Plan, channels: Channels, found: BudgetFrontier) -> None:
    text, rows, money = words.text, found.by_budget, words.currency_symbol(plan.scenario.currency)
    amount = words.money(found.amount, plan.scenario.currency, decimals=0)
    title = text(N_("What the next {amount} would add to profit"), amount=in_markdown(amount))
    st.markdown(f"**{title}**")
    kind = text(N_("adds"))
    frame = charts.curves_frame(
        rows["total"].tolist(),
        {kind: rows["next_profit"].tolist()},
        levels={text(N_("nothing")): 0.0},
        places=_places(words, channels, found),
    )
    texts = _axis_texts(words, money, text(N_("Added profit, {money}"), money=money))
    spec = charts.curves((kind,), texts, words.chart_numbers())
    st.vega_lite_chart(frame, spec, key="channels_next_chart", alt=title.replace("\\", ""))


def _places(words: Words, channels: Channels, found: BudgetFrontier) -> dict[str, float]:
    totals = found.by_budget["total"]
    places = {words.text(N_("now")): channels.spend, words.text(N_("stops paying")): found.stop.total}
    return {name: place for name, place in places.items() if totals.min() <= place <= totals.max()}


def _axis_texts(words: Words, money: str, value: str) -> charts.Texts:
    text = words.text
    total = text(N_("Total of all channels, {money}"), money=money)
    return (("x", total), ("y", value), ("kind", text(N_("what it is"))), ("at", total), ("value", value))


def frontier_rows(words: Words, plan: Plan, found: BudgetFrontier) -> pd.DataFrame:
    """Some totals as they are read, each with its best split."""
    text, rows = words.text, []
    amount = words.money(found.amount, plan.scenario.currency, decimals=0)
    every = max(len(found.by_budget) // 12, 1)
    totals, splits = _rows(found.by_budget), _rows(found.splits)
    for row, spends in list(zip(totals, splits, strict=True))[::every]:
        rows.append(
            {
                text(N_("total")): _money(words, plan, row["total"]),
                text(N_("profit, best split")): _money(words, plan, row["profit_mean"], _error(row["profit_error"])),
                text(N_("next {amount} add"), amount=amount): _signed(words, plan, row["next_profit"]),
                text(N_("orders")): _orders(words, row["orders_mean"]),
                **{str(name): _money(words, plan, spend) for name, spend in spends.items()},
            }
        )
    return pd.DataFrame(rows)


# -- taking along -----------------------------------------------------------------------------------------------


def downloads(words: Words) -> None:
    """Channels, split, figures and frontier as files, with the plan as it is at the click."""
    question = channels_input.standing().question
    if question is None:
        return
    present = inputs.present()
    files = {
        "channels": (N_("Download the channels (CSV)"), channels_csv),
        "split": (N_("Download the split (CSV)"), split_csv),
        "figures": (N_("Download the figures (CSV)"), figures_csv),
        "frontier": (N_("Download the frontier (CSV)"), frontier_csv),
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = answers.dialect_chooser(words)
        for name, (label, content) in files.items():
            st.download_button(
                words.text(label),
                partial(_content, content, question, present, dialect),
                file_name=f"cpo-{'channel-figures' if name == 'figures' else name}.csv",
                mime="text/csv",
                key=f"download_{name}",
                on_click="ignore",
            )


def _content(
    content: Callable[[Question, Plan, str], bytes], question: Question, present: inputs.Present, dialect: str
) -> bytes:
    return content(question, present.plan, dialect)


def channels_csv(question: Question, plan: Plan, dialect: str) -> bytes:
    """The table that is edited, to be loaded again."""
    return write_channels(question.rows, dialect="comma" if dialect == "comma" else "point")


def split_csv(question: Question, plan: Plan, dialect: str) -> bytes:
    """The present and the new split, unrounded; why there is none where it is impossible."""
    try:
        frame = _asked(plan, question).found.by_channel.copy()
    except InputError as error:
        frame = pd.DataFrame({"problem": [str(error)]})
    return _file(frame, plan, dialect)


def figures_csv(question: Question, plan: Plan, dialect: str) -> bytes:
    """Every figure of every channel, and of the whole in the last row, unrounded."""
    found = figures_of(question.beside(plan))
    return _file(pd.concat([found.by_channel, found.whole], ignore_index=True), plan, dialect)


def frontier_csv(question: Question, plan: Plan, dialect: str) -> bytes:
    """The best split of every total, unrounded."""
    found = frontier_of(question.beside(plan))
    splits = found.splits.add_prefix("spend ")
    return _file(pd.concat([found.by_budget, splits], axis=1), plan, dialect)


def _file(frame: pd.DataFrame, plan: Plan, dialect: str) -> bytes:
    frame = frame.copy()
    frame.insert(1, "currency", plan.scenario.currency)
    return write_table(frame, dialect="comma" if dialect == "comma" else "point")
