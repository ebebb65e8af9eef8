"""The Budget page says what the core says of one plan at many budgets.

Long because one page and its helpers are tested together.
"""

import csv
import io
import math

import pyarrow as pa
import pytest
import streamlit as st

from pages.kit.words import words_for
from pages.parts.budget import answer as budget_answer
from pages.parts.budget import table as budget_table
from simulator import Plan, budget_wanted, elasticity_from_two_points, months_of
from simulator.questions.budget_sweep import BUDGETS_SHOWN, CLOSE_SHOWN, budget_sweep, spending_of
from simulator.questions.figures import figures_of
from simulator.questions.margin import margin_of
from tests.pages.screen import Screen, plan_with

EVEN = (1.0,) * 12
NO_MARGIN = {"cogs_share": "1"}
LOSES = {"cpc_low": "3", "cpc_high": "4"}
CHEAP = {"cpc_low": "0.05", "cpc_high": "0.06", "cpc_elasticity": "0"}
BOXES = ("budget_table", "budget_elasticity", "budget_wanted", "budget_daily", "budget_months")


def budget_screen(link=None, *, opened=(), **how):
    return Screen(link, **how, page="budget", state=dict.fromkeys(opened, True))


def answer(screen):
    (box,) = [box for box in [*screen.at.main.info, *screen.at.main.error] if "material/" in box.icon]
    return f"{box.proto.title} {box.value}"


def page_text(screen):
    """What stands on the page, without the marks of markdown."""
    boxes = [*screen.at.main.markdown, *screen.at.main.warning, *screen.at.main.caption]
    return "\n".join(box.value for box in boxes).replace("**", "").replace("\\", "")


def notable(screen):
    """The cells of the table of notable budgets, by their names."""
    (table,) = (box.value for box in screen.at.main.markdown if box.value.startswith("| "))
    lines = [line[2:-2].replace("**", "").replace("\\", "") for line in table.splitlines()[2:]]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    named = [(cells[0].partition(" :small[(")[::2], cells[1:]) for cells in rows]
    return {name: [*cells, more.removesuffix(")]")] for (name, more), cells in named}


def typed(screen, **texts):
    for key, text in texts.items():
        screen.at.text_input(key=key).set_value(text)
    return screen.run()


def rows_of(screen, at):
    """The rows that a picture was given."""
    return pa.ipc.open_stream(screen.at.get("vega_lite_chart")[at].proto.data.data).read_pandas()


@pytest.fixture(scope="module")
def spending():
    return spending_of(plan_with())


# -- the answer -----------------------------------------------------------------------------------------------------


def test_the_recommendation_is_that_of_the_core(spending):
    best, sure = spending.notable["highest_profit"], spending.notable["largest_wanted"]
    text = answer(budget_screen())
    assert sure.budget < best.budget  # the one that earns most is not sure enough
    assert text.startswith(f"Spend about €{sure.budget:,.0f} ")
    assert f"a chance of **80.1%** and earns **€{sure.figures.profit_mean:,.0f}** on average." in text
    assert f"**€{best.budget:,.0f}** earns most, €{best.figures.profit_mean:,.0f}, but pays off with only 71%." in text
    assert f"Your €5,000 earns €{spending.at_plan.profit_mean:,.0f} and pays off with 64%." in text
    assert budget_answer.recommended(spending) == "largest_wanted"


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR", "sl_SI"])
def test_the_notable_budgets_are_those_of_the_core_in_the_readers_numbers(locale, spending):
    words, rows = words_for(locale), notable(budget_screen(locale=locale.replace("_", "-"), opened=["budget_notable"]))
    for name, label in budget_answer.BUDGET_NAMES.items():
        budget = spending.notable[name].budget
        shown = "none found" if budget is None else words.money(budget, "EUR", decimals=0)
        assert rows[words.text(label)][0] == shown


def test_a_first_visit_has_no_best_budget_for_the_worst_periods_and_says_so():
    screen = budget_screen(opened=["budget_notable"])
    assert notable(screen)["Safe even in very bad periods"] == ["none found", "", "", ""]
    screen.at.selectbox(key="budget_chosen").set_value("cautious").run()
    assert screen.at.button(key="budget_put").disabled


def test_no_margin_means_no_budget():
    screen = budget_screen(NO_MARGIN, opened=["budget_notable"])
    assert "Spend nothing yet No budget pays: an order leaves −\u2060€" in answer(screen)
    assert {row[0] for row in notable(screen).values()} == {"none found"}


