import ctypes
import errno
import json
import os
from pathlib import Path

import pytest

from disclosure.site import staging
from disclosure.site.errors import BuildRunningError, ForeignFilesError
from disclosure.site.staging import (
    BuildRecord,
    PlaceState,
    Step,
    Workshop,
    digest_of_files,
    exchange_names,
    file_digest,
    files_in,
    link_file,
    recorded_files,
    unit_of,
)
from disclosure.site.traces import Trace

PLACES = ("liuxi", "shiqiao")


def stage(workshop: Workshop, files: dict[str, str]) -> BuildRecord:
    for path, text in files.items():
        (workshop.tree / path).parent.mkdir(parents=True, exist_ok=True)
        (workshop.tree / path).write_text(text)
    return BuildRecord(
        places={slug: stage_place(workshop, slug) for slug in PLACES if (workshop.tree / slug).exists()},
        files={path: file_digest(workshop.tree / path) for path in files if unit_of(path) not in PLACES},
    )


def stage_place(workshop: Workshop, slug: str) -> PlaceState:
    files = {path: file_digest(workshop.tree / slug / path) for path in files_in(workshop.tree / slug)}
    Trace(files=files).write(workshop.tree / slug)
    return PlaceState(made_from="", digest=digest_of_files(files), files=len(files))


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
    places = dict.fromkeys(PLACES, PlaceState(made_from="", digest="", files=1))
    record = BuildRecord(files=dict.fromkeys(["index.html", "404.html", "static/2/a.css"], "0"), places=places)
    assert list(record.units) == ["static/2", "liuxi", "shiqiao", "404.html", "index.html"]


def test_the_new_tree_replaces_the_old_one_and_nothing_else_is_left(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    build(tmp_path, NEW)
    assert tree_of(tmp_path) == NEW
    assert sorted(entry.name for entry in (tmp_path / ".staging").iterdir()) == ["built.json", "kept", "lock"]


@pytest.mark.parametrize("exchanging", [True, False], ids=["exchange", "two renames"])
def test_the_last_three_directories_of_a_place_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exchanging: bool
) -> None:
    if not exchanging:
        monkeypatch.setattr(staging, "exchange_names", lambda _one, _other: False)
    for number in range(6):
        build(tmp_path, {"liuxi/index.html": str(number), "static/1/a.css": str(number), "index.html": str(number)})
    kept = Workshop(tmp_path).generations("liuxi")
    assert [(one / "index.html").read_text() for one in kept] == ["2", "3", "4"]
    assert not (tmp_path / ".staging/kept/static").exists()


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
        assert not list(workshop.tree.iterdir())
    assert set(recorded_files(tmp_path)) == set(OLD)


@pytest.mark.parametrize(
    "step", [Step.INTENT_WRITTEN, Step.UNIT_EXCHANGED, Step.OLD_UNIT_KEPT, Step.OLD_UNIT_GONE, Step.RECORD_KEPT]
)
def test_with_an_intent_the_next_build_finishes(tmp_path: Path, step: Step) -> None:
    build(tmp_path, OLD)
    workshop = Workshop(tmp_path, at=stop_at(step))  # type: ignore[arg-type]
    with pytest.raises(StoppedError), workshop.opened():
        workshop.exchange(stage(workshop, NEW))
    with Workshop(tmp_path).opened():
        assert tree_of(tmp_path) == NEW
    assert set(recorded_files(tmp_path)) == set(NEW)
    assert len(workshop.generations("liuxi")) == 1


def test_the_record_names_every_file_with_its_digest(tmp_path: Path) -> None:
    build(tmp_path, NEW)
    assert recorded_files(tmp_path) == {path: file_digest(tmp_path / path) for path in NEW}


def test_a_record_of_an_earlier_version_counts_as_files_to_be_made_anew(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    digests = {path: file_digest(tmp_path / path) for path in OLD}
    earlier = {"v": 1, "places": {"liuxi": "x"}, "files": digests}
    (tmp_path / ".staging/built.json").write_text(json.dumps(earlier))
    build(tmp_path, NEW)
    assert tree_of(tmp_path) == NEW


def test_a_file_system_without_links_gets_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: object, _target: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    (tmp_path / "one").write_text("1")
    monkeypatch.setattr(os, "link", refuse)
    link_file(tmp_path / "one", tmp_path / "deep/two")
    assert (tmp_path / "deep/two").read_text() == "1"
