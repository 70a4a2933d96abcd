"""Reading claims: what waits for review, what was answered, what there is already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.errors import NoClaimError
from points.models import PointsClaim, PointsEntry, PointsReview
from points.queries.schemes import items_by_scheme
from points.rules import Item, State
from points.values import Origin, Verdict
from portal.kernel.attachments import AttachmentRow, attachments_of
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.meetings.models import Meeting
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from points.periods import Stretch
    from portal.kernel.months import Month
    from portal.org.models import Place

#: The kind under which a claim's photos are kept.
CLAIM = "points_claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim with its photos and its answer."""

    id: int
    branch_id: int
    scheme_id: int
    person_id: int
    person: str
    item_code: str
    item: Item
    category: str
    happened_on: date
    counted_on: date
    times: int
    requested_x100: int
    note: str
    origin: Origin
    meeting_id: int | None
    meeting: str | None
    submitted_by_id: int
    submitted_by: str
    submitted_at: datetime
    late_days: int
    verdict: Verdict | None
    reason: str
    entry_id: int | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    files: tuple[AttachmentRow, ...]

    @property
    def state(self) -> State | None:
        """How it stands; ``None`` once its entry says so."""
        if self.verdict is None:
            return State.PENDING
        return State.REJECTED if self.verdict == Verdict.REJECTED else None

    @property
    def is_range(self) -> bool:
        """Whether the reviewer finds the value."""
        return self.item.highest_x100 is not None


def claim(village: Place, claim_id: int, *, person_id: int | None = None) -> ClaimRow:
    """Return one claim, or refuse those of others where ``person_id`` says whose may be seen.

    :raise NoClaimError: the village has no such claim, or it is somebody else's.
    """
    found = claims_by_id(village, [claim_id])
    if not found or person_id not in {None, found[0].person_id}:
        raise NoClaimError
    return found[0]


def claims_by_id(village: Place, claim_ids: Iterable[int]) -> list[ClaimRow]:
    """Return claims by their numbers; a number the village does not have is not among them."""
    return _claims(village, PointsClaim.id.in_(sorted(set(claim_ids))))


def pending_claims(village: Place) -> list[ClaimRow]:
    """Return what waits for review, the longest waiting first."""
    return _claims(village, PointsReview.id.is_null())


def pending_count(village: Place, *, month: Month | None = None, not_by: int | None = None) -> int:
    """Return how many claims wait for review: of one month, or for somebody who may review them."""
    asked: Any = PointsClaim.village == village.id
    if month is not None:
        asked &= PointsClaim.counted_on.between(month.first_day, month.last_day)
    if not_by is not None:
        asked &= (PointsClaim.submitted_by != not_by) & (PointsClaim.person != not_by)
    return int(_waiting(fn.COUNT(PointsClaim.id)).where(asked).scalar() or 0)


def oldest_pending(village: Place, *, not_by: int) -> date | None:
    """Return the day since which the longest waiting claim waits for somebody's review."""
    first = _waiting(fn.MIN(PointsClaim.submitted_at)).where(
        (PointsClaim.village == village.id) & (PointsClaim.submitted_by != not_by) & (PointsClaim.person != not_by)
    )
    since = first.scalar()
    return None if since is None else local_day(since)


def unaccepted_in(
    village: Place, stretch: Stretch, *, branch_id: int | None = None, person_id: int | None = None
) -> list[ClaimRow]:
    """Return the claims of a stretch that made no entry: waiting or rejected."""
    asked: Any = PointsClaim.counted_on.between(stretch.first_day, stretch.last_day) & PointsReview.entry.is_null()
    if branch_id is not None:
        asked &= PointsClaim.branch == branch_id
    if person_id is not None:
        asked &= PointsClaim.person == person_id
    return _claims(village, asked)


def own_claims(village: Place, person_id: int, *, since: date) -> list[ClaimRow]:
    """Return a member's claims for what happened since a day, newest first."""
    found = _claims(village, (PointsClaim.person == person_id) & (PointsClaim.happened_on >= since))
    return sorted(found, key=lambda one: one.id, reverse=True)


