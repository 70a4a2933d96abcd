"""What is done with the books: ask, approve, pay; import or enter vouchers, reverse one; close a month, sign it off."""

from disclosure.books.services.accounts import open_sub_account
from disclosure.books.services.alerts import answer_alert, judge_alert
from disclosure.books.services.approvals import (
    answer_return,
    approve_steps,
    file_request,
    return_request,
    withdraw_request,
)
from disclosure.books.services.bank import (
    RuleMaking,
    import_statement,
    make_bank_rule,
    read_bank_statement,
    require_importable,
    require_known_account,
    withdraw_statement,
)
from disclosure.books.services.bank_charges import book_bank_charge
from disclosure.books.services.bank_matching import explain, match_automatically, match_by_hand, unmatch
from disclosure.books.services.budgets import set_budget
from disclosure.books.services.cash_counts import confirm_cash_count, count_cash
from disclosure.books.services.closing import close_month, refuse_month, sign_off_month
from disclosure.books.services.entries import add_receipts, record_voucher, require_enterable
from disclosure.books.services.fund_assigning import assign_fund
from disclosure.books.services.funds import close_fund, open_fund
from disclosure.books.services.imports import import_books, read_books, require_bookable
from disclosure.books.services.ladders import adopt_ladder
from disclosure.books.services.openings import state_opening, state_openings
from disclosure.books.services.overdue import settle
from disclosure.books.services.papers import state_paper
from disclosure.books.services.payments import pay_request
from disclosure.books.services.periodic import Preparing, prepare_period, sign_period
from disclosure.books.services.reversals import require_reversible, reverse_voucher
from disclosure.books.services.special import prepare_special, sign_special, withdraw_special
from disclosure.books.services.year_end import end_year

__all__ = [
    "Preparing",
    "RuleMaking",
    "add_receipts",
    "adopt_ladder",
    "answer_alert",
    "answer_return",
    "approve_steps",
    "assign_fund",
    "book_bank_charge",
    "close_fund",
    "close_month",
    "confirm_cash_count",
    "count_cash",
    "end_year",
    "explain",
    "file_request",
    "import_books",
    "import_statement",
    "judge_alert",
    "make_bank_rule",
    "match_automatically",
    "match_by_hand",
    "open_fund",
    "open_sub_account",
    "pay_request",
    "prepare_period",
    "prepare_special",
    "read_bank_statement",
    "read_books",
    "record_voucher",
    "refuse_month",
    "require_bookable",
    "require_enterable",
    "require_importable",
    "require_known_account",
    "require_reversible",
    "return_request",
    "reverse_voucher",
    "set_budget",
    "settle",
    "sign_off_month",
    "sign_period",
    "sign_special",
    "state_opening",
    "state_openings",
    "state_paper",
    "unmatch",
    "withdraw_request",
    "withdraw_special",
    "withdraw_statement",
]
