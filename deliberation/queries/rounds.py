"""Every round of every stage as it was held: by hands, by ballot, or not at all for want of a quorum.

The figures of a show of hands are read only once a second officer has confirmed them: until then nobody learns
from a screen what the first one entered.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from deliberation.models import Adjournment, HandCount, HandCountConfirmation, HandCountTakenBack, Matter
from deliberation.procedures import stage_rule
from deliberation.queries.ballots import all_ballots, counts_of, outcomes
from deliberation.queries.recusals import recusals, recused_lines, roster_places
from deliberation.queries.ways import way_of
from deliberation.rules import CountManner, Outcome, Turnout, outcome, quorum
from deliberation.rules.course import Attempt, Mark
from portal.kernel.db import dicts_of
from portal.meetings.models import AttendanceManner, Meeting
from portal.meetings.presence import offering_bodies
from portal.meetings.queries.presence import remote_lines
from portal.meetings.rules import attended_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from deliberation.procedures import Way
    from deliberation.queries.ballots import BallotRow
    from deliberation.queries.recusals import RecusalRow, RecusedLine, RosterPlace
    from deliberation.rules import Finding, Procedure
    from portal.meetings.queries.presence import RemoteLine
    from portal.org.models import Place

HANDS, BALLOT, VOID, NONE = "hands", "ballot", "void", "none"

_OF_MATTER = (Matter.matter_type, Matter.procedure, Matter.adoption, Matter.proposed_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRow:
    """One round of one stage. ``outcome`` is None where nothing was voted on, or nothing is decided yet."""

    stage: str
    round: int
    manner: str  # hands, ballot, void (a secret ballot that could not be counted), none (流会)
    mark: Mark
    meeting_id: int
    body: str
    held_on: date
    plan_digest: str
    entitled: int
    present: int
    outcome: Outcome | None
    findings: tuple[Finding, ...]
    late_days: int
    authorisation_id: int | None
    entered_by: int | None  # of a show of hands that waits for its second officer
    ballot: BallotRow | None
    fixed_at: datetime  # who had said by then that they stand back did
    counted_at: datetime | None  # who had signed in by then was present; None while it is being voted on
    counted: CountManner = CountManner.HANDS  # where two officers counted in the hall
    recused: tuple[RecusedLine, ...] = ()  # who of the roster stood back
    remote: tuple[RemoteLine, ...] = ()  # who took part from afar, some only until they came themselves

    @property
    def attempt(self) -> Attempt:
        """The round as the course is replayed from it."""
        return Attempt(stage=self.stage, round=self.round, mark=self.mark, digest=self.plan_digest)

    @property
    def present_until(self) -> datetime:
        """The moment before which whoever takes part is counted."""
        return self.ballot.closes_at if self.ballot else self.fixed_at + timedelta.resolution

    @property
    def from_afar(self) -> dict[AttendanceManner, int]:
        """How many of those present took part online, and how many by a written proxy, when it was decided."""
        found = Counter(one.manner_at(self.present_until) for one in self.remote)
        return {one: found[one] for one in (AttendanceManner.ONLINE, AttendanceManner.BY_PROXY) if found[one]}

    @property
    def attended(self) -> str:
        """How many were present, in words, and how many of them from afar."""
        online, by_proxy = (self.from_afar.get(one, 0) for one in (AttendanceManner.ONLINE, AttendanceManner.BY_PROXY))
        return attended_words(self.present, online=online, by_proxy=by_proxy)

    @property
    def pending(self) -> bool:
        """Whether it waits for a second officer."""
        return self.manner == HANDS and self.mark is Mark.OPEN

    @property
    def manner_title(self) -> str:
        """How it was decided, in words."""
        if self.ballot is not None and self.manner == BALLOT:
            return self.ballot.manner.title
        return {HANDS: self.counted.title, VOID: "表决作废", NONE: "流会"}[self.manner]


def rounds(village: Place, number: int | None = None) -> dict[int, list[RoundRow]]:
    """Return every round held in the village, or on one matter of it, by the matter's id, in the order of stages."""
    found: dict[int, list[RoundRow]] = defaultdict(list)
    for matter_id, row in (*_by_ballot(village, number), *_by_hands(village, number), *_adjourned(village, number)):
        found[matter_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.stage, row.round))
    return _with_remote(_with_recused(village, number, found))


