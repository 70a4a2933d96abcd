"""The board of a branch with averages by head, the charts, and a member's year told from the base to the total."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flask import render_template, request

from points.appraisal import band_sets
from points.forms.year import ChartFilter, RankingFilter
from points.periods import Year, parse_stretch
from points.queries.cards import CardRow, cards_of
from points.queries.rankings import Ranking, Trend, ranking, trend
from points.queries.statements import Statement, statement
from points.queries.years import grade_of
from points.rules.bands import band_of
from points.sheets import RANKING_COLUMNS, ranking_rows
from points.views.periods import offered, year_of
from points.views.root import asked_branch, blueprint, whose
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.org.permissions import Permission
from portal.org.queries import branches
from portal.web.bar_charts import columns, strips
from portal.web.context import current_actor, current_village
from portal.web.downloads import table_response
from portal.web.fields import options
from portal.web.figures import points
from portal.web.guards import require

if TYPE_CHECKING:
    from flask import Response
    from markupsafe import Markup

    from points.queries.rankings import Ranked
    from points.rules.bands import Grade
    from portal.org.models import Branch

_YEARS_BACK = 3
#: What only those look for who may see everybody's points.
_OFFICERS_FIELDS = ("group", "q", "everybody")


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingPage:
    """A branch's board: the top and oneself, or everybody who was asked for."""

    branch_id: int
    ranking: Ranking
    filters: RankingFilter
    shown: tuple[Ranked, ...]
    oneself: int
    may_see_sides: bool  # what was added and taken away; a member sees totals


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartsPage:
    """Three drawings with the tables they repeat."""

    title: str
    filters: ChartFilter
    trend: Trend
    trend_svg: Markup
    mix_svg: Markup
    distribution: tuple[tuple[str, int], ...]
    distribution_svg: Markup | None
    bands_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyPage:
    """A member's year, ready to be printed."""

    statement: Statement
    own: bool
    grade: Grade | None
    cards: tuple[CardRow, ...]
    village: str


@blueprint.get("/board/")
@require(Permission.POINTS_VIEW)
def rankings() -> str:
    """Show who stands where in a branch: the top and oneself, and what branches and groups come to by head."""
    board, filters, branch = _ranking()
    page = RankingPage(
        branch_id=branch.id,
        ranking=board,
        filters=filters,
        shown=_shown(board, filters),
        oneself=current_actor().person_id,
        may_see_sides=whose() is None,
    )
    return render_template("points/rankings.html", page=page)


@blueprint.get("/board/table.xlsx")
@require(Permission.POINTS_VIEW)
def rankings_table() -> Response:
    """Hand out the board as an Excel file, with the filter on screen."""
    return _table("xlsx")


@blueprint.get("/board/table.csv")
@require(Permission.POINTS_VIEW)
def rankings_csv() -> Response:
    """Hand out the board as CSV, with the filter on screen."""
    return _table("csv")


@blueprint.get("/charts/")
@require(Permission.POINTS_VIEW)
def charts() -> str:
    """Draw a year: month by month, by category, and how many stand in which band; a member sees their own."""
    village, today, branch = current_village(), clock.today(), asked_branch()
    year, filters = _chart_filter(branch)
    mine = whose()
    drawn = trend(village, year, branch_id=None if mine else branch.id, person_id=mine)
    bands = band_sets(year.year)[0]
    spread: tuple[tuple[str, int], ...] = ()
    if mine is None:
        found = [band_of(one.total_x100, bands.rows).name for one in ranking(village, branch, year, today=today).rows]
        spread = tuple((one.name, found.count(one.name)) for one in bands.rows)
    page = ChartsPage(
        title=f"{'我的' if mine else branch.name}{year.chinese}积分图",
        filters=filters,
        trend=drawn,
        trend_svg=columns(
            "各月加分和扣分，一月两根柱子",
            [(f"{month.number}月", (one.additions_x100, -one.deductions_x100)) for month, one in drawn.months],
            told=points,
        ),
        mix_svg=strips(
            "加分由哪些类别组成",
            [(category, max(0, one.additions_x100)) for category, one in drawn.categories if one.additions_x100],
            told=points,
        ),
        distribution=spread,
        distribution_svg=columns("各档人数", [(name, (count,)) for name, count in spread], told=str)
        if spread
        else None,
        bands_title=bands.title,
    )
    return render_template("points/charts.html", page=page)


@blueprint.get("/members/<int:person_id>/why/<period>/")
@require(Permission.POINTS_VIEW)
def year_statement(person_id: int, period: str) -> str:
    """Tell why a member's year comes to what it comes to, ready to be printed; members see their own."""
    if whose() not in {None, person_id}:
        raise NotFoundError
    village, today, year = current_village(), clock.today(), year_of(period)
    told = statement(village, person_id, year, today=today)
    page = WhyPage(
        statement=told,
        own=person_id == current_actor().person_id,
        grade=grade_of(village, year, person_id),
        cards=tuple(cards_of(village, person_id, year=year.year)),
        village=village.name,
    )
    return render_template("points/why.html", page=page)


def _ranking() -> tuple[Ranking, RankingFilter, Branch]:
    village, today, branch = current_village(), clock.today(), asked_branch()
    text = request.args.get("period", "")
    stretch = parse_stretch(text) if text else Year(today.year)
    board = ranking(village, branch, stretch, today=today)
    filters = RankingFilter()
    filters.period.choices = options((str(one), one.chinese) for one in offered(stretch, today))
    filters.period.data = str(stretch)
    filters.branch.choices = options((str(one.id), one.name) for one in branches(village))
    filters.branch.data = str(branch.id)
    groups = sorted({one.group for one in board.rows if one.group})
    filters.group.choices = options([("", "不限"), *((one, one) for one in groups)])
    if whose() is not None:
        for name in _OFFICERS_FIELDS:
            del filters[name]
    return board, filters, branch


def _shown(board: Ranking, filters: RankingFilter) -> tuple[Ranked, ...]:
    """Return what is asked for; whoever may see their own points alone sees the top and themselves."""
    first = board.first(oneself=current_actor().person_id)
    if whose() is not None:
        return first
    group, name = filters.value("group"), filters.value("q")
    rows = board.rows if group or name or filters.value("everybody") else first
    return tuple(one for one in rows if (not group or one.group == group) and (not name or name in one.name))


def _table(kind: Literal["xlsx", "csv"]) -> Response:
    board, filters, _ = _ranking()
    filters.require_readable()
    rows = ranking_rows(_shown(board, filters), sides=whose() is None)
    return table_response(f"{board.branch}{board.stretch.chinese}积分榜", RANKING_COLUMNS, rows, kind=kind)


def _chart_filter(branch: Branch) -> tuple[Year, ChartFilter]:
    filters, this_year = ChartFilter(), clock.today().year
    filters.year.choices = options((str(this_year - back), f"{this_year - back}年") for back in range(_YEARS_BACK))
    filters.branch.choices = options((str(one.id), one.name) for one in branches(current_village()))
    year = Year(int(filters.value("year") or this_year))
    filters.year.data, filters.branch.data = str(year), str(branch.id)
    return year, filters
