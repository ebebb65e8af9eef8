"""How long a reader waits for a report and for a workbook: the first of a process, and those after it.

The first starts typst and the engine of Vega-Lite; what the page has worked out already (the figures of the plan) is
not counted. Each further one is of another plan, so that nothing but the fonts and the template is kept.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from datetime import date

MOST_FIRST, MOST_NEXT = 1.5, 0.3
"""Seconds of a report."""
REPEAT = 21


def measured() -> tuple[float, list[float], list[float]]:
    """Seconds of the first report of this process, of further reports and of workbooks."""
    from pages.kit.words import words_for
    from simulator import Plan
    from simulator.forms.fields import START, plan_of
    from simulator.questions.figures import figures_of

    words = words_for("en_GB")

    def plan_at(budget: float) -> Plan:
        plan, problems = plan_of({**START, "budget": budget})
        if plan is None:
            raise RuntimeError(problems)
        figures_of(plan)
        return plan

    plans = [plan_at(5_000 + 100 * at) for at in range(REPEAT + 1)]
    start = time.perf_counter()
    from pages.kit.handout import Given
    from pages.kit.report import pdf_of
    from pages.kit.workbook import workbook
    from pages.parts.plan.report import report_of

    given = Given(date(2026, 11, 29), "https://example.org/?budget=5000")
    pdf_of(report_of(words, plans[0], given))
    first, reports, workbooks = time.perf_counter() - start, [], []
    for plan in plans[1:]:
        start = time.perf_counter()
        pdf_of(report_of(words, plan, given))
        reports.append(time.perf_counter() - start)
        start = time.perf_counter()
        workbook(words, plan, given)
        workbooks.append(time.perf_counter() - start)
    return first, reports, workbooks


def main() -> bool:
    """Print the figures; whether every limit holds."""
    firsts = []
    for _ in range(3):
        code = "from benchmarks.handout import measured; print(measured()[0])"
        made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        firsts.append(float(made.stdout))
    _, reports, workbooks = measured()
    first, following = statistics.median(firsts), statistics.median(reports)
    fine = first <= MOST_FIRST and following <= MOST_NEXT
    print(f"first report of a process {first * 1000:6.0f} ms (at most {MOST_FIRST * 1000:.0f}), imports included")
    print(f"each further report       {following * 1000:6.0f} ms (at most {MOST_NEXT * 1000:.0f})")
    print(f"workbook                  {statistics.median(workbooks) * 1000:6.0f} ms {'' if fine else 'MISSED'}")
    return fine


if __name__ == "__main__":
    raise SystemExit(0 if main() else 1)
