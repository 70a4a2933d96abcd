"""Quarters and years that were not public when they had to be, as long as they are not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from disclosure.books.kinds import PERIOD, PERIOD_OVERDUE
from disclosure.books.rules.periods import Period
from portal.areas import Due, Headline, Point
from portal.kernel.days import chinese_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.published import Published, PublishedBulletin

_YEAR = "finance.year"


def late_periods(published: Published, slug: str) -> Iterator[PublishedBulletin]:
    """Yield the documents that say a quarter or year is late, as long as it is not public."""
    public = set(published.keys(slug, PERIOD))
    return (one for one in published.of(slug, PERIOD_OVERDUE) if one.key not in public)


def late_period_words(bulletin: PublishedBulletin) -> str:
    """Return what such a document says; it knows no later day than its own."""
    due, on = date.fromisoformat(bulletin.content["due_on"]), bulletin.published_on
    return f"应在{chinese_day(due)}前公开，到{chinese_day(on)}{bulletin.content['state']}"


def late_period_headline(bulletin: PublishedBulletin) -> Headline:
    """Return how it stands in a list."""
    return Headline(
        title=_title(bulletin),
        detail=f"{late_period_words(bulletin)}。",
        endpoint=_YEAR,
        values={"village": bulletin.place_slug, **_year_of(bulletin)},
        anchor=period_anchor(bulletin.key),
    )


def late_period_points(published: Published, slug: str) -> Iterator[Point]:
    """Yield what the village's page says of it at a glance."""
    for one in late_periods(published, slug):
        anchor = period_anchor(one.key)
        yield Point(mark="stop", text=_title(one), endpoint=_YEAR, values=_year_of(one), anchor=anchor)


def late_period_dues(published: Published, slug: str) -> Iterator[Due]:
    """Yield it among what was due."""
    for one in late_periods(published, slug):
        yield Due(
            title=f"{Period.parse(one.key).chinese}财务公开",
            due_on=date.fromisoformat(one.content["due_on"]),
            published_on=None,
            article=one.content["article"],
            quoted=one.content["quoted"],
            endpoint=_YEAR,
            values=_year_of(one),
        )


def period_anchor(key: str) -> str:
    """Return where a quarter or year stands on the page of its year."""
    return f"p-{key}"


def _title(bulletin: PublishedBulletin) -> str:
    return f"{Period.parse(bulletin.key).chinese}财务公开没有按时公开"


def _year_of(bulletin: PublishedBulletin) -> dict[str, str]:
    return {"year": str(Period.parse(bulletin.key).year)}
