"""Random accounts, written in random dialects and languages, are read back to the same totals."""

from __future__ import annotations

import random

import pytest

from benchmarks.accounts import is_decidable, known_campaign, random_account, random_dialect, written
from simulator.evidence import read_export
from tests.evidence.files import campaigns, notes, totals, with_left_out


@pytest.mark.parametrize("seed", range(60))
def test_an_account_is_read_back_from_any_dialect(seed):
    rng = random.Random(seed)
    account, dialect = random_account(rng), random_dialect(rng)
    name, content = written(account, dialect, rng)
    export = read_export(name, content)
    if not is_decidable(account, dialect):
        assert export.ads is None
        assert "date_order" in [question.kind for question in export.questions]
        export = read_export(name, content, day_first=dialect.dates.endswith("day"))
    assert with_left_out(export) == pytest.approx(account.totals), dialect
    if not export.audit.left_out:
        assert campaigns(export) == {known_campaign(campaign, dialect) for campaign in account.campaigns}
    assert {day.date() for day in export.ads.frame["date"]} == account.days
    assert export.audit.unreadable_rows == 0
    assert "own total" not in notes(export)


def test_the_test_would_notice_a_lost_row():
    rng = random.Random(1)
    account, dialect = random_account(rng), random_dialect(rng)
    name, content = written(account, dialect, rng)
    assert totals(read_export(name, content)) == pytest.approx(account.totals)
    fewer = type(account)(account.rows[1:], account.currency)
    assert totals(read_export(name, content)) != pytest.approx(fewer.totals)
