"""The database: SQLite or PostgreSQL behind one proxy, and every difference between the two.

Connections are pooled; a transaction that writes waits in a fair queue on SQLite (an advisory file
lock taken before ``BEGIN IMMEDIATE``) because SQLite's own busy loop lets a writer starve.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import contextmanager
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import psycopg
from peewee import (
    AutoField,
    BigIntegerField,
    CharField,
    Database,
    DatabaseProxy,
    DateField,
    Field,
    ForeignKeyField,
    IntegerField,
    InterfaceError,
    Model,
    OperationalError,
    SqliteDatabase,
    TextField,
)
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

from portal.kernel.errors import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from typing import Self

    from peewee import ModelSelect

database = DatabaseProxy()

#: What peewee and the drivers raise when the database or its disk cannot be used.
UNAVAILABLE = (
    OperationalError,
    InterfaceError,
    sqlite3.OperationalError,
    sqlite3.InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)

_CONNECTIONS = 20
_WAIT_SECONDS = 10
#: SQLite needs as much beside its file to begin at all.
_LEAST_ROOM = 64 << 10


#: Fields whose numbers and texts go to the driver unchanged.
_STORED_AS_IS = {BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField}


class BaseModel(Model):
    """A table, named like its class in snake case."""

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False


#: Databases of the process this one was forked from; held, so that nothing closes them here.
_inherited: list[Database | None] = []


class InsertOnlyModel(BaseModel):
    """A table whose rows are only ever inserted.

    Triggers refuse updates and deletes in both databases (``portal.kernel.migrate.seal_tables``).
    """

    @classmethod
    def create(cls, **values: Any) -> Self:
        """Insert one row and return it; the statement is made once for the columns given, not for every row."""
        row = cls(**values)
        given = row.__data__
        statement = _insert_statement(cls, tuple(given), returning=not is_sqlite())
        stored = [cls._meta.fields[name].db_value(value) for name, value in given.items()]
        cursor = database.execute_sql(statement, stored)
        row.id = cursor.lastrowid if is_sqlite() else cursor.fetchone()[0]
        row._dirty.clear()  # type: ignore[attr-defined]  # as peewee leaves a row it has saved
        return row

    @classmethod
    def create_all(cls, rows: Sequence[Mapping[str, Any]], **shared: Any) -> None:
        """Insert many rows that give the same columns, through the driver: one statement for all of them.

        ``shared`` is what stands in every one of them.
        """
        if not rows:
            return
        fields, names = cls._meta.fields, (*rows[0], *shared)
        columns: list[Iterable[Any]] = [_written(fields[name], [row[name] for row in rows]) for name in rows[0]]
        columns += [repeat(_written(fields[name], [value])[0], len(rows)) for name, value in shared.items()]
        statement = sql(_insert_statement(cls, names, returning=False))
        database.obj.connection().cursor().executemany(statement, zip(*columns, strict=True))


class SealedModel(InsertOnlyModel):
    """A table whose rows are only ever inserted and whose digests the journal seals."""


def open_database(url: str) -> Database:
    """Point the proxy at ``url`` (``sqlite:///var/cunshi.db`` or ``postgresql://…``) and return the database.

    :raise UnavailableError: the address is of another kind.
    """
    opened = database_at(url)
    close_database()
    database.initialize(opened)
    return opened


def database_at(url: str) -> Database:
    """Return the database at ``url`` beside the one the proxy points at; connect it with ``with``.

    :raise UnavailableError: the address is of another kind.
    """
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return cast("Database", _sqlite(url.removeprefix("sqlite:///")))
    if scheme in {"postgresql", "postgres"}:
        opened = PooledPostgresqlDatabase(
            url, max_connections=_CONNECTIONS, timeout=_WAIT_SECONDS, stale_timeout=300, prefer_psycopg3=True
        )
        return cast("Database", opened)
    raise UnavailableError("CUNSHI_DATABASE_URL 应以 sqlite:/// 或 postgresql:// 开头，请改正后再运行。")


def close_database() -> None:
    """Close every pooled connection; harmless when none is open."""
    if database.obj is not None:
        database.close()
        database.close_all()


def inherit_database(url: str) -> None:
    """Give a forked process a connection of its own to the database at ``url``.

    What it inherited is neither used nor closed: closing it would end the session of the process it came from.
    """
    _inherited.append(database.obj)
    database.initialize(database_at(url))
    database.connect()


def is_sqlite() -> bool:
    """Tell which of the two databases is open."""
    return isinstance(database.obj, SqliteDatabase)


@contextmanager
def connection() -> Iterator[None]:
    """Hold a connection of the pool; one already held is used as it is."""
    if not database.is_closed():
        yield
        return
    database.connect()
    try:
        yield
    finally:
        database.close()


@contextmanager
def write_transaction() -> Iterator[None]:
    """Run a transaction that writes: all of it is committed, or nothing.

    :raise UnavailableError: the database cannot be reached or its disk is full; nothing was written.
    """
    try:
        if is_sqlite():
            with _writers_queue(), database.obj.atomic("IMMEDIATE"):
                yield
        else:
            with database.obj.atomic():
                yield
    except UNAVAILABLE as error:
        raise UnavailableError(unavailable_sentence(error)) from error


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it stood at one moment, while others go on writing."""
    with database.obj.atomic():
        if not is_sqlite():
            database.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def sql(statement: str) -> str:
    """Return fixed SQL, written with ``?``, in the open database's parameter style."""
    return statement if is_sqlite() else _percent_style(statement)


def execute(statement: str, values: Sequence[object] = ()) -> Any:
    """Run fixed SQL, written with ``?``, straight through the driver and return its cursor: the hot path."""
    opened = database.obj
    fixed = statement if isinstance(opened, SqliteDatabase) else _percent_style(statement)
    return opened.connection().execute(fixed, values)


def for_update() -> str:
    """Return the clause that locks the row read; on SQLite the writer already holds the whole file."""
    return "" if is_sqlite() else " FOR UPDATE"


def tuples_of(query: ModelSelect[Any]) -> Iterator[tuple[Any, ...]]:
    """Run ``query`` and yield plain tuples."""
    yield from cast("Iterator[tuple[Any, ...]]", query.clone().tuples().iterator())


def dicts_of(query: ModelSelect[Any]) -> Iterator[dict[str, Any]]:
    """Run ``query`` and yield a dict of each row."""
    yield from cast("Iterator[dict[str, Any]]", query.clone().dicts().iterator())


def stored_rows(model: type[BaseModel], columns: list[str], ids: list[int] | None = None) -> Iterator[dict[str, Any]]:
    """Yield rows as stored (dates as text, truth as 0 and 1), by id: what a digest is taken over.

    ``ids`` names the rows wanted; without it, every row of the table.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    base = f'SELECT {names} FROM "{model._meta.table_name}"'  # noqa: S608 - names come from our own models
    read = _rows_as_they_are if is_sqlite() else plain_rows  # SQLite has no values but plain ones
    if ids is None:
        yield from read(database.execute_sql(base + " ORDER BY id"), columns)
        return
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        marks = ", ".join("?" * len(chunk))
        yield from read(database.execute_sql(sql(f"{base} WHERE id IN ({marks}) ORDER BY id"), chunk), columns)


def stored_where(
    model: type[BaseModel], columns: Sequence[str], where: str, values: Sequence[object]
) -> list[tuple[Any, ...]]:
    """Return rows as ``stored_rows`` yields them, in no order: those for which the fixed SQL ``where`` holds."""
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'SELECT {names} FROM "{model._meta.table_name}" WHERE {where}'  # noqa: S608 - names come from our own models
    found: list[tuple[Any, ...]] = execute(statement, values).fetchall()
    return found if is_sqlite() else [tuple(map(_plain_value, row)) for row in found]


@contextmanager
def damaged_text() -> Iterator[None]:
    """Read text that is no longer UTF-8 as damaged instead of failing: for whoever looks for damage."""
    held = database.connection()
    if is_sqlite():
        held.text_factory = lambda raw: raw.decode(errors="replace")
    try:
        yield
    finally:
        if is_sqlite():
            held.text_factory = str


def serialise(*keys: str) -> None:
    """Let no other transaction that names one of ``keys`` run beside this one; on SQLite none does anyway."""
    if not is_sqlite():
        for key in sorted(keys):
            database.execute_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (key,))


def unavailable_sentence(error: Exception) -> str:
    """Say in the user's words why the database could not be used.

    What went wrong first counts: SQLite rolls back by itself when the disk is full, and then refuses our rollback.
    """
    text = ""
    cause: BaseException | None = error
    while cause is not None:
        text, cause = f"{text} {cause}".lower(), cause.__context__
    if "no such table" in text or "undefinedtable" in text or "relation" in text:
        return "数据库里还没有建好表，请先运行 cunshi db upgrade。"
    if "not a database" in text:
        return "这个文件不是村事的数据库，请核对 CUNSHI_DATABASE_URL。"
    if "full" in text or "no space" in text or _no_room():
        return "服务器磁盘已满，刚才的内容没有保存；请联系镇管理员清理磁盘后再试。"
    if "locked" in text:
        return "系统正忙，刚才的内容没有保存；请稍等一分钟再试。"
    if "unable to open database file" in text:
        return "打不开数据库文件，请核对 CUNSHI_DATABASE_URL 指向的文件夹是否存在、是否有读写权限。"
    return "数据库暂时无法使用，刚才的内容没有保存；请稍后再试，或联系镇管理员。"


def _no_room() -> bool:
    """Tell whether the disk under an SQLite file is full: a connection then fails as any other disk error."""
    if not is_sqlite():
        return False
    try:
        disk = os.statvfs(Path(database.obj.database).parent)
    except OSError:
        return False
    return disk.f_bavail * disk.f_frsize < _LEAST_ROOM


def _sqlite(path: str) -> SqliteDatabase:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    pragmas = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}
    opened = PooledSqliteDatabase(
        path,
        pragmas=pragmas,
        max_connections=_CONNECTIONS,
        timeout=_WAIT_SECONDS,
        stale_timeout=300,
        check_same_thread=False,  # the pool hands a connection to one thread at a time
    )
    return cast("SqliteDatabase", opened)


@cache
def _insert_statement(model: type[BaseModel], names: tuple[str, ...], *, returning: bool) -> str:
    columns = ", ".join(f'"{model._meta.fields[name].column_name}"' for name in names)
    marks = ", ".join(["%s" if returning else "?"] * len(names))
    statement = f'INSERT INTO "{model._meta.table_name}" ({columns}) VALUES ({marks})'  # noqa: S608 - names come from our own models
    return f'{statement} RETURNING "id"' if returning else statement


def _written(field: Field[Any], values: list[Any]) -> list[Any]:
    """Return a column's values as stored; what many rows share (a month, a moment, a kind) is written as text once."""
    if type(field) in _STORED_AS_IS:
        return values
    write: Callable[[Any], Any] = field.db_value
    if type(field) is DateField and is_sqlite():
        write = _day_text  # what the driver would make of every day by itself, one by one
    try:
        known = {value: write(value) for value in set(values)}
    except TypeError:  # documents, which no two rows share
        return [write(value) for value in values]
    return [known[value] for value in values]


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@cache
def _percent_style(statement: str) -> str:
    return statement.replace("?", "%s")


@contextmanager
def _writers_queue() -> Iterator[None]:
    queue = os.open(f"{database.obj.database}-writers", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield
    finally:
        os.close(queue)


def plain_rows(rows: Any, columns: list[str]) -> Iterator[dict[str, Any]]:
    """Yield ``rows`` of a cursor as dicts of plain values: truth as 0 and 1, days as text."""
    for row in rows:
        yield {name: _plain_value(value) for name, value in zip(columns, row, strict=True)}


def _rows_as_they_are(rows: Any, columns: list[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield dict(zip(columns, row, strict=True))


def _plain_value(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if hasattr(value, "isoformat") else value
