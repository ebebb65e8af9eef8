"""The invented shop: read like a visitor's files, without a question, and with what was built into it."""

from __future__ import annotations

import pytest

from simulator.evidence import combine, demo_files, history_of, join_by_day, learn, read_export, shop_facts

EXPORTS = [read_export(name, content) for name, content in demo_files().items()]


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_every_file_of_the_demo_is_read_without_a_question(export):
    assert not export.questions
    assert not export.problems
    assert not export.audit.suspicions
    assert not export.audit.notes
    assert export.audit.unreadable_rows == 0
    assert export.audit.days == 365


def test_the_platforms_of_the_demo_claim_more_than_the_shop_sold():
    combined = combine(EXPORTS)
    joined = join_by_day(combined.ads, combined.orders)
    assert [claim.platform for claim in joined.claims] == ["google_ads", "meta_ads"]
    assert joined.cpo == pytest.approx(22.37, abs=0.01)
    assert joined.aov == pytest.approx(49.80, abs=0.01)
    assert joined.over_claim_share == pytest.approx(0.247, abs=0.001)
    assert joined.cpo > joined.claimed_cpo
    assert joined.cac > joined.cpo


def test_the_demo_can_be_learned_from():
    combined = combine(EXPORTS)
    facts = shop_facts(combined.orders)
    assert facts.return_rate.orders / facts.return_rate.clicks == pytest.approx(0.045, abs=0.01)
    account = join_by_day(combined.ads, combined.orders).account()
    assert learn(history_of(account)).cvr is not None


def test_the_demo_comes_out_of_its_script():
    """The same seed makes the same files."""
    from examples import make_demo_shop

    rows, _ = make_demo_shop.account(
        make_demo_shop.GOOGLE,
        [make_demo_shop.FIRST + make_demo_shop.timedelta(days=number) for number in range(make_demo_shop.DAYS)],
        make_demo_shop.np.random.default_rng(make_demo_shop.SEED),
    )
    text = demo_files()["demo_google_ads.csv"].decode()
    day, name, cost = rows[0][:3]
    assert f"{day},{name},EUR,{cost}," in text
