"""What can be found of a village's money: every line under its own address, with the words people use for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from disclosure.books import services
from disclosure.books.search import records
from disclosure.site.queries import read_published
from portal.kernel.journal import issue_checkpoint
from portal.kernel.months import Month
from portal.kernel.notes import SigningKey
from portal.org.models import Place
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Callable

    from disclosure.books.sheets.table import NamedFile
    from portal.areas import SearchRecord
    from tests.factories import SettableClock, Township

    Rows = list[list[str]]

OCTOBER = Month(2026, 10)


@pytest.fixture
def books(
    township: Township,
    make_csv: Callable[..., NamedFile],
    clock: SettableClock,
    journal_rows: Rows,
    item_rows: Rows,
) -> Township:
    """October, published."""
    clock.set_day(date(2026, 11, 3))
    bookkeeper, village = township.actor(Office.BOOKKEEPER), township.village
    files = [make_csv(rows, name=f"{place}.csv") for place, rows in enumerate((journal_rows, item_rows))]
    services.import_books(bookkeeper, village, services.read_books(files, month=OCTOBER))
    services.close_month(bookkeeper, village, OCTOBER)
    clock.set_day(date(2026, 11, 5))
    services.sign_off_month(township.actor(Office.SUPERVISOR), village, OCTOBER)
    return township


def found(township: Township) -> list[SearchRecord]:
    keys = {place.log.origin: SigningKey(name=place.log.origin, seed=bytes(32)) for place in Place.select()}
    for place in Place.select():
        issue_checkpoint(place.log_id, keys[place.log.origin])
    vkeys = {origin: key.vkey for origin, key in keys.items()}
    published = read_published(site_url="https://cunshi.example", vkey=vkeys.__getitem__)
    return list(records(published, township.village.slug))


def test_every_voucher_is_found_on_its_own_line(books: Township) -> None:
    vouchers = [one for one in found(books) if one.kind == "收支"]
    assert [one.anchor for one in vouchers] == [f"v-{number}" for number in range(1, 6)]
    assert {one.month for one in vouchers} == {"2026-10"}
    assert vouchers[3].title == "买办公用品"
    assert vouchers[3].text == "2026年10月20日付出 60.25 元，类别：管理费用/办公费。"
    assert vouchers[3].category == "管理费用/办公费"
    assert vouchers[0].text.startswith("2026年10月8日收到 2,500.50 元")
    assert vouchers[1].text.startswith("2026年10月12日存取或转账 2,000.00 元")


def test_a_month_is_found_by_its_figures(books: Township) -> None:
    month = found(books)[0]
    assert (month.kind, month.title, month.anchor) == ("月报", "2026年10月收支", "")
    assert "收入 2,504.25 元，支出 860.25 元，月末结余 11,644.00 元" in month.text
    assert dict(month.values)["month"] == "2026-10"


def test_what_was_taken_back_after_the_month_was_signed_is_found_as_a_correction(
    books: Township, clock: SettableClock
) -> None:
    clock.set_day(date(2026, 11, 12))
    services.reverse_voucher(
        books.actor(Office.BOOKKEEPER), books.village, month=OCTOBER, number=4, reason="多写了一个零"
    )
    corrections = [one for one in found(books) if one.kind == "更正"]
    assert [one.anchor for one in corrections] == ["v-4", ""]
    assert all("多写了一个零" in one.text for one in corrections)
    assert corrections[0].title == "更正：2026年10月第4号"
    taken = next(one for one in found(books) if one.anchor == "v-4" and one.kind == "收支")
    assert "已被冲销：多写了一个零。" in taken.text
