"""What does the whole shop earn from the ads? By hand, with nothing in stores, by closed form, and counted once.

Long because every part of the shop has its sum by hand.
"""

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from simulator import Amount, Fixed, OrderEconomics, Pert, Plan, Rate, RepeatPurchases, Settings, simulate
from simulator.engine.points import FURTHER_COLUMNS
from simulator.questions.omnichannel import BRIDGE, CAUTIOUS, OUTPUTS, PARTS, Omnichannel, whole_shop
from tests.simulator.plans import any_plan, any_settings, known, numbers, refusal, scenarios, spring

LONG_RUN = Settings(order_luck=False)
SURE = Plan(known(), LONG_RUN)
"""1,000 clicks, 50 orders of 50 that leave 20 each: a profit of 0."""
STORE = Omnichannel(store_orders_per_100_clicks=1.0, store_aov=60.0, store_margin_share=0.3, incrementality=0.5)
"""10 store orders that leave 18 each, half of which would have come anyway."""
EVERYTHING = Omnichannel(
    store_orders_per_100_clicks=Amount(0.3, 1.5),
    store_aov=Amount(60, 90),
    store_margin_share=Rate(0.3, 0.4),
    collect_share=Rate(0.2, 0.4),
    collect_handling=1.0,
    pickup_purchase_share=Rate(0.2, 0.4),
    pickup_purchase_value=Amount(15, 30),
    cross_sell_revenue=Pert(1, 3, 8),
    cross_sell_margin_share=0.5,
    partner_revenue_share=Rate(0.05, 0.15),
    partner_margin_share=0.2,
    multichannel_share=Rate(0.1, 0.3),
    multichannel_worth=Amount(1.1, 1.8),
)
EVERYTHING_ONCE = replace(EVERYTHING, multichannel_share=0.0)
LOYAL = spring(repeat=RepeatPurchases(new_customer_share=0.6, orders_per_year=2, years=2, retention=0.4))


def step_of(shop, name):
    return shop.bridge.set_index("step").loc[name]


# -- by hand --------------------------------------------------------------------------------------------------------


def test_store_orders_by_hand():
    shop = whole_shop(SURE, STORE)
    assert shop.orders == pytest.approx(55)
    assert shop.profit == pytest.approx(5 * 18)
    assert shop.cpo == pytest.approx(1000 / 55)
    assert shop.max_cpo == pytest.approx(1090 / 55)
    assert shop.conversion_rate == pytest.approx(0.055)
    assert shop.revenue == pytest.approx(50 * 50 + 5 * 60)


def test_a_share_of_store_sales_says_the_same_as_orders_per_100_clicks():
    # 60,000 sold in stores are 1,000 orders of 60, of which 200 began with one of 20,000 visits.
    by_share = replace(
        STORE, store_orders_per_100_clicks=0.0, store_sales=60_000, began_online_share=0.2, visits=20_000
    )
    assert by_share.store_orders_per_click == pytest.approx(0.01) == STORE.store_orders_per_click
    assert np.allclose(whole_shop(SURE, by_share).profit, whole_shop(SURE, STORE).profit)


def test_collecting_changes_costs_and_no_order():
    plan = Plan(known(economics=OrderEconomics(cogs_per_order=20, shipping_paid=5, other_costs=5)), LONG_RUN)
    shop = whole_shop(plan, Omnichannel(collect_share=0.4, collect_handling=2))
    assert shop.orders == pytest.approx(50)
    assert shop.profit == pytest.approx(20 * (5 - 2))
    part = whole_shop(plan, Omnichannel(collect_share=0.4, collect_saved_shipping=3, collect_handling=4))
    assert part.profit == pytest.approx(20 * (3 - 4))


def test_what_is_bought_at_pick_up_is_an_order_of_its_own():
    # 20 of 50 orders are collected, a quarter of them with a purchase of 24, half of these not anyway.
    pickups = Omnichannel(
        collect_share=0.4, pickup_purchase_share=0.25, pickup_purchase_value=24, store_margin_share=0.3,
        incrementality=0.5,
    )  # fmt: skip
    shop = whole_shop(SURE, pickups)
    assert shop.orders == pytest.approx(52.5)
    assert shop.profit == pytest.approx(2.5 * 24 * 0.3)
    assert shop.revenue == pytest.approx(2500 + 2.5 * 24)


