"""What every page's report holds: inputs with where they come from, what the figures assume, date and link."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pages.kit import writing
from pages.kit.labels import GOAL, INPUTS, MARGIN, REPEAT, SHOWN_BY, label_of, uncertain_input_of
from pages.kit.report import Letterhead, Section, Table
from pages.kit.terms import METHOD
from pages.kit.words import N_, Words, plain_markdown
from simulator import Plan
from simulator.forms.examples import FIRST_VISIT, example_of, fields_of_inputs
from simulator.forms.fields import Values, changed, fields_of
from simulator.forms.presets import presets

ASSUMES, CANNOT_KNOW = N_("What it assumes"), N_("What it cannot know")
ALWAYS: Final = ("budget", "period_days", "cpc", "cvr", "aov")
BELIEVED: Final = (
    "incremental_share", "cpc_elasticity", "reference_budget", "order_value_cv", "correlation_cpc_cvr",
    "correlation_aov_cvr", "correlation_cpc_aov",
)  # fmt: skip
LONGEST_NAME: Final = 40
"""Letters of a file's name."""
_USUAL: Final = {"incremental_share": 1.0, "refunded_share": 1.0, "recovered_share": 1.0}
"""Values that say nothing, where that is not nothing."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was taken over from exports.

    values      : the fields as they were learned
    files       : names of the exports
    first, last : days that they speak of
    """

    values: Values
    files: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Given:
    """What a report says of a plan beside its answer.

    day     : of the report
    link    : that opens the plan again; empty where there is none
    learned : what was taken over from exports, None where nothing was
    source  : of all that is no example's and was not learned, as text; empty for what was typed
    """

    day: date
    link: str = ""
    learned: Learned | None = None
    source: str = ""


def letterhead(words: Words, given: Given) -> Letterhead:
    """For whom and of when a report is."""
    opens = words.text("Open it again:")
    return Letterhead(words.name, str(words.text_locale), given.day, words.date(given.day), given.link, opens)


def title_of(words: Words, plan: Plan, page: str) -> str:
    """The title of a report: the plan's name, or the page's where it has none."""
    name = plan.scenario.name.strip()
    return words.titled(words.text(page), name) if name else words.text(page)


def inputs_table(words: Words, plan: Plan, given: Given, without: Collection[str] = ()) -> Table:
    """The inputs of a plan that say something, and where each comes from.

    without : inputs that the answer does not rest on
    """
    values, currency = fields_of(plan), plan.scenario.currency
    rows = [
        (
            label_of(words, name, currency),
            writing.input_text(words, values, name),
            source_of(words, values, name, given),
        )
        for name in inputs_of(values)
        if name not in without
    ]
    text = words.text
    return Table(text("Inputs"), (text("input"), text("value"), text("from")), tuple(rows), numbers=False)


def table_of(title: str, rows: Sequence[Mapping[str, object]]) -> Table:
    """A table of a page: the first column and its figures, all as they are written there."""
    return Table(title, tuple(rows[0]), tuple(tuple(map(str, row.values())) for row in rows))


def differences_table(words: Words, plans: Sequence[tuple[str, Plan]]) -> Table:
    """The inputs in which plans differ, one column per plan.

    plans : each with the name under which it is shown
    """
    values = [fields_of(plan) for _, plan in plans]
    inputs = dict.fromkeys(uncertain_input_of(name) for one in values for name in changed(values[0], one))
    currency = plans[0][1].scenario.currency
    rows = [
        (label_of(words, name, currency), *(writing.input_text(words, one, name) for one in values))
        for name in inputs
        if name != "name" and name in INPUTS
    ]
    columns = (words.text("input"), *(label for label, _ in plans))
    return Table(words.text("What differs between the plans"), columns, tuple(rows))


def inputs_of(values: Values) -> list[str]:
    """The inputs of a plan that say something: what is nothing, or what everybody has, does not."""
    names = (*ALWAYS, *MARGIN, *REPEAT, *GOAL, *BELIEVED)
    shown = [name for name in names if name not in SHOWN_BY or values[SHOWN_BY[name][0]] == SHOWN_BY[name][1]]
    return [name for name in shown if name in ALWAYS or _says_something(values, name)]


def _says_something(values: Values, name: str) -> bool:
    if name.endswith("_kind") and name not in INPUTS:
        return False
    if name in ("cogs_kind", "target_kind", "repeat_on"):
        return False
    if name == "reference_budget":
        return values[name] != values["budget"]
    if values.get(f"{name}_kind", "known") != "known":
        return True
    return values[name] not in (None, 0, 0.0, _USUAL.get(name))


def source_of(words: Words, values: Values, name: str, given: Given) -> str:
    """Where the value of an input comes from: learned, an example's, or typed."""
    fields = fields_of_inputs(name)
    if given.learned is not None and _is_learned(values, given.learned.values, fields):
        return _learned_from(words, given.learned)
    of = example_of(values, fields)
    if given.source and of is None:
        return given.source
    if of is None:
        return words.text("typed")
    if of == FIRST_VISIT:
        return words.text("example")
    return words.text("example: {title}", title=words.text(presets()[of].title))


def _learned_from(words: Words, learned: Learned) -> str:
    return words.text(
        "learned from {files}, {first} to {last}",
        files=writing.listed(words, [shortened(name) for name in learned.files]),
        first=words.date(learned.first, short=True),
        last=words.date(learned.last, short=True),
    )


def shortened(name: str) -> str:
    """The name of a file in a line."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _is_learned(values: Values, learned: Values, fields: tuple[str, ...]) -> bool:
    """Whether an input still is as it was learned."""
    named = [name for name in fields if name in learned]
    return bool(named) and all(values[name] == learned[name] for name in named)


def limits(words: Words) -> tuple[Section, ...]:
    """What the figures assume and what they cannot know, as the glossary says it."""
    passages = {passage.title: passage.text for passage in METHOD}
    return tuple(
        Section(words.text(title), plain_markdown(words.text(passages[title]))) for title in (ASSUMES, CANNOT_KNOW)
    )
