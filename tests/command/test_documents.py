"""What docs/python.md, the README and the skill show is run, and answers what they say."""

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpo.main import main
from simulator import Amount, OrderEconomics, Rate, Scenario, simulate
from simulator.evidence import demo_files

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"^(?:`(?P<file>[\w.]+)`[^\n]*:\n\n)?```(?P<kind>csv|console)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL
)


def same(wanted, result):
    return doctest.OutputChecker().check_output(wanted, result, doctest.ELLIPSIS)


def test_the_examples_for_analysts_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(
        str(ROOT / "docs/python.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE, encoding="utf-8"
    )
    assert failed == 0
    assert tried > 30


def test_the_tasks_of_the_skill_are_solved_by_the_commands_it_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("google_ads.csv").write_bytes(demo_files()["demo_google_ads.csv"])
    blocks = list(BLOCK.finditer((ROOT / "skills/cpo/SKILL.md").read_text(encoding="utf-8")))
    assert [block["kind"] for block in blocks] == ["csv", "console", "console", "csv", "console"]
    for block in blocks:
        if block["kind"] == "csv":
            Path(block["file"]).write_text(block["text"], encoding="utf-8")
            continue
        for command, wanted in re.findall(r"^\$ cpo (.*)\n((?:[^$].*\n)*)", block["text"], re.MULTILINE):
            done = CliRunner().invoke(main, shlex.split(command), catch_exceptions=False)
            assert done.exit_code == 0, done.output
            assert same(wanted, done.output), done.output
    assert Path("scored.csv").read_text().count(",stop,") == 2


def test_another_output_than_the_skill_shows_would_be_noticed():
    assert same("My shop\n...\n", "My shop\n  Budget\n")
    assert not same("My shop\n...\n", "Your shop\n  Budget\n")


def test_the_readme_tells_what_its_example_answers():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    chance, error, cpo = re.search(r"value=([\d.]+), mc_error=([\d.]+)\).*?#\s*([\d.]+)\n", text, re.DOTALL).groups()
    outcome = simulate(
        Scenario(
            budget=5_000,
            cpc=Amount(0.45, 0.75),
            cvr=Rate(0.015, 0.030),
            aov=Amount(70, 95),
            economics=OrderEconomics(vat_rate=0.20, cogs_share=0.40, shipping_paid=4.90),
        )
    )
    assert outcome.break_even_probability.value == pytest.approx(float(chance), abs=5e-4)
    assert outcome.break_even_probability.mc_error == pytest.approx(float(error), abs=5e-5)
    assert outcome.quantile("cpo", 0.5).value == pytest.approx(float(cpo), abs=0.05)
