"""Who is a near relative of whom: the list, declaring it, ending it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points import queries, services
from points.forms.kin import EndKinForm, KinForm
from points.kinship import kinds_on
from points.views.root import blueprint, may, whose
from portal.kernel import clock
from portal.kernel.errors import NotAllowedError
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.kinship import Kinds
    from points.queries import KinRow


@dataclass(frozen=True, slots=True, kw_only=True)
class KinPage:
    """The near relatives as declared; the last of each pair says whether the reader may end it."""

    lines: tuple[tuple[KinRow, bool], ...]
    kinds: Kinds
    all: bool  # everybody's, not only the reader's own
    may_declare: bool


@blueprint.get("/kin/")
@require(Permission.POINTS_VIEW)
def kin() -> str:
    """List near relatives: officers see all, members what is said of themselves."""
    person_id, officer = current_actor().person_id, may(Permission.POINTS_RECORD)
    rows = queries.kinships(current_village(), person_id=whose())
    page = KinPage(
        lines=tuple((one, officer and one.until is None and person_id not in one.both_ids) for one in rows),
        kinds=kinds_on(clock.today()),
        all=whose() is None,
        may_declare=_may_declare(),
    )
    return render_template("points/kin.html", page=page)


@blueprint.route("/kin/new", methods=["GET", "POST"])
@require(Permission.POINTS_VIEW)
def declare_kin() -> ResponseReturnValue:
    """Declare two people near relatives; members declare their own."""
    if not _may_declare():
        raise NotAllowedError
    village, actor, today = current_village(), current_actor(), clock.today()
    people = [(row.id, f"{row.name}（{row.code}）") for row in queries.concerned_people(village, on=today)]
    form = KinForm(since=today)
    officer = may(Permission.POINTS_RECORD)
    form.person.offer(one for one in people if officer or one[0] == actor.person_id)
    form.relative.offer(one for one in people if officer or one[0] != actor.person_id)
    form.offer_kinds(kinds_on(today).names)
    if form.validate_on_submit():
        with form.refusals():
            said = services.Kin(
                person_id=form.person.data,
                relative_id=form.relative.data,
                kind=form.kind.data,
                since=form.since.data,
            )
            services.declare_kin(actor, village, said)
            flash("已登记，两个人的积分互相回避。", "good")
            return redirect(url_for(".kin"))
    return render_template("points/declare_kin.html", page=kinds_on(today), form=form), form.status


@blueprint.route("/kin/<int:kin>/end", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def end_kin(kin: int) -> ResponseReturnValue:
    """Say that two people are no near relatives any more."""
    village = current_village()
    found, form = queries.kinship(village, kin), EndKinForm(until=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            services.end_kin(current_actor(), village, kin, until=form.until.data, reason=form.reason.data)
            flash("已解除。", "good")
            return redirect(url_for(".kin"))
    return render_template("points/end_kin.html", page=found, form=form), form.status


def _may_declare() -> bool:
    return may(Permission.POINTS_RECORD) or may(Permission.POINTS_DECLARE)
