"""Indicative polls: ask the village's people, answer, hand in sheets of paper, count these, close.

Everything between opening and close is sealed in the poll's own log, as votes are in their ballot's: nothing public
depends on who answers what while a poll is open. Every act reads the clock once, after that log is locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peewee import fn

from deliberation.bulletins.polls import publish_poll, publish_poll_result
from deliberation.errors import (
    NoPollSheetsError,
    OwnPollSheetError,
    PollAgeError,
    PollAnsweredOnlineError,
    PollClosedError,
    PollOfOthersError,
    PollPersonAmbiguousError,
    PollPersonUnknownError,
    PollSheetHandedInError,
    PollSheetsCountedError,
    PollSheetsTooEarlyError,
    PollSheetsTooLateError,
    PollStillOpenError,
)
from deliberation.models import (
    Poll,
    PollAnswer,
    PollClose,
    PollParticipation,
    PollSheetConfirmation,
    PollSheetCount,
    RatingReason,
    VoteManner,
)
from deliberation.procedures.polls import poll_rule_on
from deliberation.queries import matter
from deliberation.queries.polls import at, birthday, confirmed_count, poll, poll_counts, polls, sheet_counts, sheets
from deliberation.queries.ratings import reason_of
from deliberation.rules.polls import (
    SheetReading,
    chosen_options,
    require_askable,
    require_figures,
    require_linkable,
)
from deliberation.rules.ratings import require_reason_fits
from deliberation.services.holding import account_of
from portal.kernel import clock, journal
from portal.kernel.fields import moment_text
from portal.kernel.privacy import refuse_private_numbers
from portal.kernel.work import unit_of_work
from portal.meetings.rules import grown_up
from portal.org.actors import SYSTEM
from portal.org.models import Person
from portal.org.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from deliberation.queries.polls import PollRow
    from deliberation.rules.polls import PollFigures
    from portal.kernel.work import Work
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is asked, until which day (included), and about which matter, if any."""

    question: str
    explanation: str
    options: tuple[str, ...]
    most_choices: int
    last_on: date
    matter: int | None = None


def open_poll(actor: Actor, village: Place, asking: Asking) -> Poll:
    """Ask the village's people from now on; the same question asked again while it is open is the same poll.

    :raise PollOptionsError: too few, too many, or twice the same options.
    :raise PollMostChoicesError: more may be chosen than there are options, or none.
    :raise PollLastDayError: the last day is over, or too far away.
    :raise MatterNotFoundError: the village has no such matter.
    :raise PollMatterError: the matter is being voted on, decided or over.
    :raise PrivateNumberError: a text has what looks like the number of a person.
    """
    with unit_of_work(actor, Permission.MATTER_EDIT, village) as work:
        refuse_private_numbers(asking.question, asking.explanation, *asking.options)
        options = [one.strip() for one in asking.options]
        require_askable(
            poll_rule_on(work.today),
            options=options,
            most_choices=asking.most_choices,
            last_on=asking.last_on,
            today=work.today,
        )
        about = matter(village, asking.matter) if asking.matter is not None else None
        if about is not None:
            require_linkable(about.state)
        same = _asked_already(village, asking, options)
        if same is not None:
            work.leave_unchanged()
            return same
        opened = begin_poll(work, village, asking, options=options, matter_id=about.id if about else None)
        publish_poll(work, village, poll(village, opened.number))
        work.seal(
            "deliberation.poll.opened",
            about=("poll", opened.number),
            facts={"log": opened.log.origin, "options": len(options), "closes_at": moment_text(opened.closes_at)},
            rows=[opened],
        )
        return opened


def begin_poll(work: Work, village: Place, asking: Asking, *, options: list[str], matter_id: int | None) -> Poll:
    """Write down a question with a log of its own, within a work that publishes and seals it."""
    number = 1 + (Poll.select(fn.MAX(Poll.number)).where(Poll.village == village.id).scalar() or 0)
    return Poll.create(
        village=village,
        number=number,
        question=asking.question,
        explanation=asking.explanation,
        options=options,
        most_choices=asking.most_choices,
        matter=matter_id,
        opens_at=work.now,
        closes_at=clock.day_end(asking.last_on),
        opened_by=account_of(work),
        log=journal.create_log(f"{work.head.origin}/polls/{number}"),
    )


