"""`cpo score`: chance, cost per order and zone of every campaign of a file of any length."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from cpo.cluster import on_cluster
from cpo.written import say
from simulator import InputError
from simulator.forms.score_file import Scored, at_line, scored
from simulator.forms.score_parts import PART, Assumed, opened

_MOST_NAMED: Final = 10
"""Rows with a problem that are named on stderr; all stand in the file."""


@click.command(
    epilog="""\b
Examples:
  cpo score campaigns.csv -o scored.csv
  cpo score campaigns.csv --margin 0.35 --aov 80 --target-profit-share 0.2 -o scored.csv
  zcat campaigns.csv.gz | cpo score - | head
  cpo score campaigns.csv -o scored.csv --dask tcp://10.0.0.5:8786
"""
)
@click.argument("file", type=click.File("rb"))
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), default="-",
    help="The scored file; standard output unless given.",
)  # fmt: skip
@click.option("--margin", type=float, help="Part of the order value that is left before ads, where the file says none.")
@click.option("--aov", type=float, help="Order value of campaigns without an order, where the file says none.")
@click.option(
    "--target-profit-share", type=float, default=0.0, show_default=True,
    help="Wanted profit as a share of max CPO, where the file says none.",
)  # fmt: skip
@click.option(
    "--order-value-cv", type=float, default=1.0, show_default=True,
    help="Standard deviation / mean of single order values.",
)  # fmt: skip
@click.option("--dask", metavar="ADDRESS", help="Score on this running Dask cluster, part by part.")
def score(
    file: BinaryIO,
    output: Path,
    margin: float | None,
    aov: float | None,
    target_profit_share: float,
    order_value_cv: float,
    dask: str | None,
) -> None:
    """Score campaigns: one row is one campaign with the columns clicks, orders, spend, value and margin.

    Every row comes back as it was, with the chance that an order costs no more than it may, the cost per order (5 %,
    50 % and 95 % points), max CPO and the zone; or with what is wrong with it in the column result_problem (exit code
    1). Columns aov and target_profit_share may stand in the file too. It may be of any length: it is read and written
    in parts.
    """
    assumed = _assumed(margin, aov, target_profit_share, order_value_cv)
    with _blocks_of(file) as blocks, _whole_or_nothing(output) as target:
        layout, parts = opened(blocks, assumed)
        for note in layout.notes:
            say(note)
        work = partial(scored, layout)
        target.write(layout.first_line)
        rows, refused = _written(target, on_cluster(dask, work, parts) if dask else map(work, parts))
    if refused:
        say(f"{refused:,} of {rows:,} rows were not scored: the column result_problem says why.")
        click.get_current_context().exit(1)
    say(f"Rows scored: {rows:,}.")


def _assumed(*values: float | None) -> Assumed:
    """What the options say; one that cannot be is named."""
    try:
        return Assumed(*values)  # type: ignore[arg-type]
    except InputError as error:
        raise click.BadParameter(str(error), param_hint=f"--{str(error.field).replace('_', '-')}") from None


def _written(target: BinaryIO, parts: Iterable[Scored]) -> tuple[int, int]:
    """Write the parts; how many rows they have, and how many of these have a problem."""
    rows = refused = named = 0
    for part in parts:
        target.write(part.content)
        rows, refused = rows + part.rows, refused + part.refused
        for problem in part.problems[: _MOST_NAMED - named]:
            say(at_line(problem))
        named = min(named + len(part.problems), _MOST_NAMED)
    return rows, refused


@contextmanager
def _blocks_of(file: BinaryIO) -> Iterator[Iterator[bytes]]:
    """The file in pieces, with a bar on a terminal that says how far it is."""
    blocks = iter(partial(file.read, PART), b"")
    size = os.fstat(file.fileno()).st_size if file.seekable() and sys.stderr.isatty() else 0
    if not size:
        yield blocks
        return
    bar: Any
    with click.progressbar(length=size, label="Scoring", file=sys.stderr) as bar:

        def counted() -> Iterator[bytes]:
            for block in blocks:
                yield block
                bar.update(len(block))

        yield counted()


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[BinaryIO]:
    """A file that stands under its name when all of it is written, and not before; a device, a pipe or standard output
    is written to as it is.
    """
    if str(path) == "-":
        yield sys.stdout.buffer
        return
    yield from _opened(path.resolve())  # a link stays one


def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.exists() and not path.is_file():
        with path.open("wb") as target:
            yield target
        return
    beside = path.with_name(f"{path.name}.part")
    try:
        with beside.open("wb") as target:
            yield target
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
