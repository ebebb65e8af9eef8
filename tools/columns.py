"""Writes the tables of columns in docs/scenario_csv.md from the code: `python -m tools.columns`.

Inputs come from `simulator.fields` and `simulator.page_fields`, results from what a file really holds, with the meaning
that the docstrings of `Outcome` give. A test fails when the file says something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from simulator.engine.outcome import DRAWS, OUTPUTS, REPEAT_OUTPUTS, Outcome, outcome_of
from simulator.forms.fields import BY_NAME, FIELDS, PARTS, UNCERTAIN, Field, plan_of, text_of
from simulator.forms.page_fields import ALL_BY_NAME, PAGE_DEFAULTS
from simulator.forms.presets import presets
from simulator.forms.scenario_file import RESULT, results_of

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "scenario_csv.md"
NEEDED: Final = ("budget", "cpc", "cvr", "aov")
"""Inputs without which there is no plan."""
CHANCES: Final = {
    "break_even_probability": "share of draws in which the orders pay for the spend",
    "long_run_break_even_probability": "the same without the luck of single orders",
    "no_order_probability": "share of draws without a single order",
    "scale_probability": "share of draws that break even with a CPO at or below the target",
    "optimise_probability": "share of draws that break even with a CPO above the target",
    "stop_probability": "share of draws that do not break even",
}
FIGURES: Final = {
    "mean": "mean of the draws; `inf` for a CPO where a draw has no order",
    "p5": "5 % of the draws lie below",
    "p50": "median",
    "p95": "95 % of the draws lie below",
    "p50_mc_error": "simulation error of the median: one standard error",
}
UNITS: Final = {
    "aov": "currency per order",
    "clicks": "count",
    "orders": "count",
    "roas": "ratio",
    "break_even_roas": "ratio",
}
"""Where the docstring names no unit."""
KINDS: Final = {
    "known": "a number without uncertainty",
    "interval": "low and high end of an interval: a lognormal for money, a Beta for a share",
    "counts": "how many did, out of how many (shares only)",
    "three_points": "smallest, most likely and largest value (PERT)",
    "lognormal": "low and high end of a lognormal that stands for a share (shares only)",
}
PART_MEANINGS: Final = {
    "_kind": "how the input is given: one of the words in the next table",
    "": "the number, when it is known",
    "_low": "low end",
    "_mode": "most likely value",
    "_high": "high end",
    "_level": "probability that the interval holds the true average",
    "_orders": "how many did; may be fractional",
    "_clicks": "out of how many",
}
"""Suffixes of the columns of an uncertain input, in their order."""


def mark(section: str, end: str = "") -> str:
    """The line before a generated section, or after it."""
    return f"<!-- {end}{section}: python -m tools.columns -->"


def filled(document: str) -> str:
    """The document with its generated sections as the code has them now."""
    for section, lines in (("inputs", inputs()), ("pages", pages()), ("results", results()), ("draws", draws())):
        begin, end = mark(section), mark(section, "end of ")
        before, result, rest = document.partition(begin)
        _, closed, after = rest.partition(end)
        if not (result and closed):
            raise ValueError(f"the marks of the section {section} are missing")
        document = "\n".join([f"{before}{begin}", "", *lines, "", f"{end}{after}"])
    return document


def inputs() -> Iterator[str]:
    """One line per input, in the order of the columns; the parts of an uncertain one share a line."""
    yield from _head("column", "unit", "when empty", "meaning")
    for belief, group in groupby(FIELDS, _belief):
        fields = list(group)
        if belief is None:
            for field in fields:
                yield _line(f"`{field.name}`", field.unit, _when_empty(field), field.meaning)
        else:
            whole = BY_NAME[belief]
            meaning = whole.meaning.removesuffix(", when known")
            yield _line(f"`{belief}`, `{belief}_…`", whole.unit, _when_empty(whole), meaning)
    yield ""
    yield from _head("`…`, in this order", "when empty", "meaning")
    for part, meaning in PART_MEANINGS.items():
        yield _line(f"`{part}`" if part else "(nothing)", _part_when_empty(part), meaning)
    yield ""
    yield from _head("`_kind`", "columns it reads", "meaning")
    for kind, meaning in KINDS.items():
        read = ", ".join(f"`{part}`" if part else "the input's own" for part in PARTS[kind])
        yield _line(f"`{kind}`", read, meaning)
    if set(KINDS) != set(PARTS):
        raise ValueError(f"kinds and this table differ in {sorted(set(KINDS) ^ set(PARTS))}")


def pages() -> Iterator[str]:
    """One line per input of the pages that ask beside the plan; the two ends of an uncertain one share a line."""
    yield from _head("column", "unit", "without the column", "meaning")
    for _, group in groupby((ALL_BY_NAME[name] for name in PAGE_DEFAULTS), _without_end):
        fields = list(group)
        columns = ", ".join(f"`{field.name}`" for field in fields)
        empty = " – ".join(dict.fromkeys(_when_empty(field) for field in fields))
        yield _line(columns, fields[0].unit, empty, fields[0].meaning.removesuffix(": low end"))


def _without_end(field: Field) -> tuple[str, bool]:
    name = field.name.removesuffix("_low").removesuffix("_high")
    return name, name != field.name


def _belief(field: Field) -> str | None:
    """The uncertain input that a field is a part of."""
    return next((name for name in UNCERTAIN if field.name.removeprefix(name) in PART_MEANINGS), None)


def _part_when_empty(part: str) -> str:
    if part == "_kind":
        return "`interval` for CPC, CVR and AOV, else `known`"
    if part == "":
        return "see above"
    field = BY_NAME[f"cvr{part}"]
    return text_of(field, field.default) or "–"


def _when_empty(field: Field) -> str:
    if field.name in NEEDED:
        return "**needed**"
    return text_of(field, field.default) or "–"


def results() -> Iterator[str]:
    """The columns of results, checked against what a file holds."""
    listed = {"verdict"}
    yield from _head("column", "unit", "meaning")
    yield _line(f"`{RESULT}verdict`", "", "`scale`, `optimise` or `stop`")
    for name, meaning in CHANCES.items():
        listed |= {name, f"{name}_mc_error"}
        yield _line(f"`{RESULT}{name}`, `{RESULT}{name}_mc_error`", "share", f"{meaning}; its simulation error")
    for name in (*OUTPUTS, *REPEAT_OUTPUTS):
        listed |= {f"{name}_{figure}" for figure in FIGURES}
        meaning, unit = meaning_of(name)
        with_repeat = " Only with repeat purchases." if name in REPEAT_OUTPUTS else ""
        yield _line(f"`{RESULT}{name}_…`", unit, meaning + with_repeat)
    listed |= {"profit_worst_mean", "profit_worst_mean_mc_error"}
    worst = "mean profit of the worst 5 % of the draws; its simulation error"
    yield _line(f"`{RESULT}profit_worst_mean`, `{RESULT}profit_worst_mean_mc_error`", "currency", worst)
    yield ""
    yield from _head("`…`", "meaning")
    yield from (_line(f"`{figure}`", meaning) for figure, meaning in FIGURES.items())
    if listed != _written():
        raise ValueError(f"results and this table differ in {sorted(listed ^ _written())}")


def _written() -> set[str]:
    """Names of the results of a plan that has them all."""
    with_repeat = next(preset for preset in presets().values() if preset.values["repeat_on"])
    plan, _ = plan_of(with_repeat.values)
    if plan is None:
        raise ValueError("a preset is a plan")
    return set(results_of(outcome_of(plan)))


def draws() -> Iterator[str]:
    """The columns of the file of draws."""
    yield from _head("column", "unit", "meaning")
    for name in DRAWS:
        meaning, unit = meaning_of(name)
        yield _line(f"`{name}`", unit, meaning)


def meaning_of(output: str) -> tuple[str, str]:
    """Meaning and unit of an output, from the docstring of its property."""
    text = str(getattr(Outcome, output).__doc__)
    stated = re.fullmatch(r"(.*?)\s*\[(.+)\]", text)
    return (stated[1], stated[2]) if stated else (text, UNITS[output])


def _head(*titles: str) -> Iterable[str]:
    return _line(*titles), "|" + "---|" * len(titles)


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Bring the document up to date."""
    DOCUMENT.write_text(filled(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
