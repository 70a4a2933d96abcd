"""Looking through the books: one voucher, vouchers by what is asked, one account's ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from disclosure.books import models
from disclosure.books.chart import Side, account
from disclosure.books.models import HandEntry, VoucherLine, VoucherMatter, VoucherPaper
from disclosure.books.queries.accounts import category_of, own_codes
from disclosure.books.queries.alerts import voucher_alerts
from disclosure.books.queries.approval_screens import VoucherApproval, approval_of
from disclosure.books.queries.entries import RECEIPTS, VoucherRow, rows_where, voucher
from disclosure.books.queries.items import items_of
from disclosure.books.queries.months import close_of, name_of
from disclosure.books.queries.resolutions import allowance_of
from disclosure.books.queries.sides import CREDIT, DEBIT
from disclosure.books.queries.standing import balances, beginnings
from disclosure.books.rules.balances import signed_fen
from disclosure.books.rules.resolutions import cautions
from disclosure.books.rules.vouchers import VoucherKind, VoucherOrigin
from disclosure.books.rules.written import netted
from portal.kernel.attachments import Attachment
from portal.kernel.db import dicts_of
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.paging import PAGE_SIZE, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from disclosure.books.queries.alerts import AlertRow
    from disclosure.books.queries.items import ItemRow
    from disclosure.books.rules.entries import Category
    from disclosure.books.rules.resolutions import Allowance
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherQuestion:
    """Which vouchers are asked for; what is empty asks nothing."""

    text: str = ""
    month: Month | None = None
    account: str = ""  # code of the chart or of the village's own
    with_receipt: bool | None = None
    matter_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherPage:
    """One voucher as its screen shows it."""

    row: VoucherRow
    items: tuple[ItemRow, ...]
    recorded_by: str
    allowance: Allowance | None
    cautions: tuple[str, ...]
    approval: VoucherApproval
    may_add_receipts: bool
    may_reverse: bool
    alerts: tuple[AlertRow, ...]
    paper: str
    may_state_paper: bool
    may_assign_fund: bool
    may_follow: bool  # the request it was paid by
    own_codes: Mapping[tuple[str, str], str]  # of the village's own accounts, by account and name


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One line of an account's ledger, with what the account stood at after it."""

    month: Month
    number: int
    happened_on: date
    summary: str
    detail: str
    debit_fen: int
    credit_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage:
    """A part of one account's ledger of a year."""

    title: str
    year: int
    side: str
    opening_fen: int
    lines: Page[LedgerLine]
    debit_fen: int
    credit_fen: int
    closing_fen: int


def voucher_page(
    village: Place, month: Month, number: int, *, today: date, may_record: bool, may_follow: bool = False
) -> VoucherPage:
    """Return everything the screen of a voucher shows; alerts to those who ``may_follow`` them.

    :raise NotFoundError: the village's month has no such number.
    """
    row = voucher(village, month, number)
    allowance = None if row.matter_number is None else allowance_of(village, row.matter_number, today=today)
    taken = row.reverses or row.reversed_by
    paper: VoucherPaper | None = VoucherPaper.get_or_none(VoucherPaper.voucher == row.id)
    is_open = close_of(village, month) is None
    return VoucherPage(
        row=row,
        items=items_of([row.id]).get(row.id, ()),
        recorded_by=name_of(row.recorded_by),
        allowance=allowance,
        cautions=() if taken else (*netted(row.lines), *_cautions(allowance, row)),
        approval=approval_of(village, row),
        may_add_receipts=may_record and is_open,
        may_reverse=may_record and taken is None,
        alerts=voucher_alerts(village, row.id, month, today=today) if may_follow else (),
        paper=f"{paper.kind.short} {paper.invoice_number}".strip() if paper else "",
        may_state_paper=may_record and is_open and paper is None and row.kind is VoucherKind.PAYMENT,
        may_assign_fund=may_record and is_open and taken is None and _lacks_fund(row),
        may_follow=may_follow,
        own_codes=own_codes(village),
    )


def _lacks_fund(row: VoucherRow) -> bool:
    """Tell whether files brought the voucher, which say no fund, and money came or went with it."""
    moves = row.kind in {VoucherKind.RECEIPT, VoucherKind.PAYMENT}
    return row.origin is VoucherOrigin.IMPORTED and moves and row.fund_number is None


def _cautions(allowance: Allowance | None, row: VoucherRow) -> tuple[str, ...]:
    return cautions(allowance, amount_fen=0, fund=row.fund) if allowance else ()


