"""Every hostile file of benchmarks/hostile.py, read while a second thread looks at the clock.

`python -m benchmarks.hostile_files [WORD]`. Per file: seconds, peak memory of the server and of the process in which
spreadsheets are opened, what stays of it afterwards, the longest stall of the second thread (another visitor), and the
verdict in the words that a person reads. Linux only: memory is read from /proc.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks.hostile import SPREADSHEETS, texts
from simulator.evidence import Export, read_export

MOST_SECONDS = 10.0
MOST_STALL = 1.0
MOST_LEFT_MB = 60.0
"""Memory that one file may leave behind; the allocator keeps some for the next one."""


def memory_mb(key: str, process: int | str = "self") -> float:
    """VmRSS (now) or VmHWM (peak) of a process."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith(key):
                return int(line.split()[1]) / 1000
    return 0.0


def children() -> list[str]:
    """Processes that this one has started."""
    result: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            result += (task / "children").read_text().split()
    return result


class Visitor(threading.Thread):
    """A second visitor, who wants one moment of the processor every few milliseconds."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.longest_stall = 0.0
        self.other_mb = 0.0
        self._is_over = threading.Event()

    def run(self) -> None:
        """Look at the clock until told to stop."""
        before = looked = time.perf_counter()
        while not self._is_over.wait(0.005):
            now = time.perf_counter()
            self.longest_stall = max(self.longest_stall, now - before - 0.005)
            if now - looked > 0.05:
                self.other_mb = max([self.other_mb, *(memory_mb("VmRSS", child) for child in children())])
                looked = now
            before = time.perf_counter()

    def stop(self) -> None:
        """End the visit."""
        self._is_over.set()
        self.join()


def verdict(export: Export) -> str:
    """What a person reads first."""
    rows = f"{export.audit.rows} rows" if export.ads is not None else ""
    said = [str(problem) for problem in (*export.problems, *(question.ask for question in export.questions))]
    return rows or (said[0] if said else "NOTHING IS SAID")


def try_file(name: str, make: Callable[[], bytes]) -> bool:
    """Read one file and print its line; whether it stayed within the limits."""
    content = make()
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = memory_mb("VmRSS")
    visitor = Visitor()
    visitor.start()
    start, busy = time.perf_counter(), time.process_time()
    export = read_export("file", content)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    visitor.stop()
    peak = memory_mb("VmHWM") - before
    said = verdict(export)
    del export
    gc.collect()
    left = memory_mb("VmRSS") - before
    fine = seconds <= MOST_SECONDS and visitor.longest_stall <= MOST_STALL and left <= MOST_LEFT_MB
    print(
        f"{'' if fine else 'MISSED':6} {name:44} {len(content) / 1e6:6.1f} MB {seconds:6.2f} s ({busy:5.2f} s busy)  "
        f"+{peak:5.0f} MB here {visitor.other_mb:5.0f} MB there {left:+5.0f} MB left  "
        f"stall {visitor.longest_stall:5.2f} s  {said[:90]}",
        flush=True,
    )
    return fine


def main() -> bool:
    """Read all of them; whether every one stayed within the limits."""
    word = sys.argv[1] if len(sys.argv) > 1 and __name__ == "__main__" else ""
    for content in (SPREADSHEETS["a plain workbook"](), b"Day,Campaign,Cost,Clicks\n2026-09-01,A,1,2\n"):
        read_export("first", content)  # what is loaded once is no file's fault
    files = {**SPREADSHEETS, **{f"CSV: {name}": make for name, make in texts().items()}}
    print(f"Hostile files: each ends within {MOST_SECONDS:.0f} s, others wait at most {MOST_STALL:.0f} s")
    missed = [name for name, make in files.items() if word in name and not try_file(name, make)]
    return not missed


if __name__ == "__main__":
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(library, "1")
    raise SystemExit(0 if main() else 1)
