"""Three ways in, and another person's review: what is refused, what caps cut, what a race cannot exceed."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from peewee import IntegrityError

from points import queries, services
from points.errors import (
    ChangedValueError,
    NoClaimError,
    NoMemberError,
    NotForThisMemberError,
    NothingPickedError,
    OwnPointsError,
    OwnSubmissionError,
    ReasonNeededError,
    ReviewedError,
    SameEntryError,
    UnchangedValueError,
    ValueToFindError,
)
from points.models import PointsClaim, PointsEntry, PointsReview
from points.practice import old_age_on
from points.rules import MemberClass, State
from points.schemes import SchemeFile, example_scheme
from points.services import Batch, Declaration, Judgement, Recording, reviews
from points.values import Origin, Verdict
from portal.kernel.clock import local_day
from portal.kernel.db import connection
from portal.kernel.db import database as db
from portal.kernel.errors import ConflictError, NotAllowedError, NotFoundError
from portal.kernel.journal import JournalEntry
from portal.meetings.bodies import Body
from portal.meetings.queries import roster_lines
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance
from portal.org.models import Person
from portal.org.offices import Office
from tests.factories import NOW
from tests.points.branchwork import Branchwork

if TYPE_CHECKING:
    from portal.meetings.models import Meeting
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

DAY, ONE_DAY = date(2026, 10, 14), timedelta(days=1)


@pytest.fixture
def work(township: Township) -> Branchwork:
    return Branchwork(township)


def member_of(work: Branchwork, number: int = -1) -> Actor:
    return work.township.actor(Office.MEMBER, number=number)


def declared(work: Branchwork, code: str = "B02", note: str = "代办医保", number: int = -1) -> PointsClaim:
    declaration = Declaration(item_code=code, happened_on=DAY, note=note)
    return services.declare_points(member_of(work, number), work.village, declaration)


# Three ways in


def test_a_declaration_earns_nothing_before_its_review(work: Branchwork) -> None:
    claim = declared(work)
    assert queries.claim(work.village, claim.id).state == State.PENDING
    assert PointsEntry.select().count() == 0
    review = services.review_claim(work.secretary, work.village, Judgement(claim_id=claim.id))
    entry = queries.entry(work.village, review.entry_id or 0, today=NOW.date())
    assert (entry.awarded_x100, entry.state, entry.origin) == (50, State.AWAITING, Origin.DECLARED)
    assert (entry.submitted_by, entry.recorded_by) == (member_of(work).name, work.secretary.name)


def test_a_declared_range_leaves_its_value_to_the_reviewer(work: Branchwork) -> None:
    claim = declared(work, "C07", "带头修路")
    review = services.review_claim(
        work.secretary,
        work.village,
        Judgement(claim_id=claim.id, verdict=Verdict.CHANGED, points_x100=750, reason="支委会认定"),
    )
    entry = PointsEntry.get_by_id(review.entry_id)
    assert (entry.awarded_x100, entry.explanation) == (750, "审核认定 7.5 分；记 7.5 分，本年上限 10 分，已计 0 分")


def test_nobody_declares_for_others_and_nobody_records_their_own(work: Branchwork) -> None:
    own = Recording(person_id=work.colleague.person_id, item_code="A01", happened_on=DAY)
    with pytest.raises(OwnPointsError):
        services.record_claim(work.colleague, work.village, own)
    with pytest.raises(NotAllowedError):
        services.declare_points(
            work.township.actor(Office.REPRESENTATIVE), work.village, Declaration(item_code="A01", happened_on=DAY)
        )
    fields = {**declared(work).__data__}
    del fields["id"]
    for change in ({"submitted_by": work.secretary.person_id}, {"origin": Origin.RECORDED}, {"requested_x100": 25}):
        with pytest.raises(IntegrityError), db.atomic():
            PointsClaim.create(**{**fields, **change})


def met(work: Branchwork, clock: SettableClock) -> Meeting:
    """A members' meeting this morning, at which the first four of the list signed in."""
    starts = datetime(2026, 10, 15, 2, tzinfo=UTC)
    convening = Convening(
        body=Body.PARTY_MEMBERS_MEETING,
        title="10月支部党员大会",
        place="村委会",
        starts_at=starts,
        notice="学习",
        chair_id=work.secretary.person_id,
        recorder_id=work.colleague.person_id,
    )
    meeting = convene_meeting(work.secretary, work.village, convening)
    clock.set(starts)
    roster = freeze_roster(work.secretary, work.village, meeting.id)
    lines = [one.id for one in roster_lines(roster.id)][:4]
    record_attendance(work.secretary, work.village, meeting.id, lines)
    return meeting


