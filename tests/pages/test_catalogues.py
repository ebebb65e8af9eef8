"""Every visible text goes through the catalogues: seen with a pseudo-language in which each text of ours is marked.

Long because the pseudo-language and all that is walked with it stand together.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from functools import cache
from pathlib import Path

import altair as alt
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jsonschema import ValidationError
from jsonschema.validators import validator_for

from pages.kit import labels
from pages.kit import languages as kit_languages
from pages.kit.words import words_for
from simulator import write_scenarios
from simulator.cache import results
from simulator.currencies import CURRENCIES
from simulator.evidence.reading.headers import signature
from simulator.facts import facts
from simulator.forms.fields import BY_NAME
from simulator.forms.presets import presets
from simulator.questions.levers import MOVES
from tests.pages.screen import GROUPS, ICONS, START_OPEN, Screen, plan_with
from tools import messages

ROOT = Path(__file__).parents[2]
LETTERS = str.maketrans(
    {chr(plain): chr(0xFF21 + at) for at, plain in enumerate(range(ord("A"), ord("Z") + 1))}
    | {chr(plain): chr(0xFF41 + at) for at, plain in enumerate(range(ord("a"), ord("z") + 1))}
)
"""Latin letters to their wide forms: a text that went through the catalogue has no plain letter left."""
KEPT_IN_A_TEXT = re.compile(r"\{\w*\}|:\w+\[|:material/\w+:")


def pseudo(text):
    """A text in the pseudo-language; places, colours and icons in it stay."""
    translated, end = "", 0
    for markup in KEPT_IN_A_TEXT.finditer(text):
        translated += text[end : markup.start()].translate(LETTERS) + markup.group()
        end = markup.end()
    return translated + text[end:].translate(LETTERS)


@pytest.fixture(scope="module")
def pseudo_catalogues(tmp_path_factory):
    """Slovenian becomes the pseudo-language: its numbers differ from ours, and it has four plural forms."""
    catalogue = Catalog(locale="sl")
    for message, _ in messages.messages():
        if isinstance(message, tuple):
            catalogue.add(message, [pseudo(message[1])] * catalogue.num_plurals)
        else:
            catalogue.add(message, pseudo(message))
    catalogues = tmp_path_factory.mktemp("pseudo")
    folder = catalogues / "sl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.po").open("wb") as file:
        write_po(file, catalogue)
    return catalogues


@pytest.fixture(scope="module")
def pseudo_slovenian(pseudo_catalogues):
    """The app reads the pseudo-language where it would read Slovenian: for all visits of this file, since whatever was
    worked out in it stays right for the next one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kit_languages, "CATALOGUES", pseudo_catalogues)
        forget()
        yield
    forget()


def forget():
    """Whatever a module of the pages has cached may hold texts of the catalogue that was read before."""
    modules = [module for name, module in sys.modules.items() if name.split(".")[0] == "pages"]
    caches = {
        id(value): value for module in modules for value in vars(module).values() if hasattr(value, "cache_clear")
    }
    assert labels.label_of in caches.values()
    for element in caches.values():
        element.cache_clear()
    results.clear()


# -- what is on a screen --------------------------------------------------------------------------------------------

PROSE = (
    "label",
    "body",
    "help",
    "title",
    "placeholder",
    "delta_description",
    "alt",
    "value",
    "options",
    "header",
    "text",
)
"""Fields of Streamlit's messages that a person reads."""


def texts_of(message):
    """Every text in a message of Streamlit that a person can read."""
    for field, value in message.ListFields():
        values = value if field.is_repeated else [value]
        for element in values:
            if isinstance(element, str):
                if field.name in PROSE:
                    yield element
            elif hasattr(element, "ListFields"):
                yield from texts_of(element)


def chart_texts(spec):
    """Titles, names and legends in the specification of a chart."""
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name in ("title", "text", "domain", "legend") and isinstance(value, str):
                yield value
            elif name == "domain" and isinstance(value, list):
                yield from (element for element in value if isinstance(element, str))
            else:
                yield from chart_texts(value)
    elif isinstance(spec, list):
        for element in spec:
            yield from chart_texts(element)


