"""What is done with the books: import or enter vouchers, reverse one, open accounts, close a month, sign it off."""

from disclosure.books.services.accounts import open_sub_account
from disclosure.books.services.alerts import answer_alert, judge_alert
from disclosure.books.services.closing import close_month, sign_off_month
from disclosure.books.services.entries import add_receipts, record_voucher, require_enterable
from disclosure.books.services.imports import import_books, read_books, require_bookable
from disclosure.books.services.openings import state_opening
from disclosure.books.services.overdue import settle
from disclosure.books.services.papers import state_paper
from disclosure.books.services.reversals import require_reversible, reverse_voucher

__all__ = [
    "add_receipts",
    "answer_alert",
    "close_month",
    "import_books",
    "judge_alert",
    "open_sub_account",
    "read_books",
    "record_voucher",
    "require_bookable",
    "require_enterable",
    "require_reversible",
    "reverse_voucher",
    "settle",
    "sign_off_month",
    "state_opening",
    "state_paper",
]
