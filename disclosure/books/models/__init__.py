"""What the books remember. Every row is insert-only."""

from disclosure.books.models.alerts import Alert, AlertAnswer, AlertVerdict, AlertVoucher, VoucherPaper
from disclosure.books.models.closing import CloseReview, MonthClose, MonthSignOff
from disclosure.books.models.vouchers import (
    BooksImport,
    HandEntry,
    OpeningBalance,
    Reversal,
    SubAccount,
    Voucher,
    VoucherLine,
    VoucherMatter,
)

__all__ = [
    "Alert",
    "AlertAnswer",
    "AlertVerdict",
    "AlertVoucher",
    "BooksImport",
    "CloseReview",
    "HandEntry",
    "MonthClose",
    "MonthSignOff",
    "OpeningBalance",
    "Reversal",
    "SubAccount",
    "Voucher",
    "VoucherLine",
    "VoucherMatter",
    "VoucherPaper",
]
