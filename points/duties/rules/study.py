"""Study hours: exact half hours, and on which entry a year's goal is reached.

Source: 党员教育管理工作条例 (每年集中学习培训一般不少于32学时); remembered, so it stops nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.duties.errors import HoursStepError, HoursTooManyError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

#: Hours come as tenths from forms (one decimal); a half hour is five of them.
_HALF_X10 = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Studied:
    """An entry that counts."""

    entry_id: int
    person_id: int
    studied_on: date
    half_hours: int


def half_hours(hours_x10: int, *, most_hours: int) -> int:
    """Return tenths of hours as half hours.

    :raise HoursStepError: they are finer than a half hour, or none.
    :raise HoursTooManyError: there are more than one entry can have.
    """
    halves, rest = divmod(hours_x10, _HALF_X10)
    if rest or halves < 1:
        raise HoursStepError
    if halves > most_hours * 2:
        raise HoursTooManyError(most_hours)
    return halves


def plain_hours(halves: int) -> str:
    """Return half hours as people write hours: ``32``, ``1.5``."""
    return f"{halves // 2}.5" if halves % 2 else str(halves // 2)


def reached_on(entries: Iterable[Studied], *, goal_hours: int) -> date | None:
    """Return the day on which the entries of one member and year come to the goal; ``None`` while they do not."""
    total = 0
    for one in sorted(entries, key=lambda entry: (entry.studied_on, entry.entry_id)):
        total += one.half_hours
        if total >= goal_hours * 2:
            return one.studied_on
    return None
