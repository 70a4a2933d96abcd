"""Ballots as they are read: open or closed by the clock, counted only when closed.

Nothing here looks at a choice before the deadline of its ballot. Of a secret ballot nothing here looks at choices at
all: who took part stands in rows, and what was chosen is known only as the count that is stored with the close.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from deliberation.models import Ballot, BallotClose, Matter, Participation, Recusal, VoidBallot, Vote, VoteManner
from deliberation.procedures import S3_PARTY_REVIEW, stage_rule
from deliberation.queries.options import among, judged, option_votes
from deliberation.queries.ways import way_of
from deliberation.rules import (
    BallotManner,
    Choice,
    Option,
    OptionVotes,
    Outcome,
    Procedure,
    Turnout,
    ends_at,
    is_closed,
    outcome,
    picks,
    receipt_code,
    word_of,
)
from portal.kernel import boxes, clock
from portal.kernel.db import dicts_of, execute, tuples_of
from portal.kernel.journal import JournalEntry, JournalLog, last_moment
from portal.meetings.bodies import COMPOSITIONS
from portal.meetings.models import Attendance, Meeting, Proxy, ProxyEnd, Roster, RosterLine
from portal.org.models import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from deliberation.procedures import Way
    from deliberation.rules import Pick
    from portal.meetings.bodies import Body

_ENTRIES = "SELECT seq, day, salt, digest, content FROM journal_entry WHERE log_id = ? ORDER BY seq"


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRow:
    """A ballot with the facts fixed when it was opened.

    ``closed`` by the clock, or by the count where that came first; ``counted`` once a close is stored;
    ``void_because`` says why it never will be.
    """

    id: int
    matter_id: int
    number: int
    matter_type: str
    jurisdiction: str
    way: Way
    stage: str
    round: int
    meeting_id: int
    body: Body
    roster_id: int
    entitled: int
    authorisation_id: int | None
    question: str
    plan_digest: str
    opens_at: datetime
    closes_at: datetime  # the deadline, or the moment it was ended before it
    deadline: datetime  # as it was said at the opening
    log_id: int
    log_origin: str
    manner: BallotManner
    options: tuple[Option, ...]  # it is chosen between; none where a plan is approved or not
    closed: bool
    counted: bool
    void_because: str

    @property
    def void(self) -> bool:
        """Whether it was declared void."""
        return bool(self.void_because)

    @property
    def secret(self) -> bool:
        """Whether nobody ever knows who voted how."""
        return self.manner is BallotManner.SECRET

    @property
    def settled(self) -> bool:
        """Whether nothing more comes of it: it was counted, or declared void."""
        return self.counted or self.void

    @property
    def ended_early(self) -> bool:
        """Whether it was counted before its deadline, because everybody present had voted."""
        return self.closes_at < self.deadline

    @property
    def picks(self) -> tuple[Pick, ...]:
        """What a voter may pick."""
        return picks(self.options)

    @property
    def decided_on(self) -> date:
        """The day whose law applies: the day on which the ballot was opened."""
        return clock.local_day(self.opens_at)

    @property
    def named(self) -> bool:
        """Whether who voted how is told by name, once closed: members in their own meeting are only numbers."""
        return self.stage != S3_PARTY_REVIEW

    @property
    def procedure(self) -> Procedure:
        """The thresholds that decide."""
        on, place = self.decided_on, self.jurisdiction
        return stage_rule(self.stage, self.body, self.matter_type, on=on, jurisdiction=place, way=self.way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is counted at the deadline."""

    entitled: int
    present: int
    households_entitled: int | None
    households_present: int | None
    approve: int
    against: int
    abstain: int
    options: tuple[OptionVotes, ...] = ()  # where it was chosen between some; ``approve`` are those of the strongest


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteRow:
    """One vote as it is published after the deadline; of a secret ballot only that it was cast."""

    line: int
    choice: Choice | None
    option: int | None
    manner: VoteManner
    seq: int
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoterStanding:
    """Where one person stands in a ballot; ``receipt`` is theirs once they have voted. The choice is not read."""

    line: int
    present: bool
    receipt: str | None
    on_paper: bool = False  # entered from paper by two officers
    recused: bool = False  # stands back from the matter
    delegate: str = ""  # takes part for them, by a written proxy; or has voted for them
    by_proxy: bool = False  # the delegate has voted

    @property
    def may_vote(self) -> bool:
        """Whether the person is there, has not voted and does not stand back."""
        return self.present and not self.recused and not self.delegate and self.receipt is None


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """One entry of a ballot log with the salt that opens it, as ``_ENTRIES`` reads it."""

    seq: int
    day: str
    salt: str
    digest: str
    content: str


