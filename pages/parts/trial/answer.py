"""How large a test, what it is worth, and what a running one says: in words, figures and pictures."""

from __future__ import annotations

import streamlit as st

from pages.frame import asking
from pages.kit import cards, writing
from pages.kit.words import N_, Words, in_markdown
from pages.parts.trial import results
from simulator import InputError, Plan, Trial, trial_of
from simulator.questions.trial import MOST_CLICKS
from simulator.questions.trial_summary import TrialSummary

SURE_OF_IT = 0.9
"""Chance to end sure enough that the page speaks of."""
NOTHING = 0.005
"""Money below this is written as 0."""
FREE = {
    "costs_nothing": N_(
        "A click just pays for itself on average as things stand: without a test the main buy is worth nothing, and a "
        "test costs nothing. So test first."
    ),
    "pays_for_itself": N_("Clicks pay on average as things stand, so a test costs nothing: begin, and watch."),
}


# -- the test --------------------------------------------------------------------------------------------------


def trial_input(words: Words, plan: Plan) -> TrialSummary | None:
    """The two inputs of the page, and the test they make; None, in words, where there is nothing to test."""
    text = words.text
    with st.grid(2, min_column_width=220):
        with st.container():
            main_clicks = asking.number(
                words,
                text("Clicks of the main buy"),
                "trial_main_clicks",
                help=asking.help_of(words, "main_clicks"),
                placeholder=text("empty: what the budget buys"),
            )
        with st.container():
            sure_at = asking.number(
                words,
                text("Sure enough from a chance of, %"),
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
    return results.trial_summary(trial)


def _refused(words: Words, error: InputError) -> None:
    if error.field != "cvr":
        asking.wrong(words, error)
        return
    remedy = words.text("Give it as a range or from counts in the sidebar, if you are not sure of it.")
    st.info(f"{words.error(error)} {remedy}", icon=":material/info:")


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """What a test captures of what certainty is worth, and what it takes to be sure: both."""
    trial = summary.trial
    if trial.threshold_rate >= 1:
        no_rate_pays = words.text(
            "No test is needed: an order leaves {max}, and a click costs {cpc}. No conversion rate would pay.",
            max=writing.round_money(words, plan, trial.contribution),
            cpc=writing.round_money(words, plan, trial.cpc),
        )
        st.error(in_markdown(no_rate_pays), icon=":material/block:")
        return
    lines = (worth_sentence(words, plan, summary), _to_be_sure(words, summary))
    st.info(in_markdown(" ".join(lines)), icon=":material/science:")


def worth_sentence(words: Words, plan: Plan, summary: TrialSummary) -> str:
    """The best test, how much of what certainty is worth it captures, or why there is none."""
    text, trial = words.text, summary.trial
    best, certain = summary.best, trial.perfect_information
    if certain < NOTHING:
        return text("A test cannot change what you will do: knowing the conversion rate would be worth nothing.")
    if summary.capture.clicks < 1:
        return text(
            "The main buy is less than one click: a test has nothing to decide about. Raise the budget in the "
            "sidebar, or give more clicks of the main buy."
        )
    if best.reason in FREE:
        return f"{text(FREE[best.reason])} {_captured(words, plan, summary)}"
    if best.reason == "no_test" or best.clicks is None:
        return text(
            "No test within the main buy is worth its cost: certainty would be worth {certain}, and a click loses "
            "{cost} on average.",
            certain=writing.round_money(words, plan, certain),
            cost=writing.money_per_click(words, plan, trial.cost_per_click),
        )
    whole = best.reason == "whole_buy"
    return text(
        N_(
            "Test with **{clicks} clicks**, as many as the main buy has: a larger test would be more than it decides "
            "about. That captures {share} of what certainty is worth ({certain}), and is worth {net} more than it "
            "costs."
        )
        if whole
        else N_(
            "Test with about **{clicks} clicks**: that already captures {share} of what certainty is worth "
            "({certain}), and is worth {net} more than it costs."
        ),
        clicks=_best_clicks(words, trial, best.clicks, whole=whole),
        share=words.percent(trial.sample_information(best.clicks) / certain, decimals=0),
        certain=writing.round_money(words, plan, certain),
        net=writing.round_money(words, plan, best.net_value or 0.0),
    )


def _captured(words: Words, plan: Plan, summary: TrialSummary) -> str:
    """How much of what certainty is worth a test within the main buy captures."""
    capture = summary.capture
    return words.text(
        N_("{clicks} clicks already capture {share} of what certainty is worth ({certain}).")
        if capture.most
        else N_(
            "Even as many clicks as the main buy has ({clicks}) capture only {share} of what certainty is worth "
            "({certain})."
        ),
        clicks=writing.clicks(words, capture.clicks),
        share=words.percent(capture.certain_share, decimals=0),
        certain=writing.round_money(words, plan, summary.trial.perfect_information),
    )


def _best_clicks(words: Words, trial: Trial, clicks: int, *, whole: bool) -> str:
    return writing.clicks(words, clicks if whole else min(_round(clicks), trial.largest))


def _to_be_sure(words: Words, summary: TrialSummary) -> str:
    trial = summary.trial
    places = {"chance": words.percent(SURE_OF_IT, decimals=0), "sure": words.wanted_chance(trial.sure_at)}
    sure_from, main = summary.clicks_to_be_sure, writing.clicks(words, trial.main_clicks)
    if sure_from == 0:
        return words.text("You are {sure} sure already.", sure=places["sure"])
    if sure_from is None:
        return words.text(
            N_(
                "A {chance} chance of being {sure} sure takes more than {most} clicks, more than the main buy itself "
                "has ({main})."
            )
            if trial.main_clicks < MOST_CLICKS
            else N_("A {chance} chance of being {sure} sure takes more than {most} clicks."),
            most=words.number(MOST_CLICKS),
            main=main,
            **places,
        )
    return words.text(
        N_(
            "A {chance} chance of being {sure} sure takes about {clicks} clicks, more than the main buy itself has "
            "({main})."
        )
        if _round(sure_from) > _round(trial.main_clicks)
        else N_("A {chance} chance of being {sure} sure takes about {clicks} clicks."),
        clicks=writing.clicks(words, _round(sure_from)),
        main=main,
        **places,
    )


def _round(clicks: float) -> int:
    """Two digits: whole orders make more of them meaningless."""
    return int(float(f"{clicks:.2g}"))


def key_figures(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """Threshold rate, chance to be above it, worth of certainty, worth of the best test."""
    text, trial = words.text, summary.trial
    rate = writing.rate(words, trial.threshold_rate) if trial.threshold_rate < 1 else text("none")
    buy = writing.round_money(words, plan, trial.value_now)
    with st.grid(4, min_column_width=150):
        cards.card(
            words,
            N_("Threshold rate (CVR*)"),
            rate,
            [
                text(
                    "{cpc} per click ÷ {max} per order",
                    cpc=writing.round_money(words, plan, trial.cpc),
                    max=writing.round_money(words, plan, trial.contribution),
                ),
                text("you expect {rate}", rate=writing.rate(words, trial.mean_rate)),
            ],
            "threshold_rate",
        )
        cards.card(
            words,
            N_("Above the threshold, as you believe now"),
            writing.exact_chance(words, trial.above_probability),
            [text("sure enough: {sure}", sure=words.wanted_chance(trial.sure_at))],
            "sure_at",
        )
        cards.card(
            words,
            N_("Worth of certainty (EVPI)"),
            writing.round_money(words, plan, trial.perfect_information),
            [
                text("for {clicks} clicks", clicks=writing.clicks(words, trial.main_clicks)),
                text("they are worth {value} now", value=buy),
            ],
            "perfect_information",
        )
        cards.card(words, N_("Best test"), *_best_card(words, plan, summary), "sample_information")


def _best_card(words: Words, plan: Plan, summary: TrialSummary) -> tuple[str, list[str]]:
    text, trial = words.text, summary.trial
    best = summary.best
    if best.reason == "pays_for_itself":
        return text("begin"), [
            text("a click earns {money} on average", money=writing.money_per_click(words, plan, -trial.cost_per_click))
        ]
    if best.reason == "costs_nothing":
        clicks = summary.capture.clicks
        return text("any size"), [
            text("a click just pays for itself on average"),
            text(
                "{clicks} clicks are worth {worth}",
                clicks=writing.clicks(words, clicks),
                worth=writing.round_money(words, plan, trial.sample_information(clicks)),
            ),
        ]
    if not best.clicks:
        return text("none"), [
            text("a click loses {money} on average", money=writing.money_per_click(words, plan, trial.cost_per_click))
        ]
    worth, whole = trial.sample_information(best.clicks), best.reason == "whole_buy"
    return (
        text("{clicks} clicks", clicks=_best_clicks(words, trial, best.clicks, whole=whole)),
        [
            text(
                "worth {worth}, costs {cost}",
                worth=writing.round_money(words, plan, worth),
                cost=writing.round_money(words, plan, trial.cost(best.clicks)),
            ),
            text("spend {spend}", spend=writing.round_money(words, plan, best.clicks * trial.cpc)),
            *([text("as many as the main buy has")] if whole else []),
        ],
    )
