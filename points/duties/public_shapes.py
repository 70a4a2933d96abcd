"""Which documents on members' duties can be shown: those that hold what the pages ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import DomainError
from portal.kernel.months import Quarter
from portal.kernel.published import once
from portal.kernel.shapes import fits

if TYPE_CHECKING:
    from portal.kernel.published import PublishedBulletin
    from portal.kernel.shapes import Shape

KIND = "duties"

_QUARTER: Shape = {
    "least": int,
    "counts": {
        "members": int,
        "households": int,
        "linked": int,
        "holding": int,
        "visits": int,
        "needs": int,
        "settled": int,
    },
    "rates": [
        {
            "title": str,
            "formula": str,
            "article": str,
            "confidence": str,
            "rows": [{"what": str, "numerator": int, "denominator": int, "people": int}],
        }
    ],
    "posts": [{"kind": str, "name": str, "branch": str, "duties": str, "holders": [str]}],
    "campaigns": [
        {
            "kind": str,
            "name": str,
            "joined": int,
            "totals": [{"title": str, "unit": str, "quantity": int, "people": int}],
        }
    ],
}


@once
def sound(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is a quarter's figures that can be shown."""
    if bulletin.kind != KIND or not fits(bulletin.content, _QUARTER):
        return False
    try:
        quarter_of(bulletin)
    except DomainError:
        return False
    return True


def quarter_of(bulletin: PublishedBulletin) -> Quarter:
    """Return the quarter a document is of."""
    return Quarter.parse(bulletin.key)
