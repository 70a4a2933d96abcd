"""Reviewing claims one by one or many at once, and taking entries back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from points import queries, services
from points.forms import ReverseForm, ReviewForm
from points.forms.steps import ReviewManyForm
from points.values import Verdict
from points.views.claims import claim_screen
from points.views.root import blueprint
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.queries import ClaimRow, EntryRow
    from portal.kernel.paging import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewList:
    """What waits for the actor's review, and what waits for others'."""

    claims: Page[ClaimRow]
    others: int
    same_day: dict[int, tuple[str, ...]]  # what else a claim's member has of the same item and day


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversePage:
    """The entry to be taken back."""

    entry: EntryRow


@blueprint.route("/review/", methods=["GET", "POST"])
@require(Permission.POINTS_REVIEW)
def review_list() -> ResponseReturnValue:
    """List what waits for review; ticked ones are accepted as they are, or rejected for one reason, in one act."""
    village, actor = current_village(), current_actor()
    form = ReviewManyForm()
    if form.validate_on_submit():
        with form.refusals():
            rejecting = request.form.get("verdict") == Verdict.REJECTED
            verdict, reason = (Verdict.REJECTED, form.reason.data or "") if rejecting else (Verdict.ACCEPTED, "")
            picked = dict.fromkeys(request.form.getlist("claims", type=int))
            reviews = services.review_claims(
                actor,
                village,
                [services.Judgement(claim_id=claim_id, verdict=verdict, reason=reason) for claim_id in picked],
            )
            flash(f"{'没有通过' if rejecting else '已通过'} {len(reviews)} 笔。", "good")
            return redirect(url_for(".review_list"))
    mine = queries.reviewable(village, actor.person_id, today=clock.today())
    others = queries.pending_count(village) - len(mine)
    claims = page_of(mine, number=asked_page())
    page = ReviewList(claims=claims, others=others, same_day=queries.same_day(village, claims.rows))
    return render_template("points/review_list.html", page=page, form=form), form.status


@blueprint.post("/claims/<int:claim_id>/review")
@require(Permission.POINTS_REVIEW)
def review(claim_id: int) -> ResponseReturnValue:
    """Accept, change or reject one claim."""
    village, form = current_village(), ReviewForm()
    queries.claim(village, claim_id)
    if form.validate_on_submit():
        with form.refusals():
            judgement = services.Judgement(
                claim_id=claim_id,
                verdict=Verdict(form.verdict.data),
                points_x100=form.value.data,
                reason=form.reason.data or "",
            )
            done = services.review_claim(current_actor(), village, judgement)
            flash("已审核，没有通过。" if done.entry_id is None else "已审核通过。", "good")
            if done.entry_id is None:
                return redirect(url_for(".claim", claim_id=claim_id))
            return redirect(url_for(".entry", entry_id=done.entry_id))
    return claim_screen(claim_id, form)


@blueprint.route("/entries/<int:entry_id>/reverse", methods=["GET", "POST"])
@require(Permission.POINTS_RECORD)
def reverse(entry_id: int) -> ResponseReturnValue:
    """Take an entry back, once, with a reason."""
    village = current_village()
    found = queries.entry(village, entry_id, today=clock.today())
    form = ReverseForm()
    if form.validate_on_submit():
        with form.refusals():
            services.reverse_entry(current_actor(), village, entry_id, reason=form.reason.data)
            flash("已冲销，原来的一笔仍然保留。", "good")
            return redirect(url_for(".entry", entry_id=entry_id))
    return render_template("points/reverse.html", page=ReversePage(entry=found), form=form), form.status
