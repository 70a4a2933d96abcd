"""Reading why a member's year comes to what it comes to: base, categories with their caps, every entry and reversal.

Everything is read from the entries and the schemes they were made under: a new scheme or a move to another branch
changes nothing of what was told before.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.queries.entries import entries_in
from points.queries.schemes import items_by_scheme
from points.queries.sums import basis_of
from points.rules import Period, plain_points
from points.rules.scores import Posting, Score, Sum, mean_x100, score, summed
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, Quarter
from portal.org.queries import branches, person

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from points.periods import Year
    from points.queries.entries import EntryRow
    from points.rules import Item
    from points.rules.scores import Basis
    from portal.org.models import Place

_QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One entry as a statement tells it."""

    entry: EntryRow
    cut_x100: int  # how much of what was asked no cap left room for
    told: str  # what happened around it: entered later, taken back, counted elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPart:
    """One category: what was asked, what caps cut, what was taken back, what it comes to."""

    category: str
    is_addition: bool
    cap_x100: int | None
    asked_x100: int
    cut_x100: int
    taken_back_x100: int
    total_x100: int
    lines: tuple[StatementLine, ...]

    @property
    def sentence(self) -> str:
        """How the category comes to what it comes to."""
        said = f"应{'记' if self.is_addition else '扣'} {plain_points(abs(self.asked_x100))} 分"
        if self.cut_x100:
            said += f"，上限去掉 {plain_points(self.cut_x100)} 分"
        if self.taken_back_x100:
            said += f"，冲销 {plain_points(abs(self.taken_back_x100))} 分"
        return f"{said}，{'计' if self.is_addition else '扣'} {plain_points(abs(self.total_x100))} 分"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterScore:
    """One quarter with its own score."""

    quarter: Quarter
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A member's year, from the base to the total."""

    person_id: int
    name: str
    branches: tuple[str, ...]  # in which the entries were made
    year: Year
    basis: Basis
    score: Score
    parts: tuple[StatementPart, ...]
    quarters: tuple[QuarterScore, ...]
    in_force_x100: int  # what of both sides is in force

    @property
    def mean_x100(self) -> int:
        """The mean of the four quarters, which some branches go by."""
        return mean_x100([one.score.total_x100 for one in self.quarters])

    @property
    def sum_text(self) -> str:
        """The whole reckoning in one line."""
        reckoned = self.score
        said = f"基础分 {plain_points(reckoned.base_x100)} ＋ 加分 {plain_points(reckoned.sum.additions_x100)}"
        said += f" － 扣分 {plain_points(-reckoned.sum.deductions_x100)} ＝ {plain_points(reckoned.reckoned_x100)} 分"
        if reckoned.held_x100:
            end = "不足最低分，按最低分" if reckoned.held_x100 > 0 else "超过最高分，按最高分"
            said += f"；{end}记 {plain_points(reckoned.total_x100)} 分"
        return said


def statement(village: Place, person_id: int, year: Year, *, today: date) -> Statement:
    """Return why a member's year comes to what it comes to.

    :raise NotFoundError: the village has no such member, and never recorded anything for them that year.
    """
    row = person(village, person_id, on=today)
    entries = entries_in(village, year, today=today, person_id=person_id)
    if row.branch_id is None and not entries:
        raise NotFoundError
    places = dict.fromkeys(one.branch_id for one in entries) or {row.branch_id or 0: None}
    names = {branch.id: branch.name for branch in branches(village)}
    basis = basis_of(village, next(iter(places)), year=year.year, on=year.last_day)
    items = items_by_scheme({one.scheme_id for one in entries})
    return Statement(
        person_id=person_id,
        name=row.name,
        branches=tuple(names[branch] for branch in places if branch in names),
        year=year,
        basis=basis,
        score=score(basis, summed(postings_of(entries))),
        parts=tuple(_parts(entries, items)),
        quarters=tuple(_quarter(Quarter(year.year, number), entries, basis) for number in _QUARTERS),
        in_force_x100=sum(one.awarded_x100 for one in entries if one.is_effective),
    )


def postings_of(entries: Iterable[EntryRow]) -> list[Posting]:
    """Return entries as far as sums ask."""
    return [
        Posting(
            id=one.id,
            person_id=one.person_id,
            counts_on=one.happened_on,
            awarded_x100=one.awarded_x100,
            is_addition=one.is_addition,
        )
        for one in entries
    ]


def _quarter(quarter: Quarter, entries: Sequence[EntryRow], basis: Basis) -> QuarterScore:
    own = [one for one in entries if quarter.first_day <= one.happened_on <= quarter.last_day]
    return QuarterScore(quarter=quarter, score=score(basis, summed(postings_of(own))))


def _parts(entries: Sequence[EntryRow], items: Mapping[tuple[int, str], Item]) -> Iterable[StatementPart]:
    by_part: dict[tuple[bool, str], list[EntryRow]] = defaultdict(list)
    for one in entries:
        by_part[not one.is_addition, one.category].append(one)
    for (is_deduction, category), own in sorted(by_part.items()):
        lines = tuple(_line(one) for one in own)
        sides: Sum = summed(postings_of(own))
        made = [one for one in own if one.reverses_id is None]
        yield StatementPart(
            category=category,
            is_addition=not is_deduction,
            cap_x100=_cap(own, items),
            asked_x100=sum(one.requested_x100 for one in made),
            cut_x100=sum(line.cut_x100 for line in lines),
            taken_back_x100=sum(one.awarded_x100 for one in own if one.reverses_id is not None),
            total_x100=sides.total_x100,
            lines=lines,
        )


def _cap(own: Sequence[EntryRow], items: Mapping[tuple[int, str], Item]) -> int | None:
    """Return the year's cap of the category by the last scheme anything of it was entered under."""
    last = max(own, key=lambda one: one.id)
    caps = items[last.scheme_id, last.item_code].caps
    return next((cap.limit_x100 for cap in caps if cap.whole_category and cap.period == Period.YEAR), None)


def _line(one: EntryRow) -> StatementLine:
    cut = 0 if one.reverses_id is not None else abs(one.requested_x100) - abs(one.awarded_x100)
    return StatementLine(entry=one, cut_x100=cut, told=_told(one))


def _told(one: EntryRow) -> str:
    told = []
    if one.reverses_id is not None:
        told.append(f"冲销第 {one.reverses_id} 号，理由：{one.reason}")
    if one.reversed_by_id is not None and one.reversed_on is not None:
        where = (
            ""
            if Month.of(one.reversed_on) == Month.of(one.happened_on)
            else f"，记在{Month.of(one.reversed_on).chinese}"
        )
        told.append(f"已由第 {one.reversed_by_id} 号冲销{where}")
    if one.late_days:
        told.append(f"补录 {one.late_days} 天")
    return "；".join(told)
