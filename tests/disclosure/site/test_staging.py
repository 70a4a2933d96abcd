import ctypes
import errno
import json
from pathlib import Path

import pytest

from disclosure.site import staging
from disclosure.site.errors import BuildRunningError, ForeignFilesError
from disclosure.site.staging import BuildRecord, Step, Workshop, exchange_names, file_digest, files_in, unit_of


def stage(workshop: Workshop, files: dict[str, str]) -> BuildRecord:
    for path, text in files.items():
        (workshop.tree / path).parent.mkdir(parents=True, exist_ok=True)
        (workshop.tree / path).write_text(text)
    return BuildRecord(
        files={path: file_digest(workshop.tree / path) for path in files}, places={"liuxi": "", "shiqiao": ""}
    )


def build(directory: Path, files: dict[str, str]) -> None:
    workshop = Workshop(directory)
    with workshop.opened():
        workshop.exchange(stage(workshop, files))


def tree_of(directory: Path) -> dict[str, str]:
    return {path: (directory / path).read_text() for path in files_in(directory)}


OLD = {"liuxi/index.html": "old", "liuxi/gone.html": "old", "static/1/a.css": "old", "index.html": "old"}
NEW = {"liuxi/index.html": "new", "shiqiao/index.html": "new", "static/2/a.css": "new", "index.html": "new"}


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("liuxi/finance/index.html", "liuxi"),
        ("index.html", "index.html"),
        ("static/abc/public.css", "static/abc"),
        ("verify/index.html", "verify"),
    ],
)
def test_a_unit_is_a_village_a_version_of_the_shipped_files_or_a_township_page(path: str, unit: str) -> None:
    assert unit_of(path) == unit


def test_shipped_files_come_first_then_places_then_township_pages() -> None:
    record = BuildRecord(files=dict.fromkeys(NEW, "0"), places={"liuxi": "", "shiqiao": ""})
    assert list(record.units) == ["static/2", "liuxi", "shiqiao", "index.html"]


def test_the_new_tree_replaces_the_old_one_and_nothing_else_is_left(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    build(tmp_path, NEW)
    assert tree_of(tmp_path) == NEW
    assert sorted(entry.name for entry in (tmp_path / ".staging").iterdir()) == ["built.json", "lock"]


def test_a_system_that_cannot_exchange_renames_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "exchange_names", lambda _one, _other: False)
    build(tmp_path, OLD)
    build(tmp_path, NEW)
    assert tree_of(tmp_path) == NEW


def test_two_names_are_exchanged_in_one_step(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    (one / "x").write_text("1")
    other.write_text("2")
    assert exchange_names(one, other)
    assert (one.read_text(), (other / "x").read_text()) == ("2", "1")


class OldLibrary:
    """A C library from before 2018."""


class OldFileSystem:
    """A file system that knows the call and not the flag."""

    @staticmethod
    def renameat2(*_: object) -> int:
        ctypes.set_errno(errno.EINVAL)
        return -1


@pytest.mark.parametrize("library", [OldLibrary, OldFileSystem])
def test_a_system_without_exchange_says_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: type) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: library())
    assert not exchange_names(tmp_path / "one", tmp_path / "other")


def test_an_exchange_that_fails_for_another_reason_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        exchange_names(tmp_path / "none", tmp_path / "neither")


def test_a_unit_that_did_not_change_is_not_touched(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    before = (tmp_path / "liuxi").stat().st_ino
    build(tmp_path, {**OLD, "index.html": "new"})
    assert (tmp_path / "liuxi").stat().st_ino == before
    assert (tmp_path / "index.html").read_text() == "new"


def test_dotfiles_in_the_directory_stay(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*\n")
    build(tmp_path, OLD)
    build(tmp_path, NEW)
    assert (tmp_path / ".gitignore").read_text() == "*\n"


def test_a_directory_with_files_of_somebody_else_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(ForeignFilesError), Workshop(tmp_path).opened():
        pass
    assert tree_of(tmp_path) == {"index.html": "mine"}
    assert not (tmp_path / ".staging").exists()


def test_two_builds_do_not_work_on_one_directory(tmp_path: Path) -> None:
    with Workshop(tmp_path).opened(), pytest.raises(BuildRunningError), Workshop(tmp_path).opened():
        pass


class StoppedError(Exception):
    pass


def stop_at(wanted: Step) -> object:
    def at(step: Step) -> None:
        if step == wanted:
            raise StoppedError

    return at


@pytest.mark.parametrize("step", [Step.TREE_COMPLETE, Step.RECORD_WRITTEN])
def test_without_an_intent_the_next_build_undoes(tmp_path: Path, step: Step) -> None:
    build(tmp_path, OLD)
    workshop = Workshop(tmp_path, at=stop_at(step))  # type: ignore[arg-type]
    with pytest.raises(StoppedError), workshop.opened():
        workshop.exchange(stage(workshop, NEW))
    with Workshop(tmp_path).opened():
        assert tree_of(tmp_path) == OLD
        assert not workshop.tree.exists()
    assert set(workshop.record().files) == set(OLD)


@pytest.mark.parametrize("step", [Step.INTENT_WRITTEN, Step.UNIT_EXCHANGED, Step.OLD_UNIT_GONE, Step.RECORD_KEPT])
def test_with_an_intent_the_next_build_finishes(tmp_path: Path, step: Step) -> None:
    build(tmp_path, OLD)
    workshop = Workshop(tmp_path, at=stop_at(step))  # type: ignore[arg-type]
    with pytest.raises(StoppedError), workshop.opened():
        workshop.exchange(stage(workshop, NEW))
    with Workshop(tmp_path).opened():
        assert tree_of(tmp_path) == NEW
    assert set(workshop.record().files) == set(NEW)


def test_the_record_names_every_file_with_its_digest(tmp_path: Path) -> None:
    build(tmp_path, NEW)
    record = json.loads((tmp_path / ".staging/built.json").read_text())
    assert record["files"] == {path: file_digest(tmp_path / path) for path in NEW}
