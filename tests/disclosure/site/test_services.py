from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from disclosure.site.check import check_site
from disclosure.site.errors import LeakError, OtherPastError, UnsealedBulletinError, UnsealedLogError
from disclosure.site.services import publish_site, settle
from disclosure.site.staging import files_in
from portal.cli import packages
from portal.config import Config
from portal.kernel.bulletins import Bulletin, publish
from portal.kernel.copying import copy_database
from portal.kernel.db import connection, is_sqlite, write_transaction
from portal.kernel.db import database as open_connection
from portal.kernel.journal import JournalEntry, leaf_data
from portal.kernel.keys import KeyMissingError, signing_key
from portal.kernel.merkle import Frontier, leaf_hash
from portal.kernel.work import unit_of_work
from portal.org.offices import Office
from portal.org.permissions import Permission
from tests.disclosure.site.test_queries import publish_note
from tests.factories import SettableClock, Township
from tests.outside.tlog_verifier import verify

NOTES = "tests.disclosure.site.notes"


@pytest.fixture
def site_config(config: Config, tmp_path: Path) -> Config:
    return replace(config, build_dir=tmp_path / "build", key_dir=tmp_path / "keys", areas=(NOTES, "disclosure.site"))


def bytes_of(directory: Path) -> dict[str, bytes]:
    return {path: (directory / path).read_bytes() for path in files_in(directory)}


def test_what_was_published_stands_on_a_site_without_problems(township: Township, site_config: Config) -> None:
    publish_note(township.village, "a")
    publish_note(township.village, "a", reason="更正")
    built = publish_site(site_config)
    assert {"qingshan/notes/a/index.html", "qingshan/bulletins/note/a.r1.json"} <= set(built.frozen)
    assert built.files == len(files_in(site_config.build_dir))
    assert check_site(site_config.build_dir, site_url=site_config.site_url) == ()


def test_a_second_build_without_news_changes_no_byte_and_seals_nothing(township: Township, site_config: Config) -> None:
    publish_note(township.village, "a")
    publish_site(site_config)
    before, entries = bytes_of(site_config.build_dir), JournalEntry.select().count()
    built = publish_site(site_config)
    assert built.kept == ("hexi", "qingshan", "yunling")
    assert bytes_of(site_config.build_dir) == before
    publish_site(site_config, full=True)
    assert bytes_of(site_config.build_dir) == before
    assert JournalEntry.select().count() == entries


def test_names_are_shown_until_the_end_of_their_last_day_and_then_taken_back(
    township: Township, site_config: Config, clock: SettableClock
) -> None:
    publish_note(township.village, "a", names_until=date(2026, 10, 20))
    file = site_config.build_dir / "qingshan/bulletins/note/a.r1.json"
    clock.set_day(date(2026, 10, 20), hour=23)
    publish_site(site_config)
    assert "张三丰" in file.read_text()
    clock.set_day(date(2026, 10, 21), hour=0)
    publish_site(site_config)
    assert "张三丰" not in file.read_text()
    assert "不再显示" in (site_config.build_dir / "qingshan/notes/a/index.html").read_text()
    assert check_site(site_config.build_dir, site_url=site_config.site_url) == ()


def test_settling_twice_seals_once(township: Township, clock: SettableClock) -> None:
    publish_note(township.village, "a", names_until=date(2026, 10, 14))
    publish_note(township.village, "b", names_until=date(2026, 10, 14))
    clock.set_day(date(2026, 10, 16))
    entries = JournalEntry.select().count()
    assert settle(township.village) == 2
    assert settle(township.village) == 0
    assert JournalEntry.select().count() == entries + 1


def test_the_frozen_log_passes_the_outside_verifier_and_an_older_checkpoint_is_its_prefix(
    township: Township, site_config: Config
) -> None:
    publish_note(township.village, "a")
    publish_site(site_config)
    first = (site_config.build_dir / "qingshan/log/checkpoint").read_text()
    publish_note(township.village, "b")
    publish_site(site_config)
    second = (site_config.build_dir / "qingshan/log/checkpoint").read_text()
    assert first != second
    assert int(second.split("\n")[1]) == int(first.split("\n")[1]) + 1
    assert check_site(site_config.build_dir, site_url=site_config.site_url) == ()
    vkey = signing_key(site_config.key_dir, township.village.log.origin, first_use=False).vkey
    judged = verify(site_config.build_dir / "qingshan/log", vkey, older=first.encode())
    assert judged.size == JournalEntry.select().where(JournalEntry.log == township.village.log_id).count()


def test_a_lost_key_is_a_sentence_and_is_never_replaced(township: Township, site_config: Config) -> None:
    publish_note(township.village, "a")
    publish_site(site_config)
    before = bytes_of(site_config.build_dir)
    for key in site_config.key_dir.iterdir():
        key.unlink()
    with pytest.raises(KeyMissingError, match="备份"):
        publish_site(site_config)
    assert bytes_of(site_config.build_dir) == before


