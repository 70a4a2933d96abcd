"""Indicative polls: who answers, until when, on paper, and what is published; never a resolution."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import queries
from deliberation import services as deliberation_services
from deliberation.bulletins.polls import POLL, RESULT
from deliberation.errors import (
    MatterNotFoundError,
    PollAgeError,
    PollClosedError,
    PollMatterError,
    PollNotFoundError,
    PollOfOthersError,
    PollOptionsError,
    PollStillOpenError,
)
from deliberation.models import Poll, PollAnswer, PollClose, PollParticipation
from deliberation.queries.poll_screens import poll_page, polls_page
from deliberation.queries.polls import poll, poll_counts
from deliberation.rules.polls import NOTICE
from deliberation.services import polls as services
from portal.cli import packages
from portal.kernel.bulletins import Bulletin
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import JournalEntry, JournalLog
from portal.kernel.privacy import PrivateNumberError
from portal.kernel.verify import verify_all
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.assemblies import assemble, propose
from tests.deliberation.polling import OPTIONS, Polling, asking, documents, result, start

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from portal.config import Config
    from tests.conftest import QueryCount
    from tests.factories import SettableClock, Township

MILLISECOND = timedelta(milliseconds=1)


def test_a_poll_is_announced_with_what_it_is_not(township: Township) -> None:
    polling = start(township)
    (content,) = documents(POLL)
    assert content["notice"] == NOTICE == "意向征询，不是表决，不产生决议"
    assert content["poll"] == {
        "number": 1,
        "question": "村口的空地做什么用好？",
        "explanation": "听听大家的意思，再商量方案。",
        "options": list(OPTIONS),
        "most_choices": 1,
        "opens_on": "2026-10-15",
        "last_on": "2026-10-25",
    }
    assert polling.closes_at == datetime(2026, 10, 25, 16, tzinfo=UTC)


def test_names_of_villagers_are_masked_and_private_numbers_refused(township: Township) -> None:
    name = Person.get(Person.village == township.village.id).name
    secretary = township.actor(Office.SECRETARY)
    services.open_poll(secretary, township.village, asking(question=f"{name}家门口的路灯装不装？"))
    propose(township, title=f"{name}家门口的路灯")
    services.open_poll(secretary, township.village, asking(question="路灯装不装？", matter=1))
    assert name not in json.dumps(documents(POLL), ensure_ascii=False)
    with pytest.raises(PrivateNumberError):
        services.open_poll(secretary, township.village, asking(options=("打 13800138000", "不打")))


def test_the_same_question_while_it_is_open_is_one_poll(township: Township, clock: SettableClock) -> None:
    first = start(township)
    assert start(township).poll.id == first.poll.id
    clock.set(first.closes_at)
    assert start(township).number == 2
    assert Poll.select().count() == 2


def test_who_may_ask_and_about_what(township: Township, clock: SettableClock) -> None:
    with pytest.raises(NotAllowedError):
        services.open_poll(township.actor(Office.REPRESENTATIVE), township.village, asking())
    secretary = township.actor(Office.SECRETARY)
    with pytest.raises(PollOptionsError):
        services.open_poll(secretary, township.village, asking(options=("只有一个",)))
    with pytest.raises(MatterNotFoundError):
        services.open_poll(secretary, township.village, asking(matter=9))
    assembly = assemble(township, clock)
    closes_at = assembly.open()
    with pytest.raises(PollMatterError, match="表决中"):
        services.open_poll(secretary, township.village, asking(matter=assembly.number))
    clock.set(closes_at)
    assembly.close()
    with pytest.raises(PollMatterError):
        services.open_poll(secretary, township.village, asking(matter=assembly.number))
    assert Poll.select().count() == 0


def test_an_answer_may_be_changed_and_the_last_one_counts(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    for number in range(5):
        polling.answer(number, 1)
    polling.answer(0, 2)
    polling.answer(0, 2)
    assert PollParticipation.select().count() == 5
    assert PollAnswer.select().count() == 6
    polling.close(clock)
    assert result()["counts"] == [4, 1, 0]
    assert (result()["took_part"], result()["online"], result()["on_paper"]) == (5, 5, 0)


def test_several_choices_are_counted_one_by_one(township: Township, clock: SettableClock) -> None:
    polling = start(township, most_choices=2)
    polling.answer(0, 2, 1)
    for number in range(1, 6):
        polling.answer(number, 3)
    polling.close(clock)
    assert (result()["counts"], result()["took_part"]) == ([1, 1, 5], 6)


def test_only_grown_up_people_of_the_village_answer(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    young = polling.villager(0)
    Person.update(born_on=date(2008, 10, 16)).where(Person.id == young.person_id).execute()
    with pytest.raises(PollAgeError, match="18 周岁"):
        polling.answer_as(young, 1)
    for stranger in (
        township.actor(Office.AUDITOR),
        township.actor(Office.REPRESENTATIVE, village=township.other_village),
    ):
        with pytest.raises(PollOfOthersError):
            polling.answer_as(stranger, 1)
    with pytest.raises(PollNotFoundError):
        services.answer_poll(young, township.other_village, polling.number, chosen=["1"])
    clock.moment += timedelta(days=1)  # the birthday
    polling.answer_as(young, 1)
    assert PollParticipation.select().count() == 1


@pytest.mark.parametrize(
    ("before", "accepted"),
    [
        pytest.param(MILLISECOND, True, id="one millisecond before"),
        pytest.param(timedelta(0), False, id="exactly at"),
        pytest.param(-MILLISECOND, False, id="one millisecond after"),
    ],
)
def test_answer_at_deadline(township: Township, clock: SettableClock, before: timedelta, *, accepted: bool) -> None:
    polling = start(township)
    clock.set(polling.closes_at - before)
    if accepted:
        polling.answer(0, 1)
    else:
        with pytest.raises(PollClosedError, match="10月26日"):
            polling.answer(0, 1)
    assert PollAnswer.select().count() == int(accepted)


def test_the_clock_is_read_once_after_the_lock(
    township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    polling = start(township)
    villager, row = polling.villager(0), poll(township.village, polling.number)
    monkeypatch.setattr(services, "poll", lambda *_: row)
    readings: list[datetime] = []

    def ticking() -> datetime:
        readings.append(polling.closes_at + (MILLISECOND if readings else -MILLISECOND))
        return readings[-1]

    monkeypatch.setattr("portal.kernel.clock._source", ticking)
    polling.answer_as(villager, 1)
    assert len(readings) == 1
    assert PollAnswer.get().recorded_at == polling.closes_at - MILLISECOND


def test_a_clock_set_back_reopens_nothing(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.close(clock)
    clock.set(polling.closes_at - timedelta(days=1))
    with pytest.raises(PollClosedError):
        polling.answer(0, 1)
    assert poll(township.village, polling.number).closed


def test_an_answer_leaves_the_village_log_as_it_was(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    before = JournalLog.get_by_id(township.village.log_id).__data__
    polling.answer(0, 1)
    polling.hand_in("0020")
    polling.count_alike(clock, 1, 0, 0)
    assert JournalLog.get_by_id(township.village.log_id).__data__ == before
    entries = JournalEntry.select().where(JournalEntry.log == polling.poll.log_id)
    assert all("options" not in one.content and "counts" not in one.content for one in entries)


def test_nobody_is_told_anything_before_the_last_day_is_over(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    for number in range(6):
        polling.answer(number, 1)
    row = poll(township.village, polling.number)
    with pytest.raises(RuntimeError, match="before it is due"):
        poll_counts(row)
    with pytest.raises(PollStillOpenError):
        services.close_poll(township.village, polling.number)
    who = queries.looking(polling.secretary, township.village, today=clock.moment.date())
    page = poll_page(township.village, 1, polling.secretary, who, today=clock.moment.date(), sees_matters=True)
    assert (page.counts, page.too_few, page.own) == (None, False, None)
    assert services.settle_polls(township.village) == 0


def test_settle_publishes_once(township: Township, clock: SettableClock, config: Config) -> None:
    polling = start(township)
    for number in range(5):
        polling.answer(number, 1 + number % 2)
    clock.set(polling.closes_at)
    assert queries.unsettled(clock.moment.date()) == {township.village.id}
    assert deliberation_services.settle(township.village) == 1
    assert deliberation_services.settle(township.village) == 0
    assert queries.unsettled(clock.moment.date()) == set()
    assert services.close_poll(township.village, 1).id == PollClose.get().id
    assert result() == {
        "entitled": Person.select().where(Person.village == township.village.id).count(),
        "fewest": 5,
        "article": "意向征询的设计（D-71）",
        "confidence": "design",
        "too_few": False,
        "too_few_online": False,
        "took_part": 5,
        "online": 5,
        "on_paper": 0,
        "blank": 0,
        "uncounted": 0,
        "counts": [3, 2, 0],
    }
    assert verify_all(packages(config)) == []


def test_of_too_few_only_that_is_published(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    for number in range(4):
        polling.answer(number, 1)
    polling.close(clock)
    hidden = ("took_part", "online", "on_paper", "blank", "counts")
    assert result()["too_few"] is True
    assert [result()[name] for name in hidden] == [None] * len(hidden)
    who = queries.looking(polling.secretary, township.village, today=clock.moment.date())
    page = poll_page(township.village, 1, polling.secretary, who, today=clock.moment.date(), sees_matters=True)
    assert (page.counts, page.too_few) == (None, True)


def test_nobody_who_took_part_stands_in_any_document(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    for number in range(5):
        polling.answer(number, 1)
    polling.close(clock)
    bulletin = Bulletin.get(Bulletin.kind == RESULT)
    entry = JournalEntry.get((JournalEntry.log == township.village.log_id) & (JournalEntry.seq == bulletin.seq))
    for number in range(5):
        person = Person.get_by_id(polling.villager(number).person_id)
        assert person.name not in bulletin.envelope + entry.content
        assert person.code not in bulletin.envelope + entry.content


def test_full_approval_changes_nothing_in_a_matter(township: Township, clock: SettableClock) -> None:
    number = propose(township)
    before = queries.matter(township.village, number)
    who = queries.looking(township.actor(Office.SECRETARY), township.village, today=clock.moment.date())
    page = queries.matter_page(township.village, number, who=who, today=clock.moment.date())
    polling = start(township, matter=number)
    for villager in range(35):
        polling.answer(villager, 1)
    polling.close(clock)
    assert result()["counts"] == [35, 0, 0]
    assert queries.matter(township.village, number) == before
    again = queries.matter_page(township.village, number, who=who, today=clock.moment.date())
    assert again == page
    assert queries.ballot_of(township.village, number) is None
    about = {tuple(one) for entry in Bulletin.select() for one in json.loads(entry.envelope)["about"]}
    assert about == {("poll", "1")}


def test_a_result_waits_while_its_matter_is_voted_on(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    question = asking(days=0, matter=assembly.number)
    polling = Polling(township=township, poll=services.open_poll(assembly.secretary, township.village, question))
    for number in range(5):
        polling.answer(number, 1)
    polling.hand_in("0020")
    clock.set(polling.closes_at - timedelta(minutes=30))
    deadline = assembly.open(minutes=60)
    polling.count_alike(clock, 1, 0, 0)
    assert deliberation_services.settle(township.village) == 0
    row = poll(township.village, polling.number)
    assert (row.closed, row.counting, row.due) == (True, False, False)
    with pytest.raises(RuntimeError, match="before it is due"):
        poll_counts(row)
    with pytest.raises(PollStillOpenError):
        services.close_poll(township.village, polling.number)
    assert documents(RESULT) == []
    clock.set(deadline)
    assert deliberation_services.settle(township.village) == 2
    assert result()["counts"] == [6, 0, 0]


def test_tasks_ask_until_the_answer_is_there(township: Township, clock: SettableClock) -> None:
    polling = start(township)

    def waiting(number: int) -> list[str]:
        actor = polling.villager(number)
        return [one.title for one in queries.tasks(actor, township.village, clock.moment.date())]

    assert waiting(0) == ["意向征询，不是表决，不产生决议：村口的空地做什么用好？"]
    polling.answer(0, 1)
    assert waiting(0) == []
    assert len(waiting(1)) == 1
    clock.set(polling.closes_at)
    assert waiting(1) == []


def test_reading_asks_no_more_for_more_polls_and_more_answers(
    township: Township, clock: SettableClock, count_queries: Callable[[], AbstractContextManager[QueryCount]]
) -> None:
    polling = start(township)
    polling.answer(0, 1)

    def asked() -> int:
        today = clock.moment.date()
        with count_queries() as counted:
            queries.tasks(polling.villager(20), township.village, today)
            polls_page(township.village, may_edit=True)
            row = poll(township.village, 1)
            poll_counts(replace(row, due=True))
        return counted.count

    few = asked()
    for number in range(6):
        services.open_poll(polling.secretary, township.village, asking(question=f"第 {number} 个问题？"))
        polling.answer(number, 2)
    assert asked() == few
