"""The books as checks look at them: of many villages and months at once, by a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books import models
from disclosure.books.chart import MoneyAccount
from disclosure.books.models import (
    Fund,
    HandEntry,
    MonthClose,
    OpeningBalance,
    VoucherFund,
    VoucherItem,
    VoucherLine,
    VoucherMatter,
)
from disclosure.books.models.alerts import VoucherPaper
from disclosure.books.queries.entries import RECEIPTS
from disclosure.books.queries.funds import purposes
from disclosure.books.queries.resolutions import allowances
from disclosure.books.queries.sides import CREDIT, DEBIT
from disclosure.books.rules.checks import MONTHS_BEFORE, CheckedBooks, CheckedItem, CheckedVoucher, Receipt, Together
from disclosure.books.rules.vouchers import Line, VoucherKind
from portal.kernel.attachments import Attachment
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.months import Month
from portal.org.models import OfficeTerm, Person, Place, PlaceKind
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

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
_PARTS_OF_A_FEN = 100  # what one item costs is known more exactly
_Taking = models.Voucher.alias("taking")


def checked_books(
    villages: Sequence[Place], months: Mapping[int, Collection[Month]], *, today: date
) -> dict[int, CheckedBooks]:
    """Return the books of each village, by its id, as far as checking ``months`` needs them."""
    asked = [place for place in villages if months.get(place.id)]
    if not asked:
        return {}
    every = [month for place in asked for month in months[place.id]]
    window = _Window(places=asked, first=min(every).plus(-MONTHS_BEFORE), last=max(every))
    vouchers = _vouchers(window)
    openings = _cash_openings(asked, months)
    invoices, photos = _same_invoice(window, vouchers), _same_photo(window, vouchers)
    bound, related = purposes(asked), _related(asked, today=today)
    return {
        place.id: CheckedBooks(
            vouchers=tuple(one for of, one in vouchers.values() if of == place.id),
            today=today,
            cash_openings=openings.get(place.id, {}),
            same_invoice=tuple(invoices.get(place.id, ())),
            same_photo=tuple(photos.get(place.id, ())),
            funds=_funds(place, [one for of, one in vouchers.values() if of == place.id], today=today),
            purposes=bound.get(place.id, {}),
            related=related.get(place.id, {}),
        )
        for place in asked
    }


def paid_amounts(village: Place, year: int) -> tuple[int, ...]:
    """Return what each payment of a year came to."""
    money = [one.code for one in MoneyAccount]
    query = (
        VoucherLine.select(fn.SUM(VoucherLine.credit_fen - VoucherLine.debit_fen))
        .join(models.Voucher)
        .where(
            (models.Voucher.village == village.id)
            & (models.Voucher.month >= Month(year, 1))
            & (models.Voucher.month <= Month(year, 12))
            & (models.Voucher.kind == VoucherKind.PAYMENT)
            & models.Voucher.reverses.is_null()
            & VoucherLine.account.in_(money)
        )
        .group_by(models.Voucher.id)
    )
    return tuple(int(fen) for (fen,) in tuples_of(query))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """The villages and months that are loaded."""

    places: Sequence[Place]
    first: Month
    last: Month

    @property
    def here(self) -> Any:
        """The condition of a voucher in it."""
        ids = [place.id for place in self.places]
        return (
            models.Voucher.village.in_(ids) & (models.Voucher.month >= self.first) & (models.Voucher.month <= self.last)
        )

    @property
    def logs(self) -> list[int]:
        """The logs of its villages."""
        return [place.log_id for place in self.places]


@dataclass(slots=True)
class _Beside:
    """What stands beside vouchers, by their ids."""

    lines: dict[int, list[Line]] = field(default_factory=lambda: defaultdict(list))
    receipts: dict[int, list[Receipt]] = field(default_factory=lambda: defaultdict(list))
    items: dict[int, list[CheckedItem]] = field(default_factory=lambda: defaultdict(list))
    papers: dict[int, VoucherPaper] = field(default_factory=dict)


def _vouchers(window: _Window) -> dict[int, tuple[int, CheckedVoucher]]:
    """Return the vouchers of the window by id, each with its village's, in the order of days and numbers."""
    query = (
        _with_standing(
            models.Voucher.select(
                models.Voucher,
                HandEntry.party,
                VoucherMatter.matter_number,
                VoucherMatter.fund,
                Fund.name.alias("fund_name"),
            )
        )
        .join(HandEntry, JOIN.LEFT_OUTER, on=(HandEntry.voucher == models.Voucher.id))
        .switch(models.Voucher)
        .join(VoucherMatter, JOIN.LEFT_OUTER, on=(VoucherMatter.voucher == models.Voucher.id))
        .switch(models.Voucher)
        .join(VoucherFund, JOIN.LEFT_OUTER, on=(VoucherFund.voucher == models.Voucher.id))
        .join(Fund, JOIN.LEFT_OUTER, on=(Fund.id == VoucherFund.fund))
        .where(window.here)
        .order_by(models.Voucher.happened_on, models.Voucher.month, models.Voucher.number)
    )
    beside = _beside(window)
    return {row["id"]: (row["village"], _voucher(row, beside)) for row in dicts_of(query)}


