"""One visit to the app without a browser: what a person types, chooses and reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test

from pages.frame.link import VERSION
from pages.kit.words import Words, words_for
from simulator import Plan
from simulator.forms.fields import BY_NAME, LINK_VERSION, START, Values, plan_of
from simulator.questions.figures import Figures, figures_of

MAIN = Path(__file__).parents[2] / "pages" / "main.py"
GROUPS = ("start", "margin", "repeat", "goal", "advanced")
ICONS = {":material/trending_up:": "scale", ":material/tune:": "optimise", ":material/block:": "stop"}
"""How the box of the answer is told from other boxes, and the word that it stands for."""
START_OPEN = {"start_group": True}
"""A session whose group with presets, files, name and currency is open from the first run on."""
_NO_COMPONENTS = BidiComponentManager()
_COMPILED = ScriptCache()
app_test.ScriptCache = lambda: _COMPILED  # type: ignore[assignment]
"""As on a server, where all visits share one: AppTest would compile the scripts anew in every run."""


def plan_with(**values: object) -> Plan:
    """The plan of a first visit with some fields changed."""
    plan, problems = plan_of({**START, **values})
    if plan is None:
        raise ValueError(problems)
    return plan


def figures_with(**values: object) -> Figures:
    """The figures of a first visit's plan with some fields changed, from the core alone."""
    return figures_of(plan_with(**values))


def link_of_today(link: Mapping[str, Any]) -> dict[str, Any]:
    """A link as the app writes it now: with its version, where it says anything."""
    return {VERSION: str(LINK_VERSION), **link} if link else {}


