from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.site.tiles import Tile, TileError, tile_bytes, tile_files, tiles_of
from portal.kernel.merkle import leaf_hash, root_of
from portal.kernel.notes import Checkpoint, SigningKey, sign_checkpoint
from tests.outside import vectors
from tests.outside.tlog_verifier import Log, WrongError, verify, verify_entry

if TYPE_CHECKING:
    from pathlib import Path

KEY = SigningKey(name="qingshi.example/log", seed=bytes(range(32)))
Publish = Callable[[list[bytes]], str]


def entries_of(size: int) -> list[bytes]:
    return [f'{{"seq":{number}}}'.encode() for number in range(size)]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Write the log over some entries into ``tmp_path``; return its checkpoint."""

    def write(entries: list[bytes]) -> str:
        root = root_of([leaf_hash(entry) for entry in entries])
        checkpoint = sign_checkpoint(Checkpoint(origin=KEY.name, size=len(entries), root=root), KEY)
        tmp_path.joinpath("checkpoint").write_text(checkpoint, encoding="utf-8", newline="\n")
        for path, content in tile_files(entries):
            tmp_path.joinpath(path).parent.mkdir(parents=True, exist_ok=True)
            tmp_path.joinpath(path).write_bytes(content)
        return checkpoint

    return write


def files_in(directory: Path) -> set[str]:
    return {file.relative_to(directory).as_posix() for file in directory.glob("tile/**/*") if file.is_file()}


@pytest.mark.parametrize(("level", "index", "width", "path"), vectors.TILE_PATHS)
def test_addresses_are_the_published_ones(level: int | None, index: int, width: int, path: str) -> None:
    tile = Tile(level=level, index=index, width=width)
    assert tile.path == path
    assert Tile.at(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        *vectors.WRONG_TILE_PATHS,
        "",
        "checkpoint",
        "tile/0/000.p/0",
        "tile/0/000.p/07",
        "tile/00/000",
        "tile/0/x000/001",
        "tile/0/../000",
        "tile/0/000\n",
        "tile/0/０００",
    ],
)
def test_any_other_address_is_no_tile(path: str) -> None:
    with pytest.raises(TileError):
        Tile.at(path)


@given(st.none() | st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_tile_is_found_again_by_its_address(level: int | None, index: int, width: int) -> None:
    tile = Tile(level=level, index=index, width=width)
    assert Tile.at(tile.path) == tile


def test_a_log_of_70000_has_the_tiles_of_the_specification() -> None:
    tiles = [*tiles_of(70_000)]
    for level, (full, partial) in (vectors.TILES_OF_70000 | {"entries": vectors.TILES_OF_70000["0"]}).items():
        widths = [tile.width for tile in tiles if tile.path.startswith(f"tile/{level}/")]
        assert widths == [256] * full + [partial]
    assert len({tile.path for tile in tiles}) == len(tiles) == 273 + 1 + 273 + 1 + 1 + 1 + 1


def test_the_published_log_comes_out_byte_for_byte() -> None:
    assert dict(tile_files(vectors.LOG_ENTRIES)) == {
        "tile/entries/000.p/15": vectors.LOG_BUNDLE,
        "tile/0/000.p/15": vectors.LOG_TILE,
    }


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000])
def test_a_log_satisfies_the_outside_verifier(tmp_path: Path, publish: Publish, size: int) -> None:
    publish(entries_of(size))
    checkpoint = verify(tmp_path, KEY.vkey)
    log = Log(tmp_path, size)
    for index in {0, 1, 254, 255, 256, size // 2, size - 1} & set(range(size)):
        assert verify_entry(log, checkpoint, index) == entries_of(size)[index]
    assert files_in(tmp_path) == {tile.path for tile in tiles_of(size)}


def test_a_log_that_fills_two_levels_satisfies_the_outside_verifier(tmp_path: Path, publish: Publish) -> None:
    size = 256 * 256 + 1
    publish(entries_of(size))
    checkpoint = verify(tmp_path, KEY.vkey)
    assert verify_entry(Log(tmp_path, size), checkpoint, 65535) == entries_of(size)[65535]
    assert {"tile/0/256.p/1", "tile/1/000", "tile/2/000.p/1"} <= files_in(tmp_path)


@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 255), (255, 256), (200, 300), (256, 600), (511, 513)])
def test_a_grown_log_keeps_its_past(tmp_path: Path, publish: Publish, before: int, after: int) -> None:
    older = publish(entries_of(before))
    full = {path: (tmp_path / path).read_bytes() for path in files_in(tmp_path) if ".p/" not in path}
    publish(entries_of(after))
    verify(tmp_path, KEY.vkey, older=older.encode())
    assert full == {path: (tmp_path / path).read_bytes() for path in full}


@pytest.mark.parametrize("changed", [0, 199])
def test_a_log_with_another_past_is_found(tmp_path: Path, publish: Publish, changed: int) -> None:
    older = publish(entries_of(200))
    for file in files_in(tmp_path):
        (tmp_path / file).unlink()
    rewritten = entries_of(300)
    rewritten[changed] = b"another past"
    publish(rewritten)
    verify(tmp_path, KEY.vkey)
    with pytest.raises(WrongError, match="no longer has that past at size 200"):
        verify(tmp_path, KEY.vkey, older=older.encode())


@pytest.mark.parametrize("size", [1, 256, 300])
def test_one_changed_byte_in_any_file_is_named(tmp_path: Path, publish: Publish, size: int) -> None:
    publish(entries_of(size))
    for path in files_in(tmp_path) | {"checkpoint"}:
        content = (tmp_path / path).read_bytes()
        for at in {0, len(content) // 3, len(content) // 2, len(content) - 1}:
            changed = bytearray(content)
            changed[at] ^= 0x20
            (tmp_path / path).write_bytes(changed)
            with pytest.raises(WrongError, match=f"^{path}: "):
                verify(tmp_path, KEY.vkey)
        (tmp_path / path).write_bytes(content)
    verify(tmp_path, KEY.vkey)


@pytest.mark.parametrize("size", [1, 256, 300])
def test_a_file_missing_or_cut_short_is_named(tmp_path: Path, publish: Publish, size: int) -> None:
    publish(entries_of(size))
    for path in files_in(tmp_path) | {"checkpoint"}:
        content = (tmp_path / path).read_bytes()
        (tmp_path / path).write_bytes(content[:-1])
        with pytest.raises(WrongError, match=f"^{path}: "):
            verify(tmp_path, KEY.vkey)
        (tmp_path / path).unlink()
        with pytest.raises(WrongError, match=f"^{path}: cannot be read"):
            verify(tmp_path, KEY.vkey)
        (tmp_path / path).write_bytes(content)


def test_the_last_entry_left_out_under_the_old_checkpoint_is_found(tmp_path: Path, publish: Publish) -> None:
    publish(entries_of(300))
    checkpoint = (tmp_path / "checkpoint").read_bytes()
    publish(entries_of(299))
    (tmp_path / "checkpoint").write_bytes(checkpoint)
    for path in ("tile/entries/001.p/44", "tile/0/001.p/44"):
        (tmp_path / path).unlink()
    with pytest.raises(WrongError, match=r"^tile/entries/001\.p/44: cannot be read"):
        verify(tmp_path, KEY.vkey)


def test_one_tile_is_read_without_the_others() -> None:
    entries = entries_of(600)
    for path, content in tile_files(entries):
        assert tile_bytes(entries, Tile.at(path)) == content


@pytest.mark.parametrize("path", ["tile/entries/002.p/89", "tile/0/003", "tile/1/000", "tile/2/000.p/1"])
def test_a_tile_beyond_the_log_does_not_exist(path: str) -> None:
    with pytest.raises(TileError):
        tile_bytes(entries_of(600), Tile.at(path))


def test_partial_tiles_of_earlier_checkpoints_stay_until_their_tile_is_full() -> None:
    paths = [tile.path for tile in tiles_of(600, earlier=[10, 256, 520, 520, 599, 600])]
    assert paths == [
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/8",
        "tile/entries/002.p/87",
        "tile/entries/002.p/88",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/8",
        "tile/0/002.p/87",
        "tile/0/002.p/88",
        "tile/1/000.p/1",
        "tile/1/000.p/2",
    ]


def test_the_longest_entry_fits_and_a_longer_one_is_refused() -> None:
    bundle, _ = tile_files([bytes(0xFFFF)])
    assert bundle[1] == b"\xff\xff" + bytes(0xFFFF)
    with pytest.raises(TileError):
        dict(tile_files([bytes(0x10000)]))
