"""The public pages of councils: each meeting and what came of its agenda, each one missed, the fees collected.

How a suggestion stands is told by its own documents. A missed period whose sign-in was entered late is no longer shown
as missed: the document of that meeting says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template

from deliberation.public.council_documents import (
    Counted,
    council_names,
    counted_months,
    meetings_told,
    misses_told,
    sound_council,
)
from deliberation.public.course import day_of
from deliberation.public.suggestion_course import item_words
from deliberation.public.suggestions import shown_suggestions, suggestion_numbers
from deliberation.rules.councils import COLLECTION_TOLD, MEETING_TOLD, Hall, Outcome
from deliberation.rules.suggestions import SuggestionState
from portal.areas import Headline, Point, SearchRecord
from portal.kernel.days import chinese_day
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.web.charts import rate_trend
from portal.web.figures import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from markupsafe import Markup

    from deliberation.public.suggestions import ShownSuggestion
    from portal.kernel.published import Published, PublishedBulletin

_CHARTED = 12
_HALLS = "<any(council, red_hall):hall>"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownItem:
    """One suggestion on the agenda; without ``line`` nothing of it is written down."""

    number: int
    suggestion: ShownSuggestion | None
    outcome: Outcome | None
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One meeting, or one period without (``missed``), with the document that says so."""

    on: date
    missed: bool
    told: Mapping[str, Any]
    items: tuple[ShownItem, ...]
    received: int
    bulletin: PublishedBulletin

    @property
    def anchor(self) -> str:
        """The line on the page."""
        return f"m{self.told['meeting']['id']}" if not self.missed else f"d{self.on}"

    @property
    def answered(self) -> int:
        """How many of its suggestions have been answered or turned into matters."""
        return len(self._ended)

    @property
    def in_time(self) -> int:
        """How many of these were by their day."""
        return sum(one.ended_on is not None and one.ended_on <= one.due_on for one in self._ended)

    @property
    def _ended(self) -> list[ShownSuggestion]:
        found = [one.suggestion for one in self.items if one.suggestion is not None]
        return [one for one in found if one.ended_on is not None and one.state is not SuggestionState.WITHDRAWN]


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilPage:
    """One council in one year, the newest first, and what its village's fees came to."""

    hall: Hall
    told: Mapping[str, Any]
    year: str
    years: tuple[str, ...]
    entries: tuple[Entry, ...]
    held: int
    missed: int
    months: tuple[Counted, ...]
    chart: Markup | None
    suggested: bool  # whether there is a list of suggestions to read on


def council_page(published: Published, village: str, hall: str, year: str = "") -> CouncilPage:
    """Return a council in a year, or in its newest.

    :raise NotFoundError: the village has published nothing of such a council, or nothing in that year.
    """
    slug = published.village(village).slug
    every = _entries(published, slug, Hall(hall))
    months = counted_months(published, slug) if Hall(hall) is Hall.RED_HALL else ()
    years = tuple(dict.fromkeys(str(one.on.year) for one in every))
    asked = year or next(iter(years), "")
    if asked not in years:
        raise NotFoundError
    entries = tuple(one for one in every if str(one.on.year) == asked)
    newest = asked == years[0]
    return CouncilPage(
        hall=Hall(hall),
        told=every[0].told,
        year=asked,
        years=years,
        entries=entries,
        held=sum(not one.missed for one in entries),
        missed=sum(one.missed for one in entries),
        months=months if newest else (),
        chart=_chart(months) if newest and months else None,
        suggested=bool(suggestion_numbers(published, slug)),
    )


def council_headline(bulletin: PublishedBulletin) -> Headline | None:
    """Return how a document about a council stands among the news: a meeting once all of its agenda is written down."""
    if not sound_council(bulletin):
        return None
    told = bulletin.content
    if bulletin.kind == COLLECTION_TOLD:
        month = Month.parse(told["month"])
        return Headline(
            title=f"{month.chinese}物业费收缴率 {percent(told['rate_x100'])}",
            detail=f"目标 {percent(told['goal_x100'])}。",
            endpoint="matters.councils.index",
            values={"village": bulletin.place_slug, "hall": Hall.RED_HALL.value},
            anchor="fees",
        )
    if bulletin.kind == MEETING_TOLD:
        if any(one["item"] is None for one in told["items"]):
            return None
        on, anchor = day_of(told["meeting"]["held_on"]), f"m{told['meeting']['id']}"
        said = (
            f"{chinese_day(on)}{told['name']}",
            f"实到 {told['meeting']['present']} 人，议了 {len(told['items'])} 件建议。",
        )
    else:
        on = day_of(told["period"]["due_on"])
        anchor = f"d{on}"
        said = f"{told['name']}未按期召开", f"应在{chinese_day(on)}召开。{_why(told)}"
    return Headline(
        title=said[0],
        detail=said[1],
        endpoint="matters.councils.year",
        values={"village": bulletin.place_slug, "hall": told["hall"], "year": str(on.year)},
        anchor=anchor,
    )


