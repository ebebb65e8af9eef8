"""A report says what its page says, draws what it draws, and shows what was typed as it was typed."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from babel.numbers import get_currency_symbol

from pages.frame import handing_on
from pages.kit import drawing
from pages.kit.handout import Given, Learned, inputs_of, source_of
from pages.kit.languages import LOCALES, best_locale, languages
from pages.kit.report import (
    TEMPLATE,
    Letterhead,
    Report,
    Section,
    Table,
    _compiled,
    _data,
    paper_of,
    pdf_of,
    plain,
    runs_of,
)
from pages.kit.words import plain_markdown, words_for
from pages.parts.plan import drawn
from pages.parts.plan.report import report_of
from simulator.currencies import CURRENCIES
from simulator.forms.fields import START, fields_of, plan_of
from simulator.questions.figures import figures_of
from tests.pages.screen import Screen

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 29)
LINK = "https://example.org/plan?budget=5000"
PDFTOTEXT = shutil.which("pdftotext")
HOSTILE = (
    "#strong[x] #eval(\"1\") #sys.inputs",
    "$a + b$ @ref <label> *b* _i_ `c`",
    "\\#x \\ // c /* d */ = e",
    "</text><script>alert(1)</script> & {{x}} %s",
    "**bold** [x](https://e.example) :red[y]",
    "č š ž é ü ß Ł ő Ř",
    "Ads 🙂 🚀 ☀",
)  # fmt: skip
RIGHT_TO_LEFT = ("שלום עולם", "مرحبا")


def plan_with(**values):
    plan, problems = plan_of({**START, **values})
    assert plan is not None, problems
    return plan


def report(plan=None, locale="en_GB", given=None):
    return report_of(words_for(locale), plan or plan_with(), given or Given(DAY, LINK))


def text_of(pdf, tmp_path):
    """The text that a reader of the PDF can select, without marks of direction."""
    if PDFTOTEXT is None:
        pytest.skip("there is no pdftotext: apt-get install poppler-utils")
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    made = subprocess.run([PDFTOTEXT, "-raw", file, "-"], check=True, capture_output=True, timeout=60).stdout.decode()
    return "".join(letter for letter in made if unicodedata.category(letter) != "Cf")


def pages_of(pdf):
    return len(re.findall(rb"/Type ?/Page\b(?!s)", pdf))


# -- what it says ------------------------------------------------------------------------------------------------


def test_a_report_says_the_answer_the_inputs_and_their_source_in_text_that_can_be_selected(tmp_path):
    plan = plan_with(name="Spring", budget=12_000.0)
    text = " ".join(text_of(pdf_of(report(plan)), tmp_path).split())
    figures = figures_of(plan)
    words = words_for("en_GB")
    for part in (
        "Will these ads pay off?", "Plan: Spring", "29 Nov 2026", "OPTIMISE", "€12,000 of ads in 30 days",
        words.brief_chance(figures.break_even_probability), "What would change the answer", "What it assumes",
        "What it cannot know", "Budget, € 12,000 typed", "Period, days 30 example", "you can afford", LINK, "1 / 1",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize("locale", ["en_US", *(best_locale(language) for language in languages())])
def test_a_plan_has_one_page_in_every_language_on_paper_of_the_country_and_is_tagged(locale):
    pdf = pdf_of(report(locale=locale))
    assert pages_of(pdf) == 1
    assert f"/Lang({str(words_for(locale).text_locale).replace('_', '-')})".encode() in pdf
    assert b"/MarkInfo" in pdf
    assert pdf.count(b"/Alt") >= 2
    assert (b"[0 0 612 792]" in pdf) == (locale == "en_US")


def test_a_plan_with_every_input_and_a_long_name_has_one_page_too():
    plan = plan_with(
        name="x" * 100, shipping_charged=3.0, discount_rate=0.1, cancel_rate=0.02, other_costs=1.0, repeat_on=True,
        new_customer_share=0.5, yearly_discount_rate=0.05, retention_cost=1.0, correlation_cpc_cvr=0.2,
        correlation_aov_cvr=-0.2, correlation_cpc_aov=0.1, incremental_share=0.8, refunded_share=0.9,
    )  # fmt: skip
    assert len(inputs_of(fields_of(plan))) > 30
    pdfs = [pdf_of(report(plan, "de_DE", Given(DAY, LINK * 40)), paper) for paper in ("a4", "us-letter")]
    assert [pages_of(pdf) for pdf in pdfs] == [1, 1]


def test_paper_is_letter_where_it_is_printed_on():
    papers = {
        locale: paper_of(locale)
        for locale in ("en_US", "en_CA", "es_MX", "en_GB", "sl_SI", "fr_FR", "sl", "zh_Hant_TW")
    }
    assert [name for name, paper in papers.items() if paper == "us-letter"] == ["en_US", "en_CA", "es_MX"]


def test_an_input_comes_from_an_export_while_it_is_as_it_was_learned():
    learned = Learned({"cpc_low": 0.3, "cpc_high": 0.4}, ("account.csv",), date(2026, 1, 1), date(2026, 2, 28))
    words, given = words_for("en_GB"), Given(DAY, learned=learned)
    values = {**START, "cpc_low": 0.3, "cpc_high": 0.4, "budget": 9.0}
    assert source_of(words, values, "cpc", given) == "learned from account.csv, 01/01/2026 to 28/02/2026"
    assert source_of(words, {**values, "cpc_low": 0.2}, "cpc", given) == "typed"
    assert source_of(words, values, "aov", given) == "example"
    assert source_of(words, values, "budget", Given(DAY, source="plan.csv")) == "plan.csv"


# -- what it draws -----------------------------------------------------------------------------------------------


def test_the_pictures_are_those_of_the_page():
    screen, words, plan = Screen(), words_for("en_GB"), plan_with()
    figures = figures_of(plan)
    pictures = (drawn.cost(words, plan, figures), drawn.profit(words, plan, figures))
    specs = [json.loads(chart.proto.spec) for chart in screen.at.get("vega_lite_chart")]
    for picture in pictures:
        assert any(spec.get("layer") == picture.spec["layer"] for spec in specs)
    data = _data(report())
    assert [item["title"] for item in data["pictures"]] == [item.title for item in pictures]
    assert all(item["alt"] and "<text" in item["svg"] for item in data["pictures"])


def test_numbers_in_pictures_are_written_as_the_reader_writes_them():
    words, plan = words_for("fr_FR"), plan_with(budget=50_000.0)
    svg = drawing.svg_of(drawn.profit(words, plan, figures_of(plan)))
    assert "−20\u202f000" in svg
    assert drawing.png_of(drawn.profit(words, plan, figures_of(plan))).startswith(b"\x89PNG")


def test_the_palette_of_paper_is_that_of_the_light_theme():
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]["light"]
    assert list(drawing.PALETTE) == theme["chartCategoricalColors"]


# -- what was typed ----------------------------------------------------------------------------------------------


def named(name):
    """A report whose every place holds one name."""
    escaped = plain_markdown(name)
    return Report(
        head=Letterhead("en_GB", "en_GB", DAY, "today"),
        title=name,
        question=name,
        answer=(f"**{escaped}** {escaped}",),
        sections=(Section(name, escaped, (escaped,)),),
        tables=(Table(name, (name, "value"), ((name, "1"),)),),
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_as_it_was_typed(name, tmp_path):
    text = " ".join(text_of(pdf_of(named(name)), tmp_path).split())
    assert text.count(" ".join(name.split())) >= 9
    plan = plan_with(name=name)
    assert name in text_of(pdf_of(report(plan)), tmp_path).replace("\n", " ")


@pytest.mark.parametrize("name", RIGHT_TO_LEFT)
def test_a_name_that_is_read_from_right_to_left_holds_all_its_letters(name, tmp_path):
    text = text_of(pdf_of(named(name)), tmp_path)
    assert all(text.count(word) >= 9 for word in name.split())


def test_a_letter_that_no_font_has_stops_no_report():
    assert pages_of(pdf_of(named("𒀀 🚀 日本 \u0378"))) == 1


def test_marks_of_a_page_are_bold_or_gone_and_what_a_backslash_takes_back_is_text():
    assert runs_of("a **b** c") == [("a ", False), ("b", True), (" c", False)]
    assert plain(":material/science: x :small[(y)] [z] \\*\\*n\\*\\* €1") == "x (y) [z] **n** €1"
    for name in (*HOSTILE, *RIGHT_TO_LEFT):
        assert plain(plain_markdown(name)) == name
        assert runs_of(f"**{plain_markdown(name)}**") == [(name, True)]


def test_the_template_evaluates_nothing():
    template = TEMPLATE.read_text(encoding="utf-8")
    assert not re.search(r"\beval\b|\bplugin\b|\bread\(|import", template)


def test_the_fonts_have_every_letter_of_the_languages_and_every_sign_of_the_currencies():
    letters = {letter for locale in LOCALES for letter in words_for(locale).display_name}
    signs = {get_currency_symbol(code, locale="en") for code in CURRENCIES} | {"€", "£", "₺", "₴", "₹", "₽"}
    shown = "".join(sorted(letters)) + " ".join(sorted(signs)) + "čšžćđéèêëàçüöäßøåñãõłżźřůěőű−–“”’…×≤≥∞γΣ"
    _compiled({"data": json.dumps(_data(named(shown))), "paper": "a4", "size": "1.0"}, None, with_system=False)


# -- without a page, and on the pages -----------------------------------------------------------------------------


def test_a_report_and_a_workbook_need_no_page():
    code = """if True:
        import sys
        sys.modules["streamlit"] = None  # an import of it fails
        from datetime import date
        from pages.kit.handout import Given
        from pages.kit.report import pdf_of
        from pages.kit.words import words_for
        from pages.kit.workbook import workbook
        from pages.parts.plan.report import report_of
        from simulator.forms.fields import START, plan_of
        plan, _ = plan_of(START)
        words, given = words_for("fr_FR"), Given(date(2026, 11, 29))
        print(pdf_of(report_of(words, plan, given))[:4], workbook(words, plan, given)[:2])
    """
    made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT)
    assert made.stdout == "b'%PDF' b'PK'\n"


def test_every_page_hands_on_its_report_and_pictures_and_two_the_workbook(monkeypatch, tmp_path):
    made = {}
    monkeypatch.setattr(
        handing_on.files, "file_button", lambda _, content, name, key, **__: made.update({name: content})
    )
    more = {"baseline": "1", "baseline.name": "Spring", "name": "More", "budget": "8000"}
    screen = Screen(more)
    screen.at.session_state["learned"] = Learned({"cpc_low": 0.45}, ("ads #1.csv",), DAY, DAY)
    for page in ("plan", "budget", "channels", "compare", "track"):
        screen.at.session_state[f"handout_{page}"] = True
        screen.go(page)
    assert {name.removeprefix("cpo-") for name in made} >= {
        "plan.pdf", "plan.xlsx", "budget.pdf", "budget.xlsx", "channels.pdf", "compare.pdf", "track.pdf",
        "cpo.svg", "profit.png", "budget-chance.svg", "channels-split.png", "compare.svg",
    }  # fmt: skip
    files = {name: content() for name, content in made.items()}
    parts = {
        "plan": "Plan: More",
        "budget": "Useful budgets",
        "channels": "The new split",
        "compare": "More",
        "track": "What is off",
    }
    for page, part in parts.items():
        pdf = files[f"cpo-{page}.pdf"]
        assert pages_of(pdf) <= 2
        text = " ".join(text_of(pdf, tmp_path).split())
        assert part in text
        assert ("learned from ads #1.csv" in text) == (page in ("plan", "budget", "track"))
    assert files["cpo-plan.xlsx"].startswith(b"PK")