def standing_keys(village: Place, days: Iterable[date]) -> dict[tuple[int, str, date, str], str]:
    """Return what was entered for ``days`` and still stands: member, item, day and note, with its number in words."""
    wanted = sorted(set(days))
    reversal, legacy_reversal = PointsEntry.alias(), PointsEntry.alias()
    claimed = (
        PointsClaim.select(
            PointsClaim.person, PointsClaim.item_code, PointsClaim.happened_on, PointsClaim.note, PointsClaim.id
        )
        .join(PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.claim == PointsClaim.id))
        .join_from(PointsReview, reversal, JOIN.LEFT_OUTER, on=(reversal.reverses == PointsReview.entry))
        .where(
            (PointsClaim.village == village.id)
            & PointsClaim.happened_on.in_(wanted)
            & (PointsReview.id.is_null() | (PointsReview.verdict != Verdict.REJECTED))
            & reversal.id.is_null()
        )
    )
    direct = (
        PointsEntry.select(
            PointsEntry.person, PointsEntry.item_code, PointsEntry.happened_on, PointsEntry.note, PointsEntry.id
        )
        .join_from(PointsEntry, PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.entry == PointsEntry.id))
        .join_from(PointsEntry, legacy_reversal, JOIN.LEFT_OUTER, on=(legacy_reversal.reverses == PointsEntry.id))
        .where(
            (PointsEntry.village == village.id)
            & PointsEntry.happened_on.in_(wanted)
            & PointsReview.id.is_null()
            & PointsEntry.reverses.is_null()
            & legacy_reversal.id.is_null()
        )
    )
    keys = {(row[0], row[1], row[2], row[3]): f"第 {row[4]} 号积分" for row in tuples_of(direct)}
    return keys | {(row[0], row[1], row[2], row[3]): f"第 {row[4]} 号申报" for row in tuples_of(claimed)}


def last_claim_id() -> int:
    """Return the highest number a claim has, in whatever village; 0 before the first."""
    return int(PointsClaim.select(fn.MAX(PointsClaim.id)).scalar() or 0)


def recorded_at_meeting(village: Place, meeting_id: int, code: str) -> dict[int, Verdict | None]:
    """Return for whom an item was entered at a meeting already, and what the review said."""
    rows = (
        PointsClaim.select(PointsClaim.person, PointsReview.verdict)
        .join(PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.claim == PointsClaim.id))
        .where(
            (PointsClaim.village == village.id) & (PointsClaim.meeting == meeting_id) & (PointsClaim.item_code == code)
        )
    )
    return dict(tuples_of(rows))


def owner(village: Place, key: str) -> int | None:
    """Return whose claim it is: they always see its photos."""
    found = PointsClaim.get_or_none((PointsClaim.village == village.id) & (PointsClaim.id == int(key)))
    return None if found is None else found.person_id


def _waiting(column: Any) -> Any:
    """Return a query for something of the claims that nobody has reviewed."""
    return (
        PointsClaim.select(column)
        .join(PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.claim == PointsClaim.id))
        .where(PointsReview.id.is_null())
    )


def _claims(village: Place, asked: Any) -> list[ClaimRow]:
    submitter, reviewer = Person.alias(), Person.alias()
    rows = list(
        dicts_of(
            PointsClaim.select(
                PointsClaim,
                Person.name.alias("person_name"),
                submitter.name.alias("submitter_name"),
                reviewer.name.alias("reviewer_name"),
                Meeting.title.alias("meeting_title"),
                PointsReview.verdict,
                PointsReview.reason,
                PointsReview.entry.alias("entry_id"),
                PointsReview.reviewed_at,
            )
            .join(Person, on=(PointsClaim.person == Person.id))
            .join_from(PointsClaim, submitter, on=(PointsClaim.submitted_by == submitter.id))
            .join_from(PointsClaim, Meeting, JOIN.LEFT_OUTER, on=(PointsClaim.meeting == Meeting.id))
            .join_from(PointsClaim, PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.claim == PointsClaim.id))
            .join_from(PointsReview, reviewer, JOIN.LEFT_OUTER, on=(PointsReview.reviewed_by == reviewer.id))
            .where((PointsClaim.village == village.id) & asked)
            .order_by(PointsClaim.id)
        )
    )
    items = items_by_scheme({row["scheme"] for row in rows})
    files = attachments_of(village.log_id, CLAIM, [row["id"] for row in rows]) if rows else {}
    return [_claim_row(row, items, tuple(files.get(str(row["id"]), ()))) for row in rows]


def _claim_row(row: dict[str, Any], items: dict[tuple[int, str], Item], files: tuple[AttachmentRow, ...]) -> ClaimRow:
    return ClaimRow(
        id=row["id"],
        branch_id=row["branch"],
        scheme_id=row["scheme"],
        person_id=row["person"],
        person=row["person_name"],
        item_code=row["item_code"],
        item=items[row["scheme"], row["item_code"]],
        category=row["category"],
        happened_on=row["happened_on"],
        counted_on=row["counted_on"],
        times=row["times"],
        requested_x100=row["requested_x100"],
        note=row["note"],
        origin=row["origin"],
        meeting_id=row["meeting"],
        meeting=row["meeting_title"],
        submitted_by_id=row["submitted_by"],
        submitted_by=row["submitter_name"],
        submitted_at=row["submitted_at"],
        late_days=row["late_days"],
        verdict=row["verdict"],
        reason=row["reason"] or "",
        entry_id=row["entry_id"],
        reviewed_by=row["reviewer_name"],
        reviewed_at=row["reviewed_at"],
        files=files,
    )
