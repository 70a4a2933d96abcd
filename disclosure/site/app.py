"""The public application: a tiny Flask app over ``Published``, without database, login, session or forms.

It exists to be frozen. Whatever it shows was published; it never asks the clock.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider

from disclosure.site.assets import asset_digest, assets_digest
from disclosure.site.cards import card_of, headline_of
from disclosure.site.linking import NOT_FOUND_PATH, Linker
from disclosure.site.public import own_part, pages_above, static_file
from disclosure.site.record import Record
from disclosure.site.sealing import MARK, SealedDocument, named_documents, own_files, seal_page
from portal.kernel.errors import NotFoundError
from portal.kernel.published import VILLAGE
from portal.web import templating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from flask import Response

    from disclosure.site.cards import Card
    from portal.areas import Headline, PublicPart
    from portal.kernel.published import Published, PublishedBulletin, PublishedPlace

    PartFactory = Callable[[Published], PublicPart]
    #: Signs a text in the name of the log of the place with this slug.
    Sign = Callable[[str, str], str]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

#: The question what a file beside a page holds: its place's slug and its path in the place's directory.
FILE = "file"
#: More than the kinds of pages of the villages made at once.
_TRAILS_HELD = 200

#: As many menus are remembered as villages are made at once.
_MENUS_HELD = 2

#: What Flask offers to templates and no public page may use.
_WITHHELD_GLOBALS = ("url_for", "get_flashed_messages", "config", "request", "session", "g")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An entry of a village's menu."""

    title: str
    endpoint: str
    current: bool  # the page being made belongs to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """A page that stands above the one being made, with its address from the site's root."""

    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One file to be frozen: its page, with the address from the site's root."""

    endpoint: str
    values: Mapping[str, str]
    path: str


def create_public_app(
    published: Published,
    areas: Sequence[PartFactory],
    *,
    cards: Callable[[str], Card | None] | None = None,
    sign: Sign | None = None,
) -> Flask:
    """Return the application that shows ``published``; ``areas`` make the areas' pages, lowest area first.

    Menus and home pages name the upper areas first: the money before the points. ``cards`` gives the card of a village
    where it is known already; any other is made from the village's documents.
    """
    app = Flask(__name__, static_folder=None, template_folder=str(TEMPLATES))
    app.config["PROPAGATE_EXCEPTIONS"] = True
    templating.init_app(app)
    app.template_context_processors[None] = []
    assert isinstance(app.json, DefaultJSONProvider)  # noqa: S101 - tells the type checker what Flask puts there
    app.json.ensure_ascii = False  # data blocks are in Chinese: half the size
    for name in _WITHHELD_GLOBALS:
        del app.jinja_env.globals[name]
    parts = tuple(make_part(published) for make_part in reversed(areas))
    site = Site(app, published, parts, cards=cards or (lambda _slug: None))
    app.extensions["cunshi_site"] = site
    if sign is not None:
        app.after_request(partial(site.sealed, sign))
    app.jinja_env.globals.update(
        site=published,
        link=site.linker.link,
        href=site.linker.href,
        canonical=site.linker.canonical,
        absolute=site.linker.absolute,
        asset_digest=lru_cache(asset_digest),
        current_place=site.current_place,
        sections=site.sections,
        trail=site.trail,
        backlinks=site.backlinks,
    )
    return app


def site_of(app: Flask) -> Site:
    """Return what the public application shows, page by page."""
    site = app.extensions["cunshi_site"]
    assert isinstance(site, Site)  # noqa: S101 - tells the type checker what create_public_app put there
    return site


