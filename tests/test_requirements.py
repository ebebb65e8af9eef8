"""The lists of requirements hold all that is installed: pip looks for nothing by itself, anywhere the app is for."""

import re
import shutil
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tools.lock import Release, environments, gaps_in, gaps_of_form, gaps_of_project, pins_of

ROOT = Path(__file__).parents[1]
HASH = "--hash=sha256:00"
PLACES = len(environments())


@pytest.fixture
def project(tmp_path):
    """The lists of this project and what they are made from, to be changed."""
    for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def change(project, old, new, name="requirements-dev.txt"):
    path = project / name
    text = path.read_text(encoding="utf-8")
    assert re.search(old, text, re.DOTALL)
    path.write_text(re.sub(old, new, text, flags=re.DOTALL), encoding="utf-8")
    return gaps_of_project(project)


def gaps(listed, wanted, releases=()):
    """The gaps that all environments have together, for releases made up here."""
    releases = dict(releases)
    pins = pins_of("\n".join(f"{entry} {HASH}" for entry in listed))
    roots = [Requirement(text) for text in wanted]
    return {
        place: lines
        for place, environment in environments().items()
        if (lines := gaps_in(pins, roots, environment, releases.get))
    }


def release(version, *requirements, pythons=""):
    return Release(version, tuple(map(Requirement, requirements)), SpecifierSet(pythons))


def test_the_lists_of_this_project_have_no_gap():
    assert gaps_of_project(ROOT) == []


# -- what would be a gap in the lists of this project -----------------------------------------------------------------


def test_an_extra_that_is_taken_out_is_a_gap(project):
    """This is what broke a fresh machine once: the list said coverage, and pytest-cov asks for coverage[toml]."""
    lines = change(project, r"coverage\[toml\]==", "coverage==")
    assert any("pytest-cov asks for coverage[toml]" in line and "without [toml]" in line for line in lines)


def test_a_requirement_of_a_requirement_that_is_taken_out_is_a_gap(project):
    lines = change(project, r"\nexecnet==.*?(?=\n\w)", "")
    assert [line.split(">=")[0] for line in lines] == ["requirements-dev.txt: pytest-xdist asks for execnet"]


def test_an_entry_without_hashes_is_a_gap(project):
    lines = change(project, r"(\nexecnet==[\d.]+) .*?(?=\n\w)", r"\1")
    assert len(lines) == 1
    assert lines[0].endswith("no hash")


def test_an_entry_of_another_version_in_one_of_the_two_lists_is_a_gap(project):
    lines = change(project, r"\naltair==[\d.]+", r"\naltair==6.0.0", "requirements.txt")
    assert "requirements.txt: altair==6.0.0: differs in the development list" in lines


def test_a_new_requirement_of_the_project_is_a_gap_until_the_lists_are_made_again(project):
    lines = change(project, r"dependencies = \[", 'dependencies = [\n    "polars>=1",', "pyproject.toml")
    assert len(lines) == 2
    assert all("pyproject.toml asks for polars>=1: not in the list" in line for line in lines)


# -- what is a gap only somewhere -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marker", "share", "left_out"),
    [
        ("sys_platform != 'win32'", 1 / 5, "Windows"),
        ("sys_platform != 'darwin'", 2 / 5, "macOS"),
        ("platform_machine == 'x86_64' or platform_machine == 'AMD64'", 2 / 5, "a"),
        ("python_version < '3.13'", 1 / 3, "Python 3.13"),
        ("python_full_version >= '3.11.4'", 1 / 6, "Python 3.11.0"),
    ],
)
def test_a_marker_that_leaves_out_a_python_or_a_platform_is_a_gap_there(marker, share, left_out):
    lines = gaps([f"one==1.0 ; {marker}"], ["one>=1"])
    assert len(lines) == pytest.approx(share * PLACES)
    assert all(left_out in place for place in lines)


def test_what_only_one_platform_needs_may_stand_behind_its_marker():
    releases = {"one": release("1.0", "two; sys_platform == 'win32'")}
    assert not gaps(["one==1.0", "two==2.0 ; sys_platform == 'win32'"], ["one"], releases)
    assert set(gaps(["one==1.0"], ["one"], releases)) == {place for place in environments() if "Windows" in place}


def test_what_an_extra_asks_for_is_looked_at_only_where_the_extra_is():
    releases = {"one": release("1.0", "two; extra == 'more'"), "three": release("3.0", "one[more]")}
    assert not gaps(["one==1.0"], ["one"], releases)
    assert len(gaps(["one[more]==1.0"], ["one[more]"], releases)) == PLACES
    # The same distribution once without and once with its extra, whichever is asked for first.
    for wanted in (["one", "three"], ["three", "one"]):
        assert len(gaps(["one[more]==1.0", "three==3.0"], wanted, releases)) == PLACES
        assert not gaps(["one[more]==1.0", "two==2.0", "three==3.0"], wanted, releases)


def test_a_version_that_does_not_fit_and_a_release_that_is_not_for_a_python_are_gaps():
    assert len(gaps(["one==1.0"], ["one>=2"])) == PLACES
    lines = gaps(["one==1.0"], ["one"], {"one": release("1.0", pythons=">=3.12")})
    assert lines
    assert all("3.11" in place for place in lines)


def test_requirements_that_ask_for_one_another_come_to_an_end():
    releases = {"one": release("1.0", "two"), "two": release("2.0", "one")}
    assert not gaps(["one==1.0", "two==2.0"], ["one"], releases)


def test_names_are_one_however_they_are_spelled():
    assert not gaps(["One_Two[Some_More]==1.0"], ["one.two[some-more]"])


@pytest.mark.parametrize("entry", ["one>=1.0", "one==1.*", "one", "one>=1,<2"])
def test_an_entry_that_leaves_a_choice_is_a_gap(entry):
    lines = gaps_of_form(pins_of(f"{entry} {HASH}"), {"one": release("1.0")}.get)
    assert f"{pins_of(entry)[0].requirement}: no single version" in lines


def test_a_release_that_is_not_the_one_in_the_list_says_nothing_of_it():
    pins = pins_of(f"one==1.0 {HASH}\ntwo==1.0 ; sys_platform == 'plan9' {HASH}")
    assert gaps_of_form(pins, {"one": release("1.0")}.get) == []
    assert gaps_of_form(pins, {"one": release("1.1")}.get) == ["one==1.0: 1.1 is installed"]
    assert gaps_of_form(pins, {}.get) == ["one==1.0: nothing is installed"]


# -- how the lists are installed --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile", "docs/hosting.md"])
def test_every_way_to_install_a_list_takes_exactly_the_list(name):
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    installs = [line for line in text.splitlines() if "--require-hashes" in line]
    assert installs
    for line in installs:
        assert {"--no-deps", "--only-binary"} <= set(line.split()), line
    assert "pip check" in text
