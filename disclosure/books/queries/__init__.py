"""Reads the books: what is booked, what a month adds up to, what stops its close. The village comes first."""

from disclosure.books.queries.accounts import AccountsPage, accounts_page, category_choices, category_of, every_choice
from disclosure.books.queries.browsing import (
    LedgerLine,
    LedgerPage,
    VoucherPage,
    VoucherQuestion,
    found_vouchers,
    ledger_lines,
    ledger_page,
    voucher_list,
    voucher_page,
)
from disclosure.books.queries.entries import VoucherRef, VoucherRow, voucher, vouchers
from disclosure.books.queries.ledger import openings, recorders, statement_of
from disclosure.books.queries.months import (
    ClosePage,
    CloseRow,
    MonthList,
    MonthPage,
    MonthRow,
    booked_months,
    close_of,
    close_page,
    close_state,
    month_list,
    month_page,
    months,
    problems_of,
)
from disclosure.books.queries.resolutions import allowances, panels
from disclosure.books.queries.waiting import states, tasks

__all__ = [
    "AccountsPage",
    "ClosePage",
    "CloseRow",
    "LedgerLine",
    "LedgerPage",
    "MonthList",
    "MonthPage",
    "MonthRow",
    "VoucherPage",
    "VoucherQuestion",
    "VoucherRef",
    "VoucherRow",
    "accounts_page",
    "allowances",
    "booked_months",
    "category_choices",
    "category_of",
    "close_of",
    "close_page",
    "close_state",
    "every_choice",
    "found_vouchers",
    "ledger_lines",
    "ledger_page",
    "month_list",
    "month_page",
    "months",
    "openings",
    "panels",
    "problems_of",
    "recorders",
    "statement_of",
    "states",
    "tasks",
    "voucher",
    "voucher_list",
    "voucher_page",
    "vouchers",
]
