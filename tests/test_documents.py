"""Documents say what the code does: generated parts are up to date, links lead somewhere, named code exists."""

from __future__ import annotations

import csv
import io
import math
import re
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from simulator.engine.outcome import outcome_of
from simulator.forms.fields import FIELDS, START, UNCERTAIN, changed, plan_of
from simulator.forms.page_fields import ALL_DEFAULTS, PAGE_DEFAULTS
from simulator.forms.presets import presets
from simulator.forms.scenario_file import RESULT, SEPARATORS, read_scenarios
from tools import columns, examples

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
OWN_HOSTS = ("127.0.0.1:8501", "localhost:8501")
"""The only hosts an address may name: the app itself."""
SERVER_PATHS = ("/_stcore", "/simulator", "/srv/cpo-simulator", "/etc/cpo-simulator", "/etc/nginx", "/etc/ssl")
"""The only absolute paths: of the app's own server, and those that docs/hosting.md proposes."""
ABSOLUTE_PATH = re.compile(r"(?<![\w.}*~/<>…])/[A-Za-z_.][\w.-]*(?:/[\w.-]+)*")


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def rows_of(content: bytes, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def without_code(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def anchors_of(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", without_code(document.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# -- what is generated ------------------------------------------------------------------------------------------


def test_the_tables_of_columns_are_up_to_date() -> None:
    """Mend with python -m tools.columns."""
    document = columns.DOCUMENT.read_text(encoding="utf-8")
    assert columns.filled(document) == document


def test_a_stale_table_of_columns_would_be_noticed() -> None:
    document = columns.DOCUMENT.read_text(encoding="utf-8")
    stale = document.replace("length of the period", "length of the month")
    assert stale != document
    assert columns.filled(stale) == document


def test_every_column_of_a_file_is_explained() -> None:
    told = set(re.findall(r"`([a-z_0-9]+)`", columns.DOCUMENT.read_text(encoding="utf-8")))
    parts = {f"{name}{part}" for name in UNCERTAIN for part in columns.PART_MEANINGS}
    assert {field.name for field in FIELDS} - parts <= told
    assert set(PAGE_DEFAULTS) <= told
    assert set(UNCERTAIN) <= told


def test_the_sources_of_the_examples_are_up_to_date() -> None:
    """Mend with python -m tools.examples."""
    document = examples.DOCUMENT.read_text(encoding="utf-8")
    assert examples.filled(document) == document


@pytest.mark.parametrize(("name", "code", "dialect"), examples.FILES)
def test_the_example_files_are_up_to_date(name: str, code: str, dialect: examples.Dialect) -> None:
    """Mend with python -m tools.examples. Inputs byte for byte; results to the last digits that processors share."""
    kept, made = (examples.FOLDER / name).read_bytes(), examples.content(code, dialect)
    assert kept[:3] == made[:3] == "\ufeff".encode()
    assert kept.count(b"\r\n") == kept.count(b"\n") == made.count(b"\n")
    old, new = (
        list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=SEPARATORS[dialect])) for text in (kept, made)
    )
    assert old[0] == new[0]
    for old_row, new_row in zip(old[1:], new[1:], strict=True):
        for column, was, now in zip(old[0], old_row, new_row, strict=True):
            if was != now:
                assert column.startswith(RESULT), column
                before, after = (float(cell.replace(",", ".")) for cell in (was, now))
                # One draw in 16,384 may fall to the other side of a limit.
                assert math.isclose(before, after, rel_tol=1e-6, abs_tol=1e-4), column


@pytest.mark.parametrize("name", [name for name, _, _ in examples.FILES])
def test_an_example_file_brings_back_its_preset(name: str) -> None:
    code = next(code for file, code, _ in examples.FILES if file == name)
    scenarios = read_scenarios((examples.FOLDER / name).read_bytes())
    assert not scenarios.problems
    assert scenarios.plans == (examples.plan_in(code),)


def test_every_figure_of_an_example_has_an_origin() -> None:
    for code in {code for _, code, _ in examples.FILES}:
        preset = presets()[code]
        told = {field for origin in preset.origins for field in origin.fields}
        explained_in_words = {"name", "currency", "budget", "reference_budget", "period_days"}
        stated = changed(preset.values, ALL_DEFAULTS)
        assert {name for name in stated if not name.endswith("_kind")} - explained_in_words <= told


# -- what is written by hand ------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", NAMES)
def test_links_lead_somewhere(document: str) -> None:
    here = ROOT / document
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text_of(document))):
        path, _, anchor = target.partition("#")
        file = (here.parent / path).resolve() if path else here
        assert file.exists(), target
        assert file.is_relative_to(ROOT), target
        if anchor:
            assert anchor in anchors_of(file), target


@pytest.mark.parametrize("document", NAMES)
def test_no_document_names_a_foreign_address(document: str) -> None:
    """Neither a package host nor any other: a document must read without the network."""
    result = re.findall(r"\w+://[^\s)>'\"`;,]*", text_of(document))
    assert [address for address in result if urlsplit(address).netloc not in OWN_HOSTS] == []


@pytest.mark.parametrize("document", NAMES)
def test_no_document_names_a_path_of_some_machine(document: str) -> None:
    without_addresses = re.sub(r"\w+://\S+", "", text_of(document))
    result = ABSOLUTE_PATH.findall(without_addresses)
    assert [path for path in result if not path.startswith(SERVER_PATHS)] == []


@pytest.mark.parametrize("text", ["/home/someone/app", "see /tmp/x", "`/opt/tool.py`"])
def test_a_path_of_some_machine_would_be_noticed(text: str) -> None:
    assert ABSOLUTE_PATH.findall(text)


@pytest.mark.parametrize("document", NAMES)
def test_code_that_a_document_names_exists(document: str) -> None:
    text = re.sub(r"\s+", " ", text_of(document))
    for file in re.findall(r"`((?:simulator|pages|tools|tests|benchmarks|examples|docs|deploy)/[\w./-]+\.\w+)", text):
        assert (ROOT / file).is_file(), file
    for file, name in re.findall(r"`((?:simulator|pages|tools)/[\w/]+)\.py: ([\w.]+)`", text):
        result = import_module(file.replace("/", "."))
        for part in name.split("."):
            result = getattr(result, part)


def test_the_changelog_holds_the_plan_of_a_first_visit() -> None:
    """Links leave out what equals it: whoever changes it must say so."""
    text = re.sub(r"\s+", " ", text_of("CHANGELOG.md"))
    for name, value in changed(START, ALL_DEFAULTS).items():
        assert f"`{name}` {value:g}" in text


def test_the_readme_tells_the_figures_of_the_first_plan() -> None:
    plan, _ = plan_of(START)
    assert plan is not None
    outcome = outcome_of(plan)
    text = re.sub(r"\s+", " ", text_of("README.md"))
    middle = {name: outcome.quantiles(name)["p50"].value for name in ("max_cpo", "cpo", "marginal_cpo")}
    assert f"may cost about {middle['max_cpo']:.0f} €" in text
    assert f"would cost about {middle['cpo']:.0f}," in text
    assert f"is {outcome.break_even_probability.value:.0%}".replace("%", " %") in text
    assert f"next order would cost about {middle['marginal_cpo']:.0f}:" in text
