"""The Compare page says what the core says about several plans."""

import csv
import dataclasses
import io
from dataclasses import replace

import pyarrow as pa
import pytest

from pages.frame import visit
from pages.frame.saved_plans import joined
from pages.kit import writing
from pages.kit.words import words_for
from pages.parts.compare import plans as compare_plans
from pages.parts.compare import tables
from simulator import compare, read_scenarios, write_scenarios
from simulator.forms.fields import fields_of
from simulator.forms.page_fields import PAGE_DEFAULTS
from simulator.questions.figures import figures_of
from tests.pages.screen import Screen, plan_with

SPRING = {"baseline": "1", "baseline.name": "Spring"}
MORE = {**SPRING, "name": "Spring, more", "budget": "8000", "reference_budget": "5000"}
"""The plan of a first visit as baseline, and 8,000 with the click price seen at 5,000 in the sidebar."""


def compare_screen(link=None, **how):
    return Screen(link, **how, page="compare")


def plans_of_more():
    """Baseline and sidebar of `MORE`."""
    return plan_with(name="Spring"), plan_with(name="Spring, more", budget=8000.0, reference_budget=5000.0)


def table(screen):
    return screen.at.dataframe[0].value


def page_text(screen):
    boxes = [*screen.at.main.markdown, *screen.at.main.info, *screen.at.main.warning, *screen.at.main.caption]
    return "\n".join(box.value for box in boxes)


def toasts(screen):
    return "\n".join(toast.value for toast in screen.at.toast)


def rows_of(chart):
    """The rows that a chart was given."""
    return pa.ipc.open_stream(chart.proto.data.data).read_pandas()


def pick(screen, key, label):
    screen.at.selectbox(key=key).set_value(label)
    return screen.run()


def upload(screen, *plans):
    content = write_scenarios(plans)
    screen.at.file_uploader(key="file_compare").upload("plans.csv", content, "text/csv")
    return screen.run().click("keep_compare")


# -- which plans --------------------------------------------------------------------------------------------------


def test_alone_the_page_says_what_to_do_next():
    screen = compare_screen()
    assert "There is only one plan yet. Save it" in page_text(screen)
    assert not screen.at.dataframe
    assert screen.at.file_uploader(key="file_compare")


def test_a_kept_plan_stands_beside_the_one_that_was_changed_since():
    screen = compare_screen().click("compare_keep")
    assert "Plans kept for comparison: 1." in toasts(screen)
    screen.type("budget", "8000")
    assert list(table(screen)["plan"]) == ["Plan 1 (now)", "Plan 2"]
    assert list(table(screen)["budget"]) == ["€8,000", "€5,000"]


def test_keeping_the_same_plan_twice_keeps_it_once():
    screen = Screen().click("keep_plan").click("keep_plan").go("compare")
    assert not screen.at.dataframe
    assert "It is saved. Now change" in page_text(screen)


def test_the_same_plan_of_another_first_day_is_saved_beside_the_earlier_one_which_gets_its_day():
    plan, words = plan_with(name="Monthly"), words_for("en_GB")
    july, august, undated = ({**PAGE_DEFAULTS, "first_day": day} for day in ("2026-07-01", "2026-08-01", ""))
    earlier = replace(plan, scenario=replace(plan.scenario, name="Monthly, 1 Jul 2026"))
    later = replace(plan, scenario=replace(plan.scenario, name="Monthly, 1 Aug 2026"))
    both = joined(words, {plan: july}, plan, august)
    assert both == {earlier: july, plan: august}
    assert joined(words, both, plan, july) == both  # the same file once more
    assert joined(words, both, plan, july, anew=True) == {plan: july, later: august}
    assert joined(words, {plan: undated}, plan, july) == {plan: july}
    assert joined(words, {plan: july}, plan, undated) == {plan: july}
    assert joined(words, {plan: july}, plan, {**july, "events": "x"}) == {plan: july}
    assert joined(words, {plan: july}, plan, undated, anew=True) == {plan: undated}


def test_baseline_and_sidebar_are_told_apart_by_name():
    assert list(table(compare_screen(MORE))["plan"]) == ["Spring, more (now)", "Spring (baseline)"]


