"""Arranging an assembly: a meeting of 40 entitled with some signed in, a matter, an authorisation, a ballot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.errors import BallotClosedError
from deliberation.models import BallotClose, Participation, Vote
from deliberation.rules import BallotManner
from portal.kernel import clock
from portal.kernel.db import tuples_of
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance
from portal.org.actors import Actor, actor_of
from portal.org.models import Account
from portal.org.offices import Office
from tests.deliberation.courses import pass_before

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

KIND = "collective_income_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """A meeting in session with a matter before it."""

    township: Township
    number: int
    meeting_id: int
    lines: tuple[RosterLine, ...]

    @property
    def secretary(self) -> Actor:
        return self.township.actor(Office.SECRETARY)

    def voter(self, number: int) -> Actor:
        """Return the person on a line of the roster, counted from 1."""
        return actor_of(Account.get(Account.person == self.lines[number - 1].person_id))

    def sign_in(self, first: int, last: int) -> None:
        """Sign the people on these lines in as present."""
        record_attendance(
            self.secretary, self.township.village, self.meeting_id, [line.id for line in self.lines[first - 1 : last]]
        )

    def open(self, *, minutes: int = 60, manner: BallotManner = BallotManner.RECORDED) -> datetime:
        """Open a ballot for so many minutes and return its deadline."""
        closes_at = clock.now() + timedelta(minutes=minutes)
        services.open_ballot(
            self.secretary,
            self.township.village,
            self.number,
            services.Opening(meeting_id=self.meeting_id, question="是否同意？", closes_at=closes_at, manner=manner),
        )
        return closes_at

    def vote(self, number: int, choice: str = "approve") -> services.Receipt:
        """Let the person on a line vote."""
        return services.cast_vote(self.voter(number), self.township.village, self.number, choice=choice)

    def vote_refused(self, number: int) -> None:
        """Let the person on a line try to vote after the deadline."""
        with pytest.raises(BallotClosedError):
            self.vote(number)

    def voted_lines(self) -> list[int]:
        """Return the numbers of the lines whose vote is stored, in order, recorded and secret alike."""
        found: list[int] = []
        for cast in (Vote, Participation):
            votes = cast.select(RosterLine.number).join(RosterLine)
            found += [number for (number,) in tuples_of(votes)]
        return sorted(found)

    def close(self) -> BallotClose:
        """Close the ballot as the secretary does."""
        return services.close_ballot(self.secretary, self.township.village, self.number)


def login_of(assembly: Assembly, number: int) -> str:
    """Return the login of the person on a line of the roster."""
    return str(Account.get(Account.person == assembly.lines[number - 1].person_id).login)


def authorise(township: Township, *types: str, until: date = date(2028, 12, 31)) -> None:
    """Record that the villagers' assembly handed these types on."""
    services.record_authorisation(
        township.actor(Office.SECRETARY),
        township.village,
        services.Authorising(
            met_on=date(2026, 1, 10),
            matter_types=types or (KIND,),
            since=date(2026, 1, 10),
            until=until,
            evidence="村民会议2026年1月10日决议第1号",
        ),
    )


def propose(
    township: Township, *, kind: str = KIND, title: str = "修缮村口便民桥", plan: str = "拆除旧桥面，重做护栏。"
) -> int:
    """Propose the matter every test is about and return its number; a second one needs a plan of its own."""
    proposal = services.Proposal(
        matter_type=kind,
        title=title,
        plan=plan,
        budget_fen=8_600_000,
        fund="村集体经营收入",
    )
    return services.propose_matter(township.actor(Office.SECRETARY), township.village, proposal).number


def assemble(township: Township, clock_: SettableClock, *, present: int = 27, authorised: bool = True) -> Assembly:
    """Convene the representatives' assembly, sign so many in, and bring one matter before it."""
    secretary = township.actor(Office.SECRETARY)
    if authorised:
        authorise(township)
    number = propose(township)
    pass_before(township, number)
    meeting = convene_meeting(
        secretary,
        township.village,
        Convening(
            body=Body.VILLAGER_REPS_MEETING,
            title="第四季度村民代表会议",
            place="村委会二楼会议室",
            starts_at=clock_.moment + timedelta(days=4),
            notice="请携带身份证参加。",
            chair_id=township.actor(Office.DIRECTOR).person_id,
            recorder_id=secretary.person_id,
        ),
    )
    clock_.moment += timedelta(days=4)
    roster = freeze_roster(secretary, township.village, meeting.id)
    lines = tuple(RosterLine.select().where(RosterLine.roster == roster.id).order_by(RosterLine.number))
    assembly = Assembly(township=township, number=number, meeting_id=meeting.id, lines=lines)
    if present:
        assembly.sign_in(1, present)
    return assembly
