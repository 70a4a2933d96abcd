"""What the books remember. Every row is insert-only."""

from disclosure.books.models.alerts import Alert, AlertAnswer, AlertVerdict, AlertVoucher, VoucherPaper
from disclosure.books.models.approvals import (
    LadderAdoption,
    PaymentRequest,
    PaymentStep,
    PaymentVoucher,
    PaymentWithdrawal,
)
from disclosure.books.models.balances import AccountOpening, MonthEnd
from disclosure.books.models.bank import (
    BankExplanation,
    BankLayout,
    BankLine,
    BankMatch,
    BankMatchLine,
    BankMatchVoucher,
    BankRule,
    BankStatement,
    BankUnmatch,
    BankWithdrawal,
    CashConfirmation,
    CashCounting,
    CloseReconciliation,
)
from disclosure.books.models.budgets import Budget, BudgetLine
from disclosure.books.models.closing import CloseReview, MonthClose, MonthSignOff, SignOffOpinion
from disclosure.books.models.funds import Fund, FundBeginning, FundClosing, VoucherFund
from disclosure.books.models.periodic import PeriodDisclosure, PeriodSignOff
from disclosure.books.models.special import SpecialDisclosure, SpecialSignOff, SpecialWithdrawal
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
    "Alert",
    "AlertAnswer",
    "AlertVerdict",
    "AlertVoucher",
    "BankExplanation",
    "BankLayout",
    "BankLine",
    "BankMatch",
    "BankMatchLine",
    "BankMatchVoucher",
    "BankRule",
    "BankStatement",
    "BankUnmatch",
    "BankWithdrawal",
    "BooksImport",
    "Budget",
    "BudgetLine",
    "CashConfirmation",
    "CashCounting",
    "CloseReconciliation",
    "CloseReview",
    "Fund",
    "FundBeginning",
    "FundClosing",
    "HandEntry",
    "LadderAdoption",
    "MonthClose",
    "MonthEnd",
    "MonthSignOff",
    "OpeningBalance",
    "PaymentRequest",
    "PaymentStep",
    "PaymentVoucher",
    "PaymentWithdrawal",
    "PeriodDisclosure",
    "PeriodSignOff",
    "Reversal",
    "SignOffOpinion",
    "SpecialDisclosure",
    "SpecialSignOff",
    "SpecialWithdrawal",
    "SubAccount",
    "Voucher",
    "VoucherFund",
    "VoucherItem",
    "VoucherLine",
    "VoucherMatter",
    "VoucherPaper",
]
