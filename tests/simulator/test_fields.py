"""A plan as flat named fields and back, and every mistake named at its field.

Long because every field has its mistakes here.
"""

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator import Amount, Fixed, InputError, Pert, Plan, Rate, RateFromCounts
from simulator.beliefs.distributions import LARGEST, SMALLEST, median, quantile
from simulator.forms.fields import (
    BELIEF_KINDS,
    BY_NAME,
    CODES,
    DEFAULTS,
    FIELDS,
    PARTS,
    START,
    UNCERTAIN,
    belief_of,
    changed,
    fields_of,
    names,
    number_of,
    parsed,
    plan_of,
    same_in_another_kind,
    text_of,
    within_draws,
)
from tests.simulator.plans import any_plan, known, money_beliefs, rate_beliefs, spring

SLOW_COMPUTER = [HealthCheck.too_slow]
"""Plans take a while to make up; a busy computer is no reason to fail."""

# -- there and back -----------------------------------------------------------------------------------------------


@given(any_plan)
@settings(suppress_health_check=SLOW_COMPUTER)
def test_any_plan_comes_back_from_its_fields(plan):
    assert plan_of(fields_of(plan)) == (plan, [])


@given(any_plan)
@settings(suppress_health_check=SLOW_COMPUTER)
def test_any_field_comes_back_from_its_text(plan):
    values = fields_of(plan)
    texts = {name: text_of(BY_NAME[name], value) for name, value in values.items()}
    again = {name: parsed(BY_NAME[name], text) for name, text in texts.items()}
    assert again == values
    assert plan_of(again) == (plan, [])


@given(any_plan)
@settings(max_examples=20, suppress_health_check=SLOW_COMPUTER)
def test_fields_of_a_plan_are_all_fields_in_their_order_and_hold_no_labels(plan):
    values = fields_of(plan)
    assert list(values) == names() == [field.name for field in FIELDS]
    for name, value in values.items():
        kind = BY_NAME[name].kind
        expected = {"text": str, "code": str, "flag": bool}.get(kind, int | float)
        assert isinstance(value, expected) or (value is None and BY_NAME[name].default is None)


def test_field_names_are_unique_and_each_says_what_it_means():
    assert len(set(names())) == len(FIELDS) == len(DEFAULTS)
    assert all(field.meaning for field in FIELDS)
    assert all(BY_NAME[name].kind == "code" for name in CODES)
    assert all(BY_NAME[name].default in codes for name, codes in CODES.items())


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1, "0.1"),
        (5000.0, "5000"),
        (0.30000000000000004, "0.30000000000000004"),
        (1e-9, "1e-09"),
        (1e12, "1000000000000"),
    ],
)
def test_a_number_is_written_in_the_shortest_way_that_brings_it_back(number, text):
    assert text_of(BY_NAME["budget"], number) == text
    assert parsed(BY_NAME["budget"], text) == number


def test_what_changed_is_said_and_nothing_else():
    assert changed({**START, "budget": 6000.0}, START) == {"budget": 6000.0}
    assert changed(START, START) == {}


@pytest.mark.parametrize("text", ["", "0", "1", "yes", "TRUE", "01", " 1"])
def test_a_flag_is_0_or_1_or_left_out(text):
    field = BY_NAME["order_luck"]
    if text in ("0", "1"):
        assert parsed(field, text) is (text == "1")
    elif text == "":
        assert parsed(field, text) is True
    else:
        with pytest.raises(InputError, match="0 \\(no\\)") as caught:
            parsed(field, text)
        assert caught.value.field == "order_luck"


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "inf",
        "-inf",
        "1e999",
        "1_000",
        "0x10",
        "١٢",
        "1,5",
        "1 000",
        "e",
        "--1",
        "1e",
        "５",
        "1" * 41,
        "=1+1",
        "1;2",
    ],
)
def test_only_a_finite_number_with_a_point_is_a_number(text):
    with pytest.raises(InputError) as caught:
        number_of("budget", text)
    assert caught.value.field == "budget"
    assert text[:40] in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_at_all_is_a_number_or_a_sentence(text):
    try:
        assert math.isfinite(number_of("budget", text))
    except InputError as error:
        refused = error
    else:
        return
    assert refused.field == "budget"


# -- the start ----------------------------------------------------------------------------------------------------