def test_purchases_at_pick_up_are_taken_out_of_measured_store_orders():
    # 1 store order per 100 clicks, of which 0.5 are bought at pick-up: 5 of 10 walked in, half of them not anyway.
    both = replace(STORE, collect_share=0.4, pickup_purchase_share=0.25, pickup_purchase_value=24)
    contained = whole_shop(SURE, both)
    assert contained.parts["store"].orders == pytest.approx(2.5)
    assert contained.parts["pickup"].orders == pytest.approx(2.5)
    assert contained.orders == pytest.approx(whole_shop(SURE, STORE).orders)
    apart = whole_shop(SURE, replace(both, store_orders_include_pickups=False))
    assert apart.parts["store"].orders == pytest.approx(5)
    assert apart.orders == pytest.approx(57.5)
    # More pick-ups than measured store orders leave no store order, and never less than none.
    few = whole_shop(SURE, replace(both, store_orders_per_100_clicks=0.1))
    assert few.parts["store"].orders == pytest.approx(0)


def test_cross_selling_and_partners_bring_money_and_no_order():
    shop = whole_shop(
        SURE,
        Omnichannel(
            cross_sell_revenue=4, cross_sell_margin_share=0.6, partner_revenue_share=0.1, partner_margin_share=0.4,
            incrementality=0.5,
        ),
    )  # fmt: skip
    assert shop.orders == pytest.approx(50)
    assert step_of(shop, "cross_sell").profit_change == pytest.approx(50 * 4 * 0.5 * 0.6)
    assert step_of(shop, "partner").profit_change == pytest.approx(2500 * 0.1 * 0.5 * 0.4)
    assert shop.revenue == pytest.approx(2500 + 100 + 125)


def test_customers_of_several_channels_count_with_their_later_orders_only():
    # A later order leaves 20, half of the customers make it; a fifth of them are worth half as much again.
    repeat = RepeatPurchases(new_customer_share=1.0, orders_per_year=2, years=1, retention=0.5)
    plan = Plan(known(repeat=repeat), LONG_RUN)
    shop = whole_shop(plan, Omnichannel(multichannel_share=0.2, multichannel_worth=1.5, incrementality=0.5))
    assert shop.profit - simulate(plan.scenario, order_luck=False).profit == pytest.approx(50 * 10 * 0.2 * 0.5 * 0.5)
    assert shop.orders == pytest.approx(50)


def test_value_added_tax_is_taken_off_what_stores_sell():
    plan = Plan(known(economics=OrderEconomics(vat_rate=0.2)), LONG_RUN)
    assert whole_shop(plan, STORE).parts["store"].profit == pytest.approx(5 * 60 / 1.2 * 0.3)
    net = Plan(known(economics=OrderEconomics(vat_rate=0.2, aov_includes_vat=False)), LONG_RUN)
    assert whole_shop(net, STORE).parts["store"].profit == pytest.approx(5 * 60 * 0.3)


def test_cancelled_orders_are_neither_collected_nor_sold_more():
    plan = Plan(known(economics=OrderEconomics(shipping_paid=5, cancel_rate=0.1)), LONG_RUN)
    shop = whole_shop(plan, Omnichannel(collect_share=0.5, cross_sell_revenue=2, incrementality=1.0))
    assert shop.parts["collect"].profit == pytest.approx(45 * 0.5 * 5)
    assert shop.parts["cross_sell"].revenue == pytest.approx(90)


# -- so many store orders are needed --------------------------------------------------------------------------------


def test_the_plan_breaks_even_from_so_many_store_orders():
    # 40 orders leave 800 of 1,000: 200 are missing, a counted store order brings 18 · 0.5: 22.2 of 1,000 clicks.
    plan = Plan(known(cvr=Fixed(0.04)), LONG_RUN)
    shop = whole_shop(plan, STORE)
    assert shop.store_orders_needed() == pytest.approx(200 / 9 / 10)
    there = replace(STORE, store_orders_per_100_clicks=shop.store_orders_needed())
    assert whole_shop(plan, there).profit == pytest.approx(0, abs=1e-9)
    assert whole_shop(plan, there).break_even_probability.value == 1


def test_needed_store_orders_count_as_measured_with_pick_ups_in_them():
    plan = Plan(known(cvr=Fixed(0.04)), LONG_RUN)
    both = replace(STORE, collect_share=0.4, pickup_purchase_share=0.25, pickup_purchase_value=24)
    shop = whole_shop(plan, both)
    # Pick-ups: 4 bought, 2 of them not anyway, 14.4 earned; the other 185.6 from 20.62 who walked in.
    assert shop.store_orders_needed() == pytest.approx(0.4 + 185.6 / 9 / 10)
    there = replace(both, store_orders_per_100_clicks=shop.store_orders_needed())
    assert whole_shop(plan, there).profit == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("chance", [0.3, 0.5, 0.9])
