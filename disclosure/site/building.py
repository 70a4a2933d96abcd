"""Freezing the public application into a directory: what changed, or all of it.

Every file comes from one ``flask_frozen.Freezer`` over an explicit list of addresses, place by place, in several
processes where there is much to make. A place whose log did not grow is not even listed; of one that did, only the
pages that would come out otherwise are made, the others are linked. The township's pages are made last, of cards.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import FileSystemBytecodeCache

from disclosure.site.app import FILE, create_public_app, site_of
from disclosure.site.assets import ASSETS, asset_bytes
from disclosure.site.cards import Card
from disclosure.site.errors import BuildDirectoryError, NothingKeptError, OtherPastError, ProcessLostError
from disclosure.site.freezing import Keeper, file_of, freeze, is_page
from disclosure.site.proofs import require_continued, require_sealed
from disclosure.site.record import RECORD
from disclosure.site.staging import (
    HELD_MARK,
    BuildRecord,
    PlaceState,
    Step,
    Workshop,
    digest_of_files,
    end_with_parent,
    file_digest,
    go_on,
    link_file,
    unit_of,
)
from disclosure.site.traces import PACKED, Trace
from portal.kernel.canonical import Json, canonical_json
from portal.kernel.published import NAMED, VILLAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from flask import Flask

    from disclosure.site.app import PartFactory, Sign
    from portal.kernel.published import Published, PublishedPlace
    from portal.kernel.shelves import Query

    Progress = Callable[[int, int], None]

ROOT = Path(__file__).resolve().parents[2]

#: What a page is made with; a change in any of it makes every page anew.
_PROGRAM = (
    *(f"{area}/**/*.{kind}" for area in ("portal", "points", "deliberation", "disclosure") for kind in ("py", "toml")),
    "templates/**/*.*",
    "requirements.lock",
)

_TOLD_TIMES = 100

#: With fewer places to make, further processes cost more than they save.
_WORTH_A_PROCESS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What one build did."""

    frozen: tuple[str, ...]  # files made now
    kept: tuple[str, ...]  # places that had no news
    held: tuple[str, ...]  # places whose pages stay as they were put back
    files: int  # of the whole site


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One build at work: what it makes, where, and how much of it was there before."""

    app: Flask
    published: Published
    workshop: Workshop
    program: str
    full: bool
    held: Mapping[str, int] = field(default_factory=dict)  # by place, the generation whose pages it is to show


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePlace:
    """A place's directory as it now stands in the staging tree."""

    slug: str
    digest: str
    frozen: tuple[str, ...]  # paths from the site's root of the files made now
    files: int
    complete: bool  # nothing that a document names was missing


def build_site(
    published: Published,
    areas: Sequence[PartFactory],
    directory: Path,
    *,
    sign: Sign,
    full: bool = False,
    processes: int = 1,
    on_process: Callable[[], object] = lambda: None,
    on_progress: Progress | None = None,
    at: Callable[[Step], None] = go_on,
) -> Built:
    """Make ``directory`` hold the site of ``published``; a reader sees each village old or new, never between.

    ``sign`` signs a text in the name of a place's log. ``on_process`` is called in each further process before it
    works, ``on_progress`` after each file or place with how many are made and how many there will be.

    :raise ForeignFilesError: the directory holds files no build wrote.
    :raise BuildRunningError: another build works on it.
    :raise BuildDirectoryError: it cannot be written; what was public is public still.
    :raise UnsealedLogError: a log's entries are not those its checkpoints were signed for.
    :raise UnsealedBulletinError: a document is not the one its log sealed.
    :raise OtherPastError: what is public now is not the beginning of what would be, or of a place that is gone.
    :raise LeakError: a document holds a private number.
    """
    workshop = Workshop(directory, at=at)
    app = create_public_app(published, areas, cards=lru_cache(maxsize=None)(partial(_known_card, workshop)), sign=sign)
    making = Making(app=app, published=published, workshop=workshop, program=program_fingerprint(app), full=full)
    try:
        with workshop.opened():
            app.jinja_env.bytecode_cache = FileSystemBytecodeCache()  # in a folder that is this user's alone
            told = _Told(workshop, on_progress or (lambda *_: None))
            return _build(making, processes=processes, on_process=on_process, told=told)
    except OSError as error:
        raise BuildDirectoryError(error) from error


