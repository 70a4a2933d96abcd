"""Forms of the books: the shape of input, with Chinese labels."""

from disclosure.books.forms.browsing import LedgerFilterForm, VoucherFilterForm
from disclosure.books.forms.closing import CloseForm, SignOffForm
from disclosure.books.forms.entries import BookForm, EntryForm, ReceiptsForm, ReverseForm, SubAccountForm
from disclosure.books.forms.imports import MOST_FILES, ConfirmForm, ImportForm, OpeningForm, packed

__all__ = [
    "MOST_FILES",
    "BookForm",
    "CloseForm",
    "ConfirmForm",
    "EntryForm",
    "ImportForm",
    "LedgerFilterForm",
    "OpeningForm",
    "ReceiptsForm",
    "ReverseForm",
    "SignOffForm",
    "SubAccountForm",
    "VoucherFilterForm",
    "packed",
]
