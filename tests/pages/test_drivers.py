"""The page Drivers says what the core says about which input decides."""

import csv
import io
import json
import math
import tomllib
from pathlib import Path

import pytest

from pages.kit import charts
from pages.kit.labels import INPUTS
from pages.kit.words import words_for
from pages.parts.drivers import figures, two_inputs
from simulator.forms.scenario_file import write_table
from simulator.questions.driver_map import driver_map
from simulator.questions.drivers import ORDER_LUCK, drivers_of
from simulator.questions.figures import figures_of
from tests.pages.screen import Screen, plan_with
from tests.pages.test_margin import KNOWN, infos, open_box, rows_of

ROOT = Path(__file__).parents[2]
WORDS = words_for("en_GB")
CORRELATED = {"correlation_cpc_cvr": "0.4"}


def drivers_screen(link=None, **how):
    return Screen(link, **how, page="drivers")


def pictures(screen):
    """Tornado and influences, as far as they are there, or the map."""
    return [item.proto for item in screen.at.get("vega_lite_chart")]


def captions(screen):
    return "\n".join(item.value for item in screen.at.main.caption)


def show(screen, view):
    screen.at.get("button_group")[0].set_value(view)
    return screen.run()


def map_screen(link=None):
    return show(drivers_screen(link), "map")


# -- the sentence ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", ["en_GB", "fr_FR", "sl_SI"])
def test_the_sentence_is_what_the_core_says_of_the_strongest_input(locale):
    drivers, words = drivers_of(plan_with()), words_for(locale)
    row = drivers.influences.set_index("input").loc["cvr"]
    assert drivers.strongest == "cvr"
    shown_text = infos(drivers_screen(locale=locale.replace("_", "-")))
    assert f"{words.percent(row['first_order'], decimals=0)} of the risk to your profit" in shown_text
    assert f"would be {words.percent(row['halved_break_even'], decimals=0)} instead of" in shown_text


def test_where_luck_decides_more_orders_are_the_remedy():
    shown_text = infos(drivers_screen({"budget": "300", "reference_budget": "300"}))
    assert "**Luck** decides" in shown_text
    assert "With so few orders (11)" in shown_text  # 300 / 0.58 clicks, 2.2 % of which order
    assert "a larger budget evens it out" in shown_text
    assert "period" not in shown_text  # the budget is that of the period: a longer one alone buys nothing more


def test_less_than_one_order_is_not_written_as_none():
    shown_text = infos(drivers_screen({"budget": "1"}))
    assert "With less than one order to expect" in shown_text
    assert "0.0 orders" not in shown_text


def test_an_input_decides_from_half_of_the_uncertainty_on_and_weighs_most_below():
    assert "**Conversion rate (CVR)** matters most: 45%" in infos(drivers_screen())
    assert "**Next:** measure it. Test says when." in infos(drivers_screen())
    wide = infos(drivers_screen({"cvr_kind": "interval", "cvr_low": "0.008", "cvr_high": "0.045"}))
    assert "**Conversion rate (CVR)** decides: " in wide


def test_a_share_that_is_drawn_is_not_labelled_as_nothing():
    alt = pictures(drivers_screen({"cvr_kind": "interval", "cvr_low": "0.000005", "cvr_high": "0.00002"}))[1].alt
    assert "Conversion rate (CVR) up to 8%" in alt
    assert "Click price (CPC) 0%" in alt


def test_correlated_inputs_have_no_shares_and_the_page_says_why():
    screen = drivers_screen(CORRELATED)
    assert "matters most for the cost of an order" in infos(screen)
    assert "their parts cannot be told apart" in captions(screen)
    assert "How closely it goes with the cost per order" in pictures(screen)[1].alt
    assert "explains" not in infos(screen)


def test_where_less_uncertainty_takes_the_chance_away_it_is_said():
    shown_text = infos(drivers_screen({"cpc_low": "0.8", "cpc_high": "1.1"}))
    assert "the chance to pay off would fall" in shown_text
    assert "it lives on luck" in shown_text


def test_without_uncertainty_nothing_decides_and_the_next_step_is_said():
    screen = drivers_screen(KNOWN)
    assert "Nothing is uncertain in this plan" in infos(screen)
    assert "Give a number above as a range" in infos(screen)
    assert not pictures(screen)


