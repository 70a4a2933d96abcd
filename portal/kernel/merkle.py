"""The Merkle tree of a transparency log: RFC 6962 section 2.1 over SHA-256, pure.

Entries become leaf hashes, leaf hashes become one root; all hashes are 32 bytes, all indexes
count from zero, and a proof lists hashes from the leaves upwards. A proof that fails raises: there
is no boolean to forget.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class MerkleError(ValueError):
    """What was given cannot belong to a tree."""


class PositionError(MerkleError):
    """An index or a size that the tree does not have."""


class FrontierError(MerkleError):
    """A frontier whose peaks do not fit its size, or a text that is not one."""


class ProofError(MerkleError):
    """A proof that does not connect what it claims to connect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """All that is needed to grow a tree: its ``size`` and its ``peaks``.

    The peaks are the roots of the perfect subtrees, largest first, one for each set bit of ``size``.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or self.size.bit_count() != len(self.peaks):
            raise FrontierError(f"{len(self.peaks)} peaks do not make a tree of size {self.size}")

    def append(self, leaf: bytes) -> Frontier:
        """Return the frontier after one more leaf hash."""
        peaks, node, carry = list(self.peaks), leaf, self.size
        while carry & 1:
            node = node_hash(peaks.pop(), node)
            carry >>= 1
        return Frontier(size=self.size + 1, peaks=(*peaks, node))

    def root(self) -> bytes:
        """Return the root of the tree."""
        if not self.peaks:
            return EMPTY_ROOT
        *larger, node = self.peaks
        for peak in reversed(larger):
            node = node_hash(peak, node)
        return node

    def to_text(self) -> str:
        """Return ``<size>:<peaks in hex>``, the form kept in the database."""
        return f"{self.size}:{b''.join(self.peaks).hex()}"

    @classmethod
    def from_text(cls, text: str) -> Frontier:
        """Read what ``to_text`` wrote.

        :raise FrontierError: ``text`` is anything else.
        """
        size, colon, joined = text.partition(":")
        try:
            peaks = bytes.fromhex(joined)
            frontier = cls(
                size=int(size),
                peaks=tuple(peaks[at : at + HASH_BYTES] for at in range(0, len(peaks), HASH_BYTES)),
            )
        except ValueError as error:
            raise FrontierError(f"not a frontier: {text!r}") from error
        if not colon or len(peaks) % HASH_BYTES or peaks.hex() != joined or str(frontier.size) != size:
            raise FrontierError(f"not a frontier: {text!r}")
        return frontier


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one entry."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above ``left`` and ``right``."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root of the tree over ``leaf_hashes``."""
    level = leaf_hashes
    while len(level) > 1:
        level = _parents(level)
    return level[0] if level else EMPTY_ROOT


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the proof that the leaf at ``index`` is in the tree over ``leaf_hashes``.

    :raise PositionError: there is no such leaf.
    """
    if not 0 <= index < len(leaf_hashes):
        raise PositionError(f"no leaf {index} in a tree of size {len(leaf_hashes)}")
    proof = []
    level, node = leaf_hashes, index
    while len(level) > 1:
        sibling = node ^ 1
        if sibling < len(level):
            proof.append(level[sibling])
        level, node = _parents(level), node >> 1
    return tuple(proof)


def consistency_proof(leaf_hashes: Sequence[bytes], old_size: int) -> tuple[bytes, ...]:
    """Return the proof that the tree over the first ``old_size`` leaves is a prefix of the whole.

    It is the way up from the old tree's last perfect subtree, headed by that subtree's root unless
    the subtree is the whole old tree. From nothing to anything, and from a tree to itself, it is empty.

    :raise PositionError: the tree was never of that size.
    """
    if not 0 <= old_size <= len(leaf_hashes):
        raise PositionError(f"a tree of size {len(leaf_hashes)} has no prefix of size {old_size}")
    if old_size in {0, len(leaf_hashes)}:
        return ()
    level, node = leaf_hashes, old_size - 1
    while node & 1:
        level, node = _parents(level), node >> 1
    way_up = inclusion_proof(level, node)
    return (level[node], *way_up) if node else way_up


def verify_inclusion(leaf: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash ``leaf`` stands at ``index`` in the tree of ``size`` with ``root``.

    :raise ProofError: it does not, or the proof does not show it.
    """
    if not 0 <= index < size:
        raise ProofError(f"no leaf {index} in a tree of size {size}")
    _require_hashes(leaf, root, *proof)
    node = leaf
    for sibling, stands_left in _climb(index, size - 1, proof):
        node = node_hash(sibling, node) if stands_left else node_hash(node, sibling)
    if node != root:
        raise ProofError(f"the proof for leaf {index} leads to another root")


def verify_consistency(
    *, old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of ``old_size`` with ``old_root`` is a prefix of the new one.

    :raise ProofError: it is not, or the proof does not show it.
    """
    if not 0 <= old_size <= new_size:
        raise ProofError(f"a tree of size {new_size} has no prefix of size {old_size}")
    _require_hashes(old_root, new_root, *proof)
    if old_size == 0 and old_root != EMPTY_ROOT:
        raise ProofError("the old root is not that of an empty tree")
    if old_size == new_size and old_root != new_root:
        raise ProofError(f"the roots of size {old_size} differ")
    if old_size in {0, new_size}:
        if proof:
            raise ProofError("the proof is longer than the way to the root")
        return
    old, new = _old_and_new_root(old_size, new_size, (old_root, *proof) if old_size.bit_count() == 1 else tuple(proof))
    if old != old_root or new != new_root:
        raise ProofError(f"the proof from size {old_size} to {new_size} leads to other roots")


def _parents(level: Sequence[bytes]) -> list[bytes]:
    """Return the level above; a last node without a sibling moves up as it is."""
    parents = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return [*parents, level[-1]] if len(level) % 2 else parents


def _old_and_new_root(old_size: int, new_size: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the two roots to which ``hashes`` lead: the old tree's last perfect subtree, then its way up."""
    if not hashes:
        raise ProofError("the proof is shorter than the way to the root")
    node, last = old_size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = hashes[0]
    for sibling, stands_left in _climb(node, last, hashes[1:]):
        if stands_left:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)
    return old, new


def _climb(node: int, last: int, proof: Sequence[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each sibling on the way up and whether it stands left of the node reached so far.

    ``node`` and ``last`` are positions on one level: where the way starts and the level's right end.
    Source: RFC 9162, sections 2.1.3.2 and 2.1.4.2, 2021-12.
    """
    for sibling in proof:
        if not last:
            raise ProofError("the proof is longer than the way to the root")
        stands_left = bool(node & 1) or node == last
        yield sibling, stands_left
        while stands_left and node and not node & 1:
            node, last = node >> 1, last >> 1
        node, last = node >> 1, last >> 1
    if last:
        raise ProofError("the proof is shorter than the way to the root")


def _require_hashes(*hashes: bytes) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise ProofError("the proof holds something that is not a hash")
