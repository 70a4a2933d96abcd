"""A branch's year, and all branches of a township side by side: what was asked for, held, late and missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from peewee import Case, fn

from points.branch.life import absent_for_on, absent_from_on, kinds_on, record_within_on
from points.branch.models import BranchMeeting, OddityAnswer, OddityVerdict
from points.branch.queries.meetings import meeting_facts
from points.branch.rules.attendance import MemberTurnout, by_member, practice, turnout
from points.branch.rules.calendar import Asked, State, Term, calendar, empty_months, is_whole
from portal.kernel.clock import local_day
from portal.kernel.db import tuples_of
from portal.kernel.months import Month
from portal.kernel.paging import page_of
from portal.meetings.models import Meeting
from portal.org.models import Branch, OfficeTerm, Person, PlaceKind
from portal.org.offices import Office
from portal.org.queries import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from points.branch.rules.attendance import Practice, Turnout
    from points.branch.rules.calendar import Cell
    from points.branch.rules.facts import MeetingFact
    from portal.kernel.paging import Page
    from portal.org.actors import Actor
    from portal.org.models import Place

#: As many villages as are looked at for one page.
_VILLAGES = 20
_DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchYear:
    """One branch's year as far as it has come; ``asked`` is ``None`` where nothing was ever entered."""

    branch_id: int
    name: str
    year: int
    asked: Asked | None
    meetings: tuple[MeetingFact, ...]
    calendar: tuple[Cell, ...]
    empty_months: tuple[Month, ...]
    turnout: Turnout
    practice: Practice
    years: tuple[int, ...]  # of which there is something, newest first

    def cells(self, state: State) -> tuple[Cell, ...]:
        """Return what stands so, first to last."""
        return tuple(sorted((one for one in self.calendar if one.state is state), key=lambda one: one.period))


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchAttendance:
    """How often each member of a branch came in a year, and who came to nothing for a whole one."""

    turnout: Turnout
    members: tuple[MemberTurnout, ...]
    paper: tuple[MemberTurnout, ...]  # 口袋党员, of the last ``months`` months
    paper_known: bool  # there are as many months to look at
    months: int
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchStanding:
    """How one branch stands among others this year."""

    village: Place
    branch_id: int
    name: str
    begun: date | None
    counts: dict[State, int]
    missed: tuple[str, ...]  # which meetings of which period
    waiting: int  # answers in the village that nobody has judged


@dataclass(frozen=True, slots=True, kw_only=True)
class TownshipLife:
    """The branches of one page of villages, those that missed most first."""

    villages: Page[Place]
    rows: tuple[BranchStanding, ...]
    year: int


def branch_year(village: Place, branch: Branch, year: int, *, today: date) -> BranchYear:
    """Return a branch's year: its calendar, meetings, rates and the months in which nothing was held."""
    asked = asked_of([village]).get(branch.id)
    first, last = date(year, 1, 1), Month(year, _DECEMBER).last_day
    meetings = tuple(one for one in meeting_facts([village], first, last) if one.of_branch(branch.id))
    return BranchYear(
        branch_id=branch.id,
        name=branch.name,
        year=year,
        asked=asked,
        meetings=meetings,
        calendar=_calendar(meetings, asked, first=first, last=last, today=today),
        empty_months=_empty_months(meetings, asked, first=first, last=last, today=today),
        turnout=turnout(meetings, branch.id),
        practice=practice(meetings),
        years=tuple(range(today.year, min(asked.since, asked.earliest).year - 1, -1)) if asked else (),
    )


def branch_attendance(
    village: Place, branch_id: int, meetings: Sequence[MeetingFact], *, today: date
) -> BranchAttendance:
    """Return who of a branch came how often in ``meetings``, and who came to nothing in the last months."""
    rule = absent_for_on(today)
    begin = Month.of(today).plus(-rule.amount).first_day
    lately = [one for one in meeting_facts([village], begin, today) if one.of_branch(branch_id)]
    asked = asked_of([village]).get(branch_id)
    return BranchAttendance(
        turnout=turnout(meetings, branch_id),
        members=by_member(meetings, branch_id),
        paper=tuple(
            one
            for one in by_member(lately, branch_id)
            if one.came_to_nothing and one.turnout.meetings >= absent_from_on(today)
        ),
        paper_known=asked is not None and is_whole(asked, months=rule.amount, today=today),
        months=rule.amount,
        article=rule.article,
    )


