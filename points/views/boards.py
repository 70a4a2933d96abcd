"""The board of a branch, a member's statement, one entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flask import render_template, request

from points import queries
from points.forms import BoardFilter
from points.periods import Year, around, earlier, later, parse_stretch
from points.queries.statements import statement
from points.rules import State
from points.sheets import BOARD_COLUMNS, board_rows
from points.views.claims import declarable
from points.views.periods import offered
from points.views.root import asked_branch, blueprint, may, whose
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.org.queries import branch_by_id, branches, person
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from datetime import date

    from flask import Response

    from points.periods import Stretch
    from points.queries import BoardRow, BranchList, CapUse, EntryRow, MemberTotals, ObjectionRow, SchemeRow
    from points.rules import Item
    from points.rules.scores import Score
    from portal.kernel.paging import Page
    from portal.org.models import Branch

_USUAL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """A branch's board: what was asked, who stands how, and every row by pages."""

    branch_id: int
    branch: str
    stretch: Stretch
    filters: BoardFilter
    members: tuple[MemberTotals, ...]
    heads: int
    average_x100: int
    rows: Page[BoardRow]
    stretches: tuple[Stretch, ...]
    has_scheme: bool
    may_record: bool
    may_publish: bool
    pending: int  # what the actor may review now
    month_period: str | None
    year_period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """One member's points: every one with its reason, every cap, how each stands."""

    person_id: int
    name: str
    own: bool
    stretch: Stretch
    totals: MemberTotals
    score: Score | None  # of a year: with the base, as the board and the printed statement have it
    rows: tuple[BoardRow, ...]
    caps: tuple[CapUse, ...]
    stretches: tuple[Stretch, ...]
    has_scheme: bool
    may_declare: bool
    usual: tuple[Item, ...]  # what the member declares most often, one tap away
    leads_group: bool
    branch_id: int
    year_period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """One entry with what can be done about it."""

    entry: EntryRow
    objections: tuple[ObjectionRow, ...]
    may_reverse: bool
    may_object: bool
    month: Month


@blueprint.get("/")
@require(Permission.POINTS_VIEW)
def index() -> str:
    """Show a branch's points; a member without office sees their own."""
    person_id = whose()
    if person_id is not None:
        return _statement(person_id, _asked_stretch(Year(clock.today().year)))
    village, today, branch = current_village(), clock.today(), asked_branch()
    stretch = _asked_stretch(Month.of(today))
    board, filters = _board(stretch)
    page = BoardPage(
        branch_id=branch.id,
        branch=branch.name,
        stretch=stretch,
        filters=filters,
        members=board.members,
        heads=board.heads,
        average_x100=board.average_x100,
        rows=page_of(_kept(board, filters), number=asked_page()),
        stretches=_neighbours(stretch, today),
        has_scheme=queries.scheme_on(village, branch.id, today) is not None,
        may_record=may(Permission.POINTS_RECORD),
        may_publish=may(Permission.POINTS_PUBLISH),
        pending=len(queries.reviewable(village, current_actor().person_id, today=today)),
        month_period=None if isinstance(stretch, Year) or stretch.last_day >= today else str(stretch),
        year_period=str(stretch.first_day.year),
    )
    return render_template("points/index.html", page=page)


@blueprint.get("/table.xlsx")
@require(Permission.POINTS_VIEW)
def index_table() -> Response:
    """Hand out the rows on screen, with the filter on screen; a member's file holds their own."""
    return _table("xlsx")


@blueprint.get("/table.csv")
@require(Permission.POINTS_VIEW)
def index_csv() -> Response:
    """Hand out the rows on screen as CSV, with the filter on screen; a member's file holds their own."""
    return _table("csv")


@blueprint.get("/members/<int:person_id>/")
@require(Permission.POINTS_VIEW)
def member(person_id: int) -> str:
    """Show one member's points with every reason; members see their own."""
    if whose() not in {None, person_id}:
        raise NotFoundError
    return _statement(person_id, _asked_stretch(Year(clock.today().year)))


@blueprint.get("/entries/<int:entry_id>/")
@require(Permission.POINTS_VIEW)
def entry(entry_id: int) -> str:
    """Show one entry with its explanation and what was said against it."""
    village, today = current_village(), clock.today()
    found = queries.entry(village, entry_id, today=today, person_id=whose())
    month = Month.of(found.happened_on)
    displays = queries.month_displays(village, month)
    contestable = found.stands and queries.on_display(found, displays, today=today)
    page = EntryPage(
        entry=found,
        objections=tuple(one for one in queries.objections(village, month=month) if one.entry_id == found.id),
        may_reverse=_may_reverse(found),
        may_object=contestable and found.state != State.OBJECTED,
        month=month,
    )
    return render_template("points/entry.html", page=page)


