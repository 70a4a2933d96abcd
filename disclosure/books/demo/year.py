"""What the invented villages own and owe when their books begin, and how each December ends a year."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import queries, services
from disclosure.books.demo.entering import enter, receipt_of
from disclosure.books.demo.items import CASH, category
from disclosure.books.rules.depreciation import Wear, depreciation_lines, depreciation_summary
from disclosure.books.rules.entries import Category, Entry, written_entry
from disclosure.books.rules.items import Item
from disclosure.books.rules.vouchers import Line, VoucherKind
from disclosure.books.rules.year_end import last_month
from portal.demo import Event, at
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.models import Place

#: What stood on the accounts that hold no money, on the side of each; the capital is what makes both sides equal.
_OWNED = {"112": 460_000, "151": 86_000_000, "153": 1_200_000}
_OWED = {"152": 21_200_000, "211": 1_800_000, "231": 1_200_000, "241": 6_000_000, "311": 9_500_000}
_CAPITAL = "301"
#: What wears: name, fen a month, and what bears it.
_WEARING = (
    ("村办公楼", 62_000, Category(account="513")),
    ("光伏电站", 88_000, Category(account="511")),
    ("抽水机站", 21_500, Category(account="511")),
)
_WEAR_MONTHS = 12
_STATED, _WORN, _ENDED = timedelta(days=2), timedelta(days=2), timedelta(days=2)

_PAPER = (
    Item(number=1, name="A4 打印纸", unit="箱", quantity_x1000=2_000, price_x100=1_300_000, amount_fen=26_000),
    Item(
        number=2,
        name="公厕灯泡",
        unit="只",
        quantity_x1000=10_000,
        price_x100=120_000,
        amount_fen=12_000,
        category=Category(account="514", detail="设施维护"),
    ),
)
_OWING_FEN = 90_000


def opened(scene: Scene, village: Place) -> Iterator[Event]:
    """Yield what every account stood at when the books began, once the first month says what the money was."""
    first, bookkeeper = scene.months[0], scene.actor(village, Office.BOOKKEEPER)

    def state() -> None:
        money = sum(queries.openings(village, first).values())
        capital = money + sum(_OWNED.values()) - sum(_OWED.values())
        services.state_openings(bookkeeper, village, first, amounts={**_OWNED, **_OWED, _CAPITAL: capital})

    yield Event(at=at(first.plus(1).first_day + _STATED, 9, 30), act=state)


def by_items_and_lines(scene: Scene, village: Place, month: Month) -> Iterator[Event]:
    """Yield a payment with its list of items, and a rent that is owed, written line by line."""
    bookkeeper = scene.actor(village, Office.BOOKKEEPER)
    bought = Entry(
        kind=VoucherKind.PAYMENT,
        happened_on=month.first_day.replace(day=10),
        amount_fen=sum(one.amount_fen for one in _PAPER),
        money=CASH,
        category=category("管理费用/办公费"),
        summary="买打印纸和灯泡",
        party="县百货商店",
        items=_PAPER,
    )
    rent = category("经营收入/租金收入")
    owed = written_entry(
        (_line(Category(account="112"), debit_fen=_OWING_FEN), _line(rent, credit_fen=_OWING_FEN)),
        happened_on=month.first_day.replace(day=12),
        summary="旧校舍租金到期未收，先记应收",
        party="镇木器厂",
    )
    act = partial(enter, bookkeeper, village, bought, receipts=[receipt_of(village, bought)])
    yield Event(at=at(bought.happened_on, 8, 40), act=act)
    yield Event(at=at(owed.happened_on, 8, 40), act=partial(enter, bookkeeper, village, owed))


def ended(scene: Scene, village: Place, month: Month, *, delay: timedelta) -> Iterator[Event]:
    """Yield the wear of a year and its end, where ``month`` is its last."""
    if month != last_month(month.year):
        return
    bookkeeper, after = scene.actor(village, Office.BOOKKEEPER), month.plus(1).first_day + delay
    things = [
        Wear(number=number, name=name, monthly_fen=fen, months=_WEAR_MONTHS, borne_by=borne_by)
        for number, (name, fen, borne_by) in enumerate(_WEARING, start=1)
    ]
    worn = written_entry(
        depreciation_lines(things),
        happened_on=month.last_day,
        summary=depreciation_summary(month.year, things),
    )
    yield Event(at=at(after + _WORN, 11), act=partial(enter, bookkeeper, village, worn))
    yield Event(at=at(after + _ENDED, 11, 30), act=partial(services.end_year, bookkeeper, village, month.year))


def _line(booked: Category, *, debit_fen: int = 0, credit_fen: int = 0) -> Line:
    return Line(
        account=booked.account,
        detail=booked.detail,
        printed_name=booked.name,
        debit_fen=debit_fen,
        credit_fen=credit_fen,
    )
