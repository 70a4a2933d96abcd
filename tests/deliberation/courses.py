"""Leading a matter through its stages: meetings of each body, shows of hands entered and confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from deliberation import services
from deliberation.procedures import S1_PROPOSE, S2_DISCUSS, S3_PARTY_REVIEW, S4_RESOLVE
from deliberation.queries import matter
from portal.kernel import clock
from portal.kernel.db import tuples_of
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.meetings.queries import meeting
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance
from portal.org.offices import Office

if TYPE_CHECKING:
    from tests.factories import Township

BODIES = {
    S1_PROPOSE: Body.PARTY_BRANCH_COMMITTEE,
    S2_DISCUSS: Body.TWO_COMMITTEES,
    S3_PARTY_REVIEW: Body.PARTY_MEMBERS_MEETING,
    S4_RESOLVE: Body.VILLAGER_REPS_MEETING,
}
STAGES = tuple(BODIES)


def convene(township: Township, body: Body) -> int:
    """Convene a meeting of ``body`` for this very moment and return it."""
    secretary, director = township.actor(Office.SECRETARY), township.actor(Office.DIRECTOR)
    convening = Convening(
        body=body,
        title=f"{body.value}的会议",
        place="村委会",
        starts_at=clock.now() + timedelta(seconds=1),
        notice="商量议题。",
        chair_id=director.person_id,
        recorder_id=secretary.person_id,
    )
    return convene_meeting(secretary, township.village, convening).id


def hold(township: Township, body: Body, *, present: int | None = None) -> int:
    """Hold a meeting of ``body`` now with so many present, everybody without a number, and return it."""
    meeting_id = convene(township, body)
    begin(township, meeting_id, present=present)
    return meeting_id


def begin(township: Township, meeting_id: int, *, present: int | None = None) -> None:
    """Freeze the roster and sign so many in, everybody without a number."""
    secretary = township.actor(Office.SECRETARY)
    roster = freeze_roster(secretary, township.village, meeting_id)
    lines = RosterLine.select(RosterLine.id).where(RosterLine.roster == roster.id).order_by(RosterLine.number)
    ids = [line_id for (line_id,) in tuples_of(lines)]
    record_attendance(secretary, township.village, meeting_id, ids[:present])


def figures(approve: int, against: int = 0, abstain: int = 0) -> services.Figures:
    return services.Figures(approve=approve, against=against, abstain=abstain)


def enter(township: Township, number: int, stage: str, meeting_id: int, counted: services.Figures) -> None:
    """Let the secretary enter a show of hands."""
    services.record_hand_count(
        township.actor(Office.SECRETARY), township.village, number, stage=stage, meeting_id=meeting_id, figures=counted
    )


def confirm(township: Township, number: int, stage: str, counted: services.Figures) -> None:
    """Let the director confirm it."""
    services.confirm_hand_count(township.actor(Office.DIRECTOR), township.village, number, stage=stage, figures=counted)


def decide(township: Township, number: int, stage: str, meeting_id: int, counted: services.Figures) -> None:
    """Let two officers enter a show of hands."""
    enter(township, number, stage, meeting_id, counted)
    confirm(township, number, stage, counted)


def pass_stage(township: Township, number: int, stage: str) -> int:
    """Hold a stage in which everybody approves and return its meeting."""
    meeting_id = hold(township, BODIES[stage])
    decide(township, number, stage, meeting_id, figures(meeting(township.village, meeting_id).present))
    return meeting_id


def pass_before(township: Township, number: int, stage: str = S4_RESOLVE) -> None:
    """Pass every stage before ``stage``."""
    for earlier in STAGES[: STAGES.index(stage)]:
        pass_stage(township, number, earlier)


def state_of(township: Township, number: int) -> str:
    return matter(township.village, number).state.value
