"""Day by day: the plan's range, what happened, and where it will end."""

from __future__ import annotations

import streamlit as st

from pages.kit import charts, writing
from pages.kit.picture import Picture
from pages.kit.words import N_, Words
from pages.parts.track.results import Now
from simulator import Plan

SHOWN = {"profit": N_("Profit"), "orders": N_("Orders"), "spend": N_("Spend")}
HOW_TO_READ = N_("What the plan expected, what happened so far, and where the period is likely to end.")
KINDS = (N_("plan"), N_("so far"), N_("where it will end"))


def path(words: Words, plan: Plan, now: Now) -> None:
    """One of profit, orders and spend, added up day by day."""
    text = words.text
    shown = st.segmented_control(
        text("Show"),
        list(SHOWN),
        default="profit",
        format_func=lambda name: text(SHOWN[name]),
        key="track_shown",
        required=True,
        persist_state="session",
        label_visibility="collapsed",
    )
    name = str(shown or "profit")
    charts.draw(drawn(words, plan, now, name), help=f"{text(HOW_TO_READ)}\n\n{_rests_on(words, plan, now)}")
    if name != "spend":
        st.caption(
            text("Light: the {level} range of the plan. Dark: that of what is known today.", level=writing.level(words))
        )


def _rests_on(words: Words, plan: Plan, now: Now) -> str:
    """How many draws the figures are worth."""
    return words.text(
        "Rests on {effective} effective draws of {draws}.",
        effective=words.number(round(now.figures.effective)),
        draws=words.number(plan.settings.draws),
    )


def drawn(words: Words, plan: Plan, now: Now, name: str) -> Picture:
    """One of `SHOWN`, added up day by day, as a value."""
    text = words.text
    frame = now.figures.path
    money = words.currency_symbol(plan.scenario.currency)
    unit = "" if name == "orders" else f", {money}"
    label = f"{text(SHOWN[name])}{unit}"
    middle = "" if name == "spend" else "_middle"
    curves = {
        text(KINDS[0]): frame[f"planned_{name}{middle}"].tolist(),
        text(KINDS[1]): frame[name].tolist(),
        text(KINDS[2]): frame[f"ahead_{name}{middle}"].tolist(),
    }
    ends = [] if name == "spend" else [("planned", f"planned_{name}"), ("ahead", f"ahead_{name}")]
    table = charts.curves_frame(
        frame["day"].tolist(),
        curves,
        bands=[(frame[f"{column}_low"].tolist(), frame[f"{column}_high"].tolist()) for _, column in ends],
        levels={text("breaks even"): 0.0} if name == "profit" else None,
        places={text("today"): float(now.figures.so_far.days)},
    )
    texts = (("x", text("day")), ("y", label), ("kind", text("what it is")), ("at", text("day")), ("value", label))
    spec = charts.curves(tuple(curves), texts, words.chart_numbers(), whole=True, height=320)
    title = text("Added up day by day")
    return Picture("track_chart", table, spec, title, title)
