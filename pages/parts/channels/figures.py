"""The key figures of a split, and what changes in it: as texts, before anybody shows them."""

from __future__ import annotations

from pages.kit import writing
from pages.kit.key_figure import KeyFigure
from pages.kit.odds import in_words
from pages.kit.tables import rows_of
from pages.kit.words import N_, Words, in_markdown, plain_markdown
from pages.parts.channels.reach import is_guess, is_moved
from simulator import Allocation, Plan


def changes(words: Words, plan: Plan, allocation: Allocation, *, marked: bool = False) -> str:
    """The channels whose spend changes, the largest change first; as markdown, names bold, or as plain text."""
    frame = allocation.by_channel
    moving = frame[frame["change"].abs() >= 0.005].sort_values("change", key=abs, ascending=False, kind="stable")
    moved = []
    for row in rows_of(moving):
        name, change = str(row["channel"]), writing.signed_money(words, plan, float(row["change"]))
        moved.append(f"**{plain_markdown(name)}** {in_markdown(change)}" if marked else f"{name} {change}")
    return writing.listed(words, moved)


def key_figures(words: Words, plan: Plan, allocation: Allocation) -> tuple[KeyFigure, ...]:
    """Profit, the chance to beat the present split, the chance to break even, and orders."""
    return (
        _profit(words, plan, allocation),
        _better(words, allocation),
        _breaks_even(words, allocation),
        _orders(words, plan, allocation),
    )


def _breaks_even(words: Words, allocation: Allocation) -> KeyFigure:
    now, new = (
        writing.brief_chance(words, figures.break_even_probability, figures.break_even_error)
        for figures in (allocation.now, allocation.new)
    )
    lines = (words.text("now {value}", value=now),)
    return KeyFigure(N_("Chance to break even"), new, lines, "break_even_probability")


def _orders(words: Words, plan: Plan, allocation: Allocation) -> KeyFigure:
    text, now, new = words.text, allocation.now, allocation.new
    costs = {"new": writing.money(words, plan, new.cpo_p50), "now": writing.money(words, plan, now.cpo_p50)}
    lines = (text("now {value}", value=writing.count(words, now.orders_mean)), text("{new} each, now {now}", **costs))
    return KeyFigure(N_("Orders, new split"), writing.count(words, new.orders_mean), lines, "orders")


def _profit(words: Words, plan: Plan, allocation: Allocation) -> KeyFigure:
    now, new = (
        writing.money(words, plan, figures.profit_mean, figures.profit_error)
        for figures in (allocation.now, allocation.new)
    )
    lines = [words.text("now {value}", value=now)]
    if is_moved(allocation):
        lines.append(changes(words, plan, allocation))
    about = N_("Profit on average with the new split of your total; below it, with your split.")
    return KeyFigure(N_("Profit, new split"), new, tuple(lines), "profit", about=about)


def _better(words: Words, allocation: Allocation) -> KeyFigure:
    chance, lines = writing.NONE, [words.text("hardly anything moves")]
    if is_moved(allocation) and is_guess(allocation):
        lines = [words.text("nobody has seen such spends")]
    elif is_moved(allocation):
        chance = words.brief_chance(allocation.beats_probability)
        lines = [in_words(words, allocation.beats_probability.value)]
    about = N_("How likely the new split earns more than yours, if your ranges are right.")
    return KeyFigure(N_("Earns more than your split"), chance, tuple(lines), "allocation", about=about)
