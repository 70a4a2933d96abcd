"""The public page of a branch's year: who is 优秀, as an honour. No points stand here, and nobody else's grade."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from points.public_shapes import KIND_YEAR
from portal.areas import Headline, SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.display_days import is_over
from portal.kernel.errors import NotFoundError
from portal.kernel.published import once
from portal.kernel.shapes import fits, is_day, perhaps
from portal.web.public_sheets import PAPERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.published import Published, PublishedBulletin
    from portal.kernel.shapes import Shape

YEAR_LIST = "优秀党员"

_KEY = re.compile(r"(?:19|2\d)\d\d-\d{1,9}")
_SHAPE: Shape = {
    "year": int,
    "branch": str,
    "decided_on": perhaps(is_day),
    "publicity": {"days": int, "until": is_day, "until_certain": bool, "article": str, "confidence": str},
    "excellent": [{"name": int, "masked": str}],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """A branch's year as it is published."""

    bulletin: PublishedBulletin
    key: str
    year: int
    branch: str
    decided_on: date | None
    names: tuple[str, ...]
    until: date
    days: int
    article: str
    quoted: bool
    until_certain: bool
    over: bool  # its days are certainly over

    @property
    def title(self) -> str:
        """What the page is called."""
        return f"{self.branch}{self.year}年优秀党员"


@once
def sound_year(bulletin: PublishedBulletin) -> bool:
    """Tell whether a document is a branch's year that can be shown."""
    if bulletin.kind != KIND_YEAR or not _KEY.fullmatch(bulletin.key) or not fits(bulletin.content, _SHAPE):
        return False
    known = None if bulletin.names is None else len(bulletin.names)
    return known is None or all(0 <= one["name"] < known for one in bulletin.content["excellent"])


def year_pages(published: Published, slug: str) -> list[YearPage]:
    """Return a village's years, newest first."""
    found = [one for one in published.of(slug, KIND_YEAR) if sound_year(one)]
    return [_page(one) for one in sorted(found, key=lambda one: one.key, reverse=True)]


def year_page(published: Published, village: str, key: str) -> YearPage:
    """Return one branch's year.

    :raise NotFoundError: the village has published no such year.
    """
    slug = published.village(village).slug
    found = [one for one in published.of(slug, KIND_YEAR) if one.key == key and sound_year(one)]
    if not found:
        raise NotFoundError
    return _page(found[-1])


def year_headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a year stands among others; nobody is named."""
    if not sound_year(bulletin):
        return None
    page = _page(bulletin)
    return Headline(
        title=page.title,
        detail=f"支部评定 {len(page.names)} 人，公示到{chinese_day(page.until)}。",
        endpoint="points.year",
        values={"village": bulletin.place_slug, "key": bulletin.key},
    )


def year_records(published: Published, slug: str) -> Iterator[SearchRecord]:
    """Yield a village's years, without anybody's name."""
    for page in year_pages(published, slug):
        yield SearchRecord(
            title=page.title,
            text=f"民主评议优秀 {len(page.names)} 人。",
            endpoint="points.year",
            values={"village": slug, "key": page.key},
            kind=YEAR_LIST,
            month=f"{page.year}-12",
        )


def year_addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every file of a village's years."""
    for page in year_pages(published, slug):
        at = {"village": slug, "key": page.key}
        yield "points.year", at
        yield from (("points.year_sheet", {**at, "paper": paper}) for paper in PAPERS)


def _page(bulletin: PublishedBulletin) -> YearPage:
    content, publicity = bulletin.content, bulletin.content["publicity"]
    until = date.fromisoformat(publicity["until"])
    return YearPage(
        bulletin=bulletin,
        key=bulletin.key,
        year=content["year"],
        branch=content["branch"],
        decided_on=date.fromisoformat(content["decided_on"]) if content["decided_on"] else None,
        names=tuple(bulletin.name(one) for one in content["excellent"]),
        until=until,
        days=publicity["days"],
        article=publicity["article"],
        quoted=publicity["confidence"] == "quoted",
        until_certain=publicity["until_certain"],
        over=is_over(bulletin, until),
    )
