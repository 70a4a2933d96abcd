"""Payments that rest on a resolution: never too early, and never over the amount without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from disclosure.books.errors import NoResolutionError, PublicityNotOverError
from disclosure.books.rules.resolutions import Allowance, cautions, require_spendable

BRIDGE = Allowance(
    number=3,
    title="修桥",
    budget_fen=100_000,
    fund="村集体经营收入",
    resolved_on=date(2026, 10, 1),
    publicity_ended_on=date(2026, 10, 16),
    paid_fen=60_000,
)


@pytest.mark.parametrize(
    ("allowance", "day", "refusal"),
    [
        pytest.param(None, date(2026, 10, 17), NoResolutionError, id="村组法第28条: no resolution"),
        pytest.param(
            replace(BRIDGE, publicity_ended_on=None),
            date(2026, 10, 17),
            PublicityNotOverError,
            id="村组法第35条第四款: publicity runs",
        ),
        pytest.param(BRIDGE, date(2026, 10, 16), PublicityNotOverError, id="村组法第35条第四款: the last day"),
        pytest.param(BRIDGE, date(2026, 10, 17), None, id="村组法第35条第四款: the day after"),
    ],
)
def test_payment_waits_for_the_end_of_the_publicity(
    allowance: Allowance | None, day: date, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        assert require_spendable(allowance, 3, happened_on=day) is allowance
    else:
        with pytest.raises(refusal, match="村组法"):
            require_spendable(allowance, 3, happened_on=day)


@pytest.mark.parametrize(("amount_fen", "told"), [(39_999, 0), (40_000, 0), (40_001, 1)])
def test_over_the_amount_is_said(amount_fen: int, told: int) -> None:
    assert len(cautions(BRIDGE, amount_fen=amount_fen, fund="")) == told


@pytest.mark.parametrize(("fund", "told"), [("", 0), ("村集体经营收入", 0), ("上级补助", 1)])
def test_another_fund_is_said(fund: str, told: int) -> None:
    assert len(cautions(BRIDGE, amount_fen=1, fund=fund)) == told


def test_resolution_without_an_amount_is_looked_at() -> None:
    free = replace(BRIDGE, budget_fen=None)
    assert free.left_fen is None
    (told,) = cautions(free, amount_fen=1, fund="")
    assert "没有批准金额" in told
    assert "没有写明用哪笔资金" in cautions(replace(free, fund=""), amount_fen=1, fund="上级补助")[-1]
