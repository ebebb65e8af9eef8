"""The Channels page says what the core says of a table of channels, whatever is typed into it.

Long because one page with its table, goals and files is tested together.
"""

import csv
import io
import re
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.kit import columns, writing
from pages.kit.words import plain_markdown, words_for
from pages.parts.channels import details as channels_details
from pages.parts.channels import files as channels_files
from pages.parts.channels import frontier as channels_frontier
from pages.parts.channels import split as channels_split
from pages.parts.channels.question import Question
from simulator import (
    Amount,
    Channel,
    Channels,
    Estimate,
    Rate,
    Settings,
    Wanted,
    allocate,
    budget_frontier,
    channel_figures,
    read_channels,
    table_of,
    write_channels,
)
from simulator.evidence import channels_from, combine, history_of, read_export
from simulator.forms.channel_file import example_channels, readable_ends
from tests.pages.screen import Screen, plan_with
from tests.pages.test_evidence import GOOGLE, account, put

SEARCH = {"name": "Search", "spend": "2,500", "cpc": "0.55 – 0.85", "cvr": "2 – 3.2", "cpc_elasticity": "0.3"}
SOCIAL = {"name": "Social", "spend": "1500", "cpc": "0.35-0.60", "cvr": "1 – 1.8", "cpc_elasticity": "0.2"}
VIDEO = {"name": "Video", "spend": "1000", "cpc": "0.15–0.4", "cvr": "0.3-0.8", "cpc_elasticity": "0.15"}
THREE = (
    Channel(name="Search", spend=2500, cpc=Amount(0.55, 0.85), cvr=Rate(0.02, 0.032), cpc_elasticity=0.3),
    Channel(name="Social", spend=1500, cpc=Amount(0.35, 0.60), cvr=Rate(0.01, 0.018), cpc_elasticity=0.2),
    Channel(name="Video", spend=1000, cpc=Amount(0.15, 0.40), cvr=Rate(0.003, 0.008), cpc_elasticity=0.15),
)
"""The channels of docs/method.md, section 20, as they are typed and as the core takes them."""
PLAN = plan_with()
WORDS = words_for("en_GB")


def key_of(screen):
    return f"{columns.CHANNELS_TABLE}_{screen.at.session_state[f'_turn_{columns.CHANNELS_TABLE}']}"


def typed(screen, changed=(), *, added=(), deleted=()):
    """Change cells, row by row; add rows; delete rows."""
    edits = {"edited_rows": dict(enumerate(changed)), "added_rows": list(added), "deleted_rows": list(deleted)}
    screen.at.session_state[key_of(screen)] = edits
    return screen.run()


def begun(link=None, *, spends="anywhere", all_of_it=True, **how):
    """The page whose splits may go anywhere and spend it all from its next run on."""
    screen = Screen(link, **how, page="channels")
    if all_of_it:
        screen.at.session_state["channels_all_of_it"] = True
    if spends != "near":
        screen.at.session_state["channels_range"] = spends
    return screen


def channels_screen(link=None, **how):
    """The page whose splits may go anywhere and spend it all, unless a test is about how it begins."""
    return begun(link, **how).run()


def three_screen(link=None, **how):
    return typed(begun(link, **how), (SEARCH, SOCIAL), added=[VIDEO])


def choose(screen, goal="expected", *, all_of_it=True, **texts):
    """Choose what the split should do and type its numbers, whose fields stand there once it is chosen."""
    screen.at.session_state["channels_all_of_it"] = all_of_it
    box = screen.at.selectbox(key="channels_goal")
    if box.value != goal:
        box.set_value(goal)
        screen.run()
    elif not texts:
        return screen.run()
    for name, text in texts.items():
        screen.at.text_input(key=f"channels_{name}").set_value(text)
    return screen.run() if texts else screen


def opened(screen, *keys):
    for key in keys:
        screen.at.session_state[key] = True
    return screen.run()


def page_text(screen):
    """What stands on the page, without the marks of markdown."""
    main = screen.at.main
    boxes = [*main.success, *main.info, *main.warning, *main.error, *main.markdown, *main.caption]
    return "\n".join(box.value for box in boxes).replace("**", "").replace("\\", "")


def verdict(screen):
    """The first box of the page, without the marks of markdown."""
    main = screen.at.main
    return [*main.success, *main.info, *main.warning][0].value.replace("**", "").replace("\\", "")


def tables(screen):
    """The table that is edited, that of the split and that of the channels, as they are read."""
    return [element.value for element in screen.at.dataframe]


def best_split(wanted=None, rows=THREE, plan=PLAN, correlation=0.3):
    return allocate(Channels(plan, rows, correlation), wanted or Wanted())


def euros(text):
    return float(re.sub(r"[€,+\u2060]", "", text).replace("−", "-"))


# -- the first visit ------------------------------------------------------------------------------------------------


def test_a_first_visit_shows_two_channels_and_says_that_they_are_an_example():
    screen = channels_screen()
    assert "An example with figures of its own" in page_text(screen)
    assert tables(screen)[0]["name"].tolist() == ["Search", "Social"]
    assert tables(screen)[0]["spend"].tolist() == ["3,000", "2,000"]
    best = best_split(rows=example_channels(PLAN, ("Search", "Social")))
    assert screen.cards["Profit, new split"] == WORDS.money(best.new.profit_mean, "EUR", decimals=0)


def test_the_example_follows_the_plan_until_something_is_typed():
    screen = channels_screen().type("budget", "10000").go("plan").go("channels")
    assert tables(screen)[0]["spend"].tolist() == ["6,000", "4,000"]
    screen = typed(screen, [{"spend": "7000"}])
    assert "These two are an example" not in page_text(screen)
    screen = screen.type("budget", "500").go("plan").go("channels")
    assert tables(screen)[0]["spend"].tolist() == ["7000", "4,000"]


