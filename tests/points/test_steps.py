"""The steps of a claim: drafted from records once, checked by the party group, reviewed by nobody near."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from points import queries, services
from points.drafts import Draft, Happening, drafts_of, from_meetings
from points.errors import NoItemError, NothingPickedError, NotTheExaminerError, OwnPointsError
from points.errors.schemes import (
    AlreadyAdoptedError,
    EndBeforeBeginError,
    NoSchemeToCopyError,
    NotTheBranchsMeetingError,
    OwnClassError,
    ResolutionNeededError,
)
from points.errors.steps import (
    CheckedError,
    CheckerReviewsError,
    EvidenceNeededError,
    GoneFromListError,
    NearRelativeError,
    NotCheckedError,
    NotTheCheckerError,
    OnceADayError,
)
from points.models import PointsAdoption, PointsCheck, PointsClaim, PointsEntry
from points.queries.tasks import tasks
from points.rules import MemberClass
from points.schemes import SchemeFile, example_scheme
from points.services import Adopting, Batch, Classing, Declaration, Judgement, Objecting, Recording
from points.values import Finding, Origin, Source, Verdict
from portal.kernel.attachments import read_upload
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.meetings.bodies import Body
from portal.meetings.services import Convening, convene_meeting
from portal.org.models import Branch, Household, Person
from portal.org.offices import Office
from portal.terminal import packages
from tests.points.branchwork import Branchwork
from tests.points.test_reviews import declared, member_of, met
from tests.uploads import picture

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

TODAY = date(2026, 10, 15)
OCTOBER = Month(2026, 10)


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


def live_together(work: Branchwork, *person_ids: int) -> None:
    household = Household.create(village=work.village, number="0001")
    Person.update(household=household).where(Person.id.in_(person_ids)).execute()


def adopt(work: Branchwork, **more: object) -> None:
    """Let a changed scheme hold from October on, with the party group first."""
    scheme = SchemeFile(items=example_scheme().items[:-1], bases=example_scheme().bases)
    adopting = Adopting(resolution="支部党员大会决议", group_check=True, **more)  # type: ignore[arg-type]
    services.adopt_scheme(
        work.secretary, work.village, work.branch.id, scheme, effective_from=date(2026, 10, 1), adopting=adopting
    )


# Near relatives


def test_nobody_reviews_examines_or_reverses_what_their_household_has(work: Branchwork) -> None:
    concerned = member_of(work).person_id
    claim = declared(work)
    reviewed = services.review_claim(work.colleague, work.village, Judgement(claim_id=claim.id))
    live_together(work, work.third.person_id, concerned)
    other = declared(work, note="又一件")
    assert queries.reviewable(work.village, work.third.person_id, today=TODAY) == []
    with pytest.raises(NearRelativeError):
        services.review_claim(work.third, work.village, Judgement(claim_id=other.id))
    with pytest.raises(NearRelativeError):
        services.reverse_entry(work.third, work.village, reviewed.entry_id or 0, reason="记错了")
    entry = work.record("A02", happened_on=date(2026, 9, 4), person_id=concerned)
    work.display(Month(2026, 9))
    objecting = Objecting(month=Month(2026, 9), text="没有来", entry_id=entry.id)
    objector = work.township.actor(Office.REPRESENTATIVE)
    filed = services.file_objection(objector, work.village, objecting)
    with pytest.raises(NotTheExaminerError):
        services.examine_objection(work.third, work.village, filed.id, finding=Finding.DISMISSED, answer="查过，来了")
    assert PointsEntry.select().count() == 2


# The party group


def test_the_party_group_is_asked_first_and_the_committee_does_not_wait_for_ever(
    work: Branchwork, clock: SettableClock, config: Config
) -> None:
    adopt(work)
    leader = member_of(work, 5)
    services.appoint_checker(work.secretary, work.village, leader.person_id, since=date(2026, 10, 1))
    first, second, third = (declared(work, note=note) for note in ("一", "二", "三"))
    own = services.declare_points(leader, work.village, Declaration(item_code="B02", happened_on=TODAY))
    recorded = services.record_claim(
        work.secretary, work.village, Recording(person_id=work.member(), item_code="A01", happened_on=TODAY)
    )
    assert [one.title for one in tasks(leader, work.village, TODAY)] == ["核实积分申报：3 笔"]
    assert queries.reviewable(work.village, work.colleague.person_id, today=TODAY)[0].id == recorded.id
    with pytest.raises(NotCheckedError, match="2026-10-19"):
        services.review_claim(work.secretary, work.village, Judgement(claim_id=first.id))
    for actor, claim_ids, refusal in (
        (leader, [own.id], OwnPointsError),
        (leader, [recorded.id], CheckedError),
        (leader, [], NothingPickedError),
        (member_of(work, 4), [first.id], NotTheCheckerError),
    ):
        with pytest.raises(refusal):
            services.check_claims(actor, work.village, claim_ids)
    services.check_claims(leader, work.village, [first.id])
    services.check_claims(leader, work.village, [second.id], doubt="那天没有看到他")
    assert services.check_claims(leader, work.village, [first.id]) == []
    for doubted, doubt in ((first, "没有这回事"), (second, "")):
        with pytest.raises(CheckedError):
            services.check_claims(leader, work.village, [doubted.id], doubt=doubt)
    assert PointsCheck.select().count() == 2
    assert work.accept(first).explanation == "记 0.5 分，本年上限 3 分，已计 0 分"
    assert work.accept(second).explanation.startswith("党小组存疑：那天没有看到他；记 0.5 分")
    clock.set_day(date(2026, 10, 20))
    assert work.accept(third).explanation.startswith("党小组没有按期核实；记 0.5 分")
    assert verify_all(packages(config)) == []


def test_whoever_checked_does_not_review_and_a_leader_who_left_checks_no_more(work: Branchwork) -> None:
    adopt(work)
    claim = declared(work)
    services.appoint_checker(work.secretary, work.village, work.colleague.person_id, since=date(2026, 10, 1))
    services.check_claims(work.colleague, work.village, [claim.id])
    offered = {
        who.person_id: [one.id for one in queries.reviewable(work.village, who.person_id, today=TODAY)]
        for who in (work.colleague, work.third)
    }
    assert offered == {work.colleague.person_id: [], work.third.person_id: [claim.id]}
    with pytest.raises(CheckerReviewsError):
        services.review_claim(work.colleague, work.village, Judgement(claim_id=claim.id))
    other = declared(work, note="又一件")
    live_together(work, work.colleague.person_id, member_of(work).person_id)
    with pytest.raises(NearRelativeError):
        services.check_claims(work.colleague, work.village, [other.id])
    with pytest.raises(EndBeforeBeginError):
        services.appoint_checker(work.secretary, work.village, work.member(), since=TODAY, until=date(2026, 1, 1))
    services.appoint_checker(
        work.secretary, work.village, work.colleague.person_id, since=date(2026, 10, 1), until=date(2026, 10, 14)
    )
    assert queries.checkers(work.village, on=TODAY) == []


def test_a_value_is_changed_only_visibly(work: Branchwork) -> None:
    claim = services.record_claim(
        work.secretary, work.village, Recording(person_id=work.member(), item_code="A01", happened_on=TODAY, times=2)
    )
    own = declared(work, code="A01")
    for claim_id, points in ((claim.id, 100), (own.id, 50)):
        judgement = Judgement(claim_id=claim_id, verdict=Verdict.CHANGED, points_x100=points, reason="按签到次数")
        services.review_claim(work.colleague, work.village, judgement)
    told = [one.explanation.partition("；")[0] for one in PointsEntry.select().order_by(PointsEntry.id)]
    assert told == ["申报 2 分，审核改为 1 分", "申报 1 分，审核改为 0.5 分"]
    assert [one.title for one in tasks(member_of(work), work.village, TODAY)] == [
        "“参加支部党员大会”审核时由 1 分改了分，看原因"
    ]


# Drafts from records


def drafts(work: Branchwork, actor: Actor | None = None, today: date = TODAY) -> list[Draft]:
    who = (actor or work.secretary).person_id
    return drafts_of(work.village, work.branch, OCTOBER, today=today, actor_id=who)


def picks(found: list[Draft]) -> frozenset[str]:
    return frozenset(key for one in found for key, _ in one.lines)


def enter(work: Branchwork, found: list[Draft], actor: Actor | None = None) -> list[PointsClaim]:
    return services.record_drafts(actor or work.secretary, work.village, work.branch.id, OCTOBER, picked=picks(found))


def test_who_signed_in_is_drafted_once_however_often_and_by_whomever(work: Branchwork, clock: SettableClock) -> None:
    meeting = met(work, clock)
    (found,) = drafts(work)
    assert (found.item.code, found.source, found.own) == ("A01", Source.MEMBERS_MEETING, True)
    before = JournalEntry.select().count()
    made = enter(work, [found])
    assert {(one.origin, one.meeting_id) for one in made} == {(Origin.DRAFTED, meeting.id)}
    assert queries.claim(work.village, made[0].id).source == Source.MEMBERS_MEETING
    assert drafts(work)[0].lines == ()
    assert enter(work, [found]) == []
    with pytest.raises(GoneFromListError):
        services.record_drafts(
            work.secretary,
            work.village,
            work.branch.id,
            OCTOBER,
            picked=picks([found]) | {f"members_meeting:meeting:{meeting.id}:999999"},
        )
    (own,) = enter(work, drafts(work, work.colleague), work.colleague)
    assert own.person_id == work.secretary.person_id
    assert JournalEntry.select().count() == before + 2
    services.review_claim(
        work.colleague, work.village, Judgement(claim_id=made[0].id, verdict=Verdict.REJECTED, reason="提前走了")
    )
    assert drafts(work) == []
    batch = Batch(item_code="A01", happened_on=TODAY, person_ids=(made[1].person_id,), meeting_id=meeting.id)
    assert services.record_batch(work.secretary, work.village, batch).claims == ()
    with pytest.raises(NothingPickedError):
        services.record_drafts(work.secretary, work.village, work.branch.id, OCTOBER, picked=frozenset())


def test_the_same_event_never_counts_twice_whoever_says_it_first(work: Branchwork, clock: SettableClock) -> None:
    meeting = met(work, clock)
    (found,) = drafts(work)
    first, second, *_ = found.happenings
    logins = {work.township.actor(Office.MEMBER, number=number).person_id: number for number in range(10)}
    early = work.township.actor(Office.MEMBER, number=logins[first.person_id])
    services.declare_points(early, work.village, Declaration(item_code="A01", happened_on=TODAY, note="我来了"))
    assert first.person_id not in {one.person_id for one in drafts(work)[0].happenings}
    batch = Batch(item_code="A01", happened_on=TODAY, person_ids=(first.person_id,), meeting_id=meeting.id)
    assert services.record_batch(work.colleague, work.village, batch).had_ids == (first.person_id,)
    enter(work, drafts(work))
    late = work.township.actor(Office.MEMBER, number=logins[second.person_id])
    with pytest.raises(OnceADayError, match="同一件事只计一次"):
        services.declare_points(late, work.village, Declaration(item_code="A01", happened_on=TODAY, note="我也来了"))


def test_absence_without_leave_is_drafted_once_the_day_is_over_and_a_source_is_one_function(
    work: Branchwork, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    met(work, clock)
    clock.set_day(date(2026, 10, 16))
    by_source = {one.source: one for one in drafts(work, today=date(2026, 10, 16))}
    absent = by_source[Source.ABSENCE]
    assert (absent.item.code, absent.takes, len(absent.happenings)) == ("E01", True, 6)  # who is away is not due

    def visits(*_: object) -> list[Happening]:
        return [
            Happening(
                source=Source.VISIT, key="visit:7", day=TODAY, person_id=work.member(), title="走访三户", quantity=3
            )
        ]

    monkeypatch.setattr("points.drafts.SOURCES", [from_meetings, visits])
    visited = next(one for one in drafts(work) if one.source == Source.VISIT)
    (claim,) = enter(work, [visited])
    assert (claim.item_code, claim.times, claim.requested_x100, claim.meeting_id) == ("B01", 3, 150, None)
    assert enter(work, [visited]) == []


# Bad input


def test_what_cannot_be_declared_says_so_and_writes_nothing(work: Branchwork) -> None:
    changed = tuple(replace(one, code="A98") if one.code == "A08" else one for one in example_scheme().items)
    services.adopt_scheme(
        work.secretary, work.village, work.branch.id, SchemeFile(items=changed), effective_from=date(2026, 10, 14)
    )
    before = JournalEntry.select().count()
    for code, day, refusal, told in (
        ("D01", TODAY, EvidenceNeededError, "要附凭据（文件）"),
        ("A98", date(2026, 10, 13), NoItemError, "2026-10-13 施行的积分办法里没有编号为“A98”"),
    ):
        with pytest.raises(refusal, match=told):
            services.declare_points(member_of(work), work.village, Declaration(item_code=code, happened_on=day))
    assert (JournalEntry.select().count(), PointsClaim.select().count()) == (before, 0)


def test_a_photo_of_another_claim_is_seen(work: Branchwork) -> None:
    upload = read_upload("现场.jpg", picture())
    ids = [
        services.declare_points(
            member_of(work), work.village, Declaration(item_code="D01", happened_on=TODAY, note=note), uploads=[upload]
        ).id
        for note in ("一", "二")
    ]
    assert [queries.photo_uses(work.village, one) for one in ids] == [[ids[1]], [ids[0]]]


# Classes of members


def test_a_class_holds_from_a_day_to_a_day_and_the_last_word_counts(work: Branchwork) -> None:
    person_id = work.member()
    with pytest.raises(OwnClassError):
        services.class_member(
            work.secretary,
            work.village,
            Classing(person_id=work.secretary.person_id, member_class=None, since=TODAY, reason="自己"),
        )
    classing = Classing(
        person_id=person_id,
        member_class=MemberClass.FLOATING,
        since=date(2026, 10, 5),
        until=date(2026, 10, 12),
        reason="外出务工",
    )
    services.class_member(work.secretary, work.village, classing)
    found = {}
    for day in (date(2026, 10, 4), date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 13)):
        rows = queries.members(work.village, work.branch.id, on=day)
        found[day.day] = queries.classes_on(work.village, rows, on=day)[person_id]
    floating, resident = frozenset({MemberClass.FLOATING}), frozenset({MemberClass.RESIDENT})
    assert found == {4: resident, 5: floating, 12: floating, 13: resident}
    assert work.record("B06", happened_on=date(2026, 10, 6)).awarded_x100 == 100
    services.class_member(work.secretary, work.village, replace(classing, member_class=None, reason="没有走成"))
    rows = queries.members(work.village, work.branch.id, on=date(2026, 10, 6))
    assert queries.classes_on(work.village, rows, on=date(2026, 10, 6))[person_id] == resident


# Schemes by a named resolution


def test_a_scheme_names_its_resolution_and_is_copied_forward_as_a_draft(
    work: Branchwork, clock: SettableClock, config: Config
) -> None:
    meeting = met(work, clock)
    adopt(work, meeting_id=meeting.id, filed_as="备〔2026〕3 号")
    found = queries.latest_scheme(work.village, work.branch.id, 2026)
    assert found is not None
    assert found.adoption is not None
    assert (found.version, found.adoption.meeting, found.adoption.filed_as) == (2, "10月支部党员大会", "备〔2026〕3 号")
    with pytest.raises(NoSchemeToCopyError):
        services.copy_scheme(work.secretary, work.village, work.branch.id, year=2028)
    with pytest.raises(AlreadyAdoptedError):
        services.draft_scheme(work.secretary, work.village, work.branch.id, example_scheme(), year=2026)
    services.copy_scheme(work.secretary, work.village, work.branch.id, year=2027)
    draft = queries.draft_of(work.village, work.branch.id, 2027)
    assert draft is not None
    assert (draft.revision, draft.digest, draft.copied_from_version) == (1, found.digest, 2)
    assert queries.scheme_on(work.village, work.branch.id, date(2027, 1, 1)) is None
    changed = SchemeFile(items=draft.content.items[1:], bases=draft.content.bases)
    services.draft_scheme(work.secretary, work.village, work.branch.id, changed, year=2027)
    draft = queries.draft_of(work.village, work.branch.id, 2027)
    assert draft is not None
    assert draft.revision == 2
    services.adopt_scheme(
        work.secretary,
        work.village,
        work.branch.id,
        draft.content,
        effective_from=date(2027, 1, 1),
        adopting=Adopting(resolution="2027年第一次支部党员大会决议"),
    )
    assert queries.draft_of(work.village, work.branch.id, 2027) is None
    assert verify_all(packages(config)) == []


def test_no_scheme_is_adopted_without_words_or_by_a_meeting_to_come(work: Branchwork) -> None:
    convening = Convening(
        body=Body.PARTY_MEMBERS_MEETING,
        title="11月支部党员大会",
        place="村委会",
        starts_at=datetime(2026, 11, 2, 2, tzinfo=UTC),
        notice="积分办法",
        chair_id=work.secretary.person_id,
        recorder_id=work.colleague.person_id,
    )
    to_come = convene_meeting(work.secretary, work.village, convening)
    for adopting, refusal in (
        (Adopting(resolution=" "), ResolutionNeededError),
        (Adopting(resolution="决议", meeting_id=to_come.id), NotTheBranchsMeetingError),
    ):
        with pytest.raises(refusal):
            services.adopt_scheme(
                work.secretary,
                work.village,
                work.branch.id,
                SchemeFile(items=example_scheme().items[:3]),
                effective_from=date(2026, 11, 1),
                adopting=adopting,
            )
    assert PointsAdoption.select().count() == 0


def test_a_rule_change_and_a_transfer_leave_every_old_entry_and_statement_as_it_was(work: Branchwork) -> None:
    person_id = work.member()
    for code, times in (("A01", 3), ("B02", 3), ("E02", 1), ("B03", 2)):
        work.record(code, times=times, happened_on=date(2026, 9, 4))

    def told() -> tuple[object, ...]:
        branch = Branch.get_by_id(Person.get_by_id(person_id).branch_id)
        statement = queries.branch_list(work.village, branch, Month(2026, 9), today=TODAY, person_id=person_id)
        return (list(PointsEntry.select().order_by(PointsEntry.id).tuples()), statement.members, statement.rows)

    before = told()
    doubled = tuple(
        replace(one, points_x100=2 * one.points_x100, name=f"新的{one.name}") for one in example_scheme().items
    )
    services.adopt_scheme(
        work.secretary, work.village, work.branch.id, SchemeFile(items=doubled), effective_from=date(2026, 9, 1)
    )
    other = Branch.create(village=work.village, name="第二支部")
    Person.update(branch=other).where(Person.id == person_id).execute()
    assert told() == before
    assert len(before[2]) == 4  # type: ignore[arg-type]
