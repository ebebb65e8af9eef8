"""Every page in every language: nothing is cut, nothing needs scrolling sideways, no English is left.

One visit goes from page to page, once in each language, and looks at each in a window as wide as a laptop's and as
narrow as a phone's. In English test_look.py does so. That a browser's own language is read: test_link.py.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from pages.kit.languages import language_name
from tests.browser.test_look import PAGES
from tests.browser.visit import CUT, SIDEWAYS, Visit
from tools import catalogues

WIDTHS = {"phone": Visit.narrow, "laptop": Visit.wide}

TEXTS = """() => {
    const own = "[data-testid=stMain], [data-testid=stSidebar], [data-testid=stHeader]";
    // Streamlit's own texts, which no setting changes (docs/translating.md).
    const streamlit = "[data-testid=stFileUploaderDropzone], [data-testid=InputInstructions],"
        + "[data-testid=stElementToolbar], [data-testid=stIconMaterial], [data-testid=stLogo], script, style, title";
    const texts = [];
    for (const part of document.querySelectorAll(own)) {
        const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const node = walker.currentNode;
            if (node.data.trim() && !node.parentElement.closest(streamlit)) texts.push(node.data.trim());
        }
        for (const each of part.querySelectorAll("[aria-label], [placeholder]")) {
            if (!each.closest(streamlit)) texts.push(each.getAttribute("placeholder") || "");
        }
    }
    return [...new Set(texts.filter(Boolean))];
}"""

ENGLISH = re.compile(r"\b(?:the|and|of|with|your|which|from|this|that|are|what|is|not)\b")


def translations(language):
    """By English text, what stands for it, where that is another text."""
    found = {}
    for message in catalogues.texts(catalogues.read(language)):
        form = catalogues.forms_of(message)[0]
        if isinstance(message.id, str) and form and form != message.id:
            found[message.id] = form
    return found


def left_in_english(texts, translated, own):
    """Visible texts that are an English text with a translation, or hold an English word in small letters."""
    whole = {text for text in texts if text in translated and text not in own}
    return sorted(whole | {text for text in texts if ENGLISH.search(text) and text not in own})


def faults_of_pages(visit, language):
    """What is left in English or has no place, by page and window, in the language that is chosen now."""
    translated, wrong = translations(language), {}
    own = set(translated.values())
    for at, path in enumerate(PAGES):
        visit.turn_to(path)
        assert urlsplit(visit.page.url).path == f"/{path}"
        wrong[language, path] = {"English": left_in_english(visit.page.evaluate(TEXTS), translated, own)}
        for width, resized in list(WIDTHS.items())[:: -1 if at % 2 else 1]:  # the next page begins as this one ends
            wrong[language, path, width] = resized(visit).without_place()
    return {place: faults for place, faults in wrong.items() if any(faults.values())}


def test_every_page_reads_in_each_language_and_nothing_is_cut(visit):
    visit.open()
    for language in catalogues.present():
        visit.wide().choose("language_choice", language_name(language))
        expect(visit.page.locator(".st-key-language_choice label")).to_have_text(translations(language)["Language"])
        assert faults_of_pages(visit, language) == {}


def test_what_is_cut_or_too_wide_would_be_seen(page):
    page.set_viewport_size({"width": 390, "height": 844})
    label = "<button><p style='width: 40px; overflow: hidden; white-space: nowrap'>More than its place</p></button>"
    page.set_content(f"<main data-testid=stMain>{label}</main>")
    assert len(page.evaluate(CUT)) == 1
    assert page.evaluate(SIDEWAYS) == [0, 0]
    page.set_content("<main data-testid=stMain><div style='width: 500px'>Wide</div></main>")
    assert page.evaluate(CUT) == []
    assert max(page.evaluate(SIDEWAYS)) > 0


def test_english_that_is_left_would_be_seen():
    translated = {"Budget": "Proračun", "Order value": "Vrednost naročila"}
    own = set(translated.values())
    assert left_in_english(["Proračun", "Vrednost naročila", "1.234,5"], translated, own) == []
    assert left_in_english(["Budget", "Share of the clicks"], translated, own) == ["Budget", "Share of the clicks"]