def test_the_example_and_what_is_said_of_the_amounts_follow_a_move():
    screen = channels_screen().type("budget", "20000").open_period().type("period_days", "45")
    assert tables(screen)[0]["spend"].tolist() == ["12,000", "8,000"]
    assert tables(screen)[1]["now"].tolist() == ["€12,000.00", "€8,000.00", "€20,000.00"]
    assert "€ per 45 days." in page_text(screen)


# -- figures --------------------------------------------------------------------------------------------------------


def test_the_figures_of_the_method_stand_on_the_page():
    screen = three_screen()
    assert screen.cards["Profit, new split"] == "€48.5"
    assert screen.cards["Earns more than your split"] == "73%"
    assert "Search +€822, Video −\u2060€808" in page_text(screen)
    assert "about 3 times in 4" in page_text(screen)
    assert "Spend less: about €1,567 in all is the most that pays" in verdict(screen)
    more = page_text(opened(screen, "channels_more"))
    assert "It beats your split with a chance of 71% once the luck of orders counts." in more
    assert "Each €1 that moves changes profit by +€0.13." in more
    assert "Search pays 14% less per order than all together (91% sure)" in page_text(opened(screen, "channels_each"))


def test_of_a_limit_the_rest_stays_unspent():
    screen = choose(three_screen(), all_of_it=False)
    assert screen.cards["Profit, new split"] == "€607"
    assert verdict(screen).startswith("Spend €1,567 and keep back €3,433: ")


def test_a_first_visit_is_split_as_it_advises_and_says_what_to_keep_back():
    screen = channels_screen(spends="near", all_of_it=False)
    assert verdict(screen) == (
        "Spend €3,085 and keep back €1,915: Social −\u2060€1,000, Search −\u2060€915. Average profit changes by +€176. "
        "Spending more costs more than it brings in."
    )
    split = tables(screen)[1].set_index("channel")
    assert split["new"].tolist() == ["€2,084.79", "€1,000.00", "€3,084.79", "€1,915.21"]
    assert split.index.tolist()[2:] == ["All channels", "Kept back"]
    assert screen.cards["Profit, new split"] == "€678"
    # Asked to spend it all, the split does, and the sentence says so.
    everything = verdict(choose(screen, all_of_it=True))
    assert "Spend less: about €2,765 in all is the most that pays. Below is the best split of all of it." in everything
    assert tables(screen)[1].set_index("channel")["new"]["All channels"] == "€5,000.00"


def test_where_half_of_what_was_spent_is_still_too_much_that_is_said():
    screen = channels_screen({"cogs_share": "0.6"}, spends="near", all_of_it=False)
    assert verdict(screen).startswith("Spend €2,500 and keep back €2,500: ")
    assert "in all is the most that pays" in verdict(screen)
    nothing = verdict(channels_screen({"cogs_share": "1"}, all_of_it=False))
    assert nothing.startswith("Spend nothing yet. Not even the first clicks pay: ")


ROOM = [{**row, "max_spend": "100"} for row in (SEARCH, SOCIAL)]


def test_what_stays_unspent_is_told_with_its_own_reason(subtests):
    screen = begun(all_of_it=False)
    for rows, goal, numbers_given, sentence in (
        (ROOM, "expected", {}, "€3,800 stays unspent: your “At most” leave room for only €200."),
        ([SEARCH, ROOM[1]], "expected", {}, "stays unspent: the channels that would pay are at your “At most”"),
        ([SEARCH, SOCIAL], "cautious", {}, "stays unspent out of caution: more would still pay on average"),
        (
            [SEARCH, SOCIAL],
            "most_orders",
            {"target_cpo": "25", "chance": "80"},
            "spending more was not found to bring more orders at €25.00 each with a chance of 80%.",
        ),
    ):
        with subtests.test(sentence=sentence):
            text = verdict(choose(typed(screen, rows), goal, all_of_it=False, **numbers_given))
            assert sentence in text
            assert "better left unspent" not in text


@pytest.mark.parametrize("locale", ["fr-FR", "sl-SI"])
def test_a_reader_with_a_decimal_comma_types_it_and_gets_the_same_answer(locale):
    rows = [
        {name: cell.replace(",", "").replace(".", ",") for name, cell in row.items()} for row in (SEARCH, SOCIAL, VIDEO)
    ]
    screen = typed(begun(locale=locale), rows[:2], added=rows[2:])
    best, words = best_split(), words_for(locale.replace("-", "_"))
    assert words.money(best.new.spend, "EUR") in tables(screen)[1].iloc[-1].tolist()
    for spend in best.by_channel["new_spend"]:
        assert words.money(spend, "EUR") in tables(screen)[1].iloc[:, 2].tolist()


def test_the_example_is_still_called_one_while_what_is_typed_over_it_cannot_be_used():
    screen = typed(begun(), [{"cpc": "cheap"}])
    assert "still the answer for the table before" in page_text(screen)
    assert "An example with figures of its own" in page_text(screen)
    assert "An example with figures of its own" not in page_text(typed(screen, [{"cpc": "0.5"}]))


def test_another_language_writes_the_table_anew_and_leaves_its_numbers():
    screen = three_screen().read_in("fr_FR")
    table = tables(screen)[0]
    assert table["cpc"].tolist() == ["0,55 – 0,85", "0,35 – 0,6", "0,15 – 0,4"]
    assert table["spend"].tolist() == ["2\u202f500", "1\u202f500", "1\u202f000"]
    assert "⚠" not in page_text(screen)
    words = words_for("fr_FR")
    assert words.money(best_split().by_channel["new_spend"].iloc[0], "EUR") in tables(screen)[1].iloc[:, 2].tolist()


def test_the_parts_add_up_to_the_whole_to_the_cent():
    table = tables(three_screen())[1]
    for column in ("now", "new", "change"):
        *parts, whole = map(euros, table[column])
        assert round(sum(parts), 2) == whole
    assert table["new"].tolist()[-1] == "€5,000.00"


