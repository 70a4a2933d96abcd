"""What a ballot is bound to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from deliberation.rules import is_closed, plan_digest, receipt_code

FACTS = {
    "number": 1,
    "matter_type": "collective_income_use",
    "title": "修桥",
    "plan": "重做护栏。",
    "budget_fen": 8_600_000,
    "fund": "村集体经营收入",
}


@pytest.mark.parametrize("changed", [{"plan": "重做护栏"}, {"budget_fen": 8_600_001}, {"title": "修路"}, {"fund": ""}])
def test_whatever_is_changed_changes_the_digest(changed: dict[str, object]) -> None:
    assert plan_digest(**FACTS) != plan_digest(**{**FACTS, **changed})  # type: ignore[arg-type]


def test_a_receipt_is_the_beginning_of_the_digest_in_groups_of_four() -> None:
    assert receipt_code("0123456789abcdef" * 4) == "0123-4567-89ab"


def test_exactly_at_the_deadline_a_ballot_is_closed() -> None:
    deadline = datetime(2026, 10, 19, 2, tzinfo=UTC)
    assert is_closed(closes_at=deadline, now=deadline)
    assert not is_closed(closes_at=deadline, now=deadline - timedelta(microseconds=1))
