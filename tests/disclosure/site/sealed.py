"""A small site of sealed pages in a folder, made by hand from the public application."""

from __future__ import annotations

import hashlib
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from flask.testing import FlaskClient

from disclosure.site.app import Address, create_public_app, site_of
from disclosure.site.sealing import SealedDocument, named_documents, own_files, seal_page
from portal.kernel.merkle import inclusion_proof, leaf_hash, root_of
from portal.kernel.notes import Checkpoint, sign_checkpoint, sign_note
from tests.disclosure.site.hand_made import Log, World, notes_part

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
    """Write every file of the site of ``made``, pages sealed, into ``folder``."""
    app = create_public_app(made.published, [part])
    client = app.test_client()
    for one in site_of(app).addresses:
        path = path_of(app, one)
        content = client.get(path).data
        file = folder / path.lstrip("/") / ("index.html" if path.endswith("/") else "")
        file.parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("/"):
            log = next((log for log in (made.liuxi, made.shiqiao) if log.slug == one.place_slug), made.township)
            content = sealed(content.decode(), path, log=log, client=client).encode()
        file.write_bytes(content)


def sealed(html: str, path: str, *, log: Log, client: FlaskClient) -> str:
    """Return one page with its seal."""
    return seal_page(
        html,
        address=path,
        origin=log.origin,
        vkey=log.key.vkey,
        log=posixpath.relpath(f"/{log.slug}/log", path) + "/",
        files={name: hashlib.sha256(client.get(path + name).data).hexdigest() for name in own_files(html)},
        documents=sealed_documents(log, named_documents(html), sizes=(*log.earlier, len(log.leaves))),
        sign=lambda text: sign_note(text, log.key),
    )


def path_of(app: Flask, one: Address) -> str:
    """Return the address of a file from the site's root."""
    return site_of(app).linker.path(one.endpoint, **one.values)
