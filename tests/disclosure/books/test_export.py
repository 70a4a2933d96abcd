"""``cunshi books export --format beancount``: Beancount finds no error in the books, and has every balance we have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from beancount import loader
from beancount.core import realization
from click.testing import CliRunner

from disclosure.books import queries, services
from disclosure.books.cli import books_group
from disclosure.books.sheets.beancount import account_name
from portal.kernel.money import parse_yuan
from portal.kernel.months import Month

if TYPE_CHECKING:
    from pathlib import Path

    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import SettableClock

    Rows = list[list[str]]

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


@pytest.fixture
def exported(
    book: Callable[..., Any],
    bookkeeper: Actor,
    village: Place,
    journal_rows: Rows,
    item_rows: Rows,
    next_month: Callable[..., Rows],
    clock: SettableClock,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """Two imported months, a payment of the first taken back after its close, as a Beancount file."""
    clock.set_day(date(2026, 12, 3))
    book(journal_rows, item_rows)
    services.close_month(bookkeeper, village, OCTOBER)
    book(next_month(journal_rows), month=NOVEMBER)
    services.reverse_voucher(bookkeeper, village, OCTOBER, 4, reason="买错了")
    path = tmp_path / "books.beancount"
    monkeypatch.setenv("CUNSHI_DATABASE_URL", database_url)
    monkeypatch.setenv("CUNSHI_SECRET_KEY", "x" * 40)
    made = CliRunner().invoke(
        books_group, ["export", village.slug, "--format", "beancount", "--out", str(path)], catch_exceptions=False
    )
    assert made.exit_code == 0
    return path


def test_beancount_has_the_balances_of_the_books(exported: Path, village: Place) -> None:
    entries, errors, _ = loader.load_file(str(exported))
    assert errors == []
    real = realization.realize(entries)
    ours = {(one.account, one.detail): one.closing_fen for one in queries.balances(village, Month(2026, 12))}
    assert len(ours) > 5
    found = {
        key: parse_yuan(f"{realization.get(real, account_name(*key)).balance.get_currency_units('CNY').number:f}")
        for key in ours
    }
    assert found == ours
    text = exported.read_text(encoding="utf-8")
    assert "2026-11-01 balance Assets:101-库存现金  640.25 ~ 0.00 CNY" in text
    assert "2027-01-01 balance Assets:101-库存现金  340.75 ~ 0.00 CNY" in text  # 60.25 came back in December
