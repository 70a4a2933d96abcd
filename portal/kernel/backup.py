"""One file with everything an installation cannot be without: database, stored files, signing keys, and a manifest.

The database is inside as SQLite, whichever kind it came from, as it stood at one moment while others went on
working. The manifest comes last and holds the digest of everything before it: a file cut short has none. What
is restored is first unpacked beside its place, brought up to date and verified like the record itself; then it
is put there whole, or nothing is.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from portal.kernel import attachments, clock, migrate
from portal.kernel.attachments import Attachment, keep_files_in
from portal.kernel.canonical import canonical_json
from portal.kernel.copying import copy_database
from portal.kernel.db import close_database, connection, database, is_sqlite, open_database
from portal.kernel.errors import BadValueError, ConflictError
from portal.kernel.fields import moment_text
from portal.kernel.verify import verify_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.kernel.canonical import Json

_FORMAT = "cunshi backup 1"
_MANIFEST, _DATABASE = "manifest.json", "database.sqlite"
_MEMBER = re.compile(r"database\.sqlite|keys/[\w.:-]+\.key|uploads/[0-9a-f]{64}")
_ATTACHMENTS = Attachment._meta.table_name
_CHUNK = 1 << 20
_LARGEST_MANIFEST = 256 << 20


class BackupUnreadableError(BadValueError):
    """The file is no whole backup, or was changed; ``what`` says where."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path.name} 不能恢复：{what}；请换一份完整的备份，现有数据没有改动。")


