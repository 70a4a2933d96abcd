"""How fast are boards over millions of entries, beside SQL over the entries themselves, and how fast is a large import?

A county of 100,000 members in 2,000 branches, with one and with ten million entries of three years. The county's board
(every branch with its average per head), its totals of every year and one branch's board are asked as the program asks
them; beside it the plain SQL aggregate over the entries, which knows neither names nor heads. Then 50,000 rows are
imported, and the same rows are written by the bare driver.
"""

from __future__ import annotations

import csv
import io
import os
import random
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from points import queries, services
from points.periods import Year
from points.schemes import example_scheme
from points.sheets import REQUIRED, read_claims
from portal.kernel import clock, migrate
from portal.kernel.db import close_database, connection, execute, open_database
from portal.org.models import Branch
from portal.org.offices import Office
from portal.org.queries import people_in_office
from portal.terminal import packages
from tests.bench.members import BRANCHES, MEMBERS_OF_ONE, County, found, opened
from tests.factories import SettableClock, Township, known_township, make_township

_FEW = 1_000_000
#: ``CUNSHI_BENCH_ENTRIES=2000000`` for a first look; the figures that were asked for are those of ten million.
_MANY = int(os.environ.get("CUNSHI_BENCH_ENTRIES", "10000000"))
_IMPORTED = 50_000
_ROUNDS, _ASKED = 5, 40
_YEAR, _TODAY = Year(2026), date(2026, 12, 31)

#: What was asked for. All figures are printed before one that is missed fails.
_OF_COUNTY, _OF_BRANCH, _GROWN, _OF_BARE = 0.02, 1.5, 1.3, 0.4

