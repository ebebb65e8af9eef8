"""`cpo plan`: the answer to the plans of a scenario file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, BinaryIO, Final

import click

from cpo.written import as_json, between, number, percent, say
from simulator import Outcome, Plan, outcome_of, read_scenarios
from simulator.forms.fields import fields_of
from simulator.forms.scenario_file import read_cells, results_of
from simulator.questions.verdict import Verdict, break_even_inputs, verdict

_REASONS: Final = {
    "pays": "An order costs about {cpo}, within the target of {target}; the next one, at {marginal_cpo}, pays too.",
    "no_margin": "An order leaves nothing before ads: no ad can pay at this margin.",
    "pays_in_the_long_run_too_rarely": "An order costs about {cpo} and may cost {max_cpo}.",
    "too_few_orders": "Too few orders to tell: about {orders} are a matter of luck.",
    "chance_between_cut_offs": "Too good to stop, not sure enough to spend more: that takes {scale_at}.",
    "next_order_too_dear": "The next order would cost {marginal_cpo}: do not raise the budget.",
    "over_target": "An order costs about {cpo}, more than the target of {target}.",
}


@click.command(
    epilog="""\b
Examples:
  cpo plan plan.csv
  cpo plan plan.csv --json | jq '.[0].results.break_even_probability'
  printf 'budget,cpc,cvr,aov,cpc_kind,cvr_kind,aov_kind\\n500,0.6,0.02,80,known,known,known\\n' | cpo plan -
"""
)
@click.argument("file", type=click.File("rb"))
@click.option("--json", "is_json", is_flag=True, help="Every figure as JSON, one object for each plan.")
def plan(file: BinaryIO, is_json: bool) -> None:
    """The answer to each plan of a scenario file: the chance that its budget pays, what an order costs, the verdict.

    FILE is a CSV as the app writes it, or a short one: budget and what is known of cpc, cvr and aov are enough
    (docs/scenario_csv.md lists all columns). Rows that cannot be read are named, and the others answered.
    """
    content = file.read()
    scenarios = read_scenarios(content)
    for problem in scenarios.problems:
        say(problem)
    outcomes = [(plan, outcome_of(plan)) for plan in scenarios.plans]
    if is_json:
        click.echo(as_json([_figures(*pair) for pair in outcomes]))
    else:
        click.echo("\n\n".join("\n".join(_lines(*pair)) for pair in outcomes), nl=bool(outcomes))
    if not scenarios.plans or len(scenarios.plans) < len(read_cells(content)[1]):
        click.get_current_context().exit(1)


def _figures(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    return {
        "name": plan.scenario.name,
        "currency": plan.scenario.currency,
        "inputs": fields_of(plan),
        "results": results_of(outcome),
        "reasons": list(verdict(outcome).reasons),
        "decided_by": verdict(outcome).decided_by,
        "break_even_inputs": asdict(break_even_inputs(outcome)),
    }


def _lines(plan: Plan, outcome: Outcome) -> Iterator[str]:
    scenario, results, advice = plan.scenario, results_of(outcome), verdict(outcome)
    middle = {name: float(results[f"{name}_p50"]) for name in ("cpo", "max_cpo", "target_cpo", "marginal_cpo")}
    chance = outcome.break_even_probability
    yield scenario.name or "Plan"
    yield _line("Budget", f"{number(scenario.budget)} {scenario.currency} in {number(scenario.period_days)} days")
    yield _line("Verdict", advice.word.upper())
    for sentence in _sentences(plan, outcome, advice):
        yield _line("", sentence)
    long_run = percent(outcome.long_run_break_even_probability.value)
    yield _line(
        "Chance to pay", f"{percent(chance.value)} (± {100 * chance.mc_error:.2g}); with many orders {long_run}"
    )
    yield _line(
        "Cost per order",
        f"{number(middle['cpo'])} ({_interval(results, 'cpo')}); next {number(middle['marginal_cpo'])}",
    )
    yield _line("Max CPO", f"{number(middle['max_cpo'])}; target {number(middle['target_cpo'])}")
    yield _line("Orders", f"{number(float(results['orders_p50']))} ({_interval(results, 'orders')})")
    yield _line("Profit", f"{number(float(results['profit_mean']))} on average ({_interval(results, 'profit')})")
    if advice.decided_by is not None:
        yield _line("Decided by", advice.decided_by.replace("_", " "))
    yield _line("Breaks even at", _thresholds(outcome))


def _line(title: str, text: str) -> str:
    return f"  {title:<16}{text}"


def _interval(results: dict[str, float | str], name: str) -> str:
    return between(float(results[f"{name}_p5"]), float(results[f"{name}_p95"]))


def _sentences(plan: Plan, outcome: Outcome, advice: Verdict) -> Iterator[str]:
    values = {name: number(outcome.quantile(name, 0.5).value) for name in ("cpo", "max_cpo", "marginal_cpo", "orders")}
    values["target"] = number(outcome.quantile("target_cpo", 0.5).value)
    values["scale_at"] = percent(plan.scenario.scale_at)
    yield from (_REASONS[reason].format(**values) for reason in advice.reasons)


def _thresholds(outcome: Outcome) -> str:
    """Where one input alone makes it break even in the long run."""
    needed = break_even_inputs(outcome)
    parts = [
        f"a conversion rate of {percent(needed.cvr)}" if needed.cvr is not None else "",
        f"a click price of {number(needed.cpc)}" if needed.cpc is not None else "",
        f"an order value of {number(needed.aov)}" if needed.aov is not None else "",
    ]
    return " or ".join(filter(None, parts)) or "no value of one input alone"
