"""Which quarters and years should be public by now and are not, and which of them no document says so of yet."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from peewee import fn

from disclosure.books.kinds import PERIOD, PERIOD_OVERDUE
from disclosure.books.models import Voucher
from disclosure.books.queries.periodic import prepared_versions, signed_months, state_of
from disclosure.books.queries.tasks import LOOKED_BACK
from disclosure.books.rules.periodic import PeriodState
from disclosure.books.rules.timeliness import due_periods
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import tuples_of
from portal.kernel.months import Month
from portal.org.models import Place

if TYPE_CHECKING:
    from datetime import date

    from disclosure.books.rules.periods import Period

_SAID = {
    PeriodState.WAITING: "有的月份还没有签字公布",
    PeriodState.READY: "还没有编制",
    PeriodState.PREPARED: "已经编制，村务监督委员会还没有签字",
}


def overdue_periods(village: Place, *, on: date) -> tuple[tuple[Period, str], ...]:
    """Return the quarters and years that are late on that day and not known to be, each with how far it is."""
    kept = Voucher.select(fn.MIN(Voucher.month), fn.MAX(Voucher.month)).where(Voucher.village == village.id)
    begun, last = next(iter(tuples_of(kept)))
    if begun is None or last < _first_kept(on):
        return ()
    due = [one for one in due_periods(on) if one.months[-1] >= begun]
    known = Bulletin.select(Bulletin.key).where((Bulletin.log == village.log_id) & _about(due))
    told = {key for (key,) in tuples_of(known)}
    late = [one for one in due if str(one) not in told]
    if not late:
        return ()
    signed = signed_months(village)
    newest = {one.period: one for one in prepared_versions(village, [str(one) for one in late])}
    states = [(one, state_of(one, newest.get(str(one)), begun=begun, signed=signed, today=on)) for one in late]
    return tuple((one, _SAID[state]) for one, state in states)


def late_period_villages(today: date) -> Any:
    """Return the question after the ids of the villages of which a quarter or year is late and no document says so."""
    kept = (
        Voucher.select(Voucher.village, fn.MIN(Voucher.month).alias("first"), fn.MAX(Voucher.month).alias("last"))
        .group_by(Voucher.village)
        .alias("kept")
    )
    late = [
        (kept.c.first <= str(one.months[-1])) & Place.log.not_in(Bulletin.select(Bulletin.log).where(_about([one])))
        for one in due_periods(today)
    ]
    return (
        Place.select(Place.id)
        .join(kept, on=(kept.c.village_id == Place.id))
        .where((kept.c.last >= str(_first_kept(today))) & reduce(or_, late))
    )


def _about(periods: list[Period]) -> Any:
    """Return what documents say of some periods: their figures, or that they are late."""
    return Bulletin.kind.in_([PERIOD, PERIOD_OVERDUE]) & Bulletin.key.in_([str(one) for one in periods])


def _first_kept(on: date) -> Month:
    """Return the month before which a village's last entry says that it keeps its books elsewhere."""
    return Month.of(on).plus(-LOOKED_BACK)