class Screen:
    """What one visitor sees. Every action runs the script again, and fails when it raised.

    page : the one whose address the visit begins with; to go there from Plan would be one run more
    state : what the session holds before the first run: parts that are open, choices that were made
    """

    def __init__(
        self,
        link: Mapping[str, str | list[str]] | None = None,
        *,
        page: str = "plan",
        state: Mapping[str, object] | None = None,
        locale: str | None = "en-GB",
        folded: bool = True,
        today: bool = True,
        timezone: str | None = None,
    ) -> None:
        self.at = AppTest.from_file(MAIN, default_timeout=20)
        # Looking for components among all installed packages takes half the time of a visit, and we have none.
        self.at._bidi_component_manager = _NO_COMPONENTS
        if locale is not None:
            self.at.context = {"locale": locale}
        if timezone is not None:
            self.at.context["timezone"] = timezone
        self.at.query_params.update(link_of_today(link or {}) if today else link or {})
        if not folded:
            self._fold(False, *GROUPS)
            self.at.session_state["budget_how"] = True
        for key, value in (state or {}).items():
            self.at.session_state[key] = value
        if page != "plan":
            self.at.switch_page(f"{page}.py")
        self.run()

    def run(self) -> Self:
        self.sent = self.at._tree.get_widget_states(), dict(self.at.query_params)
        self.at.run()
        assert not self.at.exception, self.at.exception
        return self

    def send_again(self) -> Self:
        """The browser's next request, made before it heard the answer to the last: the same widgets and address."""
        widgets, self.at.query_params = self.sent
        # A click is sent once, and of a button that was not clicked a browser sends nothing.
        for widget in [item for item in widgets.widgets if item.WhichOneof("value") == "trigger_value"]:
            widgets.widgets.remove(widget)
        self.at._run(widgets)
        assert not self.at.exception, self.at.exception
        return self

    # -- what a person does -----------------------------------------------------------------------------------------

    def type(self, field: str, text: str) -> Self:
        return self.type_all({field: text})

    def type_all(self, texts: Mapping[str, str]) -> Self:
        """Several fields before one run, as of a browser that is faster than the answer."""
        for field, text in texts.items():
            self._widget("text_input", f"{field}_text").set_value(text)
        return self.run()

    def open_period(self) -> Self:
        """The period stands behind the label of the budget."""
        self.at.session_state["budget_how"] = True
        return self.run()

    def choose(self, field: str, code: object) -> Self:
        self._widget("toggle" if BY_NAME[field].kind == "flag" else "selectbox", f"{field}_choice").set_value(code)
        return self.run()

    def give_as(self, name: str, kind: str) -> Self:
        self.ways(name).set_value(kind)
        return self.run()

    def give_all_as(self, kind: str, names: Iterable[str]) -> Self:
        """Several inputs before one run; all of them are open."""
        for name in names:
            self._widget("radio", f"{name}_kind_choice").set_value(kind)
        return self.run()

    def ways(self, name: str) -> Any:
        """The ways in which an input may be given, behind "as"."""
        self.open_ways(name)
        return self._widget("radio", f"{name}_kind_choice")

    def open_ways(self, *names: str) -> Self:
        """Open what is behind "as" of some inputs; nothing runs where all of it is open."""
        return self._open(f"{name}_how" for name in names)

    def _open(self, keys: Iterable[str]) -> Self:
        shut = [key for key in keys if not self._is_open(key)]
        for key in shut:
            self.at.session_state[key] = True
        return self.run() if shut else self

    def _is_open(self, key: str) -> bool:
        return key in self.at.session_state and bool(self.at.session_state[key])

    def slide(self, name: str, to: object) -> Self:
        self._widget("select_slider", f"{name}_slide").set_value(to)
        return self.run()

    def click(self, key: str) -> Self:
        self.at.button(key=key).click()
        return self.run()

    def read_in(self, locale: str) -> Self:
        self.at.selectbox(key="locale_choice").set_value(locale)
        return self.run()

    def unfold(self, *groups: str) -> Self:
        """Open groups of the sidebar; nothing runs where all of them are open."""
        return self._open(f"{group}_group" for group in groups)

    def fold(self, *groups: str) -> Self:
        self._fold(True, *groups)
        return self.run()

    def go(self, page: str) -> Self:
        self.at.switch_page(f"{page}.py")
        return self.run()

    def preset(self, code: str) -> Self:
        self.unfold("start").at.selectbox(key="preset").set_value(code)
        return self.run().click("take_preset")

    def upload(self, content: bytes, name: str = "plan.csv") -> Self:
        self.unfold("start").at.file_uploader(key="file_sidebar").upload(name, content, "text/csv")
        return self.run()

    def _fold(self, folded: bool, *groups: str) -> None:
        for group in groups:
            self.at.session_state[f"{group}_group"] = not folded

    # -- what a person sees -----------------------------------------------------------------------------------------

    @property
    def words(self) -> Words:
        return words_for(self.at.session_state["locale"])

    @property
    def address(self) -> dict[str, Any]:
        """What stands in the address, its version aside."""
        return {name: text for name, text in self.at.query_params.items() if name != VERSION}

    def text_in(self, field: str) -> str:
        return str(self._widget("text_input", f"{field}_text").value)

    def slider(self, name: str) -> Any:
        return self._widget("select_slider", f"{name}_slide").value

    def steps(self, name: str) -> list[str]:
        return list(self._widget("select_slider", f"{name}_slide").options)

    def _widget(self, kind: str, key: str) -> Any:
        """A widget of the plan: its key ends in a number once something else has changed what it shows."""
        (result,) = (item for item in getattr(self.at, kind) if re.fullmatch(rf"{key}(_\d+)?", str(item.key)))
        return result

    @property
    def verdict(self) -> str:
        return ICONS[self._answer.icon]

    @property
    def answer(self) -> str:
        """The box of the answer: word and sentences."""
        return f"{self._answer.proto.title} {self._answer.value}"

    @property
    def _answer(self) -> Any:
        boxes = [*self.at.main.success, *self.at.main.warning, *self.at.main.error]
        (box,) = (box for box in boxes if box.icon in ICONS)
        return box

    @property
    def cards(self) -> dict[str, str]:
        """The key figures by their label."""
        return {card.label: card.value for card in self.at.metric}

    @property
    def deltas(self) -> dict[str, str]:
        """The changes against the baseline by the label of their figure."""
        return {card.label: card.delta for card in self.at.metric}

    @property
    def captions(self) -> str:
        """What the captions say: a backslash before a sign of markdown is not seen."""
        return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", "\n".join(caption.value for caption in self.at.caption))

    @property
    def problems(self) -> list[str]:
        """What the box above the page asks to mend, sentence by sentence."""
        boxes = [box for box in self.at.main.error if box.icon not in ICONS]
        return [line.removeprefix("- ") for box in boxes for line in box.value.splitlines() if line.startswith("- ")]

    @property
    def answers_for_the_last_usable_plan(self) -> bool:
        return any("the previous result" in box.value for box in self.at.main.error)

    @property
    def notes(self) -> list[str]:
        """What of the link was not understood."""
        return [box.value for box in self.at.main.warning if box.icon not in ICONS]

    def beside(self, name: str) -> str:
        """The sentences in the same place of the sidebar as an input."""
        place: Any = self.at.get_by_key(name)
        return "\n".join(text.value for text in place.markdown if "⚠" in text.value)

    @property
    def written(self) -> dict[str, str]:
        """Every text field in view by its field's name."""
        fields = {re.sub(r"_text(_\d+)?$", "", str(box.key)): str(box.value) for box in self.at.text_input}
        return {name: text for name, text in fields.items() if name in BY_NAME}


def printed(text: str) -> float:
    """The number in a printed figure."""
    return words_for("en_GB").parse(re.sub(r"[^\d.,−+-]", "", text))


def shown_chance(words: Words, figures: Figures) -> str:
    return words.short_chance(figures.break_even_probability, figures.draws)


def usable(values: Values) -> bool:
    return plan_of(values)[0] is not None
