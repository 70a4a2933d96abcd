"""Vouchers entered by hand, and the receipts beside them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from peewee import fn

from disclosure.books import models
from disclosure.books.errors import DuplicateVoucherError, FormUsedError, MonthClosedError, RequestFirstError
from disclosure.books.models import HandEntry, VoucherItem, VoucherLine, VoucherMatter
from disclosure.books.queries.entries import RECEIPTS, VoucherRow, same_voucher, voucher, voucher_by_token
from disclosure.books.queries.items import are_items_of
from disclosure.books.queries.ladders import asks_for_approval
from disclosure.books.queries.months import closed_months
from disclosure.books.queries.resolutions import allowance_of
from disclosure.books.queries.standing import beginnings
from disclosure.books.rules.approvals import paid_out_fen
from disclosure.books.rules.deadlines import late_days
from disclosure.books.rules.entries import lines_of_entry, require_open, require_sensible
from disclosure.books.rules.resolutions import cautions, require_spendable
from disclosure.books.rules.vouchers import DEFAULT_WORD, VoucherOrigin
from disclosure.books.rules.written import netted
from disclosure.books.services.fund_draws import draw, require_fund, with_fund
from disclosure.books.services.papers import write_paper
from portal.kernel.attachments import attach
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from disclosure.books.rules.entries import Category, Entry
    from disclosure.books.rules.items import Item
    from disclosure.books.rules.papers import Paper
    from disclosure.books.rules.vouchers import Line, VoucherKind
    from portal.kernel.attachments import Upload
    from portal.kernel.db import SealedModel
    from portal.kernel.months import Month
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


def require_enterable(village: Place, entry: Entry, *, today: date, approved: bool = False) -> tuple[str, ...]:
    """Refuse what ``record_voucher`` would refuse; return what the entry should be looked at for.

    ``approved``: it is booked from a request.

    :raise DomainError: it says what no voucher can say, its month is closed, it stands already, the resolution
        it names does not allow it yet, its fund does not allow it, or the township asks for approvals first.
    """
    entry = with_fund(village, entry, today=today)
    require_sensible(entry, today=today)
    paid_fen = 0 if approved else paid_out_fen(lines_of_entry(entry))
    if paid_fen:
        require_no_request(village, paid_fen, on=entry.happened_on)
    refuse_private_numbers(entry.summary, entry.party, entry.fund, *(f"{one.name} {one.unit}" for one in entry.items))
    require_month_open(village, entry.month)
    same = None if entry.really_two else same_voucher(village, entry)
    if same is not None:
        raise DuplicateVoucherError(same.number, month=same.month)
    has_matter = entry.matter_number is not None
    beside = (*netted(entry.lines), *require_fund(village, entry, may_be_words=has_matter or approved))
    if entry.matter_number is None:
        return beside
    allowance = require_spendable(
        allowance_of(village, entry.matter_number, today=today), entry.matter_number, happened_on=entry.happened_on
    )
    return (*beside, *cautions(allowance, amount_fen=entry.amount_fen, fund=entry.fund))


def record_voucher(
    actor: Actor, village: Place, entry: Entry, *, uploads: Sequence[Upload] = (), paper: Paper | None = None
) -> VoucherRow:
    """Book what a form says as one voucher under the month's next number.

    The same form sent again is the same voucher.

    :raise FormUsedError: the form made a voucher of something else.
    :raise DomainError: what ``require_enterable`` refuses.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        made = voucher_by_token(village, entry.token) if entry.token else None
        if made is not None:
            _require_same(made, entry)
            work.leave_unchanged()
            return made
        entry = with_fund(village, entry, today=work.today)
        require_enterable(village, entry, today=work.today)
        booked, rows = book_entry(work, actor, village, entry, paper=paper)
        receipts = attach(work, about=(RECEIPTS, booked.id), uploads=uploads)
        work.seal(
            "books.voucher.recorded",
            about=("voucher", f"{entry.month}-{booked.number}"),
            facts={
                "kind": entry.kind,
                "amount_fen": entry.amount_fen,
                "matter": entry.matter_number,
                "receipts": [one.digest for one in receipts],
            },
            rows=rows,
            happened_on=entry.happened_on,
        )
        return voucher(village, entry.month, booked.number)


def require_no_request(village: Place, amount_fen: int, *, on: date) -> None:
    """Refuse a payment of a day on which the township asks for somebody's approval first.

    :raise RequestFirstError: it does.
    """
    rule = asks_for_approval(village, amount_fen, on=on)
    if rule is not None:
        raise RequestFirstError(f"“{rule.title}”")


