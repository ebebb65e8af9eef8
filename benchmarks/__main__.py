"""`python -m benchmarks`: accuracy, speed, decisions, channels, reading, reports, the backtest of what exports teach.

With ``--browser`` also the running app (`benchmarks.browser`).
"""

import os
import sys

for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(library, "1")  # one core, before numpy is loaded

from benchmarks import accuracy, backtest, channels, decisions, fuzz, handout, reading, scoring, speed  # noqa: E402


def main() -> int:
    """Run all; 1 when a limit is missed."""
    fine = accuracy.main()
    print()
    fine &= speed.main()
    print()
    fine &= decisions.main()
    print()
    fine &= channels.main()
    print()
    fine &= reading.main()
    fine &= fuzz.main()
    fine &= scoring.main()
    print()
    fine &= handout.main()
    print()
    fine &= backtest.main()
    if "--browser" in sys.argv[1:]:
        from benchmarks import browser

        print()
        fine &= browser.main()
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
