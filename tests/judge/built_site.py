"""The built site as the judges see it: its pages by kind, found by walking the folder and asking the address map.

A kind is an endpoint of the public application, so that a new kind of page is judged without being listed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.exceptions import NotFound

from disclosure.site.app import create_public_app
from portal import areas
from portal.config import AREAS
from portal.kernel.published import TOWNSHIP, PlaceRecord, PublicLog, Published, PublishedPlace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.routing import MapAdapter

#: What a page is called that the address map does not know.
UNKNOWN = "unknown"
_INDEX = "index.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One HTML file."""

    kind: str
    file: Path
    address: str  # from the site's root, without a leading slash: "qingshan/finance/2026-10/index.html"

    @property
    def is_withheld(self) -> bool:
        """The page itself asks search engines to leave it out."""
        return b'name="robots" content="noindex' in self.file.read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSite:
    """A folder with a site, and its pages by kind, each kind's largest page first."""

    folder: Path
    kinds: dict[str, tuple[Page, ...]]

    @property
    def pages(self) -> Iterator[Page]:
        """All pages."""
        return (page for pages in self.kinds.values() for page in pages)

    def files(self, *patterns: str) -> tuple[Path, ...]:
        """Return the published files with these names, in order."""
        found = {path for pattern in patterns for path in self.folder.rglob(pattern)}
        return tuple(sorted(path for path in found if not _is_hidden(path, self.folder)))

    def samples(self, kind: str) -> tuple[Page, ...]:
        """Return the largest, the middle and the smallest page of a kind; fewer where there are fewer."""
        pages = self.kinds[kind]
        return tuple(dict.fromkeys((pages[0], pages[len(pages) // 2], pages[-1])))


def read_site(folder: Path) -> BuiltSite:
    """Return the site in ``folder``."""
    addresses = public_addresses()
    kinds: dict[str, list[Page]] = defaultdict(list)
    site = BuiltSite(folder=folder, kinds={})
    for file in site.files("*.html"):
        address = file.relative_to(folder).as_posix()
        kind = kind_of(addresses, address)
        kinds[kind].append(Page(kind=kind, file=file, address=address))
    largest_first = {
        kind: tuple(sorted(pages, key=lambda page: (-page.file.stat().st_size, page.address)))
        for kind, pages in sorted(kinds.items())
    }
    return BuiltSite(folder=folder, kinds=largest_first)


def public_addresses() -> MapAdapter:
    """Return the public application's address map; it does not depend on what was published."""
    nowhere = PublishedPlace(
        slug="nowhere",
        name="无",
        kind=TOWNSHIP,
        parent_slug=None,
        origin="nowhere.example/nowhere",
        vkey="",
        checkpoint=None,
    )
    empty = PlaceRecord(log=PublicLog())
    published = Published(site_url="https://nowhere.example", places=(nowhere,), load=lambda _slug: empty)
    parts = [areas.resolve(area.public) for area in areas.load(AREAS) if area.public]
    return create_public_app(published, parts).url_map.bind("nowhere.example")


def kind_of(addresses: MapAdapter, address: str) -> str:
    """Return the endpoint that made the file at ``address``."""
    try:
        endpoint, _values = addresses.match("/" + address.removesuffix(_INDEX))
    except NotFound:
        return UNKNOWN
    return str(endpoint)


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
