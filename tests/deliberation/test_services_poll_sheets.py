"""Sheets of paper in a poll: noted by name, counted blind by two officers, never beside an answer online."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import queries
from deliberation.errors import (
    NoPollSheetsError,
    OwnPollSheetError,
    PollAgeError,
    PollAnsweredOnlineError,
    PollClosedError,
    PollFiguresError,
    PollPersonAmbiguousError,
    PollPersonUnknownError,
    PollSheetHandedInError,
    PollSheetsCountedError,
    PollSheetsTooEarlyError,
    PollSheetsTooLateError,
    PollStillOpenError,
)
from deliberation.models import PollParticipation, PollSheetCount
from deliberation.queries.poll_screens import poll_page, sheets_page
from deliberation.queries.polls import own_part, poll, poll_counts
from deliberation.rules.polls import SheetReading
from deliberation.services import polls as services
from portal.cli import packages
from portal.kernel.errors import NotAllowedError
from portal.kernel.verify import verify_all
from portal.org.models import Person
from portal.org.offices import Office
from tests.deliberation.polling import result, start

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township

MILLISECOND = timedelta(milliseconds=1)


def test_sheets_are_counted_by_two_officers_who_do_not_see_each_other(
    township: Township, clock: SettableClock, config: Config
) -> None:
    polling = start(township)
    for number in range(5):
        polling.answer(number, 1)
    for code in ("0020", "0021", "0022", "0023"):
        polling.hand_in(code)
    clock.set(polling.closes_at)
    with pytest.raises(PollFiguresError, match="4 张"):
        polling.count(polling.secretary, 1, 1, 0, blank=1)
    assert polling.count(polling.secretary, 1, 2, 0, blank=1) is SheetReading.FIRST
    assert polling.count(polling.secretary, 1, 2, 0, blank=1) is SheetReading.FIRST
    assert polling.count(polling.director, 2, 1, 0, blank=1) is SheetReading.DIFFERS
    page = sheets_page(township.village, 1, account_id=polling.director.account_id)
    assert (page.counted, page.entered, page.others) == (False, True, True)
    assert polling.count(polling.director, 1, 2, 0, blank=1) is SheetReading.COUNTED
    for again in (polling.secretary, polling.director):
        with pytest.raises(PollSheetsCountedError):
            polling.count(again, 1, 2, 0, blank=1)
    assert PollSheetCount.select().count() == 2
    polling.close(clock)
    found = result()
    assert (found["counts"], found["took_part"]) == ([6, 2, 0], 8)
    assert (found["online"], found["on_paper"], found["blank"], found["uncounted"]) == (None, None, 1, 0)
    assert verify_all(packages(config)) == []


def test_sheets_that_one_officer_counted_are_published_as_not_counted(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    for number in range(5):
        polling.answer(number, 1)
    polling.hand_in("0020")
    clock.set(polling.closes_at)
    polling.count(polling.secretary, 0, 1, 0)
    clock.set(polling.count_until)
    with pytest.raises(PollSheetsTooLateError, match="10月29日 00:00"):
        polling.count(polling.director, 0, 1, 0)
    services.settle_polls(township.village)
    assert (result()["counts"], result()["uncounted"]) == ([5, 0, 0], 1)


def test_nobody_who_counted_the_sheets_can_tell_the_one_answer_online(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.answer(0, 2)
    for code in ("0020", "0021", "0022", "0023"):
        polling.hand_in(code)
    polling.count_alike(clock, 4, 0, 0)
    polling.close(clock)
    found = result()
    assert (found["too_few"], found["too_few_online"]) == (True, True)
    assert [found[name] for name in ("took_part", "online", "on_paper", "blank", "counts")] == [None] * 5
    who = queries.looking(polling.secretary, township.village, today=clock.moment.date())
    page = poll_page(township.village, 1, polling.secretary, who, today=clock.moment.date(), sees_matters=True)
    assert (page.counts, page.too_few, page.too_few_online) == (None, True, True)


def test_where_both_are_enough_both_are_told(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    for number in range(5):
        polling.answer(number, 2)
    for code in ("0020", "0021", "0022", "0023", "0024"):
        polling.hand_in(code)
    polling.count_alike(clock, 5, 0, 0)
    polling.close(clock)
    assert (result()["online"], result()["on_paper"], result()["counts"]) == (5, 5, [5, 5, 0])


def test_sheets_nobody_counted_are_told_where_too_few_took_part(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.answer(0, 1)
    for code in ("0020", "0021", "0022", "0023"):
        polling.hand_in(code)
    polling.give_up(clock)
    assert (result()["too_few"], result()["too_few_online"], result()["uncounted"]) == (True, False, 4)
    assert result()["counts"] is None


def test_nobody_counts_while_sheets_may_come_and_nobody_is_shut_out(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.hand_in("0020")
    for moment in (clock.moment, polling.closes_at - MILLISECOND):
        clock.set(moment)
        for officer in (polling.secretary, polling.director):
            with pytest.raises(PollSheetsTooEarlyError, match="10月26日 00:00"):
                polling.count(officer, 1, 0, 0)
    assert polling.hand_in("0021")
    clock.set(polling.closes_at)
    with pytest.raises(PollClosedError):
        polling.hand_in("0022")
    with pytest.raises(PollFiguresError, match="2 张"):
        polling.count(polling.secretary, 1, 0, 0)


def test_a_result_waits_until_the_sheets_are_counted(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    for number in range(5):
        polling.answer(number, 1)
    polling.hand_in("0020")
    clock.set(polling.closes_at)
    assert services.settle_polls(township.village) == 0
    row = poll(township.village, 1)
    assert (row.closed, row.counting, row.due) == (True, True, False)
    with pytest.raises(RuntimeError, match="before it is due"):
        poll_counts(row)
    with pytest.raises(PollStillOpenError, match="10月29日"):
        services.close_poll(township.village, 1)
    with pytest.raises(PollClosedError):
        polling.answer(0, 2)
    who = queries.looking(polling.secretary, township.village, today=clock.moment.date())
    page = poll_page(township.village, 1, polling.secretary, who, today=clock.moment.date(), sees_matters=True)
    assert (page.counts, page.telling, page.may_enter_paper) == (None, None, True)
    clock.set(polling.count_until - MILLISECOND)
    for officer in (polling.secretary, polling.director):
        assert services.settle_polls(township.village) == 0
        polling.count(officer, 1, 0, 0)
    assert services.settle_polls(township.village) == 1
    assert (result()["counts"], result()["uncounted"]) == ([6, 0, 0], 0)


def test_without_sheets_nothing_is_counted_or_waited_for(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    clock.set(polling.closes_at)
    with pytest.raises(NoPollSheetsError):
        polling.count(polling.secretary, 0, 0, 0)
    assert services.settle_polls(township.village) == 1


def test_a_sheet_that_came_after_an_early_count_is_told_as_not_counted(
    township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    polling = start(township)
    for number in range(5):
        polling.answer(number, 1)
    polling.hand_in("0020")
    monkeypatch.setattr(services, "_require_counting", lambda *_: None)  # as it was allowed before
    for officer in (polling.secretary, polling.director):
        polling.count(officer, 0, 1, 0)
    polling.hand_in("0021")
    polling.close(clock)
    assert (result()["counts"], result()["uncounted"]) == ([5, 1, 0], 1)


def test_nobody_is_counted_on_paper_and_online(township: Township) -> None:
    polling = start(township)
    person = Person.get_by_id(polling.villager(3).person_id)
    polling.answer(3, 1)
    with pytest.raises(PollAnsweredOnlineError, match=person.name):
        polling.hand_in(person.code)
    other = Person.get_by_id(polling.villager(4).person_id)
    assert polling.hand_in(other.name) == other.name
    assert polling.hand_in(other.code) == other.name
    with pytest.raises(PollSheetHandedInError):
        polling.answer(4, 1)
    assert PollParticipation.select().count() == 2
    part = own_part(poll(township.village, 1), other.id)
    assert part is not None
    assert part.options == ()


def test_whose_sheet_is_noted_is_known(township: Township) -> None:
    polling = start(township)
    with pytest.raises(PollPersonUnknownError, match="没有“无此人”"):
        polling.hand_in("无此人")
    with pytest.raises(OwnPollSheetError):
        polling.hand_in(Person.get_by_id(polling.secretary.person_id).code)
    Person.update(name="王小明").where(Person.code.in_(["0020", "0021"])).execute()
    with pytest.raises(PollPersonAmbiguousError, match="0020、0021"):
        polling.hand_in("王小明")
    Person.update(born_on=date(2015, 1, 1)).where(Person.code == "0022").execute()
    with pytest.raises(PollAgeError):
        polling.hand_in("0022")
    with pytest.raises(NotAllowedError):
        polling.hand_in("0023", officer=township.actor(Office.REPRESENTATIVE))
    assert PollParticipation.select().count() == 0


def test_officers_have_the_count_among_the_tasks_until_it_is_done(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.hand_in("0020")

    def waiting(office: Office) -> list[date | None]:
        found = queries.tasks(township.actor(office), township.village, clock.moment.date())
        return [one.due for one in found if "清点" in one.title]

    assert waiting(Office.DIRECTOR) == []
    clock.set(polling.closes_at)
    assert waiting(Office.SECRETARY) == waiting(Office.DIRECTOR) == [date(2026, 10, 28)]
    polling.count(polling.secretary, 1, 0, 0)
    assert waiting(Office.DIRECTOR) == [date(2026, 10, 28)]
    assert waiting(Office.SECRETARY) == []
    polling.count(polling.director, 1, 0, 0)
    assert waiting(Office.SUPERVISOR) == []
