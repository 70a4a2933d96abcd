from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from portal.config import Config
from portal.kernel.copying import copy_database
from portal.kernel.db import close_database, connection
from portal.kernel.errors import ConflictError
from portal.kernel.verify import verify_all
from portal.org.actors import SETTING_UP
from portal.org.models import Person, Place, PlaceKind
from portal.org.services import register_person
from portal.terminal import packages
from tests.factories import Township


@pytest.fixture
def elsewhere(database_kind: str, tmp_path: Path, postgres: Callable[[str], str]) -> str:
    """An empty database of the other kind."""
    if database_kind == "postgresql":
        return f"sqlite:///{tmp_path / 'copy.db'}"
    with psycopg.connect(postgres("postgres"), autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS copied WITH (FORCE)")
        admin.execute("CREATE DATABASE copied")
    return postgres("copied")


def test_an_installation_moves_to_the_other_kind_whole(
    township: Township, database: str, elsewhere: str, config: Config
) -> None:
    rows = copy_database(database, elsewhere, packages(config))
    with connection():
        assert rows > 500
        assert verify_all(packages(config)) == []
        assert Place.select().where(Place.kind == PlaceKind.VILLAGE).count() == 2
        before = max(person.id for person in Person.select())
        assert register_person(SETTING_UP, township.place, code="T900", name="新来者").id > before
    close_database()


def test_a_target_with_rows_is_refused(township: Township, database: str, elsewhere: str, config: Config) -> None:
    copy_database(database, elsewhere, packages(config))
    with pytest.raises(ConflictError, match="空的数据库"):
        copy_database(database, elsewhere, packages(config))
    close_database()
