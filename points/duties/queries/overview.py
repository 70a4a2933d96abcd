"""How villages stand: coverage, visits, dues, study, members away. Any number of villages by the same few queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.duties.models import (
    DutyVisit,
    DutyVisitOutcome,
    HouseholdLink,
    HouseholdLinkEnd,
    StudyCheck,
    StudyEntry,
)
from points.duties.practice import practice_on
from points.duties.queries.dues import ledger
from points.duties.queries.floating import absences
from points.duties.queries.posts import holdings
from points.duties.queries.records import stands
from points.duties.queries.study import hours_by_member
from points.duties.rules.dues import DuesState, paid_in_time
from points.duties.rules.rates import Rate
from points.duties.values import Record
from portal.kernel.db import tuples_of
from portal.kernel.months import Month
from portal.org.models import Household, Person, PlaceKind
from portal.org.queries import places_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from points.duties.queries.dues import Ledger
    from points.duties.queries.floating import AbsenceRow
    from portal.kernel.months import Quarter
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchFigures:
    """How one branch stands: counts of members, of households linked to them, of what they did."""

    village_id: int
    branch_id: int
    branch: str
    members: int
    linking: int  # members with at least one household
    linked: int  # households linked to its members
    visited: int  # of these, visited in the quarter by the member they are linked to
    holding: int  # members who hold an area or post
    dues_paid: int  # months of members paid in time, in the quarter
    dues_due: int
    dues_members: int
    dues_late: int  # members who owe a month that is overdue
    studied: int  # members who reached the year's hours
    away: int
    reports_due: int  # quarters to report on whose day has passed or that were reported on
    reports: int  # of these, reported by their day


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageFigures:
    """How one village stands; ``branches`` by name."""

    village: Place
    households: int
    branches: tuple[BranchFigures, ...]
    visits: int
    needs: int
    settled: int
    open_needs: int
    waiting_study: int  # now, whatever the quarter: it is work to do
    missing_reports: int

    def sum(self, name: str) -> int:
        """Return a figure of all branches together."""
        return sum(getattr(one, name) for one in self.branches)

    @property
    def unlinked(self) -> int:
        """How many households no member keeps in touch with."""
        return self.households - self.sum("linked")

    def rates(self, numerator: str, denominator: str, *, people: str) -> list[Rate]:
        """Return a rate branch by branch."""
        return [
            Rate(
                what=one.branch,
                numerator=getattr(one, numerator),
                denominator=getattr(one, denominator),
                people=getattr(one, people),
            )
            for one in self.branches
        ]


def figures_of(villages: Sequence[Place], quarter: Quarter, *, today: date) -> list[VillageFigures]:
    """Return how these villages stand in a quarter, seen on a day (of a past quarter, as it was on its last day)."""
    day = min(today, quarter.last_day)
    facts = _Facts(villages, quarter, day=day)
    return [facts.village(one) for one in villages]


class _Facts:
    """What the figures of some villages are counted from, loaded once for all of them."""

    def __init__(self, villages: Sequence[Place], quarter: Quarter, *, day: date) -> None:
        ids = [one.id for one in villages]
        self._quarter, self._day = quarter, day
        self._ledger = ledger(villages, through=quarter.months[2])
        self._households = _counts(Household, ids)
        self._links = _links(ids, day)
        self._visited = _visited(ids, quarter)
        self._visits = Counter(village for village, _, _ in _visit_rows(ids, quarter))
        self._needs = _needs(ids, quarter, day)
        self._open = _open_needs(ids, day)
        self._hours = hours_by_member(villages, quarter.last_day)
        self._waiting = _waiting_study(ids)
        self._away = absences(villages)
        self._holding = {one.person_id for one in holdings(villages) if one.holds(day)}
        self._homes = dict(tuples_of(Person.select(Person.id, Person.village).where(Person.village.in_(ids))))

    def village(self, place: Place) -> VillageFigures:
        members = [one for one in self._ledger.members.values() if self._homes.get(one.id) == place.id]
        names = {one.branch_id: one.branch for one in members}
        needs = self._needs.get(place.id, (0, 0))
        missing = [one.missing(self._day) for one in self._away if one.village_id == place.id]
        return VillageFigures(
            village=place,
            households=self._households.get(place.id, 0),
            branches=tuple(
                self._branch(place, (branch_id, names[branch_id]))
                for branch_id in sorted(names, key=lambda key: (names[key], key))
            ),
            visits=self._visits[place.id],
            needs=needs[0],
            settled=needs[1],
            open_needs=self._open.get(place.id, 0),
            waiting_study=self._waiting.get(place.id, 0),
            missing_reports=sum(len(one) for one in missing),
        )

    def _branch(self, place: Place, branch: tuple[int, str]) -> BranchFigures:
        branch_id, name = branch
        everybody = {one.id for one in self._ledger.members.values() if one.branch_id == branch_id}
        now = {one for one in everybody if self._ledger.members[one].is_member(self._day)}
        own = [(person, household) for person, household in self._links if person in everybody]
        goal = practice_on("study", self._day)["hours"] * 2
        paid, due, of_members = _dues(self._ledger, everybody, self._quarter, self._day)
        reports, reports_due = _reports(self._away, everybody, self._quarter, self._day)
        return BranchFigures(
            village_id=place.id,
            branch_id=branch_id,
            branch=name,
            members=len(now),
            linking=len({person for person, _ in own} & now),
            linked=len(own),
            visited=sum(one in self._visited for one in own),
            holding=len(self._holding & now),
            dues_paid=paid,
            dues_due=due,
            dues_members=of_members,
            dues_late=sum(_owes(self._ledger, one, self._day) for one in everybody),
            studied=sum(self._hours.get(one, 0) >= goal for one in now),
            away=sum(one.person_id in everybody and one.is_away(self._day) for one in self._away),
            reports_due=reports_due,
            reports=reports,
        )


def _dues(book: Ledger, people: set[int], quarter: Quarter, day: date) -> tuple[int, int, int]:
    """Return the months paid in time, those that were paid or whose day has come, and of how many members they are."""
    months = [
        one
        for one in book.due_in(quarter.months[0], quarter.months[2])
        if one.person_id in people and (one.due_on <= day or one.state(day) is DuesState.PAID)
    ]
    paid, due = paid_in_time(months)
    return paid, due, len({one.person_id for one in months})


def _owes(book: Ledger, person_id: int, day: date) -> bool:
    return any(one.state(day) is DuesState.LATE for one in book.of(person_id))


def _reports(away: Sequence[AbsenceRow], people: set[int], quarter: Quarter, day: date) -> tuple[int, int]:
    """Return how many of those who had to report on a quarter did by its day, and how many had to."""
    due = [
        one
        for one in away
        if one.person_id in people
        and one.since <= quarter.last_day <= day
        and (one.returned_on is None or quarter.last_day < one.returned_on)
    ]
    in_time = {
        report.absence_id for one in due for report in one.reports if report.quarter == quarter and report.in_time
    }
    return len(in_time), len(due)


def _counts(model: Any, ids: list[int]) -> dict[int, int]:
    rows = model.select(model.village, fn.COUNT(model.id)).where(model.village.in_(ids)).group_by(model.village)
    return dict(tuples_of(rows))


def _links(ids: list[int], day: date) -> list[tuple[int, int]]:
    rows = (
        HouseholdLink.select(HouseholdLink.person, HouseholdLink.household)
        .join(HouseholdLinkEnd, JOIN.LEFT_OUTER, on=(HouseholdLinkEnd.link == HouseholdLink.id))
        .where(
            HouseholdLink.village.in_(ids)
            & (HouseholdLink.since <= day)
            & (HouseholdLinkEnd.until.is_null() | (HouseholdLinkEnd.until >= day))
        )
    )
    return [(person, household) for person, household in tuples_of(rows)]


def _visit_rows(ids: list[int], quarter: Quarter) -> list[tuple[int, int, int]]:
    rows = DutyVisit.select(DutyVisit.village, DutyVisit.person, DutyVisit.household).where(
        DutyVisit.village.in_(ids)
        & DutyVisit.visited_on.between(quarter.first_day, quarter.last_day)
        & stands(DutyVisit.id, Record.VISIT)
    )
    return [(village, person, household) for village, person, household in tuples_of(rows)]


def _visited(ids: list[int], quarter: Quarter) -> set[tuple[int, int]]:
    return {(person, household) for _, person, household in _visit_rows(ids, quarter)}


def _needs(ids: list[int], quarter: Quarter, day: date) -> dict[int, tuple[int, int]]:
    """Return the needs found in a quarter and how many of them had an outcome by a day, by village."""
    rows = (
        DutyVisit.select(DutyVisit.village, fn.COUNT(DutyVisit.id), fn.COUNT(DutyVisitOutcome.id))
        .join(DutyVisitOutcome, JOIN.LEFT_OUTER, on=_outcome_by(day))
        .where(
            DutyVisit.village.in_(ids)
            & (DutyVisit.need != "")
            & DutyVisit.visited_on.between(quarter.first_day, quarter.last_day)
            & stands(DutyVisit.id, Record.VISIT)
        )
        .group_by(DutyVisit.village)
    )
    return {village: (found, settled) for village, found, settled in tuples_of(rows)}


def _open_needs(ids: list[int], day: date) -> dict[int, int]:
    rows = (
        DutyVisit.select(DutyVisit.village, fn.COUNT(DutyVisit.id))
        .join(DutyVisitOutcome, JOIN.LEFT_OUTER, on=_outcome_by(day))
        .where(
            DutyVisit.village.in_(ids)
            & (DutyVisit.need != "")
            & (DutyVisit.visited_on <= day)
            & DutyVisitOutcome.id.is_null()
            & stands(DutyVisit.id, Record.VISIT)
        )
        .group_by(DutyVisit.village)
    )
    return dict(tuples_of(rows))


def _outcome_by(day: date) -> Any:
    return (DutyVisitOutcome.visit == DutyVisit.id) & (DutyVisitOutcome.settled_on <= day)


def _waiting_study(ids: list[int]) -> dict[int, int]:
    rows = (
        StudyEntry.select(StudyEntry.village, fn.COUNT(StudyEntry.id))
        .join(StudyCheck, JOIN.LEFT_OUTER, on=(StudyCheck.entry == StudyEntry.id))
        .where(
            StudyEntry.village.in_(ids)
            & StudyCheck.id.is_null()
            & (StudyEntry.person == StudyEntry.recorded_by)
            & stands(StudyEntry.id, Record.STUDY)
        )
        .group_by(StudyEntry.village)
    )
    return dict(tuples_of(rows))


def villages_of(actor: Actor, *, on: date) -> list[Place]:
    """Return the villages whose pages somebody may enter."""
    return [one for one in places_of(actor, on=on) if one.kind == PlaceKind.VILLAGE]


def current_quarter(today: date) -> Quarter:
    """Return the quarter of a day."""
    return Month.of(today).quarter
