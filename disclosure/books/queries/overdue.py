"""Which months should be public by now and are not, and which of them no document says so of yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books.kinds import OVERDUE
from disclosure.books.models import MonthClose, MonthSignOff, Voucher
from disclosure.books.queries.late_periods import late_period_villages
from disclosure.books.queries.months import months
from disclosure.books.queries.tasks import LOOKED_BACK, missing_months
from disclosure.books.rules.closing import MonthState
from disclosure.books.rules.deadlines import books_due
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import tuples_of
from portal.kernel.months import Month
from portal.org.models import Place

if TYPE_CHECKING:
    from datetime import date

_SAID = {MonthState.OPEN: "还没有结账", MonthState.CLOSED: "已经结账，村务监督委员会还没有签字"}
_NOT_BOOKED = "还没有记账"


def overdue_months(village: Place, *, on: date) -> tuple[tuple[Month, str], ...]:
    """Return the months that are late on that day and not known to be, each with how far it is, the oldest first."""
    first, last = _looked_at(on)
    rows = months(village)
    late = {
        row.month: _SAID[row.state]
        for row in rows
        if first <= row.month <= last and row.state is not MonthState.SIGNED_OFF
    }
    missing = missing_months([row.month for row in rows], today=on)
    late |= dict.fromkeys((month for month in missing if month <= last), _NOT_BOOKED)
    said = _said_of(village) if late else set()
    return tuple((month, state) for month, state in sorted(late.items()) if str(month) not in said)


def unsettled(today: date) -> set[int]:
    """Return the ids of the villages of which a month, quarter or year is late untold, in one question.

    A village whose last month with entries is before the last that is due lacks that one, and those between.
    """
    first, last = _looked_at(today)
    late = (
        Voucher.select(Voucher.village, Voucher.month.alias("month"))
        .where((Voucher.month >= first) & (Voucher.month <= last))
        .distinct()
    )
    stopped = (
        Voucher.select(Voucher.village, fn.MAX(Voucher.month).alias("month"))
        .group_by(Voucher.village)
        .having((fn.MAX(Voucher.month) >= str(first.plus(-1))) & (fn.MAX(Voucher.month) < str(last)))
    )
    booked = late.alias("booked")
    not_signed = (
        Place.select(Place.id)
        .join(booked, on=(booked.c.village_id == Place.id))
        .join(MonthClose, JOIN.LEFT_OUTER, on=((MonthClose.village == Place.id) & (MonthClose.month == booked.c.month)))
        .join(MonthSignOff, JOIN.LEFT_OUTER, on=(MonthSignOff.close == MonthClose.id))
        .join(Bulletin, JOIN.LEFT_OUTER, on=_says_late(booked.c.month))
        .where(MonthSignOff.id.is_null() & Bulletin.id.is_null())
    )
    quiet = stopped.alias("quiet")
    not_booked = (
        Place.select(Place.id)
        .join(quiet, on=(quiet.c.village_id == Place.id))
        .join(Bulletin, JOIN.LEFT_OUTER, on=_says_late(str(last)))
        .where(Bulletin.id.is_null())
    )
    return {place for (place,) in (not_signed | not_booked | late_period_villages(today)).tuples()}


def _looked_at(on: date) -> tuple[Month, Month]:
    """Return the first and the last month whose day has passed and that still matters."""
    last = Month.of(on).plus(-1)
    while books_due(last) >= on:
        last = last.plus(-1)
    return last.plus(1 - LOOKED_BACK), last


def _said_of(village: Place) -> set[str]:
    query = Bulletin.select(Bulletin.key).where((Bulletin.log == village.log_id) & (Bulletin.kind == OVERDUE))
    return {key for (key,) in tuples_of(query)}


def _says_late(month: Any) -> Any:
    return (Bulletin.log == Place.log) & (Bulletin.kind == OVERDUE) & (Bulletin.key == month)
