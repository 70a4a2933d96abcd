"""The assembly votes: a ballot is opened before a quorum and closed by the clock.

A ballot is closed from its deadline on, whether or not anybody closes it; closing stores the count and
publishes it, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.bulletins import Counted, publish_resolution
from deliberation.errors import (
    BadDeadlineError,
    BallotOpenAlreadyError,
    BallotStillOpenError,
    MeetingNotTodayError,
    NoBallotError,
    NotAuthorisedError,
    QuorumMissingError,
    RosterMissingError,
)
from deliberation.models import Ballot, BallotClose
from deliberation.procedures import body_on, longest_ballot, matter_type_on
from deliberation.queries import authority, ballot_of, ballots, matter, outcome_of, tally
from deliberation.rules import Light, Turnout, may_open, procedure
from portal.kernel import clock, journal
from portal.kernel.fields import moment_text
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.queries import meeting
from portal.org.actors import SYSTEM
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from deliberation.queries import BallotRow, MatterRow
    from portal.kernel.work import Actor, Work
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What is put to the vote, where and until when."""

    meeting_id: int
    question: str
    closes_at: datetime


def open_ballot(actor: Actor, village: Place, number: int, opening: Opening) -> Ballot:
    """Put a matter to the vote of a meeting: text, roster, authorisation and deadline are fixed from now on.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NotFoundError: the village held no such meeting.
    :raise BallotOpenAlreadyError: the matter has been put to the vote.
    :raise MeetingNotTodayError: the meeting is held on another day, so nobody knows who is there now.
    :raise RosterMissingError: sign-in has not begun, so nobody knows who is entitled.
    :raise NotAuthorisedError: the body may not decide the matter.
    :raise QuorumMissingError: too few are signed in as present.
    :raise BadDeadlineError: the deadline is not after now, or too far away.
    :raise PrivateNumberError: the question has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.BALLOT_OPEN, village) as work:
        refuse_private_numbers(opening.question)
        row = matter(village, number)
        if row.ballot is not None:
            raise BallotOpenAlreadyError
        held = meeting(village, opening.meeting_id)
        authorisation_id = _require_decidable(village, row, held, work)
        if not work.now < opening.closes_at <= work.now + longest_ballot():
            raise BadDeadlineError(longest_ballot())
        log = journal.create_log(f"{work.head.origin}/matters/{row.number}/ballots/1")
        ballot = Ballot.create(
            village=village,
            matter=row.id,
            round=1,
            meeting=held.id,
            roster=held.roster_id,
            authorisation=authorisation_id,
            question=opening.question,
            plan_digest=row.plan_digest,
            opens_at=work.now,
            closes_at=opening.closes_at,
            log=log,
        )
        work.seal(
            "deliberation.ballot.opened",
            about=("matter", row.number),
            facts={
                "round": ballot.round,
                "log": log.origin,
                "meeting": held.id,
                "fingerprint": held.fingerprint,
                "plan_digest": ballot.plan_digest,
                "closes_at": moment_text(ballot.closes_at),
            },
            rows=[ballot],
        )
        return ballot


def close_ballot(actor: Actor, village: Place, number: int) -> BallotClose:
    """Count the matter's ballot and publish the resolution; done already, return the same count.

    :raise NoBallotError: nothing has been put to the vote on this matter of this village.
    :raise BallotStillOpenError: the deadline has not come.
    """
    return _close(actor, Permission.BALLOT_CLOSE, village, number)


def settle(village: Place) -> int:
    """Close every ballot of the village that is past its deadline; return how many were."""
    due = [row for row in ballots(village) if row.closed and not row.counted]
    for row in due:
        _close(SYSTEM, Permission.SETTLE, village, row.number)
    return len(due)


def _close(actor: Actor, permission: Permission, village: Place, number: int) -> BallotClose:
    with unit_of_work(actor, permission, village) as work:
        ballot = ballot_of(village, number)
        if ballot is None:
            raise NoBallotError
        head = journal.lock(ballot.log_id)  # every vote in progress is in before the count
        stored = BallotClose.get_or_none(ballot=ballot.id)
        if stored is not None:
            work.leave_unchanged()
            return stored
        if work.now < ballot.closes_at:
            raise BallotStillOpenError(ballot.closes_at.astimezone(clock.LOCAL))
        close = _count(ballot, head, now=work.now)
        row = matter(village, number)
        counted = Counted(ballot=ballot, outcome=outcome_of(ballot, tally(ballot)), size=close.size, root=close.root)
        publish_resolution(work, village, row, counted)
        work.seal(
            "deliberation.ballot.closed",
            about=("matter", row.number),
            facts={"round": ballot.round, "log": ballot.log_origin, "size": close.size, "root": close.root},
            rows=[close],
        )
        return close


def _count(ballot: BallotRow, head: journal.Head, *, now: datetime) -> BallotClose:
    counts = tally(ballot)
    return BallotClose.create(
        ballot=ballot.id,
        closed_at=now,
        entitled=counts.entitled,
        present=counts.present,
        approve=counts.approve,
        against=counts.against,
        abstain=counts.abstain,
        size=head.frontier.size,
        root=head.frontier.root().hex(),
    )


def _require_decidable(village: Place, row: MatterRow, held: MeetingRow, work: Work) -> int | None:
    """Refuse what may not be decided now, by this body, with those present; return the authorisation it rests on."""
    if held.meets_on != work.today:
        raise MeetingNotTodayError(held.meets_on)
    if held.roster_id is None or held.entitled is None:
        raise RosterMissingError
    verdict = authority(village, row.matter_type, held.body, on=work.today)
    for finding in verdict.findings:
        if finding.light is Light.RED:
            raise NotAuthorisedError(finding.text, finding.article)
    rule = procedure(body_on(held.body, work.today), matter_type_on(row.matter_type, work.today))
    there = may_open(rule, Turnout(entitled=held.entitled, present=held.present))
    if not there.allowed:
        raise QuorumMissingError(there.quorum.finding.text, there.quorum.finding.article)
    return verdict.record
