"""How large a test, what it is worth, and what a running one says: in words, figures and pictures."""

from __future__ import annotations

import math
from typing import NamedTuple

import streamlit as st

from pages.frame import asking
from pages.kit import cards
from pages.kit.words import N_, Words, in_markdown
from pages.parts.trial import results
from simulator import InputError, Plan, Trial, trial_of
from simulator.questions.trial import MOST_CLICKS

SURE_OF_IT = 0.9
"""Chance to end sure enough that the page speaks of."""
NOTHING = 0.005
"""Money below this is written as 0."""
FEW_DIGITS = 3
"""Digits of clicks and of money where there are many of them."""
MANY_CLICKS, MUCH_MONEY = 10_000, 100_000
"""From here on they are written in few digits."""
FREE = {
    "costs_nothing": N_(
        "A click just pays for itself on average as things stand: without a test the main buy is worth nothing, and a "
        "test costs nothing. So test first."
    ),
    "pays_for_itself": N_("Clicks pay on average as things stand, so a test costs nothing: begin, and watch."),
}


class Asked(NamedTuple):
    """The test of the page, and what is known of it."""

    trial: Trial
    tested: results.Tested


# -- what is asked ----------------------------------------------------------------------------------------------


def asked(words: Words, plan: Plan) -> Asked | None:
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
    return Asked(trial, results.tested(trial))


def _refused(words: Words, error: InputError) -> None:
    if error.field != "cvr":
        asking.wrong(words, error)
        return
    remedy = words.text("Give it as a range or from counts in the sidebar, if you are not sure of it.")
    st.info(f"{words.error(error)} {remedy}", icon=":material/info:")


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, found: Asked) -> None:
    """What a test captures of what certainty is worth, and what it takes to be sure: both."""
    trial, tested = found
    if trial.threshold_rate >= 1:
        st.error(
            words.text(
                "No test is needed: an order leaves {max}, and a click costs {cpc}. No conversion rate would pay.",
                max=_money(words, plan, trial.contribution),
                cpc=_money(words, plan, trial.cpc),
            ),
            icon=":material/block:",
        )
        return
    st.info(" ".join((_worth(words, plan, found), _to_be_sure(words, trial, tested))), icon=":material/science:")


def _worth(words: Words, plan: Plan, found: Asked) -> str:
    text, (trial, tested) = words.text, found
    best, certain = tested.best, trial.perfect_information
    if certain < NOTHING:
        return text("A test cannot change what you will do: knowing the conversion rate would be worth nothing.")
    if tested.capture.clicks < 1:
        return text(
            "The main buy is less than one click: a test has nothing to decide about. Raise the budget in the "
            "sidebar, or give more clicks of the main buy."
        )
    if best.reason in FREE:
        return f"{text(FREE[best.reason])} {_captured(words, plan, found)}"
    if best.reason == "no_test" or best.clicks is None:
        return text(
            "No test within the main buy is worth its cost: certainty would be worth {certain}, and a click loses "
            "{cost} on average.",
            certain=_money(words, plan, certain),
            cost=in_markdown(_of_a_click(words, plan, trial.cost_per_click)),
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
        certain=_money(words, plan, certain),
        net=_money(words, plan, best.net_value or 0.0),
    )


def _captured(words: Words, plan: Plan, found: Asked) -> str:
    """How much of what certainty is worth a test within the main buy captures."""
    capture = found.tested.capture
    return words.text(
        N_("{clicks} clicks already capture {share} of what certainty is worth ({certain}).")
        if capture.most
        else N_(
            "Even as many clicks as the main buy has ({clicks}) capture only {share} of what certainty is worth "
            "({certain})."
        ),
        clicks=_clicks(words, capture.clicks),
        share=words.percent(capture.certain_share, decimals=0),
        certain=_money(words, plan, found.trial.perfect_information),
    )


def _best_clicks(words: Words, trial: Trial, clicks: int, *, whole: bool) -> str:
    return _clicks(words, clicks if whole else min(_round(clicks), trial.largest))


def _to_be_sure(words: Words, trial: Trial, tested: results.Tested) -> str:
    places = {"chance": words.percent(SURE_OF_IT, decimals=0), "sure": words.asked_chance(trial.sure_at)}
    sure_from, main = tested.clicks_to_be_sure, _clicks(words, trial.main_clicks)
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
        clicks=_clicks(words, _round(sure_from)),
        main=main,
        **places,
    )


def _round(clicks: float) -> int:
    """Two digits: whole orders make more of them meaningless."""
    return int(float(f"{clicks:.2g}"))


