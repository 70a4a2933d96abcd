"""Votes on paper: two officers read the same paper, each from their own session; the first sealed vote counts.

A paper that counts is sealed in the ballot's own log, beside the votes cast online. What does not count (entered and
not confirmed, void because the other vote came first, an objection) is sealed in the log of papers beside it, so that
the ballot's log holds each effective vote once and nothing else. Both stay unpublished until the count, and so does
the photo of the paper, which is sealed with what the first officer read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import (
    BallotClosedError,
    BallotNotOpenError,
    MalformedChoiceError,
    MalformedPickError,
    NoBallotError,
    NoPaperError,
    NoPaperOfMineError,
    OwnPaperError,
    PaperConfirmedError,
    PaperDiffersError,
    PaperInSecretBallotError,
    PaperObjectedError,
    PaperObjectionLateError,
    PapersNotReadyError,
    SamePaperOfficerError,
    VoterAbsentError,
    VoterRecusedError,
    VoterUnknownError,
)
from deliberation.models import (
    BallotClose,
    PaperLog,
    PaperObjection,
    PaperVote,
    PaperVoteConfirmation,
    VoidVote,
    Vote,
    VoteManner,
)
from deliberation.procedures import recusal_rule_on
from deliberation.queries import ballot_of
from deliberation.queries.papers import PAPER_PHOTO
from deliberation.queries.recusals import stands_back
from deliberation.services.holding import account_of
from portal.kernel import clock, journal
from portal.kernel.attachments import attach
from portal.kernel.db import dicts_of, execute
from portal.kernel.fields import parse_moment
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.models import Attendance, RosterLine
from portal.org.models import Person
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deliberation.queries import BallotRow
    from deliberation.rules import Pick
    from portal.kernel.attachments import Upload
    from portal.kernel.canonical import Json
    from portal.kernel.db import SealedModel
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

#: Why a paper does not count, by how the vote that came first was given; why another vote does not, by how it was.
VOTE_FIRST = {
    VoteManner.ONLINE: "网上投票先生效，后复核的纸质票作废",
    VoteManner.BY_PROXY: "受书面委托代投的票先生效，后复核的纸质票作废",
}
PAPER_FIRST = {
    VoteManner.ONLINE: "纸质票先生效，后投的网上票作废",
    VoteManner.BY_PROXY: "纸质票先生效，后由受托人代投的票作废",
}

#: When a counted ballot ended: at its deadline, or at a count before it; moments are stored as text in their order.
ENDED = (
    "SELECT CASE WHEN c.closed_at < b.closes_at THEN c.closed_at ELSE b.closes_at END "
    "FROM ballot b JOIN ballot_close c ON c.ballot_id = b.id WHERE b.id = ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One voter of the roster."""

    id: int
    number: int


def require_not_counted(ballot_id: int) -> None:
    """Refuse what comes after the count; asked once the ballot's log, or that of its papers, is locked.

    :raise BallotClosedError: it is counted: after its deadline, or before it (``close_early``).
    """
    row = execute(ENDED, (ballot_id,)).fetchone()
    if row is not None:
        raise BallotClosedError(parse_moment(row[0]).astimezone(clock.LOCAL))


