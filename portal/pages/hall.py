"""Signing oneself in: the code on the hall's screen, scanned with one's own phone or typed, and one tap."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, url_for

from portal.kernel import clock
from portal.meetings import queries, services
from portal.meetings.errors import HallCodeStaleError, PresentSinceError
from portal.meetings.hall_codes import is_typed, shown_lately
from portal.pages.forms import HallCodeForm
from portal.pages.meetings import blueprint
from portal.web.context import current_actor, current_village
from portal.web.guards import SIGNED_IN, require

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from portal.kernel.errors import DomainError
    from portal.meetings.queries import MeetingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class HerePage:
    """One person before a meeting they are invited to: signed in since, or about to be."""

    meeting: MeetingRow
    name: str
    present_at: datetime | None
    scanned: str  # the code their phone read, while it holds
    refusal: str


@blueprint.route("/<int:meeting_id>/here", methods=["GET", "POST"])
@require(SIGNED_IN)
def here(meeting_id: int) -> ResponseReturnValue:
    """Type the six digits shown in the hall, or see since when one is signed in."""
    form = HallCodeForm()
    page = _page(meeting_id)
    if page.present_at is None and form.validate_on_submit():
        with form.refusals():
            return _signed_in(meeting_id, form.code.data)
    return render_template("portal/meetings/here.html", page=page, form=form), form.status


@blueprint.get("/<int:meeting_id>/here/<code>")
@require(SIGNED_IN)
def scanned(meeting_id: int, code: str) -> ResponseReturnValue:
    """Show the one button for whoever scanned the code in the hall; an old code says that it is one. Nothing happens.

    Digits in the address are never compared here: they could be tried without being counted.
    """
    holds = not is_typed(code) and shown_lately(code, meeting_id, key=_key(), now=clock.now())
    page = _page(meeting_id, code=code if holds else "")
    status = HTTPStatus.OK
    if not holds and page.present_at is None:
        page, status = _page(meeting_id, refusal=HallCodeStaleError()), HallCodeStaleError.status
    return render_template("portal/meetings/here.html", page=page, form=HallCodeForm(formdata=None)), status


@blueprint.post("/<int:meeting_id>/here/<code>")
@require(SIGNED_IN)
def confirm_here(meeting_id: int, code: str) -> ResponseReturnValue:
    """Sign in whoever is signed in to the portal."""
    try:
        return _signed_in(meeting_id, code)
    except HallCodeStaleError as error:
        page = _page(meeting_id, refusal=error)
        return render_template("portal/meetings/here.html", page=page, form=HallCodeForm(formdata=None)), error.status


def _signed_in(meeting_id: int, code: str) -> ResponseReturnValue:
    services.sign_in_here(current_actor(), current_village(), meeting_id, code=code, key=_key())
    flash("签到成功。", "good")
    return redirect(url_for("meetings.here", meeting_id=meeting_id))


def _page(meeting_id: int, *, code: str = "", refusal: DomainError | None = None) -> HerePage:
    """Return the page of whoever looks; nothing of a meeting is shown to somebody not invited to it."""
    meeting = queries.meeting(current_village(), meeting_id)
    actor, present_at = current_actor(), None
    try:
        queries.require_invited(meeting, actor.person_id, today=clock.today())
    except PresentSinceError as error:
        present_at = error.present_at
    return HerePage(
        meeting=meeting,
        name=actor.name,
        present_at=present_at,
        scanned=code,
        refusal=refusal.sentence if refusal else "",
    )


def _key() -> str:
    return str(current_app.secret_key)