def test_a_batch_is_one_act_and_the_same_meeting_adds_nothing_twice(work: Branchwork, clock: SettableClock) -> None:
    meeting = met(work, clock)
    ids = tuple(work.member(number) for number in range(3))
    batch = Batch(item_code="A01", happened_on=DAY, person_ids=ids, meeting_id=meeting.id, note="党员大会")
    before = JournalEntry.select().count()
    assert len(services.record_batch(work.secretary, work.village, batch).claims) == 3
    assert {row.happened_on for row in PointsClaim.select()} == {date(2026, 10, 15)}
    assert services.record_batch(work.secretary, work.village, batch).claims == ()
    assert services.record_batch(work.colleague, work.village, replace(batch, note="又一遍")).claims == ()
    assert (JournalEntry.select().count() - before, PointsClaim.select().count()) == (1, 3)
    more = replace(batch, person_ids=(*ids, work.member(3)))
    made = services.record_batch(work.secretary, work.village, more)
    assert ([one.person_id for one in made.claims], made.rejected_ids) == ([work.member(3)], ())


def test_who_was_rejected_at_the_same_meeting_is_told_of(work: Branchwork, clock: SettableClock) -> None:
    meeting = met(work, clock)
    batch = Batch(item_code="A01", happened_on=DAY, person_ids=(work.member(), work.member(1)), meeting_id=meeting.id)
    first, _ = services.record_batch(work.secretary, work.village, batch).claims
    judgement = Judgement(claim_id=first.id, verdict=Verdict.REJECTED, reason="提前走了")
    services.review_claim(work.colleague, work.village, judgement)
    again = services.record_batch(work.secretary, work.village, batch)
    assert (again.claims, again.rejected_ids) == ((), (work.member(),))


def test_a_batch_is_all_or_nothing(work: Branchwork) -> None:
    villager = work.township.actor(Office.REPRESENTATIVE).person_id
    batch = Batch(item_code="A04", happened_on=DAY, person_ids=(work.member(), villager))
    with pytest.raises(NoMemberError):
        services.record_batch(work.secretary, work.village, batch)
    with pytest.raises(NothingPickedError):
        services.record_batch(work.secretary, work.village, replace(batch, person_ids=()))
    with pytest.raises(OwnPointsError):
        services.record_batch(work.secretary, work.village, replace(batch, person_ids=(work.secretary.person_id,)))
    with pytest.raises(NotFoundError):
        services.record_batch(work.secretary, work.village, replace(batch, meeting_id=999_999))
    assert PointsClaim.select().count() == 0


# Reviews


def test_approve_own(work: Branchwork) -> None:
    own = services.declare_points(work.secretary, work.village, Declaration(item_code="B02", happened_on=DAY))
    with pytest.raises(OwnPointsError):
        services.review_claim(work.secretary, work.village, Judgement(claim_id=own.id))
    entered = services.record_claim(
        work.secretary, work.village, Recording(person_id=work.member(), item_code="A01", happened_on=DAY)
    )
    with pytest.raises(OwnSubmissionError):
        services.review_claim(work.secretary, work.village, Judgement(claim_id=entered.id))
    with pytest.raises(NotAllowedError):
        services.review_claim(member_of(work), work.village, Judgement(claim_id=entered.id))
    assert PointsReview.select().count() == 0


@pytest.mark.parametrize("first", [Verdict.ACCEPTED, Verdict.REJECTED])
def test_approve_from_wrong_state(work: Branchwork, first: Verdict) -> None:
    claim = declared(work)
    reason = "" if first == Verdict.ACCEPTED else "没有照片"
    services.review_claim(work.secretary, work.village, Judgement(claim_id=claim.id, verdict=first, reason=reason))
    with pytest.raises(ReviewedError) as refusal:
        services.review_claim(work.colleague, work.village, Judgement(claim_id=claim.id))
    assert isinstance(refusal.value, ConflictError)
    assert PointsReview.select().count() == 1


