"""Members away: for which quarters a report is due, by when, and what is missing.

Source: 党员教育管理工作条例 (专人联系), ``practice.toml``; how many days after a quarter is practice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from portal.kernel.months import Quarter


def quarters_due(since: date, until: date | None, *, today: date) -> Iterator[Quarter]:
    """Yield the quarters on whose last day a member was away, as far as they are over.

    ``until`` is the day of the return, on which the member is back.
    """
    quarter = Month.of(since).quarter
    while quarter.last_day < today and (until is None or quarter.last_day < until):
        yield quarter
        quarter = quarter.months[2].plus(1).quarter


def report_due(quarter: Quarter, *, days_after: int) -> date:
    """Return the last day for a quarter's report."""
    return quarter.last_day + timedelta(days=days_after)


def in_time(quarter: Quarter, reported_on: date, *, days_after: int) -> bool:
    """Tell whether a quarter was reported on by its day."""
    return reported_on <= report_due(quarter, days_after=days_after)


def missing_reports(
    since: date, until: date | None, reported: Collection[Quarter], *, today: date, days_after: int
) -> tuple[Quarter, ...]:
    """Return the quarters whose report is not there although its day has passed, oldest first."""
    due = quarters_due(since, until, today=today)
    return tuple(one for one in due if one not in reported and report_due(one, days_after=days_after) < today)


def is_long(since: date, *, today: date, away_months: int) -> bool:
    """Tell whether a member has been away as long as the rules on floating members want."""
    return Month.of(since).plus(away_months) < Month.of(today) or (
        Month.of(since).plus(away_months) == Month.of(today) and since.day <= today.day
    )
