"""A branch's meetings as plain values: what rules look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from points.branch.life import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFact:
    """One person on a meeting's frozen roster."""

    person_id: int
    name: str
    branch_id: int | None
    exempt: str  # why they are not counted as due; empty: they are
    present_at: datetime | None
    signed_on: date | None  # the local day of that moment
    manner: str
    leave: str

    @property
    def due(self) -> bool:
        """Whether they count as due (应到会)."""
        return not self.exempt


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFact:
    """One meeting of a kind, with what was recorded of it so far.

    ``branch_id`` is ``None`` where all branches of the village met together. ``entered_late`` is how many days after
    the meeting it was entered at all, ``minutes_late`` how many days after it its first minutes were.
    """

    id: int
    village_id: int
    branch_id: int | None
    kind: str
    group: str
    title: str
    place: str
    starts_at: datetime
    day: date  # the local day of the meeting
    chair_id: int
    recorder_id: int
    begun: bool
    entitled: int
    present: int
    entered_late: int
    minuted_at: datetime | None
    minuted_on: date | None  # the local day of that moment
    minutes_late: int
    text: str
    form: Form | None
    practice: str
    tie: str
    tie_key: str
    photos: int
    lines: tuple[LineFact, ...] = field(default=())

    @property
    def held(self) -> bool:
        """Whether it took place: somebody signed in."""
        return self.present > 0

    @property
    def late_days(self) -> int:
        """How many days after it its record was written, at the latest (补录 n 天)."""
        return max(self.entered_late, self.minutes_late)

    def signed_by(self, moment: datetime) -> bool:
        """Tell whether anybody had been signed in by a moment."""
        return any(one.present_at is not None and one.present_at <= moment for one in self.lines)

    def of_branch(self, branch_id: int) -> bool:
        """Whether it counts for a branch: its own, or of all branches together."""
        return self.branch_id in {None, branch_id}
