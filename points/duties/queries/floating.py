"""Reading members away: where, who keeps in touch, what they reported and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN

from points.duties.errors import NoDutyError
from points.duties.models import FloatingAbsence, FloatingAnswer, FloatingContact, FloatingReport, FloatingReturn
from points.duties.practice import practice_on
from points.duties.rules.spans import holds_on
from points.duties.rules.time_away import in_time, is_long, missing_reports, quarters_due
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.org.models import Person
from portal.org.offices import Office
from portal.org.queries import people_in_office

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.kernel.months import Quarter
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One quarter's report and its answer."""

    id: int
    absence_id: int
    quarter: Quarter
    reported_on: date
    text: str
    on_behalf_by: str
    late_days: int
    answer: str
    answered_by: str
    answered_on: date | None

    @property
    def in_time(self) -> bool:
        """Whether it came by its day, as the practice of the quarter's end has it."""
        days_after = practice_on("report", self.quarter.last_day)["days_after"]
        return in_time(self.quarter, self.reported_on, days_after=days_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """Who keeps in touch since when."""

    person_id: int
    person: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """A member away, with contacts (the newest first) and reports (the newest first)."""

    id: int
    village_id: int
    person_id: int
    person: str
    destination: str
    since: date
    returned_on: date | None
    late_days: int
    contacts: tuple[ContactRow, ...]
    reports: tuple[ReportRow, ...]

    @property
    def contact(self) -> ContactRow | None:
        """Who keeps in touch now."""
        return self.contacts[0] if self.contacts else None

    def is_away(self, day: date) -> bool:
        """Tell whether the member is away on a day; on the day of the return they are back."""
        return holds_on(self.since, None, day) and (self.returned_on is None or day < self.returned_on)

    def missing(self, today: date) -> tuple[Quarter, ...]:
        """Return the quarters whose report was overdue on a day."""
        days_after = practice_on("report", today)["days_after"]
        told = {one.quarter for one in self.reports if one.reported_on <= today}
        return missing_reports(self.since, self.returned_on, told, today=today, days_after=days_after)

    def to_report(self, today: date) -> tuple[Quarter, ...]:
        """Return the quarters that are over and not reported on, oldest first."""
        told = {one.quarter for one in self.reports}
        return tuple(one for one in quarters_due(self.since, self.returned_on, today=today) if one not in told)

    def is_long(self, today: date) -> bool:
        """Tell whether the member has been away as long as the rules on floating members want."""
        return is_long(self.since, today=today, away_months=practice_on("floating", today)["away_months"])


def absences(villages: Sequence[Place]) -> list[AbsenceRow]:
    """Return everybody who is or was away in these villages, the newest first; three queries."""
    ids = [one.id for one in villages]
    contacts, reports = _contacts(ids), _reports(ids)
    rows = (
        FloatingAbsence.select(FloatingAbsence, Person.name.alias("person_name"), FloatingReturn.returned_on)
        .join(Person, on=(FloatingAbsence.person == Person.id))
        .join_from(FloatingAbsence, FloatingReturn, JOIN.LEFT_OUTER, on=(FloatingReturn.absence == FloatingAbsence.id))
        .where(FloatingAbsence.village.in_(ids))
        .order_by(FloatingAbsence.since.desc(), FloatingAbsence.id.desc())
    )
    return [
        AbsenceRow(
            id=row["id"],
            village_id=row["village"],
            person_id=row["person"],
            person=row["person_name"],
            destination=row["destination"],
            since=row["since"],
            returned_on=row["returned_on"],
            late_days=row["late_days"],
            contacts=tuple(contacts.get(row["id"], ())),
            reports=tuple(reports.get(row["id"], ())),
        )
        for row in dicts_of(rows)
    ]


def floating_without_absence(village: Place, today: date) -> list[str]:
    """Return the names of those the register calls 流动党员 for whom nobody registered where they are."""
    away = {one.person_id for one in absences([village]) if one.is_away(today)}
    return [one.name for one in people_in_office(village, Office.FLOATING, on=today) if one.id not in away]


def absence(village: Place, absence_id: int) -> AbsenceRow:
    """Return one absence.

    :raise NoDutyError: the village has no such one.
    """
    found = next((one for one in absences([village]) if one.id == absence_id), None)
    if found is None:
        raise NoDutyError
    return found


def report(village: Place, report_id: int) -> tuple[AbsenceRow, ReportRow]:
    """Return one report with the absence it is of.

    :raise NoDutyError: the village has no such report.
    """
    for away in absences([village]):
        for one in away.reports:
            if one.id == report_id:
                return away, one
    raise NoDutyError


def _contacts(ids: list[int]) -> dict[int, list[ContactRow]]:
    rows = (
        FloatingContact.select(FloatingContact, Person.name.alias("person_name"))
        .join(Person, on=(FloatingContact.person == Person.id))
        .where(FloatingContact.village.in_(ids))
        .order_by(FloatingContact.since.desc(), FloatingContact.id.desc())
    )
    found: dict[int, list[ContactRow]] = {}
    for row in dicts_of(rows):
        contact = ContactRow(person_id=row["person"], person=row["person_name"], since=row["since"])
        found.setdefault(row["absence"], []).append(contact)
    return found


def _reports(ids: list[int]) -> dict[int, list[ReportRow]]:
    entered, answering = Person.alias(), Person.alias()
    rows = (
        FloatingReport.select(
            FloatingReport,
            FloatingAbsence.person.alias("person_id"),
            entered.name.alias("entered_by"),
            FloatingAnswer.text.alias("answer"),
            FloatingAnswer.recorded_at.alias("answered_at"),
            answering.name.alias("answered_by"),
        )
        .join(FloatingAbsence)
        .join_from(FloatingReport, entered, on=(FloatingReport.recorded_by == entered.id))
        .join_from(FloatingReport, FloatingAnswer, JOIN.LEFT_OUTER, on=(FloatingAnswer.report == FloatingReport.id))
        .join_from(FloatingAnswer, answering, JOIN.LEFT_OUTER, on=(FloatingAnswer.recorded_by == answering.id))
        .where(FloatingReport.village.in_(ids))
        .order_by(FloatingReport.quarter.desc())
    )
    found: dict[int, list[ReportRow]] = {}
    for row in dicts_of(rows):
        one = ReportRow(
            id=row["id"],
            absence_id=row["absence"],
            quarter=row["quarter"],
            reported_on=row["reported_on"],
            text=row["text"],
            on_behalf_by="" if row["recorded_by"] == row["person_id"] else row["entered_by"],
            late_days=row["late_days"],
            answer=row["answer"] or "",
            answered_by=row["answered_by"] or "",
            answered_on=None if row["answered_at"] is None else local_day(row["answered_at"]),
        )
        found.setdefault(row["absence"], []).append(one)
    return found
