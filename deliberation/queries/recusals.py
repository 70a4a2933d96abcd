"""Who stands back from a matter: now, and when a round of it was held, by the lines of that meeting's roster."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN

from deliberation.models import Matter, Recusal
from deliberation.procedures import recusal_kind_name
from portal.kernel.db import dicts_of
from portal.meetings.models import Attendance, Roster, RosterLine
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusalRow:
    """That one person stands back from a matter, or no longer does, as it was said."""

    matter_id: int
    number: int
    person_id: int
    name: str
    stands: bool
    kind: str
    reason: str
    recorder_id: int
    recorded_at: datetime

    @property
    def kind_name(self) -> str:
        """Why, in a word."""
        return recusal_kind_name(self.kind)

    @property
    def declared(self) -> bool:
        """Whether the person said so themselves."""
        return self.recorder_id == self.person_id


@dataclass(frozen=True, slots=True, kw_only=True)
class RecusedLine:
    """Somebody of a meeting's roster who stood back; ``present``: they had signed in when it was decided."""

    line: int
    name: str
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPlace:
    """Where a person stands on a meeting's roster, and since when they are signed in."""

    line: int
    name: str
    present_at: datetime | None


def recusals(village: Place, number: int | None = None) -> dict[int, list[RecusalRow]]:
    """Return everything said of standing back in the village, or of one matter, by the matter's id, first to last."""
    asked = Recusal.village == village.id
    if number is not None:
        asked &= Matter.number == number
    rows = (
        Recusal.select(
            Recusal.matter.alias("matter_id"),
            Recusal.number,
            Recusal.person.alias("person_id"),
            Person.name,
            Recusal.stands,
            Recusal.kind,
            Recusal.reason,
            Recusal.recorded_by.alias("recorder_id"),
            Recusal.recorded_at,
        )
        .join_from(Recusal, Matter)
        .join_from(Recusal, Person, on=(Recusal.person == Person.id))
        .where(asked)
        .order_by(Recusal.matter, Recusal.number)
    )
    found: dict[int, list[RecusalRow]] = defaultdict(list)
    for row in dicts_of(rows):
        found[row["matter_id"]].append(RecusalRow(**row))
    return dict(found)


def standing_recusals(said: Iterable[RecusalRow], *, by: datetime | None = None) -> list[RecusalRow]:
    """Return who stands back by what was said, or by what had been said at a moment, in the order it was said."""
    newest = {one.person_id: one for one in said if by is None or one.recorded_at <= by}
    return sorted((one for one in newest.values() if one.stands), key=lambda one: one.number)


def roster_places(meeting_ids: Collection[int], person_ids: Collection[int]) -> dict[int, dict[int, RosterPlace]]:
    """Return where these people stand on the rosters of these meetings, by meeting and person."""
    found: dict[int, dict[int, RosterPlace]] = defaultdict(dict)
    if not meeting_ids or not person_ids:
        return found
    rows = (
        RosterLine.select(
            Roster.meeting.alias("meeting_id"),
            RosterLine.person.alias("person_id"),
            RosterLine.number,
            RosterLine.name,
            Attendance.recorded_at,
        )
        .join_from(RosterLine, Roster)
        .join_from(RosterLine, Attendance, JOIN.LEFT_OUTER, on=(Attendance.line == RosterLine.id))
        .where(Roster.meeting.in_([*meeting_ids]) & RosterLine.person.in_([*person_ids]))
    )
    for row in dicts_of(rows):
        place = RosterPlace(line=row["number"], name=row["name"], present_at=row["recorded_at"])
        found[row["meeting_id"]][row["person_id"]] = place
    return found


def recused_lines(
    said: Sequence[RecusalRow],
    places: Mapping[int, RosterPlace],
    *,
    by: datetime | None = None,
    present_by: datetime | None = None,
) -> tuple[RecusedLine, ...]:
    """Return who of a roster stood back, by line: by what was said at ``by``, present if signed in by ``present_by``.

    A moment left out is now.
    """
    lines = []
    for one in standing_recusals(said, by=by):
        place = places.get(one.person_id)
        if place is not None:
            there = place.present_at is not None and (present_by is None or place.present_at <= present_by)
            lines.append(RecusedLine(line=place.line, name=place.name, present=there))
    return tuple(sorted(lines, key=lambda one: one.line))


def recused_now(village: Place, number: int, meeting_id: int) -> tuple[RecusedLine, ...]:
    """Return who of a meeting's roster stands back from a matter now, by line."""
    said = [one for rows in recusals(village, number).values() for one in rows]
    places = roster_places([meeting_id], {one.person_id for one in said})
    return recused_lines(said, places.get(meeting_id, {}))


def stands_back(matter_id: int, person_id: int) -> bool:
    """Tell whether a person stands back from a matter now; while a ballot is open nothing of it changes."""
    said = Recusal.select(Recusal.stands).where((Recusal.matter == matter_id) & (Recusal.person == person_id))
    return bool(said.order_by(Recusal.number.desc()).limit(1).scalar())


def present_of(lines: Iterable[RecusedLine]) -> int:
    """Return how many of those who stand back are signed in."""
    return sum(one.present for one in lines)
