"""A county of party members with their points, to measure with: 2,000 branches of 50, and as many entries as wanted.

Rows are made by the database itself in the order of their days, as they would have come; what is measured is reading.
Indices are made after the rows, and foreign keys are not asked, because millions of rows would wait for both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from points.schemes import example_scheme, items_to_json
from points.sums import ALL_SUMS
from portal.config import AREAS, Config
from portal.kernel import migrate
from portal.kernel.canonical import canonical_json
from portal.kernel.db import close_database, connection, open_database
from portal.org.offices import Office
from portal.terminal import packages
from tests.factories import HOST, SECRET_KEY

VILLAGES, BRANCHES_OF_ONE, MEMBERS_OF_ONE = 400, 5, 50
BRANCHES = VILLAGES * BRANCHES_OF_ONE
MEMBERS = BRANCHES * MEMBERS_OF_ONE
#: Entries lie on these days, evenly.
FIRST_DAY, LAST_DAY, DAYS = "2024-01-01", "2026-12-31", 1096

_TOWNSHIP = 1
_LOGS = "INSERT INTO journal_log (id, origin, size, frontier) SELECT i, 'county.example/' || i, 0, '0:' FROM {numbers}"
_PLACES = (
    "INSERT INTO place (id, slug, name, kind, parent_id, log_id, jurisdiction) "
    "SELECT i, 'v' || i, '第' || i || '村', CASE WHEN i = 1 THEN 'township' ELSE 'village' END, "
    "CASE WHEN i = 1 THEN NULL ELSE 1 END, i, '' FROM {numbers}"
)
_BRANCHES = (
    "INSERT INTO branch (id, village_id, name) "
    f"SELECT i, 2 + (i - 1) / {BRANCHES_OF_ONE}, '第' || i || '支部' FROM {{numbers}}"
)
_PEOPLE = (
    "INSERT INTO person (id, village_id, code, name, relation, branch_id) "
    f"SELECT i, 2 + (i - 1) / {BRANCHES_OF_ONE * MEMBERS_OF_ONE}, 'c' || i, '党员' || i, '', "
    f"1 + (i - 1) / {MEMBERS_OF_ONE} FROM {{numbers}}"
)
_TERMS = (
    "INSERT INTO office_term (place_id, person_id, office, since) "
    f"SELECT village_id, id, '{Office.MEMBER.value}', '2020-01-01' FROM person"
)
_SCHEMES = (
    "INSERT INTO points_scheme "
    "(id, village_id, branch_id, year, version, effective_from, items, digest, adopted_at) "
    "SELECT id, village_id, id, 2024, 1, '2024-01-01', '{items}', '{digest}', '2024-01-01T00:00:00.000000Z' FROM branch"
)
#: Who did it jumps through the county, so that no two entries of a branch lie together.
_ENTRIES = (
    "INSERT INTO points_entry (id, village_id, branch_id, scheme_id, item_code, category, person_id, happened_on, "
    "recorded_at, recorded_by_id, requested_x100, awarded_x100, explanation, note, late_days, reason) "
    f"SELECT i, 2 + who / {BRANCHES_OF_ONE * MEMBERS_OF_ONE}, 1 + who / {MEMBERS_OF_ONE}, 1 + who / {MEMBERS_OF_ONE}, "
    "'A0' || (i % 7), '类别' || ((i + i / 100000) % 5), who + 1, {day}, '2026-12-31T00:00:00.000000Z', "
    f"1 + (who + 1) % {MEMBERS}, worth, worth, '记 1 分，本年上限 12 分，已计 3 分', '', 0, '' "
    f"FROM (SELECT i, (i * 7919) % {MEMBERS} AS who, "
    "CASE WHEN i % 17 = 0 THEN -50 ELSE 50 * (1 + i % 6) END AS worth FROM {numbers}) AS happened"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county with so many entries, and where they lie."""

    url: str
    entries: int


@contextmanager
def opened(county: County) -> Iterator[None]:
    """Hold a connection to the county's database."""
    open_database(county.url)
    with connection():
        yield
    close_database()


def found(url: str, entries: int) -> County:
    """Fill an empty database with a county of so many entries, and the sums beside them."""
    config = Config(
        database_url=url, secret_key=SECRET_KEY, site_url=f"https://{HOST}", build_dir=Path(), upload_dir=Path(),
        key_dir=Path(), areas=AREAS, tls=False,
    )  # fmt: skip
    open_database(url)
    with connection():
        migrate.upgrade(packages(config))
    close_database()
    (_fill_sqlite if url.startswith("sqlite") else _fill_postgresql)(url, entries)
    return County(url=url, entries=entries)


def _statements(numbers: str, day: str, entries: int) -> Iterator[str]:
    """Yield what fills a county; ``numbers`` is how the database counts from 1, ``day`` how it adds days."""
    scheme = example_scheme()
    items = canonical_json(items_to_json(scheme.items)).decode().replace("'", "''")
    for statement, count in ((_LOGS, VILLAGES + 1), (_PLACES, VILLAGES + 1), (_BRANCHES, BRANCHES), (_PEOPLE, MEMBERS)):
        yield statement.format(numbers=numbers.format(count=count))
    yield _TERMS
    yield _SCHEMES.replace("{items}", items).replace("{digest}", scheme.digest)
    yield _ENTRIES.format(numbers=numbers.format(count=entries), day=day.format(days=f"((i - 1) * {DAYS} / {entries})"))
    for sums in ALL_SUMS:
        named = ", ".join((*sums.columns, "additions_x100", "deductions_x100", "entries"))
        yield f"INSERT INTO {sums.table} ({named}) {sums.added_up('id > 0')}"
    yield f"UPDATE points_branch_year SET members = {MEMBERS_OF_ONE}"


def _fill_sqlite(url: str, entries: int) -> None:
    numbers = (
        "(WITH RECURSIVE counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < {count}) "
        "SELECT i FROM counted) AS numbers"
    )
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as db:
        for setting in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -500000", "temp_store = FILE"):
            db.execute(f"PRAGMA {setting}")
        indices = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'points_%' AND sql IS NOT NULL"
        ).fetchall()
        _fill(db, [name for name, _ in indices], [text for _, text in indices],
              _statements(numbers, f"date('{FIRST_DAY}', '+' || {{days}} || ' days')", entries))  # fmt: skip
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill_postgresql(url: str, entries: int) -> None:
    numbers = "generate_series(1::bigint, {count}) AS numbers(i)"
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("SET session_replication_role = replica")  # foreign keys are not asked
        db.execute("SET maintenance_work_mem = '512MB'")
        indices = db.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'points_%' AND indexname NOT LIKE '%_pkey'"
        ).fetchall()
        _fill(db, [name for name, _ in indices], [text for _, text in indices],
              _statements(numbers, f"DATE '{FIRST_DAY}' + {{days}}::integer", entries))  # fmt: skip
        db.execute("VACUUM ANALYZE")  # as its own housekeeper would


def _fill(db: Any, names: list[str], indices: list[str], statements: Iterator[str]) -> None:
    for name in names:
        db.execute(f'DROP INDEX "{name}"')
    for statement in statements:
        db.execute(statement)
    for statement in indices:
        db.execute(statement)
