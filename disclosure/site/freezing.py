"""Freezing addresses of the public application: Frozen-Flask makes each file, and what it asked is noted beside it."""

from __future__ import annotations

import hashlib
import os
import posixpath
import warnings
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from flask import globals as globals_of_flask
from flask_frozen import Freezer, FrozenFlaskWarning, MissingURLGeneratorWarning
from isal import igzip
from werkzeug.test import EnvironBuilder

from disclosure.site.errors import PageNotMadeError
from disclosure.site.traces import PACKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask

    from portal.kernel.published import Published
    from portal.kernel.shelves import Query

#: What is served compressed has its compressed form beside it: text, and large enough to be worth it.
COMPRESSED = (".html", ".css", ".js", ".json", ".csv", ".txt", ".xml", ".atom", ".svg", ".py")
_WORTH_PACKING = 600  # bytes: below, a packet carries the plain form as fast

#: Level 3 of ISA-L packs a page ten times as fast as zlib's usual level and a seventh larger.
_LEVEL = 3
_MODE = 0o644


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """One file as it was made: its path in the tree, the questions it asked with their answers, what is kept of it."""

    path: str
    asked: tuple[tuple[Query, str], ...]
    digests: dict[str, str]  # of the file and of its packed form beside it, by their paths


def freeze(app: Flask, published: Published, addresses: Iterable[str], keeper: Keeper) -> Iterator[Frozen]:
    """Freeze ``addresses``, each from the site's root, into the tree of ``keeper`` and yield each file."""
    app.config.update(FREEZER_DESTINATION=keeper.tree, FREEZER_REMOVE_EXTRA_FILES=False)
    freezer = _Freezer(app, keeper)
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
            yield Frozen(path=page.path.as_posix(), asked=tuple(notes.items()), digests=freezer.kept)


class _Freezer(Freezer):  # type: ignore[misc]
    """A freezer that asks without the costs of a browser, and keeps each answer once, packed and digested.

    As it comes, it makes a test client and a request context for every page, looks for what stands there already and
    leaves reading the file again to whoever wants its digest; at a county's size that is most of the time. Nothing
    stands in a staging tree, and the public application neither redirects nor sets a cookie.
    """

    def __init__(self, app: Flask, keeper: Keeper) -> None:
        super().__init__(app, with_static_files=False, with_no_argument_rules=False, log_url_for=False)
        self.kept: dict[str, str] = {}
        self._keeper = keeper
        self._environ = EnvironBuilder(method="GET", base_url="http://localhost/").get_environ()
        self._addresses = app.url_map.bind("localhost")

    def _build_one(self, url: str, last_modified: object = None) -> Path:  # noqa: ARG002 - the base class hands it in
        request = self.app.request_class({**self._environ, "PATH_INFO": url.encode().decode("latin-1")})
        request.url_rule, request.view_args = self._addresses.match(url, return_rule=True)
        request_context = globals_of_flask.request_ctx
        request_context.request = request  # the context in which all addresses are listed serves every page
        response = self.app.full_dispatch_request()
        if response.status_code != HTTPStatus.OK:
            raise PageNotMadeError(url, response.status_code)
        path = file_of(url)
        self.kept = self._keeper.keep(path, response.get_data())
        return Path(self._keeper.tree, path)


class Keeper:
    """Writes files into an empty tree, beside each that is worth it its packed form, and tells their digests."""

    def __init__(self, tree: Path) -> None:
        self.tree = os.fspath(tree.resolve())
        self._folders: set[str] = set()

    def keep(self, path: str, content: bytes, *, packed: bool = True) -> dict[str, str]:
        """Write ``content`` at ``path`` in the tree; return the digest of each file written, by its path."""
        folder, name = posixpath.split(path)
        if folder not in self._folders:
            Path(self.tree, folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        digests = {path: self._write(path, content)}
        if packed and len(content) >= _WORTH_PACKING and name.endswith(COMPRESSED):
            digests[path + PACKED] = self._write(path + PACKED, igzip.compress(content, _LEVEL, mtime=0))
        return digests

    def _write(self, path: str, content: bytes) -> str:
        file = os.open(f"{self.tree}/{path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        try:
            written = os.write(file, content)
            while written < len(content):  # a disk that is full says so at the next attempt
                written += os.write(file, content[written:])
        finally:
            os.close(file)
        return hashlib.sha256(content).hexdigest()


def is_page(address: str) -> bool:
    """Tell whether a page stands at an address, and not a file that a page offers."""
    return address.endswith(("/", ".html"))


def file_of(address: str) -> str:
    """Return the file an address is frozen into: a folder's is its ``index.html``."""
    path = address.removeprefix("/")
    return f"{path}index.html" if address.endswith("/") else path
