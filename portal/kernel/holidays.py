"""When a period in days ends: the day it begins is not counted, and it does not end on a day of rest.

Source: 民法典第201条第一款 (开始的当日不计入), 第203条第一款 (最后一日是法定休假日的，以休假日结束的次日为最后一日).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from chinese_calendar import is_workday

_SATURDAY = 5
_DAY = timedelta(days=1)


class LastDay(NamedTuple):
    """The last day of a period; not ``certain`` where the holidays of that year are not known yet."""

    day: date
    certain: bool


def last_day(start: date, days: int) -> LastDay:
    """Return the last day of ``days`` days that begin to run on ``start``.

    A last day on a statutory holiday or a weekend moves to the next working day; a weekend worked in exchange for
    a holiday is one. Of a year whose holidays have not been announced only the weekends are known.
    """
    day, certain = start + timedelta(days=days), True
    while True:
        works, known = _works(day)
        certain = certain and known
        if works:
            return LastDay(day=day, certain=certain)
        day += _DAY


def _works(day: date) -> tuple[bool, bool]:
    """Return whether people work on ``day``, and whether that is known beyond the weekend."""
    try:
        return bool(is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < _SATURDAY, False
