"""The public pages of branch life: a village's branches by year, and each year with its calendar and rates.

Everything comes from the bulletin; nothing here asks a database or a clock. Rates are reckoned here again from the
numbers they are of.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from points.branch.life import Form, practice_name, tie_words
from points.branch.public_shapes import KIND, sound
from points.branch.rules.attendance import Participation, Practice, Turnout
from points.branch.rules.calendar import State
from portal.areas import Glance, Headline, Point, PublicPart, SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.web.figures import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.kernel.published import Published, PublishedBulletin


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedYear:
    """One branch's year in the village's list."""

    key: str
    branch: str
    year: int
    through: Month
    missed: int
    empty: int
    turnout: Turnout


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """One period of a kind of meeting."""

    period: str  # as it is called within its year
    state: State
    held_on: tuple[date, ...]
    late_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownKind:
    """One kind of meeting with its periods."""

    name: str
    every: str
    article: str
    quoted: bool
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMeeting:
    """One meeting that was held."""

    name: str
    title: str
    held_on: date
    form: str
    tie: str
    late_days: int
    turnout: Turnout


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStretch:
    """Some months that are compared with others."""

    title: str
    turnout: Turnout
    participation: Participation


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """A branch's year as far as it is public."""

    bulletin: PublishedBulletin
    branch: str
    year: int
    through: Month
    since: date | None
    kinds: tuple[ShownKind, ...]
    missed: tuple[str, ...]
    empty_months: tuple[Month, ...]
    meetings: tuple[ShownMeeting, ...]
    turnout: Turnout
    participation: Participation
    practice: Practice
    exempt: str
    months: int  # that are compared
    comparison: tuple[ShownStretch, ...]
    revisions: int


def public_part(published: Published) -> PublicPart:
    """Return the public pages of branch life."""
    blueprint = Blueprint("branch", __name__)

    @blueprint.get("/<village>/branch/")
    def index(village: str) -> str:
        return render_template("points/branch/public/index.html", page=listed_years(published, village))

    @blueprint.get("/<village>/branch/<key>/")
    def year(village: str, key: str) -> str:
        return render_template("points/branch/public/year.html", page=year_page(published, village, key))

    return PublicPart(
        blueprint=blueprint,
        pages=lambda slug: _addresses(published, slug),
        title="支部生活",
        index="branch.index",
        headline=headline,
        glance=partial(glance, published),
        records=partial(records, published),
    )


def headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a branch's year stands among others; what is not ours or cannot be shown has no place there."""
    if not sound(bulletin):
        return None
    missed = sum(one["state"] == State.MISSED for one in bulletin.content["calendar"])
    rate = percent(_turnout(bulletin.content["turnout"]).due_rate_x100)
    return Headline(
        title=f"{bulletin.content['branch']}{bulletin.content['year']}年组织生活",
        detail=f"到{Month.parse(bulletin.content['through']).chinese}，应到会出勤率 {rate}"
        + (f"，{missed} 次应开没有开。" if missed else "。"),
        endpoint="branch.year",
        values={"village": bulletin.place_slug, "key": bulletin.key},
    )


def glance(published: Published, slug: str) -> Glance | None:
    """Return the newest year of each branch; ``None`` where nothing is public."""
    newest: dict[str, PublishedBulletin] = {}
    for one in sorted(_years(published, slug), key=lambda one: int(one.content["year"])):
        newest[one.content["branch"]] = one
    if not newest:
        return None
    points = []
    for one in newest.values():
        missed = [cell for cell in one.content["calendar"] if cell["state"] == State.MISSED]
        said = f"{missed[-1]['period']}没有开{missed[-1]['name']}" if missed else "应开的会都开了"
        points.append(
            Point(
                mark="warn" if missed else "done",
                text=f"{one.content['branch']}：{said}，应到会出勤率 {_rate(one)}",
                endpoint="branch.year",
                values={"village": slug, "key": one.key},
            )
        )
    return Glance(title="支部生活", points=tuple(points))


def records(published: Published, village: str) -> Iterator[SearchRecord]:
    """Yield the years of a village's branches for the search, each with its meetings, the newest first.

    :raise NotFoundError: there is no such village.
    """
    for listed in listed_years(published, village):
        page = year_page(published, village, listed.key)
        record = partial(
            SearchRecord,
            endpoint="branch.year",
            values={"village": page.bulletin.place_slug, "key": listed.key},
            kind="支部生活",
        )
        year, missed = f"{page.branch}{page.year}年组织生活", "、".join(page.missed)
        said = f"应到会出勤率 {percent(page.turnout.due_rate_x100)}{f'，应开没有开：{missed}' if missed else ''}。"
        yield record(title=year, text=said, month=str(page.through), anchor="calendar")
        for one in page.meetings:
            said = f"{year}。{one.form}。{one.tie}"
            title = f"{chinese_day(one.held_on)}{one.name}：{one.title}"
            yield record(title=title, text=said, month=str(Month.of(one.held_on)), anchor="meetings")


