"""The screens of the books, by what they are about; each module adds its own to the one blueprint."""

from disclosure.books.views import (
    alerts,
    approvals,
    bank,
    browsing,
    cash_counts,
    entries,
    funds,
    imports,
    ladders,
    months,
    openings,
    statements,
    timeliness,
    written,
    year_end,
)
from disclosure.books.views.root import blueprint

__all__ = [
    "alerts",
    "approvals",
    "bank",
    "blueprint",
    "browsing",
    "cash_counts",
    "entries",
    "funds",
    "imports",
    "ladders",
    "months",
    "openings",
    "statements",
    "timeliness",
    "written",
    "year_end",
]
