"""The books as checks look at them: of many villages and months at once, by a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from disclosure.books import models
from disclosure.books.chart import MoneyAccount
from disclosure.books.models import Fund, HandEntry, VoucherFund, VoucherItem, VoucherLine, VoucherMatter
from disclosure.books.models.alerts import VoucherPaper
from disclosure.books.queries.entries import RECEIPTS
from disclosure.books.queries.funds import purposes
from disclosure.books.queries.resolutions import allowances
from disclosure.books.queries.village_facts import adopted_bands, cash_openings, related_names
from disclosure.books.rules.checks import MONTHS_BEFORE, CheckedBooks, CheckedItem, CheckedVoucher, Receipt, Together
from disclosure.books.rules.vouchers import Line, VoucherKind
from portal.kernel.attachments import Attachment
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.months import Month
from portal.org.models import Place, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

_PARTS_OF_A_FEN = 100  # what one item costs is known more exactly
_AT_ONCE = 5_000
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
    openings = cash_openings(asked, months)
    invoices, photos = _same_invoice(window, vouchers), _same_photo(vouchers)
    bound, related, bands = purposes(asked), related_names(asked, today=today), adopted_bands(asked, today=today)
    return {
        place.id: CheckedBooks(
            vouchers=tuple(one for of, one in vouchers.values() if of == place.id),
            today=today,
            cash_openings=openings.get(place.id, {}),
            same_invoice=tuple(invoices.get(place.id, ())),
            same_photo=tuple(photos.get(place.id, ())),
            funds=_funds(place, [one for of, one in vouchers.values() if of == place.id], today=today),
            bands_fen=bands[place.parent_id],
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
    rows = list(dicts_of(query))
    beside = _beside(window, [row["id"] for row in rows])
    return {row["id"]: (row["village"], _voucher(row, beside)) for row in rows}


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


def _beside(window: _Window, ids: Sequence[int]) -> _Beside:
    found = _Beside()
    lines = VoucherLine.select().join(models.Voucher).where(window.here)
    for row in dicts_of(lines.order_by(VoucherLine.voucher, VoucherLine.line_no)):
        told = ("account", "detail", "printed_name", "debit_fen", "credit_fen")
        found.lines[row["voucher"]].append(Line(**{name: row[name] for name in told}))
    for part in _parts([str(one) for one in ids]):
        here = (Attachment.about_kind == RECEIPTS) & Attachment.about_key.in_(part) & Attachment.log.in_(window.logs)
        kept = Attachment.select(Attachment.about_key, Attachment.title, Attachment.digest).where(here)
        for key, title, digest in tuples_of(kept.order_by(Attachment.id)):
            found.receipts[int(key)].append(Receipt(title=title, digest=digest))
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


def _same_photo(vouchers: Mapping[int, tuple[int, CheckedVoucher]]) -> dict[int, list[Together]]:
    """Return which of the vouchers share a photo with another; of another village's it is only counted."""
    bearing = [
        (one.id, village, receipt.digest)
        for village, one in vouchers.values()
        if one.standing
        for receipt in one.receipts
    ]
    places = {
        digest: found for digest, found in _beside_photos({digest for *_, digest in bearing}).items() if len(found) > 1
    }
    known = _known(vouchers, (one for found in places.values() for one in found))
    shared: dict[int, list[Together]] = defaultdict(list)
    for voucher_id, village, digest in bearing:
        partners = [one for one in sorted(places.get(digest, ())) if one != voucher_id and known[one].standing]
        here = tuple(known[one] for one in partners if places[digest][one] == village)
        if partners:
            elsewhere = len(partners) - len(here)
            shared[village].append(Together(voucher=voucher_id, shared=digest, others=here, elsewhere=elsewhere))
    return shared


def _beside_photos(digests: Collection[str]) -> dict[str, dict[int, int]]:
    """Return by photo the vouchers of all villages beside which it stands, each with its village."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for part in _parts(sorted(digests)):
        query = (
            Attachment.select(Attachment.digest, Attachment.about_key, Place.id)
            .join(Place, on=((Place.log == Attachment.log) & (Place.kind == PlaceKind.VILLAGE)))
            .where(Attachment.digest.in_(part) & (Attachment.about_kind == RECEIPTS))
        )
        for digest, key, village in tuples_of(query):
            found[digest][int(key)] = village
    return found


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield values so many at a time as a statement takes, once where there are none."""
    return (values[start : start + _AT_ONCE] for start in range(0, max(1, len(values)), _AT_ONCE))


def _known(vouchers: Mapping[int, tuple[int, CheckedVoucher]], ids: Iterable[int]) -> dict[int, CheckedVoucher]:
    """Return vouchers by id; those outside the window without what stands beside them."""
    wanted = set(ids)
    found = {one: vouchers[one][1] for one in wanted & vouchers.keys()}
    older = sorted(wanted - vouchers.keys())
    if older:
        query = _with_standing(models.Voucher.select(models.Voucher)).where(models.Voucher.id.in_(older))
        found |= {row["id"]: _voucher(row, _Beside()) for row in dicts_of(query)}
    return found


def _funds(place: Place, vouchers: Iterable[CheckedVoucher], *, today: date) -> dict[int, str]:
    """Return what is paid from by resolutions that payments from a named fund rest on."""
    if not any(one.matter_number is not None and one.fund for one in vouchers):
        return {}
    return {one.number: one.fund for one in allowances(place, today=today)}
