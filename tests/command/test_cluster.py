"""The same function on a cluster: two worker processes, one of which is killed while it has a part of the file."""

import os
import signal
import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from cpo.main import main
from simulator.forms.score_file import scored

ROWS = 3_000
HEADER = "campaign,clicks,orders,spend,value,margin\n"


def campaigns(rows):
    return HEADER + "".join(
        f"c{row},{900 + row},{row % 40},{400 + row % 7},{80 * (row % 40)},0.35\n" for row in range(rows)
    )


def scored_or_killed(layout, part):
    """Scores a part; whoever has the second third of the file first dies of it."""
    mark = Path(os.environ["CPO_TEST_MARK"])
    if b"\nc1500," in part.content:
        try:
            mark.touch(exist_ok=False)
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return scored(layout, part)


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # sockets of the worker that was killed
def test_a_cluster_of_two_of_which_one_is_killed_writes_the_same_file(tmp_path, monkeypatch):
    source, here, there = (tmp_path / name for name in ("campaigns.csv", "here.csv", "there.csv"))
    source.write_text(campaigns(ROWS))
    # A page that was run in this process before stands as the main module, and a worker that is spawned would run it.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    monkeypatch.setattr("cpo.score.PART", 4_096)
    monkeypatch.setenv("CPO_TEST_MARK", str(tmp_path / "killed"))
    alone = CliRunner().invoke(main, ["score", str(source), "--aov", "80", "-o", str(here)], catch_exceptions=False)
    monkeypatch.setattr("cpo.score.scored", scored_or_killed)
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        arguments = ["score", str(source), "--aov", "80", "-o", str(there), "--dask", cluster.scheduler_address]
        together = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert (together.exit_code, alone.exit_code) == (0, 0)
    assert (tmp_path / "killed").exists()
    assert there.read_bytes() == here.read_bytes()
    assert here.read_bytes().count(b"\n") == ROWS + 1
