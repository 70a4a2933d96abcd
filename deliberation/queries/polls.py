"""Indicative polls as they are read: open or closed by the clock, counted only when nothing is waited for.

Nothing here looks at what anybody chose before the poll is due, but for the person who asks about their own answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from peewee import JOIN, fn

from deliberation.errors import PollNotFoundError
from deliberation.models import (
    Ballot,
    BallotClose,
    Matter,
    PlanRevision,
    Poll,
    PollAnswer,
    PollClose,
    PollParticipation,
    PollSheetConfirmation,
    PollSheetCount,
    Rating,
    VoidBallot,
    VoteManner,
)
from deliberation.procedures.polls import poll_rule_on
from deliberation.queries.ballots import now_in
from deliberation.rules import is_closed
from deliberation.rules.polls import NOTICE, POLL_NAME, PollCounts, PollFigures, count_choices, telling
from deliberation.rules.ratings import RATING_NAME, RATING_NOTICE
from portal.kernel import clock
from portal.kernel.db import dicts_of, tuples_of
from portal.kernel.journal import JournalLog
from portal.meetings.rules import grown_up
from portal.org.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from deliberation.rules.polls import PollRule, Telling
    from portal.org.models import Place

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollRow:
    """A poll as it was opened; ``closed`` by the clock, ``counted`` once a close is stored.

    ``due`` once it may be counted: closed, and its sheets are counted, or none came, or the days for that are over;
    and no ballot is open on its matter, because what it came to would speak to those who vote.
    """

    id: int
    village_id: int
    number: int
    question: str
    explanation: str
    options: tuple[str, ...]
    most_choices: int
    matter_number: int | None
    matter_title: str
    opens_at: datetime
    closes_at: datetime
    log_id: int
    log_origin: str
    handed_in: int  # sheets
    confirmed: bool  # two officers counted them alike
    rating: bool  # of the finished work of its matter
    voting_until: datetime | None  # the deadline of a ballot on its matter that is neither counted nor void
    closed: bool
    counting: bool  # its sheets, now
    due: bool
    counted: bool

    @property
    def count_until(self) -> datetime:
        """Until when its sheets may be counted."""
        return self.closes_at + timedelta(days=self.rule.count_days)

    @property
    def due_at(self) -> datetime:
        """From when it may be counted, as far as sheets and ballots go until now."""
        sheets_at = self.count_until if self.handed_in and not self.confirmed else self.closes_at
        return max(sheets_at, self.voting_until or sheets_at)

    @property
    def opens_on(self) -> date:
        """The day on which it was opened, whose limits apply."""
        return clock.local_day(self.opens_at)

    @property
    def last_on(self) -> date:
        """The last day on which it may be answered."""
        return clock.local_day(self.closes_at - _MOMENT)

    @property
    def count_last_on(self) -> date:
        """The last day on which its sheets may be counted."""
        return clock.local_day(self.count_until - _MOMENT)

    @property
    def name(self) -> str:
        """What it is called."""
        return RATING_NAME if self.rating else POLL_NAME

    @property
    def named(self) -> str:
        """What it is called among the others: a rating after its matter."""
        return f"{self.name}：“{self.matter_title}”" if self.rating else f"{self.name}，第 {self.number} 次"

    @property
    def notice(self) -> str:
        """What it is not."""
        return RATING_NOTICE if self.rating else NOTICE

    @property
    def rule(self) -> PollRule:
        """Its limits."""
        return poll_rule_on(self.opens_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """How one person takes part: their newest choice, empty where they handed in a sheet."""

    manner: VoteManner
    options: tuple[int, ...]
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """Somebody who handed in a sheet; what stands on it is not known."""

    code: str
    name: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCountRow:
    """The sheets as one officer counted them last."""

    id: int
    entered_by: int
    sheets: int
    figures: PollFigures


def polls(village: Place, *, matter_number: int | None = None) -> list[PollRow]:
    """Return the village's polls, or those about one matter of it, the newest first."""
    asked = Poll.village == village.id
    if matter_number is not None:
        asked &= Matter.number == matter_number
    return _rows(village, asked)


def poll(village: Place, number: int) -> PollRow:
    """Return one poll of the village.

    :raise PollNotFoundError: the village has no such poll.
    """
    found = _rows(village, (Poll.village == village.id) & (Poll.number == number))
    if not found:
        raise PollNotFoundError
    return found[0]


