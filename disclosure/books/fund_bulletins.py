"""What a month's document says of the funds that moved in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.queries.funds import month_funds

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.kernel.canonical import Json
    from portal.kernel.months import Month
    from portal.org.models import Place

    Masked = Callable[[str], str]


def fund_part(village: Place, month: Month, masked: Masked) -> dict[str, Json]:
    """Return what is published of the funds that moved in a month; nothing where none did."""
    moved = month_funds(village, month)
    if not moved:
        return {}
    funds: list[Json] = [
        {
            "name": masked(one.fund.name),
            "kind": one.fund.kind.title,
            "opening_fen": one.opening_fen,
            "in_fen": one.in_fen,
            "out_fen": one.out_fen,
            "closing_fen": one.opening_fen + one.in_fen - one.out_fen,
        }
        for one in moved
    ]
    return {"funds": funds}
