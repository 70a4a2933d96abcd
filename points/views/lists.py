"""The lists of months and quarters: look once more and publish, read and object, take down, lock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points import queries, services
from points.forms import PublishForm, TakeDownForm
from points.periods import parse_period
from points.practice import publicity_on
from points.rules import State, lock_problems
from points.views.root import blueprint, may
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month
from portal.kernel.names import masking
from portal.org.permissions import Permission
from portal.org.queries import branches, registered_names
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.practice import Span
    from points.queries import BranchList, MonthList, ObjectionRow, PublishedList
    from portal.kernel.months import Quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPage:
    """What would be published, or stands published."""

    period: Month | Quarter
    is_month: bool
    lists: tuple[BranchList, ...]
    published: PublishedList | None
    publicity: Span
    pending: int
    not_in_force: int
    needs_reason: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A month's list for whoever is signed in."""

    list: MonthList
    objections: tuple[ObjectionRow, ...]
    publicity: Span
    may_object: bool
    may_publish: bool
    taken_down: bool
    may_take_down: bool
    locked: bool
    lock_problems: tuple[str, ...]
    earlier: Month
    later: Month | None


@blueprint.route("/lists/<period>/", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def publish(period: str) -> ResponseReturnValue:
    """Look at a month or quarter once more, then publish what was added."""
    village, asked = current_village(), parse_period(period)
    form = PublishForm()
    if form.validate_on_submit():
        with form.refusals():
            bulletin = services.publish_list(current_actor(), village, asked, reason=form.reason.data or "")
            flash(
                f"{asked.chinese}积分已公示。" if bulletin else "没有新的加分，公开网站不用改；新记的已在支部内公示。",
                "good",
            )
            return redirect(
                url_for(".month", period=period) if isinstance(asked, Month) else url_for(".index", period=period)
            )
    return render_template("points/publish.html", page=_publish_page(asked), form=form), form.status


@blueprint.get("/months/")
@require(SIGNED_IN)
def months() -> str:
    """List the months whose additions are or were on display, for whoever is signed in."""
    village, today = current_village(), clock.today()
    return render_template("points/months.html", page=queries.displayed_months(village, today=today))


@blueprint.get("/months/<period>/")
@require(SIGNED_IN)
def month(period: str) -> str:
    """Show a month's list; while it is on display every line can be objected to."""
    village, today, asked = current_village(), clock.today(), month_of(period)
    shown = queries.month_list(village, asked, today=today)
    publisher = may(Permission.POINTS_PUBLISH)
    if not shown.displays and not publisher:
        raise NotFoundError
    facts = queries.month_facts(village, asked, today=today) if publisher else None
    after = asked.plus(1)
    page = MonthPage(
        list=shown,
        objections=_public_objections(asked),
        publicity=publicity_on(today),
        may_object=shown.until is not None and today <= shown.until,
        may_publish=publisher,
        taken_down=queries.taken_down(village, asked),
        may_take_down=publisher and queries.may_be_taken_down(village, asked, today=today),
        locked=asked in queries.locked_months(village),
        lock_problems=tuple(lock_problems(facts, today=today)) if facts else (),
        earlier=asked.plus(-1),
        later=after if after.last_day < today else None,
    )
    return render_template("points/month.html", page=page)


@blueprint.route("/months/<period>/take-down", methods=["GET", "POST"])
@require(Permission.POINTS_PUBLISH)
def take_down(period: str) -> ResponseReturnValue:
    """Take a month's list down once its days are over."""
    village, asked = current_village(), month_of(period)
    form = TakeDownForm()
    if form.validate_on_submit():
        with form.refusals():
            services.take_down_list(current_actor(), village, asked, reason=form.reason.data)
            flash("已撤下，原来的地址会写明已撤下。", "good")
            return redirect(url_for(".month", period=period))
    shown = queries.month_list(village, asked, today=clock.today())
    return render_template("points/take_down.html", page=shown, form=form), form.status


@blueprint.post("/months/<period>/lock")
@require(Permission.POINTS_PUBLISH)
def lock(period: str) -> ResponseReturnValue:
    """Lock a month for good."""
    asked = month_of(period)
    services.lock_month(current_actor(), current_village(), asked)
    flash(f"{asked.chinese}已锁定，以后只能补记到新的月份，或冲销。", "good")
    return redirect(url_for(".month", period=period))


def _publish_page(asked: Month | Quarter) -> PublishPage:
    village, today = current_village(), clock.today()
    is_month = isinstance(asked, Month)
    lists = tuple(queries.branch_list(village, one, asked, today=today) for one in branches(village))
    published = queries.published_list(village, asked)
    open_states = {State.AWAITING, State.ON_DISPLAY, State.OBJECTED}
    return PublishPage(
        period=asked,
        is_month=is_month,
        lists=lists,
        published=published,
        publicity=publicity_on(today),
        pending=sum(row.state == State.PENDING for one in lists for row in one.rows),
        not_in_force=sum(row.state in open_states and row.points_x100 > 0 for one in lists for row in one.rows),
        needs_reason=published is not None,
    )


def month_of(text: str) -> Month:
    """Return the month an address names.

    :raise NotFoundError: it names none.
    """
    found = parse_period(text)
    if not isinstance(found, Month):
        raise NotFoundError
    return found


def _public_objections(asked: Month) -> tuple[ObjectionRow, ...]:
    """Return what was said against the month's additions, with the names in the answers masked as in public."""
    village = current_village()
    masked = masking(registered_names(village))
    return tuple(
        replace(one, answer=masked(one.answer))
        for one in queries.objections(village, month=asked)
        if one.entry_id is None or (one.awarded_x100 or 0) > 0
    )
