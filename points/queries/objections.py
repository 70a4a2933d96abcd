"""Reading objections with their answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.errors import NoObjectionError
from points.models import PointsClaim, PointsEntry, PointsExamination, PointsObjection, PointsReview
from points.queries.schemes import items_by_scheme
from portal.kernel.db import dicts_of
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from points.rules import Item
    from points.values import Finding
    from portal.kernel.months import Month
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRow:
    """One objection: against which entry, from whom, and what was answered."""

    id: int
    number: int
    month: Month
    entry_id: int | None
    person_id: int | None
    person: str | None
    item: str | None
    happened_on: date | None
    awarded_x100: int | None
    reviewed_by_id: int | None
    submitted_by_id: int | None
    text: str
    filed_by_id: int
    filed_by: str
    on_behalf_of_id: int | None
    on_behalf_of: str | None
    filed_at: datetime
    due_on: date
    finding: Finding | None
    answer: str
    answered_at: datetime | None
    answered_by: str | None
    reversal_id: int | None

    @property
    def objector_ids(self) -> set[int]:
        """Who objects: the one whose words they are, and the one who entered them."""
        return {one for one in (self.filed_by_id, self.on_behalf_of_id) if one is not None}


def objection(village: Place, objection_id: int) -> ObjectionRow:
    """Return one objection.

    :raise NoObjectionError: the village has no such objection.
    """
    found = _objections(village, PointsObjection.id == objection_id)
    if not found:
        raise NoObjectionError
    return found[0]


def objections(village: Place, *, month: Month | None = None, only_open: bool = False) -> list[ObjectionRow]:
    """Return the village's objections, newest first; of one month, or those without an answer, where asked."""
    asked: Any = PointsObjection.village == village.id
    if month is not None:
        asked &= PointsObjection.month == month
    if only_open:
        asked &= PointsExamination.id.is_null()
    return _objections(village, asked)


def objections_of(village: Place, person_id: int) -> list[ObjectionRow]:
    """Return what somebody objected to, or what was said against their entries."""
    asked = (
        (PointsObjection.filed_by == person_id)
        | (PointsObjection.on_behalf_of == person_id)
        | (PointsEntry.person == person_id)
    )
    return _objections(village, asked)


def next_number(village: Place) -> int:
    """Return the number of the next objection."""
    last = PointsObjection.select(fn.MAX(PointsObjection.number)).where(PointsObjection.village == village.id).scalar()
    return int(last or 0) + 1


def may_examine(row: ObjectionRow, person_id: int, *, near: Collection[int] = ()) -> bool:
    """Tell whether somebody is apart from the matter: neither entered nor reviewed it, not concerned, not objecting.

    ``near`` are those near to them: they are not apart from whoever is concerned.
    """
    aside = row.objector_ids | {row.submitted_by_id, row.reviewed_by_id, row.person_id}
    return person_id not in aside and row.person_id not in near


def may_know_objector(row: ObjectionRow, person_id: int, *, examiner: bool) -> bool:
    """Tell whether somebody may see who objected: the objector, and examiners who are not concerned themselves."""
    return person_id in row.objector_ids or (examiner and person_id != row.person_id)


def _objections(village: Place, asked: Any) -> list[ObjectionRow]:
    concerned, filer, behalf, examiner = Person.alias(), Person.alias(), Person.alias(), Person.alias()
    rows = list(
        dicts_of(
            PointsObjection.select(
                PointsObjection,
                PointsEntry.person.alias("person_id"),
                PointsEntry.scheme.alias("scheme_id"),
                PointsEntry.item_code,
                PointsEntry.happened_on,
                PointsEntry.awarded_x100,
                # Whoever accepted a claim recorded its entry.
                PointsEntry.recorded_by.alias("reviewer_id"),
                PointsClaim.submitted_by.alias("submitter_id"),
                concerned.name.alias("person_name"),
                filer.name.alias("filer_name"),
                behalf.name.alias("behalf_name"),
                examiner.name.alias("examiner_name"),
                PointsExamination.finding,
                PointsExamination.answer,
                PointsExamination.examined_at,
                PointsExamination.reversal.alias("reversal_id"),
            )
            .join_from(PointsObjection, PointsEntry, JOIN.LEFT_OUTER, on=(PointsObjection.entry == PointsEntry.id))
            .join_from(PointsEntry, PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.entry == PointsEntry.id))
            .join_from(PointsReview, PointsClaim, JOIN.LEFT_OUTER, on=(PointsReview.claim == PointsClaim.id))
            .join_from(PointsEntry, concerned, JOIN.LEFT_OUTER, on=(PointsEntry.person == concerned.id))
            .join_from(PointsObjection, filer, on=(PointsObjection.filed_by == filer.id))
            .join_from(PointsObjection, behalf, JOIN.LEFT_OUTER, on=(PointsObjection.on_behalf_of == behalf.id))
            .join_from(
                PointsObjection,
                PointsExamination,
                JOIN.LEFT_OUTER,
                on=(PointsExamination.objection == PointsObjection.id),
            )
            .join_from(PointsExamination, examiner, JOIN.LEFT_OUTER, on=(PointsExamination.examined_by == examiner.id))
            .where((PointsObjection.village == village.id) & asked)
            .order_by(PointsObjection.number.desc())
        )
    )
    items = items_by_scheme({row["scheme_id"] for row in rows if row["scheme_id"] is not None})
    return [_objection_row(row, items) for row in rows]


def _objection_row(row: dict[str, Any], items: dict[tuple[int, str], Item]) -> ObjectionRow:
    item = None if row["entry"] is None else items[row["scheme_id"], row["item_code"]]
    return ObjectionRow(
        id=row["id"],
        number=row["number"],
        month=row["month"],
        entry_id=row["entry"],
        person_id=row["person_id"],
        person=row["person_name"],
        item=None if item is None else item.name,
        happened_on=row["happened_on"],
        awarded_x100=row["awarded_x100"],
        reviewed_by_id=row["reviewer_id"],
        submitted_by_id=row["submitter_id"],
        text=row["text"],
        filed_by_id=row["filed_by"],
        filed_by=row["filer_name"],
        on_behalf_of_id=row["on_behalf_of"],
        on_behalf_of=row["behalf_name"],
        filed_at=row["filed_at"],
        due_on=row["due_on"],
        finding=row["finding"],
        answer=row["answer"] or "",
        answered_at=row["examined_at"],
        answered_by=row["examiner_name"],
        reversal_id=row["reversal_id"],
    )