def test_a_plan_that_never_earns_is_told_so_with_the_budgets_looked_at():
    # 66.13 buy one order.
    assert "No budget from €66.13 to €50,000 earns money on average" in answer(budget_screen(LOSES))


def test_a_plan_that_earns_at_less_than_a_tenth_is_told_that_budget():
    link = {"incremental_share_kind": "known", "incremental_share": "0.5"}
    screen = budget_screen(link, opened=["budget_notable"])
    assert "Spend about €108" in answer(screen)
    assert notable(screen)["Most profit on average"][0] == "€108"


def test_without_rising_prices_the_more_the_better_and_the_end_is_named_as_an_end():
    screen = budget_screen(CHEAP, opened=["budget_notable"])
    assert "Spend €50,000 or more" in answer(screen)
    assert "Even €50,000 pays off with 80%." in answer(screen)
    assert notable(screen)["Most profit on average"][-1] == "or more"


def test_what_the_average_hides_is_told_with_what_an_order_may_cost(spending):
    last = spending.last
    assert last.cpo.value > spending.max_cpo > last.average_cpo.value
    assert (
        f"The last €1,000 of your €5,000 buy orders at €{last.cpo.value:.1f}: more than you can afford "
        f"(€{spending.max_cpo:.1f}). The average of €{last.average_cpo.value:.1f} hides it."
        in page_text(budget_screen())
    )


@pytest.mark.parametrize("link", [{"cpc_elasticity": "0"}, NO_MARGIN, {"incremental_share": "0"}])
def test_where_the_average_hides_nothing_or_no_order_may_be_bought_that_is_not_told(link):
    assert "What the average hides" not in page_text(budget_screen(link))


def test_no_chance_is_told_as_certain_and_no_budget_to_the_euro_where_a_picture_ends():
    words = page_text(budget_screen(NO_MARGIN, opened=["budget_table"]))
    assert "From €500 to €7,130 the chance goes from less than 1 in 5,000 to less than 1 in 5,000." in words
    assert "profit is −\u2060€5,000 (−\u2060€5,000 to −\u2060€5,000)" in page_text(
        budget_screen({"incremental_share": "0"}, opened=["budget_table"])
    )


def test_what_an_order_leaves_is_told_no_finer_where_it_is_a_loss():
    assert "an order leaves −\u2060€133 before ads" in answer(
        budget_screen({"cogs_kind": "per_order", "cogs_per_order": "200"})
    )


def test_a_chance_that_no_budget_reaches_is_told_with_the_budgets_looked_at():
    assert "No budget from €500 to €50,000 pays off with 99%." in answer(budget_screen({"scale_at": "0.99"}))


def test_a_plan_that_hardly_sells_anything_has_a_page():
    screen = budget_screen({"budget": "3"}, opened=BOXES)
    assert screen.at.main.subheader
    assert len(screen.at.get("vega_lite_chart")) == 6


def test_a_dollar_sign_opens_no_formula():
    screen = budget_screen({"currency": "USD"}, opened=BOXES)
    typed(screen, budget_wanted_orders="300").click("budget_find")
    texts = [item.value for item in [*screen.at.main.markdown, *screen.at.main.caption, *screen.at.main.info]]
    texts += [item.label for item in screen.at.main.button]
    assert any("\\$" in text for text in texts)
    assert not any("$" in text.replace("\\$", "") for text in texts)


# -- into the sidebar -----------------------------------------------------------------------------------------------


def test_a_budget_put_into_the_sidebar_brings_what_the_table_said(spending):
    best = spending.notable["highest_profit"]
    screen = budget_screen(opened=["budget_notable"]).click("budget_put")
    assert screen.text_in("budget") == f"{best.budget:,.0f}"
    assert screen.address == {"budget": f"{best.budget:.0f}"}
    own = spending_of(plan_with(budget=best.budget)).at_plan
    assert own.profit_mean == best.figures.profit_mean
    assert screen.at.button(key="budget_put").disabled
    advised = spending_of(plan_with(budget=best.budget)).notable["largest_wanted"]
    screen.click("budget_take")
    assert screen.text_in("budget") == f"{advised.budget:,.0f}"
    assert f"Your €{advised.budget:,.0f} is about right" in answer(screen)
    assert not [button for button in screen.at.main.button if button.key == "budget_take"]