def seen(screen):
    """All texts on the screen."""
    for node in screen.at._tree:
        proto = getattr(node, "proto", None)
        if proto is None or not hasattr(proto, "ListFields"):
            continue
        if node.type == "vega_lite_chart":
            yield proto.alt
            yield from chart_texts(json.loads(proto.spec))
            continue
        if node.type in ("arrow_data_frame", "dataframe", "table", "arrow_table"):
            frame = node.value
            shown = json.loads(proto.columns or "{}")
            for column in frame.columns:  # an edited table shows its columns by other names
                texts = shown.get(str(column), {})
                yield from (texts.get("label") or str(column), texts.get("help") or "")
            yield from (str(cell) for column in frame for cell in frame[column] if isinstance(cell, str))
        yield from texts_of(proto)


DIRECTIVES = re.compile(r":[a-z-]+\[|:[a-z-]+:|:material/\w+:")
CODES = sorted({"CSV", "PNG", "SVG", "UTF", "BOM", *CURRENCIES, "EUR", "GBP", "US"}, key=len, reverse=True)


@cache
def foreign():
    """Texts that are not ours to translate: names of locales, currencies and plans, and quotations of sources."""
    names = [words_for(name).display_name for name in kit_languages.LOCALES]
    names += [kit_languages.language_name(language) for language in kit_languages.languages()]
    quotations = [part for fact in facts().values() for part in (fact.publisher, fact.url)]
    credits = [origin.credit for preset in presets().values() for origin in preset.origins if origin.credit]
    currencies = [words_for("sl_SI").currency_name(code) for code in CURRENCIES]
    exceptions = {text.replace("\\", "") for text in (*names, *quotations, *credits, *currencies)}
    return tuple(sorted(exceptions, key=len, reverse=True))


def quoted():
    """Cells that `facts.csv` says as published: who published it, and where."""
    for fact in facts().values():
        yield from (fact.publisher, fact.url)


@cache
def left_in_english(text, known):
    plain = DIRECTIVES.sub(" ", text.replace("\\", ""))
    for element in known:
        plain = plain.replace(element, " ")
    plain = re.sub(r"\b(?:mio|mrd|bil)\.", " ", plain)  # millions and more, by the locale of the numbers
    plain = re.sub(r"https?://\S+|\b[a-z_]+\.csv\b", " ", plain)
    plain = re.sub(
        rf"(“|{pseudo('column')} )({'|'.join(BY_NAME)})\b", " ", plain
    )  # a name in a link or a file is a code
    plain = re.sub(rf"\b({'|'.join(CODES)})\b", " ", plain)
    return re.findall(r"[A-Za-z]{2,}", plain)


def untranslated(screen):
    known = foreign()
    cells = set(quoted())
    texts = {text for text in seen(screen) if text not in cells}
    return {text: exceptions for text in texts if (exceptions := left_in_english(text, known))}


# -- the tests ------------------------------------------------------------------------------------------------------


QUESTIONS = (
    "plan", "margin", "budget", "channels", "trial", "funnel", "segments", "omnichannel", "drivers", "goal", "compare",
    "evidence", "track", "glossary",
)  # fmt: skip
OPENED = {question: {} for question in QUESTIONS}
"""What a page folds, as the visits of this process have found it: the next one has it open from its first run on."""
SIDEBAR = [f"{group}_group" for group in GROUPS]


def everything_open(link, question):
    state = dict.fromkeys(SIDEBAR, question == "plan") | OPENED[question]
    return opened_to_the_end(Screen(link, locale="sl-SI", page=question, state=state), question)


def all_opened(screen, question):
    """A page with all of its parts open; the groups of the sidebar, which every page has alike, on Plan only."""
    for key, shown in (dict.fromkeys(SIDEBAR, question == "plan") | OPENED[question]).items():
        screen.at.session_state[key] = shown
    return opened_to_the_end(screen.go(question), question)


def opened_to_the_end(screen, question):
    """What is opened may hold more that is folded."""
    while shut := [key for key in folded(screen) if not screen.at.session_state[key] and key not in SIDEBAR]:
        for key in shut:
            OPENED[question][key] = screen.at.session_state[key] = True
        screen.run()
    assert set(SIDEBAR) < set(folded(screen))
    return screen


