"""The fields of the pages Funnel and Omnichannel: what they make, and what is wrong with them."""

import math

import pytest

from simulator import InputError
from simulator.beliefs.distributions import Amount, Fixed, Rate
from simulator.forms.fields import FIELDS, parsed
from simulator.forms.page_fields import (
    ALL_BY_NAME,
    ALL_START,
    PAGE_DEFAULTS,
    PAGE_FIELDS,
    funnel_in,
    levers_in,
    omnichannel_in,
)
from simulator.questions.funnel import Funnel
from simulator.questions.levers import MOVES, Lever
from simulator.questions.omnichannel import Omnichannel

STORE = {
    "store_orders_per_100_clicks_low": 0.2,
    "store_orders_per_100_clicks_high": 0.6,
    "store_aov_low": 60.0,
    "store_aov_high": 80.0,
    "store_margin_share_low": 0.45,
    "store_margin_share_high": 0.45,
}
EVERY_LEVER = {f"lever_{kind}": True for kind in MOVES}


def test_every_field_has_a_name_of_its_own_and_a_meaning():
    assert len(ALL_BY_NAME) == len(FIELDS) + sum(map(len, PAGE_FIELDS.values())) == len(ALL_START)
    assert all(field.meaning for field in ALL_BY_NAME.values())


def test_the_defaults_are_pinned_because_links_and_files_leave_them_out():
    told = {name: value for name, value in PAGE_DEFAULTS.items() if not name.startswith("lever_")}
    assert told == {
        "visit_share_low": 1, "visit_share_high": 1, "add_to_cart_rate_low": 0.009, "add_to_cart_rate_high": 0.143,
        "cart_abandonment_low": 0.55, "cart_abandonment_high": 0.83,
        "checkout_completion_low": 0.15, "checkout_completion_high": 0.78,
        "store_orders_per_100_clicks_low": 0, "store_orders_per_100_clicks_high": 0, "store_sales": None,
        "began_online_share_low": None, "began_online_share_high": None, "visits": None,
        "store_orders_include_pickups": True, "store_aov_low": None, "store_aov_high": None,
        "store_margin_share_low": None, "store_margin_share_high": None, "collect_share_low": 0,
        "collect_share_high": 0, "collect_saved_shipping": None, "collect_handling": 0,
        "pickup_purchase_share_low": 0, "pickup_purchase_share_high": 0, "pickup_purchase_value_low": None,
        "pickup_purchase_value_high": None, "cross_sell_revenue_low": 0, "cross_sell_revenue_high": 0,
        "cross_sell_margin_share": 0, "partner_revenue_share_low": 0, "partner_revenue_share_high": 0,
        "partner_margin_share": 0, "multichannel_share_low": 0, "multichannel_share_high": 0,
        "multichannel_worth_low": 1, "multichannel_worth_high": 1, "incrementality_low": 0.2,
        "incrementality_high": 0.6, "first_day": "", "events": "",
    }  # fmt: skip
    parts = ("", "_low", "_high", "_cost", "_cost_per_order", "_works_share")
    told_of_levers = {kind: tuple(PAGE_DEFAULTS[f"lever_{kind}{part}"] for part in parts) for kind in MOVES}
    assert told_of_levers == {
        "landing_page": (True, 0, 0.15, 500, 0, 0.5), "checkout": (True, 0.02, 0.2, 800, 0, 0.6),
        "audience": (False, 0, 0.2, 200, 0, 0.5), "message_test": (False, 0.01, 0.1, 100, 0, 0.33),
        "bundles": (False, 0.02, 0.12, 300, 0, 0.6), "free_shipping": (True, 0.02, 0.12, 0, 1.5, 0.7),
        "retention_mails": (False, 0.02, 0.15, 200, 0.1, 0.7), "bids": (True, -0.15, -0.02, 100, 0, 0.6),
        "traffic_quality": (False, -0.3, -0.1, 0, 0, 1),
    }  # fmt: skip
    levers, _ = levers_in({**PAGE_DEFAULTS, **EVERY_LEVER})
    asked = {
        lever.kind: (lever.low, lever.high, lever.cost, lever.cost_per_order, lever.works_share) for lever in levers
    }
    assert asked == {kind: row[1:] for kind, row in told_of_levers.items()}


def problems_of(values):
    """What is wrong with the fields of each page."""
    return {
        "funnel": [*funnel_in(values)[1], *levers_in(values)[1]],
        "omnichannel": omnichannel_in(values)[1],
    }


def test_a_first_visit_has_a_funnel_four_levers_and_nothing_beside_the_web_shop():
    funnel, wrong = funnel_in(ALL_START)
    assert (funnel.visit_share, wrong) == (Fixed(1.0), [])
    assert funnel.cart_abandonment == Rate(0.55, 0.83)
    assert len(levers_in(ALL_START)[0]) == 4
    assert omnichannel_in(ALL_START) == (Omnichannel(), [])
    assert problems_of(ALL_START) == {"funnel": [], "omnichannel": []}


