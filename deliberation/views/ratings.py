"""The screen on which it is published what came of visiting those who are not satisfied with finished work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from deliberation import queries
from deliberation.forms.polls import RatingReplyForm
from deliberation.queries.poll_screens import poll_page
from deliberation.services.ratings import reply_to_rating as publish_reply
from deliberation.views.root import blueprint
from portal.kernel import clock
from portal.org.permissions import Permission
from portal.web.context import current_actor, current_village
from portal.web.guards import require

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.route("/polls/<int:poll>/reply", methods=["GET", "POST"])
@require(Permission.MATTER_EDIT)
def reply_to_rating(poll: int) -> ResponseReturnValue:
    """Publish what came of the visits."""
    actor, village, today = current_actor(), current_village(), clock.today()
    who = queries.looking(actor, village, today=today)
    page = poll_page(village, poll, actor, who, today=today, sees_matters=True)
    form = RatingReplyForm()
    if form.validate_on_submit():
        with form.refusals():
            publish_reply(actor, village, poll, text=form.text.data)
            flash("回访整改情况已公布。", "good")
            return redirect(url_for(".poll", poll=poll))
    return render_template("deliberation/polls/reply.html", page=page, form=form), form.status
