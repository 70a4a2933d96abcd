"""A year of plain books for one small village of an invented county: little that happens, every month signed off."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import services
from disclosure.books.chart import MoneyAccount
from disclosure.books.demo import disclosed
from disclosure.books.sheets.table import NamedFile
from portal.demo import Event, at
from portal.kernel.money import plain_yuan
from portal.org.offices import Office

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from portal.demo import Scene
    from portal.kernel.months import Month

_CASH, _BANK = MoneyAccount
_HEAD = ("账户", "月", "日", "字", "号", "摘要", "对方科目", "借方(收入)", "贷方(支出)", "方向", "余额")
#: What happens every month: day, summary, counter-account, least and most in fen; what is spent is below zero.
_MONTHLY = (
    (4, "收山林租金", "经营收入", 150_000, 260_000),
    (9, "付村办公室电费", "管理费用", -40_000, -12_000),
    (13, "付保洁员工资", "公益支出", -120_000, -90_000),
    (20, "收存款利息", "其他收入", 200, 900),
)
_BEGAN, _IN_HAND = (800_000, 5_000_000), 30_000  # nothing is paid in cash
_IN_TIME = 0  # the place of a village that publishes its quarters in time
_IMPORTED, _CLOSED, _SIGNED = timedelta(days=2), timedelta(days=3), timedelta(days=5)


def events(scene: Scene) -> Iterator[Event]:
    """Yield every month's three acts, imported, closed, signed off, and the quarters."""
    (village,) = scene.villages
    bookkeeper, supervisor = scene.actor(village, Office.BOOKKEEPER), scene.actor(village, Office.SUPERVISOR)
    dice = scene.chance(village, "books")
    balance = dice.randrange(*_BEGAN)
    for month in scene.months:
        file, balance = _journal(dice, month, balance)
        first = month.plus(1).first_day
        if first + _SIGNED >= scene.today:
            break

        def book(file: NamedFile = file, month: Month = month) -> object:
            return services.import_books(bookkeeper, village, services.read_books([file], month=month))

        yield Event(at=at(first + _IMPORTED, 9), act=book)
        yield Event(at=at(first + _CLOSED, 15), act=partial(services.close_month, bookkeeper, village, month))
        yield Event(at=at(first + _SIGNED, 10), act=partial(services.sign_off_month, supervisor, village, month))
    yield from (one for one in disclosed.periods(scene, village, _IN_TIME, delayed={}) if one.at < at(scene.today, 0))


def _journal(dice: random.Random, month: Month, balance: int) -> tuple[NamedFile, int]:
    """Return the month's cash journal and what was left at its end."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(_HEAD)
    for money, fen in ((_CASH, _IN_HAND), (_BANK, balance)):
        rows.writerow((money, "", "", "", "", "上期结转", "", "", "", "借", plain_yuan(fen)))
    for number, (day, summary, counter, least, most) in enumerate(_MONTHLY, start=1):
        fen = dice.randrange(least, most + 1)
        balance += fen
        sides = (plain_yuan(fen), "") if fen > 0 else ("", plain_yuan(-fen))
        when = (f"{month.number:02d}", f"{day:02d}", "记", str(number))
        rows.writerow((_BANK, *when, summary, counter, *sides, "借", plain_yuan(balance)))
    return NamedFile(name=f"{month}银行日记账.csv", data=text.getvalue().encode("utf-8-sig")), balance
