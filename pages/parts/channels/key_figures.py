"""The key figures of the new split, each beside the present one."""

from __future__ import annotations

import math

from pages.kit import writing
from pages.kit.key_figure import KeyFigure
from pages.kit.words import N_, Words
from pages.parts.channels import results
from simulator import Allocation, Plan


def of(words: Words, plan: Plan, allocation: Allocation) -> tuple[KeyFigure, ...]:
    """Profit, the chance to beat the present split, the chance to break even, and orders."""
    return (
        _profit(words, plan, allocation),
        _better(words, plan, allocation),
        _breaks_even(words, allocation),
        _orders(words, plan, allocation),
    )


def _breaks_even(words: Words, allocation: Allocation) -> KeyFigure:
    now, new = (
        writing.brief_chance(words, figures.break_even_probability, figures.break_even_error)
        for figures in (allocation.now, allocation.new)
    )
    lines = (words.text("now {value}", value=now), words.text("all together, luck aside"))
    return KeyFigure(N_("Break-even probability"), new, lines, "break_even_probability")


def _orders(words: Words, plan: Plan, allocation: Allocation) -> KeyFigure:
    text, now, new = words.text, allocation.now, allocation.new
    costs = {"new": writing.money(words, plan, new.cpo_p50), "now": writing.money(words, plan, now.cpo_p50)}
    lines = (text("now {value}", value=writing.count(words, now.orders_mean)), text("CPO {new}, now {now}", **costs))
    return KeyFigure(N_("Orders, new split"), writing.count(words, new.orders_mean), lines, "orders")


def _profit(words: Words, plan: Plan, allocation: Allocation) -> KeyFigure:
    text, now, new = words.text, allocation.now, allocation.new
    lines = [text("now {value}", value=writing.money(words, plan, now.profit_mean, now.profit_error))]
    if not math.isnan(allocation.earned_per_moved):
        money = writing.signed_money_per_unit(words, plan, allocation.earned_per_moved)
        lines.append(text("{money} per {one} moved", money=money, one=writing.one_unit(words, plan)))
    profit = writing.money(words, plan, new.profit_mean, new.profit_error)
    return KeyFigure(N_("Profit, new split"), profit, tuple(lines), "profit")


def _better(words: Words, plan: Plan, allocation: Allocation) -> KeyFigure:
    chance, lines = writing.NONE, [words.text("hardly anything moves")]
    if results.is_moved(allocation) and results.is_guess(allocation):
        lines = [words.text("nobody has seen such spends")]
    elif results.is_moved(allocation):
        chance, luck = words.brief_chance(allocation.beats_probability), allocation.beats_with_luck
        lines = []
        if luck is not None:
            lines = [
                words.text("with the luck of orders: {chance}", chance=words.short_chance(luck, plan.settings.draws))
            ]
    return KeyFigure(N_("Earns more than the present split"), chance, tuple(lines), "allocation")
