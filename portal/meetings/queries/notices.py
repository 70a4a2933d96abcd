"""Who was told of a meeting, how and when, and who was not."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from portal.kernel.db import dicts_of, tuples_of
from portal.meetings.bodies import COMPOSITIONS
from portal.meetings.models import NoticeDelivery, Roster, RosterLine
from portal.meetings.queries import entitled_people, leaves_of, roster_lines
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from portal.meetings.models import Telling
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Place

_NOTICES = Path(__file__).parent.with_name("notices.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """That somebody was told: how, when, and who handed the slip over."""

    manner: Telling
    told_on: date
    messenger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """One person as a meeting's papers name them, and how they were told of it."""

    number: int
    person_id: int
    name: str
    capacity: str
    household: str
    leave: str
    present: bool
    delegate: str = ""  # who takes part for them
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCount:
    """How many were to be told of a meeting, and of how many it is on record that they were, how early.

    ``by_days``: how many were told first that many days before the meeting.
    """

    entitled: int
    by_days: Mapping[int, int]

    @property
    def told(self) -> int:
        """Of how many it is on record."""
        return sum(self.by_days.values())

    @property
    def missing(self) -> int:
        """Of how many nothing is on record."""
        return self.entitled - self.told

    def later_than(self, days: int) -> int:
        """Return how many were told fewer days before the meeting than that."""
        return sum(people for before, people in self.by_days.items() if before < days)


def remind_days() -> timedelta:
    """Return how long before a meeting whoever was not told is brought to mind."""
    return timedelta(days=_notices()["reminder"]["days"])


def most_objections() -> tuple[int, str]:
    """Return how many objections of one person to a meeting's list may wait for their answers, and where it says so."""
    text = _notices()
    return text["list_objection"]["most_waiting"], f"{text['law']}{text['list_objection']['article']}"


def invited(village: Place, held: MeetingRow) -> list[Invited]:
    """Return those on the frozen roster, or while there is none those who belong to the body on the day."""
    told = _told(held.id)
    if held.roster_id is not None:
        return [
            Invited(
                number=line.number,
                person_id=line.person_id,
                name=line.name,
                capacity=line.capacity,
                household=line.household,
                leave=line.leave,
                present=line.present_at is not None,
                delegate=line.delegate,
                told=told.get(line.person_id, ()),
            )
            for line in roster_lines(held.roster_id)
        ]
    leaves, composition = leaves_of(held.id), COMPOSITIONS[held.body]
    return [
        Invited(
            number=number,
            person_id=row.id,
            name=row.name,
            capacity=composition.capacity(row.offices),
            household=row.household,
            leave=leaves.get(row.id, ""),
            present=False,
            told=told.get(row.id, ()),
        )
        for number, row in enumerate(entitled_people(village, held.body, on=held.meets_on, circle=held.circle), start=1)
    ]


def delivery_counts(held: Collection[MeetingRow]) -> dict[int, DeliveryCount]:
    """Return how many of frozen rosters were told, by meeting; meetings without a roster are left out."""
    frozen = {one.id: one for one in held if one.entitled is not None}
    first = (
        NoticeDelivery.select(
            NoticeDelivery.meeting, NoticeDelivery.person, fn.MIN(NoticeDelivery.told_on).alias("told_on")
        )
        .where(NoticeDelivery.meeting.in_([*frozen]))
        .group_by(NoticeDelivery.meeting, NoticeDelivery.person)
    )
    told_on = first.c.told_on.converter(NoticeDelivery.told_on.python_value)
    rows = (
        RosterLine.select(Roster.meeting, told_on, fn.COUNT(RosterLine.id))
        .join_from(RosterLine, Roster)
        .join(first, on=((first.c.meeting_id == Roster.meeting) & (first.c.person_id == RosterLine.person)))
        .group_by(Roster.meeting, first.c.told_on)
    )
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for meeting_id, day, people in tuples_of(rows):
        found[meeting_id][(frozen[meeting_id].meets_on - day).days] += people
    return {key: DeliveryCount(entitled=one.entitled or 0, by_days=found[key]) for key, one in frozen.items()}


def count_told(people: Collection[Invited], *, meets_on: date) -> DeliveryCount:
    """Return how many of the invited were told, and how many days before the meeting each was first."""
    first = (min(told.told_on for told in one.told) for one in people if one.told)
    return DeliveryCount(entitled=len(people), by_days=Counter((meets_on - day).days for day in first))


def _told(meeting_id: int) -> Mapping[int, tuple[Told, ...]]:
    rows = (
        NoticeDelivery.select(
            NoticeDelivery.person.alias("person_id"),
            NoticeDelivery.manner,
            NoticeDelivery.told_on,
            fn.COALESCE(Person.name, "").alias("messenger"),
        )
        .join(Person, JOIN.LEFT_OUTER, on=(NoticeDelivery.messenger == Person.id))
        .where(NoticeDelivery.meeting == meeting_id)
        .order_by(NoticeDelivery.told_on, NoticeDelivery.id)
    )
    found: dict[int, tuple[Told, ...]] = defaultdict(tuple)
    for row in dicts_of(rows):
        told = Told(manner=row["manner"], told_on=row["told_on"], messenger=row["messenger"])
        found[row["person_id"]] += (told,)
    return found


@cache
def _notices() -> dict[str, Any]:
    return tomllib.loads(_NOTICES.read_text(encoding="utf-8"))