def council_points(published: Published, slug: str) -> list[Point]:
    """Return the lines of a village's home that lead to its councils."""
    found = []
    for hall, name in council_names(published, slug):
        every = _entries(published, slug, hall)
        missed = sum(one.missed for one in every)
        text = f"{name}召开 {len(every) - missed} 次" + (f"，未按期召开 {missed} 次" if missed else "")
        found.append(
            Point(
                mark="warn" if every[0].missed else "done",
                text=text,
                endpoint="matters.councils.index",
                values={"village": slug, "hall": hall.value},
            )
        )
    return found


def council_records(published: Published, slug: str) -> Iterator[SearchRecord]:
    """Yield what can be looked for among a village's councils."""
    for hall, name in council_names(published, slug):
        for one in _entries(published, slug, hall):
            lines = "".join(f"第{item.number}号建议：{item.line}" for item in one.items)
            yield SearchRecord(
                title=f"{chinese_day(one.on)}{name}{'未按期召开' if one.missed else ''}",
                text=_why(one.told) if one.missed else lines or f"实到 {one.told['meeting']['present']} 人。",
                endpoint="matters.councils.year",
                values={"village": slug, "hall": hall.value, "year": str(one.on.year)},
                kind=name,
                anchor=one.anchor,
                month=str(Month.of(one.on)),
            )


def councils_blueprint(published: Published) -> Blueprint:
    """Return the pages of councils, to stand beside those of matters."""
    blueprint = Blueprint("councils", __name__)

    @blueprint.get(f"/<village>/{_HALLS}/")
    def index(village: str, hall: str) -> str:
        return render_template("deliberation/public/council.html", page=council_page(published, village, hall))

    @blueprint.get(f"/<village>/{_HALLS}/<year>/")
    def year(village: str, hall: str, year: str) -> str:
        page = council_page(published, village, hall, year)
        return render_template("deliberation/public/council.html", page=page)

    return blueprint


def council_addresses(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every file about a village's councils."""
    for hall, _ in council_names(published, slug):
        at = {"village": slug, "hall": hall.value}
        yield "matters.councils.index", at
        for year in council_page(published, slug, hall.value).years:
            yield "matters.councils.year", {**at, "year": year}


def _entries(published: Published, slug: str, hall: Hall) -> list[Entry]:
    """Return a council's meetings and the periods without, the newest first."""
    met, suggested = meetings_told(published, slug, hall), shown_suggestions(published, slug)
    days = [day_of(one.content["meeting"]["held_on"]) for one in met]
    found = [
        Entry(
            on=day,
            missed=False,
            told=one.content,
            items=tuple(_item(told, suggested) for told in one.content["items"]),
            received=sum(
                made.filed_on <= day and all(made.filed_on > other for other in days if other < day)
                for made in suggested.values()
            ),
            bulletin=one,
        )
        for day, one in zip(days, met, strict=True)
    ]
    for one in misses_told(published, slug, hall):
        first, last, due_on = (day_of(one.content["period"][name]) for name in ("first", "last", "due_on"))
        if not any(first <= day <= last for day in days):
            found.append(Entry(on=due_on, missed=True, told=one.content, items=(), received=0, bulletin=one))
    return sorted(found, key=lambda one: (one.on, one.anchor), reverse=True)


def _item(told: Mapping[str, Any], suggested: Mapping[int, ShownSuggestion]) -> ShownItem:
    item = told["item"]
    return ShownItem(
        number=told["suggestion"],
        suggestion=suggested.get(told["suggestion"]),
        outcome=Outcome(item["outcome"]) if item else None,
        line=item_words(item) if item else "",
    )


def _chart(months: Sequence[Counted]) -> Markup:
    shown = [(str(one.month), one.rate_x100) for one in reversed(months[:_CHARTED])]
    return rate_trend("物业费收缴率", shown, goal_x100=months[0].goal_x100)


def _why(told: Mapping[str, Any]) -> str:
    return f"原因：{told['why']}" if told["why"] else "还没有写明原因。"