def add_receipts(actor: Actor, village: Place, month: Month, number: int, *, uploads: Sequence[Upload]) -> VoucherRow:
    """Put receipts beside a voucher whose month is open; the same file twice is one.

    :raise MonthClosedError: how many receipts there are is fixed with the month.
    """
    with unit_of_work(actor, Permission.BOOKS_RECORD, village) as work:
        if month in closed_months(village):
            raise MonthClosedError(month)
        row = voucher(village, month, number)
        added = attach(work, about=(RECEIPTS, row.id), uploads=uploads)
        if not added:
            work.leave_unchanged()
            return row
        work.seal(
            "books.receipts.added",
            about=("voucher", f"{month}-{number}"),
            facts={"receipts": [one.digest for one in added]},
        )
        return voucher(village, month, number)


def require_month_open(village: Place, month: Month) -> None:
    """Refuse an entry into ``month`` where the figures of a closed month stand on it.

    :raise MonthClosedError: the month is closed.
    :raise LaterMonthClosedError: a later month that stands on it is.
    """
    require_open(month, closed=closed_months(village), begun=beginnings(village))


def insert_voucher(
    work: Work,
    actor: Actor,
    village: Place,
    *,
    month: Month,
    happened_on: date,
    summary: str,
    kind: VoucherKind,
    lines: Iterable[Line],
    origin: VoucherOrigin = VoucherOrigin.TYPED,
    reverses: int | None = None,
) -> models.Voucher:
    """Write a voucher with its lines under the month's next number, inside a unit of work that seals it."""
    here = (models.Voucher.village == village.id) & (models.Voucher.month == month)
    last = models.Voucher.select(fn.MAX(models.Voucher.number)).where(here).scalar()
    booked = models.Voucher.create(
        village=village,
        month=month,
        number=1 + (last or 0),
        word=DEFAULT_WORD,
        happened_on=happened_on,
        summary=summary,
        kind=kind,
        origin=origin,
        reverses=reverses,
        recorded_at=work.now,
        recorded_by=actor.account_id,
        late_days=late_days(month, recorded_on=work.today),
    )
    numbered = enumerate(lines, start=1)
    VoucherLine.insert_many([{"voucher": booked.id, "line_no": no, **asdict(line)} for no, line in numbered]).execute()
    return booked


def lines_of(booked: models.Voucher) -> list[VoucherLine]:
    """Return the rows of a voucher's lines, to be sealed with it."""
    return list(VoucherLine.select().where(VoucherLine.voucher == booked.id).order_by(VoucherLine.line_no))


def rest_on(village: Place, booked: models.Voucher, matter_number: int, *, fund: str) -> VoucherMatter:
    """Write which resolution a voucher rests on, inside a unit of work that seals it."""
    return VoucherMatter.create(village=village, voucher=booked, matter_number=matter_number, fund=fund)


def book_entry(
    work: Work, actor: Actor, village: Place, entry: Entry, *, paper: Paper | None
) -> tuple[models.Voucher, list[SealedModel]]:
    """Write the voucher of an entry and what was said beside it, inside a unit of work that seals the rows returned."""
    booked = insert_voucher(
        work,
        actor,
        village,
        month=entry.month,
        happened_on=entry.happened_on,
        summary=entry.summary,
        kind=entry.kind,
        lines=lines_of_entry(entry),
    )
    said = HandEntry.create(
        village=village,
        voucher=booked,
        party=entry.party,
        token=entry.token or f"voucher-{booked.id}",
        really_two=entry.really_two,
    )
    rows: list[SealedModel] = [booked, *lines_of(booked), said]
    rows += [_item(booked, one, one.category or entry.category) for one in entry.items]
    if entry.matter_number is not None:
        rows.append(rest_on(village, booked, entry.matter_number, fund=entry.fund))
    rows += draw(village, booked, entry.fund)
    rows += [write_paper(work, actor, village, voucher=booked.id, paper=paper)] if paper else []
    return booked, rows


def _item(booked: models.Voucher, one: Item, category: Category | None) -> VoucherItem:
    assert category is not None  # noqa: S101 - a payment has one, and only payments have items
    return VoucherItem.create(
        voucher=booked,
        item_no=one.number,
        account=category.account,
        detail=category.detail,
        name=one.name,
        unit=one.unit,
        quantity_x1000=one.quantity_x1000,
        price_x100=one.price_x100,
        amount_fen=one.amount_fen,
    )


def _require_same(made: VoucherRow, entry: Entry) -> None:
    before = (made.happened_on, made.kind, made.amount_fen, made.summary, made.party, made.matter_number)
    now = (entry.happened_on, entry.kind, entry.amount_fen, entry.summary, entry.party, entry.matter_number)
    same = before == now and made.lines == lines_of_entry(entry)
    if not same or (entry.category and not are_items_of(made.id, entry.items, category=entry.category)):
        raise FormUsedError(made.number, month=made.month)
