"""The site's own public pages: township and village homes, verifying, the log as files, every bulletin as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template

from disclosure.site.assets import ASSETS, asset_bytes, assets_digest
from disclosure.site.cards import card_of
from disclosure.site.pages import log_page, township_home, verify_page, village_home
from disclosure.site.search_pages import add_search_pages
from portal.areas import PublicPart
from portal.kernel.errors import NotFoundError
from portal.kernel.published import VILLAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from disclosure.site.cards import Card
    from disclosure.site.cards import Path as CardPath
    from disclosure.site.record import Record
    from portal.kernel.published import Published

#: The program with which a stranger checks a bulletin; it needs nothing but Python.
STRANGER = Path(__file__).with_name("stranger.py")

_TILE_TYPE = "application/octet-stream"
_JSON_TYPE = "application/json; charset=utf-8"
_NOTE_TYPE = "text/plain; charset=utf-8"


def own_part(
    published: Published,
    parts: Sequence[PublicPart],
    *,
    record: Record,
    card: Callable[[str], Card],
    path: CardPath,
) -> PublicPart:
    """Return the site's own pages; ``parts`` are the areas' pages they lead to.

    ``record`` gives the files of the public record, ``card`` a village's card for the township's pages, ``path`` the
    address of an endpoint with its values.
    """
    blueprint = Blueprint("site", __name__)
    _add_township(blueprint, published, card)
    _add_village(blueprint, published, parts, path)
    _add_log(blueprint, published, parts, record)
    add_search_pages(blueprint, published, parts, path=path)
    return PublicPart(blueprint=blueprint, pages=lambda slug: _pages_in(published, slug))


def pages_above() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the files that stand in no place's directory; the township's home comes last."""
    for name in ASSETS:
        yield "static", {"filename": name}
    for endpoint in ("search", "verify", "stranger", "robots", "not_found", "township"):
        yield f"site.{endpoint}", {}


def _add_township(blueprint: Blueprint, published: Published, card: Callable[[str], Card]) -> None:
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
        return Response("User-agent: *\nAllow: /\n", content_type=_NOTE_TYPE)


def _add_village(blueprint: Blueprint, published: Published, parts: Sequence[PublicPart], path: CardPath) -> None:
    @blueprint.get("/<village>/")
    def village(village: str) -> str:
        return render_template("disclosure/public/village.html", page=village_home(published, village, parts))

    @blueprint.get("/<village>/card.json")
    def village_card(village: str) -> Response:
        return Response(card_of(published, village, parts, path=path).to_text(), content_type=_JSON_TYPE)


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


def _pages_in(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the site's own pages in a place's directory; the record's files are no pages."""
    at = {"village": slug}
    yield "site.log", at
    if published.place(slug).kind == VILLAGE:
        yield "site.village", at
        yield "site.village_card", at
        yield "site.contents", at
        yield "site.records", at


def static_file(digest: str, filename: str) -> Response:
    """Return one shipped file.

    :raise NotFoundError: the site ships no such file, or another version of it.
    """
    if digest != assets_digest() or filename not in ASSETS:
        raise NotFoundError
    return Response(asset_bytes(filename), content_type=ASSETS[filename])