def voucher_list(village: Place, question: VoucherQuestion, *, page: int) -> Page[VoucherRow]:
    """Return a page of the vouchers asked for, the latest first.

    :raise NotFoundError: there is no such page.
    """
    where = _where(village, question)
    total = models.Voucher.select().where((models.Voucher.village == village.id) & where).count()
    pages = max(1, -(-total // PAGE_SIZE))
    if not 1 <= page <= pages:
        raise NotFoundError
    rows = rows_where(village, where, *_LATEST_FIRST, limit=PAGE_SIZE, skip=(page - 1) * PAGE_SIZE)
    return Page(rows=rows, number=page, pages=pages, total=total)


def found_vouchers(village: Place, question: VoucherQuestion) -> tuple[VoucherRow, ...]:
    """Return all the vouchers asked for, the latest first."""
    return rows_where(village, _where(village, question), *_LATEST_FIRST)


def ledger_page(village: Place, code: str, *, year: int, page: int) -> LedgerPage:
    """Return a page of one account's ledger of a year.

    :raise NotFoundError: there is no such account or page.
    """
    category, opening_fen, lines = _ledger(village, code, year=year)
    pages = max(1, -(-len(lines) // PAGE_SIZE))
    if not 1 <= page <= pages:
        raise NotFoundError
    start = (page - 1) * PAGE_SIZE
    return LedgerPage(
        title=f"{code} {category.name}",
        year=year,
        side=_side(category.account),
        opening_fen=opening_fen,
        lines=Page(rows=tuple(lines[start : start + PAGE_SIZE]), number=page, pages=pages, total=len(lines)),
        debit_fen=sum(one.debit_fen for one in lines),
        credit_fen=sum(one.credit_fen for one in lines),
        closing_fen=lines[-1].balance_fen if lines else opening_fen,
    )


def ledger_lines(village: Place, code: str, *, year: int) -> tuple[int, tuple[LedgerLine, ...]]:
    """Return what an account stood at when a year began, and every line of the year.

    :raise NotFoundError: there is no such account.
    """
    _, opening_fen, lines = _ledger(village, code, year=year)
    return opening_fen, tuple(lines)


_LATEST_FIRST = (models.Voucher.month.desc(), models.Voucher.number.desc())


def _where(village: Place, question: VoucherQuestion) -> Any:
    """Return the condition of a question; one that always holds where nothing is asked."""
    found: Any = models.Voucher.village == village.id
    if question.text:
        by_party = HandEntry.select(HandEntry.voucher).where(
            (HandEntry.village == village.id) & HandEntry.party.contains(question.text)
        )
        found &= models.Voucher.summary.contains(question.text) | models.Voucher.id.in_(by_party)
    if question.month:
        found &= models.Voucher.month == question.month
    if question.account:
        booked = VoucherLine.select(VoucherLine.voucher).where(_of_account(village, question.account))
        found &= models.Voucher.id.in_(booked)
    if question.matter_number is not None:
        resting = VoucherMatter.select(VoucherMatter.voucher).where(
            (VoucherMatter.village == village.id) & (VoucherMatter.matter_number == question.matter_number)
        )
        found &= models.Voucher.id.in_(resting)
    if question.with_receipt is not None:
        kept = Attachment.select(Attachment.about_key).where(
            (Attachment.log == village.log_id) & (Attachment.about_kind == RECEIPTS)
        )
        key = models.Voucher.id.cast("TEXT")
        found &= key.in_(kept) if question.with_receipt else key.not_in(kept)
    return found


def _of_account(village: Place, code: str) -> Any:
    category = category_of(village, code)
    found: Any = VoucherLine.account == category.account
    return found & (VoucherLine.detail == category.detail) if category.detail else found


def _ledger(village: Place, code: str, *, year: int) -> tuple[Category, int, list[LedgerLine]]:
    category = category_of(village, code)
    opening_fen = _opening(village, category, year=year)
    here = (models.Voucher.village == village.id) & _of_account(village, code)
    query = (
        VoucherLine.select(
            models.Voucher.month,
            models.Voucher.number,
            models.Voucher.happened_on,
            models.Voucher.summary,
            VoucherLine.detail,
            DEBIT.alias("debit_fen"),
            CREDIT.alias("credit_fen"),
        )
        .join(models.Voucher)
        .where(here & (models.Voucher.month >= Month(year, 1)) & (models.Voucher.month <= Month(year, 12)))
        .order_by(models.Voucher.month, models.Voucher.happened_on, models.Voucher.number, VoucherLine.line_no)
    )
    return category, opening_fen, list(_running(dicts_of(query), opening_fen=opening_fen, code=category.account))


def _running(rows: Iterable[dict[str, Any]], *, opening_fen: int, code: str) -> Iterator[LedgerLine]:
    sign = -1 if account(code).side is Side.CREDIT else 1
    balance_fen = opening_fen
    for row in rows:
        balance_fen += sign * (row["debit_fen"] - row["credit_fen"])
        yield LedgerLine(**row, balance_fen=balance_fen)


def _opening(village: Place, category: Category, *, year: int) -> int:
    """Return what an account stood at when the year began, on its own side."""
    january = Month(year, 1)
    begun = next((month for month in beginnings(village) if month.year == year), january)
    standing = balances(village, max(january, begun))
    return signed_fen(
        category.account,
        sum(
            one.opening_fen
            for one in standing
            if one.account == category.account and category.detail in {"", one.detail}
        ),
    )


def _side(code: str) -> str:
    side = account(code).side
    return "借" if side is Side.EITHER else side.value