def answer_poll(actor: Actor, village: Place, number: int, *, chosen: Sequence[str], reason: str = "") -> None:
    """Answer as the person signed in; until the last day is over a later answer takes the place of an earlier one.

    Who is not satisfied with finished work may say why.

    :raise PollNotFoundError: the village has no such poll.
    :raise MalformedPollAnswerError: no option, too many, one twice, or one that is not asked.
    :raise RatingReasonError: a reason stands beside another answer than 不满意.
    :raise PrivateNumberError: the reason has what looks like the number of a person.
    :raise PollClosedError: the last day is over.
    :raise PollOfOthersError: the person stands in another register.
    :raise PollAgeError: the person is too young.
    :raise PollSheetHandedInError: the person handed in a sheet of paper.
    """
    row = poll(village, number)
    options = list(chosen_options(chosen, options=len(row.options), most_choices=row.most_choices))
    require_reason_fits(reason, options, rating=row.rating)
    refuse_private_numbers(reason)
    with unit_of_work(actor, Permission.SIGNED_IN, village, log_id=row.log_id) as work:
        _require_open(row, work)
        if actor.home_id != village.id:
            raise PollOfOthersError
        _require_age(row, actor.person_id, work)
        part = _part_of(row, actor.person_id)
        if part is not None and part.manner is VoteManner.PAPER:
            raise PollSheetHandedInError
        newest = _newest_answer(part) if part else None
        if newest is not None and (newest.options, reason_of(newest)) == (options, reason):
            work.leave_unchanged()
            return
        joined = [] if part else [_join(row, actor.person_id, VoteManner.ONLINE, work)]
        answer = PollAnswer.create(
            participation=part or joined[0],
            entry=1 + (newest.entry if newest else 0),
            options=options,
            recorded_at=work.now,
        )
        said = [RatingReason.create(answer=answer, text=reason)] if reason else []
        work.seal(
            "deliberation.poll.answered",
            about=("poll", number),
            facts={"entry": answer.entry},
            rows=[*joined, answer, *said],
        )


def record_sheet(actor: Actor, village: Place, number: int, *, typed: str) -> str:
    """Note that somebody handed in a sheet, or answered by telephone, by name or code; return the name.

    What stands on the sheet is not noted: it goes into the box and is counted with the others.

    :raise PollNotFoundError: the village has no such poll.
    :raise PollClosedError: the last day is over.
    :raise PollPersonUnknownError: the register has nobody of that name or code.
    :raise PollPersonAmbiguousError: several people have that name.
    :raise OwnPollSheetError: the sheet is the officer's own.
    :raise PollAgeError: the person is too young.
    :raise PollAnsweredOnlineError: the person answered online.
    """
    row = poll(village, number)
    with unit_of_work(actor, Permission.BALLOT_ENTER_PAPER, village, log_id=row.log_id) as work:
        _require_open(row, work)
        person = _registered(village, typed)
        if person.id == actor.person_id:
            raise OwnPollSheetError
        _require_age(row, person.id, work)
        part = _part_of(row, person.id)
        if part is not None and part.manner is VoteManner.ONLINE:
            raise PollAnsweredOnlineError(person.name)
        if part is not None:
            work.leave_unchanged()
            return str(person.name)
        joined = _join(row, person.id, VoteManner.PAPER, work, recorded_by=account_of(work))
        work.seal("deliberation.poll.sheet.recorded", about=("poll", number), facts={}, rows=[joined])
        return str(person.name)


def count_sheets(actor: Actor, village: Place, number: int, *, figures: PollFigures) -> SheetReading:
    """Enter the sheets as one officer counted them; they count once two officers, each blind, counted alike.

    :raise PollNotFoundError: the village has no such poll.
    :raise PollSheetsTooEarlyError: sheets may still be handed in.
    :raise PollSheetsTooLateError: the days for counting are over.
    :raise NoPollSheetsError: nobody handed in a sheet.
    :raise PollSheetsCountedError: the sheets are counted.
    :raise PollFiguresError: the figures do not fit the sheets handed in.
    """
    row = poll(village, number)
    with unit_of_work(actor, Permission.BALLOT_ENTER_PAPER, village, log_id=row.log_id) as work:
        if confirmed_count(row) is not None:
            raise PollSheetsCountedError
        _require_counting(row, work)
        handed_in = len(sheets(row))
        if not handed_in:
            raise NoPollSheetsError
        require_figures(figures, sheets=handed_in, options=len(row.options), most_choices=row.most_choices)
        return _enter_count(work, village, row, figures=figures, handed_in=handed_in)


def settle_polls(village: Place) -> int:
    """Close every poll of the village that is due; return how many were."""
    due = [row for row in polls(village) if row.due and not row.counted]
    for row in due:
        close_poll(village, row.number)
    return len(due)


