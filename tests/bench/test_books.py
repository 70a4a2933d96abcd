"""How fast are a village's books after ten years, beside one year, bare SQL and another program?

Books of 300 vouchers a month, every month but the last closed as the bookkeeper closes it. Measured are the page of the
month, the balance sheet and the way down from it, ledger and voucher, as a signed-in reader asks for them. Then ten
thousand vouchers are imported, and the same rows are written by the bare driver; and the balances of the ten years are
told by a process of ours and by bean-query from the exported books.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from disclosure.books import queries, services
from disclosure.books.models import Voucher, VoucherLine
from disclosure.books.rules.vouchers import VoucherKind, VoucherOrigin
from disclosure.books.sheets.beancount import account_name, beancount_text
from disclosure.books.sheets.table import NamedFile
from portal.app import create_app
from portal.config import AREAS, Config
from portal.kernel import clock, migrate
from portal.kernel.attachments import keep_files_in
from portal.kernel.db import close_database, connection, open_database, write_transaction
from portal.kernel.months import Month
from portal.org.offices import Office
from portal.terminal import packages
from tests.factories import HOST, PASSWORD, SECRET_KEY, SettableClock, known_township, make_township

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from portal.org.models import Place

    Counting = Callable[[], AbstractContextManager[Any]]

_MONTHLY, _SHORT, _LONG = 300, 1, 10
_IMPORTED = 10_000
_LAST = Month(2026, 12)
_ROUNDS, _ASKED = 5, 20

#: What was asked for. All figures are printed before one that is missed fails.
_GROWN, _OF_BARE, _OF_OTHERS = 1.3, 0.4, 1.0

#: What is booked: the side of the money, the other account and what stands below it.
_ENTRIES = (
    (1, "501", "租金收入"), (1, "501", "发包收入"), (1, "503", "运转经费"), (1, "504", "利息收入"), (1, "112", ""),
    (-1, "513", "办公费"), (-1, "513", "水电费"), (-1, "513", "误工补助"), (-1, "514", "卫生保洁"),
    (-1, "514", "设施维护"), (-1, "151", ""), (-1, "211", "供应商"),
)  # fmt: skip
_OPENINGS = {"101": 10_000_00, "102": 900_000_00, "151": 500_000_00, "211": 60_000_00, "301": 1_350_000_00}
#: Where an import writes rows; the journal's entry holds the digest of each.
_TABLES = ("books_import", "opening_balance", "voucher", "voucher_line", "hand_entry", "journal_entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """A village with books of so many years, and where they lie."""

    folder: Path
    years: int

    @property
    def config(self) -> Config:
        """The installation they lie in."""
        return Config(
            database_url=f"sqlite:///{self.folder / 'books.db'}",
            secret_key=SECRET_KEY,
            site_url=f"https://{HOST}",
            build_dir=self.folder / "site",
            upload_dir=self.folder / "uploads",
            key_dir=self.folder / "keys",
            areas=AREAS,
            tls=False,
        )


def keep(folder: Path, years: int) -> Books:
    """Keep books of so many years up to December; the last month is open."""
    books = Books(folder=folder, years=years)
    now = SettableClock(datetime(2026, 1, 5, 1, tzinfo=UTC))
    clock.install(now)
    open_database(books.config.database_url)
    keep_files_in(books.config.upload_dir)
    with connection():
        migrate.upgrade(packages(books.config))
        township = make_township()
        now.set(datetime(2026, 12, 31, 1, tzinfo=UTC))
        village, bookkeeper = township.village, township.actor(Office.BOOKKEEPER)
        first = _LAST.plus(1 - 12 * years)
        services.state_openings(bookkeeper, village, first, amounts=_OPENINGS)
        for back in range(12 * years - 1, -1, -1):
            _book(village, _LAST.plus(-back))
            if back:
                services.close_month(bookkeeper, village, _LAST.plus(-back))
    close_database()
    return books


def _book(village: Place, month: Month) -> None:
    """Write a month's vouchers, the same for every village, in bulk: what is measured is reading them."""
    dice = random.Random(str(month))  # noqa: S311 - invented data, not secrets
    rows, lines = [], []
    for number in range(1, _MONTHLY + 1):
        side, code, detail = dice.choice(_ENTRIES)
        fen = dice.randrange(100, 500_00)
        rows.append(
            {
                "village": village.id, "month": month, "number": number, "word": "记",
                "happened_on": date(month.year, month.number, 1 + number % 28), "summary": f"第{number}笔",
                "kind": VoucherKind.RECEIPT if side > 0 else VoucherKind.PAYMENT, "origin": VoucherOrigin.TYPED,
                "recorded_at": datetime(2026, 12, 31, tzinfo=UTC), "recorded_by": 1, "late_days": 0,
            }
        )  # fmt: skip
        lines.append([("102", "", side * fen), (code, detail, -side * fen)])  # cash would raise alerts to be answered
    with write_transaction():
        Voucher.insert_many(rows).execute()
        ids = dict(
            Voucher.select(Voucher.number, Voucher.id)
            .where((Voucher.village == village.id) & (Voucher.month == month))
            .tuples()
        )
        VoucherLine.insert_many(
            {
                "voucher": ids[number], "line_no": at, "account": code, "detail": detail,
                "printed_name": f"{code}/{detail}", "debit_fen": max(0, fen), "credit_fen": max(0, -fen),
            }
            for number, own in enumerate(lines, start=1)
            for at, (code, detail, fen) in enumerate(own, start=1)
        ).execute()  # fmt: skip


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return keep(tmp_path_factory.mktemp("short"), _SHORT)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return keep(tmp_path_factory.mktemp("long"), _LONG)


