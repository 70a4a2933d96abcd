"""A month that is not public the day after it had to be is public as late: once, without a clock on any page."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from disclosure.books.queries import overdue_months, unsettled
from portal.kernel.bulletins import Bulletin
from portal.kernel.journal import JournalEntry
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.org.models import Place
from portal.terminal import packages

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.config import Config
    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]

OCTOBER = Month(2026, 10)
LAST_DAY, DAY_AFTER = date(2026, 11, 15), date(2026, 11, 16)


def _said(kind: str = "overdue") -> dict[str, dict[str, Any]]:
    return {one.key: json.loads(one.envelope)["content"] for one in Bulletin.select().where(Bulletin.kind == kind)}


@pytest.fixture
def booked(book: Callable[..., object], journal_rows: Rows, clock: SettableClock) -> None:
    clock.set_day(date(2026, 11, 3))
    book(journal_rows)


def test_the_last_day_counts_whole(booked: None, village: Place, clock: SettableClock) -> None:
    clock.set_day(LAST_DAY)
    assert unsettled(LAST_DAY) == set()
    assert services.settle(village) == 0
    clock.set_day(DAY_AFTER)
    assert unsettled(DAY_AFTER) == {village.id}
    assert services.settle(village) == 1
    content = _said()["2026-10"]
    assert content["due_on"] == "2026-11-15"
    assert content["state"] == "还没有结账"
    assert content["article"] == "重庆市实施村组法办法第30条"


def test_it_is_said_once(booked: None, village: Place, clock: SettableClock, config: Config) -> None:
    clock.set_day(DAY_AFTER)
    services.settle(village)
    entries = JournalEntry.select().count()
    clock.set_day(date(2026, 11, 30))
    assert services.settle(village) == 0
    assert JournalEntry.select().count() == entries
    assert unsettled(date(2026, 11, 30)) == set()
    assert verify_all(packages(config)) == []


def test_a_closed_month_waits_for_the_signature(
    booked: None, village: Place, bookkeeper: Actor, supervisor: Actor, clock: SettableClock
) -> None:
    services.close_month(bookkeeper, village, OCTOBER)
    assert overdue_months(village, on=DAY_AFTER) == ((OCTOBER, "已经结账，村务监督委员会还没有签字"),)
    services.sign_off_month(supervisor, village, OCTOBER)
    assert overdue_months(village, on=DAY_AFTER) == ()
    assert unsettled(DAY_AFTER) == set()


def test_months_nobody_entered_are_late_as_well(
    booked: None, village: Place, bookkeeper: Actor, supervisor: Actor, clock: SettableClock, config: Config
) -> None:
    services.close_month(bookkeeper, village, OCTOBER)
    services.sign_off_month(supervisor, village, OCTOBER)
    clock.set_day(date(2027, 1, 16))
    assert unsettled(date(2027, 1, 16)) == {village.id}
    assert queries.overdue_periods(village, on=date(2027, 1, 15)) == ()
    assert services.settle(village) == 4
    assert {key: one["state"] for key, one in _said().items()} == dict.fromkeys(("2026-11", "2026-12"), "还没有记账")
    late = "有的月份还没有签字公布"
    assert {key: one["state"] for key, one in _said("period-overdue").items()} == dict.fromkeys(
        ("2026-Q4", "2026"), late
    )
    assert _said("period-overdue")["2026-Q4"]["due_on"] == "2027-01-15"
    assert unsettled(date(2027, 1, 16)) == set()
    assert verify_all(packages(config)) == []
    assert services.settle(village) == 0


def test_a_village_without_books_here_is_not_late(township: Township, clock: SettableClock) -> None:
    clock.set_day(date(2027, 1, 16))
    assert unsettled(date(2027, 1, 16)) == set()
    assert [services.settle(place) for place in Place.select()] == [0] * Place.select().count()


def test_what_nobody_looked_at_for_two_years_is_left(
    book: Callable[..., object], journal_rows: Rows, village: Place, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 11, 3))
    book(journal_rows)
    later = date(2029, 3, 1)
    assert unsettled(later) == set()
    assert overdue_months(village, on=later) == ()
    assert queries.overdue_periods(village, on=later) == ()


@pytest.mark.parametrize(
    "on", [date(2026, 11, 15), date(2026, 11, 16), date(2026, 12, 20), date(2027, 1, 16), date(2028, 11, 2)]
)
def test_one_question_finds_the_villages_that_settling_one_by_one_finds(
    booked: None, township: Township, on: date
) -> None:
    found = {
        place.id for place in Place.select() if overdue_months(place, on=on) or queries.overdue_periods(place, on=on)
    }
    assert unsettled(on) == found
