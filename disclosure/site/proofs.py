"""What a stranger needs to check one bulletin: the document itself, its sealed entry, and the way up the log.

One file holds everything, so that it can be checked from a USB stick after the server is gone:
names part and envelope → digest → sealed entry → public leaf → inclusion → signed checkpoint.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import TYPE_CHECKING

from disclosure.site.errors import LeakError, OtherPastError, UnsealedBulletinError, UnsealedLogError
from disclosure.site.leaks import is_suspect, leaks_in_json, leaks_in_text
from portal.kernel.merkle import EMPTY_ROOT, leaf_hash, node_hash
from portal.kernel.notes import NoteError, open_checkpoint
from portal.kernel.published import IssuedCheckpoint, names_digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.kernel.canonical import Json
    from portal.kernel.published import PlaceRecord, PublicLog, PublishedBulletin, PublishedPlace, Seal

#: The form of file this program writes and checks.
DOCUMENT_VERSION = 1


class ProofTree:
    """The hash tree over a place's public leaves, computed once for all its proofs."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._leaves = leaves

    @cached_property
    def _levels(self) -> list[list[bytes]]:
        """The roots of the perfect subtrees: of 1, 2, 4 … leaves, side by side."""
        levels = [[leaf_hash(data) for data in self._leaves]]
        while len(levels[-1]) > 1:
            below = levels[-1]
            levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
        return levels

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return len(self._leaves)

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return self.root_at(self.size)

    def root_at(self, size: int) -> bytes:
        """Return the root of the tree when it had its first ``size`` leaves."""
        return self._root(0, size) if size else EMPTY_ROOT

    def inclusion(self, seq: int, *, size: int) -> tuple[bytes, ...]:
        """Return the proof that entry ``seq`` is among the first ``size``; as ``merkle.inclusion_proof``."""
        proof, start, end = [], 0, size
        while end - start > 1:
            middle = start + _half(end - start)
            if seq < middle:
                proof.append(self._root(middle, end))
                end = middle
            else:
                proof.append(self._root(start, middle))
                start = middle
        return tuple(reversed(proof))

    def _root(self, start: int, end: int) -> bytes:
        """Return the root over the leaves of ``[start, end)``, which begins where a perfect subtree does."""
        length = end - start
        if length & (length - 1) == 0:
            level = length.bit_length() - 1
            return self._levels[level][start >> level]
        middle = start + _half(length)
        return node_hash(self._root(start, middle), self._root(middle, end))


def _half(length: int) -> int:
    """Return the largest power of two below ``length``."""
    return 1 << (length - 1).bit_length() - 1


def bulletin_document(bulletin: PublishedBulletin, *, place: PublishedPlace, log: PublicLog, tree: ProofTree) -> bytes:
    """Return the file ``/<place>/bulletins/<kind>/<key>.r<revision>.json``.

    It is proven to the first checkpoint that holds it, so that it stays as it is while the log grows.

    :raise LeakError: it holds a private number; it goes out in no form.
    """
    for what in _leaks(bulletin):
        raise LeakError(bulletin, what)
    seal, issued = bulletin.seal, log.checkpoint_holding(bulletin.seal.seq)
    document: dict[str, Json] = {
        "v": DOCUMENT_VERSION,
        "digest": bulletin.digest,
        "envelope": bulletin.envelope,
        "names": None if bulletin.names is None else {"salt": bulletin.names_salt, "list": list(bulletin.names)},
        "names_withheld": bulletin.names_withheld,
        "entry": {
            "seq": seal.seq,
            "salt": seal.salt,
            "content": seal.content,
            "digest": seal.digest,
            "leaf": seal.leaf,
        },
        "log": {"origin": place.origin, "vkey": place.vkey},
        "inclusion": {
            "size": issued.size,
            "hashes": [step.hex() for step in tree.inclusion(seal.seq, size=issued.size)],
        },
        "checkpoint": issued.note,
    }
    return json.dumps(document, ensure_ascii=False).encode() + b"\n"


def _leaks(bulletin: PublishedBulletin) -> Iterator[str]:
    """Yield what would be given away by the texts people wrote: of the document, of its names and of its entry."""
    for text in (bulletin.envelope, bulletin.seal.content):
        if is_suspect(text):
            yield from leaks_in_json(text)
    names = "\n".join(bulletin.names or ())
    if is_suspect(names):
        yield from leaks_in_text(names)


def require_sealed(place: PublishedPlace, record: PlaceRecord) -> None:
    """Hold every document of a place against its log before any goes out.

    :raise UnsealedLogError: the log's leaves are not those its checkpoint was signed for.
    :raise UnsealedBulletinError: a document, its names or its entry is not what was sealed.
    """
    if not _is_signed(place, record):
        raise UnsealedLogError(place.slug)
    for bulletin in record.bulletins:
        if not _is_sealed(bulletin, record.log.leaves):
            raise UnsealedBulletinError(bulletin)


def require_continued(place: PublishedPlace, log: PublicLog, public: str | None) -> None:
    """Refuse to replace a public log by one that it is not the beginning of; ``public`` is its checkpoint's text.

    :raise OtherPastError: the log shrank, or its public past is another.
    """
    if public is None:
        return
    try:
        known = open_checkpoint(public, place.vkey, origin=place.origin)
    except NoteError as error:
        raise OtherPastError(place.slug) from error
    tree = ProofTree(log.leaves)
    if tree.size < known.size or tree.root_at(known.size) != known.root:
        raise OtherPastError(place.slug)


def _is_signed(place: PublishedPlace, record: PlaceRecord) -> bool:
    """Tell whether every checkpoint is signed and says what the log was, the newest all of it."""
    tree = ProofTree(record.log.leaves)
    if place.checkpoint is None:
        return not tree.size
    try:
        signed = [open_checkpoint(one.note, place.vkey, origin=place.origin) for one in record.log.checkpoints]
    except NoteError:
        return False
    newest = record.log.checkpoints[-1:] == (IssuedCheckpoint(tree.size, place.checkpoint),)
    return newest and all(
        one.size == issued.size <= tree.size and tree.root_at(one.size) == one.root
        for one, issued in zip(signed, record.log.checkpoints, strict=True)
    )


def _is_sealed(bulletin: PublishedBulletin, leaves: tuple[bytes, ...]) -> bool:
    seal = bulletin.seal
    names_agree = bulletin.names is None or (
        bulletin.names_salt is not None
        and names_digest(bulletin.names, salt=bytes.fromhex(bulletin.names_salt)) == bulletin.names_digest
    )
    return (
        names_agree
        and seal.seq < len(leaves)
        and leaves[seal.seq] == seal.leaf.encode()
        and _sealed_digest(seal) == seal.digest == json.loads(seal.leaf)["digest"]
        and bulletin.digest in seal.bulletin_digests
    )


def _sealed_digest(seal: Seal) -> str:
    """Return what an entry's salt and content make: SHA-256(salt ‖ content)."""
    return hashlib.sha256(bytes.fromhex(seal.salt) + seal.content.encode()).hexdigest()
