"""Casting a vote: the hot path, with its fixed SQL in this one place.

A vote is one transaction on the ballot's own log: the roster line, the presence, the deadline by one reading
of the clock after the lock, the row and its entry, or nothing. What is stored of a secret vote is the subject of
``deliberation.services.secret_ballots``. ``tests/deliberation/test_services_ballots.py``
holds the statements against the models.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import (
    BallotClosedError,
    BallotNotOpenError,
    NoBallotError,
    NotOnRosterError,
    NotPresentError,
    PaperCountedFirstError,
    RecusedError,
    VotedOtherwiseError,
)
from deliberation.models import VoteManner
from deliberation.procedures import recusal_rule_on
from deliberation.rules import BallotManner, Option, picks, receipt_code
from deliberation.services.paper import picked, read_pick, void_online
from deliberation.services.secret_ballots import take_part
from portal.kernel import clock
from portal.kernel.db import execute
from portal.kernel.fields import moment_text, parse_moment
from portal.kernel.journal import SealedRow
from portal.kernel.work import unit_of_work
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from datetime import datetime

    from deliberation.rules import Pick
    from portal.kernel.canonical import Json
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place

BALLOT = (
    "SELECT b.id, b.matter_id, b.log_id, b.roster_id, b.opens_at, b.closes_at, b.manner, b.options "
    "FROM ballot b JOIN matter m ON m.id = b.matter_id "
    "WHERE m.village_id = ? AND m.number = ? ORDER BY b.id DESC LIMIT 1"
)
STANDING = (
    "SELECT l.id, l.number, a.id, v.choice, v.option, v.seq, v.manner, "
    "(SELECT r.stands FROM recusal r WHERE r.matter_id = ? AND r.person_id = l.person_id "
    "ORDER BY r.number DESC LIMIT 1) FROM roster_line l "
    "LEFT JOIN attendance a ON a.line_id = l.id "
    "LEFT JOIN vote v ON v.ballot_id = ? AND v.line_id = l.id "
    "WHERE l.roster_id = ? AND l.person_id = ?"
)
INSERT = (
    "INSERT INTO vote (ballot_id, line_id, choice, option, manner, recorded_at, seq) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"
)
ENTRY_DIGEST = "SELECT digest FROM journal_entry WHERE log_id = ? AND seq = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a voter takes home: a code to look up in the published ballot log."""

    code: str
    repeated: bool  # the same choice had been cast before


@dataclass(frozen=True, slots=True)
class _Ballot:
    """A ballot as the hot path needs it; its row never changes. Moments are as stored: text order is time order."""

    id: int
    matter_id: int
    log_id: int
    roster_id: int
    opens_at: str
    closes_at: str
    manner: str
    options: str

    @property
    def picks(self) -> tuple[Pick, ...]:
        """What a voter may pick."""
        return picks([Option(**one) for one in json.loads(self.options)])


def cast_vote(actor: Actor, village: Place, number: int, *, choice: str) -> Receipt:
    """Cast the vote of the person signed in on the matter's latest ballot.

    The same choice again is answered with the same receipt, unless the ballot is secret: then every repetition is
    refused alike. Who votes is who is signed in, nothing else; who is entitled is the frozen roster, whatever offices
    have changed since.

    :raise MalformedChoiceError: the choice is none of the three; the right to vote is not used up.
    :raise MalformedPickError: likewise, where it is chosen between several options.
    :raise NoBallotError: nothing has been put to the vote on this matter of this village.
    :raise BallotNotOpenError: the ballot has not begun.
    :raise BallotClosedError: the deadline has passed.
    :raise NotOnRosterError: the person is not on the frozen roster.
    :raise RecusedError: the person stands back from the matter.
    :raise NotPresentError: the person is not signed in as present.
    :raise VotedOtherwiseError: another choice was cast before.
    :raise PaperCountedFirstError: the person's paper counts; this vote is kept as void.
    :raise VotedSecretlyError: the ballot is secret, and the person has voted.
    :raise BoxUncountableError: the ballot is secret, and its box cannot be opened.
    """
    ballot = _ballot(village.id, number)
    offered = ballot.picks
    chosen = read_pick(choice, offered)
    with unit_of_work(actor, Permission.SIGNED_IN, village, log_id=ballot.log_id) as work:
        moment = moment_text(work.now)
        _require_open(ballot, moment)
        seq, repeated, paper_line = work.head.next_seq, False, None
        if ballot.manner == BallotManner.SECRET:
            of = (ballot.matter_id, ballot.id, ballot.roster_id)
            take_part(work, actor.person_id, chosen, offered, of=of, moment=moment)
        else:
            seq, repeated, paper_line = _vote_once(work, ballot, actor.person_id, chosen, moment=moment)
    if paper_line is not None:
        void_online(actor, village, ballot_id=ballot.id, line_id=paper_line, chosen=chosen)
        raise PaperCountedFirstError
    digest = execute(ENTRY_DIGEST, (ballot.log_id, seq)).fetchone()[0] if repeated else work.head.digest
    return Receipt(code=receipt_code(digest), repeated=repeated)


def _ballot(village_id: int, number: int) -> _Ballot:
    row = execute(BALLOT, (village_id, number)).fetchone()
    if row is None:
        raise NoBallotError
    return _Ballot(*row)


def _require_open(ballot: _Ballot, moment: str) -> None:
    if moment < ballot.opens_at:
        raise BallotNotOpenError(_local(ballot.opens_at))
    if moment >= ballot.closes_at:
        raise BallotClosedError(_local(ballot.closes_at))


def _local(stored: str) -> datetime:
    return parse_moment(stored).astimezone(clock.LOCAL)


def _vote_once(
    work: Work, ballot: _Ballot, person_id: int, chosen: Pick, *, moment: str
) -> tuple[int, bool, int | None]:
    """Insert and seal the vote unless there is one; return its entry, whether it was, and the line if from paper."""
    standing = execute(STANDING, (ballot.matter_id, ballot.id, ballot.roster_id, person_id)).fetchone()
    if standing is None:
        raise NotOnRosterError
    line_id, line_number, attendance_id, voted, option, seq, manner, recused = standing
    if recused:
        raise RecusedError(recusal_rule_on(work.today).article)
    if attendance_id is None:
        raise NotPresentError
    if voted is not None:
        from_paper = manner == VoteManner.PAPER
        if (voted, option) != (chosen.choice, chosen.option) and not from_paper:
            raise VotedOtherwiseError
        work.leave_unchanged()
        return seq, True, line_id if from_paper else None
    stored: dict[str, Json] = {
        "ballot_id": ballot.id,
        "line_id": line_id,
        "choice": chosen.choice.value,
        "option": chosen.option,
        "manner": VoteManner.ONLINE.value,
        "recorded_at": moment,
        "seq": work.head.next_seq,
    }
    _insert(work, stored, chosen, line_number=line_number)
    return work.head.next_seq, False, None


def _insert(work: Work, stored: dict[str, Json], chosen: Pick, *, line_number: int) -> None:
    vote_id = execute(INSERT, tuple(stored.values())).fetchone()[0]
    work.rows.append(SealedRow(table="vote", key=vote_id, values={"id": vote_id, **stored}))
    work.seal(
        "deliberation.vote.cast",
        about=("ballot", str(stored["ballot_id"])),
        facts={"line": line_number, **picked(chosen), "manner": stored["manner"]},
        actor={"line": line_number},  # the entry is opened when the names have gone: no account stands in it
    )