def _statement(person_id: int, stretch: Stretch) -> str:
    village, today = current_village(), clock.today()
    branch, row = _member(person_id)
    board = queries.branch_list(village, branch, stretch, today=today, person_id=person_id)
    own = person_id == current_actor().person_id
    scheme = queries.scheme_on(village, branch.id, today)
    may_declare = own and may(Permission.POINTS_DECLARE)
    page = StatementPage(
        person_id=person_id,
        name=row,
        own=own,
        stretch=stretch,
        totals=board.members[0] if board.members else queries.totals_of(person_id, row, ()),
        score=_score(person_id, stretch),
        rows=board.rows,
        caps=tuple(queries.caps_of(village, branch.id, person_id, today=today)),
        stretches=_neighbours(stretch, today),
        has_scheme=scheme is not None,
        may_declare=may_declare,
        usual=_usual(scheme, person_id, today) if may_declare else (),
        leads_group=own and queries.checker(village, person_id, on=today) is not None,
        branch_id=branch.id,
        year_period=str(stretch.first_day.year),
    )
    return render_template("points/statement.html", page=page)


def _score(person_id: int, stretch: Stretch) -> Score | None:
    if not isinstance(stretch, Year):
        return None
    return statement(current_village(), person_id, stretch, today=clock.today()).score


def _usual(scheme: SchemeRow | None, person_id: int, today: date) -> tuple[Item, ...]:
    """Return what a member declares most often, filled up with the first of each category that nobody else enters."""
    offered = {one.code: one for one in declarable(scheme, today)}
    since = today.replace(year=today.year - 1, day=1)
    codes = queries.usual_items(current_village(), person_id, since=since, most=_USUAL)
    plain = [one for one in offered.values() if one.source is None and one.highest_x100 is None]
    firsts = {one.category: one.code for one in reversed(plain)}
    known = dict.fromkeys([code for code in codes if code in offered] + list(reversed(firsts.values())))
    return tuple(offered[code] for code in list(known)[:_USUAL])


def _member(person_id: int) -> tuple[Branch, str]:
    """Return a member of the village with their branch.

    :raise NotFoundError: the village has no such member.
    """
    village = current_village()
    found = person(village, person_id, on=clock.today())
    if found.branch_id is None:
        raise NotFoundError
    return branch_by_id(village, found.branch_id), found.name


def _asked_stretch(default: Stretch) -> Stretch:
    text = request.args.get("period", "")
    return parse_stretch(text) if text else default


def _neighbours(stretch: Stretch, today: date) -> tuple[Stretch, ...]:
    """Return where to go from here: the stretch before, others of the same time, the one after unless it is to come."""
    return tuple(
        one for one in (earlier(stretch), *around(stretch, today=today), later(stretch)) if one.first_day <= today
    )


def _board(stretch: Stretch, *, person_id: int | None = None) -> tuple[BranchList, BoardFilter]:
    village, today, branch = current_village(), clock.today(), asked_branch()
    board = queries.branch_list(village, branch, stretch, today=today, person_id=person_id)
    filters = BoardFilter()
    filters.period.choices = options((str(one), one.chinese) for one in offered(stretch, today))
    filters.period.data = str(stretch)
    filters.branch.choices = options((str(one.id), one.name) for one in branches(village))
    filters.branch.data = str(branch.id)
    categories = dict.fromkeys(one.category for one in board.rows)
    filters.category.choices = options([("", "不限"), *((one, one) for one in categories)])
    filters.state.choices = options([("", "不限"), *((one.value, one.chinese) for one in State)])
    return board, filters


def _table(kind: Literal["xlsx", "csv"]) -> Response:
    stretch = _asked_stretch(Month.of(clock.today()))
    board, filters = _board(stretch, person_id=whose())
    filters.require_readable()
    rows = board_rows(_kept(board, filters))
    return table_response(f"{board.branch}{stretch.chinese}积分", BOARD_COLUMNS, rows, kind=kind)


def _kept(board: BranchList, filters: BoardFilter) -> list[BoardRow]:
    name, category, state = (filters.value(field) for field in ("q", "category", "state"))
    return [
        one
        for one in board.rows
        if (not name or name in one.person)
        and (not category or one.category == category)
        and (not state or one.state == state)
    ]


def _may_reverse(found: EntryRow) -> bool:
    open_to_it = found.stands and found.state in {State.AWAITING, State.IN_FORCE}
    person_id = current_actor().person_id
    aside = {found.person_id, found.recorded_by_id if found.claim_id else None}
    if not open_to_it or person_id in aside or not may(Permission.POINTS_RECORD):
        return False
    return found.person_id not in queries.near_ones(current_village(), person_id, on=clock.today())
