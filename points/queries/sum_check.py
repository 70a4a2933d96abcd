"""Whether the sums kept beside the entries are what the entries add up to: a part of ``cunshi db check``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.rules import plain_points
from points.sums import ALL_SUMS
from portal.kernel.db import execute
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

_TOGETHER = 500


def differences() -> Iterator[str]:
    """Say, in one sentence each, where the sums are not what all entries add up to; nothing is said where they are."""
    for sums in ALL_SUMS:
        rows = execute(sums.differing).fetchall()
        found = [(dict(zip(sums.columns, row, strict=False)), row[-6:-3], row[-3:]) for row in rows]
        branches = _names("branch", [keys["branch_id"] for keys, _, _ in found])
        people = _names("person", [keys["person_id"] for keys, _, _ in found if "person_id" in keys])
        for keys, kept, entries in found:
            of = _whose(keys, branches, people)
            yield f"{of}的积分合计与逐笔记录不符：合计 {_figures(*kept)}，逐笔相加 {_figures(*entries)}。"


def _whose(keys: Mapping[str, Any], branches: Mapping[int, str], people: Mapping[int, str]) -> str:
    who = f" {people[keys['person_id']]}" if "person_id" in keys else ""
    when = f"{keys['year']}年" if "year" in keys else Month.parse(keys["month"]).chinese
    return f"{branches[keys['branch_id']]}{who} {when}"


def _figures(additions_x100: int, deductions_x100: int, entries: int) -> str:
    added, lost = plain_points(int(additions_x100)), plain_points(-int(deductions_x100))
    return f"{int(entries)} 笔加 {added} 分扣 {lost} 分"


def _names(table: str, numbers: Sequence[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), _TOGETHER):
        some = wanted[start : start + _TOGETHER]
        marks = ", ".join("?" for _ in some)
        names |= dict(execute(f"SELECT id, name FROM {table} WHERE id IN ({marks})", some).fetchall())  # noqa: S608 - fixed
    return names
