"""Screens on which a stage is held: the meeting, who is there, what is missing; papers entered for voters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deliberation.errors import NoBallotError, NoHandCountError, NoPaperError, PaperInSecretBallotError
from deliberation.procedures import matter_type_on, procedure_on, secret_ballot_on
from deliberation.queries.acts import pending
from deliberation.queries.ballots import voter
from deliberation.queries.matters import authority, matter
from deliberation.queries.meeting_findings import invitation_findings, meeting_facts, stage_findings
from deliberation.queries.papers import papers
from deliberation.queries.recusals import present_of, recused_now
from deliberation.queries.rounds import rule_of
from deliberation.rules import (
    SECRECY_ADVISED,
    Light,
    MatterState,
    Turnout,
    may_open,
    secrecy_findings,
    secrecy_possible,
)
from deliberation.rules.authority import Authority
from deliberation.rules.consultations import MISSING
from deliberation.rules.course import Mark, require_next
from deliberation.rules.opinions import UNANSWERED
from deliberation.rules.recusals import votes_left
from portal.kernel.clock import local_day
from portal.kernel.db import dicts_of
from portal.kernel.errors import DomainError
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.models import Meeting, Roster
from portal.meetings.queries import meeting, roster_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.queries.ballots import BallotRow, VoterStanding
    from deliberation.queries.matters import MatterRow
    from deliberation.queries.papers import PaperRow
    from deliberation.queries.recusals import RecusedLine
    from deliberation.queries.rounds import RoundRow
    from deliberation.rules import Finding, Opening
    from deliberation.rules.course import Step
    from portal.meetings.queries import LineRow, MeetingRow
    from portal.org.models import Place

#: A meeting goes on with a stage that is being decided, or in which none of several options was resolved.
_GOING_ON = frozenset({Mark.OPEN, Mark.SPLIT})

#: Committees vote by show of hands.
BY_HANDS = frozenset({Body.PARTY_BRANCH_COMMITTEE, Body.TWO_COMMITTEES})

#: What stops a vote where its source binds; short notice is told and stops none.
_STOPPING = frozenset({MISSING, UNANSWERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChoice:
    """A meeting in which the stage could be held."""

    id: int
    title: str
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePage:
    """Holding a stage: whose turn it is, the meeting, who is there, what is missing."""

    matter: MatterRow
    step: Step
    bodies: str
    meetings: tuple[MeetingChoice, ...]
    meeting: MeetingRow | None
    authority: Authority
    opening: Opening | None
    findings: tuple[Finding, ...]  # of the days of notice and of comment, and of answers to opinions
    today: bool  # whether the meeting is held today
    missed: bool  # too few came: 流会
    refusal: str  # why it is not this stage's turn; empty where it is
    by_hands: bool
    secrecy: tuple[Finding, ...]  # what speaks for and against a secret ballot
    secret_offered: bool
    recused: tuple[RecusedLine, ...]  # who of the meeting's roster stands back

    @property
    def decides(self) -> bool:
        """Whether this is the last stage, which may choose between several options."""
        return self.step is self.matter.course.steps[-1]

    @property
    def ready(self) -> bool:
        """Whether the meeting may vote now."""
        stopped = any(one.light is Light.RED and one.code in _STOPPING for one in self.findings)
        turn = not self.refusal and not self.authority.blocked and not stopped
        return turn and self.opening is not None and self.opening.allowed

    @property
    def advised(self) -> tuple[Finding, ...]:
        """What is advised for this type of matter, whoever counts."""
        return tuple(one for one in self.secrecy if one.code == SECRECY_ADVISED)

    @property
    def most_votes(self) -> int | None:
        """How many may vote, where somebody who is present stands back."""
        recused = present_of(self.recused)
        return votes_left(present=self.meeting.present, recused=recused) if self.meeting and recused else None

    @property
    def votable(self) -> bool:
        """Whether a ballot may be opened now."""
        return self.ready and self.today and not self.by_hands

    @property
    def waiting(self) -> bool:
        """Whether nothing but people signing in is waited for."""
        return self.today and self.opening is not None and not self.opening.allowed and not self.authority.blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmPage:
    """Confirming a show of hands: everything but the figures."""

    matter: MatterRow
    step: Step
    waiting: RoundRow
    meeting: MeetingRow
    own: bool  # the person looking entered it


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersPage:
    """Entering papers on an open ballot: who may still be entered, what waits for whom."""

    matter: MatterRow
    ballot: BallotRow
    lines: tuple[LineRow, ...]  # present, not standing back, and without a confirmed paper
    without: tuple[LineRow, ...]  # the same, whether present or not: for whom a slip is printed
    papers: tuple[PaperRow, ...]
    account_id: int

    def waiting(self, line: int) -> PaperRow:
        """Return the paper on a line that waits for a second officer.

        :raise NoPaperError: none does.
        """
        for one in self.papers:
            if one.line == line and not one.confirmed:
                return one
        raise NoPaperError


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPaperPage:
    """Objecting to the paper entered for oneself."""

    matter: MatterRow
    ballot: BallotRow
    standing: VoterStanding | None


def stage_page(
    village: Place, number: int, stage: str | None, *, meeting_id: int | None, today: date, today_only: bool = False
) -> StagePage:
    """Return the screen of a stage, for the meeting asked for or the newest that fits; None: the one whose turn it is.

    ``today_only``: a ballot is opened on the day of its meeting.

    :raise MatterNotFoundError: the village has no such matter.
    :raise UnknownStageError: the procedure has no such stage.
    :raise NotFoundError: the village held no such meeting.
    """
    row = matter(village, number)
    step = row.course.step(stage) if stage else (row.stage or row.course.steps[-1])
    bodies = stage_bodies(village, row, step.gate.id)
    used = {one.meeting_id for one in row.rounds if one.stage == step.gate.id and one.mark not in _GOING_ON}
    since = today if today_only else _earliest(row, step)
    fitting = [one for one in _begun(village, bodies, since=since, until=today) if one["id"] not in used]
    asked = meeting_id if meeting_id is not None else next((one["id"] for one in fitting), None)
    chosen = meeting(village, asked) if asked is not None else None
    opening = _opening(village, row, step, chosen) if chosen and chosen.entitled else None
    recused = recused_now(village, number, chosen.id) if chosen else ()
    asked_secrecy = secret_ballot_on(today)
    voters = votes_left(present=chosen.present, recused=present_of(recused)) if chosen else 0
    missing = opening is not None and any(one.code.endswith("_missing") for one in opening.quorum.findings)
    return StagePage(
        matter=row,
        step=step,
        bodies="、".join(COMPOSITIONS[body].name for body in bodies),
        meetings=tuple(
            MeetingChoice(
                id=one["id"],
                title=_called(one),
                selected=chosen is not None and one["id"] == chosen.id,
            )
            for one in fitting
        ),
        meeting=chosen,
        authority=_authority(village, row, step, chosen.body if chosen else bodies[0], on=today),
        opening=opening,
        findings=_findings(village, row, step, chosen) if chosen else (),
        today=chosen is not None and chosen.meets_on == today,
        missed=missing and chosen is not None and chosen.meets_on <= today,
        refusal=_refusal(row, step),
        by_hands=bodies[0] in BY_HANDS,
        secrecy=secrecy_findings(asked_secrecy, matter_type=row.matter_type, present=voters),
        secret_offered=secrecy_possible(asked_secrecy, present=voters) and not (chosen and chosen.by_proxy),
        recused=recused,
    )


def _refusal(row: MatterRow, step: Step) -> str:
    """Return why this stage may not be held now; its own entry that waits may be made anew."""
    waiting = pending(row)
    if waiting is not None and waiting.stage == step.gate.id:
        return ""
    try:
        require_next(row.course, step.gate.id)
    except DomainError as error:
        return error.sentence
    return ""


def confirm_page(village: Place, number: int, stage: str, *, account_id: int) -> ConfirmPage:
    """Return the screen on which a second officer enters the figures again.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoHandCountError: nothing waits for a second officer.
    """
    row = matter(village, number)
    waiting = pending(row)
    if waiting is None or waiting.stage != stage:
        raise NoHandCountError
    return ConfirmPage(
        matter=row,
        step=row.course.step(stage),
        waiting=waiting,
        meeting=meeting(village, waiting.meeting_id),
        own=waiting.entered_by == account_id,
    )


def papers_page(village: Place, number: int, *, account_id: int) -> PapersPage:
    """Return the screen on which papers are entered and confirmed.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoBallotError: no ballot is open.
    :raise PaperInSecretBallotError: the ballot is secret.
    """
    row = matter(village, number)
    if row.ballot is None or row.state is not MatterState.VOTING:
        raise NoBallotError
    if row.ballot.secret:
        raise PaperInSecretBallotError
    entered = papers(row.ballot)
    done = {one.line for one in entered if one.confirmed}
    done |= {one.line for one in recused_now(village, number, row.ballot.meeting_id)}
    without = tuple(one for one in roster_lines(row.ballot.roster_id) if one.number not in done)
    return PapersPage(
        matter=row,
        ballot=row.ballot,
        lines=tuple(one for one in without if one.present_at is not None),
        without=without,
        papers=tuple(entered),
        account_id=account_id,
    )


def own_paper_page(village: Place, number: int, *, person_id: int) -> OwnPaperPage:
    """Return the screen on which a voter objects to the paper entered for them.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoBallotError: nothing has been put to the vote.
    """
    row = matter(village, number)
    if row.ballot is None:
        raise NoBallotError
    return OwnPaperPage(matter=row, ballot=row.ballot, standing=voter(row.ballot, person_id))


def stage_bodies(village: Place, row: MatterRow, stage: str) -> tuple[Body, ...]:
    """Return the bodies before which a stage of this matter may be brought, the usual one first."""
    asked = procedure_on(local_day(row.proposed_at), village.jurisdiction, row.way.id).stage(stage)
    if asked.body is not None:
        return (Body(asked.body),)
    kind = matter_type_on(row.matter_type, local_day(row.proposed_at))
    named = dict.fromkeys((kind.may_delegate_to, kind.body, *kind.disputed_bodies))
    return tuple(Body(one) for one in named if one in set(Body))


def _findings(village: Place, row: MatterRow, step: Step, held: MeetingRow) -> tuple[Finding, ...]:
    facts = meeting_facts([held])[held.id]
    found = stage_findings(village, row, step.gate.id, held, facts=facts)
    return (*found, *invitation_findings(village, step.gate.id, held, facts=facts))


def turnout_of(held: MeetingRow) -> Turnout:
    """Return who is entitled and who is there, as the frozen roster and the sign-in have it."""
    return Turnout(
        entitled=held.entitled or 0,
        present=held.present,
        households_entitled=held.households_entitled,
        households_present=held.households_present,
    )


def _begun(village: Place, bodies: Sequence[Body], *, since: date, until: date) -> list[dict[str, Any]]:
    """Return the meetings of these bodies on these days whose roster is frozen, newest first."""
    rows = dicts_of(
        Meeting.select(Meeting.id, Meeting.title, Meeting.starts_at)
        .join(Roster)
        .where((Meeting.village == village.id) & Meeting.body.in_(bodies))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    return [row for row in rows if since <= local_day(row["starts_at"]) <= until]


def _called(one: dict[str, Any]) -> str:
    day = local_day(one["starts_at"])
    return f"{day.month}月{day.day}日 {one['title']}"


def _earliest(row: MatterRow, step: Step) -> date:
    """Return the day before which no meeting can hold the stage: that of the text, but for the proposal."""
    return local_day(row.proposed_at if step.gate.lasting else row.revised_at)


def _authority(village: Place, row: MatterRow, step: Step, body: str, *, on: date) -> Authority:
    last = step is row.course.steps[-1]
    return authority(village, row.matter_type, body, on=on) if last else Authority(findings=(), record=None)


def _opening(village: Place, row: MatterRow, step: Step, held: MeetingRow) -> Opening:
    rule = rule_of(village, step.gate.id, held.body, row.matter_type, on=held.meets_on, way=row.way)
    return may_open(rule, turnout_of(held))
