"""One frozen value per screen on which somebody votes: for themselves, or for whoever gave them a written proxy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import NoBallotError, NotOnRosterError, NotYourPrincipalError
from deliberation.queries.ballots import voter
from deliberation.queries.matters import matter
from deliberation.queries.proxies import principals
from portal.meetings.models import AttendanceManner
from portal.meetings.presence import article_on, offered

if TYPE_CHECKING:
    from datetime import date

    from deliberation.queries.ballots import BallotRow, VoterStanding
    from deliberation.queries.matters import MatterRow
    from deliberation.queries.proxies import Principal
    from deliberation.rules import Pick
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class VotePage:
    """One representative's ballot paper, or the receipt once it is cast."""

    matter: MatterRow
    ballot: BallotRow
    online: bool  # whoever is not there may take part online
    day_over: bool  # the day of the meeting is, and nobody is signed in any more
    standing: VoterStanding | None  # None: not on the roster, and only there for others
    principals: tuple[Principal, ...]  # whose votes the person casts by written proxies
    choices: tuple[Pick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyVotePage:
    """The ballot paper of somebody for whom the person looking votes by a written proxy, or the receipt."""

    matter: MatterRow
    ballot: BallotRow
    principal: Principal
    choices: tuple[Pick, ...]


def vote_page(village: Place, number: int, *, person_id: int, today: date) -> VotePage:
    """Return the ballot paper of one person on one matter.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoBallotError: nothing has been put to the vote.
    :raise NotOnRosterError: the person is not on the frozen roster, and nobody gave them a proxy.
    """
    row = matter(village, number)
    if row.ballot is None:
        raise NoBallotError
    standing, others = voter(row.ballot, person_id), principals(row.ballot, person_id)
    if standing is None and not others:
        raise NotOnRosterError
    return VotePage(
        matter=row,
        ballot=row.ballot,
        online=AttendanceManner.ONLINE in offered(row.ballot.body, on=row.ballot.decided_on),
        day_over=today > row.ballot.decided_on,
        standing=standing,
        principals=others,
        choices=row.ballot.picks,
    )


def proxy_vote_page(village: Place, number: int, *, line: int, person_id: int) -> ProxyVotePage:
    """Return the ballot paper of the person on a line, for whom another votes by a written proxy.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoBallotError: nothing has been put to the vote.
    :raise NotYourPrincipalError: nobody on that line gave the person a proxy.
    """
    row = matter(village, number)
    if row.ballot is None:
        raise NoBallotError
    found = next((one for one in principals(row.ballot, person_id) if one.line == line), None)
    if found is None:
        raise NotYourPrincipalError(article_on(AttendanceManner.BY_PROXY))
    return ProxyVotePage(matter=row, ballot=row.ballot, principal=found, choices=row.ballot.picks)
