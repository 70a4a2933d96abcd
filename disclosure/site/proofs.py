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
from disclosure.site.leaks import leaks_in_json
from portal.kernel.merkle import EMPTY_ROOT, leaf_hash, node_hash, root_of
from portal.kernel.notes import NoteError, open_checkpoint
from portal.kernel.published import names_digest

if TYPE_CHECKING:
    from pathlib import Path

    from portal.kernel.canonical import Json
    from portal.kernel.published import Published, PublishedBulletin, PublishedPlace, Seal

#: The form of file this program writes and checks.
DOCUMENT_VERSION = 1


class ProofTree:
    """The hash tree over a place's public leaves, computed once for all its proofs."""

    def __init__(self, place: PublishedPlace) -> None:
        self._leaves = place.leaves

    @cached_property
    def _levels(self) -> list[list[bytes]]:
        levels = [[leaf_hash(data) for data in self._leaves]]
        while len(levels[-1]) > 1:
            below = levels[-1]
            level = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
            levels.append([*level, below[-1]] if len(below) % 2 else level)
        return levels

    @property
    def size(self) -> int:
        """How many entries the log has."""
        return len(self._leaves)

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return self._levels[-1][0] if self._leaves else EMPTY_ROOT

    def inclusion(self, seq: int) -> tuple[bytes, ...]:
        """Return the proof that entry ``seq`` is in the log; as ``merkle.inclusion_proof``, without rehashing."""
        proof, node = [], seq
        for level in self._levels[:-1]:
            if node ^ 1 < len(level):
                proof.append(level[node ^ 1])
            node >>= 1
        return tuple(proof)


def bulletin_document(bulletin: PublishedBulletin, *, place: PublishedPlace, tree: ProofTree) -> bytes:
    """Return the file ``/<place>/bulletins/<kind>/<key>.r<revision>.json``."""
    seal = bulletin.seal
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
        "inclusion": {"size": tree.size, "hashes": [step.hex() for step in tree.inclusion(seal.seq)]},
        "checkpoint": place.checkpoint,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def require_sealed(published: Published) -> None:
    """Hold every document against its log before it goes out.

    :raise UnsealedLogError: a log's leaves are not those its checkpoint was signed for.
    :raise UnsealedBulletinError: a document, its names or its entry is not what was sealed.
    """
    trees = {place.slug: ProofTree(place) for place in published.places}
    for place in published.places:
        if not _is_signed(place, trees[place.slug]):
            raise UnsealedLogError(place.slug)
    leaves = {place.slug: place.leaves for place in published.places}
    for bulletin in published.bulletins:
        if not _is_sealed(bulletin, leaves[bulletin.place_slug]):
            raise UnsealedBulletinError(bulletin)


def require_discreet(published: Published) -> None:
    """Refuse to publish a document that gives a private number away.

    :raise LeakError: it names the document.
    """
    for bulletin in published.bulletins:
        for what in leaks_in_json(bulletin.envelope):
            raise LeakError(bulletin, what)


def _is_signed(place: PublishedPlace, tree: ProofTree) -> bool:
    if place.checkpoint is None:
        return not place.leaves
    try:
        checkpoint = open_checkpoint(place.checkpoint, place.vkey, origin=place.origin)
    except NoteError:
        return False
    return (checkpoint.size, checkpoint.root) == (tree.size, tree.root)


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


def require_continued(published: Published, directory: Path) -> None:
    """Refuse to replace a public log by one that it is not the beginning of.

    :raise OtherPastError: a log shrank, or its public past is another.
    """
    for place in published.places:
        kept = directory / place.slug / "log" / "checkpoint"
        if not kept.exists():
            continue
        try:
            public = open_checkpoint(kept.read_text(), place.vkey, origin=place.origin)
        except (NoteError, UnicodeDecodeError) as error:
            raise OtherPastError(place.slug) from error
        leaves = [leaf_hash(data) for data in place.leaves[: public.size]]
        if len(leaves) < public.size or root_of(leaves) != public.root:
            raise OtherPastError(place.slug)
