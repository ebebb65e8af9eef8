"""Fast moves in a real browser: does a page ever turn white, is a click ever lost, does a typed value ever get lost?

`python -m benchmarks.fast_moves --tries 500 [--phone] [--busy 2] [--seed 1]`. Each try goes to a page, does something
to one of its inputs (types without Enter, slides, ticks, opens a folded part, presses a button), and after 0 to 300 ms
does something else (another page, Back, another input). Then the page must be whole, on the page tapped last, and
hold what was typed last. The short form is `tests/browser/test_fast_moves.py`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, TimeoutError, sync_playwright

from benchmarks.browser import server

GROUPS: Final = {
    "": ("", "evidence", "track"),
    "Decide": ("budget", "channels", "trial", "goal", "compare"),
    "Understand": ("margin", "drivers", "glossary"),
    "Shop": ("funnel", "segments", "omnichannel"),
}
"""The addresses of the pages by their group in the navigation."""
PAGES: Final = {path: group for group, paths in GROUPS.items() for path in paths}
"""The group of each page."""
EVERYDAY: Final = ("budget", "cpc_low", "cpc_high", "cvr_low", "cvr_high", "aov_low", "aov_high")
NEXT: Final = ("page", "page", "page", "back", "input")
LEADING_AWAY: Final = ("download", "plan_with_these", "everyday_group")
"""Buttons that give a file or go to another page by themselves, and what would fold away all that tries type into."""
VISIT_OF_TRIES: Final = 12
WHITE_FOR_GOOD: Final = 5_000
LAPTOP: Final[dict[str, Any]] = {"viewport": {"width": 1366, "height": 768}}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    # By its name Streamlit knows a phone, whose sidebar closes behind a chosen page.
    "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Mobile",
}
REST: Final = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    return app && app.dataset.testScriptState === "notRunning" && performance.now() - window.changed > 300;
}"""
WATCH: Final = """
window.changed = performance.now();
new MutationObserver(() => { window.changed = performance.now(); })
    .observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
"""
INPUTS: Final = """() => {
    const found = [];
    const hidden = innerWidth < 700;  // on a phone the sidebar is closed while the page is used
    for (const box of document.querySelectorAll("[class*=st-key-]")) {
        if (hidden && box.closest("[data-testid=stSidebar]")) continue;
        const key = [...box.classList].find(each => each.startsWith("st-key-"));
        const seen = each => each && each.getClientRects().length && !each.disabled;
        const kinds = {type: "input[type=text]:not([role=combobox]), input[type=tel]", slide: "input[type=range]",
                       tick: "input[type=checkbox]", fold: ":scope > details > summary, :scope summary",
                       press: "[data-testid=stButton] button"};
        for (const [kind, selector] of Object.entries(kinds)) {
            const target = box.querySelector(selector);
            if (target && (kind === "tick" ? target.parentElement : seen(target))) found.push([kind, key]);
        }
    }
    return found;
}"""


@dataclass(frozen=True, slots=True)
class Try:
    """One try, as it is told when it fails."""

    page: str
    kind: str
    key: str
    then: str
    delay_ms: int
    typed: str = ""


