"""What it means that the day of a month, quarter or year has passed and it is not public: a document says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.bulletins import publish_overdue
from disclosure.books.periodic_bulletins import publish_period_overdue
from disclosure.books.queries.late_periods import overdue_periods
from disclosure.books.queries.overdue import overdue_months
from portal.kernel import clock
from portal.kernel.work import unit_of_work
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from portal.org.models import Place


def settle(village: Place) -> int:
    """Publish once of every month, quarter and year that it is late, from the day after its last; return of how many.

    Months and periods are two acts, each with its entry in the log.
    """
    return _settle_months(village) + _settle_periods(village)


def _settle_months(village: Place) -> int:
    if not overdue_months(village, on=clock.today()):
        return 0
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        found = overdue_months(village, on=work.today)
        if not found:
            work.leave_unchanged()
            return 0
        for month, state in found:
            publish_overdue(work, village, month, state=state)
        work.seal(
            "books.month.overdue",
            about=("place", village.slug),
            facts={"months": [str(month) for month, _ in found]},
        )
    return len(found)


def _settle_periods(village: Place) -> int:
    if not overdue_periods(village, on=clock.today()):
        return 0
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        found = overdue_periods(village, on=work.today)
        if not found:
            work.leave_unchanged()
            return 0
        for period, state in found:
            publish_period_overdue(work, village, period, state=state)
        work.seal(
            "books.period.overdue",
            about=("place", village.slug),
            facts={"periods": [str(period) for period, _ in found]},
        )
    return len(found)
