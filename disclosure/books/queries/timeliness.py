"""How promptly villages keep their books, for the township over all its villages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books.models import MonthClose, MonthSignOff, PeriodDisclosure, PeriodSignOff, Voucher
from disclosure.books.rules.periods import Period
from disclosure.books.rules.timeliness import LOOKED_AT, Timeliness, due_months, due_periods, timeliness
from portal.kernel.clock import local_day
from portal.kernel.db import tuples_of
from portal.kernel.paging import page_of
from portal.org.models import PlaceKind
from portal.org.offices import TOWNSHIP_OFFICES
from portal.org.queries import places_of

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.months import Month
    from portal.kernel.paging import Page
    from portal.org.actors import Actor
    from portal.org.models import Place

#: As many villages as a township has; whoever serves more sees them by pages.
_VILLAGES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinessRow:
    """One village's figures."""

    village: Place
    figures: Timeliness


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinessPage:
    """The villages of one page, by name of their address."""

    everywhere: bool  # in all villages of the township
    looked_at: int
    rows: tuple[TimelinessRow, ...]
    villages: Page[Place]


def timeliness_page(actor: Actor, village: Place, *, number: int, today: date) -> TimelinessPage:
    """Return the village's own figures, or for the township those of all its villages, by pages.

    :raise NotFoundError: there is no such page.
    """
    everywhere = not TOWNSHIP_OFFICES.isdisjoint(actor.offices(village, on=today))
    places = [one for one in places_of(actor, on=today) if one.kind == PlaceKind.VILLAGE] if everywhere else [village]
    part = page_of(places, number=number, size=_VILLAGES)
    months, periods = due_months(today), due_periods(today)
    ids = [place.id for place in part.rows]
    begun, entries = _begun(ids), _entries(ids, months)
    public, ended = _published(ids, months), _published_periods(ids, periods)
    rows = tuple(
        TimelinessRow(
            village=place,
            figures=timeliness(
                [month for month in months if place.id in begun and month >= begun[place.id]],
                published=public.get(place.id, {}),
                entries=entries.get(place.id, {}).items(),
                periods={
                    one: ended.get(place.id, {}).get(one)
                    for one in periods
                    if place.id in begun and one.months[-1] >= begun[place.id]
                },
            ),
        )
        for place in part.rows
    )
    return TimelinessPage(everywhere=everywhere, looked_at=LOOKED_AT, rows=rows, villages=part)


def _begun(villages: list[int]) -> dict[int, Month]:
    """Return the first month of each village's books."""
    query = (
        Voucher.select(Voucher.village, fn.MIN(Voucher.month).alias("month"))
        .where(Voucher.village.in_(villages))
        .group_by(Voucher.village)
    )
    return {village: month for village, month in tuples_of(query)}  # noqa: C416 - rows are read as they come


def _published(villages: list[int], months: tuple[Month, ...]) -> dict[int, dict[Month, date]]:
    query = (
        MonthSignOff.select(MonthClose.village, MonthClose.month, MonthSignOff.signed_at)
        .join(MonthClose)
        .where(MonthClose.village.in_(villages) & (MonthClose.month >= months[0]) & (MonthClose.month <= months[-1]))
    )
    found: dict[int, dict[Month, date]] = {}
    for village, month, signed_at in tuples_of(query):
        found.setdefault(village, {})[month] = local_day(signed_at)
    return found


def _published_periods(villages: list[int], periods: tuple[Period, ...]) -> dict[int, dict[Period, date]]:
    """Return by village when a quarter or year was signed first."""
    query = (
        PeriodSignOff.select(PeriodDisclosure.village, PeriodDisclosure.period, PeriodSignOff.signed_at)
        .join(PeriodDisclosure)
        .where(
            PeriodDisclosure.village.in_(villages) & PeriodDisclosure.period.in_([str(period) for period in periods])
        )
        .order_by(PeriodDisclosure.revision)
    )
    found: dict[int, dict[Period, date]] = {}
    for village, key, signed_at in tuples_of(query):
        found.setdefault(village, {}).setdefault(Period.parse(key), local_day(signed_at))
    return found


def _entries(villages: list[int], months: tuple[Month, ...]) -> dict[int, dict[int, int]]:
    """Return by village how many entries were recorded how many days after what they record."""
    query = (
        Voucher.select(Voucher.village, Voucher.happened_on, Voucher.recorded_at, fn.COUNT(Voucher.id))
        .where(Voucher.village.in_(villages) & (Voucher.month >= months[0]) & (Voucher.month <= months[-1]))
        .group_by(Voucher.village, Voucher.happened_on, Voucher.recorded_at)
    )
    found: dict[int, dict[int, int]] = {}
    for village, happened_on, recorded_at, count in tuples_of(query):
        days = max(0, (local_day(recorded_at) - happened_on).days)
        counted = found.setdefault(village, {})
        counted[days] = counted.get(days, 0) + count
    return found
