"""The page Track: the example, an export against the plan, and what is said of exports that do not fit."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from pages.kit import writing
from pages.kit.words import words_for
from pages.parts.track import afterwards, answer, results
from simulator import outcome_of
from simulator.forms.page_fields import PAGE_DEFAULTS
from simulator.questions.track import DaysSoFar, tracked
from simulator.questions.track.afterwards import held_of
from tests.pages.screen import Screen, plan_with
from tests.pages.test_evidence import account, put, table

FIRST_DAY = "2024-03-01"
SHOP = (Path(__file__).parents[1] / "evidence/exports/shopify_orders_en.csv").read_bytes()


def boxes(screen):
    return " ".join(
        str(box.value) for kind in ("success", "warning", "error", "info") for box in getattr(screen.at.main, kind)
    )


def test_without_an_export_an_example_is_shown_and_named_as_one():
    screen = Screen(page="track")
    assert "An **example** with invented days" in " ".join(caption.value for caption in screen.at.main.caption)
    assert "Day 12 of 30" in boxes(screen)
    planned = outcome_of(plan_with()).break_even_probability.value
    assert f"({planned:.0%} when planned)" in boxes(screen)
    figures, words = results.of_example(plan_with()).figures, words_for("en_GB")
    off, rest = (table.value for table in screen.at.dataframe)
    parts = {"spend": "Spend", "cpc": "Click price", "cvr": "Conversion rate", "aov": "Order value"}
    assert off["so far"].tolist() == [*parts.values(), "Profit"]
    signed = [writing.signed_money(words, plan_with(), element.part) for element in figures.gap.parts]
    assert off["part of the gap"].tolist() == [*signed, writing.signed_money(words, plan_with(), figures.gap.gap)]
    assert list(parts) == [element.name for element in figures.gap.parts]
    assert rest["spend a day"][1] == writing.money(words, plan_with(), figures.rest.spends_plan)
    assert rest["spend a day"][2] == writing.money(words, plan_with(), figures.rest.keeps_chance)
    screen.at.segmented_control(key="track_shown").set_value("spend").run()
    assert not screen.at.exception


def test_a_period_that_falls_short_is_not_blamed_for_a_plan_that_was_short_itself():
    short, fell = (boxes(Screen({"scale_at": wanted}, page="track")) for wanted in ("0.8", "0.63"))
    assert "**Change course**: even the plan was short of 80%." in short
    assert "**Change course**: you want 63%. See what is off." in fell


def test_an_export_is_held_against_the_plan_from_its_first_day_which_the_link_carries():
    screen = put(Screen(page="evidence"), account(60)).go("track")
    assert "Choose the first day of the plan" in boxes(screen)
    held = screen.at.session_state["exports"]
    history = next(iter(held.values())).export.ads.frame["date"]
    first = history.min().date().replace(day=history.min().day)
    screen.at.date_input(key="first_day_day").set_value((history.max() - history.max().resolution).date())
    screen.run()
    assert screen.at.query_params["first_day"]
    assert "Day 1 of 30" in boxes(screen) or "Day 2 of 30" in boxes(screen)
    linked = Screen({"first_day": first.isoformat()})
    put(linked.go("evidence"), account(60)).go("track")
    assert "The period is over" in boxes(linked)
    linked.at.session_state["track_afterwards"] = True
    linked.at.session_state["kept"] = {
        plan_with(name="Undated"): PAGE_DEFAULTS,
        plan_with(name="Long", period_days=400.0): {**PAGE_DEFAULTS, "first_day": first.isoformat()},
        plan_with(): {**PAGE_DEFAULTS, "first_day": (first + timedelta(days=30)).isoformat()},
    }
    linked.run()
    names = set(linked.at.dataframe[-1].value["Plan"])
    assert names == {f"(no name), {words_for('en_GB').date(first + timedelta(days=after))}" for after in (0, 30)}
    assert "Your ranges held" in " ".join(element.value for element in linked.at.main.markdown)
    left_out = [note.value for note in linked.at.main.caption if "Undated" in note.value or "Long" in note.value]
    assert ["no first day" in left_out[0], "export again after that" in left_out[1]] == [True, True]
    other = Screen({"first_day": first.isoformat(), "currency": "USD"})
    put(other.go("evidence"), account(60)).go("track")
    assert "The export is in EUR, the plan in USD" in boxes(other)
    wrong = Screen({"first_day": "soon"})
    put(wrong.go("evidence"), account(60)).go("track")
    assert "year-month-day" in boxes(wrong)


def figures_for(so_far, **plan):
    return tracked(plan_with(**plan), so_far, None, results.EXAMPLE_DRIFT)


def sentences_of(figures, **plan):
    return " ".join(answer.sentences(words_for("en_GB"), plan_with(**plan), results.Now(figures, None, True)))


def answer_to(so_far, **plan):
    return sentences_of(figures_for(so_far, **plan), **plan)


def each_day(count, spend, clicks, orders, value):
    return DaysSoFar((spend,) * count, (clicks,) * count, (orders,) * count, (value,) * count)


def test_a_budget_that_is_gone_days_that_cannot_be_and_a_period_without_an_order_are_named_in_words():
    gone = answer_to(each_day(12, 5000 / 12, 690.0, 14.0, 1120.0))
    assert "Your budget of €5,000 is spent; going on as planned makes it €8,000." in gone
    assert "makes it €5,880, above your budget of €5,000." in answer_to(each_day(12, 240.0, 400.0, 8.0, 640.0))
    assert "budget" not in answer_to(each_day(12, 170.0, 280.0, 5.0, 400.0))
    impossible = answer_to(each_day(12, 170.0, 3.0, 9.0, 720.0))
    assert impossible.endswith("or learn them from your export on My data.")
    assert "chance" not in impossible
    assert "most likely end without an order" in answer_to(each_day(12, 0.04, 0.1, 0.0, 0.0), budget=1.0)
    assert "or more); the chance" in answer_to(each_day(12, 2.0, 3.5, 0.0, 0.0), budget=60.0)
    early = replace(figures_for(each_day(1, 170.0, 280.0, 5.0, 400.0)), narrowed_share=0.004, is_early=True)
    assert "the range is no narrower than the plan’s." in sentences_of(early)


def test_a_period_that_is_over_counts_on_the_orders_that_are_still_to_come_and_says_so():
    month = each_day(30, 170.0, 280.0, 5.0, 400.0)
    late = replace(month, arrived=(1.0,) * 25 + (0.5,) * 5)
    assert "**It did not pay**: €682 of loss" in answer_to(month)
    assert "With the orders still to come **it does not pay**: near €" in answer_to(late)
    assert (month.ripe_days, late.ripe_days) == (30, 25)


def test_known_numbers_have_no_range_that_could_be_wider():
    known = plan_with(**dict.fromkeys(("cpc_kind", "cvr_kind", "aov_kind"), "known"), cpc=0.6, cvr=0.022, aov=80.0)
    held = held_of(known, each_day(30, 170.0, 280.0, 5.0, 400.0))
    words = words_for("en_GB")
    assert "no ranges, only single numbers" in afterwards.sentence(words, [afterwards.Ended("A", known, held)])
    typed = afterwards.Ended("B", plan_with(), held)
    assert "of 3** times" in afterwards.sentence(words, [typed])


def drop(screen, name, content):
    screen.at.file_uploader(key="track_upload").set_value([(name, content, "text/csv")])
    return screen.run()


def ads(*orders, currency="EUR", first=date(2024, 3, 1)):
    days = [
        (first + timedelta(days=at), "Search", currency, 170, 280, each, 80 * each) for at, each in enumerate(orders)
    ]
    return table(days)


def test_what_is_dropped_here_is_answered_for_in_sentences_that_say_how_little_or_how_surely_it_is_known():
    screen = drop(Screen({"first_day": FIRST_DAY}, page="track"), "shop.csv", SHOP)
    assert "holds a shop’s orders. Track needs that of your ads" in boxes(screen)
    drop(screen, "ads.csv", ads(6))
    assert "Day 1 of 30: €170 spent, 6 orders at €28.3." in boxes(screen)
    assert "% narrower than the plan’s. This is still mostly your plan." in boxes(screen)
    none = drop(Screen({"first_day": FIRST_DAY}, page="track"), "ads.csv", ads(0, 0))
    assert "no order yet" in boxes(none)
    assert "% narrower than the plan’s. A few days can turn this." in boxes(none)
    assert "Clicks so far: 560, and no order" in " ".join(caption.value for caption in none.at.main.caption)
    whole = drop(Screen({"first_day": FIRST_DAY, "period_days": "2"}, page="track"), "ads.csv", ads(9, 9))
    profit = whole.at.dataframe[0].value["actual"].iloc[-1]
    assert f"**It paid**: {profit} of profit" in boxes(whole)  # the same digits as in the table
    two = put(Screen({"first_day": FIRST_DAY}, page="evidence"), ads(6), ads(6, currency="USD")).go("track")
    assert "One of several accounts" in " ".join(caption.value for caption in two.at.main.caption)
    rows = ads(6, 6, 6)
    for unreadable in (rows.replace(b",170,", b",oops,", 1), rows[::-1].replace(b",071,", b",spoo,", 1)[::-1]):
        doubtful = drop(
            Screen({"first_day": FIRST_DAY}, page="track"), "ads.csv", unreadable
        )  # its first day, its last
        assert "could not be read, or look wrong" in " ".join(caption.value for caption in doubtful.at.main.caption)
    for year in ("0001", "9999"):
        assert "correct the year" in boxes(drop(Screen({"first_day": f"{year}-12-31"}, page="track"), "a.csv", ads(6)))
