"""What the list of those entitled says of a body, and what is said against the list before sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN, Case, fn

from portal.kernel.db import dicts_of
from portal.kernel.errors import NotFoundError
from portal.meetings.bodies import COMPOSITIONS
from portal.meetings.errors import ListClosedError
from portal.meetings.models import Roster, RosterAnswer, RosterLine, RosterObjection
from portal.meetings.queries import is_invited
from portal.org.models import Sex
from portal.org.queries import people

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from portal.meetings.bodies import Body
    from portal.meetings.models import QuestionChannel, RosterQuestion
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Place
    from portal.org.queries import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """How a body of representatives is composed; None: the register, or the roster of its day, does not say."""

    members: int
    representatives: int
    women: int | None  # among the representatives
    households: int | None  # which the representatives stand for


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterObjectionRow:
    """One objection to the list of those entitled, and what was answered."""

    number: int
    question: RosterQuestion
    about: str
    text: str
    channel: QuestionChannel
    filer_id: int | None
    filer_name: str
    filed_at: datetime
    upheld: bool | None
    reason: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionCount:
    """How many objected to a meeting's list; ``waiting`` had no answer when the list was fixed, or have none yet."""

    filed: int
    waiting: tuple[int, ...]  # their numbers


def households_behind(body: Body, register: Iterable[PersonRow]) -> int | None:
    """Return how many households of the register a body's representatives stand for; None: none, or it has no such."""
    composition = COMPOSITIONS[body]
    if composition.representatives is None:
        return None
    behind = composition.chosen_by
    return (
        len({row.household for row in register if row.household and (behind is None or behind in row.offices)}) or None
    )


def memberships_on(village: Place, *, on: date) -> dict[Body, Membership]:
    """Return how the bodies of representatives are composed by the register of that day; those with nobody left out."""
    register = people(village, on=on)
    found = {}
    for body, composition in COMPOSITIONS.items():
        office = composition.representatives
        members = [row for row in register if set(composition.offices) & set(row.offices)]
        if office is None or not members:
            continue
        chosen = [row for row in members if composition.capacity(row.offices) == office.title]
        found[body] = Membership(
            members=len(members),
            representatives=len(chosen),
            women=sum(row.sex == Sex.FEMALE for row in chosen) if all(row.sex for row in chosen) else None,
            households=households_behind(body, register),
        )
    return found


def memberships_of(held: Collection[MeetingRow]) -> dict[int, Membership]:
    """Return how bodies of representatives were composed by their frozen rosters, by meeting; others are left out."""
    titles = {one.id: office.title for one in held if (office := COMPOSITIONS[one.body].representatives)}
    if not titles:
        return {}
    rows = (
        RosterLine.select(
            Roster.meeting.alias("meeting_id"),
            Roster.entitled,
            Roster.households,
            RosterLine.capacity,
            fn.COUNT(RosterLine.id).alias("people"),
            fn.COUNT(RosterLine.sex).alias("known"),
            fn.SUM(Case(None, [(RosterLine.sex == Sex.FEMALE, 1)], 0)).alias("women"),
        )
        .join(Roster)
        .where(Roster.meeting.in_([*titles]))
        .group_by(Roster.meeting, Roster.entitled, Roster.households, RosterLine.capacity)
    )
    found: dict[int, Membership] = {}
    for row in dicts_of(rows):
        meeting_id, chosen = row["meeting_id"], row["capacity"] == titles[row["meeting_id"]]
        if not chosen and meeting_id in found:
            continue
        found[meeting_id] = Membership(
            members=row["entitled"],
            representatives=row["people"] if chosen else 0,
            women=(int(row["women"]) if row["known"] == row["people"] else None) if chosen else 0,
            households=row["households"],
        )
    return found


def roster_objections(meeting_id: int) -> list[RosterObjectionRow]:
    """Return what was said against a meeting's list, first to last."""
    rows = (
        RosterObjection.select(
            RosterObjection.number,
            RosterObjection.question,
            RosterObjection.about,
            RosterObjection.text,
            RosterObjection.channel,
            RosterObjection.filer.alias("filer_id"),
            RosterObjection.filer_name,
            RosterObjection.filed_at,
            RosterAnswer.upheld,
            fn.COALESCE(RosterAnswer.reason, "").alias("reason"),
            RosterAnswer.answered_at,
        )
        .join(RosterAnswer, JOIN.LEFT_OUTER)
        .where(RosterObjection.meeting == meeting_id)
        .order_by(RosterObjection.number)
    )
    return [RosterObjectionRow(**row) for row in dicts_of(rows)]


def roster_objection(meeting_id: int, number: int) -> RosterObjectionRow:
    """Return one objection to a meeting's list.

    :raise NotFoundError: there is none of that number.
    """
    found = next((one for one in roster_objections(meeting_id) if one.number == number), None)
    if found is None:
        raise NotFoundError
    return found


def objection_counts(meeting_ids: Collection[int]) -> dict[int, ObjectionCount]:
    """Return how many objected to the lists of these meetings, and which were not answered in time."""
    counted = {meeting_id: (0, list[int]()) for meeting_id in meeting_ids}
    rows = (
        RosterObjection.select(
            RosterObjection.meeting.alias("meeting_id"),
            RosterObjection.number,
            RosterAnswer.answered_at,
            Roster.frozen_at,
        )
        .join_from(RosterObjection, RosterAnswer, JOIN.LEFT_OUTER)
        .join_from(RosterObjection, Roster, JOIN.LEFT_OUTER, on=(Roster.meeting == RosterObjection.meeting))
        .where(RosterObjection.meeting.in_([*meeting_ids]))
        .order_by(RosterObjection.number)
    )
    for row in dicts_of(rows):
        filed, waiting = counted[row["meeting_id"]]
        answered, frozen = row["answered_at"], row["frozen_at"]
        if answered is None or (frozen is not None and answered > frozen):
            waiting.append(row["number"])
        counted[row["meeting_id"]] = (filed + 1, waiting)
    return {key: ObjectionCount(filed=filed, waiting=tuple(waiting)) for key, (filed, waiting) in counted.items()}


def may_see_list(village: Place, held: MeetingRow, *, person_id: int, at_home: bool) -> bool:
    """Tell whether somebody may see a meeting's list: an assembly's is for the village's people, others' for their own.

    ``at_home``: they stand in the village's register.
    """
    return (at_home and COMPOSITIONS[held.body].open_list) or is_invited(village, held, person_id)


def require_shown(village: Place, held: MeetingRow, *, person_id: int, at_home: bool) -> None:
    """Refuse a list to whoever may not see it.

    :raise ListClosedError: the list is not for this person.
    """
    if not may_see_list(village, held, person_id=person_id, at_home=at_home):
        raise ListClosedError
