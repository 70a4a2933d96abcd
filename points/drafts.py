"""Claims drafted from what is recorded anyway: who signed in, who was absent; a scheme says which item each makes.

A source is a function that tells what happened in a village between two days. A further one is one line in
``SOURCES``; who voted is told by another area, which whoever asks for drafts names. One event of one source counts
once for each member, whoever drafts it and however often.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.branch.queries import meeting_facts
from points.duties.queries import credits as credited
from points.queries import (
    classes_on,
    drafted_keys,
    drafted_notes,
    meeting_keys,
    party_members,
    schemes_of,
    standing_keys,
)
from points.values import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from points.branch.rules.facts import LineFact, MeetingFact
    from points.queries import SchemeRow
    from points.rules import Item, MemberClass
    from portal.areas import Voters
    from portal.kernel.months import Month
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Branch, Place
    from portal.org.queries import PersonRow

_KINDS = {
    "members_meeting": Source.MEMBERS_MEETING,
    "committee_meeting": Source.COMMITTEE_MEETING,
    "group_meeting": Source.GROUP_MEETING,
    "lecture": Source.LECTURE,
    "theme_day": Source.THEME_DAY,
}
#: What duties credit, and what it is called, with its number where a day may have several. That a post was held says
#: not yet that it was done well.
_CREDITED = {
    "duty_visit": (Source.VISIT, "走访联系户（走访记录 {id} 号）"),
    "duty_dues_quarter": (Source.DUES, "按时交纳一个季度的党费"),
    "duty_study_year": (Source.STUDY, "完成全年学时"),
    "duty_report": (Source.REPORT, "外出期间按季汇报（汇报 {id} 号）"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One member's part in one event: which record says so, under which key, on which day, how often."""

    source: Source
    key: str
    day: date
    person_id: int
    title: str
    quantity: int = 1
    meeting_id: int | None = None

    @property
    def id(self) -> str:
        """What it is picked by."""
        return picked_by(self.source, self.key, self.person_id)


def picked_by(source: Source, key: str, person_id: int) -> str:
    """Return what a member's part in an event is picked by: ``members_meeting:meeting:3:17``."""
    return f"{source.value}:{key}:{person_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One event with the item it makes: who would get it, and who is left to somebody else."""

    item: Item
    source: Source
    key: str
    day: date
    title: str
    happenings: tuple[Happening, ...]
    names: tuple[str, ...]
    own: bool  # the one who drafts took part: another officer enters that

    @property
    def takes(self) -> bool:
        """Whether it takes points away: nobody is ticked for that beforehand."""
        return self.item.is_deduction

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Who would get it, by what each is picked by, with the name."""
        return tuple((one.id, name) for one, name in zip(self.happenings, self.names, strict=True))


def from_meetings(village: Place, since: date, until: date) -> Iterator[Happening]:
    """Tell who signed in at the party's meetings, and who stayed away without leave once the day is over."""
    for held in meeting_facts([village], since, until):
        for line in held.lines if held.kind in _KINDS else ():
            source = _absence(line, held, until) if line.present_at is None else _KINDS[held.kind]
            if source is not None:
                yield Happening(
                    source=source,
                    key=f"meeting:{held.id}",
                    day=held.day,
                    person_id=line.person_id,
                    title=held.title,
                    meeting_id=held.id,
                )


def from_duties(village: Place, since: date, until: date) -> Iterator[Happening]:
    """Tell whom members visited, and what they paid, learnt and reported in time."""
    for one in credited(village, since, until):
        if one.source in _CREDITED:
            source, title = _CREDITED[one.source]
            yield Happening(
                source=source,
                key=f"{one.source}:{one.source_id}",
                day=one.on,
                person_id=one.person_id,
                title=title.format(id=one.source_id),
                quantity=one.quantity,
            )


def from_votes(village: Place, since: date, until: date, voters: Iterable[Voters]) -> Iterator[Happening]:
    """Tell who voted at a meeting, however often there; never how."""
    for told in voters:
        for one in told(village, since, until):
            yield Happening(
                source=Source.VOTE,
                key=f"meeting:{one.meeting_id}",
                day=one.day,
                person_id=one.person_id,
                title=f"{one.title}的表决",
                meeting_id=one.meeting_id,
            )


