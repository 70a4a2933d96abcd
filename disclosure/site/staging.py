"""How a frozen tree takes the place of the old one: unit by unit, each in one step, finishing after a crash.

A *unit* is what a reader may rely on as a whole: one village's directory, one version of the shipped files,
one township page. New units stand in ``.staging/tree``; once all do, an *intent* file names them with their
digests. From then on the exchange can only be finished: whoever finds an intent goes on with it, whoever finds a
tree without an intent throws it away. What a village's directory held before is kept, the last few of them, so that
a village can be put back. The *record* of the last finished build says what each place was made from.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import shutil
import signal
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import IO, TYPE_CHECKING

from disclosure.site.errors import BuildRunningError, ForeignFilesError
from disclosure.site.traces import PACKED, TRACE, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

STAGING = ".staging"

#: How many earlier directories of each place are kept; files that did not change are shared with the present one.
KEPT = 3

_LOOK, _LOOKS = 0.02, 25  # seconds between two attempts to lock, and how many are made

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_RECORD_VERSION = 3
_STATIC = "static"
#: The digest of a directory's files stands in it, so that whoever finishes an exchange knows which one it is.
_MARK = ".unit"
#: Stands in the directory of a place whose pages were put back: they are among those kept already.
HELD_MARK = ".held"


class Step(StrEnum):
    """The moments between which a crash can fall; tests kill the process at each."""

    TREE_COMPLETE = "tree complete"
    RECORD_WRITTEN = "record written"
    INTENT_WRITTEN = "intent written"
    OLD_UNIT_ASIDE = "old unit aside"  # only where the system cannot exchange
    UNIT_EXCHANGED = "unit exchanged"
    OLD_UNIT_KEPT = "old unit kept"
    OLD_UNIT_GONE = "old unit gone"
    RECORD_KEPT = "record kept"
    INTENT_DROPPED = "intent dropped"
    CLEAN = "clean"


def go_on(step: Step) -> None:
    """Do nothing at ``step``: what happens outside tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceState:
    """A place's directory as a build left it."""

    made_from: str  # the digest of what it was made from; empty: it is to be looked at again
    digest: str  # of its files
    files: int
    held: int = 0  # the generation whose pages it shows; 0: it follows its documents


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRecord:
    """What a finished build holds: every place's directory, and the digest of each file that stands in none."""

    places: Mapping[str, PlaceState] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def units(self) -> dict[str, str]:
        """Every unit with its digest, in the order in which they take their places.

        Shipped files come first because new pages need them, then places, then township pages, the home page last.
        """
        found = {slug: state.digest for slug, state in self.places.items()}
        for unit in {unit_of(path) for path in self.files}:
            inside = {path: digest for path, digest in self.files.items() if unit_of(path) == unit}
            found[unit] = inside[unit] if unit in inside else digest_of_files(inside)
        return {unit: found[unit] for unit in sorted(found, key=self._turn)}

    def _turn(self, unit: str) -> tuple[int, bool, str]:
        rank = 0 if unit.startswith(f"{_STATIC}/") else 1 if unit in self.places else 2
        return rank, unit == "index.html", unit

    def to_text(self) -> str:
        """Return the text kept in a file."""
        places = {slug: asdict(state) for slug, state in self.places.items()}
        return json.dumps({"v": _RECORD_VERSION, "places": places, "files": dict(self.files)}, indent=1, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> BuildRecord:
        """Read what ``to_text`` wrote; of a record of an earlier version count only the files, to be made anew."""
        parts = json.loads(text)
        if parts["v"] != _RECORD_VERSION:
            return cls(files=dict.fromkeys(parts["files"], ""))
        places = {slug: PlaceState(**state) for slug, state in parts["places"].items()}
        return cls(places=places, files=parts["files"])


class Workshop:
    """A build directory with its staging place."""

    def __init__(self, directory: Path, *, at: Callable[[Step], None] = go_on) -> None:
        self.directory = directory
        self.staging = directory / STAGING
        self.tree = self.staging / "tree"
        self._kept = self.staging / "kept"
        self._old = self.staging / "old"
        self.lock = self.staging / "lock"
        self._intent = self.staging / "intent.json"
        self._progress = self.staging / "progress.json"
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
        with self.lock.open("w") as lock:
            _take(lock)
            if self._intent.exists():
                self._finish()
            self._clean()
            self.tree.mkdir()
            yield

    def built_at(self) -> datetime | None:
        """Return when the last build finished."""
        if not self._record.exists():
            return None
        return datetime.fromtimestamp(self._record.stat().st_mtime, tz=UTC)

    def tell(self, done: int, total: int) -> None:
        """Let others see how far the build is."""
        _write(self._progress, json.dumps([done, total]), durable=False)

    def progress(self) -> tuple[int, int]:
        """Return what a build last told: how much is done, and of how much."""
        try:
            done, total = json.loads(self._progress.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0, 1
        return done, total

    def record(self) -> BuildRecord:
        """Return what the last finished build wrote; nothing where there was none."""
        if not self._record.exists():
            return BuildRecord()
        return BuildRecord.from_text(self._record.read_text(encoding="utf-8"))

    def generations(self, place: str) -> list[Path]:
        """Return the earlier directories kept of a place, the newest last."""
        folder = self._kept / place
        return sorted(folder.iterdir(), key=lambda one: int(one.name)) if folder.is_dir() else []

    def generation(self, place: str, number: int) -> Path:
        """Return one of the earlier directories kept of a place."""
        return self._kept / place / str(number)

    def exchange(self, record: BuildRecord) -> None:
        """Put the staged tree in its place; ``record`` says what the directory holds afterwards."""
        self._at(Step.TREE_COMPLETE)
        units = record.units
        stale = [unit for unit in self.record().units if unit not in units]
        staged = {unit: digest for unit, digest in units.items() if (self.tree / unit).exists()}
        for unit, digest in staged.items():
            if (self.tree / unit).is_dir():
                (self.tree / unit / _MARK).write_text(digest)
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
        if staged.exists() and unit_digest(staged) == digest and unit_digest(public) != digest:
            public.parent.mkdir(parents=True, exist_ok=True)
            if not public.exists() or (staged.is_file() and public.is_file()):
                staged.replace(public)
            elif not exchange_names(staged, public):
                self._swap_by_renames(staged, public, unit)
            self._at(Step.UNIT_EXCHANGED)
        if staged.is_dir() and unit_digest(staged) != digest:  # what stood there before, whoever exchanged it
            self._keep(staged, unit, instead=public)

    def _swap_by_renames(self, staged: Path, public: Path, unit: str) -> None:
        self._keep(public, unit, instead=staged)
        if public.exists():
            self._remove(unit)
        self._at(Step.OLD_UNIT_ASIDE)
        staged.rename(public)

    def _keep(self, old: Path, unit: str, *, instead: Path) -> None:
        """Keep an earlier directory of a place, no more of them than ``KEPT``, and in none of them a name taken back.

        What a village leaves that is put back or goes on is not kept: its pages are, or were put aside for a reason.
        """
        if not (old / TRACE).exists():
            return
        earlier = self.generations(unit)
        named = Trace.read(instead).named
        for directory in (*earlier, old):
            forget_names(directory, still=named)
        if any((directory / HELD_MARK).exists() for directory in (old, instead)):
            return
        aside = self._kept / unit / str(int(earlier[-1].name) + 1 if earlier else 1)
        aside.parent.mkdir(parents=True, exist_ok=True)
        old.rename(aside)
        for oldest in [*earlier, aside][:-KEPT]:
            shutil.rmtree(oldest)
        self._at(Step.OLD_UNIT_KEPT)

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
        self._progress.unlink(missing_ok=True)

    def _refuse_foreign_files(self) -> None:
        if self.staging.exists() or not self.directory.exists():
            return
        if any(not entry.name.startswith(".") for entry in self.directory.iterdir()):
            raise ForeignFilesError(self.directory)


def _take(lock: IO[str]) -> None:
    """Lock the directory for a build; whoever only looks whether one is at work holds the lock for a moment."""
    for patience in (*(_LOOK,) * _LOOKS, None):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if patience is None:
                raise BuildRunningError from error
            time.sleep(patience)
        else:
            return


def forget_names(directory: Path, *, still: Collection[str]) -> None:
    """Take out of a kept directory the files with a name from any document but ``still``, named by their digests."""
    trace = Trace.read(directory)
    lost = [name for path in trace.naming(trace.named.difference(still)) for name in (path, path + PACKED)]
    for name in lost:
        (directory / name).unlink(missing_ok=True)
    if lost:
        trace.without(lost).write(directory)


def recorded_files(directory: Path) -> dict[str, str]:
    """Return the digest of every file of the site as its builds recorded them; nothing where no build did."""
    record = Workshop(directory).record()
    files = dict(record.files)
    for slug in record.places:
        files |= {f"{slug}/{path}": digest for path, digest in Trace.read(directory / slug).files.items()}
    return files


def unit_of(path: str) -> str:
    """Return the unit a file belongs to: its first folder, for shipped files the first two, or itself."""
    first, *rest = path.split("/")
    return f"{first}/{rest[0]}" if first == _STATIC and len(rest) > 1 else first


def unit_digest(unit: Path) -> str:
    """Return the digest of a unit as it stands; empty where it is missing or was never marked."""
    if unit.is_file():
        return file_digest(unit)
    mark = unit / _MARK
    return mark.read_text() if mark.is_file() else ""


def digest_of_files(files: Mapping[str, str]) -> str:
    """Return the digest of a directory from the digests of its files by their paths in it."""
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        digest.update(f"{path}\n{content}\n".encode())
    return digest.hexdigest()


def files_in(directory: Path) -> list[str]:
    """Return the files of a tree, sorted; names with a leading dot are not the site's."""
    found = (path.relative_to(directory) for path in directory.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if not any(part.startswith(".") for part in path.parts))


def link_file(source: Path, target: Path) -> None:
    """Let ``target`` be the same file as ``source``, or a copy where the file system cannot."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EXDEV, errno.EMLINK}:
            raise
        shutil.copyfile(source, target)


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


def end_with_parent() -> None:
    """Let this process be ended with the one that forked it, where the system can: it holds that one's lock."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(_DEATH_SIGNAL, signal.SIGKILL)


def _write(path: Path, text: str, *, durable: bool = True) -> None:
    """Write a small file so that it is there whole or not at all, and stays if the power goes where that matters."""
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    draft.replace(path)
