"""How large a test, what it is worth, and what a running one says: in words, figures and pictures."""

from __future__ import annotations

import streamlit as st

from pages.frame import asking
from pages.kit import cards, writing
from pages.kit.odds import in_words
from pages.kit.words import N_, Words, in_markdown
from simulator import InputError, Plan, Trial, trial_of
from simulator.questions.trial import MOST_CLICKS
from simulator.questions.trial_summary import TrialSummary, trial_summary

SURE_OF_IT = 0.9
"""Chance to end sure enough that the page speaks of."""
NOTHING = 0.005
"""Money below this is written as 0."""
FREE = ("costs_nothing", "pays_for_itself")
"""Why a test costs nothing: on average a click just pays for itself, or earns."""


# -- the test --------------------------------------------------------------------------------------------------


def trial_input(words: Words, plan: Plan) -> TrialSummary | None:
    """The two inputs of the page, and the test they make; None, in words, where there is nothing to test."""
    text = words.text
    with st.grid(2, min_column_width=150):
        with st.container():
            main_clicks = asking.number(
                words,
                text("Clicks you plan to buy"),
                "trial_main_clicks",
                help=asking.help_of(words, "main_clicks"),
                placeholder=text("empty: what the budget buys"),
            )
        with st.container():
            sure_at = asking.number(
                words,
                text("I want to be sure to, %"),
                "trial_sure_at",
                0.9,
                percent=True,
                help=asking.help_of(words, "sure_at"),
            )
    try:
        trial = trial_of(plan, main_clicks=main_clicks, sure_at=0.9 if sure_at is None else sure_at)
    except InputError as error:
        _refused(words, error)
        return None
    return trial_summary(trial)


def _refused(words: Words, error: InputError) -> None:
    if error.field != "cvr":
        asking.wrong(words, error)
        return
    remedy = words.text("If you are not sure of it, give a range above.")
    st.info(f"{words.error(error)} {remedy}", icon=":material/info:")


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """What to do, and what it takes to be sure."""
    trial = summary.trial
    if trial.threshold_rate >= 1:
        no_rate_pays = words.text(
            "No test is needed: an order leaves {max} and a click costs {cpc}, so no conversion rate would pay.",
            max=writing.round_money(words, plan, trial.contribution),
            cpc=writing.round_money(words, plan, trial.cpc),
        )
        st.error(in_markdown(no_rate_pays), icon=":material/block:")
        return
    lines = (worth_sentence(words, plan, summary), _to_be_sure(words, summary))
    st.info(in_markdown(" ".join(lines)), icon=":material/science:", title=headline(words, plan, summary))


def headline(words: Words, plan: Plan, summary: TrialSummary) -> str:
    """Whether to test, and how long."""
    text, trial, best = words.text, summary.trial, summary.best
    if trial.perfect_information < NOTHING:
        return text("No test is needed")
    if summary.capture.clicks < 1:
        return text("There is nothing to test")
    if best.reason in FREE:
        wording = (
            N_("Start without a test; look again after {period}")
            if best.reason == "pays_for_itself"
            else N_("Test for {period}: it costs nothing")
        )
        return text(wording, period=_period(words, plan, trial, summary.capture.clicks))
    if best.reason == "no_test" or best.clicks is None:
        return text("Do not test")
    clicks = _best_clicks(trial, best.clicks, whole=best.reason == "whole_buy")
    return text("Test for {period}, then decide", period=_period(words, plan, trial, clicks))


def _period(words: Words, plan: Plan, trial: Trial, clicks: float) -> str:
    """How long clicks take at the plan's daily spend: "about 17 days"."""
    scenario = plan.scenario
    days = round(clicks * trial.cpc / scenario.budget * scenario.period_days)
    return words.text("about {period}", period=writing.days(words, max(days, 1)))


def worth_sentence(words: Words, plan: Plan, summary: TrialSummary) -> str:
    """What the best test is worth, or why there is none."""
    text, trial = words.text, summary.trial
    best, certain = summary.best, trial.perfect_information
    if certain < NOTHING:
        return text("Knowing the conversion rate would not change what you do.")
    if summary.capture.clicks < 1:
        return text("You plan to buy less than one click. Raise the budget or the clicks.")
    if best.reason in FREE:
        pays = (
            text("On average these ads earn money.")
            if best.reason == "pays_for_itself"
            else text("On average a click just pays for itself.")
        )
        return f"{pays} {_captured(words, summary)}"
    if best.reason == "no_test" or best.clicks is None:
        return text(
            "Even a perfect answer would be worth only {certain}, and each click loses {cost} on average.",
            certain=writing.round_money(words, plan, certain),
            cost=writing.money_per_click(words, plan, trial.cost_per_click),
        )
    clicks = _best_clicks(trial, best.clicks, whole=best.reason == "whole_buy")
    return words.plural(
        "**About {clicks} click:** that brings {net} more on average than deciding now.",
        "**About {clicks} clicks:** that brings {net} more on average than deciding now.",
        clicks,
        clicks=writing.clicks(words, clicks),
        net=writing.round_money(words, plan, best.net_value or 0.0),
    )


