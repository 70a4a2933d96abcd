"""Reading study hours: entries, what waits to be confirmed, and how far each member has come in a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.duties import kinds
from points.duties.errors import NoDutyError
from points.duties.models import StudyCheck, StudyEntry
from points.duties.queries.records import stands, withdrawn
from points.duties.rules.study import Studied, plain_hours
from points.duties.values import Record, Verdict
from portal.kernel.attachments import AttachmentRow, attachments_of
from portal.kernel.db import dicts_of, tuples_of
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRow:
    """One entry of study hours and how it stands."""

    id: int
    person_id: int
    person: str
    kind: kinds.Kind
    studied_on: date
    half_hours: int
    title: str
    source: str
    own: bool  # entered by the member: counts once it is confirmed
    entered_by: str
    verdict: Verdict | None
    reason: str
    withdrawn: str
    late_days: int
    files: tuple[AttachmentRow, ...]

    @property
    def hours(self) -> str:
        """The hours as people write them."""
        return plain_hours(self.half_hours)

    @property
    def waits(self) -> bool:
        """Whether an officer has yet to look at it."""
        return self.own and self.verdict is None and not self.withdrawn

    @property
    def counts(self) -> bool:
        """Whether the hours count."""
        return not self.withdrawn and (not self.own or self.verdict is Verdict.CONFIRMED)


def study_entries(
    village: Place, *, year: int | None = None, person_id: int | None = None, waiting: bool = False
) -> list[StudyRow]:
    """Return entries, the newest first: of a year, of one member, or those that wait."""
    asked: Any = StudyEntry.village == village.id
    if year is not None:
        asked &= StudyEntry.studied_on.between(date(year, 1, 1), date(year, 12, 31))
    if person_id is not None:
        asked &= StudyEntry.person == person_id
    if waiting:
        asked &= StudyCheck.id.is_null() & (StudyEntry.person == StudyEntry.recorded_by)
    found = _entries(village, asked)
    return [one for one in found if one.waits] if waiting else found


def study_entry(village: Place, entry_id: int) -> StudyRow:
    """Return one entry.

    :raise NoDutyError: the village has no such entry.
    """
    found = _entries(village, (StudyEntry.village == village.id) & (StudyEntry.id == entry_id))
    if not found:
        raise NoDutyError
    return found[0]


def counted_entries(villages: Sequence[Place], begin: date, end: date) -> list[Studied]:
    """Return the entries of a time that count, of all these villages; one query."""
    rows = (
        StudyEntry.select(StudyEntry.id, StudyEntry.person, StudyEntry.studied_on, StudyEntry.half_hours)
        .join(StudyCheck, JOIN.LEFT_OUTER, on=(StudyCheck.entry == StudyEntry.id))
        .where(_counting(villages, begin, end))
    )
    return [
        Studied(entry_id=row["id"], person_id=row["person"], studied_on=row["studied_on"], half_hours=row["half_hours"])
        for row in dicts_of(rows)
    ]


def hours_by_member(villages: Sequence[Place], until: date) -> dict[int, int]:
    """Return the half hours that count of each member in a year up to a day; one query."""
    rows = (
        StudyEntry.select(StudyEntry.person, fn.SUM(StudyEntry.half_hours))
        .join(StudyCheck, JOIN.LEFT_OUTER, on=(StudyCheck.entry == StudyEntry.id))
        .where(_counting(villages, date(until.year, 1, 1), until))
        .group_by(StudyEntry.person)
    )
    return {person_id: int(halves) for person_id, halves in tuples_of(rows)}


def study_owner(village: Place, key: str) -> int | None:
    """Return whose study it is: they always see its papers."""
    found = StudyEntry.get_or_none((StudyEntry.village == village.id) & (StudyEntry.id == int(key)))
    return None if found is None else found.person_id


def _counting(villages: Sequence[Place], begin: date, end: date) -> Any:
    return (
        StudyEntry.village.in_([one.id for one in villages])
        & StudyEntry.studied_on.between(begin, end)
        & ((StudyEntry.person != StudyEntry.recorded_by) | (StudyCheck.verdict == Verdict.CONFIRMED))
        & stands(StudyEntry.id, Record.STUDY)
    )


def _entries(village: Place, asked: Any) -> list[StudyRow]:
    entered = Person.alias()
    rows = list(
        dicts_of(
            StudyEntry.select(
                StudyEntry,
                Person.name.alias("person_name"),
                entered.name.alias("entered_by"),
                StudyCheck.verdict,
                StudyCheck.reason,
            )
            .join(Person, on=(StudyEntry.person == Person.id))
            .join_from(StudyEntry, entered, on=(StudyEntry.recorded_by == entered.id))
            .join_from(StudyEntry, StudyCheck, JOIN.LEFT_OUTER, on=(StudyCheck.entry == StudyEntry.id))
            .where(asked)
            .order_by(StudyEntry.studied_on.desc(), StudyEntry.id.desc())
        )
    )
    back = withdrawn(village, Record.STUDY)
    kept = attachments_of(village.log_id, Record.STUDY.value, [row["id"] for row in rows]) if rows else {}
    return [
        StudyRow(
            id=row["id"],
            person_id=row["person"],
            person=row["person_name"],
            kind=kinds.kind(kinds.STUDY, row["kind"]),
            studied_on=row["studied_on"],
            half_hours=row["half_hours"],
            title=row["title"],
            source=row["source"],
            own=row["person"] == row["recorded_by"],
            entered_by=row["entered_by"],
            verdict=row["verdict"],
            reason=row["reason"] or "",
            withdrawn=back.get(row["id"], ""),
            late_days=row["late_days"],
            files=tuple(kept.get(str(row["id"]), ())),
        )
        for row in rows
    ]
