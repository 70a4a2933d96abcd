"""A small site of sealed pages in a folder, published like every other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from disclosure.site.building import build_site
from disclosure.site.sealing import SealedDocument
from portal.kernel.merkle import inclusion_proof, leaf_hash, root_of
from portal.kernel.notes import Checkpoint, sign_checkpoint
from tests.disclosure.site.hand_made import Log, World, notes_part, sign

if TYPE_CHECKING:
    from disclosure.site.app import PartFactory


def checkpoint(log: Log, size: int) -> str:
    """Return the log's checkpoint of an earlier size, as it was signed then."""
    root = root_of([leaf_hash(leaf) for leaf in log.leaves[:size]])
    return sign_checkpoint(Checkpoint(origin=log.origin, size=size, root=root), log.key)


def sealed_documents(log: Log, digests: tuple[str, ...], *, sizes: tuple[int, ...]) -> list[SealedDocument]:
    """Return the proof of each document to the earliest checkpoint, of those ``sizes``, that holds it."""
    found = []
    for bulletin in log.bulletins:
        if bulletin.digest in digests:
            size = min(size for size in sizes if size > bulletin.seal.seq)
            hashes = [leaf_hash(leaf) for leaf in log.leaves[:size]]
            found.append(
                SealedDocument(
                    digest=bulletin.digest,
                    seal=bulletin.seal,
                    checkpoint=checkpoint(log, size),
                    hashes=inclusion_proof(hashes, bulletin.seal.seq),
                )
            )
    return found


def build_sealed(made: World, folder: Path, *, part: PartFactory = notes_part) -> None:
    """Publish the site of ``made`` into ``folder``."""
    build_site(made.published, [part], folder, sign=sign)
