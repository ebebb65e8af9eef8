"""`cpo read`: what was read of exports, what they add up to, and what is believed of the next period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from cpo.written import as_json, between, number, percent, say
from simulator import Belief, InputError, read_scenarios, write_scenarios
from simulator.evidence import (
    LARGEST_FILE,
    AdRows,
    Audit,
    Combined,
    Export,
    Learned,
    OrderRows,
    Totals,
    combine,
    history_of,
    joined_accounts,
    learn,
    plan_values,
    platform_names,
    present_spend,
    range_of,
    read_export,
    readable,
    shop_facts,
    shop_values,
)
from simulator.forms.field_list import Values
from simulator.forms.fields import fields_of, plan_of

_MEASURES: Final = (("spend", "spend"), ("clicks", "clicks"), ("orders", "orders"), ("value", "order value"))
_MOST_CELLS: Final = 5
"""Cells that could not be read and are named, of each file; `--json` names them all."""


@dataclass(frozen=True, slots=True)
class Account:
    """What an ad account says of the next period.

    beliefs : the two ends of the 90 % interval of cpc, cvr and aov, and the average that was seen
    fields : the same as columns of a scenario file
    """

    learned: Learned
    currency: str | None
    platform: str
    spend: float
    beliefs: Mapping[str, tuple[float, float, float]]
    fields: Values


def _pairs(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Options of the form NAME=VALUE."""
    split = [option.rpartition("=") for option in values]
    if wrong := [value for name, _, value in split if not name]:
        raise click.BadParameter(f"“{wrong[0]}” lacks an equals sign.", ctx, parameter)
    return {name: value for name, _, value in split}


@click.command(
    epilog="""\b
Examples:
  cpo read google_ads.csv
  cpo read google_ads.csv meta_ads.csv shop_orders.xlsx --period-days 14
  cpo read table.csv --column "Betrag=spend" --day-first
  cpo read google_ads.csv --fill plan.csv new_plan.csv
  cpo read google_ads.csv --json | jq '.accounts[0].fields'
"""
)
@click.argument("files", type=click.File("rb"), nargs=-1, required=True)
@click.option(
    "--period-days", type=click.IntRange(1, 366), default=30, show_default=True, help="Length of the next period."
)
@click.option("--delay-days", type=click.FloatRange(0, 90), default=0.0, help="Mean days from a click to its order.")
@click.option("--day-first/--month-first", default=None, help="How dates such as 03/04/2026 are meant.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_pairs,
    metavar="HEADER=MEANING",
    help="What a column is: date, spend, clicks, orders, value …; nothing behind = leaves it out.",
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    callback=_pairs,
    metavar="KIND=OPTION",
    help="The answer to a question that a file leaves open.",
)
@click.option(
    "--fill",
    type=(click.File("rb"), click.Path(dir_okay=False, path_type=Path)),
    metavar="PLAN NEW",
    help="Write the first plan of the file PLAN, with what the first account says, as the file NEW.",
)
@click.option("--json", "is_json", is_flag=True, help="All of it as JSON.")
def read(
    files: tuple[BinaryIO, ...],
    period_days: int,
    delay_days: float,
    day_first: bool | None,
    columns: dict[str, str],
    answers: dict[str, str],
    fill: tuple[BinaryIO, Path] | None,
    is_json: bool,
) -> None:
    """Read exports of ad accounts and shops (CSV or XLSX, as they are): what was read, what it adds up to, and what is
    believed of the coming period.

    Several files are put together, and nothing that two of them hold is counted twice. Where a file can be read in two
    ways, the question is named with the option that answers it, and the exit code is 1.
    """
    exports = [
        read_export(_name(file), file.read(LARGEST_FILE + 1), mapping=columns, day_first=day_first, answers=answers)
        for file in files
    ]
    together = combine(exports)
    accounts, refused = _accounts(together.ads, period_days, delay_days)
    shop = _shop(together.orders, period_days)
    if is_json:
        click.echo(as_json(_all(exports, together, accounts, shop)))
    else:
        click.echo("\n".join(_lines(exports, together, accounts, shop, period_days)))
    for sentence in [*(error for export in exports for error in export.problems), *refused]:
        say(sentence)
    if fill is not None:
        _fill(*fill, accounts, period_days)
    if refused or not all(_is_read(export) and not export.questions for export in exports):
        click.get_current_context().exit(1)


