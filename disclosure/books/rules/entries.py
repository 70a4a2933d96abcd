"""The simple form: what came in, what went out, what was moved, and the two entries it makes.

Money that comes in is a debit of the money account and a credit of its category; money that goes out the other
way round; money that is moved is a debit of where it goes and a credit of where it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from disclosure.books.chart import AccountClass, MoneyAccount, Side, account
from disclosure.books.errors import (
    AmountNotPositiveError,
    CategoryMissingError,
    FutureDayError,
    ImpossibleMonthError,
    LaterMonthClosedError,
    MonthClosedError,
    OnlyPaymentsError,
    TotalTooLargeError,
    WrongCategoryError,
)
from disclosure.books.rules.deadlines import is_possible
from disclosure.books.rules.vouchers import Line, VoucherKind
from portal.kernel.money import format_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

#: What may be entered by the simple form.
KINDS = (VoucherKind.RECEIPT, VoucherKind.PAYMENT, VoucherKind.TRANSFER)

#: More than any village has.
LARGEST_FEN = 10**13


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
    """What the simple form says."""

    kind: VoucherKind  # one of KINDS
    happened_on: date
    amount_fen: int
    money: MoneyAccount  # where it came in, or where it left
    category: Category | None  # none for what is moved
    summary: str
    party: str = ""
    matter_number: int | None = None
    fund: str = ""  # where it was not the fund of the resolution
    really_two: bool = False
    token: str = ""

    @property
    def month(self) -> Month:
        """The month it is booked in."""
        return Month.of(self.happened_on)


def require_sensible(entry: Entry, *, today: date) -> None:
    """Refuse what no voucher can say.

    :raise ImpossibleMonthError: a year no village has books of.
    :raise FutureDayError: the day has not come.
    :raise AmountNotPositiveError: nothing, or less.
    :raise TotalTooLargeError: more than any village has.
    :raise CategoryMissingError: money came or went for nothing named.
    :raise WrongCategoryError: income paid out, or an expense received.
    :raise OnlyPaymentsError: a resolution named for something else than a payment.
    """
    if not is_possible(entry.month):
        raise ImpossibleMonthError(entry.month)
    if entry.happened_on > today:
        raise FutureDayError(today)
    if entry.amount_fen <= 0:
        raise AmountNotPositiveError
    if entry.amount_fen > LARGEST_FEN:
        raise TotalTooLargeError
    if entry.kind is not VoucherKind.TRANSFER:
        _require_category(entry)
    if entry.matter_number is not None and entry.kind is not VoucherKind.PAYMENT:
        raise OnlyPaymentsError


def fits(category: Category, kind: VoucherKind) -> bool:
    """Tell whether money of that kind may be booked under ``category``: no income is paid, no cost is received."""
    booked = account(category.account)
    if MoneyAccount.of(category.account):
        return False
    if kind is VoucherKind.RECEIPT:
        return not booked.is_expense and booked.kind is not AccountClass.COST
    return not booked.is_income


def lines_of_entry(entry: Entry) -> tuple[Line, Line]:
    """Return the two sides, the debit first."""
    money = _Side(entry.money.code, "", entry.money.value)
    if entry.category is None:
        other = _Side(entry.money.other.code, "", entry.money.other.value)
    else:
        other = _Side(entry.category.account, entry.category.detail, entry.category.name)
    debit, credit = (money, other) if entry.kind is VoucherKind.RECEIPT else (other, money)
    return debit.line(debit_fen=entry.amount_fen), credit.line(credit_fen=entry.amount_fen)


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


def require_open(month: Month, *, closed: Collection[Month], opened: Collection[Month]) -> None:
    """Refuse an entry into a month that is closed, or on which the figures of a closed month stand.

    ``opened`` are the months for which an opening was stated: from there on earlier entries count no more.

    :raise MonthClosedError: the month is closed.
    :raise LaterMonthClosedError: a later month is closed whose opening, or year to date, the entry would change.
    """
    if month in closed:
        raise MonthClosedError(month)
    later = min((one for one in closed if one > month), default=None)
    if later is None:
        return
    if later.year == month.year or not any(month < one <= later for one in opened):
        raise LaterMonthClosedError(month, later=later)


def reversal_day(month: Month, *, closed: Collection[Month], today: date) -> date:
    """Return the day a voucher of ``month`` is taken back on ``today``.

    While its own month is open it is taken back there, at the latest on the month's last day, so that the month is
    right before it is published; the figures of a closed month never change: it is taken back today.
    """
    return today if month in closed else min(today, month.last_day)


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
