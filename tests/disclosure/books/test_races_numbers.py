"""Eight processes that book at once, whatever they book: numbers without a gap; one year's end, one opening."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from peewee import PeeweeException

from disclosure.books import queries, services
from disclosure.books.errors import NothingToCarryOverError, OpeningsKnownError
from disclosure.books.models import Voucher
from disclosure.books.rules.entries import Category, written_entry
from disclosure.books.rules.written import WrittenRow, lines_of_rows
from portal.kernel import journal, work
from portal.kernel.db import database as db
from portal.kernel.errors import DomainError
from portal.kernel.months import Month
from portal.kernel.verify import verify_all
from portal.terminal import packages
from tests.deliberation.crowds import in_processes
from tests.disclosure.books.test_races import RENT

if TYPE_CHECKING:
    from portal.config import Config
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock

pytestmark = pytest.mark.race

AT_ONCE, EACH = 8, 4
OCTOBER, DECEMBER = Month(2026, 10), Month(2026, 12)


def _written(number: int) -> Any:
    rows = (
        WrittenRow(number=1, category=Category(account="513"), debit_fen=5, credit_fen=None),
        WrittenRow(number=2, category=Category(account="152"), debit_fen=None, credit_fen=5),
    )
    return written_entry(lines_of_rows(rows), happened_on=RENT.happened_on, summary=f"折旧{number}")


def test_eight_processes_number_everything_they_book_without_a_gap(
    database: str, bookkeeper: Actor, village: Place, config: Config
) -> None:
    """Simple forms, written lines and reversals of what was booked before, all mixed."""
    for number in range(AT_ONCE):
        services.record_voucher(bookkeeper, village, replace(RENT, summary=f"先前{number}"))

    def book(process: int, barrier: Any) -> int:
        barrier.wait()
        for turn in range(EACH - 2):
            services.record_voucher(bookkeeper, village, replace(RENT, summary=f"{process}-{turn}"))
        services.record_voucher(bookkeeper, village, _written(process))
        services.reverse_voucher(bookkeeper, village, OCTOBER, process + 1, reason="记错了")
        return EACH

    assert sum(in_processes(database, AT_ONCE, book)) == AT_ONCE * EACH
    rows = queries.vouchers(village, OCTOBER)
    assert sorted(row.number for row in rows) == list(range(1, AT_ONCE * (EACH + 1) + 1))
    assert sum(1 for row in rows if row.reverses) == AT_ONCE
    assert sum(one.debit_fen - one.credit_fen for one in queries.balances(village, OCTOBER)) == 0
    assert verify_all(packages(config)) == []


def test_that_race_has_teeth(database: str, bookkeeper: Actor, village: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody waits for the log, all read the same last number, and only one of them can write the next."""
    services.record_voucher(bookkeeper, village, RENT)
    monkeypatch.setattr(work, "write_transaction", db.atomic)
    monkeypatch.setattr(journal, "for_update", lambda: "")

    def book(process: int, barrier: Any) -> str:
        create = Voucher.create

        def when_all_have_their_number(**values: Any) -> Voucher:
            barrier.wait()
            return create(**values)

        monkeypatch.setattr(Voucher, "create", when_all_have_their_number)
        try:
            services.record_voucher(bookkeeper, village, replace(RENT, summary=f"第{process}户租金"))
        except (PeeweeException, DomainError):
            return "lost"
        return "booked"

    assert Counter(in_processes(database, AT_ONCE, book)) == {"booked": 1, "lost": AT_ONCE - 1}


def test_a_year_is_ended_once_by_eight_and_opened_once(
    database: str, bookkeeper: Actor, village: Place, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 12, 31))
    services.record_voucher(bookkeeper, village, replace(RENT, happened_on=date(2026, 12, 1)))

    def end(_process: int, barrier: Any) -> list[str]:
        barrier.wait()
        said = []
        for act in (
            lambda: services.state_openings(bookkeeper, village, DECEMBER, amounts={"101": 5, "301": 5}),
            lambda: services.end_year(bookkeeper, village, 2026),
        ):
            try:
                act()
            except DomainError as refusal:
                said.append(type(refusal).__name__)
            else:
                said.append("done")
        return said

    answers = Counter(one for said in in_processes(database, AT_ONCE, end) for one in said)
    assert answers == {
        "done": 2,
        OpeningsKnownError.__name__: AT_ONCE - 1,
        NothingToCarryOverError.__name__: AT_ONCE - 1,
    }
    assert sorted(row.number for row in queries.vouchers(village, DECEMBER)) == [1, 2, 3]
