"""The public pages of points: a village's months on display, its quarters in force.

Everything comes from the bulletin; nothing here asks a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from points.public_glances import correction, corrections, glance
from points.public_shapes import KIND, period_of, sound
from points.public_years import YearPage, year_addresses, year_headline, year_page, year_pages, year_records
from points.search import records
from portal.areas import Headline, PublicPart
from portal.kernel.display_days import is_over
from portal.kernel.errors import NotFoundError
from portal.web.public_sheets import PAPERS, sheet_of
from portal.web.templating import day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.areas import Correction, SearchRecord
    from portal.kernel.published import Published, PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPeriod:
    """A month or quarter in the village's list."""

    key: str
    title: str
    branches: tuple[str, ...]
    until: date
    published_on: date
    corrected: bool
    taken_down: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodList:
    """A village's months and quarters, newest first."""

    months: tuple[ListedPeriod, ...]
    quarters: tuple[ListedPeriod, ...]
    years: tuple[YearPage, ...]


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

    @property
    def items(self) -> tuple[str, ...]:
        """What it was for, each once, as far as it stands."""
        return tuple(dict.fromkeys(one.item for one in self.lines if one.reversed_on is None))


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """An addition of an earlier time that was taken back now."""

    name: str
    item: str
    points_x100: int
    reversed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchPart:
    """What one branch added, with its average."""

    name: str
    members: int
    additions_x100: int
    average_x100: int
    people: tuple[MemberPart, ...]
    taken_back: tuple[TakenBack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An objection as it was answered."""

    number: int
    about: str
    upheld: bool
    answer: str
    filed_on: date
    answered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One published list: a month's on display, or what is in force of a quarter."""

    bulletin: PublishedBulletin
    title: str
    is_month: bool
    in_force: bool  # a quarter that counts what is in force
    dues_unlisted: bool  # what was added for party dues is left out
    branches: tuple[BranchPart, ...]
    answers: tuple[Answer, ...]
    days: int
    until: date
    until_certain: bool
    over: bool  # its days are certainly over
    article: str
    quoted: bool
    taken_down_on: date | None
    corrections: tuple[Correction, ...]  # the newest first


def public_part(published: Published) -> PublicPart:
    """Return the public pages of points."""
    blueprint = Blueprint("points", __name__)

    @blueprint.get("/<village>/points/")
    def index(village: str) -> str:
        return render_template("points/public/index.html", page=period_list(published, village))

    @blueprint.get("/<village>/points/<period>/")
    def period(village: str, period: str) -> str:
        return render_template("points/public/list.html", page=list_page(published, village, period))

    @blueprint.get("/<village>/points/<period>/<any(a4, a3):paper>/")
    def sheet(village: str, period: str, paper: str) -> str:
        page = list_page(published, village, period)
        if page.taken_down_on is not None:
            raise NotFoundError
        frame = sheet_of(published, page.bulletin, paper=paper)
        return render_template("points/public/sheet.html", page=page, sheet=frame)

    @blueprint.get("/<village>/points/years/<key>/")
    def year(village: str, key: str) -> str:
        return render_template("points/public/year.html", page=year_page(published, village, key))

    @blueprint.get("/<village>/points/years/<key>/<any(a4, a3):paper>/")
    def year_sheet(village: str, key: str, paper: str) -> str:
        page = year_page(published, village, key)
        frame = sheet_of(published, page.bulletin, paper=paper)
        return render_template("points/public/year_sheet.html", page=page, sheet=frame)

    return PublicPart(
        blueprint=blueprint,
        pages=lambda slug: _addresses(published, slug),
        title="党员积分",
        index="points.index",
        headline=_headline,
        glance=partial(glance, published),
        corrections=partial(corrections, published),
        records=partial(_records, published),
    )


def _headline(bulletin: PublishedBulletin) -> Headline | None:
    return headline(bulletin) or year_headline(bulletin)


def _records(published: Published, village: str) -> Iterator[SearchRecord]:
    yield from records(published, village)
    yield from year_records(published, published.village(village).slug)


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a list stands among others; what is not ours or cannot be shown has no place there."""
    if not sound(bulletin):
        return None
    people = sum(len(branch["people"]) for branch in bulletin.content["branches"])
    until = day(date.fromisoformat(bulletin.content["publicity"]["until"]))
    if bulletin.content.get("taken_down_on"):
        detail = "公示期已满，已撤下。"
    elif "counts" in bulletin.content:
        detail = f"{people} 名党员有加分，都已生效。"
    else:
        detail = f"{people} 名党员有加分，公示到{until}。"
    return Headline(
        title=f"{period_of(bulletin).chinese}党员积分",
        detail=detail,
        endpoint="points.period",
        values={"village": bulletin.place_slug, "period": bulletin.key},
    )


def period_list(published: Published, village: str) -> PeriodList:
    """Return the list of a village's published months and quarters.

    :raise NotFoundError: there is no such village.
    """
    place = published.village(village)
    lists = (one for one in published.of(place.slug, KIND) if sound(one))
    found = sorted(lists, key=lambda one: one.key, reverse=True)
    return PeriodList(
        months=tuple(_listed(one) for one in found if "Q" not in one.key),
        quarters=tuple(_listed(one) for one in found if "Q" in one.key),
        years=tuple(year_pages(published, place.slug)),
    )


def list_page(published: Published, village: str, period: str) -> ListPage:
    """Return the page of one month or quarter.

    :raise NotFoundError: the village has published no such list.
    """
    revisions = [one for one in published.revisions(published.village(village).slug, KIND, period) if sound(one)]
    if not revisions:
        raise NotFoundError
    bulletin = revisions[-1]
    content, publicity = bulletin.content, bulletin.content["publicity"]
    until = date.fromisoformat(publicity["until"])
    taken_down = content.get("taken_down_on")
    return ListPage(
        bulletin=bulletin,
        title=period_of(bulletin).chinese,
        is_month="month" in content,
        in_force="counts" in content,
        dues_unlisted=bool(content.get("dues_unlisted")),
        branches=tuple(_branch(bulletin, one) for one in content["branches"]),
        answers=tuple(_answer(bulletin, one) for one in content.get("objections") or ()),
        days=publicity["days"],
        until=until,
        until_certain=publicity["until_certain"],
        over=is_over(bulletin, until, beside=published.of(bulletin.place_slug, KIND)),
        article=publicity["article"],
        quoted=publicity["confidence"] == "quoted",
        taken_down_on=date.fromisoformat(taken_down) if taken_down else None,
        corrections=tuple(
            correction(before, after)
            for before, after in reversed(list(pairwise(revisions)))
            if not after.content.get("taken_down_on")
        ),
    )


def _addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    found = [one for one in published.of(slug, KIND) if sound(one)]
    years = list(year_addresses(published, slug))
    if found or years:
        yield "points.index", {"village": slug}
    for one in found:
        at = {"village": slug, "period": one.key}
        yield "points.period", at
        if not one.content.get("taken_down_on"):
            yield from (("points.sheet", {**at, "paper": paper}) for paper in PAPERS)
    yield from years


def _listed(bulletin: PublishedBulletin) -> ListedPeriod:
    return ListedPeriod(
        key=bulletin.key,
        title=period_of(bulletin).chinese,
        branches=tuple(branch["name"] for branch in bulletin.content["branches"]),
        until=date.fromisoformat(bulletin.content["publicity"]["until"]),
        published_on=bulletin.published_on,
        corrected=bulletin.revision > 1,
        taken_down="taken_down_on" in bulletin.content,
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
        taken_back=tuple(
            TakenBack(
                name=bulletin.name(one["member"]),
                item=one["item"],
                points_x100=one["points_x100"],
                reversed_on=date.fromisoformat(one["reversed_on"]),
            )
            for one in branch.get("taken_back") or ()
        ),
    )


def _answer(bulletin: PublishedBulletin, one: Mapping[str, Any]) -> Answer:
    about = one.get("about")
    happened_on = date.fromisoformat(about["happened_on"]) if about else None
    return Answer(
        number=one["number"],
        about=f"{bulletin.name(about['member'])}，{day(happened_on)}，{about['item']}" if about else "整份名单",
        upheld=one["finding"] == "upheld",
        answer=one["answer"],
        filed_on=date.fromisoformat(one["filed_on"]),
        answered_on=date.fromisoformat(one["answered_on"]),
    )


def _line(line: Mapping[str, Any]) -> Line:
    taken_back = line.get("reversed_on")
    return Line(
        item=line["item"],
        category=line["category"],
        happened_on=date.fromisoformat(line["happened_on"]),
        points_x100=line["points_x100"],
        explanation=line["explanation"],
        late_days=line["late_days"],
        reversed_on=date.fromisoformat(taken_back) if taken_back else None,
    )
