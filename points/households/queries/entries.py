"""Reading entries with what was said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from points.households.errors import NoHouseholdEntryError
from points.households.models import HouseholdDecision, HouseholdEntry, HouseholdReversal
from points.households.queries.register import HouseholdRow, households_by_id, names_by_id
from points.households.queries.schemes import scheme_names
from points.households.values import Origin, Verdict
from portal.kernel.attachments import attachments_of
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from points.households.rules.earning import Rule
    from portal.kernel.attachments import AttachmentRow
    from portal.kernel.months import Month
    from portal.org.models import Place

#: The kind of subject entries' photos lie under.
ENTRY = "household_entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One entry: what, who, when, and how it stands."""

    id: int
    household: HouseholdRow
    rule: Rule
    happened_on: date
    counted_on: date
    times: int
    requested_x100: int
    note: str
    origin: Origin
    submitted_by_id: int
    submitted_by: str
    submitted_on: date
    late_days: int
    verdict: Verdict | None
    awarded_x100: int
    explanation: str
    reason: str  # why it was rejected
    decided_by_id: int | None
    decided_by: str
    decided_on: date | None
    reversed_on: date | None
    reversal_reason: str
    files: tuple[AttachmentRow, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it is in force."""
        return self.verdict == Verdict.CONFIRMED and self.reversed_on is None

    @property
    def state(self) -> tuple[str, str]:
        """The mark and the word of how it stands."""
        if self.reversed_on is not None:
            return "off", "已冲销"
        if self.verdict is None:
            return "wait", "待确认"
        return ("done", "已生效") if self.verdict == Verdict.CONFIRMED else ("stop", "已退回")


def entries(
    village: Place,
    *,
    month: Month | None = None,
    household_id: int | None = None,
    only_open: bool = False,
) -> list[EntryRow]:
    """Return the village's entries, the newest first: of a month, of a household, or those nobody judged yet."""
    asked: Any = HouseholdEntry.village == village.id
    if month is not None:
        asked &= (HouseholdEntry.counted_on >= month.first_day) & (HouseholdEntry.counted_on <= month.last_day)
    if household_id is not None:
        asked &= HouseholdEntry.household == household_id
    if only_open:
        asked &= HouseholdDecision.id.is_null()
    return _entries(village, asked)


def entry(village: Place, entry_id: int) -> EntryRow:
    """Return one entry with its photos.

    :raise NoHouseholdEntryError: the village has no such entry.
    """
    found = _entries(village, (HouseholdEntry.village == village.id) & (HouseholdEntry.id == entry_id), files=True)
    if not found:
        raise NoHouseholdEntryError
    return found[0]


def entries_by_id(village: Place, ids: Collection[int]) -> dict[int, EntryRow]:
    """Return some of the village's entries by their numbers; those it has not are left out."""
    asked = (HouseholdEntry.village == village.id) & HouseholdEntry.id.in_(list(ids))
    return {one.id: one for one in _entries(village, asked)}


def reversed_in(village: Place, month: Month) -> list[EntryRow]:
    """Return the entries taken back in a month."""
    asked = (
        (HouseholdEntry.village == village.id)
        & (HouseholdReversal.counted_on >= month.first_day)
        & (HouseholdReversal.counted_on <= month.last_day)
    )
    return _entries(village, asked)


def standing_keys(village: Place, days: Collection[date]) -> set[tuple[int, str, date, str]]:
    """Return household, rule, day and note of what was entered for some days and not rejected or taken back."""
    rows = (
        HouseholdEntry.select(
            HouseholdEntry.household, HouseholdEntry.rule_code, HouseholdEntry.happened_on, HouseholdEntry.note
        )
        .join(HouseholdDecision, JOIN.LEFT_OUTER, on=(HouseholdDecision.entry == HouseholdEntry.id))
        .join_from(
            HouseholdEntry, HouseholdReversal, JOIN.LEFT_OUTER, on=(HouseholdReversal.entry == HouseholdEntry.id)
        )
        .where(
            (HouseholdEntry.village == village.id)
            & HouseholdEntry.happened_on.in_(list(days))
            & (HouseholdDecision.verdict.is_null() | (HouseholdDecision.verdict == Verdict.CONFIRMED))
            & HouseholdReversal.id.is_null()
        )
    )
    return set(tuples_of(rows))


def open_count(
    village: Place, *, month: Month | None = None, not_by: int | None = None, not_of: int | None = None
) -> int:
    """Return how many entries wait for a second person; of a month, or without somebody's and a household's own."""
    asked: Any = (HouseholdEntry.village == village.id) & HouseholdDecision.id.is_null()
    if month is not None:
        asked &= (HouseholdEntry.counted_on >= month.first_day) & (HouseholdEntry.counted_on <= month.last_day)
    if not_by is not None:
        asked &= HouseholdEntry.submitted_by != not_by
    if not_of is not None:
        asked &= HouseholdEntry.household != not_of
    rows = HouseholdEntry.select(fn.COUNT(HouseholdEntry.id)).join(
        HouseholdDecision, JOIN.LEFT_OUTER, on=(HouseholdDecision.entry == HouseholdEntry.id)
    )
    return int(rows.where(asked).scalar() or 0)


def _entries(village: Place, asked: Any, *, files: bool = False) -> list[EntryRow]:
    rows = list(
        dicts_of(
            HouseholdEntry.select(
                HouseholdEntry,
                HouseholdDecision.verdict,
                HouseholdDecision.awarded_x100,
                HouseholdDecision.explanation,
                HouseholdDecision.reason.alias("rejected_why"),
                HouseholdDecision.decided_by,
                HouseholdDecision.decided_at,
                HouseholdReversal.counted_on.alias("reversed_on"),
                HouseholdReversal.reason.alias("reversed_why"),
            )
            .join(HouseholdDecision, JOIN.LEFT_OUTER, on=(HouseholdDecision.entry == HouseholdEntry.id))
            .join_from(
                HouseholdEntry, HouseholdReversal, JOIN.LEFT_OUTER, on=(HouseholdReversal.entry == HouseholdEntry.id)
            )
            .where(asked)
            .order_by(HouseholdEntry.counted_on.desc(), HouseholdEntry.id.desc())
        )
    )
    if not rows:
        return []
    homes = households_by_id(village, [row["household"] for row in rows])
    rules = scheme_names(village)
    names = names_by_id({row[who] for row in rows for who in ("submitted_by", "decided_by") if row[who] is not None})
    photos = attachments_of(village.log_id, ENTRY, [row["id"] for row in rows]) if files else {}
    return [_entry_row(row, homes, rules, names, photos=photos.get(str(row["id"]), ())) for row in rows]


def _entry_row(
    row: dict[str, Any],
    homes: dict[int, HouseholdRow],
    rules: dict[tuple[int, str], Rule],
    names: dict[int, str],
    *,
    photos: Sequence[AttachmentRow],
) -> EntryRow:
    return EntryRow(
        id=row["id"],
        household=homes[row["household"]],
        rule=rules[row["scheme"], row["rule_code"]],
        happened_on=row["happened_on"],
        counted_on=row["counted_on"],
        times=row["times"],
        requested_x100=row["requested_x100"],
        note=row["note"],
        origin=row["origin"],
        submitted_by_id=row["submitted_by"],
        submitted_by=names[row["submitted_by"]],
        submitted_on=local_day(row["submitted_at"]),
        late_days=row["late_days"],
        verdict=row["verdict"],
        awarded_x100=row["awarded_x100"] or 0,
        explanation=row["explanation"] or "",
        reason=row["rejected_why"] or "",
        decided_by_id=row["decided_by"],
        decided_by=names.get(row["decided_by"], ""),
        decided_on=local_day(row["decided_at"]) if row["decided_at"] else None,
        reversed_on=row["reversed_on"],
        reversal_reason=row["reversed_why"] or "",
        files=tuple(photos),
    )
