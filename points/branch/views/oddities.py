"""What does not look right: the list, one of them, its explanation and what another person finds of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from points.branch import queries, services
from points.branch.forms import ACCEPTED, AnswerForm, JudgeForm, OddityFilter
from points.branch.rules.explaining import OddityState
from points.branch.views.root import blueprint
from portal.kernel import clock
from portal.kernel.paging import page_of
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village, may
from portal.web.guards import require
from portal.web.lists import asked_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from points.branch.queries import OddityRow
    from portal.kernel.paging import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class OddityList:
    """The village's, by pages, with how many stand how."""

    rows: Page[OddityRow]
    counts: tuple[tuple[OddityState, int], ...]
    filters: OddityFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class OddityPage:
    """One of them, and what the reader may do."""

    row: OddityRow
    may_answer: bool
    may_judge: bool


@blueprint.get("/oddities/")
@require(Permission.BRANCH_JUDGE)
def oddities() -> str:
    """List what does not look right."""
    filters = OddityFilter()
    asked = filters.value("state") or ""
    known = queries.oddities_of(current_village(), today=clock.today())
    page = OddityList(
        rows=page_of([one for one in known if asked in {"", one.state.value}], number=asked_page()),
        counts=tuple((state, queries.counted(known, state)) for state in OddityState),
        filters=filters,
    )
    return render_template("points/branch/oddities.html", page=page)


@blueprint.get("/oddities/<oddity>/")
@require(Permission.BRANCH_JUDGE)
def oddity(oddity: str) -> str:
    """Show one of them."""
    return render_template("points/branch/oddity.html", page=_page(oddity))


@blueprint.route("/oddities/<oddity>/answer", methods=["GET", "POST"])
@require(Permission.BRANCH_CONVENE)
def answer_oddity(oddity: str) -> ResponseReturnValue:
    """Explain something odd."""
    page, form = _page(oddity), AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            services.answer_oddity(current_actor(), current_village(), oddity, text=form.text.data)
            flash("已说明，等别的人核实。", "good")
            return redirect(url_for(".oddity", oddity=oddity))
    return render_template("points/branch/answer.html", page=page, form=form), form.status


@blueprint.route("/oddities/<oddity>/judge", methods=["GET", "POST"])
@require(Permission.BRANCH_JUDGE)
def judge_oddity(oddity: str) -> ResponseReturnValue:
    """Accept an explanation or send it back."""
    page, form = _page(oddity), JudgeForm()
    if form.validate_on_submit():
        accepted = form.verdict.data == ACCEPTED
        with form.refusals():
            reason = form.reason.data or ""
            services.judge_oddity(current_actor(), current_village(), oddity, accepted=accepted, reason=reason)
            flash("已核实。" if accepted else "已退回，请支部再说明。", "good")
            return redirect(url_for(".oddity", oddity=oddity))
    return render_template("points/branch/judge.html", page=page, form=form), form.status


def _page(key: str) -> OddityPage:
    row, person_id = queries.oddity(current_village(), key, today=clock.today()), current_actor().person_id
    answered_by = row.answers[-1].answered_by_id if row.answers else None
    return OddityPage(
        row=row,
        may_answer=may(Permission.BRANCH_CONVENE) and row.state is OddityState.OPEN,
        may_judge=may(Permission.BRANCH_JUDGE)
        and row.state is OddityState.ANSWERED
        and person_id not in {answered_by, *row.people},
    )
