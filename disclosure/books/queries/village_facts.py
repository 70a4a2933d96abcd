"""What stands around a village's books as checks ask for it: cash at a month's beginning, bands, who is related."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books.chart import MoneyAccount
from disclosure.books.models import MonthClose, OpeningBalance, Voucher, VoucherLine
from disclosure.books.queries.ladders import adoption_on
from disclosure.books.queries.sides import CREDIT, DEBIT
from portal.kernel.db import tuples_of
from portal.org.models import OfficeTerm, Person
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from portal.kernel.months import Month
    from portal.org.models import Place

#: Whose household is asked after where it is paid; representatives and members are the village itself.
OFFICERS = (
    Office.SECRETARY,
    Office.BRANCH_COMMITTEE,
    Office.DIRECTOR,
    Office.COMMITTEE,
    Office.SUPERVISOR,
    Office.BOOKKEEPER,
    Office.COOP_BOARD,
)

_CASH = MoneyAccount.CASH.code


def cash_openings(places: Sequence[Place], months: Mapping[int, Collection[Month]]) -> dict[int, dict[Month, int]]:
    """Return what cash held when each asked month of each village began; a village without an opening is left out.

    That is what was stated last, or what the last month that was closed ended with, and what was booked since.
    """
    since: dict[int, list[tuple[Month, int]]] = defaultdict(list)
    for village, month, fen in chain(_closings(places), _stated(places)):
        since[village].append((month, fen))
    if not since:
        return {}
    booked = _cash_changes(places, first=min(_start(rows, months[village]) for village, rows in since.items()))
    found: dict[int, dict[Month, int]] = defaultdict(dict)
    for village, rows in since.items():
        for month in months[village]:
            known = sorted((one for one in rows if one[0] <= month), key=lambda one: one[0])
            if known:
                start, fen = known[-1]  # of one month, what was stated comes last and counts
                found[village][month] = fen + sum(change for at, change in booked[village] if start <= at < month)
    return found


def _start(rows: Collection[tuple[Month, int]], asked: Collection[Month]) -> Month:
    """Return from which month on a village's changes are needed: that of the last figure no asked month is before."""
    starts = [month for month, _ in rows]
    return max((one for one in starts if not asked or one <= min(asked)), default=min(starts))


def _closings(places: Sequence[Place]) -> Iterator[tuple[int, Month, int]]:
    """Yield by village the month after the last that was closed, and what cash held at its end."""
    newest = (
        MonthClose.select(MonthClose.village, fn.MAX(MonthClose.month).alias("month"))
        .where(MonthClose.village.in_([place.id for place in places]))
        .group_by(MonthClose.village)
        .alias("newest")
    )
    query = MonthClose.select(MonthClose.village, MonthClose.month, MonthClose.totals).join(
        newest, on=((newest.c.village_id == MonthClose.village) & (newest.c.month == MonthClose.month))
    )
    for village, month, totals in tuples_of(query):
        cash = next(one["closing_fen"] for one in totals["money"] if one["account"] == _CASH)
        yield village, month.plus(1), cash


def _stated(places: Sequence[Place]) -> Iterator[tuple[int, Month, int]]:
    """Yield by village and month what cash was stated to hold."""
    query = OpeningBalance.select(OpeningBalance.village, OpeningBalance.month, OpeningBalance.amount_fen).where(
        OpeningBalance.village.in_([place.id for place in places]) & (OpeningBalance.account == _CASH)
    )
    yield from tuples_of(query)


def _cash_changes(places: Sequence[Place], *, first: Month) -> dict[int, list[tuple[Month, int]]]:
    """Return by village what was booked on cash in each month from ``first`` on."""
    query = (
        VoucherLine.select(Voucher.village, Voucher.month, fn.SUM(DEBIT), fn.SUM(CREDIT))
        .join(Voucher)
        .where(
            Voucher.village.in_([place.id for place in places])
            & (Voucher.month >= first)
            & (VoucherLine.account == _CASH)
        )
        .group_by(Voucher.village, Voucher.month)
    )
    booked: dict[int, list[tuple[Month, int]]] = defaultdict(list)
    for village, month, debit, credit in tuples_of(query):
        booked[village].append((month, int(debit) - int(credit)))
    return booked


def adopted_bands(places: Sequence[Place], *, today: date) -> dict[int | None, tuple[int, ...]]:
    """Return by township from which amounts on more people must agree, by the ladder it adopted."""
    adopted = {place.parent_id: adoption_on(place, today) for place in {one.parent_id: one for one in places}.values()}
    return {
        parent: tuple(
            sorted({band.from_fen for part in one.ladder.parts for band in part.bands if band.from_fen})
            if one is not None and one.ladder is not None
            else ()
        )
        for parent, one in adopted.items()
    }


def related_names(places: Sequence[Place], *, today: date) -> dict[int, dict[str, str]]:
    """Return by village the names of its officers and of those who live with them, with why."""
    ids = [place.id for place in places]
    terms = list(
        tuples_of(
            OfficeTerm.select(OfficeTerm.place, OfficeTerm.person, OfficeTerm.office)
            .where(
                OfficeTerm.place.in_(ids)
                & OfficeTerm.office.in_(OFFICERS)
                & (OfficeTerm.since <= today)
                & (OfficeTerm.until.is_null() | (OfficeTerm.until >= today))
            )
            .order_by(OfficeTerm.id)
        )
    )
    officers = Person.select(Person.id, Person.village, Person.name, Person.household).where(
        Person.id.in_([person for _, person, _ in terms])
    )
    registered = {person: rest for person, *rest in tuples_of(officers)}
    found: dict[int, dict[str, str]] = defaultdict(dict)
    homes: dict[int, str] = {}
    for place, person, office in terms:
        village, name, household = registered[person]
        if village != place:
            continue
        found[village].setdefault(name, f"与{office.title}同名")
        if household is not None:
            homes.setdefault(household, f"{office.title}{name}")
    if homes:
        members = Person.select(Person.village, Person.name, Person.household).where(
            Person.household.in_(list(homes)) & Person.village.in_(ids)
        )
        for village, name, household in tuples_of(members):
            found[village].setdefault(name, f"与{homes[household]}同户的人同名")
    return found