def rule_of(village: Place, stage: str, body: str, matter_type: str, *, on: date, way: Way) -> Procedure:
    """Return what a body must reach in a stage in this village on that day, on a matter that goes this way."""
    return stage_rule(stage, body, matter_type, on=on, jurisdiction=village.jurisdiction, way=way)


def _with_recused(
    village: Place, number: int | None, held: Mapping[int, Sequence[RoundRow]]
) -> dict[int, list[RoundRow]]:
    """Return the rounds with who stood back in each, by matter."""
    said = recusals(village, number)
    rows = [row for matter_id in said for row in held.get(matter_id, ())]
    people = {one.person_id for told in said.values() for one in told}
    places = roster_places({row.meeting_id for row in rows}, people)
    return {
        matter_id: [_recused(row, said.get(matter_id, ()), places.get(row.meeting_id, {})) for row in of_matter]
        for matter_id, of_matter in held.items()
    }


def _with_remote(held: Mapping[int, Sequence[RoundRow]]) -> dict[int, list[RoundRow]]:
    """Return the rounds with who took part from afar in each: only some bodies offer it."""
    offering = offering_bodies()
    meetings = {row.meeting_id for rows in held.values() for row in rows if row.body in offering}
    remote = remote_lines(meetings) if meetings else {}
    return {
        matter_id: [_remote(row, remote.get(row.meeting_id, ())) for row in rows] for matter_id, rows in held.items()
    }


def _remote(row: RoundRow, lines: Sequence[RemoteLine]) -> RoundRow:
    in_time = tuple(one for one in lines if one.present_at < row.present_until)
    return replace(row, remote=in_time) if in_time else row


def _recused(row: RoundRow, said: Sequence[RecusalRow], places: Mapping[int, RosterPlace]) -> RoundRow:
    if not said:
        return row
    last = row.ballot.closes_at - timedelta.resolution if row.ballot else row.fixed_at
    return replace(row, recused=recused_lines(said, places, by=row.fixed_at, present_by=last))


def _by_ballot(village: Place, number: int | None) -> list[tuple[int, RoundRow]]:
    ballots = all_ballots(village, number)
    decided = outcomes(ballots)
    found = []
    for ballot in ballots:
        result = decided.get(ballot.id)
        row = RoundRow(
            stage=ballot.stage,
            round=ballot.round,
            manner=VOID if ballot.void else BALLOT,
            mark=_ballot_mark(ballot, result),
            meeting_id=ballot.meeting_id,
            body=ballot.body,
            held_on=ballot.decided_on,
            plan_digest=ballot.plan_digest,
            entitled=ballot.entitled,
            present=result.present if result else _came(ballot),
            outcome=result,
            findings=result.reasons if result else (),
            late_days=0,
            authorisation_id=ballot.authorisation_id,
            entered_by=None,
            ballot=ballot,
            fixed_at=ballot.opens_at,
            counted_at=ballot.closes_at if ballot.settled else None,
        )
        found.append((ballot.matter_id, row))
    return found


