"""How large a test, what it is worth, and what a running one says: in words, figures and pictures."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import asking, cards, charts, state
from pages.shared.downloads import csv_button, dialect_chooser
from pages.shared.inputs import INPUTS
from pages.shared.words import N_, Words, in_markdown
from simulator import InputError, Plan, Trial, trial_of
from simulator.forms.scenario_file import Dialect, write_table
from simulator.questions.trial import MOST_CLICKS, PAUSE_AT, SIZES, Advice, Reading
from simulator.questions.worth_knowing import EVERYTHING

SURE_OF_IT = 0.9
"""Chance to end sure enough that the page speaks of."""
NOTHING = 0.005
"""Money below this is written as 0."""
FEW_DIGITS = 3
"""Digits of clicks and of money where there are many of them."""
MANY_CLICKS, MUCH_MONEY = 10_000, 100_000
"""From here on they are written in few digits."""
ADVICE = {
    "scale": (N_("Scale"), st.success, ":material/check_circle:"),
    "stop": (N_("Stop"), st.error, ":material/cancel:"),
    "continue": (N_("Continue"), st.warning, ":material/hourglass_top:"),
}
FREE = {
    "costs_nothing": N_(
        "A click just pays for itself on average as things stand: without a test the main buy is worth nothing, and a "
        "test costs nothing. So test first."
    ),
    "pays_for_itself": N_("Clicks pay on average as things stand, so a test costs nothing: begin, and watch."),
}
COLUMNS = {
    "clicks": N_("clicks"),
    "stop_probability": N_("stop"),
    "unsure_probability": N_("still unsure"),
    "scale_probability": N_("scale"),
    "sure_probability": N_("sure, either way"),
    "most_orders_for_stop": N_("stop with at most"),
    "fewest_orders_for_scale": N_("scale from"),
    "sample_information": N_("worth"),
    "certain_share": N_("of certainty"),
    "cost": N_("cost"),
    "net_value": N_("worth less cost"),
}


class Asked(NamedTuple):
    """The test of the page, and what is known of it."""

    trial: Trial
    tested: state.Tested


# -- what is asked ----------------------------------------------------------------------------------------------


def asked(words: Words, plan: Plan) -> Asked | None:
    """The two inputs of the page, and the test they make; None, in words, where there is nothing to test."""
    text = words.text
    with st.grid(2, min_column_width=220):
        with st.container():
            main_clicks = asking.number(
                words,
                text(N_("Clicks of the main buy")),
                "trial_main_clicks",
                help=asking.help_of(words, "main_clicks"),
                placeholder=text(N_("empty: what the budget buys")),
            )
        with st.container():
            sure_at = asking.number(
                words,
                text(N_("Sure enough from a chance of, %")),
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
    return Asked(trial, state.tested(trial))


def _refused(words: Words, error: InputError) -> None:
    if error.field != "cvr":
        asking.wrong(words, error)
        return
    remedy = words.text(N_("Give it as a range or from counts in the sidebar, if you are not sure of it."))
    st.info(f"{words.error(error)} {remedy}", icon=":material/info:")


# -- the answer -------------------------------------------------------------------------------------------------


def sentence(words: Words, plan: Plan, found: Asked) -> None:
    """What a test captures of what certainty is worth, and what it takes to be sure: both."""
    trial, tested = found
    if trial.threshold_rate >= 1:
        st.error(
            words.text(
                N_("No test is needed: an order leaves {max}, and a click costs {cpc}. No conversion rate would pay."),
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
        return text(N_("A test cannot change what you will do: knowing the conversion rate would be worth nothing."))
    if tested.capture.clicks < 1:
        return text(
            N_(
                "The main buy is less than one click: a test has nothing to decide about. Raise the budget in the "
                "sidebar, or give more clicks of the main buy."
            )
        )
    if best.reason in FREE:
        return f"{text(FREE[best.reason])} {_captured(words, plan, found)}"
    if best.reason == "no_test" or best.clicks is None:
        return text(
            N_(
                "No test within the main buy is worth its cost: certainty would be worth {certain}, and a click loses "
                "{cost} on average."
            ),
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


def _to_be_sure(words: Words, trial: Trial, tested: state.Tested) -> str:
    places = {"chance": words.percent(SURE_OF_IT, decimals=0), "sure": words.asked_chance(trial.sure_at)}
    sure_from, main = tested.clicks_to_be_sure, _clicks(words, trial.main_clicks)
    if sure_from == 0:
        return words.text(N_("You are {sure} sure already."), sure=places["sure"])
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
    rate = _rate(words, trial.threshold_rate) if pays else text(N_("none"))
    buy = _plain(words, plan, trial.value_now)
    with st.grid(4, min_column_width=150):
        cards.card(
            words,
            N_("Threshold rate (CVR*)"),
            rate,
            [
                text(
                    N_("{cpc} per click ÷ {max} per order"),
                    cpc=_plain(words, plan, trial.cpc),
                    max=_plain(words, plan, trial.contribution),
                ),
                text(N_("you expect {rate}"), rate=_rate(words, trial.mean_rate)),
            ],
            "threshold_rate",
        )
        cards.card(
            words,
            N_("Above the threshold, as you believe now"),
            _sharp(words, trial.above_probability),
            [text(N_("sure enough: {sure}"), sure=words.asked_chance(trial.sure_at))],
            "sure_at",
        )
        cards.card(
            words,
            N_("Worth of certainty (EVPI)"),
            _plain(words, plan, trial.perfect_information),
            [
                text(N_("for {clicks} clicks"), clicks=_clicks(words, trial.main_clicks)),
                text(N_("they are worth {value} now"), value=buy),
            ],
            "perfect_information",
        )
        cards.card(words, N_("Best test"), *_best_card(words, plan, found), "sample_information")


def _best_card(words: Words, plan: Plan, found: Asked) -> tuple[str, list[str]]:
    text, (trial, tested) = words.text, found
    best = tested.best
    if best.reason == "pays_for_itself":
        return text(N_("begin")), [
            text(N_("a click earns {money} on average"), money=_of_a_click(words, plan, -trial.cost_per_click))
        ]
    if best.reason == "costs_nothing":
        clicks = tested.capture.clicks
        return text(N_("any size")), [
            text(N_("a click just pays for itself on average")),
            text(
                N_("{clicks} clicks are worth {worth}"),
                clicks=_clicks(words, clicks),
                worth=_plain(words, plan, trial.sample_information(clicks)),
            ),
        ]
    if not best.clicks:
        return text(N_("none")), [
            text(N_("a click loses {money} on average"), money=_of_a_click(words, plan, trial.cost_per_click))
        ]
    worth, whole = trial.sample_information(best.clicks), best.reason == "whole_buy"
    return (
        text(N_("{clicks} clicks"), clicks=_best_clicks(words, trial, best.clicks, whole=whole)),
        [
            text(
                N_("worth {worth}, costs {cost}"),
                worth=_plain(words, plan, worth),
                cost=_plain(words, plan, trial.cost(best.clicks)),
            ),
            text(N_("spend {spend}"), spend=_plain(words, plan, best.clicks * trial.cpc)),
            *([text(N_("as many as the main buy has"))] if whole else []),
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


def sure_chart(words: Words, found: Asked) -> None:
    """Where a test of each size ends: stop, scale, still unsure; and sure either way."""
    text, (trial, tested) = words.text, found
    rows = tested.by_clicks
    title = text(N_("Where a test ends, by its clicks"))
    st.markdown(f"**{title}**")
    kinds = {
        text(N_("scale")): "scale_probability",
        text(N_("still unsure")): "unsure_probability",
        text(N_("stop")): "stop_probability",
        text(N_("sure, either way")): "sure_probability",
    }
    frame = charts.curves_frame(
        rows["clicks"].tolist(),
        {kind: rows[column].tolist() for kind, column in kinds.items()},
        levels={words.percent(SURE_OF_IT, decimals=0): SURE_OF_IT},
        places=_main_buy(words, trial, rows),
    )
    texts = (
        ("x", text(N_("clicks of the test"))),
        ("y", text(N_("chance"))),
        ("kind", text(N_("where it ends"))),
        ("at", text(N_("clicks"))),
        ("value", text(N_("chance"))),
    )
    spec = charts.curves(tuple(kinds), texts, words.chart_numbers(), shares=True, height=280)
    told_at = max((size for size in SIZES if size <= min(trial.largest, 1000)), default=SIZES[0])
    told = ", ".join(f"{kind} {_sharp(words, _at(rows, told_at, column))}" for kind, column in kinds.items())
    alt = text(N_("{title}; after {clicks} clicks: {told}"), title=title, clicks=words.number(told_at), told=told)
    st.vega_lite_chart(frame, spec, key="trial_sure_chart", alt=alt)
    lines = [
        text(
            N_("The steps in the lines are whole orders. Sure enough is a chance of {sure}."),
            sure=words.asked_chance(trial.sure_at),
        )
    ]
    if trial.main_clicks < SIZES[-1]:
        lines.append(
            text(
                N_("Tests beyond the main buy ({clicks} clicks) would be larger than what they decide about."),
                clicks=_clicks(words, trial.main_clicks),
            )
        )
    st.caption(" ".join(lines))


def _main_buy(words: Words, trial: Trial, rows: pd.DataFrame) -> dict[str, float]:
    """The main buy as a named place among these sizes."""
    shown = len(rows) and rows["clicks"].iloc[0] <= trial.main_clicks <= rows["clicks"].iloc[-1]
    return {words.text(N_("main buy")): trial.main_clicks} if shown else {}


def _at(rows: pd.DataFrame, clicks: int, column: str) -> float:
    return float(rows.loc[rows["clicks"] == clicks, column].iloc[0])


def worth_chart(words: Words, plan: Plan, found: Asked) -> None:
    """What a test of each size is worth, beside what certainty is worth; nothing where no test is."""
    text, (trial, tested) = words.text, found
    certain = trial.perfect_information
    if certain < NOTHING or tested.best.reason == "no_test":
        return
    title = text(N_("What a test is worth, by its clicks"))
    st.markdown(f"**{title}**")
    kinds = {text(N_("worth (EVSI)")): "sample_information"}
    rows = tested.by_clicks
    if tested.best.reason not in FREE:
        kinds |= {text(N_("worth less cost")): "net_value", text(N_("cost")): "cost"}
        rows = rows[rows["cost"] <= 1.2 * certain]  # a test that costs more than certainty is worth is never bought
    frame = charts.curves_frame(
        rows["clicks"].tolist(),
        {kind: rows[column].tolist() for kind, column in kinds.items()},
        levels={text(N_("certainty: {money}"), money=_plain(words, plan, certain)): certain},
        places=_main_buy(words, trial, rows),
    )
    money = words.currency_symbol(plan.scenario.currency)
    texts = (
        ("x", text(N_("clicks of the test"))),
        ("y", text(N_("Worth, {money}"), money=money)),
        ("kind", text(N_("what it is"))),
        ("at", text(N_("clicks"))),
        ("value", text(N_("Worth, {money}"), money=money)),
    )
    spec = charts.curves(tuple(kinds), texts, words.chart_numbers(), height=260)
    alt = f"{title}. {_worth(words, plan, found)}".replace("**", "").replace("\\", "")
    st.vega_lite_chart(frame, spec, key="trial_worth_chart", alt=alt)


# -- which input first ------------------------------------------------------------------------------------------


def worth_learning(words: Words, plan: Plan, trial: Trial) -> None:
    """What it is worth to know each input before the budget is spent."""
    text, found = words.text, state.knowing(plan)
    st.subheader(text(N_("Which input is worth learning first?")), anchor=False)
    first = found.iloc[0]
    if first["input"] == EVERYTHING or first["value"] <= 0:
        st.markdown(text(N_("None: nothing that you could learn would turn the decision to spend this budget or not.")))
        _why_another_worth(words, trial)
        return
    st.markdown(
        text(
            N_("**{input}**: knowing it before you spend {budget} would be worth up to **{value}**."),
            input=text(INPUTS[first["input"]].label),
            budget=in_markdown(words.money(plan.scenario.budget, plan.scenario.currency, decimals=0)),
            value=_value(words, plan, first),
        )
    )
    _why_another_worth(words, trial)
    title = text(N_("What knowing each input is worth at most"))
    with st.expander(title, key="trial_knowing", on_change="rerun") as box:
        if not box.open:
            return
        rows = [
            {
                text(N_("input")): text(
                    N_("everything together") if row["input"] == EVERYTHING else INPUTS[row["input"]].label
                ),
                text(N_("worth at most")): _value(words, plan, row).replace("\\", ""),
                text(N_("of everything")): words.percent(row["share"], decimals=0),
            }
            for _, row in found.iterrows()
        ]
        right = st.column_config.TextColumn(alignment="right")
        columns = dict.fromkeys(list(rows[0])[1:], right)
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", column_config=columns, alt=title)


def _why_another_worth(words: Words, trial: Trial) -> None:
    """Why this differs from the worth of certainty above, where there is one."""
    if trial.perfect_information >= NOTHING:
        st.caption(
            words.text(
                N_(
                    "The worth of certainty above is another figure: it asks about the conversion rate alone, with "
                    "every other input at its median. Here all inputs are uncertain and move together as in the plan."
                )
            )
        )


def _value(words: Words, plan: Plan, row: pd.Series) -> str:
    value = float(row["value"])
    few = 10.0 ** -_decimals(value, MUCH_MONEY)
    error = max(float(row["error"]), few / 2 if value >= 100 else 0.0)
    return in_markdown(words.money(value, plan.scenario.currency, error=error))


# -- a running test ---------------------------------------------------------------------------------------------


def running(words: Words, plan: Plan, found: Asked) -> None:
    """Clicks and orders so far → continue, scale or stop, and the risk of being wrong."""
    text, trial = words.text, found.trial
    st.subheader(text(N_("A test that is running")), anchor=False)
    with st.grid(2, min_column_width=200):
        with st.container():
            clicks = asking.number(words, text(N_("Clicks so far")), "trial_clicks")
        with st.container():
            orders = asking.number(words, text(N_("Orders so far")), "trial_orders")
    if clicks is None or orders is None:
        st.caption(
            text(N_("Give both, and read whether that is enough. Leave out clicks that the plan's rate is from."))
        )
        return
    try:
        reading = trial.reading(clicks, orders)
    except InputError as error:
        asking.wrong(words, error)
        return
    name, box, icon = ADVICE[reading.advice]
    box(_advice(words, plan, trial, reading), icon=icon, title=text(name))


def _advice(words: Words, plan: Plan, trial: Trial, reading: Reading) -> str:
    text, risk = words.text, _sharp(words, reading.risk)
    lines = [
        text(
            N_("The rate lies above {threshold} with a chance of **{above}**."),
            threshold=_rate(words, trial.threshold_rate) if trial.threshold_rate < 1 else "100 %",
            above=_sharp(words, reading.above_probability),
        ),
        text(_ADVICE_TEXTS[reading.advice], risk=risk, sure=words.asked_chance(trial.sure_at)),
        text(
            N_("Deciding now loses {regret} on average, against knowing the rate."),
            regret=_money(words, plan, reading.regret),
        ),
        text(
            N_("What is believed of the rate now: {middle} ({level}: {low} to {high})."),
            middle=_rate(words, reading.rate_median),
            level=words.percent(0.9, decimals=0),
            low=_rate(words, reading.rate_low),
            high=_rate(words, reading.rate_high),
        ),
    ]
    return " ".join(lines)


_ADVICE_TEXTS: dict[Advice, str] = {
    "scale": N_("That is sure enough: buy. The risk that it is wrong is {risk}."),
    "stop": N_("That is sure enough: do not buy. The risk that it is wrong is {risk}."),
    "continue": N_("That is not {sure} sure either way. If you decide now, the risk to be wrong is {risk}."),
}


def pause_rule(words: Words, plan: Plan, found: Asked) -> None:
    """What "pause after 3 × target CPA without an order" does."""
    text, title = words.text, words.text(N_("The rule “pause after 3 × target CPA without an order”"))
    with st.expander(title, key="trial_pause", on_change="rerun") as box:
        if not box.open:
            return
        multiple = asking.number(words, text(N_("Times the target CPA")), "trial_multiple", PAUSE_AT)
        target = state.margin(plan).target_cpo
        if multiple is None:
            return
        try:
            rule = found.trial.pause_rule(multiple, target)
        except InputError as error:
            if error.field == "target_cpo":
                st.warning(text(N_("Your target CPO is not above 0: there is nothing to hold the spend against.")))
            else:
                asking.wrong(words, error)
            return
        st.markdown(
            text(
                N_(
                    "At your target of {target} it strikes after {clicks} clicks ({spend}) without an order. A "
                    "campaign whose CPO is exactly the target is paused with a chance of **{wrong}**: that many good "
                    "ones go. By what you believe it strikes with a chance of {pause}, and {above} of what it pauses "
                    "would have been worth buying."
                ),
                target=_money(words, plan, target),
                clicks=_clicks(words, rule.clicks),
                spend=_money(words, plan, rule.spend),
                wrong=_sharp(words, rule.wrong_at_target),
                pause=_sharp(words, rule.pause_probability),
                above=_sharp(words, rule.above_if_paused),
            )
        )


# -- the table --------------------------------------------------------------------------------------------------


def table(words: Words, plan: Plan, found: Asked) -> None:
    """Every test size as a row."""
    text, title = words.text, words.text(N_("Every test size as a table"))
    with st.expander(title, key="trial_table", on_change="rerun") as box:
        if not box.open:
            return
        rows = [
            {text(label): _cell(words, plan, name, row) for name, label in COLUMNS.items()}
            for _, row in found.tested.by_clicks.iterrows()
        ]
        right = st.column_config.TextColumn(alignment="right")
        st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=dict.fromkeys(rows[0], right), alt=title)
        st.caption(text(N_("A cost below zero is a gain: the clicks pay on average.")))


def _cell(words: Words, plan: Plan, name: str, row: pd.Series) -> str:
    value = float(row[name])
    if name in ("sample_information", "cost", "net_value"):
        return _plain(words, plan, value)
    if name == "clicks":
        return words.number(value)
    if name == "most_orders_for_stop":
        return words.number(value) if value >= 0 else "–"
    if name == "fewest_orders_for_scale":
        return words.number(value) if value <= float(row["clicks"]) else "–"
    return _sharp(words, value)


def downloads(words: Words, plan: Plan, found: Asked) -> None:
    """The test sizes, and what knowing each input is worth, as files."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            words.text(N_("Download the test sizes (CSV)")),
            lambda: sizes_csv(plan, found, dialect),
            "cpo-test.csv",
            "download_trial",
        )
        csv_button(
            words.text(N_("Download what knowing is worth (CSV)")),
            lambda: knowing_csv(plan, dialect),
            "cpo-knowing.csv",
            "download_knowing",
        )


def sizes_csv(plan: Plan, found: Asked, dialect: Dialect) -> bytes:
    """The test sizes as a file, their numbers unrounded."""
    frame = found.tested.by_clicks.copy()
    frame.insert(1, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)


def knowing_csv(plan: Plan, dialect: Dialect) -> bytes:
    """What knowing each input is worth as a file."""
    frame = state.knowing(plan).copy()
    frame.insert(1, "currency", plan.scenario.currency)
    return write_table(frame, dialect=dialect)
