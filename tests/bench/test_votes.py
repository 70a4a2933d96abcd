"""How fast is one vote, beside what would be used instead?

Two questions. The same statements through the bare driver, once as the same vote written by hand (entry and hashes
included), once with every value known beforehand: what do our layers cost, and what all of Python? And many processes
at once on SQLite: how long does the unluckiest voter wait in our queue, and how long in SQLite's own busy loop?
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import secrets
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from deliberation import services
from deliberation.services import ballots as hot_path
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

_LEAST = 0.6  # of the same vote by hand
_LONGEST_WAIT = 0.2  # seconds, of the unluckiest voter in our queue

Statement = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Seconds a vote took in three ways, one after the other."""

    ours: float
    by_hand: float
    known: float


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

    statements = _captured(fresh(0))
    rounds = [
        Round(
            ours=_ours(fresh(3 * number + 1)),
            by_hand=_by_hand_sqlite(fresh(3 * number + 2)),
            known=_replayed_sqlite(fresh(3 * number + 3), statements),
        )
        for number in range(_ROUNDS + 1)
    ]
    assert _report("one vote, SQLite", rounds[1:]) >= _LEAST


def test_one_vote_on_postgresql(assembly_postgres: str, postgres: Callable[[str], str]) -> None:
    def fresh(number: int) -> str:
        names = map(sql.Identifier, (f"v{number}", assembly_postgres))
        with psycopg.connect(postgres("postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        return postgres(f"v{number}")

    statements = _captured(fresh(0))
    rounds = [
        Round(
            ours=_ours(fresh(3 * number + 1)),
            by_hand=_by_hand_postgres(fresh(3 * number + 2)),
            known=_replayed_postgres(fresh(3 * number + 3), statements),
        )
        for number in range(_ROUNDS + 1)
    ]
    assert _report("one vote, PostgreSQL", rounds[1:]) >= _LEAST


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
    assert max(fair) <= _LONGEST_WAIT


def _prepare(address: str) -> None:
    """Make an assembly of 2,000 in session, everybody signed in, the ballot open for an hour."""
    source = SettableClock(datetime(2026, 10, 15, 1, tzinfo=UTC))
    clock.install(source)
    open_database(address)
    with connection():
        migrate.upgrade(migrate.GROUND + AREAS)
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


class _Recording:
    """A connection that writes down what passes."""

    def __init__(self, held: Any) -> None:
        self.held = held
        self.sent: list[Statement] = []

    def execute(self, statement: str, values: Sequence[object] = ()) -> Any:
        self.sent.append((statement, tuple(values)))
        return self.held.execute(statement, values)


def _captured(address: str) -> list[list[Statement]]:
    """Return the statements that each vote sends, with their values."""
    open_database(address)
    votes: list[list[Statement]] = []
    with connection():
        village, voters = Place.get(Place.slug == "qingshan"), _voters()
        recording = _Recording(database.connection())
        database.obj.connection = lambda: recording
        for number, voter in enumerate(voters):
            recording.sent = []
            services.cast_vote(voter, village, 1, choice=_CHOICES[number % 3])
            votes.append(recording.sent)
        del database.obj.connection
    close_database()
    return votes


def _replayed_sqlite(address: str, votes: list[list[Statement]]) -> float:
    """Send the same statements with every value known beforehand; return the seconds a vote took."""
    with _bare_sqlite(address) as bare:
        began = time.perf_counter()
        for vote in votes:
            bare.execute("BEGIN IMMEDIATE")
            for statement, values in vote:
                bare.execute(statement, values).fetchone()
            bare.execute("COMMIT")
        return (time.perf_counter() - began) / len(votes)


def _replayed_postgres(address: str, votes: list[list[Statement]]) -> float:
    with psycopg.connect(address) as bare, bare.cursor() as cursor:
        began = time.perf_counter()
        for vote in votes:
            for statement, values in vote:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchone()
            bare.commit()
        return (time.perf_counter() - began) / len(votes)


def _by_hand_sqlite(address: str) -> float:
    """Write the same vote straight through the driver, entry and hashes included; return the seconds a vote took."""
    people = _people(address)
    with _bare_sqlite(address) as bare:
        began = time.perf_counter()
        for number, (person_id, account_id) in enumerate(people):
            bare.execute("BEGIN IMMEDIATE")
            _vote_by_hand(bare, "?", "", person_id, account_id, _CHOICES[number % 3])
            bare.execute("COMMIT")
        return (time.perf_counter() - began) / len(people)


def _by_hand_postgres(address: str) -> float:
    people = _people(address)
    with psycopg.connect(address) as bare:
        began = time.perf_counter()
        for number, (person_id, account_id) in enumerate(people):
            _vote_by_hand(bare, "%s", " FOR UPDATE", person_id, account_id, _CHOICES[number % 3])
            bare.commit()
        return (time.perf_counter() - began) / len(people)


def _vote_by_hand(bare: Any, mark: str, lock: str, person_id: int, account_id: int, choice: str) -> None:
    """One vote as someone would write it who needed nothing else: no layers, no checks of the program's own."""

    def run(statement: str, *values: object) -> Any:
        return bare.execute(statement.replace("?", mark), values)

    village_id, village_log = run("SELECT id, log_id FROM place WHERE slug = 'qingshan'").fetchone()
    ballot_id, matter_id, log_id, roster_id, opens_at, closes_at, *_ = run(hot_path.BALLOT, village_id, 1).fetchone()
    head = run("SELECT origin, frontier, last_at FROM journal_log WHERE id = ?" + lock, log_id).fetchone()
    run("SELECT last_at FROM journal_log WHERE id = ?", village_log).fetchone()
    run("SELECT active FROM account WHERE id = ?", account_id).fetchone()
    line_id, line, present, voted, *_ = run(hot_path.STANDING, matter_id, ballot_id, roster_id, person_id).fetchone()
    at = "2026-10-19T01:00:30.000000Z"
    assert present
    assert voted is None
    assert opens_at <= at < closes_at
    size, peaks = int(head[1].partition(":")[0]), head[1].partition(":")[2]
    row: dict[str, Any] = {"ballot_id": ballot_id, "line_id": line_id, "choice": choice, "option": None}
    row |= {"manner": "online", "recorded_at": at}
    vote_id = run(hot_path.INSERT, *row.values(), size).fetchone()[0]
    salt, row_salt = secrets.token_bytes(16), secrets.token_bytes(16)
    row_digest = hashlib.sha256(row_salt + _json({"table": "vote", "key": vote_id, "row": {**row, "seq": size}}))
    rows = {"vote": {str(vote_id): row_digest.hexdigest()}}
    manifest = _json({"salt": row_salt.hex(), "columns": {"vote": sorted(row)}, "rows": rows})
    facts = {"line": line, "choice": choice, "manner": "online"}
    rest = {"v": 1, "log": head[0], "seq": size, "at": at, "rows": hashlib.sha256(manifest).hexdigest()}
    content = _json({"action": "vote", "about": ["ballot", str(ballot_id)], "facts": facts, "bulletins": [], **rest})
    digest = hashlib.sha256(salt + content).hexdigest()
    node = hashlib.sha256(b"\x00" + _json({"day": at[:10], "digest": digest, "seq": size})).digest()
    kept, carry = [bytes.fromhex(peaks[n : n + 64]) for n in range(0, len(peaks), 64)], size
    while carry & 1:
        node, carry = hashlib.sha256(b"\x01" + kept.pop() + node).digest(), carry >> 1
    values = (log_id, size, at[:10], salt.hex(), digest, content.decode(), manifest.decode())
    run(
        "INSERT INTO journal_entry (log_id, seq, day, salt, digest, content, manifest) VALUES (?, ?, ?, ?, ?, ?, ?)",
        *values,
    )
    frontier = f"{size + 1}:{b''.join([*kept, node]).hex()}"
    run("UPDATE journal_log SET size = ?, frontier = ?, last_at = ? WHERE id = ?", size + 1, frontier, at, log_id)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _people(address: str) -> list[tuple[int, int]]:
    open_database(address)
    with connection():
        people = [(voter.person_id, voter.account_id) for voter in _voters()]
    close_database()
    return people


@contextmanager
def _bare_sqlite(address: str) -> Iterator[sqlite3.Connection]:
    bare = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
        bare.execute(f"PRAGMA {pragma}")
    yield bare
    bare.close()


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


def _report(name: str, rounds: list[Round]) -> float:
    """Print the table; return how fast we are beside the same vote written by hand."""
    print(f"\n{name}: votes a second, median of {len(rounds)} rounds of {_VOTERS}, and ours as a share (least to most)")
    print(f"  ours                              {_each(rounds, 'ours')}")
    shares = {}
    for row, what in (("by_hand", "bare driver, same vote by hand"), ("known", "bare driver, values known before")):
        shares[row] = sorted(getattr(one, row) / one.ours for one in rounds)
        print(f"  {what:33} {_each(rounds, row)}   {statistics.median(shares[row]):.2f}", end="")
        print(f"   ({shares[row][0]:.2f} to {shares[row][-1]:.2f})")
    return statistics.median(shares["by_hand"])


def _each(rounds: list[Round], row: str) -> str:
    return f"{1 / statistics.median(getattr(one, row) for one in rounds):6.0f}"