def folded(screen):
    """The keys of whatever shows more when it is opened."""
    boxes = (node for node in screen.at._tree if getattr(node, "type", "") in ("expandable", "expander", "popover"))
    return [str(box.key) for box in boxes if box.key in screen.at.session_state]


LINKS = {
    "first visit": {},
    "everything on": {
        "baseline": "1",
        "repeat_on": "1",
        "currency": "CHF",
        "cvr_kind": "counts",
        "cvr_orders": "30",
        "cvr_clicks": "1000",
        "cpc_kind": "three_points",
        "cpc_mode": "0.6",
        "aov_kind": "known",
        "aov": "80",
        "target_kind": "cpo",
        "target_cpo": "10",
        "cogs_kind": "per_order",
        "cogs_per_order": "30",
        "cpc_elasticity": "0.9",
        "store_orders_per_100_clicks_low": "0.3",
        "store_orders_per_100_clicks_high": "1",
        "store_aov_low": "70",
        "store_aov_high": "70",
        "store_margin_share_low": "0.35",
        "store_margin_share_high": "0.35",
        "collect_handling": "9",
        "collect_share_low": "0.3",
        "collect_share_high": "0.3",
        "partner_revenue_share_low": "0.1",
        "partner_revenue_share_high": "0.1",
    },
    "stop": {
        "cpc_low": "1.5",
        "cpc_high": "2.5",
        "cvr_level": "0.8",
        "target_kind": "share",
        "target_profit_share": "0.2",
    },
    "no margin": {"cogs_share": "1"},
    "too few orders": {"budget": "5"},
    "scale": {"cpc_low": "0.05", "cpc_high": "0.08"},
    "garbage": {
        "12": "1",
        "budget": "-5",
        "cpc_low": "0",
        "seed": "0.5",
        "cvr_level": "7",
        "scrambles": "0",
        "34": "5",
        "store_sales": "-1",
        "visits": "7",
        "incrementality_low": "3",
    },
}


OF_THE_ANSWER = [question for question in QUESTIONS if question not in ("compare", "evidence", "glossary")]
"""Pages whose texts depend on how the plan does."""


def all_but(*others):
    return [question for question in OF_THE_ANSWER if question not in others]


CASES = {
    "first visit": [page for page in QUESTIONS if page not in ("budget", "channels", "funnel", "omnichannel")],
    "everything on": (*OF_THE_ANSWER, "compare"),
    "stop": OF_THE_ANSWER,
    "no margin": OF_THE_ANSWER,
    "too few orders": all_but("omnichannel"),
    "scale": all_but("margin", "trial"),
    "garbage": ("plan", "omnichannel"),
}
"""Where a plan shows a text or a picture that no other case of this file shows.

Numbers and signs of money make no other text.
"""


@pytest.fixture(scope="module")
def visits(pseudo_slovenian):
    """One visit for each case, which goes from page to page: what a link says that is wrong stays in view."""

    @cache
    def visit(case):
        return Screen(LINKS[case], locale="sl-SI", folded=False)

    return visit


@pytest.mark.parametrize(("case", "question"), [(case, question) for case in LINKS for question in CASES[case]])
def test_no_visible_text_goes_round_the_catalogues(visits, case, question):
    screen = all_opened(visits(case), question)
    assert untranslated(screen) == {}
    for spec in specifications(screen):  # here since every chart of every page is in view: to open them all takes long
        hold_against_the_schema(spec)


def specifications(screen):
    return [node.proto.spec for node in screen.at._tree if node.type == "vega_lite_chart"]


@cache
def hold_against_the_schema(spec):
    """Raises where Vega-Lite does not know a mark, a channel or a setting; the app does not take the time to look."""
    vega_lite().validate({**json.loads(spec), "data": {"name": "table"}})


@cache
def vega_lite():
    """Altair's own check makes its references ready anew for each chart, which takes five times as long."""
    schema = alt.load_schema()
    return validator_for(schema)(schema)


