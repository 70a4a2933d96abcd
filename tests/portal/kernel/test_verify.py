from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from peewee import CharField

from portal.kernel import journal
from portal.kernel.db import database as db
from portal.kernel.db import is_sqlite
from portal.kernel.notes import SigningKey
from portal.kernel.verify import verify_all, verify_log
from portal.kernel.work import unit_of_work
from portal.org.models import RosterImport
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.terminal import packages

if TYPE_CHECKING:
    from portal.config import Config
    from tests.factories import Township


@pytest.fixture
def sealed(township: Township) -> RosterImport:
    """One sealed row in the middle of the village's log."""
    for people in (1, 2, 3):
        _seal_import(township, people)
    return RosterImport.get(RosterImport.people == 2)


def _seal_import(township: Township, people: int) -> None:
    with unit_of_work(township.actor(Office.SECRETARY), Permission.PEOPLE_EDIT, township.village) as work:
        record = RosterImport.create(
            village=township.village, file_digest=f"{people:064d}", people=people, recorded_at=work.now
        )
        work.seal("people.roster.imported", about=("roster_import", record.id), facts={}, rows=[record])


def unguard(table: str) -> None:
    """Do what someone with the database file in hand would do first."""
    if is_sqlite():
        db.execute_sql(f'DROP TRIGGER IF EXISTS "{table}_no_update"')
        db.execute_sql(f'DROP TRIGGER IF EXISTS "{table}_no_delete"')
    else:
        db.execute_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')


def _records(township: Township, config: Config) -> list[str]:
    return [problem.record for problem in verify_log(township.village.log.origin, packages(config))]


def test_an_untouched_record_is_whole(township: Township, sealed: RosterImport, config: Config) -> None:
    assert verify_all(packages(config)) == []
    assert sealed.people == 2


def test_one_changed_value_of_a_row_is_named(township: Township, sealed: RosterImport, config: Config) -> None:
    unguard("roster_import")
    db.execute_sql(f"UPDATE roster_import SET people = 9 WHERE id = {sealed.id}")
    assert _records(township, config) == [f"roster_import {sealed.id}"]


def test_a_deleted_row_is_named(township: Township, sealed: RosterImport, config: Config) -> None:
    unguard("roster_import")
    db.execute_sql(f"DELETE FROM roster_import WHERE id = {sealed.id}")
    assert _records(township, config) == [f"roster_import {sealed.id}"]


def test_a_row_nobody_sealed_is_named(township: Township, sealed: RosterImport, config: Config) -> None:
    forged = RosterImport.create(
        village=township.village, file_digest="f" * 64, people=7, recorded_at=sealed.recorded_at
    )
    assert f"roster_import {forged.id}" in [problem.record for problem in verify_all(packages(config))]


@pytest.mark.parametrize(
    "change",
    [
        "content = REPLACE(content, 'roster', 'rooster')",
        "salt = '00000000000000000000000000000000'",
        "salt = 'not hexadecimal'",
        "day = '2020-01-01'",
        "manifest = REPLACE(manifest, 'columns', 'pillars')",
        "digest = '" + "0" * 64 + "'",
    ],
)
def test_any_changed_part_of_an_entry_is_named(
    township: Township, sealed: RosterImport, config: Config, change: str
) -> None:
    unguard("journal_entry")
    log_id = township.village.log_id
    seq = journal.lock(log_id).next_seq - 2
    db.execute_sql(f"UPDATE journal_entry SET {change} WHERE log_id = {log_id} AND seq = {seq}")
    assert f"journal_entry {township.village.log.origin}#{seq}" in _records(township, config)


def test_the_last_entries_cut_off_are_named(township: Township, sealed: RosterImport, config: Config) -> None:
    unguard("journal_entry")
    log_id, size = township.village.log_id, journal.lock(township.village.log_id).next_seq
    db.execute_sql(f"DELETE FROM journal_entry WHERE log_id = {log_id} AND seq >= {size - 2}")
    assert f"journal_entry {township.village.log.origin}#{size - 2}" in _records(township, config)


def test_a_log_cut_back_with_its_head_is_betrayed_by_its_checkpoint(
    township: Township, sealed: RosterImport, config: Config
) -> None:
    log = township.village.log
    with db.atomic():
        journal.issue_checkpoint(log.id, SigningKey.generate(log.origin))
    before = journal.lock(log.id)
    unguard("journal_entry")
    unguard("roster_import")
    db.execute_sql(f"DELETE FROM journal_entry WHERE log_id = {log.id} AND seq = {before.next_seq - 1}")
    db.execute_sql("DELETE FROM roster_import WHERE people = 3")
    kept = [row for (row,) in db.execute_sql(f"SELECT content FROM journal_entry WHERE log_id = {log.id} ORDER BY seq")]
    assert json.loads(kept[-1])["seq"] == before.next_seq - 2
    frontier = _frontier_of(log.id)
    db.execute_sql(
        f"UPDATE journal_log SET size = {frontier.size}, frontier = '{frontier.to_text()}' WHERE id = {log.id}"
    )
    assert f"journal_entry {log.origin}#{before.next_seq - 1}" in _records(township, config)


def _frontier_of(log_id: int) -> journal.Frontier:
    frontier = journal.Frontier()
    rows = db.execute_sql(f"SELECT seq, day, digest FROM journal_entry WHERE log_id = {log_id} ORDER BY seq")
    for seq, day, digest in rows:
        frontier = frontier.append(journal.leaf_hash(journal.leaf_data(seq=seq, day=day, digest=digest)))
    return frontier


@pytest.mark.parametrize("change", ["size = 1", "frontier = '0:'", "last_at = '2020-01-01T00:00:00.000000Z'"])
def test_a_changed_head_is_named(township: Township, sealed: RosterImport, config: Config, change: str) -> None:
    log = township.village.log
    db.execute_sql(f"UPDATE journal_log SET {change} WHERE id = {log.id}")
    assert _records(township, config) == [f"journal_log {log.origin}"]


@pytest.mark.parametrize("change", ["root = '" + "0" * 64 + "'", "note = REPLACE(note, 'qingshan', 'qingshaN')"])
def test_a_changed_checkpoint_is_named(township: Township, sealed: RosterImport, config: Config, change: str) -> None:
    log = township.village.log
    with db.atomic():
        journal.issue_checkpoint(log.id, SigningKey.generate(log.origin))
    unguard("journal_checkpoint")
    db.execute_sql(f"UPDATE journal_checkpoint SET {change}")
    size = journal.lock(log.id).next_seq
    assert f"journal_checkpoint {log.origin}@{size}" in _records(township, config)


def test_a_column_added_later_does_not_disturb_older_rows(township: Township, config: Config) -> None:
    """A manifest lists the columns its rows had."""
    _seal_import(township, 1)
    db.execute_sql("ALTER TABLE roster_import ADD COLUMN remark VARCHAR(20) DEFAULT 'later'")
    remark = CharField(max_length=20, default="later")
    RosterImport._meta.add_field("remark", remark)
    try:
        _seal_import(township, 2)
        assert verify_all(packages(config)) == []
    finally:
        RosterImport._meta.remove_field("remark")
