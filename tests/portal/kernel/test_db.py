from __future__ import annotations

import multiprocessing
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from peewee import BooleanField, DateField, IntegerField, OperationalError, TextField

from portal.kernel.db import (
    InsertOnlyModel,
    close_database,
    connection,
    database,
    open_database,
    stored_rows,
    stored_where,
    unavailable_sentence,
    write_transaction,
)
from portal.kernel.errors import UnavailableError
from portal.kernel.fields import JsonField, MomentField, MonthField
from portal.kernel.months import Month
from tests.factories import NOW

_WRITERS, _WRITES = 6, 40


def test_an_address_of_another_kind_is_refused() -> None:
    with pytest.raises(UnavailableError, match="postgresql://"):
        open_database("mysql://localhost/x")


def test_an_unreachable_server_is_a_sentence_and_nothing_else() -> None:
    open_database("postgresql://nobody@127.0.0.1:9/none?connect_timeout=2")
    with pytest.raises(UnavailableError, match="没有保存"), write_transaction():
        pass
    close_database()


def test_a_full_disk_is_a_sentence_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'small.db'}")
    with connection():
        database.execute_sql("CREATE TABLE lines (text TEXT)")
        database.execute_sql("PRAGMA max_page_count = 8")
        with pytest.raises(UnavailableError, match="磁盘已满"), write_transaction():
            for _ in range(100):
                database.execute_sql("INSERT INTO lines VALUES (?)", ("x" * 2000,))
        assert database.execute_sql("SELECT COUNT(*) FROM lines").fetchone() == (0,)
        with write_transaction():
            database.execute_sql("INSERT INTO lines VALUES ('room again')")
    close_database()


def test_a_disk_that_is_full_before_anything_begins_is_the_same_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database(f"sqlite:///{tmp_path / 'small.db'}")
    full = SimpleNamespace(f_bavail=3, f_frsize=4096)
    monkeypatch.setattr("portal.kernel.db.os.statvfs", lambda _path: full)
    assert "磁盘已满" in unavailable_sentence(OperationalError("disk I/O error"))
    monkeypatch.undo()
    assert "暂时无法使用" in unavailable_sentence(OperationalError("disk I/O error"))
    close_database()


def test_a_database_file_that_cannot_be_opened_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    open_database(f"sqlite:///{tmp_path / 'folder.db'}")
    with pytest.raises(UnavailableError, match="CUNSHI_DATABASE_URL"), write_transaction():
        pass
    close_database()


@pytest.mark.race
def test_writers_of_many_processes_queue_and_none_is_turned_away(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'queue.db'}"
    open_database(address)
    with connection():
        database.execute_sql("CREATE TABLE counter (n INTEGER)")
        database.execute_sql("INSERT INTO counter VALUES (0)")
    close_database()
    context = multiprocessing.get_context("spawn")
    with context.Pool(_WRITERS) as pool:
        pool.map(_count_up, [address] * _WRITERS)
    open_database(address)
    with connection():
        assert database.execute_sql("SELECT n FROM counter").fetchone() == (_WRITERS * _WRITES,)
    close_database()


def _count_up(address: str) -> None:
    open_database(address)
    with connection():
        for _ in range(_WRITES):
            with write_transaction():
                (n,) = database.execute_sql("SELECT n FROM counter").fetchone()
                database.execute_sql("UPDATE counter SET n = ?", (n + 1,))
    close_database()


class KeptAll(InsertOnlyModel):
    text = TextField()
    month = MonthField()
    moment = MomentField()
    facts = JsonField()
    day = DateField()
    told = BooleanField()
    count = IntegerField(null=True)


@pytest.mark.usefixtures("database")
def test_many_rows_at_once_are_stored_as_one_by_one() -> None:
    rows = [
        {
            "text": "=甲",
            "month": Month(2026, 10),
            "moment": NOW,
            "facts": {"name": "甲", "number": number},
            "day": date(2026, 10, 1),
            "told": bool(number),
            "count": number or None,
        }
        for number in range(3)
    ]
    KeptAll.create_table()
    KeptAll.create_all([])
    own = ("told", "count", "facts")
    shared = {name: value for name, value in rows[0].items() if name not in own}
    KeptAll.create_all([{name: row[name] for name in own} for row in rows], **shared)
    for row in rows:
        KeptAll.create(**row)
    columns = [field.column_name for field in KeptAll._meta.sorted_fields if field.name != "id"]
    stored = list(stored_rows(KeptAll, columns))
    assert len(stored) == 6
    assert stored[:3] == stored[3:]
    asked = stored_where(KeptAll, columns, "month = ? AND count IS NULL", ("2026-10",))
    assert asked == [tuple(row.values()) for row in stored if row["count"] is None]
