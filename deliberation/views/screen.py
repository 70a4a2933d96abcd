"""The screen of a meeting's hall, shown through a projector: large, without menus, and it renews itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import current_app, render_template

from deliberation.queries.meeting_screen import Phase, meeting_screen
from deliberation.views.root import blueprint
from portal.kernel import clock
from portal.meetings.hall_codes import hall_code
from portal.org.permissions import Permission
from portal.web.addresses import printed_address, reached_by_phones
from portal.web.charts import ring
from portal.web.context import current_village
from portal.web.guards import require
from portal.web.public_sheets import qr_svg

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from deliberation.queries.meeting_screen import MeetingScreen

#: The page asks for itself again after so long, without any script: a third of the time a code is shown.
_REFRESH = timedelta(seconds=10)
_MINUTE, _HOUR, _DAY_HOURS = 60, 3600, 24
_TYPED_GROUP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How to sign in from one's seat: scan, or type."""

    qr: Markup
    typed: str  # in two groups, to be read across a room
    reached: bool  # whether a phone can open the address


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPage:
    """Everything the screen shows."""

    screen: MeetingScreen
    now: datetime
    left: str  # until the ballot ends, by the server's clock
    door: Door | None
    vote_qr: Markup | None
    ring: Markup | None


@blueprint.get("/screen/<int:meeting_id>")
@require(Permission.MEETING_RECORD)
def screen(meeting_id: int) -> ResponseReturnValue:
    """Show the hall what the meeting is at."""
    found, now = meeting_screen(current_village(), meeting_id, today=clock.today()), clock.now()
    voting = found.shown if found.phase is Phase.VOTING else None
    page = ScreenPage(
        screen=found,
        now=now,
        left=_left(voting.round.ballot.closes_at - now) if voting and voting.round.ballot else "",
        door=_door(found, now=now) if found.waited_for else None,
        vote_qr=_vote_qr(voting.matter.number) if voting else None,
        ring=_ring(found),
    )
    return render_template("deliberation/screen.html", page=page), {"Refresh": str(_REFRESH.seconds)}


def _door(found: MeetingScreen, *, now: datetime) -> Door:
    code = hall_code(found.meeting.id, key=str(current_app.secret_key), now=now)
    address = printed_address("meetings.scanned", meeting_id=found.meeting.id, code=code.scanned)
    return Door(
        qr=qr_svg(address, title="签到码"),
        typed=f"{code.typed[:_TYPED_GROUP]} {code.typed[_TYPED_GROUP:]}",
        reached=reached_by_phones(),
    )


def _vote_qr(number: int) -> Markup:
    return qr_svg(printed_address("deliberation.vote", number=number), title="投票的网页")


def _ring(found: MeetingScreen) -> Markup | None:
    if found.meter is None or not found.meter.needs:
        return None
    way = found.meter.needs[0].ways[0]
    return ring(way.present, of=way.entitled, needed=way.needed, title=way.text)


def _left(time: timedelta) -> str:
    """Return how long something still lasts: ``12:05`` minutes and seconds, or hours, or days."""
    seconds = max(0, int(time.total_seconds()))
    minutes, hours = seconds // _MINUTE, seconds // _HOUR
    if hours >= _DAY_HOURS:
        return f"{hours // _DAY_HOURS} 天 {hours % _DAY_HOURS} 小时"
    return f"{hours} 小时 {minutes % _MINUTE} 分" if hours else f"{minutes}:{seconds % _MINUTE:02}"