@pytest.mark.parametrize(
    ("what", "address"),
    [
        ("month page", "2026-12/"),
        ("balance sheet", "2026-12/balance-sheet/"),
        ("ledger", "ledger/?account=513&year=2026"),
        ("voucher", "2026-12/v/150/"),
    ],
)
def test_ten_years_cost_what_one_does(
    short: Books, long: Books, what: str, address: str, count_queries: Counting
) -> None:
    seconds: dict[int, list[float]] = {_SHORT: [], _LONG: []}
    counts: dict[int, int] = {}
    for round_number in range(_ROUNDS):
        for books in (short, long) if round_number % 2 else (long, short):
            with reader(books) as client:
                seconds[books.years] += _timed(client, address)
                with count_queries() as counted:
                    client.get(f"/qingshan/books/{address}")
                counts[books.years] = counted.count
    one, ten = statistics.median(seconds[_SHORT]), statistics.median(seconds[_LONG])
    print(f"\n{what}, {_MONTHLY} vouchers a month: 1 year {one * 1000:6.1f} ms, 10 years {ten * 1000:6.1f} ms", end="")
    print(f"   ×{ten / one:.2f}, {counts[_LONG]} queries")
    assert counts[_SHORT] == counts[_LONG]
    assert ten / one <= _GROWN


def _timed(client: FlaskClient, address: str) -> list[float]:
    """Return the seconds of so many requests, the first ones not counted."""
    found = []
    for _ in range(_ASKED + 2):
        started = time.perf_counter()
        answer = client.get(f"/qingshan/books/{address}")
        found.append(time.perf_counter() - started)
        assert answer.status_code == 200, answer.text
    return found[2:]


@contextmanager
def reader(books: Books) -> Iterator[FlaskClient]:
    """Somebody who may look into the books, signed in at their installation."""
    app = create_app(books.config, clock=SettableClock(datetime(2026, 12, 31, 3, tzinfo=UTC)))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with connection():
        login = known_township().login(Office.SUPERVISOR)
    client = app.test_client()
    assert client.post("/sign-in", data={"login": login, "password": PASSWORD}).status_code == 302
    yield client
    close_database()


