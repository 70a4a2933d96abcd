"""Casting a vote: the hot path, with its fixed SQL in this one place.

A vote is one transaction on the ballot's own log: the roster line, the presence, the deadline by one reading
of the clock after the lock, the row and its entry, or nothing. What is stored of a secret vote is the subject of
``deliberation.services.secret_ballots``. ``tests/deliberation/test_services_ballots.py``
holds the statements against the models.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from deliberation.errors import (
    BallotClosedError,
    BallotNotOpenError,
    DelegateRecusedError,
    NoBallotError,
    NotOnRosterError,
    NotPresentError,
    NotYourPrincipalError,
    PaperCountedFirstError,
    ProxyInSecretBallotError,
    ProxyOverError,
    ProxyVotedError,
    RecusedError,
    RepresentedError,
    VotedOtherwiseError,
    VoterRecusedError,
)
from deliberation.models import VoteManner
from deliberation.procedures import recusal_rule_on
from deliberation.rules import BallotManner, Option, picks, receipt_code
from deliberation.services.paper import picked, read_pick, require_not_counted, void_online
from deliberation.services.secret_ballots import take_part
from portal.kernel import clock
from portal.kernel.db import execute
from portal.kernel.fields import moment_text, parse_moment
from portal.kernel.journal import SealedRow
from portal.kernel.work import unit_of_work
from portal.meetings.models import AttendanceManner, Proxy
from portal.meetings.presence import article_on
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
    "ORDER BY r.number DESC LIMIT 1), "
    "(SELECT x.delegate_name FROM proxy x WHERE x.line_id = l.id "
    "AND NOT EXISTS (SELECT 1 FROM proxy_end e WHERE e.proxy_id = x.id)) FROM roster_line l "
    "LEFT JOIN attendance a ON a.line_id = l.id "
    "LEFT JOIN vote v ON v.ballot_id = ? AND v.line_id = l.id "
    "WHERE l.roster_id = ? AND l.person_id = ?"
)
PRINCIPAL = (
    "SELECT l.id, l.number, l.name, e.id, v.choice, v.option, v.seq, v.manner, "
    "(SELECT r.stands FROM recusal r WHERE r.matter_id = ? AND r.person_id = l.person_id "
    "ORDER BY r.number DESC LIMIT 1), "
    "(SELECT r.stands FROM recusal r WHERE r.matter_id = ? AND r.person_id = x.delegate_id "
    "ORDER BY r.number DESC LIMIT 1) FROM proxy x "
    "JOIN roster_line l ON l.id = x.line_id "
    "LEFT JOIN proxy_end e ON e.proxy_id = x.id "
    "LEFT JOIN vote v ON v.ballot_id = ? AND v.line_id = l.id "
    "WHERE x.roster_id = ? AND x.delegate_id = ? AND l.number = ?"
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
        return _picks(self.options)


@dataclass(frozen=True, slots=True)
class _Cast:
    """What a vote came to: its entry, whether it had been cast before, and the line where a paper counts instead."""

    seq: int
    repeated: bool = False
    paper_line: int | None = None


def cast_vote(actor: Actor, village: Place, number: int, *, choice: str) -> Receipt:
    """Cast the vote of the person signed in on the matter's latest ballot.

    The same choice again is answered with the same receipt, unless the ballot is secret: then every repetition is
    refused alike. Who votes is who is signed in, nothing else; who is entitled is the frozen roster, whatever offices
    have changed since.

    :raise MalformedChoiceError: the choice is none of the three; the right to vote is not used up.
    :raise MalformedPickError: likewise, where it is chosen between several options.
    :raise NoBallotError: nothing has been put to the vote on this matter of this village.
    :raise BallotNotOpenError: the ballot has not begun.
    :raise BallotClosedError: the deadline has passed, or the ballot was counted before it.
    :raise NotOnRosterError: the person is not on the frozen roster.
    :raise RecusedError: the person stands back from the matter.
    :raise NotPresentError: the person is not signed in as present.
    :raise RepresentedError: somebody takes part for the person by a written proxy.
    :raise ProxyVotedError: and has voted for them.
    :raise VotedOtherwiseError: another choice was cast before.
    :raise PaperCountedFirstError: the person's paper counts; this vote is kept as void.
    :raise VotedSecretlyError: the ballot is secret, and the person has voted.
    :raise BoxUncountableError: the ballot is secret, and its box cannot be opened.
    """
    return _cast(actor, village, number, choice=choice, line=None)


def cast_vote_by_proxy(actor: Actor, village: Place, number: int, *, line: int, choice: str) -> Receipt:
    """Cast the vote of the person on ``line`` of the roster, who gave whoever is signed in a written proxy.

    It is the one vote of that line. The same choice again is answered with the same receipt.

    :raise NotYourPrincipalError: nobody on that line gave them a proxy.
    :raise ProxyOverError: the person takes part themselves.
    :raise VoterRecusedError: the person stands back from the matter.
    :raise DelegateRecusedError: whoever is signed in stands back from it.
    :raise ProxyInSecretBallotError: the ballot is secret; further as ``cast_vote``.
    """
    return _cast(actor, village, number, choice=choice, line=line)


def _cast(actor: Actor, village: Place, number: int, *, choice: str, line: int | None) -> Receipt:
    ballot = _ballot(village.id, number)
    offered = ballot.picks
    chosen = read_pick(choice, offered)
    with unit_of_work(actor, Permission.SIGNED_IN, village, log_id=ballot.log_id) as work:
        moment, person_id = moment_text(work.now), actor.person_id
        _require_open(ballot, moment)
        require_not_counted(ballot.id)
        if line is not None:
            cast = _vote_once_for(work, ballot, (person_id, line), chosen, moment=moment)
        elif ballot.manner == BallotManner.SECRET:
            cast = _Cast(work.head.next_seq)
            of = (ballot.matter_id, ballot.id, ballot.roster_id)
            take_part(work, person_id, chosen, offered, of=of, moment=moment)
        else:
            cast = _vote_once(work, ballot, person_id, chosen, moment=moment)
    if cast.paper_line is not None:
        manner = VoteManner.ONLINE if line is None else VoteManner.BY_PROXY
        void_online(actor, village, ballot_id=ballot.id, line_id=cast.paper_line, chosen=chosen, manner=manner)
        raise PaperCountedFirstError
    digest = execute(ENTRY_DIGEST, (ballot.log_id, cast.seq)).fetchone()[0] if cast.repeated else work.head.digest
    return Receipt(code=receipt_code(digest), repeated=cast.repeated)


def _ballot(village_id: int, number: int) -> _Ballot:
    row = execute(BALLOT, (village_id, number)).fetchone()
    if row is None:
        raise NoBallotError
    return _Ballot(*row)


@lru_cache(maxsize=64)
def _picks(options: str) -> tuple[Pick, ...]:
    return picks([Option(**one) for one in json.loads(options)])


def _require_open(ballot: _Ballot, moment: str) -> None:
    if moment < ballot.opens_at:
        raise BallotNotOpenError(_local(ballot.opens_at))
    if moment >= ballot.closes_at:
        raise BallotClosedError(_local(ballot.closes_at))


def _local(stored: str) -> datetime:
    return parse_moment(stored).astimezone(clock.LOCAL)


def _vote_once(work: Work, ballot: _Ballot, person_id: int, chosen: Pick, *, moment: str) -> _Cast:
    """Insert and seal the person's vote unless there is one."""
    standing = execute(STANDING, (ballot.matter_id, ballot.id, ballot.roster_id, person_id)).fetchone()
    if standing is None:
        raise NotOnRosterError
    line_id, line_number, attendance_id, voted, option, seq, manner, recused, delegate = standing
    if recused:
        raise RecusedError(recusal_rule_on(work.today).article)
    if attendance_id is None:
        raise NotPresentError
    if manner == VoteManner.BY_PROXY:
        raise ProxyVotedError(_delegate_of(line_id), article_on(AttendanceManner.BY_PROXY))
    if voted is None and delegate is not None:
        raise RepresentedError(delegate, article_on(AttendanceManner.BY_PROXY))
    if voted is not None:
        return _cast_before(work, (line_id, seq, manner), same=(voted, option) == (chosen.choice, chosen.option))
    return _insert(work, ballot, (line_id, line_number), (chosen, VoteManner.ONLINE), moment=moment)