def record_paper_vote(actor: Actor, village: Place, number: int, *, line: int, choice: str, photo: Upload) -> PaperVote:
    """Enter what one officer reads from the paper of the person on ``line`` of the roster, with a photo of it.

    It counts once another officer has read the same; an entry that waits may be replaced by a new one. The photo
    is for the voter from now on, and for officers once the ballot is counted.

    :raise NoBallotError: nothing has been put to the vote on this matter of this village.
    :raise PaperInSecretBallotError: the ballot is secret.
    :raise BallotClosedError: the deadline has passed.
    :raise MalformedChoiceError: the choice is none of the three.
    :raise VoterUnknownError: the roster has no such line.
    :raise OwnPaperError: the paper is the officer's own, or one of their household.
    :raise VoterAbsentError: the person is not signed in as present.
    :raise VoterRecusedError: the person stands back from the matter.
    :raise PaperConfirmedError: a paper of that person is confirmed.
    """
    ballot = _ballot(village, number)
    papers, chosen = _papers(ballot), read_pick(choice, ballot.picks)
    with unit_of_work(actor, Permission.BALLOT_ENTER_PAPER, village, log_id=papers.log_id) as work:
        voter = _require_disinterested(actor, ballot, line, work)
        _require_unconfirmed(village, ballot, voter)
        asked = (PaperVote.village == village.id) & (PaperVote.ballot == ballot.id) & (PaperVote.line == voter.id)
        paper = PaperVote.create(
            village=village,
            ballot=ballot.id,
            line=voter.id,
            entry=1 + PaperVote.select().where(asked).count(),
            choice=chosen.choice,
            option=chosen.option,
            entered_at=work.now,
            entered_by=account_of(work),
        )
        attach(work, about=(PAPER_PHOTO, paper.id), uploads=[photo])
        _seal(work, "deliberation.paper.entered", ballot, voter, rows=[paper])
        return paper


def confirm_paper_vote(actor: Actor, village: Place, number: int, *, line: int, choice: str) -> bool:
    """Read the same choice as a second officer; return whether the paper counts, or the vote cast online did.

    :raise NoPaperError: no paper of that person waits.
    :raise SamePaperOfficerError: the same officer entered it.
    :raise PaperDiffersError: the two officers read different choices.
    :raise OwnPaperError: the paper is the officer's own, or one of their household; further as ``record_paper_vote``.
    """
    ballot = _ballot(village, number)
    papers, chosen = _papers(ballot), read_pick(choice, ballot.picks)
    counted = False
    if _voted(ballot, line) is None:
        counted = _count_paper(actor, village, ballot, papers, line=line, chosen=chosen)
    if not counted:
        _void_paper(actor, village, ballot, papers, line=line, chosen=chosen)
    return counted


def void_online(
    actor: Actor,
    village: Place,
    *,
    ballot_id: int,
    line_id: int,
    chosen: Pick,
    manner: VoteManner = VoteManner.ONLINE,
) -> None:
    """Keep a vote cast online or by proxy after the paper as what it is: void; a second attempt adds nothing.

    Once the ballot is counted its papers are sealed and published: what comes then is refused as late.

    :raise BallotClosedError: the count came between the vote and its being kept.
    """
    papers = PaperLog.get(PaperLog.ballot == ballot_id)
    with unit_of_work(actor, Permission.SIGNED_IN, village, log_id=papers.log_id) as work:
        require_not_counted(ballot_id)
        asked = (VoidVote.village == village.id) & (VoidVote.ballot == ballot_id) & (VoidVote.line == line_id)
        if VoidVote.select().where(asked & (VoidVote.manner == manner)).exists():
            work.leave_unchanged()
            return
        void = VoidVote.create(
            village=village,
            ballot=ballot_id,
            line=line_id,
            manner=manner,
            choice=chosen.choice,
            option=chosen.option,
            reason=PAPER_FIRST[manner],
            recorded_at=work.now,
        )
        number = RosterLine.get_by_id(line_id).number
        work.seal(
            "deliberation.vote.voided",
            about=("ballot", ballot_id),
            facts={"line": number, "manner": manner},
            rows=[void],
            actor={"line": number},
        )


