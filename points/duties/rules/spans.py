"""Who held what on which day, and for which quarters throughout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.kernel.months import Quarter


def holds_on(since: date, until: date | None, day: date) -> bool:
    """Tell whether something that began on ``since`` and had ``until`` as its last day was held on ``day``."""
    return since <= day and (until is None or day <= until)


def ends_after(since: date, until: date | None, day: date) -> bool:
    """Tell whether something that ended was held on ``day`` or later; what ended before it began never held a day."""
    return until is not None and until >= max(since, day)


def quarters_held(since: date, until: date | None, *, begin: date, end: date) -> Iterator[Quarter]:
    """Yield the quarters held from their first day to their last whose last day lies from ``begin`` to ``end``."""
    quarter = Month.of(max(since, begin)).quarter
    while quarter.last_day <= end and (until is None or quarter.last_day <= until):
        if since <= quarter.first_day and begin <= quarter.last_day:
            yield quarter
        quarter = quarter.months[2].plus(1).quarter