@contextmanager
def unguarded(table: str) -> Iterator[None]:
    """Work on an insert-only table as somebody with the database in hand could."""
    with write_transaction():
        if is_sqlite():
            for verb in ("update", "delete"):
                open_connection.execute_sql(f'DROP TRIGGER "{table}_no_{verb}"')
        else:
            open_connection.execute_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
        yield


def test_a_document_changed_in_the_database_never_reaches_the_site(township: Township, site_config: Config) -> None:
    publish_note(township.village, "a")
    publish_site(site_config)
    before = bytes_of(site_config.build_dir)
    with unguarded("bulletin"):
        one = Bulletin.get()
        Bulletin.update(envelope=one.envelope.replace('"a"', '"z"')).execute()
    publish_site(site_config)  # no news of the village: what is public is not made again
    assert bytes_of(site_config.build_dir) == before
    with pytest.raises(UnsealedBulletinError, match="log verify"):
        publish_site(site_config, full=True)
    publish_note(township.village, "b")
    with pytest.raises(UnsealedBulletinError, match="log verify"):
        publish_site(site_config)
    assert bytes_of(site_config.build_dir) == before


def test_a_log_that_lost_its_end_never_reaches_the_site(township: Township, site_config: Config) -> None:
    publish_note(township.village, "a")
    publish_site(site_config)
    with unguarded("journal_entry"):
        last = (
            JournalEntry.select().where(JournalEntry.log == township.village.log_id).order_by(JournalEntry.seq.desc())
        )
        JournalEntry.delete_by_id(last.get().id)
    with pytest.raises(UnsealedLogError, match="log verify"):
        publish_site(site_config, full=True)


@pytest.fixture
def other_kind_url(database_kind: str, tmp_path: Path, postgres: Callable[[str], str]) -> Iterator[str]:
    """The address of an empty database of the other kind."""
    if database_kind == "postgresql":
        yield f"sqlite:///{tmp_path / 'other.db'}"
        return
    with psycopg.connect(postgres("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE other_kind"))
        yield postgres("other_kind")
        admin.execute(sql.SQL("DROP DATABASE other_kind WITH (FORCE)"))


def test_the_same_documents_give_the_same_bytes_on_both_databases(
    township: Township, site_config: Config, database: str, other_kind_url: str, tmp_path: Path, clock: SettableClock
) -> None:
    publish_note(township.village, "a", names_until=date(2026, 10, 14))
    publish_note(township.village, "a", reason="更正")
    publish_note(township.other_village, "2026-10")
    clock.set_day(date(2026, 10, 16))
    publish_site(site_config)
    copy_database(database, other_kind_url, packages(site_config))
    with connection():
        publish_site(replace(site_config, build_dir=tmp_path / "again"))
    assert bytes_of(tmp_path / "again") == bytes_of(site_config.build_dir)


def test_a_document_with_a_private_number_goes_out_in_no_form(township: Township, site_config: Config) -> None:
    publish_note(township.village, "a")
    publish_site(site_config)
    public = bytes_of(site_config.build_dir)
    secretary = township.actor(Office.SECRETARY)
    with unit_of_work(secretary, Permission.POINTS_PUBLISH, township.village) as work:
        publish(work, kind="note", key="b", content={"text": "联系电话 13812345678"}, about=[])
        work.seal("test.note.published", about=("note", "b"), facts={})
    with pytest.raises(LeakError, match="note/b"):
        publish_site(site_config)
    assert bytes_of(site_config.build_dir) == public


def test_an_older_backup_never_replaces_a_longer_public_log(
    township: Township, site_config: Config, clock: SettableClock
) -> None:
    """Hardening 31: two sites with different pasts cannot follow one another."""
    publish_note(township.village, "a")
    publish_site(site_config)
    public = bytes_of(site_config.build_dir)
    with write_transaction():
        forget_the_last_entry(township.village.log_id)
    with pytest.raises(OtherPastError, match="备份"):
        publish_site(site_config)
    assert bytes_of(site_config.build_dir) == public


def forget_the_last_entry(log_id: int) -> None:
    """Leave the database as a backup from before the last entry would."""
    size = JournalEntry.select().where(JournalEntry.log == log_id).count()
    frontier = Frontier()
    for entry in JournalEntry.select().where(JournalEntry.log == log_id).order_by(JournalEntry.seq).limit(size - 1):
        frontier = frontier.append(leaf_hash(leaf_data(seq=entry.seq, day=entry.day, digest=entry.digest)))
    for table in ("journal_entry", "journal_checkpoint", "bulletin", "bulletin_names"):
        for verb in ("update", "delete"):
            if is_sqlite():
                open_connection.execute_sql(f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"')
        if not is_sqlite():
            open_connection.execute_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    open_connection.execute_sql("DELETE FROM bulletin_names")
    open_connection.execute_sql(f"DELETE FROM bulletin WHERE log_id = {log_id}")
    open_connection.execute_sql(f"DELETE FROM journal_checkpoint WHERE log_id = {log_id}")
    open_connection.execute_sql(f"DELETE FROM journal_entry WHERE log_id = {log_id} AND seq = {size - 1}")
    open_connection.execute_sql(
        f"UPDATE journal_log SET size = {frontier.size}, frontier = '{frontier.to_text()}' WHERE id = {log_id}"
    )
