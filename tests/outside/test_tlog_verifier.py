"""The verifier is proven on published values before it judges anything of ours."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside import tlog_verifier, vectors
from tests.outside.tlog_verifier import Checkpoint, Log, WrongError, verify

VKEY = vectors.LOG_VKEY
SIZE = len(vectors.LOG_ENTRIES)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The published log as its files."""
    for path, content in {
        "checkpoint": vectors.LOG_CHECKPOINTS[SIZE].encode(),
        "tile/0/000.p/15": vectors.LOG_TILE,
        "tile/entries/000.p/15": vectors.LOG_BUNDLE,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def flip(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def test_it_imports_nothing_but_the_standard_library_and_cryptography() -> None:
    tree = ast.parse(Path(tlog_verifier.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names | {"cryptography"}


@pytest.mark.parametrize("size", range(9))
def test_tree_hashes_are_the_published_ones(size: int) -> None:
    hashes = [tlog_verifier.leaf_hash(leaf) for leaf in vectors.LEAVES[:size]]
    assert tuple(hashes) == vectors.LEAF_HASHES[:size]
    assert tlog_verifier.tree_hash(hashes) == vectors.ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), vectors.INCLUSION_PROOFS)
def test_published_inclusion_proofs_hold(index: int, size: int, proof: tuple[bytes, ...]) -> None:
    leaf, root = vectors.LEAF_HASHES[index], vectors.ROOTS[size]
    tlog_verifier.check_inclusion(leaf, index, size, [*proof], root)
    for wrong in ([*proof, root], [*proof[:-1]] if proof else [root], [root, *proof[1:]]):
        with pytest.raises(WrongError):
            tlog_verifier.check_inclusion(leaf, index, size, wrong, root)
    with pytest.raises(WrongError):
        tlog_verifier.check_inclusion(leaf, index + 1, size, [*proof], root)


@pytest.mark.parametrize(("old_size", "new_size", "proof"), vectors.CONSISTENCY_PROOFS)
def test_published_consistency_proofs_hold(old_size: int, new_size: int, proof: tuple[bytes, ...]) -> None:
    old = Checkpoint("a", old_size, vectors.ROOTS[old_size])
    new = Checkpoint("a", new_size, vectors.ROOTS[new_size])
    tlog_verifier.check_consistency(old, new, [*proof])
    for wrong in ([*proof, new.root], [*proof[:-1]] if proof else [new.root], [new.root, *proof[1:]]):
        with pytest.raises(WrongError):
            tlog_verifier.check_consistency(old, new, wrong)
    with pytest.raises(WrongError):
        tlog_verifier.check_consistency(old._replace(root=vectors.LEAF_HASHES[7]), new, [*proof])


@pytest.mark.parametrize(
    ("note", "vkey"),
    [
        (vectors.SPECIFICATION_NOTE, vectors.SPECIFICATION_VKEY),
        (vectors.PETER_NOTE, vectors.PETER_VKEY),
        (vectors.PETER_NOTE + vectors.ENOCH_LINE, vectors.ENOCH_VKEY),
        (vectors.PETER_NOTE + vectors.PETER_LINE, vectors.PETER_VKEY),
    ],
)
def test_published_notes_open(note: str, vkey: str) -> None:
    assert tlog_verifier.open_note(note.encode(), vkey, "note") == note.rpartition("\n\n")[0] + "\n"


@pytest.mark.parametrize(
    "note",
    [
        vectors.PETER_TEXT,
        f"{vectors.PETER_TEXT}\n",
        f"{vectors.PETER_TEXT}\n{vectors.ENOCH_LINE}",
        vectors.PETER_NOTE.removesuffix("\n"),
        f"{vectors.PETER_NOTE}\n",
        f"{vectors.PETER_NOTE}Unexpected line.\n",
        f"{vectors.PETER_NOTE}— PeterNeumann\n",
        f"{vectors.PETER_NOTE}— PeterNeumann x08goA==\n",
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("go/Z", "go/A"),
        vectors.PETER_NOTE + vectors.PETER_LINE.replace("M=", "M"),
        vectors.PETER_NOTE.replace("answer", "question"),
        f"\x01{vectors.PETER_NOTE}",
    ],
)
def test_a_note_that_is_malformed_or_not_signed_is_wrong(note: str) -> None:
    with pytest.raises(WrongError, match=r"^note: "):
        tlog_verifier.open_note(note.encode(), vectors.PETER_VKEY, "note")


def test_a_note_that_is_not_utf8_is_wrong() -> None:
    with pytest.raises(WrongError, match="UTF-8"):
        tlog_verifier.open_note(b"\xff" + vectors.PETER_NOTE.encode(), vectors.PETER_VKEY, "note")


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        vectors.PETER_VKEY[:-4],
        vectors.PETER_VKEY.replace("c7", "c8"),
        vectors.PETER_VKEY.replace("PeterN", "Peter N"),
        vectors.WRONG_LENGTH_VKEY,
        vectors.UNKNOWN_TYPE_VKEY,
    ],
)
def test_a_malformed_key_is_wrong(vkey: str) -> None:
    with pytest.raises(WrongError, match=r"^vkey: "):
        tlog_verifier.open_note(vectors.PETER_NOTE.encode(), vkey, "note")


