"""The public pages of members' duties: a village's quarters, in counts and rates.

Everything comes from the bulletin; nothing here asks a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from points.duties.public_shapes import KIND, quarter_of, sound
from portal.areas import Correction, Headline, PublicPart, SearchRecord
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from portal.kernel.published import Published, PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedQuarter:
    """A quarter in the village's list."""

    key: str
    title: str
    members: int
    linked: int
    visits: int
    published_on: date
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPage:
    """One quarter."""

    bulletin: PublishedBulletin
    title: str
    content: Mapping[str, Any]


def public_part(published: Published) -> PublicPart:
    """Return the public pages of members' duties."""
    blueprint = Blueprint("duties", __name__)

    @blueprint.get("/<village>/duties/")
    def index(village: str) -> str:
        return render_template("points/duties/public/index.html", page=quarter_list(published, village))

    @blueprint.get("/<village>/duties/<quarter>/")
    def quarter(village: str, quarter: str) -> str:
        return render_template("points/duties/public/quarter.html", page=quarter_page(published, village, quarter))

    return PublicPart(
        blueprint=blueprint,
        pages=lambda slug: _addresses(published, slug),
        title="党员履职",
        index="duties.index",
        headline=headline,
        corrections=partial(corrections, published),
        records=partial(records, published),
    )


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a quarter stands among other documents; what is not ours or cannot be shown has no place there."""
    if not sound(bulletin):
        return None
    counts = bulletin.content["counts"]
    return Headline(
        title=f"{quarter_of(bulletin).chinese}党员履职",
        detail=f"{counts['linked']} 户有党员联系，走访 {counts['visits']} 次。",
        endpoint="duties.quarter",
        values={"village": bulletin.place_slug, "quarter": bulletin.key},
    )


def quarter_list(published: Published, village: str) -> tuple[ListedQuarter, ...]:
    """Return a village's published quarters, the newest first.

    :raise NotFoundError: there is no such village.
    """
    place = published.village(village)
    found = sorted((one for one in published.of(place.slug, KIND) if sound(one)), key=lambda one: one.key, reverse=True)
    return tuple(
        ListedQuarter(
            key=one.key,
            title=quarter_of(one).chinese,
            members=one.content["counts"]["members"],
            linked=one.content["counts"]["linked"],
            visits=one.content["counts"]["visits"],
            published_on=one.published_on,
            corrected=one.revision > 1,
        )
        for one in found
    )


def quarter_page(published: Published, village: str, quarter: str) -> QuarterPage:
    """Return the page of one quarter.

    :raise NotFoundError: the village has published no such one.
    """
    revisions = [one for one in published.revisions(published.village(village).slug, KIND, quarter) if sound(one)]
    if not revisions:
        raise NotFoundError
    newest = revisions[-1]
    return QuarterPage(bulletin=newest, title=quarter_of(newest).chinese, content=newest.content)


def corrections(published: Published, slug: str) -> Iterator[Correction]:
    """Yield every quarter that was published again, what it said before beside what it says now."""
    for key in published.keys(slug, KIND):
        series = [one for one in published.revisions(slug, KIND, key) if sound(one)]
        for before, after in pairwise(series):
            was, now = _said(before), _said(after)
            names = dict.fromkeys((*was, *now))
            changes = ((name, was.get(name, "没有"), now.get(name, "没有")) for name in names)
            yield Correction(
                title=f"{quarter_of(after).chinese}党员履职",
                corrected_on=after.published_on,
                reason=after.reason,
                changes=tuple(one for one in changes if one[1] != one[2]),
                endpoint="duties.quarter",
                values={"village": slug, "quarter": after.key},
            )


def records(published: Published, village: str) -> Iterator[SearchRecord]:
    """Yield a village's quarters for the search, the newest first.

    :raise NotFoundError: there is no such village.
    """
    for one in quarter_list(published, village):
        page = quarter_page(published, village, one.key)
        told = "；".join(f"{name} {said}" for name, said in _said(page.bulletin).items())
        yield SearchRecord(
            title=f"{one.title}党员履职",
            text=f"{told}。",
            endpoint="duties.quarter",
            values={"village": village, "quarter": one.key},
            kind="党员履职",
            month=str(Month.of(quarter_of(page.bulletin).last_day)),
        )


def _said(bulletin: PublishedBulletin) -> dict[str, str]:
    counts = bulletin.content["counts"]
    told = {
        "联系的户": f"{counts['linked']} 户",
        "走访": f"{counts['visits']} 次",
        "需求": f"{counts['needs']} 件，有结果 {counts['settled']} 件",
    }
    for rate in bulletin.content["rates"]:
        for one in rate["rows"]:
            told[f"{rate['title']}，{one['what']}"] = f"{one['numerator']} ÷ {one['denominator']}"
    return told


def _addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    found = [one.key for one in published.of(slug, KIND) if sound(one)]
    if found:
        yield "duties.index", {"village": slug}
    for key in found:
        yield "duties.quarter", {"village": slug, "quarter": key}
