"""The pictures of a plan as values, for the page and for its report."""

from __future__ import annotations

from pages.kit import charts
from pages.kit.costs import costs_alike
from pages.kit.picture import Picture
from pages.kit.words import Words
from pages.parts.plan import cost_picture
from simulator import Plan
from simulator.questions.figures import Figures, Pictures, pictures_beside


def cost(words: Words, plan: Plan, figures: Figures, baseline: Plan | None = None) -> Picture:
    """What an order costs beside what it may cost."""
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    costs = costs_alike(words, plan, {name: figures.spreads[name].median for name in ("cpo", "max_cpo")})
    title = text("An order will cost about {cost}; you can afford {most}", cost=costs["cpo"], most=costs["max_cpo"])
    drawn = _pictures(plan, figures, baseline)
    texts = (
        ("x", text("{money} per order", money=money)),
        ("may", text("you can afford")),
        ("from", text("from")),
        ("to", text("to")),
        ("share", text("chance")),
    )
    frame = cost_picture.frame(drawn.cpo, drawn.cpo_ghost, figures)
    spec = cost_picture.spec(texts, words.chart_numbers())
    # Figures in it would have the browser make the picture anew at every move; they stand in the title (decision 24).
    alt = text("How likely each cost of an order is, and what you can afford")
    return Picture("cpo_chart", frame, spec, alt, title)


def profit(words: Words, plan: Plan, figures: Figures, baseline: Plan | None = None) -> Picture:
    """The distribution of profit; the break-even part is the printed probability."""
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    names = {
        "breaks_even": text("pays off"),
        "loses": text("loses money"),
        "ghost": text("baseline"),
    }
    chance = words.brief_chance(figures.break_even_probability)
    title = text("Profit: {chance} of outcomes pay off", chance=chance)
    pictures = _pictures(plan, figures, baseline)
    frame = charts.bars_frame(pictures.profit, names, pictures.profit_ghost, {})
    kinds = (names["breaks_even"], " ", names["loses"])
    x_title = text("Profit, {money}", money=money)
    spec = charts.distribution(kinds, _chart_texts(words, x_title), words.chart_numbers(), height=220)
    return Picture("profit_chart", frame, spec, text("How likely each profit is"), title)


def _pictures(plan: Plan, figures: Figures, baseline: Plan | None) -> Pictures:
    if baseline is None or not comparable(plan, baseline):
        return figures.pictures
    return pictures_beside(plan, baseline)


def _chart_texts(words: Words, x: str) -> charts.Texts:
    return (
        ("x", x),
        ("y", words.text("how often")),
        ("kind", words.text("result")),
        ("from", words.text("from")),
        ("to", words.text("to")),
        ("share", words.text("share")),
        ("ghost", words.text("baseline")),
    )


def comparable(plan: Plan, baseline: Plan) -> bool:
    """Whether figures of the two can be subtracted: both are in one currency."""
    return baseline.scenario.currency == plan.scenario.currency
