"""The first screen: a member's own page, or how the branch stands; and all villages side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template
from wtforms import SelectField

from points.duties import queries
from points.duties.practice import practice_on
from points.duties.tables import VILLAGE_COLUMNS, village_rows
from points.duties.views.own import own_page
from points.duties.views.root import Asked, Law, asked_file, blueprint, is_officer, list_screen, may, quarters_back
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.fields import options
from portal.web.guards import require
from portal.web.lists import FilterForm, asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.duties.queries import VillageFigures
    from points.duties.rules.rates import Rate
    from portal.kernel.months import Quarter

_VILLAGES_SHOWN = 50


class QuarterFilter(FilterForm):
    """Which quarter."""

    quarter = SelectField("季度")


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """How a village's branches stand in a quarter."""

    quarter: Quarter
    filters: QuarterFilter
    figures: VillageFigures
    rates: tuple[tuple[str, str, tuple[Rate, ...]], ...]  # title, formula, branch by branch
    without_households: tuple[str, ...]  # members; for officers only
    late: tuple[tuple[str, int], ...]  # who owes how many months; for officers only
    officer: bool
    may_publish: bool
    each: int
    law: Law
    is_member: bool
    is_now: bool  # the quarter goes on; a past one is shown as it was on its last day


@blueprint.get("/")
@require(Permission.POINTS_VIEW)
def index() -> str:
    """Show how the branches stand; a member without office sees their own page."""
    if not is_officer() and may(Permission.POINTS_DECLARE):
        return render_template("points/duties/own.html", page=own_page())
    village, today = current_village(), clock.today()
    filters, quarter = _filters()
    (figures,) = queries.figures_of([village], quarter, today=today)
    officer, rule = is_officer(), practice_on("households", today)
    page = OverviewPage(
        quarter=quarter,
        filters=filters,
        figures=figures,
        rates=_rates(figures, hours=practice_on("study", today)["hours"]),
        without_households=_without(today=quarter) if officer else (),
        late=_late() if officer else (),
        officer=officer,
        may_publish=may(Permission.POINTS_PUBLISH),
        each=rule["each"],
        law=Law(article=rule.article, quoted=rule.quoted),
        is_member=may(Permission.POINTS_DECLARE),
        is_now=today <= quarter.last_day,
    )
    return render_template("points/duties/overview.html", page=page)


@blueprint.get("/villages")
@require(Permission.POINTS_VIEW)
def villages() -> ResponseReturnValue:
    """Show the villages the reader may enter side by side: counts, nobody's name."""
    today = clock.today()
    filters, quarter = _filters()
    here = queries.villages_of(current_actor(), on=today)
    part = page_of(here, number=asked_page(), size=_VILLAGES_SHOWN)
    found = queries.figures_of(here if asked_file() else part.rows, quarter, today=today)
    asked = Asked(
        title=f"各村党员履职{quarter.chinese}",
        lead="只有数字，没有姓名；点村名看这个村。",
        columns=VILLAGE_COLUMNS,
        endpoint="duties.index",
        argument="village",
    )
    return list_screen(asked, village_rows(found), filters, part=part)


def _filters() -> tuple[QuarterFilter, Quarter]:
    filters, offered = QuarterFilter(), quarters_back()
    filters.quarter.choices = options((str(one), one.chinese) for one in offered)
    asked = filters.value("quarter")
    quarter = next((one for one in offered if str(one) == asked), offered[0])
    filters.quarter.data = str(quarter)
    return filters, quarter


def _rates(figures: VillageFigures, *, hours: int) -> tuple[tuple[str, str, tuple[Rate, ...]], ...]:
    asked = (
        ("联系户走访率", "本季走访过的联系户 ÷ 全部联系户", ("visited", "linked", "linking")),
        ("党费按时交纳率", "按时交纳的人次 ÷ 应交的人次", ("dues_paid", "dues_due", "dues_members")),
        ("学时达标率", f"今年学满 {hours} 学时的党员 ÷ 全部党员", ("studied", "members", "members")),
        ("流动党员汇报率", "按时交了本季汇报的 ÷ 应当汇报的", ("reports", "reports_due", "reports_due")),
    )
    return tuple(
        (title, formula, tuple(figures.rates(numerator, denominator, people=people)))
        for title, formula, (numerator, denominator, people) in asked
    )


def _without(*, today: Quarter) -> tuple[str, ...]:
    village, day = current_village(), min(clock.today(), today.last_day)
    linked = {one.person_id for one in queries.links(village, on=day)}
    return tuple(one.name for one in queries.members_on(village, day) if one.id not in linked)


def _late() -> tuple[tuple[str, int], ...]:
    village, today = current_village(), clock.today()
    book = queries.ledger([village], through=queries.current_quarter(today).months[2])
    counted = (
        (one.name, sum(month.state(today).value == "late" for month in book.of(one.id)))
        for one in book.members.values()
    )
    return tuple((name, months) for name, months in counted if months)
