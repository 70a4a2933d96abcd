"""Days and moments as people say them; a moment is said in the time zone it is given in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


def chinese_day(day: date) -> str:
    """Return a day: ``2026年10月3日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_moment(local: datetime) -> str:
    """Return a moment: ``2026年10月3日 09:30``."""
    return f"{chinese_day(local)} {local:%H:%M}"