def test_a_mark_or_a_channel_that_vega_lite_does_not_know_would_be_seen():
    good = {"mark": {"type": "bar"}, "encoding": {"x": {"field": "x", "type": "quantitative"}}}
    hold_against_the_schema(json.dumps(good))
    for wrong in ({"mark": {"type": "pie"}}, {"encoding": {"x": {"field": "x", "type": "money"}}}):
        with pytest.raises(ValidationError):
            hold_against_the_schema(json.dumps({**good, **wrong}))


ANSWERS = {
    "budget": [
        {
            "spend_before": "5000",
            "cpo_before": "24",
            "spend_after": "10000",
            "cpo_after": after,
            "wanted_orders": orders,
        }
        for after, orders in (("28", "300"), ("20", "-1"), ("60", "12345678"), ("24,1", "x"))
    ],
    "trial": [
        {"clicks": clicks, "orders": orders, "multiple": multiple, "sure_at": sure}
        for clicks, orders, multiple, sure in (
            ("900", "40", "2", "90"),
            ("900", "2", "0", "80"),
            ("9", "10", "x", "99"),
        )
    ],
}
"""What is typed into the fields of a page, time after time."""


@pytest.mark.parametrize("question", ANSWERS)
@pytest.mark.usefixtures("pseudo_slovenian")
def test_no_answer_to_what_a_page_asks_goes_round_the_catalogues(question):
    screen = everything_open({}, question)
    for typed in ANSWERS[question]:
        for name, text in typed.items():
            screen.at.text_input(key=f"{question}_{name}").set_value(text)
        screen.run()
        if question == "budget" and not screen.at.button(key="budget_find").disabled:
            screen.click("budget_find")
        assert untranslated(screen) == {}


FUNNELS = {
    "all levers": {**{f"lever_{kind}": "1" for kind in MOVES}, "repeat_on": "1", "retention": "0.4"},
    "mails to all": {"lever_retention_mails": "1", "repeat_on": "1"},
    "one that can do nothing": {"lever_retention_mails": "1", "lever_traffic_quality_high": "0.2"},
    "none": {f"lever_{kind}": "0" for kind in MOVES},
    "none pays": {"cogs_share": "0.9", "lever_landing_page_cost": "9999", "lever_bids": "0"},
    "wrong levers": {"lever_bids_low": "0.5", "lever_checkout_low": "-3", "lever_landing_page_cost": "-1"},
    "no funnel": {"checkout_completion_low": "0.1", "checkout_completion_high": "0.1"},
    "nothing known": {"visit_share_low": "0.0001", "visit_share_high": "0.9", "add_to_cart_rate_low": "0.0001"},
}


@pytest.mark.parametrize("case", FUNNELS)
@pytest.mark.usefixtures("pseudo_slovenian")
def test_no_text_about_levers_goes_round_the_catalogues(case):
    screen = everything_open(FUNNELS[case], "funnel")
    assert untranslated(screen) == {}
    for kind in MOVES if case == "all levers" else ():
        screen.at.selectbox(key="funnel_lever").set_value(kind)
        assert untranslated(screen.run()) == {}


CHANNELS = (
    {"cvr": "2 – x", "spend": "-1"},
    {"name": "", "cpc": ""},
    {"min_spend": "4000"},
    {"max_spend": "10"},
    {"max_spend": "99", "spend": "1000", "new_customer_share": "40", "contribution_share": "80"},
    {"spend": "100", "reference_spend": "1000", "cpc_elasticity": "0"},
)


SPLITS = {
    "expected": [("", cells) for at, cells in enumerate(CHANNELS) if at != 3],
    "cautious": [("", CHANNELS[3]), ("", CHANNELS[5])],
    "most_orders": [("", CHANNELS[2]), ("10", CHANNELS[5]), ("80", CHANNELS[3]), ("80", CHANNELS[5])],
}
"""Goals, and what is typed for each, a target first, that shows a text which none of the others shows."""


