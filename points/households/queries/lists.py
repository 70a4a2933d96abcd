"""Reading published months and what was said against them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.households.errors import NoHouseholdObjectionError
from points.households.models import HouseholdAnswer, HouseholdEntry, HouseholdList, HouseholdObjection
from points.households.queries.entries import entries_by_id
from points.households.queries.register import names_by_id
from portal.kernel.bulletins import latest_bulletin
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from points.households.queries.entries import EntryRow
    from points.households.values import Finding
    from portal.org.models import Place

#: The kind of document a published month is.
MONTH_LIST = "household-points"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One revision of a published month."""

    month: Month
    revision: int
    published_on: date
    until: date  # objections are open so long, from the first revision on: a later one does not open them again


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRow:
    """One objection: against what, from whom, and what was answered."""

    id: int
    number: int
    month: Month
    entry: EntryRow | None
    text: str
    filed_by_id: int
    filed_by: str
    on_behalf_of_id: int | None
    on_behalf_of: str
    filed_on: date
    due_on: date
    finding: Finding | None
    answer: str
    answered_by: str
    answered_on: date | None

    @property
    def objector_ids(self) -> set[int]:
        """Who objects: the one whose words they are, and the one who entered them."""
        return {one for one in (self.filed_by_id, self.on_behalf_of_id) if one is not None}

    @property
    def stands_aside_ids(self) -> set[int]:
        """Who does not answer: who objects, entered or confirmed."""
        involved = {self.entry.submitted_by_id, self.entry.decided_by_id} if self.entry else set[int | None]()
        return self.objector_ids | {one for one in involved if one is not None}

    def is_apart(self, person_id: int, home_id: int | None) -> bool:
        """Tell whether somebody of a household is apart from the matter: not involved, and of another household."""
        concerned = self.entry is not None and home_id is not None and home_id == self.entry.household.id
        return person_id not in self.stands_aside_ids and not concerned


def lists(village: Place) -> list[ListRow]:
    """Return the latest revision of every published month, the newest month first."""
    latest = {one.month: one for one in _lists(HouseholdList.village == village.id)}
    return sorted(latest.values(), key=lambda one: one.month, reverse=True)


def revisions(village: Place, month: Month) -> list[ListRow]:
    """Return every revision of a month's list, the first first."""
    return _lists((HouseholdList.village == village.id) & (HouseholdList.month == month))


def closed_months(village: Place) -> set[Month]:
    """Return the months whose lists were published: nothing counts in them any more."""
    rows = HouseholdList.select(HouseholdList.month).where(HouseholdList.village == village.id).distinct()
    return {month for (month,) in tuples_of(rows)}


def open_months(village: Place, *, before: date) -> list[Month]:
    """Return the months that are over and had entries, and are not published, the earliest first."""
    rows = HouseholdEntry.select(HouseholdEntry.counted_on).where(HouseholdEntry.village == village.id).distinct()
    had = {Month.of(day) for (day,) in tuples_of(rows)}
    return sorted(one for one in had - closed_months(village) if one.last_day < before)


def published_content(village: Place, month: Month) -> Mapping[str, Any] | None:
    """Return what a month's latest list says; nothing where it was never published."""
    found = latest_bulletin(village.log_id, MONTH_LIST, str(month))
    return dict(json.loads(found.envelope)["content"]) if found else None


def objections(village: Place, *, month: Month | None = None, only_open: bool = False) -> list[ObjectionRow]:
    """Return the village's objections, the newest first; of a month, or those without an answer, where asked."""
    asked: Any = HouseholdObjection.village == village.id
    if month is not None:
        asked &= HouseholdObjection.month == month
    if only_open:
        asked &= HouseholdAnswer.id.is_null()
    return _objections(village, asked)


def objections_of(village: Place, person_id: int) -> list[ObjectionRow]:
    """Return what somebody objected to."""
    return _objections(
        village,
        (HouseholdObjection.village == village.id)
        & ((HouseholdObjection.filed_by == person_id) | (HouseholdObjection.on_behalf_of == person_id)),
    )


def objection(village: Place, number: int) -> ObjectionRow:
    """Return one objection.

    :raise NoHouseholdObjectionError: the village has none of that number.
    """
    found = _objections(village, (HouseholdObjection.village == village.id) & (HouseholdObjection.number == number))
    if not found:
        raise NoHouseholdObjectionError
    return found[0]


def next_objection_number(village: Place) -> int:
    """Return the number of the next objection."""
    rows = HouseholdObjection.select(fn.MAX(HouseholdObjection.number))
    return int(rows.where(HouseholdObjection.village == village.id).scalar() or 0) + 1


def _lists(asked: Any) -> list[ListRow]:
    """Return revisions, of every month the first first."""
    opened: dict[Month, date] = {}
    return [
        ListRow(
            month=row["month"],
            revision=row["revision"],
            published_on=row["published_on"],
            until=opened.setdefault(row["month"], row["until"]),
        )
        for row in dicts_of(HouseholdList.select().where(asked).order_by(HouseholdList.month, HouseholdList.revision))
    ]


def _objections(village: Place, asked: Any) -> list[ObjectionRow]:
    rows = list(
        dicts_of(
            HouseholdObjection.select(
                HouseholdObjection,
                HouseholdAnswer.finding,
                HouseholdAnswer.answer,
                HouseholdAnswer.answered_by,
                HouseholdAnswer.answered_on,
            )
            .join(HouseholdAnswer, JOIN.LEFT_OUTER, on=(HouseholdAnswer.objection == HouseholdObjection.id))
            .where(asked)
            .order_by(HouseholdObjection.number.desc())
        )
    )
    people = {row[who] for row in rows for who in ("filed_by", "on_behalf_of", "answered_by") if row[who] is not None}
    names = names_by_id(people)
    contested = {row["entry"] for row in rows if row["entry"] is not None}
    known = entries_by_id(village, contested) if contested else {}
    return [
        ObjectionRow(
            id=row["id"],
            number=row["number"],
            month=row["month"],
            entry=known.get(row["entry"]),
            text=row["text"],
            filed_by_id=row["filed_by"],
            filed_by=names[row["filed_by"]],
            on_behalf_of_id=row["on_behalf_of"],
            on_behalf_of=names.get(row["on_behalf_of"], ""),
            filed_on=row["filed_on"],
            due_on=row["due_on"],
            finding=row["finding"],
            answer=row["answer"] or "",
            answered_by=names.get(row["answered_by"], ""),
            answered_on=row["answered_on"],
        )
        for row in rows
    ]
