"""A matter the assembly has decided, for tests of what follows: no stage before it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from deliberation import services
from deliberation.models import Authorisation, Ballot
from deliberation.queries import matter
from portal.kernel import clock as kernel_clock
from portal.kernel import journal
from portal.kernel.work import unit_of_work
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance
from portal.org.actors import Actor, actor_of
from portal.org.models import Account
from portal.org.offices import Office
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deliberation.rules.course import MatterState
    from portal.org.models import Place
    from tests.factories import SettableClock, Township

DECIDED = date(2026, 10, 19)
LAST = date(2026, 11, 3)
AFTER = date(2026, 11, 4)

_PRESENT = 27


@dataclass(slots=True, kw_only=True)
class Decision:
    """A matter with its resolution published on 2026-10-19, and who acts on it."""

    township: Township
    village: Place
    clock: SettableClock
    number: int

    @property
    def secretary(self) -> Actor:
        return self.township.actor(Office.SECRETARY, village=self.village)

    @property
    def director(self) -> Actor:
        return self.township.actor(Office.DIRECTOR, village=self.village)

    @property
    def villager(self) -> Actor:
        return self.township.actor(Office.REPRESENTATIVE, number=7, village=self.village)

    @property
    def lines(self) -> list[RosterLine]:
        return list(RosterLine.select().order_by(RosterLine.roster, RosterLine.number))

    @property
    def state(self) -> MatterState:
        return matter(self.village, self.number).state

    def supervisor(self, number: int = 0) -> Actor:
        return self.township.actor(Office.SUPERVISOR, number=number, village=self.village)

    def on(self, day: date, *, hour: int = 9) -> Decision:
        self.clock.set_day(day, hour=hour)
        return self


def decide(
    township: Township, clock: SettableClock, *, approving: int = 27, against: int | None = None, abstaining: int = 0
) -> Decision:
    """Have the assembly vote on the usual matter; 27 of 40 are there, and vote unless told otherwise."""
    clock.set_day(date(2026, 10, 15))
    decision = _proposed(township, township.village, clock)
    clock.set_day(DECIDED)
    against = _PRESENT - approving if against is None else against
    choices = ["approve"] * approving + ["against"] * against + ["abstain"] * abstaining
    vote(decision, round_number=1, choices=choices)
    return decision


def decide_today(township: Township, village: Place, clock: SettableClock) -> Decision:
    """Have the assembly of a village carry the usual matter on the day the clock stands at."""
    decision = _proposed(township, village, clock)
    vote(decision, round_number=1)
    return decision


def _proposed(township: Township, village: Place, clock: SettableClock) -> Decision:
    secretary = township.actor(Office.SECRETARY, village=village)
    authorising = services.Authorising(
        met_on=date(2026, 1, 10),
        matter_types=("collective_income_use",),
        since=date(2026, 1, 10),
        until=date(2028, 12, 31),
        evidence="村民会议2026年1月10日决议第1号",
    )
    services.record_authorisation(secretary, village, authorising)
    proposal = services.Proposal(
        matter_type="collective_income_use",
        title="修缮村口便民桥",
        plan="拆除旧桥面，重做护栏。",
        budget_fen=8_600_000,
        fund="村集体经营收入",
    )
    number = services.propose_matter(secretary, village, proposal).number
    return Decision(township=township, village=village, clock=clock, number=number)


def vote(decision: Decision, *, round_number: int, choices: Sequence[str] = ("approve",) * _PRESENT) -> None:
    """Hold one round of the assembly today and publish what it decided."""
    number, secretary, village = decision.number, decision.secretary, decision.village
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title="第四季度村民代表会议",
        place="村委会二楼会议室",
        starts_at=kernel_clock.now() + timedelta(hours=1),
        notice="表决便民桥方案。",
        chair_id=decision.director.person_id,
        recorder_id=secretary.person_id,
    )
    meeting = convene_meeting(secretary, village, convening)
    roster = freeze_roster(secretary, village, meeting.id)
    lines = list(RosterLine.select().where(RosterLine.roster == roster.id).order_by(RosterLine.number))
    record_attendance(secretary, village, meeting.id, [line.id for line in lines[:_PRESENT]])
    closes_at = _open(decision, meeting.id, roster.id, round_number)
    for line, choice in zip(lines, choices, strict=False):
        voter = actor_of(Account.get(Account.person == line.person_id))
        services.cast_vote(voter, village, number, choice=choice)
    decision.clock.moment = closes_at + timedelta(minutes=1)
    services.close_ballot(secretary, village, number)


def _open(decision: Decision, meeting_id: int, roster_id: int, round_number: int) -> datetime:
    village = decision.village
    with unit_of_work(decision.secretary, Permission.BALLOT_OPEN, village) as work:
        row = matter(village, decision.number)
        log = journal.create_log(f"{work.head.origin}/matters/{row.number}/ballots/{round_number}")
        ballot = Ballot.create(
            village=village,
            matter=row.id,
            round=round_number,
            meeting=meeting_id,
            roster=roster_id,
            authorisation=Authorisation.get(Authorisation.village == village.id),
            question="是否同意？",
            plan_digest=row.plan_digest,
            opens_at=work.now,
            closes_at=work.now + timedelta(hours=1),
            log=log,
        )
        work.seal("deliberation.ballot.opened", about=("matter", row.number), facts={}, rows=[ballot])
        return ballot.closes_at
