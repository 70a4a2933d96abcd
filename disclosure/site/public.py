"""The site's own public pages: township and village homes, how open each was, feeds and maps, the log as files."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template

from disclosure.site.assets import ASSETS, asset_bytes, assets_digest
from disclosure.site.bundles import bundle, bundles_of
from disclosure.site.cards import card_of, headline_of, newest_documents, news_of
from disclosure.site.feeds import ATOM_TYPE, ENTRIES, XML_TYPE, Location, News, atom_feed, site_map, site_map_index
from disclosure.site.openness import corrections_page, timeliness_page
from disclosure.site.pages import log_page, township_home, township_news, verify_page, village_home
from disclosure.site.search_pages import add_search_pages
from portal.areas import PublicPart
from portal.kernel.errors import NotFoundError
from portal.kernel.published import VILLAGE
from portal.web.public_sheets import PAPERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from disclosure.site.cards import Card
    from disclosure.site.cards import Path as PathOf
    from disclosure.site.record import Record
    from portal.kernel.published import Published

    CardOf = Callable[[str], Card]

#: The program with which a stranger checks a bulletin; it needs nothing but Python.
STRANGER = Path(__file__).with_name("stranger.py")

_TILE_TYPE = "application/octet-stream"
_JSON_TYPE = "application/json; charset=utf-8"
_ZIP_TYPE = "application/zip"
_NOTE_TYPE = "text/plain; charset=utf-8"


def own_part(
    published: Published, parts: Sequence[PublicPart], *, record: Record, card: CardOf, path: PathOf
) -> PublicPart:
    """Return the site's own pages; ``parts`` are the areas' pages they lead to.

    ``record`` gives the files of the public record, ``card`` a village's card for the township's pages, ``path`` the
    address of an endpoint with its values.
    """
    blueprint = Blueprint("site", __name__)
    own = PublicPart(blueprint=blueprint, pages=lambda slug: _pages_in(published, slug, parts))
    _add_township(blueprint, published, card)
    _add_village(blueprint, published, parts, path)
    _add_feeds(blueprint, published, parts, card=card, path=path)
    _add_maps(blueprint, published, (*parts, own), card=card, path=path)
    _add_log(blueprint, published, parts, record)
    _add_bundles(blueprint, parts, record)
    add_search_pages(blueprint, published, parts, path=path)
    return own


def pages_above() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the files that stand in no place's directory; the township's home comes last."""
    for name in ASSETS:
        yield "static", {"filename": name}
    for endpoint in ("search", "verify", "stranger", "robots", "township_feed", "maps", "not_found", "township"):
        yield f"site.{endpoint}", {}


def _add_township(blueprint: Blueprint, published: Published, card: CardOf) -> None:
    @blueprint.get("/")
    def township() -> str:
        return render_template("disclosure/public/township.html", page=township_home(published, card))

    @blueprint.get("/verify/")
    def verify() -> str:
        return render_template("disclosure/public/verify.html", page=verify_page(published))

    @blueprint.get("/verify/verify.py")
    def stranger() -> Response:
        return Response(STRANGER.read_bytes(), content_type="text/x-python; charset=utf-8")

    @blueprint.get("/404.html")
    def not_found() -> str:
        return render_template("disclosure/public/404.html", page=verify_page(published))

    @blueprint.get("/robots.txt")
    def robots() -> Response:
        maps = f"{published.site_url}/sitemap.xml"
        return Response(f"User-agent: *\nAllow: /\nSitemap: {maps}\n", content_type=_NOTE_TYPE)


def _add_village(blueprint: Blueprint, published: Published, parts: Sequence[PublicPart], path: PathOf) -> None:
    @blueprint.get("/<village>/")
    def village(village: str) -> str:
        return render_template("disclosure/public/village.html", page=village_home(published, village, parts))

    @blueprint.get("/<village>/timeliness/")
    def timeliness(village: str) -> str:
        return render_template("disclosure/public/timeliness.html", page=timeliness_page(published, village, parts))

    @blueprint.get("/<village>/corrections/")
    def corrections(village: str) -> str:
        return render_template("disclosure/public/corrections.html", page=corrections_page(published, village, parts))

    @blueprint.get("/<village>/wechat.txt")
    def wechat(village: str) -> Response:
        text = render_template("disclosure/public/wechat.txt", page=village_home(published, village, parts))
        return Response(text, content_type=_NOTE_TYPE)

    @blueprint.get("/<village>/card.json")
    def village_card(village: str) -> Response:
        return Response(card_of(published, village, parts, path=path).to_text(), content_type=_JSON_TYPE)