def _by_hands(village: Place, number: int | None) -> list[tuple[int, RoundRow]]:
    rows = (
        HandCount.select(
            HandCount,
            HandCountConfirmation.id.alias("confirmed"),
            HandCountConfirmation.confirmed_at,
            HandCountTakenBack.id.alias("taken_back"),
            Meeting.body,
            *_OF_MATTER,
        )
        .join_from(HandCount, HandCountConfirmation, JOIN.LEFT_OUTER)
        .join_from(HandCount, HandCountTakenBack, JOIN.LEFT_OUTER)
        .join_from(HandCount, Meeting)
        .join_from(HandCount, Matter)
        .where(_asked(HandCount, village, number))
        .order_by(HandCount.matter, HandCount.stage, HandCount.round, HandCount.entry)
    )
    standing: dict[tuple[int, str, int], dict[str, Any]] = {}
    for row in dicts_of(rows):
        key = (row["matter"], row["stage"], row["round"])
        if key not in standing or standing[key]["confirmed"] is None:  # the confirmed entry stands, else the newest
            standing[key] = row
        if row["taken_back"] is not None:
            standing.pop(key)  # with what was entered before it
    return [(row["matter"], _counted(village, row)) for row in standing.values()]


def _counted(village: Place, row: dict[str, Any]) -> RoundRow:
    confirmed = row["confirmed"] is not None
    result = _result(village, row) if confirmed else None
    return RoundRow(
        stage=row["stage"],
        round=row["round"],
        manner=HANDS,
        mark=_mark(result) if result else Mark.OPEN,
        meeting_id=row["meeting"],
        body=row["body"],
        held_on=row["happened_on"],
        plan_digest=row["plan_digest"],
        entitled=row["entitled"],
        present=row["present"],
        outcome=result,
        findings=result.reasons if result else (),
        late_days=row["late_days"],
        authorisation_id=row["authorisation"],
        entered_by=None if confirmed else row["entered_by"],
        ballot=None,
        counted=row["manner"],
        fixed_at=row["entered_at"],
        counted_at=row["confirmed_at"],
    )


def _adjourned(village: Place, number: int | None) -> list[tuple[int, RoundRow]]:
    rows = (
        Adjournment.select(Adjournment, Meeting.body, *_OF_MATTER)
        .join_from(Adjournment, Meeting)
        .join_from(Adjournment, Matter)
        .where(_asked(Adjournment, village, number))
    )
    return [(row["matter"], _missed(village, row)) for row in dicts_of(rows)]


def _missed(village: Place, row: dict[str, Any]) -> RoundRow:
    rule = rule_of(village, row["stage"], row["body"], row["matter_type"], on=row["happened_on"], way=way_of(row))
    return RoundRow(
        stage=row["stage"],
        round=row["round"],
        manner=NONE,
        mark=Mark.ADJOURNED,
        meeting_id=row["meeting"],
        body=row["body"],
        held_on=row["happened_on"],
        plan_digest="",
        entitled=row["entitled"],
        present=row["present"],
        outcome=None,
        findings=quorum(rule, _turnout(row)).findings,
        late_days=0,
        authorisation_id=None,
        entered_by=None,
        ballot=None,
        fixed_at=row["recorded_at"],
        counted_at=row["recorded_at"],
    )


def _asked(model: Any, village: Place, number: int | None) -> Any:
    asked = model.village == village.id
    return asked if number is None else asked & (Matter.number == number)


def _result(village: Place, row: dict[str, Any]) -> Outcome:
    rule = rule_of(village, row["stage"], row["body"], row["matter_type"], on=row["happened_on"], way=way_of(row))
    return outcome(rule, _turnout(row), approve=row["approve"], against=row["against"], abstain=row["abstain"])


def _turnout(row: dict[str, Any]) -> Turnout:
    return Turnout(
        entitled=row["entitled"],
        present=row["present"],
        households_entitled=row["households_entitled"],
        households_present=row["households_present"],
    )


def _came(ballot: BallotRow) -> int:
    """Return who was there for a ballot without a result: told of a void one only."""
    return counts_of(ballot, {}).present if ballot.void else 0


def _ballot_mark(ballot: BallotRow, result: Outcome | None) -> Mark:
    """Return what a ballot came to; a void one decided nothing."""
    if ballot.void:
        return Mark.VOID
    return _mark(result) if result and ballot.counted else Mark.OPEN


def _mark(result: Outcome) -> Mark:
    if result.split:
        return Mark.SPLIT
    return Mark.CARRIED if result.carried else Mark.FAILED
