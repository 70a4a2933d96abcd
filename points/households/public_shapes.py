"""Which documents of household points can be shown: those that hold what the pages ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel.errors import DomainError
from portal.kernel.months import Month
from portal.kernel.published import once
from portal.kernel.shapes import fits, is_day, one_of, perhaps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.kernel.published import PublishedBulletin
    from portal.kernel.shapes import Shape

MONTH_LIST = "household-points"
YEAR_NOTICE = "household-year"

_PIECES: Mapping[str, Any] = {"name": str, "unit": str, "quantity": int}
_LIST: Shape = {
    "month": str,
    "scheme": perhaps({"version": int, "resolution": str, "digest": str, "year_end": str}),
    "kinds": [{"name": str, "households": int, "entries": int, "points_x100": int}],
    "households": [{"group": str, "household": str, "points_x100": int, "kinds": [list]}],
    "taken_back": [
        {"group": str, "household": str, "rule": str, "counted_on": is_day, "reversed_on": is_day, "points_x100": int}
    ],
    "given": [{**_PIECES, "households": int, "points_x100": int}],
    "stock": [_PIECES],
    "deliveries": [{**_PIECES, "cost_fen": int, "voucher": str}],
    "deliveries_taken_back": perhaps([{**_PIECES, "cost_fen": int, "delivered_on": is_day, "reason": str}]),
    "budget": {"year": int, "amount_fen": perhaps(int), "spent_fen": int, "document": str},
    "balance": {"households": int, "points_x100": int},
    "objections": [
        {
            "number": int,
            "about": perhaps(str),
            "filed_on": is_day,
            "finding": one_of("upheld", "dismissed"),
            "answer": str,
            "answered_on": is_day,
        }
    ],
    "publicity": {"days": int, "until": is_day, "article": str, "confidence": str},
}
_NOTICE: Shape = {"year": int, "rule": str, "ends_on": is_day, "expires": bool}


@once
def sound(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is a month's list that can be shown."""
    if bulletin.kind != MONTH_LIST or not fits(bulletin.content, _LIST):
        return False
    try:
        Month.parse(bulletin.key)
    except DomainError:
        return False
    return True


@once
def sound_notice(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is a year's notice that can be shown."""
    return bulletin.kind == YEAR_NOTICE and fits(bulletin.content, _NOTICE)