def test_that_many_store_orders_bring_the_chance_that_was_asked_for(chance):
    plan = Plan(spring(cvr=Rate(0.006, 0.012)), LONG_RUN)
    shop = whole_shop(plan, EVERYTHING_ONCE)
    needed = shop.store_orders_needed(chance)
    assert needed > 0
    there = whole_shop(plan, replace(EVERYTHING_ONCE, store_orders_per_100_clicks=needed * (1 + 1e-9)))
    assert there.break_even_probability.value == pytest.approx(chance, abs=1 / 16384 + 1e-12)
    assert shop.store_orders_needed() == shop.store_orders_needed(0.5)


def test_nothing_is_needed_where_the_plan_pays_and_nothing_is_enough_where_a_store_order_leaves_nothing():
    assert whole_shop(SURE, STORE).store_orders_needed() == 0
    short = Plan(known(cvr=Fixed(0.04)), LONG_RUN)
    assert whole_shop(short, replace(STORE, incrementality=0.0)).store_orders_needed() == math.inf
    assert whole_shop(short, replace(STORE, incrementality=-0.0)).store_orders_needed() == math.inf  # as a file may say
    assert whole_shop(short, replace(STORE, store_margin_share=0.0)).store_orders_needed() == math.inf


# -- closed forms ---------------------------------------------------------------------------------------------------


def test_an_uncertain_incrementality_makes_the_chance_a_beta_tail():
    # 40 orders are 200 short; 40 store orders of 18 pay for it from an incrementality of 200 / 720 on.
    plan = Plan(known(cvr=Fixed(0.04)), Settings(order_luck=False, scrambles=32))
    belief = Rate(0.2, 0.6)
    shop = whole_shop(plan, replace(STORE, store_orders_per_100_clicks=4.0, incrementality=belief))
    exact = stats.beta.sf(200 / 720, *belief.shape)
    assert shop.break_even_probability.mc_error < 1e-3
    assert shop.break_even_probability.value == pytest.approx(exact, abs=5 * shop.break_even_probability.mc_error)


def test_the_luck_of_store_orders_is_poisson():
    # P(20 N + 18 M ≥ 1000), N ~ Poisson(45), M ~ Poisson(5), summed up.
    plan = Plan(known(cvr=Fixed(0.045)), Settings(scrambles=64))
    shop = whole_shop(plan, STORE)
    online, store = np.arange(200), np.arange(60)
    pays = 20 * online[:, None] + 18 * store[None, :] >= 1000
    exact = (stats.poisson.pmf(online, 45)[:, None] * stats.poisson.pmf(store, 5)[None, :] * pays).sum()
    assert shop.break_even_probability.mc_error < 2e-3
    assert shop.break_even_probability.value == pytest.approx(exact, abs=5 * shop.break_even_probability.mc_error)
    assert shop.parts["store"].orders.mean() == pytest.approx(5, abs=0.01)


def test_purchases_at_pick_up_depend_on_the_orders_that_came():
    # Given N orders they are Poisson(N / 4): mean 12.5, variance 12.5 + 50 / 16.
    shop = whole_shop(
        Plan(known(), Settings(scrambles=32)),
        Omnichannel(
            collect_share=0.5, pickup_purchase_share=0.5, pickup_purchase_value=10, store_margin_share=0.3,
            incrementality=1.0,
        ),
    )  # fmt: skip
    pickups = shop.parts["pickup"].orders
    assert pickups.mean() == pytest.approx(12.5, abs=0.01)
    assert pickups.var() == pytest.approx(12.5 + 50 / 16, rel=0.01)


# -- nothing is counted twice ---------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(any_plan)
def test_nothing_in_stores_gives_back_the_plan_draw_by_draw(plan):
    shop, outcome = whole_shop(plan, Omnichannel()), simulate_plan(plan)
    assert np.array_equal(shop.profit, outcome.rows("profit"))
    assert np.array_equal(shop.orders, outcome.rows("orders"))
    assert np.array_equal(shop.cpo, outcome.rows("cpo"))
    assert shop.break_even_probability == outcome.break_even_probability
    # Worked out from the money of the period, of which 16 digits are known: as money it must agree.
    orders, ceiling = shop.outcome.rows("expected_orders"), outcome.rows("max_cpo")
    money = 1e-12 * (plan.scenario.budget + np.abs(orders * ceiling))
    assert (np.abs((shop.max_cpo - ceiling) * orders) <= money).all()


