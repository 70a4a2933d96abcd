"""A filled database of every release moves up to today's schema: nothing lost, checks pass, the site builds.

``<release>.sql.xz`` is what ``sqlite3 .dump`` wrote of an invented township that ran on that release, after its
site had been built; ``<release>.keys`` are the keys its invented logs were signed with, without which no site
can go on from those checkpoints.
"""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from disclosure.site.check import check_site
from disclosure.site.services import publish_site
from points.queries.sum_check import differences
from portal.config import AREAS, Config
from portal.kernel import migrate
from portal.kernel.attachments import keep_files_in
from portal.kernel.copying import copy_database
from portal.kernel.db import close_database, connection, execute, open_database
from portal.kernel.migrate import schema_differences
from portal.kernel.verify import verify_all
from portal.terminal import packages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.factories import SettableClock

HERE = Path(__file__).parent
RELEASES = sorted(path.name.removesuffix(".sql.xz") for path in HERE.glob("*.sql.xz"))
#: The day after the newest release's township was left.
LATER = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_COUNTED = (
    "journal_entry",
    "journal_checkpoint",
    "bulletin",
    "person",
    "voucher",
    "points_entry",
    "matter",
    "vote",
)


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def installed(release: str, tmp_path: Path, clock: SettableClock) -> Iterator[Config]:
    """The release's database and keys, on SQLite as they were left."""
    clock.set(LATER)
    path = tmp_path / "cunshi.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(lzma.decompress((HERE / f"{release}.sql.xz").read_bytes()).decode())
    (tmp_path / "keys").mkdir()
    for line in (HERE / f"{release}.keys").read_text().splitlines():
        origin = line.split("+")[2]
        (tmp_path / "keys" / f"{origin.replace('/', '_')}.key").write_text(f"{line}\n")
    keep_files_in(tmp_path / "uploads")
    yield Config(
        database_url=f"sqlite:///{path}",
        secret_key="an invented secret for tests, 32 or more",
        site_url="http://127.0.0.1:8001",
        build_dir=tmp_path / "build",
        upload_dir=tmp_path / "uploads",
        key_dir=tmp_path / "keys",
        areas=AREAS,
        tls=False,
    )
    close_database()


@pytest.fixture
def move(database_kind: str, postgres: Callable[[str], str]) -> Callable[[Config], Config]:
    """Bring an installation up to date and, the second time, copy it to PostgreSQL."""

    def moved(installed: Config) -> Config:
        open_database(installed.database_url)
        with connection():
            assert migrate.upgrade(packages(installed)) != []
            assert migrate.upgrade(packages(installed)) == []
        close_database()
        if database_kind == "sqlite":
            return installed
        with psycopg.connect(postgres("postgres"), autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS moved WITH (FORCE)")
            admin.execute("CREATE DATABASE moved")
        copy_database(installed.database_url, postgres("moved"), packages(installed))
        close_database()
        return replace(installed, database_url=postgres("moved"))

    return moved


def rows_of(config: Config) -> dict[str, int]:
    open_database(config.database_url)
    with connection():
        counts = {table: execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _COUNTED}
    close_database()
    return counts


def test_migrate_filled_database(installed: Config, move: Callable[[Config], Config]) -> None:
    before = rows_of(installed)
    moved = move(installed)
    assert rows_of(moved) == before
    open_database(moved.database_url)
    with connection():
        assert schema_differences(packages(moved)) == []
        assert verify_all(packages(moved)) == []
        assert list(differences()) == []
        publish_site(moved)
        assert verify_all(packages(moved)) == []
    assert check_site(moved.build_dir, site_url=moved.site_url) == ()
