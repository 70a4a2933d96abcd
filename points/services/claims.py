"""Three ways in: a member declares, an officer records, a whole meeting is entered; all wait for review."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from points.errors import (
    LockedMonthError,
    NoItemError,
    NoMemberError,
    NoSchemeError,
    NothingPickedError,
    OwnPointsError,
    SameEntryError,
)
from points.errors.steps import EvidenceNeededError, OnceADayError, SameEventError
from points.models import PointsClaim
from points.queries import (
    CLAIM,
    classes_on,
    locked_months,
    record_keys,
    recorded_at_meeting,
    standing_keys,
)
from points.queries.register import MembersByDay, SchemesByDay
from points.rules import counting_day, late_days, requested_points, require_applies
from points.values import Origin, Verdict
from portal.kernel.attachments import attach
from portal.kernel.errors import DomainError, NotAllowedError
from portal.kernel.months import Month
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.queries import meeting
from portal.org.permissions import Permission
from portal.org.queries import person

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.queries import SchemeRow
    from points.rules import Item, MemberClass
    from portal.kernel.attachments import Upload
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place
    from portal.org.queries import PersonRow

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What somebody wants to enter: who did what, when, how often, or for a range how much.

    ``belated`` says that it may count today where the month it happened in is locked.
    """

    person_id: int
    item_code: str
    happened_on: date
    times: int = 1
    value_x100: int | None = None
    note: str = ""
    belated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a member declares of their own."""

    item_code: str
    happened_on: date
    note: str = ""
    belated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One item for everybody who took part, at a meeting or on a day."""

    item_code: str
    happened_on: date
    person_ids: tuple[int, ...]
    meeting_id: int | None = None
    note: str = ""
    belated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batched:
    """What a batch entered, and who was left out: their claim from the meeting was rejected, or they have it already.

    Whoever declared the same of the same day themselves has it already.
    """

    claims: tuple[PointsClaim, ...]
    rejected_ids: tuple[int, ...]
    had_ids: tuple[int, ...] = ()


def declare_points(
    actor: Actor, village: Place, declaration: Declaration, *, uploads: Sequence[Upload] = ()
) -> PointsClaim:
    """Declare something of one's own, with photos; another person reviews it.

    :raise SameEventError: a record of the day, such as signing in, brought it in already.
    :raise EvidenceNeededError: the scheme wants the evidence with it, and there is none.
    :raise DomainError: as :func:`record_claim` says.
    """
    recording = Recording(
        person_id=actor.person_id,
        item_code=declaration.item_code,
        happened_on=declaration.happened_on,
        note=declaration.note,
        belated=declaration.belated,
    )
    with unit_of_work(actor, Permission.POINTS_DECLARE, village) as work:
        intake = Intake(village, actor, days=[recording.happened_on], today=work.today)
        claim = intake.claim(work, recording, Origin.DECLARED)
        if not uploads:
            intake.refuse_without_evidence(claim)
        attach(work, about=(CLAIM, claim.id), uploads=uploads)
        _seal(work, "points.claim.declared", claim)
        return claim


