"""The screens of indicative polls, open to everybody of the village: ask, answer, count sheets of paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from deliberation import queries
from deliberation.forms.polls import OneChoiceForm, PollForm, RatingForm, SeveralChoicesForm, SheetForm, sheets_form
from deliberation.procedures.polls import poll_rule_on
from deliberation.queries.poll_screens import linkable_matters, poll_page, polls_page, sheets_page
from deliberation.rules.polls import SheetReading
from deliberation.services import polls as services
from deliberation.views.root import blueprint, may
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from deliberation.queries.poll_screens import PollPage

_READINGS = {
    SheetReading.FIRST: ("您清点的数字已录入，请另一名工作人员用自己的账号再清点、录入一遍。", "good"),
    SheetReading.DIFFERS: (
        "您清点的数字已录入，但和另一名工作人员的不一致，还没有生效。请一起重新清点，录错的人再录一遍。",
        "warn",
    ),
    SheetReading.COUNTED: ("两名工作人员清点一致，纸质问卷已计入，同网上的一起公布。", "good"),
}


@blueprint.get("/polls/")
@require(SIGNED_IN)
def polls() -> str:
    """List the village's polls."""
    page = polls_page(current_village(), may_edit=may(Permission.MATTER_EDIT))
    return render_template("deliberation/polls/index.html", page=page)


@blueprint.route("/polls/new", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def open_poll() -> ResponseReturnValue:
    """Ask the village's people something."""
    village = current_village()
    form = PollForm(most_choices=1)
    form.offer(linkable_matters(village), poll_rule_on(clock.today()))
    if form.validate_on_submit():
        with form.refusals():
            asking = services.Asking(
                question=form.question.data,
                explanation=form.explanation.data,
                options=form.option_lines,
                most_choices=form.most_choices.data,
                last_on=form.last_on.data,
                matter=form.matter.data,
            )
            opened = services.open_poll(current_actor(), village, asking)
            flash("意向征询已经开始，本村村民可以填了。", "good")
            return redirect(url_for(".poll", poll=opened.number))
    return render_template("deliberation/polls/open.html", form=form), form.status


@blueprint.route("/polls/<int:poll>/", methods=["GET", "POST"])
@require(SIGNED_IN)
def poll(poll: int) -> ResponseReturnValue:
    """Show a poll to answer, the answer once there is one, and what it came to once it is closed."""
    actor, village, today = current_actor(), current_village(), clock.today()
    who = queries.looking(actor, village, today=today)
    page = poll_page(village, poll, actor, who, today=today, sees_matters=may(Permission.MATTER_VIEW))
    form = _answer_form(page)
    if form.validate_on_submit():
        with form.refusals():
            reason = (form.reason.data or "").strip() if isinstance(form, RatingForm) else ""
            services.answer_poll(actor, village, poll, chosen=form.sent, reason=reason)
            flash(f"您的{'评议' if page.poll.rating else '意向'}已经记下。", "good")
            return redirect(url_for(".poll", poll=poll))
    return render_template("deliberation/polls/show.html", page=page, form=form), form.status


@blueprint.route("/polls/<int:poll>/sheets", methods=["GET", "POST"])
@require(Permission.BALLOT_ENTER_PAPER)
def poll_sheets(poll: int) -> ResponseReturnValue:
    """Note who handed in a sheet of paper."""
    village = current_village()
    page = sheets_page(village, poll, account_id=current_actor().account_id)
    form = SheetForm()
    if form.validate_on_submit():
        with form.refusals():
            name = services.record_sheet(current_actor(), village, poll, typed=form.typed.data)
            flash(f"{name}的纸质问卷已登记，请放进票箱。", "good")
            return redirect(url_for(".poll_sheets", poll=poll))
    return render_template("deliberation/polls/sheets.html", page=page, form=form), form.status


@blueprint.route("/polls/<int:poll>/sheets/count", methods=["GET", "POST"])
@require(Permission.BALLOT_ENTER_PAPER)
def count_sheets(poll: int) -> ResponseReturnValue:
    """Enter what one officer counted on the sheets."""
    village = current_village()
    page = sheets_page(village, poll, account_id=current_actor().account_id)
    form = sheets_form(page.poll.options)
    if form.validate_on_submit():
        with form.refusals():
            reading = services.count_sheets(current_actor(), village, poll, figures=form.figures)
            flash(*_READINGS[reading])
            return redirect(url_for(".poll_sheets", poll=poll))
    return render_template("deliberation/polls/count.html", page=page, form=form), form.status


def _answer_form(page: PollPage) -> OneChoiceForm | SeveralChoicesForm:
    """Return the form that fits the poll, with what the person chose before."""
    own = [str(number) for number in page.own.options] if page.own else []
    if page.poll.rating:
        rating = RatingForm(chosen=own[0] if own else None, reason=page.own_reason)
        rating.chosen.label.text = "您满意不满意"
        rating.offer(page.poll.options)
        return rating
    if page.poll.most_choices == 1:
        one = OneChoiceForm(chosen=own[0] if own else None)
        one.offer(page.poll.options)
        return one
    several = SeveralChoicesForm(chosen=own)
    several.offer(page.poll.options, most=page.poll.most_choices)
    return several
