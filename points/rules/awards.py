"""How many points an entry earns: caps, groups, repeats, half points, lateness; pure decisions over plain values.

What a claim asks is first multiplied where the item counts differently from its second time on, then cut to what its
group leaves (only the highest counts), then to what the caps leave. Reversed entries use up nothing.

Source: product rules "half points are exact" and "a statement that explains every cap"; every value is a branch's
own scheme, data of the form of ``schemes/example-2026.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.errors import (
    ChangedValueError,
    FutureDateError,
    NotForThisMemberError,
    StepError,
    TimesError,
    ValueFixedError,
    ValueNeededError,
)
from points.rules.items import MOST_TIMES, STEP_X100, Cap, Period, cap_title, plain_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from points.rules.items import Item, MemberClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An entry made before; a reversal names the entry it takes back and carries the opposite points."""

    id: int
    reverses: int | None
    code: str
    category: str
    happened_on: date
    awarded_x100: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """What an entry earns and why; ``cap`` is the one that cut it, the tightest where several did."""

    awarded_x100: int
    explanation: str
    cap: Cap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """What a claim earns beside what was entered before: what it asks for now, what counts of it, and why."""

    requested_x100: int
    awarded_x100: int
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """How much one limit leaves, and what is said of it."""

    left_x100: int
    told: str
    cap: Cap | None


def earn(item: Item, *, asked_x100: int, happened_on: date, past: Iterable[Past]) -> Earned:
    """Return what a claim for ``item`` earns on its day, beside what the member has from ``past``."""
    entries = tuple(unreversed(past))
    preface, requested = "", asked_x100
    earlier = sum(one.code == item.code and Period.YEAR.joins(one.happened_on, happened_on) for one in entries)
    if item.repeat_x100 is not None and earlier:
        requested = asked_x100 * item.repeat_x100 // 100
        preface = f"第 {earlier + 1} 次，按 {plain_points(item.repeat_x100)} 倍计；"
    earned = award(
        item,
        requested_x100=requested,
        counted=counted_before(item, happened_on=happened_on, past=entries),
        in_group_x100=_counted_in_group(item, entries, happened_on=happened_on),
    )
    return Earned(requested_x100=requested, awarded_x100=earned.awarded_x100, explanation=preface + earned.explanation)


def award(item: Item, *, requested_x100: int, counted: Mapping[Cap, int], in_group_x100: int = 0) -> Award:
    """Return what ``item`` earns when ``requested_x100`` is asked and ``counted`` is used up of each cap.

    ``counted`` comes from :func:`counted_before`, ``in_group_x100`` is what other items of its group earned already.
    What is asked beyond a limit is not earned and not an error: the explanation names every limit that cut it, the
    tightest first.
    """
    asked = abs(requested_x100)
    verb = "扣" if item.is_deduction else "记"
    rooms = sorted(_rooms(item, asked, counted, in_group_x100), key=lambda room: room.left_x100)
    granted = min([asked, *(room.left_x100 for room in rooms)])
    cutting = [room for room in rooms if room.left_x100 < asked]
    facts = "；".join(room.told for room in cutting or rooms[:1])
    if cutting:
        explanation = f"应{verb} {plain_points(asked)} 分，实{verb} {plain_points(granted)} 分：{facts}"
    elif facts:
        explanation = f"{verb} {plain_points(granted)} 分，{facts}"
    else:
        explanation = f"{verb} {plain_points(granted)} 分"
    return Award(
        awarded_x100=-granted if item.is_deduction else granted,
        explanation=explanation,
        cap=cutting[0].cap if cutting else None,
    )


def counted_before(item: Item, *, happened_on: date, past: Iterable[Past]) -> dict[Cap, int]:
    """Return how much of each cap of ``item`` is used up by ``past``, on the day something happened.

    What was reversed uses up nothing.
    """
    counted = dict.fromkeys(item.caps, 0)
    for entry in unreversed(past):
        if (entry.awarded_x100 < 0) != item.is_deduction:
            continue
        for cap in item.caps:
            same = entry.category == item.category if cap.whole_category else entry.code == item.code
            if same and cap.period.joins(entry.happened_on, happened_on):
                counted[cap] += abs(entry.awarded_x100)
    return counted


