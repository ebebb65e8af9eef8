"""The answer to a plan in words, figures and pictures."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from pages.shared import charts, inputs, state
from pages.shared.downloads import csv_button, dialect_chooser
from pages.shared.inputs import INPUTS
from pages.shared.terms import TERMS
from pages.shared.words import N_, Words, in_markdown, plain_markdown
from simulator import Estimate, Plan
from simulator.engine.outcome import ZONES
from simulator.forms.fields import BY_NAME
from simulator.questions.figures import Figures, Pictures

VERDICTS = {
    "scale": (N_("SCALE"), ":material/trending_up:", st.success),
    "optimise": (N_("OPTIMISE"), ":material/tune:", st.warning),
    "stop": (N_("STOP"), ":material/block:", st.error),
}
REASONS = {
    "pays": N_(
        "The median CPO of {cpo} is within your target ({target}), and even the next order, at {marginal}, "
        "costs no more than it may ({max})."
    ),
    "no_margin": N_("An order leaves nothing before ads (max CPO {max}): no ad can pay at this margin."),
    "pays_in_the_long_run_too_rarely": N_(
        "Luck aside, it pays with a chance of {long_run}, not above your cut-off of {stop_at}: an order costs {cpo} "
        "(median) and may cost {max}."
    ),
    "too_few_orders": N_(
        "Too few orders to tell: in the long run the chance is {long_run}; what makes it low here is the luck of about "
        "{orders} orders."
    ),
    "chance_between_cut_offs": N_(
        "That lies between your cut-offs of {stop_at} and {scale_at}. An order costs {cpo} (median) and may cost {max}."
    ),
    "next_order_too_dear": N_("The next order would cost {marginal}: do not raise the budget."),
    "over_target": N_("The median CPO is over your target of {target}."),
}
ZONE_NAMES = {
    "scale": N_("scale: ≤ target"),
    "optimise": N_("optimise: ≤ max"),
    "stop": N_("stop: > max"),
}
OUTPUT_NAMES = {
    "cpc": N_("CPC at this budget"),
    "cvr": N_("CVR"),
    "aov": N_("AOV, realised"),
    "clicks": N_("Clicks"),
    "orders": N_("Orders"),
    "cpo": N_("CPO"),
    "max_cpo": N_("Max CPO"),
    "target_cpo": N_("Target CPO"),
    "profit": N_("Profit"),
    "roas": N_("ROAS"),
    "marginal_cpo": N_("Marginal CPO"),
    "max_cpc": N_("Maximum CPC"),
    "break_even_roas": N_("Break-even ROAS"),
    "first_order_profit": N_("Profit from first orders"),
    "cac": N_("CAC"),
}
SHARES = ("cvr",)
COUNTS = ("clicks", "orders")
RATIOS = ("roas", "break_even_roas")
SUMMARY_COLUMNS = {
    "mean": N_("mean"),
    "sd": N_("standard deviation"),
    "p5": N_("5 % below"),
    "p25": N_("25 % below"),
    "p50": N_("median"),
    "p75": N_("75 % below"),
    "p95": N_("95 % below"),
}


def drawn(words: Words) -> None:
    """The answer to the plan as it is now: in words, in figures, in pictures."""
    plan, kept = inputs.usable_plan(), state.baseline()
    figures = state.figures(plan)
    verdict(words, plan, figures)
    key_figures(words, plan, figures, kept)
    profit, cpo = st.columns(2, gap="medium")
    with profit:
        profit_chart(words, plan, figures, kept)
    with cpo:
        cpo_chart(words, plan, figures, kept)
    if kept is not None and not _comparable(plan, kept):
        st.caption(words.text(N_("The baseline is in another currency and is not compared.")))


# -- words ------------------------------------------------------------------------------------------------------


def verdict(words: Words, plan: Plan, figures: Figures) -> None:
    """The advice with its probability and its reasons."""
    word, icon, box = VERDICTS[figures.verdict.word]
    values = _reason_values(words, plan, figures)
    lines = [
        words.text(
            N_("The chance that {budget} pays for its orders is **{chance}**."),
            budget=in_markdown(words.money(plan.scenario.budget, plan.scenario.currency, decimals=0)),
            chance=words.chance(figures.break_even_probability, figures.draws),
        ),
        *(words.text(REASONS[reason], **values) for reason in figures.verdict.reasons),
    ]
    box(
        " ".join([*lines, *decided(words, figures)]) + "\n\n" + thresholds(words, plan, figures),
        icon=icon,
        title=words.text(word),
    )


def _reason_values(words: Words, plan: Plan, figures: Figures) -> dict[str, str]:
    scenario = plan.scenario
    names = {"cpo": "cpo", "max": "max_cpo", "target": "target_cpo", "marginal": "marginal_cpo"}
    return {
        **{
            place: in_markdown(output(words, plan, name, figures.spreads[name].median)) for place, name in names.items()
        },
        "orders": output(words, plan, "orders", figures.spreads["orders"].mean),
        "long_run": words.short_chance(figures.long_run_break_even_probability, figures.draws),
        "scale_at": words.asked_chance(scenario.scale_at),
        "stop_at": words.asked_chance(scenario.stop_at),
    }


def decided(words: Words, figures: Figures) -> list[str]:
    """What the chance hangs on most."""
    by = figures.verdict.decided_by
    if by is None:
        return []
    return [words.text(N_("What decides it most: **{input}**."), input=words.text(INPUTS[by].label))]


def thresholds(words: Words, plan: Plan, figures: Figures) -> str:
    """Where the plan breaks even, one input at a time."""
    found, currency = figures.break_even_inputs, plan.scenario.currency
    parts = []
    if found.cvr is not None:
        parts.append(words.text(N_("from a conversion rate of {cvr}"), cvr=words.percent(found.cvr, decimals=2)))
    if found.cpc is not None:
        parts.append(words.text(N_("up to a click price of {cpc}"), cpc=in_markdown(words.money(found.cpc, currency))))
    if found.aov is not None:
        parts.append(words.text(N_("from an order value of {aov}"), aov=in_markdown(words.money(found.aov, currency))))
    if not parts:
        return words.text(N_("No click price, conversion rate or order value alone would make it break even."))
    return words.text(
        N_("Others at their middle, it breaks even in the long run {thresholds}."),
        thresholds=words.text(N_(", or ")).join(parts),
    )


def input_value(words: Words, plan: Plan, name: str, value: float) -> str:
    """A value of an input in its unit, with three significant digits or fewer."""
    share, currency = BY_NAME[name].kind == "share", plan.scenario.currency
    shown = abs(value) * 100 if share else abs(value)
    most = max(0, 2 - math.floor(math.log10(shown))) if shown > 0 else 0
    decimals = next(
        each for each in range(most + 1) if each == most or math.isclose(round(shown, each), shown, rel_tol=1e-6)
    )
    if share:
        return words.percent(value, decimals=decimals)
    if BY_NAME[name].kind == "number":
        return words.number(value, decimals=decimals)
    return words.money(value, currency, decimals=decimals if name == "budget" or decimals > 2 else None)


# -- figures ----------------------------------------------------------------------------------------------------


def output(words: Words, plan: Plan, name: str, estimate: Estimate) -> str:
    """A figure of an output in its unit, no digit finer than its simulation error."""
    value, error = estimate.value, estimate.mc_error
    if math.isinf(value):
        return words.text(N_("none")) if name == "break_even_roas" else "∞"
    if name in SHARES:
        return words.percent(value, error=error, decimals=2)
    if name in COUNTS:
        return words.number(value, error=error, decimals=0 if value >= 10 else 1)
    if name in RATIOS:
        return words.number(value, error=error, decimals=2)
    return words.money(value, plan.scenario.currency, error=error)


def interval(words: Words, plan: Plan, figures: Figures, name: str) -> str:
    """The 90 % interval of an output."""
    spread = figures.spreads[name]
    error = max(spread.low.mc_error, spread.high.mc_error)
    low, high = (output(words, plan, name, Estimate(end.value, error)) for end in (spread.low, spread.high))
    return words.text(N_("{level}: {low} to {high}"), level=words.percent(0.9, decimals=0), low=low, high=high)


def key_figures(words: Words, plan: Plan, figures: Figures, kept: Plan | None) -> None:
    """Four figures, each with what belongs to it and its change against the baseline."""
    before = state.figures(kept) if kept and kept.scenario.currency == plan.scenario.currency else None
    spreads, draws = figures.spreads, figures.draws
    with st.grid(4, min_column_width=150):
        _card(
            words,
            N_("Break-even probability"),
            words.brief_chance(figures.break_even_probability),
            _chance_delta(words, figures, before),
            [
                words.rare(figures.break_even_probability, draws)
                or words.text(
                    N_("± {error} simulation error"), error=words.error_points(figures.break_even_probability.mc_error)
                ),
                words.text(
                    N_("luck aside: {chance}"),
                    chance=words.short_chance(figures.long_run_break_even_probability, draws),
                ),
            ],
            "break_even_probability",
        )
        _card(
            words,
            N_("CPO, median"),
            output(words, plan, "cpo", spreads["cpo"].median),
            _delta(words, plan, "cpo", spreads["cpo"].median, before.spreads["cpo"].median if before else None),
            [
                interval(words, plan, figures, "cpo"),
                words.text(
                    N_("target {target}, max {max}"),
                    target=output(words, plan, "target_cpo", spreads["target_cpo"].median),
                    max=output(words, plan, "max_cpo", spreads["max_cpo"].median),
                ),
            ],
            "cpo",
            lower_is_better=True,
        )
        _card(
            words,
            N_("Orders, expected"),
            output(words, plan, "orders", spreads["orders"].mean),
            _delta(words, plan, "orders", spreads["orders"].mean, before.spreads["orders"].mean if before else None),
            [
                interval(words, plan, figures, "orders"),
                words.text(N_("no order: {chance}"), chance=words.short_chance(figures.no_order_probability, draws)),
            ],
            "orders",
        )
        _card(
            words,
            N_("Profit, expected"),
            output(words, plan, "profit", spreads["profit"].mean),
            _delta(words, plan, "profit", spreads["profit"].mean, before.spreads["profit"].mean if before else None),
            [interval(words, plan, figures, "profit"), *_more_profit(words, plan, figures)],
            "profit",
        )
    if figures.target_above_max_probability.value > 0:
        st.caption(
            words.text(
                N_("With a chance of {chance} your target CPO is above the max CPO: such an order would lose money."),
                chance=words.short_chance(figures.target_above_max_probability, draws),
            )
        )


def _more_profit(words: Words, plan: Plan, figures: Figures) -> list[str]:
    lines = [
        words.text(N_("mean of the worst 5 %: {worst}"), worst=output(words, plan, "profit", figures.worst_profit))
    ]
    if plan.scenario.repeat is not None:
        first = output(words, plan, "profit", figures.spreads["first_order_profit"].mean)
        lines.append(words.text(N_("of it in this period, from first orders: {first}"), first=first))
    return lines


def _card(
    words: Words,
    label: str,
    value: str,
    delta: str | None,
    lines: list[str],
    term: str,
    *,
    lower_is_better: bool = False,
) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        # A metric cuts its label off where it is narrow; a text wraps.
        st.markdown(f":small[{words.text(label)}]", help=plain_markdown(words.text(TERMS[term].definition)))
        st.metric(
            words.text(label),
            value,
            delta,
            delta_color="inverse" if lower_is_better else "normal",
            delta_description=words.text(N_("vs baseline")) if delta else None,
            label_visibility="collapsed",
        )
        st.caption("  \n".join(in_markdown(line) for line in lines))


def _chance_delta(words: Words, figures: Figures, before: Figures | None) -> str | None:
    if before is None:
        return None
    change = figures.break_even_probability.value - before.break_even_probability.value
    return _signed(change, words.points(abs(change)))


def _delta(words: Words, plan: Plan, name: str, now: Estimate, before: Estimate | None) -> str | None:
    if before is None or not math.isfinite(now.value - before.value):
        return None
    change = Estimate(abs(now.value - before.value), max(now.mc_error, before.mc_error))
    return _signed(now.value - before.value, output(words, plan, name, change))


def _signed(change: float, text: str) -> str:
    # Streamlit tells a fall by the plain minus sign in front.
    return f"{'-' if change < 0 else '+'}{text}"


# -- pictures ---------------------------------------------------------------------------------------------------


def profit_chart(words: Words, plan: Plan, figures: Figures, kept: Plan | None) -> None:
    """The distribution of profit; the break-even part is the printed probability."""
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    names = {
        "breaks_even": text(N_("breaks even")),
        "loses": text(N_("loses money")),
        "ghost": text(N_("baseline")),
    }
    chance = words.brief_chance(figures.break_even_probability)
    title = text(N_("Profit of the period: {chance} breaks even"), chance=chance)
    st.markdown(f"**{in_markdown(title)}**")
    pictures = _pictures(plan, figures, kept)
    frame = charts.bars_frame(pictures.profit, names, pictures.profit_ghost, {})
    kinds = (names["breaks_even"], " ", names["loses"])
    x_title = text(N_("Profit, {money}"), money=money)
    spec = charts.distribution(kinds, _chart_texts(words, x_title), words.chart_numbers())
    st.vega_lite_chart(frame, spec, key="profit_chart", alt=title)


def cpo_chart(words: Words, plan: Plan, figures: Figures, kept: Plan | None) -> None:
    """The distribution of CPO in its three zones, with target and max CPO."""
    text, money = words.text, words.currency_symbol(plan.scenario.currency)
    names = {**{zone: text(ZONE_NAMES[zone]) for zone in ZONES}, "ghost": text(N_("baseline"))}
    shares = [f"{text(VERDICTS[zone][0]).lower()} {words.brief_chance(figures.zones[zone])}" for zone in ZONES]
    title = text(N_("CPO: {zones}"), zones=", ".join(shares))
    st.markdown(f"**{in_markdown(title)}**")
    target, ceiling = (figures.spreads[name].median.value for name in ("target_cpo", "max_cpo"))
    marks = {text(N_("target")): target, text(N_("max")): ceiling}
    pictures = _pictures(plan, figures, kept)
    frame = charts.bars_frame(
        pictures.cpo, names, pictures.cpo_ghost, {name: at for name, at in marks.items() if at > 0}
    )
    spec = charts.distribution(
        tuple(names[zone] for zone in ZONES),
        _chart_texts(words, text(N_("CPO, {money} per order (last bar: that much or more)"), money=money)),
        words.chart_numbers(),
    )
    st.vega_lite_chart(frame, spec, key="cpo_chart", alt=title)


def _pictures(plan: Plan, figures: Figures, kept: Plan | None) -> Pictures:
    return state.pictures_with(plan, kept) if kept is not None and _comparable(plan, kept) else figures.pictures


def _chart_texts(words: Words, x: str) -> charts.Texts:
    return (
        ("x", x),
        ("y", words.text(N_("share of draws"))),
        ("kind", words.text(N_("outcome"))),
        ("from", words.text(N_("from"))),
        ("to", words.text(N_("to"))),
        ("share", words.text(N_("share"))),
        ("ghost", words.text(N_("baseline"))),
    )


def _comparable(plan: Plan, kept: Plan | None) -> bool:
    return kept is not None and kept.scenario.currency == plan.scenario.currency


# -- keeping and taking along -----------------------------------------------------------------------------------


def keeping(words: Words) -> None:
    """Keep the plan as baseline or for comparison."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            words.text(N_("Keep as baseline")),
            key="keep_baseline",
            on_click=_keep_as_baseline,
            help=words.text(
                N_(
                    "Every figure then shows its change against the plan as it is now. From then on a change of "
                    "budget moves the click price along γ, from the price at the present budget."
                )
            ),
        )
        if state.baseline() is not None:
            st.button(words.text(N_("Forget the baseline")), key="forget_baseline", on_click=state.forget_baseline)
        st.button(
            words.text(N_("Keep for comparison")),
            key="keep_plan",
            on_click=_keep_for_comparison,
            help=words.text(N_("Puts the plan beside others on the page Compare.")),
        )


