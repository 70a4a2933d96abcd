"""How fast is one vote, beside what would be used instead?

Two questions. The same statements through the bare driver, with every value known beforehand: what do entitlement,
deadline, hashing and journal in Python cost on top? And many processes at once on SQLite: how long does the
unluckiest voter wait in our queue, and how long in SQLite's own busy loop?
"""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from deliberation import services
from portal.config import AREAS
from portal.kernel import clock, db, migrate
from portal.kernel.db import close_database, connection, database, open_database
from portal.org.actors import Actor, actor_of
from portal.org.models import Account, OfficeTerm, Person, Place
from portal.org.offices import Office
from tests.deliberation.assemblies import assemble
from tests.factories import FOUNDED, SettableClock, make_township

_VOTERS = 2_000
_ROUNDS = 5
_PROCESSES = 8
_CHOICES = ("approve", "against", "abstain")

Statement = tuple[str, tuple[object, ...]]


@pytest.fixture(scope="module")
def assembly_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "assembly.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def assembly_postgres(postgres: Callable[[str], str]) -> str:
    with psycopg.connect(postgres("postgres"), autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET fsync = on")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute("CREATE DATABASE assembly")
    _prepare(postgres("assembly"))
    return "assembly"


def test_one_vote_on_sqlite(assembly_sqlite: Path, tmp_path: Path) -> None:
    def fresh(number: int) -> str:
        path = tmp_path / f"{number}.db"
        shutil.copy(assembly_sqlite, path)
        return f"sqlite:///{path}"

    votes = _captured(fresh(0))
    pairs = [(_ours(fresh(2 * number)), _bare_sqlite(fresh(2 * number + 1), votes)) for number in range(1, _ROUNDS + 2)]
    assert _report("one vote, SQLite", pairs[1:], least=0.6) > 0


def test_one_vote_on_postgresql(assembly_postgres: str, postgres: Callable[[str], str]) -> None:
    def fresh(number: int) -> str:
        with psycopg.connect(postgres("postgres"), autocommit=True) as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    *map(sql.Identifier, (f"v{number}", assembly_postgres))
                )
            )
        return postgres(f"v{number}")

    votes = _captured(fresh(0))
    pairs = [
        (_ours(fresh(2 * number)), _bare_postgres(fresh(2 * number + 1), votes)) for number in range(1, _ROUNDS + 2)
    ]
    assert _report("one vote, PostgreSQL", pairs[1:], least=0.6) > 0


def test_the_unluckiest_of_many_processes(assembly_sqlite: Path, tmp_path: Path) -> None:
    queued, loose = tmp_path / "queued.db", tmp_path / "loose.db"
    shutil.copy(assembly_sqlite, queued)
    shutil.copy(assembly_sqlite, loose)
    fair = _stampede(queued, queue=True)
    unfair = _stampede(loose, queue=False)
    print(f"\n{_VOTERS} votes, {_PROCESSES} processes, SQLite   median / slowest wait in ms")
    for name, waits in (("our queue", fair), ("busy loop", unfair)):
        print(f"  {name}   {statistics.median(waits) * 1000:8.1f} / {max(waits) * 1000:8.1f}")
    assert len(fair) == len(unfair) == _VOTERS


def _prepare(address: str) -> None:
    """Make an assembly of 2,000 in session, everybody signed in, the ballot open for an hour."""
    source = SettableClock(datetime(2026, 10, 15, 1, tzinfo=UTC))
    clock.install(source)
    open_database(address)
    with connection():
        migrate.upgrade(migrate.GROUND + AREAS[:2])
        township = make_township()
        _representatives(township.village, _VOTERS - 40)
        assembly = assemble(township, source, present=_VOTERS)
        assembly.open()
    close_database()


def _representatives(village: Place, number: int) -> None:
    shared = Account.select().first().password_hash
    codes = [f"r{n:05d}" for n in range(number)]
    for start in range(0, number, 100):
        part = codes[start : start + 100]
        Person.insert_many([{"village": village, "code": code, "name": f"代表{code}"} for code in part]).execute()
        people = list(Person.select().where((Person.village == village) & Person.code.in_(part)))
        Account.insert_many(
            [{"person": p, "login": f"{village.slug}-{p.code}", "password_hash": shared} for p in people]
        ).execute()
        OfficeTerm.insert_many(
            [{"place": village, "person": p, "office": Office.REPRESENTATIVE, "since": FOUNDED} for p in people]
        ).execute()