def record_claim(actor: Actor, village: Place, recording: Recording, *, uploads: Sequence[Upload] = ()) -> PointsClaim:
    """Enter something for a member; another person reviews it, and what caps cut is explained there.

    :raise FutureDateError: it has not happened yet.
    :raise OwnPointsError: the actor would enter their own; members declare those.
    :raise NoMemberError: the person was no member of a branch on that day.
    :raise NoSchemeError: the branch had no scheme on that day.
    :raise NoItemError: the scheme has no such item.
    :raise BadValueError: times or value do not fit the item, or it applies to other members.
    :raise LockedMonthError: the month is locked and it is not entered as belated.
    :raise OnceADayError: it is a meeting's item, and the member has it of that day, under whatever note.
    :raise SameEntryError: the same member, item, day and note was entered and stands.
    :raise PrivateNumberError: the note has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        intake = Intake(village, actor, days=[recording.happened_on], today=work.today)
        claim = intake.claim(work, recording, Origin.RECORDED)
        attach(work, about=(CLAIM, claim.id), uploads=uploads)
        _seal(work, "points.claim.recorded", claim)
        return claim


def record_batch(actor: Actor, village: Place, batch: Batch) -> Batched:
    """Enter one item for everybody ticked, in one act; who has it from the same meeting or day already is left out.

    Sent twice for the same meeting, the second adds nothing and seals nothing. The meeting claims once for everybody:
    whoever was rejected is told of, and can be entered again by themselves.

    :raise NothingPickedError: nobody is ticked.
    :raise NotFoundError: the village held no such meeting.
    :raise DomainError: as :func:`record_claim` says, for any of them; nothing is entered then.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        if not batch.person_ids:
            raise NothingPickedError
        day, there = batch.happened_on, dict[int, Verdict | None]()
        if batch.meeting_id is not None:
            day = meeting(village, batch.meeting_id).meets_on
            there = recorded_at_meeting(village, batch.meeting_id, batch.item_code)
        ticked = dict.fromkeys(batch.person_ids)
        wanted = [one for one in ticked if one not in there]
        rejected = tuple(one for one in ticked if there.get(one) == Verdict.REJECTED)
        intake = Intake(village, actor, days=[day], today=work.today)
        met = batch.meeting_id is not None
        had = tuple(one for one in wanted if intake.has(one, batch.item_code, day, at_meeting=met))
        wanted = [one for one in wanted if one not in had]
        if not wanted:
            work.leave_unchanged()
            return Batched(claims=(), rejected_ids=rejected, had_ids=had)
        claims = [
            intake.claim(
                work,
                Recording(
                    person_id=person_id,
                    item_code=batch.item_code,
                    happened_on=day,
                    note=batch.note,
                    belated=batch.belated,
                ),
                Origin.BATCH,
                meeting_id=batch.meeting_id,
            )
            for person_id in wanted
        ]
        work.seal(
            "points.batch.recorded",
            about=("points_item", batch.item_code),
            facts={"item": batch.item_code, "meeting": batch.meeting_id, "claims": len(claims)},
            rows=claims,
            happened_on=day,
        )
        return Batched(claims=tuple(claims), rejected_ids=rejected, had_ids=had)


def refused_claims(actor: Actor, village: Place, recordings: Sequence[Recording], *, today: date) -> dict[int, str]:
    """Return why rows of a table cannot be entered, by their place in it; empty where all can. Nothing is written.

    :raise NotAllowedError: the actor may not enter points there, and learns nothing of what there is.
    """
    if not actor.may(Permission.POINTS_RECORD, village, on=today):
        raise NotAllowedError
    intake = Intake(village, actor, days=[one.happened_on for one in recordings], today=today)
    refused = {}
    for place, recording in enumerate(recordings):
        try:
            intake.check(recording, Origin.IMPORTED)
        except DomainError as refusal:
            refused[place] = refusal.sentence
    return refused


