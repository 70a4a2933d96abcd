"""Reading claims: what waits for review, what was answered, what there is already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.errors import NoClaimError
from points.models import PointsAdoption, PointsCheck, PointsClaim, PointsClaimSource, PointsEntry, PointsReview
from points.queries.schemes import items_by_scheme
from points.rules import Item, State
from points.values import Origin, Source, Verdict
from portal.kernel.attachments import Attachment, AttachmentRow, attachments_of
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
    source: Source | None = None  # the record it was drafted from
    group_check: bool = False  # whether its scheme asks the party group first
    confirmed: bool | None = None  # what the party group said; None: nothing
    remark: str = ""
    checked_by_id: int | None = None
    checked_by: str | None = None

    @property
    def awaits_check(self) -> bool:
        """Whether the party group is to say first whether it was so: of what members declare, where the scheme asks."""
        asked = self.group_check and self.origin == Origin.DECLARED
        return asked and self.verdict is None and self.confirmed is None

    @property
    def told_back(self) -> bool:
        """Whether the member is told of the review: it rejected what they declared, or changed its value."""
        changed = self.verdict == Verdict.CHANGED and not self.is_range
        return self.origin == Origin.DECLARED and (changed or self.verdict == Verdict.REJECTED)

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

    @property
    def needs_value(self) -> bool:
        """Whether a member declared it and how much it is worth is still to be found: nobody accepts it as it is."""
        return self.is_range and self.origin == Origin.DECLARED


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


def pending_count(village: Place, *, month: Month | None = None) -> int:
    """Return how many claims wait for review, of one month where asked."""
    asked: Any = PointsClaim.village == village.id
    if month is not None:
        asked &= PointsClaim.counted_on.between(month.first_day, month.last_day)
    waiting = (
        PointsClaim.select(fn.COUNT(PointsClaim.id))
        .join(PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.claim == PointsClaim.id))
        .where(PointsReview.id.is_null() & asked)
    )
    return int(waiting.scalar() or 0)


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


def same_day(village: Place, claims: Iterable[ClaimRow]) -> dict[int, tuple[str, ...]]:
    """Return for claims what else stands of the same member, item and day, with its number in words; few have any."""
    rows = tuple(claims)
    others: defaultdict[tuple[int, str, date], dict[str, str]] = defaultdict(dict)
    for (person_id, code, day, note), told in standing_keys(village, (one.happened_on for one in rows)).items():
        others[person_id, code, day][note] = told
    found = {
        one.id: tuple(
            told for note, told in others[one.person_id, one.item_code, one.happened_on].items() if note != one.note
        )
        for one in rows
    }
    return {claim_id: told for claim_id, told in found.items() if told}


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


def record_keys(village: Place, days: Iterable[date]) -> dict[tuple[int, str, date], str]:
    """Return what records of ``days`` brought in already: member, item and day, with the claim's number in words."""
    asked = (
        PointsClaim.select(PointsClaim.person, PointsClaim.item_code, PointsClaim.happened_on, PointsClaim.id)
        .join(PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.claim == PointsClaim.id))
        .join_from(PointsClaim, PointsClaimSource, JOIN.LEFT_OUTER, on=(PointsClaimSource.claim == PointsClaim.id))
        .where(
            (PointsClaim.village == village.id)
            & PointsClaim.happened_on.in_(sorted(set(days)))
            & (PointsClaim.meeting.is_null(False) | PointsClaimSource.id.is_null(False))
            & (PointsReview.id.is_null() | (PointsReview.verdict != Verdict.REJECTED))
        )
    )
    return {(row[0], row[1], row[2]): f"第 {row[3]} 号申报" for row in tuples_of(asked)}


def drafted_keys(village: Place, keys: Iterable[str]) -> set[tuple[Source, str, int]]:
    """Return which events were drafted from already: the record, its key, and the member."""
    asked = PointsClaimSource.select(PointsClaimSource.source, PointsClaimSource.key, PointsClaimSource.person).where(
        (PointsClaimSource.village == village.id) & PointsClaimSource.key.in_(sorted(set(keys)))
    )
    return {(source, key, person_id) for source, key, person_id in tuples_of(asked)}


