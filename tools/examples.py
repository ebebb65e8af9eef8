"""Writes the example files and their sources from the presets: `python -m tools.examples`.

examples/*.csv are the plans of two presets with their results, one of them in both dialects; the section of
examples/README.md between its marks says where each of their figures comes from. A test fails when they say something
else than the presets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from simulator import Outcome, Plan, verdict, write_scenarios
from simulator.engine.outcome import outcome_of
from simulator.facts import Fact, facts
from simulator.forms.fields import BY_NAME, plan_of, text_of
from simulator.forms.presets import Origin, Preset, presets
from simulator.forms.scenario_file import Dialect

FOLDER: Final = Path(__file__).parents[1] / "examples"
DOCUMENT: Final = FOLDER / "README.md"
FILES: Final[tuple[tuple[str, str, Dialect], ...]] = (
    ("gift_shop.csv", "gift_shop", "point"),
    ("gift_shop_semicolon.csv", "gift_shop", "comma"),
    ("visit_counts.csv", "visit_counts", "point"),
)
"""Name of the file, code of the preset, dialect."""
BEGIN: Final = "<!-- figures: python -m tools.examples -->"
END: Final = "<!-- end of figures: python -m tools.examples -->"


def plan_in(code: str) -> Plan:
    """The plan of a preset."""
    plan, problems = plan_of(presets()[code].values)
    if plan is None:
        raise ValueError(f"the preset {code} is not a plan: {problems[0]}")
    return plan


def content(code: str, dialect: Dialect) -> bytes:
    """The file of a preset's plan."""
    return write_scenarios([plan_in(code)], dialect=dialect)


def filled(document: str) -> str:
    """The document with the figures of the presets as they are now."""
    before, result, rest = document.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not (result and closed):
        raise ValueError("the marks of the figures are missing")
    return "\n".join([f"{before}{BEGIN}", "", *figures(), f"{END}{after}"])


def figures() -> Iterator[str]:
    """The figures of every preset that has a file, and the published ones behind them."""
    codes = list(dict.fromkeys(code for _, code, _ in FILES))
    for code in codes:
        preset = presets()[code]
        yield f"### {preset.title}: `{code}`"
        yield ""
        yield preset.note
        yield ""
        yield _result(outcome_of(plan_in(code)))
        yield ""
        yield from _table(
            ("figure", "from", "how"),
            ((_values(preset, origin), _from(origin), origin.how) for origin in preset.origins),
        )
        yield ""
    used = {fact.id for code in codes for origin in presets()[code].origins for fact in origin.facts}
    yield "### The published figures behind them"
    yield ""
    yield from _table(
        ("id", "what, where", "figure", "year", "source", "confidence"),
        (_fact(fact) for fact in facts().values() if fact.id in used),
    )
    yield ""


def _result(outcome: Outcome) -> str:
    chance, money = outcome.break_even_probability, outcome.scenario.currency
    cpo, max_cpo = (outcome.quantiles(name)["p50"].value for name in ("cpo", "max_cpo"))
    return (
        f"Result: {chance.value * 100:.1f} % break even (± {chance.mc_error * 100:.1f} simulation error); median CPO "
        f"{cpo:.1f} {money}, median max CPO {max_cpo:.1f} {money}; advice: {verdict(outcome).word}."
    )


def _values(preset: Preset, origin: Origin) -> str:
    shown = []
    for name in origin.fields:
        field, value = BY_NAME[name], preset.values[name]
        text = f"{value * 100:.10g} %" if field.kind == "share" and isinstance(value, float) else text_of(field, value)
        shown.append(f"`{name}` {text}")
    return ", ".join(shown)


def _from(origin: Origin) -> str:
    if origin.assumed:
        return "**assumption**"
    return origin.credit or ", ".join(f"`{fact.id}`" for fact in origin.facts)


def _fact(fact: Fact) -> tuple[str, ...]:
    what = ", ".join(part for part in (fact.metric, fact.vertical, fact.channel) if part)
    numbers = {"": fact.value, "low ": fact.low, "high ": fact.high}
    figure = ", ".join(f"{name}{number:g}" for name, number in numbers.items() if number is not None)
    note = f" ({fact.note})" if fact.note else ""
    return f"`{fact.id}`", what, f"{figure} {fact.unit}{note}", fact.year, fact.source, fact.confidence


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(titles) + " |"
    yield "|" + "---|" * len(titles)
    yield from ("| " + " | ".join(row) + " |" for row in rows)


def main() -> None:
    """Bring the files and the document up to date."""
    for name, code, dialect in FILES:
        (FOLDER / name).write_bytes(content(code, dialect))
    DOCUMENT.write_text(filled(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
