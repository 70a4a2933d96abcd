"""Whether a published log's files agree with each other and with its checkpoint. Reads nothing but the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.site.proofs import ProofTree
from disclosure.site.tiles import Tile, TileError, tile_bytes, tiles_of
from portal.kernel.merkle import leaf_hash, root_of
from portal.kernel.notes import NoteError, claimed_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from portal.kernel.notes import Checkpoint

_LENGTH_BYTES = 2


def public_tree(folder: Path) -> ProofTree:
    """Return the tree of the log in ``folder``; an empty one where its bundles cannot be read."""
    return ProofTree(_public_entries(folder))


def stands_in(tree: ProofTree, said: Checkpoint) -> bool:
    """Tell whether a checkpoint says what a beginning of the public log was."""
    return said.size <= tree.size and tree.root_at(said.size) == said.root


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


def _public_entries(folder: Path) -> tuple[bytes, ...]:
    try:
        size = claimed_checkpoint((folder / "checkpoint").read_text(encoding="utf-8")).size
        bundles = [tile.path for tile in tiles_of(size) if tile.level is None]
        return tuple(entry for path in bundles for entry in _entries((folder / path).read_bytes()))
    except (OSError, ValueError):
        return ()


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