def test_the_start_is_pinned_because_links_leave_out_what_equals_it():
    pinned = {
        "name": "", "currency": "EUR", "budget": 5000, "period_days": 30,
        "cpc_kind": "interval", "cpc_low": 0.45, "cpc_high": 0.75, "cpc_level": 0.9,
        "reference_budget": 5000,
        "cpc_elasticity_kind": "known", "cpc_elasticity": 0.2, "cpc_elasticity_level": 0.9,
        "cvr_kind": "interval", "cvr_low": 0.015, "cvr_high": 0.03, "cvr_level": 0.9,
        "aov_kind": "interval", "aov_low": 70, "aov_high": 95, "aov_level": 0.9, "order_value_cv": 1,
        "incremental_share_kind": "known", "incremental_share": 1, "incremental_share_level": 0.9,
        "aov_includes_vat": True, "vat_rate": 0.2,
        "discount_rate_kind": "known", "discount_rate": 0, "discount_rate_level": 0.9, "shipping_charged": 0,
        "cogs_kind": "share", "cogs_share_kind": "known", "cogs_share": 0.38, "cogs_share_level": 0.9,
        "shipping_paid": 4.9, "pick_pack": 1.5,
        "fee_rate_kind": "known", "fee_rate": 0.015, "fee_rate_level": 0.9, "fee_fixed": 0.25,
        "return_rate_kind": "known", "return_rate": 0.08, "return_rate_level": 0.9,
        "refunded_share_kind": "known", "refunded_share": 1, "refunded_share_level": 0.9,
        "recovered_share_kind": "known", "recovered_share": 0.8, "recovered_share_level": 0.9, "return_handling": 4,
        "cancel_rate_kind": "known", "cancel_rate": 0, "cancel_rate_level": 0.9, "other_costs": 0,
        "repeat_on": False,
        "new_customer_share_kind": "known", "new_customer_share": 1, "new_customer_share_level": 0.9,
        "orders_per_year": 2, "years": 1, "retention_kind": "known", "retention": 1, "retention_level": 0.9,
        "yearly_discount_rate": 0, "retention_cost": 0,
        "target_kind": "profit", "target_profit": 5, "scale_at": 0.8, "stop_at": 0.3,
        "correlation_cpc_cvr": 0, "correlation_aov_cvr": 0, "correlation_cpc_aov": 0,
        "order_luck": True, "points": 2048, "scrambles": 8, "seed": 0,
    }  # fmt: skip
    later = names()[names().index("seed") + 1 :]  # links in circulation mean what they meant: without these
    assert changed(START, dict.fromkeys(START)) == {**pinned, **dict.fromkeys(later, 0)}


def test_the_defaults_of_files_are_pinned_because_files_leave_them_out():
    differing = {
        "budget", "cpc_low", "cpc_high", "reference_budget", "cvr_low", "cvr_high", "aov_low", "aov_high", "vat_rate",
        "cogs_share", "shipping_paid", "pick_pack", "fee_rate", "fee_fixed", "return_rate", "recovered_share",
        "return_handling", "target_profit",
    }  # fmt: skip
    assert set(changed(START, DEFAULTS)) == differing
    assert {name: DEFAULTS[name] for name in differing if DEFAULTS[name] is not None} == {
        "vat_rate": 0, "cogs_share": 0, "shipping_paid": 0, "pick_pack": 0, "fee_rate": 0, "fee_fixed": 0,
        "return_rate": 0, "recovered_share": 1, "return_handling": 0, "target_profit": 0,
    }  # fmt: skip


def test_the_start_is_a_plan():
    plan, problems = plan_of(START)
    assert problems == []
    assert plan.scenario.cpc == Amount(0.45, 0.75)
    assert plan.scenario.cvr == Rate(0.015, 0.03)
    assert plan.scenario.reference_budget == 5000


def test_what_is_left_out_has_its_default():
    given_only = {"budget": 5000.0, "cpc_low": 0.45, "cpc_high": 0.75, "cvr_low": 0.015, "cvr_high": 0.03}
    plan, problems = plan_of({**given_only, "aov_low": 70.0, "aov_high": 95.0})
    assert problems == []
    assert plan == Plan(replace(spring(), name="", economics=type(plan.scenario.economics)(), target_profit=None))


# -- what is wrong is said at its field ---------------------------------------------------------------------------

