"""Which lists of points can be shown: those that hold what the pages ask for; any other stands in the log alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel.errors import DomainError
from portal.kernel.months import Month, Quarter
from portal.kernel.published import once
from portal.kernel.shapes import fits, is_day, one_of, perhaps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.kernel.published import PublishedBulletin
    from portal.kernel.shapes import Shape

KIND = "points"
KIND_YEAR = "points-year"

_NAMED: Shape = {"name": int, "masked": str}
_LINE: Shape = {
    "item": str,
    "category": str,
    "happened_on": is_day,
    "points_x100": int,
    "explanation": str,
    "late_days": int,
    "reversed_on": perhaps(is_day),
}
_BRANCH: Shape = {
    "name": str,
    "members": int,
    "additions_x100": int,
    "average_x100": int,
    "people": [{"member": _NAMED, "additions_x100": int, "lines": [_LINE]}],
    "taken_back": perhaps([{"member": _NAMED, "item": str, "points_x100": int, "reversed_on": is_day}]),
}
_OBJECTION: Shape = {
    "number": int,
    "about": perhaps({"member": _NAMED, "item": str, "happened_on": is_day}),
    "finding": one_of("upheld", "dismissed"),
    "answer": str,
    "filed_on": is_day,
    "answered_on": is_day,
}
_LIST: Shape = {
    "publicity": {"days": int, "until": is_day, "until_certain": bool, "article": str, "confidence": str},
    "branches": [_BRANCH],
    "objections": perhaps([_OBJECTION]),
    "taken_down_on": perhaps(is_day),
    "dues_unlisted": perhaps(bool),
}


@once
def sound(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is a list of points that can be shown."""
    if bulletin.kind != KIND or not fits(bulletin.content, _LIST):
        return False
    try:
        period_of(bulletin)
    except DomainError:
        return False
    known = None if bulletin.names is None else len(bulletin.names)
    return known is None or all(0 <= ref["name"] < known for ref in _named_in(bulletin.content))


def period_of(bulletin: PublishedBulletin) -> Month | Quarter:
    """Return the month or quarter a list is of."""
    return Quarter.parse(bulletin.key) if "Q" in bulletin.key else Month.parse(bulletin.key)


def _named_in(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for branch in content["branches"]:
        yield from (one["member"] for one in (*branch["people"], *(branch.get("taken_back") or ())))
    yield from (one["about"]["member"] for one in content.get("objections") or () if one.get("about"))