# -- pictures and table ---------------------------------------------------------------------------------------------


def test_the_pictures_hold_the_sweep_with_the_plan_and_its_limits_marked(spending):
    screen = budget_screen()
    chance, cost, profit = (rows_of(screen, at) for at in range(3))
    sweep = spending.by_budget.set_index("budget")
    for frame, column in ((chance, "break_even_probability"), (profit, "profit_mean")):
        curve = frame[frame.layer == "curve"]
        assert len(curve) > 12
        assert curve["from"].to_numpy() == pytest.approx(sweep.index[: len(curve)].to_numpy(), abs=1e-6)
        assert curve.value.to_numpy() == pytest.approx(sweep[column][: len(curve)].to_numpy(), abs=1e-6)
    assert chance[chance.layer == "level"].value.tolist() == [0.8]
    assert cost[cost.layer == "level"].value.tolist() == pytest.approx([spending.max_cpo])
    assert set(cost.kind[cost.layer == "curve"]) == {"on average", "the next one"}
    band = profit[profit.layer == "outer"]
    assert band.value.to_numpy() == pytest.approx(sweep.profit_p5[: len(band)], abs=1e-6)
    assert band.high.to_numpy() == pytest.approx(sweep.profit_p95[: len(band)], abs=1e-6)
    for frame in (chance, cost, profit):
        places = frame[frame.layer.isin(["left", "right"])].set_index("kind")["from"]
        assert places["plan"] == 5000


def test_the_pictures_are_told_in_words(spending):
    own, screen = spending.at_plan, budget_screen(opened=("budget_table",))
    assert f"an order costs €{own.cpo_p50:.1f} and the next one €{own.marginal_cpo_p50:.1f}" in page_text(screen)
    assert f"and profit is €{own.profit_mean:,.0f} (" in page_text(screen)
    assert "the chance goes from 89% to " in page_text(screen)


def test_a_move_gives_no_picture_another_name_since_the_browser_would_make_it_anew():
    first, second = (
        [item.proto.alt for item in budget_screen(link).at.get("vega_lite_chart")] for link in (None, {"budget": "900"})
    )
    assert first == second != []


def test_an_infinite_cpo_leaves_a_gap_in_the_picture():
    rows = rows_of(budget_screen({"budget": "20"}), 1)
    cpo = rows[(rows.layer == "curve") & (rows.kind == "on average")]
    assert cpo.value.isna().any()
    assert cpo.value.notna().any()


def test_orders_and_the_chance_of_none_are_drawn_over_the_budgets_when_they_are_looked_at(spending):
    assert len(budget_screen().at.get("vega_lite_chart")) == 3
    screen = budget_screen(opened=["budget_table"])
    for at, column in ((3, "orders_mean"), (4, "no_order_probability")):
        rows = rows_of(screen, at)
        drawn = rows[rows.layer == "curve"]
        assert drawn.value.tolist() == pytest.approx(spending.by_budget[column][: len(drawn)].tolist())
        assert rows[rows.layer == "left"]["from"].tolist() == [5000.0]


def test_the_table_has_a_row_for_each_budget(spending):
    table = budget_screen(opened=["budget_table"]).at.dataframe[0].value
    assert len(table) == len(spending.by_budget) == BUDGETS_SHOWN
    own = table[table["budget"] == "€5,000 (yours)"].iloc[0]
    assert own["pays off"] == "64%"
    assert own["cost per order"] == "€26.9"
    assert own["orders"] == "191"
    assert own["no order"] == "less than 1 in 5,000"


@pytest.mark.parametrize(("dialect", "separator", "decimal"), [("point", ",", "."), ("comma", ";", ",")])
def test_budgets_and_months_come_as_files_in_both_dialects(dialect, separator, decimal, spending):
    plan = plan_with()
    year = months_of(plan, EVEN)
    for content, expected, column in (
        (budget_table.table_csv(plan, spending.by_budget, dialect), spending.by_budget, "profit_mean"),
        (budget_table.table_csv(plan, year.by_month, dialect), year.by_month, "cumulative_p5"),
    ):
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))
        assert [float(row[column].replace(decimal, ".")) for row in rows] == expected[column].tolist()
        assert {row["currency"] for row in rows} == {"EUR"}