def _with_standing(query: Any) -> Any:
    """Let ``query`` over vouchers say which of them another takes back."""
    return (
        query.select_extend(_Taking.id.alias("taken_by"))
        .join(_Taking, JOIN.LEFT_OUTER, on=(_Taking.reverses == models.Voucher.id))
        .switch(models.Voucher)
    )


def _voucher(row: Mapping[str, Any], beside: _Beside) -> CheckedVoucher:
    paper, red = beside.papers.get(row["id"]), row["reverses"] is not None
    return CheckedVoucher(
        id=row["id"],
        month=row["month"],
        number=row["number"],
        happened_on=row["happened_on"],
        summary=row["summary"],
        kind=row["kind"],
        origin=row["origin"],
        recorded_on=local_day(row["recorded_at"]),
        recorded_by=row["recorded_by"],
        late_days=row["late_days"],
        lines=tuple(line.in_red if red else line for line in beside.lines.get(row["id"], ())),
        party=row.get("party") or "",
        matter_number=row.get("matter_number"),
        fund=row.get("fund_name") or row.get("fund") or "",
        standing=not red and row["taken_by"] is None,
        receipts=tuple(beside.receipts.get(row["id"], ())),
        paper_kind=paper.kind if paper else None,
        invoice_number=paper.invoice_number if paper else "",
        items=tuple(beside.items.get(row["id"], ())),
    )