def _build(making: Making, *, processes: int, on_process: Callable[[], object], told: Progress) -> Built:
    before, published = making.workshop.record(), making.published
    wanted = {place.slug: made_from(published, place, program=making.program) for place in published.places}
    for slug in before.places:
        if slug not in wanted and _public_checkpoint(making.workshop.directory / slug) is not None:
            raise OtherPastError(slug)
    making = replace(making, held={slug: state.held for slug, state in before.places.items() if state.held})
    places = {
        slug: state for slug, state in before.places.items() if state.made_from == wanted.get(slug) and not making.full
    }
    stale = [slug for slug in wanted if slug not in places]
    if processes > 1 and len(stale) >= _WORTH_A_PROCESS:
        made = list(_made_in_processes(making, stale, processes=processes, on_process=on_process, told=told))
    else:
        made = [make_place(making, slug, told=told) for slug in stale]
    kept = set(places).difference(making.held)
    places |= {one.slug: _state(making, one, wanted[one.slug]) for one in made}
    shipped = _shipped_before(making.workshop, before)
    above = _made_above(making)
    making.workshop.exchange(BuildRecord(places=places, files=shipped | above))
    return Built(
        frozen=tuple(sorted([*above, *(path for one in made for path in one.frozen)])),
        kept=tuple(sorted(kept)),
        held=tuple(sorted(slug for slug, state in places.items() if state.held)),
        files=sum(state.files for state in places.values()) + len(shipped | above),
    )


def _shipped_before(workshop: Workshop, before: BuildRecord) -> dict[str, str]:
    """Return the scripts and styles of earlier programs that are still there: a page opened before may ask for them."""
    shipped = {path: digest for path, digest in before.files.items() if path.startswith("static/") and digest}
    there = {unit for unit in {unit_of(path) for path in shipped} if (workshop.directory / unit).is_dir()}
    return {path: digest for path, digest in shipped.items() if unit_of(path) in there}


def _state(making: Making, made: MadePlace, wanted: str) -> PlaceState:
    """Return what the record says of a place; one that misses a file is looked at again by the next build."""
    return PlaceState(
        made_from=wanted if made.complete else "",
        digest=made.digest,
        files=made.files,
        held=making.held.get(made.slug, 0),
    )


