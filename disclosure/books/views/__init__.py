"""The screens of the books, by what they are about; each module adds its own to the one blueprint."""

from disclosure.books.views import bank, browsing, cash_counts, entries, imports, months
from disclosure.books.views.root import blueprint

__all__ = ["bank", "blueprint", "browsing", "cash_counts", "entries", "imports", "months"]
