"""Suggestions filed and answered at the same moment: no more than may wait, and one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deliberation.errors import SuggestionClosedError, TooManyWaitingError
from deliberation.models import Suggestion, SuggestionAnswer
from deliberation.services import suggestions as acts
from tests.deliberation.crowds import in_processes
from tests.deliberation.test_services_suggestions import TEXT, Council

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race

PROCESSES, ROUNDS = 8, 6


def file_at_once(council: Council, process: int, barrier: Any) -> list[str]:
    """File a text of one's own in every round, released together with the other processes."""
    answers = []
    for turn in range(ROUNDS):
        barrier.wait()
        try:
            council.file(f"{TEXT}{process}-{turn}")
        except TooManyWaitingError:
            answers.append("refused")
        else:
            answers.append("filed")
    return answers


def test_however_many_come_at_once_no_more_wait_than_may(
    database: str, township: Township, clock: SettableClock
) -> None:
    council = Council(township, clock)
    found = in_processes(database, PROCESSES, lambda process, barrier: file_at_once(council, process, barrier))
    assert sum(answers.count("filed") for answers in found) == 5
    assert sorted(one.number for one in Suggestion.select()) == [1, 2, 3, 4, 5]


def test_the_same_words_sent_at_once_are_one_suggestion(
    database: str, township: Township, clock: SettableClock
) -> None:
    council = Council(township, clock)

    def file_once(_process: int, barrier: Any) -> list[int]:
        barrier.wait()
        return [council.file().number]

    assert in_processes(database, PROCESSES, file_once) == [[1]] * PROCESSES
    assert Suggestion.select().count() == 1


def test_two_officers_at_once_give_one_answer(database: str, township: Township, clock: SettableClock) -> None:
    council = Council(township, clock)
    council.file()
    officers = (council.secretary, council.director)

    def answer_once(process: int, barrier: Any) -> list[str]:
        barrier.wait()
        try:
            council.answer(1, by=officers[process % 2])
        except SuggestionClosedError:
            return ["refused"]
        return ["answered"]

    found = in_processes(database, PROCESSES, answer_once)
    assert found.count(["answered"]) == 1
    assert SuggestionAnswer.select().count() == 1


def test_the_race_has_teeth(
    database: str, township: Township, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "require_room", lambda _waiting, _rule: None)
    council = Council(township, clock)
    found = in_processes(database, PROCESSES, lambda process, barrier: file_at_once(council, process, barrier))
    assert sum(answers.count("filed") for answers in found) == PROCESSES * ROUNDS
