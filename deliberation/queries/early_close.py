"""Whether everybody present has voted, so that a ballot may end before its deadline.

Only whether: how many are missing would be the number of votes, which nobody is told while the ballot is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN

from deliberation.errors import BallotVoidError, NoBallotError
from deliberation.models import Participation, Vote
from deliberation.queries.matters import matter
from deliberation.queries.papers import papers
from deliberation.queries.recusals import recused_now
from deliberation.rules import MatterState
from portal.meetings.models import Attendance, RosterLine
from portal.meetings.queries import meeting

if TYPE_CHECKING:
    from deliberation.queries.acts import Looking
    from deliberation.queries.ballots import BallotRow
    from deliberation.queries.matters import MatterRow
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyClosePage:
    """What an officer looks at before ending a ballot early: who would come too late, and whether it may be."""

    matter: MatterRow
    ballot: BallotRow
    meeting: MeetingRow
    everybody_voted: bool
    paper_waits: bool

    @property
    def ready(self) -> bool:
        """Whether the ballot may be ended now."""
        return self.everybody_voted and not self.paper_waits

    @property
    def absent(self) -> int:
        """How many of those entitled are not there and would come too late."""
        return (self.meeting.entitled or 0) - self.meeting.present


def may_end_early(row: MatterRow, who: Looking) -> bool:
    """Tell whether somebody may ask for the matter's ballot to be ended early; whether it may be is told there."""
    return who.may_close and row.state is MatterState.VOTING


def everybody_voted(village: Place, row: BallotRow) -> bool:
    """Tell whether all who are signed in and do not stand back have cast the vote that counts."""
    cast: Any = Participation if row.secret else Vote
    recused = [one.line for one in recused_now(village, row.number, row.meeting_id)]
    missing = (
        RosterLine.select(RosterLine.id)
        .join(Attendance)
        .join_from(RosterLine, cast, JOIN.LEFT_OUTER, on=((cast.line == RosterLine.id) & (cast.ballot == row.id)))
        .where((RosterLine.roster == row.roster_id) & cast.id.is_null() & RosterLine.number.not_in(recused))
    )
    return not missing.exists()


def paper_waits(row: BallotRow) -> bool:
    """Tell whether a paper was entered that no second officer has read yet."""
    return any(not one.confirmed for one in papers(row))


def early_close_page(village: Place, number: int) -> EarlyClosePage:
    """Return the screen on which an officer ends the matter's ballot early.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoBallotError: nothing has been put to the vote, or it is over already.
    :raise BallotVoidError: it was declared void.
    """
    row = matter(village, number)
    if row.ballot is None or row.ballot.counted:
        raise NoBallotError
    if row.ballot.void:
        raise BallotVoidError
    return EarlyClosePage(
        matter=row,
        ballot=row.ballot,
        meeting=meeting(village, row.ballot.meeting_id),
        everybody_voted=everybody_voted(village, row.ballot),
        paper_waits=paper_waits(row.ballot),
    )
