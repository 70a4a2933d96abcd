"""Objections to a published month, from a phone or from paper, and their answers by people apart from the matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.households.errors import (
    AnsweredObjectionError,
    NoHouseholdEntryError,
    NotOpenToObjectionError,
    NotTheAnswererError,
    ObjectionWordsError,
    SameHouseholdObjectionError,
)
from points.households.models import HouseholdAnswer, HouseholdMovement, HouseholdObjection, HouseholdReversal
from points.households.practice import answer_on
from points.households.queries.entries import entries_by_id
from points.households.queries.lists import next_objection_number, objection, objections, revisions
from points.households.queries.register import own_household_id, person_called
from points.households.services.entries import take_back
from points.households.values import Finding
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place

LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Objecting:
    """What is said against a month's list or one entry; ``behalf`` names whose words on paper an officer enters."""

    month: Month
    text: str
    entry_id: int | None = None
    behalf: str = ""


def file_objection(actor: Actor, village: Place, objecting: Objecting) -> HouseholdObjection:
    """File an objection while the list is open to them.

    :raise NotOpenToObjectionError: it is not, or no longer.
    :raise NoHouseholdEntryError: the month has no such entry in force.
    :raise SameHouseholdObjectionError: the same person has an open one to the same thing.
    :raise NobodyOfThatNameError: the register has nobody, or more than one, of that name.
    :raise ObjectionWordsError: there are no words, or too many.
    """
    permission = Permission.OBJECTION_RECORD if objecting.behalf.strip() else Permission.SIGNED_IN
    with unit_of_work(actor, permission, village) as work:
        text, behalf = _words(objecting.text), person_called(village, objecting.behalf)
        _require_open(village, objecting, today=work.today)
        objector = behalf or actor.person_id
        for one in objections(village, month=objecting.month, only_open=True):
            against = one.entry.id if one.entry else None
            if against == objecting.entry_id and objector == (one.on_behalf_of_id or one.filed_by_id):
                raise SameHouseholdObjectionError(one.number)
        filed = HouseholdObjection.create(
            village=village,
            number=next_objection_number(village),
            month=objecting.month,
            entry=objecting.entry_id,
            text=text,
            filed_by=actor.person_id,
            on_behalf_of=behalf if behalf != actor.person_id else None,
            filed_on=work.today,
            due_on=answer_on(work.today).last_day(work.today),
        )
        work.seal(
            "households.objection.filed",
            about=("household_objection", filed.number),
            facts={"month": str(objecting.month), "on_paper": behalf is not None},
            rows=[filed],
        )
        return filed


def answer_objection(actor: Actor, village: Place, number: int, *, finding: Finding, answer: str) -> HouseholdAnswer:
    """Answer an objection, once; what is upheld takes the entry back in the same act, unless it was before.

    :raise NoHouseholdObjectionError: there is no such objection.
    :raise AnsweredObjectionError: it was answered before.
    :raise NotTheAnswererError: the actor entered, confirmed or objected, or is of the household.
    :raise SpentPointsError: the household has less left than would be taken back.
    :raise ObjectionWordsError: there are no words, or too many.
    """
    with unit_of_work(actor, Permission.OBJECTION_ANSWER, village) as work:
        text, found = _words(answer), objection(village, number)
        if found.finding is not None:
            raise AnsweredObjectionError(number)
        if not found.is_apart(actor.person_id, own_household_id(actor.person_id)):
            raise NotTheAnswererError
        rows: list[HouseholdReversal | HouseholdMovement] = []
        if finding == Finding.UPHELD and found.entry is not None and found.entry.stands:
            _, rows = take_back(work, actor, village, found.entry, reason=f"第 {number} 号异议成立")
        made = HouseholdAnswer.create(
            village=village,
            objection=found.id,
            finding=finding,
            answer=text,
            answered_by=actor.person_id,
            answered_on=work.today,
            answered_at=work.now,
        )
        work.seal(
            "households.objection.answered",
            about=("household_objection", number),
            facts={"finding": finding.value, "taken_back": bool(rows)},
            rows=[*rows, made],
        )
        return made


def _require_open(village: Place, objecting: Objecting, *, today: date) -> None:
    shown = revisions(village, objecting.month)
    until = shown[0].until if shown else None
    if until is None or today > until:
        raise NotOpenToObjectionError(until)
    if objecting.entry_id is not None:
        row = entries_by_id(village, [objecting.entry_id]).get(objecting.entry_id)
        if row is None or not row.stands or not objecting.month.contains(row.counted_on):
            raise NoHouseholdEntryError


def _words(text: str) -> str:
    refuse_private_numbers(text)
    words = text.strip()
    if not 0 < len(words) <= LONGEST_TEXT:
        raise ObjectionWordsError(LONGEST_TEXT)
    return words
