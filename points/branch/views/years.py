"""A branch's year with its calendar, and all branches of the township side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from points.branch import queries
from points.branch.life import exemptions_on, kinds_on
from points.branch.rules.attendance import Turnout, turnout_of
from points.branch.rules.calendar import State, in_season
from points.branch.views.root import asked_year, blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id, branches, places_of
from portal.web.context import current_actor, current_village, may
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from points.branch.life import Kind
    from points.branch.queries import BranchYear
    from points.branch.rules.calendar import Cell
    from points.branch.rules.facts import MeetingFact
    from portal.org.models import Branch


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One kind of meeting with its periods of the year."""

    kind: Kind
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMeeting:
    """One meeting of the year with how many came."""

    fact: MeetingFact
    turnout: Turnout
    mark: tuple[str, str]  # how it stands where it is not known what it was; else what it was


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """A branch's year."""

    year: BranchYear
    rows: tuple[KindRow, ...]
    due: tuple[Cell, ...]  # what the running periods still ask for
    missed: tuple[Cell, ...]
    meetings: tuple[ListedMeeting, ...]  # newest first
    exempt: str
    others: tuple[Branch, ...]
    may_convene: bool
    may_judge: bool
    of_many: bool


@blueprint.get("/")
@require(Permission.POINTS_VIEW)
def index() -> ResponseReturnValue:
    """Go to the village's branch; where there are several, the first of them leads to the others."""
    found = branches(current_village())
    if not found:
        return render_template("points/branch/none.html")
    return redirect(url_for(".show", branch_id=found[0].id))


@blueprint.get("/<int:branch_id>/")
@require(Permission.POINTS_VIEW)
def show(branch_id: int) -> str:
    """Show a branch's year: what was asked for, held, late and missed."""
    village, today, actor = current_village(), clock.today(), current_actor()
    branch = branch_by_id(village, branch_id)
    year = queries.branch_year(village, branch, asked_year(), today=today)
    by_kind: dict[str, list[Cell]] = {}
    for cell in year.calendar:
        by_kind.setdefault(cell.kind.id, []).append(cell)
    page = YearPage(
        year=year,
        rows=tuple(KindRow(kind=own[0].kind, cells=tuple(own)) for own in by_kind.values()),
        due=tuple(one for one in year.cells(State.DUE) if one.period.contains(today) and in_season(one, today=today)),
        missed=year.cells(State.MISSED),
        meetings=tuple(
            ListedMeeting(fact=one, turnout=turnout_of(one, branch_id), mark=_mark(one, today=today))
            for one in reversed(year.meetings)
        ),
        exempt="、".join(one.name for one in exemptions_on(today)),
        others=tuple(one for one in branches(village) if one.id != branch_id),
        may_convene=may(Permission.BRANCH_CONVENE),
        may_judge=may(Permission.BRANCH_JUDGE),
        of_many=len(places_of(actor, on=today)) > 1,
    )
    return render_template("points/branch/year.html", page=page)


@blueprint.get("/villages")
@require(Permission.POINTS_VIEW)
def everywhere() -> str:
    """Show how the branches stand in the villages that the reader may enter, those that missed most first."""
    page = queries.township_life(current_actor(), number=asked_page(), today=clock.today())
    return render_template("points/branch/villages.html", page=page)


@blueprint.get("/rules")
@require(Permission.POINTS_VIEW)
def rules() -> str:
    """Show what is asked for, how often, and by which article."""
    return render_template(
        "points/branch/rules.html", page=kinds_on(clock.today()), exempt=exemptions_on(clock.today())
    )


def _mark(one: MeetingFact, *, today: date) -> tuple[str, str]:
    if one.form is not None:
        return ("", one.form.title)
    if not one.held:
        return ("wait", "已通知") if one.day > today else ("warn", "没有人签到")
    if one.branch_id is None:
        return ("", "议事")
    return ("warn", "没有写记录")