def test_with_luck_alone_there_is_no_tornado_and_no_map():
    screen = drivers_screen({**KNOWN, "order_luck": "1"})
    assert "**Luck** decides: 100% of the risk to your profit comes from it" in infos(screen)
    assert "only luck is left" in captions(screen)
    assert len(pictures(screen)) == 1
    screen = show(screen, "map")
    assert "A map needs two uncertain numbers" in infos(screen)
    assert not pictures(screen)


# -- pictures -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("output", figures.OUTPUTS)
def test_the_bars_go_from_the_plan_to_the_figures_of_the_core_the_longest_first(output):
    plan = plan_with()
    drivers, screen = drivers_of(plan), show(drivers_screen(), output)
    rows = rows_of(pictures(screen)[0])
    bars = rows[rows["layer"].isin(["left", "right"])]
    now = figures_of(plan)
    expected = {
        "break_even": now.break_even_probability.value,
        "cpo": now.spreads["cpo"].median.value,
        "profit": now.spreads["profit"].mean.value,
    }[output]
    assert set(bars["from"]) == {expected}
    effects = drivers.tornado.set_index("input")
    by_input = bars.groupby("input", sort=False)["to"].apply(list)
    for name, (low, high) in by_input.items():
        code = next(code for code, shown in INPUTS.items() if shown.label == name)
        assert (low, high) == (effects.loc[code, f"{output}_at_low"], effects.loc[code, f"{output}_at_high"])
    lengths = [abs(high - low) for low, high in by_input]
    assert lengths == sorted(lengths, reverse=True)
    assert len(by_input) == 3
    room = rows.loc[rows["layer"] == "room", "from"]
    assert room.min() < bars["to"].min()
    assert room.max() > bars["to"].max()


def test_the_tornado_can_be_heard():
    alt = pictures(drivers_screen())[0].alt
    assert alt.startswith("How each number changes the chance to pay off. plan: 64%.")
    assert "Conversion rate (CVR) 1.5% → 13%, 3% → 98%" in alt


def test_the_shares_are_those_of_the_core_with_luck_among_them():
    drivers, rows = drivers_of(plan_with()), rows_of(pictures(drivers_screen())[1])
    bars, ticks = rows[rows["layer"] == "right"], rows[rows["layer"] == "tick"]
    assert list(bars["to"]) == list(drivers.influences["first_order"])
    assert list(ticks["from"]) == list(drivers.influences["total"])
    assert list(bars["input"]) == [figures.input_name(WORDS, name) for name in drivers.influences["input"]]
    assert "Luck" in set(bars["input"])
    assert (bars["at"] >= bars["to"]).all()  # the label stands beyond the tick


def test_beside_the_tornado_of_cpo_stand_the_rank_correlations_with_it():
    drivers, screen = drivers_of(plan_with()), show(drivers_screen(), "cpo")
    assert pictures(screen)[1].alt.startswith(
        "How closely it goes with the cost per order: Conversion rate (CVR) −0.76, Click price"
    )
    assert "Where the doubt about profit comes from" not in "".join(item.value for item in screen.at.main.markdown)
    assert "the cost per order rises with the number" in captions(screen)
    rows = rows_of(pictures(screen)[1])
    bars = rows[rows["layer"].isin(["left", "right"])]
    expected = drivers.influences.sort_values("rank_correlation", key=abs, ascending=False)["rank_correlation"]
    assert list(bars["to"]) == list(expected)
    assert "each also gets what the others do" in captions(show(drivers_screen(CORRELATED), "cpo"))
    assert pictures(show(screen, "profit"))[1].alt.startswith("Where the doubt about profit comes from")


def test_an_axis_of_chances_ends_at_100_percent():
    spec = json.loads(pictures(drivers_screen())[0].spec)
    axis = spec["layer"][0]["encoding"]["x"]["axis"]
    inside = "datum.value >= 0 && datum.value <= 1"
    for part in ("gridOpacity", "tickOpacity"):
        assert axis[part] == {"condition": {"test": inside, "value": 1}, "value": 0}
    assert "datum.value > 1 ? ''" in axis["labelExpr"]