def test_plans_of_the_same_name_are_numbered_and_never_mixed_up():
    assert compare_plans.unique(["A", "B", "A", "A 1", "A"]) == ["A 2", "B", "A 3", "A 1", "A 4"]


def test_a_plan_is_shown_once_whatever_it_is_held_for():
    screen = compare_screen(MORE).click("compare_keep")
    assert list(table(screen)["plan"]) == ["Spring, more (now)", "Spring (baseline)"]


def test_uploaded_plans_stand_in_the_table():
    screen = compare_screen()
    upload(screen, plan_with(name="One", budget=1000.0), plan_with(name="Two", budget=2000.0))
    assert list(table(screen)["plan"]) == ["Plan (now)", "One", "Two"]


def test_names_that_are_markup_are_shown_as_they_were_written():
    screen = compare_screen({**SPRING, "name": "**bold** :red[x] $a$", "budget": "8000"})
    assert table(screen)["plan"][0] == "**bold** :red[x] $a$ (now)"
    assert "\\*\\*bold\\*\\* :red\\[x\\]" in page_text(screen).replace("\\:", ":")


# -- room ---------------------------------------------------------------------------------------------------------


def many(count):
    return [plan_with(name=f"No. {at}", budget=1000.0 + at) for at in range(count)]


def test_more_plans_than_there_is_room_for_are_refused_in_words_and_none_is_lost():
    screen = upload(compare_screen(), *many(visit.MOST_KEPT + 3))
    assert len(screen.at.session_state["kept"]) == visit.MOST_KEPT
    assert next(iter(screen.at.session_state["kept"])).scenario.name == "No. 0"
    assert "Plans kept for comparison: 20. No room for 3 more: at most 20 are kept." in toasts(screen)
    assert "No room for more: at most 20 plans are saved. Remove one." in page_text(screen)
    assert screen.at.button(key="compare_keep").disabled


def test_with_no_room_left_the_plan_in_the_sidebar_is_not_overwritten():
    screen = upload(compare_screen({"budget": "4321"}), *many(visit.MOST_KEPT))
    pick(screen, "compare_plan", "No. 3").click("compare_put")
    assert screen.at.session_state["fields"]["budget"] == 4321
    assert "No room for 1 more" in toasts(screen)
    screen.click("compare_drop").click("compare_keep")
    assert len(screen.at.session_state["kept"]) == visit.MOST_KEPT
    assert "No. 3" not in list(table(screen)["plan"])


def test_keeping_from_the_plan_page_says_when_there_is_no_room():
    screen = upload(compare_screen(), *many(visit.MOST_KEPT)).go("plan").click("keep_plan")
    assert "No room for 1 more" in toasts(screen)


# -- taking and dropping ------------------------------------------------------------------------------------------


def test_a_plan_is_put_into_the_sidebar_and_the_one_that_was_there_is_kept():
    screen = pick(compare_screen(MORE), "compare_plan", "Spring (baseline)").click("compare_put")
    assert screen.text_in("budget") == "5,000"
    assert list(table(screen)["plan"]) == ["Spring (now, baseline)", "Spring, more"]


def test_the_plan_in_the_sidebar_cannot_be_put_there_nor_the_baseline_dropped():
    screen = compare_screen(MORE)
    assert screen.at.button(key="compare_drop").disabled
    pick(screen, "compare_plan", "Spring, more (now)")
    assert screen.at.button(key="compare_put").disabled


def test_a_kept_plan_can_be_dropped_and_all_of_them():
    screen = upload(compare_screen(), *many(3))
    pick(screen, "compare_plan", "No. 1").click("compare_drop")
    assert list(table(screen)["plan"]) == ["Plan (now)", "No. 0", "No. 2"]
    assert "There is only one plan yet" in page_text(screen.click("compare_drop_all"))


