"""The site's own public pages: township and village homes, verifying, the log as files, every bulletin as a file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Response, render_template

from disclosure.site.assets import ASSETS, asset_bytes, assets_digest
from disclosure.site.pages import log_page, township_home, verify_page, village_home
from disclosure.site.proofs import ProofTree, bulletin_document
from disclosure.site.search_pages import add_search_pages
from disclosure.site.tiles import Tile, TileError, tile_bytes, tiles_of
from portal.areas import PublicPart
from portal.kernel.errors import NotFoundError
from portal.kernel.published import VILLAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from disclosure.site import cards
    from disclosure.site.cards import Card
    from portal.kernel.published import PublicLog, Published

#: The program with which a stranger checks a bulletin; it needs nothing but Python.
STRANGER = Path(__file__).with_name("stranger.py")

_TILE_TYPE = "application/octet-stream"
_JSON_TYPE = "application/json; charset=utf-8"
_NOTE_TYPE = "text/plain; charset=utf-8"


def own_part(
    published: Published, parts: Sequence[PublicPart], *, card: Callable[[str], Card], path: cards.Path
) -> PublicPart:
    """Return the site's own pages; ``parts`` are the areas' pages they lead to, ``card`` gives a village's card.

    ``path`` gives the address of an endpoint with its values from the site's root.
    """
    blueprint = Blueprint("site", __name__)
    _add_township(blueprint, published, card)
    _add_village(blueprint, published, parts, card)
    _add_log(blueprint, published, parts)
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


def _add_village(
    blueprint: Blueprint, published: Published, parts: Sequence[PublicPart], card: Callable[[str], Card]
) -> None:
    @blueprint.get("/<village>/")
    def village(village: str) -> str:
        return render_template("disclosure/public/village.html", page=village_home(published, village, parts))

    @blueprint.get("/<village>/card.json")
    def village_card(village: str) -> Response:
        return Response(card(village).to_text(), content_type=_JSON_TYPE)


def _add_log(blueprint: Blueprint, published: Published, parts: Sequence[PublicPart]) -> None:
    @lru_cache(maxsize=2)
    def tree(slug: str) -> ProofTree:
        return ProofTree(published.log(slug).leaves)

    @blueprint.get("/<village>/log/")
    def log(village: str) -> str:
        return render_template("disclosure/public/log.html", page=log_page(published, village, parts))

    @blueprint.get("/<village>/log/checkpoint")
    def checkpoint(village: str) -> Response:
        return Response(published.place(village).checkpoint or "", content_type=_NOTE_TYPE)

    @blueprint.get("/<village>/log/<path:tile>")
    def tile(village: str, tile: str) -> Response:
        return Response(_tile(published.log(village), tile), content_type=_TILE_TYPE)

    @blueprint.get("/<village>/bulletins/<kind>/<name>")
    def bulletin(village: str, kind: str, name: str) -> Response:
        key, _, revision = name.removesuffix(".json").rpartition(".r")
        found = [one for one in published.revisions(village, kind, key) if str(one.revision) == revision]
        if not found:
            raise NotFoundError
        document = bulletin_document(
            found[0], place=published.place(village), log=published.log(village), tree=tree(village)
        )
        return Response(document, content_type=_JSON_TYPE)


def _pages_in(published: Published, slug: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the site's own files in a place's directory."""
    at, log = {"village": slug}, published.log(slug)
    yield "site.log", at
    if log.checkpoints:
        yield "site.checkpoint", at
    for tile in tiles_of(len(log.leaves), earlier=[one.size for one in log.checkpoints]):
        yield "site.tile", {**at, "tile": tile.path}
    for one in published.documents(slug):
        yield "site.bulletin", {**at, "kind": one.kind, "name": one.file_name}
    if published.place(slug).kind == VILLAGE:
        yield "site.village", at
        yield "site.village_card", at
        yield "site.contents", at
        yield "site.records", at


def _tile(log: PublicLog, path: str) -> bytes:
    """Return one file of a log.

    :raise NotFoundError: the log has no such file.
    """
    try:
        tile = Tile.at(path)
    except TileError:
        raise NotFoundError from None
    if tile not in set(tiles_of(len(log.leaves), earlier=[one.size for one in log.checkpoints])):
        raise NotFoundError
    return tile_bytes(log.leaves, tile)


def static_file(digest: str, filename: str) -> Response:
    """Return one shipped file.

    :raise NotFoundError: the site ships no such file, or another version of it.
    """
    if digest != assets_digest() or filename not in ASSETS:
        raise NotFoundError
    return Response(asset_bytes(filename), content_type=ASSETS[filename])
