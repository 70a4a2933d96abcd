"""One frozen value per portal screen; whether the actor may act is asked by the view and given in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliberation.errors import NoBallotError, NotOnRosterError
from deliberation.procedures import body_on, matter_type_on
from deliberation.queries.ballots import voter, votes
from deliberation.queries.matters import authorisations, authority, matter, matters
from deliberation.rules import Choice, MatterState, Turnout, may_open, procedure
from portal.meetings.queries import meeting, meetings, roster_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.queries.ballots import BallotRow, VoterStanding
    from deliberation.queries.matters import AuthorisationRow, MatterRow
    from deliberation.rules import Authority, Opening
    from portal.meetings.queries import MeetingRow
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterListPage:
    """The village's matters."""

    matters: tuple[MatterRow, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisationsPage:
    """What the villagers' assembly has handed on."""

    authorisations: tuple[AuthorisationRow, ...]
    may_edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedVote:
    """One vote with the name on the roster."""

    number: int
    name: str
    capacity: str
    choice: str
    manner: str
    receipt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """What the person looking may do on this screen now."""

    open: bool
    close: bool
    vote: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterPage:
    """One matter: its state, who may decide it, its plan, its result."""

    matter: MatterRow
    authority: Authority
    authorisation: AuthorisationRow | None
    meeting: MeetingRow | None
    standing: VoterStanding | None
    votes: tuple[NamedVote, ...]
    acts: Acts


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChoice:
    """A meeting in which the matter could be put to the vote."""

    id: int
    title: str
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotPage:
    """Opening a ballot: the meeting, who is there, what is missing."""

    matter: MatterRow
    meetings: tuple[MeetingChoice, ...]
    meeting: MeetingRow | None
    authority: Authority
    opening: Opening | None
    today: bool  # whether the meeting is held today
    ready: bool

    @property
    def waiting(self) -> bool:
        """Whether nothing but people signing in is waited for."""
        return self.opening is not None and not self.opening.allowed and not self.authority.blocked


@dataclass(frozen=True, slots=True, kw_only=True)
class VotePage:
    """One representative's ballot paper, or the receipt once it is cast."""

    matter: MatterRow
    ballot: BallotRow
    standing: VoterStanding
    choices: tuple[Choice, ...]


def matter_list_page(village: Place, *, may_edit: bool) -> MatterListPage:
    """Return the screen that lists the village's matters."""
    return MatterListPage(matters=tuple(matters(village)), may_edit=may_edit)


def authorisations_page(village: Place, *, may_edit: bool) -> AuthorisationsPage:
    """Return the screen that lists the village's authorisations."""
    return AuthorisationsPage(authorisations=tuple(authorisations(village)), may_edit=may_edit)


def matter_page(
    village: Place, number: int, *, person_id: int, may_open_ballot: bool, may_close_ballot: bool, today: date
) -> MatterPage:
    """Return the screen of one matter for the person looking.

    :raise MatterNotFoundError: the village has no such matter.
    """
    row = matter(village, number)
    ballot = row.ballot
    held = meeting(village, ballot.meeting_id) if ballot else None
    body_id = held.body if held else deciding_body(row.matter_type, on=today)
    verdict = authority(village, row.matter_type, body_id, on=ballot.decided_on if ballot else today)
    standing = voter(ballot, person_id) if ballot else None
    open_now = row.state is MatterState.VOTING
    return MatterPage(
        matter=row,
        authority=verdict,
        authorisation=next((one for one in authorisations(village) if one.id == verdict.record), None),
        meeting=held,
        standing=standing,
        votes=_named_votes(ballot) if ballot and ballot.closed else (),
        acts=Acts(
            open=may_open_ballot and ballot is None,
            close=may_close_ballot and ballot is not None and ballot.closed and not ballot.counted,
            vote=open_now and standing is not None and standing.receipt is None,
        ),
    )


def ballot_page(village: Place, number: int, *, meeting_id: int | None, today: date) -> BallotPage:
    """Return the screen on which a ballot is opened, for the meeting asked for or today's newest with a roster.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NotFoundError: the village held no such meeting.
    """
    row = matter(village, number)
    body_id = deciding_body(row.matter_type, on=today)
    fitting = [
        one for one in meetings(village) if one.body == body_id and one.roster_id is not None and one.meets_on == today
    ]
    chosen = meeting(village, meeting_id) if meeting_id is not None else next(iter(fitting), None)
    verdict = authority(village, row.matter_type, chosen.body if chosen else body_id, on=today)
    held_today = chosen is not None and chosen.meets_on == today
    opening = _opening(row, chosen, today=today) if chosen and chosen.entitled and held_today else None
    return BallotPage(
        matter=row,
        meetings=_choices(fitting, chosen),
        meeting=chosen,
        authority=verdict,
        opening=opening,
        today=held_today,
        ready=row.ballot is None and not verdict.blocked and opening is not None and opening.allowed,
    )


def vote_page(village: Place, number: int, *, person_id: int) -> VotePage:
    """Return the ballot paper of one person on one matter.

    :raise MatterNotFoundError: the village has no such matter.
    :raise NoBallotError: nothing has been put to the vote.
    :raise NotOnRosterError: the person is not on the frozen roster.
    """
    row = matter(village, number)
    if row.ballot is None:
        raise NoBallotError
    standing = voter(row.ballot, person_id)
    if standing is None:
        raise NotOnRosterError
    return VotePage(matter=row, ballot=row.ballot, standing=standing, choices=tuple(Choice))


def deciding_body(type_id: str, *, on: date) -> str:
    """Return the id of the body before which a type of matter is usually brought: the one it may be handed to."""
    kind = matter_type_on(type_id, on)
    return kind.may_delegate_to or kind.body


def _opening(row: MatterRow, held: MeetingRow, *, today: date) -> Opening:
    rule = procedure(body_on(held.body, today), matter_type_on(row.matter_type, today))
    return may_open(rule, Turnout(entitled=held.entitled or 0, present=held.present))


def _choices(fitting: Sequence[MeetingRow], chosen: MeetingRow | None) -> tuple[MeetingChoice, ...]:
    return tuple(
        MeetingChoice(id=one.id, title=one.title, selected=chosen is not None and one.id == chosen.id)
        for one in fitting
    )


def _named_votes(ballot: BallotRow) -> tuple[NamedVote, ...]:
    lines = {line.number: line for line in roster_lines(ballot.roster_id)}
    return tuple(
        NamedVote(
            number=vote.line,
            name=lines[vote.line].name,
            capacity=lines[vote.line].capacity,
            choice=vote.choice.title,
            manner=vote.manner.title,
            receipt=vote.receipt,
        )
        for vote in votes(ballot)
    )
