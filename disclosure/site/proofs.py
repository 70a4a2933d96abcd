"""What a stranger needs to check one bulletin: the document itself, its sealed entry, and the way up the log.

One file holds everything, so that it can be checked from a USB stick after the server is gone:
names part and envelope → digest → sealed entry → public leaf → inclusion → signed checkpoint.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from portal.kernel.merkle import leaf_hash, node_hash

if TYPE_CHECKING:
    from portal.kernel.canonical import Json
    from portal.kernel.published import PublishedBulletin, PublishedPlace

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
