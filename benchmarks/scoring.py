"""A million campaigns scored: rows a second on one core, memory whatever the length, and the same on a cluster.

`python -m benchmarks.scoring`; each way in a process of its own, so that memory is its own. The cluster has two worker
processes on this machine, so what it gains depends on how many cores are free.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np

ROWS: Final = 1_000_000
LEAST_PER_SECOND: Final = 50_000
MOST_GROWTH: Final = 1.1
"""Peak memory of a file ten times as long / that of the short one."""
_PART: Final = 100_000


def write_campaigns(path: Path, rows: int, seed: int = 1) -> None:
    """A file of so many campaigns of 20 to 100,000 clicks."""
    rng = np.random.default_rng(seed)
    with path.open("w", encoding="utf-8") as file:
        file.write("campaign,clicks,orders,spend,value,margin\n")
        for begin in range(0, rows, _PART):
            count = min(_PART, rows - begin)
            clicks = np.exp(rng.uniform(np.log(20), np.log(1e5), count)).astype(int)
            orders = rng.binomial(clicks, rng.beta(2, 80, count))
            spend, value = clicks * rng.uniform(0.3, 0.9, count), orders * rng.uniform(60, 100, count)
            columns = zip(clicks, orders, spend, value, rng.uniform(0.2, 0.6, count), strict=True)
            file.writelines(
                f"campaign {begin + at},{a},{b},{c:.2f},{d:.2f},{e:.2f}\n" for at, (a, b, c, d, e) in enumerate(columns)
            )


def measured(arguments: list[str]) -> None:
    """Run the command in this process, and print seconds of the processor, seconds and peak megabytes."""
    from cpo.main import main

    cpu, begin = time.process_time(), time.perf_counter()
    main(arguments, standalone_mode=False)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.process_time() - cpu, time.perf_counter() - begin, peak)


def _run(source: Path, output: Path, *more: str) -> tuple[float, float, float]:
    arguments = ["score", str(source), "--aov", "80", "-o", str(output), *more]
    command = [sys.executable, "-m", "benchmarks.scoring", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    cpu, seconds, peak = map(float, done.stdout.split())
    return cpu, seconds, peak


def _on_a_cluster(source: Path, output: Path) -> tuple[float, float, float]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        return _run(source, output, "--dask", cluster.scheduler_address)


def main() -> bool:
    """Both ways; False when a limit is missed."""
    with tempfile.TemporaryDirectory() as folder:
        short, long, here, there = (Path(folder) / name for name in ("short.csv", "long.csv", "here.csv", "there.csv"))
        write_campaigns(short, ROWS // 10)
        write_campaigns(long, ROWS)
        _, _, before = _run(short, here)
        cpu, seconds, peak = _run(long, here)
        fine = ROWS / cpu >= LEAST_PER_SECOND and peak <= MOST_GROWTH * before
        print(
            f"one core: {ROWS:,} rows in {cpu:.1f} s of the processor ({seconds:.1f} s by the clock), "
            f"{ROWS / cpu:,.0f} rows a second, {peak:.0f} MB at most ({before:.0f} MB for a tenth of the rows)"
            f"{'' if fine else '  MISSED'}"
        )
        _, seconds, peak = _on_a_cluster(long, there)
        same = here.read_bytes() == there.read_bytes()
        print(
            f"cluster of two: {seconds:.1f} s by the clock, {peak:.0f} MB at most where the file is, "
            f"{'the same file' if same else 'ANOTHER FILE'}"
        )
        return fine and same


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measured(sys.argv[1:])
    else:
        raise SystemExit(0 if main() else 1)
