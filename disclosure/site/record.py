"""The public record as files: every document with its proof, and the log; bytes that no page makes.

Each file is a function of documents and of the log's past, so it never changes once it is there; only the newest
checkpoint does, and a document whose names are taken back.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from disclosure.site.proofs import ProofTree, bulletin_document
from disclosure.site.sealing import SealedDocument
from disclosure.site.tiles import Tile, TileError, tile_bytes, tiles_of
from portal.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.published import PublicLog, Published, PublishedBulletin

_CHECKPOINT = "log/checkpoint"
_LOG, _BULLETINS = "log/", "bulletins/"

#: What of a place's directory is the record.
RECORD = (_LOG + "tile/", _CHECKPOINT, _BULLETINS)


class Record:
    """The files of the public record of every place, by their paths in the place's directory."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._tree = lru_cache(maxsize=2)(lambda slug: ProofTree(published.log(slug).leaves))

    def paths(self, slug: str) -> Iterator[str]:
        """Yield the paths of a place's record."""
        log = self._published.log(slug)
        if log.checkpoints:
            yield _CHECKPOINT
        yield from (f"{_LOG}{tile.path}" for tile in _tiles(log))
        yield from (f"{_BULLETINS}{one.kind}/{one.file_name}" for one in self._published.documents(slug))

    def file(self, slug: str, path: str) -> bytes:
        """Return one file of a place's record.

        :raise NotFoundError: the record has no such file.
        :raise LeakError: the document holds a private number; it goes out in no form.
        """
        if path == _CHECKPOINT:
            return self._checkpoint(slug)
        if path.startswith(_LOG):
            return _tile(self._published.log(slug), path.removeprefix(_LOG))
        return self._document(slug, *path.removeprefix(_BULLETINS).split("/"))

    def sealed(self, bulletin: PublishedBulletin) -> SealedDocument:
        """Return a document with its way to the first checkpoint that holds it."""
        slug, seal = bulletin.place_slug, bulletin.seal
        issued = self._published.log(slug).checkpoint_holding(seal.seq)
        hashes = self._tree(slug).inclusion(seal.seq, size=issued.size)
        return SealedDocument(digest=bulletin.digest, seal=seal, checkpoint=issued.note, hashes=hashes)

    def _checkpoint(self, slug: str) -> bytes:
        issued = self._published.record(slug).log.checkpoints
        if not issued:
            raise NotFoundError
        return issued[-1].note.encode()

    def _document(self, slug: str, kind: str, name: str) -> bytes:
        key, _, revision = name.removesuffix(".json").rpartition(".r")
        for one in self._published.revisions(slug, kind, key):
            if str(one.revision) == revision and one.file_name == name:
                place, log = self._published.place(slug), self._published.log(slug)
                return bulletin_document(one, place=place, log=log, tree=self._tree(slug))
        raise NotFoundError


def _tiles(log: PublicLog) -> Iterator[Tile]:
    return tiles_of(len(log.leaves), earlier=[one.size for one in log.checkpoints])


def _tile(log: PublicLog, path: str) -> bytes:
    try:
        tile = Tile.at(path)
    except TileError:
        raise NotFoundError from None
    if tile not in set(_tiles(log)):
        raise NotFoundError
    return tile_bytes(log.leaves, tile)