def test_each_channel_stands_with_its_zone_by_word_and_shape():
    screen, figures = three_screen(), channel_figures(Channels(PLAN, THREE))
    table = tables(opened(screen, "channels_each"))[2].set_index("channel")
    assert table["what to do"].tolist() == ["◆ optimise", "■ stop", "■ stop", "■ stop"]
    for _, row in figures.by_channel.iterrows():
        shown = table.loc[row["channel"]]
        assert shown["an order costs"].startswith(writing.cost_per_order(WORDS, PLAN, row["cpo"]))
        assert shown["chance to break even"] == WORDS.percent(row["break_even_probability"], decimals=0)
    more = tables(opened(screen, "channels_figures"))[3]
    assert more["share of spend"].tolist()[:3] == ["50%", "30%", "20%"]
    assert "a new customer costs" not in more.columns


def test_the_two_chances_to_break_even_are_told_apart():
    screen, figures = three_screen(), channel_figures(Channels(PLAN, THREE))
    with_luck = WORDS.percent(figures.whole["break_even_probability"].iloc[0], decimals=0)
    assert tables(opened(screen, "channels_each"))[2]["chance to break even"].iloc[-1] == with_luck
    without = WORDS.brief_chance(Estimate(best_split().now.break_even_probability, best_split().now.break_even_error))
    assert f"now {without}" in screen.captions
    assert "The chances here hold the luck of single orders" in page_text(opened(screen, "channels_figures"))
    assert "hold the luck" not in page_text(
        opened(three_screen({"order_luck": "0"}), "channels_each", "channels_figures")
    )


def test_with_shares_of_new_customers_there_is_a_cac():
    rows = [{**row, "new_customer_share": "50"} for row in (SEARCH, SOCIAL, VIDEO)]
    table = tables(opened(typed(begun(), rows[:2], added=rows[2:]), "channels_each", "channels_figures"))[3]
    figures = channel_figures(Channels(PLAN, tuple(replace(row, new_customer_share=0.5) for row in THREE)))
    assert (
        table["a new customer costs"]
        .iloc[0]
        .startswith(writing.cost_per_order(WORDS, PLAN, figures.by_channel["cac"].iloc[0]))
    )


def test_the_picture_and_the_table_agree():
    screen, best = three_screen(), best_split()
    proto = screen.at.get("vega_lite_chart")[0].proto
    rows = pa.ipc.open_stream(proto.data.data).read_pandas()
    assert rows.loc[rows["kind"] == "new", "middle"].tolist() == best.by_channel["new_spend"].tolist()
    assert rows.loc[rows["kind"] == "now", "middle"].tolist() == [2500, 1500, 1000]
    assert proto.alt == "Spend of each channel: now and new"


def many(count):
    """So many channels as they are typed, each a little better than the one before."""
    return [
        {"name": f"C{at}", "spend": str(100 + 10 * at), "cpc": "0.4 – 0.7", "cvr": f"{1 + at / 20} – 3.5"}
        for at in range(count)
    ]


def test_of_many_channels_each_is_worked_out_only_while_it_is_looked_at(monkeypatch):
    times = []
    monkeypatch.setattr(
        channels_details, "channel_figures", lambda channels: times.append(1) or channel_figures(channels)
    )
    rows = many(10)
    screen = typed(begun(), rows[:2], added=rows[2:])
    before = len(times)  # of the example, before the rows were typed
    assert len(tables(screen)) == 2
    assert len(tables(opened(screen, "channels_each"))[2]) == 11
    assert len(times) == before + 1


def test_thirty_channels_are_answered_for_every_goal():
    rows = many(30)
    screen = typed(begun(), rows[:2], added=rows[2:])
    for goal, numbers_given, answer in (
        ("cautious", {}, "The cautious split: "),
        ("most_orders", {"target_cpo": "40"}, "Most orders: "),
    ):
        screen = choose(screen, goal, **numbers_given)
        assert len(tables(screen)[1]) == 31, goal
        assert answer in verdict(screen)
        assert "and 26 more" in verdict(screen), goal


# -- goals ----------------------------------------------------------------------------------------------------------


def test_the_cautious_split_is_that_of_the_core():
    screen = choose(three_screen(), "cautious", caution="80")
    best = best_split(Wanted(goal="cautious", caution=0.8))
    assert f"end at {WORDS.money(best.new.profit_worst_mean, 'EUR', decimals=0)} instead of" in verdict(screen)
    assert tables(screen)[1]["new"].tolist()[:3] == [
        WORDS.money(element, "EUR") for element in best.by_channel["new_spend"]
    ]
    assert "The cautious split: " in verdict(screen)


def test_a_cautious_split_whose_worst_end_lower_says_why():
    rows = [
        {**SEARCH, "spend": "3600", "cpc": "0.58 – 0.59", "cvr": "2.45 – 2.55", "reference_spend": "2000"},
        {**SEARCH, "name": "B", "spend": "400", "cpc": "0.35 – 0.97", "cvr": "1.5 – 4", "reference_spend": "2000"},
    ]
    screen = choose(typed(begun(), rows), "cautious", caution="20")
    expected = "Bad periods end lower: at this weight, what the average gains counts more."
    assert expected in verdict(screen)
    assert expected not in verdict(choose(screen, "cautious", caution="100"))


def test_a_cpo_out_of_reach_is_said_to_be_so_with_the_nearest_that_is_not():
    screen = choose(three_screen(), "most_orders", target_cpo="25")
    assert "However you split €5,000, an order cannot cost at most €25.00 with a chance of 80%." in verdict(screen)
    assert "€35.07 is possible" in verdict(screen)


def test_a_limit_that_only_a_token_spend_keeps_is_no_success(subtests):
    screen = choose(three_screen(all_of_it=False), "most_orders", all_of_it=False)
    for target, sentence in (
        ("5", "A cost per order of €5.00 with a chance of 80% is only possible by spending next to nothing (€"),
        ("0.01", "However you split €5,000, an order cannot cost at most €0.01 with a chance of 80%."),
    ):
        with subtests.test(target=target):
            choose(screen, "most_orders", all_of_it=False, target_cpo=target)
            assert sentence in verdict(screen)
            nearest = WORDS.money(best_split(Wanted(goal="most_orders", target_cpo=float(target))).reachable_cpo, "EUR")
            assert f"With all €5,000 spent, {nearest} is possible, with the split below" in verdict(screen)
            assert "left unspent" not in verdict(screen)
            assert screen.at.main.success == []
            assert tables(screen)[1]["new"].tolist()[-1] == "€5,000.00"


