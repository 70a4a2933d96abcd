"""Who voted themselves, and never how: what other areas are told once a vote is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deliberation.models import Ballot, BallotClose, HandCount, HandCountConfirmation, Participation, Vote
from deliberation.models.decisions import VoteManner
from deliberation.queries.recusals import recusals, standing_recusals
from portal.areas import TookPart
from portal.kernel.db import dicts_of
from portal.meetings.models import RosterLine
from portal.meetings.queries import lines_of_rosters, meetings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from portal.org.models import Place


def voters(village: Place, since: date, until: date) -> list[TookPart]:
    """Return who voted at the meetings from ``since`` to ``until``, both included: each once a meeting, by meeting.

    Told are votes that were counted, online and on paper, secret ones too, and of a show of hands whoever was there
    when it was counted and did not stand back. Whom somebody else voted for is not among them.
    """
    held = {one.id: one for one in meetings(village) if since <= one.meets_on <= until}
    if not held:
        return []
    voted = {*_by_ballot(held), *_by_secret_ballot(held), *_by_hands(village, held)}
    return [
        TookPart(
            person_id=person_id, day=held[meeting_id].meets_on, meeting_id=meeting_id, title=held[meeting_id].title
        )
        for meeting_id, person_id in sorted(voted)
    ]


def _by_ballot(meeting_ids: Collection[int]) -> Iterator[tuple[int, int]]:
    themselves = Vote.manner != VoteManner.BY_PROXY
    return _pairs(_cast(Vote).where(Ballot.meeting.in_([*meeting_ids]) & themselves))


def _by_secret_ballot(meeting_ids: Collection[int]) -> Iterator[tuple[int, int]]:
    return _pairs(_cast(Participation).where(Ballot.meeting.in_([*meeting_ids])))


def _cast(votes: Any) -> Any:
    return (
        votes.select(Ballot.meeting.alias("meeting_id"), RosterLine.person.alias("person_id"))
        .join_from(votes, Ballot)
        .join(BallotClose)
        .join_from(votes, RosterLine)
    )


def _pairs(rows: Any) -> Iterator[tuple[int, int]]:
    return ((row["meeting_id"], row["person_id"]) for row in dicts_of(rows))


def _by_hands(village: Place, meeting_ids: Collection[int]) -> Iterator[tuple[int, int]]:
    counts = HandCount.select().join(HandCountConfirmation).where(HandCount.meeting.in_([*meeting_ids]))
    rows = list(counts)
    lines = lines_of_rosters([row.roster_id for row in rows])
    said = recusals(village) if rows else {}
    for row in rows:
        back = {one.person_id for one in standing_recusals(said.get(row.matter_id, ()), by=row.entered_at)}
        for line in lines[row.roster_id]:
            there = line.in_person and line.present_at is not None and line.present_at <= row.entered_at
            if there and line.person_id not in back:
                yield row.meeting_id, line.person_id