def _keep_as_baseline() -> None:
    state.keep_as_baseline(inputs.standing().plan)


def _keep_for_comparison() -> None:
    state.keep_present(inputs.standing().plan)


def figures_table(words: Words) -> None:
    """Every output as a row of figures."""
    with st.expander(words.text(N_("All figures as a table")), key="figures_table", on_change="rerun") as box:
        if box.open:
            _figures_table(words)


def _figures_table(words: Words) -> None:
    plan = inputs.usable_plan()
    figures = state.figures(plan)
    rows = []
    for name, row in figures.summary.iterrows():
        error = float(row["mc_error"])
        cells = {
            words.text(title): output(words, plan, str(name), Estimate(float(row[column]), error))
            for column, title in SUMMARY_COLUMNS.items()
        }
        rows.append({words.text(N_("output")): words.text(OUTPUT_NAMES[str(name)]), **cells})
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=words.text(N_("All figures as a table")))
    st.caption(
        words.text(
            N_(
                "From {draws} draws. An infinite mean CPO is no error: where a draw has no order, only the median "
                "tells."
            ),
            draws=words.number(figures.draws),
        )
    )


def downloads(words: Words) -> None:
    """The plan with its results, and its draws, as files: as they are at the click."""
    present = inputs.present()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dialect = dialect_chooser(words)
        csv_button(
            words.text(N_("Download the plan (CSV)")),
            lambda: state.scenario_csv((present.plan,), (present.page_values,), dialect),
            "cpo-plan.csv",
            "download_plan",
        )
        csv_button(
            words.text(N_("Download the draws (CSV)")),
            lambda: state.draws_csv(present.plan, dialect),
            "cpo-draws.csv",
            "download_draws",
        )
