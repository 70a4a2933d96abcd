"""Reviewing claims, and taking back what was entered wrongly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.errors import (
    AlreadyReversedError,
    LockedMonthError,
    NoClaimError,
    NothingPickedError,
    OnDisplayError,
    OwnPointsError,
    OwnSubmissionError,
    ReasonNeededError,
    ReversalReversedError,
    ReviewedError,
    ReviewerReversesError,
    UnchangedValueError,
    ValueToFindError,
)
from points.errors.steps import CheckerReviewsError, NearRelativeError, NotCheckedError
from points.models import PointsEntry, PointsReview
from points.practice import check_on
from points.queries import check_until, claims_by_id, entry, is_reviewable, locked_months, near_ones, past_of
from points.rules import Past, State, changed_points, counting_day, earn, plain_points
from points.services.sums import add_up
from points.values import Verdict
from portal.kernel.months import Month
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.queries import ClaimRow, EntryRow
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a reviewer says of one claim: accepted as it is, with another value, or rejected.

    ``points_x100`` goes with another value, and with accepting what a member declared of a range.
    """

    claim_id: int
    verdict: Verdict = Verdict.ACCEPTED
    points_x100: int | None = None
    reason: str = ""


def review_claims(actor: Actor, village: Place, judgements: Sequence[Judgement]) -> list[PointsReview]:
    """Review claims in one act; each accepted one makes an entry, cut by the caps as they are now.

    What counted is read after the village is locked, so reviews made at the same moment share one cap.

    :raise NothingPickedError: there is nothing to review.
    :raise NoClaimError: the village has no such claim.
    :raise ReviewedError: one of them was reviewed before.
    :raise OwnPointsError: one of them is the actor's own.
    :raise NearRelativeError: one of them is of somebody near to the actor.
    :raise OwnSubmissionError: the actor entered one of them.
    :raise CheckerReviewsError: the actor checked one of them for the party group.
    :raise NotCheckedError: the scheme asks the party group first, and its days are not over.
    :raise ChangedValueError: a changed value does not fit the item.
    :raise ValueToFindError: a range that a member declared is accepted without saying how much it is worth.
    :raise UnchangedValueError: another value is given with a verdict that changes none.
    :raise ReasonNeededError: a change or rejection without its reason.
    :raise PrivateNumberError: a reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_REVIEW, village) as work:
        if not judgements:
            raise NothingPickedError
        desk = _Desk(village, work, actor, judgements)
        reviews = [desk.review(one) for one in judgements]
        add_up(village, desk.entries)
        first = reviews[0]
        work.seal(
            "points.claim.reviewed" if len(reviews) == 1 else "points.claims.reviewed",
            about=("points_claim", first.claim_id),
            facts={
                "accepted": sum(one.verdict == Verdict.ACCEPTED for one in reviews),
                "changed": sum(one.verdict == Verdict.CHANGED for one in reviews),
                "rejected": sum(one.verdict == Verdict.REJECTED for one in reviews),
            },
            rows=[*desk.entries, *reviews],
        )
        return reviews


def review_claim(actor: Actor, village: Place, judgement: Judgement) -> PointsReview:
    """Review one claim.

    :raise DomainError: as :func:`review_claims` says.
    """
    return review_claims(actor, village, [judgement])[0]


def reverse_entry(actor: Actor, village: Place, entry_id: int, *, reason: str) -> PointsEntry:
    """Take an entry back, once, with a reason: a new entry with the opposite points stands beside it.

    Like its making, taking an entry back needs a second person: never whoever accepted its claim.

    :raise NoEntryError: the village has no such entry.
    :raise OwnPointsError: they are the actor's own points.
    :raise NearRelativeError: they are those of somebody near to the actor.
    :raise ReviewerReversesError: the actor accepted the claim it comes from.
    :raise ReversalReversedError: the entry is a reversal itself.
    :raise AlreadyReversedError: somebody reversed it before.
    :raise OnDisplayError: it is on display, or contested: that is decided by an examination.
    :raise ReasonNeededError: the reason is missing or too long.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        why = checked_reason(reason)
        first = entry(village, entry_id, today=work.today)
        if first.state in {State.ON_DISPLAY, State.OBJECTED} and first.until is not None:
            raise OnDisplayError(first.until)
        if first.claim_id is not None and first.recorded_by_id == actor.person_id:
            raise ReviewerReversesError
        if first.person_id in near_ones(village, actor.person_id, on=work.today):
            raise NearRelativeError
        reversal = take_back(work, actor, village, first, reason=why)
        work.seal(
            "points.entry.reversed",
            about=("points_entry", first.id),
            facts={"reversal": reversal.id, "points_x100": reversal.awarded_x100},
            rows=[reversal],
            happened_on=work.today,
        )
        return reversal


def take_back(work: Work, actor: Actor, village: Place, first: EntryRow, *, reason: str) -> PointsEntry:
    """Make the reversal of an entry: on its day, or today where that month is locked.

    :raise OwnPointsError: they are the actor's own points.
    :raise ReversalReversedError: the entry is a reversal itself.
    :raise AlreadyReversedError: somebody reversed it before.
    """
    if first.person_id == actor.person_id:
        raise OwnPointsError
    if first.reverses_id is not None:
        raise ReversalReversedError
    if first.reversed_by_id is not None:
        raise AlreadyReversedError
    reversal = PointsEntry.create(
        village=village,
        branch=first.branch_id,
        scheme=first.scheme_id,
        item_code=first.item_code,
        category=first.category,
        person=first.person_id,
        happened_on=counting_day(first.happened_on, locked=sorted(locked_months(village)), today=work.today),
        recorded_at=work.now,
        recorded_by=actor.person_id,
        requested_x100=-first.requested_x100,
        awarded_x100=-first.awarded_x100,
        explanation=f"冲销第 {first.id} 号",
        late_days=0,
        reverses=first.id,
        reason=reason,
    )
    add_up(village, [reversal])
    return reversal


