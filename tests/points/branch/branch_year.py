"""A branch that holds meetings: convened, signed, written down."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from points.branch.life import Form
from points.branch.services import BranchConvening, Recording, convene, record_meeting
from portal.kernel.clock import LOCAL
from portal.meetings.queries import meeting, roster_lines
from portal.meetings.services import freeze_roster, record_attendance
from portal.org.models import Person
from portal.org.offices import Office
from tests.uploads import upload

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

MEMBERS = 12  # of the branch, a floating and a probationary one among them


class BranchLife:
    """The branch of the first village, and who acts for it."""

    def __init__(self, township: Township, clock: SettableClock) -> None:
        self.village, self.branch, self.clock = township.village, township.branch, clock
        self.secretary = township.actor(Office.SECRETARY)
        self.recorder = township.actor(Office.BRANCH_COMMITTEE)
        self.second = township.actor(Office.BRANCH_COMMITTEE, number=1)
        self.judge = township.actor(Office.TOWNSHIP_ADMIN)
        self.floating = township.actor(Office.FLOATING)
        self.member = township.actor(Office.MEMBER, number=-1)

    def convening(self, kind: str, day: date, **more: Any) -> BranchConvening:
        """Return a notice of a kind of meeting."""
        fields: dict[str, Any] = {
            "kind": kind,
            "title": f"{day.month}月{kind}",
            "place": "党群服务中心",
            "starts_at": datetime(day.year, day.month, day.day, 9, tzinfo=LOCAL),
            "agenda": "一、学习；二、讨论。",
            "chair_id": self.secretary.person_id,
            "recorder_id": self.recorder.person_id,
        }
        return BranchConvening(**{**fields, **more})

    def convene(self, kind: str, day: date, **more: Any) -> int:
        """Convene a meeting a day before it, and return its number."""
        self.clock.set_day(day - timedelta(days=1))
        return convene(self.secretary, self.village, self.branch.id, self.convening(kind, day, **more)).meeting_id

    def sign(self, meeting_id: int, *, absent: tuple[int, ...] = ()) -> None:
        """Sign everybody in but who is ``absent``."""
        freeze_roster(self.recorder, self.village, meeting_id)
        lines = roster_lines(meeting(self.village, meeting_id).roster_id or 0)
        came = [one.id for one in lines if one.person_id not in absent]
        record_attendance(self.recorder, self.village, meeting_id, came)

    def record(self, meeting_id: int, text: str, **more: Any) -> None:
        """Write down what a meeting was, with a photo."""
        recording = Recording(text=text, **{"form": Form.INDOOR, **more})
        photos = [upload(f"photo {meeting_id}".encode())]
        record_meeting(self.recorder, self.village, meeting_id, recording, photos=photos)

    def hold(self, kind: str, day: date, *, text: str = "", absent: tuple[int, ...] = (), **more: Any) -> int:
        """Hold a meeting whole, on its day."""
        meeting_id = self.convene(kind, day)
        self.clock.set_day(day, hour=9)
        self.sign(meeting_id, absent=absent)
        self.clock.set_day(day, hour=11)
        self.record(meeting_id, text or f"{day}记录：{kind}，讨论了本月的安排。", **more)
        return meeting_id

    def born(self, person_id: int, day: date) -> None:
        """Let the register say when somebody was born."""
        Person.update(born_on=day).where(Person.id == person_id).execute()
