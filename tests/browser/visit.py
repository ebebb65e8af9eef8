"""What a person does and sees in the browser."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Locator, Page, TimeoutError, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.frame.link import VERSION
from pages.kit import writing
from pages.kit.costs import costs_alike
from pages.kit.words import Words, words_for
from simulator import Plan
from simulator.forms.fields import LINK_VERSION
from simulator.questions.figures import figures_of

BLANK = "about:blank"
NAVIGATION = {
    "": ("Plan", "My data", "Track"),
    "Decide": ("Budget", "Channels", "Test", "What must change", "Compare"),
    "Understand": ("Margin", "What matters", "Glossary"),
    "Shop": ("Levers", "Segments", "Stores"),
}
"""The titles of the pages by their group in the navigation, in its order."""
VERDICTS = {"scale": "SCALE", "optimise": "OPTIMISE", "stop": "STOP"}

WATCH = """
window.changed = performance.now();
new MutationObserver(() => { window.changed = performance.now(); })
    .observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
"""
"""Runs before every document: notes when something on the page changed last."""

AT_REST = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const charts = [...document.querySelectorAll("[data-testid=stVegaLiteChart]")];
    return app && app.dataset.testScriptState === "notRunning"
        && !document.querySelector("[data-testid=stSkeleton]")  // a widget whose script is being fetched
        && charts.every(each => each.querySelector("svg"))
        && performance.now() - window.changed > 250;
}"""
"""The script has run to its end, and what it sent is painted: a browser that has much to do is some time behind."""

TURN = """path => {
    history.pushState({}, "", `/${path}${location.search}`);
    dispatchEvent(new PopStateEvent("popstate", {state: {}}));
}"""

