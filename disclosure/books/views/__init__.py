"""The screens of the books, by what they are about; each module adds its own to the one blueprint."""

from disclosure.books.views import (
    alerts,
    approvals,
    browsing,
    entries,
    imports,
    ladders,
    months,
    openings,
    statements,
    written,
    year_end,
)
from disclosure.books.views.root import blueprint

__all__ = [
    "alerts",
    "approvals",
    "blueprint",
    "browsing",
    "entries",
    "imports",
    "ladders",
    "months",
    "openings",
    "statements",
    "written",
    "year_end",
]