class Site:
    """The pages of one public application and how they refer to each other."""

    def __init__(
        self,
        app: Flask,
        published: Published,
        areas: tuple[PublicPart, ...],
        *,
        cards: Callable[[str], Card | None],
    ) -> None:
        self._published = published
        self._areas = areas
        self._known_card = cards
        self.files: Mapping[str, str] = {}  # the digests of the files made so far where the page being made stands
        self.record = Record(published)
        app.add_url_rule("/static/<digest>/<path:filename>", endpoint="static", view_func=static_file)
        self._menus = lru_cache(maxsize=_MENUS_HELD)(self._menu)
        self._trails = lru_cache(maxsize=_TRAILS_HELD)(self._trail)
        self._own = own_part(published, areas, record=self.record, card=self.card, path=self._path_of)
        for part in (*areas, self._own):
            app.register_blueprint(part.blueprint)
        self.linker = Linker(app.url_map, site_url=published.site_url, assets_digest=assets_digest())

    def card(self, slug: str) -> Card:
        """Return the card of a village.

        :raise NotFoundError: there is no such village.
        """
        known = self._known_card(slug)
        return known or card_of(self._published, slug, self._areas, path=self._path_of)

    def sealed(self, sign: Sign, response: Response) -> Response:
        """Put the seal into a page: signed by the log of its place, by the township's where it stands in none."""
        if response.mimetype != "text/html":
            return response
        place = self.current_place() or self._published.township
        html = response.get_data(as_text=True)
        if request.path == NOT_FOUND_PATH:  # it is shown at any address, and says nothing a seal could stand for
            response.set_data(html.replace(MARK, ""))
            return response
        folder = posixpath.dirname(request.path)
        response.set_data(
            seal_page(
                html,
                address=request.path,
                origin=place.origin,
                vkey=place.vkey,
                log=self.linker.relative(f"/{place.slug}/log/"),
                files={name: self._file(place.slug, f"{folder}/{name}") for name in own_files(html)},
                documents=self._documents(place.slug, named_documents(html)),
                sign=partial(sign, place.slug),
            )
        )
        return response

    def _file(self, slug: str, path: str) -> str:
        """Return the digest of a file that was made before the page that offers it."""
        inside = path.removeprefix(f"/{slug}/") if (request.view_args or {}).get("village") else path.lstrip("/")
        self._published.note((FILE, slug, inside), self.files[inside])
        return self.files[inside]

    def _documents(self, slug: str, digests: Iterable[str]) -> Iterator[SealedDocument]:
        for digest in digests:
            found = self._published.document(slug, digest)
            if found is not None:
                yield self.record.sealed(found)

    def addresses_in(self, slug: str) -> tuple[Address, ...]:
        """Return every page of a village's or the township's directory, and what it offers; the record is apart."""
        place = self._published.place(slug)
        parts = (*self._areas, self._own) if place.kind == VILLAGE else (self._own,)
        return tuple(self._address(*page) for part in parts for page in part.pages(slug))

    def addresses_above(self) -> tuple[Address, ...]:
        """Return every file that stands in no place's directory: shipped files and the township's pages."""
        return tuple(self._address(*page) for page in pages_above())

    def current_place(self) -> PublishedPlace | None:
        """Return the place in whose directory the page being made stands."""
        slug = (request.view_args or {}).get("village")
        return None if slug is None else self._published.place(slug)

    def sections(self) -> tuple[Section, ...]:
        """Return the menu of the village whose page is being made."""
        place = self.current_place()
        if place is None or place.kind != VILLAGE:
            return ()
        return tuple(
            Section(title=part.title, endpoint=part.index, current=part.blueprint.name == request.blueprint)
            for part in self._areas
            if part.index is not None and part.index in self.menu(place.slug)
        )

    def menu(self, slug: str) -> tuple[str, ...]:
        """Return the endpoints of a village's sections that have something to show.

        They belong to the frame of all its pages and are not among what one page asks: so they are found once.
        """
        return self._menus(slug)

    def trail(self) -> tuple[Above, ...]:
        """Return the pages above the one being made, the township's home first."""
        place = self.current_place()
        return self._trails(place, request.endpoint, request.blueprint)

    def backlinks(self, kind: str, subject_id: str | int) -> tuple[Headline, ...]:
        """Return what else the village of the page being made has published about ``(kind, subject_id)``.

        The page itself is left out.

        :raise NotFoundError: the page belongs to no place.
        """
        place = self.current_place()
        if place is None:
            raise NotFoundError
        found = self._published.about(place.slug, kind, subject_id)
        headlines = (one for bulletin in found for one in self._headlines_about(bulletin, kind, str(subject_id)))
        return tuple(
            headline
            for headline in headlines
            if self._path_of(headline.endpoint, {"village": place.slug, **headline.values}) != request.path
        )

    def _menu(self, slug: str) -> tuple[str, ...]:
        return tuple(
            part.index
            for part in self._areas
            if part.index is not None and any(endpoint == part.index for endpoint, _ in part.pages(slug))
        )

    def _trail(self, place: PublishedPlace | None, endpoint: str | None, blueprint: str | None) -> tuple[Above, ...]:
        above: list[tuple[str, str, dict[str, str]]] = [("site.township", self._published.township.name, {})]
        if place is not None and place.kind == VILLAGE:
            at = {"village": place.slug}
            above.append(("site.village", place.name, at))
            mine = (part for part in self._areas if part.blueprint.name == blueprint)
            above += [(part.index, part.title, at) for part in mine if part.index in self.menu(place.slug)]
        return tuple(
            Above(title=title, path=self._path_of(where, values)) for where, title, values in above if where != endpoint
        )

    def _headlines_about(self, bulletin: PublishedBulletin, kind: str, subject_id: str) -> tuple[Headline, ...]:
        """Return the lines of a document that are about one thing, or its one headline where it has no such lines."""
        for part in self._areas:
            lines = tuple(part.headlines_about(bulletin, kind, subject_id)) if part.headlines_about else ()
            if lines:
                return lines
        headline = headline_of(self._areas, bulletin)
        return () if headline is None else (headline,)

    def _address(self, endpoint: str, values: Mapping[str, str]) -> Address:
        return Address(endpoint=endpoint, values=values, path=self._path_of(endpoint, values))

    def _path_of(self, endpoint: str, values: Mapping[str, str]) -> str:
        return self.linker.path(endpoint, **values)