def test_a_cpo_within_reach_brings_most_orders():
    screen = choose(three_screen(), "most_orders", target_cpo="45", chance="90")
    best = best_split(Wanted(goal="most_orders", target_cpo=45, chance=0.9))
    assert best.reached
    assert f"brings about {best.new.orders_mean:.0f} instead of {best.now.orders_mean:.0f}, at" in verdict(screen)
    assert "at no more than €45.00 each" in verdict(screen)


def test_most_orders_without_a_cpo_asks_for_one():
    assert "Say which CPO must be kept." in verdict(choose(three_screen(), "most_orders"))


def test_bounds_that_leave_no_split_are_said_with_the_nearest_total_and_the_rest_is_shown(subtests):
    screen = opened(begun(), "channels_each")
    for cells, sentence, nearest in (
        (
            {"min_spend": "4000"},
            "The smallest spends add up to €8,000.00, more than the total of €5,000.00",
            "€8,000.00",
        ),
        (
            {"max_spend": "1000"},
            "The largest spends add up to €2,000.00, less than the total of €5,000.00",
            "€2,000.00",
        ),
    ):
        with subtests.test(cells=cells):
            choose(typed(screen, [cells, cells]), total="5000")
            assert sentence in verdict(screen)
            assert f"The nearest possible total is {nearest}." in verdict(screen)
            assert len(tables(screen)) == 2  # the channels as they are now need no split


NONSENSE = {
    "expected": [
        ("total", "-3", "A number above 0 is needed"),
        ("total", "all", "“all” cannot be read"),
    ],
    "cautious": [("caution", "120", "⚠"), ("caution", "", "A value is missing here.")],
    "most_orders": [("chance", "x", "“x” cannot be read"), ("target_cpo", "-1", "⚠")],
}


@pytest.mark.parametrize("goal", NONSENSE)
def test_nonsense_is_said_and_the_last_answer_stays_marked(goal):
    screen = choose(three_screen(), goal, **({"target_cpo": "45"} if goal == "most_orders" else {}))
    for name, text, sentence in NONSENSE[goal]:
        card, before = screen.cards["Profit, new split"], screen.at.text_input(key=f"channels_{name}").value
        screen = choose(screen, goal, **{name: text})
        assert sentence in page_text(screen)
        assert "still the answer for the table before" in page_text(screen)
        assert screen.cards["Profit, new split"] == card
        assert screen.at.button(key="channels_take").disabled
        assert "that of the last channels" not in page_text(choose(screen, goal, **{name: before}))


# -- what is typed into the table -------------------------------------------------------------------------------------


def test_what_is_wrong_is_said_by_row_and_column_and_all_else_is_kept():
    screen = typed(
        three_screen(), (SEARCH | {"cvr": "2 – x", "spend": "lots"}, SOCIAL | {"cpc": "0.6 – 0.35"}), added=[VIDEO]
    )
    text = page_text(screen)
    assert "row 1 (Search), column CVR, %: “2 – x” is neither a number nor a range" in text
    assert "row 1 (Search), column Spend now: “lots” cannot be read" in text
    assert "row 2 (Social), column CPC:" in text
    assert "still the answer for the table before" in text
    assert screen.cards["Profit, new split"] == "€48.5"
    screen.go("plan").go("channels")
    assert tables(screen)[0].loc[0, ["cvr", "spend"]].tolist() == ["2 – x", "lots"]
    assert tables(screen)[0]["name"].tolist() == ["Search", "Social", "Video"]
    assert screen.cards["Profit, new split"] == "€48.5"


WRONG_CELLS = (
    ({"cvr": "0 – 3"}, "column CVR, %"),
    ({"cvr": "50 – 150"}, "column CVR, %"),
    ({"cpc": "-1"}, "column CPC"),
    ({"cpc": ""}, "A value is missing here."),
    ({"spend": "-5"}, "column Spend now"),
    ({"spend": "0"}, "A channel without spend needs the spend at which its click price would hold."),
    ({"spend": "0.1"}, "buys less than one click"),
    ({"name": ""}, "column Channel: A value is missing here."),
    ({"name": "social"}, "Rows 1 and 2 are both called"),
    ({"cpc_elasticity": "1"}, "The elasticity of the click price must be 0 or more and below 1"),
    ({"new_customer_share": "130"}, "column New customers, %"),
    ({"contribution_share": "-1"}, "column Margin, %"),
    ({"min_spend": "10", "max_spend": "5"}, "The largest spend (5) must not lie below the smallest (10)."),
    ({"reference_spend": "0"}, "column CPC seen at"),
    ({"aov": "=1+1"}, "column AOV"),
)


def test_nonsense_in_a_cell_gets_a_sentence():
    screen = channels_screen()
    for cells, sentence in WRONG_CELLS:
        text = page_text(typed(screen, [cells]))
        assert sentence in text
        assert "Please correct in the table" in text
    assert "Please correct in the table" not in page_text(typed(screen))


def test_an_empty_table_says_what_to_do():
    screen = typed(begun(), deleted=[0, 1])
    assert "Number of channels that can be compared: 2 to 30. Rows in use: 0." in page_text(screen)
    assert "still the answer for the table before" in page_text(screen)


def test_a_table_that_was_never_usable_says_what_to_put_there():
    screen = channels_screen({"budget": "0.7", "reference_budget": "0.7"})
    assert "Put at least two channels in the table below" in verdict(screen)
    assert "buys less than one click" in page_text(screen)
    assert screen.at.metric == []


def test_rows_can_be_added_up_to_thirty():
    rows = [{**SEARCH, "name": f"C{at}", "spend": "100"} for at in range(29)]
    screen = typed(begun(), added=rows[:28])
    assert len(tables(screen)[1]) == 31  # 30 and the whole
    screen = typed(screen, added=rows)
    assert "Number of channels that can be compared: 2 to 30. Rows in use: 31." in page_text(screen)


