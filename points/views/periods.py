"""Which months, quarters and years a screen of points offers, and which one its address asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from points.periods import Year, earlier, parse_stretch
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month

if TYPE_CHECKING:
    from datetime import date

    from points.periods import Stretch

_MONTHS_BACK, _QUARTERS_BACK, _YEARS_BACK = 12, 5, 2


def offered(stretch: Stretch, today: date) -> list[Stretch]:
    """Return the stretches to choose from, the one shown among them."""
    month = Month.of(today)
    found: list[Stretch] = [month.plus(-back) for back in range(_MONTHS_BACK + 1)]
    quarter: Stretch = month.quarter
    for _ in range(_QUARTERS_BACK):
        found.append(quarter)
        quarter = earlier(quarter)
    found += [Year(today.year - back) for back in range(_YEARS_BACK)]
    return found if stretch in found else [stretch, *found]


def year_of(period: str) -> Year:
    """Return the year an address names.

    :raise NotFoundError: it names none.
    """
    asked = parse_stretch(period)
    if not isinstance(asked, Year):
        raise NotFoundError
    return asked