def source_of(village: Place, held: MeetingRow) -> Source | None:
    """Return what signing in at a meeting is a record of, for points; ``None`` where it is none of a branch's."""
    day = meeting_facts([village], held.meets_on, held.meets_on, full=False)
    return next((_KINDS.get(one.kind) for one in day if one.id == held.id), None)


#: Where claims are drafted from.
SOURCES: list[Callable[[Place, date, date], Iterable[Happening]]] = [from_meetings, from_duties]


def drafts_of(
    village: Place, branch: Branch, month: Month, *, today: date, actor_id: int, voters: Iterable[Voters] = ()
) -> list[Draft]:
    """Return what the records of a month would enter for a branch and has not been entered: additions first, by day.

    Left out is whoever has the item on that day already, however it came in, and whom it does not apply to.
    """
    until = min(month.last_day, today)
    found = [one for source in SOURCES for one in source(village, month.first_day, until)]
    found += from_votes(village, month.first_day, until, voters)
    if not found:
        return []
    schemes = schemes_of(village, branch.id, month.year)
    known = _Known(village, branch.id, found)
    by_event: defaultdict[tuple[date, str, Source], list[Happening]] = defaultdict(list)
    for one in found:
        by_event[one.day, one.key, one.source].append(one)
    drafts = (
        _draft(known, _item(schemes, day, source), ones, actor_id=actor_id)
        for (day, _, source), ones in sorted(by_event.items())
    )
    return sorted((one for one in drafts if one is not None), key=lambda one: (one.takes, one.day))


class _Known:
    """What there is already, asked once for all events."""

    def __init__(self, village: Place, branch_id: int, found: Sequence[Happening]) -> None:
        days = {one.day for one in found}
        self.members: dict[date, dict[int, PersonRow]] = {}
        self.classes: dict[date, dict[int, frozenset[MemberClass]]] = {}
        for day in days:
            rows = [row for row in party_members(village, on=day) if row.branch_id == branch_id]
            self.members[day] = {row.id: row for row in rows}
            self.classes[day] = classes_on(village, rows, on=day)
        self._drafted = drafted_keys(village, {one.key for one in found})
        standing = set(standing_keys(village, days))
        self._standing = {key[:3] for key in standing}
        self._by_hand = {key[:3] for key in standing - drafted_notes(village, days)}
        self._met = meeting_keys(village, {one.meeting_id for one in found if one.meeting_id is not None})

    def take(self, item: Item, one: Happening) -> bool:
        """Tell whether a happening still makes a claim, once a day; of what has no meeting, a day may have several."""
        there = self._standing if one.meeting_id is not None else self._by_hand
        taken = (
            one.person_id in self.members[one.day]
            and (one.source, one.key, one.person_id) not in self._drafted
            and (one.person_id, item.code, one.day) not in there
            and (one.meeting_id, item.code, one.person_id) not in self._met
            and (not item.applies_to or bool(self.classes[one.day][one.person_id] & set(item.applies_to)))
        )
        if taken:
            self._standing.add((one.person_id, item.code, one.day))
        return taken


def _draft(known: _Known, item: Item | None, ones: Sequence[Happening], *, actor_id: int) -> Draft | None:
    if item is None:
        return None
    wanted = [one for one in ones if known.take(item, one)]
    others = [one for one in wanted if one.person_id != actor_id]
    if not wanted:
        return None
    first = ones[0]
    return Draft(
        item=item,
        source=first.source,
        key=first.key,
        day=first.day,
        title=first.title,
        happenings=tuple(others),
        names=tuple(known.members[one.day][one.person_id].name for one in others),
        own=len(others) < len(wanted),
    )


def _item(schemes: Sequence[SchemeRow], day: date, source: Source) -> Item | None:
    """Return the item a source makes by the scheme in force on a day; the last version comes first."""
    in_force = next((one for one in schemes if one.effective_from <= day), None)
    return next((item for item in in_force.items if item.source == source), None) if in_force else None


def _absence(line: LineFact, held: MeetingFact, until: date) -> Source | None:
    """Return that somebody who was due stayed away without leave from the members' meeting, once its day is over."""
    missed = held.held and line.due and not line.leave and held.day < until
    return Source.ABSENCE if missed and held.kind == "members_meeting" else None
