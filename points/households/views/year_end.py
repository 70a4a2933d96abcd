"""A year's end: what would happen to whom, the notice, and doing it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points.households import services
from points.households.errors import NotAYearError
from points.households.practice import notice_begins
from points.households.queries.year_end import year_page
from points.households.views.root import blueprint, may
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from points.households.queries.year_end import YearPage

_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndPage:
    """A year's end and what may be done now."""

    found: YearPage
    today: date
    may_notify: bool
    may_end: bool


@blueprint.get("/years/<period>/")
@require(Permission.HOUSEHOLDS_VIEW)
def year_end(period: str) -> str:
    """Show what becomes of a year's unspent points, household by household, before it happens."""
    year, today = _year(period), clock.today()
    found, manages = year_page(current_village(), year, today=today), may(Permission.HOUSEHOLDS_MANAGE)
    in_time = today >= notice_begins(year)
    page = YearEndPage(
        found=found,
        today=today,
        may_notify=manages and found.rule is not None and found.given_on is None and in_time,
        may_end=manages
        and found.given_on is not None
        and found.done_on is None
        and found.ends_on is not None
        and found.ends_on <= today,
    )
    return render_template("points/households/year_end.html", page=page)


@blueprint.post("/years/<period>/notify")
@require(Permission.HOUSEHOLDS_MANAGE)
def notify(period: str) -> ResponseReturnValue:
    """Give the year's notice."""
    year = _year(period)
    services.give_notice(current_actor(), current_village(), year)
    flash("通知已发，公开网站和每户的“我家积分”里都会写明。", "good")
    return redirect(url_for(".year_end", period=period))


@blueprint.post("/years/<period>/end")
@require(Permission.HOUSEHOLDS_MANAGE)
def end_year(period: str) -> ResponseReturnValue:
    """Carry on or expire what the notice said."""
    year = _year(period)
    services.end_year(current_actor(), current_village(), year)
    flash(f"{year}年的余额已办理。", "good")
    return redirect(url_for(".year_end", period=period))


def _year(text: str) -> int:
    if not _YEAR.fullmatch(text):
        raise NotAYearError
    return int(text)
