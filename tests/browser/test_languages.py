"""Every page in every language: nothing is cut, nothing needs scrolling sideways, no English is left.

Runs over the languages that have a catalogue; without any there is nothing to see. One visit for each width reads all
pages, each opened once.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_look import PAGES
from tools import catalogues

WIDTHS = {"phone": (390, 844), "laptop": (1366, 768)}

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

CUT = """() => {
    const boxes = "button p, label p, summary p, [data-testid=stMetricLabel] p, [data-testid=stMetricValue] div,"
        + "[data-testid=stTopNavLink] span, [data-testid=stPills] p, [data-testid=stTab] p";
    return [...document.querySelectorAll(boxes)]
        .filter(each => each.offsetParent && each.clientWidth && each.scrollWidth > each.clientWidth + 1)
        .map(each => `${each.innerText} (${each.scrollWidth} of ${each.clientWidth} px)`);
}"""
"""Texts of buttons, labels and figures that are wider than their place."""

SIDEWAYS = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
    .map(part => part.scrollWidth - part.clientWidth)"""

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


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", catalogues.present())
def test_every_page_reads_in_its_language_and_nothing_is_cut(visits, language, width):
    across, down = WIDTHS[width]
    phone = {"has_touch": True, "is_mobile": True} if width == "phone" else {}
    visit = visits(viewport={"width": across, "height": down}, locale=language, **phone)
    translated = translations(language)
    own = set(translated.values())
    wrong = {}
    for page in PAGES:
        visit.page.goto(f"{visit.address}/{page}")
        expect(visit.page.locator("[data-testid=stMain] h3").first).to_be_visible()
        visit.at_rest()
        faults = {
            "English": left_in_english(visit.page.evaluate(TEXTS), translated, own),
            "cut": visit.page.evaluate(CUT),
            "sideways": [pixels for pixels in visit.page.evaluate(SIDEWAYS) if pixels > 0],
        }
        wrong |= {f"{page or 'plan'}: {kind}": found for kind, found in faults.items() if found}
    assert wrong == {}


def test_english_that_is_left_would_be_seen():
    translated = {"Budget": "Proračun", "Order value": "Vrednost naročila"}
    own = set(translated.values())
    assert left_in_english(["Proračun", "Vrednost naročila", "1.234,5"], translated, own) == []
    assert left_in_english(["Budget", "Share of the clicks"], translated, own) == ["Budget", "Share of the clicks"]
