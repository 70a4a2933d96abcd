"""Atom feeds: a real reader reads each without complaint, and each is what RFC 4287 says.

``atom.rng`` states the grammar of the RFC; what a grammar cannot say is asked here.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
from lxml import etree

from tests.judge.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.judge.built_site import BuiltSite

PATTERNS = ("*.atom", "feed.xml", "atom.xml")
_GRAMMAR = Path(__file__).with_name("atom.rng")
_ATOM = {"a": "http://www.w3.org/2005/Atom"}


def judge_feeds(site: BuiltSite) -> Iterator[Verdict]:
    """Yield one verdict on all feeds; a site without a feed falls short."""
    feeds = site.files(*PATTERNS)
    faults = tuple(
        f"{path.relative_to(site.folder).as_posix()}: {fault}"
        for path in feeds
        for fault in feed_faults(path.read_bytes())
    )
    entries = sum(len(feedparser.parse(path.read_bytes()).entries) for path in feeds)
    yield Verdict(
        judge="feeds",
        kind="Atom",
        figures=f"{len(feeds)} feeds, {entries} entries",
        faults=faults if feeds else ("the site has no feed",),
    )


def feed_faults(data: bytes) -> Iterator[str]:
    """Yield what is wrong with one feed."""
    read = feedparser.parse(data)
    if read.bozo:
        yield f"feedparser: {read.bozo_exception}"
        return
    if read.version != "atom10":
        yield f"feedparser takes it for {read.version or 'no feed'}"
        return
    tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    grammar = etree.RelaxNG(etree.parse(_GRAMMAR))
    grammar.validate(tree)
    yield from (f"RFC 4287: line {error.line}: {error.message}" for error in grammar.error_log)
    yield from _beyond_grammar(tree)


def _beyond_grammar(feed: etree._Element) -> Iterator[str]:
    entries = feed.findall("a:entry", _ATOM)
    if feed.find("a:author", _ATOM) is None and any(one.find("a:author", _ATOM) is None for one in entries):
        yield "RFC 4287 4.1.1: neither the feed nor every entry names an author"
    for entry in entries:
        leads = entry.xpath("a:content or a:link[not(@rel) or @rel='alternate']", namespaces=_ATOM)
        if not leads:
            yield f"RFC 4287 4.1.2: {entry.findtext('a:id', '', _ATOM)} has neither content nor an alternate link"
    names = Counter(entry.findtext("a:id", "", _ATOM) for entry in entries)
    yield from (f"RFC 4287 4.1.1: {name} stands twice" for name, times in names.items() if times > 1)
