"""How a frozen tree takes the place of the old one: unit by unit, each in one step, finishing after a crash.

A *unit* is what a reader may rely on as a whole: one village's directory, one version of the shipped files,
one township page. New units stand in ``.staging/tree``; once all do, an *intent* file names them with the
digests of their contents. From then on the exchange can only be finished: whoever finds an intent goes on
with it, whoever finds a tree without an intent throws it away. The *record* of the last finished build
says what every file held.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from disclosure.site.errors import BuildRunningError, ForeignFilesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

STAGING = ".staging"

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RECORD_VERSION = 1
_STATIC = "static"


class Step(StrEnum):
    """The moments between which a crash can fall; tests kill the process at each."""

    TREE_COMPLETE = "tree complete"
    RECORD_WRITTEN = "record written"
    INTENT_WRITTEN = "intent written"
    OLD_UNIT_ASIDE = "old unit aside"  # only where the system cannot exchange
    UNIT_EXCHANGED = "unit exchanged"
    OLD_UNIT_GONE = "old unit gone"
    RECORD_KEPT = "record kept"
    INTENT_DROPPED = "intent dropped"
    CLEAN = "clean"


def go_on(step: Step) -> None:
    """Do nothing at ``step``: what happens outside tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRecord:
    """What a finished build holds: the digest of every file, and what each place was made from."""

    files: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def units(self) -> dict[str, str]:
        """Every unit with the digest of its contents, in the order in which they take their places."""
        members: dict[str, list[str]] = {}
        for path in sorted(self.files):
            members.setdefault(unit_of(path), []).append(path)
        return {
            unit: _unit_digest((path, self.files[path]) for path in members[unit])
            for unit in sorted(members, key=lambda unit: (_rank(unit, self.places), unit))
        }

    def to_text(self) -> str:
        """Return the text kept in a file."""
        return json.dumps(
            {"v": _RECORD_VERSION, "places": dict(self.places), "files": dict(self.files)}, indent=1, sort_keys=True
        )


class Workshop:
    """A build directory with its staging place."""

    def __init__(self, directory: Path, *, at: Callable[[Step], None] = go_on) -> None:
        self.directory = directory
        self.staging = directory / STAGING
        self.tree = self.staging / "tree"
        self._old = self.staging / "old"
        self._intent = self.staging / "intent.json"
        self._next_record = self.staging / "next.json"
        self._record = self.staging / "built.json"
        self._at = at

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Hold the directory for one build, with whatever an earlier one left behind finished or undone.

        :raise ForeignFilesError: the directory holds files no build wrote.
        :raise BuildRunningError: another build holds it.
        """
        self._refuse_foreign_files()
        self.staging.mkdir(parents=True, exist_ok=True)
        with (self.staging / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BuildRunningError from error
            if self._intent.exists():
                self._finish()
            self._clean()
            yield

    def record(self) -> BuildRecord:
        """Return what the last finished build wrote; nothing where there was none."""
        if not self._record.exists():
            return BuildRecord()
        parts = json.loads(self._record.read_text(encoding="utf-8"))
        return BuildRecord(files=parts["files"], places=parts["places"])

    def exchange(self, record: BuildRecord) -> None:
        """Put the staged tree in its place; ``record`` says what the directory holds afterwards."""
        self._at(Step.TREE_COMPLETE)
        stale = [unit for unit in self.record().units if unit not in record.units]
        staged = {unit: digest for unit, digest in record.units.items() if (self.tree / unit).exists()}
        _write(self._next_record, record.to_text())
        self._at(Step.RECORD_WRITTEN)
        os.sync()
        _write(self._intent, json.dumps({"units": list(staged.items()), "stale": stale}))
        self._at(Step.INTENT_WRITTEN)
        self._finish()
        self._clean()
        self._at(Step.CLEAN)

    def _finish(self) -> None:
        intent = json.loads(self._intent.read_text(encoding="utf-8"))
        for unit, digest in intent["units"]:
            self._place(unit, digest)
        for unit in intent["stale"]:
            self._remove(unit)
        if self._next_record.exists():
            self._next_record.replace(self._record)
        self._at(Step.RECORD_KEPT)
        self._intent.unlink()
        self._at(Step.INTENT_DROPPED)

    def _place(self, unit: str, digest: str) -> None:
        staged, public = self.tree / unit, self.directory / unit
        if digest_on_disk(self.directory, unit) == digest or not staged.exists():
            return
        public.parent.mkdir(parents=True, exist_ok=True)
        if not public.exists() or (staged.is_file() and public.is_file()):
            staged.replace(public)
        elif not exchange_names(staged, public):
            self._swap_by_renames(staged, public, unit)
        self._at(Step.UNIT_EXCHANGED)

    def _swap_by_renames(self, staged: Path, public: Path, unit: str) -> None:
        aside = self._old / unit
        aside.parent.mkdir(parents=True, exist_ok=True)
        public.rename(aside)
        self._at(Step.OLD_UNIT_ASIDE)
        staged.rename(public)

    def _remove(self, unit: str) -> None:
        public, aside = self.directory / unit, self._old / unit
        if public.exists():
            aside.parent.mkdir(parents=True, exist_ok=True)
            public.rename(aside)
            self._at(Step.OLD_UNIT_GONE)

    def _clean(self) -> None:
        for leftover in (self.tree, self._old):
            shutil.rmtree(leftover, ignore_errors=True)
        self._next_record.unlink(missing_ok=True)

    def _refuse_foreign_files(self) -> None:
        if self.staging.exists() or not self.directory.exists():
            return
        if any(not entry.name.startswith(".") for entry in self.directory.iterdir()):
            raise ForeignFilesError(self.directory)


def unit_of(path: str) -> str:
    """Return the unit a file belongs to: its first folder, for shipped files the first two, or itself."""
    first, *rest = path.split("/")
    return f"{first}/{rest[0]}" if first == _STATIC and len(rest) > 1 else first


def digest_on_disk(directory: Path, unit: str) -> str:
    """Return the digest of a unit's contents as they stand; the digest of nothing where it is missing."""
    return _unit_digest((path, file_digest(directory / path)) for path in files_in(directory, unit))


def files_in(directory: Path, unit: str = "") -> list[str]:
    """Return the files of a tree or of one of its units, sorted; names with a leading dot are not the site's."""
    start = directory / unit
    if start.is_file():
        return [unit]
    found = (path.relative_to(directory) for path in start.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if not path.parts[0].startswith("."))


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def exchange_names(one: Path, other: Path) -> bool:
    """Exchange two names in one step; ``False`` where this system or file system cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP}:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _rank(unit: str, places: Mapping[str, str]) -> int:
    """Shipped files come first because new pages need them, then places, then township pages."""
    if unit.startswith(f"{_STATIC}/"):
        return 0
    return 1 if unit in places else 2


def _unit_digest(files: Iterable[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for path, content in files:
        digest.update(f"{path}\n{content}\n".encode())
    return digest.hexdigest()


def _write(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all."""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
