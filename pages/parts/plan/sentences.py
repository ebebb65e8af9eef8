"""The answer to a plan in words and figures: as texts, before anybody shows them.

Sentences are markdown, with what stands out in bold; the lines of key figures are plain text.
"""

from __future__ import annotations

from collections.abc import Mapping

from pages.kit import writing
from pages.kit.costs import costs_alike
from pages.kit.key_figure import KeyFigure
from pages.kit.labels import INPUTS
from pages.kit.odds import in_words
from pages.kit.words import N_, Words, in_markdown
from simulator import Plan
from simulator.beliefs.distributions import median
from simulator.forms.examples import GOAL, example_of
from simulator.forms.fields import Values
from simulator.questions.figures import Figures

HEADLINES = {
    "scale": N_("SCALE: you can spend more"),
    "optimise": N_("OPTIMISE: improve something first"),
    "stop": N_("STOP: do not spend this"),
}
REASONS = {
    "pays": N_("An order costs about {cpo}, within your target of {target}. Even the next one, at {marginal}, pays."),
    "no_margin": N_("An order leaves nothing before ads, so no ad can pay."),
    "pays_in_the_long_run_too_rarely": N_("An order costs about {cpo}, and you can afford {max}."),
    "too_few_orders": N_("Too few orders to tell: luck decides. With many more, the chance would be {long_run}."),
    "chance_between_cut_offs": N_("Spending more needs {scale_at} (your goal)."),
    "next_order_too_dear": N_("The last orders cost {marginal}; you can afford {max}."),
    "over_target": N_("Orders cost {cpo}, over your target of {target}."),
}
WITH_TARGET_OF_EXAMPLE = {
    "pays": N_(
        "An order costs about {cpo}, within the example's target of {target}. Even the next one, at {marginal}, pays."
    ),
    "over_target": N_("Orders cost {cpo}, over the example's target of {target}."),
}
"""Reasons that speak of the target, where nobody has typed any."""
REMEDIES = {
    "cvr": N_(
        "Conversion rate matters most: **{cvr}** would do (now {cvr_now}), or **{cpc}** a click (now {cpc_now})."
    ),
    "cpc": N_("Click price matters most: **{cpc}** would do (now {cpc_now}), or **{cvr}** of clicks that order."),
    "aov": N_("Order value matters most: **{aov}** would do (now {aov_now}), or **{cpc}** a click (now {cpc_now})."),
    "": N_("It takes **{cvr}** of clicks that order (now {cvr_now}), or **{cpc}** a click (now {cpc_now})."),
}
"""What would do, by the input that decides most; "" where that is another one."""
WHICH_DECIDES = N_("What you can afford decides whether ads pay off; the target leaves the profit you want.")
"""Of the two limits of what an order may cost."""
MUCH_LUCK = 0.05
"""Difference of the chance in the period and with very many orders from which both are worth saying."""
LEAST_CHANCE_OF_NONE = 0.001
"""Of no order at all, from which it is worth saying."""
MOST_REASONS = 2
"""Sentences after the first: who reads more, has the pages for it."""


def verdict(words: Words, plan: Plan, figures: Figures, typed: Values) -> list[str]:
    """The chance to break even and the reasons of the advice.

    typed : the fields of the plan, for what is still the example's
    """
    values, reasons = _reason_values(words, plan, figures), _reasons(typed)
    chance, named = figures.break_even_probability, remedy(words, plan, figures)
    first = {
        "budget": in_markdown(writing.money(words, plan, plan.scenario.budget)),
        "period": writing.days(words, plan.scenario.period_days),
        "chance": words.short_chance(chance, figures.draws),
    }
    why = [words.text(reasons[reason], **values) for reason in figures.verdict.reasons[:MOST_REASONS]]
    if named is not None:  # in the place of what a card says, and of the second reason
        return [
            words.text("{budget} of ads in {period} pay off with a chance of **{chance}**.", **first),
            why[0],
            named,
        ]
    odds = in_words(words, chance.value)
    return [
        words.text("{budget} of ads in {period} pay off with a chance of **{chance}**: {odds}.", **first, odds=odds),
        *why,
    ]


def remedy(words: Words, plan: Plan, figures: Figures) -> str | None:
    """What the input that decides most would have to be, and one other; None where no single one would do."""
    to_break_even = figures.verdict.word == "stop"
    needed = figures.break_even_inputs if to_break_even else figures.needed_inputs
    if needed.cvr is None or needed.cpc is None:
        return None
    values: dict[str, str] = {}
    for name in ("cvr", "cpc", "aov"):
        value, belief = getattr(needed, name), getattr(plan.scenario, name)
        if value is not None:
            values[name] = in_markdown(writing.input_value(words, plan, name, value))
            values[f"{name}_now"] = in_markdown(writing.input_value(words, plan, name, median(belief)))
    if to_break_even:
        return words.text("To break even takes **{cvr}** of clicks that order, or **{cpc}** a click.", **values)
    decides = figures.verdict.decided_by
    by = decides if decides in values and decides in REMEDIES else ""
    return words.text(REMEDIES[by], **values)


