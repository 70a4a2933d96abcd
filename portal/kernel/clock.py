"""The only reader of the clock. Moments are aware UTC, days are local dates in China.

``create_app(clock=…)`` and the command line install a source; nothing in the environment can.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

TimeSource = Callable[[], datetime]

#: China has one civil time, UTC+8, without summer time since 1992.
LOCAL = timezone(timedelta(hours=8), "Asia/Shanghai")


def system_time() -> datetime:
    """Read the machine's clock."""
    return datetime.now(tz=UTC)


_source: TimeSource = system_time


def install(source: TimeSource) -> None:
    """Let ``source`` tell the time from now on."""
    global _source  # noqa: PLW0603 - one process has one clock, as it has one database
    _source = source


def now() -> datetime:
    """Return the moment, aware and in UTC."""
    return _source().astimezone(UTC)


def today() -> date:
    """Return the local day."""
    return local_day(now())


def day_end(day: date) -> datetime:
    """Return the moment a day in China is over."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=LOCAL).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """Return the day in China on which ``moment`` falls."""
    return moment.astimezone(LOCAL).date()
