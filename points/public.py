"""The public pages of points: a village's quarters, and what was added in each.

Everything comes from the bulletin; nothing here asks a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from portal.areas import Headline, PublicPart
from portal.kernel.months import Quarter
from portal.web.templating import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.kernel.published import Published, PublishedBulletin

KIND = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedQuarter:
    """A quarter in the village's list."""

    key: str
    title: str
    branches: tuple[str, ...]
    until: date
    published_on: date
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterList:
    """A village's quarters, newest first."""

    quarters: tuple[ListedQuarter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One addition."""

    item: str
    category: str
    happened_on: date
    points_x100: int
    explanation: str
    late_days: int
    reversed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPart:
    """What one member added."""

    name: str
    additions_x100: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchPart:
    """What one branch added, with its average."""

    name: str
    members: int
    additions_x100: int
    average_x100: int
    people: tuple[MemberPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPage:
    """One quarter's published list."""

    bulletin: PublishedBulletin
    title: str
    branches: tuple[BranchPart, ...]
    days: int
    until: date
    until_certain: bool
    article: str
    quoted: bool


def public_part(published: Published) -> PublicPart:
    """Return the public pages of points."""
    blueprint = Blueprint("points", __name__)

    @blueprint.get("/<village>/points/")
    def index(village: str) -> str:
        return render_template("points/public/index.html", page=quarter_list(published, village))

    @blueprint.get("/<village>/points/<quarter>/")
    def quarter(village: str, quarter: str) -> str:
        return render_template("points/public/quarter.html", page=quarter_page(published, village, quarter))

    return PublicPart(
        blueprint=blueprint,
        pages=lambda: _addresses(published),
        title="党员积分",
        index="points.index",
        headline=headline,
    )


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a quarter stands in a list; other documents are not ours."""
    if bulletin.kind != KIND:
        return None
    people = sum(len(branch["people"]) for branch in bulletin.content["branches"])
    return Headline(
        title=f"{_title(bulletin)}党员积分",
        detail=f"{people} 名党员有加分，公示到{day(date.fromisoformat(bulletin.content['publicity']['until']))}。",
        endpoint="points.quarter",
        values={"village": bulletin.place_slug, "quarter": bulletin.key},
    )


def quarter_list(published: Published, village: str) -> QuarterList:
    """Return the list of a village's published quarters.

    :raise NotFoundError: there is no such village.
    """
    place = published.village(village)
    return QuarterList(quarters=tuple(_listed(one) for one in reversed(published.of(place.slug, KIND))))


def quarter_page(published: Published, village: str, quarter: str) -> QuarterPage:
    """Return the page of one quarter.

    :raise NotFoundError: the village has published no such quarter.
    """
    bulletin = published.latest(published.village(village).slug, KIND, quarter)
    publicity = bulletin.content["publicity"]
    return QuarterPage(
        bulletin=bulletin,
        title=_title(bulletin),
        branches=tuple(_branch(bulletin, one) for one in bulletin.content["branches"]),
        days=publicity["days"],
        until=date.fromisoformat(publicity["until"]),
        until_certain=publicity["until_certain"],
        article=publicity["article"],
        quoted=publicity["confidence"] == "quoted",
    )


def _addresses(published: Published) -> Iterator[tuple[str, dict[str, str]]]:
    for place in published.villages:
        found = published.of(place.slug, KIND)
        if found:
            yield "points.index", {"village": place.slug}
        for bulletin in found:
            yield "points.quarter", {"village": place.slug, "quarter": bulletin.key}


def _title(bulletin: PublishedBulletin) -> str:
    return Quarter.parse(bulletin.key).chinese


def _listed(bulletin: PublishedBulletin) -> ListedQuarter:
    return ListedQuarter(
        key=bulletin.key,
        title=_title(bulletin),
        branches=tuple(branch["name"] for branch in bulletin.content["branches"]),
        until=date.fromisoformat(bulletin.content["publicity"]["until"]),
        published_on=bulletin.published_on,
        corrected=bulletin.revision > 1,
    )


def _branch(bulletin: PublishedBulletin, branch: Mapping[str, Any]) -> BranchPart:
    return BranchPart(
        name=branch["name"],
        members=branch["members"],
        additions_x100=branch["additions_x100"],
        average_x100=branch["average_x100"],
        people=tuple(
            MemberPart(
                name=bulletin.name(person["member"]),
                additions_x100=person["additions_x100"],
                lines=tuple(_line(one) for one in person["lines"]),
            )
            for person in branch["people"]
        ),
    )


def _line(line: Mapping[str, Any]) -> Line:
    taken_back = line["reversed_on"]
    return Line(
        item=line["item"],
        category=line["category"],
        happened_on=date.fromisoformat(line["happened_on"]),
        points_x100=line["points_x100"],
        explanation=line["explanation"],
        late_days=line["late_days"],
        reversed_on=date.fromisoformat(taken_back) if taken_back else None,
    )