def close_poll(village: Place, number: int) -> PollClose:
    """Count a poll and publish what it came to; done already, return the same count.

    :raise PollNotFoundError: the village has no such poll.
    :raise PollStillOpenError: the last day is not over, its sheets are being counted, or its matter is voted on.
    """
    with unit_of_work(SYSTEM, Permission.SETTLE, village) as work:
        head = journal.lock(poll(village, number).log_id)  # every answer in progress is in before the count
        row = poll(village, number)
        stored = PollClose.get_or_none(PollClose.poll == row.id)
        if stored is not None:
            work.leave_unchanged()
            return stored
        row = at(row, work.now)  # whatever the clock says by now
        if not row.due:
            raise PollStillOpenError(row.due_at.astimezone(clock.LOCAL))
        counts = poll_counts(row)
        close = PollClose.create(
            poll=row.id,
            closed_at=work.now,
            entitled=counts.entitled,
            online=counts.online,
            on_paper=counts.on_paper,
            blank=counts.blank,
            uncounted=counts.uncounted,
            counts=list(counts.counts),
            size=head.frontier.size,
            root=head.frontier.root().hex(),
        )
        publish_poll_result(work, village, row, counts)
        work.seal(
            "deliberation.poll.closed",
            about=("poll", number),
            facts={"log": row.log_origin, "size": close.size, "root": close.root},
            rows=[close],
        )
        return close


def _asked_already(village: Place, asking: Asking, options: list[str]) -> Poll | None:
    """Return the open poll that the same words made, if there is one."""
    said = (asking.question, asking.explanation, tuple(options), asking.most_choices, asking.last_on, asking.matter)
    for row in polls(village):
        facts = (row.question, row.explanation, row.options, row.most_choices, row.last_on, row.matter_number)
        if not row.closed and facts == said:
            return Poll.get_by_id(row.id)
    return None


def _require_open(row: PollRow, work: Work) -> None:
    if work.now >= row.closes_at:
        raise PollClosedError(row.closes_at.astimezone(clock.LOCAL))


def _require_counting(row: PollRow, work: Work) -> None:
    if work.now < row.closes_at:
        raise PollSheetsTooEarlyError(row.closes_at.astimezone(clock.LOCAL))
    if work.now >= row.count_until:
        raise PollSheetsTooLateError(row.count_until.astimezone(clock.LOCAL))


def _require_age(row: PollRow, person_id: int, work: Work) -> None:
    if not grown_up(birthday(person_id), age=row.rule.age, on=work.today):
        raise PollAgeError(row.rule.age)


def _part_of(row: PollRow, person_id: int) -> PollParticipation | None:
    found: PollParticipation | None = PollParticipation.get_or_none(
        (PollParticipation.poll == row.id) & (PollParticipation.person == person_id)
    )
    return found


def _newest_answer(part: PollParticipation) -> PollAnswer | None:
    found: PollAnswer | None = (
        PollAnswer.select().where(PollAnswer.participation == part.id).order_by(PollAnswer.entry.desc()).first()
    )
    return found


def _join(
    row: PollRow, person_id: int, manner: VoteManner, work: Work, *, recorded_by: int | None = None
) -> PollParticipation:
    return PollParticipation.create(
        poll=row.id, person=person_id, manner=manner, recorded_at=work.now, recorded_by=recorded_by
    )


def _registered(village: Place, typed: str) -> Person:
    """Return the person of the register whose name or code was typed."""
    wanted = typed.strip()
    found = list(
        Person.select().where((Person.village == village.id) & ((Person.name == wanted) | (Person.code == wanted)))
    )
    if not found:
        raise PollPersonUnknownError(wanted)
    if len(found) > 1:
        raise PollPersonAmbiguousError(wanted, "、".join(sorted(one.code for one in found)))
    return found[0]


def _enter_count(work: Work, village: Place, row: PollRow, *, figures: PollFigures, handed_in: int) -> SheetReading:
    """Confirm the same figures of another officer, or keep these until somebody confirms them."""
    newest, account = sheet_counts(row), account_of(work)
    others = [one for by, one in newest.items() if by != account]
    alike = next((one for one in others if (one.sheets, one.figures) == (handed_in, figures)), None)
    if alike is not None:
        confirmation = PollSheetConfirmation.create(
            village=village, poll=row.id, count=alike.id, confirmed_at=work.now, confirmed_by=account
        )
        work.seal("deliberation.poll.sheets.confirmed", about=("poll", row.number), facts={}, rows=[confirmation])
        return SheetReading.COUNTED
    answer = SheetReading.DIFFERS if others else SheetReading.FIRST
    own = newest.get(account)
    if own is not None and (own.sheets, own.figures) == (handed_in, figures):
        work.leave_unchanged()
        return answer
    entries = PollSheetCount.select().where((PollSheetCount.village == village.id) & (PollSheetCount.poll == row.id))
    count = PollSheetCount.create(
        village=village,
        poll=row.id,
        entry=1 + entries.count(),
        sheets=handed_in,
        blank=figures.blank,
        counts=list(figures.counts),
        entered_at=work.now,
        entered_by=account,
    )
    work.seal("deliberation.poll.sheets.counted", about=("poll", row.number), facts={}, rows=[count])
    return answer
