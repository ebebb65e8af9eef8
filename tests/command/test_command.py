"""The command as a person types it: answers on standard output, sentences on standard error, exit codes."""

import json
import os
import sys

import pytest
from click.testing import CliRunner

from cpo.main import main
from simulator.engine.outcome import outcome_of
from simulator.evidence import demo_files
from simulator.forms.scenario_file import read_scenarios, results_of, write_scenarios

SHORT = "name,budget,cpc_kind,cpc,cvr_kind,cvr,aov_kind,aov\n{name},{budget},known,0.6,known,{cvr},known,80\n"
CAMPAIGNS = "campaign,clicks,orders,spend,value,margin\nBrand,1200,48,540,4320,0.35\nShoes,900,3,540,270,0.35\n"


@pytest.fixture
def cpo(tmp_path, monkeypatch):
    """The command in an empty folder; `wrote` puts files there."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, given=None):
        return CliRunner().invoke(main, list(map(str, arguments)), input=given, catch_exceptions=False)

    return run


def wrote(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# -- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], ["plan"], ["read"], ["score"]])
def test_help_shows_how_a_command_is_typed(cpo, command):
    result = cpo(*command, "--help")
    assert result.exit_code == 0
    assert "cpo " + " ".join([*command, ""]).strip() in result.output
    assert not command or "Examples:" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["plan"],
        ["plan", "missing.csv"],
        ["read"],
        ["score", "missing.csv"],
        ["read", "-", "--answer", "x"],
        ["score", "-", "--margin", "35"],
    ],
)
def test_a_command_that_cannot_be_used_like_this_exits_with_2(cpo, arguments):
    result = cpo(*arguments, given="")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage: " in result.stderr


@pytest.mark.parametrize("command", ["plan", "read", "score"])
@pytest.mark.parametrize("content", ["", "\0\0", "a;b\n1;2\n", '"'])
def test_a_wrong_file_is_a_sentence_and_exits_with_1(cpo, command, content):
    result = cpo(command, "-", given=content)
    assert result.exit_code == 1
    assert result.stderr.startswith("cpo: ")
    assert "Traceback" not in result.output


# -- plan -------------------------------------------------------------------------------------------------------------


def test_a_plan_is_answered_in_words_and_as_json_with_the_figures_of_the_simulator(cpo, tmp_path):
    wrote(tmp_path / "plan.csv", SHORT.format(name="Spring", budget=500, cvr=0.02))
    stdout = cpo("plan", "plan.csv")
    assert stdout.exit_code == 0
    assert stdout.stdout.startswith("Spring\n  Budget          500 EUR in 30 days\n  Verdict         ")
    (figures,) = json.loads(cpo("plan", "plan.csv", "--json").stdout)
    (plan,) = read_scenarios((tmp_path / "plan.csv").read_bytes()).plans
    assert figures["results"] == results_of(outcome_of(plan))
    assert figures["break_even_inputs"]["cvr"] == pytest.approx(0.6 / 80)


def test_rows_that_are_wrong_are_named_and_the_others_answered(cpo):
    first, second = (SHORT.format(name=name, budget=500, cvr=cvr) for name, cvr in (("A", 0.02), ("B", 2)))
    result = cpo("plan", "-", given=first + second.splitlines()[1] + "\n")
    assert result.exit_code == 1
    assert result.stdout.startswith("A\n")
    assert "B\n" not in result.stdout
    assert "cpo: row 3, column cvr: A value between 0 % and 100 % is needed, got 200 %." in result.stderr


def test_figures_that_are_not_finite_are_null(cpo):
    result = cpo("plan", "-", "--json", given=SHORT.format(name="A", budget=1, cvr=0.0001))
    assert json.loads(result.stdout)[0]["results"]["cpo_p95"] is None


def test_a_file_of_the_app_is_answered_again(cpo, tmp_path):
    plans = read_scenarios(SHORT.format(name="A", budget=500, cvr=0.02)).plans * 2
    wrote(tmp_path / "plans.csv", write_scenarios(plans, dialect="comma"))
    assert cpo("plan", "plans.csv").stdout.count("Verdict") == 2


# -- read -------------------------------------------------------------------------------------------------------------


def test_exports_are_read_together_and_say_what_is_believed(cpo, tmp_path):
    names = [wrote(tmp_path / name, content).name for name, content in demo_files().items()]
    stdout = cpo("read", *names)
    assert stdout.exit_code == 0
    assert f"{names[0]}: Google Ads, 365 days from " in stdout.stdout
    assert "All accounts: the next 30 days, by " in stdout.stdout
    figures = json.loads(cpo("read", *names, "--json").stdout)
    assert [figure["is_read"] for figure in figures["files"]] == [True] * len(names)
    whole, *single = figures["accounts"]
    assert whole["totals"]["spend"] == pytest.approx(sum(item["totals"]["spend"] for item in single))
    assert whole["beliefs"]["cvr"]["low"] < whole["beliefs"]["cvr"]["seen"] < whole["beliefs"]["cvr"]["high"]
    assert whole["fields"]["cpc_kind"] == "interval"
    assert figures["orders"]["aov_low"] > 0


def test_a_question_is_asked_with_the_option_that_answers_it(cpo):
    rows = "".join(f"0{day}/0{day + 1}/2026,shoes,{10 * day},{20 * day},{day}\n" for day in (1, 2, 3, 4))
    table = "Date,Campaign,Cost,Clicks,Conversions\n" + rows
    answered = cpo("read", "-", given=table)
    assert answered.exit_code == 1
    assert "Answer with --day-first or --month-first." in answered.stdout
    answered = cpo("read", "-", "--month-first", given=table)
    assert "from 2026-01-02 to 2026-04-05" in answered.stdout
    assert answered.exit_code == 0


def test_a_column_that_is_missing_is_asked_for_and_exits_with_1(cpo):
    table = "Date,Zlom,Klak,Orders\n" + "".join(f"2026-01-{day:02},20,{day},1\n" for day in range(1, 29))
    answered = cpo("read", "-", given=table)
    assert "Which column holds the ad spend?" in answered.stdout
    assert answered.exit_code == 1


# -- score ------------------------------------------------------------------------------------------------------------


def test_campaigns_are_scored_from_a_file_to_a_file_or_through_a_pipe(cpo, tmp_path):
    wrote(tmp_path / "campaigns.csv", CAMPAIGNS)
    done = cpo("score", "campaigns.csv", "-o", "scored.csv")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "cpo: Rows scored: 2.\n")
    piped = cpo("score", "-", given=CAMPAIGNS)
    assert piped.stdout_bytes == (tmp_path / "scored.csv").read_bytes()
    assert [line.split(",")[-2] for line in piped.stdout.splitlines()] == ["result_zone", "scale", "stop"]


def test_a_file_takes_its_name_only_when_it_is_whole(cpo, tmp_path):
    wrote(tmp_path / "scored.csv", "as it was")
    assert cpo("score", "-", "-o", "scored.csv", given=CAMPAIGNS.encode() + b"\xff,1,1,1,1,1\n").exit_code == 1
    assert (tmp_path / "scored.csv").read_text() == "as it was"
    assert [path.name for path in tmp_path.iterdir()] == ["scored.csv"]


def test_what_is_no_plain_file_is_written_to_and_a_link_stays_one(cpo, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    for output in ("pipe", "link.csv"):
        assert cpo("score", "-", "-o", output, given=CAMPAIGNS).exit_code == 0
    assert os.read(reader, 10_000) == (tmp_path / "real.csv").read_bytes()
    os.close(reader)
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "pipe").is_fifo()


def test_rows_with_a_problem_are_said_and_exit_with_1(cpo):
    result = cpo("score", "-", given=CAMPAIGNS + "x,1,2,3,4,0.5\n" * 30)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 33
    assert result.stderr.count("cpo: line ") == 10
    assert "30 of 32 rows were not scored" in result.stderr


def test_without_the_library_or_a_scheduler_a_cluster_is_a_sentence(cpo, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = cpo("score", "-", "--dask", "tcp://127.0.0.1:9", given=CAMPAIGNS)
    assert result.exit_code == 1
    assert "pip install 'cpo-simulator[dask]'" in result.stderr


# -- report and workbook -------------------------------------------------------------------------------------------


def test_a_plan_is_handed_on_as_a_page_and_as_a_workbook(cpo, tmp_path):
    wrote(tmp_path / "plan.csv", SHORT.format(name="Spring", budget=500, cvr=0.02))
    for command, name, begins_with in (("report", "plan.pdf", b"%PDF-"), ("workbook", "plan.xlsx", b"PK\x03\x04")):
        done = cpo(command, "plan.csv", "-o", name, "--locale", "sl_SI")
        assert (done.exit_code, done.output) == (0, "")
        assert (tmp_path / name).read_bytes().startswith(begins_with)


@pytest.mark.parametrize("command", ["report", "workbook"])
def test_what_is_handed_on_is_one_plan_in_a_known_locale_with_its_library(cpo, monkeypatch, command):
    one = SHORT.format(name="A", budget=500, cvr=0.02)
    two = one + one.splitlines()[1] + "\n"
    for content, arguments, sentence in (
        (two, [], "This file holds 2 plans: say which one, such as --number 1."),
        (two, ["--number", "3"], "This file holds no such plan; plans that can be read: 2."),
        (one, ["--locale", "xx"], "There is no locale xx; known are "),
        ("", [], "This file is empty."),
    ):
        done = cpo(command, "-", "-o", "made", *arguments, given=content)
        assert done.exit_code == 1
        assert f"cpo: {sentence}" in done.stderr
    monkeypatch.setitem(sys.modules, f"pages.kit.{command}", None)
    done = cpo(command, "-", "-o", "made", given=one)
    assert "pip install 'cpo-simulator[report]'" in done.stderr