@pytest.mark.usefixtures("pseudo_slovenian")
def test_no_text_about_channels_goes_round_the_catalogues(subtests):
    screen = everything_open({}, "channels")
    for goal, typed in SPLITS.items():
        screen.at.selectbox(key="channels_goal").set_value(goal)
        screen.run()
        for target, cells in typed:
            edits = {0: {"name": "12", **cells}, 1: {"name": "34", **cells}}
            screen.at.session_state[widget_key_of(screen, "channels_table")] = {
                "edited_rows": edits, "added_rows": [], "deleted_rows": [],
            }  # fmt: skip
            if goal == "most_orders":
                screen.at.text_input(key="channels_target_cpo").set_value(target)
            with subtests.test(goal=goal, target=target, cells=cells):
                assert untranslated(opened_to_the_end(screen.run(), "channels")) == {}


@pytest.mark.usefixtures("pseudo_slovenian")
def test_no_text_about_a_table_of_segments_goes_round_the_catalogues():
    screen = everything_open({}, "segments")
    screen.click("segments_fill")
    assert untranslated(screen) == {}
    for row in ({"aov": "12 – 3"}, {"share": "1;2"}, {"share": "10"}, {"share": ""}, {"orders_per_year": "3"}):
        screen.at.session_state[widget_key_of(screen, "segments_table")] = {
            "edited_rows": {0: row}, "added_rows": [], "deleted_rows": [],
        }  # fmt: skip
        assert screen.run().at.main.error
        assert untranslated(screen) == {}


def widget_key_of(screen, table):
    """The key of a table that is edited: it counts how often it began anew."""
    return f"{table}_{screen.at.session_state[f'_turn_{table}']}"


@pytest.mark.usefixtures("pseudo_slovenian")
def test_no_text_about_a_file_goes_round_the_catalogues():
    plans = [plan_with(name="12"), plan_with(name="34", budget=1000.0)]
    good = write_scenarios(plans).decode("utf-8-sig")
    screen = Screen(locale="sl-SI", state=START_OPEN)
    for content in (good, good.replace("5000", "-1"), good.replace("1000", "x"), "", "1,2\n3,4", good + "\n1,2\n", '"'):
        assert untranslated(screen.upload(content.encode(), "12.csv")) == {}, content


GREEK = ("Ημέρα", "Εκστρατεία", "Δαπάνη", "Κλικ", "Παραγγελίες", "Αξία")
"""Headers in letters that no text of ours has."""


def export_of(days, *, clicks=300, first=13):
    """An account with names of digits, in Greek."""
    days = [f"{first + at % 10}/{5 + at // 10:02d}/2026" for at in range(days)]
    rows = [(day, name, clicks / 2, clicks, 3 + at % 3, 240) for at, day in enumerate(days) for name in ("12", "34")]
    return "\n".join(",".join(map(str, row)) for row in (GREEK, *rows)) + "\n"


EXPORTS = {
    "read": [export_of(70)],
    "short": [export_of(5)],
    "days that may be months": [export_of(10, first=1)],
    "without clicks": [export_of(30, clicks=0)],
    "with gaps": [export_of(60).replace(",300,", ",?,", 3)],
    "twice": [export_of(40), export_of(40)],
    "nothing": ["", "1,2\n3,4\n"],
}


OTHER_WHEN_READ_BEFORE = ("read", "with gaps", "nothing")
"""Exports of which another text stands on the page when its reader comes back to it."""


def words_in_english(screen):
    """What is left in English but for the names of months, which are the locale's own."""
    months = {name.rstrip(".") for name in words_for("sl_SI").locale.months["format"]["abbreviated"].values()}
    return {word for kit_languages in untranslated(screen).values() for word in kit_languages} - months


@pytest.mark.parametrize("case", EXPORTS)
@pytest.mark.usefixtures("pseudo_slovenian")
def test_no_text_about_an_export_goes_round_the_catalogues(case):
    screen = Screen(locale="sl-SI", page="evidence", state=OPENED["evidence"])
    meanings = ("date", "campaign", "spend", "clicks", "orders", "value")
    screen.at.session_state["exports_mappings"] = {signature(GREEK): tuple(zip(GREEK, meanings, strict=True))}
    files = [(f"{at}", content.encode(), "") for at, content in enumerate(EXPORTS[case])]
    screen.at.file_uploader(key="exports_upload").set_value(files)
    opened_to_the_end(screen.run(), "evidence")
    assert words_in_english(screen) == set()
    if case in OTHER_WHEN_READ_BEFORE:
        assert words_in_english(screen.go("plan").go("evidence")) == set()