def test_every_lever_at_its_first_values_is_right():
    levers, wrong = levers_in({**ALL_START, **EVERY_LEVER})
    assert wrong == []
    assert [lever.kind for lever in levers] == list(MOVES)


def test_two_ends_are_an_interval_and_equal_ends_a_number():
    values = {**ALL_START, **STORE, "multichannel_worth_low": 1.5, "multichannel_worth_high": 3.0}
    assert omnichannel_in(values) == (
        Omnichannel(
            store_orders_per_100_clicks=Amount(0.2, 0.6),
            store_aov=Amount(60, 80),
            store_margin_share=0.45,
            multichannel_worth=Amount(1.5, 3.0),
        ),
        [],
    )
    known = {**ALL_START, "visit_share_low": 0.9, "visit_share_high": 0.9}
    assert funnel_in(known)[0] == Funnel(
        visit_share=0.9,
        add_to_cart_rate=Rate(0.009, 0.143),
        cart_abandonment=Rate(0.55, 0.83),
        checkout_completion=Rate(0.15, 0.78),
    )


def test_a_lever_has_all_its_parts():
    values = {**ALL_START, **dict.fromkeys(EVERY_LEVER, False), "lever_bids": True, "lever_bids_cost": 70.0}
    assert levers_in(values) == ((Lever(kind="bids", low=-0.15, high=-0.02, cost=70, works_share=0.6),), [])


WRONG_FUNNEL = [
    ({"add_to_cart_rate_low": None}, "add_to_cart_rate_low"),
    ({"add_to_cart_rate_low": 0.5}, "add_to_cart_rate_low"),
    ({"cart_abandonment_high": 1.0}, "cart_abandonment_high"),
    ({"visit_share_low": 0.0, "visit_share_high": 0.0}, "visit_share_low"),
    ({"checkout_completion_low": 0.01, "checkout_completion_high": 0.02}, "checkout_completion_low"),
    ({"lever_bids_low": None}, "lever_bids_low"),
    ({"lever_bids_high": 11.0}, "lever_bids_high"),
    ({"lever_bids_works_share": 1.5}, "lever_bids_works_share"),
    ({"lever_bids_cost": -1.0}, "lever_bids_cost"),
    ({"lever_bids_low": 0.5}, "lever_bids_low"),
]
WRONG_SHOP = [
    ({**STORE, "store_aov_low": None}, "store_aov_low"),
    ({**STORE, "store_aov_low": None, "store_aov_high": None}, "store_aov_low"),
    ({**STORE, "store_margin_share_high": 1.2}, "store_margin_share_high"),
    ({"store_orders_per_100_clicks_high": 0.5}, "store_orders_per_100_clicks_low"),
    ({"store_sales": 1000.0}, "began_online_share_low"),
    ({"collect_handling": None}, "collect_handling"),
    ({"partner_margin_share": 1.5}, "partner_margin_share"),
    ({"incrementality_low": 0.7}, "incrementality_low"),
    ({"pickup_purchase_share_low": 0.1, "pickup_purchase_share_high": 0.2}, "pickup_purchase_value_low"),
]


@pytest.mark.parametrize(("changes", "field"), WRONG_FUNNEL + WRONG_SHOP)
def test_what_is_wrong_is_said_at_the_field_in_which_it_stands(changes, field):
    problems = problems_of({**ALL_START, **changes})
    page = "funnel" if (changes, field) in WRONG_FUNNEL else "omnichannel"
    assert [error.field for error in problems.pop(page)] == [field]
    assert list(problems.values()) == [[]]


def test_a_lever_that_is_off_may_be_wrong():
    values = {**ALL_START, "lever_bids": False, "lever_bids_low": None}
    assert [lever.kind for lever in levers_in(values)[0]] == ["landing_page", "checkout", "free_shipping"]
    assert levers_in(values)[1] == []


@pytest.mark.parametrize("name", PAGE_DEFAULTS)
def test_no_number_at_all_makes_any_field_crash(name):
    for value in (None, 0.0, -1.0, 1e-12, 0.5, 1.0, 7.0, 1e12, True, "abc"):
        problems = problems_of({**ALL_START, **STORE, **EVERY_LEVER, name: value})
        assert all(
            isinstance(error, InputError) and error.field in ALL_BY_NAME for item in problems.values() for error in item
        )


def test_only_finite_numbers_come_out_of_texts():
    for text in ("nan", "inf", "1e999"):
        with pytest.raises(InputError):
            parsed(ALL_BY_NAME["store_aov_low"], text)
    assert math.isfinite(parsed(ALL_BY_NAME["store_aov_low"], "1e9"))


@pytest.mark.parametrize("name", ["collect_handling", "cross_sell_margin_share", "partner_margin_share"])
def test_an_emptied_number_beside_the_web_shop_is_missing_and_nothing_else_is_wrong(name):
    made, problems = omnichannel_in({**ALL_START, name: None})
    assert made is None
    assert [(problem.field, str(problem)) for problem in problems] == [(name, "A number is missing here.")]
