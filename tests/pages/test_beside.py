"""Nothing that was typed is lost: tables and kept plans come back from the address; what comes in one is checked."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.frame import beside
from pages.kit import columns
from simulator import InputError
from simulator.forms.packing import LARGEST, LONGEST, packed, unpacked
from tests.pages.screen import Screen

ROWS = [
    {"name": 'Search; "brand", €', "spend": "2,500", "cpc": "0.55 – 0.85", "cvr": "2 – 3.2"},
    {"name": "=1+1", "spend": "abc", "cpc": "0.35-0.60", "cvr": "1 – 1.8"},
]


def edit(screen, rows):
    key = f"{columns.CHANNELS_TABLE}_{screen.at.session_state[f'_turn_{columns.CHANNELS_TABLE}']}"
    screen.at.session_state[key] = {"edited_rows": dict(enumerate(rows)), "added_rows": [], "deleted_rows": []}
    return screen.run()


def cells(screen):
    table = screen.at.dataframe[0].value
    return [{name: row[name] for name in ROWS[0]} for row in table.to_dict("records")]


def letters_of(content):
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(deflate.compress(content) + deflate.flush()).decode().rstrip("=")


# -- there and back -------------------------------------------------------------------------------------------------


@given(st.text(max_size=300))
def test_what_is_packed_comes_back(text):
    assert unpacked(packed(text)) == text


def test_a_table_survives_a_reload_to_the_last_mistake_in_it():
    screen = edit(Screen(page="channels"), ROWS)
    assert set(screen.address) == {"channels"}
    again = Screen(screen.address, page="channels")
    assert cells(again) == ROWS
    assert "“abc” cannot be read" in "".join(box.value for box in again.at.main.error)
    in_french = Screen(screen.address, locale="fr-FR", page="channels")
    assert cells(in_french)[0]["cpc"] == "0,55 – 0,85"
    # The plan moves on, the table stays; the example has no place in an address.
    assert set(again.type("budget", "6,000").address) == {"budget", "channels"}
    again.unfold("start")
    again.at.session_state["channels_filling"] = True
    assert set(again.run().click("channels_example").address) == {"budget"}


def test_what_the_split_should_do_survives_a_reload_and_another_page():
    screen = Screen(page="channels")
    screen.at.segmented_control(key="channels_range").set_value("anywhere")
    screen.at.segmented_control(key="channels_all_of_it").set_value(True)
    screen.at.selectbox(key="channels_goal").set_value("most_orders")
    screen.run()
    for name, text in (("total", "4,500.5"), ("target_cpo", "25"), ("chance", "many")):
        screen.at.text_input(key=f"channels_{name}").set_value(text)
    screen.at.session_state["channels_together"] = True
    screen.run().at.select_slider(key="channels_correlation").set_value(0.7)
    screen.run()
    assert set(screen.address) == {"split"}
    assert screen.go("plan").address == screen.address
    again = Screen(screen.address, locale="fr-FR")
    assert again.address == screen.address
    again.go("channels")
    assert again.at.selectbox(key="channels_goal").value == "most_orders"
    assert again.at.segmented_control(key="channels_range").value == "anywhere"
    assert again.at.segmented_control(key="channels_all_of_it").value is True
    assert [again.at.text_input(key=f"channels_{name}").value for name in ("total", "target_cpo", "chance")] == [
        "4\u202f500,5", "25", "many",
    ]  # fmt: skip
    again.at.session_state["channels_together"] = True
    assert again.run().at.select_slider(key="channels_correlation").value == 0.7


def test_an_older_address_that_says_only_what_was_wanted_still_spends_it_all():
    """What pays is where Channels begins now; an address of today says which of both it means."""
    old = Screen({"split": packed("channels_goal,most_orders,")}, page="channels")
    assert old.at.segmented_control(key="channels_all_of_it").value is True
    screen = Screen(page="channels")
    screen.at.selectbox(key="channels_goal").set_value("most_orders")
    again = Screen(screen.run().address, page="channels")
    assert again.at.selectbox(key="channels_goal").value == "most_orders"
    assert again.at.segmented_control(key="channels_all_of_it").value is False


@pytest.mark.parametrize(
    "text",
    [
        "channels_goal,all,",
        "channels_total,1,xx_YY",
        "name,1,",
        "channels_range,near",
        "channels_range,anywhere,\nchannels_range,near,",
    ],
)
def test_what_the_split_should_do_is_read_only_as_the_app_writes_it(text):
    assert "should do could not be read" in Screen({"split": packed(text)}).notes[0]


def test_a_presets_table_and_kept_plans_survive_a_reload():
    screen = Screen().preset("two_channels").click("keep_plan").type("budget", "7,000").click("keep_plan")
    again = Screen(screen.address)
    assert again.notes == []
    assert again.address == screen.address
    again.go("compare")
    assert list(again.at.dataframe[0].value["budget"]) == ["US$7,000", "US$6,000"]
    again.go("channels")
    assert again.at.dataframe[0].value["name"].tolist() == screen.go("channels").at.dataframe[0].value["name"].tolist()
    # A table of a preset goes with it, also after a reload.
    again.preset("beauty_eu").go("channels")
    assert again.at.dataframe[0].value["spend"].tolist() == ["1,500", "1,000"]


def test_what_does_not_fit_into_an_address_is_said_and_left_where_it_is(monkeypatch):
    monkeypatch.setattr(beside, "LONGEST", 20)
    screen = edit(Screen(page="channels"), ROWS)
    assert screen.address == {"channels": "long"}
    assert "The table of Channels is too long for the address" in screen.captions
    assert cells(screen.type("budget", "6,000").go("plan").go("channels")) == ROWS
    assert "was too long for the link and is not in it" in "".join(Screen(screen.address).notes)


# -- what comes in an address was written by anybody ----------------------------------------------------------------


@pytest.mark.parametrize(
    "letters",
    [
        "%%%", "a", "AAAA", "ü", "x" * (LONGEST + 1), letters_of(b"0" * 50_000_000), letters_of(b"\xff\xfe"),
        packed("en_GB\nname,spend")[:-2], packed("text") + "AAAA",
    ],
    ids=["signs", "one", "no deflate", "umlaut", "long", "bomb", "no text", "cut", "more behind"],
)  # fmt: skip
def test_what_is_damaged_is_said_and_changes_nothing(letters):
    screen = Screen({"budget": "6000", **dict.fromkeys(beside.NAMES, letters)})
    assert screen.text_in("budget") == "6,000"
    assert len(screen.notes) == len(beside.NAMES)
    assert all("could not be read" in note for note in screen.notes)
    assert screen.address == {"budget": "6000"}


def test_a_bomb_is_never_unpacked():
    bomb = letters_of(b"0" * 50_000_000)
    assert len(bomb) > LONGEST  # the length alone stops it
    small = letters_of(b"0" * (LARGEST + 1))
    assert len(small) < LONGEST
    with pytest.raises(InputError, match="too long"):
        unpacked(small)


@pytest.mark.parametrize(
    "text",
    [
        "en_GB", "xx_YY,\nname\na\n", "en_GB,\nname,name\na,b\n", "en_GB,\nother\na\n", "en_GB,\nname\na,b\n",
        'en_GB,\nname\n"a\n', "en_GB,\nname\n" + "a\n" * 201, "en_GB,\nname\n" + "a" * 81 + "\n",
    ],
    ids=["no columns", "language", "twice", "unknown", "ragged", "quotation", "rows", "cell"],
)  # fmt: skip
def test_a_table_that_the_app_did_not_write_is_refused(text):
    assert "The table of Channels in the link could not be read" in Screen({"channels": packed(text)}).notes[0]


def test_of_kept_plans_that_are_none_nothing_is_kept():
    screen = Screen({"kept": packed("budget=-5\nbudget=6000\nnonsense")}, page="compare")
    assert [plan.scenario.budget for plan in screen.at.session_state["kept"]] == [6000.0, 5000.0]