def drafted_notes(village: Place, days: Iterable[date]) -> set[tuple[int, str, date, str]]:
    """Return what was drafted for ``days`` from records that are no meetings: member, item, day and note."""
    asked = (
        PointsClaim.select(PointsClaim.person, PointsClaim.item_code, PointsClaim.happened_on, PointsClaim.note)
        .join_from(PointsClaim, PointsClaimSource)
        .where(
            (PointsClaim.village == village.id)
            & PointsClaim.happened_on.in_(sorted(set(days)))
            & PointsClaim.meeting.is_null()
        )
    )
    return set(tuples_of(asked))


def meeting_keys(village: Place, meeting_ids: Iterable[int]) -> set[tuple[int | None, str, int]]:
    """Return what was entered from meetings already, whatever came of it: meeting, item and member."""
    asked = PointsClaim.select(PointsClaim.meeting, PointsClaim.item_code, PointsClaim.person).where(
        (PointsClaim.village == village.id) & PointsClaim.meeting.in_(sorted(set(meeting_ids)))
    )
    return set(tuples_of(asked))


def photo_uses(village: Place, claim_id: int) -> list[int]:
    """Return the other claims of the village that came with one of the claim's photos, by number."""
    own = Attachment.select(Attachment.digest).where(
        (Attachment.log == village.log_id) & (Attachment.about_kind == CLAIM) & (Attachment.about_key == str(claim_id))
    )
    asked = Attachment.select(Attachment.about_key).where(
        (Attachment.log == village.log_id)
        & (Attachment.about_kind == CLAIM)
        & (Attachment.about_key != str(claim_id))
        & Attachment.digest.in_(own)
    )
    return sorted({int(key) for (key,) in tuples_of(asked)})


def usual_items(village: Place, person_id: int, *, since: date, most: int) -> list[str]:
    """Return the codes of what a member declares most often, the most frequent first."""
    count = fn.COUNT(PointsClaim.id)
    asked = (
        PointsClaim.select(PointsClaim.item_code)
        .where(
            (PointsClaim.village == village.id)
            & (PointsClaim.person == person_id)
            & (PointsClaim.origin == Origin.DECLARED)
            & (PointsClaim.happened_on >= since)
        )
        .group_by(PointsClaim.item_code)
        .order_by(count.desc(), PointsClaim.item_code)
        .limit(most)
    )
    return [code for (code,) in tuples_of(asked)]


def _claims(village: Place, asked: Any) -> list[ClaimRow]:
    submitter, reviewer, checker = Person.alias(), Person.alias(), Person.alias()
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
                PointsClaimSource.source,
                PointsAdoption.group_check,
                PointsCheck.confirmed,
                PointsCheck.remark,
                PointsCheck.checked_by.alias("checker_id"),
                checker.name.alias("checker_name"),
            )
            .join(Person, on=(PointsClaim.person == Person.id))
            .join_from(PointsClaim, submitter, on=(PointsClaim.submitted_by == submitter.id))
            .join_from(PointsClaim, Meeting, JOIN.LEFT_OUTER, on=(PointsClaim.meeting == Meeting.id))
            .join_from(PointsClaim, PointsReview, JOIN.LEFT_OUTER, on=(PointsReview.claim == PointsClaim.id))
            .join_from(PointsReview, reviewer, JOIN.LEFT_OUTER, on=(PointsReview.reviewed_by == reviewer.id))
            .join_from(PointsClaim, PointsClaimSource, JOIN.LEFT_OUTER, on=(PointsClaimSource.claim == PointsClaim.id))
            .join_from(PointsClaim, PointsAdoption, JOIN.LEFT_OUTER, on=(PointsAdoption.scheme == PointsClaim.scheme))
            .join_from(PointsClaim, PointsCheck, JOIN.LEFT_OUTER, on=(PointsCheck.claim == PointsClaim.id))
            .join_from(PointsCheck, checker, JOIN.LEFT_OUTER, on=(PointsCheck.checked_by == checker.id))
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
        source=row["source"],
        group_check=bool(row["group_check"]),
        confirmed=None if row["confirmed"] is None else bool(row["confirmed"]),
        remark=row["remark"] or "",
        checked_by_id=row["checker_id"],
        checked_by=row["checker_name"],
    )