def _beside(window: _Window) -> _Beside:
    found = _Beside()
    lines = VoucherLine.select().join(models.Voucher).where(window.here)
    for row in dicts_of(lines.order_by(VoucherLine.voucher, VoucherLine.line_no)):
        told = ("account", "detail", "printed_name", "debit_fen", "credit_fen")
        found.lines[row["voucher"]].append(Line(**{name: row[name] for name in told}))
    kept = (
        Attachment.select(models.Voucher.id, Attachment.title, Attachment.digest)
        .join(models.Voucher, on=(models.Voucher.id.cast("TEXT") == Attachment.about_key))
        .where(window.here & Attachment.log.in_(window.logs) & (Attachment.about_kind == RECEIPTS))
        .order_by(Attachment.id)
    )
    for voucher_id, title, digest in tuples_of(kept):
        found.receipts[voucher_id].append(Receipt(title=title, digest=digest))
    items = VoucherItem.select(VoucherItem.voucher, VoucherItem.name, VoucherItem.unit, VoucherItem.price_x100)
    for voucher_id, name, unit, price in tuples_of(items.join(models.Voucher).where(window.here)):
        price_fen = -(-(price or 0) // _PARTS_OF_A_FEN)
        found.items[voucher_id].append(CheckedItem(name=name, unit=unit, price_fen=price_fen))
    papers = VoucherPaper.select(VoucherPaper).join(models.Voucher).where(window.here)
    found.papers = {one.voucher_id: one for one in papers}
    return found


def _same_invoice(window: _Window, vouchers: Mapping[int, tuple[int, CheckedVoucher]]) -> dict[int, list[Together]]:
    """Return which vouchers of the window bear the invoice number of another of their village, however old."""
    own, other = VoucherPaper.alias("own"), VoucherPaper.alias("other")
    query = (
        own.select(own.voucher, own.invoice_number, other.voucher)
        .join(models.Voucher, on=(models.Voucher.id == own.voucher))
        .switch(own)
        .join(
            other,
            on=(
                (other.village == own.village)
                & (other.invoice_number == own.invoice_number)
                & (other.voucher != own.voucher)
            ),
        )
        .where(window.here & (own.invoice_number != ""))
    )
    pairs: dict[tuple[int, str], set[int]] = defaultdict(set)
    for voucher_id, number, partner in tuples_of(query):
        pairs[voucher_id, number].add(partner)
    known = _known(vouchers, (one for partners in pairs.values() for one in partners))
    found: dict[int, list[Together]] = defaultdict(list)
    for (voucher_id, number), partners in pairs.items():
        others = tuple(known[one] for one in sorted(partners) if known[one].standing)
        if voucher_id in vouchers and others:
            found[vouchers[voucher_id][0]].append(Together(voucher=voucher_id, shared=number, others=others))
    return found


def _same_photo(window: _Window, vouchers: Mapping[int, tuple[int, CheckedVoucher]]) -> dict[int, list[Together]]:
    """Return which vouchers of the window share a photo with another; of another village's it is only counted."""
    own, other, there = Attachment.alias("own"), Attachment.alias("other"), models.Voucher.alias("there")
    taking = models.Voucher.alias("taking_there")
    query = (
        own.select(models.Voucher.id, models.Voucher.village, own.digest, there.id, there.village)
        .join(models.Voucher, on=(models.Voucher.id.cast("TEXT") == own.about_key))
        .switch(own)
        .join(other, on=((other.digest == own.digest) & (other.id != own.id)))
        .join(there, on=(there.id.cast("TEXT") == other.about_key))
        .join(Place, on=((Place.id == there.village) & (Place.log == other.log)))
        .switch(there)
        .join(taking, JOIN.LEFT_OUTER, on=(taking.reverses == there.id))
        .where(
            window.here
            & own.log.in_(window.logs)
            & (own.about_kind == RECEIPTS)
            & (other.about_kind == RECEIPTS)
            & (Place.kind == PlaceKind.VILLAGE)
            & there.reverses.is_null()
            & taking.id.is_null()
        )
    )
    rows = list(tuples_of(query))
    known = _known(vouchers, (partner for _, village, _, partner, of in rows if of == village))
    shared: dict[tuple[int, str], tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for voucher_id, village, digest, partner, of in rows:
        shared[voucher_id, digest][of != village].add(partner)
    found: dict[int, list[Together]] = defaultdict(list)
    for (voucher_id, digest), (here, elsewhere) in shared.items():
        if voucher_id in vouchers:
            others = tuple(known[one] for one in sorted(here))
            found[vouchers[voucher_id][0]].append(
                Together(voucher=voucher_id, shared=digest, others=others, elsewhere=len(elsewhere))
            )
    return found


def _known(vouchers: Mapping[int, tuple[int, CheckedVoucher]], ids: Iterable[int]) -> dict[int, CheckedVoucher]:
    """Return vouchers by id; those outside the window without what stands beside them."""
    wanted = set(ids)
    found = {one: vouchers[one][1] for one in wanted & vouchers.keys()}
    older = sorted(wanted - vouchers.keys())
    if older:
        query = _with_standing(models.Voucher.select(models.Voucher)).where(models.Voucher.id.in_(older))
        found |= {row["id"]: _voucher(row, _Beside()) for row in dicts_of(query)}
    return found


def _cash_openings(places: Sequence[Place], months: Mapping[int, Collection[Month]]) -> dict[int, dict[Month, int]]:
    """Return what cash held when each asked month of each village began; a village without an opening is left out.

    That is what was stated last, or what the last month that was closed ended with, and what was booked since.
    """
    since: dict[int, list[tuple[Month, int]]] = defaultdict(list)
    for village, month, fen in chain(_closings(places), _stated(places)):
        since[village].append((month, fen))
    if not since:
        return {}
    booked = _cash_changes(places, first=min(min(rows) for rows in since.values())[0])
    found: dict[int, dict[Month, int]] = defaultdict(dict)
    for village, rows in since.items():
        for month in months[village]:
            known = sorted((one for one in rows if one[0] <= month), key=lambda one: one[0])
            if known:
                start, fen = known[-1]  # of one month, what was stated comes last and counts
                found[village][month] = fen + sum(change for at, change in booked[village] if start <= at < month)
    return found


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
        VoucherLine.select(models.Voucher.village, models.Voucher.month, fn.SUM(DEBIT), fn.SUM(CREDIT))
        .join(models.Voucher)
        .where(
            models.Voucher.village.in_([place.id for place in places])
            & (models.Voucher.month >= first)
            & (VoucherLine.account == _CASH)
        )
        .group_by(models.Voucher.village, models.Voucher.month)
    )
    booked: dict[int, list[tuple[Month, int]]] = defaultdict(list)
    for village, month, debit, credit in tuples_of(query):
        booked[village].append((month, int(debit) - int(credit)))
    return booked


def _funds(place: Place, vouchers: Iterable[CheckedVoucher], *, today: date) -> dict[int, str]:
    """Return what is paid from by resolutions that payments from a named fund rest on."""
    if not any(one.matter_number is not None and one.fund for one in vouchers):
        return {}
    return {one.number: one.fund for one in allowances(place, today=today)}


def _related(places: Sequence[Place], *, today: date) -> dict[int, dict[str, str]]:
    """Return by village the names of its officers and of those who live with them, with why."""
    ids = [place.id for place in places]
    terms = (
        Person.select(Person.village, Person.name, Person.household, OfficeTerm.office)
        .join(OfficeTerm)
        .where(
            (OfficeTerm.place == Person.village)
            & Person.village.in_(ids)
            & OfficeTerm.office.in_(OFFICERS)
            & (OfficeTerm.since <= today)
            & (OfficeTerm.until.is_null() | (OfficeTerm.until >= today))
        )
        .order_by(OfficeTerm.id)
    )
    found: dict[int, dict[str, str]] = defaultdict(dict)
    homes: dict[int, str] = {}
    for village, name, household, office in tuples_of(terms):
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
