"""Votes on paper as they are read: what waits for a second officer, what counts, what is void.

Who entered what is known before the deadline, a choice never: the second officer reads the paper, not the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import JOIN

from deliberation.models import (
    PaperLog,
    PaperObjection,
    PaperVote,
    PaperVoteConfirmation,
    VoidVote,
    Vote,
    VoteManner,
)
from deliberation.rules import word_of
from portal.kernel.attachments import attachments_of
from portal.kernel.db import dicts_of
from portal.kernel.journal import JournalLog
from portal.kernel.merkle import Frontier
from portal.meetings.models import RosterLine

if TYPE_CHECKING:
    from deliberation.queries.ballots import BallotRow
    from deliberation.rules import Choice
    from portal.kernel.attachments import AttachmentRow

#: The kind of thing beside which the photo of a paper stands, in the log of papers.
PAPER_PHOTO = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """The newest entry of one voter's paper, without its choice."""

    id: int
    line_id: int
    line: int
    person_id: int
    name: str
    entered_by: int
    confirmed: bool
    counted: bool  # it is the vote that counts


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidRow:
    """A vote that came second."""

    line: int
    manner: VoteManner
    choice: Choice
    option: int | None
    title: str  # of what was picked
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperObjectionRow:
    """What a voter says of the paper entered for them."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersRow:
    """Everything entered from paper on one ballot, as it is published after the deadline."""

    log_origin: str
    size: int
    root: str
    unconfirmed: tuple[int, ...]
    void: tuple[VoidRow, ...]
    objections: tuple[PaperObjectionRow, ...]


def papers(row: BallotRow) -> list[PaperRow]:
    """Return the newest paper of every voter who has one, by line."""
    rows = (
        PaperVote.select(
            PaperVote.id,
            PaperVote.line.alias("line_id"),
            RosterLine.number.alias("line"),
            RosterLine.person.alias("person_id"),
            RosterLine.name,
            PaperVote.entered_by,
            PaperVoteConfirmation.id.alias("confirmed"),
            Vote.manner,
        )
        .join_from(PaperVote, RosterLine)
        .join_from(PaperVote, PaperVoteConfirmation, JOIN.LEFT_OUTER)
        .join_from(PaperVote, Vote, JOIN.LEFT_OUTER, on=((Vote.line == RosterLine.id) & (Vote.ballot == row.id)))
        .where(PaperVote.ballot == row.id)
        .order_by(RosterLine.number, PaperVote.entry)
    )
    newest: dict[int, dict[str, object]] = {}
    for one in dicts_of(rows):
        if newest.get(one["line"], {}).get("confirmed") is None:  # the confirmed entry stands, else the newest
            newest[one["line"]] = one
    return [_paper_row(one) for one in newest.values()]


def papers_of(row: BallotRow) -> PapersRow | None:
    """Return what was entered from paper on a closed ballot; None where nothing was."""
    if not row.closed:
        msg = "papers are not read before the deadline"
        raise RuntimeError(msg)
    log = (
        PaperLog.select(JournalLog.origin, JournalLog.frontier)
        .join(JournalLog)
        .where(PaperLog.ballot == row.id)
        .dicts()
        .first()
    )
    frontier = Frontier.from_text(log["frontier"]) if log else None
    if log is None or frontier is None or not frontier.size:
        return None
    return PapersRow(
        log_origin=log["origin"],
        size=frontier.size,
        root=frontier.root().hex(),
        unconfirmed=tuple(one.line for one in papers(row) if not one.confirmed),
        void=void_votes(row),
        objections=objections_to_papers(row),
    )


def paper_photo(row: BallotRow, line: int, *, person_id: int, may_enter: bool) -> AttachmentRow | None:
    """Return the photo of the paper entered for ``line``: to the voter, and to officers once the ballot is counted.

    Before the count it shows a choice, and no officer reads one from the screen.
    """
    paper = next((one for one in papers(row) if one.line == line), None)
    log = PaperLog.get_or_none(PaperLog.ballot == row.id)
    if paper is None or log is None or not (paper.person_id == person_id or (row.settled and may_enter)):
        return None
    return next(iter(attachments_of(log.log_id, PAPER_PHOTO, [paper.id]).get(str(paper.id), ())), None)


def void_votes(row: BallotRow) -> tuple[VoidRow, ...]:
    """Return the votes of a closed ballot that do not count, by line."""
    found = (
        VoidVote.select(
            RosterLine.number.alias("line"), VoidVote.manner, VoidVote.choice, VoidVote.option, VoidVote.reason
        )
        .join(RosterLine)
        .where(VoidVote.ballot == row.id)
        .order_by(RosterLine.number, VoidVote.id)
    )
    titles = {one.word: one.title for one in row.picks}
    return tuple(VoidRow(**one, title=titles[word_of(one["choice"], one["option"])]) for one in dicts_of(found))


def objections_to_papers(row: BallotRow) -> tuple[PaperObjectionRow, ...]:
    """Return what voters say of papers entered for them, by line."""
    found = (
        PaperObjection.select(RosterLine.number.alias("line"), PaperObjection.text)
        .join(RosterLine)
        .where(PaperObjection.ballot == row.id)
        .order_by(RosterLine.number)
    )
    return tuple(PaperObjectionRow(**one) for one in dicts_of(found))


def _paper_row(one: dict[str, object]) -> PaperRow:
    facts = {name: one[name] for name in ("id", "line_id", "line", "person_id", "name", "entered_by")}
    confirmed = one["confirmed"] is not None
    return PaperRow(**facts, confirmed=confirmed, counted=confirmed and one["manner"] == VoteManner.PAPER)  # type: ignore[arg-type]
