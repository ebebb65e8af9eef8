"""The way from the order value to what an order may cost, with a pencil beside it."""

import math

import pytest
from hypothesis import given

from simulator import Amount, Fixed, OrderEconomics, Plan, Rate, RepeatPurchases, simulate
from simulator.plan.scenario import middle_shares
from simulator.questions.margin import margin_of
from tests.simulator.plans import any_plan, known, spring


def lines_of(**changes):
    return {line.name: line for line in margin_of(Plan(known(**changes))).shown_lines}


def amounts_of(**changes):
    return {name: line.amount for name, line in lines_of(**changes).items()}


REPEAT = RepeatPurchases(new_customer_share=0.8, orders_per_year=2, years=1, retention=0.5)
ALL_COME_BACK = RepeatPurchases(new_customer_share=1, orders_per_year=2, years=3)


# -- the worked numbers of the design -----------------------------------------------------------------------------


def test_price_50_goods_20_and_other_costs_10_leave_20_and_a_target_of_10_wants_the_other_10():
    assert amounts_of(target_cpo=10) == {
        "aov": 50,
        "goods": -20,
        "other_costs": -10,
        "max_cpo": 20,
        "wanted_profit": -10,
        "target_cpo": 10,
    }


def test_the_shop_with_vat_discount_and_returns_may_pay_25_06():
    economics = OrderEconomics(
        vat_rate=0.19,
        discount_rate=0.05,
        cogs_per_order=28,
        shipping_paid=4.90,
        pick_pack=2.50,
        fee_rate=0.025,
        fee_fixed=0.35,
        return_rate=0.15,
        recovered_share=0.80,
        return_handling=5.50,
    )
    by_hand = {
        "aov": 89,
        "discount": -4.45,
        "vat": -(84.55 - 84.55 / 1.19),
        "refunds": -0.15 * 84.55 / 1.19,
        "goods": -28,
        "goods_recovered": 28 * 0.15 * 0.80,
        "shipping_paid": -4.90,
        "pick_pack": -2.50,
        "fees": -(0.025 * 84.55 + 0.35),
        "returns": -0.15 * 5.50,
        "max_cpo": 25.0641,
    }
    amounts = amounts_of(aov=Fixed(89.0), economics=economics)
    assert list(amounts) == list(by_hand)
    assert amounts == pytest.approx(by_hand, abs=1e-4)


def test_break_even_roas_and_maximum_cpc_follow_from_max_cpo():
    margin = margin_of(Plan(known(cvr=Fixed(0.025))))
    assert margin.break_even_roas == 2.5
    assert margin.max_cpc == pytest.approx(0.50)
    some_would_have_come = margin_of(Plan(known(cvr=Fixed(0.025), incremental_share=0.8)))
    assert some_would_have_come.max_cpc == pytest.approx(0.40)


def test_clv_of_100_twice_a_year_for_three_years_is_600_of_revenue():
    economics = OrderEconomics(cogs_per_order=80)
    margin = margin_of(Plan(known(aov=Fixed(100.0), economics=economics, repeat=ALL_COME_BACK)))
    assert margin.clv_revenue == 600
    assert margin.clv_contribution == pytest.approx(6 * 20)


# -- lines --------------------------------------------------------------------------------------------------------


@given(any_plan)
def test_every_line_goes_on_where_the_one_before_ended_and_totals_say_what_is_left(plan):
    margin = margin_of(plan)
    reached = 0.0
    for line in margin.lines:
        near = pytest.approx(reached, rel=1e-9, abs=1e-9 * margin.lines[0].amount)
        if line.kind == "total" and line.name != "aov":
            assert (line.start, line.end) == (0, near)
        elif line.kind == "change":
            assert line.start == near
            assert line.end == line.start + line.amount
        assert line.share == line.amount / margin.lines[0].amount
        reached = line.end
    totals = {line.name: line.amount for line in margin.lines if line.kind == "total"}
    assert totals["max_cpo"] == margin.max_cpo
    assert totals.get("target_cpo", margin.target_cpo) == margin.target_cpo


@given(any_plan)
def test_max_cpo_is_the_ceiling_of_the_scenario_at_the_middle_of_every_belief(plan):
    margin, scenario = margin_of(plan), plan.scenario
    aov = margin.lines[0].amount
    ceiling = scenario.ceiling(middle_shares(scenario)).at(aov)
    costs = sum(abs(line.amount) for line in margin.lines)
    assert margin.max_cpo == pytest.approx(ceiling, rel=1e-9, abs=1e-9 * costs * len(margin.counted))


def test_steps_that_change_nothing_are_not_told():
    assert "vat" not in lines_of()
    assert "vat" in lines_of(economics=OrderEconomics(vat_rate=0.2))
    assert "vat" in {line.name for line in margin_of(Plan(known())).lines}


