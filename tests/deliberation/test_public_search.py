"""What can be found of a village's matters: by title, plan, fund and amount, in the month they were decided."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from deliberation.public.search import records
from deliberation.rules.follow_up import Verdict
from deliberation.services.objections import Answering, answer_objection, file_objection
from tests.deliberation.decisions import decide, vote
from tests.deliberation.test_public import published_now

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


def test_a_decided_matter_is_found_by_its_plan_and_its_money(township: Township, clock: SettableClock) -> None:
    decision = decide(township, clock)
    (found,) = records(published_now(), decision.village.slug)
    assert (found.kind, found.title) == ("议题", "第1号 修缮村口便民桥")
    assert (found.month, found.fund) == ("2026-10", "村集体经营收入")
    assert dict(found.values)["number"] == str(decision.number)
    for said in ("方案：拆除旧桥面，重做护栏。", "预算 86,000.00 元", "已通过，公示到2026年11月3日"):
        assert said in found.text


def test_a_village_without_matters_has_none_to_find(township: Township) -> None:
    assert list(records(published_now(), township.village.slug)) == []


def test_an_answered_objection_is_no_correction_and_what_it_overturned_is(
    township: Township, clock: SettableClock
) -> None:
    decision = decide(township, clock)
    file_objection(decision.villager, decision.village, 1, text="报价只有一家。")
    answering = Answering(objection=1, verdict=Verdict.UPHELD, text="应当重新询价。")
    answer_objection(decision.supervisor(), decision.village, 1, answering)
    assert [one.kind for one in records(published_now(), decision.village.slug)] == ["议题"]
    decision.on(date(2026, 11, 9))
    vote(decision, round_number=2)
    _, again = records(published_now(), decision.village.slug)
    assert (again.kind, again.title) == ("更正", "更正：第1号 修缮村口便民桥")
    assert "异议成立后重新表决" in again.text
