"""Matters of another village in the state a screen needs: a count, a paper, an opinion, a void ballot, a step."""

from __future__ import annotations

from datetime import date, timedelta

from deliberation import services
from deliberation.models import Adoption, CouncilRhythm, Matter
from deliberation.procedures import S1_PROPOSE, S4_RESOLVE
from deliberation.rules import BallotManner
from deliberation.rules.councils import Hall, Rhythm
from deliberation.rules.opinions import OpinionKind
from deliberation.services.opinions import Opining, file_opinion
from deliberation.services.suggestions import list_suggestion
from portal.kernel import clock
from portal.kernel.attachments import read_upload
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.meetings.services import Proxying, record_proxy
from portal.org.models import Household, Person
from portal.org.offices import Office
from tests.deliberation.assemblies import KIND, authorise, propose
from tests.deliberation.courses import begin, convene, enter, figures, hold, pass_before
from tests.factories import SettableClock, Township
from tests.uploads import picture, upload

Values = dict[str, int | str]


def elsewhere(township: Township) -> Township:
    """Return the same township with the other village in front."""
    return Township(township.place, township.other_village, township.village)


def count_to_confirm(township: Township) -> Values:
    """Let the other village's secretary enter a show of hands."""
    there = elsewhere(township)
    number = _propose(there)
    enter(there, number, S1_PROPOSE, hold(there, Body.PARTY_BRANCH_COMMITTEE), figures(3))
    return {"number": number, "stage": S1_PROPOSE}


def ballot_with_paper(township: Township) -> Values:
    """Open a ballot in the other village and let its director enter the paper of a representative."""
    there = elsewhere(township)
    authorise(there)
    number = _propose(there)
    pass_before(there, number)
    _open(there, number, BallotManner.RECORDED, open_for=timedelta(days=2))
    roster = RosterLine.select(RosterLine.roster).order_by(RosterLine.id.desc()).limit(1).scalar()
    voter = there.actor(Office.REPRESENTATIVE).person_id  # who may look at the photo
    line = RosterLine.get((RosterLine.roster == roster) & (RosterLine.person == voter)).number
    services.record_paper_vote(
        there.actor(Office.DIRECTOR), there.village, number, line=line, choice="approve", photo=upload()
    )
    return {"number": number, "line": line}


def plan_with_opinion(township: Township) -> Values:
    """Let a villager of the other village say something to a plan that is open to be answered."""
    there = elsewhere(township)
    number = _propose(there)
    pass_before(there, number)
    opining = Opining(kind=OpinionKind.OPINION, text="不外传的意见")
    file_opinion(there.actor(Office.REPRESENTATIVE), there.village, number, opining)
    return {"number": number, "opinion": 1}


def ballot_with_proxy(township: Township) -> Values:
    """Open a ballot before the other village's members, one of whom gave its secretary a written proxy."""
    there = elsewhere(township)
    secretary, director = there.actor(Office.SECRETARY), there.actor(Office.DIRECTOR)
    principal = there.actor(Office.COOP_MEMBER, number=34).person_id
    number = _propose(there, kind="coop_land_comp")
    pass_before(there, number)
    household = Household.create(village=there.village, number="901")
    kin = Person.id.in_([secretary.person_id, principal])
    Person.update(household=household, born_on=date(1980, 5, 1)).where(kin).execute()
    meeting_id = hold(there, Body.COOP_MEMBERS_ASSEMBLY, present=30)
    (line,) = RosterLine.select().where((RosterLine.person == principal) & (RosterLine.household == "901"))
    delegate, paper = Person.get_by_id(secretary.person_id).code, [read_upload("委托书.png", picture())]
    proxying = Proxying(line_id=line.id, delegate=delegate, paper=paper)
    record_proxy(director, there.village, meeting_id, proxying)
    opening = services.Opening(
        meeting_id=meeting_id,
        question="是否同意？",
        closes_at=clock.now() + timedelta(days=2),
        stage=S4_RESOLVE,
    )
    services.open_ballot(secretary, there.village, number, opening)
    return {"number": number, "line": line.number, "meeting_id": meeting_id}


def step_to_record(township: Township) -> Values:
    """Let the other village have adopted that suggestions come first, and propose a matter; made once."""
    there, today = elsewhere(township), clock.today()
    if Adoption.get_or_none(Adoption.place == there.village.id) is None:
        Adoption.create(
            place=there.village,
            procedure="wuyi_wugongkai",
            body="villagers_meeting",
            met_on=today - timedelta(days=2),
            since=today - timedelta(days=1),
            evidence="第3号决议",
            evidence_digest="0" * 64,
            recorded_at=clock.now(),
            recorded_by=1,
        )
        number = _propose(there)
        _adopt_usual(there)
        return {"number": number, "stage": "s0_suggest"}
    return {"number": Matter.get(Matter.adoption.is_null(False)).number, "stage": "s0_suggest"}


def _adopt_usual(there: Township) -> None:
    """Go back to the usual way from today on, under which other screens open."""
    today = clock.today()
    Adoption.create(
        place=there.village,
        procedure="",
        body="villagers_meeting",
        met_on=today - timedelta(days=1),
        since=today,
        evidence="第4号决议",
        evidence_digest="0" * 64,
        recorded_at=clock.now(),
        recorded_by=1,
    )


def ballot_to_void(township: Township) -> Values:
    """Leave a secret ballot of the other village past its deadline and uncounted, by something sealed since."""
    there, source = elsewhere(township), clock._source
    later = SettableClock(clock.now())
    clock.install(later)
    authorise(there)
    number = _propose(there)
    pass_before(there, number)
    _open(there, number, BallotManner.SECRET, open_for=timedelta(minutes=1))
    later.moment += timedelta(minutes=2)
    authorise(there, "village_planning")
    clock.install(source)
    return {"number": number}


def council_sat(township: Township) -> Values:
    """Leave the other village with a council of three sides that missed weeks and met today about a suggestion."""
    there = elsewhere(township)
    secretary = there.actor(Office.SECRETARY)
    CouncilRhythm.create(
        place=there.village,
        hall=Hall.RED_HALL,
        rhythm=Rhythm.WEEKLY,
        day=3,
        since=date(2026, 9, 1),
        recorded_by=secretary.person_id,
        recorded_at=clock.now(),
    )
    meeting = convene(there, Body.RED_HALL)
    list_suggestion(secretary, there.village, 1, meeting_id=meeting)
    begin(there, meeting)
    return {"hall": Hall.RED_HALL.value, "due_on": "2026-09-09", "meeting_id": meeting, "suggestion": 1}


def _open(there: Township, number: int, manner: BallotManner, *, open_for: timedelta) -> None:
    opening = services.Opening(
        meeting_id=hold(there, Body.VILLAGER_REPS_MEETING),
        question="是否同意？",
        closes_at=clock.now() + open_for,
        stage=S4_RESOLVE,
        manner=manner,
    )
    services.open_ballot(there.actor(Office.SECRETARY), there.village, number, opening)


def _propose(there: Township, *, kind: str = KIND) -> int:
    """Propose a matter whose plan is no other's: several screens are opened in one village."""
    return propose(there, kind=kind, plan=f"重做护栏，第 {Matter.select().count() + 1} 段。")
