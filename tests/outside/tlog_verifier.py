"""Check a published log with nothing but its files and its public key.

Written from the specifications alone: C2SP tlog-tiles, tlog-checkpoint and signed-note, and RFC 6962
section 2.1. It imports nothing of Cunshi, so that a fault shared with Cunshi cannot hide in it.

    python tlog_verifier.py DIRECTORY VKEY [--older CHECKPOINT_FILE] [--entry INDEX]

DIRECTORY holds ``checkpoint`` and ``tile/…``. Exit code 0: everything agrees; 1: the first thing that
does not is named.
"""

from __future__ import annotations

import argparse
import base64
import functools
import hashlib
import re
import sys
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FULL = 256
HASH = 32
TILE_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


class WrongError(Exception):
    """Something does not agree; the text begins with the file or entry it was found in."""


class Checkpoint(NamedTuple):
    """A verified tree head."""

    origin: str
    size: int
    root: bytes


# --- RFC 6962 section 2.1: D[n] is a list of entries, MTH its tree hash ---


def leaf_hash(entry: bytes) -> bytes:
    """MTH({d(0)})."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    return 1 << (n - 1).bit_length() - 1


def tree_hash(hashes: list[bytes]) -> bytes:
    """MTH(D[n]) from the hashes of n subtrees of equal size."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return node_hash(tree_hash(hashes[:k]), tree_hash(hashes[k:]))


def root_by_audit_path(leaf: bytes, m: int, n: int, path: list[bytes]) -> bytes:
    """The root to which PATH(m, D[n]) leads from the hash of entry m."""
    if n == 1:
        if path:
            raise WrongError("audit path: longer than the way to the root")
        return leaf
    if not path:
        raise WrongError("audit path: shorter than the way to the root")
    k = split(n)
    if m < k:
        return node_hash(root_by_audit_path(leaf, m, k, path[:-1]), path[-1])
    return node_hash(path[-1], root_by_audit_path(leaf, m - k, n - k, path[:-1]))


def roots_by_subproof(m: int, n: int, path: list[bytes], known: bytes | None) -> tuple[bytes, bytes]:
    """The roots of D[0:m] and D[n] to which SUBPROOF(m, D[n], known is not None) leads."""
    if m == n:
        rest = path if known is None else [known, *path]
        if len(rest) != 1:
            raise WrongError("consistency proof: of another length than the way to the root")
        return rest[0], rest[0]
    if not path:
        raise WrongError("consistency proof: shorter than the way to the root")
    k = split(n)
    if m <= k:
        old, new = roots_by_subproof(m, k, path[:-1], known)
        return old, node_hash(new, path[-1])
    old, new = roots_by_subproof(m - k, n - k, path[:-1], None)
    return node_hash(path[-1], old), node_hash(path[-1], new)