def ballots(village: Place) -> list[BallotRow]:
    """Return the latest ballot of every matter of the village that has one, by the matter's number."""
    return list({row.number: row for row in all_ballots(village)}.values())


def unsettled_ballots() -> set[int]:
    """Return the villages, by their ids, that have a ballot nobody has counted, or a key that has done its work."""
    counted, void = BallotClose.select(BallotClose.ballot), VoidBallot.select(VoidBallot.ballot)
    waiting = Ballot.select(Ballot.village).where(Ballot.id.not_in(counted) & Ballot.id.not_in(void)).distinct()
    return {village for (village,) in tuples_of(waiting)} | (_with_keys() if boxes.any_key() else set())


def all_ballots(village: Place, number: int | None = None) -> list[BallotRow]:
    """Return every ballot of the village, or on one matter of it, by the matter's number and as they were opened."""
    asked = Ballot.village == village.id
    if number is not None:
        asked &= Matter.number == number
    rows = list(dicts_of(_select().where(asked).order_by(Matter.number, Ballot.id)))
    now = now_in(village, *(row["last_at"] for row in rows))
    return [_ballot_row(row, now=now) for row in rows]


def ballot_of(village: Place, number: int) -> BallotRow | None:
    """Return the latest ballot on a matter of the village, if there is one."""
    asked = (Ballot.village == village.id) & (Matter.number == number)
    row = next(dicts_of(_select().where(asked).order_by(Ballot.id.desc()).limit(1)), None)
    if row is None:
        return None
    return _ballot_row(row, now=now_in(village, row["last_at"]))


def box_lost(row: BallotRow) -> bool:
    """Tell whether the box of a secret ballot is locked for ever, as after a restore: it can only be declared void."""
    return row.secret and not row.settled and not boxes.has_key(row.log_origin)


def outcomes(rows: Iterable[BallotRow]) -> dict[int, Outcome]:
    """Return what the closed ones among ``rows`` decided, by ballot; a secret one decides with its count."""
    closed = [row for row in rows if row.closed and (row.counted or not row.secret)]
    counted = _stored_counts({row.id: row for row in closed if row.counted})
    counted |= {row.id: tally(row) for row in closed if not row.counted}
    return {row.id: outcome_of(row, counted[row.id]) for row in closed}


def tally(row: BallotRow) -> Counts:
    """Count a closed recorded ballot: votes, and everybody signed in before the deadline, with their households."""
    found = tuples_of(
        Vote.select(Vote.choice, Vote.option, fn.COUNT(Vote.id))
        .where((Vote.ballot == row.id) & (Vote.recorded_at < row.closes_at))
        .group_by(Vote.choice, Vote.option)
    )
    return counts_of(row, {word_of(choice, option): count for choice, option, count in found})


def counts_of(row: BallotRow, votes: Mapping[str, int]) -> Counts:
    """Return ``votes`` (by the word of what was picked), everybody signed in before the deadline, their households."""
    households = fn.COUNT(fn.DISTINCT(RosterLine.household))
    in_time = (Attendance.roster == row.roster_id) & (Attendance.recorded_at < row.closes_at)
    present, households_present = next(
        tuples_of(RosterLine.select(fn.COUNT(Attendance.id), households).join(Attendance).where(in_time))
    )
    households_entitled = RosterLine.select(households).where(RosterLine.roster == row.roster_id).scalar()
    counted = COMPOSITIONS[row.body].by_households
    return Counts(
        entitled=row.entitled,
        present=present,
        households_entitled=households_entitled if counted else None,
        households_present=households_present if counted else None,
        **judged(row.options, votes),
    )


