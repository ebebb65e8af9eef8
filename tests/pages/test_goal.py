"""The page Goal seek says what the core found, and what is tried is what the plan then is."""

import csv
import io

import pytest

from pages.kit import writing
from pages.kit.words import words_for
from pages.parts.goal import answer, ways
from simulator import Goal, seekable, value_of, what_would_have_to_be
from simulator.forms.fields import START, fields_of, plan_of
from simulator.questions.budget_sweep import spending_of
from simulator.questions.figures import figures_of
from simulator.questions.goal_seek import GoalSearch
from tests.pages.screen import Screen, plan_with
from tests.pages.test_margin import KNOWN, infos, open_box

WORDS = words_for("en_GB")
DEAR = {**KNOWN, "cpc": "1", "cpc_elasticity": "0.2"}
"""A CPO of 40 where 20 is the most it may be: half the click price or twice the rate would do."""


def goal_screen(link=None, **how):
    return Screen(link, **how, page="goal", state={"goal_no_ways": True})


def choose(screen, kind):
    screen.at.get("button_group")[0].set_value(kind)
    return screen.run()


def want(screen, text, kind="break_even_probability"):
    screen.at.text_input(key=f"goal_wanted_{kind}").set_value(text)
    return screen.run()


def page_text(screen):
    boxes = [*screen.at.main.markdown, *screen.at.main.caption]
    return "\n".join([infos(screen), *(box.value for box in [*boxes, *screen.at.main.success])])


def present(screen):
    """The plan of the sidebar."""
    plan, problems = plan_of(screen.at.session_state["fields"])
    assert not problems
    return plan


def tries(screen):
    return [button.key for button in screen.at.main.button if button.key.startswith("try_")]


# -- by hand --------------------------------------------------------------------------------------------------------


def test_known_figures_are_sought_as_worked_out_by_hand():
    screen = want(choose(goal_screen(DEAR), "cpo"), "20", "cpo")
    text = page_text(screen)
    assert "An order costs **€40.00**, you want **€20.00** or less." in text
    assert "**Conversion rate (CVR): 5.0%** instead of 2.5%" in text
    assert "**Click price (CPC): €0.50** instead of €1.00" in text
    assert "**Budget: €156** instead of €5,000" in text  # 40 · (B / 5,000)^0.2 = 20 at 5,000 / 32
    assert "nothing to gain from: Order value (AOV)" in text
    assert {"try_cvr", "try_cpc", "try_budget"} == set(tries(screen))


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR", "sl_SI"])
def test_a_first_visit_is_answered_as_the_core_says(locale):
    words, plan = words_for(locale), plan_with()
    screen = goal_screen(locale=locale.replace("_", "-"))
    text = page_text(screen)
    for item in what_would_have_to_be(plan):
        shown = item.best if item.nearest is None else item.nearest
        needed = spending_of(plan).notable["largest_wanted"].budget if item.name == "budget" else shown.value
        value = writing.input_value(words, plan, item.name, needed)
        assert value.replace("$", "\\$") in text
        assert (f"try_{item.name}" in tries(screen)) is (item.nearest is not None and answer.can_be_done(item))
    assert "by your range: 23" in text.replace("\xa0", " ")  # chance of a rate of 2.53 % or more: 1 − 0.775


def test_the_answer_names_the_nearest_change_and_the_budget_which_is_decided_at_once():
    (box,) = goal_screen().at.main.info
    assert box.value == (
        "The chance to pay off is **64%**, you want **80%**. One change alone would do: Conversion rate (CVR) 2.53% "
        "instead of 2.17%; or Budget €1,980 instead of €5,000."
    )


def test_each_distance_has_its_words():
    screen = goal_screen()
    assert ":orange-badge[a stretch]" in page_text(screen)
    text = page_text(want(screen, "95"))
    assert ":red-badge[out of reach]" in text
    assert ":blue-badge[you decide]" in text
    assert ":green-badge[likely]" in page_text(want(screen, "70"))


# -- goals ----------------------------------------------------------------------------------------------------------


def test_without_a_number_the_usual_goal_is_meant():
    plan = plan_with()
    assert answer.usual_goal(plan, "break_even_probability") == Goal(wanted=0.8)
    target = figures_of(plan).spreads["target_cpo"].median.value
    assert answer.usual_goal(plan, "cpo") == Goal("cpo", round(target, 2))
    assert answer.usual_goal(plan, "profit_mean") == Goal("profit_mean", 1000.0)
    assert f"you want **{WORDS.money(target, 'EUR')}** or less" in page_text(choose(goal_screen(), "cpo"))


