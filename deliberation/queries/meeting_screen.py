"""What a meeting's hall sees on its screen: who is still needed, what is before it, the vote, and what came of it.

While a ballot is open nothing here asks for a vote: not even how many were cast.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from deliberation.procedures import stage_rule
from deliberation.queries.matters import matters
from deliberation.queries.rounds import rule_of
from deliberation.queries.stage_screens import stage_bodies, turnout_of
from deliberation.rules import MatterState
from deliberation.rules.meter import meter
from portal.meetings.bodies import COMPOSITIONS
from portal.meetings.queries import meeting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.queries.matters import MatterRow
    from deliberation.queries.rounds import RoundRow
    from deliberation.rules.meter import Meter
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Place

_NOT_ON_THE_WAY = frozenset({MatterState.FAILED, MatterState.RETURNED, MatterState.WITHDRAWN})


class Phase(StrEnum):
    """What the screen shows."""

    WAITING = "waiting"  # sign-in has not begun, or the meeting was on another day
    SIGN_IN = "sign_in"
    VOTING = "voting"
    COUNTING = "counting"
    RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A matter and the round of it that was held in this meeting."""

    matter: MatterRow
    round: RoundRow

    @property
    def over(self) -> bool:
        """Whether it has a result, or never will have one."""
        return self.round.outcome is not None or (self.round.ballot is not None and self.round.ballot.void)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingScreen:
    """The screen of one meeting at one moment."""

    meeting: MeetingRow
    phase: Phase
    today: bool
    agenda: tuple[MatterRow, ...]
    meter: Meter | None  # None while nobody knows who is entitled
    shown: Decided | None  # what is being voted on, or what came of it

    @property
    def waited_for(self) -> bool:
        """Whether people may still sign in."""
        return self.today and self.meeting.roster_id is not None and self.meeting.present < (self.meeting.entitled or 0)


def meeting_screen(village: Place, meeting_id: int, *, today: date) -> MeetingScreen:
    """Return the screen of a meeting.

    :raise NotFoundError: the village held no such meeting.
    """
    held = meeting(village, meeting_id)
    agenda = agenda_of(village, held)
    rounds = [(row, one) for row in agenda for one in row.rounds if one.meeting_id == held.id]
    shown = _shown([Decided(matter=row, round=one) for row, one in rounds])
    return MeetingScreen(
        meeting=held,
        phase=_phase(held, shown, today=today),
        today=held.meets_on == today,
        agenda=agenda,
        meter=meter_of(village, held, agenda),
        shown=shown,
    )


def agenda_of(village: Place, held: MeetingRow) -> tuple[MatterRow, ...]:
    """Return the matters that were decided in this meeting, or whose turn it is before its body, by number."""
    return tuple(row for row in matters(village) if _held_in(row, held) or _due_before(village, row, held))


def meter_of(village: Place, held: MeetingRow, agenda: Sequence[MatterRow]) -> Meter | None:
    """Return who is still needed by the rules in force for what is before the meeting: those that ask for most.

    None before sign-in, and of bodies only some places have: no rule asks how many of them come.
    """
    if held.roster_id is None or COMPOSITIONS[held.body].local:
        return None
    turnout, on = turnout_of(held), held.meets_on
    rules = [
        rule_of(village, row.stage.gate.id, held.body, row.matter_type, on=on, way=row.way)
        for row in agenda
        if row.stage is not None and _due_before(village, row, held)
    ]
    rules = rules or [stage_rule(None, held.body, None, on=on, jurisdiction=village.jurisdiction)]
    return max((meter(rule, turnout) for rule in rules), key=lambda one: (not one.met, one.missing))


def _held_in(row: MatterRow, held: MeetingRow) -> bool:
    return any(one.meeting_id == held.id for one in row.rounds)


def _due_before(village: Place, row: MatterRow, held: MeetingRow) -> bool:
    """Tell whether it is the turn of the meeting's body to decide the matter."""
    if row.stage is None or row.state in _NOT_ON_THE_WAY or not row.stage.gate.meets:
        return False
    return held.body in stage_bodies(village, row, row.stage.gate.id)


def _shown(held: Sequence[Decided]) -> Decided | None:
    """Return what is being voted on, else what waits for its count, else the newest result."""
    ballots = [one for one in held if one.round.ballot is not None and not one.over]
    waiting = ballots or [one for one in held if one.over]
    return max(waiting, key=lambda one: one.round.fixed_at, default=None)


def _phase(held: MeetingRow, shown: Decided | None, *, today: date) -> Phase:
    if shown is not None and shown.over:
        return Phase.RESULT
    if shown is not None and shown.round.ballot is not None:
        return Phase.COUNTING if shown.round.ballot.closed else Phase.VOTING
    return Phase.SIGN_IN if held.roster_id is not None and held.meets_on == today else Phase.WAITING
