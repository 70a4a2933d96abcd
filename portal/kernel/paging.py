"""Long lists by pages: which part was asked for, and what lies before and behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from portal.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

_T = TypeVar("_T")

#: As many rows as a person reads through on one screen.
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[_T]):
    """One part of a list. Pages count from 1; a list without rows is one empty page."""

    rows: tuple[_T, ...]
    number: int
    pages: int
    total: int

    @property
    def earlier(self) -> int | None:
        """The number of the page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def later(self) -> int | None:
        """The number of the page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None


def page_of(rows: Sequence[_T], *, number: int, size: int = PAGE_SIZE) -> Page[_T]:
    """Return page ``number`` of ``rows``.

    :raise NotFoundError: the list has no such page.
    """
    pages = max(1, -(-len(rows) // size))
    if not 1 <= number <= pages:
        raise NotFoundError
    start = (number - 1) * size
    return Page(rows=tuple(rows[start : start + size]), number=number, pages=pages, total=len(rows))
