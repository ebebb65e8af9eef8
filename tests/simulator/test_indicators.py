"""Where does this shop stand? Its own values by hand, and published ones as published."""

import pytest

from simulator import Amount, Fixed, OrderEconomics, Plan, Rate, RepeatPurchases
from simulator.facts import facts
from simulator.questions.funnel import Funnel
from simulator.questions.indicators import COMPARED, INDICATORS, UNITS, indicators_of
from tests.simulator.plans import known, spring

REPEAT = RepeatPurchases(new_customer_share=1.0, orders_per_year=2, years=3, retention=1.0)


def indicators_at(plan, funnel=None):
    return {indicator.name: indicator for indicator in indicators_of(Plan(plan), funnel)}


def test_a_known_shop_by_hand():
    # 1,000 clicks, CVR 5 %, orders of 50 that leave 20; six orders of a customer in three years.
    shop = indicators_at(
        known(repeat=REPEAT), Funnel(add_to_cart_rate=0.2, cart_abandonment=0.75, checkout_completion=0.5)
    )
    assert tuple(shop) == INDICATORS == tuple(UNITS)
    assert shop["cvr"].middle == 0.05
    assert shop["aov"].middle == 50
    assert shop["clv"].middle == pytest.approx(6 * 20)
    assert shop["cart_abandonment"].middle == pytest.approx(0.75)
    assert shop["retention"].middle == 1.0
    assert shop["traffic"].middle == 1000


def test_what_the_plan_does_not_say_is_not_invented():
    shop = indicators_at(spring())
    for name in ("clv", "cart_abandonment", "retention"):
        assert shop[name].middle is None
        assert shop[name].stands is None
    assert shop["cart_abandonment"].typical_low == pytest.approx(0.55)
    assert shop["cart_abandonment"].typical_high == pytest.approx(0.83)
    assert shop["retention"].typical_low == pytest.approx(0.099)
    assert shop["traffic"].typical == shop["clv"].typical == ()


@pytest.mark.parametrize(
    ("cvr", "stands"),
    [
        (Rate(0.015, 0.030), "within"),
        (Rate(0.001, 0.004), "below"),
        (Fixed(0.20), "above"),
        (Rate(0.01, 0.4), "within"),
    ],
)
def test_a_shop_stands_apart_only_with_its_whole_interval(cvr, stands):
    assert indicators_at(spring(cvr=cvr))["cvr"].stands == stands


def test_order_values_are_compared_in_the_plans_currency_only():
    assert [fact.unit for fact in indicators_at(spring())["aov"].typical] == ["EUR"]
    assert [fact.unit for fact in indicators_at(spring(currency="USD"))["aov"].typical] == ["USD", "USD"]
    krona = indicators_at(spring(currency="SEK", aov=Amount(700, 900), economics=OrderEconomics()))["aov"]
    assert krona.typical == ()
    assert krona.stands is None


@pytest.mark.parametrize(("name", "scale"), [("aov", 1), ("cvr", 100), ("cart_abandonment", 100), ("retention", 100)])
def test_typical_ends_are_the_smallest_and_the_largest_published_number(name, scale):
    shop = indicators_at(spring(currency="USD"))[name]
    numbers = {number for fact in shop.typical for number in (fact.value, fact.low, fact.high)} - {None}
    assert (scale * shop.typical_low, scale * shop.typical_high) == pytest.approx((min(numbers), max(numbers)))


def test_every_published_figure_exists_and_is_of_its_kind():
    for name, ids in COMPARED.items():
        for item in ids:
            fact = facts()[item]
            assert (UNITS[name] == "share") == fact.unit.startswith("%")
            assert fact.year
            assert fact.source
