"""A cost line is a field of `OrderEconomics` and a label: everything else follows from these two."""

from dataclasses import dataclass, replace

import pytest

from pages.kit.labels import INPUTS, MARGIN, help_of, step_of
from pages.kit.words import words_for
from pages.parts.goal.ways import YOURS
from simulator import OrderEconomics, Plan
from simulator.forms.fields import BY_NAME, FIELDS, fields_of, names
from simulator.plan.economics import (
    COSTS_WHEN_PLACED,
    COSTS_WHEN_SENT,
    MONEY_LINES,
    MoneyLine,
    known_among,
    money_line,
    money_lines,
    shares_of,
)
from simulator.questions.margin import margin_of
from simulator.questions.moved_inputs import seekable
from tests.pages.screen import Screen, plan_with

WORDS = words_for("en_GB")


def test_the_lines_of_today_and_what_each_is_paid_for():
    assert {name: line.paid_for for name, line in MONEY_LINES.items()}.items() >= {
        "shipping_charged": "own", "shipping_paid": "sent", "pick_pack": "sent", "fee_fixed": "own",
        "return_handling": "own", "other_costs": "placed",
    }.items()  # fmt: skip


def test_a_line_that_is_added_is_seen_and_other_fields_are_none():
    @dataclass(frozen=True, slots=True)
    class WithAnInsert(OrderEconomics):
        insert: float = money_line("packaging insert", "sent")

    assert list(money_lines(WithAnInsert)) == [*MONEY_LINES, "insert"]
    assert money_lines(WithAnInsert)["insert"] == MoneyLine("packaging insert", "sent", "order")
    assert WithAnInsert().insert == 0
    assert {"vat_rate", "cogs_share", "cogs_per_order"}.isdisjoint(MONEY_LINES)


@pytest.mark.parametrize("name", MONEY_LINES)
def test_every_line_is_a_field_of_a_plan_0_unless_it_is_given(name):
    field = BY_NAME[name]
    assert (field.kind, field.default, field.meaning) == ("money", 0, MONEY_LINES[name].meaning)
    plan = plan_with(**{name: 1.25})
    assert getattr(plan.scenario.economics, name) == fields_of(plan)[name] == 1.25


def test_a_line_added_later_goes_last_in_the_published_order():
    published = names()[: names().index("seed") + 1]
    assert names() == published + [name for name in MONEY_LINES if name not in published]
    assert len(FIELDS) == len(BY_NAME)


@pytest.mark.parametrize("name", [*COSTS_WHEN_SENT, *COSTS_WHEN_PLACED])
def test_every_plain_cost_is_a_step_and_lowers_what_an_order_leaves(name):
    plan = plan_with(cancel_rate=0.25, **{name: 0.0})
    dearer = Plan(
        replace(plan.scenario, economics=replace(plan.scenario.economics, **{name: 2.0})),
        plan.settings,
    )
    assert {line.name: line.amount for line in margin_of(dearer).lines}[name] == -2
    lost = margin_of(plan).contribution - margin_of(dearer).contribution
    assert lost == pytest.approx(2 * 0.75 if name in COSTS_WHEN_SENT else 2)


@pytest.mark.parametrize("name", MONEY_LINES)
def test_every_line_can_be_looked_for_once_it_is_there_and_is_the_shops_own(name):
    assert name in seekable(plan_with(**{name: 1.25}).scenario)
    assert name in YOURS


@pytest.mark.parametrize("name", MONEY_LINES)
def test_every_line_has_a_label_and_a_help_text_and_stands_in_the_group_margin(name):
    assert INPUTS[name].label
    assert help_of(WORDS, name)
    assert MARGIN.count(name) == 1


def test_every_step_of_the_margin_has_a_name():
    order = OrderEconomics()
    assert all(step_of(step.name) for step in order.steps(50.0, known_among(shares_of(order))))
    assert step_of("shipping_paid") == "Shipping paid"
    assert step_of("pick_pack") == "Picking and packing"
    assert step_of("other_costs") == "Other costs"


def test_every_line_can_be_typed():
    screen = Screen(folded=False)
    drawn = {box.key for box in screen.at.text_input}
    assert {f"{name}_text" for name in MONEY_LINES} <= drawn
