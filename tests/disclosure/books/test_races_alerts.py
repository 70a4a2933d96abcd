"""An alert answered, and looked at, by eight at once: one answer, one verdict."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from disclosure.books import queries, services
from disclosure.books.errors import AlertAnsweredError, AlertClosedError
from disclosure.books.models.alerts import Alert, AlertAnswer, AlertVerdict
from disclosure.books.services import alerts as acts
from portal.org.offices import Office
from tests.disclosure.books.suspicious import CASH, OCTOBER, bookkeeper_of, october
from tests.disclosure.books.test_races import AT_ONCE, together

if TYPE_CHECKING:
    from tests.disclosure.books.suspicious import Bookkeeper
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.race

Found = tuple["Bookkeeper", str]


@pytest.fixture
def found(township: Township, clock: SettableClock) -> Found:
    """A bookkeeper, and the key of the one alert of their October."""
    clerk = bookkeeper_of(township, clock)
    clock.set_day(date(2026, 10, 2))
    clerk.opens(OCTOBER, cash=200_000, bank=0)
    clerk.pays(october(8), 100_001, "付清淤工钱", party="清淤队", money=CASH)
    (one,) = queries.alerts_of(clerk.village, today=clock.moment.date())
    return clerk, one.key


def test_eight_answers_at_once_are_one(found: Found) -> None:
    clerk, key = found
    answers = together(lambda n: services.answer_alert(clerk.actor, clerk.village, key, text=f"第{n}种说法"))
    assert answers == {"done": 1, AlertAnsweredError.__name__: AT_ONCE - 1}
    assert (Alert.select().count(), AlertAnswer.select().count()) == (1, 1)


def test_the_race_has_teeth(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "require_open", lambda _state: None)
    clerk, key = found
    together(lambda n: services.answer_alert(clerk.actor, clerk.village, key, text=f"第{n}种说法"))
    assert AlertAnswer.select().count() == AT_ONCE


def test_eight_verdicts_at_once_are_one(found: Found, township: Township) -> None:
    clerk, key = found
    services.answer_alert(clerk.actor, clerk.village, key, text="已请开户银行审核")
    judges = [township.actor(Office.AUDITOR), *(township.actor(Office.SUPERVISOR, number=n) for n in range(3))]
    answers = together(lambda n: services.judge_alert(judges[n % 4], clerk.village, key, accepted=True))
    assert AlertVerdict.select().count() == 1
    assert answers == {"done": 2, AlertClosedError.__name__: AT_ONCE - 2}  # the same judge again: the same verdict