LONGEST_END = 200
"""Bytes that the message of a script's end has at most: it says little more than that. Longer ones need no reading."""
CELL_HEIGHT = 35
"""Pixels of a row of an edited table."""
SIDEWAYS = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
    .map(part => part.scrollWidth - part.clientWidth)"""
"""By how many pixels the page and its main part are too wide."""

CUT = """() => {
    const boxes = "button p, label p, summary p, [data-testid=stMetricLabel] p, [data-testid=stMetricValue] div,"
        + "[data-testid=stTopNavLink] span, [data-testid=stPills] p, [data-testid=stTab] p";
    return [...document.querySelectorAll(boxes)]
        .filter(each => each.offsetParent && each.clientWidth && each.scrollWidth > each.clientWidth + 1)
        .map(each => `${each.innerText} (${each.scrollWidth} of ${each.clientWidth} px)`);
}"""
"""Texts of buttons, labels and figures that are wider than their place."""

AMIDST = "part => part.scrollIntoView({block: 'center', behavior: 'instant'})"
"""Where neither the navigation on top nor the end of the window lies over it."""
STILL = """async picture => {
    const place = () => { const box = picture.getBoundingClientRect(); return [box.x, box.y]; };
    for (let before = null, now = place(); ; [before, now] = [now, place()]) {
        if (before && before[0] === now[0] && before[1] === now[1]) return now;
        await new Promise(resolve => setTimeout(resolve, 150));
    }
}"""


def _query(link: Mapping[str, str]) -> str:
    return f"?{urlencode({VERSION: str(LINK_VERSION), **link})}" if link else ""


class Visit:
    """One page in one browser."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.awaits_answer = False
        self.window = page.viewport_size or {"width": 1280, "height": 800}
        page.on("websocket", self._listen)

    def leave(self) -> None:
        """Leave nothing of this visit in the browser, and the page to another one."""
        self.end()
        self.page.remove_listener("websocket", self._listen)

    def end(self) -> Self:
        """Leave nothing of this visit in the browser: whoever opens the app next is somebody else."""
        if self.page.url != BLANK:
            self.page.evaluate("localStorage.clear(); sessionStorage.clear()")
        self.page.goto(BLANK)
        session = self.page.context.new_cdp_session(self.page)
        session.send("Page.resetNavigationHistory")  # which holds 50 places, and then grows no more
        session.detach()
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(self.window)
        self.page.context.clear_cookies()
        self.awaits_answer = False
        return self

    def _listen(self, socket: WebSocket) -> None:
        """Know from the wire whether the server owes an answer: the page itself says so only once it has begun."""

        def asked(payload: str | bytes) -> None:
            if isinstance(payload, bytes) and BackMsg.FromString(payload).WhichOneof("type") == "rerun_script":
                self.awaits_answer = True

        def answered(payload: str | bytes) -> None:
            if isinstance(payload, str) or len(payload) > LONGEST_END:
                return
            message = ForwardMsg.FromString(payload)
            if (
                message.WhichOneof("type") == "script_finished"
                and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            ):
                self.awaits_answer = False

        socket.on("framesent", asked)
        socket.on("framereceived", answered)

    # -- what a person does -----------------------------------------------------------------------------------------

    def open(self, page: str = "", link: Mapping[str, str] | None = None) -> Self:
        """A page with a link as the app writes it now: with its version, where it says anything."""
        self.page.goto(f"{self.address}/{page}{_query(link or {})}")
        return self.settled()

    def settled(self) -> Self:
        """The plan is there, and all that is said of it."""
        expect(self.field("budget")).to_be_visible()
        return self.at_rest()

    def in_the_dark(self) -> Self:
        """The same page after the sun has set: the browser asks for dark pages."""
        return self._coloured("dark")

    def by_day(self) -> Self:
        """The same page when the sun has risen again."""
        return self._coloured("light")

    def _coloured(self, scheme: Literal["dark", "light"]) -> Self:
        self.page.emulate_media(color_scheme=scheme)
        expect(self.page.locator("[data-testid=stApp]")).to_have_css("color-scheme", scheme)
        return self.at_rest()

    def narrow(self) -> Self:
        """The same page in a window as narrow as a phone's."""
        return self._resized(390, 844, "main => main.clientWidth > 0.9 * innerWidth")

    def wide(self) -> Self:
        """The same page in a window as wide as a laptop's."""
        return self._resized(1366, 768, "main => main.clientWidth < 0.9 * innerWidth")

    def _resized(self, width: int, height: int, has_place: str) -> Self:
        if self.page.viewport_size == {"width": width, "height": height}:
            return self.at_rest()
        # The sidebar stands beside the page, or lies over it: a busy browser takes a while to know.
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_function(f"({has_place})(document.querySelector('[data-testid=stMain]'))")
        with suppress(TimeoutError):  # pictures follow the window one by one; what stays too wide is seen by who asks
            self.page.wait_for_function(f"({SIDEWAYS})().every(pixels => pixels <= 0)", timeout=10_000, polling=100)
        return self.at_rest()

    def without_place(self) -> dict[str, list[object]]:
        """Texts that are cut in this window, and by how many pixels it needs scrolling sideways, where anything is."""
        sideways = [pixels for pixels in self.page.evaluate(SIDEWAYS) if pixels > 0]
        faults = {"cut": self.page.evaluate(CUT), "sideways": sideways}
        return {kind: found for kind, found in faults.items() if found}

    def at_rest(self) -> Self:
        """No answer is on its way: what is about to be clicked or read does not move, and all of it is there."""
        until = time.monotonic() + 30
        while self.page.wait_for_function(AT_REST, polling=100) and self.awaits_answer:
            assert time.monotonic() < until, "the server did not answer"
            self.page.wait_for_timeout(50)
        return self

    def place(self, picture: Locator) -> tuple[float, float]:
        """Where a picture stands in the window as soon as what is above it has found its place."""
        picture.evaluate(AMIDST)
        x, y = picture.evaluate(STILL)
        return float(x), float(y)

    def touch_cell(self, table: Locator, widths: Sequence[int], row: int, column: int, *, clicks: int = 1) -> Self:
        """Click on a cell of an edited table: one picture, whose cells are places in it.

        widths : of the column of ticks, number 0, and of the columns after it [pixels]; rows count from 1
        """
        left, top = self.at_rest().place(table.locator("canvas").first)
        x = left + sum(widths[:column]) + widths[column] / 2
        self.page.mouse.click(x, top + CELL_HEIGHT * (row + 0.5), click_count=clicks)
        return self

    def put(self, table: Locator, widths: Sequence[int], row: int, column: int, text: str) -> Self:
        """Type into a cell as a person does: a double click, the text, Enter."""
        self.touch_cell(table, widths, row, column, clicks=2)
        field = self.page.locator("#portal textarea")
        expect(field).to_be_visible()
        field.fill(text)
        field.press("Enter")
        expect(field).to_have_count(0)
        return self.at_rest()

    def type(self, field: str, text: str) -> Self:
        box = self.field(field)
        box.fill(text)
        box.press("Enter")
        return self

    def unfold(self, group: str) -> Self:
        """Open a group of the sidebar."""
        if not self.is_open(group):
            self.open_box(f"{group}_group")
        return self

    def open_box(self, key: str) -> Locator:
        """A folded part of the page, opened by keyboard, which finds its title wherever it moves, and all in it."""
        box = self.at_rest().page.locator(f".st-key-{key}")
        box.locator("summary").press("Enter")
        expect(box.locator("details")).to_have_attribute("open", "")
        # A click on another title before this one is answered could fold this one again.
        expect(box.locator("[data-testid=stExpanderDetails] [data-testid=stElementContainer]").first).to_be_attached()
        self.at_rest()
        return box

    def is_open(self, group: str) -> bool:
        return self.group(group).locator("details").get_attribute("open") is not None

    def click(self, key: str) -> Self:
        self.at_rest().page.locator(f".st-key-{key} button").first.click()
        return self

    def choose(self, key: str, text: str) -> Self:
        """Choose from a list by keyboard: a list that a click opens closes again when the page scrolls to it."""
        box = self.at_rest().page.locator(f".st-key-{key} input")
        box.focus()
        box.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        expect(self.page.get_by_role("option", name=text, exact=False).first).to_have_attribute("data-focused", "true")
        box.press("Enter")  # the list may lie outside the window, where nothing can be clicked
        return self

    def go(self, title: str) -> Self:
        """Choose a page in the navigation, as soon as its link is there."""
        group = next(group for group, titles in NAVIGATION.items() if title in titles)
        if group:
            self.page.locator("[data-testid=stTopNavSection]").get_by_text(group, exact=True).click()
        kind = "stTopNavDropdownLink" if group else "stTopNavLink"
        self.page.locator(f"[data-testid={kind}]").get_by_text(title, exact=True).click()
        return self

    def turn_to(self, path: str) -> Self:
        """Another page of the same visit, by the browser's history: a third of the work of a first visit to it."""
        if urlsplit(self.page.url).path != f"/{path}":
            self.awaits_answer = True
            self.page.evaluate(TURN, path)
        return self.at_rest()

    def show_files(self, key: str) -> Self:
        """Open the button "Download" behind which a file, or the choice of how files are written, stands."""
        wanted = self.at_rest().page.locator(f".st-key-{key}").first
        openers = self.page.get_by_test_id("stMain").get_by_test_id("stPopoverButton").filter(has_text="Download")
        expect(openers.first).to_be_attached()
        for at in range(openers.count()):
            openers.nth(at).scroll_into_view_if_needed()  # what is open goes along
            if openers.nth(at).get_attribute("aria-expanded") != "true":
                openers.nth(at).click()
                expect(openers.nth(at)).to_have_attribute("aria-expanded", "true")
            for _ in range(15):  # what a busy browser opens takes its place late
                self.page.wait_for_timeout(100)
                if self._is_in_view(wanted):
                    return self
        expect(wanted).to_be_in_viewport()
        return self

    def _is_in_view(self, part: Locator) -> bool:
        box, window = part.bounding_box() if part.count() else None, self.page.viewport_size
        return box is not None and window is not None and 0 <= box["y"] <= window["height"] - box["height"]

    def download(self, key: str) -> bytes:
        self.show_files(key)
        with self.page.expect_download() as download:
            self.click(key)
        self.page.keyboard.press("Escape")
        return Path(download.value.path()).read_bytes()

    def upload(self, content: bytes, name: str = "plan.csv") -> Self:
        self.unfold("start")
        load = self.page.locator(".st-key-load_sidebar button")
        if load.is_visible():  # the former file is taken away first
            self.page.locator(".st-key-file_sidebar [data-testid=stFileChipDeleteBtn] button").click()
            expect(load).to_be_hidden()
        chooser = self.page.locator(".st-key-file_sidebar input[type=file]")
        chooser.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        expect(load).to_be_visible()
        return self

    # -- what a person sees -----------------------------------------------------------------------------------------

    def field(self, name: str) -> Locator:
        # While a new field takes the place of an old one, both are there for a moment.
        return self.page.locator(f"[class*=st-key-{name}_text] input").last

    def thumb(self, name: str, at: int = 0) -> Locator:
        return self.page.locator(f"[class*=st-key-{name}_slide] input[type=range]").nth(at)

    def group(self, group: str) -> Locator:
        return self.page.locator(f".st-key-{group}_group")

    @property
    def verdict(self) -> Locator:
        return self.page.locator("[data-testid=stMain] [data-testid=stAlert]").last

    @property
    def figures(self) -> Locator:
        return self.page.locator("[data-testid=stMain] [data-testid=stMetricValue]")

    def read_figures(self) -> list[str]:
        return self.at_rest().figures.all_inner_texts()

    @property
    def deltas(self) -> Locator:
        return self.page.locator("[data-testid=stMain] [data-testid=stMetricDelta]")

    @property
    def link(self) -> dict[str, str]:
        """What the address holds, its version aside."""
        parts = parse_qsl(urlsplit(self.page.url).query, keep_blank_values=True)
        return {name: text for name, text in parts if name != VERSION}

    def shows_link(self, link: Mapping[str, str]) -> Self:
        """Wait until the address holds exactly this plan."""
        query = re.escape(_query(link))
        expect(self.page).to_have_url(re.compile(rf"^{re.escape(self.address)}/\w*{query}$"))
        return self

    def shows(self, plan: Plan, words: Words | None = None) -> Self:
        """The page says of this plan what the core says."""
        words, figures = words or words_for("en_GB"), figures_of(plan)
        expect(self.verdict).to_contain_text(VERDICTS[figures.verdict.word])
        expect(self.verdict).to_contain_text(words.short_chance(figures.break_even_probability, figures.draws))
        spreads = figures.spreads

        costs = {name: spreads[name].median for name in ("cpo", "target_cpo", "max_cpo")}
        orders = spreads["orders"].mean
        expect(self.figures).to_have_text(
            [
                words.short_chance(figures.break_even_probability, figures.draws),
                costs_alike(words, plan, costs)["cpo"],
                words.number(orders.value, error=orders.mc_error, decimals=0 if orders.value >= 10 else 1),
                writing.output(words, plan, "profit", spreads["profit"].mean),
            ]
        )
        return self

    def read(self) -> dict[str, object]:
        """All that stands on the page, to compare it with another time."""
        self.at_rest()
        return {
            "verdict": self.verdict.inner_text(),
            "figures": self.figures.all_inner_texts(),
            "captions": self.page.locator("[data-testid=stMain] [data-testid=stCaptionContainer]").all_inner_texts(),
            "titles": self.page.locator("[data-testid=stMain] strong").all_inner_texts(),
        }
