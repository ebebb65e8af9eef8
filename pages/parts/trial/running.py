"""What a running test says, and what a rule to pause a campaign does."""

from __future__ import annotations

import streamlit as st

from pages.frame import asking
from pages.kit import writing
from pages.kit.folded import folded
from pages.kit.words import N_, Words, in_markdown
from simulator import InputError, PauseRule, Plan, Trial
from simulator.questions.margin import margin_of
from simulator.questions.trial import PAUSE_AT, Advice, Reading
from simulator.questions.trial_summary import TrialSummary

ADVICE = {
    "scale": (N_("Buy"), st.success, ":material/check_circle:"),
    "stop": (N_("Stop"), st.error, ":material/cancel:"),
    "continue": (N_("Go on testing"), st.warning, ":material/hourglass_top:"),
}

_ADVICE_TEXTS: dict[Advice, str] = {
    "scale": N_("That is sure enough to buy; the risk that it is wrong is {risk}."),
    "stop": N_("That is sure enough not to buy; the risk that it is wrong is {risk}."),
    "continue": N_("That is not {sure} sure either way; decide now, and you are wrong with a chance of {risk}."),
}


def running(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """Clicks and orders so far → continue, scale or stop, and the risk of being wrong."""
    text, trial = words.text, summary.trial
    title = text("Running already? Is it enough?")
    st.markdown(f"**{title}**")
    with st.grid(2, min_column_width=200):
        with st.container():
            clicks = asking.number(words, text("Clicks so far"), "trial_clicks")
        with st.container():
            orders = asking.number(words, text("Orders so far"), "trial_orders")
    if clicks is None or orders is None:
        if (clicks is None) != (orders is None):
            st.caption(text("Type both numbers."))
        return
    try:
        reading = trial.reading(clicks, orders)
    except InputError as error:
        asking.wrong(words, error)
        return
    name, box, icon = ADVICE[reading.advice]
    box(_advice(words, plan, trial, reading), icon=icon, title=text(name))


def _advice(words: Words, plan: Plan, trial: Trial, reading: Reading) -> str:
    text, risk = words.text, writing.exact_chance(words, reading.risk)
    lines = [
        text(
            "You have the conversion rate that you need ({threshold}) with a chance of **{above}**.",
            threshold=writing.rate(words, trial.threshold_rate) if trial.threshold_rate < 1 else "100 %",
            above=writing.exact_chance(words, reading.above_probability),
        ),
        text(_ADVICE_TEXTS[reading.advice], risk=risk, sure=words.wanted_chance(trial.sure_at)),
        text(
            "Deciding now costs {regret} on average, against knowing for sure.",
            regret=writing.round_money(words, plan, reading.regret),
        ),
        text(
            "Best guess of the rate now: {middle} ({level}: {low} to {high}).",
            middle=writing.rate(words, reading.rate_median),
            level=words.percent(0.9, decimals=0),
            low=writing.rate(words, reading.rate_low),
            high=writing.rate(words, reading.rate_high),
        ),
    ]
    return in_markdown(" ".join(lines))


def pause_rule(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """What "pause after 3 × target CPA without an order" does."""
    title = words.text("Is it wise to pause a campaign that has no order yet?")
    folded(title, "trial_pause", lambda: _pause_rule(words, plan, summary.trial))


def _pause_rule(words: Words, plan: Plan, trial: Trial) -> None:
    text = words.text
    label = text("Pause when it has spent so many times the target per order")
    multiple = asking.number(words, label, "trial_multiple", PAUSE_AT)
    target = margin_of(plan).target_cpo
    if multiple is None:
        return
    try:
        rule = trial.pause_rule(multiple, target)
    except InputError as error:
        if error.field == "target_cpo":
            st.warning(text("The target per order is not above 0: there is nothing to compare the spend with."))
        else:
            asking.wrong(words, error)
        return
    st.markdown(in_markdown(_what_it_does(words, plan, rule, target)))


def _what_it_does(words: Words, plan: Plan, rule: PauseRule, target: float) -> str:
    return words.plural(
        "At a target of {target} the rule pauses after {clicks} click ({spend}) without an order. It pauses "
        "**{wrong}** of the campaigns that are exactly on target. Yours it would pause with a chance of {pause}, "
        "and in {above} of these cases wrongly.",
        "At a target of {target} the rule pauses after {clicks} clicks ({spend}) without an order. It pauses "
        "**{wrong}** of the campaigns that are exactly on target. Yours it would pause with a chance of {pause}, "
        "and in {above} of these cases wrongly.",
        rule.clicks,
        target=writing.round_money(words, plan, target),
        clicks=writing.clicks(words, rule.clicks),
        spend=writing.round_money(words, plan, rule.spend),
        wrong=writing.exact_chance(words, rule.wrong_at_target),
        pause=writing.exact_chance(words, rule.pause_probability),
        above=writing.exact_chance(words, rule.above_if_paused),
    )
