"""What a running test says, and what a rule to pause a campaign does."""

from __future__ import annotations

import streamlit as st

from pages.frame import asking, plan_results
from pages.kit import writing
from pages.kit.folded import folded
from pages.kit.words import N_, Words, in_markdown
from simulator import InputError, PauseRule, Plan, Trial
from simulator.questions.trial import PAUSE_AT, Advice, Reading
from simulator.questions.trial_summary import TrialSummary

ADVICE = {
    "scale": (N_("Scale"), st.success, ":material/check_circle:"),
    "stop": (N_("Stop"), st.error, ":material/cancel:"),
    "continue": (N_("Continue"), st.warning, ":material/hourglass_top:"),
}

_ADVICE_TEXTS: dict[Advice, str] = {
    "scale": N_("That is sure enough: buy. The risk that it is wrong is {risk}."),
    "stop": N_("That is sure enough: do not buy. The risk that it is wrong is {risk}."),
    "continue": N_("That is not {sure} sure either way. If you decide now, the risk to be wrong is {risk}."),
}


def running(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """Clicks and orders so far → continue, scale or stop, and the risk of being wrong."""
    text, trial = words.text, summary.trial
    st.subheader(text("A test that is running"), anchor=False)
    with st.grid(2, min_column_width=200):
        with st.container():
            clicks = asking.number(words, text("Clicks so far"), "trial_clicks")
        with st.container():
            orders = asking.number(words, text("Orders so far"), "trial_orders")
    if clicks is None or orders is None:
        st.caption(text("Give both, and read whether that is enough. Leave out clicks that the plan's rate is from."))
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
            "The rate lies above {threshold} with a chance of **{above}**.",
            threshold=writing.rate(words, trial.threshold_rate) if trial.threshold_rate < 1 else "100 %",
            above=writing.exact_chance(words, reading.above_probability),
        ),
        text(_ADVICE_TEXTS[reading.advice], risk=risk, sure=words.wanted_chance(trial.sure_at)),
        text(
            "Deciding now loses {regret} on average, against knowing the rate.",
            regret=writing.round_money(words, plan, reading.regret),
        ),
        text(
            "What is believed of the rate now: {middle} ({level}: {low} to {high}).",
            middle=writing.rate(words, reading.rate_median),
            level=words.percent(0.9, decimals=0),
            low=writing.rate(words, reading.rate_low),
            high=writing.rate(words, reading.rate_high),
        ),
    ]
    return in_markdown(" ".join(lines))


def pause_rule(words: Words, plan: Plan, summary: TrialSummary) -> None:
    """What "pause after 3 × target CPA without an order" does."""
    title = words.text("The rule “pause after 3 × target CPA without an order”")
    folded(title, "trial_pause", lambda: _pause_rule(words, plan, summary.trial))


def _pause_rule(words: Words, plan: Plan, trial: Trial) -> None:
    text = words.text
    multiple = asking.number(words, text("Times the target CPA"), "trial_multiple", PAUSE_AT)
    target = plan_results.margin(plan).target_cpo
    if multiple is None:
        return
    try:
        rule = trial.pause_rule(multiple, target)
    except InputError as error:
        if error.field == "target_cpo":
            st.warning(text("The target CPO is not above 0: there is nothing to hold the spend against."))
        else:
            asking.wrong(words, error)
        return
    st.markdown(in_markdown(_what_it_does(words, plan, rule, target)))


def _what_it_does(words: Words, plan: Plan, rule: PauseRule, target: float) -> str:
    return words.text(
        "At the target of {target} it strikes after {clicks} clicks ({spend}) without an order. A "
        "campaign whose CPO is exactly the target is paused with a chance of **{wrong}**: that many good "
        "ones go. By what you believe it strikes with a chance of {pause}, and {above} of what it pauses "
        "would have been worth buying.",
        target=writing.round_money(words, plan, target),
        clicks=writing.clicks(words, rule.clicks),
        spend=writing.round_money(words, plan, rule.spend),
        wrong=writing.exact_chance(words, rule.wrong_at_target),
        pause=writing.exact_chance(words, rule.pause_probability),
        above=writing.exact_chance(words, rule.above_if_paused),
    )
