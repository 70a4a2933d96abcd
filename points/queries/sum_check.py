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

    from points.sums import Sums

_TOGETHER = 500


def differences() -> Iterator[str]:
    """Say, in one sentence each, where the sums are not what all entries add up to; nothing is said where they are."""
    for sums in ALL_SUMS:
        found = [dict(zip((*sums.columns, "kept", "found"), row, strict=True)) for row in execute(sums.differing)]
        branches = _names("branch", [row["branch_id"] for row in found])
        people = _names("person", [row["person_id"] for row in found if "person_id" in row])
        for row in found:
            yield _sentence(sums, row, branches, people)


def _sentence(sums: Sums, row: Mapping[str, Any], branches: Mapping[int, str], people: Mapping[int, str]) -> str:
    who = f" {people[row['person_id']]}" if "person_id" in sums.columns else ""
    when = f"{row['year']}年" if "year" in sums.columns else Month.parse(row["month"]).chinese
    what = f"“{row['category']}”" if "category" in sums.columns else ""
    kept, found = (plain_points(int(row[side])) for side in ("kept", "found"))
    return (
        f"{branches[row['branch_id']]}{who} {when}{what}的积分合计与逐笔记录不符：合计 {kept} 分，逐笔相加 {found} 分。"
    )


def _names(table: str, numbers: Sequence[int]) -> dict[int, str]:
    names: dict[int, str] = {}
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), _TOGETHER):
        some = wanted[start : start + _TOGETHER]
        marks = ", ".join("?" for _ in some)
        names |= dict(execute(f"SELECT id, name FROM {table} WHERE id IN ({marks})", some).fetchall())  # noqa: S608 - fixed
    return names
