"""Are the currencies those that exist?"""

from babel import Locale
from babel.numbers import get_territory_currencies

from simulator.currencies import CURRENCIES


def test_currencies_are_the_legal_tender_that_cldr_knows():
    territories = [code for code in Locale("en").territories if len(code) == 2]
    assert {
        code for territory in territories for code in get_territory_currencies(territory, tender=True)
    } == CURRENCIES
