"""The assembly votes: a ballot is opened before a quorum and closed by the clock, or once everybody there has voted.

A ballot is closed from its deadline on, whether or not anybody closes it; closing stores the count and
publishes it, once. A count before the deadline is the end of the ballot: votes and papers are refused by the count
that is stored, read after the log is locked, and no clock opens it again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins.decisions import Held, publish_resolution, publish_stage
from deliberation.errors import (
    BadDeadlineError,
    BallotOpenAlreadyError,
    BallotStillOpenError,
    BallotVoidError,
    BoxUncountableError,
    MeetingNotTodayError,
    NoBallotError,
    OptionsStageError,
    PapersWaitingError,
    ProxiesInSecretBallotError,
    QuorumMissingError,
    StageByHandsError,
    TooFewForSecrecyError,
    TooFewVotedError,
    VotersMissingError,
)
from deliberation.models import Ballot, BallotClose, PaperLog, VoidBallot
from deliberation.procedures import longest_ballot, option_rule_on, secret_ballot_on
from deliberation.queries import BY_HANDS, ballot_of, ballots, counts_of, matter, matter_round, stage_findings, tally
from deliberation.queries.early_close import everybody_voted, paper_waits
from deliberation.queries.recusals import present_of, recused_now
from deliberation.rules import BallotManner, Light, MatterState, may_open, picks, secrecy_possible
from deliberation.rules.course import Mark
from deliberation.rules.options import first_options, narrowed
from deliberation.rules.recusals import votes_left
from deliberation.services.holding import require_answered, require_holdable
from deliberation.services.secret_ballots import destroy_key, destroy_old_keys, place_box, take_out, void_by_rule
from portal.kernel import clock, journal
from portal.kernel.fields import moment_text
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.models import AttendanceManner
from portal.meetings.presence import article_on
from portal.meetings.queries import meeting
from portal.meetings.services import end_sign_in
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from deliberation.queries import BallotRow, MatterRow
    from deliberation.rules import Option
    from deliberation.services.holding import Holding
    from portal.kernel.canonical import Json
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.meetings.queries import MeetingRow
    from portal.org.actors import Actor, System
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is put to the vote, where and until when; without a stage, the one whose turn it is."""

    meeting_id: int
    question: str
    closes_at: datetime
    stage: str = ""
    manner: BallotManner = BallotManner.RECORDED
    options: tuple[str, ...] = ()  # titles of what it is chosen between; empty where a plan is approved or not


def open_ballot(actor: Actor, village: Place, number: int, opening: Opening) -> Ballot:
    """Put a matter to the vote of a meeting: text, roster, authorisation and deadline are fixed from now on.

    :raise MatterNotFoundError: the village has no such matter.
    :raise BallotOpenAlreadyError: a ballot on the matter is open, or waits to be counted.
    :raise StageSkippedError: an earlier stage comes first; every refusal of ``require_holdable`` likewise.
    :raise OpinionsUnansweredError: what was said to the plan is to be answered first.
    :raise StageByHandsError: the body votes by show of hands.
    :raise MeetingNotTodayError: the meeting is held on another day, so nobody knows who is there now.
    :raise QuorumMissingError: too few are signed in as present.
    :raise BadDeadlineError: the deadline is not after now, or too far away.
    :raise TooFewForSecrecyError: so few are there that no ballot among them is secret.
    :raise ProxiesInSecretBallotError: some are there through others only, who would know what they choose.
    :raise PrivateNumberError: the question or an option has what looks like the number of a person.
    :raise OptionsStageError: it is chosen between options in an earlier stage than the last.
    :raise OptionsError: the options are too few, too many, too long or one is there twice.
    :raise OptionsNarrowedError: none was resolved before, and now there are not fewer of the strongest.
    """
    with unit_of_work(actor, Permission.BALLOT_OPEN, village) as work:
        refuse_private_numbers(opening.question, *opening.options)
        row = matter(village, number)
        holding = _require_votable(village, row, opening, today=work.today)
        options = _options(row, holding, opening, today=work.today)
        if not work.now < opening.closes_at <= work.now + longest_ballot():
            raise BadDeadlineError(longest_ballot())
        ballot, beside = _put_to_the_vote(work, village, holding, opening, options=options)
        work.seal(
            "deliberation.ballot.opened",
            about=("matter", row.number),
            facts={
                "stage": ballot.stage,
                "round": ballot.round,
                "log": ballot.log.origin,
                "meeting": holding.meeting.id,
                "fingerprint": holding.meeting.fingerprint,
                "plan_digest": ballot.plan_digest,
                "closes_at": moment_text(ballot.closes_at),
                "manner": ballot.manner,
                **({"options": [one.named for one in options]} if options else {}),
            },
            rows=[ballot, *beside, *end_sign_in(work, holding.roster_id, ends_at=clock.day_end(work.today))],
        )
        return ballot