def make_place(making: Making, slug: str, *, told: Progress = lambda *_: None) -> MadePlace:
    """Make a place's directory in the staging tree, linking what would come out as it stands.

    Files come before pages, because a page says what the files it offers hold.
    """
    place, log = making.published.place(slug), making.published.log(slug)
    require_sealed(place, making.published.record(slug))
    require_continued(place, log, _public_checkpoint(making.workshop.directory / slug))
    desk = _Desk(making, slug)
    addresses = [one.path for one in site_of(making.app).addresses_in(slug)]
    offered = [address for address in addresses if not is_page(address)]
    pages = [address for address in addresses if is_page(address)]
    total, frozen = len(addresses), desk.recorded()
    for path in chain(desk.make(offered), desk.make(pages)):
        frozen.append(path)
        told(min(len(frozen), total), total)
    desk.link_left()
    told(total, total)
    return desk.finished(frozen)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A directory of a place as it was made before, whose files are linked where they may stay."""

    directory: Path
    trace: Trace


class _Desk:
    """One place's directory while it is made: what is known of its files so far, and of those before.

    Of a place that was put back the pages are those of its generation, except what shows a name taken back since.
    """

    def __init__(self, making: Making, slug: str) -> None:
        self._making = making
        self._slug = slug
        self._staged = making.workshop.tree / slug
        self._keeper = Keeper(making.workshop.tree)
        self._frame = frame_of(making, slug)
        public = making.workshop.directory / slug
        earlier = Trace() if making.full else Trace.read(public)
        self._public = _Standing(public, earlier if earlier.frame == self._frame else Trace())
        self._shown = self._put_back(making.held[slug]) if slug in making.held else None
        self._files: dict[str, str] = {}
        self._notes: dict[str, tuple[tuple[Query, str], ...]] = {}

    def recorded(self) -> list[str]:
        """Make or link the files of the public record; return the paths from the site's root of those made."""
        making, record = self._making, site_of(self._making.app).record
        paths, made = list(record.paths(self._slug)), []
        unchanged = self._public.trace.unchanged(self._answer)
        for path in paths:
            if path in unchanged:
                self._link(path, self._public)
                continue
            with making.published.noted() as notes:
                content = record.file(self._slug, path)
            self._kept(path, self._keeper.keep(f"{self._slug}/{path}", content, packed=False), notes.items())
            made.append(f"{self._slug}/{path}")
        return made

    def make(self, addresses: Sequence[str]) -> Iterator[str]:
        """Make or link the files of ``addresses``; yield the paths from the site's root of those that were made."""
        wanted = {address: file_of(address).partition("/")[2] for address in addresses}
        if self._shown is not None:
            self._link_all(self._shown, wanted.values(), only=(NAMED, FILE))
            wanted = {address: path for address, path in wanted.items() if path in self._shown.trace.pages}
        self._link_all(self._public, wanted.values())
        making = self._making
        site_of(making.app).files = self._files
        fresh = [address for address, path in wanted.items() if path not in self._notes]
        for one in freeze(making.app, making.published, fresh, self._keeper):
            self._kept(one.path.partition("/")[2], one.digests, one.asked)
            yield one.path

    def _kept(self, path: str, digests: Mapping[str, str], asked: Iterable[tuple[Query, str]]) -> None:
        self._files |= {name.partition("/")[2]: digest for name, digest in digests.items()}
        self._notes[path] = tuple(asked)

    def link_left(self) -> None:
        """Link what the pages of a place that was put back had beside them and this program no longer makes."""
        if self._shown is not None:
            pages = [path for path in self._shown.trace.pages if not path.startswith(RECORD)]
            self._link_all(self._shown, pages, only=(NAMED, FILE))

    def finished(self, frozen: Sequence[str]) -> MadePlace:
        """Write the trace beside the files and return what was made."""
        frame = self._frame
        if self._shown is not None:
            frame = self._shown.trace.frame
            (self._staged / HELD_MARK).touch()
        trace = Trace.of(frame=frame, files=self._files, notes=self._notes)
        trace.write(self._staged)
        return MadePlace(
            slug=self._slug,
            digest=digest_of_files(self._files),
            frozen=tuple(frozen),
            files=len(self._files),
            complete=trace.complete,
        )

    def _put_back(self, generation: int) -> _Standing:
        workshop = self._making.workshop
        directory = workshop.generation(self._slug, generation)
        trace = Trace.read(directory)
        if not trace.files:
            raise NothingKeptError(self._slug, len(workshop.generations(self._slug)))
        return _Standing(directory, trace)

    def _link_all(self, standing: _Standing, paths: Iterable[str], *, only: Collection[str] = ()) -> None:
        """Link those of ``paths`` that are not there yet and whose questions, or ``only`` these, have their answers."""
        unchanged = standing.trace.unchanged(self._answer, only=only)
        for path in paths:
            if path in unchanged and path not in self._notes:
                self._link(path, standing)

    def _link(self, path: str, standing: _Standing) -> None:
        for name in (path, path + PACKED):
            if name in standing.trace.files:
                link_file(standing.directory / name, self._staged / name)
                self._files[name] = standing.trace.files[name]
        self._notes[path] = standing.trace.notes(path)

    def _answer(self, query: Query) -> str:
        if query[0] == FILE:
            return self._files.get(query[2], "")
        return self._making.published.answer(query)


