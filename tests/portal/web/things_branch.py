"""A branch with a meeting that was entered late and does not look right, in a village of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from points.branch.life import Form
from points.branch.models import BranchMeeting
from points.branch.queries import oddities_of
from points.branch.services import BranchConvening, Recording, convene, record_meeting
from portal.kernel import clock
from portal.meetings.queries import meeting, roster_lines
from portal.meetings.services import freeze_roster, record_attendance
from portal.org.models import Branch
from portal.org.offices import Office

if TYPE_CHECKING:
    from portal.org.actors import Actor
    from tests.factories import Township

_SECRET = "不外传"


def branch_id(township: Township) -> int:
    return Branch.get(Branch.village == township.other_village.id).id


def oddity(township: Township) -> str:
    """A meeting without a photo."""
    branch_meeting(township)
    return oddities_of(township.other_village, today=clock.today())[0].key


def branch_meeting(township: Township) -> dict[str, int | str]:
    """A theme day of three weeks ago, entered now; made once."""
    village = township.other_village
    made = BranchMeeting.get_or_none(BranchMeeting.village == village.id)
    if made is None:
        made = _held(township)
        recording = Recording(
            text=f"{_SECRET}的记录",
            form=Form.PRACTICE,
            practice="volunteering",
            tie="project",
            tie_key=f"{_SECRET}的项目",
        )
        record_meeting(_secretary(township), village, made.meeting_id, recording, unsigned=True)
    return {"branch_id": made.branch_id, "meeting_id": made.meeting_id}


def unrecorded_meeting(township: Township) -> dict[str, int | str]:
    """One of which nobody wrote down what it was."""
    return {"meeting_id": _held(township, days_ago=20).meeting_id}


def _held(township: Township, *, days_ago: int = 21) -> BranchMeeting:
    village, secretary = township.other_village, _secretary(township)
    convening = BranchConvening(
        kind="theme_day",
        title=f"{_SECRET}的主题党日",
        place=f"{_SECRET}的地点",
        starts_at=clock.now() - timedelta(days=days_ago),
        agenda=f"{_SECRET}的议程",
        chair_id=secretary.person_id,
        recorder_id=secretary.person_id,
        why_late=f"{_SECRET}的原因",
    )
    made = convene(secretary, village, branch_id(township), convening)
    freeze_roster(secretary, village, made.meeting_id)
    lines = roster_lines(meeting(village, made.meeting_id).roster_id or 0)
    record_attendance(secretary, village, made.meeting_id, [line.id for line in lines[:3]])
    return made


def _secretary(township: Township) -> Actor:
    return township.actor(Office.SECRETARY, village=township.other_village)