def test_texts_in_charts_can_be_read_in_both_themes():
    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    def contrast(*colours):
        low, high = sorted(luminance(colour) for colour in colours)
        return (high + 0.05) / (low + 0.05)

    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    screen = drivers_screen()
    for chart in pictures(screen):
        texts = [layer for layer in json.loads(chart.spec)["layer"] if layer["mark"]["type"] == "text"]
        assert len(texts) == 3  # at the left and right ends of the bars, and on the line
        for layer in texts:
            assert "color" not in layer["mark"]
            assert {"calculate": "'7'", "as": "ink"} in layer["transform"]
            place = layer["encoding"]["fill"]["scale"]["domain"].index("7")
            for name in ("light", "dark"):
                ink = theme[name]["chartCategoricalColors"][place]
                assert contrast(ink, theme[name]["backgroundColor"]) >= 4.5
    assert contrast(charts.NEUTRAL, theme["dark"]["backgroundColor"]) < 4.5  # why texts are not in it


def test_an_infinite_cpo_is_drawn_to_the_edge_and_called_so():
    frame = charts.effects_frame([("CPC", "low", 20.0, 10.0, "a", "b"), ("CPC", "high", 20.0, math.inf, "c", "d")])
    assert frame["to"].to_pylist()[:2] == [10.0, 20.0 + 10 * charts.ROOM / 2]
    screen = show(drivers_screen({"budget": "20", "reference_budget": "20"}), "cpo")  # about 0.7 orders
    assert "∞" in pictures(screen)[0].alt
    assert rows_of(pictures(screen)[0])["to"].map(math.isfinite).all()


def test_an_input_that_does_nothing_has_one_label_with_both_ends():
    rows = rows_of(pictures(show(drivers_screen(), "cpo"))[0])
    assert list(rows.loc[rows["input"] == "Order value (AOV)", "label"]) == ["", "€70.00 – €95.00"]


def test_a_range_of_the_elasticity_is_an_input_like_others():
    gamma = {"cpc_elasticity_kind": "interval", "cpc_elasticity_low": "0.1", "cpc_elasticity_high": "0.5"}
    screen = drivers_screen({**gamma, "reference_budget": "1000"})
    rows = rows_of(pictures(screen)[0])
    labels = list(rows.loc[rows["input"] == INPUTS["cpc_elasticity"].label, "label"])
    assert labels == ["0.1", "0.5"]
    screen = show(screen, "map")
    screen.at.selectbox(key="drivers_y").set_value("cpc_elasticity")
    assert "How fast clicks get dearer" in pictures(screen.run())[0].alt


# -- the map --------------------------------------------------------------------------------------------------------


def test_the_map_is_that_of_the_core_with_the_plan_and_its_box():
    plan = plan_with()
    map_ = driver_map(plan, "cpc", "cvr", cells=two_inputs.MAP_CELLS)
    rows = rows_of(pictures(map_screen())[0])
    cells = rows[rows["layer"] == "cell"]
    assert list(cells["chance"]) == list(map_.cells["break_even_probability"])
    (point,) = rows[rows["layer"] == "plan"][["x", "y"]].to_numpy().tolist()
    assert point == [map_.x.median, map_.y.median]
    (box,) = rows[rows["layer"] == "box"][["x_from", "x_to", "y_from", "y_to"]].to_numpy().tolist()
    assert box == pytest.approx([0.45, 0.75, 0.015, 0.03])
    lines = rows[rows["layer"] == "line"]
    assert set(lines["kind"]) == {"30%", "50%", "80%"}
    assert (lines["at"].diff().dropna() > 0).all()
    assert len(rows) < 1000
    frontier = rows[rows["layer"] == "frontier"]
    prices = frontier["x"] / frontier["y"]  # CPC / CVR = max CPO, about 30
    assert prices.max() == pytest.approx(prices.min())
    assert prices.iloc[0] == pytest.approx(figures_of(plan).spreads["max_cpo"].median.value, rel=2e-3)


def test_another_pair_is_mapped_and_stays_after_a_change_of_page():
    screen = map_screen()
    screen.at.selectbox(key="drivers_x").set_value("aov")
    screen.run().go("plan").go("drivers")
    chart = pictures(screen)[0]
    assert chart.alt.startswith("Chance to pay off by Order value (AOV) and Conversion rate (CVR)")
    assert "frontier" not in set(rows_of(chart)["layer"])
    assert "CVR × max CPO" not in captions(screen)


