"""`cpo report` and `cpo workbook`: a plan as one page to hand on, and as a workbook that calculates.

What they write is what the app's buttons give, so this is the one place where the command asks the pages, and only when
it is asked for: their libraries are the extra `report`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from cpo.written import say
from simulator import InputError, Plan, read_scenarios

PAPERS: Final = ("a4", "us-letter")


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """The file, the plan in it, and the reader's locale."""
    for decorate in (
        click.option("--number", type=click.IntRange(1), help="Which plan of the file, where it holds several."),
        click.option("--locale", default="en_GB", show_default=True, help="Language and numbers, such as sl_SI."),
        click.argument("file", type=click.File("rb")),
    ):
        command = decorate(command)
    return command


@click.command(
    epilog="""\b
Examples:
  cpo report plan.csv -o report.pdf
  cpo report plans.csv --number 2 --locale sl_SI --paper a4 -o porocilo.pdf
"""
)
@_options
@click.option("--paper", type=click.Choice(PAPERS), help="The paper; that of the locale unless given.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF.")
def report(file: BinaryIO, number: int | None, locale: str, paper: Any, output: Path) -> None:
    """A plan of a scenario file as a page of PDF: the verdict in words, the figures, the pictures, the inputs and what
    they cannot know.
    """
    plan = _plan_of(file, number)
    try:
        from pages.kit.handout import Given
        from pages.kit.report import pdf_of
        from pages.parts.plan.report import report_of
    except ModuleNotFoundError as error:
        raise _lacks(error) from None
    given = Given(date.today(), source=_name(file))
    _write(output, pdf_of(report_of(_words(locale), plan, given), paper))


@click.command(
    epilog="""\b
Examples:
  cpo workbook plan.csv -o plan.xlsx
  cpo workbook plan.csv --locale fr_FR -o plan.xlsx
"""
)
@_options
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The workbook.")
def workbook(file: BinaryIO, number: int | None, locale: str, output: Path) -> None:
    """A plan of a scenario file as a workbook whose formulas calculate: change a cost, and max CPO follows."""
    plan = _plan_of(file, number)
    try:
        from pages.kit.handout import Given
        from pages.kit.workbook import workbook as made
    except ModuleNotFoundError as error:
        raise _lacks(error) from None
    _write(output, made(_words(locale), plan, Given(date.today(), source=_name(file))))


def _plan_of(file: BinaryIO, number: int | None) -> Plan:
    """The plan that is asked for; what is wrong with the file is said."""
    scenarios = read_scenarios(file.read())
    for problem in scenarios.problems:
        say(problem)
    count = len(scenarios.plans)
    if number is None and count > 1:
        raise InputError("This file holds {count} plans: say which one, such as --number 1.", count=count)
    if (number or 1) > count:
        raise InputError("This file holds no such plan; plans that can be read: {count}.", count=count)
    return scenarios.plans[(number or 1) - 1]


def _words(locale: str) -> Any:
    from pages.kit.languages import LOCALES
    from pages.kit.words import words_for

    if locale not in LOCALES:
        raise InputError("There is no locale {locale}; known are {known}.", locale=locale, known=", ".join(LOCALES))
    return words_for(locale)


def _lacks(error: ModuleNotFoundError) -> InputError:
    return InputError("{name} is not installed: pip install 'cpo-simulator[report]'.", name=str(error.name))


def _name(file: BinaryIO) -> str:
    name = Path(str(getattr(file, "name", "-"))).name
    return "standard input" if name in ("-", "<stdin>") else name


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise click.FileError(str(path), error.strerror or "") from None