def _put_to_the_vote(
    work: Work, village: Place, holding: Holding, opening: Opening, *, options: Sequence[Option]
) -> tuple[Ballot, list[SealedModel]]:
    """Write the ballot with its log, and what stands beside it: a box, or a log of papers; return what is sealed."""
    origin = f"{work.head.origin}/matters/{holding.matter.number}/{_log_name(holding)}"
    ballot = Ballot.create(
        village=village,
        matter=holding.matter.id,
        stage=holding.stage,
        round=holding.round,
        meeting=holding.meeting.id,
        roster=holding.roster_id,
        authorisation=holding.authorisation_id,
        question=opening.question,
        plan_digest=holding.matter.plan_digest,
        opens_at=work.now,
        closes_at=opening.closes_at,
        log=journal.create_log(origin),
        manner=opening.manner,
        options=[{"number": one.number, "title": one.title} for one in options],
    )
    if opening.manner is BallotManner.SECRET:
        place_box(ballot, picks(options), origin=origin)
        return ballot, []
    return ballot, [PaperLog.create(village=village, ballot=ballot, log=journal.create_log(f"{origin}/papers"))]


def close_ballot(actor: Actor, village: Place, number: int) -> BallotClose:
    """Count the matter's ballot and publish the resolution; done already, return the same count.

    :raise NoBallotError: nothing has been put to the vote on this matter of this village.
    :raise BallotStillOpenError: the deadline has not come.
    :raise BallotVoidError: it was declared void.
    :raise BoxUncountableError: the box of a secret ballot cannot be counted; it is to be declared void.
    :raise TooFewVotedError: so few took part in a secret ballot that it was declared void now, by rule.
    """
    return _not_void(_close(actor, Permission.BALLOT_CLOSE, village, number))


def close_early(actor: Actor, village: Place, number: int) -> BallotClose:
    """End the matter's ballot now that all present have voted, count it and publish what came of it.

    Whoever is entitled and not there yet comes too late from now on. Counted already, return the same count.

    :raise VotersMissingError: somebody who is present and does not stand back has not voted.
    :raise PapersWaitingError: a paper waits for its second officer; further as ``close_ballot``.
    """
    return _not_void(_close(actor, Permission.BALLOT_CLOSE, village, number, early=True))


def settle_ballots(village: Place) -> int:
    """Close every ballot of the village that is past its deadline; return how many were, those void by rule too.

    A secret one that cannot be counted waits for an officer to declare it void: nothing else waits for it.
    """
    due = [row for row in ballots(village) if row.closed and not row.settled]
    closed = 0
    for row in due:
        with suppress(BoxUncountableError):
            _close(SYSTEM, Permission.SETTLE, village, row.number)
            closed += 1
    destroy_old_keys(village)
    return closed


def _close(
    actor: Actor | System, permission: Permission, village: Place, number: int, *, early: bool = False
) -> BallotClose | VoidBallot:
    done, ballot = _counted(actor, permission, village, number, early=early)
    if ballot.secret:
        destroy_key(ballot)
    return done


def _not_void(done: BallotClose | VoidBallot) -> BallotClose:
    if isinstance(done, VoidBallot):
        raise TooFewVotedError
    return done


def _counted(
    actor: Actor | System, permission: Permission, village: Place, number: int, *, early: bool
) -> tuple[BallotClose | VoidBallot, BallotRow]:
    with unit_of_work(actor, permission, village) as work:
        ballot = ballot_of(village, number)
        if ballot is None:
            raise NoBallotError
        head = journal.lock(ballot.log_id)  # every vote in progress is in before the count
        papers = PaperLog.get_or_none(PaperLog.ballot == ballot.id)
        beside = journal.lock(papers.log_id) if papers else None  # and every paper
        stored = BallotClose.get_or_none(ballot=ballot.id)
        if stored is not None:
            work.leave_unchanged()
            return stored, ballot
        if ballot.void:
            raise BallotVoidError
        ending = work.now < ballot.closes_at
        if ending:
            _require_may_end(village, ballot, early=early)
            work.follow(head, *([beside] if beside else []))
        void = void_by_rule(work, village, ballot, head) if ballot.secret else None
        if void is not None:
            return void, ballot
        row = matter(village, number)
        close = _count(ballot, head, now=work.now)
        _publish(work, village, row, close)
        facts = _told(ballot, close, beside)
        if ending:
            facts |= {"deadline": moment_text(ballot.deadline)}
        action = "deliberation.ballot.ended_early" if ending else "deliberation.ballot.closed"
        work.seal(action, about=("matter", row.number), facts=facts, rows=[close])
        return close, ballot


