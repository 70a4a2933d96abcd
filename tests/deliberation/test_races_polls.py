"""Answers that come at once: one person is counted once, and the count holds every answer that was accepted."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from peewee import IntegrityError

from deliberation.errors import PollAnsweredOnlineError, PollClosedError, PollSheetHandedInError, PollStillOpenError
from deliberation.models import PollAnswer, PollClose, PollParticipation, VoteManner
from deliberation.queries import polls as reading
from deliberation.queries.polls import poll, poll_counts
from deliberation.services import polls as services
from portal.cli import packages
from portal.kernel import clock as kernel_clock
from portal.kernel.db import database as open_db
from portal.kernel.verify import verify_log
from portal.org.models import Person
from tests.deliberation.crowds import in_processes
from tests.deliberation.polling import Polling, start

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race

PROCESSES = 8
PEOPLE = 20


@pytest.fixture
def polling(township: Township) -> Polling:
    return start(township)


def people(polling: Polling) -> list[Actor]:
    return [polling.villager(number) for number in range(PEOPLE)]


def everybody_at_once(polling: Polling, them: list[Actor], process: int, barrier: Any) -> list[str]:
    """Answer for everybody in every process at once; odd processes bring their sheets, whose names are theirs."""
    answers, codes = [], {one.id: one.code for one in Person.select()}
    for one in them:
        barrier.wait()
        try:
            if process % 2:
                polling.hand_in(codes[one.person_id])
            else:
                polling.answer_as(one, 1 + process // 2 % 3)
        except (PollAnsweredOnlineError, PollSheetHandedInError):
            answers.append("refused")
        except IntegrityError:
            answers.append("broken")
        else:
            answers.append("taken")
    return answers


def release(database: str, polling: Polling) -> list[list[str]]:
    them = people(polling)
    return in_processes(
        database, PROCESSES, lambda process, barrier: everybody_at_once(polling, them, process, barrier)
    )


def test_nobody_takes_part_twice(
    database: str, polling: Polling, township: Township, clock: SettableClock, config: Config
) -> None:
    found = release(database, polling)
    assert not any(answer == "broken" for answers in found for answer in answers)
    parts = list(PollParticipation.select())
    assert len({part.person_id for part in parts}) == len(parts) == PEOPLE
    online = {part.id for part in parts if part.manner is VoteManner.ONLINE}
    assert {answer.participation_id for answer in PollAnswer.select()} == online
    clock.set(polling.count_until)
    counts = poll_counts(poll(township.village, polling.number))
    assert sum(counts.counts) == counts.online == len(online)
    assert counts.uncounted == PEOPLE - len(online)
    assert verify_log(polling.poll.log.origin, packages(config)) == []


def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the service no longer see that somebody takes part."""
    monkeypatch.setattr(services, "_part_of", lambda *_: None)


def drop_constraint() -> None:
    """Let the database accept that one person takes part twice."""
    indexes = open_db.get_indexes("poll_participation")
    (index,) = [one for one in indexes if one.unique and one.columns == ["poll_id", "person_id"]]
    open_db.execute_sql(f'DROP INDEX "{index.name}"')


def test_the_race_has_teeth(database: str, polling: Polling, monkeypatch: pytest.MonkeyPatch) -> None:
    blind(monkeypatch)
    drop_constraint()
    release(database, polling)
    assert PollParticipation.select().count() == PEOPLE * PROCESSES


def test_the_constraint_holds_alone_when_the_check_is_gone(
    database: str, polling: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    blind(monkeypatch)
    found = release(database, polling)
    kinds = Counter(answer for answers in found for answer in answers)
    assert kinds == {"taken": PEOPLE, "broken": PEOPLE * (PROCESSES - 1)}
    assert PollParticipation.select().count() == PEOPLE


def twice_at_once(polling: Polling, them: list[Actor], process: int, barrier: Any) -> list[str]:
    """Let everybody choose otherwise in every process at once."""
    answers = []
    for one in them:
        barrier.wait()
        try:
            polling.answer_as(one, 1 + process % 3)
        except IntegrityError:
            answers.append("broken")
        else:
            answers.append("taken")
    return answers


def test_two_answers_at_once_of_one_person_are_one_in_the_count(
    database: str, polling: Polling, township: Township, clock: SettableClock
) -> None:
    them = people(polling)
    found = in_processes(database, PROCESSES, lambda process, barrier: twice_at_once(polling, them, process, barrier))
    assert Counter(answer for answers in found for answer in answers) == {"taken": PEOPLE * PROCESSES}
    clock.set(polling.closes_at)
    counts = poll_counts(poll(township.village, polling.number))
    assert sum(counts.counts) == counts.online == PEOPLE


def test_without_the_lock_answers_at_once_break(
    database: str, polling: Polling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every process reads which entry comes next before any of them writes: what the log's lock forbids."""
    them = people(polling)
    for one in them:
        polling.answer_as(one, 1)
    first = {answer.participation_id: answer for answer in PollAnswer.select()}
    monkeypatch.setattr(services, "_newest_answer", lambda part: first[part.id])
    found = in_processes(
        database, PROCESSES, lambda process, barrier: twice_at_once(polling, them, 1 + process % 2, barrier)
    )
    assert Counter(answer for answers in found for answer in answers)["broken"] == PEOPLE * (PROCESSES - 1)


def answer_or_close(polling: Polling, them: list[Actor], process: int, barrier: Any) -> list[Any]:
    """Even processes answer just before the last day ends, odd ones close: early at first, then at the deadline."""
    source: Any = kernel_clock._source
    answers: list[Any] = []
    for turn in range(10):
        answering = process % 2 == 0
        early = answering or turn < 5
        source.moment = polling.closes_at - (timedelta(milliseconds=1) if early else timedelta(0))
        barrier.wait()
        try:
            if answering:
                polling.answer_as(them[process // 2 * 5 + turn % 5], 1 + turn % 3)
                answers.append("taken")
            else:
                close = services.close_poll(polling.township.village, polling.number)
                answers.append((tuple(close.counts), close.online, close.size, close.root))
        except PollClosedError:
            answers.append("closed")
        except PollStillOpenError:
            answers.append("open")
    return answers


def test_close_and_answer(
    database: str, polling: Polling, township: Township, clock: SettableClock, config: Config
) -> None:
    them = people(polling)
    found = in_processes(database, PROCESSES, lambda process, barrier: answer_or_close(polling, them, process, barrier))
    closes = Counter(answer for answers in found[1::2] for answer in answers)
    assert closes.pop("open") == 5 * PROCESSES // 2
    ((counts, online, size, _root),) = closes
    assert sum(counts) == online == PollParticipation.select().count() == PEOPLE
    assert PollAnswer.select().count() == size
    assert PollClose.select().count() == 1
    clock.set(polling.closes_at)
    recounted = reading._counted(poll(township.village, polling.number))
    assert (recounted.counts, recounted.online) == (counts, online)
    assert verify_log(township.village.log.origin, packages(config)) == []
