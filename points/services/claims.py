"""What is done with points: adopt a scheme, record an entry, reverse one, publish a quarter's list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.bulletins import ListContent, publish_quarter
from points.errors import (
    AlreadyReversedError,
    NoItemError,
    NoMemberError,
    NoSchemeError,
    NothingToPublishError,
    OwnPointsError,
    QuarterNotOverError,
    ReasonNeededError,
    ReversalReversedError,
    SameEntryError,
    SchemeDateError,
    SchemeUnchangedError,
)
from points.models import PointsEntry, PointsScheme
from points.queries import entry, latest_scheme, member_class, past_of, published_list, same_entry, scheme_on
from points.rules import award, counted_before, late_days, requested_points, require_applies
from points.schemes import items_to_json
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.offices import PARTY_STANDINGS
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id, person

if TYPE_CHECKING:
    from datetime import date

    from points.queries import SchemeRow
    from points.rules import Item
    from points.schemes import SchemeFile
    from portal.kernel.bulletins import Bulletin
    from portal.kernel.months import Quarter
    from portal.org.actors import Actor
    from portal.org.models import Place
    from portal.org.queries import PersonRow

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What somebody wants to record: who did what, when, how often, or for a range how much."""

    person_id: int
    item_code: str
    happened_on: date
    times: int = 1
    value_x100: int | None = None
    note: str = ""


def adopt_scheme(
    actor: Actor, village: Place, branch_id: int, scheme: SchemeFile, *, effective_from: date
) -> PointsScheme:
    """Let a scheme apply to a branch from a day on, for the rest of its year; earlier entries stay as they are.

    :raise NotFoundError: the village has no such branch.
    :raise SchemeUnchangedError: it is the scheme the branch has.
    :raise SchemeDateError: it would begin before the version it follows.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        branch = branch_by_id(village, branch_id)
        year = effective_from.year
        last = latest_scheme(village, branch.id, year)
        if last is not None and last.digest == scheme.digest:
            raise SchemeUnchangedError
        if last is not None and effective_from <= last.effective_from:
            raise SchemeDateError(year, last.effective_from)
        adopted = PointsScheme.create(
            village=village,
            branch=branch,
            year=year,
            version=1 if last is None else last.version + 1,
            effective_from=effective_from,
            items=items_to_json(scheme.items),
            digest=scheme.digest,
            adopted_at=work.now,
        )
        work.seal(
            "points.scheme.adopted",
            about=("points_scheme", adopted.id),
            facts={"branch": branch.id, "year": year, "version": adopted.version, "digest": adopted.digest},
            rows=[adopted],
            happened_on=effective_from,
        )
        return adopted


def record_entry(actor: Actor, village: Place, recording: Recording) -> PointsEntry:
    """Record points of a member; what the caps cut is explained, not refused.

    What counted before is read after the village is locked, so entries made at the same moment share one cap.

    :raise FutureDateError: it has not happened yet.
    :raise OwnPointsError: the actor would record for themselves.
    :raise NoMemberError: the person was no member of a branch on that day.
    :raise NoSchemeError: the branch had no scheme on that day.
    :raise NoItemError: the scheme has no such item.
    :raise BadValueError: times or value do not fit the item, or it applies to other members.
    :raise SameEntryError: a standing entry of the same member, item and day has the same note.
    :raise PrivateNumberError: the note has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        refuse_private_numbers(recording.note)
        day = recording.happened_on
        late = late_days(day, recorded_on=work.today)
        member = person(village, recording.person_id, on=day)
        _require_other(actor, member.id)
        branch_id = _branch_of(member, on=day)
        scheme, item = _item_of(village, branch_id, recording)
        require_applies(item, member_class(member.offices))
        note = recording.note.strip()[:LONGEST_NOTE]
        _require_new(village, recording, note=note)
        requested_x100 = requested_points(item, times=recording.times, value_x100=recording.value_x100)
        counted = counted_before(item, happened_on=day, past=past_of(village, member.id, day.year))
        earned = award(item, requested_x100=requested_x100, counted=counted)
        recorded = PointsEntry.create(
            village=village,
            branch=branch_id,
            scheme=scheme.id,
            item_code=item.code,
            category=item.category,
            person=member.id,
            happened_on=day,
            recorded_at=work.now,
            recorded_by=actor.person_id,
            requested_x100=requested_x100,
            awarded_x100=earned.awarded_x100,
            explanation=earned.explanation,
            note=note,
            late_days=late,
        )
        work.seal(
            "points.entry.recorded",
            about=("points_entry", recorded.id),
            facts={"person": member.id, "item": item.code, "points_x100": earned.awarded_x100, "late_days": late},
            rows=[recorded],
            happened_on=day,
        )
        return recorded


