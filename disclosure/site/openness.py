"""How open a village was: whether what had to be public was so in time, and what was corrected afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from disclosure.site.cards import dues_of, headline_of
from portal.areas import Correction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from portal.areas import Due, PublicPart
    from portal.kernel.published import Published


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedDue:
    """One thing that had to be public by a day; ``late_days`` are calendar days after it, 0 in time."""

    due: Due
    late_days: int

    @property
    def mark(self) -> str:
        """The status it is shown with."""
        if self.due.published_on is None:
            return "stop"
        return "warn" if self.late_days else "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOfDues:
    """What had to be public in one year, the latest day first."""

    year: int
    dues: tuple[JudgedDue, ...]

    @property
    def in_time(self) -> int:
        """How many were public in time."""
        return sum(one.due.in_time for one in self.dues)

    @property
    def late(self) -> int:
        """How many were public, but late."""
        return sum(one.late_days > 0 for one in self.dues)

    @property
    def missing(self) -> int:
        """How many were not public when a document said so."""
        return sum(one.due.published_on is None for one in self.dues)

    @property
    def latest_days(self) -> int:
        """By how many days the latest one was late."""
        return max((one.late_days for one in self.dues), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinessPage:
    """Whether a village published in time, year by year, the latest year first."""

    name: str
    years: tuple[YearOfDues, ...]

    @property
    def due(self) -> int:
        """How many things had to be public by now."""
        return sum(len(year.dues) for year in self.years)

    @property
    def in_time(self) -> int:
        """How many of them were so in time."""
        return sum(year.in_time for year in self.years)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsPage:
    """What a village corrected after it was published, the latest correction first."""

    name: str
    corrections: tuple[Correction, ...]


def timeliness_page(published: Published, slug: str, parts: Sequence[PublicPart]) -> TimelinessPage:
    """Return whether a village published in time.

    :raise NotFoundError: there is no such village.
    """
    village = published.village(slug)
    judged = [JudgedDue(due=due, late_days=_late_days(due)) for due in dues_of(parts, slug)]
    years = groupby(judged, key=lambda one: one.due.due_on.year)
    return TimelinessPage(
        name=village.name,
        years=tuple(YearOfDues(year=year, dues=tuple(dues)) for year, dues in years),
    )


def corrections_page(published: Published, slug: str, parts: Sequence[PublicPart]) -> CorrectionsPage:
    """Return what a village corrected.

    :raise NotFoundError: there is no such village.
    """
    village = published.village(slug)
    return CorrectionsPage(name=village.name, corrections=corrections_of(published, slug, parts))


def corrections_of(published: Published, slug: str, parts: Iterable[PublicPart]) -> tuple[Correction, ...]:
    """Return every correction, the latest first; an area that names none of its own shows that there was one."""
    found: list[Correction] = []
    for part in parts:
        found += _corrected(published, slug, part) if part.corrections is None else part.corrections(slug)
    return tuple(sorted(found, key=lambda one: one.corrected_on, reverse=True))


def _corrected(published: Published, slug: str, part: PublicPart) -> Iterator[Correction]:
    for bulletin in reversed(published.documents(slug)):
        headline = headline_of((part,), bulletin) if bulletin.revision > 1 else None
        if headline is not None:
            yield Correction(
                title=headline.title,
                corrected_on=bulletin.published_on,
                reason=bulletin.reason,
                changes=(),
                endpoint=headline.endpoint,
                values=headline.values,
            )


def _late_days(due: Due) -> int:
    return 0 if due.published_on is None else max(0, (due.published_on - due.due_on).days)
