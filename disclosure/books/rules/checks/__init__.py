"""What is looked for in the books: one function for each row of ``checks.toml``, pure and over plain values.

Each yields what it finds of one month under the row in force on that month's last day. What becomes clear only on a
later day, such as a receipt that is still missing, belongs to the month of that day.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from disclosure.books.checks import checks_on
from disclosure.books.rules.checks import cash, papers, spending
from disclosure.books.rules.checks.books import (
    MONTHS_BEFORE,
    CheckedBooks,
    CheckedItem,
    CheckedVoucher,
    Finding,
    Receipt,
    Together,
)
from disclosure.books.rules.checks.digits import first_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from disclosure.books.checks import Check
    from portal.kernel.months import Month

__all__ = [
    "CHECKS",
    "MONTHS_BEFORE",
    "CheckedBooks",
    "CheckedItem",
    "CheckedVoucher",
    "Finding",
    "Receipt",
    "Together",
    "findings",
    "first_digits",
]

#: The function of each row; ``first_digits`` looks at a year and is asked apart.
CHECKS: Mapping[str, Callable[[CheckedBooks, Month, Check], Iterator[Finding]]] = MappingProxyType(
    {
        "white_slip": papers.white_slip,
        "missing_items": papers.missing_items,
        "over_standard": spending.over_standard,
        "large_cash": cash.large_cash,
        "split_invoice": spending.split_invoice,
        "same_invoice": papers.same_invoice,
        "same_photo": papers.same_photo,
        "wrong_fund": spending.wrong_fund,
        "private_account": cash.private_account,
        "cash_kept": cash.cash_kept,
        "cash_from_income": cash.cash_from_income,
        "late_entry": papers.late_entry,
        "negative_cash": cash.negative_cash,
        "related_payee": spending.related_payee,
        "other_share": spending.other_share,
        "no_receipt": papers.no_receipt,
    }
)


def findings(books: CheckedBooks, month: Month) -> tuple[Finding, ...]:
    """Return everything the checks find of a month, in the order of the data file."""
    rules = [rule for rule in checks_on(month.last_day) if rule.id in CHECKS]
    return tuple(found for rule in rules for found in CHECKS[rule.id](books, month, rule))