def test_the_budgets_worth_knowing_and_those_of_a_day_are_files_too(spending):
    plan = plan_with()
    table = budget_table.notable_table(plan).set_index("name")
    for name, item in spending.notable.items():
        assert table.loc[name, "reason"] == item.reason
        if item.figures:
            assert table.loc[name, "profit_mean"] == item.figures.profit_mean
    daily = budget_table.daily_table(plan)
    target = margin_of(plan).target_cpo
    assert daily["monthly_budget"].tolist() == pytest.approx([30 * value * target for value in (3, 5, 10)])
    assert budget_table.daily_table(plan_with(cogs_share=1.0)).empty
    assert b"monthly_budget" in budget_table.table_csv(
        plan, budget_table.daily_table(plan_with(cogs_share=1.0)), "point"
    )


# -- γ --------------------------------------------------------------------------------------------------------------


def test_two_periods_give_gamma_with_its_interval_and_a_click_uses_it():
    screen = budget_screen(opened=["budget_elasticity"])
    periods = {"spend_before": "5,000", "cpo_before": "24", "spend_after": "10,000", "cpo_after": "28"}
    typed(screen, **{f"budget_{name}": text for name, text in periods.items()})
    gamma = math.log(28 / 24) / math.log(2)
    assert f"By your two periods clicks get dearer by {gamma:.2f} (0.01 to 0.43)" in page_text(screen)
    result = elasticity_from_two_points(5000, 24, 10_000, 28)
    screen.click("budget_gamma_two_points")
    assert screen.address == {
        "cpc_elasticity_kind": "interval",
        "cpc_elasticity_low": f"{result.low:.3g}",
        "cpc_elasticity_high": f"{result.high:.3g}",
    }


def test_a_gamma_that_is_not_known_is_carried_from_the_sidebar_to_the_figures():
    gamma = {"cpc_elasticity_kind": "interval", "cpc_elasticity_low": 0.1, "cpc_elasticity_high": 0.5}
    unknown = spending_of(plan_with(**gamma))
    link = {name: str(value) for name, value in gamma.items()}
    screen = budget_screen(link, opened=["budget_notable"], folded=False)
    best = unknown.notable["highest_profit"]
    assert notable(screen)["Most profit on average"][0] == f"€{best.budget:,.0f}"
    assert screen.text_in("cpc_elasticity_low") == "0.1"
    known = screen.give_as("cpc_elasticity", "known")
    assert known.text_in("cpc_elasticity") == "0.2"
    screen.type("cpc_elasticity", "1")
    assert screen.answers_for_the_last_usable_plan


PERIODS = (
    (("1000", "20", "1000", "25"), "Two periods with the same spend say nothing"),
    (("1000", "20", "2000", "-1"), "⚠ A number above 0 is needed, got -1."),
    (("1000", "twenty", "2000", "25"), "“twenty” cannot be read"),
    (("1000", "25", "2000", "20"), "an order became cheaper with more spend"),
    (("1000", "20", "2000", "50"), "more money brought no more orders"),
    (("100", "25", "200", "27"), "more orders, or a larger step in spend, would tell more"),
)


def test_two_periods_that_say_nothing_usable_get_a_sentence(subtests):
    screen = budget_screen(opened=["budget_elasticity"])
    names = ("spend_before", "cpo_before", "spend_after", "cpo_after")
    for periods, sentence in PERIODS:
        with subtests.test(periods=periods):
            typed(screen, **{f"budget_{name}": text for name, text in zip(names, periods, strict=True)})
            assert sentence in page_text(screen)
            offered = [button for button in screen.at.main.button if button.key == "budget_gamma_two_points"]
            assert len(offered) == ("would tell more" in sentence)


def test_a_published_range_can_be_used():
    screen = budget_screen(opened=["budget_elasticity"])
    assert "0.10 to 0.25: published studies" in page_text(screen)
    screen.click("budget_gamma_doubled_spend")
    assert screen.address == {
        "cpc_elasticity_kind": "interval", "cpc_elasticity_low": "0.322", "cpc_elasticity_high": "0.567",
    }  # fmt: skip


# -- the other way round --------------------------------------------------------------------------------------------