class Mover:
    """One visitor who moves fast."""

    def __init__(self, page: Page, address: str, chance: random.Random, *, touch: bool) -> None:
        self.page, self.address, self.chance, self.touch = page, address, chance, touch

    def open(self) -> None:
        """A first visit."""
        self.page.goto(self.address)
        self.rest()
        if self.touch:  # on a phone the numbers of every day are folded
            self.page.locator(".st-key-everyday_group summary").tap()
            self.page.locator(".st-key-everyday input").first.wait_for()
            self.rest()

    def rest(self) -> None:
        """Wait until the page is at rest, or for 20 seconds."""
        self.page.wait_for_function(REST, timeout=20_000, polling=100)

    def link(self, path: str) -> Any:
        """The link of a page: on top, in a group that is opened for it, or in the sidebar of a narrow window."""
        address = f"[href$='/{path}']"
        if self.touch:
            return self.page.locator(f"[data-testid=stSidebarNavLink]{address}").first
        self.page.mouse.move(2, 400)  # off what the pointer rests on, whose help may lie over the links
        if PAGES[path]:
            self.page.locator("[data-testid=stTopNavSection]").get_by_text(PAGES[path], exact=True).click()
            return self.page.locator(f"[data-testid=stTopNavDropdownLink]{address}").first
        return self.page.locator(f"[data-testid=stTopNavLink]{address}").first

    def tap(self, target: Any) -> None:
        """At once: pressed and released without a moment between."""
        if self.touch:
            target.tap(no_wait_after=True)
        else:
            target.click(no_wait_after=True)

    def with_sidebar(self) -> None:
        """On a phone the links stand in the sidebar, which lies behind a button."""
        if not self.touch:
            return
        opener = self.page.locator("[data-testid=stExpandSidebarButton]")
        if opener.count() and opener.first.is_visible():
            opener.first.click()
            self.page.wait_for_timeout(400)

    def go(self, path: str) -> None:
        """To a page, and until it is at rest."""
        if self.path() != path:
            self.with_sidebar()
            self.tap(self.link(path))
            self.page.wait_for_timeout(100)
            self.has_heading()
            self.rest()

    def path(self) -> str:
        return urlsplit(self.page.url).path.strip("/")

    def planned(self, chosen: Sequence[str] | None) -> Try:
        """Choose a page, an input on it and what follows."""
        path = self.chance.choice(chosen or list(PAGES))
        self.go(path)
        inputs = [item for item in self.page.evaluate(INPUTS) if not any(name in item[1] for name in LEADING_AWAY)]
        if not inputs:  # a page at rest always has the plan's inputs
            return Try(path, "nothing", "", "", 0)
        kind = self.chance.choice(sorted({kind for kind, _ in inputs} | {"type"}))
        kind, key = self.chance.choice([item for item in inputs if item[0] == kind])
        then = self.chance.choice(NEXT)
        return Try(path, kind, key, then, self.chance.choice((0, 0, 30, 100, 300)))

    def act(self, one: Try) -> str:
        """Do something to the input; what was typed, where something was."""
        box = self.page.locator(f".{one.key}").first
        if one.kind == "type":
            field = box.locator("input[type=text], input[type=tel]").first
            before = field.input_value().replace(",", "")
            typed = f"{float(before) * self.chance.choice((1.01, 1.02, 1.03)):.4g}" if _is_number(before) else "7"
            field.fill(typed)
            return typed
        if one.kind == "slide":
            slider = box.locator("input[type=range]").first
            slider.focus()
            slider.press(self.chance.choice(("ArrowRight", "ArrowLeft")))
        elif one.kind == "tick":
            box.locator("label:has(input[type=checkbox])").first.click(no_wait_after=True)
        elif one.kind == "fold":
            box.locator("summary").first.click(no_wait_after=True)
        else:
            self.tap(box.locator("[data-testid=stButton] button").first)
        return ""

    def follow(self, one: Try) -> str | None:
        """Do what follows; the page where that must lead, None where it need not lead anywhere."""
        self.page.wait_for_timeout(one.delay_ms)
        if one.then == "page":
            path = self.chance.choice([path for path in PAGES if path != one.page])
            self.with_sidebar()
            self.tap(self.link(path))
            return path
        if one.then == "back":
            self.page.evaluate("history.back()")
            return None
        others = self.page.locator(".st-key-everyday input:is([type=text], [type=tel]):visible")
        self.tap(others.nth(self.chance.randrange(others.count())))
        return one.page

    def has_heading(self) -> bool:
        """Whether the page has its heading, or gets it within five seconds: a page that stays without one is white.

        A page that is being fetched on a busy machine has none for a moment, although no script runs yet.
        """
        try:
            self.page.locator("h3").first.wait_for(state="attached", timeout=WHITE_FOR_GOOD)
        except TimeoutError:
            return False
        return True

    def fault(self, one: Try, wanted: str | None) -> str:
        """What is wrong now, or nothing."""
        self.page.wait_for_timeout(150)
        self.rest()
        if self.page.get_by_text("Bad delta path").count() or not self.has_heading():
            return "white page"
        if self.page.locator("[data-testid=stException]").count():
            return "exception"
        if wanted is not None and self.path() != wanted:
            return f"lost click: on /{self.path()}, not /{wanted}"
        name = one.key.removeprefix("st-key-").rpartition("_text")[0]
        if one.typed and one.then != "back" and name in EVERYDAY:
            shown = self.page.locator(f"[class*=st-key-{name}_text] input").first.input_value().replace(",", "")
            if not _is_number(shown) or abs(float(shown) - float(one.typed)) > 1e-9:
                return f"lost value: {shown!r} instead of {one.typed!r}"
        return ""

    def once(self, chosen: Sequence[str] | None = None) -> tuple[Try, str]:
        """One try and what went wrong."""
        one = self.planned(chosen)
        if one.kind == "nothing":
            return one, "white page: nothing to move on it"
        typed = self.act(one)
        one = Try(one.page, one.kind, one.key, one.then, one.delay_ms, typed)
        return one, self.fault(one, self.follow(one))


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """Keep processors busy meanwhile."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(processes)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def tries(browser: Browser, address: str, count: int, chance: random.Random, screen: dict[str, Any]) -> Iterator[str]:
    """Run tries, in visits of a dozen; yield a line for each, which begins with "ok" where nothing was wrong."""
    for start in range(0, count, VISIT_OF_TRIES):
        context = browser.new_context(**screen, locale="en-GB", reduced_motion="reduce")
        context.add_init_script(WATCH)
        mover = Mover(context.new_page(), address, chance, touch=bool(screen.get("has_touch")))
        yield from tries_of(mover, min(VISIT_OF_TRIES, count - start))
        context.close()


def tries_of(mover: Mover, count: int) -> Iterator[str]:
    """Run the tries of one visit; yield a line for each."""
    mover.page.set_default_timeout(8_000)
    mover.open()
    for _ in range(count):
        try:
            one, wrong = mover.once()
        except Error as error:  # the browser did not do what the try asked: no verdict on the app, but told
            yield f"not tried: {str(error).splitlines()[0][:150]}"
            mover.open()
            continue
        yield f"{wrong or 'ok'} {one}"
        if wrong:
            mover.open()


def main() -> int:
    """Run the tries and print what went wrong; 1 when anything did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=500)
    parser.add_argument("--phone", action="store_true")
    parser.add_argument("--busy", type=int, default=0, help="processors kept busy meanwhile")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    outcome: Counter[str] = Counter()
    with server() as (address, _), sync_playwright() as play, busy(asked.busy):
        browser = play.chromium.launch(executable_path=chromium)
        for line in tries(browser, address, asked.tries, random.Random(asked.seed), PHONE if asked.phone else LAPTOP):
            word = "ok" if line.startswith("ok") else "not tried" if line.startswith("not tried") else "wrong"
            outcome[word] += 1
            if word != "ok":
                print(line, flush=True)
        browser.close()
    print(dict(outcome))
    return int(outcome["wrong"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
