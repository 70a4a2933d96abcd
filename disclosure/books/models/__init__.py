"""What the books remember. Every row is insert-only."""

from disclosure.books.models.balances import AccountOpening, MonthEnd
from disclosure.books.models.closing import CloseReview, MonthClose, MonthSignOff
from disclosure.books.models.vouchers import (
    BooksImport,
    HandEntry,
    OpeningBalance,
    Reversal,
    SubAccount,
    Voucher,
    VoucherItem,
    VoucherLine,
    VoucherMatter,
)

__all__ = [
    "AccountOpening",
    "BooksImport",
    "CloseReview",
    "HandEntry",
    "MonthClose",
    "MonthEnd",
    "MonthSignOff",
    "OpeningBalance",
    "Reversal",
    "SubAccount",
    "Voucher",
    "VoucherItem",
    "VoucherLine",
    "VoucherMatter",
]
