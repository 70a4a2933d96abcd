"""What in a scheme is worth a second look: a scheme that an assembly adopted is entered as it is."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.rules import Period, cap_title, plain_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from points.rules import Item
    from points.schemes import SchemeFile

_WIDTHS = list(Period)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """What is worth a second look: at which item, and why."""

    code: str
    problem: str


def warnings_of(scheme: SchemeFile) -> list[Warned]:
    """Return what contradicts itself in a scheme, in the order of its items."""
    found = [warned for item in scheme.items for warned in _of_item(item, scheme)]
    return [*found, *_of_names(scheme), *_of_groups(scheme)]


def _of_item(item: Item, scheme: SchemeFile) -> Iterator[Warned]:
    most = abs(item.highest_x100 if item.highest_x100 is not None else item.points_x100)
    for cap in item.caps:
        if cap.limit_x100 < most:
            told = f"{cap_title(cap, item)} {plain_points(cap.limit_x100)} 分比一次的 {plain_points(most)} 分还小"
            yield Warned(code=item.code, problem=f"{told}，一次就超过")
    own = sorted((cap for cap in item.caps if not cap.whole_category), key=lambda cap: _WIDTHS.index(cap.period))
    for narrow, wide in itertools.pairwise(own):
        if narrow.limit_x100 > wide.limit_x100:
            told = f"{cap_title(narrow, item)}比{cap_title(wide, item)}还大，{cap_title(narrow, item)}起不了作用"
            yield Warned(code=item.code, problem=told)
    if item.is_deduction and not item.caps and not scheme.floored:
        yield Warned(code=item.code, problem="扣分没有上限，也没有写扣到多少为止")


def _of_names(scheme: SchemeFile) -> Iterator[Warned]:
    worth: defaultdict[str, set[int]] = defaultdict(set)
    for item in scheme.items:
        worth[item.name].add(item.points_x100)
    for item in scheme.items:
        if len(worth[item.name]) > 1:
            yield Warned(code=item.code, problem=f"“{item.name}”有两种分值，请核对是不是同一件事")


def _of_groups(scheme: SchemeFile) -> Iterator[Warned]:
    counted = Counter(item.group for item in scheme.items if item.group)
    for item in scheme.items:
        if counted[item.group] == 1:
            yield Warned(code=item.code, problem=f"“{item.group}”组只有这一项，同组取高起不了作用")
