"""What can be looked for on the site: small records, village by village, indexed by Pagefind once the pages stand.

A village's records are a file of its own, ``<slug>/search/records.json``, frozen and exchanged with its pages; nothing
else is read here, so an index never knows more than the public does. Every village has an index of its own,
``pagefind/village/<slug>/``; ``pagefind/site/`` holds the program a reader's browser runs, an index of the villages'
names, and ``villages.json``, which says where there is anything to find. So news of one village makes one small index
anew, and whoever searches one village loads nothing of the others.

An index is made aside and takes its place in one step. The note of what it was made from, ``.staging/search/…``, is
written last, so that the next run does what a killed one left undone. Nothing here touches the pages: when indexing
fails, the site and the indexes of before stand as they were.
"""

from __future__ import annotations

import fcntl
import json
import re
import shutil
import unicodedata
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from disclosure.site.errors import BuildRunningError, NotBuiltError, SearchFailedError
from disclosure.site.pagefind import Pagefind, PagefindError, pagefind_version
from disclosure.site.staging import STAGING, digest_of_files, exchange_names, file_digest, files_in
from portal.kernel.canonical import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from portal.areas import SearchRecord

#: The one folder of the site that belongs to this module and to no build.
FOLDER = "pagefind"

#: Where the notes of what each index was made from stand, beside those of the build.
NOTES = f"{STAGING}/search"

#: Raised when records or files get another form, so that every index is made anew.
_FORM = 1

#: A village's records, in its directory.
RECORDS = "search/records.json"

_FACETS = ("month", "kind", "category", "fund")
_SHOWN = ("title", "text", "month", "kind")
_SITE = "site"
_VILLAGES = "village"
_PROGRAM = ("pagefind.js", "wasm.unknown.pagefind")
_INDEX = ("pagefind-entry.json", "*.pf_meta", "index", "filter", "fragment")

_TOKEN = re.compile("[0-9a-z]+|[\u3400-\u9fff\U00020000-\U0003ffff]")
_WHOLE_YUAN = re.compile(r"(\d+)\.00\s*元")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What one run did: the villages indexed now and those left as they were, and how many records there are."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    records: int


def records_text(name: str, records: Iterable[SearchRecord], *, path: Callable[[SearchRecord], str]) -> str:
    """Return a village's ``records.json``, the newest month first; ``path`` gives a record's address from the root."""
    told = [
        {
            "title": one.title,
            "text": one.text,
            "url": path(one).lstrip("/") + (f"#{one.anchor}" if one.anchor else ""),
            "kind": one.kind,
            "month": one.month,
            "category": one.category,
            "fund": one.fund,
        }
        for one in sorted(records, key=lambda one: one.month, reverse=True)
    ]
    return json.dumps({"v": _FORM, "name": name, "records": told}, ensure_ascii=False, indent=0) + "\n"


def index_site(directory: Path, *, full: bool = False) -> Indexed:
    """Make ``directory/pagefind`` find what its villages published; those without news are left as they are.

    :raise NotBuiltError: there is no site in ``directory``.
    :raise SearchFailedError: an index could not be made; those of before stand.
    :raise BuildRunningError: another run is at work.
    """
    if not (directory / "index.html").is_file():
        raise NotBuiltError(directory)
    try:
        with Pagefind() as program, _Shelf(directory, program).opened() as shelf:
            return _index(directory, shelf, full=full)
    except (OSError, PagefindError) as error:
        raise SearchFailedError(error) from error