def test_where_only_the_order_value_is_uncertain_the_draws_have_their_middle_here():
    scenario = spring()
    margin, outcome = margin_of(Plan(scenario)), simulate(scenario)
    for name in ("max_cpo", "target_cpo", "break_even_roas"):
        result = outcome.quantile(name, 0.5)
        assert result.mc_error < 0.01
        assert abs(getattr(margin, name) - result.value) <= 5 * result.mc_error


def test_uncertain_shares_stand_at_their_middle():
    uncertain = margin_of(Plan(known(economics=OrderEconomics(cogs_share=Rate(0.3, 0.5)))))
    middle = (
        -uncertain.lines[0].amount
        * middle_shares(known(economics=OrderEconomics(cogs_share=Rate(0.3, 0.5))))["cogs_share"]
    )
    assert {line.name: line.amount for line in uncertain.shown_lines}["goods"] == pytest.approx(middle)


def test_a_target_over_the_max_cpo_is_not_called_a_wanted_profit():
    amounts = amounts_of(aov=Amount(45, 55), target_cpo=22)
    assert "wanted_profit" not in amounts
    assert amounts["target_above_max"] == pytest.approx(22 - amounts["max_cpo"])


def test_without_a_margin_there_is_no_target_and_no_break_even_roas_and_the_largest_cost_is_named():
    margin = margin_of(Plan(known(economics=OrderEconomics(cogs_per_order=45, other_costs=10), target_profit=5)))
    assert margin.max_cpo == -5
    assert math.isinf(margin.break_even_roas)
    assert margin.max_cpc < 0
    assert margin.lines[-1].name == "max_cpo"
    assert margin.largest_cost.name == "goods"
    assert margin.payback(20) is None


def test_the_profit_that_is_wanted_is_not_a_cost():
    assert margin_of(Plan(known(target_profit=19))).largest_cost.name == "goods"
    assert margin_of(Plan(known(economics=OrderEconomics(), target_profit=19))).largest_cost is None


# -- later orders -------------------------------------------------------------------------------------------------


def test_later_orders_of_four_new_customers_in_five_half_of_whom_come_back_raise_20_to_28():
    lines = lines_of(repeat=REPEAT)
    assert lines["contribution"].amount == 20
    assert lines["repeat_purchases"].amount == pytest.approx(8)
    assert lines["max_cpo"].amount == pytest.approx(28)


def test_each_further_order_raises_the_ceiling_by_what_it_leaves():
    counted = margin_of(Plan(known(repeat=ALL_COME_BACK))).counted
    assert [item.order for item in counted] == [1, 2, 3, 4, 5, 6]
    assert [item.max_cpo for item in counted] == pytest.approx([20, 40, 60, 80, 100, 120])
    assert [item.added for item in counted] == pytest.approx([20] * 6)
    assert [item.years for item in counted] == pytest.approx([0, 0.5, 1, 1.5, 2, 2.5])


def test_a_later_order_is_worth_less_and_costs_its_mailing():
    repeat = RepeatPurchases(
        new_customer_share=1, orders_per_year=1, years=2, retention=0.5, yearly_discount_rate=0.25, retention_cost=2
    )
    counted = margin_of(Plan(known(repeat=repeat))).counted
    assert counted[1].added == pytest.approx(0.5 * (20 - 2) / 1.25)


@pytest.mark.parametrize(("cpo", "order"), [(15, 1), (20, 1), (50, 3), (60, 3), (60.01, 4), (120, 6), (121, None)])
def test_a_cpo_of_50_is_paid_back_with_the_third_order_that_leaves_20(cpo, order):
    reached = margin_of(Plan(known(repeat=ALL_COME_BACK))).payback(cpo)
    assert (reached and reached.order) == order


def test_no_order_at_all_is_never_paid_back():
    assert margin_of(Plan(known(repeat=ALL_COME_BACK))).payback(math.inf) is None


def test_without_repeat_purchases_only_the_first_order_counts():
    margin = margin_of(Plan(known()))
    assert [item.max_cpo for item in margin.counted] == [20]
    assert margin.clv_revenue is None
    assert margin.clv_contribution is None


def test_totals_are_drawn_from_nothing_and_half_a_euro_of_margin_has_a_target_too():
    lines = lines_of(aov=Fixed(30.5), target_cpo=0.25)
    assert {name: line.start for name, line in lines.items()} == {
        "aov": 0,
        "goods": 30.5,
        "other_costs": 10.5,
        "max_cpo": 0,
        "wanted_profit": 0.5,
        "target_cpo": 0,
    }
    assert lines["target_cpo"].amount == 0.25
    assert list(lines_of(aov=Fixed(30.0), target_profit=1.0))[-1] == "max_cpo"