@pytest.mark.parametrize("size", ["", "01", "-1", "0x1", "1 "])
def test_a_size_has_one_form(size: str) -> None:
    with pytest.raises(WrongError, match="not a checkpoint"):
        tlog_verifier.parse_checkpoint(f"a\n{size}\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "checkpoint")


@pytest.mark.parametrize(("level", "index", "width", "path"), vectors.TILE_PATHS)
def test_tile_addresses_are_the_published_ones(level: int | None, index: int, width: int, path: str) -> None:
    assert tlog_verifier.tile_path("entries" if level is None else level, index, width) == path
    assert tlog_verifier.TILE_PATH.fullmatch(path)


def test_a_tree_of_70000_has_the_tiles_of_the_specification() -> None:
    log = Log(Path(), 70_000)
    tiles = {level: [log.width(level, index) for index in log.indices(level)] for level in log.levels()}
    assert tiles == {int(level): [256] * full + [partial] for level, (full, partial) in vectors.TILES_OF_70000.items()}


@pytest.mark.parametrize("older", vectors.LOG_CHECKPOINTS)
def test_the_published_log_and_its_past_hold(published: Path, older: int) -> None:
    checkpoint = verify(published, VKEY, older=vectors.LOG_CHECKPOINTS[older].encode())
    assert checkpoint[:2] == ("example.com/log/testdata", SIZE)


def test_every_entry_of_the_published_log_is_proven(published: Path) -> None:
    checkpoint = verify(published, VKEY)
    log = Log(published, SIZE)
    assert [tlog_verifier.verify_entry(log, checkpoint, index) for index in range(SIZE)] == [*vectors.LOG_ENTRIES]


def test_older_partial_tiles_may_stay_beside(published: Path) -> None:
    (published / "tile/0/000.p/7").write_bytes(vectors.LOG_TILE[: 7 * 32])
    (published / "tile/entries/000.p/1").write_bytes(b"\x00\x03one")
    (published / "tile/entries/000.p/15.gz").write_bytes(b"not a tile")
    verify(published, VKEY)


@pytest.mark.parametrize("path", ["tile/0/000.p/7", "tile/entries/000.p/1", "tile/0/001", "tile/1/000.p/1"])
def test_a_tile_of_another_past_or_beyond_the_size_is_named(published: Path, path: str) -> None:
    (published / path).parent.mkdir(parents=True, exist_ok=True)
    (published / path).write_bytes(bytes(32))
    with pytest.raises(WrongError, match=f"^{path}: "):
        verify(published, VKEY)


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000.p/15", "tile/entries/000.p/15"])
def test_a_file_changed_at_any_byte_is_named(published: Path, path: str) -> None:
    for at in range((published / path).stat().st_size):
        flip(published / path, at)
        with pytest.raises(WrongError, match=f"^{path}: "):
            verify(published, VKEY)
        flip(published / path, at)
    verify(published, VKEY)


def test_a_changed_entry_is_named_by_its_number(published: Path) -> None:
    flip(published / "tile/entries/000.p/15", vectors.LOG_BUNDLE.index(b"eit"))
    with pytest.raises(WrongError, match="entry 7 "):
        verify(published, VKEY)


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/000.p/15", "tile/entries/000.p/15"])
def test_a_missing_or_shortened_file_is_named(published: Path, path: str) -> None:
    file = published / path
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(WrongError, match=f"^{path}: "):
        verify(published, VKEY)
    file.unlink()
    with pytest.raises(WrongError, match=f"^{path}: cannot be read"):
        verify(published, VKEY)


def test_a_log_put_back_to_an_earlier_size_is_found_by_whoever_kept_a_checkpoint(published: Path) -> None:
    published.joinpath("checkpoint").write_bytes(vectors.LOG_CHECKPOINTS[14].encode())
    published.joinpath("tile/0/000.p/14").write_bytes(vectors.LOG_TILE[: 14 * 32])
    published.joinpath("tile/entries/000.p/14").write_bytes(vectors.LOG_BUNDLE[:-8])
    for path in ("tile/0/000.p/15", "tile/entries/000.p/15"):
        published.joinpath(path).unlink()
    verify(published, VKEY)
    with pytest.raises(WrongError, match="size 14 is less than the older size 15"):
        verify(published, VKEY, older=vectors.LOG_CHECKPOINTS[15].encode())


def test_an_entry_that_is_not_there_is_wrong(published: Path) -> None:
    with pytest.raises(WrongError, match="entry 15: the log has 15 entries"):
        verify(published, VKEY, entry=15)


def test_the_command_answers_0_and_the_root(published: Path, tmp_path: Path) -> None:
    older = tmp_path / "kept"
    older.write_text(vectors.LOG_CHECKPOINTS[7], encoding="utf-8")
    answer = run(published, VKEY, "--older", str(older), "--entry", "3")
    assert answer.returncode == 0
    assert answer.stdout.startswith("ok: example.com/log/testdata, 15 entries, root aca6c38a90af")


def test_the_command_answers_1_and_names_what_is_wrong(published: Path) -> None:
    flip(published / "tile/entries/000.p/15", vectors.LOG_BUNDLE.index(b"eit"))
    answer = run(published, VKEY)
    assert (answer.returncode, answer.stdout) == (
        1,
        "wrong: tile/entries/000.p/15: entry 7 is not the one in the tree\n",
    )


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", tlog_verifier.__file__, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)