def test_a_change_and_a_rejection_say_why_and_a_value_fits_the_item(work: Branchwork) -> None:
    claim = declared(work)
    for judgement, refusal in (
        (Judgement(claim_id=claim.id, verdict=Verdict.REJECTED), ReasonNeededError),
        (Judgement(claim_id=claim.id, verdict=Verdict.CHANGED, points_x100=50), ReasonNeededError),
        (Judgement(claim_id=claim.id, points_x100=100), UnchangedValueError),
        (Judgement(claim_id=claim.id, verdict=Verdict.CHANGED, points_x100=75, reason="按件"), ChangedValueError),
        (Judgement(claim_id=claim.id, verdict=Verdict.CHANGED, points_x100=100, reason="按件"), ChangedValueError),
        (Judgement(claim_id=claim.id, verdict=Verdict.CHANGED, points_x100=-50, reason="按件"), ChangedValueError),
        (Judgement(claim_id=claim.id, verdict=Verdict.CHANGED, reason="按件"), ChangedValueError),
        (Judgement(claim_id=999_999), NoClaimError),
    ):
        with pytest.raises(refusal):
            services.review_claim(work.secretary, work.village, judgement)
    assert (PointsReview.select().count(), PointsEntry.select().count()) == (0, 0)


def test_an_accepted_change_is_visible_in_the_explanation(work: Branchwork) -> None:
    recording = Recording(person_id=work.member(), item_code="B02", happened_on=DAY, times=3)
    claim = services.record_claim(work.secretary, work.village, recording)
    judgement = Judgement(claim_id=claim.id, verdict=Verdict.CHANGED, points_x100=200, reason="两件")
    with pytest.raises(ChangedValueError, match=r"0.5 到 1.5 分之间（0.5 分/件，这一笔 3 次）"):
        services.review_claim(work.colleague, work.village, judgement)
    review = services.review_claim(work.colleague, work.village, replace(judgement, points_x100=100))
    entry = PointsEntry.get_by_id(review.entry_id)
    assert entry.explanation == "申报 1.5 分，审核改为 1 分；记 1 分，本年上限 3 分，已计 0 分"
    assert queries.claim(work.village, claim.id).reason == "两件"


def test_a_declared_range_is_accepted_only_with_its_value(work: Branchwork) -> None:
    claim, other = declared(work, "C07", "带头修路"), declared(work)
    with pytest.raises(ValueToFindError, match="5～10 分/项"):
        services.review_claims(work.secretary, work.village, [Judgement(claim_id=one.id) for one in (other, claim)])
    with pytest.raises(ChangedValueError, match="5 到 10 分之间"):
        services.review_claim(work.secretary, work.village, Judgement(claim_id=claim.id, points_x100=1100))
    assert PointsReview.select().count() == 0
    review = services.review_claim(work.secretary, work.village, Judgement(claim_id=claim.id, points_x100=500))
    entry = PointsEntry.get_by_id(review.entry_id)
    assert (review.verdict, entry.awarded_x100) == (Verdict.ACCEPTED, 500)
    assert entry.explanation.startswith("审核认定 5 分；")


def test_what_was_rejected_may_be_claimed_again_and_what_waits_may_not(work: Branchwork) -> None:
    claim = declared(work)
    with pytest.raises(SameEntryError, match=f"第 {claim.id} 号申报"):
        declared(work)
    judgement = Judgement(claim_id=claim.id, verdict=Verdict.REJECTED, reason="没有照片")
    services.review_claim(work.secretary, work.village, judgement)
    assert declared(work).id != claim.id


def test_caps_are_counted_within_one_batch_of_reviews(work: Branchwork) -> None:
    claims = [
        services.record_claim(
            work.secretary,
            work.village,
            Recording(person_id=work.member(), item_code="A01", happened_on=DAY - number * ONE_DAY, times=3),
        )
        for number in range(2)
    ]
    services.review_claims(work.colleague, work.village, [Judgement(claim_id=one.id) for one in claims])
    assert [row.awarded_x100 for row in PointsEntry.select().order_by(PointsEntry.id)] == [300, 100]


def test_a_batch_of_reviews_is_all_or_nothing(work: Branchwork) -> None:
    good, own = declared(work), declared(work, number=-2, note="代办养老认证")
    services.review_claim(work.secretary, work.village, Judgement(claim_id=own.id))
    with pytest.raises(ReviewedError):
        services.review_claims(work.secretary, work.village, [Judgement(claim_id=good.id), Judgement(claim_id=own.id)])
    with pytest.raises(ReviewedError):
        services.review_claims(work.secretary, work.village, [Judgement(claim_id=good.id)] * 2)
    assert PointsReview.select().count() == 1


