"""What comes before a review: claims drafted from records, and the party group's word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from points import queries, services
from points.drafts import drafts_of
from points.forms.steps import CheckForm, DraftsForm
from points.practice import declaring
from points.views.root import asked_branch, blueprint
from portal.areas import voters_of
from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.kernel.months import Month, MonthError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require
from portal.web.mounted import mounted_areas

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from points.drafts import Draft
    from points.practice import Declaring
    from points.queries import ClaimRow
    from points.rules import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftsPage:
    """What the records of a month would enter."""

    branch_id: int
    branch: str
    month: Month
    earlier: Month
    later: Month | None
    drafts: tuple[Draft, ...]
    people: int
    has_scheme: bool
    mapped: tuple[Item, ...]  # the items that records bring in
    locked: bool
    declaring: Declaring


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """What waits for the party group's word."""

    claims: tuple[ClaimRow, ...]
    leads: bool
    all_ticked: bool
    until: dict[int, date]  # the last day for each


@blueprint.route("/drafts/", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def drafts() -> ResponseReturnValue:
    """Show what signing in and other records bring in for a month; what is ticked is entered at once."""
    village, actor, today, branch = current_village(), current_actor(), clock.today(), asked_branch()
    month, voters = _asked_month(today), voters_of(mounted_areas())
    found = drafts_of(village, branch, month, today=today, actor_id=actor.person_id, voters=voters)
    form = DraftsForm()
    if form.validate_on_submit():
        with form.refusals():
            made = services.record_drafts(
                actor,
                village,
                branch.id,
                month,
                picked=frozenset(form.people.data or ()),
                belated=form.belated.data,
                voters=voters,
            )
            told = f"已登记 {len(made)} 笔，等另一名支委审核。" if made else "已经办过了，没有重复登记。"
            flash(told, "good")
            return redirect(url_for(".index", branch=branch.id))
    scheme = queries.scheme_on(village, branch.id, min(month.last_day, today))
    page = DraftsPage(
        branch_id=branch.id,
        branch=branch.name,
        month=month,
        earlier=month.plus(-1),
        later=month.plus(1) if month.plus(1).first_day <= today else None,
        drafts=tuple(found),
        people=sum(len(one.happenings) for one in found),
        has_scheme=scheme is not None,
        mapped=tuple(one for one in (scheme.items if scheme else ()) if one.source is not None),
        locked=month in queries.locked_months(village),
        declaring=declaring(month),
    )
    return render_template("points/drafts.html", page=page, form=form), form.status


@blueprint.route("/check/", methods=["GET", "POST"])
@require(Permission.POINTS_DECLARE)
def check_list() -> ResponseReturnValue:
    """List what the leader of a party group is asked about; what is ticked is confirmed, or doubted, at once."""
    village, actor, today = current_village(), current_actor(), clock.today()
    waiting = queries.to_check(village, actor.person_id, on=today)
    form = CheckForm()
    if form.validate_on_submit():
        with form.refusals():
            made = services.check_claims(actor, village, form.claims.data or (), doubt=form.doubt.data or "")
            flash(f"已核实 {len(made)} 笔，交支委会审核。" if made else "已经办过了。", "good")
            return redirect(url_for(".check_list"))
    page = CheckPage(
        claims=tuple(waiting),
        all_ticked=bool(request.args.get("all")),
        leads=queries.checker(village, actor.person_id, on=today) is not None,
        until={one.id: queries.check_until(one) for one in waiting},
    )
    return render_template("points/check_list.html", page=page, form=form), form.status


def _asked_month(today: date) -> Month:
    text = request.args.get("period", "")
    try:
        month = Month.parse(text) if text else Month.of(today)
    except MonthError as problem:
        raise NotFoundError from problem
    if month.first_day > today:
        raise NotFoundError
    return month
