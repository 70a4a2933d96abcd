from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel.db import database as db
from portal.kernel.errors import NotAllowedError
from portal.kernel.journal import JournalEntry
from portal.kernel.work import UnsealedWorkError, unit_of_work
from portal.org.models import RosterImport
from portal.org.offices import Office
from portal.org.permissions import Permission
from tests.factories import NOW, SettableClock, Township


def _import(township: Township, work) -> RosterImport:  # noqa: ANN001
    return RosterImport.create(village=township.village, file_digest="0" * 64, people=1, recorded_at=work.now)


def _entries(township: Township) -> int:
    return JournalEntry.select().where(JournalEntry.log == township.village.log_id).count()


def test_one_unit_is_one_entry_that_names_act_actor_and_rows(township: Township) -> None:
    before = _entries(township)
    secretary = township.actor(Office.SECRETARY)
    with unit_of_work(secretary, Permission.PEOPLE_EDIT, township.village) as work:
        record = _import(township, work)
        work.seal("people.roster.imported", about=("roster_import", record.id), facts={"people": 1}, rows=[record])
    assert _entries(township) == before + 1
    entry = JournalEntry.select().order_by(JournalEntry.id.desc()).get()
    assert '"action":"people.roster.imported"' in entry.content
    assert f'"account":{secretary.account_id}' in entry.content
    assert f'"{record.id}"' in entry.manifest
    assert secretary.name not in entry.content


def test_a_refusal_inside_leaves_neither_row_nor_entry(township: Township) -> None:
    before = _entries(township)
    with (
        pytest.raises(NotAllowedError),
        unit_of_work(township.actor(Office.SECRETARY), Permission.PEOPLE_EDIT, township.village) as work,
    ):
        _import(township, work)
        raise NotAllowedError
    assert RosterImport.select().count() == 0
    assert _entries(township) == before


@pytest.mark.parametrize("seals", [0, 2])
def test_a_unit_seals_exactly_once(township: Township, seals: int) -> None:
    with (
        pytest.raises(UnsealedWorkError),
        unit_of_work(township.actor(Office.SECRETARY), Permission.PEOPLE_EDIT, township.village) as work,
    ):
        record = _import(township, work)
        for _ in range(seals):
            work.seal("people.roster.imported", about=("roster_import", record.id), facts={})
    assert RosterImport.select().count() == 0


def test_permission_is_asked_of_the_database_inside_the_unit(township: Township) -> None:
    representative = township.actor(Office.REPRESENTATIVE)
    with (
        pytest.raises(NotAllowedError),
        unit_of_work(representative, Permission.PEOPLE_EDIT, township.village),
    ):
        pass
    with (
        pytest.raises(NotAllowedError),
        unit_of_work(township.actor(Office.SECRETARY), Permission.PEOPLE_EDIT, township.other_village),
    ):
        pass


def test_the_clock_never_goes_behind_what_is_sealed(township: Township, clock: SettableClock) -> None:
    secretary = township.actor(Office.SECRETARY)
    with unit_of_work(secretary, Permission.PEOPLE_EDIT, township.village) as work:
        work.seal("test.first", about=("place", "qingshan"), facts={})
    clock.set(NOW - timedelta(days=3))
    with unit_of_work(secretary, Permission.PEOPLE_EDIT, township.village) as work:
        assert work.now == NOW
        work.seal("test.second", about=("place", "qingshan"), facts={})


def test_sealed_tables_refuse_update_and_delete(township: Township) -> None:
    with unit_of_work(township.actor(Office.SECRETARY), Permission.PEOPLE_EDIT, township.village) as work:
        record = _import(township, work)
        work.seal("people.roster.imported", about=("roster_import", record.id), facts={}, rows=[record])
    for statement in (
        "UPDATE roster_import SET people = 2",
        "DELETE FROM roster_import",
        "UPDATE journal_entry SET day = '2020-01-01'",
        "DELETE FROM journal_entry",
    ):
        with pytest.raises(Exception, match="insert-only"), db.atomic():
            db.execute_sql(statement)