def test_a_row_without_anything_in_it_is_no_channel():
    assert "correct" not in page_text(typed(begun(), added=[{}]))


def test_the_table_stays_after_a_change_of_page():
    screen = choose(three_screen(), "cautious", total="4000").go("plan").go("channels")
    assert tables(screen)[0]["name"].tolist() == ["Search", "Social", "Video"]
    assert screen.at.text_input(key="channels_total").value == "4000"
    assert tables(screen)[1]["new"].tolist()[-1] == "€4,000.00"


def test_markup_in_a_name_is_shown_as_it_is():
    name = ":red[x] $a$ **b**"
    screen = typed(begun(), [{"name": name}])
    assert any(":red\\[x\\]" in box.value for box in [*screen.at.main.success, *screen.at.main.warning])
    assert ":red[x]" not in "".join(box.value for box in [*screen.at.main.success, *screen.at.main.warning])
    assert tables(screen)[1]["channel"].iloc[0] == name


RENDERED = re.compile(r"\\([!-/:-@\[-`{-~])")
"""A sign of markdown that is shown as it is."""


def test_every_sign_of_a_name_is_shown_once_and_marks_nothing_up(subtests):
    name = "a$b *c* _d_ [e] `f` :red[g]"
    rows = [{**SEARCH, "name": name}, {**SOCIAL, "name": f"2 {name}", "cpc_elasticity": "0", "cvr": "4 – 5"}]
    screen = typed(opened(begun({"currency": "USD"}), "channels_frontier", "channels_filling"), rows)
    screen.at.file_uploader(key="channels_file").upload(
        "c.csv", write_channels(tuple(replace(row, name=f"{name} {row.name}") for row in THREE)), "text/csv"
    )
    for goal, numbers_given in (
        ("expected", {}),
        ("cautious", {}),
        ("most_orders", {"target_cpo": "45"}),
        ("most_orders", {"target_cpo": "1"}),
    ):
        with subtests.test(goal=goal, **numbers_given):
            main = choose(screen, goal, **numbers_given).at.main
            boxes = [*main.success, *main.info, *main.warning, *main.error, *main.markdown, *main.caption]
            named = [box.value for box in boxes if "red" in box.value]
            assert len(named) >= 4  # the answer, what is far, the frontier and the file; mostly the gaps, too
            for text in named:
                assert text.count(plain_markdown(name)) == RENDERED.sub(r"\1", text).count(name) > 0
                assert text.count("red") == text.count(plain_markdown(name))
            assert not [box.value for box in boxes if "\\" in RENDERED.sub(r"\1", box.value)]
            assert not [box.value for box in boxes if re.search(r"(?<!\\)\$", box.value)]


# -- taking over, bounds, back ----------------------------------------------------------------------------------------


def test_the_new_split_is_taken_over_and_can_be_had_back():
    screen, best = three_screen(), best_split()
    screen.click("channels_take")
    table = tables(screen)[0]
    assert [float(cell.replace(",", "")) for cell in table["spend"]] == best.by_channel["new_spend"].tolist()
    assert table["reference_spend"].tolist() == ["2,500", "1,500", "1,000"]
    assert screen.cards["Earns more than your split"] == "–"
    screen.click("channels_back")
    assert tables(screen)[0]["spend"].tolist() == ["2,500", "1,500", "1,000"]
    assert "Search +€822" in page_text(screen)


def test_a_split_stays_between_half_and_double_of_what_was_seen_unless_its_reader_says_otherwise():
    screen = three_screen(spends="near")
    near = allocate(Channels(PLAN, THREE).bounded_near(2.0))
    assert [euros(cell) for cell in tables(screen)[1]["new"]][:3] == near.by_channel["new_spend"].tolist()
    assert tables(opened(screen, "channels_more"))[2]["held back"].tolist() == ["–", "–", "at its “At least”"]
    assert "a guess:" not in page_text(screen)
    assert screen.cards["Earns more than your split"] != "–"
    screen.click("channels_take")  # what was seen stays what it was, and no bound is typed for the reader
    assert tables(screen)[0]["reference_spend"].tolist() == ["2,500", "1,500", "1,000"]
    assert set(tables(screen)[0]["max_spend"]) == {""}
    screen = three_screen()
    assert "Far from any spend you have seen: Video (0.2 times)" in page_text(screen)


def test_a_split_beyond_what_was_seen_claims_no_certainty():
    for screen in (
        typed(begun(), [{**SEARCH, "spend": "10", "cvr": "6 – 8"}, SOCIAL]),
        choose(typed(begun(spends="near"), (SEARCH, SOCIAL)), total="40000"),
    ):
        assert "This is a guess:" in verdict(screen)
        assert "No other split" not in page_text(opened(screen, "channels_more"))
        assert screen.cards["Earns more than your split"] == "–"
    assert "this total takes a channel beyond half to double" in verdict(screen)


def test_the_example_can_be_begun_again():
    screen = opened(three_screen(), "channels_filling").click("channels_example")
    assert tables(screen)[0]["name"].tolist() == ["Search", "Social"]
    assert "An example with figures of its own" in page_text(screen)


def test_a_table_of_ones_own_can_be_had_back_after_a_preset():
    screen = three_screen().preset("two_channels")
    assert tables(screen)[0]["name"].tolist() != ["Search", "Social", "Video"]
    screen.click("channels_back")
    assert tables(screen)[0]["name"].tolist() == ["Search", "Social", "Video"]
    assert tables(screen)[0]["cpc"].tolist() == ["0.55 – 0.85", "0.35 – 0.6", "0.15 – 0.4"]


def test_after_a_preset_there_is_no_way_back_to_an_example():
    screen = channels_screen().preset("two_channels")
    assert not [button for button in screen.at.button if button.key == "channels_back"]


# -- exports and files ------------------------------------------------------------------------------------------------