def object_to_paper(actor: Actor, village: Place, number: int, *, text: str) -> PaperObjection:
    """Say that the paper entered for oneself is not what one voted; it is published beside the count.

    :raise NoPaperOfMineError: no paper of the person signed in counts.
    :raise PaperObjectedError: they have objected already.
    :raise PaperObjectionLateError: the count is published.
    :raise PrivateNumberError: the text has what looks like the number of a person.
    """
    refuse_private_numbers(text)
    ballot = _ballot(village, number)
    papers = _papers(ballot)
    with unit_of_work(actor, Permission.SIGNED_IN, village, log_id=papers.log_id) as work:
        own = RosterLine.get_or_none((RosterLine.roster == ballot.roster_id) & (RosterLine.person == actor.person_id))
        vote = Vote.get_or_none((Vote.ballot == ballot.id) & (Vote.line == own.id)) if own else None
        if own is None or vote is None or vote.manner is not VoteManner.PAPER:
            raise NoPaperOfMineError
        if BallotClose.select().where(BallotClose.ballot == ballot.id).exists():
            raise PaperObjectionLateError
        asked = (PaperObjection.village == village.id) & (PaperObjection.ballot == ballot.id)
        if PaperObjection.select().where(asked & (PaperObjection.line == own.id)).exists():
            raise PaperObjectedError
        objection = PaperObjection.create(
            village=village, ballot=ballot.id, line=own.id, text=text, recorded_at=work.now
        )
        voter = _Line(id=own.id, number=own.number)
        _seal(work, "deliberation.paper.objected", ballot, voter, rows=[objection])
        return objection


def read_pick(word: str, offered: Sequence[Pick]) -> Pick:
    """Read what was picked of what is ``offered``.

    :raise MalformedChoiceError: it is none of the three.
    :raise MalformedPickError: it is none of the options, nor none of them, nor abstention.
    """
    for one in offered:
        if one.word == word:
            return one
    raise MalformedPickError if any(one.option for one in offered) else MalformedChoiceError


def picked(chosen: Pick) -> dict[str, Json]:
    """Return a pick as an entry of the ballot's log says it."""
    of = {} if chosen.option is None else {"option": chosen.option}
    return {"choice": chosen.choice, **of}


def _count_paper(actor: Actor, village: Place, ballot: BallotRow, papers: PaperLog, *, line: int, chosen: Pick) -> bool:
    """Let the paper be the vote, unless the person has voted online meanwhile."""
    with unit_of_work(actor, Permission.BALLOT_ENTER_PAPER, village, log_id=ballot.log_id) as work:
        journal.lock(papers.log_id)
        voter = _require_disinterested(actor, ballot, line, work)
        paper = _waiting(village, ballot, voter, work, chosen=chosen)
        if _voted(ballot, line) is not None:
            work.leave_unchanged()
            return False
        vote = Vote.create(
            ballot=ballot.id,
            line=voter.id,
            choice=chosen.choice,
            option=chosen.option,
            manner=VoteManner.PAPER,
            recorded_at=work.now,
            seq=work.head.next_seq,
        )
        confirmation = _confirm(village, ballot, paper, work)
        work.seal(
            "deliberation.vote.cast",
            about=("ballot", ballot.id),
            facts={"line": voter.number, **picked(chosen), "manner": VoteManner.PAPER},
            rows=[vote, confirmation],
            actor={"line": voter.number, "officers": 2},  # opened at the count: no account stands in it
        )
        return True


def _void_paper(actor: Actor, village: Place, ballot: BallotRow, papers: PaperLog, *, line: int, chosen: Pick) -> None:
    """Keep a paper confirmed after the vote cast online as what it is: void."""
    with unit_of_work(actor, Permission.BALLOT_ENTER_PAPER, village, log_id=papers.log_id) as work:
        voter = _require_disinterested(actor, ballot, line, work)
        paper = _waiting(village, ballot, voter, work, chosen=chosen)
        confirmation = _confirm(village, ballot, paper, work)
        void = VoidVote.create(
            village=village,
            ballot=ballot.id,
            line=voter.id,
            manner=VoteManner.PAPER,
            choice=chosen.choice,
            option=chosen.option,
            reason=VOTE_FIRST[_voted(ballot, line) or VoteManner.ONLINE],
            recorded_at=work.now,
        )
        _seal(work, "deliberation.paper.voided", ballot, voter, rows=[confirmation, void])