@pytest.mark.usefixtures("pseudo_slovenian")
def test_no_text_about_orders_of_a_shop_goes_round_the_catalogues():
    orders = ["Name,Id,Email,Created at,Subtotal,Currency,Financial Status,Cancelled at,Refunded Amount"]
    for at in range(600):
        day = f"2026-{1 + at // 60:02d}-{1 + at % 28:02d} 10:00:00 +0200"
        orders.append(f"#{at},{at},{at % 90}@1.2,{day},{50 + at % 40},EUR,paid,,{at % 9 // 8 * 20}")
    screen = Screen(locale="sl-SI", page="evidence")
    content = ("\n".join(orders) + "\n").encode()
    screen.at.file_uploader(key="exports_upload").set_value([("1", content, "")])
    screen.run()
    screen.at.session_state["cohorts"] = True
    screen.run()
    assert words_in_english(screen) <= set(re.findall("[A-Za-z]+", orders[0]))


@pytest.mark.usefixtures("pseudo_slovenian")
def test_each_preset_is_told_in_the_readers_language():
    screen = Screen(locale="sl-SI", state={**START_OPEN, "preset_sources": True})
    for code in presets():
        screen.at.selectbox(key="preset").set_value(code)
        screen.run()
        assert untranslated(screen) == {}
        screen.click("take_preset")
        assert not re.search("[A-Za-z]", screen.text_in("name"))


@pytest.mark.usefixtures("pseudo_slovenian")
def test_the_search_for_english_can_find_it():
    screen = Screen(locale="sl-SI")
    assert any("Ｂｕｄｇｅｔ" in text for text in seen(screen))
    assert left_in_english("Ｂｕｄｇｅｔ, EUR 1.234,50 :red[⚠]", foreign()) == []
    assert left_in_english("Ｂｕｄｇｅｔ per day", foreign()) == ["per", "day"]
    assert any(icon in ICONS for icon in (box.icon for box in screen.at.main.warning))


def test_a_language_without_a_catalogue_reads_english():
    assert words_for("fi_FI").text("Budget") == "Budget"


def test_the_template_of_the_catalogues_is_up_to_date(capsys):
    messages.main()
    template = (ROOT / "locale" / "messages.pot").read_text(encoding="utf-8")
    assert capsys.readouterr().out == template, "run `make messages`"


@cache
def calls_in(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_no_marked_text_hides_from_the_template():
    """Before Python 3.12 Babel's search does not see what stands inside an f-string."""
    with (ROOT / "locale" / "messages.pot").open("rb") as file:
        template = {message.id for message in read_po(file)}
    for path in (*ROOT.glob("pages/**/*.py"), *ROOT.glob("simulator/*.py")):
        for node in calls_in(path):
            if getattr(node.func, "id", "") == "N_":
                (text,) = node.args
                assert isinstance(text, ast.Constant), f"{path}:{node.lineno}"
                assert text.value in template, f"{path}:{node.lineno}: {text.value}"


def test_no_text_of_the_core_is_chosen_inside_the_call_that_marks_it():
    """Babel would join both into one text that nothing looks up."""
    for path in ROOT.glob("simulator/**/*.py"):
        for node in calls_in(path):
            if getattr(node.func, "id", "") == "InputError" and node.args:
                assert not isinstance(node.args[0], ast.IfExp | ast.BinOp), f"{path}:{node.lineno}"


def test_every_text_of_the_template_keeps_its_places_when_it_is_filled():
    with (ROOT / "locale" / "messages.pot").open("rb") as file:
        for message in read_po(file):
            for text in [message.id] if isinstance(message.id, str) else list(message.id):
                places = re.findall(r"\{(\w+)\}", text)
                assert text.format(**dict.fromkeys(places, "x")).count("{") == 0