def simulate_plan(plan):
    how = plan.settings
    return simulate(plan.scenario, how.order_luck, how.points, how.scrambles, how.seed)


@pytest.mark.parametrize("how", [Settings(), LONG_RUN], ids=["luck", "long run"])
def test_components_add_up_to_the_whole(how):
    shop = whole_shop(Plan(LOYAL, how), EVERYTHING)
    outcome = shop.outcome
    assert tuple(shop.parts) == PARTS
    for name, online in (
        ("profit", outcome.rows("profit")),
        ("orders", outcome.rows("orders")),
        ("revenue", outcome.rows("orders") * outcome.rows("aov")),
    ):
        parts = sum(getattr(part, name) for part in shop.parts.values())
        assert np.allclose(online + parts, getattr(shop, name))
        bridge = shop.bridge
        assert bridge[f"{name}_change"].sum() + online.mean() == pytest.approx(getattr(shop, name).mean())
        assert bridge[f"{name}_mean"].iloc[-1] == pytest.approx(getattr(shop, name).mean())
    assert bridge.break_even_probability.iloc[0] == shop.online_break_even_probability.value
    assert bridge.break_even_probability.iloc[-1] == shop.break_even_probability.value
    assert bridge.break_even_change.sum() == pytest.approx(
        shop.break_even_probability.value - shop.online_break_even_probability.value
    )
    orders = [name for name, part in shop.parts.items() if part.orders.any()]
    assert orders == ["pickup", "store"]


def test_each_part_alone_is_what_it_is_in_the_bridge():
    names = {
        "collect": ("collect_share", "collect_handling"),
        "cross_sell": ("cross_sell_revenue", "cross_sell_margin_share"),
        "partner": ("partner_revenue_share", "partner_margin_share"),
        "multichannel": ("multichannel_share", "multichannel_worth"),
    }
    whole = whole_shop(Plan(LOYAL), EVERYTHING)
    for part, own in names.items():
        alone = whole_shop(Plan(LOYAL), Omnichannel(**{name: getattr(EVERYTHING, name) for name in own}))
        assert np.allclose(alone.profit - alone.outcome.rows("profit"), whole.parts[part].profit)


def test_the_plans_own_answer_stays_bit_for_bit():
    before = simulate(LOYAL)
    shop = whole_shop(Plan(LOYAL), EVERYTHING)
    _ = shop.bridge, shop.figures
    assert np.array_equal(shop.outcome.rows("profit"), before.rows("profit"))
    assert shop.online_break_even_probability == before.break_even_probability


def test_effective_cpo_and_max_cpo_agree_with_profit():
    shop = whole_shop(Plan(LOYAL, LONG_RUN), EVERYTHING)
    pays = shop.cpo <= shop.max_cpo * (1 + 1e-12)
    assert np.array_equal(pays, shop.profit >= -1e-9)


# -- laws -----------------------------------------------------------------------------------------------------------


def test_frames_have_what_is_documented():
    shop = whole_shop(Plan(LOYAL), EVERYTHING)
    assert tuple(shop.bridge.columns) == BRIDGE
    assert shop.bridge.step.tolist() == ["online", *PARTS, "whole"]
    assert shop.figures.output.tolist() == list(OUTPUTS)
    figures = shop.figures.set_index("output")
    assert (figures.whole_p5 <= figures.whole_p50).all()
    assert figures.online_p50["cpo"] == shop.outcome.median("cpo")
    assert figures.whole_p50["cpo"] < figures.online_p50["cpo"]
    for label, share in (("p5", 0.05), ("p50", 0.5), ("p95", 0.95)):
        assert figures[f"online_{label}"]["cpo"] == shop.outcome.quantile("cpo", share).value
        assert figures[f"whole_{label}"]["profit"] == pytest.approx(np.quantile(shop.profit, share), rel=1e-3)


