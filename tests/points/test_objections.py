"""Objections to what is on display: who files one, who examines it, and what comes of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from points import services
from points.errors import (
    AnsweredError,
    NobodyFoundError,
    NoEntryError,
    NotContestableError,
    NotTheExaminerError,
    ReasonNeededError,
    SameObjectionError,
)
from points.models import PointsEntry
from points.rules import State
from points.services import Objecting
from points.values import Finding
from portal.kernel.errors import NotAllowedError
from portal.org.offices import Office
from tests.points.branchwork import Branchwork
from tests.points.displays import AFTER, SEPTEMBER, content, listed, objected, state

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


def test_an_open_objection_keeps_an_entry_from_coming_into_force(work: Branchwork) -> None:
    entry = listed(work)
    objected(work, entry)
    assert state(work, entry, AFTER) == State.OBJECTED


def test_an_upheld_objection_takes_the_entry_back_and_is_answered_in_the_next_revision(work: Branchwork) -> None:
    entry = listed(work)
    number = objected(work, entry)
    name = work.name(0)
    examined = services.examine_objection(
        work.third, work.village, number, finding=Finding.UPHELD, answer=f"查了签到表，{name}没有到"
    )
    reversal = PointsEntry.get_by_id(examined.reversal_id)
    assert (reversal.reverses_id, reversal.awarded_x100, reversal.reason) == (entry.id, -100, "第 1 号异议成立")
    assert state(work, entry, AFTER) == State.REVERSED
    with pytest.raises(ReasonNeededError):
        work.display(SEPTEMBER)
    work.display(SEPTEMBER, reason="答复异议")
    (answer,) = content()["objections"]
    assert (answer["finding"], answer["about"]["item"]) == ("upheld", "参加支部党员大会")
    assert name not in answer["answer"]
    assert content()["branches"][0]["additions_x100"] == 0
    assert content()["branches"][0]["people"][0]["lines"][0]["reversed_on"] == "2026-10-15"


def test_a_dismissed_objection_leaves_the_entry_and_says_why(work: Branchwork) -> None:
    entry = listed(work)
    number = objected(work, entry)
    services.examine_objection(work.third, work.village, number, finding=Finding.DISMISSED, answer="签到表上有")
    work.display(SEPTEMBER, reason="答复异议")
    assert (content()["objections"][0]["finding"], content()["publicity"]["until"]) == ("dismissed", "2026-10-22")
    assert state(work, entry, AFTER) == State.IN_FORCE
    with pytest.raises(AnsweredError):
        services.examine_objection(work.third, work.village, number, finding=Finding.UPHELD, answer="再看一次")


def test_two_objections_to_one_entry_can_both_be_right(work: Branchwork, clock: SettableClock) -> None:
    entry = listed(work)
    first, second = objected(work, entry), objected(work, entry, Office.SUPERVISOR)
    both = [
        services.examine_objection(work.third, work.village, one, finding=Finding.UPHELD, answer="确实没有到")
        for one in (first, second)
    ]
    assert [one.reversal_id is None for one in both] == [False, True]
    assert PointsEntry.select().where(PointsEntry.reverses == entry.id).count() == 1
    work.display(SEPTEMBER, reason="答复异议")
    assert [one["finding"] for one in content()["objections"]] == ["upheld", "upheld"]
    clock.set_day(AFTER)
    services.lock_month(work.secretary, work.village, SEPTEMBER)


def test_who_entered_reviewed_is_concerned_or_objects_does_not_examine(work: Branchwork) -> None:
    entry = listed(work)
    number = objected(work, entry)
    for actor in (work.colleague, work.secretary):
        with pytest.raises(NotTheExaminerError):
            services.examine_objection(actor, work.village, number, finding=Finding.DISMISSED, answer="没有问题")
    with pytest.raises(NotAllowedError):
        services.examine_objection(
            work.township.actor(Office.MEMBER, number=-1),
            work.village,
            number,
            finding=Finding.DISMISSED,
            answer="没有问题",
        )
    services.examine_objection(work.third, work.village, number, finding=Finding.DISMISSED, answer="没有问题")


def test_who_entered_an_objection_from_paper_does_not_examine_it(work: Branchwork) -> None:
    villager = work.township.actor(Office.REPRESENTATIVE, number=4)
    objecting = Objecting(month=SEPTEMBER, text="不对", entry_id=listed(work).id, behalf=villager.name)
    filed = services.file_objection(work.third, work.village, objecting)
    with pytest.raises(NotTheExaminerError, match="代录异议的人"):
        services.examine_objection(work.third, work.village, filed.id, finding=Finding.DISMISSED, answer="没有问题")


def test_an_objection_is_filed_while_the_list_is_on_display(work: Branchwork, clock: SettableClock) -> None:
    waiting = work.record("A02", happened_on=date(2026, 9, 8))
    with pytest.raises(NotContestableError):
        objected(work, waiting)
    entry = listed(work)
    clock.set_day(AFTER)
    with pytest.raises(NotContestableError, match="2026-10-22"):
        objected(work, entry)
    with pytest.raises(NotContestableError):
        services.file_objection(work.secretary, work.village, Objecting(month=SEPTEMBER, text="漏了我"))


def test_the_same_person_objects_once_to_the_same_entry(work: Branchwork) -> None:
    entry = listed(work)
    objected(work, entry)
    with pytest.raises(SameObjectionError):
        objected(work, entry)


def test_another_members_deduction_is_nobodys_business(work: Branchwork) -> None:
    deduction = listed(work, code="E01")
    with pytest.raises(NoEntryError):
        objected(work, deduction)


def test_an_officer_enters_on_paper_for_a_person_of_the_register(work: Branchwork) -> None:
    entry = listed(work)
    villager = work.township.actor(Office.REPRESENTATIVE, number=4)
    objecting = Objecting(month=SEPTEMBER, text="不对", entry_id=entry.id, behalf=villager.name)
    with pytest.raises(NotAllowedError):
        services.file_objection(work.township.actor(Office.MEMBER, number=-1), work.village, objecting)
    filed = services.file_objection(work.colleague, work.village, objecting)
    assert (filed.filed_by_id, filed.on_behalf_of_id) == (work.colleague.person_id, villager.person_id)
    with pytest.raises(NobodyFoundError):
        services.file_objection(
            work.colleague, work.village, Objecting(month=SEPTEMBER, text="不对", entry_id=entry.id, behalf="无名")
        )
