"""One file holds an installation whole; what is restored is what was, or nothing."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
import tarfile
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest

from portal.kernel import backup
from portal.kernel.attachments import attach, read_upload, stored_content, stored_path
from portal.kernel.backup import (
    BackupUnreadableError,
    Installation,
    PlaceNotEmptyError,
    restore_backup,
    write_backup,
)
from portal.kernel.canonical import sha256_hex
from portal.kernel.db import close_database, connection
from portal.kernel.errors import ConflictError
from portal.kernel.journal import JournalEntry
from portal.kernel.keys import signing_key
from portal.kernel.migrate import GROUND
from portal.kernel.verify import verify_all
from portal.kernel.work import unit_of_work
from portal.org.actors import SETTING_UP
from portal.org.models import Person
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.org.services import register_person
from tests.conftest import ROOT
from tests.uploads import paper, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.factories import Township

#: Adds people with a photo each until it is told to stop, or after a bounded number of them.
WRITER = """
import sys, pathlib
from portal.kernel.attachments import attach, keep_files_in, Upload
from portal.kernel.canonical import sha256_hex
from portal.kernel.db import open_database, connection
from portal.kernel.work import unit_of_work
from portal.org.actors import SETTING_UP
from portal.org.models import Person, Place
from portal.org.permissions import Permission
url, folder, stop = sys.argv[1:]
open_database(url)
keep_files_in(pathlib.Path(folder))
with connection():
    place = Place.get(Place.slug == "yunling")
    for number in range(3000):
        if pathlib.Path(stop).exists():
            break
        content = b"photo %d" % number
        photo = Upload(title="照片", media_type="image/png", content=content, digest=sha256_hex(content))
        with unit_of_work(SETTING_UP, Permission.PEOPLE_EDIT, place) as work:
            person = Person.create(village=place, code=f"L{number:04d}", name="新来者")
            attach(work, about=("person", person.id), uploads=[photo])
            work.seal("person.registered", about=("person", person.id), facts={"code": person.code})
        print(number, flush=True)
