"""Entries by hand: the simple form (what came in, went out, was moved) and its lines, or the lines themselves.

Money that comes in is a debit of the money account and a credit of its category; money that goes out the other
way round; money that is moved is a debit of where it goes and a credit of where it leaves. A payment with a list of
items is a debit of each category they name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from disclosure.books.chart import AccountClass, MoneyAccount, Side, account
from disclosure.books.errors import (
    AmountNotPositiveError,
    CategoryMissingError,
    FutureDayError,
    ImpossibleMonthError,
    ItemsOnlyPaidError,
    LaterMonthClosedError,
    MonthClosedError,
    OnlyPaymentsError,
    TotalTooLargeError,
    WrongCategoryError,
)
from disclosure.books.rules.deadlines import is_possible
from disclosure.books.rules.items import require_items, shares
from disclosure.books.rules.vouchers import LARGEST_FEN, Line, VoucherKind, kind_of
from disclosure.books.rules.written import require_written
from portal.kernel.money import format_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from typing import Required, Unpack

    from disclosure.books.rules.items import Item

#: What may be entered by the simple form.
KINDS = (VoucherKind.RECEIPT, VoucherKind.PAYMENT, VoucherKind.TRANSFER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """An account of the chart, or one of the village's own under it."""

    account: str  # code of the 2023 chart
    detail: str = ""

    @property
    def name(self) -> str:
        """The name as it is printed: ``管理费用/办公费``."""
        top = account(self.account).name
        return f"{top}/{self.detail}" if self.detail else top


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the simple form says, or (``written_entry``) lines that were written as they are."""

    kind: VoucherKind  # one of KINDS, unless the lines were written
    happened_on: date
    amount_fen: int
    money: MoneyAccount | None  # where it came in, or where it left; none where the lines say it
    category: Category | None  # none for what is moved
    summary: str
    party: str = ""
    matter_number: int | None = None
    fund: str = ""  # where it was not the fund of the resolution
    really_two: bool = False
    token: str = ""
    items: tuple[Item, ...] = ()  # of a payment by the simple form
    lines: tuple[Line, ...] = ()  # as they were written

    @property
    def month(self) -> Month:
        """The month it is booked in."""
        return Month.of(self.happened_on)


class Said(TypedDict, total=False):
    """What is said beside lines that were written."""

    happened_on: Required[date]
    summary: Required[str]
    party: str
    matter_number: int | None
    fund: str
    really_two: bool
    token: str


def require_sensible(entry: Entry, *, today: date) -> None:
    """Refuse what no voucher can say.

    :raise ImpossibleMonthError: a year no village has books of.
    :raise FutureDayError: the day has not come.
    :raise AmountNotPositiveError: nothing, or less.
    :raise TotalTooLargeError: more than any village has.
    :raise CategoryMissingError: money came or went for nothing named.
    :raise WrongCategoryError: income paid out, or an expense received.
    :raise OnlyPaymentsError: a resolution named for something else than a payment.
    :raise DomainError: lines that make no voucher, items that do not add up.
    """
    if not is_possible(entry.month):
        raise ImpossibleMonthError(entry.month)
    if entry.happened_on > today:
        raise FutureDayError(today)
    _require_amount(entry)
    if entry.items:
        _require_items(entry)
    if entry.matter_number is not None and entry.kind is not VoucherKind.PAYMENT:
        raise OnlyPaymentsError


def fits(category: Category, kind: VoucherKind) -> bool:
    """Tell whether money of that kind may be booked under ``category``: no income is paid, no cost is received."""
    booked = account(category.account)
    if MoneyAccount.of(category.account) or not booked.is_paid:
        return False
    if kind is VoucherKind.RECEIPT:
        return not booked.is_expense and booked.kind is not AccountClass.COST
    return not booked.is_income


def written_entry(lines: tuple[Line, ...], **said: Unpack[Said]) -> Entry:
    """Return the entry of lines written as they are; what it does to the village's money follows from them."""
    money = [found for line in lines if (found := MoneyAccount.of(line.account))]
    return Entry(
        kind=kind_of(lines),
        amount_fen=sum(line.debit_fen for line in lines),
        money=money[0] if money else None,
        category=None,
        lines=lines,
        **said,
    )


