"""Whether a published log's files agree with each other and with its checkpoint. Reads nothing but the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.site.tiles import Tile, TileError, tile_bytes, tiles_of
from portal.kernel.merkle import leaf_hash, root_of
from portal.kernel.notes import NoteError, claimed_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LENGTH_BYTES = 2


def public_entries(folder: Path) -> tuple[bytes, ...]:
    """Return the entries of the log in ``folder``, as far as its bundles can be read."""
    try:
        size = claimed_checkpoint((folder / "checkpoint").read_text(encoding="utf-8")).size
        bundles = [tile.path for tile in tiles_of(size) if tile.level is None]
        return tuple(entry for path in bundles for entry in _entries((folder / path).read_bytes()))
    except (OSError, ValueError):
        return ()


def log_problems(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the log in ``folder``: the file's path in it, and what."""
    try:
        checkpoint = claimed_checkpoint((folder / "checkpoint").read_text(encoding="utf-8"))
    except (OSError, NoteError, UnicodeDecodeError):
        yield "checkpoint", "检查点缺失或格式不对"
        return
    tiles = list(tiles_of(checkpoint.size))
    missing = [tile.path for tile in tiles if not (folder / tile.path).is_file()]
    yield from ((path, "缺少日志的这个文件") for path in missing)
    if missing:
        return
    try:
        entries = [
            entry for tile in tiles if tile.level is None for entry in _entries((folder / tile.path).read_bytes())
        ]
    except TileError:
        yield "checkpoint", "日志的条目读不出来"
        return
    if len(entries) != checkpoint.size or root_of([leaf_hash(entry) for entry in entries]) != checkpoint.root:
        yield "checkpoint", "日志的条目和检查点不符"
        return
    yield from _wrong_tiles(folder, entries)


def _wrong_tiles(folder: Path, entries: list[bytes]) -> Iterator[tuple[str, str]]:
    for file in sorted((folder / "tile").rglob("*")):
        path = file.relative_to(folder).as_posix()
        if not file.is_file():
            continue
        try:
            expected = tile_bytes(entries, Tile.at(path))
        except TileError:
            yield path, "日志没有这个文件"
            continue
        if file.read_bytes() != expected:
            yield path, "和日志的条目不符"


def _entries(bundle: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(bundle):
        start = at + _LENGTH_BYTES
        at = start + int.from_bytes(bundle[at:start], "big")
        if at > len(bundle):
            raise TileError("a bundle ends within an entry")
        yield bundle[start:at]
