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
)
from deliberation.models import PollParticipation, PollSheetCount
from deliberation.queries.poll_screens import poll_page, sheets_page
from deliberation.queries.polls import own_part, poll
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
    with pytest.raises(NoPollSheetsError):
        polling.count(polling.secretary, 0, 0, 0)
    for code in ("0020", "0021", "0022", "0023"):
        polling.hand_in(code)
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
    with pytest.raises(PollSheetsCountedError):
        polling.hand_in("0024")
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
    polling.count(polling.secretary, 0, 1, 0)
    clock.set(polling.closes_at)
    with pytest.raises(PollClosedError):
        polling.count(polling.director, 0, 1, 0)
    services.settle_polls(township.village)
    assert (result()["counts"], result()["uncounted"]) == ([5, 0, 0], 1)


def test_nobody_who_counted_the_sheets_can_tell_the_one_answer_online(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.answer(0, 2)
    for code in ("0020", "0021", "0022", "0023"):
        polling.hand_in(code)
    polling.count(polling.secretary, 4, 0, 0)
    polling.count(polling.director, 4, 0, 0)
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
    polling.count(polling.secretary, 5, 0, 0)
    polling.count(polling.director, 5, 0, 0)
    polling.close(clock)
    assert (result()["online"], result()["on_paper"], result()["counts"]) == (5, 5, [5, 5, 0])


def test_sheets_nobody_counted_are_told_where_too_few_took_part(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.answer(0, 1)
    for code in ("0020", "0021", "0022", "0023"):
        polling.hand_in(code)
    polling.close(clock)
    assert (result()["too_few"], result()["too_few_online"], result()["uncounted"]) == (True, False, 4)
    assert result()["counts"] is None


def test_a_count_from_before_another_sheet_came_confirms_nothing(township: Township) -> None:
    polling = start(township)
    polling.hand_in("0020")
    polling.count(polling.secretary, 1, 0, 0)
    polling.hand_in("0021")
    with pytest.raises(PollFiguresError):
        polling.count(polling.director, 1, 0, 0)
    assert polling.count(polling.director, 1, 0, 0, blank=1) is SheetReading.DIFFERS


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


def test_the_second_officer_has_the_count_among_the_tasks(township: Township, clock: SettableClock) -> None:
    polling = start(township)
    polling.hand_in("0020")
    polling.count(polling.secretary, 1, 0, 0)

    def waiting(office: Office) -> list[str]:
        found = queries.tasks(township.actor(office), township.village, clock.moment.date())
        return [one.title for one in found if "清点" in one.title]

    assert len(waiting(Office.DIRECTOR)) == 1
    assert waiting(Office.SECRETARY) == []
    polling.count(polling.director, 1, 0, 0)
    assert waiting(Office.SUPERVISOR) == []