def checked_reason(text: str) -> str:
    """Return a reason that says something.

    :raise ReasonNeededError: it is missing or too long.
    :raise PrivateNumberError: it has what looks like the number of a person.
    """
    refuse_private_numbers(text)
    reason = text.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ReasonNeededError(LONGEST_REASON)
    return reason


class _Desk:
    """What a review is decided upon, loaded once for each act; what it accepts counts for the next."""

    def __init__(self, village: Place, work: Work, actor: Actor, judgements: Sequence[Judgement]) -> None:
        self._village = village
        self._work = work
        self._actor = actor
        self._claims = {row.id: row for row in claims_by_id(village, [one.claim_id for one in judgements])}
        rows = self._claims.values()
        self._past = past_of(village, {row.person_id for row in rows}, {row.counted_on.year for row in rows})
        self._locked = locked_months(village)
        self._near = near_ones(village, actor.person_id, on=work.today)
        self._reviewed: set[int] = set()
        self.entries: list[PointsEntry] = []

    def review(self, judgement: Judgement) -> PointsReview:
        claim = self._claim(judgement.claim_id)
        rejected, accepted = judgement.verdict == Verdict.REJECTED, judgement.verdict == Verdict.ACCEPTED
        reason = "" if accepted else checked_reason(judgement.reason)
        if accepted and not claim.needs_value and judgement.points_x100 not in {None, claim.requested_x100}:
            raise UnchangedValueError
        if accepted and claim.needs_value and judgement.points_x100 is None:
            raise ValueToFindError(claim.id, claim.item.name, claim.item.worth)
        made = None if rejected else self._entry(claim, judgement)
        self._reviewed.add(claim.id)
        return PointsReview.create(
            village=self._village,
            claim=claim.id,
            verdict=judgement.verdict,
            entry=made,
            reason=reason,
            reviewed_by=self._actor.person_id,
            reviewed_at=self._work.now,
        )

    def _claim(self, claim_id: int) -> ClaimRow:
        claim = self._claims.get(claim_id)
        if claim is None:
            raise NoClaimError
        if claim.verdict is not None or claim.id in self._reviewed:
            raise ReviewedError(claim.id)
        self._require_apart(claim)
        if not is_reviewable(claim, today=self._work.today):
            until = check_until(claim)
            raise NotCheckedError(until, check_on(until).days)
        return claim

    def _require_apart(self, claim: ClaimRow) -> None:
        """Refuse who is concerned, near to who is concerned, or has had a hand in it."""
        if claim.person_id == self._actor.person_id:
            raise OwnPointsError
        if claim.person_id in self._near:
            raise NearRelativeError
        if claim.submitted_by_id == self._actor.person_id:
            raise OwnSubmissionError
        if claim.checked_by_id == self._actor.person_id:
            raise CheckerReviewsError

    def _entry(self, claim: ClaimRow, judgement: Judgement) -> PointsEntry:
        if Month.of(claim.counted_on) in self._locked:
            raise LockedMonthError(Month.of(claim.counted_on), self._work.today)
        asked = claim.requested_x100
        if judgement.verdict == Verdict.CHANGED or claim.needs_value:
            asked = changed_points(claim.item, judgement.points_x100 or 0, times=claim.times)
        past = self._past[claim.person_id, claim.counted_on.year]
        earned = earn(claim.item, asked_x100=asked, happened_on=claim.counted_on, past=past)
        made = PointsEntry.create(
            village=self._village,
            branch=claim.branch_id,
            scheme=claim.scheme_id,
            item_code=claim.item_code,
            category=claim.category,
            person=claim.person_id,
            happened_on=claim.counted_on,
            recorded_at=self._work.now,
            recorded_by=self._actor.person_id,
            requested_x100=earned.requested_x100,
            awarded_x100=earned.awarded_x100,
            explanation=_preface(claim, asked_x100=asked) + earned.explanation,
            note=claim.note,
            late_days=claim.late_days,
        )
        self.entries.append(made)
        past.append(
            Past(
                id=made.id,
                reverses=None,
                code=claim.item_code,
                category=claim.category,
                happened_on=claim.counted_on,
                awarded_x100=earned.awarded_x100,
            )
        )
        return made


def _preface(claim: ClaimRow, *, asked_x100: int) -> str:
    """Return what an explanation says first: that it counts later, that the reviewer changed it."""
    told = ""
    if claim.counted_on != claim.happened_on:
        told += f"补记{_month(claim.happened_on)}，记入{_month(claim.counted_on)}；"
    if claim.awaits_check:
        told += "党小组没有按期核实；"
    elif claim.confirmed is False:
        told += f"党小组存疑：{claim.remark}；"
    if claim.needs_value:
        told += f"审核认定 {plain_points(asked_x100)} 分；"
    elif asked_x100 != claim.requested_x100:
        told += f"申报 {plain_points(claim.requested_x100)} 分，审核改为 {plain_points(asked_x100)} 分；"
    return told


def _month(day: date) -> str:
    return Month.of(day).chinese