def test_a_map_without_any_chance_says_why_and_what_to_do():
    def warned(link):
        return "\n".join(item.value for item in show(drivers_screen(link), "map").at.main.warning)

    nothing_left = warned({"cogs_share": "0.95"})
    assert "Nowhere on this map does the chance to pay off reach 1%: an order leaves −\u2060€" in nothing_left
    assert "Raise the order value or lower the costs" in nothing_left
    dear = warned({"cpc_low": "8", "cpc_high": "9"})
    assert "Choose another pair" in dear
    assert not warned({})


def test_the_same_input_cannot_be_chosen_twice():
    screen = map_screen()
    assert "Click price (CPC)" not in screen.at.selectbox(key="drivers_y").options
    screen.at.selectbox(key="drivers_x").set_value("cvr")
    screen.run()
    assert pictures(screen)[0].alt.startswith("Chance to pay off by Conversion rate (CVR) and Click price (CPC)")
    assert "frontier" in set(rows_of(pictures(screen)[0])["layer"])


def test_a_pair_of_which_one_becomes_known_gives_way_to_another():
    screen = map_screen()
    screen.give_as("cpc", "known")
    assert pictures(screen)[0].alt.startswith("Chance to pay off by ")
    assert "Click price" not in pictures(screen)[0].alt


def test_axes_of_shares_are_in_percent_and_money_is_not():
    spec = json.loads(pictures(map_screen())[0].spec)
    first = spec["layer"][0]["encoding"]
    assert "%" in first["y"]["axis"]["format"]
    assert "%" not in first["x"]["axis"]["format"]
    assert first["x"]["title"] == "Click price (CPC), €"


# -- tables and files -----------------------------------------------------------------------------------------------


def test_the_tables_hold_every_input_and_luck():
    screen = open_box(drivers_screen(), "drivers_tables")
    effects, explained = (item.value for item in screen.at.dataframe)
    assert list(effects["input"]) == ["Conversion rate (CVR)", "Click price (CPC)", "Order value (AOV)"]
    assert next(iter(effects["Chance to pay off"])) == "13% – 98%"
    assert list(explained["input"])[-1] == "Luck"
    assert list(explained["chance to pay off, range half as wide"])[-1] == "–"
    (lines,) = (item.value for item in open_box(map_screen(), "map_table").at.dataframe)
    assert set(lines.columns) == {
        "Click price (CPC)", "Conversion rate (CVR) for 30%", "Conversion rate (CVR) for 50%",
        "Conversion rate (CVR) for 80%",
    }  # fmt: skip


def test_a_line_of_the_table_lies_between_the_cells_of_the_map():
    map_ = driver_map(plan_with(), "cpc", "cvr", cells=two_inputs.MAP_CELLS)
    table = two_inputs.line_rows(WORDS, plan_with(), map_)
    at, written = map_.x.middles[9], table[3]["Conversion rate (CVR) for 50%"]
    column = map_.cells[map_.cells["x"] == at].set_index("y")["break_even_probability"]
    rate = float(written.rstrip("%")) / 100
    assert column[column.index < rate - 1e-4].iloc[-1] < 0.5 < column[column.index > rate + 1e-4].iloc[0]


@pytest.mark.parametrize(("dialect", "separator", "decimal"), [("point", ",", "."), ("comma", ";", ",")])
def test_figures_and_map_come_as_files_in_both_dialects(dialect, separator, decimal):
    plan = plan_with()
    drivers, map_ = drivers_of(plan), driver_map(plan, "cpc", "cvr", cells=two_inputs.MAP_CELLS)

    def read(content):
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=separator))

    influences = read(write_table(drivers.influences, dialect=dialect))
    assert [row["input"] for row in influences] == list(drivers.influences["input"])
    assert [float(row["total"].replace(decimal, ".")) for row in influences] == list(drivers.influences["total"])
    assert influences[-1]["input"] == ORDER_LUCK
    assert influences[-1]["halved_break_even"] == ""
    cells = read(two_inputs.map_csv(map_, dialect))
    assert list(cells[0]) == ["cpc", "cpc_from", "cpc_to", "cvr", "cvr_from", "cvr_to", "break_even_probability"]
    assert len(cells) == two_inputs.MAP_CELLS**2


def test_a_dollar_sign_opens_no_formula():
    screen = drivers_screen({"currency": "USD"})
    texts = [item.value for item in [*screen.at.main.markdown, *screen.at.main.caption, *screen.at.main.info]]
    assert not any("$" in text.replace("\\$", "") for text in texts)