# -- figures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR"])
def test_the_table_prints_the_figures_of_the_core(locale):
    words, result = words_for(locale), table(compare_screen(MORE, locale=locale.replace("_", "-")))
    for row, plan in zip(result.to_dict("records"), reversed(plans_of_more()), strict=True):
        figures = figures_of(plan)
        spreads = figures.spreads
        assert row["pays off"] == words.short_chance(figures.break_even_probability, figures.draws)
        assert row["advice"].endswith(figures.verdict.word)
        mean, low, high, worst = (
            words.money(item.value, "EUR", error=item.mc_error)
            for item in (spreads["profit"].mean, spreads["profit"].low, spreads["profit"].high, figures.worst_profit)
        )
        assert row["profit"] == f"{mean} ({low} to {high})"
        assert row["very bad period"] == worst
        cpo = spreads["cpo"].median
        assert row["cost per order"] == words.money(cpo.value, "EUR", error=cpo.mc_error)


def test_the_best_plan_is_named_first():
    richest = max((figures_of(plan).spreads["profit"].mean.value, plan.scenario.name) for plan in plans_of_more())[1]
    assert f"Most profit on average: **{richest} \\(" in page_text(compare_screen(MORE))


def test_the_picture_shows_the_profit_of_each_plan():
    profits = rows_of(compare_screen(MORE).at.get("vega_lite_chart")[0])
    for row, plan in zip(profits.to_dict("records"), reversed(plans_of_more()), strict=True):
        spread = figures_of(plan).spreads["profit"]
        assert (row["low"], row["middle"], row["high"]) == (spread.low.value, spread.mean.value, spread.high.value)


def test_plans_in_another_currency_are_in_the_table_and_not_in_the_picture():
    screen = compare_screen({**MORE, "currency": "USD"})
    assert list(table(screen)["budget"]) == ["US$8,000", "€5,000"]
    assert len(rows_of(screen.at.get("vega_lite_chart")[0])) == 1
    assert "Plans in another currency are not in the picture." in page_text(screen)
    assert "plans in different currencies cannot be compared" in page_text(screen)
    assert "Highest expected profit" not in page_text(screen)


# -- one against another ------------------------------------------------------------------------------------------


def test_the_chance_that_one_beats_the_other_is_that_of_the_core_and_of_the_picture():
    screen, comparison = compare_screen(MORE), compare(*plans_of_more())
    words, draws = screen.words, 16_384
    better = words.short_chance(comparison.better_probability, draws)
    assert screen.cards["The second earns more"] == better
    assert screen.cards["An order is cheaper in the second"] == words.short_chance(
        comparison.cheaper_probability, draws
    )
    mean = comparison.mean_difference
    printed = writing.output(words, plans_of_more()[0], "profit", mean)
    assert screen.cards["Difference in profit"] == writing.with_sign(printed, mean.value)
    assert f"with a chance of **{words.short_chance(comparison.better_probability, draws)}**" in page_text(screen)
    bars = rows_of(screen.at.get("vega_lite_chart")[1])
    shares = bars.groupby("kind")["share"].sum()
    assert shares["second better"] == pytest.approx(comparison.better_probability.value, abs=1e-12)
    assert shares.sum() == pytest.approx(1)


def test_turned_around_the_two_chances_add_up_to_one():
    screen = compare_screen(MORE)
    before = rows_of(screen.at.get("vega_lite_chart")[1]).groupby("kind")["share"].sum()
    pick(screen, "compare_first", "Spring, more (now)")
    pick(screen, "compare_second", "Spring (baseline)")
    after = rows_of(screen.at.get("vega_lite_chart")[1]).groupby("kind")["share"].sum()
    assert after["second better"] == pytest.approx(before["second worse"])


def test_a_plan_is_not_held_against_itself():
    screen = pick(compare_screen(MORE), "compare_first", "Spring, more (now)")
    assert "Choose two different plans." in page_text(screen)


def test_two_plans_that_differ_only_in_name_earn_the_same():
    screen = compare_screen({"name": "Twin", **SPRING})
    assert screen.cards["The second earns more"].startswith("less than 1 in")
    assert "the same: more than 99.9%" in screen.captions
    assert set(rows_of(screen.at.get("vega_lite_chart")[1])["kind"]) == {"the same"}


