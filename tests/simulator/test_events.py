"""Events of a year: what they make of a period's averages, by hand, day by day, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from simulator import (
    Amount,
    Fixed,
    OrderEconomics,
    Plan,
    Segment,
    Settings,
    driver_map,
    months_of,
    segments_of,
    simulate,
)
from simulator.beliefs.distributions import median
from simulator.engine.season import effects_of
from simulator.plan.event_days import CODES, next_event
from simulator.plan.events import UNCHANGED, Event, Season, averaged, even, outside
from simulator.questions.margin import margin_of
from simulator.questions.verdict import break_even_inputs
from tests.simulator.plans import known, refusal, spring

FIRST = date(2026, 11, 1)
LONG_RUN = Settings(order_luck=False)


def black_friday(**effects):
    return Event(name="Black Friday", first=date(2026, 11, 26), last=date(2026, 11, 28), **effects)


def in_season(scenario, *events, first=FIRST):
    return replace(scenario, season=Season(first, events))


def test_the_averages_of_a_period_follow_the_share_of_its_days_by_hand():
    # 3 of 30 days: CVR × 1.5, CPC × 1.25, AOV × 0.9. Of 30 days' spend, clicks go as 27 + 3 / 1.25 = 29.4, orders as
    # 27 + 3 · 1.5 / 1.25 = 30.6, revenue as 27 + 3.6 · 0.9 = 30.24.
    event = black_friday(cvr=1.5, cpc=1.25, aov=0.9)
    effects = Season(FIRST, (event,)).middle(Season(FIRST, (event,)).states(even(30)))
    assert effects.cpc == pytest.approx(30 / 29.4)
    assert effects.cvr == pytest.approx(30.6 / 29.4)
    assert effects.aov == pytest.approx(30.24 / 30.6)
    # The known plan has 1,000 clicks at 1 and 50 orders of 50: now 980 clicks, 51 orders and 2,520 of revenue.
    outcome = simulate(in_season(known(cpc_elasticity=0.0), event), order_luck=False, points=64)
    assert outcome.clicks.max() == pytest.approx(980)
    assert outcome.orders.max() == pytest.approx(51)
    assert outcome.roas.max() * 1000 == pytest.approx(2520)


def test_day_by_day_the_same_comes_out_and_events_that_share_days_multiply():
    # Independent: every day on its own, with a share of the spend and a conversion rate of its own.
    generator = np.random.default_rng(4)
    spend, rate = generator.dirichlet(np.full(30, 5.0)), generator.uniform(0.5, 2, 30)
    rate /= (spend * rate).sum()
    events = (
        black_friday(cvr=1.5, cpc=1.25, aov=0.9),
        Event(name="Sales", first=FIRST + timedelta(days=20), last=FIRST + timedelta(days=40), cvr=1.2, aov=0.8),
        Event(name="Long ago", first=date(2025, 1, 1), last=date(2025, 1, 9), cvr=5),
    )
    clicks = orders = revenue = 0.0
    for day in range(30):
        on = [event for event in events if event.first <= FIRST + timedelta(days=day) <= event.last]
        cvr, cpc, aov = (math.prod(median(getattr(event, name)) for event in on) for name in ("cvr", "cpc", "aov"))
        clicks += 3000 * spend[day] / (0.5 * cpc)
        orders += 3000 * spend[day] / (0.5 * cpc) * 0.02 * rate[day] * cvr
        revenue += 3000 * spend[day] / (0.5 * cpc) * 0.02 * rate[day] * cvr * 80 * aov
    season = Season(FIRST, events)
    effects = season.middle(season.states(spend.tolist(), rate.tolist()))
    assert 3000 / clicks == pytest.approx(0.5 * effects.cpc)
    assert orders / clicks == pytest.approx(0.02 * effects.cvr)
    assert revenue / orders == pytest.approx(80 * effects.aov)
    assert outside(events, FIRST, 30) == events[2:]
    assert averaged((), []) is UNCHANGED


def test_an_uncertain_effect_is_drawn_once_for_all_its_days():
    # All days are the event's and nothing else is uncertain: the orders are lognormal as the effect is.
    event = Event(name="Sales", first=FIRST, last=FIRST + timedelta(days=29), cvr=Amount(1.1, 1.9))
    outcome = simulate(in_season(known(), event), order_luck=False)
    for share, end in ((0.05, 1.1), (0.95, 1.9)):
        assert outcome.quantile("orders", share).value == pytest.approx(50 * end, rel=0.002)  # evenly spread scores
    assert outcome.quantile("cvr", 0.95).value == pytest.approx(0.05 * 1.9, rel=0.002)


def test_two_events_are_drawn_apart_though_their_effects_are_alike():
    # Of two halves of a period drawn apart the average varies as 1 / √2 of one event over all of it.
    halves = [
        Event(
            name=name,
            first=FIRST + timedelta(days=start),
            last=FIRST + timedelta(days=start + 14),
            cpc=Amount(0.8, 1.25),
        )
        for name, start in (("Sales", 0), ("Fair", 15))
    ]
    whole = replace(halves[0], last=FIRST + timedelta(days=29))
    apart, one = (
        np.log(effects_of(Season(FIRST, events), LONG_RUN, even(30)).cpc).std() for events in (tuple(halves), (whole,))
    )
    assert apart / one == pytest.approx(
        math.sqrt(0.5), abs=0.03
    )  # spread of effects on a multiple, not on its logarithm


def test_without_a_day_of_an_event_nothing_changes_to_the_last_digit():
    plain = simulate(spring())
    for season in (
        Season(FIRST, ()),
        Season(FIRST, (black_friday(),)),
        Season(date(2027, 3, 1), (black_friday(cvr=2.0, cpc=1.5),)),
    ):
        same = simulate(replace(spring(), season=season))
        assert (same.profit == plain.profit).all()
        assert same.summary.equals(plain.summary)
    assert effects_of(None, LONG_RUN, even(30)) is UNCHANGED
    other = simulate(in_season(spring(), black_friday(cvr=2.0)))
    assert not (other.profit == plain.profit).all()


def test_an_event_that_is_added_leaves_the_draws_of_the_others():
    one = Event(name="Sales", first=FIRST, last=FIRST + timedelta(days=6), cpc=Amount(1, 1.6))
    alone = simulate(in_season(known(), one), order_luck=False)
    both = simulate(in_season(known(), black_friday(aov=Amount(0.8, 0.95)), one), order_luck=False)
    assert alone.cpc == pytest.approx(both.cpc, rel=1e-12)


def test_thresholds_and_margin_are_those_of_the_period_at_inputs_as_they_are_typed():
    event = Event(name="Sales", first=FIRST, last=FIRST + timedelta(days=29), cvr=1.25, cpc=1.5, aov=0.8)
    scenario = in_season(known(economics=OrderEconomics(cogs_share=0.2)), event)
    # CPC 1.5, CVR 6.25 %, AOV 40, of which 32 are left: an order costs 24.
    needed = break_even_inputs(simulate(scenario, points=64))
    assert (needed.cvr, needed.cpc, needed.aov) == tuple(map(pytest.approx, (0.05 * 24 / 32, 32 / 24, 50 * 24 / 32)))
    for name, value in (("cvr", needed.cvr), ("cpc", needed.cpc), ("aov", needed.aov)):
        at = simulate(replace(scenario, **{name: Fixed(value)}), order_luck=False, points=64)
        assert float(at.cpo.max()) == pytest.approx(float(at.max_cpo.max()))
    margin = margin_of(Plan(scenario))
    assert (margin.max_cpo, margin.max_cpc) == (pytest.approx(32), pytest.approx(0.0625 * 32))


def test_months_have_the_events_of_their_own_days_and_the_first_month_is_the_plan():
    event = Event(name="Christmas", first=date(2026, 12, 1), last=date(2026, 12, 20), cvr=1.5)
    scenario = in_season(known(), black_friday(cvr=2.0), event)
    months = months_of(Plan(scenario, LONG_RUN), [1] * 4).by_month.orders_mean.tolist()
    assert months == pytest.approx([50 * 33 / 30, 50 * 40 / 30, 50, 50])
    sixty = replace(scenario, period_days=60, budget=2000, reference_budget=2000)
    assert months_of(Plan(sixty, LONG_RUN), [1] * 4).by_month.orders_mean.tolist() == pytest.approx(months)
    plan = simulate(in_season(spring(), black_friday(cvr=Amount(1.2, 2), cpc=Amount(1.1, 1.4))))
    first = months_of(Plan(plan.scenario), [1, 1]).by_month.iloc[0]
    assert first.break_even_probability == plan.break_even_probability.value
    plain = months_of(Plan(spring()), [1] * 6).by_month
    assert months_of(Plan(in_season(spring())), [1] * 6).by_month.equals(plain)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"last": date(2026, 11, 25)}, "last", ("ends on 2026-11-25", "exchange")),
        ({"last": date(2028, 11, 28)}, "last", ("366", "years")),
        ({"first": None}, "first", ("year-month-day",)),
        ({"name": "  "}, "name", ("no name",)),
        ({"name": "a; b"}, "name", ("semicolon",)),
        ({"name": "x" * 41}, "name", ("shorten",)),
        ({"cvr": 0}, "cvr", ("from 0.1 to 10", "got 0")),
        ({"cpc": 300}, "cpc", ("1.2 is a fifth more", "got 300")),
        ({"aov": Amount(0.01, 2)}, "aov", ("got 0.01",)),
        ({"aov": math.nan}, "aov", ()),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(changes, field, words):
    event = {"name": "Sales", "first": date(2026, 11, 26), "last": date(2026, 11, 28)}
    refusal(lambda: Event(**{**event, **changes}), field, *words)


def test_too_many_events_and_one_that_appears_twice_are_refused():
    refusal(lambda: Season(FIRST, (black_friday(), black_friday(cvr=2))), "name", "appears twice")
    many = tuple(Event(name=str(at), first=FIRST, last=FIRST) for at in range(25))
    assert refusal(lambda: Season(FIRST, many), "events", "At most 24").values["count"] == 25
    assert len(Season(FIRST, many[1:]).events) == 24


def test_a_conversion_rate_never_exceeds_one():
    event = Event(name="Sales", first=FIRST, last=FIRST + timedelta(days=29), cvr=9.0)
    assert simulate(in_season(known(cvr=Fixed(0.5)), event), points=64).cvr.max() == 1.0


@pytest.mark.parametrize(
    ("code", "day", "first", "last"),
    [
        ("black_friday", "2026-11-01", "2026-11-27", "2026-11-30"),
        ("black_friday", "2026-12-01", "2027-11-26", "2027-11-29"),
        ("christmas", "2026-12-20", "2026-12-01", "2026-12-23"),
        # By French law; some Wednesdays fall too late and the one before counts. Four of these are in the newspapers.
        ("sales_fr_winter", "2019-11-01", "2020-01-08", "2020-02-04"),
        ("sales_fr_winter", "2022-11-01", "2023-01-11", "2023-02-07"),
        ("sales_fr_winter", "2023-11-01", "2024-01-10", "2024-02-06"),
        ("sales_fr_winter", "2024-11-01", "2025-01-08", "2025-02-04"),
        ("sales_fr_winter", "2025-11-01", "2026-01-07", "2026-02-03"),
        ("sales_fr_summer", "2023-05-01", "2023-06-28", "2023-07-25"),
        ("sales_fr_summer", "2024-05-01", "2024-06-26", "2024-07-23"),
        ("sales_fr_summer", "2027-05-01", "2027-06-23", "2027-07-20"),
        # As they were in the newspapers, the length of the Slovenian ones aside.
        ("sales_si_winter", "2011-11-01", "2012-01-09", "2012-01-22"),
        ("sales_si_winter", "2015-11-01", "2016-01-04", "2016-01-17"),
        ("sales_si_summer", "2012-05-01", "2012-07-09", "2012-07-22"),
        ("sales_de_winter", "2013-11-01", "2014-01-27", "2014-02-08"),
        ("sales_de_summer", "2014-05-01", "2014-07-28", "2014-08-09"),
        # Months that begin or end with the weekday, or a day or two beside it.
        ("sales_fr_summer", "2026-05-01", "2026-06-24", "2026-07-21"),
        ("sales_si_winter", "2021-12-01", "2022-01-03", "2022-01-16"),
        ("sales_si_winter", "2024-01-02", "2024-01-08", "2024-01-21"),
        ("sales_de_winter", "2022-01-05", "2022-01-31", "2022-02-12"),
        ("sales_de_winter", "2027-01-05", "2027-01-25", "2027-02-06"),
        ("sales_de_summer", "2022-07-05", "2022-07-25", "2022-08-06"),
        ("payday", "2026-05-05", "2026-05-29", "2026-06-02"),
        ("payday", "2026-07-05", "2026-07-31", "2026-08-04"),
        ("payday", "2026-10-31", "2026-10-30", "2026-11-03"),
        ("payday", "2027-01-04", "2026-12-31", "2027-01-04"),
        ("payday", "2026-12-25", "2026-12-31", "2027-01-04"),
    ],
)
def test_the_days_of_a_yearly_event_are_those_of_the_calendar(code, day, first, last):
    event = next_event(code, "Event", date.fromisoformat(day))
    assert (event.first.isoformat(), event.last.isoformat()) == (first, last)
    assert event.is_unchanged == (code not in {"black_friday", "christmas"})  # no size is invented


def test_every_yearly_event_is_there_on_any_day():
    for code in CODES:
        for day in range(0, 800, 11):
            today = date(2026, 1, 1) + timedelta(days=day)
            event = next_event(code, code, today)
            assert event.last >= today
            assert (event.first - today).days <= 366


def test_a_map_and_segments_have_the_events_as_if_the_order_value_were_typed_so():
    # An event on all days that takes a fifth off every order: the plan with such orders, without an event.
    event = Event(name="Sales", first=FIRST, last=FIRST + timedelta(days=29), aov=0.8)
    with_event, typed = in_season(spring(), event), spring(aov=Amount(56, 76))
    for x, y in (("cpc", "aov"), ("aov", "cvr")):
        maps = [driver_map(Plan(scenario, Settings(points=256)), x, y, cells=6) for scenario in (with_event, typed)]
        first, second = (chart.cells.break_even_probability.to_numpy() for chart in maps)
        assert first == pytest.approx(second, abs=0.003)
    keen = Segment(name="keen", share=0.5, aov=Amount(70, 95)), Segment(name="idle", share=0.5, aov=Amount(35, 50))
    low = Segment(name="keen", share=0.5, aov=Amount(56, 76)), Segment(name="idle", share=0.5, aov=Amount(28, 40))
    profits = [
        segments_of(Plan(scenario, Settings(points=256)), rows).at_common_bid[0].profit
        for scenario, rows in ((with_event, keen), (typed, low))
    ]
    assert profits[0] == pytest.approx(profits[1], rel=1e-9)


def test_sorted_figures_of_a_plan_with_an_uncertain_event_are_its_figures_sorted():
    event = black_friday(cvr=Amount(1.2, 2.0), cpc=Amount(1.1, 1.4), aov=Amount(0.7, 0.9))
    outcome = simulate(in_season(spring(), event), points=64, scrambles=2)
    for name in ("cvr", "cpc", "aov_mean", "max_cpo", "clicks", "cpo", "profit"):
        np.testing.assert_allclose(outcome.sorted_rows(name), np.sort(outcome.rows(name), axis=1), rtol=1e-12)
