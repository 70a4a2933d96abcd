"""The screens of the books, by what they are about; each module adds its own to the one blueprint."""

from disclosure.books.views import alerts, browsing, entries, imports, months
from disclosure.books.views.root import blueprint

__all__ = ["alerts", "blueprint", "browsing", "entries", "imports", "months"]