def test_another_period_is_scaled_and_said():
    screen = compare_screen({**MORE, "period_days": "60"})
    words = "The profit of Spring, more \\(now\\) over 60 days is scaled to the 30 days of Spring \\(baseline\\)"
    assert words in page_text(screen)
    assert list(table(screen)["days"]) == ["60", "30"]
    assert "days" not in table(compare_screen(MORE))
    first, second = plans_of_more()
    scaled = compare(first, dataclasses.replace(second, scenario=dataclasses.replace(second.scenario, period_days=60)))
    mean = scaled.mean_difference
    printed = writing.output(screen.words, first, "profit", mean)
    assert screen.cards["Difference in profit"].lstrip("+") == printed


def test_other_settings_of_the_second_plan_are_said():
    assert "Both are worked out with the settings of" in page_text(compare_screen({**MORE, "seed": "7"}))
    assert "Both are worked out with the settings of" not in page_text(compare_screen(MORE))


def test_budgets_whose_clicks_cost_the_same_are_pointed_out():
    hint = "clicks that get dearer with more budget are not in this difference"
    assert hint not in page_text(compare_screen(MORE))
    assert hint in page_text(compare_screen({**MORE, "reference_budget": "8000"}))


def test_what_differs_between_two_plans_is_listed_as_it_is_typed():
    link = {**MORE, "cvr_kind": "counts", "cvr_orders": "30", "cvr_clicks": "1000", "retention_cost": "2"}
    screen = compare_screen({**link, "repeat_on": "1"}, locale="fr-FR")
    screen.at.session_state["compare_differences"] = True
    rows = screen.run().at.dataframe[1].value.set_index("input")
    assert list(rows.loc["Budget, €"]) == ["5\u202f000", "8\u202f000"]
    assert list(rows.loc["Conversion rate (CVR), %"]) == ["1,5 – 3", "30 of 1\u202f000"]
    assert list(rows.loc["Count later orders of new customers"]) == ["no", "yes"]
    assert list(rows.loc["Cost of each later order, €"]) == ["0", "2"]
    assert "Order value (AOV), €" not in rows.index


# -- taking along -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["point", "comma"])
def test_all_plans_come_back_from_their_file(dialect):
    plans = plans_of_more()
    assert read_scenarios(write_scenarios(plans, dialect=dialect, page_values=[])).plans == plans


@pytest.mark.parametrize(("dialect", "separator", "decimal"), [("point", ",", "."), ("comma", ";", ",")])
def test_the_table_comes_as_a_file_with_all_digits(dialect, separator, decimal):
    plan = plan_with(name="=1+1")
    figures = figures_of(plan)
    content = tables.table_csv([compare_plans.Entry("=1+1", plan, figures, is_kept=True)], dialect)
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator)
    assert row["plan"] == "'=1+1"  # no spreadsheet takes it for a formula
    assert row["verdict"] == figures.verdict.word
    assert float(row["profit_mean"].replace(decimal, ".")) == figures.spreads["profit"].mean.value
    assert float(row["break_even_probability"].replace(decimal, ".")) == figures.break_even_probability.value
    assert float(row["budget"].replace(decimal, ".")) == fields_of(plan)["budget"]


# -- what pages ask for beside a plan -------------------------------------------------------------------------------


def with_visit_share(screen, low):
    screen.at.session_state["fields"] = {**screen.at.session_state["fields"], "visit_share_low": low}
    return screen.run()


def test_what_a_page_asks_for_can_be_kept_anew_with_a_plan_that_is_kept():
    screen = compare_screen().click("compare_keep")
    assert screen.at.button(key="compare_keep").disabled
    with_visit_share(screen, 0.5)
    assert not screen.at.button(key="compare_keep").disabled
    screen.click("compare_keep")
    ((plan, beside),) = screen.at.session_state["kept"].items()
    assert (plan, beside["visit_share_low"]) == (plan_with(reference_budget=5000.0), 0.5)


def test_what_a_page_asks_for_is_not_lost_when_another_plan_is_put_into_the_sidebar():
    screen = with_visit_share(compare_screen(MORE).click("compare_keep"), 0.5)
    pick(screen, "compare_plan", "Spring (baseline)").click("compare_put")
    assert screen.address.get("name") == "Spring"
    more = next(plan for plan in screen.at.session_state["kept"] if plan.scenario.name == "Spring, more")
    assert screen.at.session_state["kept"][more]["visit_share_low"] == 0.5
