"""A million rows: how long reading takes, how much memory, and how often it says how far it is.

`python -m benchmarks.reading`; each kind in a process of its own, so that memory is its own.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Final

from benchmarks.accounts import daily_export
from simulator.evidence import read_export

ROWS: Final = 1_000_000
MOST_SECONDS: Final = 10.0
MOST_MEGABYTES: Final = 1_000.0
KINDS: Final = ("ads", "orders")


def orders_export(rows: int, seed: int = 1) -> bytes:
    """A plain table of so many orders, over 700 days and a third as many customers."""
    rng = random.Random(seed)
    days = [f"{date(2024, 1, 1) + timedelta(days=number)}" for number in range(700)]
    lines = (
        f"{number},{days[number % 700]},Completed,c{number % (rows // 3)},{rng.random() * 100:.2f},EUR"
        for number in range(rows)
    )
    return "\n".join(["Order number,Order date,Status,Customer ID,Order value,Currency", *lines, ""]).encode()


def measured(kind: str) -> bool:
    """Read one file in this process, and print what it took."""
    content = daily_export(ROWS) if kind == "ads" else orders_export(ROWS)
    steps: list[float] = []
    begin = time.process_time()
    export = read_export(f"{kind}.csv", content, progress=steps.append)
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    fine = seconds <= MOST_SECONDS and peak <= MOST_MEGABYTES and export.audit.rows == ROWS
    print(
        f"{kind}: {export.audit.rows:,} rows ({len(content) / 1e6:.0f} MB) in {seconds:.1f} s of one core, "
        f"{peak:.0f} MB at most with the file itself, told its progress {len(steps)} times{'' if fine else '  MISSED'}"
    )
    return fine


def main() -> bool:
    """Both kinds; False when a limit is missed."""
    return all(
        subprocess.run([sys.executable, "-m", "benchmarks.reading", kind], check=False).returncode == 0
        for kind in KINDS
    )


if __name__ == "__main__":
    raise SystemExit(0 if (measured(sys.argv[1]) if len(sys.argv) > 1 else main()) else 1)
