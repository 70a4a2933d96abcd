"""Which documents of a branch's year can be shown: those that hold what the pages ask for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from portal.kernel.published import once
from portal.kernel.shapes import fits, is_day, one_of, perhaps

if TYPE_CHECKING:
    from portal.kernel.published import PublishedBulletin
    from portal.kernel.shapes import Shape

KIND = "branch"

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_KEY = re.compile(r"[1-9]\d{0,9}-(19\d\d|2\d{3})")


def _is_month(value: Any) -> bool:
    return isinstance(value, str) and _MONTH.fullmatch(value) is not None


_TURNOUT: Shape = {"meetings": int, "due": int, "due_present": int, "all": int, "present": int, "leave": int}
_PARTICIPATION: Shape = {"members": int, "came": int}
_STRETCH: Shape = {"first": is_day, "last": is_day, "turnout": _TURNOUT, "participation": _PARTICIPATION}
_CELL: Shape = {
    "kind": str,
    "name": str,
    "every": str,
    "period": str,
    "first": is_day,
    "state": one_of("held", "late", "planned", "due", "missed"),
    "held_on": [is_day],
    "late_days": int,
    "article": str,
    "confidence": str,
}
_MEETING: Shape = {
    "kind": str,
    "name": str,
    "title": str,
    "held_on": is_day,
    "form": perhaps(one_of("indoor", "practice")),
    "practice": str,
    "tie": str,
    "tie_key": str,
    "late_days": int,
    "turnout": _TURNOUT,
}
_YEAR: Shape = {
    "branch": str,
    "year": int,
    "through": _is_month,
    "since": perhaps(is_day),
    "calendar": [_CELL],
    "empty_months": [_is_month],
    "meetings": [_MEETING],
    "turnout": _TURNOUT,
    "participation": _PARTICIPATION,
    "practice": {"practice": int, "indoor": int, "unsaid": int},
    "exempt": [str],
    "comparison": perhaps({"months": int, "before": perhaps(_STRETCH), "after": perhaps(_STRETCH)}),
}


@once
def sound(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is a branch's year that can be shown."""
    return bulletin.kind == KIND and _KEY.fullmatch(bulletin.key) is not None and fits(bulletin.content, _YEAR)
