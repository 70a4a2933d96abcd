"""How many of a branch came: per meeting, person and year, with both denominators; pure.

应到会 is everybody on the frozen roster but those who are exempt; 全体 is everybody on it. An exempt member who came
counts among those present of 全体 and not of 应到会. Leave is told beside both and taken off neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from points.branch.life import Every, Form
from points.branch.rules.calendar import periods

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from points.branch.rules.facts import LineFact, MeetingFact

_PERCENT_X100 = 100_00


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """How many came of how many, summed over ``meetings`` meetings."""

    meetings: int = 0
    due: int = 0
    due_present: int = 0
    all: int = 0
    present: int = 0
    leave: int = 0

    @property
    def due_rate_x100(self) -> int | None:
        """Of those due, who came, in hundredths of a percent."""
        return rate_x100(self.due_present, self.due)

    @property
    def all_rate_x100(self) -> int | None:
        """Of all members, who came, in hundredths of a percent."""
        return rate_x100(self.present, self.all)

    def __add__(self, other: Turnout) -> Turnout:
        return Turnout(
            meetings=self.meetings + other.meetings,
            due=self.due + other.due,
            due_present=self.due_present + other.due_present,
            all=self.all + other.all,
            present=self.present + other.present,
            leave=self.leave + other.leave,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberTurnout:
    """One member's meetings of a time: to how many they were invited, due and came."""

    person_id: int
    name: str
    turnout: Turnout
    exempt: str  # why they were not due the last time they were invited; empty: they were

    @property
    def came_to_nothing(self) -> bool:
        """Whether they were invited and never came."""
        return self.turnout.meetings > 0 and self.turnout.present == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """How many different members came at least once, of all who were invited in that time."""

    members: int = 0
    came: int = 0

    @property
    def rate_x100(self) -> int | None:
        """In hundredths of a percent."""
        return rate_x100(self.came, self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """How many meetings were practice, how many indoors, and of how many nobody has said."""

    practice: int = 0
    indoor: int = 0
    unsaid: int = 0

    @property
    def rate_x100(self) -> int | None:
        """The share of practice among those of which it was said, in hundredths of a percent."""
        return rate_x100(self.practice, self.practice + self.indoor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some months compared with others."""

    first: date
    last: date
    turnout: Turnout
    participation: Participation


def rate_x100(part: int, whole: int) -> int | None:
    """Return ``part`` of ``whole`` in hundredths of a percent, rounded half up; ``None``: of nothing.

    >>> rate_x100(1, 3), rate_x100(2, 3), rate_x100(0, 0)
    (3333, 6667, None)
    """
    return None if whole <= 0 else (2 * part * _PERCENT_X100 + whole) // (2 * whole)


def lines_of(meeting: MeetingFact, branch_id: int) -> tuple[LineFact, ...]:
    """Return who of a branch stands on a meeting's roster; where all branches met, by the branch they belong to."""
    if meeting.branch_id is not None:
        return meeting.lines
    return tuple(one for one in meeting.lines if one.branch_id == branch_id)


def turnout_of(meeting: MeetingFact, branch_id: int) -> Turnout:
    """Return how many of a branch came to one meeting."""
    return _turnout(lines_of(meeting, branch_id))


def turnout(meetings: Iterable[MeetingFact], branch_id: int) -> Turnout:
    """Return how many came, summed over the meetings that were held."""
    return sum((turnout_of(one, branch_id) for one in meetings if one.held), Turnout())


def by_member(meetings: Sequence[MeetingFact], branch_id: int) -> tuple[MemberTurnout, ...]:
    """Return each member's turnout over the meetings held, those who came least first."""
    lines: dict[int, list[LineFact]] = {}
    for meeting in sorted((one for one in meetings if one.held), key=lambda one: one.starts_at):
        for line in lines_of(meeting, branch_id):
            lines.setdefault(line.person_id, []).append(line)
    rows = [
        MemberTurnout(
            person_id=person_id,
            name=own[-1].name,
            turnout=sum((_turnout([one]) for one in own), Turnout()),
            exempt=own[-1].exempt,
        )
        for person_id, own in lines.items()
    ]
    return tuple(sorted(rows, key=lambda one: (one.turnout.all_rate_x100 or 0, one.person_id)))


def participation(meetings: Iterable[MeetingFact], branch_id: int) -> Participation:
    """Return how many different members came at least once to the meetings held."""
    invited: dict[int, bool] = {}
    for meeting in meetings:
        for line in lines_of(meeting, branch_id) if meeting.held else ():
            invited[line.person_id] = invited.get(line.person_id, False) or line.present_at is not None
    return Participation(members=len(invited), came=sum(invited.values()))


def practice(meetings: Iterable[MeetingFact]) -> Practice:
    """Return how many of the meetings held were practice; what no minutes say is counted as unsaid, as neither.

    Meetings of all branches together are those convened to decide, elsewhere; they are not asked what they were.
    """
    held = [one for one in meetings if one.held and one.branch_id is not None]
    return Practice(
        practice=sum(one.form is Form.PRACTICE for one in held),
        indoor=sum(one.form is Form.INDOOR for one in held),
        unsaid=sum(one.form is None for one in held),
    )


def before_and_after(
    meetings: Sequence[MeetingFact], branch_id: int, *, since: date, until: date, months: int
) -> tuple[Stretch, Stretch] | None:
    """Return the first ``months`` whole months since ``since`` and the last ones up to ``until``.

    ``None`` while the two would overlap: then there is nothing to compare. A month begun in the middle is whole here,
    because nothing is known of what was before.
    """
    over = [one for one in periods(Every.MONTH, since=since, until=until) if one.last <= until]
    if len(over) < 2 * months:
        return None
    return (
        _stretch(meetings, branch_id, over[0].first, over[months - 1].last),
        _stretch(meetings, branch_id, over[-months].first, over[-1].last),
    )


def _stretch(meetings: Sequence[MeetingFact], branch_id: int, first: date, last: date) -> Stretch:
    within = [one for one in meetings if first <= one.day <= last]
    return Stretch(
        first=first,
        last=last,
        turnout=turnout(within, branch_id),
        participation=participation(within, branch_id),
    )


def _turnout(lines: Sequence[LineFact]) -> Turnout:
    """Return the sums of one meeting's lines."""
    due = [one for one in lines if one.due]
    return Turnout(
        meetings=1 if lines else 0,
        due=len(due),
        due_present=sum(one.present_at is not None for one in due),
        all=len(lines),
        present=sum(one.present_at is not None for one in lines),
        leave=sum(bool(one.leave) and one.present_at is None for one in lines),
    )
