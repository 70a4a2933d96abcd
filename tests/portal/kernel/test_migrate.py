from __future__ import annotations

import pytest
from peewee import IntegrityError

from portal.config import Config
from portal.kernel import migrate
from portal.kernel.db import database as db
from portal.kernel.db import stored_rows
from portal.kernel.journal import JournalEntry
from portal.kernel.verify import verify_all
from portal.org.models import Place
from portal.terminal import packages
from tests.factories import Township


def test_the_schema_after_all_migrations_is_the_models(database: str, config: Config) -> None:
    assert migrate.schema_differences(packages(config)) == []


def test_upgrading_a_filled_database_again_changes_nothing(township: Township, config: Config) -> None:
    before = {m: list(stored_rows(m, ["id"])) for m in migrate.models_of(packages(config))}
    assert migrate.upgrade(packages(config)) == []
    assert before == {m: list(stored_rows(m, ["id"])) for m in migrate.models_of(packages(config))}
    assert all(state.applied for state in migrate.status(packages(config)))
    assert verify_all(packages(config)) == []
    assert township.village.name == "青山村"


def test_a_missing_trigger_is_a_difference(database: str, database_kind: str, config: Config) -> None:
    if database_kind == "sqlite":
        db.execute_sql('DROP TRIGGER "journal_entry_no_update"')
        db.execute_sql('DROP TRIGGER "journal_entry_no_delete"')
    else:
        db.execute_sql("DROP TRIGGER journal_entry_insert_only ON journal_entry")
        db.execute_sql("DROP TRIGGER journal_entry_no_truncate ON journal_entry")
    assert "table journal_entry is not guarded" in migrate.schema_differences(["portal.kernel"])


def test_a_reference_to_another_table_is_a_difference(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JournalEntry._meta.fields["log"], "rel_model", Place)
    told = migrate.schema_differences(["portal.kernel"])
    assert "column journal_entry.log_id references another table" in told


def test_every_check_of_the_models_is_in_the_database(township: Township) -> None:
    with pytest.raises(IntegrityError), db.atomic():
        db.execute_sql(
            "INSERT INTO office_term (place_id, person_id, office, since, until) "
            "SELECT place_id, person_id, office, '2030-01-02', '2030-01-01' FROM office_term LIMIT 1"
        )