RIGHT = {
    "money": {"": 2.0, "_low": 1.0, "_mode": 2.0, "_high": 3.0, "_level": 0.9},
    "share": {"": 0.02, "_low": 0.01, "_mode": 0.02, "_high": 0.03, "_level": 0.9, "_orders": 20.0, "_clicks": 1000.0},
    "exponent": {"": 0.02, "_low": 0.01, "_mode": 0.02, "_high": 0.03, "_level": 0.9},
}
"""Numbers that fit together in every kind of belief."""
EVERYTHING_ON = {**START, "repeat_on": True, "reference_budget": 4000.0, "target_cpo": 1.0, "target_profit_share": 0.1}
NO_NUMBERS = (None, "abc", "", math.nan, math.inf, -math.inf, 1e13, -1e13)
OUT_OF_RANGE = {
    "budget": (0.0, -1.0, 1e-10),
    "period_days": (0.0, -30.0),
    "reference_budget": (0.0, -1.0),
    "cpc_elasticity": (1.0, -0.1, 2.0),
    "order_value_cv": (-0.1,),
    "orders_per_year": (0.0, -1.0),
    "years": (0.0, -1.0),
    "scale_at": (1.01, -0.1),
    "stop_at": (1.01, -0.1, 0.8, 0.9),
    "correlation_cpc_cvr": (1.0, -1.0, 3.0),
    "correlation_aov_cvr": (1.0, -1.0, 3.0),
    "correlation_cpc_aov": (1.0, -1.0, 3.0),
    "points": (1000.0, 32.0, 64.5, 2.0**21, 0.0, -64.0),
    "scrambles": (1.0, 65.0, 2.5, 0.0),
    "seed": (-1.0, 0.5, 2.0**32),
    "target_cpo": (-1.0,),
}


def wrong_plain_values():
    in_beliefs = {name + part for name in UNCERTAIN for parts in PARTS.values() for part in parts}
    for field in FIELDS:
        if field.kind in ("text", "code", "flag") or field.name in in_beliefs:
            continue
        values = {"money": (-1.0, -1e-12), "share": (-0.01, 1.01, 15.0)}.get(field.kind, ())
        nothing = () if field.name == "reference_budget" else (None,)
        for value in dict.fromkeys((*NO_NUMBERS[1:], *nothing, *values, *OUT_OF_RANGE.get(field.name, ()))):
            setting = {"cogs_per_order": {"cogs_kind": "per_order"}, "target_cpo": {"target_kind": "cpo"}}
            setting["target_profit_share"] = {"target_kind": "share"}
            yield field.name, {**setting.get(field.name, {}), field.name: value}


def wrong_values_in_beliefs():
    for name, quantity in UNCERTAIN.items():
        for kind in BELIEF_KINDS[quantity]:
            rest = {f"{name}_kind": kind} | {name + part: value for part, value in RIGHT[quantity].items()}
            for part in PARTS[kind]:
                wrong = {
                    "": (-1.0, *((0.0,) if quantity == "money" else (1.5,))),
                    "_low": (-1.0, 5.0),
                    "_mode": (-1.0, 0.0, 5.0),
                    "_high": () if quantity == "money" else (1.5,),
                    "_level": (0.0, 1.0, 90.0),
                    "_orders": (-1.0, 1000.5),
                    "_clicks": (0.0, -1.0),
                }[part]
                for value in (*NO_NUMBERS, *wrong):
                    if part == "_high" and value in (-1e13,):
                        continue
                    yield name + part, {**rest, name + part: value}


def test_every_wrong_value_is_named_at_its_field():
    tried = [*wrong_plain_values(), *wrong_values_in_beliefs()]
    assert len(tried) > 1000
    for name, values in tried:
        plan, problems = plan_of({**EVERYTHING_ON, **values})
        assert plan is None, (name, values)
        assert [problem.field for problem in problems] == [name], (name, values)
        sentence = str(problems[0])
        assert sentence.endswith((".", ")", "”.")), sentence
        assert "{" not in sentence


def test_every_field_with_a_number_was_tried():
    tried = {name for name, _ in (*wrong_plain_values(), *wrong_values_in_beliefs())}
    assert tried == {field.name for field in FIELDS if field.kind not in ("text", "code", "flag")}


@pytest.mark.parametrize("name", [*CODES, "currency"])
@pytest.mark.parametrize("value", ["nonsense", "", None, "Interval", "x" * 1000, 1.0])
def test_a_code_that_does_not_exist_is_named_at_its_field(name, value):
    plan, problems = plan_of({**START, name: value})
    assert plan is None
    assert [problem.field for problem in problems] == [name]
    assert len(str(problems[0])) < 200


@pytest.mark.parametrize("name", ["a\nb", "a\0b", "\u2028", "x" * 201, "x" * 10_000])
def test_a_name_on_two_lines_or_of_10_000_characters_is_refused(name):
    plan, problems = plan_of({**START, "name": name})
    assert plan is None
    assert [problem.field for problem in problems] == ["name"]