def _captured(words: Words, summary: TrialSummary) -> str:
    """When to look again: after the clicks that capture most of what certainty is worth."""
    capture = summary.capture
    places = {"clicks": writing.clicks(words, capture.clicks)}
    if capture.most:
        return words.plural(
            "After {clicks} click you know most of what you can learn.",
            "After {clicks} clicks you know most of what you can learn.",
            capture.clicks,
            **places,
        )
    return words.plural(
        "Even {clicks} click, all that you plan, teaches you only a part of what you could know.",
        "Even all {clicks} clicks that you plan teach you only a part of what you could know.",
        capture.clicks,
        **places,
    )


def _best_clicks(trial: Trial, clicks: int, *, whole: bool) -> int:
    return int(clicks) if whole else int(min(_round(clicks), trial.largest))


def _to_be_sure(words: Words, summary: TrialSummary) -> str:
    trial = summary.trial
    sure = words.wanted_chance(trial.sure_at)
    sure_from, main = summary.clicks_to_be_sure, writing.clicks(words, trial.main_clicks)
    if sure_from == 0:
        return words.text("You are {sure} sure already.", sure=sure)
    if sure_from is None:
        return words.text(
            N_("To be {sure} sure either way takes more clicks than {most} (you plan {main}).")
            if trial.main_clicks < MOST_CLICKS
            else N_("To be {sure} sure either way takes more clicks than {most}."),
            most=words.number(MOST_CLICKS),
            main=main,
            sure=sure,
        )
    count = _round(sure_from)
    places = {"clicks": writing.clicks(words, count), "main": main, "sure": sure}
    if count > _round(trial.main_clicks):
        return words.plural(
            "To be {sure} sure either way takes about {clicks} click (you plan {main}).",
            "To be {sure} sure either way takes about {clicks} clicks (you plan {main}).",
            count,
            **places,
        )
    return words.plural(
        "To be {sure} sure either way takes about {clicks} click.",
        "To be {sure} sure either way takes about {clicks} clicks.",
        count,
        **places,
    )


def _round(clicks: float) -> int:
    """Two digits: whole orders make more of them meaningless."""
    return int(float(f"{clicks:.2g}"))


def key_figures(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """Threshold rate, chance to be above it, worth of certainty, worth of the best test."""
    text, trial = words.text, summary.trial
    rate = writing.rate(words, trial.threshold_rate) if trial.threshold_rate < 1 else text("none")

    with st.grid(4, min_column_width=150):
        cards.card(
            words,
            N_("Conversion rate to break even"),
            rate,
            [text("you expect {rate}", rate=writing.rate(words, trial.mean_rate))],
            "threshold_rate",
        )
        cards.card(
            words,
            N_("Chance that you have it"),
            writing.exact_chance(words, trial.above_probability),
            [in_words(words, trial.above_probability)],
            "sure_at",
            about=N_("How likely your true conversion rate is at least the one you need, by your range."),
        )
        cards.card(
            words,
            N_("A test is worth at most"),
            writing.round_money(words, plan, trial.perfect_information),
            [_for_clicks(words, trial.main_clicks)],
            "perfect_information",
            about=N_(
                "What you would gain on average if you knew your true conversion rate before you buy these clicks."
            ),
        )
        cards.card(
            words,
            N_("Best test"),
            *_best_card(words, plan, summary),
            "sample_information",
            about=N_("The number of clicks after which deciding brings most, the cost of the test taken off."),
        )


def _for_clicks(words: Words, clicks: float) -> str:
    return words.plural("for {clicks} click", "for {clicks} clicks", clicks, clicks=writing.clicks(words, clicks))


def _best_card(words: Words, plan: Plan, summary: TrialSummary) -> tuple[str, list[str]]:
    text, trial = words.text, summary.trial
    best = summary.best
    if best.reason == "pays_for_itself":
        return text("no test"), [
            text("a click earns {money}", money=writing.money_per_click(words, plan, -trial.cost_per_click))
        ]
    if best.reason == "costs_nothing":
        return text("any size"), [text("a click just pays for itself on average")]
    if not best.clicks:
        return text("none"), [
            text("a click loses {money} on average", money=writing.money_per_click(words, plan, trial.cost_per_click))
        ]
    worth, whole = trial.sample_information(best.clicks), best.reason == "whole_buy"
    clicks = _best_clicks(trial, best.clicks, whole=whole)
    return (
        words.plural("{clicks} click", "{clicks} clicks", clicks, clicks=writing.clicks(words, clicks)),
        [
            text(
                "worth {worth}, costs {cost}",
                worth=writing.round_money(words, plan, worth),
                cost=writing.round_money(words, plan, trial.cost(best.clicks)),
            ),
            *([text("all that you plan to buy")] if whole else []),
        ],
    )