def test_without_exports_the_page_says_where_to_put_them():
    assert "there are no campaigns yet" in page_text(opened(begun(), "channels_filling"))


def test_the_campaigns_of_the_exports_fill_the_table():
    screen = put(Screen(page="evidence"), account(names=("Brand", "Shopping", "Display"))).go("channels")
    screen.click("channels_fill")
    assert set(tables(screen)[0]["name"]) == {"Brand", "Shopping", "Display"}
    assert tables(screen)[1]["channel"].tolist()[3:] == ["All channels", "Kept back"]
    assert "These two are an example" not in page_text(screen)


def test_exports_in_another_currency_are_not_taken_for_the_plans():
    screen = put(Screen(page="evidence"), account(currency="USD")).go("channels")
    screen.click("channels_fill")
    assert "The export is in USD and the plan in EUR" in page_text(screen)
    assert tables(screen)[0]["name"].tolist() == ["Search", "Social"]


def test_several_accounts_are_told_apart():
    files = account(names=("A", "B")), ("meta.csv", account(names=("C", "D"), seed=2, headers=META))
    screen = put(Screen(page="evidence"), *files).go("channels")
    chooser = screen.at.selectbox(key="channels_account_3")
    assert len(chooser.options) == 3
    screen.click("channels_fill")
    assert {"A", "B", "C", "D"} <= set(tables(screen)[0]["name"])


def test_the_campaigns_days_and_delay_chosen_on_own_numbers_are_those_that_fill_the_table():
    screen = put(Screen(page="evidence"), account(names=("A", "B", "C")))
    screen.at.multiselect(key="evidence_campaigns").set_value(["A", "B"])
    screen.run().at.selectbox(key="evidence_lag").set_value(7)
    screen.run().at.number_input(key="evidence_delay_0.0").set_value(5.0)
    screen.run().go("channels")
    assert "Only the campaigns and days that are chosen on the page My data." in page_text(screen)
    screen.click("channels_fill")
    whole = history_of(combine([read_export("file0.csv", account(names=("A", "B", "C")))]).ads[0])
    part = whole.only(campaigns=["A", "B"], leave_out_last_days=7)
    wanted, plain = (readable_ends(table_of(channels_from(part, delay_days=days)))["cvr_low"] for days in (5.0, 0.0))
    assert read_back(screen) == {row.name: row.spend for row in channels_from(part)}
    filled = [float(cell.split(" – ")[0]) / 100 for cell in tables(screen)[0]["cvr"]]
    assert filled == pytest.approx(wanted.tolist())
    assert filled != pytest.approx(plain.tolist())
    assert set(read_back(screen)) == {"A", "B"}


def test_what_was_learned_fills_cells_that_can_be_read():
    screen = put(Screen(page="evidence"), GOOGLE).go("channels").click("channels_fill")
    cells = [cell for name in ("cpc", "cvr", "aov") for cell in tables(screen)[0][name]]
    assert len(cells) == 9
    assert all(re.fullmatch(r"\d+(\.\d{1,4})? – \d+(\.\d{1,4})?", cell) and len(cell) <= 15 for cell in cells), cells
    assert "a guess" not in page_text(screen)
    spends = zip(tables(screen)[1]["now"], tables(screen)[1]["new"], strict=True)
    assert all(0.499 < euros(new) / euros(now) < 2.001 for now, new in list(spends)[:-1])


def test_another_account_is_taken_whole_and_the_chosen_part_comes_back():
    files = account(names=("A", "B")), ("meta.csv", account(names=("C", "D"), seed=2, headers=META))
    screen = put(Screen(page="evidence"), *files)
    screen.at.selectbox(key="evidence_account_3").set_value(1)
    screen.run().at.selectbox(key="evidence_lag").set_value(7)
    screen.run().go("channels")
    chooser = screen.at.selectbox(key="channels_account_3")
    assert chooser.value == 1
    for at, expected in ((0, False), (1, True)):
        screen.at.selectbox(key="channels_account_3").set_value(at)
        screen.run().click("channels_fill")
        assert ("Only the campaigns and days" in page_text(screen)) == expected
    assert set(read_back(screen)) in ({"A", "B"}, {"C", "D"})


def test_more_campaigns_than_rows_are_counted():
    screen = put(Screen(page="evidence"), account(20, names=[f"K{at:02}" for at in range(32)], clicks=30))
    screen.go("channels")
    assert "Only the campaigns with the largest spend become rows: 30 of 32." in page_text(screen)
    assert len(read_back(screen.click("channels_fill"))) == 30


def read_back(screen):
    """Spend by channel, as it stands in the table that is edited."""
    table = tables(screen)[0]
    return {name: float(spend.replace(",", "")) for name, spend in zip(table["name"], table["spend"], strict=True)}


META = (
    "Reporting starts", "Campaign name", "Currency", "Amount spent", "Link clicks", "Purchases",
    "Purchases conversion value",
)  # fmt: skip


@pytest.mark.parametrize("dialect", ["point", "comma"])
def test_a_file_comes_back_into_the_table(dialect):
    screen = opened(begun(), "channels_filling")
    screen.at.file_uploader(key="channels_file").upload("c.csv", write_channels(THREE, dialect=dialect), "text/csv")
    screen.run()
    assert "Read from the file: Search, Social, Video." in page_text(screen)
    screen.click("channels_load")
    assert tables(screen)[0]["name"].tolist() == ["Search", "Social", "Video"]
    assert screen.cards["Profit, new split"] == "€48.5"


def test_what_is_wrong_with_a_file_is_said(subtests):
    screen = opened(begun(), "channels_filling")
    for content, sentence in (
        (b"", "This file is empty"),
        (b"Channel,CPC\nA,2\n", "missing: “name”, “spend”, “cpc_low”"),
        (b"\xff\xfe\x00", "This file is not text in UTF-8"),
        (write_channels(THREE).replace(b"2500", b"-2500"), "row 2, column spend"),
        (write_channels(THREE).replace(b"0.55", b"x"), "row 2, column cpc_low"),
    ):
        with subtests.test(content=content[:20]):
            screen.at.file_uploader(key="channels_file").upload("c.csv", content, "text/csv")
            screen.run()
            assert "The file cannot be used yet" in page_text(screen)
            assert sentence in page_text(screen)
            assert not [button for button in screen.at.button if button.key == "channels_load"]