def frame_of(making: Making, slug: str) -> str:
    """Return the digest of what every page of a place is made with, whatever it shows."""
    published, site = making.published, site_of(making.app)
    place, township = published.place(slug), published.township
    menu = list[Json](site.menu(slug)) if place.kind == VILLAGE else []
    names: list[Json] = [place.slug, place.name, place.kind, place.origin, place.vkey]
    parts: list[Json] = [making.program, published.site_url, township.slug, township.name, names, menu]
    return hashlib.sha256(canonical_json(parts)).hexdigest()


def made_from(published: Published, place: PublishedPlace, *, program: str) -> str:
    """Return the digest of what a place's directory is made from.

    Nothing is published or withheld without an entry in the log, so the checkpoint stands for all documents.
    """
    township = published.township
    names: list[Json] = [place.slug, place.name, place.kind, place.origin, place.vkey, place.checkpoint]
    return hashlib.sha256(
        canonical_json([program, published.site_url, township.slug, township.name, names])
    ).hexdigest()


def program_fingerprint(app: Flask) -> str:
    """Return the digest of what turns documents into pages: code, data, templates, libraries, what is shipped."""
    digest = hashlib.sha256()
    for path in sorted(found for pattern in _PROGRAM for found in ROOT.glob(pattern)):
        digest.update(f"{path.relative_to(ROOT)}\n{file_digest(path)}\n".encode())
    for name in ASSETS:
        digest.update(asset_bytes(name))
    for rule in sorted(f"{rule.rule} {rule.endpoint}" for rule in app.url_map.iter_rules()):
        digest.update(f"{rule}\n".encode())
    return digest.hexdigest()


class _Told:
    """Tells how far a build is: whoever asked for it each time, everybody else a hundred times in all."""

    def __init__(self, workshop: Workshop, further: Progress) -> None:
        self._workshop = workshop
        self._further = further
        self._shown = (-1, -1)

    def __call__(self, done: int, total: int) -> None:
        shown = (done * _TOLD_TIMES // max(total, 1), total)
        if shown != self._shown:
            self._shown = shown
            self._workshop.tell(done, total)
        self._further(done, total)


class _Inherited:
    """What further processes find when they are forked: the build they belong to."""

    making: Making


def _made_in_processes(
    making: Making, stale: Sequence[str], *, processes: int, on_process: Callable[[], object], told: Progress
) -> Iterator[MadePlace]:
    _Inherited.making = making
    forked = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=forked, initializer=_begin, initargs=(on_process,)) as pool:
        try:
            for done, made in enumerate(pool.map(_make_inherited, stale), start=1):
                told(done, len(stale))
                yield made
        except BrokenProcessPool as error:
            raise ProcessLostError from error
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(on_process: Callable[[], object]) -> None:
    """Start a further process: it ends with the build, and has a database connection of its own."""
    end_with_parent()
    on_process()


def _make_inherited(slug: str) -> MadePlace:
    return make_place(_Inherited.making, slug)


def _made_above(making: Making) -> dict[str, str]:
    """Make what stands in no place's directory; return the digest of each file."""
    addresses = sorted((one.path for one in site_of(making.app).addresses_above()), key=is_page)
    files: dict[str, str] = {}
    site_of(making.app).files = files
    for one in freeze(making.app, making.published, addresses, Keeper(making.workshop.tree)):
        files |= one.digests
    return files


def _public_checkpoint(place: Path) -> str | None:
    """Return the text of the checkpoint that is public now."""
    file = place / "log" / "checkpoint"
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else None


def _known_card(workshop: Workshop, slug: str) -> Card | None:
    """Return a village's card as it was just made, or as it stands; asked for when every place is made."""
    for tree in (workshop.tree, workshop.directory):
        file = tree / slug / "card.json"
        if file.exists():
            return Card.from_text(file.read_text(encoding="utf-8"))
    return None
