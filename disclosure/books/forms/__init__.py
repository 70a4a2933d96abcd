"""Forms of the books: the shape of input, with Chinese labels."""

from disclosure.books.forms.approvals import ApproveForm, LadderForm, PayForm, RequestForm, ReturnForm, ladder_form
from disclosure.books.forms.browsing import LedgerFilterForm, VoucherFilterForm
from disclosure.books.forms.budgets import BudgetYearForm, budget_form
from disclosure.books.forms.closing import CloseForm, RefuseMonthForm, SignOffForm
from disclosure.books.forms.entries import BookForm, EntryForm, ReceiptsForm, ReverseForm, SubAccountForm
from disclosure.books.forms.funds import AssignFundForm, CloseFundForm, FundForm
from disclosure.books.forms.imports import MOST_FILES, ConfirmForm, ImportForm, OpeningForm, packed
from disclosure.books.forms.items import MOST_ITEMS
from disclosure.books.forms.openings import OpeningsForm, openings_form
from disclosure.books.forms.periodic import PrepareForm, SignPeriodForm, prepare_form
from disclosure.books.forms.special import SignSpecialForm, SpecialForm, WithdrawSpecialForm
from disclosure.books.forms.statements import ComparisonForm
from disclosure.books.forms.written import FIRST_ROWS, MOST_ROWS, BookWrittenForm, WrittenForm, written_form
from disclosure.books.forms.year_end import FIRST_THINGS, MOST_THINGS, EndYearForm, depreciation_form

__all__ = [
    "FIRST_ROWS",
    "FIRST_THINGS",
    "MOST_FILES",
    "MOST_ITEMS",
    "MOST_ROWS",
    "MOST_THINGS",
    "ApproveForm",
    "AssignFundForm",
    "BookForm",
    "BookWrittenForm",
    "BudgetYearForm",
    "CloseForm",
    "CloseFundForm",
    "ComparisonForm",
    "ConfirmForm",
    "EndYearForm",
    "EntryForm",
    "FundForm",
    "ImportForm",
    "LadderForm",
    "LedgerFilterForm",
    "OpeningForm",
    "OpeningsForm",
    "PayForm",
    "PrepareForm",
    "ReceiptsForm",
    "RefuseMonthForm",
    "RequestForm",
    "ReturnForm",
    "ReverseForm",
    "SignOffForm",
    "SignPeriodForm",
    "SignSpecialForm",
    "SpecialForm",
    "SubAccountForm",
    "VoucherFilterForm",
    "WithdrawSpecialForm",
    "WrittenForm",
    "budget_form",
    "depreciation_form",
    "ladder_form",
    "openings_form",
    "packed",
    "prepare_form",
    "written_form",
]