def outcome_of(row: BallotRow, counts: Counts) -> Outcome:
    """Return what ``counts`` decide in this ballot."""
    turnout = Turnout(
        entitled=counts.entitled,
        present=counts.present,
        households_entitled=counts.households_entitled,
        households_present=counts.households_present,
    )
    return outcome(
        row.procedure,
        turnout,
        approve=counts.approve,
        against=counts.against,
        abstain=counts.abstain,
        among=among(counts.options, on=row.decided_on),
    )


def votes(row: BallotRow) -> list[VoteRow]:
    """Return every vote of a closed ballot by roster line."""
    if not row.closed:
        msg = "votes are not read before the deadline"
        raise RuntimeError(msg)
    return [VoteRow(**vote, receipt=receipt_code(digest)) for digest, vote in _cast(row)]


def cast_by_proxy(row: BallotRow) -> frozenset[int]:
    """Return the lines for which somebody voted by a written proxy; none in a secret ballot."""
    asked = (Vote.ballot == row.id) & (Vote.manner == VoteManner.BY_PROXY)
    return frozenset(number for (number,) in tuples_of(Vote.select(RosterLine.number).join(RosterLine).where(asked)))


def _cast(row: BallotRow) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the digest of every vote's entry, with its line, choice, option, manner and number, by line."""
    cast: Any = Participation if row.secret else Vote
    told = (
        RosterLine.number,
        cast.seq,
        JournalEntry.digest,
        *(() if row.secret else (Vote.choice, Vote.option, Vote.manner)),
    )
    entry = (JournalEntry.log == row.log_id) & (JournalEntry.seq == cast.seq)
    found = cast.select(*told).join(RosterLine).join_from(cast, JournalEntry, on=entry)
    for line, seq, digest, *said in tuples_of(found.where(cast.ballot == row.id).order_by(RosterLine.number)):
        choice, option, manner = said or (None, None, VoteManner.ONLINE)
        yield digest, {"line": line, "choice": choice, "option": option, "manner": manner, "seq": seq}


def entries(row: BallotRow) -> list[OpenedEntry]:
    """Return the opened entries of a closed ballot's log, in order."""
    if not row.closed:
        msg = "a ballot log is not opened before the deadline"
        raise RuntimeError(msg)
    return [OpenedEntry(*entry) for entry in execute(_ENTRIES, (row.log_id,)).fetchall()]


def voter(row: BallotRow, person_id: int) -> VoterStanding | None:
    """Return where a person stands in a ballot; None when they are not on its roster."""
    cast: Any = Participation if row.secret else Vote
    told: list[Any] = [] if row.secret else [Vote.manner]
    said = Recusal.select(Recusal.stands).where(
        (Recusal.matter == row.matter_id)
        & (Recusal.person == RosterLine.person)
        & (Recusal.recorded_at <= row.opens_at)
    )
    told.append(said.order_by(Recusal.number.desc()).limit(1).alias("recused"))
    found = next(
        dicts_of(
            RosterLine.select(
                RosterLine.number,
                Attendance.id.alias("attendance_id"),
                JournalEntry.digest,
                Proxy.delegate_name,
                ProxyEnd.id.alias("came"),
                *told,
            )
            .join(Attendance, JOIN.LEFT_OUTER, on=(Attendance.line == RosterLine.id))
            .join_from(RosterLine, Proxy, JOIN.LEFT_OUTER, on=(Proxy.line == RosterLine.id))
            .join(ProxyEnd, JOIN.LEFT_OUTER)
            .join_from(RosterLine, cast, JOIN.LEFT_OUTER, on=((cast.line == RosterLine.id) & (cast.ballot == row.id)))
            .join(
                JournalEntry,
                JOIN.LEFT_OUTER,
                on=((JournalEntry.seq == cast.seq) & (JournalEntry.log == row.log_id)),
            )
            .where((RosterLine.roster == row.roster_id) & (RosterLine.person == person_id))
        ),
        None,
    )
    if found is None:
        return None
    by_proxy = found.get("manner") == VoteManner.BY_PROXY
    return VoterStanding(
        line=found["number"],
        present=found["attendance_id"] is not None,
        receipt=receipt_code(found["digest"]) if found["digest"] else None,
        on_paper=found.get("manner") == VoteManner.PAPER,
        recused=bool(found["recused"]),
        delegate=(found["delegate_name"] or "") if by_proxy or found["came"] is None else "",
        by_proxy=by_proxy,
    )