def lines_of_entry(entry: Entry) -> tuple[Line, ...]:
    """Return the lines, debits first: as they were written, or those the simple form stands for."""
    if entry.lines or entry.money is None:
        return entry.lines
    money = _Side(entry.money.code, "", entry.money.value)
    if entry.category is None:
        other = entry.money.other
        others = [(_Side(other.code, "", other.value), entry.amount_fen)]
    else:
        borne = shares(entry.items, category=entry.category, amount_fen=entry.amount_fen)
        others = [(_Side(one.account, one.detail, one.name), fen) for one, fen in borne]
    if entry.kind is VoucherKind.RECEIPT:
        return (money.line(debit_fen=entry.amount_fen), *(side.line(credit_fen=fen) for side, fen in others))
    return (*(side.line(debit_fen=fen) for side, fen in others), money.line(credit_fen=entry.amount_fen))


def plain_words(line: Line) -> str:
    """Return what a line means, for whoever does not know debit and credit: ``现金减少 60.00 元``."""
    fen = line.debit_fen + line.credit_fen
    if fen < 0:
        return f"冲减：{plain_words(line.in_red.exchanged)}"
    booked = account(line.account)
    amount = format_yuan(fen)
    if booked.side is Side.EITHER:
        return f"{line.printed_name}{'借方' if line.debit_fen else '贷方'}记 {amount} 元"
    more = bool(line.debit_fen) == (booked.side is Side.DEBIT)
    return f"{line.printed_name}{'增加' if more else '减少'} {amount} 元"


def require_open(month: Month, *, closed: Collection[Month], begun: Collection[Month]) -> None:
    """Refuse an entry into a month that is closed, or on which the figures of a closed month stand.

    ``begun`` are the months in which a stretch of the books began: from there on earlier entries count no more.

    :raise MonthClosedError: the month is closed.
    :raise LaterMonthClosedError: a later month is closed whose opening, or year to date, the entry would change.
    """
    if month in closed:
        raise MonthClosedError(month)
    later = min((one for one in closed if one > month), default=None)
    if later is None:
        return
    if later.year == month.year or not any(month < one <= later for one in begun):
        raise LaterMonthClosedError(month, later=later)


def reversal_day(month: Month, *, closed: Collection[Month], today: date) -> date:
    """Return the day a voucher of ``month`` is taken back on ``today``.

    While its own month is open it is taken back there, at the latest on the month's last day, so that the month is
    right before it is published; the figures of a closed month never change: it is taken back today.
    """
    return today if month in closed else min(today, month.last_day)


def _require_amount(entry: Entry) -> None:
    if entry.amount_fen <= 0:
        raise AmountNotPositiveError
    if entry.amount_fen > LARGEST_FEN:
        raise TotalTooLargeError
    if entry.lines:
        require_written(entry.lines)
    elif entry.kind is not VoucherKind.TRANSFER:
        _require_category(entry)


def _require_items(entry: Entry) -> None:
    if entry.kind is not VoucherKind.PAYMENT or entry.lines:
        raise ItemsOnlyPaidError
    require_items(entry.items, amount_fen=entry.amount_fen)
    for one in entry.items:
        if one.category and not fits(one.category, entry.kind):
            raise WrongCategoryError(one.category.name, wanted=entry.kind.title)


def _require_category(entry: Entry) -> None:
    if entry.category is None:
        raise CategoryMissingError
    if not fits(entry.category, entry.kind):
        raise WrongCategoryError(entry.category.name, wanted=entry.kind.title)


@dataclass(frozen=True, slots=True)
class _Side:
    account: str
    detail: str
    printed_name: str

    def line(self, *, debit_fen: int = 0, credit_fen: int = 0) -> Line:
        return Line(
            account=self.account,
            detail=self.detail,
            printed_name=self.printed_name,
            debit_fen=debit_fen,
            credit_fen=credit_fen,
        )
