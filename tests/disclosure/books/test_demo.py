"""The invented township's books follow on from month to month and stop at different steps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from disclosure.books import demo, queries
from disclosure.books.rules.closing import MonthState
from portal.cli import demo_load
from portal.demo import Scene
from portal.kernel.attachments import keep_files_in
from portal.kernel.bulletins import Bulletin
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.terminal import packages

if TYPE_CHECKING:
    from pathlib import Path

    from portal.config import Config
    from tests.factories import SettableClock, Township

MONTHS = tuple(Month(2026, number) for number in (8, 9, 10))


@pytest.fixture(autouse=True)
def files_lie_here(tmp_path: Path) -> None:
    keep_files_in(tmp_path)


def _scene(township: Township) -> Scene:
    villages = (township.village, township.other_village)
    return Scene(township=township.place, villages=villages, months=MONTHS, today=date(2026, 11, 21), seed=1)


def _load(scene: Scene, clock: SettableClock) -> None:
    for event in sorted(demo.events(scene), key=lambda one: one.at):
        clock.set(event.at)
        event.act()


def test_months_follow_on_and_the_latest_waits_for_somebody(
    township: Township, clock: SettableClock, config: Config
) -> None:
    scene = _scene(township)
    _load(scene, clock)
    found = [[row.state for row in queries.months(village)] for village in scene.villages]
    passed = [MonthState.SIGNED_OFF, MonthState.SIGNED_OFF]
    assert found == [[MonthState.OPEN, MonthState.SIGNED_OFF, *passed], [MonthState.OPEN, MonthState.CLOSED, *passed]]
    figures = [queries.statement_of(village, month) for village in scene.villages for month in MONTHS]
    assert all(one.income_fen and one.expense_fen and one.other_fen == 0 for one in figures)
    counts = [row.voucher_count for village in scene.villages for row in queries.months(village) if row.month in MONTHS]
    assert all(20 <= count <= 40 for count in counts)
    checked = [queries.close_state(v, one, today=one.last_day) for v in scene.villages for one in MONTHS]
    assert all(one.low_points == () for one in checked)
    assert verify_all(packages(config)) == []


def test_what_goes_wrong_is_there_too(township: Township, clock: SettableClock) -> None:
    scene = _scene(township)
    _load(scene, clock)
    first, second = (queries.states(village) for village in scene.villages)
    assert first["books.vouchers.reversals"] == 2
    assert first["books.vouchers.typed"] > 60
    assert second["books.months.late"] == 1
    corrected = queries.month_page(township.village, MONTHS[0], today=scene.today)
    assert [one.month for one in corrected.corrections] == [MONTHS[2]]
    revisions = Bulletin.select().where((Bulletin.kind == "month") & (Bulletin.key == str(MONTHS[0])))
    assert revisions.count() == 3  # one of each village, and the corrected one
    assert any(row.receipts for row in queries.vouchers(township.village, MONTHS[1]))


def test_equal_seeds_give_equal_books(township: Township) -> None:
    first, second = (
        [demo._files(demo._Books(_scene(township).chance(township.village, "books")), month) for month in MONTHS]
        for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("number", range(1, 13))
def test_the_october_of_last_year_is_there_on_whatever_day_the_demo_is_made(number: int) -> None:
    (months,) = (option.default for option in demo_load.params if option.name == "months")
    running = Month(2026, number)
    assert Month(2025, 10) in {running.plus(-back) for back in range(1, months + 1)}


def test_every_october_somebody_is_paid_400_yuan(township: Township) -> None:
    books = demo._Books(_scene(township).chance(township.village, "books"))
    paid = {month.number: [item for item in demo._items(books, month) if item.fen == -40_000] for month in MONTHS}
    assert [(one.summary, one.party) for one in paid[10]] == [("重阳节敬老饭菜", "老年食堂")]
    assert paid[8] == paid[9] == []