def _name(file: BinaryIO) -> str:
    return Path(str(getattr(file, "name", "-"))).name


def _is_read(export: Export) -> bool:
    return any(rows is not None for rows in (export.ads, export.orders, export.sales))


# -- what is learned ----------------------------------------------------------------------------------------------


def _accounts(ads: tuple[AdRows, ...], period: int, delay: float) -> tuple[list[Account], list[InputError]]:
    """Each account, all of one currency together first, and why nothing is learned of the others."""
    accounts, refused = [], []
    for rows in (*joined_accounts(ads), *ads):
        try:
            accounts.append(_account(rows, period, delay))
        except InputError as error:
            refused.append(error)
    return accounts, refused


def _account(rows: AdRows, period: int, delay: float) -> Account:
    history = history_of(rows)
    learned = learn(history, period_days=period, delay_days=delay)
    seen = {"cpc": learned.seen_cpc, "cvr": learned.seen_cvr, "aov": learned.seen_aov}
    beliefs: dict[str, Belief | None] = {"cpc": learned.cpc, "cvr": learned.cvr, "aov": learned.aov}
    return Account(
        learned,
        rows.currency,
        rows.platform,
        present_spend(history, period),
        {name: (*range_of(belief), seen[name]) for name, belief in beliefs.items() if belief is not None},
        plan_values(learned, history),
    )


def _shop(orders: OrderRows | None, period: int) -> Values:
    """What orders say, as columns of a scenario file; nothing without orders."""
    if orders is None or orders.frame.empty:
        return {}
    values = shop_values(shop_facts(orders, period_days=period))
    return {name: value for values in values.values() for name, value in readable(values).items()}


def _fill(base: BinaryIO, path: Path, accounts: Sequence[Account], period: int) -> None:
    """Write a plan with what the first account says; its costs and all else stay.

    Raises
    ------
    InputError
        Where there is no plan or no account, or the two cannot be together.
    """
    plans = read_scenarios(base.read()).plans
    if not plans:
        raise InputError("There is no plan in {file} to fill: see what cpo plan says of it.", file=_name(base))
    if not accounts:
        raise InputError("No account in these files says what a plan could take over.")
    values = {**fields_of(plans[0]), **accounts[0].fields, "period_days": float(period)}
    plan, problems = plan_of(values)
    if plan is None:
        raise problems[0]
    path.write_bytes(write_scenarios([plan]))


# -- as text ------------------------------------------------------------------------------------------------------


def _lines(
    exports: Iterable[Export], together: Combined, accounts: Iterable[Account], shop: Values, period: int
) -> Iterator[str]:
    for export in exports:
        yield from _file(export)
    for sentence in together.sentences:
        yield f"Together: {sentence}"
    for account in accounts:
        yield from _believed(account, period)
    if shop:
        yield "The orders say, as columns of a plan:"
        yield from (f"  {name:<28}{value}" for name, value in shop.items())


def _file(export: Export) -> Iterator[str]:
    audit = export.audit
    yield f"{export.name}: {', '.join(_origin(export))}"
    if _is_read(export):
        yield f"  Read      {audit.rows:,} rows: {_sums(audit.totals)}"
    for left in audit.left_out:
        yield f"  Left out  {left.rows:,} rows ({_sums(left.totals)}): {left.reason}"
    if rest := ", ".join(_others(audit)):
        yield f"  Left out  {rest}"
    for cell in audit.unreadable[:_MOST_CELLS]:
        yield f"  Not read  row {cell.row}, column {cell.column}, “{cell.text}”: {cell.reason}"
    if audit.unreadable_rows:
        yield f"  Not read  {audit.unreadable_rows:,} rows in all"
    for choice in export.choices:
        yield f"  Taken     {choice.ask} Taken: {choice.taken}; --answer {choice.kind}=… of {', '.join(choice.options)}"
    for question in export.questions:
        yield f"  Question  {question.ask} {_how_to_answer(question.kind, question.column, question.options)}"
    for sentence in (*audit.suspicions, *audit.notes):
        yield f"  Note      {sentence}"


