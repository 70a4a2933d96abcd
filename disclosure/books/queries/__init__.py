"""Reads the books: what is booked, what a month adds up to, what stops its close. The village comes first."""

from disclosure.books.queries.ledger import VoucherRow, openings, recorders, statement_of, vouchers
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
from disclosure.books.queries.waiting import tasks

__all__ = [
    "ClosePage",
    "CloseRow",
    "MonthList",
    "MonthPage",
    "MonthRow",
    "VoucherRow",
    "booked_months",
    "close_of",
    "close_page",
    "close_state",
    "month_list",
    "month_page",
    "months",
    "openings",
    "problems_of",
    "recorders",
    "statement_of",
    "tasks",
    "vouchers",
]