def _select() -> Any:
    return (
        Ballot.select(
            Ballot.id,
            Ballot.matter.alias("matter_id"),
            Matter.number,
            Matter.matter_type,
            Matter.procedure,
            Matter.adoption,
            Matter.proposed_at,
            Place.jurisdiction,
            Ballot.stage,
            Ballot.round,
            Ballot.meeting.alias("meeting_id"),
            Meeting.body,
            Ballot.roster.alias("roster_id"),
            Roster.entitled,
            Ballot.authorisation.alias("authorisation_id"),
            Ballot.question,
            Ballot.plan_digest,
            Ballot.opens_at,
            Ballot.closes_at.alias("deadline"),
            Ballot.log.alias("log_id"),
            JournalLog.origin.alias("log_origin"),
            JournalLog.last_at,
            Ballot.manner,
            Ballot.options,
            BallotClose.closed_at,
            VoidBallot.reason.alias("void_because"),
        )
        .join_from(Ballot, Matter)
        .join_from(Ballot, Place)
        .join_from(Ballot, Meeting)
        .join_from(Ballot, Roster)
        .join_from(Ballot, JournalLog)
        .join_from(Ballot, BallotClose, JOIN.LEFT_OUTER)
        .join_from(Ballot, VoidBallot, JOIN.LEFT_OUTER)
    )


def now_in(village: Place, *sealed: datetime | None) -> datetime:
    """Return the clock's moment, but never one before what is already sealed: a clock set back reopens nothing."""
    known = (last_moment(village.log_id), *sealed)
    return max([clock.now(), *(moment for moment in known if moment is not None)])


def _ballot_row(row: dict[str, Any], *, now: datetime) -> BallotRow:
    beside = {"last_at", "closed_at", "void_because", "procedure", "adoption", "proposed_at"}
    facts = {name: value for name, value in row.items() if name not in beside} | {"way": way_of(row)}
    facts["options"] = tuple(Option(**one) for one in row["options"])
    counted, because = row["closed_at"] is not None, row["void_because"] or ""
    closes_at = ends_at(deadline=row["deadline"], counted_at=row["closed_at"])
    closed = counted or bool(because) or is_closed(closes_at=closes_at, now=now)
    return BallotRow(**facts, closes_at=closes_at, closed=closed, counted=counted, void_because=because)


def _with_keys() -> set[int]:
    """Return the villages with a secret ballot that can still be opened."""
    secret = (
        Ballot.select(Ballot.village, JournalLog.origin).join(JournalLog).where(Ballot.manner == BallotManner.SECRET)
    )
    return {village for village, origin in tuples_of(secret) if boxes.has_key(origin)}


def _stored_counts(rows: Mapping[int, BallotRow]) -> dict[int, Counts]:
    if not rows:
        return {}
    return {
        row.ballot_id: Counts(
            entitled=row.entitled,
            present=row.present,
            households_entitled=row.households_entitled,
            households_present=row.households_present,
            approve=row.approve,
            against=row.against,
            abstain=row.abstain,
            options=option_votes(rows[row.ballot_id].options, row.options),
        )
        for row in BallotClose.select().where(BallotClose.ballot.in_(list(rows)))
    }
