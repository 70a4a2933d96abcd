"""The site's own public pages: township and village homes, verifying, the log as files, every bulletin as a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, Response, render_template

from disclosure.site.assets import ASSETS, asset_bytes, assets_digest
from disclosure.site.pages import log_page, township_home, verify_page, village_home
from disclosure.site.proofs import ProofTree, bulletin_document
from disclosure.site.tiles import tile_files, tiles_of
from portal.areas import PublicPart
from portal.kernel.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from portal.kernel.published import Published, PublishedBulletin

#: The program with which a stranger checks a bulletin; it needs nothing but Python.
STRANGER = Path(__file__).with_name("stranger.py")

T = TypeVar("T")

_TILE_TYPE = "application/octet-stream"
_NOTE_TYPE = "text/plain; charset=utf-8"


def own_part(published: Published, parts: Sequence[PublicPart]) -> PublicPart:
    """Return the site's own pages; ``parts`` are the areas' pages they lead to."""
    blueprint = Blueprint("site", __name__)
    _add_homes(blueprint, published, parts)
    _add_log(blueprint, published, parts)
    return PublicPart(blueprint=blueprint, pages=lambda: _addresses(published))


def _add_homes(blueprint: Blueprint, published: Published, parts: Sequence[PublicPart]) -> None:
    @blueprint.get("/")
    def township() -> str:
        return render_template("disclosure/public/township.html", page=township_home(published, parts))

    @blueprint.get("/<village>/")
    def village(village: str) -> str:
        return render_template("disclosure/public/village.html", page=village_home(published, village, parts))

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


def _add_log(blueprint: Blueprint, published: Published, parts: Sequence[PublicPart]) -> None:
    @cache
    def tiles(slug: str) -> Mapping[str, bytes]:
        place = published.place(slug)
        return dict(tile_files(place.leaves, earlier=place.checkpoint_sizes))

    @cache
    def tree(slug: str) -> ProofTree:
        return ProofTree(published.place(slug))

    @cache
    def documents(slug: str) -> Mapping[tuple[str, str], PublishedBulletin]:
        return {(one.kind, one.file_name): one for one in published.documents(slug)}

    @blueprint.get("/<village>/log/")
    def log(village: str) -> str:
        return render_template("disclosure/public/log.html", page=log_page(published, village, parts))

    @blueprint.get("/<village>/log/checkpoint")
    def checkpoint(village: str) -> Response:
        return Response(published.place(village).checkpoint or "", content_type=_NOTE_TYPE)

    @blueprint.get("/<village>/log/<path:tile>")
    def tile(village: str, tile: str) -> Response:
        return Response(_found(tiles(village).get(tile)), content_type=_TILE_TYPE)

    @blueprint.get("/<village>/bulletins/<kind>/<name>")
    def bulletin(village: str, kind: str, name: str) -> Response:
        found = _found(documents(village).get((kind, name)))
        document = bulletin_document(found, place=published.place(village), tree=tree(village))
        return Response(document, content_type="application/json; charset=utf-8")


def _addresses(published: Published) -> Iterator[tuple[str, dict[str, str]]]:
    for name in ASSETS:
        yield "static", {"digest": assets_digest(), "filename": name}
    for place in (*published.villages, published.township):
        at = {"village": place.slug}
        yield "site.log", at
        if place.checkpoint is not None:
            yield "site.checkpoint", at
        for tile in tiles_of(len(place.leaves), earlier=place.checkpoint_sizes):
            yield "site.tile", {**at, "tile": tile.path}
    for one in published.bulletins:
        yield "site.bulletin", {"village": one.place_slug, "kind": one.kind, "name": one.file_name}
    for place in published.villages:
        yield "site.village", {"village": place.slug}
    for endpoint in ("verify", "stranger", "robots", "not_found", "township"):
        yield f"site.{endpoint}", {}


def static_file(digest: str, filename: str) -> Response:
    """Return one shipped file.

    :raise NotFoundError: the site ships no such file, or another version of it.
    """
    if digest != assets_digest() or filename not in ASSETS:
        raise NotFoundError
    return Response(asset_bytes(filename), content_type=ASSETS[filename])


def _found(value: T | None) -> T:
    if value is None:
        raise NotFoundError
    return value
