"""Moving an installation to another database: every row as it is, then compared row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peewee import AutoField

from portal.kernel import migrate
from portal.kernel.db import database, is_sqlite, open_database, snapshot, stored_rows, write_transaction
from portal.kernel.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.db import BaseModel

_CHUNK = 200


def copy_database(source: str, target: str, packages: Sequence[str]) -> int:
    """Copy every row of ``source`` into the empty database ``target``; return how many. The target stays open.

    :raise ConflictError: the target has rows already, or reads differently afterwards.
    """
    models = migrate.models_of(packages)
    open_database(source)
    with snapshot():
        kept = {model: list(stored_rows(model, _columns(model))) for model in models}
    open_database(target)
    migrate.upgrade(packages)
    if any(next(stored_rows(model, ["id"]), None) for model in models):
        raise ConflictError("目标数据库里已有数据，请换一个空的数据库。")
    with write_transaction():
        for model, rows in kept.items():
            for start in range(0, len(rows), _CHUNK):
                _insert(model, rows[start : start + _CHUNK])
            _continue_numbers(model)
    for model, rows in kept.items():
        if list(stored_rows(model, _columns(model))) != rows:
            raise ConflictError(f"复制后的表 {model._meta.table_name} 与原表不一致，请勿使用目标数据库。")
    return sum(len(rows) for rows in kept.values())


def _columns(model: type[BaseModel]) -> list[str]:
    return [field.column_name for field in model._meta.sorted_fields]


def _insert(model: type[BaseModel], rows: list[dict[str, object]]) -> None:
    fields = model._meta.columns
    model.insert_many(
        [{name: fields[name].python_value(value) for name, value in row.items()} for row in rows]
    ).execute()


def _continue_numbers(model: type[BaseModel]) -> None:
    if not is_sqlite() and isinstance(model._meta.primary_key, AutoField):
        table = model._meta.table_name
        database.execute_sql(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), "  # noqa: S608 - our own table names
            f'COALESCE(MAX(id), 0) + 1, false) FROM "{table}"'
        )