_ADDITIONS = "SUM(CASE WHEN requested_x100 > 0 THEN awarded_x100 ELSE 0 END)"
_DEDUCTIONS = "SUM(CASE WHEN requested_x100 > 0 THEN 0 ELSE awarded_x100 END)"
_FIGURES = f"{_ADDITIONS}, {_DEDUCTIONS}, COUNT(*)"
_BARE_COUNTY = f"SELECT branch_id, {_FIGURES} FROM points_entry WHERE happened_on BETWEEN ? AND ? GROUP BY branch_id"
_BARE_YEARS = f"SELECT substr(CAST(happened_on AS TEXT), 1, 4), {_FIGURES} FROM points_entry GROUP BY 1 ORDER BY 1"
_BARE_BRANCH = (
    f"SELECT person_id, {_FIGURES} FROM points_entry "
    "WHERE village_id = ? AND branch_id = ? AND happened_on BETWEEN ? AND ? GROUP BY person_id"
)
_DAYS = (_YEAR.first_day.isoformat(), _YEAR.last_day.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Counties:
    """The same county with few and with many entries, in one kind of database."""

    kind: str
    few: County
    many: County


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def counties(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counties]:
    kind, folder = request.param, tmp_path_factory.mktemp("counties")
    made, started = {}, time.perf_counter()
    for entries in (_FEW, _MANY):
        if kind == "sqlite":
            made[entries] = found(f"sqlite:///{folder / f'{entries}.db'}", entries)
            continue
        address = request.getfixturevalue("postgres")
        _fresh(address, f"county_{entries}")
        made[entries] = found(address(f"county_{entries}"), entries)
    print(f"\n{kind}: {_FEW:,} and {_MANY:,} entries loaded in {time.perf_counter() - started:.0f} s")
    yield Counties(kind=kind, few=made[_FEW], many=made[_MANY])
    close_database()
    if kind == "sqlite":
        shutil.rmtree(folder)
    else:
        for entries in (_FEW, _MANY):
            _admin(address, f"DROP DATABASE county_{entries} WITH (FORCE)")


def test_the_countys_board_and_its_years_beside_the_bare_aggregate(counties: Counties) -> None:
    asked: dict[str, tuple[Callable[[], Any], str, tuple[str, ...]]] = {
        "county board": (lambda: queries.standings(None, _YEAR), _BARE_COUNTY, _DAYS),
        "yearly totals": (lambda: queries.yearly_totals(None), _BARE_YEARS, ()),
    }
    shares, grown = {}, {}
    for what, (ours, statement, values) in asked.items():
        few, many = _both(counties, ours)
        bare = []
        with opened(counties.many):
            _agree(what, ours(), statement, values)
            for _ in range(_ROUNDS):
                started = time.perf_counter()
                execute(statement, values).fetchall()
                bare.append(time.perf_counter() - started)
        whole = statistics.median(bare)
        shares[what], grown[what] = many / whole, many / few
        print(f"\n{counties.kind}, {what}: {_FEW:,} {few * 1000:7.1f} ms, {_MANY:,} {many * 1000:7.1f} ms", end="")
        print(f"   ×{grown[what]:.2f}, bare aggregate {whole * 1000:8.1f} ms   ours ×{shares[what]:.4f}")
    assert max(shares.values()) <= _OF_COUNTY
    assert max(grown.values()) <= _GROWN


def test_a_branchs_board_beside_the_indexed_aggregate(counties: Counties) -> None:
    dice = random.Random(1)  # noqa: S311 - invented data, not secrets
    picked = [dice.randrange(1, BRANCHES + 1) for _ in range(_ASKED)]
    ours: dict[int, list[float]] = {_FEW: [], _MANY: []}
    bare: dict[int, list[float]] = {_FEW: [], _MANY: []}
    for round_number in range(_ROUNDS):
        for county in (counties.few, counties.many) if round_number % 2 else (counties.many, counties.few):
            with opened(county):
                branches = [Branch.get_by_id(number) for number in picked]
                for branch in branches:
                    started = time.perf_counter()
                    board = queries.branch_board(branch, _YEAR, today=_TODAY)
                    between = time.perf_counter()
                    rows = execute(_BARE_BRANCH, (branch.village_id, branch.id, *_DAYS)).fetchall()
                    ended = time.perf_counter()
                    ours[county.entries].append(between - started)
                    bare[county.entries].append(ended - between)
                    assert len(board.lines) == MEMBERS_OF_ONE
                    assert board.totals.total_x100 == sum(row[1] + row[2] for row in rows)
    few, many = statistics.median(ours[_FEW]), statistics.median(ours[_MANY])
    indexed = {entries: statistics.median(seconds) for entries, seconds in bare.items()}
    share, grown = many / indexed[_MANY], many / few
    print(f"\n{counties.kind}, branch board: {_FEW:,} {few * 1000:6.2f} ms, {_MANY:,} {many * 1000:6.2f} ms", end="")
    print(f"   ×{grown:.2f}, indexed aggregate {indexed[_MANY] * 1000:6.2f} ms   ours ×{share:.2f}", end="")
    print(f"   (of {_FEW:,} entries {indexed[_FEW] * 1000:.2f} ms)")
    assert share <= _OF_BRANCH
    assert grown <= _GROWN


def _both(counties: Counties, ours: Callable[[], Any]) -> tuple[float, float]:
    """Return the median seconds of something with few and with many entries, asked in turn."""
    seconds: dict[int, list[float]] = {_FEW: [], _MANY: []}
    for round_number in range(_ROUNDS):
        for county in (counties.few, counties.many) if round_number % 2 else (counties.many, counties.few):
            with opened(county):
                ours()
                for _ in range(3):
                    started = time.perf_counter()
                    ours()
                    seconds[county.entries].append(time.perf_counter() - started)
    return statistics.median(seconds[_FEW]), statistics.median(seconds[_MANY])


def _agree(what: str, ours: Any, statement: str, values: tuple[str, ...]) -> None:
    rows = {int(row[0]): tuple(int(one) for one in row[1:]) for row in execute(statement, values).fetchall()}
    told = {one.branch_id: one.totals for one in ours} if what == "county board" else ours
    assert {key: (one.additions_x100, one.deductions_x100, one.entries) for key, one in told.items()} == rows
    if what == "county board":
        assert all(one.members == MEMBERS_OF_ONE for one in ours)


# Importing


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_importing_beside_the_bare_driver(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    places = (_SqlitePlaces if kind == "sqlite" else _PostgresqlPlaces)(request, tmp_path)
    now = SettableClock(datetime(2026, 1, 5, 1, tzinfo=UTC))
    clock.install(now)
    open_database(places.empty)
    with connection():
        migrate.upgrade(packages(request.getfixturevalue("config")))
        township = make_township()
        secretary = township.actor(Office.SECRETARY)
        services.adopt_scheme(
            secretary, township.village, township.branch.id, example_scheme(), effective_from=date(2026, 1, 1)
        )
        now.set(datetime(2026, 12, 31, 1, tzinfo=UTC))
        started = time.perf_counter()
        read = read_claims(township.village, "积分.csv", _table(township))
        read_in = time.perf_counter() - started
        assert services.refused_claims(secretary, township.village, read.recordings, today=_TODAY) == {}
        looked_at = time.perf_counter() - started
    close_database()
    table = read.recordings
    assert (len(table), read.errors) == (_IMPORTED, [])
    ours, bare = [], []
    for number in range(_ROUNDS):
        imported, beside = places.copy(f"ours_{number}"), places.copy(f"bare_{number}")
        open_database(imported)
        with connection():
            known = known_township()
            actor = known.actor(Office.SECRETARY)
            started = time.perf_counter()
            made = services.import_claims(actor, known.village, table)
            ours.append(time.perf_counter() - started)
            assert len(made) == _IMPORTED
        close_database()
        bare.append(places.written_bare(imported, beside))
    share = statistics.median(other / one for one, other in zip(ours, bare, strict=True))
    print(f"\n{kind}, importing {_IMPORTED:,} claims, medians of {_ROUNDS} rounds")
    print(
        f"  ours              {statistics.median(ours):7.3f} s   (before it, {read_in:.1f} s to read the CSV file",
        end="",
    )
    print(f" and {looked_at - read_in:.1f} s to check every row)")
    print(f"  bare executemany  {statistics.median(bare):7.3f} s   we write {share:.2f} times as much in its time")
    assert share >= _OF_BARE


def _table(township: Township) -> bytes:
    """Return a year's table as a file: every row another member, item, day or note."""
    names = [
        row.name
        for row in people_in_office(township.village, Office.MEMBER, on=date(2026, 1, 2))
        if Office.SECRETARY not in row.offices
    ]
    codes = ("A01", "A02", "A04", "C01", "C02", "E02")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow((*REQUIRED, "说明"))
    for number in range(_IMPORTED):
        day = date(2026, 1, 1) + timedelta(days=number % 360)
        row = (day.isoformat(), names[number % len(names)], codes[number % len(codes)], f"第{number}笔")
        writer.writerow(row)
    return text.getvalue().encode()


#: Where an import writes rows; the journal's entry holds the digest of each.
_TABLES = ("points_claim", "journal_entry")


class _SqlitePlaces:
    """Databases in files."""

    def __init__(self, _request: pytest.FixtureRequest, folder: Path) -> None:
        self._folder = folder
        self.empty = f"sqlite:///{folder / 'empty.db'}"

    def copy(self, name: str) -> str:
        """Make a copy of the empty one."""
        shutil.copy(self._folder / "empty.db", self._folder / f"{name}.db")
        return f"sqlite:///{self._folder / f'{name}.db'}"

    def written_bare(self, imported: str, beside: str) -> float:
        """Write into ``beside`` what ``imported`` has more, as the driver does it; return the seconds.

        Every row is written under the same indices, foreign keys and care for a power cut as ours.
        """
        with (
            closing(sqlite3.connect(beside.removeprefix("sqlite:///"), isolation_level=None)) as target,
            closing(sqlite3.connect(imported.removeprefix("sqlite:///"))) as source,
        ):
            for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                target.execute(f"PRAGMA {setting}")
            rows = {table: _more(source, target, table, "?") for table in _TABLES}
            started = time.perf_counter()
            target.execute("BEGIN IMMEDIATE")
            _write(target, rows, "?")
            target.execute("COMMIT")
            return time.perf_counter() - started


class _PostgresqlPlaces:
    """Databases of a server."""

    def __init__(self, request: pytest.FixtureRequest, _folder: Path) -> None:
        self._address = request.getfixturevalue("postgres")
        _fresh(self._address, "imports_empty")
        self.empty = self._address("imports_empty")

    def copy(self, name: str) -> str:
        """Make a copy of the empty one."""
        _fresh(self._address, name, template="imports_empty")
        return str(self._address(name))

    def written_bare(self, imported: str, beside: str) -> float:
        """Write into ``beside`` what ``imported`` has more, as the driver does it; return the seconds."""
        with psycopg.connect(beside) as target, psycopg.connect(imported) as source:
            rows = {table: _more(source, target, table, "%s") for table in _TABLES}
            target.commit()
            started = time.perf_counter()
            _write(target.cursor(), rows, "%s")
            target.commit()
            return time.perf_counter() - started


def _more(source: Any, target: Any, table: str, mark: str) -> list[tuple[Any, ...]]:
    (last,) = target.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    rows: list[tuple[Any, ...]] = source.execute(
        f"SELECT * FROM {table} WHERE id > {mark} ORDER BY id", (last,)
    ).fetchall()
    return rows


def _write(target: Any, rows: dict[str, list[tuple[Any, ...]]], mark: str) -> None:
    for table, own in rows.items():
        marks = ", ".join([mark] * len(own[0]))
        target.executemany(f"INSERT INTO {table} VALUES ({marks})", own)


def _fresh(address: Callable[[str], str], name: str, *, template: str = "template1") -> None:
    _admin(address, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    _admin(address, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")


def _admin(address: Callable[[str], str], statement: str) -> None:
    with psycopg.connect(address("postgres"), autocommit=True) as admin:
        admin.execute(statement)
