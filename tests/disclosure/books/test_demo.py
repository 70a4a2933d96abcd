"""The invented township's books follow on from month to month and stop at different steps."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deliberation.area import area as deliberation
from disclosure.books import demo, queries
from disclosure.books.area import area as books
from disclosure.books.chart import MoneyAccount, account
from disclosure.books.checks import Severity, all_checks
from disclosure.books.demo.items import Books, files, items
from disclosure.books.ladders import steps
from disclosure.books.rules.alerts import AlertState
from disclosure.books.rules.approvals import RequestState
from disclosure.books.rules.closing import MonthState
from portal import demo as whole
from portal.cli import demo_load
from portal.demo import Scene
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import keep_files_in
from portal.kernel.bulletins import Bulletin
from portal.kernel.db import close_database, connection, open_database
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.terminal import packages

if TYPE_CHECKING:
    from pathlib import Path

    from disclosure.books.sheets.table import NamedFile
    from portal.config import Config
    from tests.factories import SettableClock, Township

#: The steps of the ladder the township adopts that somebody takes.
CLIMBED = {
    *("witness", "two_committees", "director", "secretary", "supervisors"),
    *("auditor", "township_leader", "township_head"),
}
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


def _files(books: Books, month: Month) -> tuple[NamedFile, NamedFile]:
    return files(books, month, list(items(books, month)))


def test_months_follow_on_and_the_latest_waits_for_somebody(
    township: Township, clock: SettableClock, config: Config
) -> None:
    scene = _scene(township)
    _load(scene, clock)
    found = [[row.state for row in queries.months(village)] for village in scene.villages]
    passed = [MonthState.SIGNED_OFF, MonthState.SIGNED_OFF]
    assert found == [[MonthState.OPEN, MonthState.SIGNED_OFF, *passed], [MonthState.OPEN, MonthState.CLOSED, *passed]]
    figures = [queries.statement_of(village, month) for village in scene.villages for month in MONTHS]
    assert all(one.income_fen and one.expense_fen for one in figures)
    counts = [row.voucher_count for village in scene.villages for row in queries.months(village) if row.month in MONTHS]
    assert all(20 <= count <= 60 for count in counts)
    low = [
        (place, month.number, [(one.account, one.balance_fen) for one in found])
        for place, village in enumerate(scene.villages)
        for month in MONTHS
        if (found := queries.close_state(village, month, today=month.last_day).low_points)
    ]
    assert low == [(0, 9, [(MoneyAccount.CASH, -20_000)])], "one month is there to be found"
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


#: The checks that want an answer; the other is a hint over a year.
ANSWERABLE = {check.id for check in all_checks() if check.severity is not Severity.HINT}

#: What everybody who looks around must find of the books, in one village or another.
FOUND = {
    *(f"books.months.{state}" for state in (*MonthState, "late")),
    *(f"books.requests.{state}" for state in RequestState),
    *(f"books.requests.waiting.{step.id}" for step in steps().values() if step.id in CLIMBED),
    *(f"books.alerts.{state}" for state in (*AlertState, "sent_back") if state != AlertState.OUTDATED),
    *(f"books.alerts.{what}.{check}" for what in ("of", "answers_to") for check in ANSWERABLE),
    *(f"books.funds.{one}" for one in ("open", "closed", "with_money", "spent")),
    *(f"books.quarters.{one}" for one in ("published", "prepared", "late")),
    *(f"books.topics.{one}" for one in ("published", "prepared", "of.land", "of.tender", "of.subsidy")),
    *(f"books.vouchers.{one}" for one in ("reversals", "typed", "under_resolution", "with_items", "without_money")),
    *(f"books.bank.{one}" for one in ("explanations", "matches", "statements")),
    "books.accounts",
    "books.budgets",
    "books.budgets.revised",
    "books.years.published",
    "books.cash.confirmed",
    "books.openings",
    "books.vouchers.year_end",
}


def test_everything_occurs_and_the_balance_sheet_is_whole(
    sqlite_templates: dict[str, Path], tmp_path: Path, clock: SettableClock, config: Config
) -> None:
    shutil.copy(sqlite_templates["empty"], tmp_path / "cunshi.db")
    open_database(f"sqlite:///{tmp_path / 'cunshi.db'}")
    with connection():
        _expect_everything(clock, config)
    close_database()


def _expect_everything(clock: SettableClock, config: Config) -> None:
    scene = whole.load(
        [deliberation, books], host="cunshi.example", villages=3, months=5, seed=1, today=date(2027, 1, 21)
    )
    clock.set_day(scene.today)
    kernel_clock.install(clock)
    found: Counter[str] = Counter()
    for village in scene.villages:
        found.update(queries.states(village))
    assert {state for state in FOUND if not found[state]} == set()
    assert verify_all(packages(config)) == []
    for village in scene.villages:
        rows = queries.balances(village, scene.months[-1])
        assert (len(rows) > 20, sum(one.closing_fen for one in rows)) == (True, 0)
        no_longer = [one.name for one in rows if one.closing_fen and account(one.account).kind == "损益"]
        assert no_longer == [], "the year is ended"


def test_equal_seeds_give_equal_books(township: Township) -> None:
    first, second = (
        [_files(Books(_scene(township).chance(township.village, "books")), month) for month in MONTHS] for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("number", range(1, 13))
def test_the_october_of_last_year_is_there_on_whatever_day_the_demo_is_made(number: int) -> None:
    (months,) = (option.default for option in demo_load.params if option.name == "months")
    running = Month(2026, number)
    assert Month(2025, 10) in {running.plus(-back) for back in range(1, months + 1)}


def test_every_october_somebody_is_paid_400_yuan(township: Township) -> None:
    books = Books(_scene(township).chance(township.village, "books"))
    paid = {month.number: [item for item in items(books, month) if item.fen == -40_000] for month in MONTHS}
    assert [(one.summary, one.party) for one in paid[10]] == [("重阳节敬老饭菜", "老年食堂")]
    assert paid[8] == paid[9] == []