def _origin(export: Export) -> Iterator[str]:
    audit = export.audit
    yield {**platform_names(), "table": "a table"}.get(export.platform, export.platform)
    if audit.first and audit.last:
        yield f"{_counted(audit.days, 'day')} from {audit.first} to {audit.last}"
    if audit.campaigns:
        yield _counted(audit.campaigns, "campaign")
    if _is_read(export):
        yield audit.currency or "currency not said"


def _sums(totals: Totals) -> str:
    values = [(label, getattr(totals, name)) for name, label in _MEASURES]
    parts = [f"{label} {value:,.2f}".removesuffix(".00") for label, value in values if value is not None]
    if totals.spend and totals.orders:
        parts.append(f"cost per order {number(totals.spend / totals.orders)}")
    return ", ".join(parts) or "no sums"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _others(audit: Audit) -> Iterator[str]:
    for count, what in (
        (audit.total_rows, "row|s of totals"),
        (audit.repeated_rows, "repeated row|s"),
        (audit.remark_rows, "remark|s"),
        (audit.lines_before_header, "line|s before the header"),
        (audit.other_tables, "other table|s"),
    ):
        if count:
            yield f"{count:,} {what.replace('|s', '' if count == 1 else 's')}"


def _how_to_answer(kind: str, column: str, options: tuple[str, ...]) -> str:
    if kind == "date_order":
        return "Answer with --day-first or --month-first."
    if kind == "column":
        return f"Answer with --column HEADER=MEANING{f' ({column})' if column else ''}: {', '.join(options)}"
    return f"Answer with --answer {kind}=" + (f"… of {', '.join(options)}" if options else "a whole number")


def _believed(account: Account, period: int) -> Iterator[str]:
    learned, platform = account.learned, account.platform
    name = "All accounts" if platform == "several" else {**platform_names(), "table": "Table"}.get(platform, platform)
    currency = f" {account.currency}" if account.currency else ""
    days, campaigns = _counted(learned.days, "day"), _counted(learned.campaigns, "campaign")
    yield f"{name}: the next {period} days, by {days} of {campaigns}"
    yield f"  Spend           {number(account.spend)}{currency}, as in the last four weeks"
    titles = {"cpc": "Click price", "cvr": "Conversion rate", "aov": "Order value"}
    for key, (low, high, seen) in account.beliefs.items():
        ends = f"{percent(low)} to {percent(high)}" if key == "cvr" else between(low, high)
        yield f"  {titles[key]:<16}{ends}, was {percent(seen) if key == 'cvr' else number(seen)}"
    for note in learned.notes:
        yield f"  Note            {note}"


# -- as JSON ------------------------------------------------------------------------------------------------------


def _all(exports: Iterable[Export], together: Combined, accounts: Iterable[Account], shop: Values) -> dict[str, Any]:
    return {
        "files": [_file_figures(export) for export in exports],
        "together": [str(sentence) for sentence in together.sentences],
        "accounts": [
            {
                "platform": account.platform,
                "currency": account.currency,
                "days": account.learned.days,
                "totals": {name: getattr(account.learned, name) for name, _ in _MEASURES},
                "beliefs": {
                    name: {"low": low, "high": high, "seen": seen}
                    for name, (low, high, seen) in account.beliefs.items()
                },
                "fields": dict(account.fields),
                "notes": [str(note) for note in account.learned.notes],
            }
            for account in accounts
        ],
        "orders": dict(shop),
    }


def _file_figures(export: Export) -> dict[str, Any]:
    audit = asdict(export.audit)
    cells = [
        {"row": x.row, "column": x.column, "text": x.text, "reason": str(x.reason)} for x in export.audit.unreadable
    ]
    left = [{"rows": x.rows, "totals": asdict(x.totals), "reason": str(x.reason)} for x in export.audit.left_out]
    sentences = {name: [str(note) for note in getattr(export.audit, name)] for name in ("suspicions", "notes")}
    questions = [
        {"kind": x.kind, "column": x.column, "ask": str(x.ask), "options": list(x.options), "taken": x.taken}
        for x in (*export.questions, *export.choices)
    ]
    return {
        "name": export.name,
        "platform": export.platform,
        "is_read": _is_read(export),
        "audit": {**audit, "unreadable": cells, "left_out": left, **sentences},
        "columns": dict(export.headers),
        "questions": questions,
        "problems": [str(problem) for problem in export.problems],
    }
