"""Lists on display: what they say, their days, objections and examinations, taking down, locking."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from points import queries, services
from points.errors import (
    AlreadyReversedError,
    AlreadyTakenDownError,
    CannotLockError,
    LockedMonthError,
    NothingToPublishError,
    NotLockedError,
    NotPublishedError,
    OnDisplayError,
    PeriodNotOverError,
    PublicityCutShortError,
    ReviewerReversesError,
    TakenDownListError,
)
from points.models import PointsClaim, PointsDisplay
from points.rules import State
from points.services import Objecting, Recording
from points.values import Finding
from portal.kernel.bulletins import Bulletin, BulletinNames
from portal.kernel.errors import NotAllowedError
from portal.kernel.months import Month, Quarter
from portal.kernel.verify import verify_all
from portal.org.offices import Office
from portal.terminal import packages
from tests.points.branchwork import Branchwork
from tests.points.displays import AFTER, LAST, SEPTEMBER, content, listed, objected, state

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township

THIRD = Quarter(2026, 3)


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


def last_envelope() -> str:
    return Bulletin.select().order_by(Bulletin.id.desc()).first().envelope


# On display


def test_a_months_list_names_additions_by_reference_and_shows_averages(work: Branchwork) -> None:
    work.record("A02", happened_on=date(2026, 9, 3), times=2)
    work.record("A02", happened_on=date(2026, 9, 30), person_id=work.member(1))
    work.record("A02", happened_on=date(2026, 10, 1), person_id=work.member(2))
    bulletin = services.publish_list(work.secretary, work.village, SEPTEMBER)
    assert bulletin is not None
    (branch,) = content()["branches"]
    assert (branch["name"], branch["additions_x100"], branch["members"]) == (work.branch.name, 150, 12)
    assert branch["average_x100"] == 13
    names = BulletinNames.get(BulletinNames.bulletin == bulletin.id).names
    assert len(names) == 2
    assert not any(name in bulletin.envelope for name in names)
    assert (content()["publicity"]["days"], bulletin.names_until) == (7, LAST)


def test_an_entry_is_in_force_when_its_days_are_over(work: Branchwork) -> None:
    early = work.record(happened_on=date(2026, 9, 4))
    assert state(work, early, date(2026, 10, 15)) == State.AWAITING
    work.display(SEPTEMBER)
    states = [state(work, early, day) for day in (date(2026, 10, 15), LAST, AFTER)]
    assert states == [State.ON_DISPLAY, State.ON_DISPLAY, State.IN_FORCE]


def test_what_a_later_revision_adds_has_its_own_days(work: Branchwork, clock: SettableClock) -> None:
    first = listed(work)
    clock.set_day(date(2026, 10, 20))
    second = listed(work, person=1)
    assert state(work, first, AFTER) == State.IN_FORCE
    assert state(work, second, AFTER) == State.ON_DISPLAY
    assert content()["publicity"]["until"] == "2026-10-27"


def test_a_month_is_published_when_it_is_over(work: Branchwork) -> None:
    with pytest.raises(PeriodNotOverError, match="2026-10-31"):
        work.display(Month(2026, 10))
    with pytest.raises(NotAllowedError):
        services.publish_list(work.colleague, work.village, SEPTEMBER)
    listed(work)
    with pytest.raises(NothingToPublishError):
        work.display(SEPTEMBER)


def test_deductions_leave_no_trace_in_what_is_published(work: Branchwork) -> None:
    listed(work)
    before, count = content(), Bulletin.select().count()
    deduction = work.record("E01", happened_on=date(2026, 9, 5))
    assert services.publish_list(work.secretary, work.village, SEPTEMBER) is None
    assert (Bulletin.select().count(), PointsDisplay.select().count()) == (count, 2)
    assert state(work, deduction, AFTER) == State.IN_FORCE
    with pytest.raises(NothingToPublishError):
        work.display(SEPTEMBER)
    member = work.township.actor(Office.MEMBER, number=-6)
    assert member.person_id == deduction.person_id
    filed = services.file_objection(
        member, work.village, Objecting(month=SEPTEMBER, text="请过假", entry_id=deduction.id)
    )
    third = work.township.actor(Office.BRANCH_COMMITTEE, number=1)
    services.examine_objection(third, work.village, filed.id, finding=Finding.UPHELD, answer="有请假条")
    with pytest.raises(NothingToPublishError):
        work.display(SEPTEMBER)
    assert content() == before
    assert "-" not in json.dumps(before["branches"][0]["people"]).replace("2026-09-0", "")


def test_no_list_says_who_paid_party_dues(work: Branchwork, clock: SettableClock) -> None:
    work.record("A02", happened_on=date(2026, 9, 3))
    before = services.publish_list(work.secretary, work.village, SEPTEMBER)
    assert before is not None
    said = content()
    assert said["dues_unlisted"]
    paid = [work.record("A05", happened_on=date(2026, 9, 29), person_id=work.member(number)) for number in (0, 1)]
    assert services.publish_list(work.secretary, work.village, SEPTEMBER) is None
    assert content() == said
    clock.set_day(AFTER)
    assert {state(work, one, date(2026, 11, 2)) for one in paid} == {State.IN_FORCE}
    shown = queries.month_list(work.village, SEPTEMBER, today=AFTER)
    assert [one.entry.item_code for one in shown.lines] == ["A02"]
    services.reverse_entry(work.township.actor(Office.SECRETARY), work.village, paid[0].id, reason="记错了")
    services.publish_list(work.secretary, work.village, THIRD)
    quarter = content("2026-Q3")
    assert (quarter["dues_unlisted"], len(quarter["branches"][0]["people"])) == (True, 1)
    assert quarter["branches"][0]["additions_x100"] == said["branches"][0]["additions_x100"]
    assert "党费" not in last_envelope()


def test_a_quarter_counts_what_is_in_force(work: Branchwork, clock: SettableClock) -> None:
    listed(work)
    with pytest.raises(NothingToPublishError):
        services.publish_list(work.secretary, work.village, THIRD)
    clock.set_day(AFTER)
    late = work.record("A02", happened_on=date(2026, 9, 6))
    assert state(work, late, AFTER) == State.AWAITING
    bulletin = services.publish_list(work.secretary, work.village, THIRD)
    assert bulletin is not None
    assert (bulletin.key, content("2026-Q3")["counts"]) == ("2026-Q3", "in_force")
    assert content("2026-Q3")["branches"][0]["additions_x100"] == 100


def test_a_list_without_additions_is_published_too(work: Branchwork) -> None:
    work.record("E01", happened_on=date(2026, 9, 3))
    work.display(SEPTEMBER)
    assert content()["branches"][0]["people"] == []


# Objections


# Reversing, taking down, locking


def test_what_is_on_display_is_reversed_afterwards_only_and_once(work: Branchwork, clock: SettableClock) -> None:
    entry = listed(work)
    with pytest.raises(OnDisplayError, match="2026-10-22"):
        services.reverse_entry(work.secretary, work.village, entry.id, reason="记错了")
    clock.set_day(AFTER)
    services.reverse_entry(work.secretary, work.village, entry.id, reason="记错了")
    with pytest.raises(AlreadyReversedError):
        services.reverse_entry(work.secretary, work.village, entry.id, reason="再冲一次")


def test_a_list_is_not_taken_down_before_its_days_are_over(work: Branchwork, clock: SettableClock) -> None:
    with pytest.raises(NotPublishedError):
        services.take_down_list(work.secretary, work.village, SEPTEMBER, reason="换版面")
    listed(work)
    for day in (date(2026, 10, 15), LAST):
        clock.set_day(day)
        with pytest.raises(PublicityCutShortError, match="不少于 7 天"):
            services.take_down_list(work.secretary, work.village, SEPTEMBER, reason="换版面")
    clock.set_day(AFTER)
    with pytest.raises(NotLockedError, match="先锁定"):
        services.take_down_list(work.secretary, work.village, SEPTEMBER, reason="公示期满")
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    services.take_down_list(work.secretary, work.village, SEPTEMBER, reason=f"公示期满，{work.name(0)}已核实")
    assert content()["taken_down_on"] == "2026-10-23"
    assert work.name(0) not in last_envelope()
    with pytest.raises(AlreadyTakenDownError):
        services.take_down_list(work.secretary, work.village, SEPTEMBER, reason="公示期满")


def test_a_list_taken_down_gets_no_new_revision(work: Branchwork, clock: SettableClock) -> None:
    entry = listed(work)
    clock.set_day(AFTER)
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    services.take_down_list(work.secretary, work.village, SEPTEMBER, reason="公示期满")
    services.reverse_entry(work.secretary, work.village, entry.id, reason="记错了")
    with pytest.raises(TakenDownListError, match="在记入的那个月公示"):
        work.display(SEPTEMBER, reason="冲销一笔")


def test_why_a_list_is_published_again_names_nobody(work: Branchwork) -> None:
    listed(work)
    work.record("A02", happened_on=date(2026, 9, 9), person_id=work.member(1))
    work.display(SEPTEMBER, reason=f"{work.name(1)}补登一笔")
    assert "补登一笔" in last_envelope()
    assert work.name(1) not in last_envelope()


def test_who_accepted_a_claim_does_not_take_its_entry_back(work: Branchwork, clock: SettableClock) -> None:
    entry = listed(work)
    clock.set_day(AFTER)
    with pytest.raises(ReviewerReversesError, match="其他支部委员"):
        services.reverse_entry(work.colleague, work.village, entry.id, reason="记错了")
    services.reverse_entry(work.secretary, work.village, entry.id, reason="记错了")


def test_a_month_is_locked_when_nothing_of_it_is_open(work: Branchwork, clock: SettableClock) -> None:
    with pytest.raises(CannotLockError, match="还没有公示"):
        services.lock_month(work.secretary, work.village, SEPTEMBER)
    entry = listed(work)
    number = objected(work, entry)
    claim = Recording(person_id=work.member(2), item_code="A01", happened_on=date(2026, 9, 9))
    services.record_claim(work.secretary, work.village, claim)
    with pytest.raises(CannotLockError, match="1 笔待审核；公示要到 2026-10-22 才满；还有 1 件异议"):
        services.lock_month(work.secretary, work.village, SEPTEMBER)
    services.examine_objection(work.third, work.village, number, finding=Finding.DISMISSED, answer="无误")
    work.accept(PointsClaim.select().order_by(PointsClaim.id.desc()).first())
    clock.set_day(AFTER)
    with pytest.raises(CannotLockError, match="1 笔审核通过后没有公示"):
        services.lock_month(work.secretary, work.village, SEPTEMBER)
    work.display(SEPTEMBER, reason="补登")
    clock.set_day(date(2026, 11, 2))
    with pytest.raises(NotAllowedError):
        services.lock_month(work.colleague, work.village, SEPTEMBER)
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    with pytest.raises(CannotLockError, match="已经锁定"):
        services.lock_month(work.secretary, work.village, SEPTEMBER)


def test_an_entry_in_a_locked_month_is_refused_and_counts_belated_in_the_open_one(
    work: Branchwork, clock: SettableClock
) -> None:
    first = listed(work)
    clock.set_day(AFTER)
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    with pytest.raises(LockedMonthError, match="按月锁定"):
        work.record("A02", happened_on=date(2026, 9, 12))
    late = work.record("A02", happened_on=date(2026, 9, 12), belated=True)
    assert (late.happened_on, late.late_days) == (AFTER, 41)
    assert late.explanation.startswith("补记2026年9月，记入2026年10月；记 0.5 分")
    reversal = services.reverse_entry(work.secretary, work.village, first.id, reason="重复登记")
    assert reversal.happened_on == AFTER
    board = queries.branch_list(work.village, work.branch, SEPTEMBER, today=AFTER)
    assert sum(row.total_x100 for row in board.members) == 100
    board = queries.branch_list(work.village, work.branch, Month(2026, 10), today=AFTER)
    assert sum(row.total_x100 for row in board.members) == -50


def test_what_is_taken_back_later_is_subtracted_later_and_says_so(work: Branchwork, clock: SettableClock) -> None:
    first = listed(work)
    clock.set_day(AFTER)
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    services.reverse_entry(work.secretary, work.village, first.id, reason="重复登记")
    clock.set_day(date(2026, 11, 3))
    work.display(Month(2026, 10))
    (taken,) = content("2026-10")["branches"][0]["taken_back"]
    assert (taken["item"], taken["points_x100"]) == ("参加支部党员大会", 100)
    work.display(SEPTEMBER, reason="冲销一笔")
    (branch,) = content()["branches"]
    assert (branch["additions_x100"], branch["people"][0]["lines"][0]["reversed_on"]) == (100, "2026-10-23")


def test_the_journal_seals_all_of_it(work: Branchwork, clock: SettableClock, config: Config) -> None:
    number = objected(work, listed(work))
    services.examine_objection(work.third, work.village, number, finding=Finding.UPHELD, answer="确实没有到")
    clock.set_day(AFTER)
    work.display(SEPTEMBER, reason="答复异议")
    clock.set_day(date(2026, 11, 2))
    services.lock_month(work.secretary, work.village, SEPTEMBER)
    services.take_down_list(work.secretary, work.village, SEPTEMBER, reason="期满")
    assert verify_all(packages(config)) == []


def test_months_wait_to_be_published_and_quarters_after_them(work: Branchwork, clock: SettableClock) -> None:
    listed(work)
    assert queries.unpublished_months(work.village, before=AFTER) == []
    assert queries.unpublished_quarters(work.village, before=AFTER) == [THIRD]
    assert queries.unlocked_months(work.village, before=AFTER) == [(SEPTEMBER, LAST)]
    assert queries.unpublished_months(work.village, before=date(2026, 11, 1)) == [Month(2026, 10)]


def test_no_quarter_list_is_read_where_months_were_published_first(
    work: Branchwork, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = listed(work)
    clock.set_day(AFTER)
    services.publish_list(work.secretary, work.village, THIRD)
    monkeypatch.setattr("points.queries.displays.json", None)  # whoever reads a published list needs it
    assert state(work, entry, AFTER) == State.IN_FORCE


def test_every_state_is_counted(work: Branchwork) -> None:
    listed(work)
    counted = queries.states(work.village, today=AFTER)
    assert (counted["points.in_force"], counted["points.pending"]) == (1, 0)
