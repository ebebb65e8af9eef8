"""The pictures of a plan: the distributions of its profit and of its CPO."""

from __future__ import annotations

import streamlit as st

from pages.frame import plan_results
from pages.kit import charts
from pages.kit.labels import VERDICTS, ZONE_NAMES
from pages.kit.words import Words, in_markdown
from simulator import Plan
from simulator.engine.outcome import ZONES
from simulator.questions.figures import Figures, Pictures


def draw(words: Words, plan: Plan, figures: Figures, baseline: Plan | None) -> None:
    """Profit and CPO beside each other, with the outline of the baseline where it can be compared."""
    left, right = st.columns(2, gap="medium")
    with left:
        _profit_chart(words, plan, figures, baseline)
    with right:
        _cpo_chart(words, plan, figures, baseline)
    if baseline is not None and not comparable(plan, baseline):
        st.caption(words.text("The baseline is in another currency and is not compared."))


def _profit_chart(words: Words, plan: Plan, figures: Figures, baseline: Plan | None) -> None:
    """The distribution of profit; the break-even part is the printed probability."""
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    names = {
        "breaks_even": text("breaks even"),
        "loses": text("loses money"),
        "ghost": text("baseline"),
    }
    chance = words.brief_chance(figures.break_even_probability)
    title = text("Profit of the period: {chance} breaks even", chance=chance)
    pictures = _pictures(plan, figures, baseline)
    frame = charts.bars_frame(pictures.profit, names, pictures.profit_ghost, {})
    kinds = (names["breaks_even"], " ", names["loses"])
    x_title = text("Profit, {money}", money=money)
    spec = charts.distribution(kinds, _chart_texts(words, x_title), words.chart_numbers())
    charts.show(frame, spec, key="profit_chart", alt=title, title=in_markdown(title))


def _cpo_chart(words: Words, plan: Plan, figures: Figures, baseline: Plan | None) -> None:
    """The distribution of CPO in its three zones, with target and max CPO."""
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    names = {**{zone: text(ZONE_NAMES[zone]) for zone in ZONES}, "ghost": text("baseline")}
    shares = [f"{text(VERDICTS[zone])} {words.brief_chance(figures.zones[zone])}" for zone in ZONES]
    title = text("CPO: {zones}", zones=", ".join(shares))
    target, ceiling = (figures.spreads[name].median.value for name in ("target_cpo", "max_cpo"))
    marks = {text("target"): target, text("max"): ceiling}
    pictures = _pictures(plan, figures, baseline)
    frame = charts.bars_frame(
        pictures.cpo, names, pictures.cpo_ghost, {name: at for name, at in marks.items() if at > 0}
    )
    spec = charts.distribution(
        tuple(names[zone] for zone in ZONES),
        _chart_texts(words, text("CPO, {money} per order (last bar: that much or more)", money=money)),
        words.chart_numbers(),
    )
    charts.show(frame, spec, key="cpo_chart", alt=title, title=in_markdown(title))


def _pictures(plan: Plan, figures: Figures, baseline: Plan | None) -> Pictures:
    if baseline is None or not comparable(plan, baseline):
        return figures.pictures
    return plan_results.pictures_with(plan, baseline)


def _chart_texts(words: Words, x: str) -> charts.Texts:
    return (
        ("x", x),
        ("y", words.text("share of draws")),
        ("kind", words.text("outcome")),
        ("from", words.text("from")),
        ("to", words.text("to")),
        ("share", words.text("share")),
        ("ghost", words.text("baseline")),
    )


def comparable(plan: Plan, baseline: Plan) -> bool:
    """Whether figures of the two can be subtracted: both are in one currency."""
    return baseline.scenario.currency == plan.scenario.currency