def test_a_column_of_a_file_that_is_not_read_is_named_beside_the_channels():
    screen = opened(begun(), "channels_filling")
    content = write_channels(THREE).replace(b"min_spend", b"min_spent").replace(b"max_spend", b"Max Spend")
    screen.at.file_uploader(key="channels_file").upload("c.csv", content, "text/csv")
    screen.run()
    warning = " ".join(box.value.replace("\\", "") for box in screen.at.main.warning)
    assert "Did you mean “min_spend”? It was not used." in warning
    assert "cannot be used" not in warning
    assert "Max Spend" not in warning
    screen.click("channels_load")


def rows_of(content, dialect):
    separator = ";" if dialect == "comma" else ","
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))


def number(text, dialect):
    return float(text.replace(",", ".") if dialect == "comma" else text)


@pytest.mark.parametrize("dialect", ["point", "comma"])
def test_every_table_comes_as_a_file_with_the_numbers_of_the_core(dialect):
    question, best = Question(THREE, 0.3, Wanted()), best_split()
    channels = Channels(PLAN, THREE)
    split = rows_of(channels_files.split_csv(question, PLAN, dialect), dialect)
    assert [number(row["new_spend"], dialect) for row in split] == best.by_channel["new_spend"].tolist()
    figures = rows_of(channels_files.figures_csv(question, PLAN, dialect), dialect)
    assert [row["channel"] for row in figures] == ["Search", "Social", "Video", ""]
    assert number(figures[0]["cpo"], dialect) == channel_figures(channels).by_channel["cpo"].iloc[0]
    frontier = rows_of(channels_files.frontier_csv(question, PLAN, dialect), dialect)
    assert [number(row["total"], dialect) for row in frontier] == budget_frontier(channels).by_budget["total"].tolist()
    assert {"spend Search", "spend Video"} <= set(frontier[0])
    table = channels_files.channels_csv(question, PLAN, dialect)
    assert read_channels(table, PLAN).channels == channels


def test_a_split_that_is_impossible_is_a_file_that_says_why():
    tight = tuple(replace(row, min_spend=row.spend) for row in THREE)
    content = channels_files.split_csv(Question(tight, 0.3, Wanted(total=100)), PLAN, "point")
    assert "smallest spends" in rows_of(content, "point")[0]["problem"]


# -- the frontier -----------------------------------------------------------------------------------------------------


def test_the_frontier_shows_where_it_stops_paying_and_what_the_next_thousand_adds():
    screen = opened(three_screen(), "channels_frontier")
    frontier = budget_frontier(Channels(PLAN, THREE))
    assert "It stops paying at €1,567" in page_text(screen)
    now = frontier.by_budget.set_index("total").loc[5000, "next_profit"]
    assert f"The next €1,000 would add {WORDS.money(now, 'EUR', decimals=0)}." in page_text(screen)
    charts = screen.at.get("vega_lite_chart")
    assert len(charts) == 3
    rows = pa.ipc.open_stream(charts[1].proto.data.data).read_pandas()
    curve = rows[rows["layer"] == "curve"]
    shown = frontier.by_budget[frontier.by_budget["total"] <= 2 * 5000]
    assert curve["value"].to_numpy() == pytest.approx(shown["profit_mean"].to_numpy(), abs=1e-5)
    assert marked(screen) == {"now", "stops paying"}


def marked(screen):
    """The places that the pictures of the frontier mark."""
    *_, first, second = screen.at.get("vega_lite_chart")
    shown = [pa.ipc.open_stream(element.proto.data.data).read_pandas() for element in (first, second)]
    marks = [set(rows.loc[rows["layer"].isin(["left", "right"]), "kind"]) for rows in shown]
    assert marks[0] == marks[1]
    return marks[0]


def test_a_channel_that_pays_without_end_is_said_to_do_so():
    rows = [{**SEARCH, "name": "A $ B", "cpc_elasticity": "0", "cvr": "5 – 6"}, SOCIAL]
    screen = opened(typed(begun(), rows), "channels_frontier")
    assert "It never stops paying by these numbers: in A $ B clicks hardly get dearer" in page_text(screen)
    assert "It stops paying at" not in page_text(screen)
    assert marked(screen) == {"now"}


def test_the_picture_of_a_preset_begins_below_where_it_stops_paying():
    screen = opened(begun().preset("two_channels"), "channels_frontier")
    assert marked(screen) == {"now", "stops paying"}
    stop = float(re.search(r"It stops paying at US\$([\d,]+)", page_text(screen))[1].replace(",", ""))
    lowest = tables(screen)[-1]["total"].iloc[0]
    assert float(re.sub(r"[US$,]", "", lowest)) < stop


def test_where_nothing_pays_that_is_said():
    screen = opened(three_screen({"cogs_share": "1"}), "channels_frontier")
    assert "Not even the first clicks pay" in verdict(screen)
    assert "It does not pay at all" in page_text(screen)


def test_bounds_that_hold_it_back_are_said():
    rows = [{**row, "max_spend": "100"} for row in (SEARCH, SOCIAL)]
    screen = opened(choose(typed(begun(), rows), all_of_it=False), "channels_frontier")
    assert "It still pays at €200" in page_text(screen)
    assert marked(screen) == set()
    assert "Every channel is at its “At most”" in verdict(screen)


# -- laws -------------------------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(
    budget=st.floats(50, 1e6),
    cpc=st.floats(0.05, 3),
    rate=st.floats(0.001, 0.4),
)
def test_what_channels_do_not_use_is_no_new_question(budget, cpc, rate):
    other = plan_with(budget=budget, cpc_kind="known", cpc=cpc, cvr_kind="known", cvr=rate)
    question = Question(THREE, 0.3, Wanted())
    assert question.beside(other) == question.beside(PLAN)