def test_wanted_orders_lead_to_budgets_with_their_chances():
    wanted_budget = budget_wanted(plan_with(), 300)
    screen = typed(budget_screen(opened=["budget_wanted"]), budget_wanted_orders="300").click("budget_find")
    assert wanted_budget.on_average <= 8771 < wanted_budget.on_average * 1.001
    assert "300 orders on average takes a budget of €8,771" in page_text(screen)
    assert screen.at.button(key="budget_put_on_average").label == "Use €8,771"
    assert "the chance to get there with it is 46" in page_text(screen)
    assert wanted_budget.surely <= 12_090 < wanted_budget.surely * 1.001
    assert "To get there with a chance of 80%, it takes €12,090." in page_text(screen)
    assert screen.at.button(key="budget_put_surely").label == "Use €12,090"


def test_a_chance_asked_for_keeps_the_digits_that_were_typed():
    screen = typed(
        budget_screen({"scale_at": "0.995"}, opened=["budget_wanted"]), budget_wanted_orders="300",
        budget_wanted_sure="99.9",
    ).click("budget_find")  # fmt: skip
    assert "To get there with a chance of 99.9%" in page_text(screen)
    assert "pays off with 99.5%" in answer(screen)


def test_a_wanted_budget_put_into_the_sidebar_is_rounded_up_and_still_reaches_it():
    screen = typed(budget_screen(opened=["budget_wanted"]), budget_wanted_orders="300").click("budget_find")
    screen.click("budget_put_surely")
    budget = float(screen.address["budget"])
    wanted_budget = budget_wanted(plan_with(), 300)
    assert wanted_budget.surely <= budget <= wanted_budget.surely * 1.001
    assert set(screen.address) == {"budget"}
    assert "Something has changed since" in page_text(screen)
    assert screen.at.button(key="budget_put_surely").disabled


def test_a_profit_that_no_budget_brings_is_said_with_the_most_that_one_does():
    screen = budget_screen(opened=["budget_wanted"])
    screen.at.get("button_group")[0].set_value("profit")
    screen.run()
    typed(screen, budget_wanted_profit="100,000").click("budget_find")
    assert "No budget brings €100,000 on average" in page_text(screen)
    assert "No budget gets there with a chance of 80%." in page_text(screen)


IMPOSSIBLE = (
    ("-5", "80", "⚠ A number above 0 is needed, got -5."),
    ("300", "180", "⚠ A value between 0 % and 100 % is needed, got 180 %."),
    ("300", "100", "⚠ A chance above 0 % and below 100 % is needed: no budget is certain, got 100 %."),
    ("300", "0", "no budget is certain, got 0 %."),
    ("x", "80", "“x” cannot be read"),
)


def test_an_impossible_question_gets_a_sentence(subtests):
    screen = budget_screen(opened=["budget_wanted"])
    for orders, sure, sentence in IMPOSSIBLE:
        with subtests.test(orders=orders, sure=sure):
            typed(screen, budget_wanted_orders=orders, budget_wanted_sure=sure)
            if not screen.at.button(key="budget_find").disabled:
                screen.click("budget_find")
            assert sentence in page_text(screen)


def test_a_wanted_profit_of_nothing_or_less_gets_a_sentence():
    screen = budget_screen(opened=["budget_wanted"])
    screen.at.segmented_control(key="budget_wanted_output").set_value("profit").run()
    typed(screen, budget_wanted_profit="-500").click("budget_find")
    assert "⚠ A profit above 0 is needed: to spend nothing brings 0, got -500." in page_text(screen)


# -- by the day -----------------------------------------------------------------------------------------------------


def test_orders_a_day_at_a_target_of_ten():
    screen = budget_screen({"target_kind": "cpo", "target_cpo": "10"}, opened=["budget_daily"])
    table = screen.at.dataframe[0].value
    assert table["daily budget"].tolist() == ["€30.00", "€50.00", "€100.00"]
    assert table["monthly budget"].tolist() == ["€900.00", "€1,500.00", "€3,000.00"]


def test_a_target_of_nothing_buys_no_order_a_day():
    screen = budget_screen({"target_kind": "profit", "target_profit": "500"}, opened=["budget_daily"])
    assert "Your target leaves nothing for ads" in page_text(screen)


# -- month by month -------------------------------------------------------------------------------------------------


def test_a_weight_is_written_in_the_readers_numbers():
    assert "1,5 is a month with half as much" in page_text(budget_screen(locale="fr-FR", opened=("budget_months",)))


