"""The published months: look once more and publish, read, and object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for

from points.households import services
from points.households.bulletins import month_content
from points.households.forms import PublishForm
from points.households.practice import publicity_on
from points.households.queries.entries import entries, open_count
from points.households.queries.lists import lists, open_months, published_content, revisions
from points.households.queries.register import own_household_id
from points.households.views.root import blueprint, may, month_named
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from flask.typing import ResponseReturnValue

    from points.households.practice import Span
    from points.households.queries.entries import EntryRow
    from points.households.queries.lists import ListRow
    from portal.kernel.months import Month
    from portal.kernel.paging import Page


#: Two years on one screen.
_MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsPage:
    """The months that were published, and those that wait."""

    published: Page[ListRow]
    waiting: tuple[Month, ...]
    today: date
    may_publish: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A published month as it is public, and one's own household's lines in it."""

    month: Month
    content: Mapping[str, Any]
    until: date
    published_on: date
    is_open: bool
    publicity: Span
    own: tuple[EntryRow, ...]
    may_publish: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPage:
    """What would be published."""

    month: Month
    content: Mapping[str, Any]
    is_again: bool
    waiting: int
    publicity: Span


@blueprint.get("/months/")
@require(SIGNED_IN)
def months() -> str:
    """List the published months."""
    village, today = current_village(), clock.today()
    publishes = may(Permission.HOUSEHOLDS_MANAGE)
    page = MonthsPage(
        published=page_of(lists(village), number=asked_page(), size=_MONTHS_SHOWN),
        waiting=tuple(open_months(village, before=today)) if publishes else (),
        today=today,
        may_publish=publishes,
    )
    return render_template("points/households/months.html", page=page)


@blueprint.get("/months/<period>/")
@require(SIGNED_IN)
def month(period: str) -> str:
    """Show a published month."""
    village, asked, today = current_village(), month_named(period), clock.today()
    shown, content = revisions(village, asked), published_content(village, asked)
    if not shown or content is None:
        raise NotFoundError
    home = own_household_id(current_actor().person_id)
    mine = entries(village, month=asked, household_id=home) if home is not None else []
    page = MonthPage(
        month=asked,
        content=content,
        until=shown[0].until,
        published_on=shown[-1].published_on,
        is_open=today <= shown[0].until,
        publicity=publicity_on(shown[0].published_on),
        own=tuple(mine),
        may_publish=may(Permission.HOUSEHOLDS_MANAGE),
    )
    return render_template("points/households/month.html", page=page)


@blueprint.route("/months/<period>/publish", methods=["GET", "POST"])
@require(Permission.HOUSEHOLDS_MANAGE)
def publish(period: str) -> ResponseReturnValue:
    """Look at a month once more, then publish and close it."""
    village, asked = current_village(), month_named(period)
    form = PublishForm()
    if form.validate_on_submit():
        with form.refusals():
            services.publish_month(current_actor(), village, asked, reason=form.reason.data or "")
            flash(f"{asked.chinese}家户积分已公布。", "good")
            return redirect(url_for(".month", period=period))
    page = PublishPage(
        month=asked,
        content=month_content(village, asked),
        is_again=bool(revisions(village, asked)),
        waiting=open_count(village, month=asked),
        publicity=publicity_on(clock.today()),
    )
    return render_template("points/households/publish.html", page=page, form=form), form.status
