"""Vouchers as they are shown: with their lines, what they take back or are taken back by, receipts and resolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from disclosure.books import models
from disclosure.books.models import Fund, HandEntry, Reversal, VoucherFund, VoucherLine, VoucherMatter
from disclosure.books.rules.entries import plain_words
from disclosure.books.rules.vouchers import Line, Voucher, VoucherOrigin
from portal.kernel.attachments import Attachment, AttachmentRow
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from datetime import date

    from peewee import ModelSelect

    from disclosure.books.rules.entries import Entry
    from portal.kernel.months import Month
    from portal.org.models import Place

#: The kind under which receipts lie beside vouchers.
RECEIPTS = "voucher"

_Taken = models.Voucher.alias("taken")
_Taking = models.Voucher.alias("taking")
_TakingReason = Reversal.alias("taking_reason")
_TakenEntry = HandEntry.alias("taken_entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherRef:
    """Another voucher that this one takes back, or is taken back by."""

    month: Month
    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherRow(Voucher):
    """A booked voucher as it is shown."""

    id: int
    month: Month
    origin: VoucherOrigin
    recorded_on: date
    recorded_by: int
    late_days: int
    matter_number: int | None
    fund: str
    reverses: VoucherRef | None
    reversed_by: VoucherRef | None
    receipts: tuple[AttachmentRow, ...]
    fund_number: int | None = None  # where the fund is registered

    @property
    def ends_year(self) -> bool:
        """Whether it carries over at the end of a year, or takes back what does."""
        return self.origin is VoucherOrigin.YEAR_END

    @property
    def plain(self) -> tuple[tuple[str, Line], ...]:
        """Every line beside what it means."""
        return tuple((plain_words(line), line) for line in self.lines)

    @property
    def amount_fen(self) -> int:
        """What it is about, whatever its kind; below zero in red."""
        return sum(line.debit_fen for line in self.lines)


def vouchers(village: Place, month: Month) -> tuple[VoucherRow, ...]:
    """Return the month's vouchers by day and number."""
    # Sorted here: asked for by day, SQLite would go through all the village's days instead of the month's numbers.
    rows = rows_where(village, models.Voucher.month == month, models.Voucher.number)
    return tuple(sorted(rows, key=lambda one: (one.happened_on, one.number)))


def all_vouchers(village: Place) -> tuple[VoucherRow, ...]:
    """Return every voucher of the village, month by month."""
    return rows_where(village, models.Voucher.id > 0, models.Voucher.month, models.Voucher.number)


def voucher(village: Place, month: Month, number: int) -> VoucherRow:
    """Return one voucher.

    :raise NotFoundError: the village's month has no such number.
    """
    for row in rows_where(village, (models.Voucher.month == month) & (models.Voucher.number == number)):
        return row
    raise NotFoundError


def voucher_by_token(village: Place, token: str) -> VoucherRow | None:
    """Return the voucher that the form with this token made, if it was sent before."""
    made = HandEntry.select(HandEntry.voucher).where((HandEntry.village == village.id) & (HandEntry.token == token))
    return next(iter(rows_where(village, models.Voucher.id.in_(made))), None)


def same_voucher(village: Place, entry: Entry) -> VoucherRow | None:
    """Return a voucher of the same day, amount, direction, summary and other party that stands, if there is one.

    Of an imported voucher the other party may not be known: it is the same as any.
    """
    here = (
        (models.Voucher.happened_on == entry.happened_on)
        & (models.Voucher.kind == entry.kind)
        & (models.Voucher.summary == entry.summary)
        & models.Voucher.reverses.is_null()
    )
    for row in rows_where(village, here, models.Voucher.number):
        same_party = row.origin != "typed" or row.party == entry.party
        if row.amount_fen == entry.amount_fen and same_party and row.reversed_by is None:
            return row
    return None


def corrections(village: Place, month: Month) -> tuple[VoucherRow, ...]:
    """Return the vouchers of other months that take back one of ``month``, in the order they were booked."""
    booked, taking = models.Voucher.alias("booked"), models.Voucher.alias("taking_booked")
    query = (
        booked.select(taking.id)
        .join(taking, on=(taking.reverses == booked.id))
        .where((booked.village == village.id) & (booked.month == month) & (taking.month != month))
    )
    ids = [found for (found,) in tuples_of(query)]
    return rows_where(village, models.Voucher.id.in_(ids), models.Voucher.id) if ids else ()


