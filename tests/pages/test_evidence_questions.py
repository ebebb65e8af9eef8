"""The page Own numbers: what a file cannot tell is asked beside it, and what was decided for the reader is changed."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

from pages.frame import exports
from simulator import InputError
from simulator.evidence import Question, demo_files, join_by_day, learn, range_of, read_export
from tests.pages.screen import Screen
from tests.pages.test_evidence import (
    account,
    campaigns,
    held,
    history,
    identity,
    keyed,
    lines,
    monotonous,
    numbers,
    open_box,
    page_text,
    put,
    results,
    table,
)

COUNTS = "Currency code,Cost,Clicks,Conversions,Conv. value"
NO_DAYS = f"Campaign,{COUNTS}\nA,EUR,3000,6000,120,9000\nB,EUR,900,1500,20,1500\n".encode()


def answers(screen, at=0):
    return dict(held(screen)[at].answers)


def no_year(days=28):
    rows = "".join(f"{day} Aug,A,EUR,100,200,4,300\n" for day in range(1, days + 1))
    return (f"Day,Campaign,{COUNTS}\n" + rows).encode()


def with_windows():
    rows = "".join(
        f"2026-08-{day:02d},A,EUR,100,200,{window},{orders},{orders * 70}\n"
        for day in range(1, 31)
        for window, orders in (("7-day click", 4), ("1-day view", 1))
    )
    headers = (
        "Day,Campaign name,Currency,Amount spent,Link clicks,Attribution setting,Purchases,Purchases conversion value"
    )
    return (f"{headers}\n{rows}").encode()


def test_a_file_without_days_asks_how_many_it_covers_and_the_answer_can_be_taken_back():
    screen = numbers(NO_DAYS)
    assert "How many days does this file cover?" in page_text(screen)
    keyed(screen, "number_input", "answer_0_days_covered").set_value(30)
    screen.run()
    assert answers(screen) == {"days_covered": "30"}
    assert "How many days does this file cover?" not in page_text(screen)
    assert held(screen)[0].export.ads.days_per_row == 30
    open_box(screen, f"decided_{identity(screen)}")
    keyed(screen, "button", "ask_again_days_covered").click()
    screen.run()
    assert answers(screen) == {}
    assert "How many days does this file cover?" in page_text(screen)


def test_days_without_a_year_ask_for_it():
    screen = numbers(no_year())
    assert "have no year" in page_text(screen)
    keyed(screen, "number_input", "answer_0_year").set_value(2026)
    screen.run()
    assert "1 Aug 2026 to 28 Aug 2026" in lines(screen)[0]


def test_what_was_decided_is_folded_with_the_option_that_was_taken_and_can_be_changed():
    screen = numbers(with_windows())
    assert held(screen)[0].export.audit.totals.orders == 120
    assert not [item for item in screen.at.main.selectbox if str(item.key).startswith("choice_")]
    open_box(screen, f"decided_{identity(screen)}")
    choice = keyed(screen, "selectbox", "choice_0_window")
    assert choice.value == "7-day click"
    choice.set_value("1-day view")
    screen.run()
    assert answers(screen) == {"window": "1-day view"}
    assert held(screen)[0].export.audit.totals.orders == 30
    assert keyed(screen, "selectbox", "choice_0_window").value == "1-day view"


def test_an_answer_stays_when_something_else_is_corrected():
    screen = numbers(with_windows())
    open_box(screen, f"decided_{identity(screen)}")
    keyed(screen, "selectbox", "choice_0_window").set_value("1-day view")
    screen.run()
    open_box(screen, f"columns_{identity(screen)}")
    keyed(screen, "selectbox", "column_value").set_value("")
    screen.run()
    assert answers(screen) == {"window": "1-day view"}
    assert held(screen)[0].export.audit.totals.orders == 30


def test_a_question_of_an_unknown_kind_is_read_and_does_not_stop_the_page(monkeypatch):
    odd = (
        Question("of another world", "orders", "", InputError("What is this?")),
        Question("of yet another", "orders", "", InputError("And that?"), ("one", "two")),
        Question("column", "shoe size", "", InputError("Which column holds the shoe size?"), ("Cost",)),
    )
    monkeypatch.setattr(
        exports,
        "read_export",
        lambda *args, **how: replace(read_export(*args, **how), questions=odd, choices=odd[:2]),
    )
    screen = numbers(account(60))
    assert all(item.ask.message in page_text(screen) for item in odd)
    open_box(screen, f"decided_{identity(screen)}")
    assert campaigns(screen) is not None


# -- what looks wrong, what does not count ------------------------------------------------------------------------


def test_what_looks_wrong_is_a_warning_above_the_button_and_is_gone_with_its_answer():
    micros = monotonous(200, 4, spend=100_000_000)
    screen = numbers(micros)
    (suspicion,) = [item.value for item in screen.at.main.warning if "micros" in item.value]
    assert "Say in which unit it is." in suspicion
    order = [item for item in screen.at.main if item.type in ("alert", "warning", "button")]
    kinds = [str(item.key) if item.type == "button" else "micros" in item.value and "suspicion" for item in order]
    assert kinds.index("suspicion") < kinds.index("plan_with_these")
    keyed(screen, "button", "right_0").click()  # the reader says that a click did cost this, and takes it back
    screen.run()
    assert not [item for item in screen.at.main.warning if "micros" in item.value]
    open_box(screen, f"decided_{identity(screen)}")
    keyed(screen, "button", "confirm_unit").click()
    screen.run()
    assert [item for item in screen.at.main.warning if "micros" in item.value]
    keyed(screen, "selectbox", "choice_0_unit").set_value("micros")
    screen.run()
    assert not [item for item in screen.at.main.warning if "micros" in item.value]
    assert held(screen)[0].export.audit.totals.spend == 3_000


def test_rows_that_do_not_count_are_a_line_with_their_sums_and_a_few_words_and_more_is_folded():
    screen = numbers(with_windows())
    assert len(held(screen)[0].export.audit.left_out) == 1
    assert "Not counted: 30 rows (" in page_text(screen)
    assert "): other attribution windows than “7-day click”." in page_text(screen).replace("\\", "")
    reason = "repeats the same spend for each attribution window (2 in all)"
    assert reason not in page_text(screen)
    open_box(screen, f"decided_{identity(screen)}")
    assert reason in keyed(screen, "selectbox", "choice_0_window").label


# -- orders that are not in yet -----------------------------------------------------------------------------------


def delay_field(screen):
    return keyed(screen, "number_input", "evidence_delay")


def test_the_delay_of_orders_is_none_unless_the_reader_says_so_and_changes_what_is_learned():
    screen = numbers(account(60))
    assert delay_field(screen).value == 0
    at_once = learned(screen)
    assert at_once == range_of(learn(history(account(60)), period_days=30).cvr)
    delay_field(screen).set_value(5.0)
    screen.run()
    assert learned(screen) == range_of(learn(history(account(60)), period_days=30, delay_days=5.0).cvr)
    assert learned(screen) > at_once


def learned(screen):
    """The range of the conversion rate that was learned last."""
    return list(results(screen)["beliefs"].values())[-1].ranges["cvr"]


def test_two_exports_of_the_same_days_tell_the_delay():
    day = date(2026, 5, 1)

    def made(days):
        """200 clicks a day, ten of which order on average four days later; seen at the end of the last day."""
        rows = []
        for at in range(days):
            orders = round(10 * (1 - math.exp(-(days - 1 - at + 0.5) / 4)), 2)
            rows.append((day + timedelta(days=at), "Only", "EUR", 100, 200, orders, orders * 80))
        return table(rows)

    screen = numbers(made(40), made(60))
    assert 3.5 <= delay_field(screen).value <= 4.5
    assert "Two of your files hold the same days" in page_text(screen)


# -- an example shop ----------------------------------------------------------------------------------------------


def test_an_example_shop_shows_everything_and_every_page_says_that_it_is_invented(subtests):
    screen = Screen(page="evidence", state={"channels_filling": True}).click("try_example")
    with subtests.test("all of it is read and shown"):
        assert [one.export.name for one in held(screen)] == list(demo_files())
        assert "every number below is invented" in page_text(screen)
        assert page_text(screen).count("(invented) ·") == 3
        assert not screen.at.main.error
        assert campaigns(screen) is not None
        assert "What the shop's orders say" in page_text(screen)
        assert not [item for item in screen.at.main.button if item.key == "try_example"]
    with subtests.test("ads and shop are three figures and say how much is claimed too often"):
        holds_ads_and_shop(screen)
    for page in ("channels", "segments"):
        with subtests.test("it is offered as invented", page=page):
            button = screen.go(page).at.button(key=f"{page}_fill")
            assert button.label == "Fill from the example shop (invented)"
    screen.go("evidence")
    with subtests.test("it stays over a look at other pages"):
        assert page_text(screen).count("(invented) ·") == 3
        assert "choose the file again above" not in page_text(screen)
    screen.click("drop_example")
    with subtests.test("it is dropped"):
        assert held(screen) == []
        assert [item for item in screen.at.main.button if item.key == "try_example"]
    put(screen.click("try_example"), account(60))
    with subtests.test("the reader's own file takes its place"):
        assert [one.invented for one in held(screen)] == [False]
        assert "invented" not in page_text(screen)
        assert set(campaigns(screen)["Campaign"]) == {"Search", "Shopping"}


def holds_ads_and_shop(screen):
    exports_of_demo = [read_export(name, content) for name, content in demo_files().items()]
    both = join_by_day([export.ads for export in exports_of_demo[:2]], exports_of_demo[2].orders)
    figures = {item.label: item.value for item in screen.at.main.metric}
    assert figures["An order costs, by the shop"] == f"€{both.cpo:.2f}"
    assert figures["An order costs, as the platforms claim"] == f"€{both.claimed_cpo:.2f}"
    assert figures["Claimed, of the shop's orders"] == f"{both.claimed_share:.0%}"
    assert f"claim {both.over_claim_share:.0%} more orders than the shop had" in page_text(screen)


def test_without_orders_of_a_shop_nothing_is_joined():
    assert "Ads and shop together" not in page_text(numbers(account(60)))