def test_the_page_answers_as_if_the_whole_plan_were_there():
    few = replace(PLAN, settings=Settings(points=256))
    allocation = allocate(Question(THREE, 0.3, Wanted()).beside(few))
    whole = allocate(Channels(few, THREE, 0.3))
    assert allocation.new == whole.new
    pd.testing.assert_frame_equal(allocation.by_channel, whole.by_channel)


def test_the_margin_of_the_sidebar_moves_the_answer():
    before = three_screen()
    after = three_screen({"cogs_share": "0.2"})
    assert euros(after.cards["Profit, new split"]) > euros(before.cards["Profit, new split"])


def test_a_dollar_sign_opens_no_formula():
    screen = opened(three_screen({"currency": "USD"}), "channels_frontier", "channels_filling")
    main = screen.at.main
    boxes = [*main.markdown, *main.caption, *main.success, *main.warning, *main.info, *main.error]
    assert any("\\$" in box.value for box in boxes)
    assert not any("$" in box.value.replace("\\$", "") for box in boxes)


def test_many_names_in_a_sentence_are_counted():
    assert writing.listed(WORDS, list("abcdef")) == "a, b, c, d, and 2 more"
    allocation = allocate(Question(THREE, 0.3, Wanted()).beside(PLAN))
    rows = channels_split.split_rows(WORDS, PLAN, allocation)
    assert len(rows) == 4
    assert len(rows[0]) == 6


def test_where_an_order_leaves_nothing_no_split_is_called_better():
    rows = [{**row, "contribution_share": "0"} for row in (SEARCH, SOCIAL)]
    text = verdict(typed(begun(), rows))
    assert "Add nothing: even in Search, Social, the best channel, the next €1 loses €1.00" in text
    assert "Not even the first clicks pay" in text


def test_of_a_channel_without_spend_the_next_euro_is_its_first():
    rows = [{}, {"spend": "0", "reference_spend": "100"}]
    screen = typed(begun(), rows)
    first = WORDS.money(first_euro(screen), "EUR")
    assert f"Into Social, where you spend nothing yet: the next €1 earns {first} profit there." in verdict(screen)
    assert tables(opened(screen, "channels_each"))[2]["what to do"].tolist()[1] == "–"
    assert tables(opened(screen, "channels_more"))[2]["next €1 earns, now"].tolist()[1] == f"+{first}"


def first_euro(screen):
    """What the first euro of the example's second channel earns, from what its click price and rate say at 100."""
    social = replace(example_channels(PLAN, ("Search", "Social"))[1], spend=0.0, reference_spend=100.0)
    brings = (
        channel_figures(Channels(PLAN, (THREE[0], replace(social, spend=100.0)))).by_channel["profit_mean"][1] + 100
    )
    return brings * (1 / 100) ** 0.8 - 1


@pytest.mark.parametrize(("cvr", "sentence"), [
    ("3 – 4", "Into any of Search, Twin: the next €1 earns €"),
    ("1 – 1.5", "Add nothing: even in Search, Twin, the best channel, the next €1 loses €"),
])  # fmt: skip
def test_channels_whose_next_euro_earns_the_same_are_both_named(cvr, sentence):
    search = {**SEARCH, "cvr": cvr}
    rows = [search, {**search, "name": "Twin"}]
    worse = {**VIDEO, "cvr": "0.1 – 0.2"}
    assert sentence in verdict(typed(begun(), rows, added=[worse]))
    rows[1] = {**rows[1], "cpc": "0.56 – 0.86"}
    assert "Twin" not in verdict(typed(begun(), rows, added=[worse])).split("Change")[0]


def test_a_channel_that_a_split_leaves_out_goes_to_nothing():
    screen = typed(begun(), [{**SEARCH, "cpc_elasticity": "0"}, {**VIDEO, "cpc_elasticity": "0"}])
    assert "Far from any spend you have seen: Video (to nothing)." in page_text(screen)
    assert "(0 times)" not in page_text(screen)


def test_a_frontier_that_bounds_leave_no_room_for_is_refused_in_money(monkeypatch):
    def refused(channels):
        return budget_frontier(channels, [1.0])

    monkeypatch.setattr(channels_frontier, "budget_frontier", refused)
    rows = [{**row, "min_spend": "500", "max_spend": "1000"} for row in (SEARCH, SOCIAL)]
    screen = opened(choose(typed(begun(), rows), all_of_it=False), "channels_frontier")
    assert "permit totals from €1,000.00 to €2,000.00" in page_text(screen)


def test_a_hopeless_channel_without_spend_is_not_where_the_next_euro_goes():
    screen = typed(begun(), [{"cvr": "0.01"}, {"cvr": "0.0001", "spend": "0", "reference_spend": "100"}])
    assert "Add nothing:" in verdict(screen)
    assert "Spend less:" in verdict(screen) or "Not even the first clicks pay" in verdict(screen)


def test_a_total_of_less_than_a_cent_is_none():
    screen = opened(begun({"cvr_kind": "known", "cvr": "0.0001"}), "channels_frontier")
    assert "Not even the first clicks pay:" in verdict(screen)
    assert "It does not pay at all" in page_text(screen)


def test_what_a_unit_of_money_earns_has_hundredths_where_there_are_no_cents():
    screen = three_screen({"currency": "JPY"})
    assert "the next JP¥1 loses JP¥0.19" in verdict(screen)
    assert tables(opened(screen, "channels_more"))[2]["next JP¥1 earns, now"].tolist() == [
        "−\u2060JP¥0.19",
        "−\u2060JP¥0.26",
        "−\u2060JP¥0.42",
    ]
    assert "Each JP¥1 that moves changes profit by +JP¥0.13." in page_text(screen)


def test_bounds_that_cost_are_not_called_a_success():
    screen = typed(begun(), [{"max_spend": "100"}])
    assert "Search −\u2060€2,900" in verdict(screen)
    assert screen.at.main.success == []