def unreversed(past: Iterable[Past]) -> Iterator[Past]:
    """Yield the entries that are neither reversals nor reversed."""
    entries = tuple(past)
    gone = {entry.reverses for entry in entries}
    return (entry for entry in entries if entry.reverses is None and entry.id not in gone)


def requested_points(item: Item, *, times: int = 1, value_x100: int | None = None) -> int:
    """Return the points asked for: so many times the item's, or for a range the value that was found right.

    :raise ValueNeededError: a range without a value in it.
    :raise ValueFixedError: a value for an item whose points are fixed.
    :raise StepError: a value finer than half a point.
    :raise TimesError: fewer than one time, too many, or more than once where each time counts for itself.
    """
    if not 1 <= times <= MOST_TIMES or (times != 1 and _counts_singly(item)):
        raise TimesError(MOST_TIMES)
    if item.highest_x100 is None:
        if value_x100 not in {None, item.points_x100}:
            raise ValueFixedError(item.name, plain_points(item.points_x100))
        return item.points_x100 * times
    lowest, highest = sorted((item.points_x100, item.highest_x100))
    if value_x100 is None or not lowest <= value_x100 <= highest:
        raise ValueNeededError(item.name, plain_points(lowest), plain_points(highest))
    if value_x100 % STEP_X100:
        raise StepError(plain_points(value_x100))
    return value_x100


def late_days(happened_on: date, *, recorded_on: date) -> int:
    """Return how many days after it happened a thing is recorded; 0 on the same day.

    :raise FutureDateError: it has not happened yet.
    """
    if happened_on > recorded_on:
        raise FutureDateError(recorded_on)
    return (recorded_on - happened_on).days


def changed_points(item: Item, points_x100: int, *, times: int = 1) -> int:
    """Return what a reviewer found right for a claim of ``item``: in half points, at most so many times its value.

    Nothing at all is a rejection, not a change; a range never goes below its lowest.

    :raise ChangedValueError: the value does not fit the item.
    """
    sign = -1 if item.is_deduction else 1
    most = abs(item.points_x100 if item.highest_x100 is None else item.highest_x100) * times
    least = STEP_X100 if item.highest_x100 is None else abs(item.points_x100)
    repeated = points_x100 if item.repeat_x100 is None else points_x100 * item.repeat_x100 / 100
    if points_x100 % STEP_X100 or repeated % STEP_X100 or not least <= sign * points_x100 <= most:
        raise ChangedValueError(item.worth, times, plain_points(sign * least), plain_points(sign * most))
    return points_x100


def require_applies(item: Item, member: frozenset[MemberClass]) -> None:
    """Refuse an item that is meant for members of other classes.

    :raise NotForThisMemberError: it is.
    """
    if item.applies_to and not member & set(item.applies_to):
        raise NotForThisMemberError(item.name, "、".join(item.applies_to))


def average_x100(total_x100: int, *, members: int) -> int:
    """Return the average to a hundredth of a point, halves up; 0 without members."""
    return (2 * total_x100 + members) // (2 * members) if members else 0


def _counts_singly(item: Item) -> bool:
    """Tell whether every time needs an entry of its own: its value is found, or differs from the time before."""
    return item.highest_x100 is not None or item.repeat_x100 is not None


def _rooms(item: Item, asked_x100: int, counted: Mapping[Cap, int], in_group_x100: int) -> Iterator[_Room]:
    used = "已扣" if item.is_deduction else "已计"
    for cap in item.caps:
        told = f"{cap_title(cap, item)} {plain_points(cap.limit_x100)} 分，{used} {plain_points(counted[cap])} 分"
        yield _Room(left_x100=max(0, cap.limit_x100 - counted[cap]), told=told, cap=cap)
    if in_group_x100:
        told = f"“{item.group}”组只计最高一项，{used} {plain_points(in_group_x100)} 分"
        yield _Room(left_x100=max(0, asked_x100 - in_group_x100), told=told, cap=None)


def _counted_in_group(item: Item, entries: Iterable[Past], *, happened_on: date) -> int:
    return sum(
        abs(entry.awarded_x100)
        for entry in entries
        if entry.code in item.group_codes
        and (entry.awarded_x100 < 0) == item.is_deduction
        and Period.YEAR.joins(entry.happened_on, happened_on)
    )
