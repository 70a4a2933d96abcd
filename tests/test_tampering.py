"""Whatever is changed behind the program's back, in whatever table, the record names it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from peewee import CharField, TextField

from disclosure.books import services as books
from disclosure.books.chart import chart
from disclosure.books.sheets.reading import read_and_check
from disclosure.books.sheets.table import NamedFile
from points import services as points
from portal.config import Config
from portal.kernel import migrate
from portal.kernel.db import BaseModel, SealedModel, close_database, connection, is_sqlite, open_database, sql
from portal.kernel.db import database as db
from portal.kernel.fields import EnumField, JsonField, MomentField
from portal.kernel.journal import leaf_data
from portal.kernel.merkle import Frontier, leaf_hash
from portal.kernel.months import Month
from portal.kernel.verify import verify_all, verify_log
from portal.meetings import services as meetings
from portal.org.offices import Office
from portal.terminal import packages
from tests.deliberation.assemblies import Assembly, assemble
from tests.disclosure.books.conftest import JOURNAL
from tests.factories import SettableClock, Township
from tests.points.branchwork import Branchwork

OCTOBER = Month(2026, 10)
_SEALED = {"vote", "points_entry", "voucher", "minutes", "bulletin", "ballot_close", "month_close"}
_TEXTS = (CharField, TextField, MomentField, EnumField, JsonField)


@pytest.fixture
def lived_in(township: Township, clock: SettableClock) -> Assembly:
    """A village with a resolution, minutes, points and a published month."""
    branch = Branchwork(township)
    slip = branch.record("A01")
    points.reverse_entry(branch.secretary, township.village, slip.id, reason="记错了人")
    branch.record("B01", happened_on=date(2026, 9, 20))
    points.publish_list(branch.secretary, township.village, Month(2026, 9))
    assembly = assemble(township, clock, present=27)
    assembly.open(minutes=30)
    for number in range(1, 28):
        assembly.vote(number, "approve" if number <= 14 else "against")
    clock.set(clock.moment + timedelta(minutes=31))
    assembly.close()
    meetings.write_minutes(assembly.secretary, township.village, assembly.meeting_id, "到会二十七人，十四票赞成。")
    _close_october(township, clock)
    return assembly


def _close_october(township: Township, clock: SettableClock) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(JOURNAL)
    file = NamedFile(name="十月.csv", data=text.getvalue().encode())
    clock.set_day(date(2026, 11, 3))
    reading = read_and_check([file], month=OCTOBER, chart=chart("2023"), today=date(2026, 11, 3))
    bookkeeper = township.actor(Office.BOOKKEEPER)
    books.import_books(bookkeeper, township.village, reading)
    books.close_month(bookkeeper, township.village, OCTOBER)
    books.sign_off_month(township.actor(Office.SUPERVISOR), township.village, OCTOBER)


def _named(config: Config) -> list[str]:
    return [problem.record for problem in verify_all(packages(config))]


def _filled(config: Config) -> Iterator[type[BaseModel]]:
    for model in migrate.models_of(packages(config)):
        if issubclass(model, SealedModel) and model.select().exists():
            yield model


def _unguard(table: str) -> None:
    if is_sqlite():
        db.execute_sql(f'DROP TRIGGER IF EXISTS "{table}_no_update"')
        db.execute_sql(f'DROP TRIGGER IF EXISTS "{table}_no_delete"')
    else:
        db.execute_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')


def test_a_changed_value_in_any_sealed_table_is_named(lived_in: Assembly, config: Config) -> None:
    assert _named(config) == []
    tables = []
    for model in _filled(config):
        table, row = model._meta.table_name, model.select().order_by(model.id.desc()).get()
        _unguard(table)
        texts = [one for one in model._meta.sorted_fields if isinstance(one, _TEXTS)]
        if not texts:
            continue  # it only joins others; its removal is named below
        field = min(texts, key=lambda one: isinstance(one, EnumField))  # the schema itself refuses what is no value
        column = field.column_name
        (kept,) = db.execute_sql(f'SELECT "{column}" FROM "{table}" WHERE id = {row.id}').fetchone()
        _set(table, column, row.id, f"{kept[:-1]}{'y' if kept.endswith('x') else 'x'}")
        assert f"{table} {row.id}" in _named(config)
        _set(table, column, row.id, kept)
        tables.append(table)
    assert set(tables) >= _SEALED
    assert _named(config) == []


def test_a_removed_row_of_any_sealed_table_is_named(lived_in: Assembly, config: Config) -> None:
    tables = set()
    for model in reversed(list(_filled(config))):
        table, row = model._meta.table_name, model.select().order_by(model.id.desc()).get()
        _unguard(table)
        _delete(table, row.id)
        assert f"{table} {row.id}" in _named(config)
        tables.add(table)
    assert tables >= _SEALED


def test_a_ballot_log_cut_back_with_its_votes_and_head_is_named(lived_in: Assembly, config: Config) -> None:
    """Its root and size at the close stand in the village's log."""
    log_id, origin = db.execute_sql("SELECT id, origin FROM journal_log WHERE origin LIKE '%%/ballots/1'").fetchone()
    for table in ("journal_entry", "vote"):
        _unguard(table)
    db.execute_sql("DELETE FROM vote WHERE seq = 26")
    db.execute_sql(f"DELETE FROM journal_entry WHERE log_id = {log_id} AND seq = 26")
    frontier = Frontier()
    for seq, day, digest in db.execute_sql(
        f"SELECT seq, day, digest FROM journal_entry WHERE log_id = {log_id} ORDER BY seq"
    ):
        frontier = frontier.append(leaf_hash(leaf_data(seq=seq, day=day, digest=digest)))
    db.execute_sql(f"UPDATE journal_log SET size = 26, frontier = '{frontier.to_text()}' WHERE id = {log_id}")
    assert f"journal_entry {origin}#26" in _named(config)
    village = lived_in.township.village
    assert f"journal_entry {origin}#26" in [one.record for one in verify_log(village.log.origin, packages(config))]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("bit", [0x01, 0x80], ids=["another character", "no character any more"])
@pytest.mark.parametrize("written", ["到会二十七人，十四票赞成。", "付保洁工资", "修缮村口便民桥"])
def test_one_byte_changed_in_the_file_is_named(
    lived_in: Assembly, config: Config, database: str, written: str, bit: int
) -> None:
    db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    close_database()
    path = Path(database.removeprefix("sqlite:///"))
    data = bytearray(path.read_bytes())
    place = data.find(written.encode())
    assert place > 0
    while place >= 0:  # the text, and every copy of it in an index
        data[place + 2] ^= bit
        place = data.find(written.encode(), place)
    path.write_bytes(data)
    open_database(database)
    with connection():
        assert {record.split()[0] for record in _named(config)} & {"minutes", "voucher", "matter"}


def _set(table: str, column: str, key: int, value: str) -> None:
    db.execute_sql(sql(f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?'), (value, key))


def _delete(table: str, key: int) -> None:
    if is_sqlite():
        db.execute_sql("PRAGMA foreign_keys = off")
    db.execute_sql(f'DELETE FROM "{table}" WHERE id = {key}')