def rows_where(village: Place, where: Any, *order: Any, limit: int = 0, skip: int = 0) -> tuple[VoucherRow, ...]:
    """Return the village's vouchers for which ``where`` holds."""
    query = _query().where((models.Voucher.village == village.id) & where).order_by(*order or (models.Voucher.id,))
    if limit:
        query = query.limit(limit).offset(skip)
    found = list(dicts_of(query))
    ids = [row["id"] for row in found]
    lines, receipts = _lines(ids), _receipts(village, ids)
    return tuple(_row(row, lines=lines.get(row["id"], []), receipts=receipts.get(row["id"], [])) for row in found)


def _query() -> ModelSelect[Any]:
    return (
        models.Voucher.select(
            models.Voucher,
            HandEntry.party,
            _TakenEntry.party.alias("taken_party"),
            Reversal.reason,
            VoucherMatter.matter_number,
            VoucherMatter.fund,
            Fund.name.alias("fund_name"),
            Fund.number.alias("fund_number"),
            _Taken.month.alias("taken_month"),
            _Taken.number.alias("taken_number"),
            _Taking.month.alias("taking_month"),
            _Taking.number.alias("taking_number"),
            _TakingReason.reason.alias("taking_reason"),
        )
        .join(HandEntry, JOIN.LEFT_OUTER, on=(HandEntry.voucher == models.Voucher.id))
        .switch(models.Voucher)
        .join(Reversal, JOIN.LEFT_OUTER, on=(Reversal.voucher == models.Voucher.id))
        .switch(models.Voucher)
        .join(VoucherMatter, JOIN.LEFT_OUTER, on=(VoucherMatter.voucher == models.Voucher.id))
        .switch(models.Voucher)
        .join(VoucherFund, JOIN.LEFT_OUTER, on=(VoucherFund.voucher == models.Voucher.id))
        .join(Fund, JOIN.LEFT_OUTER, on=(Fund.id == VoucherFund.fund))
        .switch(models.Voucher)
        .join(_Taken, JOIN.LEFT_OUTER, on=(_Taken.id == models.Voucher.reverses))
        .join(_TakenEntry, JOIN.LEFT_OUTER, on=(_TakenEntry.voucher == _Taken.id))
        .switch(models.Voucher)
        .join(_Taking, JOIN.LEFT_OUTER, on=(_Taking.reverses == models.Voucher.id))
        .join(_TakingReason, JOIN.LEFT_OUTER, on=(_TakingReason.voucher == _Taking.id))
    )


def _row(row: dict[str, Any], *, lines: list[Line], receipts: list[AttachmentRow]) -> VoucherRow:
    red = row["reverses"] is not None
    return VoucherRow(
        id=row["id"],
        month=row["month"],
        number=row["number"],
        word=row["word"],
        happened_on=row["happened_on"],
        summary=row["summary"],
        origin=row["origin"],
        recorded_on=local_day(row["recorded_at"]),
        recorded_by=row["recorded_by"],
        late_days=row["late_days"],
        party=row["party"] or row["taken_party"] or "",  # a reversal is about whom it takes back
        matter_number=row["matter_number"],
        fund=row["fund_name"] or row["fund"] or "",
        fund_number=row["fund_number"],
        reverses=_ref(row, "taken", reason=row["reason"]) if red else None,
        reversed_by=_ref(row, "taking", reason=row["taking_reason"]) if row["taking_number"] else None,
        lines=tuple(line.in_red if red else line for line in lines),
        receipts=tuple(receipts),
    )


def _ref(row: dict[str, Any], which: str, *, reason: str) -> VoucherRef:
    return VoucherRef(month=row[f"{which}_month"], number=row[f"{which}_number"], reason=reason or "")


_AT_ONCE = 5_000


def _lines(ids: list[int]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        query = VoucherLine.select().where(VoucherLine.voucher.in_(ids[start : start + _AT_ONCE]))
        for row in dicts_of(query.order_by(VoucherLine.voucher, VoucherLine.line_no)):
            line = Line(
                **{name: row[name] for name in ("account", "detail", "printed_name", "debit_fen", "credit_fen")}
            )
            found.setdefault(row["voucher"], []).append(line)
    return found


def _receipts(village: Place, ids: list[int]) -> dict[int, list[AttachmentRow]]:
    found: dict[int, list[AttachmentRow]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        keys = [str(one) for one in ids[start : start + _AT_ONCE]]
        here = (Attachment.log == village.log_id) & (Attachment.about_kind == RECEIPTS) & Attachment.about_key.in_(keys)
        for row in dicts_of(Attachment.select().where(here).order_by(Attachment.id)):
            receipt = AttachmentRow(**{name: row[name] for name in ("title", "media_type", "size", "digest")})
            found.setdefault(int(row["about_key"]), []).append(receipt)
    return found