def _reasons(typed: Values) -> Mapping[str, str]:
    """The texts of the reasons: "your" only for what the reader typed."""
    return {**REASONS, **(WITH_TARGET_OF_EXAMPLE if example_of(typed, GOAL) else {})}


def _reason_values(words: Words, plan: Plan, figures: Figures) -> dict[str, str]:
    scenario = plan.scenario
    names = {"cpo": "cpo", "max_cpo": "max", "target_cpo": "target", "marginal_cpo": "marginal"}
    medians = {name: figures.spreads[name].median for name in names}
    return {
        **{names[name]: in_markdown(cost) for name, cost in costs_alike(words, plan, medians).items()},
        "long_run": words.short_chance(figures.long_run_break_even_probability, figures.draws),
        "scale_at": words.wanted_chance(scenario.scale_at),
        "stop_at": words.wanted_chance(scenario.stop_at),
    }


def thresholds(words: Words, plan: Plan, figures: Figures) -> list[str]:
    """What would make the plan break even, one input at a time; empty where no single one would."""
    needed, currency = figures.break_even_inputs, plan.scenario.currency
    lines = []
    if needed.cvr is not None:
        lines.append(words.text("{cvr} of clicks order", cvr=words.percent(needed.cvr, decimals=2)))
    if needed.cpc is not None:
        lines.append(words.text("or a click costs {cpc}", cpc=in_markdown(words.money(needed.cpc, currency))))
    if needed.aov is not None:
        lines.append(words.text("or an order brings {aov}", aov=in_markdown(words.money(needed.aov, currency))))
    return lines


def decided_by(words: Words, figures: Figures) -> str | None:
    """Which input decides most, in a sentence."""
    if figures.verdict.decided_by is None:
        return None
    label = words.text(INPUTS[figures.verdict.decided_by].label)
    return words.text("What matters most: **{input}**.", input=label)


def target_above_max(words: Words, figures: Figures) -> str | None:
    """How likely the target is above what an order may cost, in a sentence."""
    if figures.target_above_max_probability.value <= 0:
        return None
    return words.text(
        "With a chance of {chance} your target costs more than you can afford: such an order loses money.",
        chance=words.short_chance(figures.target_above_max_probability, figures.draws),
    )


# -- figures ----------------------------------------------------------------------------------------------------


def key_figures(words: Words, plan: Plan, figures: Figures) -> tuple[KeyFigure, ...]:
    """Chance, CPO, orders and profit, each with what belongs to it."""
    return (
        _chance(words, figures),
        _cpo(words, plan, figures),
        _orders(words, plan, figures),
        _profit(words, plan, figures),
    )


def _chance(words: Words, figures: Figures) -> KeyFigure:
    chance, long_run = figures.break_even_probability, figures.long_run_break_even_probability
    lines = [in_words(words, chance.value)]
    if abs(long_run.value - chance.value) >= MUCH_LUCK:
        many = words.short_chance(long_run, figures.draws)
        lines.append(words.text("with many more orders: {chance}", chance=many))
    error = writing.chance_error(words, chance, figures.draws)
    return KeyFigure(N_("Chance to pay off"), words.brief_chance(chance), tuple(lines), "break_even_probability", error)


def _cpo(words: Words, plan: Plan, figures: Figures) -> KeyFigure:
    medians = {name: figures.spreads[name].median for name in ("cpo", "target_cpo", "max_cpo")}
    costs = costs_alike(words, plan, medians)
    lines = (
        writing.interval(words, plan, figures, "cpo"),
        words.text("you can afford {max}; target {target}", target=costs["target_cpo"], max=costs["max_cpo"]),
    )
    return KeyFigure(N_("Cost per order (CPO)"), costs["cpo"], lines, "cpo", words.text(WHICH_DECIDES))


def _orders(words: Words, plan: Plan, figures: Figures) -> KeyFigure:
    none = figures.no_order_probability
    lines = [writing.interval(words, plan, figures, "orders")]
    if none.value >= LEAST_CHANCE_OF_NONE:
        lines.append(words.text("no order at all: {chance}", chance=words.short_chance(none, figures.draws)))
    orders = writing.output(words, plan, "orders", figures.spreads["orders"].mean)
    return KeyFigure(N_("Orders"), orders, tuple(lines), "orders")


def _profit(words: Words, plan: Plan, figures: Figures) -> KeyFigure:
    worst = writing.output(words, plan, "profit", figures.worst_profit)
    lines = [
        writing.interval(words, plan, figures, "profit"),
        words.text("very bad period: {worst}", worst=worst),
    ]
    if plan.scenario.repeat is not None:
        first = writing.output(words, plan, "profit", figures.spreads["first_order_profit"].mean)
        lines.append(words.text("first orders alone: {first}", first=first))
    profit = writing.output(words, plan, "profit", figures.spreads["profit"].mean)
    return KeyFigure(N_("Profit on average"), profit, tuple(lines), "profit")
