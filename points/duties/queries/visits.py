"""Reading visits: each with its need and outcome, what is open, and whom nobody came to this quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from points.duties.errors import NoDutyError
from points.duties.models import DutyVisit, DutyVisitOutcome
from points.duties.queries.people import household_names
from points.duties.queries.posts import links
from points.duties.queries.records import stands, withdrawn
from points.duties.values import Outcome, Record
from portal.kernel.attachments import AttachmentRow, attachments_of
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.org.models import Household, Person

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.months import Quarter
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """One visit; ``on_behalf_by`` names who entered it where it was not the visitor."""

    id: int
    household_id: int
    number: str
    person_id: int
    person: str
    visited_on: date
    linked: bool
    note: str
    need: str
    outcome: Outcome | None
    outcome_note: str
    settled_on: date | None
    entered_at: datetime
    on_behalf_by: str
    late_days: int
    withdrawn: str  # why it was taken back; empty: it stands
    files: tuple[AttachmentRow, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a need waits for its outcome."""
        return bool(self.need) and self.outcome is None and not self.withdrawn

    @property
    def entered_on(self) -> date:
        """The day of entry."""
        return local_day(self.entered_at)


def visits(
    village: Place,
    *,
    since: date | None = None,
    until: date | None = None,
    person_id: int | None = None,
    household_ids: list[int] | None = None,
) -> list[VisitRow]:
    """Return visits, the newest first: of a time, of one member, or to some households."""
    asked: Any = DutyVisit.village == village.id
    if since is not None:
        asked &= DutyVisit.visited_on >= since
    if until is not None:
        asked &= DutyVisit.visited_on <= until
    if person_id is not None:
        asked &= DutyVisit.person == person_id
    if household_ids is not None:
        asked &= DutyVisit.household.in_(household_ids)
    return _visits(village, asked)


def visit_count(village: Place, branch_id: int, since: date, until: date) -> int:
    """Return how many visits of a branch's members are recorded of these days; what was taken back is not counted."""
    asked = (
        (DutyVisit.village == village.id)
        & DutyVisit.visited_on.between(since, until)
        & (Person.branch == branch_id)
        & stands(DutyVisit.id, Record.VISIT)
    )
    return int(DutyVisit.select().join(Person, on=(DutyVisit.person == Person.id)).where(asked).count())


def visit(village: Place, visit_id: int) -> VisitRow:
    """Return one visit with its photos.

    :raise NoDutyError: the village has no such visit.
    """
    found = _visits(village, (DutyVisit.village == village.id) & (DutyVisit.id == visit_id), files=True)
    if not found:
        raise NoDutyError
    return found[0]


def may_see_visit(village: Place, row: VisitRow, person_id: int, *, today: date) -> bool:
    """Tell whether a member may read a visit: their own, or one to a household that is theirs now."""
    return row.person_id == person_id or row.household_id in {
        one.household_id for one in links(village, on=today, person_id=person_id)
    }


def open_needs(village: Place, *, person_id: int | None = None, today: date) -> list[VisitRow]:
    """Return the needs without an outcome, the longest waiting first.

    A member's are those they found and those of the households that are theirs now.
    """
    found = _visits(village, (DutyVisit.village == village.id) & (DutyVisit.need != ""))
    open_ones = [one for one in found if one.is_open]
    if person_id is not None:
        own = {one.household_id for one in links(village, on=today, person_id=person_id)}
        open_ones = [one for one in open_ones if one.person_id == person_id or one.household_id in own]
    return list(reversed(open_ones))


def visited_households(village: Place, quarter: Quarter) -> set[tuple[int, int]]:
    """Return who visited whom in a quarter, member and household; what was taken back does not count."""
    return {
        (one.person_id, one.household_id)
        for one in visits(village, since=quarter.first_day, until=quarter.last_day)
        if not one.withdrawn
    }


def household_labels(village: Place) -> dict[int, str]:
    """Return how the branch's own screens call each household."""
    return {one.id: one.label for one in household_names(village)}


def visit_owner(village: Place, key: str) -> int | None:
    """Return whose visit it is: they always see its photos."""
    found = DutyVisit.get_or_none((DutyVisit.village == village.id) & (DutyVisit.id == int(key)))
    return None if found is None else found.person_id


def _visits(village: Place, asked: Any, *, files: bool = False) -> list[VisitRow]:
    entered = Person.alias()
    rows = list(
        dicts_of(
            DutyVisit.select(
                DutyVisit,
                Household.number,
                Person.name.alias("person_name"),
                entered.name.alias("entered_by"),
                DutyVisitOutcome.outcome,
                DutyVisitOutcome.note.alias("outcome_note"),
                DutyVisitOutcome.settled_on,
            )
            .join(Person, on=(DutyVisit.person == Person.id))
            .join_from(DutyVisit, entered, on=(DutyVisit.recorded_by == entered.id))
            .join_from(DutyVisit, Household)
            .join_from(DutyVisit, DutyVisitOutcome, JOIN.LEFT_OUTER, on=(DutyVisitOutcome.visit == DutyVisit.id))
            .where(asked)
            .order_by(DutyVisit.visited_on.desc(), DutyVisit.id.desc())
        )
    )
    back = withdrawn(village, Record.VISIT)
    kept = attachments_of(village.log_id, Record.VISIT.value, [row["id"] for row in rows]) if files and rows else {}
    return [_visit_row(row, back.get(row["id"], ""), tuple(kept.get(str(row["id"]), ()))) for row in rows]


def _visit_row(row: dict[str, Any], back: str, files: tuple[AttachmentRow, ...]) -> VisitRow:
    return VisitRow(
        id=row["id"],
        household_id=row["household"],
        number=row["number"],
        person_id=row["person"],
        person=row["person_name"],
        visited_on=row["visited_on"],
        linked=bool(row["linked"]),
        note=row["note"],
        need=row["need"],
        outcome=row["outcome"],
        outcome_note=row["outcome_note"] or "",
        settled_on=row["settled_on"],
        entered_at=row["recorded_at"],
        on_behalf_by="" if row["recorded_by"] == row["person"] else row["entered_by"],
        late_days=row["late_days"],
        withdrawn=back,
        files=files,
    )
