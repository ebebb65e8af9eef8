"""Where do clicks get lost? Arithmetic by hand, closed forms, and what must hold whatever is believed."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import logit

from simulator import Amount, Fixed, InputError, Pert, Plan, Rate, RateFromCounts, simulate
from simulator.beliefs.distributions import quantile
from simulator.engine.outcome import outcome_of
from simulator.engine.points import further_scores
from simulator.facts import facts
from simulator.questions.funnel import STAGES, TYPICAL, Funnel, cvr_of, moments_of, stages_of, with_funnel
from tests.simulator.plans import any_settings, known, numbers, rate_beliefs, refusal, scenarios, spring

BY_HAND = Funnel(add_to_cart_rate=0.10, cart_abandonment=0.70, checkout_completion=0.60)
"""Of 1,000 clicks 100 fill a cart, 50 begin the checkout, 30 order: CVR 3 %."""


# -- by hand --------------------------------------------------------------------------------------------------------


def test_a_known_funnel_is_a_known_conversion_rate():
    assert cvr_of(BY_HAND).value == pytest.approx(0.03, rel=1e-12)
    assert cvr_of(replace(BY_HAND, visit_share=0.8)).value == pytest.approx(0.024, rel=1e-12)


def test_checkout_completion_is_a_part_of_cart_abandonment_and_not_counted_twice():
    assert cvr_of(replace(BY_HAND, checkout_completion=0.9)) == cvr_of(BY_HAND)


def test_a_thousand_clicks_by_hand():
    plan = with_funnel(known(), BY_HAND)
    table = stages_of(simulate(plan), BY_HAND).table.set_index("stage")
    assert tuple(table.index) == STAGES
    assert table.count_p50.tolist() == pytest.approx([1000, 1000, 100, 50, 30])
    assert table.rate_p50.tolist() == pytest.approx([1, 1, 0.1, 0.5, 0.6])
    assert table.lost_p50.tolist() == pytest.approx([0, 0, 900, 50, 20], abs=1e-9)
    assert table.count_p5.tolist() == pytest.approx(table.count_p95.tolist())


def test_published_stages_give_about_the_published_conversion_rate():
    # Add-to-cart 5.2 % and abandonment 70 % are 1.56 %; site conversion rates of IRP Commerce are 1.5 to 1.62 %.
    assert cvr_of(Funnel(add_to_cart_rate=0.052, cart_abandonment=0.70)).value == pytest.approx(0.0156)
    for name, belief in TYPICAL.items():
        middle = {"add_to_cart_rate": 0.052, "cart_abandonment": 0.70, "checkout_completion": 0.452}[name]
        assert quantile(belief, 0.5) == pytest.approx(middle, rel=0.1)


def test_typical_stages_reach_from_the_lowest_to_the_highest_published_number():
    for name, fact_id in (("add_to_cart_rate", "add-to-cart-2019"), ("cart_abandonment", "cart-abandonment-studies")):
        fact = facts()[fact_id]
        assert (TYPICAL[name].low, TYPICAL[name].high) == (fact.low / 100, fact.high / 100)
    done, fact = TYPICAL["checkout_completion"], facts()["checkout-completion-2019"]
    assert done.high == pytest.approx(fact.high / 100, abs=0.005)
    assert logit(done.low) == pytest.approx(2 * logit(fact.value / 100) - logit(fact.high / 100), abs=0.025)


# -- the conversion rate that follows -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "belief",
    [Rate(0.02, 0.09), RateFromCounts(12.3, 700), Pert(0.1, 0.2, 0.5), Amount(0.01, 0.03), Fixed(0.4)],
)
def test_moments_are_those_of_the_draws(belief):
    mean, variance = moments_of(belief)
    # Midpoints of 2^16 equal shares; the tail beyond them matters less than the tolerance.
    values = belief.from_scores(stats.norm.ppf((np.arange(2**16) + 0.5) / 2**16))
    assert mean == pytest.approx(values.mean(), rel=1e-5)
    assert variance == pytest.approx(values.var(), rel=1e-3, abs=1e-15)


def test_the_belief_has_the_mean_and_variance_of_the_product():
    funnel = Funnel(visit_share=Rate(0.8, 0.95), add_to_cart_rate=Rate(0.03, 0.08), cart_abandonment=Rate(0.6, 0.8))
    scores = further_scores(2048, 16, 1, "funnel")
    product = np.prod(
        [
            funnel.visit_share.from_scores(scores["visit_share"]),
            funnel.add_to_cart_rate.from_scores(scores["add_to_cart_rate"]),
            1 - funnel.cart_abandonment.from_scores(scores["cart_abandonment"]),
        ],
        axis=0,
    )
    mean, variance = moments_of(cvr_of(funnel))
    assert mean == pytest.approx(product.mean(), rel=5e-4)
    assert variance == pytest.approx(product.var(), rel=2e-2)
    # The Beta is an approximation: its quantiles are those of the product within 4 %.
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        assert quantile(cvr_of(funnel), share) == pytest.approx(np.quantile(product, share), rel=0.04)


def test_mean_and_variance_of_a_product_in_closed_form():
    """E[XY]² + V = E[X²] E[Y²] for independent stages."""
    visit, add, abandoned = Rate(0.8, 0.95), Rate(0.03, 0.08), Pert(0.6, 0.7, 0.9)
    funnel = Funnel(visit_share=visit, add_to_cart_rate=add, cart_abandonment=abandoned)
    (v, v_spread), (a, a_spread), (c, c_spread) = (moments_of(belief) for belief in (visit, add, abandoned))
    mean = v * a * (1 - c)
    square = (v**2 + v_spread) * (a**2 + a_spread) * ((1 - c) ** 2 + c_spread)
    assert moments_of(cvr_of(funnel)) == pytest.approx((mean, square - mean**2), rel=1e-9)


def test_stages_that_are_rare_are_uncertain_and_those_that_are_known_are_not():
    """A tenth of a permille of a click orders, give or take a fifth of it."""
    rare = cvr_of(Funnel(add_to_cart_rate=Rate(0.008, 0.016), cart_abandonment=0.99, checkout_completion=0.5))
    mean, variance = moments_of(rare)
    assert (mean, math.sqrt(variance)) == pytest.approx((1.15e-4, 2.5e-5), rel=0.1)
    for visit in (0.7, 0.1, 1e-3):
        assert isinstance(cvr_of(replace(BY_HAND, visit_share=visit)), Fixed)


def test_stages_may_say_less_than_one_order_or_one_click_without():
    """Counts of a belief are no whole numbers."""
    seldom = cvr_of(Funnel(add_to_cart_rate=Rate(0.01, 0.3), cart_abandonment=Rate(0.3, 0.97), checkout_completion=1.0))
    assert 0 < seldom.orders < 1
    often = Funnel(add_to_cart_rate=Rate(0.4, 0.999), cart_abandonment=Rate(0.005, 0.6), checkout_completion=1.0)
    mostly = cvr_of(often)
    assert 0 < mostly.clicks - mostly.orders < 1


def test_stages_that_are_hardly_known_are_refused():
    wide = Funnel(add_to_cart_rate=Rate(1e-6, 0.9), cart_abandonment=Rate(0.01, 0.99), checkout_completion=0.9)
    refusal(lambda: cvr_of(wide), "add_to_cart_rate", "closer together")
    # Between 60 % and all but nobody goes on: more than two orders, and less than no click without one.
    for high in (0.9999, 0.999999):
        sure = Funnel(add_to_cart_rate=Rate(0.6, high), cart_abandonment=0.001, checkout_completion=1.0)
        refusal(lambda sure=sure: cvr_of(sure), "add_to_cart_rate", "closer together")


def test_an_order_in_a_million_clicks_give_or_take_a_tenth_is_not_a_known_rate():
    """100 of 100,000 clicks filled a cart, give or take a tenth, and one cart in a thousand becomes an order."""
    funnel = Funnel(add_to_cart_rate=RateFromCounts(100, 100_000), cart_abandonment=0.999, checkout_completion=0.5)
    belief = cvr_of(funnel)
    mean, variance = moments_of(belief)
    assert mean == pytest.approx(1e-6, rel=0.01)
    assert math.sqrt(variance) / mean == pytest.approx(0.1, rel=0.01)
    assert belief.orders == pytest.approx(100, rel=0.01)


# -- stages fitted to a conversion rate -----------------------------------------------------------------------------


def test_fitted_stages_have_the_conversion_rate_of_the_plan_in_every_draw():
    outcome = simulate(spring())
    stages = stages_of(outcome, Funnel(visit_share=Rate(0.8, 0.95)))
    assert np.allclose(stages.cvr, outcome.cvr, rtol=1e-9)
    for item in (stages.visit_share, stages.add_to_cart_rate, stages.checkout_reach, stages.checkout_completion):
        assert (item > 0).all()
        assert (item <= 1).all()


def test_a_stage_that_is_known_stays_and_the_others_give():
    outcome = simulate(spring())
    stages = stages_of(outcome, Funnel(add_to_cart_rate=0.06, cart_abandonment=Rate(0.5, 0.8), checkout_completion=0.7))
    assert stages.add_to_cart_rate == pytest.approx(0.06, rel=1e-4)
    assert np.allclose(1 - stages.cart_abandonment, outcome.cvr / stages.add_to_cart_rate)


def test_fitting_conditions_normal_logarithms_exactly():
    # Small lognormal rates: given the sum of logs, each log is normal with the mean and variance of the textbook.
    add, keep = Amount(0.005, 0.008), Amount(0.0005, 0.002)
    funnel = Funnel(add_to_cart_rate=add, cart_abandonment=1 - 1e-3, checkout_completion=0.5)
    scenario = spring(cvr=Fixed(4e-6), budget=5e6)
    stages = stages_of(simulate(scenario, scrambles=16), funnel)
    assert np.allclose(stages.cvr, 4e-6)
    # With the cart known nothing is left open: 4e-6 / 1e-3.
    assert stages.add_to_cart_rate == pytest.approx(4e-3, rel=1e-3)
    both = replace(funnel, visit_share=keep)
    stages = stages_of(simulate(replace(scenario, cvr=Fixed(5e-9)), scrambles=16), both)
    logs = np.log(stages.add_to_cart_rate)
    weight = add.sigma**2 / (add.sigma**2 + keep.sigma**2)
    mean = add.mu + weight * (math.log(5e-6) - add.mu - keep.mu)
    assert logs.mean() == pytest.approx(mean, abs=2e-3)
    assert logs.std() == pytest.approx(math.sqrt(weight * keep.sigma**2), rel=0.01)


def test_middles_in_a_refusal_have_three_digits_and_what_was_typed_has_its_own():
    carts, checkouts = Rate(0.1, 0.2), Rate(0.3, 0.4)
    error = refusal(
        lambda: Funnel(cart_abandonment=carts, checkout_completion=checkouts), "checkout_completion", "85.5 %", "34.9 %"
    )
    assert error.values == {"kept_share": 0.855, "completion_share": 0.349}
    error = refusal(lambda: Funnel(cart_abandonment=0.65432, checkout_completion=0.3), "checkout_completion")
    assert error.values == {"kept_share": 0.34568, "completion_share": 0.3}
    error = refusal(lambda: Funnel(cart_abandonment=0.6543212345678, checkout_completion=0.3), "checkout_completion")
    assert error.values["kept_share"] == 0.345678765432  # of more digits than anybody types twelve are left


def test_a_stage_that_loses_nobody_in_some_draws_leaves_the_fit_to_the_others():
    """So few carts are abandoned that of 1 less their share nothing but 1 is left in a double, in some draws."""
    hardly_any = Rate(1e-9, 1e-3, 0.50)
    funnel = Funnel(add_to_cart_rate=Rate(0.01, 0.04), cart_abandonment=hardly_any, checkout_completion=1.0)
    outcome = simulate(spring(), order_luck=False, points=64, scrambles=2)
    stages = stages_of(outcome, funnel)
    assert (stages.cart_abandonment == 0).any()
    assert (stages.cart_abandonment > 0).any()
    assert stages.cvr == pytest.approx(outcome.rows("cvr"))
    assert stages.add_to_cart_rate == pytest.approx(outcome.rows("cvr") / (1 - stages.cart_abandonment))


def test_stages_are_numbers_also_where_all_carts_are_abandoned_in_some_draws():
    funnel = Funnel(cart_abandonment=Rate(0.9, 0.999_999_99, 0.50), checkout_completion=0.5)
    outcome = simulate(spring(), order_luck=False, points=64, scrambles=2)
    assert stages_of(outcome, funnel).cvr == pytest.approx(outcome.rows("cvr"))


def test_a_table_of_stages_has_the_ends_and_the_middle_of_what_is_believed():
    """1,000 clicks of which 2 % to 6 % order; a tenth of the visits fills a cart, and all carts reach the checkout."""
    plan = known(cvr=Rate(0.02, 0.06))
    funnel = Funnel(add_to_cart_rate=0.1, cart_abandonment=Rate(0.5, 0.7), checkout_completion=0.9)
    table = stages_of(simulate(plan, order_luck=False, points=512), funnel).table.set_index("stage")
    ends = [1000 * quantile(plan.cvr, share) for share in (0.05, 0.5, 0.95)]
    for stage, factor in (("orders", 1.0), ("checkouts", 1 / 0.9)):
        row = table.loc[stage, ["count_p5", "count_p50", "count_p95"]].tolist()
        assert row == pytest.approx([factor * end for end in ends], rel=0.01)
    assert table.rate_p50["checkouts"] == pytest.approx(ends[1] / 90, rel=0.01)
    assert table.lost_p50["checkouts"] == pytest.approx(100 - ends[1] / 0.9, rel=0.01)
    assert table.lost_p50["orders"] == pytest.approx(ends[1] / 9, rel=0.01)


def test_completion_below_what_carts_need_is_raised_to_it():
    funnel = Funnel(add_to_cart_rate=0.1, cart_abandonment=Rate(0.6, 0.8), checkout_completion=Rate(0.25, 0.5))
    stages = stages_of(simulate(spring(cvr=Fixed(0.04))), funnel)
    assert (stages.checkout_reach == 1).any()
    assert (stages.checkout_reach <= 1).all()
    assert np.allclose(stages.cvr, 0.04)


# -- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["visit_share", "add_to_cart_rate", "cart_abandonment", "checkout_completion"])
@pytest.mark.parametrize("value", [-0.1, 1.2, math.nan, "many", Amount(0.5, 2.0), 0.0])
def test_what_is_no_share_is_refused_beside_its_field(name, value):
    with pytest.raises(InputError) as caught:
        Funnel(**{name: value})
    assert caught.value.field == name


def test_more_orders_from_carts_than_from_checkouts_cannot_be():
    refusal(
        lambda: Funnel(add_to_cart_rate=0.05, cart_abandonment=0.7, checkout_completion=0.25),
        "checkout_completion", "30 %", "25 %", "raise",
    )  # fmt: skip
    Funnel(cart_abandonment=0.7, checkout_completion=0.3)


# -- laws -----------------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(
    scenarios(),
    any_settings,
    rate_beliefs(0.01, 0.2),
    rate_beliefs(0.1, 0.2),
    st.one_of(numbers(0.05, 1), st.just(1.0)),
)
def test_any_funnel_fits_any_plan(scenario, how, add, abandonment, visits):
    assume(0.02 < quantile(abandonment, 0.5) < 1)
    try:
        funnel = Funnel(add_to_cart_rate=add, cart_abandonment=abandonment, checkout_completion=1.0, visit_share=visits)
    except InputError:
        assume(False)
    outcome = outcome_of(Plan(scenario, how))
    stages = stages_of(outcome, funnel)
    cvr = np.clip(outcome.rows("cvr"), 1e-300, 1 - 1e-12)
    assert np.allclose(np.log(stages.cvr), np.log(cvr), rtol=1e-6, atol=1e-6)
