"""A month of an invented village, as a cash journal and as an itemised list."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import services
from disclosure.books.chart import MoneyAccount, chart
from disclosure.books.sheets.reading import read_and_check
from disclosure.books.sheets.table import NamedFile
from portal.kernel.months import Month
from portal.org.offices import Office

if TYPE_CHECKING:
    from disclosure.books.models import BooksImport
    from disclosure.books.sheets.reading import Reading
    from portal.org.actors import Actor
    from portal.org.models import Place
    from tests.factories import Township

OCTOBER = Month(2026, 10)

Rows = Sequence[Sequence[str]]
MakeCsv = Callable[..., NamedFile]
ReadFiles = Callable[..., "Reading"]

JOURNAL = (
    ("账户", "月", "日", "字", "号", "摘要", "对方科目", "借方(收入)", "贷方(支出)", "方向", "余额"),
    ("现金", "", "", "", "", "上期结转", "", "", "", "借", "1000.00"),
    ("现金", "10", "08", "记", "1", "收鱼塘租金 ", "经营收入", "2500.50", "", "借", "3500.50"),
    ("现金", "10", "12", "记", "2", "存款", "银行存款", "", "2000.00", "借", "1500.50"),
    ("现金", "10", "20", "记", "3", "付保洁工资", "管理费用", "", "800.00", "借", "700.50"),
    ("现金", "10", "20", "记", "4", "买办公用品", "管理费用", "", "60.25", "借", "640.25"),
    ("现金", "", "", "", "", "本月合计", "", "2500.50", "2860.25", "借", "640.25"),
    ("银行存款", "", "", "", "", "上期结转", "", "", "", "借", "9000.00"),
    ("银行存款", "10", "12", "记", "2", "存款", "现金", "2000.00", "", "借", "11000.00"),
    ("银行存款", "10", "21", "记", "5", "收利息", "其他收入", "3.75", "", "借", "11003.75"),
    ("银行存款", "", "", "", "", "本月合计", "", "2003.75", "", "借", "11003.75"),
)
ITEMS = (
    ("日期", "凭证号", "摘要", "类别", "收入", "支出"),
    ("2026-10-08", "1", "收鱼塘租金", "经营收入/租金收入", "2500.50", ""),
    ("2026-10-20", "3", "付保洁工资", "管理费用/人员工资", "", "800.00"),
    ("2026-10-20", "4", "买办公用品", "管理费用/办公费", "", "60.25"),
    ("2026-10-21", "5", "收利息", "其他收入/利息收入", "3.75", ""),
    ("合计", "", "", "", "2504.25", "860.25"),
)


@pytest.fixture
def journal_rows() -> list[list[str]]:
    return [list(row) for row in JOURNAL]


@pytest.fixture
def item_rows() -> list[list[str]]:
    return [list(row) for row in ITEMS]


@pytest.fixture
def make_csv() -> MakeCsv:
    def make(rows: Rows, name: str = "十月.csv", encoding: str = "utf-8") -> NamedFile:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        return NamedFile(name=name, data=text.getvalue().encode(encoding))

    return make


@pytest.fixture
def read(make_csv: MakeCsv) -> ReadFiles:
    """Read tables (lists of rows, or files) as the books of October 2026."""

    def read_tables(
        *tables: Rows | NamedFile, month: str = "2026-10", money: MoneyAccount | None = None, key: str = "2023"
    ) -> Reading:
        files = [
            one if isinstance(one, NamedFile) else make_csv(one, name=f"{place}.csv")
            for place, one in enumerate(tables, start=1)
        ]
        return read_and_check(files, month=Month.parse(month), chart=chart(key), today=date(2026, 11, 3), money=money)

    return read_tables


@pytest.fixture
def bookkeeper(township: Township) -> Actor:
    return township.actor(Office.BOOKKEEPER)


@pytest.fixture
def supervisor(township: Township) -> Actor:
    return township.actor(Office.SUPERVISOR)


@pytest.fixture
def village(township: Township) -> Place:
    return township.village


@pytest.fixture
def reading_of(make_csv: MakeCsv) -> Callable[..., Reading]:
    def read(*tables: Rows, month: Month = OCTOBER, money: MoneyAccount | None = None) -> Reading:
        files = [make_csv(rows, name=f"{place}.csv") for place, rows in enumerate(tables)]
        return services.read_books(files, month=month, money=money)

    return read


@pytest.fixture
def book(reading_of: Callable[..., Reading], bookkeeper: Actor, village: Place) -> Callable[..., BooksImport]:
    def book_month(*tables: Rows, **options: Any) -> BooksImport:
        return services.import_books(bookkeeper, village, reading_of(*tables, **options))

    return book_month


@pytest.fixture
def next_month() -> Callable[..., list[list[str]]]:
    """Return the same journal a month later, opening with what October left."""

    def later(rows: Rows, *, month: str = "11", cash: str = "640.25", bank: str = "11003.75") -> list[list[str]]:
        made = [[*row] for row in rows if row[5] != "本月合计"]
        for row in made[1:]:
            row[1] = month if row[1] else ""
            row[9:] = ["", ""]
            if row[5] == "上期结转":
                row[9:] = ["借", cash if row[0] == "现金" else bank]
        return made

    return later
