"""The page Track: the example, an export against the plan, and what is said of exports that do not fit."""

from pages.kit import writing
from pages.kit.words import words_for
from pages.parts.track import results
from simulator import outcome_of
from tests.pages.screen import Screen, plan_with
from tests.pages.test_evidence import account, put

FIRST_DAY = "2024-03-01"


def boxes(screen):
    return " ".join(
        str(box.value) for kind in ("success", "warning", "error", "info") for box in getattr(screen.at.main, kind)
    )


def test_without_an_export_an_example_is_shown_and_named_as_one():
    screen = Screen().go("track")
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


def test_an_export_is_held_against_the_plan_from_its_first_day_which_the_link_carries():
    screen = put(Screen().go("evidence"), account(60)).go("track")
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
    linked.run()
    assert "Your ranges held" in " ".join(element.value for element in linked.at.main.markdown)
    other = Screen({"first_day": first.isoformat(), "currency": "USD"})
    put(other.go("evidence"), account(60)).go("track")
    assert "The export is in EUR, the plan in USD" in boxes(other)
    wrong = Screen({"first_day": "soon"})
    put(wrong.go("evidence"), account(60)).go("track")
    assert "year-month-day" in boxes(wrong)
