"""Is the period on plan? In a sentence, with the verdict."""

from __future__ import annotations

import math

import streamlit as st

from pages.kit import writing
from pages.kit.costs import rough_costs
from pages.kit.words import N_, Words, in_markdown
from pages.parts.track.results import Now
from simulator import Plan
from simulator.questions.track import Tracked

ICONS = {
    "go_on": ":material/trending_up:",
    "correct": ":material/tune:",
    "stop": ":material/block:",
    "paid": ":material/check_circle:",
    "did_not_pay": ":material/money_off:",
    "unclear": ":material/warning:",
}
BOXES = {
    "go_on": st.success,
    "correct": st.warning,
    "stop": st.error,
    "paid": st.success,
    "did_not_pay": st.error,
    "unclear": st.warning,
}


ABOVE_BUDGET = 1.1
"""A spend within a tenth of the budget is as planned."""
NARROWED = 0.005
"""A range that is narrower by less than this is written as 0 % narrower."""


def sentence(words: Words, plan: Plan, now: Now) -> None:
    """How far it is, where it will end, and what to do."""
    figures = now.figures
    BOXES[figures.word](in_markdown(" ".join(sentences(words, plan, now))), icon=ICONS[figures.word])
    if figures.is_thin and not figures.is_unclear:
        st.caption(f":material/warning: {thin(words)}")


def sentences(words: Words, plan: Plan, now: Now) -> list[str]:
    """The same as texts, with what stands out in bold."""
    figures = now.figures
    first = _so_far(words, plan, figures)
    if figures.is_over:
        return [first, _over(words, plan, figures)]
    if figures.is_unclear:
        return [first, _unclear(words)]
    return [_word(words, plan, now), first, *_above_budget(words, plan, figures), _end(words, plan, figures)]


def thin(words: Words) -> str:
    """Why the figures are rough where few draws are left."""
    return words.text(
        "These days lie far outside the ranges of your plan, so these figures are rough. Widen the ranges, or "
        "learn them from your export on My data."
    )


def _unclear(words: Words) -> str:
    return words.text(
        "These days lie so far outside the ranges of your plan that nothing can be said of its end. Widen the ranges, "
        "or learn them from your export on My data."
    )


def _so_far(words: Words, plan: Plan, figures: Tracked) -> str:
    so_far = figures.so_far
    values = {
        "day": words.number(so_far.days),
        "days": words.number(figures.days),
        "spent": writing.money(words, plan, so_far.spent),
    }
    if not math.isfinite(figures.actual_cpo):
        return words.text("Day {day} of {days}: {spent} spent, no order yet.", **values)
    return words.text(
        "Day {day} of {days}: {spent} spent, {orders} at {cpo}.",
        orders=words.plural("{orders} order", "{orders} orders", so_far.ordered, orders=counted(words, so_far.ordered)),
        cpo=_costs(words, plan, figures)[0],
        **values,
    )


def _above_budget(words: Words, plan: Plan, figures: Tracked) -> list[str]:
    """That the rest, spent as planned, makes more than the budget: the figures count on it."""
    budget, so_far, rest = plan.scenario.budget, figures.so_far, figures.rest
    total = so_far.spent + (rest.planned * rest.days if rest else 0.0)
    if total <= ABOVE_BUDGET * budget:
        return []
    spent = N_("Your budget of {budget} is spent; going on as planned makes it {total}.")
    above = N_("Going on as planned makes it {total}, above your budget of {budget}.")
    return [
        words.text(
            spent if so_far.spent >= budget else above,
            budget=writing.money(words, plan, budget),
            total=writing.money(words, plan, total),
        )
    ]


def _over(words: Words, plan: Plan, figures: Tracked) -> str:
    profit = writing.money(words, plan, abs(figures.profit.middle))
    paid = N_("The period is over. **It paid**: {profit} of profit; the chance was {planned} when planned.")
    lost = N_("The period is over. **It did not pay**: {profit} of loss; the chance was {planned} when planned.")
    if figures.so_far.ripe_days < figures.so_far.days:
        paid = N_(
            "The period is over. With the orders still to come **it pays**: near {profit} of profit; the chance was "
            "{planned} when planned."
        )
        lost = N_(
            "The period is over. With the orders still to come **it does not pay**: near {profit} of loss; the chance "
            "was {planned} when planned."
        )
    sentence = paid if figures.word == "paid" else lost
    return words.text(
        sentence,
        profit=profit,
        planned=_chance(words, figures.planned_chance.value),
    )


def _end(words: Words, plan: Plan, figures: Tracked) -> str:
    _, end, low, high = _costs(words, plan, figures)
    near = N_(
        "The period will end near {end} an order ({low} to {high}); the chance that it pays is **{chance}** ({planned} "
        "when planned)."
    )
    open_ended = N_(
        "The period will end near {end} an order ({low} or more); the chance that it pays is **{chance}** ({planned} "
        "when planned)."
    )
    none = N_(
        "The period will most likely end without an order; the chance that it pays is **{chance}** ({planned} when "
        "planned)."
    )
    cpo = figures.cpo
    return words.text(
        none if math.isinf(cpo.middle) else open_ended if math.isinf(cpo.high) else near,
        end=end,
        low=low,
        high=high,
        chance=_chance(words, figures.chance.value),
        planned=_chance(words, figures.planned_chance.value),
    )


def _costs(words: Words, plan: Plan, figures: Tracked) -> list[str]:
    """The cost per order so far, at the end of the period, and its likely low and high: all to one digit."""
    end = figures.cpo
    return rough_costs(words, plan, [figures.actual_cpo, end.middle, end.low, end.high])


def _word(words: Words, plan: Plan, now: Now) -> str:
    figures, scenario = now.figures, plan.scenario
    lines = []
    if figures.is_early:
        lines.append(_early(words, figures))
    if figures.word == "go_on":
        lines.append(words.text("**Go on**: you want {wanted} or more.", wanted=_chance(words, scenario.scale_at)))
    elif figures.word == "stop":
        lines.append(
            words.text(
                "**Stop**: whatever was spent so far, the days left pay for themselves with a chance of {rest} only.",
                rest=_chance(words, figures.rest_pays.value),
            )
        )
    else:
        lines.append(_change(words, figures, scenario.scale_at))
    return " ".join(lines)


def _early(words: Words, figures: Tracked) -> str:
    """How little is known beyond the plan, and whether that has moved the answer."""
    early = N_("It is early: the range is only {share} narrower than the plan’s. This is still mostly your plan.")
    moved = N_("It is early: the range is only {share} narrower than the plan’s. A few days can turn this.")
    if figures.narrowed_share < NARROWED:
        early = N_("It is early: the range is no narrower than the plan’s. This is still mostly your plan.")
        moved = N_("It is early: the range is no narrower than the plan’s. A few days can turn this.")
    share = words.percent(figures.narrowed_share, decimals=0)
    return words.text(moved if figures.is_moved else early, share=share)


def _change(words: Words, figures: Tracked, wanted: float) -> str:
    """That the rest of the period should go another way, and whether the plan itself was the reason."""
    off = N_("**Change course**: you want {wanted}. See what is off.")
    short = N_("**Change course**: even the plan was short of {wanted}.")
    return words.text(short if figures.planned_chance.value < wanted else off, wanted=_chance(words, wanted))


def counted(words: Words, value: float) -> str:
    """A number that was counted, as 6 orders: whole where it is, though platforms also share orders out."""
    return words.number(value) if value % 1 == 0 else writing.count(words, value)


def _chance(words: Words, chance: float) -> str:
    return writing.brief_chance(words, chance, decimals=0)
