"""Which months or quarter a list of points is about, as it stands in an address: ``2026-10`` or ``2026-Q3``."""

from __future__ import annotations

from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, MonthError, Quarter

Stretch = Month | Quarter


def parse_stretch(text: str) -> Stretch:
    """Return the month or quarter ``text`` names.

    :raise NotFoundError: it names neither; there is no such list.
    """
    try:
        return Quarter.parse(text) if "Q" in text else Month.parse(text)
    except MonthError as problem:
        raise NotFoundError from problem


def earlier(stretch: Stretch) -> Stretch:
    """Return the month or quarter before."""
    return stretch.plus(-1) if isinstance(stretch, Month) else stretch.months[0].plus(-1).quarter


def later(stretch: Stretch) -> Stretch:
    """Return the month or quarter after."""
    return stretch.plus(1) if isinstance(stretch, Month) else stretch.months[2].plus(1).quarter
