"""What passed dates mean for councils: meetings held, and periods missed, of which nothing was published yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.models import CouncilMiss, CouncilRhythm
from deliberation.rules.councils import MEETING_TOLD, Hall, Kept, Setting, effective, kept, periods
from portal.kernel.bulletins import Bulletin
from portal.kernel.clock import local_day
from portal.kernel.db import tuples_of
from portal.meetings.bodies import Body
from portal.meetings.models import Attendance, Meeting, Roster
from portal.org.models import Place, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from deliberation.rules.councils import Period

_BODIES = tuple(Body(hall.value) for hall in Hall)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """What is to be published of one village's councils."""

    meetings: tuple[tuple[Hall, int], ...]
    misses: tuple[tuple[Hall, Period], ...]


def unsettled_councils(today: date) -> set[int]:
    """Return the villages, by their ids, of whose councils something is to be published."""
    return set(untold(today))


def untold(today: date, *, only: Place | None = None) -> dict[int, Untold]:
    """Return what is to be published of councils, by the village's id; ``only`` asks about one."""
    held, rhythms = _held(today, only), _rhythms(only)
    if not held and not rhythms:
        return {}
    told = _told_meetings(only)
    told_misses = _told_misses(only)
    found = {}
    for village, township in _villages(only):
        mine = held.get(village, [])
        misses = [
            (hall, period)
            for hall in Hall
            for period in periods(_settings(rhythms, village, township, hall), until=today)
            if kept(period, [day for one, day, _ in mine if one is hall], today=today) is Kept.MISSED
            and (village, hall, period.due_on) not in told_misses
        ]
        met = [(hall, meeting) for hall, day, meeting in mine if day < today and meeting not in told]
        if met or misses:
            found[village] = Untold(meetings=tuple(met), misses=tuple(misses))
    return found


def _villages(only: Place | None) -> Iterator[tuple[int, int | None]]:
    if only is not None:
        return iter([(only.id, only.parent_id)])
    asked = Place.select(Place.id, Place.parent).where(Place.kind == PlaceKind.VILLAGE).order_by(Place.id)
    return iter(tuples_of(asked))


def _settings(
    rhythms: Mapping[tuple[int | None, Hall], list[Setting]], village: int, township: int | None, hall: Hall
) -> tuple[Setting, ...]:
    return effective(rhythms.get((village, hall), []), rhythms.get((township, hall), []))


def _rhythms(only: Place | None) -> dict[tuple[int | None, Hall], list[Setting]]:
    asked = CouncilRhythm.select(
        CouncilRhythm.place, CouncilRhythm.hall, CouncilRhythm.since, CouncilRhythm.rhythm, CouncilRhythm.day
    )
    if only is not None:
        asked = asked.where(CouncilRhythm.place.in_([only.id, only.parent_id]))
    found: dict[tuple[int | None, Hall], list[Setting]] = defaultdict(list)
    for place, hall, since, rhythm, day in tuples_of(asked):
        found[place, hall].append(Setting(since=since, rhythm=rhythm, day=day))
    return found


def _held(today: date, only: Place | None) -> dict[int, list[tuple[Hall, date, int]]]:
    """Return the council meetings at which anybody signed in, by the village's id."""
    signed_in = Roster.select(Roster.meeting).join(Attendance, on=(Attendance.roster == Roster.id))
    asked = Meeting.select(Meeting.village, Meeting.body, Meeting.starts_at, Meeting.id).where(
        Meeting.body.in_(_BODIES) & Meeting.id.in_(signed_in)
    )
    if only is not None:
        asked = asked.where(Meeting.village == only.id)
    found: dict[int, list[tuple[Hall, date, int]]] = defaultdict(list)
    for village, body, starts_at, key in tuples_of(asked.order_by(Meeting.id)):
        if local_day(starts_at) <= today:
            found[village].append((Hall(body.value), local_day(starts_at), key))
    return found


def _told_meetings(only: Place | None) -> set[int]:
    asked = Bulletin.select(Bulletin.key).where(Bulletin.kind == MEETING_TOLD)
    if only is not None:
        asked = asked.where(Bulletin.log == only.log_id)
    return {int(key.partition("-")[0]) for (key,) in tuples_of(asked)}


def _told_misses(only: Place | None) -> set[tuple[int, Hall, date]]:
    asked = CouncilMiss.select(CouncilMiss.village, CouncilMiss.hall, CouncilMiss.due_on)
    return set(tuples_of(asked if only is None else asked.where(CouncilMiss.village == only.id)))
