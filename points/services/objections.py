"""Objections to a list on display, and their examination by people apart from the matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.errors import (
    AnsweredError,
    NobodyFoundError,
    NoEntryError,
    NotContestableError,
    NotTheExaminerError,
    ObjectionTextError,
    SameObjectionError,
)
from points.models import PointsExamination, PointsObjection
from points.practice import answer_on
from points.queries import (
    entry,
    may_examine,
    month_displays,
    near_ones,
    next_number,
    objection,
    objections,
    on_display,
)
from points.rules import may_object
from points.services.reviews import take_back
from points.values import Finding
from portal.kernel.months import Month
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission
from portal.org.queries import people

if TYPE_CHECKING:
    from datetime import date

    from points.queries import EntryRow
    from portal.org.actors import Actor
    from portal.org.models import Place

LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Objecting:
    """What is said against an entry, or missed in a month's list; ``behalf`` names whose words an officer enters."""

    month: Month
    text: str
    entry_id: int | None = None
    behalf: str = ""


def file_objection(actor: Actor, village: Place, objecting: Objecting) -> PointsObjection:
    """File an objection while the list is on display: one's own, or from paper for somebody of the register.

    :raise NoEntryError: there is no such entry in the month, or only the member concerned may see it.
    :raise NotContestableError: the period is over or has not begun.
    :raise SameObjectionError: the same person has an open one against the same entry.
    :raise NobodyFoundError: the register has nobody, or more than one, of that name.
    :raise ObjectionTextError: there are no words, or too many.
    :raise PrivateNumberError: the words have what looks like the number of a person.
    :raise NotAllowedError: the actor is not of this village, or may not enter what others say.
    """
    permission = Permission.OBJECTION_RECORD if objecting.behalf.strip() else Permission.SIGNED_IN
    with unit_of_work(actor, permission, village) as work:
        text = _words(objecting.text)
        behalf = _behalf(village, objecting.behalf, on=work.today)
        concerned = None
        if objecting.entry_id is not None:
            concerned = _contested(actor, village, objecting, behalf, today=work.today)
        _require_period(village, objecting.month, concerned, today=work.today)
        objector = behalf or actor.person_id
        for one in objections(village, month=objecting.month, only_open=True):
            if one.entry_id == objecting.entry_id and objector == (one.on_behalf_of_id or one.filed_by_id):
                raise SameObjectionError(one.number)
        filed = PointsObjection.create(
            village=village,
            month=objecting.month,
            number=next_number(village),
            entry=objecting.entry_id,
            text=text,
            filed_by=actor.person_id,
            on_behalf_of=behalf if behalf != actor.person_id else None,
            filed_at=work.now,
            due_on=answer_on(work.today).last_day(work.today).day,
        )
        work.seal(
            "points.objection.filed",
            about=("points_objection", filed.id),
            facts={"number": filed.number, "month": str(objecting.month), "on_paper": behalf is not None},
            rows=[filed],
        )
        return filed


def examine_objection(
    actor: Actor, village: Place, objection_id: int, *, finding: Finding, answer: str
) -> PointsExamination:
    """Answer an objection, once; what is upheld takes the entry back in the same act, unless it was taken back before.

    :raise NoObjectionError: the village has no such objection.
    :raise AnsweredError: it was answered before.
    :raise NotTheExaminerError: the actor entered or reviewed the claim, is concerned or near to who is, or objected.
    :raise ObjectionTextError: the answer has no words, or too many.
    :raise PrivateNumberError: the answer has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.POINTS_EXAMINE, village) as work:
        text = _words(answer)
        found = objection(village, objection_id)
        if found.finding is not None:
            raise AnsweredError(found.number)
        if not may_examine(found, actor.person_id, near=near_ones(village, actor.person_id, on=work.today)):
            raise NotTheExaminerError
        reversal = None
        if finding == Finding.UPHELD and found.entry_id is not None:
            contested = entry(village, found.entry_id, today=work.today)
            if contested.reversed_by_id is None:  # a second objection may be right about the same entry
                reversal = take_back(work, actor, village, contested, reason=f"第 {found.number} 号异议成立")
        row = PointsExamination.create(
            village=village,
            objection=found.id,
            finding=finding,
            answer=text,
            reversal=reversal,
            examined_by=actor.person_id,
            examined_at=work.now,
        )
        work.seal(
            "points.objection.examined",
            about=("points_objection", found.id),
            facts={"number": found.number, "finding": finding.value, "reversal": reversal.id if reversal else None},
            rows=[row] if reversal is None else [reversal, row],
        )
        return row


def _contested(actor: Actor, village: Place, objecting: Objecting, behalf: int | None, *, today: date) -> EntryRow:
    """Return the entry objected to: what stands in the list, or what was entered for the objector."""
    found = entry(village, objecting.entry_id or 0, today=today)
    concerned = found.person_id in {actor.person_id, behalf}
    if Month.of(found.happened_on) != objecting.month or not (found.awarded_x100 > 0 or concerned):
        raise NoEntryError
    return found


def _require_period(village: Place, month: Month, contested: EntryRow | None, *, today: date) -> None:
    displays = month_displays(village, month)
    until = max((one.until for one in displays), default=None)
    if contested is None:
        if not any(may_object(one, today=today) for one in displays):
            raise NotContestableError(until)
    elif not contested.stands or not on_display(contested, displays, today=today):
        raise NotContestableError(contested.until)


def _behalf(village: Place, text: str, *, on: date) -> int | None:
    asked = text.strip()
    if not asked:
        return None
    found = [row.id for row in people(village, on=on) if asked in {row.name, row.code}]
    if len(found) != 1:
        raise NobodyFoundError(asked)
    return found[0]


def _words(text: str) -> str:
    refuse_private_numbers(text)
    words = text.strip()
    if not 0 < len(words) <= LONGEST_TEXT:
        raise ObjectionTextError(LONGEST_TEXT)
    return words
