"""Books of the invented township: every month's cash journal and itemised list, imported, closed, signed off.

The latest month is left at a different step in each village, so that everybody has something to do.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import services
from disclosure.books.chart import MoneyAccount
from disclosure.books.sheets.table import NamedFile
from portal.demo import Event, at
from portal.kernel.money import plain_yuan
from portal.org.offices import Office

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.models import Place

_CASH, _BANK = MoneyAccount
_JOURNAL = ("账户", "月", "日", "字", "号", "摘要", "对方科目", "借方(收入)", "贷方(支出)", "方向", "余额")
_LIST = ("日期", "凭证号", "摘要", "类别", "收入", "支出")

#: What happens every month: day, account, summary, category, least and most in yuan; expenses are below zero.
_MONTHLY = (
    (3, _BANK, "收鱼塘租金", "经营收入/租金收入", 1800, 2600),
    (5, _CASH, "收农机服务费", "经营收入/服务收入", 260, 900),
    (8, _BANK, "付村办公室电费", "管理费用/水电费", -420, -180),
    (12, _CASH, "买办公用品", "管理费用/办公费", -160, -45),
    (15, _CASH, "付保洁员工资", "公益支出/卫生保洁", -1600, -1200),
    (18, _CASH, "修路灯材料和工钱", "公益支出/设施维护", -380, -90),
    (21, _BANK, "收存款利息", "其他收入/利息收入", 2, 9),
)
_QUARTERLY = (10, _BANK, "收村级组织运转补助", "补助收入/运转经费", 12000, 12000)
_DRAWN = (2, "取款", 150_000)  # day, summary, fen from bank to cash
_BEGAN = {_CASH: (60_000, 160_000), _BANK: (3_000_000, 6_000_000)}

_IMPORTED, _CLOSED, _SIGNED = timedelta(days=2), timedelta(days=3), timedelta(days=5)
_STEPS = 3


@dataclass(slots=True)
class _Books:
    """One village's running balances while its months are made up."""

    dice: random.Random
    balances: dict[MoneyAccount, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for money, (least, most) in _BEGAN.items():
            self.balances[money] = self.dice.randrange(least, most)


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing that happened; a transfer has no category."""

    day: int
    money: MoneyAccount
    summary: str
    category: str
    fen: int


def events(scene: Scene) -> Iterator[Event]:
    """Yield what happened with the money of every village."""
    for place, village in enumerate(scene.villages):
        books = _Books(scene.chance(village, "books"))
        for month in scene.months:
            files = _files(books, month)
            steps = _STEPS if month != scene.months[-1] else _STEPS - place % _STEPS
            yield from [one for one in _month(scene, village, month, files) if one.at < at(scene.today, 0)][:steps]


def _month(scene: Scene, village: Place, month: Month, files: Sequence[NamedFile]) -> Iterator[Event]:
    bookkeeper = scene.actor(village, Office.BOOKKEEPER)
    supervisor = scene.actor(village, Office.SUPERVISOR)
    first = month.plus(1).first_day

    def book() -> object:
        return services.import_books(bookkeeper, village, services.read_books(files, month=month, chart_key="2023"))

    yield Event(at=at(first + _IMPORTED, 9), act=book)
    yield Event(at=at(first + _CLOSED, 15), act=partial(services.close_month, bookkeeper, village, month))
    yield Event(at=at(first + _SIGNED, 10), act=partial(services.sign_off_month, supervisor, village, month))


def _files(books: _Books, month: Month) -> tuple[NamedFile, NamedFile]:
    items = sorted(_items(books, month), key=lambda item: item.day)
    journal: list[Sequence[str]] = [_JOURNAL]
    for money in MoneyAccount:
        journal += _book(books, month, money, items)
    listed: list[Sequence[str]] = [_LIST]
    for number, item in enumerate(items, start=1):
        if item.category:
            day = month.first_day.replace(day=item.day).isoformat()
            listed.append((day, str(number), item.summary, item.category, *_sides(item.fen)))
    return _csv(f"{month}现金日记账.csv", journal), _csv(f"{month}收支明细表.csv", listed)


def _items(books: _Books, month: Month) -> Iterator[_Item]:
    day, summary, fen = _DRAWN
    yield _Item(day, _CASH, summary, "", fen)
    for day, money, summary, category, least, most in (*_MONTHLY, *([_QUARTERLY] if month.number % 3 == 1 else [])):
        yield _Item(day, money, summary, category, books.dice.randrange(least * 100, most * 100 + 1))


def _book(books: _Books, month: Month, money: MoneyAccount, items: Sequence[_Item]) -> Iterator[Sequence[str]]:
    yield (money, "", "", "", "", "上期结转", "", "", "", "借", plain_yuan(books.balances[money]))
    totals = [0, 0]
    for number, item in enumerate(items, start=1):
        if item.category and item.money is not money:
            continue
        fen = item.fen if item.money is money else -item.fen
        counter = item.category.partition("/")[0] or money.other
        books.balances[money] += fen
        totals[fen < 0] += abs(fen)
        place = (f"{month.number:02d}", f"{item.day:02d}", "记", str(number))
        yield (money, *place, item.summary, counter, *_sides(fen), "借", plain_yuan(books.balances[money]))
    sums = [plain_yuan(total) for total in totals]
    yield (money, "", "", "", "", "本月合计", "", *sums, "借", plain_yuan(books.balances[money]))


def _sides(fen: int) -> tuple[str, str]:
    return (plain_yuan(fen), "") if fen > 0 else ("", plain_yuan(-fen))


def _csv(name: str, rows: Sequence[Sequence[str]]) -> NamedFile:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return NamedFile(name=name, data=text.getvalue().encode("utf-8-sig"))
