"""Support that comes at once, online and on paper: one person is counted once, and the share is sealed once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from peewee import IntegrityError

from deliberation.errors import JointReachedError, SheetNotFoundError
from deliberation.models import JointReached, JointSupport
from deliberation.services import joint as acts
from portal.kernel.db import database as open_db
from tests.deliberation.crowds import in_processes
from tests.deliberation.joining import Joining

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race

PROCESSES, PEOPLE = 6, 4


@pytest.fixture
def joining(township: Township, clock: SettableClock) -> Joining:
    started = Joining(township, clock)
    started.start()
    return started


def at_once(joining: Joining, process: int, barrier: Any) -> list[str]:
    """Support as the same few people in every process; the odd ones bring the sheet they signed."""
    answers = []
    for number in range(1, PEOPLE + 1):
        barrier.wait()
        try:
            if process % 2:
                joining.check(number)
            else:
                joining.support(number)
        except (JointReachedError, SheetNotFoundError):
            answers.append("refused")
        except IntegrityError:
            answers.append("broken")
        else:
            answers.append("taken")
    return answers


def release(database: str, joining: Joining) -> list[list[str]]:
    for number in range(1, PEOPLE + 1):
        joining.enter(number, colour=("red", "green", "blue", "black")[number - 1])
    return in_processes(database, PROCESSES, lambda process, barrier: at_once(joining, process, barrier))


def test_nobody_is_counted_twice(database: str, joining: Joining) -> None:
    found = release(database, joining)
    assert not any(answer == "broken" for answers in found for answer in answers)
    assert JointSupport.select().count() == joining.row().gathered.supporters == 1 + PEOPLE


def test_the_race_has_teeth(database: str, joining: Joining, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the look at who supports already and without the constraint, the same person stands there again."""
    real = acts.joint_proposal

    def blind(*given: Any, **named: Any) -> Any:
        return replace(real(*given, **named), supporters={})

    monkeypatch.setattr(acts, "joint_proposal", blind)
    indexes = open_db.get_indexes("joint_support")
    (index,) = [one for one in indexes if one.columns == ["proposal_id", "person_id", "entry"]]
    open_db.execute_sql(f'DROP INDEX "{index.name}"')
    release(database, joining)
    assert JointSupport.select().count() > 1 + PEOPLE


def test_the_share_is_sealed_once(database: str, joining: Joining) -> None:
    needed = joining.row().gathered.needed

    def join(process: int, barrier: Any) -> list[str]:
        barrier.wait()
        try:
            joining.support(1 + process)
        except JointReachedError:
            return ["refused"]
        return ["taken"]

    joining.support(*range(10, 10 + needed - 2))
    found = in_processes(database, PROCESSES, join)
    assert found.count(["taken"]) == 1
    assert JointReached.select().count() == 1
    assert JointReached.get().supporters == needed
