"""Freezing addresses of the public application: Frozen-Flask makes each file, and what it asked is noted beside it."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_frozen import Freezer, FrozenFlaskWarning, MissingURLGeneratorWarning
from isal import igzip

from disclosure.site.staging import file_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from flask import Flask

    from portal.kernel.published import Published, Query

#: What is served compressed has its compressed form beside it: text, and large enough to be worth it.
COMPRESSED = (".html", ".css", ".js", ".json", ".csv", ".txt", ".xml", ".atom", ".svg", ".py")
PACKED = ".gz"
_WORTH_PACKING = 600  # bytes: below, a packet carries the plain form as fast

#: Level 3 of ISA-L packs a page ten times as fast as zlib's usual level and a seventh larger.
_LEVEL = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """One file as it was made: its path in the tree, and the questions it asked with their answers."""

    path: str
    asked: tuple[tuple[Query, str], ...]


def freeze(app: Flask, published: Published, addresses: Iterable[str], tree: Path) -> Iterator[Frozen]:
    """Freeze ``addresses``, each from the site's root, into the directory ``tree`` and yield each file."""
    app.config.update(
        FREEZER_DESTINATION=str(tree.resolve()),
        FREEZER_REMOVE_EXTRA_FILES=False,
        FREEZER_REDIRECT_POLICY="error",
        # It would compare with this machine's /etc/mime.types; ``site serve`` and the check have a table of their own.
        FREEZER_IGNORE_MIMETYPE_WARNINGS=True,
    )
    freezer = Freezer(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
    freezer.register_generator(lambda: iter(addresses))
    with warnings.catch_warnings():
        warnings.simplefilter("error", FrozenFlaskWarning)
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)  # only some addresses are frozen at a time
        pages = freezer.freeze_yield()
        while True:
            with published.noted() as notes:
                page = next(pages, None)
            if page is None:
                return
            yield Frozen(path=page.path.as_posix(), asked=tuple(notes.items()))


def file_of(address: str) -> str:
    """Return the file an address is frozen into: a folder's is its ``index.html``."""
    path = address.removeprefix("/")
    return f"{path}index.html" if address.endswith("/") else path


def digests_of(tree: Path, path: str) -> dict[str, str]:
    """Return the digest of a frozen file and, where it is worth it, make and name its packed form too."""
    file = tree / path
    found = {path: file_digest(file)}
    if file.suffix in COMPRESSED and file.stat().st_size >= _WORTH_PACKING:
        packed = igzip.compress(file.read_bytes(), _LEVEL, mtime=0)
        (tree / (path + PACKED)).write_bytes(packed)
        found[path + PACKED] = file_digest(tree / (path + PACKED))
    return found
