"""Feeds and site maps, as the programs that read them would."""

import base64
import re
from collections.abc import Callable
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from disclosure.site.app import create_public_app
from disclosure.site.feeds import ENTRIES, Location, site_map
from tests.disclosure.site.hand_made import (
    SITE_URL,
    Log,
    World,
    addresses_of,
    client_of,
    notes_part,
    published_of,
    world,
)

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def app(made: World) -> Flask:
    return create_public_app(made.published, [notes_part])


def tree_of(client: FlaskClient, path: str) -> ET.Element:
    return ET.fromstring(client.get(path).data)  # noqa: S314 - our own


def addresses(client: FlaskClient, path: str) -> dict[str, str | None]:
    return {
        one.findtext(f"{SITEMAP}loc", "").removeprefix(SITE_URL): one.findtext(f"{SITEMAP}lastmod")
        for one in tree_of(client, path)
    }


@pytest.mark.parametrize("path", ["/feed.atom", "/liuxi/feed.atom"])
def test_a_feed_has_what_rfc_4287_requires(client: FlaskClient, path: str) -> None:
    root = tree_of(client, path)
    entries = root.findall(f"{ATOM}entry")
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}id") == SITE_URL + path
    assert [one.get("href") for one in root.findall(f"{ATOM}link") if one.get("rel") == "self"] == [SITE_URL + path]
    for one in (root, *entries):
        assert one.findtext(f"{ATOM}title")
        assert one.findtext(f"{ATOM}author/{ATOM}name")
        assert datetime.fromisoformat(one.findtext(f"{ATOM}updated", "")).utcoffset() is not None
    assert root.findtext(f"{ATOM}updated") == max(one.findtext(f"{ATOM}updated", "") for one in entries)
    names = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(names)) == len(names) > 0


def test_an_entry_is_known_by_the_digest_of_its_document_in_both_feeds(client: FlaskClient, made: World) -> None:
    digest = made.published.latest("liuxi", "note", "2026-10").digest
    name = "ni:///sha-256;" + base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    for path in ("/feed.atom", "/liuxi/feed.atom"):
        (entry,) = [one for one in tree_of(client, path).iter(f"{ATOM}entry") if one.findtext(f"{ATOM}id") == name]
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href") == f"{SITE_URL}/liuxi/notes/2026-10/"
        assert entry.findtext(f"{ATOM}updated") == "2026-11-03T00:00:00+08:00"


def test_a_correction_is_news_of_its_own_with_its_reason(client: FlaskClient) -> None:
    titles = {
        one.findtext(f"{ATOM}title"): one.findtext(f"{ATOM}summary", "")
        for one in tree_of(client, "/liuxi/feed.atom").iter(f"{ATOM}entry")
    }
    assert "金额有误" in titles["柳溪村更正：2026-9 的记录（第 2 版）"]
    assert "柳溪村2026-9 的记录" in titles


def test_markup_and_what_xml_cannot_carry_do_not_break_a_feed(made: World) -> None:
    made.shiqiao.publish("2026-11", "<b>&]]>\x0b\x00\ufffe修路")
    client = client_of(made.published)
    for path in ("/feed.atom", "/shiqiao/feed.atom"):
        assert "<b>&]]>修路" in [one.findtext(f"{ATOM}summary") for one in tree_of(client, path).iter(f"{ATOM}entry")]


def test_a_feed_holds_the_newest_and_no_more(made: World) -> None:
    for number in range(ENTRIES + 5):
        made.shiqiao.publish(f"n-{number}")
    client = client_of(made.published)
    entries = tree_of(client, "/shiqiao/feed.atom").findall(f"{ATOM}entry")
    assert len(entries) == ENTRIES
    assert entries[0].findtext(f"{ATOM}title") == f"石桥村n-{ENTRIES + 4} 的记录"


def test_a_village_without_documents_has_a_feed_without_entries() -> None:
    client = create_public_app(World().published, [notes_part]).test_client()
    root = tree_of(client, "/liuxi/feed.atom")
    assert root.findall(f"{ATOM}entry") == []
    assert root.findtext(f"{ATOM}updated") == "2000-01-01T00:00:00+08:00"


def test_the_maps_name_every_page_once_and_nothing_else(app: Flask, made: World, client: FlaskClient) -> None:
    maps = addresses(client, "/sitemap.xml")
    named = [path for one in maps for path in addresses(client, one)]
    pages = {one.path for one in addresses_of(app, made.published) if re.search(r"/$", one.path)}
    prints = {path for path in pages if re.search(r"/a[34]/$", path)}
    assert sorted(named) == sorted(pages - prints)
    assert prints


def test_the_maps_say_when_a_documents_page_last_changed(client: FlaskClient) -> None:
    assert addresses(client, "/sitemap.xml")["/liuxi/sitemap.xml"] == "2026-11-06"
    pages = addresses(client, "/liuxi/sitemap.xml")
    assert pages["/liuxi/notes/2026-9/"] == "2026-11-04"  # corrected
    assert pages["/liuxi/notes/2026-10/"] == "2026-11-03"
    assert pages["/liuxi/"] is None


def test_an_address_is_escaped() -> None:
    assert b"a=1&amp;b=2" in site_map([Location(address="https://a.example/?a=1&b=2")])


def test_robots_are_told_of_the_maps(client: FlaskClient) -> None:
    assert f"Sitemap: {SITE_URL}/sitemap.xml\n" in client.get("/robots.txt").text


LOGS: dict[str, Callable[[], list[Log]]] = {
    "as it is": lambda: [world().township, world().liuxi, world().shiqiao],
    "villages in another order": lambda: [world().shiqiao, world().liuxi, world().township],
}


@pytest.mark.parametrize("path", ["/feed.atom", "/sitemap.xml", "/liuxi/feed.atom", "/liuxi/sitemap.xml", "/"])
def test_the_same_documents_make_the_same_bytes(path: str) -> None:
    made = {client_of(published_of(*logs())).get(path).data for logs in LOGS.values()}
    assert len(made) == 1