def _told(ballot: BallotRow, close: BallotClose, papers: journal.Head | None) -> dict[str, Json]:
    """Return what the entry of a count says."""
    facts: dict[str, Json] = {
        "stage": ballot.stage,
        "round": ballot.round,
        "log": ballot.log_origin,
        "size": close.size,
        "root": close.root,
    }
    if ballot.secret:
        facts |= {"choices": {"approve": close.approve, "against": close.against, "abstain": close.abstain}}
        facts |= {"options": close.options} if close.options else {}
    if papers is not None and papers.frontier.size:
        facts |= {"papers": papers.frontier.size, "papers_root": papers.frontier.root().hex()}
    return facts


def _require_may_end(village: Place, ballot: BallotRow, *, early: bool) -> None:
    """Refuse to count before the deadline, unless it is to end early and everybody present has voted.

    The logs of village, ballot and papers are locked, so nobody signs in or votes in between.
    """
    if not early:
        raise BallotStillOpenError(ballot.closes_at.astimezone(clock.LOCAL))
    if not everybody_voted(village, ballot):
        raise VotersMissingError(ballot.closes_at.astimezone(clock.LOCAL))
    if paper_waits(ballot):
        raise PapersWaitingError


def _publish(work: Work, village: Place, row: MatterRow, close: BallotClose) -> None:
    """Publish what the ballot decided: the last stage's as the resolution, as a stage what decides nothing yet."""
    ballot = row.ballot
    decided = matter_round(village, row.number, stage=ballot.stage, round_number=ballot.round) if ballot else None
    if decided is None:
        raise NoBallotError
    where = meeting(village, decided.meeting_id)
    held = Held(
        row=decided,
        findings=stage_findings(village, row, decided.stage, where),
        size=close.size,
        root=close.root,
    )
    if decided.stage == row.course.steps[-1].gate.id and decided.mark is not Mark.SPLIT:
        publish_resolution(work, village, row, held)
    else:
        publish_stage(work, village, row, held)


def _count(ballot: BallotRow, head: journal.Head, *, now: datetime) -> BallotClose:
    counts = counts_of(ballot, take_out(ballot, head)) if ballot.secret else tally(ballot)
    return BallotClose.create(
        ballot=ballot.id,
        closed_at=now,
        entitled=counts.entitled,
        present=counts.present,
        households_entitled=counts.households_entitled,
        households_present=counts.households_present,
        approve=counts.approve,
        against=counts.against,
        abstain=counts.abstain,
        options=[one.votes for one in counts.options],
        size=head.frontier.size,
        root=head.frontier.root().hex(),
    )


def _require_votable(village: Place, row: MatterRow, opening: Opening, *, today: date) -> Holding:
    """Refuse what may not be put to the vote now, by this body, with those present."""
    if row.state in {MatterState.VOTING, MatterState.UNDECIDED}:
        raise BallotOpenAlreadyError
    due = row.stage
    stage = opening.stage or (due.gate.id if due else row.course.steps[-1].gate.id)
    holding = require_holdable(village, row, stage, meeting_id=opening.meeting_id, today=today)
    require_answered(holding)
    held = holding.meeting
    if held.meets_on != today:
        raise MeetingNotTodayError(held.meets_on)
    if held.body in BY_HANDS:
        raise StageByHandsError(held.body_name)
    recused = present_of(recused_now(village, row.number, held.id))
    _require_secrecy_possible(opening, held, voters=votes_left(present=held.present, recused=recused), today=today)
    there = may_open(holding.rule, holding.turnout)
    for finding in there.quorum.findings:
        if finding.light is Light.RED:
            raise QuorumMissingError(finding.text, finding.article)
    return holding


def _options(row: MatterRow, holding: Holding, opening: Opening, *, today: date) -> tuple[Option, ...]:
    """Return what is chosen between: as it was first put, or fewer after a ballot in which none was resolved."""
    last = holding.step is row.course.steps[-1]
    if last and row.split is not None:
        return narrowed(row.split, opening.options)
    if not opening.options:
        return ()
    if not last:
        raise OptionsStageError(row.course.steps[-1].gate.name)
    return first_options(option_rule_on(today), opening.options)


def _require_secrecy_possible(opening: Opening, held: MeetingRow, *, voters: int, today: date) -> None:
    rule = secret_ballot_on(today)
    if opening.manner is not BallotManner.SECRET:
        return
    if held.by_proxy:
        raise ProxiesInSecretBallotError(held.by_proxy, article_on(AttendanceManner.BY_PROXY))
    if not secrecy_possible(rule, present=voters):
        raise TooFewForSecrecyError(present=voters, least=rule.least_present, article=rule.article)


def _log_name(holding: Holding) -> str:
    """Return how a ballot's log is called below its matter; the last stage's keep their first name."""
    last = holding.matter.course.steps[-1]
    return f"ballots/{holding.round}" if holding.step is last else f"{holding.stage}/ballots/{holding.round}"