@pytest.mark.parametrize("part", ["_low", "_high"])
def test_swapped_ends_are_named_with_the_remedy(part):
    for name, quantity in UNCERTAIN.items():
        right = {name + suffix: value for suffix, value in RIGHT[quantity].items()}
        swapped = {**right, f"{name}_low": right[f"{name}_high"], f"{name}_high": right[f"{name}_low"]}
        if part == "_high":
            swapped[f"{name}_high"] = swapped[f"{name}_low"]
        for kind in ("interval", "three_points"):
            _, problems = plan_of({**EVERYTHING_ON, **swapped, f"{name}_kind": kind})
            assert [problem.field for problem in problems] == [f"{name}_low"]
            assert "choose “known”" in str(problems[0])


def test_a_lognormal_that_can_exceed_100_percent_is_refused_at_its_high_end():
    _, problems = plan_of({**START, "cvr_kind": "lognormal", "cvr_low": 0.1, "cvr_high": 0.9})
    assert [problem.field for problem in problems] == ["cvr_high"]


def test_several_mistakes_are_all_said():
    wrong = {
        "budget": None,
        "cpc_low": 2.0,
        "cvr_high": 1.5,
        "vat_rate": 20.0,
        "return_rate": -0.1,
        "shipping_paid": -4.9,
        "pick_pack": math.nan,
        "stop_at": 30.0,
        "correlation_cpc_aov": 2.0,
        "scrambles": 1.0,
    }
    plan, problems = plan_of({**START, **wrong})
    assert plan is None
    assert sorted(problem.field for problem in problems) == sorted(wrong)


def test_mistakes_that_fields_make_together_are_said():
    for values, field in [
        ({"stop_at": 0.8}, "stop_at"),
        ({"budget": 0.05}, "budget"),
        ({"correlation_cpc_cvr": 0.9, "correlation_aov_cvr": 0.9, "correlation_cpc_aov": -0.9}, "correlation_cpc_cvr"),
        ({"points": 2.0**20}, "points"),
        ({"aov_kind": "known", "aov": 50.0, "target_kind": "cpo", "target_cpo": 49.0}, "target_cpo"),
    ]:
        plan, problems = plan_of({**START, **values})
        assert plan is None
        assert [problem.field for problem in problems] == [field]


def test_what_the_plan_does_not_ask_for_may_be_anything():
    unused = {
        "cpc": "abc", "cpc_mode": -5.0, "aov": math.nan, "cvr_orders": 7.0, "cvr_clicks": 3.0,
        "cogs_per_order": -1.0, "target_cpo": -1.0, "target_profit_share": 7.0, "retention": 9.0, "years": 0.0,
        "yearly_discount_rate": 5.0, "retention_cost": -1.0, "return_rate_low": 8.0, "new_customer_share": None,
    }  # fmt: skip
    assert plan_of({**START, **unused}) == plan_of(START)
    assert plan_of(START)[0] is not None


any_value = st.one_of(
    st.none(), st.booleans(), st.floats(), st.sampled_from((0.0, 1.0, 0.5, 64.0, 1e12)), st.text(max_size=5),
    st.sampled_from(sorted({code for codes in CODES.values() for code in codes})),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(names()), any_value, max_size=12))
@settings(max_examples=300)
def test_values_of_any_kind_give_a_plan_or_sentences_and_never_both(values):
    plan, problems = plan_of({**START, **values})
    assert (plan is None) == bool(problems)
    for problem in problems:
        assert problem.field in BY_NAME
        assert str(problem)


# -- another kind of belief ---------------------------------------------------------------------------------------


def offered(name):
    return [kind for kind in BELIEF_KINDS[UNCERTAIN[name]] if kind != "lognormal"]


def assert_every_kind_means_about_the_same(name, belief):
    assert belief_of({**START, **fields_of_plan_with(name, belief)}, name) == belief
    for kind in offered(name):
        values = same_in_another_kind(name, belief, kind)
        assert set(values) <= {name + part for part in PARTS[kind]}
        new = belief_of({**START, f"{name}_kind": kind, **values}, name)
        low, middle, high = (quantile(belief, share) for share in (0.05, 0.5, 0.95))
        slack = 0.05 if UNCERTAIN[name] == "share" else 0.0
        assert min(low, middle * 0.75) - slack <= median(new) <= max(high, middle * 1.25) + slack, (belief, kind, new)