def test_importing_beside_the_bare_driver(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    clock.install(SettableClock(datetime(2026, 1, 5, 1, tzinfo=UTC)))
    config = Books(folder=empty, years=0).config
    open_database(config.database_url)
    with connection():
        migrate.upgrade(packages(config))
        make_township()
    close_database()
    clock.install(SettableClock(datetime(2027, 1, 5, 1, tzinfo=UTC)))
    reading = services.read_books([NamedFile(name="账.csv", data=_journal())], month=_LAST)
    assert not reading.errors
    assert len(reading.vouchers) == _IMPORTED
    ours, bare = [], []
    for number in range(_ROUNDS):
        folder, beside = tmp_path / f"ours-{number}", tmp_path / f"bare-{number}.db"
        shutil.copytree(empty, folder)
        shutil.copy(empty / "books.db", beside)
        open_database(Books(folder=folder, years=0).config.database_url)
        with connection():
            township = known_township()
            actor = township.actor(Office.BOOKKEEPER)
            started = time.perf_counter()
            services.import_books(actor, township.village, reading)
            ours.append(time.perf_counter() - started)
        close_database()
        bare.append(_written_bare(folder / "books.db", beside))
    share = statistics.median(other / one for one, other in zip(ours, bare, strict=True))
    print(f"\nimporting {_IMPORTED} vouchers, medians of {_ROUNDS} rounds")
    print(f"  ours              {statistics.median(ours):7.3f} s")
    print(f"  bare executemany  {statistics.median(bare):7.3f} s   we write {share:.2f} times as much in its time")
    assert share >= _OF_BARE


def _journal() -> bytes:
    """Return a month's bank journal of ten thousand vouchers, as a village hands it in."""
    dice = random.Random(0)  # noqa: S311 - invented data, not secrets
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("账户", "月", "日", "字", "号", "摘要", "对方科目", "借方(收入)", "贷方(支出)", "方向", "余额"))
    balance = 10_000_000_00
    writer.writerow(("银行存款", "", "", "", "", "上期结转", "", "", "", "借", _yuan(balance)))
    for number in range(1, _IMPORTED + 1):
        side = dice.choice((1, -1))
        fen = dice.randrange(100, 500_00)
        balance += side * fen
        sides = (_yuan(fen), "") if side > 0 else ("", _yuan(fen))
        counter = "经营收入" if side > 0 else "管理费用"
        day = str(1 + number * 31 // (_IMPORTED + 1))
        writer.writerow(
            ("银行存款", "12", day, "记", str(number), f"第{number}笔", counter, *sides, "借", _yuan(balance))
        )
    return text.getvalue().encode()


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _written_bare(booked: Path, beside: Path) -> float:
    """Write into ``beside``, which has the same tables and rules, what ``booked`` has more; return the seconds.

    Every row the import wrote is written, under the same indices, foreign keys and care for a power cut as ours; what
    it did beside (one row of ``journal_log`` brought up to date, every row read back and digested) is left out.
    """
    with closing(sqlite3.connect(beside, isolation_level=None)) as target, closing(sqlite3.connect(booked)) as source:
        for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            target.execute(f"PRAGMA {setting}")
        rows = {}
        for table in _TABLES:
            (last,) = target.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
            rows[table] = source.execute(f"SELECT * FROM {table} WHERE id > ? ORDER BY id", (last,)).fetchall()
        started = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        for table, own in rows.items():
            if own:
                marks = ", ".join("?" * len(own[0]))
                target.executemany(f"INSERT INTO {table} VALUES ({marks})", own)
        target.execute("COMMIT")
        return time.perf_counter() - started


def test_the_balances_of_ten_years_beside_bean_query(long: Books, tmp_path: Path) -> None:
    exported = tmp_path / "books.beancount"
    open_database(long.config.database_url)
    with connection():
        village = known_township().village
        text = beancount_text(village.name, queries.all_vouchers(village), queries.openings_until(village, _LAST))
    close_database()
    exported.write_text(text, encoding="utf-8")
    ours, others = [], []
    for _ in range(_ROUNDS):
        ours.append(_run("tests.bench.balances", str(long.folder), str(_LAST)))
        asked = "SELECT account, sum(number) GROUP BY account"
        others.append(_run("beanquery", "-f", "csv", str(exported), asked))
    told = {
        account_name(code, detail): Decimal(amount) for code, detail, amount in csv.reader(ours[0].said.splitlines())
    }
    found = {name: Decimal(amount) for name, amount in list(csv.reader(others[0].said.splitlines()))[1:]}
    assert told == {name.strip(): amount for name, amount in found.items() if amount}
    own, other = (statistics.median(one.seconds for one in runs) for runs in (ours, others))
    print(f"\nbalances of {_LONG} years × {12 * _MONTHLY} vouchers, whole processes, medians of {_ROUNDS} rounds")
    print(f"  ours              {own:7.2f} s")
    print(f"  bean-query {version('beanquery')}  {other:7.2f} s   ours ×{own / other:.2f}")
    assert own / other <= _OF_OTHERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process: how long it took and what it said."""

    seconds: float
    said: str


def _run(module: str, *arguments: str) -> Run:
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", module, *arguments], check=True, capture_output=True, text=True)
    return Run(seconds=time.perf_counter() - started, said=done.stdout)