def township_life(actor: Actor, *, number: int, today: date) -> TownshipLife:
    """Return how the branches stand in the villages that ``actor`` may enter; as many queries for one as for twenty.

    :raise NotFoundError: there is no such page.
    """
    found = [place for place in places_of(actor, on=today) if place.kind == PlaceKind.VILLAGE]
    part = page_of(found, number=number, size=_VILLAGES)
    first = date(today.year, 1, 1)
    facts: dict[int, list[MeetingFact]] = defaultdict(list)
    for one in meeting_facts(part.rows, first, today, full=False):
        facts[one.village_id].append(one)
    asked, waiting = asked_of(part.rows), waiting_answers(part.rows)
    names: dict[int, list[tuple[int, str]]] = defaultdict(list)
    query = Branch.select(Branch.village, Branch.id, Branch.name).where(
        Branch.village.in_([place.id for place in part.rows])
    )
    for village_id, branch_id, name in sorted(tuples_of(query)):
        names[village_id].append((branch_id, name))
    rows = []
    for place in part.rows:
        for branch_id, name in names[place.id]:
            own = [one for one in facts[place.id] if one.of_branch(branch_id)]
            cells = _calendar(own, asked.get(branch_id), first=first, last=today, today=today)
            missed = sorted((one for one in cells if one.state is State.MISSED), key=lambda one: one.period)
            rows.append(
                BranchStanding(
                    village=place,
                    branch_id=branch_id,
                    name=name,
                    begun=asked[branch_id].since if branch_id in asked else None,
                    counts=dict(Counter(one.state for one in cells)),
                    missed=tuple(f"{one.period.title}{one.kind.name}" for one in missed),
                    waiting=waiting.get(place.id, 0),
                )
            )
    ordered = sorted(rows, key=lambda one: (-len(one.missed), one.begun is not None, one.village.slug))
    return TownshipLife(villages=part, rows=tuple(ordered), year=today.year)


def asked_of(villages: Iterable[Place]) -> dict[int, Asked]:
    """Return since when each branch keeps its life here, and who was a full member when; others are left out.

    A meeting counts for the beginning from its own day, one entered afterwards from the day it was entered.
    """
    ids = [one.id for one in villages]
    known_at = Case(None, [(Meeting.starts_at > Meeting.convened_at, Meeting.starts_at)], Meeting.convened_at)
    moment = Meeting.starts_at.python_value
    rows = (
        BranchMeeting.select(
            BranchMeeting.branch,
            BranchMeeting.kind,
            fn.MIN(known_at).converter(moment),
            fn.MIN(Meeting.starts_at),
        )
        .join(Meeting)
        .where(BranchMeeting.village.in_(ids))
        .group_by(BranchMeeting.branch, BranchMeeting.kind)
    )
    first: dict[int, dict[str, date]] = defaultdict(dict)
    earliest: dict[int, list[date]] = defaultdict(list)
    for branch_id, kind, known, starts_at in tuples_of(rows):
        first[branch_id][kind] = local_day(known)
        earliest[branch_id].append(local_day(starts_at))
    terms = _terms(ids) if first else {}
    return {
        branch_id: Asked(
            since=min(kinds.values()),
            terms=tuple(terms.get(branch_id, ())),
            first_by_kind=kinds,
            earliest=min(earliest[branch_id]),
        )
        for branch_id, kinds in first.items()
    }


def waiting_answers(villages: Iterable[Place]) -> dict[int, int]:
    """Return how many answers about what is odd nobody has judged, by village."""
    judged = OddityVerdict.select(OddityVerdict.answer)
    rows = (
        OddityAnswer.select(OddityAnswer.village, fn.COUNT(OddityAnswer.id))
        .where(OddityAnswer.village.in_([one.id for one in villages]) & OddityAnswer.id.not_in(judged))
        .group_by(OddityAnswer.village)
    )
    return dict(tuples_of(rows))


def _terms(village_ids: Sequence[int]) -> dict[int, list[Term]]:
    """Return who is or was a full member when, by the branch they are in now: the register has no other."""
    rows = (
        OfficeTerm.select(Person.branch, Person.id, OfficeTerm.since, OfficeTerm.until)
        .join(Person)
        .where(
            OfficeTerm.place.in_(list(village_ids))
            & OfficeTerm.office.in_([Office.MEMBER, Office.FLOATING])
            & Person.branch.is_null(False)
        )
    )
    found: dict[int, list[Term]] = defaultdict(list)
    for branch_id, person_id, since, until in tuples_of(rows):
        found[branch_id].append(Term(person_id=person_id, since=since, until=until))
    return found


def _calendar(
    meetings: Sequence[MeetingFact], asked: Asked | None, *, first: date, last: date, today: date
) -> tuple[Cell, ...]:
    if asked is None:
        return ()
    return calendar(
        kinds_on(min(last, today)),
        meetings,
        asked,
        first=first,
        until=min(last, today),
        today=today,
        within_days=record_within_on(today).amount,
    )


def _empty_months(
    meetings: Sequence[MeetingFact], asked: Asked | None, *, first: date, last: date, today: date
) -> tuple[Month, ...]:
    if asked is None:
        return ()
    since, until = max(first, asked.since), min(last, today - timedelta(days=1))
    return empty_months(meetings, since=since, until=until) if since <= until else ()
