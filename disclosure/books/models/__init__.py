"""What the books remember. Every row is insert-only."""

from disclosure.books.models.approvals import (
    LadderAdoption,
    PaymentRequest,
    PaymentStep,
    PaymentVoucher,
    PaymentWithdrawal,
)
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
    "BooksImport",
    "CloseReview",
    "HandEntry",
    "LadderAdoption",
    "MonthClose",
    "MonthSignOff",
    "OpeningBalance",
    "PaymentRequest",
    "PaymentStep",
    "PaymentVoucher",
    "PaymentWithdrawal",
    "Reversal",
    "SubAccount",
    "Voucher",
    "VoucherLine",
    "VoucherMatter",
]
