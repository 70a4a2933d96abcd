"""What documents say of the resolutions that payments and topics rest on, as far as these stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.queries.resolutions import allowances

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from portal.kernel.canonical import Json
    from portal.org.models import Place

    Masked = Callable[[str], str]


def resolution_part(village: Place, matters: Sequence[int], masked: Masked, *, today: date) -> list[Json]:
    """Say what was resolved on some matters, in their order; one whose resolution does not stand is left out."""
    known = {one.number: one for one in allowances(village, today=today)} if matters else {}
    return [
        {
            "matter": number,
            "title": masked(known[number].title),
            "resolved_on": known[number].resolved_on.isoformat(),
            "decided_by": known[number].decided_by,
            "present": known[number].present,
            "approve": known[number].approve,
        }
        for number in matters
        if number in known
    ]
