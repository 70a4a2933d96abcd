"""Addresses on the public site: relative between pages, so that the tree works from a USB stick.

Between pages a link names ``index.html``; the canonical address of a page ends with a slash.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import request

if TYPE_CHECKING:
    from werkzeug.routing import Map

#: The one page a server shows at any depth; its links cannot be relative.
NOT_FOUND_PATH = "/404.html"

_INDEX = "index.html"

#: How many addresses are remembered at once: more than one village's pages use, fewer than a county has.
_REMEMBERED = 20_000


class LinkError(LookupError):
    """A template asks for an address no page can have."""


def relative_path(target: str, *, seen_from: str) -> str:
    """Return the address ``target`` as seen from the page ``seen_from``; both from the site's root.

    As ``posixpath.relpath``, which takes several times as long and is asked some twenty times a page.
    """
    here, there = seen_from.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:]) or "./"


class Linker:
    """Makes the addresses of one public application."""

    def __init__(self, url_map: Map, *, site_url: str, assets_digest: str) -> None:
        self._site_url = site_url.rstrip("/")
        self._prefix = urlsplit(self._site_url).path
        self._adapter = url_map.bind("localhost")
        self._assets_digest = assets_digest
        self._path = lru_cache(_REMEMBERED)(self._build)
        self._takes_village = lru_cache(lambda endpoint: url_map.is_endpoint_expecting(endpoint, "village"))

    def path(self, endpoint: str, **values: str) -> str:
        """Return the address of a page from the site's root: ``/gaoquan/finance/2026-10/``.

        :raise LinkError: the endpoint does not take these values.
        """
        if endpoint == "static":
            values.setdefault("digest", self._assets_digest)
        return self._path(endpoint, tuple(sorted(values.items())))

    def canonical(self) -> str:
        """Return the one absolute address of the page being made."""
        return self._site_url + request.path

    def absolute(self, endpoint: str, **values: str) -> str:
        """Return the one absolute address of a page or file."""
        return self._site_url + self.path(endpoint, **values)

    def link(self, endpoint: str, **values: str) -> str:
        """Return the address of a page seen from the page being made.

        A leading dot means the page's own blueprint; ``village`` is the page's own where none is given.
        """
        if endpoint.startswith("."):
            endpoint = f"{request.blueprint}{endpoint}"
        here = (request.view_args or {}).get("village")
        if "village" not in values and here is not None and self._takes_village(endpoint):
            values["village"] = here
        return self.href(self.path(endpoint, **values))

    def relative(self, path: str) -> str:
        """Return an address from the site's root as seen from the page being made, as it is served."""
        if request.path == NOT_FOUND_PATH:
            return self._prefix + path
        return relative_path(path, seen_from=request.path)

    def href(self, path: str) -> str:
        """Return an address from the site's root as seen from the page being made; a part behind # stays."""
        target, mark, anchor = path.partition("#")
        if target.endswith("/"):
            target += _INDEX
        if request.path == NOT_FOUND_PATH:
            return f"{self._prefix}{target}{mark}{anchor}"
        return f"{relative_path(target, seen_from=request.path)}{mark}{anchor}"

    def _build(self, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
        path = self._adapter.build(endpoint, dict(values))
        if "?" in path:
            raise LinkError(f"{endpoint} does not take {[name for name, _ in values]}")
        return path
