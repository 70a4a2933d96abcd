"""Forms of the books: the shape of input, with Chinese labels."""

from disclosure.books.forms.approvals import ApproveForm, LadderForm, PayForm, RequestForm, ReturnForm
from disclosure.books.forms.browsing import LedgerFilterForm, VoucherFilterForm
from disclosure.books.forms.closing import CloseForm, SignOffForm
from disclosure.books.forms.entries import BookForm, EntryForm, ReceiptsForm, ReverseForm, SubAccountForm
from disclosure.books.forms.imports import MOST_FILES, ConfirmForm, ImportForm, OpeningForm, packed

__all__ = [
    "MOST_FILES",
    "ApproveForm",
    "BookForm",
    "CloseForm",
    "ConfirmForm",
    "EntryForm",
    "ImportForm",
    "LadderForm",
    "LedgerFilterForm",
    "OpeningForm",
    "PayForm",
    "ReceiptsForm",
    "RequestForm",
    "ReturnForm",
    "ReverseForm",
    "SignOffForm",
    "SubAccountForm",
    "VoucherFilterForm",
    "packed",
]