def own_part(row: PollRow, person_id: int) -> OwnPart | None:
    """Return how one person takes part in a poll, if they do."""
    asked = (
        PollParticipation.select(PollParticipation.manner, PollAnswer.options, PollParticipation.recorded_at)
        .join(PollAnswer, JOIN.LEFT_OUTER)
        .where((PollParticipation.poll == row.id) & (PollParticipation.person == person_id))
        .order_by(PollAnswer.entry.desc())
        .limit(1)
    )
    for manner, options, recorded_at in tuples_of(asked):
        return OwnPart(manner=manner, options=tuple(options or ()), recorded_at=recorded_at)
    return None


def birthday(person_id: int) -> date | None:
    """Return the birthday of a person, ``None`` where the register has none (D-38)."""
    born_on: date | None = Person.select(Person.born_on).where(Person.id == person_id).scalar()
    return born_on


def unanswered(village: Place, person_id: int) -> list[PollRow]:
    """Return the open polls in which a person takes no part yet, the newest first."""
    now = now_in(village)
    part = PollParticipation.select(PollParticipation.poll).where(PollParticipation.person == person_id)
    found = _rows(village, (Poll.village == village.id) & (Poll.closes_at > now) & Poll.id.not_in(part))
    return [row for row in found if not row.closed]


def uncounted_sheets(village: Place, account_id: int) -> list[PollRow]:
    """Return the polls whose sheets are being counted and which this officer has not counted."""
    own = PollSheetCount.select(PollSheetCount.poll).where(PollSheetCount.entered_by == account_id)
    settled = PollClose.select(PollClose.poll)
    asked = (Poll.village == village.id) & Poll.id.not_in(settled) & Poll.id.not_in(own)
    return [row for row in _rows(village, asked) if row.counting]


def sheets(row: PollRow) -> list[SheetRow]:
    """Return who handed in a sheet, by code."""
    found = (
        PollParticipation.select(Person.code, Person.name, PollParticipation.recorded_at)
        .join(Person)
        .where((PollParticipation.poll == row.id) & (PollParticipation.manner == VoteManner.PAPER))
        .order_by(Person.code)
    )
    return [SheetRow(**one) for one in dicts_of(found)]


def sheet_counts(row: PollRow) -> dict[int, SheetCountRow]:
    """Return the newest count of every officer who counted the sheets, by account."""
    found = PollSheetCount.select().where((PollSheetCount.village == row.village_id) & (PollSheetCount.poll == row.id))
    return {
        one.entered_by: SheetCountRow(
            id=one.id,
            entered_by=one.entered_by,
            sheets=one.sheets,
            figures=PollFigures(counts=tuple(one.counts), blank=one.blank),
        )
        for one in found.order_by(PollSheetCount.entry)
    }


def confirmed_count(row: PollRow) -> SheetCountRow | None:
    """Return what two officers counted alike, if they did."""
    confirmation = PollSheetConfirmation.get_or_none(PollSheetConfirmation.poll == row.id)
    if confirmation is None:
        return None
    one = confirmation.count
    figures = PollFigures(counts=tuple(one.counts), blank=one.blank)
    return SheetCountRow(id=one.id, entered_by=one.entered_by, sheets=one.sheets, figures=figures)


def poll_counts(row: PollRow) -> PollCounts:
    """Return what a poll came to, stored or counted now.

    :raise RuntimeError: the poll is not due: nobody asks for its counts before that.
    """
    if not row.due:
        msg = "a poll is counted before it is due"
        raise RuntimeError(msg)
    stored = PollClose.get_or_none(PollClose.poll == row.id)
    if stored is not None:
        return PollCounts(
            entitled=stored.entitled,
            online=stored.online,
            on_paper=stored.on_paper,
            blank=stored.blank,
            uncounted=stored.uncounted,
            counts=tuple(stored.counts),
        )
    return _counted(row)


def told(row: PollRow, counts: PollCounts) -> Telling:
    """Tell how much of the counts may be shown to anybody."""
    return telling(counts, fewest=row.rule.fewest_answers)


def at(row: PollRow, now: datetime) -> PollRow:
    """Return how a poll that is not counted stands at a moment."""
    closed, over, due = (is_closed(closes_at=end, now=now) for end in (row.closes_at, row.count_until, row.due_at))
    counting = closed and not over and row.handed_in > 0 and not row.confirmed
    return replace(row, closed=closed, counting=counting, due=due)


