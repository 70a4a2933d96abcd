"""Objections, reports and inspections as they are shown: one question each for a whole village or one matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN, fn

from deliberation.models import (
    Acceptance,
    Matter,
    Milestone,
    MilestoneReport,
    Objection,
    ObjectionAnswer,
    PublicityInterruption,
)
from deliberation.rules.follow_up import Target
from portal.kernel.attachments import attachments_of
from portal.kernel.bulletins import Bulletin
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.org.models import Person

if TYPE_CHECKING:
    from datetime import date, datetime

    from deliberation.rules.follow_up import Inspection, Verdict
    from portal.kernel.attachments import AttachmentRow
    from portal.org.models import Place

#: The kind under which photos of progress are kept; the key is the report's.
PHOTOS = "progress"

#: The kind under which the copies of those photos are kept that everybody may see.
PUBLIC_PHOTOS = "progress-public"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRow:
    """One objection with its answer; ``filer`` is for those who answer, nobody else is shown who objects."""

    matter_id: int
    matter_number: int
    matter_title: str
    number: int
    target: Target
    filer_id: int
    filer: str
    recorder_id: int | None
    text: str
    filed_on: date
    due_on: date
    verdict: Verdict | None
    answer: str
    answered_by: str
    answered_on: date | None
    lapsed: bool

    @property
    def on_paper(self) -> bool:
        """Whether an officer entered it for the villager."""
        return self.recorder_id is not None

    @property
    def waiting(self) -> bool:
        """Whether it waits for its answer; once the resolution was voted on again, none is due."""
        return self.verdict is None and not self.lapsed

    def late_days(self, today: date) -> int:
        """Return by how many days the answer came, or is, late."""
        if self.lapsed:
            return 0
        return max(((self.answered_on or today) - self.due_on).days, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One report of a milestone with its photos."""

    milestone: int
    done_on: date
    text: str
    by: str
    reported_at: datetime
    photos: tuple[AttachmentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRow:
    """What the supervision committee found once."""

    verdict: Inspection
    inspected_on: date
    text: str
    by: str


def objections(village: Place, *, matter_id: int | None = None) -> list[ObjectionRow]:
    """Return the village's objections, or those to one matter: unanswered first, the most pressing on top."""
    filer, answerer = Person.alias(), Person.alias()
    asked = Objection.village == village.id
    if matter_id is not None:
        asked &= Objection.matter == matter_id
    rows = (
        Objection.select(
            Objection.matter.alias("matter_id"),
            Matter.number.alias("matter_number"),
            Matter.title.alias("matter_title"),
            Objection.number,
            Objection.target,
            Objection.filed_by.alias("filer_id"),
            filer.name.alias("filer"),
            Objection.recorded_by.alias("recorder_id"),
            Objection.text,
            Objection.filed_on,
            Objection.due_on,
            ObjectionAnswer.verdict,
            ObjectionAnswer.text.alias("answer"),
            ObjectionAnswer.answered_at,
            answerer.name.alias("answered_by"),
            Bulletin.seq,
        )
        .join_from(Objection, Matter)
        .join_from(Objection, Bulletin, on=(Objection.bulletin == Bulletin.id))
        .join_from(Objection, filer, on=(Objection.filed_by == filer.id))
        .join_from(Objection, ObjectionAnswer, JOIN.LEFT_OUTER)
        .join_from(ObjectionAnswer, answerer, JOIN.LEFT_OUTER, on=(ObjectionAnswer.answered_by == answerer.id))
        .where(asked)
        .order_by(Objection.due_on, Objection.id)
    )
    decided, found = _decisions(village), []
    for row in dicts_of(rows):
        answered_at, seq = row.pop("answered_at"), row.pop("seq")
        row |= {
            "lapsed": row["verdict"] is None and decided.get(str(row["matter_number"]), 0) > seq,
            "answer": row["answer"] or "",
            "answered_by": row["answered_by"] or "",
            "answered_on": local_day(answered_at) if answered_at else None,
        }
        found.append(ObjectionRow(**row))
    return sorted(found, key=lambda one: not one.waiting)


def _decisions(village: Place) -> dict[str, int]:
    """Return the entry of every matter's newest decision, by its number; put up again it is no new decision."""
    resumed = PublicityInterruption.select(PublicityInterruption.republished)
    rows = (
        Bulletin.select(Bulletin.key, fn.MAX(Bulletin.seq))
        .where((Bulletin.log == village.log_id) & (Bulletin.kind == Target.RESOLUTION) & Bulletin.id.not_in(resumed))
        .group_by(Bulletin.key)
    )
    return dict(tuples_of(rows))


def reports(village: Place, matter_id: int) -> list[ReportRow]:
    """Return what was reported of a matter's work, first to last."""
    rows = list(
        dicts_of(
            MilestoneReport.select(
                MilestoneReport.id,
                Milestone.number.alias("milestone"),
                MilestoneReport.done_on,
                MilestoneReport.text,
                Person.name.alias("by"),
                MilestoneReport.reported_at,
            )
            .join_from(MilestoneReport, Milestone)
            .join_from(MilestoneReport, Person)
            .where((Milestone.village == village.id) & (Milestone.matter == matter_id))
            .order_by(MilestoneReport.id)
        )
    )
    photos = attachments_of(village.log_id, PHOTOS, [row["id"] for row in rows])
    return [
        ReportRow(
            milestone=row["milestone"],
            done_on=row["done_on"],
            text=row["text"],
            by=row["by"],
            reported_at=row["reported_at"],
            photos=tuple(photos.get(str(row["id"]), ())),
        )
        for row in rows
    ]


def inspections(village: Place, matter_id: int) -> list[InspectionRow]:
    """Return what the supervision committee found of a matter's work, first to last."""
    rows = (
        Acceptance.select(Acceptance.verdict, Acceptance.inspected_on, Acceptance.text, Person.name.alias("by"))
        .join_from(Acceptance, Person)
        .where((Acceptance.village == village.id) & (Acceptance.matter == matter_id))
        .order_by(Acceptance.number)
    )
    return [InspectionRow(**row) for row in dicts_of(rows)]


def involved(village: Place, matter_id: int) -> set[int]:
    """Return who planned or reported a matter's work, by person."""
    planned = Milestone.select(Milestone.planned_by.alias("person")).where(Milestone.matter == matter_id)
    reported = (
        MilestoneReport.select(MilestoneReport.reported_by.alias("person"))
        .join(Milestone)
        .where((Milestone.village == village.id) & (Milestone.matter == matter_id))
    )
    return {row["person"] for rows in (planned, reported) for row in dicts_of(rows)}