class Intake:
    """What claims are checked against, loaded once for each act."""

    def __init__(self, village: Place, actor: Actor, *, days: Sequence[date], today: date) -> None:
        self._village = village
        self._actor = actor
        self._today = today
        self._members = MembersByDay(village)
        self._classes: dict[date, dict[int, frozenset[MemberClass]]] = {}
        self._schemes = SchemesByDay(village)
        self._locked = sorted(locked_months(village))
        self._there = standing_keys(village, days)
        self._had = {key[:3]: told for key, told in self._there.items()}
        self._from_records = record_keys(village, days)

    def has(self, person_id: int, code: str, day: date, *, at_meeting: bool) -> bool:
        """Tell whether a member has the same of that day already, under whatever note: the same item of a meeting."""
        if (person_id, code, day) not in self._had:
            return False
        member = self._members[day].get(person_id)
        item = None if member is None else self._schemes.item(member.branch_id or 0, day, code)
        return at_meeting or (item is not None and item.once_a_day)

    def refuse_without_evidence(self, claim: PointsClaim) -> None:
        """Refuse a claim without evidence where its scheme wants it.

        :raise EvidenceNeededError: it does.
        """
        for scheme in self._schemes.values():
            item = scheme.item(claim.item_code) if scheme is not None and scheme.id == claim.scheme_id else None
            if item is not None and item.evidence_required:
                raise EvidenceNeededError(item.name, item.evidence)

    def claim(self, work: Work, recording: Recording, origin: Origin, *, meeting_id: int | None = None) -> PointsClaim:
        """Enter one claim, or refuse it."""
        return PointsClaim.create(
            village=self._village,
            origin=origin,
            meeting=meeting_id,
            submitted_by=self._actor.person_id,
            submitted_at=work.now,
            **self.row(recording, origin),
        )

    def row(self, recording: Recording, origin: Origin) -> dict[str, Any]:
        """Return what a claim holds of its own, or refuse it."""
        member, scheme, item = self.check(recording, origin)
        day = recording.happened_on
        return {
            "branch": member.branch_id,
            "scheme": scheme.id,
            "item_code": item.code,
            "category": item.category,
            "person": member.id,
            "happened_on": day,
            "counted_on": counting_day(day, locked=self._locked, today=self._today),
            "times": recording.times,
            "requested_x100": _asked(item, recording, origin),
            "note": plain_note(recording.note),
            "late_days": late_days(day, recorded_on=self._today),
        }

    def check(self, recording: Recording, origin: Origin) -> tuple[PersonRow, SchemeRow, Item]:
        """Refuse what cannot be claimed; the same cannot be claimed again in this act."""
        refuse_private_numbers(recording.note)
        day = recording.happened_on
        late_days(day, recorded_on=self._today)
        if (recording.person_id == self._actor.person_id) != (origin == Origin.DECLARED):
            raise OwnPointsError
        member = self._member(recording.person_id, day)
        scheme, item = self._item(cast("int", member.branch_id), recording)
        if item.applies_to:
            require_applies(item, self._classes_of(member, day))
        _asked(item, recording, origin)
        if Month.of(day) in self._locked and not recording.belated:
            raise LockedMonthError(Month.of(day), self._today)
        self._refuse_same(member, item, recording, origin)
        return member, scheme, item

    def _refuse_same(self, member: PersonRow, item: Item, recording: Recording, origin: Origin) -> None:
        """Refuse what the member has of that day already; from here on they have this too."""
        event = (member.id, item.code, recording.happened_on)
        key = (*event, plain_note(recording.note))
        if item.once_a_day and event in self._had:
            raise OnceADayError(item.name, recording.happened_on, self._had[event])
        if origin == Origin.DECLARED and event in self._from_records:
            raise SameEventError(item.name, self._from_records[event])
        if key in self._there:
            raise SameEntryError(self._there[key])
        self._there[key] = self._had[event] = "这次提交的前面已有一笔"

    def _member(self, person_id: int, day: date) -> PersonRow:
        found = self._members[day].get(person_id)
        if found is None:
            raise NoMemberError(person(self._village, person_id, on=day).name, day)
        return found

    def _classes_of(self, member: PersonRow, day: date) -> frozenset[MemberClass]:
        if day not in self._classes:
            self._classes[day] = classes_on(self._village, self._members[day].values(), on=day)
        return self._classes[day][member.id]

    def _item(self, branch_id: int, recording: Recording) -> tuple[SchemeRow, Item]:
        scheme = self._schemes.on(branch_id, recording.happened_on)
        if scheme is None:
            raise NoSchemeError(recording.happened_on)
        item = self._schemes.item(branch_id, recording.happened_on, recording.item_code)
        if item is None:
            raise NoItemError(recording.item_code, recording.happened_on)
        return scheme, item


def plain_note(text: str) -> str:
    """Return a note as it is kept and compared."""
    return text.strip()[:LONGEST_NOTE]


def _asked(item: Item, recording: Recording, origin: Origin) -> int:
    """Return the points asked; whoever declares leaves the value of a range to the reviewer and asks for its lowest."""
    if origin == Origin.DECLARED and item.highest_x100 is not None:
        return item.points_x100
    return requested_points(item, times=recording.times, value_x100=recording.value_x100)


def _seal(work: Work, action: str, claim: PointsClaim) -> None:
    work.seal(
        action,
        about=(CLAIM, claim.id),
        facts={"person": claim.person_id, "item": claim.item_code, "late_days": claim.late_days},
        rows=[claim],
        happened_on=claim.happened_on,
    )