def _voters() -> list[Actor]:
    rows = (
        Account.select(Account, Person)
        .join(Person)
        .join(OfficeTerm)
        .join(Place)
        .where(
            (Place.slug == "qingshan")
            & OfficeTerm.office.in_([Office.REPRESENTATIVE, Office.DIRECTOR, Office.COMMITTEE])
        )
        .order_by(Person.id)
    )
    return [actor_of(account) for account in rows]


def _ours(address: str) -> float:
    """Let everybody vote through the service; return the seconds a vote took."""
    open_database(address)
    with connection():
        village, voters = Place.get(Place.slug == "qingshan"), _voters()
        began = time.perf_counter()
        for number, voter in enumerate(voters):
            services.cast_vote(voter, village, 1, choice=_CHOICES[number % 3])
        seconds = (time.perf_counter() - began) / len(voters)
    close_database()
    return seconds


def _captured(address: str) -> list[list[Statement]]:
    """Return the statements that each vote sends, with their values."""
    open_database(address)
    votes: list[list[Statement]] = []
    with connection():
        village, voters = Place.get(Place.slug == "qingshan"), _voters()
        plain = database.obj.execute_sql

        def record(statement: str, params: Sequence[object] = ()) -> object:
            votes[-1].append((statement, tuple(params or ())))
            return plain(statement, params)

        database.obj.execute_sql = record
        for number, voter in enumerate(voters):
            votes.append([])
            services.cast_vote(voter, village, 1, choice=_CHOICES[number % 3])
        del database.obj.execute_sql
    close_database()
    return [[one for one in vote if not one[0].startswith("BEGIN")] for vote in votes]


def _bare_sqlite(address: str, votes: list[list[Statement]]) -> float:
    bare = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        bare.execute(f"PRAGMA {pragma}")
    began = time.perf_counter()
    for vote in votes:
        bare.execute("BEGIN IMMEDIATE")
        for statement, values in vote:
            bare.execute(statement, values).fetchone()
        bare.execute("COMMIT")
    seconds = (time.perf_counter() - began) / len(votes)
    bare.close()
    return seconds


def _bare_postgres(address: str, votes: list[list[Statement]]) -> float:
    with psycopg.connect(address) as bare, bare.cursor() as cursor:
        began = time.perf_counter()
        for vote in votes:
            for statement, values in vote:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchone()
            bare.commit()
        return (time.perf_counter() - began) / len(votes)


def _stampede(path: Path, *, queue: bool) -> list[float]:
    """Let everybody vote from many processes at once; return how long each vote took."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(_PROCESSES)
    with context.Pool(_PROCESSES, initializer=_take, initargs=(barrier,)) as pool:
        parts = pool.map(_vote_share, [(str(path), number, queue) for number in range(_PROCESSES)], chunksize=1)
    return [wait for part in parts for wait in part]


class _Start:
    """Where the processes wait for each other; set as each begins."""

    barrier: Barrier


def _take(barrier: Barrier) -> None:
    _Start.barrier = barrier


def _vote_share(task: tuple[str, int, bool]) -> list[float]:
    path, share, queue = task
    clock.install(SettableClock(datetime(2026, 10, 19, 1, 1, tzinfo=UTC)))
    open_database(f"sqlite:///{path}")
    waits = []
    with connection(), pytest.MonkeyPatch.context() as patch:
        if not queue:
            patch.setattr(db, "_writers_queue", nullcontext)
            database.obj.timeout = 120
        village, voters = Place.get(Place.slug == "qingshan"), _voters()[share::_PROCESSES]
        _Start.barrier.wait()
        for number, voter in enumerate(voters):
            began = time.perf_counter()
            services.cast_vote(voter, village, 1, choice=_CHOICES[number % 3])
            waits.append(time.perf_counter() - began)
    close_database()
    return waits


def _report(name: str, pairs: list[tuple[float, float]], *, least: float) -> float:
    ratios = [bare / ours for ours, bare in pairs]
    print(f"\n{name}: votes a second, median of {len(pairs)} rounds of {_VOTERS}")
    print(f"  ours        {1 / statistics.median(ours for ours, _ in pairs):8.0f}")
    print(f"  bare driver {1 / statistics.median(bare for _, bare in pairs):8.0f}")
    print(f"  ours / bare {statistics.median(ratios):8.2f}   ({min(ratios):.2f} to {max(ratios):.2f}; wanted: {least})")
    return statistics.median(ratios)
