"""A log as static files: the hash tiles and entry bundles of C2SP tlog-tiles, pure.

A tile holds up to 256 hashes of one level; the hash at position ``i`` of level ``l`` is the root
over the entries ``[i * 256**l, (i + 1) * 256**l)``, so a tile never changes once its hashes exist. All
paths are relative to the log's address and begin with ``tile/``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.merkle import leaf_hash, root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH = 256
_LEVEL_BITS = 8
_TOP_LEVEL = 63
_LENGTH_BYTES = 2
_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]{1,2})/(?P<index>(?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/(?P<width>[0-9]{1,3}))?"
)


class TileError(ValueError):
    """A path that is no tile of the log, or an entry that does not fit into a bundle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One file of a log: ``width`` hashes of a ``level`` from ``index * 256`` on, or as many entries.

    ``level`` is ``None`` for a bundle of entries.
    """

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The file's address."""
        digits = f"{self.index:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *outer, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        index = "".join(f"x{element}/" for element in outer) + last
        partial = f".p/{self.width}" if self.width < WIDTH else ""
        return f"tile/{'entries' if self.level is None else self.level}/{index}{partial}"

    @classmethod
    def at(cls, path: str) -> Tile:
        """Return the tile at the address ``path``.

        :raise TileError: no log has a file there.
        """
        match = _PATH.fullmatch(path)
        if match is None:
            raise TileError(f"no tile at {path!r}")
        tile = cls(
            level=None if match["level"] == "entries" else int(match["level"]),
            index=int(match["index"].replace("x", "").replace("/", "")),
            width=int(match["width"] or WIDTH),
        )
        if tile.path != path or not tile.width or (tile.level or 0) > _TOP_LEVEL:
            raise TileError(f"no tile at {path!r}")
        return tile


def tiles_of(size: int, *, earlier: Iterable[int] = ()) -> Iterator[Tile]:
    """Yield the files of a log of ``size``: every full tile, and the partial one at the end of each level.

    Clients that hold a checkpoint of an ``earlier`` size may still ask for its partial tiles, so these
    are yielded too, as long as the full tile does not exist.
    """
    sizes = sorted({old for old in earlier if old < size})
    for level in _levels(size):
        hashes = size >> _LEVEL_BITS * (level or 0)
        full, rest = divmod(hashes, WIDTH)
        for index in range(full):
            yield Tile(level=level, index=index)
        widths = {(old >> _LEVEL_BITS * (level or 0)) - full * WIDTH for old in sizes} | {rest}
        for width in sorted(width for width in widths if width > 0):
            yield Tile(level=level, index=full, width=width)


def tile_bytes(entries: Sequence[bytes], tile: Tile) -> bytes:
    """Return the content of one ``tile`` of the log over ``entries``, reading no others.

    :raise TileError: the log does not reach that far, or an entry is too long.
    """
    span = 1 << _LEVEL_BITS * (tile.level or 0)
    start = tile.index * WIDTH * span
    end = start + tile.width * span
    if end > len(entries):
        raise TileError(f"{tile.path} is not a tile of a log of size {len(entries)}")
    if tile.level is None:
        return b"".join(map(_length_prefixed, entries[start:end]))
    return b"".join(root_of([leaf_hash(entry) for entry in entries[at : at + span]]) for at in range(start, end, span))


def tile_files(entries: Sequence[bytes], *, earlier: Iterable[int] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield the path and content of every file of the log over ``entries``; see ``tiles_of``.

    :raise TileError: an entry is too long.
    """
    for tile in tiles_of(len(entries), earlier=earlier):
        yield tile.path, tile_bytes(entries, tile)


def _levels(size: int) -> Iterator[int | None]:
    yield None
    level = 0
    while size >> _LEVEL_BITS * level:
        yield level
        level += 1


def _length_prefixed(entry: bytes) -> bytes:
    try:
        return len(entry).to_bytes(_LENGTH_BYTES, "big") + entry
    except OverflowError:
        raise TileError(f"an entry of {len(entry)} bytes does not fit into a bundle") from None