def _clicks(words: Words, clicks: float) -> str:
    if clicks < 10 and clicks != int(clicks):
        return words.number(clicks, decimals=_small(clicks, 1))
    return words.number(clicks, decimals=_decimals(clicks, MANY_CLICKS))


def _decimals(value: float, many: float) -> int:
    """Decimals that leave few digits of what is large: none, or fewer than none."""
    return min(0, FEW_DIGITS - 1 - math.floor(math.log10(abs(value)))) if many <= abs(value) < math.inf else 0


def _rate(words: Words, share: float) -> str:
    """A rate with two decimals, more where it would have fewer than two digits."""
    return words.percent(share, decimals=_small(share * 100, 2))


def _small(value: float, decimals: int) -> int:
    """These decimals, more where the value would have fewer than two digits."""
    return max(decimals, 1 - math.floor(math.log10(abs(value)))) if value else decimals


def _of_a_click(words: Words, plan: Plan, amount: float) -> str:
    return words.money(amount, plan.scenario.currency, decimals=_small(amount, 3))


def _money(words: Words, plan: Plan, amount: float) -> str:
    return in_markdown(_plain(words, plan, amount))


def key_figures(words: Words, plan: Plan, found: Asked) -> None:
    """Threshold rate, chance to be above it, worth of certainty, worth of the best test."""
    text, trial = words.text, found.trial
    pays = trial.threshold_rate < 1
    rate = _rate(words, trial.threshold_rate) if pays else text("none")
    buy = _plain(words, plan, trial.value_now)
    with st.grid(4, min_column_width=150):
        cards.card(
            words,
            N_("Threshold rate (CVR*)"),
            rate,
            [
                text(
                    "{cpc} per click ÷ {max} per order",
                    cpc=_plain(words, plan, trial.cpc),
                    max=_plain(words, plan, trial.contribution),
                ),
                text("you expect {rate}", rate=_rate(words, trial.mean_rate)),
            ],
            "threshold_rate",
        )
        cards.card(
            words,
            N_("Above the threshold, as you believe now"),
            _sharp(words, trial.above_probability),
            [text("sure enough: {sure}", sure=words.asked_chance(trial.sure_at))],
            "sure_at",
        )
        cards.card(
            words,
            N_("Worth of certainty (EVPI)"),
            _plain(words, plan, trial.perfect_information),
            [
                text("for {clicks} clicks", clicks=_clicks(words, trial.main_clicks)),
                text("they are worth {value} now", value=buy),
            ],
            "perfect_information",
        )
        cards.card(words, N_("Best test"), *_best_card(words, plan, found), "sample_information")


def _best_card(words: Words, plan: Plan, found: Asked) -> tuple[str, list[str]]:
    text, (trial, tested) = words.text, found
    best = tested.best
    if best.reason == "pays_for_itself":
        return text("begin"), [
            text("a click earns {money} on average", money=_of_a_click(words, plan, -trial.cost_per_click))
        ]
    if best.reason == "costs_nothing":
        clicks = tested.capture.clicks
        return text("any size"), [
            text("a click just pays for itself on average"),
            text(
                "{clicks} clicks are worth {worth}",
                clicks=_clicks(words, clicks),
                worth=_plain(words, plan, trial.sample_information(clicks)),
            ),
        ]
    if not best.clicks:
        return text("none"), [
            text("a click loses {money} on average", money=_of_a_click(words, plan, trial.cost_per_click))
        ]
    worth, whole = trial.sample_information(best.clicks), best.reason == "whole_buy"
    return (
        text("{clicks} clicks", clicks=_best_clicks(words, trial, best.clicks, whole=whole)),
        [
            text(
                "worth {worth}, costs {cost}",
                worth=_plain(words, plan, worth),
                cost=_plain(words, plan, trial.cost(best.clicks)),
            ),
            text("spend {spend}", spend=_plain(words, plan, best.clicks * trial.cpc)),
            *([text("as many as the main buy has")] if whole else []),
        ],
    )


def _plain(words: Words, plan: Plan, amount: float) -> str:
    large = abs(amount) >= 100
    return words.money(amount, plan.scenario.currency, decimals=_decimals(amount, MUCH_MONEY) if large else None)


def _sharp(words: Words, share: float) -> str:
    """A chance that is an exact sum and has no simulation error."""
    if 0 < share < 0.001:
        return f"< {words.percent(0.001)}"
    if 0.999 < share < 1:
        return f"> {words.percent(0.999)}"
    return words.percent(share)


# -- pictures ---------------------------------------------------------------------------------------------------


# -- which input first ------------------------------------------------------------------------------------------


# -- a running test ---------------------------------------------------------------------------------------------


# -- the table --------------------------------------------------------------------------------------------------
