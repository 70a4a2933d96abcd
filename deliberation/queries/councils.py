"""Councils as they are read: how often each meets, which periods were kept, what came of its agenda."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.models import CouncilMiss, CouncilRhythm, CouncilSides
from deliberation.procedures import council_rule_on
from deliberation.queries.suggestions import suggestions
from deliberation.rules.councils import Hall, Kept, Rhythm, Setting, effective, kept, periods, sides_present
from deliberation.rules.suggestions import SuggestionState
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.meetings.bodies import Body
from portal.meetings.models import Meeting
from portal.meetings.queries import meetings
from portal.org.models import Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from deliberation.queries.suggestion_steps import ListedRow
    from deliberation.queries.suggestions import SuggestionRow
    from deliberation.rules.councils import CouncilRule, Period
    from portal.meetings.queries import MeetingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmRow:
    """One rhythm a village or its township set."""

    place: str
    setting: Setting
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MissRow:
    """What is recorded of a missed period; without ``reason`` only that it was published."""

    revision: int
    reason: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesRow:
    """How many of the property firm and the owners' committee came."""

    revision: int
    firm: int
    owners: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One suggestion on the agenda, and what came of it there."""

    suggestion: SuggestionRow
    listing: ListedRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilMeeting:
    """One meeting of a council: who came, what was on the agenda, and how many suggestions came in before it."""

    meeting: MeetingRow
    period: Period | None
    sides: SidesRow | None
    items: tuple[Item, ...]
    received: int

    @property
    def held(self) -> bool:
        """Whether anybody signed in."""
        return self.meeting.present > 0

    @property
    def complete(self) -> bool:
        """Whether all sides came."""
        return self.sides is not None and sides_present(self.meeting.present, (self.sides.firm, self.sides.owners))

    @property
    def answered(self) -> int:
        """How many of its suggestions have been answered or turned into matters."""
        return len(self._ended)

    @property
    def in_time(self) -> int:
        """How many of these were by their day."""
        return sum(one.ended_on is not None and one.ended_on <= one.due_on for one in self._ended)

    @property
    def _ended(self) -> list[SuggestionRow]:
        found = [one.suggestion for one in self.items]
        return [one for one in found if one.standing.ended and one.state is not SuggestionState.WITHDRAWN]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """One week or month, whether its meeting was held, and what is recorded where it was not."""

    period: Period
    kept: Kept
    meetings: tuple[CouncilMeeting, ...]
    miss: MissRow | None

    @property
    def unexplained(self) -> bool:
        """Whether it was missed and nobody has said why."""
        return self.kept is Kept.MISSED and not (self.miss and self.miss.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilRow:
    """A council with its periods and meetings, the newest first."""

    rule: CouncilRule
    rhythms: tuple[RhythmRow, ...]
    setting: Setting | None  # what holds now, or begins first; None where it never was set or no longer meets
    periods: tuple[PeriodRow, ...]
    meetings: tuple[CouncilMeeting, ...]

    @property
    def set_up(self) -> bool:
        """Whether the village has, or had, such a council."""
        return bool(self.rhythms)

    @property
    def missed(self) -> tuple[PeriodRow, ...]:
        """The periods that passed without a meeting."""
        return tuple(one for one in self.periods if one.kept is Kept.MISSED)


def council(village: Place, hall: Hall, *, today: date) -> CouncilRow:
    """Return a council as it stands on a day."""
    rhythms, settings = _rhythms(village, hall)
    begun = periods(settings, until=today)
    held = _meetings(village, hall, begun)
    days = [one.meeting.meets_on for one in held if one.held]
    misses = misses_of(village, hall)
    rows = tuple(
        PeriodRow(
            period=one,
            kept=kept(one, days, today=today),
            meetings=tuple(met for met in held if one.contains(met.meeting.meets_on)),
            miss=misses.get(one.due_on),
        )
        for one in reversed(begun)
    )
    return CouncilRow(
        rule=council_rule_on(hall, today),
        rhythms=rhythms,
        setting=_holding(settings, today=today),
        periods=rows,
        meetings=held,
    )


def council_settings(village: Place, hall: Hall) -> tuple[Setting, ...]:
    """Return the rhythms that hold in a village, in the order of their days."""
    return _rhythms(village, hall)[1]


def rhythm_of(place: Place, hall: Hall, since: date) -> Setting | None:
    """Return what a place itself set for that day."""
    found = CouncilRhythm.get_or_none(
        (CouncilRhythm.place == place.id) & (CouncilRhythm.hall == hall) & (CouncilRhythm.since == since)
    )
    return None if found is None else Setting(since=found.since, rhythm=found.rhythm, day=found.day)


def misses_of(village: Place, hall: Hall) -> dict[date, MissRow]:
    """Return what is recorded of missed periods last, by the day on which the meeting was due."""
    rows = (
        CouncilMiss.select(CouncilMiss.due_on, CouncilMiss.revision, CouncilMiss.reason, CouncilMiss.recorded_at)
        .where((CouncilMiss.village == village.id) & (CouncilMiss.hall == hall))
        .order_by(CouncilMiss.revision)
    )
    return {
        row["due_on"]: MissRow(revision=row["revision"], reason=row["reason"], on=local_day(row["recorded_at"]))
        for row in dicts_of(rows)
    }


def sides_of(meeting_id: int) -> SidesRow | None:
    """Return how many of the other sides came to one meeting, as it was recorded last."""
    return _sides(CouncilSides.meeting == meeting_id).get(meeting_id)


def hall_of(body: Body) -> Hall | None:
    """Return the council that meets as this body, if it is one."""
    return Hall(body.value) if body.value in set(Hall) else None


def _rhythms(village: Place, hall: Hall) -> tuple[tuple[RhythmRow, ...], tuple[Setting, ...]]:
    """Return the rhythms set, the newest first, and what of them holds in the village."""
    rows = list(
        dicts_of(
            CouncilRhythm.select(CouncilRhythm, Place.name.alias("place_name"))
            .join(Place)
            .where(CouncilRhythm.place.in_([village.id, village.parent_id]) & (CouncilRhythm.hall == hall))
            .order_by(CouncilRhythm.since.desc(), CouncilRhythm.id.desc())
        )
    )
    made = [(row["place"], _rhythm_row(row)) for row in rows]
    own = [row.setting for place, row in made if place == village.id]
    above = [row.setting for place, row in made if place != village.id]
    return tuple(row for _, row in made), effective(own, above)


def _rhythm_row(row: Mapping[str, object]) -> RhythmRow:
    setting = Setting(since=row["since"], rhythm=row["rhythm"], day=row["day"])  # type: ignore[arg-type]
    return RhythmRow(place=str(row["place_name"]), setting=setting, on=local_day(row["recorded_at"]))  # type: ignore[arg-type]


def _holding(settings: Sequence[Setting], *, today: date) -> Setting | None:
    begun = [one for one in settings if one.since <= today]
    found = begun[-1] if begun else next(iter(settings), None)
    return None if found is None or found.rhythm is Rhythm.STOPPED else found


def _meetings(village: Place, hall: Hall, begun: Sequence[Period]) -> tuple[CouncilMeeting, ...]:
    """Return the meetings of a council, the newest first; none, and nothing more is asked."""
    ids = [
        key
        for (key,) in tuples_of(
            Meeting.select(Meeting.id).where((Meeting.village == village.id) & (Meeting.body == Body(hall.value)))
        )
    ]
    if not ids:
        return ()
    sides, every, rows = _sides(CouncilSides.meeting.in_(ids)), suggestions(village), meetings(village, only=ids)
    found = []
    for place, one in enumerate(rows):
        before = rows[place + 1].meets_on if place + 1 < len(rows) else None
        found.append(
            CouncilMeeting(
                meeting=one,
                period=next((period for period in begun if period.contains(one.meets_on)), None),
                sides=sides.get(one.id),
                items=tuple(_items(every, one.id)),
                received=sum(
                    row.filed_on <= one.meets_on and (before is None or row.filed_on > before) for row in every
                ),
            )
        )
    return tuple(found)


def _items(every: Sequence[SuggestionRow], meeting_id: int) -> list[Item]:
    return [
        Item(suggestion=row, listing=one)
        for row in reversed(every)
        for one in row.listings
        if one.meeting_id == meeting_id
    ]


def _sides(asked: object) -> dict[int, SidesRow]:
    rows = (
        CouncilSides.select(
            CouncilSides.meeting.alias("key"), CouncilSides.revision, CouncilSides.firm, CouncilSides.owners
        )
        .where(asked)
        .order_by(CouncilSides.revision)
    )
    return {row.pop("key"): SidesRow(**row) for row in dicts_of(rows)}