def unsettled_polls() -> set[int]:
    """Return the villages, by their ids, that have a poll nobody has counted."""
    counted = PollClose.select(PollClose.poll)
    return {village for (village,) in tuples_of(Poll.select(Poll.village).where(Poll.id.not_in(counted)).distinct())}


def _counted(row: PollRow) -> PollCounts:
    newest = {
        part: tuple(options)
        for part, options in tuples_of(
            PollAnswer.select(PollAnswer.participation, PollAnswer.options)
            .join(PollParticipation)
            .where(PollParticipation.poll == row.id)
            .order_by(PollAnswer.participation, PollAnswer.entry)
        )
    }
    online = count_choices(list(newest.values()), options=len(row.options))
    confirmed = confirmed_count(row)
    counted = confirmed.sheets if confirmed else 0
    paper = confirmed.figures if confirmed else PollFigures(counts=(0,) * len(row.options), blank=0)
    return PollCounts(
        entitled=_entitled(row),
        online=len(newest),
        on_paper=counted - paper.blank,
        blank=paper.blank,
        uncounted=len(sheets(row)) - counted,
        counts=tuple(one + other for one, other in zip(online, paper.counts, strict=True)),
    )


def _entitled(row: PollRow) -> int:
    """Return how many of the register could answer until the last day: also who did and would be too young now."""
    took_part = {
        person
        for (person,) in tuples_of(
            PollParticipation.select(PollParticipation.person).where(PollParticipation.poll == row.id)
        )
    }
    register = tuples_of(Person.select(Person.id, Person.born_on).where(Person.village == row.village_id))
    return sum(
        person in took_part or grown_up(born_on, age=row.rule.age, on=row.last_on) for person, born_on in register
    )


def _rows(village: Place, asked: Any) -> list[PollRow]:
    newest = PlanRevision.alias()
    title = newest.select(newest.title).where(newest.matter == Poll.matter).order_by(newest.revision.desc()).limit(1)
    part = PollParticipation.alias()
    handed_in = part.select(fn.COUNT(part.id)).where((part.poll == Poll.id) & (part.manner == VoteManner.PAPER))
    found = (
        Poll.select(
            Poll.id,
            Poll.village.alias("village_id"),
            Poll.number,
            Poll.question,
            Poll.explanation,
            Poll.options,
            Poll.most_choices,
            Matter.number.alias("matter_number"),
            fn.COALESCE(title, Matter.title, "").alias("matter_title"),
            Poll.opens_at,
            Poll.closes_at,
            Poll.log.alias("log_id"),
            JournalLog.origin.alias("log_origin"),
            JournalLog.last_at,
            handed_in.alias("handed_in"),
            PollSheetConfirmation.id.alias("confirmation_id"),
            Rating.id.alias("rating_id"),
            PollClose.id.alias("close_id"),
        )
        .join_from(Poll, Matter, JOIN.LEFT_OUTER)
        .join_from(Poll, JournalLog)
        .join_from(Poll, PollSheetConfirmation, JOIN.LEFT_OUTER)
        .join_from(Poll, PollClose, JOIN.LEFT_OUTER)
        .join_from(Poll, Rating, JOIN.LEFT_OUTER)
        .where(asked)
        .order_by(Poll.number.desc())
    )
    return list(_poll_rows(village, list(dicts_of(found))))


def _voting_until(village: Place) -> dict[int, datetime]:
    """Return the deadline of every ballot that is neither counted nor void, by the number of its matter."""
    counted, void = BallotClose.select(BallotClose.ballot), VoidBallot.select(VoidBallot.ballot)
    asked = (
        Ballot.select(Matter.number, Ballot.closes_at)
        .join(Matter)
        .where((Ballot.village == village.id) & Ballot.id.not_in(counted) & Ballot.id.not_in(void))
    )
    return dict(tuples_of(asked))


def _poll_rows(village: Place, found: list[dict[str, Any]]) -> Iterable[PollRow]:
    now = now_in(village, *(row["last_at"] for row in found)) if found else None
    voting = _voting_until(village) if found else {}
    for row in found:
        beside = {"last_at", "close_id", "confirmation_id", "rating_id", "options"}
        facts = {name: value for name, value in row.items() if name not in beside}
        facts |= {"options": tuple(row["options"]), "confirmed": row["confirmation_id"] is not None}
        facts["rating"] = row["rating_id"] is not None
        facts["voting_until"] = voting.get(row["matter_number"])
        counted = row["close_id"] is not None
        made = PollRow(**facts, closed=counted, counting=False, due=counted, counted=counted)
        yield made if counted or now is None else at(made, now)
