"""What is done with the books: import or enter vouchers, reverse one, open accounts, close a month, sign it off."""

from disclosure.books.services.closing import close_month, sign_off_month
from disclosure.books.services.imports import import_books, read_books, require_bookable
from disclosure.books.services.openings import state_opening

__all__ = [
    "close_month",
    "import_books",
    "read_books",
    "require_bookable",
    "sign_off_month",
    "state_opening",
]
