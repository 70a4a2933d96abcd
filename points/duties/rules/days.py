"""Days of the event and days of entry: how late something was entered, and what has not happened yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from points.duties.errors import EndBeforeBeginError, FutureDayError

if TYPE_CHECKING:
    from datetime import date


_DAY = timedelta(days=1)


def late_days(happened_on: date, *, today: date) -> int:
    """Return how many days after it happened something is entered (补录 n 天); 0 on the day itself.

    Source: product decision, checklist S1-01.

    :raise FutureDayError: it has not happened yet.
    """
    if happened_on > today:
        raise FutureDayError(today)
    return (today - happened_on).days


def require_order(since: date, until: date) -> None:
    """Let something end only on or after the day before it began; a day before means that it never held a day.

    :raise EndBeforeBeginError: it would have ended earlier.
    """
    if until < since - _DAY:
        raise EndBeforeBeginError(since)
