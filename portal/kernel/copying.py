"""Moving an installation to another database: every row as it is, then compared row by row.

Both databases are read a few thousand rows at a time, the source as it stood at one moment, so that a large
installation moves in little memory while it goes on working.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, cast

from peewee import AutoField, SqliteDatabase

from portal.kernel import migrate
from portal.kernel.db import (
    connection,
    database,
    database_at,
    is_sqlite,
    open_database,
    plain_rows,
    stored_rows,
    write_transaction,
)
from portal.kernel.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from peewee import Database

    from portal.kernel.db import BaseModel

_READ, _WRITTEN = 5_000, 200


def copy_database(source: str, target: str, packages: Sequence[str]) -> int:
    """Copy every row of ``source`` into the empty database ``target``; return how many. The target stays open.

    :raise ConflictError: the source lacks tables, the target has rows already, or reads differently afterwards.
    """
    models = migrate.models_of(packages)
    origin = database_at(source)
    open_database(target)
    with as_it_stands(origin), connection():
        _require_upgraded(origin, models)
        migrate.upgrade(packages)
        if any(next(stored_rows(model, ["id"]), None) for model in models):
            raise ConflictError("目标数据库里已有数据，请换一个空的数据库。")
        with write_transaction(), _without_triggers(models):
            copied = sum(_copy(origin, model) for model in models)
        for model in models:
            if any(
                ours != theirs for ours, theirs in zip_longest(rows_of(origin, model), rows_of(database.obj, model))
            ):
                raise ConflictError(f"复制后的表 {model._meta.table_name} 与原表不一致，请勿使用目标数据库。")
    return copied


def rows_of(at: Database, model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table of any database as stored, by id, a few thousand at a time."""
    names = [field.column_name for field in model._meta.sorted_fields]
    columns = ", ".join(f'"{name}"' for name in names)
    mark = "?" if isinstance(at, SqliteDatabase) else "%s"
    statement = f'SELECT {columns} FROM "{model._meta.table_name}" WHERE id > {mark} ORDER BY id LIMIT {_READ}'  # noqa: S608 - names come from our own models
    last = 0
    while True:
        rows = list(plain_rows(at.execute_sql(statement, (last,)), names))
        yield from rows
        if len(rows) < _READ:
            return
        last = rows[-1]["id"]


@contextmanager
def as_it_stands(origin: Database) -> Iterator[None]:
    """Connect ``origin`` and read it as it is now, while others go on writing."""
    try:
        with origin.connection_context(), origin.atomic():
            if not isinstance(origin, SqliteDatabase):
                origin.execute_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        cast("Any", origin).close_all()  # it is a pool


def _require_upgraded(origin: Database, models: Sequence[type[BaseModel]]) -> None:
    there = set(origin.get_tables())
    if any(model._meta.table_name not in there for model in models):
        raise ConflictError("原数据库的结构还不是最新，请先运行 cunshi db upgrade，再复制或备份。")


def _copy(origin: Database, model: type[BaseModel]) -> int:
    fields, waiting, copied = model._meta.columns, [], 0
    for row in rows_of(origin, model):
        waiting.append({name: fields[name].python_value(value) for name, value in row.items()})
        copied += 1
        if len(waiting) == _WRITTEN:
            model.insert_many(waiting).execute()
            waiting = []
    if waiting:
        model.insert_many(waiting).execute()
    _continue_numbers(model)
    return copied


@contextmanager
def _without_triggers(models: Sequence[type[BaseModel]]) -> Iterator[None]:
    """Take rows as they are: what a trigger asks of a new row was asked when the row was new."""
    if is_sqlite():
        triggers = database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, statement in triggers:
            database.execute_sql(statement)
        return
    tables = [model._meta.table_name for model in models]
    for table in tables:
        database.execute_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield
    database.execute_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        database.execute_sql(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')


def _continue_numbers(model: type[BaseModel]) -> None:
    if not is_sqlite() and isinstance(model._meta.primary_key, AutoField):
        table = model._meta.table_name
        database.execute_sql(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), "  # noqa: S608 - our own table names
            f'COALESCE(MAX(id), 0) + 1, false) FROM "{table}"'
        )