def test_rule_change_keeps_history(work: Branchwork) -> None:
    claim = declared(work)
    doubled = SchemeFile(
        items=tuple(replace(item, points_x100=2 * item.points_x100) for item in example_scheme().items)
    )
    services.adopt_scheme(work.secretary, work.village, work.branch.id, doubled, effective_from=date(2026, 10, 15))
    review = services.review_claim(work.secretary, work.village, Judgement(claim_id=claim.id))
    assert PointsEntry.get_by_id(review.entry_id).awarded_x100 == 50


# Racing

THREADS = 6


def race(work: Branchwork, claims: list[PointsClaim]) -> int:
    """Review claims from several threads at once; return what they earned together."""
    ready = threading.Barrier(len(claims), timeout=60)

    def judge(claim: PointsClaim) -> None:
        with connection(), suppress(ReviewedError):
            ready.wait()
            services.review_claim(work.colleague, work.village, Judgement(claim_id=claim.id))

    threads = [threading.Thread(target=judge, args=[claim], daemon=True) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return work.total_x100()


def waiting(work: Branchwork) -> list[PointsClaim]:
    return [
        services.record_claim(
            work.secretary,
            work.village,
            Recording(person_id=work.member(), item_code="A01", happened_on=DAY - number * ONE_DAY),
        )
        for number in range(THREADS)
    ]


@pytest.mark.race
def test_concurrent_reviews_never_exceed_a_cap(work: Branchwork) -> None:
    assert race(work, waiting(work)) == 400
    assert PointsEntry.select().count() == THREADS


@pytest.mark.race
def test_two_clicks_make_one_entry(work: Branchwork) -> None:
    claim = declared(work)
    assert race(work, [claim] * THREADS) == 50
    assert PointsEntry.select().count() == 1


@pytest.mark.race
def test_the_race_exceeds_the_cap_when_what_counted_is_read_before_the_lock(
    work: Branchwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = waiting(work)
    monkeypatch.setattr(reviews, "past_of", lambda *_: {(work.member(), 2026): []})
    assert race(work, claims) == THREADS * 100


def waiting_since(work: Branchwork, person_id: int) -> date:
    waiting = queries.reviewable(work.village, person_id, today=NOW.date())
    return local_day(min(one.submitted_at for one in waiting))


def test_the_day_since_which_a_claim_waits_is_the_day_here(work: Branchwork, clock: SettableClock) -> None:
    clock.set(datetime(2026, 10, 15, 17, tzinfo=UTC))  # one o'clock of the 16th in the village
    declared(work)
    clock.set(datetime(2026, 10, 16, 17, tzinfo=UTC))
    declared(work, note="又一件", number=-2)
    assert waiting_since(work, work.secretary.person_id) == date(2026, 10, 16)
    assert waiting_since(work, member_of(work).person_id) == date(2026, 10, 17)


@pytest.mark.parametrize(
    ("born_on", "on", "old"),
    [
        (date(1951, 10, 31), date(2026, 10, 30), False),
        (date(1951, 10, 31), date(2026, 10, 31), True),
        (date(1951, 10, 29), date(2026, 10, 29), True),
        (date(1948, 2, 29), date(2023, 2, 28), False),
        (date(1948, 2, 29), date(2023, 3, 1), True),
        (None, date(2026, 10, 31), False),
    ],
)
def test_old_age_begins_on_the_birthday_itself(work: Branchwork, born_on: date | None, on: date, *, old: bool) -> None:
    assert old_age_on(on) == 75
    Person.update(born_on=born_on).where(Person.id == work.member()).execute()
    assert (work.member() in queries.old_members(work.village, on=on)) == old


def test_who_is_old_by_the_register_may_earn_what_is_meant_for_the_old(work: Branchwork) -> None:
    person_id = work.member()
    item = replace(example_scheme().items[0], code="A99", applies_to=(MemberClass.OLD,), name="在家学习")
    scheme = SchemeFile(items=(*example_scheme().items, item))
    services.adopt_scheme(work.secretary, work.village, work.branch.id, scheme, effective_from=date(2026, 2, 1))
    with pytest.raises(NotForThisMemberError):
        work.record("A99")
    Person.update(born_on=date(1948, 5, 1)).where(Person.id == person_id).execute()
    assert work.record("A99").awarded_x100 == 100
