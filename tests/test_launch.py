"""What the launcher does before the first visitor comes."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def launched(**said):
    """What stands in the environment after the launcher was read in a process of its own, and whether numpy was."""
    asked = f"import app, os, sys; print('numpy' in sys.modules, *(os.environ[name] for name in {THREADS}))"
    environment = {name: value for name, value in os.environ.items() if name not in THREADS} | said
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_each_answer_is_worked_out_on_one_core_unless_the_host_says_otherwise():
    # Had numpy been loaded by then, its threads would be there already, whatever is said.
    assert launched() == ["False", "1", "1", "1"]
    assert launched(OPENBLAS_NUM_THREADS="4") == ["False", "1", "4", "1"]


def test_no_other_site_may_command_a_page():
    # Streamlit's own list holds the sixteen addresses of its cloud, and a page compares every message with each.
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"]["allowedOrigins"] == []
