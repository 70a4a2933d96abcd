"""Two lives that differ only by two voters who exchanged their choices leave the same bytes everywhere.

A recorded ballot is held beside it, so that the comparison is seen to find a choice where there is one.
"""

from __future__ import annotations

import base64
import json
import logging
import sqlite3
import tarfile
import zlib
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deliberation.models import Participation
from deliberation.rules import BallotManner
from portal.kernel import boxes
from portal.kernel.attachments import keep_files_in
from portal.kernel.backup import Installation, write_backup
from portal.kernel.copying import copy_database
from portal.kernel.db import close_database, connection, database, is_sqlite, open_database
from portal.terminal import packages
from tests import factories
from tests.deliberation.assemblies import assemble, login_of
from tests.deliberation.twins import even_salts, public_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.config import Config
    from tests.factories import SettableClock, Township

#: Two people exchange their choices; the totals are the same, also after each further vote.
VOTES = {1: "approve", 2: "against", 3: "abstain", 4: "approve", 5: "against"}
EXCHANGED = VOTES | {1: "against", 2: "approve"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Everything a life leaves behind, before its count and after it."""

    tables: dict[str, Any]
    tables_after: dict[str, Any]
    database_file: bytes
    database_file_after: bytes
    copied: list[str]
    backed_up: dict[str, Any]
    keys: dict[str, bytes]
    keys_after: dict[str, bytes]
    public: object


@pytest.mark.parametrize("manner", list(BallotManner))
def test_secret_unlinkable(
    twins: tuple[str, str],
    config: Config,
    clock: SettableClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    manner: BallotManner,
) -> None:
    started, lives = clock.moment, []
    for url, votes in zip(twins, (VOTES, EXCHANGED), strict=True):
        clock.set(started)
        even_salts(monkeypatch)
        folder = tmp_path / f"life-{len(lives)}"
        lives.append(live(replace(config, database_url=url, key_dir=folder / "keys"), clock, votes, manner, folder))
    one, other = lives
    same = {name for name in Left.__dataclass_fields__ if getattr(one, name) == getattr(other, name)}
    if manner is BallotManner.SECRET:
        assert same == set(Left.__dataclass_fields__)
        assert (len(one.tables["participation"]), len(one.tables["ballot_box"])) == (len(VOTES), 1)
        assert (one.tables_after["ballot_box"], one.keys_after) == ([], {})
        assert [name.endswith(".box") for name in one.keys] == [True]
        assert not any(name.endswith(".box") for name in one.backed_up)
    else:
        assert {"tables", "tables_after", "backed_up", "copied", "public"}.isdisjoint(same)


def live(config: Config, clock: SettableClock, votes: dict[int, str], manner: BallotManner, folder: Path) -> Left:
    """Hold the ballot and gather what it leaves."""
    open_database(config.database_url)
    keep_files_in(folder / "uploads")
    boxes.keep_keys_in(config.key_dir)
    with connection():
        assembly = assemble(factories.known_township(), clock)
        closes_at = assembly.open(manner=manner)
        for number, choice in votes.items():
            clock.moment += timedelta(seconds=20)
            assembly.vote(number, choice)
        found: dict[str, Any] = {"tables": every_row(), "keys": files_in(config.key_dir)}
    found["database_file"] = database_file(config)
    here = Installation(
        database_url=config.database_url,
        upload_dir=folder / "uploads",
        key_dir=config.key_dir,
        packages=packages(config),
    )
    write_backup(here, folder / "backup.tgz")
    found["backed_up"] = members_of(folder / "backup.tgz")
    with connection():
        clock.set(closes_at)
        assembly.close()
        found |= {"tables_after": every_row(), "keys_after": files_in(config.key_dir), "public": public_site()}
    found["database_file_after"] = database_file(config)
    copy_database(config.database_url, f"sqlite:///{folder / 'copy.db'}", packages(config))
    close_database()
    found["copied"] = dumped(folder / "copy.db")
    return Left(**found)


def every_row() -> dict[str, Any]:
    """Return every table as it lies in the database: SQLite by its row numbers, PostgreSQL with the place of each."""
    place = "rowid" if is_sqlite() else "ctid"
    rows = {
        table: database.execute_sql(f'SELECT {place}, * FROM "{table}"').fetchall() for table in database.get_tables()
    }
    return {table: [tuple(map(str, row)) for row in found] for table, found in rows.items()}


def database_file(config: Config) -> bytes:
    """Return the bytes of an SQLite file with everything written back into it: pages, free space, indexes."""
    if not config.database_url.startswith("sqlite"):
        return b""
    with connection():
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(config.database_url.removeprefix("sqlite:///")).read_bytes()


def dumped(path: Path) -> list[str]:
    """Return what stands in an SQLite file, but for when its tables were made."""
    with closing(sqlite3.connect(path)) as held:
        return [line for line in held.iterdump() if not line.startswith('INSERT INTO "migration_')]


def members_of(backup: Path) -> dict[str, Any]:
    """Return what an archive holds, its database as text; the manifest says again what the members are."""
    with tarfile.open(backup) as archive:
        archive.extractall(backup.parent / "unpacked", filter="data")
    paths = [path for path in sorted((backup.parent / "unpacked").rglob("*")) if path.is_file()]
    read = {".sqlite": dumped, ".json": lambda path: sorted(json.loads(path.read_text())["members"])}
    return {path.name: read.get(path.suffix, Path.read_bytes)(path) for path in paths}


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*"))}


def test_the_files_of_keys_do_not_change_with_a_vote(township: Township, clock: SettableClock) -> None:
    assembly = assemble(township, clock)
    assembly.open(manner=BallotManner.SECRET)
    folder = boxes._Keys.folder
    assert folder is not None
    (key,) = folder.glob("*.box")
    before = (key.stat().st_mtime_ns, key.stat().st_ino)
    assert key.stat().st_mode & 0o777 == 0o600
    assembly.vote(1)
    assert (key.stat().st_mtime_ns, key.stat().st_ino) == before
    assert [path.name for path in folder.iterdir()] == [key.name]


@pytest.mark.parametrize("choice", ["approve", "against"])
def test_no_log_line_cookie_or_page_holds_the_choice(
    app: Flask,
    clock: SettableClock,
    sign_in: Callable[[FlaskClient, str], FlaskClient],
    caplog: pytest.LogCaptureFixture,
    choice: str,
) -> None:
    with connection():
        assembly = assemble(factories.known_township(), clock)
        assembly.open(manner=BallotManner.SECRET)
        login = login_of(assembly, 1)
    voter = sign_in(app.test_client(), login)
    with caplog.at_level(logging.DEBUG):
        answers = [voter.post("/qingshan/matters/1/vote", data={"choice": choice}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
    told = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert f"'{choice}'" not in told  # as a value; columns of that name are none
    cookie = voter.get_cookie("session") or voter.get_cookie("cunshi")
    assert cookie is None or choice not in unpacked(cookie.value)
    for answer in answers:
        assert choice not in answer.text
        assert not any(word in answer.text for word in ("您选的是", "赞成", "反对", "弃权"))
    with connection():
        assert Participation.select().count() == 1


def unpacked(cookie: str) -> str:
    """Return what a signed session says."""
    payload = cookie.split(".")[1 if cookie.startswith(".") else 0]
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return (zlib.decompress(raw) if cookie.startswith(".") else raw).decode()