def test_figures_come_with_the_simulation_error_of_their_scrambles():
    shop = whole_shop(Plan(LOYAL), EVERYTHING)
    last = shop.bridge.set_index("step").loc["whole"]
    for name, per_draw in (("profit", shop.profit), ("orders", shop.orders), ("revenue", shop.revenue)):
        means = per_draw.mean(axis=1)
        assert last[f"{name}_mean"] == pytest.approx(means.mean())
        assert last[f"{name}_error"] == pytest.approx(means.std(ddof=1) / np.sqrt(means.size), rel=1e-6)
    medians = np.median(shop.cpo, axis=1)
    cpo = shop.whole_quantiles("cpo")["cpo"]["p50"]
    assert cpo.value == pytest.approx(np.median(shop.cpo))
    assert cpo.mc_error == pytest.approx(medians.std(ddof=1) / np.sqrt(medians.size), rel=1e-6)
    one, every = shop.online_quantiles("cpo"), shop.online_quantiles()
    assert (list(one), list(every)) == (["cpo"], list(OUTPUTS))
    assert one["cpo"]["p95"].value == every["cpo"]["p95"].value
    assert shop.online_quantiles("cpo")["cpo"]["p50"] == shop.outcome.quantiles("cpo")["p50"]


def test_the_default_incrementality_is_cautious_and_matters():
    default = whole_shop(Plan(LOYAL), EVERYTHING)
    assert Omnichannel().incrementality == CAUTIOUS == Rate(0.20, 0.60)
    all_of_it = whole_shop(Plan(LOYAL), replace(EVERYTHING, incrementality=1.0))
    assert default.break_even_probability.value < all_of_it.break_even_probability.value
    none_of_it = whole_shop(Plan(LOYAL), replace(EVERYTHING, incrementality=0.0))
    assert np.array_equal(none_of_it.orders, none_of_it.outcome.rows("orders"))


@settings(max_examples=20)
@given(
    scenarios(),
    any_settings,
    numbers(0, 20),
    numbers(0, 1),
    numbers(0, 1),
    numbers(0, 1),
    numbers(0.001, 1),
    st.booleans(),
)
def test_more_store_orders_never_hurt_in_any_plan(scenario, how, per_100, margin, collect, buys, extra, contained):
    def shop(store_orders):
        return whole_shop(
            Plan(scenario, how),
            Omnichannel(
                store_orders_per_100_clicks=store_orders, store_aov=40.0, store_margin_share=round(margin, 6),
                collect_share=0.01 + round(collect, 6) * 0.99, pickup_purchase_share=round(buys, 6),
                pickup_purchase_value=10.0, incrementality=extra, store_orders_include_pickups=contained,
            ),
        )  # fmt: skip

    fewer, more = shop(per_100), shop(per_100 + 1)
    assert np.isfinite(more.profit).all()
    assert (more.orders >= fewer.orders).all()
    assert more.long_run_parts["store"].profit.mean() >= fewer.long_run_parts["store"].profit.mean()
    assert (more.parts["store"].orders >= 0).all()


# -- refusals -------------------------------------------------------------------------------------------------------