def reverse_entry(actor: Actor, village: Place, entry_id: int, *, reason: str) -> PointsEntry:
    """Take an entry back, once, with a reason: a new entry with the opposite points stands beside it.

    :raise NoEntryError: the village has no such entry.
    :raise OwnPointsError: they are the actor's own points.
    :raise ReversalReversedError: the entry is a reversal itself.
    :raise AlreadyReversedError: somebody reversed it before.
    :raise ReasonNeededError: the reason is missing or too long.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_RECORD, village) as work:
        refuse_private_numbers(reason)
        why = reason.strip()
        if not 0 < len(why) <= LONGEST_NOTE:
            raise ReasonNeededError(LONGEST_NOTE)
        first = entry(village, entry_id)
        _require_other(actor, first.person_id)
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
            happened_on=first.happened_on,
            recorded_at=work.now,
            recorded_by=actor.person_id,
            requested_x100=-first.requested_x100,
            awarded_x100=-first.awarded_x100,
            explanation=f"冲销第 {first.id} 号",
            late_days=0,
            reverses=first.id,
            reason=why,
        )
        work.seal(
            "points.entry.reversed",
            about=("points_entry", first.id),
            facts={"reversal": reversal.id, "points_x100": reversal.awarded_x100},
            rows=[reversal],
            happened_on=work.today,
        )
        return reversal


def publish_list(actor: Actor, village: Place, quarter: Quarter, *, reason: str = "") -> Bulletin:
    """Publish what the village's branches added in a quarter; a later revision says why.

    :raise QuarterNotOverError: the quarter goes on.
    :raise NothingToPublishError: there is nothing that is not published already.
    :raise ReasonNeededError: the list was published before and no reason is given.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_PUBLISH, village) as work:
        refuse_private_numbers(reason)
        if work.today <= quarter.last_day:
            raise QuarterNotOverError(quarter)
        content = ListContent(village, quarter)
        before = published_list(village, quarter)
        if not content.line_count if before is None else before.branches == content.branches:
            raise NothingToPublishError(quarter)
        why = reason.strip() if before is not None else ""
        if before is not None and not 0 < len(why) <= LONGEST_NOTE:
            raise ReasonNeededError(LONGEST_NOTE)
        bulletin = publish_quarter(work, quarter, content, reason=why)
        work.seal(
            "points.list.published",
            about=("points_list", str(quarter)),
            facts={"quarter": str(quarter), "revision": bulletin.revision, "lines": content.line_count},
        )
        return bulletin


def _require_other(actor: Actor, person_id: int) -> None:
    if actor.person_id == person_id:
        raise OwnPointsError


def _require_new(village: Place, recording: Recording, *, note: str) -> None:
    again = same_entry(
        village,
        person_id=recording.person_id,
        code=recording.item_code,
        happened_on=recording.happened_on,
        note=note,
    )
    if again is not None:
        raise SameEntryError(again)


def _branch_of(member: PersonRow, *, on: date) -> int:
    if member.branch_id is None or not set(member.offices) & set(PARTY_STANDINGS):
        raise NoMemberError(member.name, on)
    return member.branch_id


def _item_of(village: Place, branch_id: int, recording: Recording) -> tuple[SchemeRow, Item]:
    scheme = scheme_on(village, branch_id, recording.happened_on)
    if scheme is None:
        raise NoSchemeError(recording.happened_on)
    item = scheme.item(recording.item_code)
    if item is None:
        raise NoItemError(recording.item_code)
    return scheme, item