def listed_years(published: Published, village: str) -> tuple[ListedYear, ...]:
    """Return the years of a village's branches that are public, the newest first.

    :raise NotFoundError: there is no such village.
    """
    place = published.village(village)
    rows = [
        ListedYear(
            key=one.key,
            branch=one.content["branch"],
            year=one.content["year"],
            through=Month.parse(one.content["through"]),
            missed=sum(cell["state"] == State.MISSED for cell in one.content["calendar"]),
            empty=len(one.content["empty_months"]),
            turnout=_turnout(one.content["turnout"]),
        )
        for one in _years(published, place.slug)
    ]
    return tuple(sorted(rows, key=lambda one: (-one.year, one.branch)))


def year_page(published: Published, village: str, key: str) -> YearPage:
    """Return the page of one branch's year.

    :raise NotFoundError: the village has published no such year.
    """
    revisions = [one for one in published.revisions(published.village(village).slug, KIND, key) if sound(one)]
    if not revisions:
        raise NotFoundError
    bulletin = revisions[-1]
    content = bulletin.content
    compared = content.get("comparison") or {}
    return YearPage(
        bulletin=bulletin,
        branch=content["branch"],
        year=content["year"],
        through=Month.parse(content["through"]),
        since=date.fromisoformat(content["since"]) if content.get("since") else None,
        kinds=_kinds(content["calendar"]),
        missed=tuple(f"{one['period']}{one['name']}" for one in content["calendar"] if one["state"] == State.MISSED),
        empty_months=tuple(Month.parse(one) for one in content["empty_months"]),
        meetings=tuple(_meeting(one) for one in reversed(content["meetings"])),
        turnout=_turnout(content["turnout"]),
        participation=_participation(content["participation"]),
        practice=Practice(**{name: content["practice"][name] for name in ("practice", "indoor", "unsaid")}),
        exempt="、".join(content["exempt"]),
        months=compared.get("months", 0),
        comparison=tuple(_stretch(one) for one in (compared.get("before"), compared.get("after")) if one),
        revisions=len(revisions),
    )


def _years(published: Published, slug: str) -> list[PublishedBulletin]:
    return [one for one in published.of(slug, KIND) if sound(one)]


def _addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    found = [one.key for one in _years(published, slug)]
    if found:
        yield "branch.index", {"village": slug}
    for key in found:
        yield "branch.year", {"village": slug, "key": key}


def _kinds(cells: list[Mapping[str, Any]]) -> tuple[ShownKind, ...]:
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for one in cells:
        by_kind.setdefault(one["kind"], []).append(one)
    return tuple(
        ShownKind(
            name=own[0]["name"],
            every=own[0]["every"],
            article=own[0]["article"],
            quoted=own[0]["confidence"] == "quoted",
            cells=tuple(
                ShownCell(
                    period=one["period"].partition("年")[2] or "全年",
                    state=State(one["state"]),
                    held_on=tuple(date.fromisoformat(day) for day in one["held_on"]),
                    late_days=one["late_days"],
                )
                for one in own
            ),
        )
        for own in by_kind.values()
    )


def _meeting(one: Mapping[str, Any]) -> ShownMeeting:
    form = Form(one["form"]).title if one.get("form") else "没有说明"
    return ShownMeeting(
        name=one["name"],
        title=one["title"],
        held_on=date.fromisoformat(one["held_on"]),
        form=f"{form}：{practice_name(one['practice'])}" if one["practice"] else form,
        tie=tie_words(one["tie"], one["tie_key"]),
        late_days=one["late_days"],
        turnout=_turnout(one["turnout"]),
    )


def _stretch(one: Mapping[str, Any]) -> ShownStretch:
    first, last = date.fromisoformat(one["first"]), date.fromisoformat(one["last"])
    return ShownStretch(
        title=f"{chinese_day(first)}至{chinese_day(last)}",
        turnout=_turnout(one["turnout"]),
        participation=_participation(one["participation"]),
    )


def _turnout(one: Mapping[str, Any]) -> Turnout:
    return Turnout(**{name: one[name] for name in ("meetings", "due", "due_present", "all", "present", "leave")})


def _participation(one: Mapping[str, Any]) -> Participation:
    return Participation(members=one["members"], came=one["came"])


def _rate(bulletin: PublishedBulletin) -> str:
    return percent(_turnout(bulletin.content["turnout"]).due_rate_x100)
