"""What is still an example's: nothing that somebody typed."""

import pytest

from simulator.currencies import CURRENCIES
from simulator.engine.outcome import outcome_of
from simulator.forms.examples import (
    ABROAD,
    COSTS,
    FIRST_VISIT,
    GOAL,
    LEVERS,
    SALES,
    TRADES,
    Abroad,
    converted,
    costs_of_trade,
    example_of,
    first_values,
    in_currency,
)
from simulator.forms.fields import START, plan_of
from simulator.forms.page_fields import ALL_START
from simulator.forms.presets import presets
from simulator.questions.verdict import verdict


@pytest.mark.parametrize("currency", sorted(ABROAD))
def test_the_example_of_every_currency_is_a_plan_of_the_same_kind(currency):
    values = first_values(currency)
    plan, problems = plan_of(values)
    assert problems == []
    assert currency in CURRENCIES
    assert verdict(outcome_of(plan)).word != "stop"
    # Nothing a person would not type: two digits, and about the euro's worth.
    for name in ("budget", "cpc_low", "aov_high", "shipping_paid", "target_profit", "lever_bids_cost"):
        assert values[name] == float(f"{values[name]:.2g}")
        assert values[name] / ALL_START[name] == pytest.approx(ABROAD[currency].per_euro, rel=0.06)


def test_where_there_is_no_example_in_a_currency_it_is_the_euros():
    assert first_values("EUR") == first_values("XAF") == ALL_START


@pytest.mark.parametrize("currency", ["EUR", "JPY", "USD"])
@pytest.mark.parametrize("group", [COSTS, SALES, GOAL, LEVERS])
def test_what_nobody_typed_is_an_examples_and_what_one_field_says_otherwise_is_not(currency, group):
    values = first_values(currency)
    assert example_of(values, group) == FIRST_VISIT
    for name in group:
        if isinstance(values[name], float):
            assert example_of({**values, name: values[name] + 0.0123}, group) is None
    # A currency that was changed afterwards: the same amounts are still nobody's.
    assert example_of({**values, "currency": "DZD"} if currency == "EUR" else values, group) == FIRST_VISIT


def test_a_preset_and_the_costs_of_a_trade_are_known_again():
    for preset in presets().values():
        same = presets()[example_of(preset.values, SALES)].values  # two may have the same
        assert {name: same[name] for name in SALES} == {name: preset.values[name] for name in SALES}
    for code in TRADES:
        for currency in ("EUR", "USD", "JPY"):
            values = {**ALL_START, "currency": currency, **costs_of_trade(code, currency)}
            assert example_of(values, COSTS) == code
            assert plan_of(values)[1] == []
    assert costs_of_trade("fashion_us", "USD") == {name: presets()["fashion_us"].values[name] for name in COSTS}
    assert costs_of_trade("fashion_eu", "JPY")["shipping_paid"] == 800


def test_an_amount_is_converted_and_nothing_else():
    values = converted({**START, "aov_low": 70.0}, 1.17)
    assert (values["budget"], values["cpc_low"], values["aov_low"]) == (5850, 0.5265, 81.9)
    assert not {"cvr_low", "vat_rate", "period_days", "currency", "cpc_elasticity"} & set(values)


def test_a_euro_is_about_a_dollar_a_pound_and_a_franc():
    amounts = ("budget", "cpc_low", "aov_high", "shipping_paid")
    for currency in ("USD", "GBP", "CHF"):
        assert [first_values(currency)[name] for name in amounts] == [ALL_START[name] for name in amounts]
        assert costs_of_trade("fashion_eu", currency) == costs_of_trade("fashion_eu", "EUR")


def test_costs_of_a_trade_are_less_money_where_a_unit_is_worth_more(monkeypatch):
    monkeypatch.setitem(ABROAD, "USD", Abroad(2, 0.0))  # a preset in dollars: half as many euros
    assert costs_of_trade("fashion_us", "EUR")["shipping_paid"] == pytest.approx(
        presets()["fashion_us"].values["shipping_paid"] / 2, rel=0.01
    )


def test_in_another_currency_the_example_stands_where_nobody_has_changed_it():
    whole = in_currency(ALL_START, "JPY")
    assert set(whole) == {*SALES, *COSTS, *GOAL, *LEVERS}
    assert (whole["budget"], whole["vat_rate"], whole["cvr_low"]) == (800_000, 0.1, 0.015)
    mine = in_currency({**ALL_START, "shipping_paid": 5.5, "lever_bids_cost": 1.0}, "JPY")
    assert set(mine) == {*SALES, *GOAL}
