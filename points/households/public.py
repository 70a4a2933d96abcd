"""The public pages of household points: a village's months and year-end notices.

Everything comes from the bulletin; nothing here asks a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from points.households.public_shapes import MONTH_LIST, YEAR_NOTICE, sound, sound_notice
from portal.areas import Correction, Glance, Headline, Point, PublicPart, SearchRecord
from portal.kernel.display_days import is_over
from portal.kernel.errors import NotFoundError
from portal.kernel.money import format_yuan
from portal.kernel.months import Month
from portal.web.figures import points

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.kernel.published import Published, PublishedBulletin

_PAGE, _TITLE = "households.period", "家户积分"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMonth:
    """A month in the village's list."""

    key: str
    title: str
    said: str
    published_on: date
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What becomes of a year's unspent points."""

    bulletin: PublishedBulletin
    year: int
    rule: str
    ends_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """A village's months and notices, the newest first."""

    months: tuple[ListedMonth, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """One published month."""

    bulletin: PublishedBulletin
    title: str
    content: Mapping[str, Any]
    until: date
    over: bool  # its days are certainly over
    quoted: bool
    earned_x100: int
    corrections: tuple[Correction, ...]  # the newest first


def public_part(published: Published) -> PublicPart:
    """Return the public pages of household points."""
    blueprint = Blueprint("households", __name__)

    @blueprint.get("/<village>/households/")
    def index(village: str) -> str:
        return render_template("points/households/public/index.html", page=index_page(published, village))

    @blueprint.get("/<village>/households/<period>/")
    def period(village: str, period: str) -> str:
        return render_template("points/households/public/month.html", page=month_page(published, village, period))

    return PublicPart(
        blueprint=blueprint,
        pages=lambda slug: _addresses(published, slug),
        title=_TITLE,
        index="households.index",
        headline=headline,
        glance=partial(glance, published),
        corrections=partial(corrections, published),
        records=partial(records, published),
    )


def index_page(published: Published, village: str) -> IndexPage:
    """Return the list of a village's months and notices.

    :raise NotFoundError: there is no such village.
    """
    slug = published.village(village).slug
    notices = [one for one in published.of(slug, YEAR_NOTICE) if sound_notice(one)]
    return IndexPage(
        months=tuple(
            ListedMonth(
                key=one.key,
                title=Month.parse(one.key).chinese,
                said=_said(one.content),
                published_on=one.published_on,
                corrected=one.revision > 1,
            )
            for one in _months(published, slug)
        ),
        notices=tuple(
            Notice(
                bulletin=one,
                year=one.content["year"],
                rule=one.content["rule"],
                ends_on=date.fromisoformat(one.content["ends_on"]),
            )
            for one in reversed(notices)
        ),
    )


def month_page(published: Published, village: str, period: str) -> MonthPage:
    """Return the page of one month.

    :raise NotFoundError: the village has published no such list.
    """
    slug = published.village(village).slug
    series = [one for one in published.revisions(slug, MONTH_LIST, period) if sound(one)]
    if not series:
        raise NotFoundError
    latest = series[-1]
    publicity = latest.content["publicity"]
    until = date.fromisoformat(publicity["until"])
    return MonthPage(
        bulletin=latest,
        title=Month.parse(latest.key).chinese,
        content=latest.content,
        until=until,
        over=is_over(latest, until, beside=_months(published, slug)),
        quoted=publicity["confidence"] == "quoted",
        earned_x100=_earned(latest.content),
        corrections=tuple(_correction(before, after) for before, after in reversed(list(pairwise(series)))),
    )


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a document stands among others; what is not ours or cannot be shown has no place there."""
    if sound(bulletin):
        return Headline(
            title=f"{Month.parse(bulletin.key).chinese}{_TITLE}",
            detail=_said(bulletin.content),
            endpoint=_PAGE,
            values={"village": bulletin.place_slug, "period": bulletin.key},
        )
    if sound_notice(bulletin):
        return Headline(
            title=f"{bulletin.content['year']}年{_TITLE}余额怎么办",
            detail=bulletin.content["rule"],
            endpoint="households.index",
            values={"village": bulletin.place_slug},
        )
    return None


def glance(published: Published, slug: str) -> Glance | None:
    """Return the newest month; ``None`` where there is no list."""
    newest = next(iter(_months(published, slug)), None)
    if newest is None:
        return None
    point = Point(
        mark="done",
        text=f"{Month.parse(newest.key).chinese}：{_said(newest.content)}",
        endpoint=_PAGE,
        values={"village": slug, "period": newest.key},
    )
    return Glance(title=_TITLE, points=(point,))


def corrections(published: Published, slug: str) -> Iterator[Correction]:
    """Yield every list that was published again."""
    for key in published.keys(slug, MONTH_LIST):
        series = [one for one in published.revisions(slug, MONTH_LIST, key) if sound(one)]
        yield from (_correction(before, after) for before, after in pairwise(series))


def records(published: Published, village: str) -> Iterator[SearchRecord]:
    """Yield a village's months for the search, the newest first.

    :raise NotFoundError: there is no such village.
    """
    for one in _months(published, published.village(village).slug):
        given = "、".join(f"{prize['name']} {prize['quantity']} {prize['unit']}" for prize in one.content["given"])
        yield SearchRecord(
            title=f"{Month.parse(one.key).chinese}{_TITLE}",
            text=f"{_said(one.content)}{f'发放奖品：{given}。' if given else ''}",
            endpoint=_PAGE,
            values={"village": one.place_slug, "period": one.key},
            kind=_TITLE,
            month=one.key,
        )


def _addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    found = _months(published, slug)
    if found or any(sound_notice(one) for one in published.of(slug, YEAR_NOTICE)):
        yield "households.index", {"village": slug}
    for one in found:
        yield _PAGE, {"village": slug, "period": one.key}


def _months(published: Published, slug: str) -> list[PublishedBulletin]:
    found = [one for one in published.of(slug, MONTH_LIST) if sound(one)]
    return sorted(found, key=lambda one: one.key, reverse=True)


def _earned(content: Mapping[str, Any]) -> int:
    return sum(one["points_x100"] for one in content["kinds"])


def _said(content: Mapping[str, Any]) -> str:
    pieces = sum(one["quantity"] for one in content["given"])
    return (
        f"{len(content['households'])} 户得分，共 {points(_earned(content))} 分；"
        f"发放奖品 {pieces} 件，换去 {points(sum(one['points_x100'] for one in content['given']))} 分。"
    )


def _correction(before: PublishedBulletin, after: PublishedBulletin) -> Correction:
    """Return what a revision of a list changed."""
    was, now = _lines(before.content), _lines(after.content)
    names = dict.fromkeys((*was, *now))
    changes = ((name, was.get(name, "没有"), now.get(name, "没有")) for name in names)
    return Correction(
        title=f"{Month.parse(after.key).chinese}{_TITLE}",
        corrected_on=after.published_on,
        reason=after.reason,
        changes=tuple(one for one in changes if one[1] != one[2]),
        endpoint=_PAGE,
        values={"village": after.place_slug, "period": after.key},
        anchor="corrections",
    )


def _lines(content: Mapping[str, Any]) -> dict[str, str]:
    """Return what a list says, line by line, without households."""
    found = {
        f"{one['name']}，得分": f"{one['households']} 户，{points(one['points_x100'])} 分" for one in content["kinds"]
    }
    found |= {f"{one['name']}，发放": f"{one['quantity']} {one['unit']}" for one in content["given"]}
    found |= {f"{one['name']}，库存": f"{one['quantity']} {one['unit']}" for one in content["stock"]}
    found["奖品花费"] = f"{format_yuan(content['budget']['spent_fen'])} 元"
    found["月末余额"] = f"{points(content['balance']['points_x100'])} 分"
    found["冲销"] = f"{len(content['taken_back'])} 笔"
    found["异议"] = f"{len(content['objections'])} 件已答复"
    return found
