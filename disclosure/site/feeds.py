"""What other programs read of the site: Atom feeds (RFC 4287) of what is new, and site maps of all pages.

There is no clock: a document is dated by the day it was published, at midnight in China. An entry is known by the
digest of its document (RFC 6920), so the same news has one identity in a village's feed and in the township's.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from disclosure.site.cards import CardEntry

ATOM_TYPE = "application/atom+xml; charset=utf-8"
XML_TYPE = "application/xml; charset=utf-8"

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MIDNIGHT = "T00:00:00+08:00"

#: How many entries a feed holds.
ENTRIES = 30
#: When a feed without entries was last changed: before anything could have been published.
_NEVER = "2000-01-01"

#: What XML 1.0 cannot carry in any form.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One entry of a feed: what was published, and by whom."""

    author: str
    entry: CardEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One address of a site map, with the day it last changed where that is known."""

    address: str
    changed_on: str | None = None


def atom_feed(news: Sequence[News], *, title: str, author: str, feed: str, page: str, site_url: str) -> bytes:
    """Return a feed of ``news``, newest first; ``feed`` and ``page`` are its own address and that of its page."""
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    _add(root, "id", feed)
    _add(root, "title", title)
    _add(root, "updated", max((one.entry.published_on for one in news), default=_NEVER) + _MIDNIGHT)
    _add(_add(root, "author"), "name", author)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed)
    _add(root, "link", rel="alternate", type="text/html", href=page)
    for one in news:
        _add_entry(root, one, site_url=site_url)
    return _document(root)


def site_map(locations: Iterable[Location]) -> bytes:
    """Return the map of one place's pages."""
    return _locations("urlset", "url", locations)


def site_map_index(locations: Iterable[Location]) -> bytes:
    """Return the map of the places' maps."""
    return _locations("sitemapindex", "sitemap", locations)


def _add_entry(root: ET.Element, news: News, *, site_url: str) -> None:
    entry, element = news.entry, _add(root, "entry")
    published = entry.published_on + _MIDNIGHT
    title = entry.title if entry.revision == 1 else f"更正：{entry.title}（第 {entry.revision} 版）"
    _add(element, "id", _identity(entry.digest))
    _add(element, "title", f"{news.author}{title}")
    _add(element, "updated", published)
    _add(element, "published", published)
    _add(_add(element, "author"), "name", news.author)
    _add(element, "link", rel="alternate", type="text/html", href=site_url + entry.path)
    _add(element, "summary", f"更正理由：{entry.reason}。{entry.detail}" if entry.reason else entry.detail)


def _identity(digest: str) -> str:
    """Return the name of a document by its digest in hex: ``ni:///sha-256;…``."""
    return "ni:///sha-256;" + base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")


def _locations(name: str, each: str, locations: Iterable[Location]) -> bytes:
    root = ET.Element(name, {"xmlns": _SITEMAP})
    for one in locations:
        element = _add(root, each)
        _add(element, "loc", one.address)
        if one.changed_on is not None:
            _add(element, "lastmod", one.changed_on)
    return _document(root)


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    if text is not None:
        element.text = _NOT_XML.sub("", text)
    return element


def _document(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