def _vote_once_for(work: Work, ballot: _Ballot, by: tuple[int, int], chosen: Pick, *, moment: str) -> _Cast:
    """Insert and seal the vote of a line, unless there is one; ``by`` is the delegate and the line's number."""
    delegate_id, line = by
    article = article_on(AttendanceManner.BY_PROXY)
    found = execute(PRINCIPAL, (*[ballot.matter_id] * 2, ballot.id, ballot.roster_id, delegate_id, line)).fetchone()
    if found is None:
        raise NotYourPrincipalError(article)
    if ballot.manner == BallotManner.SECRET:
        raise ProxyInSecretBallotError(article)
    line_id, line_number, name, over, voted, option, seq, manner, recused, delegate_recused = found
    if recused:
        raise VoterRecusedError(recusal_rule_on(work.today).article)
    if delegate_recused:
        raise DelegateRecusedError(name, recusal_rule_on(work.today).article)
    if manner == VoteManner.ONLINE or (over is not None and manner != VoteManner.BY_PROXY):
        raise ProxyOverError(name, article)
    if voted is not None:
        return _cast_before(work, (line_id, seq, manner), same=(voted, option) == (chosen.choice, chosen.option))
    return _insert(work, ballot, (line_id, line_number), (chosen, VoteManner.BY_PROXY), moment=moment)


def _cast_before(work: Work, vote: tuple[int, int, str], *, same: bool) -> _Cast:
    """Answer a vote that was cast before: the same again, or whoever casts it is told that the paper counts."""
    line_id, seq, manner = vote
    from_paper = manner == VoteManner.PAPER
    if not same and not from_paper:
        raise VotedOtherwiseError
    work.leave_unchanged()
    return _Cast(seq, repeated=True, paper_line=line_id if from_paper else None)


def _delegate_of(line_id: int) -> str:
    return str(Proxy.get(Proxy.line == line_id).delegate_name)


def _insert(
    work: Work, ballot: _Ballot, line: tuple[int, int], given: tuple[Pick, VoteManner], *, moment: str
) -> _Cast:
    """Insert and seal a vote: ``line`` by its id and number, what was ``given`` and how."""
    (line_id, line_number), (chosen, manner) = line, given
    stored: dict[str, Json] = {
        "ballot_id": ballot.id,
        "line_id": line_id,
        "choice": chosen.choice.value,
        "option": chosen.option,
        "manner": manner.value,
        "recorded_at": moment,
        "seq": work.head.next_seq,
    }
    vote_id = execute(INSERT, tuple(stored.values())).fetchone()[0]
    work.rows.append(SealedRow(table="vote", key=vote_id, values={"id": vote_id, **stored}))
    work.seal(
        "deliberation.vote.cast",
        about=("ballot", str(stored["ballot_id"])),
        facts={"line": line_number, **picked(chosen), "manner": stored["manner"]},
        # the entry is opened when the names have gone: no account stands in it
        actor={"line" if manner is VoteManner.ONLINE else "proxy_of": line_number},
    )
    return _Cast(work.head.next_seq)