GOOD = {"store_aov": 50.0, "store_margin_share": 0.3, "collect_share": 0.3, "pickup_purchase_value": 20.0}


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("store_orders_per_100_clicks", -1), ("store_orders_per_100_clicks", 150.0),
        ("store_orders_per_100_clicks", Rate(0.1, 0.2)), ("store_aov", 0.0 - 1), ("store_aov", Pert(0, 10, 20)),
        ("store_margin_share", 1.2), ("collect_share", math.nan), ("collect_handling", -1),
        ("collect_saved_shipping", -1), ("pickup_purchase_share", Amount(0.5, 4)), ("cross_sell_revenue", -2),
        ("cross_sell_margin_share", 2.0), ("partner_margin_share", -0.1), ("partner_revenue_share", 3.0),
        ("multichannel_worth", 0.0), ("incrementality", 1.1), ("store_orders_include_pickups", "perhaps"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(part, value):
    refusal(lambda: Omnichannel(**GOOD | {part: value}), part)


def test_what_is_missing_beside_another_is_said():
    refusal(lambda: Omnichannel(store_orders_per_100_clicks=1.0), "store_aov", "needed")
    refusal(lambda: Omnichannel(store_orders_per_100_clicks=1.0, store_aov=50.0), "store_margin_share", "needed")
    refusal(lambda: Omnichannel(store_sales=1e5), "began_online_share", "together")
    refusal(lambda: Omnichannel(store_sales=1e5, began_online_share=0.1), "visits", "together")
    three = {"store_sales": 1e5, "began_online_share": 0.1, "visits": 1e4}
    refusal(lambda: Omnichannel(**GOOD | three, store_orders_per_100_clicks=1), "store_orders_per_100_clicks", "once")
    refusal(lambda: Omnichannel(**GOOD | three | {"visits": 100}), "store_sales", "200 per 100")
    beliefs = {"store_aov": Amount(68, 124), "began_online_share": Rate(0.3, 0.7), "store_sales": 1e6, "visits": 1000}
    assert refusal(lambda: Omnichannel(**GOOD | beliefs), "store_sales").values == {"value": 545}
    nearly = {"store_aov": 50.0, "began_online_share": 0.1, "store_sales": 5_002_000, "visits": 10_000}
    assert refusal(lambda: Omnichannel(**GOOD | nearly), "store_sales").values == {"value": 100.04}
    typed = {"store_orders_per_100_clicks": 123.4567}
    assert refusal(lambda: Omnichannel(**GOOD | typed), "store_orders_per_100_clicks").values == {"value": 123.4567}
    refusal(lambda: Omnichannel(**GOOD | three | {"visits": 0}), "visits")
    refusal(lambda: Omnichannel(collect_share=0.2, pickup_purchase_share=0.2), "pickup_purchase_value", "needed")
    refusal(
        lambda: Omnichannel(**GOOD | {"collect_share": 0.0}, pickup_purchase_share=0.2), "collect_share", "collected"
    )


def test_what_is_not_said_of_a_shop_is_nothing_and_store_orders_hold_pick_ups():
    nothing = Omnichannel()
    assert nothing.store_orders_include_pickups
    assert (nothing.cross_sell_margin_share, nothing.partner_margin_share, nothing.collect_handling) == (0, 0, 0)
    assert nothing.store_orders_per_click == 0
    assert not nothing.would_all_come_anyway
    assert (nothing.incrementality.low, nothing.incrementality.high) == (0.2, 0.6)


def test_limits_of_what_is_said_of_a_shop_are_among_what_may_be_said():
    assert Omnichannel(**GOOD | {"store_orders_per_100_clicks": 100.0}).store_orders_per_click == 1
    four = Plan(known(economics=OrderEconomics(shipping_paid=4)), LONG_RUN)
    for saved in (4, 3, 0):
        whole_shop(four, Omnichannel(collect_share=0.2, collect_saved_shipping=saved))
    refusal(
        lambda: whole_shop(four, Omnichannel(collect_share=0.2, collect_saved_shipping=4.01)),
        "collect_saved_shipping", "4.01",
    )  # fmt: skip
    whole_shop(SURE, Omnichannel(multichannel_worth=1.5))


@pytest.mark.parametrize(
    ("said", "anyway"),
    [
        ({"collect_share": 0.5}, False),  # what is saved needs no cause
        ({"multichannel_share": 0.2}, False),
        ({"multichannel_worth": 1.5}, False),
        ({"multichannel_share": 0.2, "multichannel_worth": 1.5}, True),
        ({"cross_sell_revenue": 2.0}, True),
        ({"partner_revenue_share": 0.1}, True),
        (GOOD | {"store_orders_per_100_clicks": 1.0}, True),
        (GOOD | {"store_sales": 1e4, "began_online_share": 0.1, "visits": 1e4}, True),
    ],
)
def test_what_would_all_have_come_anyway_is_told(said, anyway):
    said = {name: value for name, value in said.items() if name != "incrementality"}
    assert Omnichannel(**said, incrementality=0.0).would_all_come_anyway is anyway
    assert not Omnichannel(**said, incrementality=0.5).would_all_come_anyway


def test_what_does_not_fit_the_plan_is_said_with_the_remedy():
    refusal(
        lambda: whole_shop(SURE, Omnichannel(multichannel_share=0.2, multichannel_worth=1.5)),
        "multichannel_share", "switch on later orders",
    )  # fmt: skip
    whole_shop(SURE, Omnichannel(multichannel_share=0.2))
    refusal(
        lambda: whole_shop(SURE, Omnichannel(collect_share=0.2, collect_saved_shipping=4)),
        "collect_saved_shipping",
        "0",
    )
    refusal(lambda: whole_shop(SURE, Omnichannel()).store_orders_needed(), "store_aov")
    refusal(lambda: whole_shop(SURE, STORE).store_orders_needed(1.5), "chance")


def test_every_belief_owns_a_column():
    beliefs = {item.name for item in fields(Omnichannel) if "Belief" in str(item.type)}
    columns = set(FURTHER_COLUMNS["store"]) | {"store_orders_per_100_clicks", "began_online_share"}
    assert beliefs <= columns
