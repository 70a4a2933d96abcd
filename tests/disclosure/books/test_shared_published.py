"""Real books from the file to the public page: six months in a row, closed, signed off, built."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from disclosure.books.chart import MoneyAccount
from disclosure.books.errors import OpeningDiffersError
from disclosure.books.sheets.table import NamedFile
from disclosure.site.services import publish_site
from portal.kernel.money import format_yuan, parse_yuan
from portal.kernel.months import Month
from portal.org.offices import Office

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.shared

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "village-a"
SIX_MONTHS = [Month(2010, number) for number in range(3, 9)]


def _import(township: Township, month: Month) -> None:
    files = [
        NamedFile(name=f"{month}.{kind}.csv", data=(FOLDER / f"{month}.{kind}.csv").read_bytes())
        for kind in ("cash", "pl")
    ]
    reading = services.read_books(files, month=month, chart_key="2004")
    services.import_books(township.actor(Office.BOOKKEEPER), township.village, reading)


def _expected(month: Month) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{month}.expected.json").read_text(encoding="utf-8"))
    return found


def test_six_months_open_with_what_the_month_before_left_and_add_up_over_the_year(
    township: Township, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 11, 3))
    for month in SIX_MONTHS:
        _import(township, month)
        figures = queries.statement_of(township.village, month)
        for account, money in _expected(month)["money"].items():
            found = next(one for one in figures.money if one.account == account)
            assert found.opening_fen == parse_yuan(money["opening"])
            assert found.closing_fen == parse_yuan(money["recomputed_closing"])
        assert (figures.year_income_fen, figures.year_expense_fen) == _board_totals(month)
        services.close_month(township.actor(Office.BOOKKEEPER), township.village, month)


def _board_totals(month: Month) -> tuple[int, int]:
    """Return income and expense since January as the notice board prints them."""
    with (FOLDER / f"{month}.board.csv").open(encoding="utf-8", newline="") as file:
        last = list(csv.reader(file))[-1]
    return parse_yuan(last[2]), parse_yuan(last[5])


def test_month_that_does_not_follow_on_is_refused_with_both_figures(township: Township, clock: SettableClock) -> None:
    clock.set_day(date(2026, 11, 3))
    _import(township, Month(2010, 8))
    with pytest.raises(OpeningDiffersError, match=r"147\.68.*1,160\.91"):
        _import(township, Month(2011, 4))


def test_public_page_shows_the_same_totals(
    township: Township, clock: SettableClock, config: Config, tmp_path: Path
) -> None:
    month = Month(2011, 4)
    clock.set_day(date(2026, 11, 3))
    _import(township, month)
    services.close_month(township.actor(Office.BOOKKEEPER), township.village, month)
    services.sign_off_month(township.actor(Office.SUPERVISOR), township.village, month)
    own = replace(config, build_dir=tmp_path / "build", key_dir=tmp_path / "keys")
    publish_site(own)
    page = (tmp_path / "build/qingshan/finance/2011-04/index.html").read_text(encoding="utf-8")
    expected = _expected(month)
    for money in expected["money"].values():
        for figure in ("opening", "recomputed_in", "recomputed_out", "recomputed_closing"):
            assert format_yuan(parse_yuan(money[figure])) in page
    for yuan in expected["income_expense"]["expense_by_category"].values():
        assert format_yuan(parse_yuan(yuan)) in page
    assert 'id="v-100006"' in page
    assert "收财税办办公经费用于还欠款" in page
    assert (tmp_path / "build/qingshan/finance/2011-04/statement.csv").exists()
    assert MoneyAccount.CASH.value in page