def fields_of_plan_with(name, belief):
    return {
        field: value
        for field, value in fields_of(Plan(known(**{name: belief}))).items()
        if field.startswith(name) and field in {name + part for part in ("_kind", *RIGHT["share"])}
    }


@given(rate_beliefs())
def test_a_share_given_in_another_kind_means_about_the_same(belief):
    assert_every_kind_means_about_the_same("cvr", belief)


@given(money_beliefs(0.01, 5))
def test_money_given_in_another_kind_means_about_the_same(belief):
    assert_every_kind_means_about_the_same("cpc", belief)


@pytest.mark.parametrize(
    "belief",
    [
        Fixed(0.0), Fixed(1.0), Fixed(SMALLEST), Fixed(0.5), Fixed(0.85), Fixed(0.999999), Fixed(1 / 3),
        Rate(1e-8, 0.5), Rate(0.5, 1 - 1e-9), Rate(0.999, 0.9999), Rate(0.01, 0.99), Rate(0.02, 0.020001),
        Rate(0.1, 0.2, 0.01), Rate(0.1, 0.2, 0.9999), RateFromCounts(0, 1), RateFromCounts(0, 1e-3),
        RateFromCounts(0, LARGEST), RateFromCounts(LARGEST, LARGEST), RateFromCounts(5, 5), RateFromCounts(12.33, 1000),
        Pert(0, 0, 1), Pert(0, 1, 1), Pert(0, 0, SMALLEST), Pert(0.2, 0.2, 0.2000001), Pert(0.9999, 0.99999, 1),
        Amount(1e-9, 2e-9), Amount(1e-9, 1e-7), Amount(0.2, 0.22),
    ],
    ids=str,
)  # fmt: skip
def test_an_extreme_share_given_in_another_kind_is_still_a_belief(belief):
    assert_every_kind_means_about_the_same("cvr", belief)


@pytest.mark.parametrize(
    "belief",
    [
        Fixed(SMALLEST), Fixed(LARGEST), Fixed(123.456), Amount(1e-9, 2e-9), Amount(1e-9, 1e-8, 0.5),
        Amount(1e11, 1e12, 0.5), Amount(0.45, 0.4500001), Amount(1e-9, 1e3), Pert(1e-9, 1e-9, 1e-8),
        Pert(1, 1, 1e12), Pert(9e11, 1e12, 1e12),
    ],
    ids=str,
)  # fmt: skip
def test_an_extreme_amount_given_in_another_kind_is_still_a_belief(belief):
    name = "aov"
    assert {name + part for part in PARTS["interval"]} <= set(BY_NAME)
    for kind in offered(name):
        new = belief_of({**START, f"{name}_kind": kind, **same_in_another_kind(name, belief, kind)}, name)
        assert quantile(belief, 0.05) * 0.8 <= median(new) <= quantile(belief, 0.95) * 1.25


def test_counts_that_stand_for_2_percent_are_20_of_1000():
    assert same_in_another_kind("cvr", Fixed(0.02), "counts") == {"cvr_orders": 20, "cvr_clicks": 1000}
    assert same_in_another_kind("cvr", Fixed(0.02), "interval") == {"cvr_low": 0.016, "cvr_high": 0.025}
    assert same_in_another_kind("cvr", Rate(0.016, 0.025), "known") == {"cvr": 0.0202}


# -- a limit on draws -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "scrambles", "most", "made"),
    [(2048, 8, 2**18, 2048), (2**15, 8, 2**18, 2**15), (2**19, 8, 2**18, 2**15), (2**16, 64, 2**18, 2**12),
     (1024, 3, 3000, 512), (64, 64, 4096, 64), (2**20, 64, 4096, 64)],
)  # fmt: skip
def test_more_draws_than_a_server_makes_become_those_it_makes_and_a_sentence_says_so(points, scrambles, most, made):
    values, limited = within_draws({**START, "points": float(points), "scrambles": float(scrambles)}, most)
    assert values["points"] == made
    assert values["scrambles"] == scrambles
    assert made * scrambles <= most
    assert (limited is None) is (made == points)
    if limited is not None:
        assert limited.field == "points"
        assert str(points * scrambles) in str(limited)
        assert str(made * scrambles) in str(limited)
        assert made * 2 * scrambles > most


@pytest.mark.parametrize("values", [{"points": None}, {"scrambles": None}, {"scrambles": 0.5}, {"points": 0.0}])
def test_what_is_no_number_of_draws_is_left_to_the_check_of_plans(values):
    assert within_draws({**START, **values}, 4096) == ({**START, **values}, None)
