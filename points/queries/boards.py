"""Reading what a branch, a member or a village has earned: boards, statements, published months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.queries.claims import ClaimRow, unaccepted_in
from points.queries.displays import course_of
from points.queries.entries import EntryRow, entries_in, past_of
from points.queries.schemes import members, scheme_on
from points.rules import State, average_x100, cap_title, counted_before, plain_points

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from points.periods import Stretch
    from points.rules import Item, Past
    from portal.org.models import Branch, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberTotals:
    """What one member earned and lost in a stretch of time, and how much of it is in force."""

    person_id: int
    name: str
    additions_x100: int
    deductions_x100: int
    total_x100: int
    in_force_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One claim or entry in a list, with how it stands."""

    claim_id: int | None
    entry_id: int | None
    person_id: int
    person: str
    item_code: str
    item: str
    category: str
    happened_on: date  # the day it counts
    really_on: date  # the day it was done
    points_x100: int
    explanation: str
    note: str
    late_days: int
    state: State
    is_reversal: bool

    @property
    def state_text(self) -> str:
        """The state in words."""
        return "冲销" if self.is_reversal else self.state.chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchList:
    """A branch's points in a month, quarter or year: totals by member and every entry, newest first.

    Who left still stands among ``members`` with what they earned there, and is none of the ``heads``.
    """

    branch_id: int
    branch: str
    stretch: Stretch
    members: tuple[MemberTotals, ...]
    entries: tuple[EntryRow, ...]
    rows: tuple[BoardRow, ...]
    heads: int  # by the register on the last day, or today before it
    average_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CapUse:
    """How much of one cap a member has used."""

    title: str
    used_x100: int
    limit_x100: int

    @property
    def left_x100(self) -> int:
        """What is left of it."""
        return max(0, self.limit_x100 - self.used_x100)


def branch_list(
    village: Place, branch: Branch, stretch: Stretch, *, today: date, person_id: int | None = None
) -> BranchList:
    """Return a branch's points in a month, quarter or year, or those of one member alone.

    A member's points are theirs in whatever branch they were earned: a transfer changes nothing of what there is.
    """
    people = members(village, branch.id, on=min(stretch.last_day, max(today, stretch.first_day)))
    if person_id is not None:
        people = [row for row in people if row.id == person_id]
    course = course_of(village)
    branch_id = branch.id if person_id is None else None
    entries = entries_in(village, stretch, today=today, branch_id=branch_id, person_id=person_id, course=course)
    claims = unaccepted_in(village, stretch, branch_id=branch_id, person_id=person_id)
    names = {entry.person_id: entry.person for entry in entries} | {row.id: row.name for row in people}
    rows = [_entry_row(one) for one in entries] + [_claim_row(one) for one in claims]
    totals = tuple(
        totals_of(person, names[person], entries) for person in dict.fromkeys([*(p.id for p in people), *names])
    )
    return BranchList(
        branch_id=branch.id,
        branch=branch.name,
        stretch=stretch,
        members=totals,
        entries=tuple(sorted(entries, key=lambda one: (one.happened_on, one.id), reverse=True)),
        rows=tuple(sorted(rows, key=_newest, reverse=True)),
        heads=len(people),
        average_x100=average_x100(sum(row.total_x100 for row in totals), members=len(people)),
    )


def totals_of(person_id: int, name: str, entries: Iterable[EntryRow]) -> MemberTotals:
    """Return what a member's entries add up to; a reversal counts on its own day, against what it takes back."""
    own = [one for one in entries if one.person_id == person_id]
    additions = sum(one.awarded_x100 for one in own if one.is_addition)
    deductions = sum(one.awarded_x100 for one in own if not one.is_addition)
    return MemberTotals(
        person_id=person_id,
        name=name,
        additions_x100=additions,
        deductions_x100=deductions,
        total_x100=additions + deductions,
        in_force_x100=sum(one.awarded_x100 for one in own if one.is_effective),
    )


def caps_of(village: Place, branch_id: int, person_id: int, *, today: date) -> list[CapUse]:
    """Return how much of each cap a member has used by today, of the items they earned something by."""
    scheme = scheme_on(village, branch_id, today)
    past = past_of(village, [person_id], [today.year]).get((person_id, today.year), [])
    earned = {one.code for one in past}
    found: dict[str, CapUse] = {}
    for item in scheme.items if scheme else ():
        if item.code in earned:
            found |= {one.title: one for one in _uses(item, past, today=today)}
    return list(found.values())


def _uses(item: Item, past: list[Past], *, today: date) -> Iterable[CapUse]:
    counted = counted_before(item, happened_on=today, past=past)
    for cap, used in counted.items():
        owner = "" if cap.whole_category else f"{item.code} {item.name} "
        yield CapUse(title=f"{owner}{cap_title(cap, item)}", used_x100=used, limit_x100=cap.limit_x100)


def _entry_row(one: EntryRow) -> BoardRow:
    return BoardRow(
        claim_id=one.claim_id,
        entry_id=one.id,
        person_id=one.person_id,
        person=one.person,
        item_code=one.item_code,
        item=one.item,
        category=one.category,
        happened_on=one.happened_on,
        really_on=one.really_on,
        points_x100=one.awarded_x100,
        explanation=one.explanation,
        note=one.note or one.reason,
        late_days=one.late_days,
        state=one.state,
        is_reversal=one.reverses_id is not None,
    )


def _claim_row(one: ClaimRow) -> BoardRow:
    told = one.reason or ("认定分值由审核人填写" if one.is_range else f"申报 {plain_points(one.requested_x100)} 分")
    return BoardRow(
        claim_id=one.id,
        entry_id=None,
        person_id=one.person_id,
        person=one.person,
        item_code=one.item_code,
        item=one.item.name,
        category=one.category,
        happened_on=one.counted_on,
        really_on=one.happened_on,
        points_x100=0,
        explanation=told,
        note=one.note,
        late_days=one.late_days,
        state=one.state or State.PENDING,
        is_reversal=False,
    )


def _newest(row: BoardRow) -> tuple[date, int, int]:
    return (row.happened_on, row.entry_id or 0, row.claim_id or 0)