def _confirm(village: Place, ballot: BallotRow, paper: PaperVote, work: Work) -> PaperVoteConfirmation:
    return PaperVoteConfirmation.create(
        village=village,
        ballot=ballot.id,
        paper=paper,
        line=paper.line_id,
        confirmed_at=work.now,
        confirmed_by=account_of(work),
    )


def _seal(
    work: Work,
    action: str,
    ballot: BallotRow,
    voter: _Line,
    *,
    rows: Sequence[SealedModel],
) -> None:
    work.seal(action, about=("ballot", ballot.id), facts={"line": voter.number}, rows=rows)


def _ballot(village: Place, number: int) -> BallotRow:
    ballot = ballot_of(village, number)
    if ballot is None:
        raise NoBallotError
    return ballot


def _papers(ballot: BallotRow) -> PaperLog:
    if ballot.secret:
        raise PaperInSecretBallotError
    papers = PaperLog.get_or_none(PaperLog.ballot == ballot.id)
    if papers is None:
        raise PapersNotReadyError
    return papers


def _require_disinterested(actor: Actor, ballot: BallotRow, line: int, work: Work) -> _Line:
    """Refuse a closed ballot, a line not there, not present or standing back, and whoever has an interest in it."""
    if work.now < ballot.opens_at:
        raise BallotNotOpenError(ballot.opens_at.astimezone(clock.LOCAL))
    if work.now >= ballot.closes_at:
        raise BallotClosedError(ballot.closes_at.astimezone(clock.LOCAL))
    require_not_counted(ballot.id)
    found = RosterLine.get_or_none((RosterLine.roster == ballot.roster_id) & (RosterLine.number == line))
    if found is None:
        raise VoterUnknownError
    if _same_household(actor.person_id, found.person_id):
        raise OwnPaperError
    if not Attendance.select().where(Attendance.line == found.id).exists():
        raise VoterAbsentError
    if stands_back(ballot.matter_id, found.person_id):
        raise VoterRecusedError(recusal_rule_on(work.today).article)
    return _Line(id=found.id, number=found.number)


def _same_household(officer: int, voter: int) -> bool:
    if officer == voter:
        return True
    rows = dicts_of(Person.select(Person.household).where(Person.id.in_([officer, voter])))
    households = [row["household"] for row in rows]
    return None not in households and len(set(households)) == 1


def _require_unconfirmed(village: Place, ballot: BallotRow, voter: _Line) -> None:
    asked = (PaperVoteConfirmation.village == village.id) & (PaperVoteConfirmation.ballot == ballot.id)
    if PaperVoteConfirmation.select().where(asked & (PaperVoteConfirmation.line == voter.id)).exists():
        raise PaperConfirmedError


def _waiting(village: Place, ballot: BallotRow, voter: _Line, work: Work, *, chosen: Pick) -> PaperVote:
    """Return the entry this officer may confirm, if both read the same."""
    _require_unconfirmed(village, ballot, voter)
    asked = (PaperVote.village == village.id) & (PaperVote.ballot == ballot.id) & (PaperVote.line == voter.id)
    paper: PaperVote | None = PaperVote.select().where(asked).order_by(PaperVote.entry.desc()).first()
    if paper is None:
        raise NoPaperError
    if paper.entered_by == account_of(work):
        raise SamePaperOfficerError
    if (paper.choice, paper.option) != (chosen.choice, chosen.option):
        raise PaperDiffersError
    return paper


def _voted(ballot: BallotRow, line: int) -> VoteManner | None:
    """Return how the vote of a line was given, if it was."""
    lines = RosterLine.select(RosterLine.id).where(
        (RosterLine.roster == ballot.roster_id) & (RosterLine.number == line)
    )
    vote = Vote.get_or_none((Vote.ballot == ballot.id) & Vote.line.in_(lines))
    return None if vote is None else vote.manner