class PlaceNotEmptyError(ConflictError):
    """A backup is only restored where nothing is."""

    def __init__(self, where: object) -> None:
        super().__init__(f"{where} 已有数据。备份只恢复到空的位置，请换一个空的数据库、附件文件夹和密钥文件夹。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where an installation keeps what it cannot be without."""

    database_url: str
    upload_dir: Path
    key_dir: Path
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a backup holds; ``damaged`` names stored files that were gone or changed before."""

    files: int
    keys: int
    size: int
    damaged: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Manifest:
    """What an archive says of itself: the digest of each member, and which stored files it could not have."""

    members: dict[str, str]
    damaged: tuple[str, ...]


def write_backup(here: Installation, target: Path) -> Kept:
    """Write everything of the installation into ``target`` while it goes on working; it is open afterwards.

    :raise ConflictError: there is such a file already, or the schema is not up to date.
    """
    if target.exists():
        raise _taken(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as folder:
        copied = folder / _DATABASE
        _copy_out(here, copied)
        digests = _digests_named_in(copied)
        draft = folder / "backup"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # the keys are inside
        with os.fdopen(descriptor, "wb") as file:
            kept = _write_archive(here, file, copied, digests)
            file.flush()
            os.fsync(file.fileno())
        _name(draft, target)
    return Kept(files=kept.files, keys=kept.keys, size=target.stat().st_size, damaged=kept.damaged)


def restore_backup(source: Path, here: Installation) -> Kept:
    """Put what ``source`` holds where nothing is yet: all of it, verified, or nothing. The database is open then.

    :raise PlaceNotEmptyError: something is there.
    :raise BackupUnreadableError: the file is not whole, was changed, or its record is not what was sealed.
    """
    _require_empty(here)
    here.upload_dir.parent.mkdir(parents=True, exist_ok=True)
    with _beside(here.upload_dir) as folder:
        manifest = _unpack(source, folder)
        uploads, keys, copied = folder / "uploads", folder / "keys", folder / _DATABASE
        url = f"sqlite:///{copied}"
        open_database(url)
        keep_files_in(uploads)
        with connection():
            migrate.upgrade(here.packages)
            lost = set(manifest.damaged)
            found = [one for one in verify_all(here.packages) if not _is_lost_file(one.record, lost)]
        close_database()
        if found:
            raise BackupUnreadableError(source, f"记录与封存时不一致（{found[0].sentence}）")
        _put_in_place(here, copied, uploads=uploads, keys=keys)
    keep_files_in(here.upload_dir)
    return Kept(
        files=sum(name.startswith("uploads/") for name in manifest.members),
        keys=sum(name.startswith("keys/") for name in manifest.members),
        size=source.stat().st_size,
        damaged=manifest.damaged,
    )


def _name(draft: Path, target: Path) -> None:
    """Give the finished archive its name, never in the place of another file.

    A USB stick (FAT, exFAT) knows no second name for a file: there the name is taken first and then filled.

    :raise ConflictError: somebody took the name meanwhile.
    """
    try:
        os.link(draft, target)
    except FileExistsError as error:
        raise _taken(target) from error
    except OSError:
        try:
            os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError as error:
            raise _taken(target) from error
        draft.replace(target)


def _taken(target: Path) -> ConflictError:
    return ConflictError(f"{target} 已经存在，请换一个文件名。")


def _copy_out(here: Installation, copied: Path) -> None:
    open_database(here.database_url)
    if is_sqlite():
        with connection():
            target = sqlite3.connect(copied)
            try:
                database.connection().backup(target)
                target.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
            finally:
                target.close()
    else:
        copy_database(here.database_url, f"sqlite:///{copied}", here.packages)
        open_database(here.database_url)


def _digests_named_in(copied: Path) -> list[str]:
    """Return the digests of the stored files the copied database names."""
    reading = sqlite3.connect(copied)
    try:
        if not reading.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_ATTACHMENTS,)).fetchone():
            return []  # from a release that kept no files
        return [digest for (digest,) in reading.execute("SELECT DISTINCT digest FROM attachment ORDER BY digest")]
    finally:
        reading.close()


def _write_archive(here: Installation, file: io.BufferedWriter, copied: Path, digests: Sequence[str]) -> Kept:
    members: dict[str, Json] = {}
    damaged: list[Json] = []
    keep_files_in(here.upload_dir)
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
        members[_DATABASE] = _add(archive, _DATABASE, copied)
        keys = sorted(here.key_dir.glob("*.key")) if here.key_dir.is_dir() else []
        for path in keys:
            members[f"keys/{path.name}"] = _add(archive, f"keys/{path.name}", path)
        for digest in digests:
            if attachments.stored_content(digest) is None:
                damaged.append(digest)
            else:
                members[f"uploads/{digest}"] = _add(archive, f"uploads/{digest}", attachments.stored_path(digest))
        manifest = canonical_json(
            {"format": _FORMAT, "made_at": moment_text(clock.now()), "members": members, "damaged": damaged}
        )
        about = tarfile.TarInfo(_MANIFEST)
        about.size, about.mode = len(manifest), 0o600
        archive.addfile(about, io.BytesIO(manifest))
    return Kept(files=len(digests) - len(damaged), keys=len(keys), size=0, damaged=tuple(map(str, damaged)))


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add one file and return the digest of what was added."""
    with path.open("rb") as file:
        about = tarfile.TarInfo(name)
        about.size, about.mode = os.fstat(file.fileno()).st_size, 0o600
        archive.addfile(about, file)
    return _file_digest(path)


def _file_digest(path: Path) -> str:
    from hashlib import file_digest

    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _unpack(source: Path, folder: Path) -> _Manifest:
    """Write the members of the archive into ``folder`` and hold them against the manifest."""
    for name in ("uploads", "keys"):
        (folder / name).mkdir(mode=0o700)
    try:
        found, text = _members(source, folder)
        told = json.loads(text)
        manifest = _Manifest(members=dict(told["members"]), damaged=tuple(told["damaged"]))
    except (tarfile.TarError, zlib.error, OSError, EOFError, ValueError, KeyError, TypeError) as problem:
        raise BackupUnreadableError(source, "文件不完整，或不是村事的备份") from problem
    if told.get("format") != _FORMAT or _DATABASE not in manifest.members:
        raise BackupUnreadableError(source, "不是这个版本能读的备份")
    for name in sorted(manifest.members.keys() | found.keys()):
        if manifest.members.get(name) != found.get(name):
            raise BackupUnreadableError(source, f"里面的“{name}”缺失或被改动")
    return manifest


def _members(source: Path, folder: Path) -> tuple[dict[str, str], bytes]:
    """Unpack the archive; return the digest of each member and the manifest, which must be the last."""
    found: dict[str, str] = {}
    manifest = b""
    with tarfile.open(source, mode="r:gz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or manifest or not _acceptable(member):
                raise BackupUnreadableError(source, f"里面有不该有的内容“{member.name}”")
            if member.name == _MANIFEST:
                manifest = content.read()
            else:
                found[member.name] = _extract(content, _place(folder, member.name))
    return found, manifest


def _acceptable(member: tarfile.TarInfo) -> bool:
    if member.name == _MANIFEST:
        return member.size <= _LARGEST_MANIFEST
    return bool(_MEMBER.fullmatch(member.name))


def _place(folder: Path, name: str) -> Path:
    kind, _, rest = name.rpartition("/")
    return folder / "uploads" / rest[:2] / rest if kind == "uploads" else folder / name


def _extract(content: IO[bytes], path: Path) -> str:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        shutil.copyfileobj(content, file, _CHUNK)
        file.flush()
        os.fsync(file.fileno())
    return _file_digest(path)


def _is_lost_file(record: str, lost: set[str]) -> bool:
    """Tell whether a problem is a stored file that was damaged before the backup was made."""
    table, _, key = record.partition(" ")
    if table != _ATTACHMENTS or not lost:
        return False
    row = Attachment.get_or_none(Attachment.id == int(key))
    return row is not None and row.digest in lost


def _require_empty(here: Installation) -> None:
    for folder in (here.upload_dir, here.key_dir):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise PlaceNotEmptyError(folder)
    if here.database_url.startswith("sqlite:///"):
        path = Path(here.database_url.removeprefix("sqlite:///"))
        if path.exists() and not _holds_nothing(path):
            raise PlaceNotEmptyError(path)
        return
    open_database(here.database_url)
    with connection():
        tables = set(database.get_tables()) & {model._meta.table_name for model in migrate.models_of(here.packages)}
        if any(database.execute_sql(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() for table in sorted(tables)):  # noqa: S608 - our own table names
            raise PlaceNotEmptyError("数据库")
    close_database()


def _holds_nothing(path: Path) -> bool:
    """Tell whether a file is a database without a table, as one left by a command that found none."""
    reading = sqlite3.connect(path)
    try:
        return reading.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    except sqlite3.DatabaseError:
        return False
    finally:
        reading.close()


def _put_in_place(here: Installation, copied: Path, *, uploads: Path, keys: Path) -> None:
    """Move everything to where it belongs, the database last: until then all can be taken back."""
    placed: list[Path] = []
    try:
        for made, folder in ((uploads, here.upload_dir), (keys, here.key_dir)):
            folder.parent.mkdir(parents=True, exist_ok=True)
            if folder.exists():
                folder.rmdir()
            shutil.move(made, folder)
            placed.append(folder)
        if here.database_url.startswith("sqlite:///"):
            _put_database(copied, Path(here.database_url.removeprefix("sqlite:///")))
            open_database(here.database_url)
        else:
            copy_database(f"sqlite:///{copied}", here.database_url, here.packages)
    except BaseException:
        for folder in placed:
            shutil.rmtree(folder)
        raise


def _put_database(copied: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        shutil.copyfile(copied, draft)
        draft.chmod(0o600)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """Make a private folder on the same disk as ``place``, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
