"""What can be found of a village's matters: by title, plan, fund and amount, in the month they were decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deliberation.public.search import records
from tests.deliberation.decisions import decide
from tests.deliberation.test_public import published_now

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


def test_a_decided_matter_is_found_by_its_plan_and_its_money(township: Township, clock: SettableClock) -> None:
    decision = decide(township, clock)
    (found,) = records(published_now(), decision.village.slug)
    assert (found.kind, found.title) == ("议题", "修缮村口便民桥")
    assert (found.month, found.fund) == ("2026-10", "村集体经营收入")
    assert dict(found.values)["number"] == str(decision.number)
    for said in ("方案：拆除旧桥面，重做护栏。", "预算 86,000.00 元", "已通过，公示到2026年11月3日"):
        assert said in found.text


def test_a_village_without_matters_has_none_to_find(township: Township) -> None:
    assert list(records(published_now(), township.village.slug)) == []
