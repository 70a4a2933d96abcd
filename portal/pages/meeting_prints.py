"""What a meeting puts on paper: a notice for each person, the sign-in sheet, the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, render_template

from portal.kernel.paging import page_of
from portal.meetings import queries
from portal.meetings.queries.notices import Invited, invited
from portal.org.permissions import Permission
from portal.pages.meetings import blueprint
from portal.pages.tickets import Ticket, code_of
from portal.web.addresses import printed_address, reached_by_phones
from portal.web.context import current_village, may
from portal.web.guards import require
from portal.web.lists import asked_page
from portal.web.public_sheets import qr_svg

if TYPE_CHECKING:
    from markupsafe import Markup

    from portal.kernel.paging import Page
    from portal.meetings.queries import MeetingRow, MinutesRow

#: As many slips as are drawn at once: twenty sheets of three.
_TOGETHER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One slip."""

    invited: Invited
    qr: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """The slips of one meeting, by pages."""

    village: str
    meeting: MeetingRow
    slips: tuple[Notice, ...]
    part: Page[Invited]
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSheet:
    """The list people sign on paper."""

    village: str
    meeting: MeetingRow
    invited: tuple[Invited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesSheet:
    """The minutes as they are signed and filed."""

    village: str
    meeting: MeetingRow
    minutes: MinutesRow | None
    on_leave: tuple[Invited, ...]
    represented: tuple[Invited, ...]  # who took part through somebody else
    may_record: bool  # who does also sees why somebody asked for leave


@blueprint.get("/<int:meeting_id>/notices")
@require(Permission.MEETING_RECORD)
def notices(meeting_id: int) -> str:
    """Show the notices to be printed, one per person, each with that person's code."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    part = page_of(invited(village, meeting), number=asked_page(), size=_TOGETHER)
    page = Notices(
        village=village.name,
        meeting=meeting,
        slips=tuple(Notice(invited=one, qr=_code(meeting, one)) for one in part.rows),
        part=part,
        reached=reached_by_phones(),
    )
    return render_template("portal/meetings/notices.html", page=page)


@blueprint.get("/<int:meeting_id>/sheet")
@require(Permission.MEETING_RECORD)
def sheet(meeting_id: int) -> str:
    """Show the list that people sign at the door."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    page = SignInSheet(village=village.name, meeting=meeting, invited=tuple(invited(village, meeting)))
    return render_template("portal/meetings/sheet.html", page=page)


@blueprint.get("/<int:meeting_id>/minutes/sheet")
@require(Permission.MEETING_VIEW)
def minutes_sheet(meeting_id: int) -> str:
    """Show the newest minutes for signing and filing."""
    village = current_village()
    meeting = queries.meeting(village, meeting_id)
    written = queries.minutes_of(meeting.id)
    page = MinutesSheet(
        village=village.name,
        meeting=meeting,
        minutes=written[-1] if written else None,
        on_leave=tuple(one for one in invited(village, meeting) if one.leave and not one.present),
        represented=tuple(one for one in invited(village, meeting) if one.delegate),
        may_record=may(Permission.MEETING_RECORD),
    )
    return render_template("portal/meetings/minutes_sheet.html", page=page)


def _code(meeting: MeetingRow, invited: Invited) -> Markup:
    ticket = Ticket(meeting_id=meeting.id, person_id=invited.person_id)
    code = code_of(ticket, key=str(current_app.secret_key))
    return qr_svg(printed_address("meetings.check_in", slip=code), title=f"{invited.name}的签到码")
