"""The invented township's books follow on from month to month and stop at different steps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from disclosure.books import demo, queries
from disclosure.books.rules.closing import MonthState
from portal.demo import Scene
from portal.kernel.months import Month

if TYPE_CHECKING:
    from tests.factories import SettableClock, Township

MONTHS = tuple(Month(2026, number) for number in (8, 9, 10))


def _scene(township: Township) -> Scene:
    villages = (township.village, township.other_village)
    return Scene(township=township.place, villages=villages, months=MONTHS, today=date(2026, 11, 21), seed=1)


def _load(scene: Scene, clock: SettableClock) -> None:
    for event in sorted(demo.events(scene), key=lambda one: one.at):
        clock.set(event.at)
        event.act()


def test_months_follow_on_and_the_latest_waits_for_somebody(township: Township, clock: SettableClock) -> None:
    scene = _scene(township)
    _load(scene, clock)
    states = [[row.state for row in queries.months(village)] for village in scene.villages]
    assert states == [[MonthState.SIGNED_OFF] * 3, [MonthState.CLOSED, MonthState.SIGNED_OFF, MonthState.SIGNED_OFF]]
    figures = [queries.statement_of(township.village, month) for month in MONTHS]
    assert all(one.income_fen and one.expense_fen and one.other_fen == 0 for one in figures)
    assert all(
        queries.close_state(village, one, today=one.last_day).low_points == ()
        for village in scene.villages
        for one in MONTHS
    )
    assert all(row.late_count == 0 for row in queries.months(township.village))


def test_equal_seeds_give_equal_books(township: Township) -> None:
    first, second = (
        [demo._files(demo._Books(_scene(township).chance(township.village, "books")), month) for month in MONTHS]
        for _ in range(2)
    )
    assert first == second