def test_where_no_target_is_positive_the_usual_goal_still_is_one():
    assert answer.usual_goal(plan_with(cogs_share=1.0), "cpo").wanted > 0
    assert answer.usual_goal(plan_with(cogs_share=1.0, budget=5.0), "cpo").wanted > 0
    # 0.5 orders: no median CPO, and an order leaves nothing.
    assert answer.usual_goal(plan_with(cogs_share=1.0, budget=2.0), "cpo") == Goal("cpo", 1.0)


def test_a_goal_that_cannot_be_has_a_sentence_beside_it(subtests):
    screen = goal_screen()
    for kind, typed, sentence in (
        ("cpo", "0", "A number above 0 is needed, got 0."),
        ("profit_mean", "1e999", "cannot be read"),
        ("break_even_probability", "much", "“much” cannot be read"),
        ("break_even_probability", "120", "A value between 0 % and 100 % is needed, got 120 %."),
    ):
        with subtests.test(kind=kind, typed=typed):
            want(choose(screen, kind), typed, kind)
            assert any("⚠" in text.value and sentence in text.value for text in screen.at.main.markdown)
            assert not tries(screen)
            if not kind.startswith("break"):
                assert "The chance to pay off is" in page_text(choose(screen, "break_even_probability"))


def test_a_goal_that_is_reached_says_how_far_each_input_may_move():
    screen = want(goal_screen(), "50")
    assert screen.at.main.success[0].value.endswith("Below is how far each number may move.")
    text = page_text(screen)
    assert "**Conversion rate (CVR)**: may fall from 2.17% to **1.9" in text
    assert "**Click price (CPC)**: may rise from €0.58 to **€0.6" in text
    assert "badge" not in text


def test_a_goal_out_of_reach_of_every_input_is_called_impossible_with_the_best():
    screen = want(choose(goal_screen(), "profit_mean"), "1,000,000,000", "profit_mean")
    assert "No single change reaches it. The most we found is" in page_text(screen)
    assert "Order value (AOV) at €4,077.38." in page_text(screen)
    assert not tries(screen)


def test_what_cannot_do_it_alone_is_told_with_the_most_it_can_do():
    assert "- Payment fee: at best 68%, at 0% instead of 1.5%" in page_text(goal_screen())


def test_where_the_chance_jumps_the_attainable_is_told_with_every_range():
    # Orders of 50 each, one pays 20: 0.5 is reached in ranges that end at each 20.
    link = {**KNOWN, "order_luck": "1", "budget": "36", "cpc_elasticity": "0", "cpc": "0.4"}
    text = page_text(want(goal_screen(link), "50"))
    # One order of two, two of three: 16 · ln 2 = 11.1, 16 · 1.678 = 26.9, 16 · 2.674 = 42.8, and from there on always.
    assert "Reached from €11.1 to €20, from €26.8 to €40, from €42.8 on." in text
    text = page_text(want(goal_screen({**link, "budget": "21"}), "60"))
    assert "**Budget: €20** instead of €21" in text
    assert "Just at this value it is 71.4%." in text  # 1 − e^(−20 · 0.025 / 0.4) = 71.35 %
    assert "and in 2 more ranges." in text


def test_a_profit_is_sought_on_both_sides_of_the_budget():
    text = page_text(want(choose(goal_screen(), "profit_mean"), "850", "profit_mean"))
    assert "**Budget: €" in text
    assert "Reached from €" in text


# -- try it ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cvr", "cpc", "aov", "cogs_share", "budget"])
def test_what_is_tried_is_the_plan_and_reaches_the_goal(name):
    screen = goal_screen({"name": "Spring", "seed": "7"}).click(f"try_{name}")
    plan, before = present(screen), plan_with(name="Spring", seed=7.0)
    chance = figures_of(plan).break_even_probability
    assert 0.8 <= chance.value <= 0.8 + 3 * chance.mc_error  # four digits move it by less than its error
    assert plan.settings == before.settings
    assert plan.scenario.name == "Spring"
    assert plan.scenario.reference_budget == before.scenario.reference_budget == 5000
    same = {
        item for item in seekable(plan.scenario) if value_of(plan.scenario, item) == value_of(before.scenario, item)
    }
    # γ does something as soon as the budget is another than that of the click price.
    assert same == {*seekable(before.scenario)} - {name} | ({"cpc_elasticity"} if name == "budget" else set())
    assert "You are trying" in page_text(screen)
    assert "The goal is reached." in page_text(screen)
    assert "**The plan before:** The chance to pay off is **64%**" in page_text(screen)
    assert not screen.problems


def test_what_is_typed_into_the_plan_has_few_digits():
    screen = goal_screen().click("try_cvr")
    assert len(screen.text_in("cvr_low")) <= 5
    assert len(screen.text_in("cvr_high")) <= 5