def _add_feeds(
    blueprint: Blueprint,
    published: Published,
    parts: Sequence[PublicPart],
    *,
    card: CardOf,
    path: PathOf,
) -> None:
    def feed_of(news: Sequence[News], name: str, *, directory: str) -> Response:
        page = published.site_url + directory
        text = atom_feed(
            news, title=f"{name}村务公开", author=name, feed=f"{page}feed.atom", page=page, site_url=published.site_url
        )
        return Response(text, content_type=ATOM_TYPE)

    @blueprint.get("/<village>/feed.atom")
    def feed(village: str) -> Response:
        name = published.village(village).name
        news = [News(author=name, entry=one) for one in islice(news_of(published, village, parts, path=path), ENTRIES)]
        return feed_of(news, name, directory=f"/{village}/")

    @blueprint.get("/feed.atom")
    def township_feed() -> Response:
        newest = islice(township_news([card(one.slug) for one in published.villages]), ENTRIES)
        news = [News(author=one.village, entry=one.entry) for one in newest]
        return feed_of(news, published.township.name, directory="/")


def _add_maps(
    blueprint: Blueprint,
    published: Published,
    parts: Sequence[PublicPart],
    *,
    card: CardOf,
    path: PathOf,
) -> None:
    def changes(slug: str) -> dict[str, str]:
        """Return on which day the pages of documents last changed, by their addresses."""
        found: dict[str, str] = {}
        for bulletin in reversed(newest_documents(published, slug)):
            headline = headline_of(parts, bulletin)
            if headline is not None:
                address = path(headline.endpoint, {"village": slug, **headline.values})
                found[address] = max(found.get(address, ""), bulletin.published_on.isoformat())
        return found

    @blueprint.get("/<village>/sitemap.xml")
    def pages_of(village: str) -> Response:
        is_village = published.place(village).kind == VILLAGE
        listed = [page for part in (parts if is_village else parts[-1:]) for page in part.pages(village)]
        listed += () if is_village else pages_above()
        changed = changes(village)
        found = [one for one in (path(endpoint, values) for endpoint, values in listed) if _is_page(one)]
        locations = [Location(address=published.site_url + one, changed_on=changed.get(one)) for one in found]
        return Response(site_map(locations), content_type=XML_TYPE)

    @blueprint.get("/sitemap.xml")
    def maps() -> Response:
        days = {one.slug: card(one.slug).published_on for one in published.villages}
        locations = [
            Location(address=f"{published.site_url}/{one.slug}/sitemap.xml", changed_on=days.get(one.slug))
            for one in (published.township, *published.villages)
        ]
        return Response(site_map_index(locations), content_type=XML_TYPE)


def _add_log(blueprint: Blueprint, published: Published, parts: Sequence[PublicPart], record: Record) -> None:
    @blueprint.get("/<village>/log/")
    def log(village: str) -> str:
        return render_template("disclosure/public/log.html", page=log_page(published, village, parts))

    @blueprint.get("/<village>/log/checkpoint")
    def checkpoint(village: str) -> Response:
        return Response(record.file(village, "log/checkpoint"), content_type=_NOTE_TYPE)

    @blueprint.get("/<village>/log/tile/<path:tile>")
    def tile(village: str, tile: str) -> Response:
        return Response(record.file(village, f"log/tile/{tile}"), content_type=_TILE_TYPE)

    @blueprint.get("/<village>/bulletins/<kind>/<name>")
    def bulletin(village: str, kind: str, name: str) -> Response:
        return Response(record.file(village, f"bulletins/{kind}/{name}"), content_type=_JSON_TYPE)


def _add_bundles(blueprint: Blueprint, parts: Sequence[PublicPart], record: Record) -> None:
    @blueprint.get("/<village>/bundles/<kind>/<key>.zip", endpoint="bundle")
    def whole(village: str, kind: str, key: str) -> Response:
        found = bundles_of(parts).get(kind)
        if found is None:
            raise NotFoundError
        made = bundle(
            found.documents(village, key),
            record=record,
            name=f"{village}-{kind}-{key}",
            program=STRANGER.read_bytes(),
        )
        return Response(made, content_type=_ZIP_TYPE)


def _pages_in(published: Published, slug: str, parts: Sequence[PublicPart]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the site's own pages in a place's directory; the record's files are no pages."""
    at = {"village": slug}
    yield "site.log", at
    yield "site.pages_of", at
    if published.place(slug).kind == VILLAGE:
        for endpoint in (
            "village",
            "timeliness",
            "corrections",
            "wechat",
            "village_card",
            "feed",
            "contents",
            "records",
        ):
            yield f"site.{endpoint}", at
        for kind, found in bundles_of(parts).items():
            yield from (("site.bundle", {**at, "kind": kind, "key": key}) for key in found.keys(slug))


def _is_page(path: str) -> bool:
    """Tell whether an address is a page to be found: not a file, and not a print of a page."""
    return path.endswith("/") and path.split("/")[-2] not in PAPERS


def static_file(digest: str, filename: str) -> Response:
    """Return one shipped file.

    :raise NotFoundError: the site ships no such file, or another version of it.
    """
    if digest != assets_digest() or filename not in ASSETS:
        raise NotFoundError
    return Response(asset_bytes(filename), content_type=ASSETS[filename])
