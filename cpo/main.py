"""The command: exit code 0 when all went well, 1 when an input is wrong, 2 when it cannot be used like that."""

from __future__ import annotations

import errno
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from cpo.handout import report, workbook
from cpo.plan import plan
from cpo.read import read
from cpo.score import score
from cpo.written import say
from simulator import InputError


class Sentences(click.Group):
    """A group whose wrong inputs are sentences on stderr, never tracebacks."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; exit 1 with the sentence of an `InputError`."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            say(error)
            ctx.exit(1)
        except OSError as error:
            if error.errno == errno.EPIPE:  # who reads has enough: click ends in silence
                raise
            say(f"{error.filename or 'the output'}: {error.strerror or error}.")
            ctx.exit(1)


def _version() -> str:
    try:
        return version("cpo-simulator")
    except PackageNotFoundError:  # run from its folder
        return "not installed"


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version())
def main() -> None:
    """Will this ad budget pay for its orders?

    \b
    cpo plan plan.csv                             the chance, the cost per order, the verdict
    cpo read google_ads.csv meta_ads.csv          what exports say of the next 30 days
    cpo score campaigns.csv -o scored.csv         chance, cost per order and zone of every row
    cpo report plan.csv -o report.pdf             a page to hand on
    cpo workbook plan.csv -o plan.xlsx            a workbook whose formulas calculate

    A file called - is standard input. Exit codes: 0 all went well; 1 an input is wrong, in a sentence on standard
    error; 2 the command cannot be used like this.
    """


for command in (plan, read, score, report, workbook):
    main.add_command(command)
