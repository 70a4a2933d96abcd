"""Requests for payment on their way, for tests: asked for by the bookkeeper, approved by whoever is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from disclosure.books import services
from disclosure.books.ladders import Spending
from disclosure.books.queries.approvals import request
from disclosure.books.services.approvals import Asking, Seen
from disclosure.books.services.ladders import Adopting
from portal.kernel import clock
from portal.meetings.bodies import Body
from portal.meetings.queries import roster_lines
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance, write_minutes
from portal.org.offices import Office

if TYPE_CHECKING:
    from disclosure.books.queries.approvals import RequestRow
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

TODAY = date(2026, 11, 5)
LAMPS = Asking(
    spending=Spending.NON_PRODUCTION, amount_fen=80_000, payee="清河电器店", purpose="修路灯", category="513"
)
BRIDGE = replace(LAMPS, amount_fen=1_200_000, payee="清河建筑公司", purpose="修便民桥", category="514")


def ask(township: Township, asking: Asking = LAMPS, *, village: Place | None = None, **changes: Any) -> RequestRow:
    here = village or township.village
    bookkeeper = township.actor(Office.BOOKKEEPER, village=here)
    return services.file_request(bookkeeper, here, replace(asking, **changes))


def seen(row: RequestRow) -> Seen:
    due = row.course.due
    return Seen(year=row.year, number=row.number, revision=row.revision, position=due[0] if due else 1)


def approve(village: Place, row: RequestRow, actor: Actor, *, meeting_id: int | None = None) -> RequestRow:
    services.approve_steps(actor, village, [seen(row)], meeting_id=meeting_id)
    return request(village, row.year, row.number)


def approve_all(township: Township, row: RequestRow, *, village: Place | None = None) -> RequestRow:
    """Let everybody who is due agree: another committee member is the witness."""
    here = village or township.village
    while row.course.due is not None:
        step = row.course.due[1]
        office = Office.BRANCH_COMMITTEE if step.body else Office.COMMITTEE if step.is_open else step.by[0]
        held = held_meeting(township, here) if step.body else None
        row = approve(here, row, township.actor(office, village=here), meeting_id=held)
    return row


def held_meeting(township: Township, village: Place, *, body: Body = Body.TWO_COMMITTEES, minuted: bool = True) -> int:
    """Hold a meeting of a body now, and minute it."""
    secretary = township.actor(Office.SECRETARY, village=village)
    convening = Convening(
        body=body,
        title="商量本月支出",
        place="村委会二楼会议室",
        starts_at=clock.now() + timedelta(hours=1),
        notice="商量本月支出。",
        chair_id=secretary.person_id,
        recorder_id=secretary.person_id,
    )
    meeting = convene_meeting(secretary, village, convening)
    roster = freeze_roster(secretary, village, meeting.id)
    record_attendance(secretary, village, meeting.id, [line.id for line in roster_lines(roster.id)])
    if minuted:
        write_minutes(secretary, village, meeting.id, "同意。")
    return meeting.id


def adopt(
    township: Township, clock: SettableClock, *, ladder: str = "default", on: date = TODAY, **amounts: int
) -> None:
    """Let the township have adopted a ladder a day before ``on``; the clock stands at ``on`` afterwards."""
    before = on - timedelta(days=1)
    clock.set_day(before)
    document = "云政发〔2026〕9号：按所列金额逐级审批。"
    adopting = Adopting(ladder=ladder, decided_on=before, since=on, document=document, amounts=amounts)
    services.adopt_ladder(township.actor(Office.TOWNSHIP_ADMIN), township.place, adopting)
    clock.set_day(on)