def search_problems(directory: Path) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the indexes of a site, as far as there are any: the file and what is the matter.

    That every record leads to a line that is there is seen on the village's contents, which link to the same lines.
    """
    notes = {
        path.relative_to(directory / NOTES).with_suffix("").as_posix(): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((directory / NOTES).rglob("*.note"))
    }
    for unit, note in notes.items():
        if _holds(directory / FOLDER / unit) != note.get("holds"):
            yield f"{FOLDER}/{unit}", "检索文件缺少或被改动过，请运行 cunshi site index --full"
    for file in sorted(directory.glob(f"*/{RECORDS}")) if notes else ():
        note = notes.get(f"{_VILLAGES}/{file.parent.parent.name}", {})
        if note.get("made_from") != sha256_hex(file.read_bytes()):
            yield file.relative_to(directory).as_posix(), "检索里还没有这些内容，请运行 cunshi site index"


def characters(text: str) -> str:
    """Return ``text`` as single characters and numbers, so that a search for a phrase finds any part of a text.

    “误工补贴 1,400.00元” becomes “误 工 补 贴 1400 点 00 元 1400 元”: dictionaries cut the same words differently at
    different ends, characters are the same everywhere. ``portal/static/search.js`` does likewise with what is typed.
    """
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text).lower())
    whole = [f"{yuan} 元" for yuan in _WHOLE_YUAN.findall(plain)]
    return " ".join([*_TOKEN.findall(re.sub(r"(?<=\d)\.(?=\d)", "点", plain)), *whole])


def _index(directory: Path, shelf: _Shelf, *, full: bool) -> Indexed:
    made, notes = [], {}
    for file in sorted(directory.glob(f"*/{RECORDS}")):
        slug = file.parent.parent.name
        before = None if full else shelf.note(f"{_VILLAGES}/{slug}")
        notes[slug] = _index_village(shelf, slug, file, before)
        if before is None or before["made_from"] != notes[slug]["made_from"]:
            made.append(slug)
    names = [{"slug": slug, "name": note["name"]} for slug, note in notes.items() if note["records"]]
    _index_names(shelf, names, full=full)
    shelf.remove_others(notes)
    return Indexed(
        made=tuple(made),
        kept=tuple(slug for slug in notes if slug not in made),
        records=sum(note["records"] for note in notes.values()),
    )


def _index_village(shelf: _Shelf, slug: str, file: Path, before: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Index the records in ``file`` unless that was done; return the note of what the index is made from."""
    stat = file.stat()
    stamp = [stat.st_ctime_ns, stat.st_size, stat.st_ino]  # another whenever the file is written
    if before is not None and before["stamp"] == stamp:
        return before
    text = file.read_text(encoding="utf-8")
    village, made_from = json.loads(text), sha256_hex(text.encode())
    unit = f"{_VILLAGES}/{slug}"
    if before is None or before["made_from"] != made_from or not shelf.is_whole(unit, before):
        shelf.put(unit, _told(slug, village), keep=_INDEX)
    told = {"made_from": made_from, "name": village["name"], "records": len(village["records"])}
    return shelf.noted(unit, {"stamp": stamp, **told})


def _index_names(shelf: _Shelf, villages: Sequence[Mapping[str, str]], *, full: bool) -> None:
    """Make what a browser loads first: the program, the villages with anything to find, an index of their names."""
    text = json.dumps(villages, ensure_ascii=False, indent=1) + "\n"
    before = None if full else shelf.note(_SITE)
    if before is None or before["made_from"] != text:
        shelf.put(_SITE, _homes(villages), keep=(*_PROGRAM, *_INDEX), beside={"villages.json": text})
        shelf.noted(_SITE, {"made_from": text})