def test_twelve_months_say_what_the_core_says():
    months = months_of(plan_with(), EVEN)
    screen = budget_screen(opened=["budget_months"])
    under = months.by_month.under_water_probability.iloc[-1]
    assert f"The chance that it is a loss is {under:.0%}" in page_text(screen)
    assert f"at the end of at least one month it is {months.ever_under_water.value:.0%}" in page_text(screen)
    rows = rows_of(screen, 3)
    assert rows[rows.layer == "curve"].value.to_numpy() == pytest.approx(months.by_month.cumulative_p50, abs=1e-6)
    assert rows[rows.layer == "outer"].high.to_numpy() == pytest.approx(months.by_month.cumulative_p95, abs=1e-6)
    table = screen.at.dataframe[0].value
    assert len(table) == 12
    assert set(table["budget"]) == {"€5,000"}


def test_a_period_that_is_no_month_is_taken_to_one_and_said():
    screen = budget_screen({"period_days": "90"}, opened=["budget_months"])
    assert "1 is a month of 30 days like this plan (€1,667)." in page_text(screen)
    assert "The plan in the sidebar is a month" not in page_text(screen)
    assert set(screen.at.dataframe[0].value["budget"]) == {"€1,667"}
    assert "Spend over the months: €20,000." in page_text(screen)


def test_a_season_changes_spend_and_orders_of_its_month_and_its_file(monkeypatch):
    files = {}
    monkeypatch.setattr(st, "download_button", lambda _, made, key, **__: files.update({key: made}))
    screen = typed(budget_screen(opened=["budget_months"]), budget_month_12="1.5")
    assert "Spend over the months: €62,500." in page_text(screen)  # 11 × 5,000 + 7,500
    rows = csv.DictReader(io.StringIO(files["download_months"]().decode("utf-8-sig")))
    assert [float(row["weight"]) for row in rows] == [1.0] * 11 + [1.5]
    table = screen.at.dataframe[0].value
    assert table["budget"].iloc[-1] == "€7,500"
    assert table["orders"].iloc[-1] == "287"  # 191.4 × 1.5
    assert table["orders"].iloc[0] == "191"


WEIGHTS = (
    ("", "Give a number for each month."),
    ("much", "“much” cannot be read"),
    ("-1", "The weight of month 3 must be above 0, got -1."),
    ("0", "The weight of month 3 must be above 0, got 0."),
)


def test_a_weight_that_cannot_be_used_gets_a_sentence_and_no_picture(subtests):
    screen = budget_screen(opened=["budget_months"])
    for text, sentence in WEIGHTS:
        with subtests.test(text=text):
            typed(screen, budget_month_3=text)
            assert sentence in page_text(screen)
            assert len(screen.at.get("vega_lite_chart")) == 3


def test_what_was_typed_stays_after_a_change_of_page():
    screen = typed(budget_screen(opened=["budget_months"]), budget_month_12="1.5").go("plan").go("budget")
    screen.at.session_state["budget_months"] = True
    assert screen.run().at.text_input(key="budget_month_12").value == "1.5"


def test_the_sweep_of_the_page_is_that_of_the_core_with_fewer_budgets(spending):
    plan: Plan = plan_with()
    whole = budget_sweep(plan)
    assert spending.at_plan == whole.at_plan
    assert spending.notable["largest_wanted"].budget == pytest.approx(whole.largest_wanted.budget, rel=0.01)
    assert spending.notable["highest_profit"].budget == pytest.approx(whole.highest_profit.budget, rel=0.02)


# -- one answer on two pages ----------------------------------------------------------------------------------------


def test_plan_and_budget_agree_at_every_budget():
    spending = spending_of(plan_with())
    for row in spending.by_budget.itertuples():
        plan = plan_with(budget=row.budget)
        assert figures_of(plan).break_even_probability.value == row.break_even_probability
        assert spending_of(plan).at_plan.break_even_probability == row.break_even_probability
    sure = spending.notable["largest_wanted"].budget
    for own in (sure / 10, sure, sure * 10):  # wherever the slider stands, the advice is the same
        there = spending_of(plan_with(budget=own)).notable["largest_wanted"].budget
        assert there == pytest.approx(sure, rel=2 * CLOSE_SHOWN)
    followed, beyond = (figures_of(plan_with(budget=budget)) for budget in (sure, sure * 1.1))
    assert followed.break_even_probability.value >= 0.8 > beyond.break_even_probability.value