def check_inclusion(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> None:
    """Entry ``index`` of the tree with ``root`` has the hash ``leaf``."""
    require_hashes(leaf, root, *path)
    if not 0 <= index < size or root_by_audit_path(leaf, index, size, path) != root:
        raise WrongError(f"entry {index}: is not in the tree of size {size}")


def check_consistency(old: Checkpoint, new: Checkpoint, path: list[bytes]) -> None:
    """The tree of ``old`` is a prefix of the tree of ``new``."""
    if old.size > new.size:
        raise WrongError(f"checkpoint: size {new.size} is less than the older size {old.size}")
    require_hashes(old.root, new.root, *path)
    if old.size == 0:
        agree = not path and old.root == tree_hash([]) and (new.size > 0 or new.root == old.root)
    else:
        agree = roots_by_subproof(old.size, new.size, path, old.root) == (old.root, new.root)
    if not agree:
        raise WrongError(f"older checkpoint: the log no longer has that past at size {old.size}")


def require_hashes(*hashes: bytes) -> None:
    """All are 32 bytes."""
    if any(len(one) != HASH for one in hashes):
        raise WrongError("proof: holds something that is not a hash")


# --- C2SP signed-note and tlog-checkpoint ---


def decode(text: str, what: str) -> bytes:
    """Standard base64, in the one form that encoding gives."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise WrongError(f"{what}: not base64") from error
    if base64.b64encode(raw).decode() != text:
        raise WrongError(f"{what}: not base64")
    return raw


def is_key_name(name: str) -> bool:
    """Non-empty, without Unicode spaces and plus."""
    return bool(name) and "+" not in name and not any(character.isspace() for character in name)


def parse_vkey(vkey: str) -> tuple[str, bytes, bytes]:
    """Key name, key ID and Ed25519 public key."""
    parts = vkey.split("+", 2)
    if len(parts) != 3 or not is_key_name(parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        raise WrongError("vkey: not name+id+key")
    typed = decode(parts[2], "vkey")
    key_id = bytes.fromhex(parts[1])
    if typed[:1] != b"\x01" or len(typed) != 1 + 32:
        raise WrongError("vkey: not an Ed25519 key")
    if hashlib.sha256(parts[0].encode() + b"\n" + typed).digest()[:4] != key_id:
        raise WrongError("vkey: the key ID is not that of the key")
    return parts[0], key_id, typed[1:]


def open_note(note: bytes, vkey: str, what: str) -> str:
    """The text of a note that the key has signed."""
    name, key_id, public = parse_vkey(vkey)
    try:
        content = note.decode()
    except UnicodeDecodeError as error:
        raise WrongError(f"{what}: not UTF-8") from error
    if re.search(r"[\x00-\x09\x0b-\x1f]", content) or not content.endswith("\n"):
        raise WrongError(f"{what}: not a signed note")
    text, blank, block = content[:-1].rpartition("\n\n")
    if not blank or not block:
        raise WrongError(f"{what}: not a signed note")
    text += "\n"
    signatures = [signature_line(line, what) for line in block.split("\n")]
    ours = [raw for signer, signed_id, raw in signatures if (signer, signed_id) == (name, key_id)]
    if not ours:
        raise WrongError(f"{what}: not signed by {name}")
    for raw in ours:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(raw, text.encode())
        except InvalidSignature as error:
            raise WrongError(f"{what}: the signature of {name} is false") from error
    return text


def signature_line(line: str, what: str) -> tuple[str, bytes, bytes]:
    """Key name, key ID and signature."""
    dash, *rest = line.split(" ")
    if dash != "—" or len(rest) != 2 or not is_key_name(rest[0]):
        raise WrongError(f"{what}: not a signature line: {line}")
    raw = decode(rest[1], what)
    if len(raw) < 5:
        raise WrongError(f"{what}: not a signature line: {line}")
    return rest[0], raw[:4], raw[4:]


def parse_checkpoint(text: str, what: str) -> Checkpoint:
    """Origin, size and root; lines after them are opaque."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
        raise WrongError(f"{what}: not a checkpoint")
    root = decode(lines[2], what)
    if len(root) != HASH:
        raise WrongError(f"{what}: the root is not a hash")
    return Checkpoint(lines[0], int(lines[1]), root)


def open_checkpoint(note: bytes, vkey: str, what: str) -> Checkpoint:
    """A checkpoint signed by the log."""
    return parse_checkpoint(open_note(note, vkey, what), what)


# --- C2SP tlog-tiles ---


def tile_path(level: int | str, index: int, width: int) -> str:
    """tile/<L>/<N>[.p/<W>]."""
    elements = [f"{index % 1000:03d}"]
    while index := index // 1000:
        elements.insert(0, f"x{index % 1000:03d}")
    return f"tile/{level}/{'/'.join(elements)}" + ("" if width == FULL else f".p/{width}")


class Log:
    """The files of a log under ``directory``, as called for by a tree of ``size``."""

    def __init__(self, directory: Path, size: int) -> None:
        """Read nothing yet."""
        self.directory = directory
        self.size = size
        self.tile = functools.lru_cache(maxsize=64)(self._tile)

    def width(self, level: int, index: int) -> int:
        """How many hashes the tile has: 256, fewer on the right edge, none beyond it."""
        return min(max((self.size >> 8 * level) - index * FULL, 0), FULL)

    def levels(self) -> range:
        """The levels that have tiles."""
        return range((self.size.bit_length() + 7) // 8)

    def indices(self, level: int) -> range:
        """The tiles of a level."""
        return range(-(-(self.size >> 8 * level) // FULL))

    def read(self, path: str) -> bytes:
        """One file."""
        try:
            return (self.directory / path).read_bytes()
        except OSError as error:
            raise WrongError(f"{path}: cannot be read ({error.strerror})") from error

    def _tile(self, level: int, index: int) -> list[bytes]:
        width = self.width(level, index)
        path = tile_path(level, index, width)
        content = self.read(path)
        if len(content) != width * HASH:
            raise WrongError(f"{path}: {len(content)} bytes where {width} hashes should be")
        return [content[at : at + HASH] for at in range(0, len(content), HASH)]

    def bundle(self, index: int) -> list[bytes]:
        """The entries of a bundle."""
        width = self.width(0, index)
        path = tile_path("entries", index, width)
        content, entries, at = self.read(path), [], 0
        while at < len(content):
            length = int.from_bytes(content[at : at + 2], "big")
            entries.append(content[at + 2 : at + 2 + length])
            at += 2 + length
        if at != len(content) or len(entries) != width:
            raise WrongError(f"{path}: does not hold exactly {width} entries")
        return entries

    def range_hash(self, start: int, end: int) -> bytes:
        """MTH(D[start:end]) from hash tiles alone; the range is one that a proof may name."""
        n = end - start
        if n == 0:
            return tree_hash([])
        if n & (n - 1):
            k = split(n)
            return node_hash(self.range_hash(start, start + k), self.range_hash(start + k, end))
        level = (n.bit_length() - 1) // 8
        first, count = start >> 8 * level, n >> 8 * level
        return tree_hash(self.tile(level, first // FULL)[first % FULL : first % FULL + count])

    def audit_path(self, m: int, start: int, end: int) -> list[bytes]:
        """PATH(m, D[start:end]), m counted from start."""
        if end - start <= 1:
            return []
        middle = start + split(end - start)
        if start + m < middle:
            return [*self.audit_path(m, start, middle), self.range_hash(middle, end)]
        return [*self.audit_path(start + m - middle, middle, end), self.range_hash(start, middle)]

    def subproof(self, m: int, start: int, end: int, *, known: bool) -> list[bytes]:
        """SUBPROOF(m, D[start:end], known)."""
        if m == end - start:
            return [] if known else [self.range_hash(start, end)]
        middle = start + split(end - start)
        if start + m <= middle:
            return [*self.subproof(m, start, middle, known=known), self.range_hash(middle, end)]
        return [*self.subproof(start + m - middle, middle, end, known=False), self.range_hash(start, middle)]

    def consistency_proof(self, old_size: int) -> list[bytes]:
        """PROOF(old_size, D[size])."""
        return self.subproof(old_size, 0, self.size, known=True) if 0 < old_size <= self.size else []


def check_files(log: Log, root: bytes) -> None:
    """The entries hash to the signed root, and every tile is what the entries make it."""
    hashes = [leaf_hash(entry) for index in log.indices(0) for entry in log.bundle(index)]
    if tree_hash(hashes) != root:
        blame_entry(log, hashes)
    for level in log.levels():
        for index in log.indices(level):
            if log.tile(level, index) != hashes[index * FULL : (index + 1) * FULL]:
                path = tile_path(level, index, log.width(level, index))
                raise WrongError(f"{path}: is not what the entries under the signed root make it")
        hashes = [tree_hash(hashes[at : at + FULL]) for at in range(0, len(hashes) - FULL + 1, FULL)]


def blame_entry(log: Log, hashes: list[bytes]) -> None:
    """The entries do not lead to the signed root: name the first that its tile does not know."""
    for index in log.indices(0):
        for number, known in enumerate(log.tile(0, index), index * FULL):
            if hashes[number] != known:
                path = tile_path("entries", index, log.width(0, index))
                raise WrongError(f"{path}: entry {number} is not the one in the tree")
    raise WrongError("checkpoint: the root is not that of the entries")


def check_other_files(log: Log) -> None:
    """Any other tile left beside these is an older, shorter form of one of them."""
    for file in sorted(log.directory.glob("tile/**/*")):
        path = file.relative_to(log.directory).as_posix()
        match = TILE_PATH.fullmatch(path)
        if match is None or not file.is_file():
            continue
        level = 0 if match[1] == "entries" else int(match[1])
        index = int(match[2].replace("x", "").replace("/", ""))
        if log.width(level, index) < int(match[3] or FULL):
            raise WrongError(f"{path}: reaches beyond the checkpoint's size {log.size}")
        now = log.read(tile_path(match[1], index, log.width(level, index)))
        if not now.startswith(file.read_bytes()):
            raise WrongError(f"{path}: tells another past")


def verify(directory: Path, vkey: str, *, older: bytes | None = None, entry: int | None = None) -> Checkpoint:
    """Check the whole log, then its past if an ``older`` checkpoint is given, then one entry if asked."""
    checkpoint = open_checkpoint(Log(directory, 0).read("checkpoint"), vkey, "checkpoint")
    log = Log(directory, checkpoint.size)
    check_files(log, checkpoint.root)
    check_other_files(log)
    if older is not None:
        verify_past(log, checkpoint, open_checkpoint(older, vkey, "older checkpoint"))
    if entry is not None:
        verify_entry(log, checkpoint, entry)
    return checkpoint


def verify_past(log: Log, checkpoint: Checkpoint, older: Checkpoint) -> None:
    """The older checkpoint is of the same log, and its tree a prefix; from hash tiles alone."""
    if older.origin != checkpoint.origin:
        raise WrongError(f"older checkpoint: of another log, {older.origin}")
    check_consistency(older, checkpoint, log.consistency_proof(older.size))


def verify_entry(log: Log, checkpoint: Checkpoint, index: int) -> bytes:
    """Return the entry after proving it by its own bundle and the tiles on its way up."""
    if not 0 <= index < log.size:
        raise WrongError(f"entry {index}: the log has {log.size} entries")
    entry = log.bundle(index // FULL)[index % FULL]
    check_inclusion(leaf_hash(entry), index, log.size, log.audit_path(index, 0, log.size), checkpoint.root)
    return entry


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Check a published log with its files and its public key.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("vkey")
    parser.add_argument("--older", type=Path, help="a checkpoint kept from before")
    parser.add_argument("--entry", type=int, help="prove this entry, counted from 0")
    given = parser.parse_args(arguments)
    try:
        older = given.older.read_bytes() if given.older else None
        checkpoint = verify(given.directory, given.vkey, older=older, entry=given.entry)
    except (WrongError, OSError) as error:
        sys.stdout.write(f"wrong: {error}\n")
        return 1
    sys.stdout.write(f"ok: {checkpoint.origin}, {checkpoint.size} entries, root {checkpoint.root.hex()}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