"""


@pytest.fixture
def here(database: str, tmp_path: Path) -> Installation:
    return Installation(
        database_url=database, upload_dir=tmp_path / "uploads", key_dir=tmp_path / "keys", packages=GROUND
    )


@pytest.fixture(params=["to-sqlite", "to-postgresql"])
def elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Callable[[str], str], here: Installation
) -> Installation:
    """An empty place of either kind."""
    new = replace(here, upload_dir=tmp_path / "new" / "uploads", key_dir=tmp_path / "new" / "keys")
    if request.param == "to-sqlite":
        return replace(new, database_url=f"sqlite:///{tmp_path / 'new' / 'cunshi.db'}")
    with psycopg.connect(postgres("postgres"), autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS restored WITH (FORCE)")
        admin.execute("CREATE DATABASE restored")
    return replace(new, database_url=postgres("restored"))


def add_photo(township: Township) -> str:
    with unit_of_work(township.actor(Office.SECRETARY), Permission.MATTER_EDIT, township.village) as work:
        uploads = [read_upload("现场.png", picture()), read_upload("合同.pdf", paper())]
        rows = attach(work, about=("matter", 1), uploads=uploads)
        work.seal("matter.photo.added", about=("matter", 1), facts={})
    return rows[0].digest


def test_restore_elsewhere(township: Township, here: Installation, elsewhere: Installation, tmp_path: Path) -> None:
    digest = add_photo(township)
    vkey = signing_key(here.key_dir, township.village.log.origin, first_use=True).vkey
    entries = JournalEntry.select().count()
    made = write_backup(here, tmp_path / "backup.tgz")
    close_database()
    assert (made.files, made.keys, made.damaged) == (2, 1, ())
    restored = restore_backup(tmp_path / "backup.tgz", elsewhere)
    assert (restored.files, restored.keys) == (2, 1)
    with connection():
        assert JournalEntry.select().count() == entries
        assert verify_all(GROUND) == []
        assert stored_path(digest).is_relative_to(elsewhere.upload_dir)
        assert stored_content(digest) is not None
        assert signing_key(elsewhere.key_dir, township.village.log.origin, first_use=False).vkey == vkey
        before = max(person.id for person in Person.select())
        assert register_person(SETTING_UP, township.place, code="T900", name="新来者").id > before
    close_database()


def test_backup_under_load(township: Township, here: Installation, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    close_database()
    writers = subprocess.Popen(
        [sys.executable, "-c", WRITER, here.database_url, str(here.upload_dir), str(stop)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writers.stdout is not None
        begun = int(writers.stdout.readline())
        made = write_backup(here, tmp_path / "backup.tgz")
        during = int(writers.stdout.readline())
    finally:
        stop.touch()
        writers.communicate(timeout=60)
    close_database()
    assert writers.returncode == 0
    assert during > begun, "people went on working"
    assert made.damaged == ()
    there = Installation(
        database_url=f"sqlite:///{tmp_path / 'new.db'}",
        upload_dir=tmp_path / "new-uploads",
        key_dir=tmp_path / "new-keys",
        packages=GROUND,
    )
    restore_backup(tmp_path / "backup.tgz", there)
    with connection():
        assert verify_all(GROUND) == []
        added = Person.select().where(Person.code.startswith("L")).count()
        assert begun < added
    close_database()


def test_what_is_there_already_is_never_overwritten(township: Township, here: Installation, tmp_path: Path) -> None:
    target = tmp_path / "backup.tgz"
    write_backup(here, target)
    with pytest.raises(ConflictError, match="已经存在"):
        write_backup(here, target)
    with pytest.raises(PlaceNotEmptyError):
        restore_backup(target, here)
    there = replace(here, database_url=f"sqlite:///{tmp_path / 'new.db'}", upload_dir=tmp_path / "full")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "somebody's").write_text("photo")
    with pytest.raises(PlaceNotEmptyError, match="full"):
        restore_backup(target, there)
    close_database()


def test_a_damaged_file_is_named_and_the_rest_is_kept(township: Township, here: Installation, tmp_path: Path) -> None:
    digest = add_photo(township)
    stored_path(digest).write_bytes(b"damaged")
    made = write_backup(here, tmp_path / "backup.tgz")
    assert made.damaged == (digest,)
    close_database()
    assert restore_backup(tmp_path / "backup.tgz", new_place(here, tmp_path)).damaged == (digest,)
    close_database()


def tampered(backup: Path, change: Callable[[dict[str, bytes]], None], *, told: bool) -> None:
    """Change the members of a backup; ``told``: let its manifest say what is there now."""
    with tarfile.open(backup) as archive:
        members = {one.name: file.read() for one in archive if (file := archive.extractfile(one))}
    change(members)
    if told:
        manifest = json.loads(members["manifest.json"])
        manifest["members"] = {name: sha256_hex(data) for name, data in members.items() if name != "manifest.json"}
        members["manifest.json"] = json.dumps(manifest).encode()
    with tarfile.open(backup, "w:gz") as archive:
        for name, data in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            archive.addfile(about, io.BytesIO(data))


def other_name(members: dict[str, bytes]) -> None:
    database = members["database.sqlite"]
    assert "青山村党支部".encode() in database
    members["database.sqlite"] = database.replace("青山村党支部".encode(), "青山村党支书".encode())


def longer(members: dict[str, bytes]) -> None:
    members["uploads/" + "0" * 64] = b"a file nobody named"


def other_photo(members: dict[str, bytes]) -> None:
    name = next(name for name in members if name.startswith("uploads/"))
    members[name] = picture(colour="black")


def outside(members: dict[str, bytes]) -> None:
    members["../keys/evil.key"] = b"x"


def without_manifest(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


def sealed_text(members: dict[str, bytes]) -> None:
    database = members["database.sqlite"]
    before, after = '"action":"person.registered"', '"action":"person.registerex"'
    assert before.encode() in database
    members["database.sqlite"] = database.replace(before.encode(), after.encode(), 1)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (other_name, False),
        (longer, False),
        (other_photo, False),
        (other_photo, True),
        (outside, False),
        (without_manifest, False),
        (sealed_text, True),
    ],
)
def test_a_tampered_backup_restores_nothing(
    township: Township, here: Installation, tmp_path: Path, change: Callable[[dict[str, bytes]], None], *, told: bool
) -> None:
    add_photo(township)
    backup = tmp_path / "backup.tgz"
    write_backup(here, backup)
    close_database()
    tampered(backup, change, told=told)
    there = new_place(here, tmp_path)
    with pytest.raises(BackupUnreadableError, match="现有数据没有改动"):
        restore_backup(backup, there)
    close_database()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("part", [0, 1, 50, 90])
def test_a_backup_cut_short_restores_nothing(township: Township, here: Installation, tmp_path: Path, part: int) -> None:
    backup = tmp_path / "backup.tgz"
    write_backup(here, backup)
    close_database()
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) * part // 100])
    with pytest.raises(BackupUnreadableError):
        restore_backup(backup, new_place(here, tmp_path))
    assert list((tmp_path / "new").iterdir()) == []


def test_when_the_database_cannot_be_placed_nothing_is(
    township: Township, here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_photo(township)
    backup = tmp_path / "backup.tgz"
    write_backup(here, backup)
    close_database()

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("portal.kernel.backup._put_database", no_room)
    with pytest.raises(OSError, match="No space"):
        restore_backup(backup, new_place(here, tmp_path))
    assert list((tmp_path / "new").iterdir()) == []
    close_database()


def test_only_its_owner_reads_a_backup(township: Township, here: Installation, tmp_path: Path) -> None:
    write_backup(here, tmp_path / "backup.tgz")
    assert (tmp_path / "backup.tgz").stat().st_mode & 0o777 == 0o600
    close_database()


def test_a_backup_leaves_nothing_beside_it(township: Township, here: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "safe"
    write_backup(here, folder / "backup.tgz")
    assert [path.name for path in folder.iterdir()] == ["backup.tgz"]
    close_database()


def new_place(here: Installation, tmp_path: Path) -> Installation:
    new = tmp_path / "new"
    new.mkdir()
    return replace(
        here, database_url=f"sqlite:///{new / 'cunshi.db'}", upload_dir=new / "uploads", key_dir=new / "keys"
    )


def no_second_names(*_args: object, **_kwargs: object) -> None:
    """Answer as a USB stick does (FAT, exFAT)."""
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def test_a_usb_stick_holds_a_backup(here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", no_second_names)
    stick = tmp_path / "stick"
    kept = write_backup(here, stick / "first.backup")
    assert (stick / "first.backup").stat().st_size == kept.size > 0
    assert [one.name for one in stick.iterdir()] == ["first.backup"]


@pytest.mark.parametrize("on_stick", [False, True], ids=["disk", "stick"])
def test_a_name_taken_meanwhile_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, on_stick: bool
) -> None:
    draft, target = tmp_path / "draft", tmp_path / "taken.backup"
    draft.write_text("new")
    target.write_text("old")
    if on_stick:
        monkeypatch.setattr(os, "link", no_second_names)
    with pytest.raises(ConflictError, match="已经存在"):
        backup._name(draft, target)
    assert target.read_text() == "old"