def test_one_try_takes_the_place_of_another():
    screen = goal_screen().click("try_cvr").click("try_budget").click("try_cpc")
    only = goal_screen().click("try_cpc")
    assert present(screen) == present(only)
    assert screen.at.session_state["fields"]["reference_budget"] == 5000


def test_back_gives_the_plan_before():
    screen = goal_screen({"budget": "7000"})
    before = screen.at.session_state["fields"]
    for name in ("budget", "aov"):
        screen.click(f"try_{name}")
    assert present(screen) != plan_with(budget=7000.0)
    screen.click("goal_back")
    assert screen.at.session_state["fields"] == before
    assert screen.address == {"budget": "7000"}
    assert "You are trying" not in page_text(screen)
    assert tries(screen)
    assert set(screen.click("try_budget").address) == {"budget"}
    assert "You are trying Budget at" in page_text(screen).replace("**", "")


def test_from_what_is_tried_one_can_go_on():
    screen = goal_screen().click("try_cvr").click("goal_again")
    assert screen.at.main.success[0].value.endswith("The goal is just reached: nothing may get worse.")
    assert "You are trying" not in page_text(screen)
    assert not tries(screen)  # from 2.53 % to 2.53 %


# -- moved meanwhile ------------------------------------------------------------------------------------------------


def test_after_a_move_the_answers_are_called_outdated_and_nothing_can_be_tried():
    screen = goal_screen().slide("budget", 5100.0)
    text = page_text(screen)
    assert "The plan has changed." in text
    assert "**Conversion rate (CVR): 2.53%** instead of 2.17%" in text
    assert all(button.disabled for button in screen.at.main.button if button.key.startswith("try_"))
    screen.click("goal_again")
    (result,) = what_would_have_to_be(plan_with(budget=5100.0), names=["cvr"])
    assert "The plan has changed." not in page_text(screen)
    assert WORDS.percent(result.nearest.value, decimals=2) in page_text(screen)
    assert not any(button.disabled for button in screen.at.main.button if button.key.startswith("try_"))
    assert set(screen.click("try_cogs_share").address) == {"budget", "cogs_share"}
    assert "You are trying" in page_text(screen)


def test_a_move_back_makes_the_answers_good_again():
    screen = goal_screen().type("budget", "5,100")
    assert "The plan has changed." in page_text(screen)
    screen.type("budget", "5,000")
    assert "The plan has changed." not in page_text(screen)


def test_a_change_of_page_works_it_out_anew():
    screen = goal_screen().slide("budget", 5100.0).go("plan").go("goal")
    assert "The plan has changed." not in page_text(screen)


def test_a_try_and_then_a_move_is_no_try_any_more():
    screen = goal_screen().click("try_cvr").slide("budget", 5100.0)
    assert "You are trying" not in page_text(screen)
    assert "The plan has changed." in page_text(screen)


# -- table and file -------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_input_with_its_percentile():
    screen = open_box(goal_screen(), "goal_table")
    table = screen.at.dataframe[0].value.set_index("number")
    assert len(table) == len(seekable(plan_with().scenario))
    row = table.loc["Conversion rate (CVR)"]
    assert list(row) == ["2.17%", "2.53%", "80%", "77.5%", "a stretch", "–", "–"]
    assert list(table.loc["Payment fee"])[:3] == ["1.5%", "–", "–"]


@pytest.mark.parametrize(("dialect", "separator", "decimal"), [("point", ",", "."), ("comma", ";", ",")])
def test_the_table_comes_as_a_file_in_both_dialects(dialect, separator, decimal):
    search = GoalSearch(plan_with(), Goal())
    content = ways.goal_csv(WORDS, search, dialect).decode("utf-8-sig")
    rows = {row["input"]: row for row in csv.DictReader(io.StringIO(content), delimiter=separator)}
    result = {item.name: item for item in what_would_have_to_be(plan_with())}
    assert rows.keys() == result.keys()
    for name, item in result.items():
        assert float(rows[name]["today"].replace(decimal, ".")) == item.today
        needed = rows[name]["needed"].replace(decimal, ".")
        assert needed == ("" if item.nearest is None else repr(item.nearest.value))
    assert rows["cvr"]["name"] == "Conversion rate (CVR)"


def test_a_dollar_sign_opens_no_formula():
    screen = goal_screen({"currency": "USD"}).click("try_cpc")
    texts = [item.value for item in [*screen.at.main.markdown, *screen.at.main.info, *screen.at.main.success]]
    assert any("\\$" in text for text in texts)
    assert not any("$" in text.replace("\\$", "") for text in texts)


def test_the_plan_of_a_try_is_carried_by_the_address():
    screen = goal_screen().click("try_cogs_share")
    assert screen.address == {"cogs_share": "0.3"}
    assert fields_of(present(screen))["budget"] == START["budget"]
