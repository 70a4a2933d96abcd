"""Said, answered and voted on at the same moment: a number each, one answer, nothing after the vote begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deliberation.errors import OpinionAnsweredError, OpinionsClosedError
from deliberation.models import HandCount, Opinion, OpinionAnswer
from portal.meetings.bodies import Body
from tests.deliberation.courses import hold
from tests.deliberation.crowds import in_processes
from tests.deliberation.hearings import Hearing

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race

PROCESSES = 8


def test_what_is_said_at_once_has_a_number_each_and_the_vote_ends_it(
    database: str, township: Township, clock: SettableClock
) -> None:
    hearing = Hearing(township, clock).open()
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)

    def act(process: int, barrier: Any) -> str:
        barrier.wait()
        if process == 0:
            hearing.hands_up(meeting_id)
            return "voted"
        try:
            hearing.say(by=hearing.villager(process))
        except OpinionsClosedError:
            return "refused"
        return "filed"

    found = in_processes(database, PROCESSES, act)
    filed = list(Opinion.select().order_by(Opinion.number))
    assert [one.number for one in filed] == list(range(1, found.count("filed") + 1))
    entered = HandCount.get().entered_at
    assert all(one.recorded_at <= entered for one in filed)


def test_two_officers_at_once_give_one_answer(database: str, township: Township, clock: SettableClock) -> None:
    hearing = Hearing(township, clock).open()
    hearing.say()

    def act(process: int, barrier: Any) -> str:
        barrier.wait()
        try:
            hearing.answer(1, by=hearing.secretary if process % 2 else hearing.director)
        except OpinionAnsweredError:
            return "refused"
        return "answered"

    found = in_processes(database, PROCESSES, act)
    assert (found.count("answered"), OpinionAnswer.select().count()) == (1, 1)
    assert len(hearing.told(1)) == 2