def _homes(villages: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in villages:
        home = {"title": one["name"], "text": "村务公开首页", "url": f"{one['slug']}/"}
        yield from _told(one["slug"], {"name": one["name"], "records": [home]})


def _told(slug: str, village: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what Pagefind is told of each record, in their order, which is the order of results.

    The content is there to be found and never shown: the words as the dictionary cuts them, then the characters.
    """
    seen: Counter[str] = Counter()
    for number, one in enumerate(village["records"]):
        seen[one["url"]] += 1
        sought = f"{village['name']} {one['title']} {one['text']}"
        facets = {"village": slug, **{name: one.get(name, "") for name in _FACETS}}
        yield {
            "url": _told_apart(one["url"], seen[one["url"]]),
            "content": f"{sought}\n{characters(sought)}",
            "meta": {"village": village["name"], **{name: one.get(name, "") for name in _SHOWN}},
            "filters": {name: [value] for name, value in facets.items() if value},
            "sort": {"place": f"{number:08d}"},
        }


def _told_apart(url: str, time: int) -> str:
    """Return an address that leads where ``url`` does and is not the same: of two records at one, one would be lost."""
    path, mark, anchor = url.partition("#")
    return url if time == 1 else f"{path}?{time}{mark}{anchor}"


class _Shelf:
    """The indexes of a site, with the notes of what they were made from."""

    def __init__(self, directory: Path, pagefind: Pagefind) -> None:
        self._pagefind = pagefind
        self._program = f"{_FORM} {pagefind_version()}"
        self._public = directory / FOLDER
        self._aside = directory / NOTES
        self._new = self._aside / "new"
        self._old = self._aside / "old"

    @contextmanager
    def opened(self) -> Iterator[_Shelf]:
        """Hold the indexes for one run, without what a killed one left behind."""
        self._aside.mkdir(parents=True, exist_ok=True)
        with (self._aside / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BuildRunningError from error
            self._clean()
            yield self
            self._clean()

    def note(self, unit: str) -> Mapping[str, Any] | None:
        """Return what an index was made from; ``None`` where none was finished, or only by another program."""
        if not (self._public / unit).exists():
            return None
        try:
            found: dict[str, Any] = json.loads(self._note(unit).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        return found if found.get("program") == self._program else None

    def is_whole(self, unit: str, note: Mapping[str, Any]) -> bool:
        """Tell whether an index holds what it held when it was noted."""
        return bool(note["holds"] == _holds(self._public / unit))

    def noted(self, unit: str, note: Mapping[str, Any]) -> Mapping[str, Any]:
        """Note what an index that stands in its place was made from."""
        self._note(unit).parent.mkdir(parents=True, exist_ok=True)
        draft = self._aside / "draft"
        said = {"program": self._program, "holds": _holds(self._public / unit), **note}
        draft.write_text(json.dumps(said), encoding="utf-8")
        draft.replace(self._note(unit))
        return note

    def put(
        self,
        unit: str,
        records: Iterable[Mapping[str, Any]],
        *,
        keep: Sequence[str],
        beside: Mapping[str, str] | None = None,
    ) -> None:
        """Make an index, keep of its files those our page uses, and exchange it for the old one.

        :raise PagefindError: it could not be made; the old one stands.
        """
        made, kept = self._new / "made", self._new / "kept"
        self._pagefind.write_index(records, made)
        kept.mkdir()
        for found in (found for pattern in keep for found in made.glob(pattern)):
            found.rename(kept / found.name)
        for name, text in (beside or {}).items():
            (kept / name).write_text(text, encoding="utf-8")
        self._exchange(self._public / unit, kept)

    def _exchange(self, public: Path, staged: Path) -> None:
        public.parent.mkdir(parents=True, exist_ok=True)
        if not public.exists():
            staged.rename(public)
        elif not exchange_names(staged, public):
            self._take_away(public)
            staged.rename(public)
        self._clean()

    def remove_others(self, slugs: Collection[str]) -> None:
        """Take away the indexes of villages that are not among ``slugs``."""
        for found in (self._public / _VILLAGES).glob("*"):
            if found.name not in slugs:
                self._note(f"{_VILLAGES}/{found.name}").unlink(missing_ok=True)
                self._take_away(found)

    def _note(self, unit: str) -> Path:
        return self._aside / f"{unit}.note"

    def _take_away(self, public: Path) -> None:
        self._old.mkdir(parents=True, exist_ok=True)
        public.rename(self._old / public.name)

    def _clean(self) -> None:
        for leftover in (self._new, self._old):
            shutil.rmtree(leftover, ignore_errors=True)


def _holds(folder: Path) -> str:
    """Return the digest of what an index's folder holds."""
    return digest_of_files({path: file_digest(folder / path) for path in files_in(folder)})
