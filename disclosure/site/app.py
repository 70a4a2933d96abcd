"""The public application: a tiny Flask app over ``Published``, without database, login, session or forms.

It exists to be frozen. Whatever it shows was published; it never asks the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, request

from disclosure.site.assets import assets_digest
from disclosure.site.linking import Linker
from disclosure.site.public import own_part, static_file
from portal.kernel.errors import NotFoundError
from portal.web import templating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from portal.areas import Headline, PublicPart
    from portal.kernel.published import Published, PublishedPlace

    PartFactory = Callable[[Published], PublicPart]

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

#: What Flask offers to templates and no public page may use.
_WITHHELD_GLOBALS = ("url_for", "get_flashed_messages", "config", "request", "session", "g")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """An entry of a village's menu."""

    title: str
    endpoint: str
    current: bool  # the page being made belongs to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One file to be frozen: its page and the place it belongs to, if to one."""

    endpoint: str
    values: dict[str, str]

    @property
    def place_slug(self) -> str | None:
        """The village or township in whose directory the file stands."""
        return self.values.get("village")


def create_public_app(published: Published, areas: Sequence[PartFactory]) -> Flask:
    """Return the application that shows ``published``; ``areas`` make the areas' pages, lowest area first.

    Menus and home pages name the upper areas first: the money before the points.
    """
    app = Flask(__name__, static_folder=None, template_folder=str(TEMPLATES))
    app.config["PROPAGATE_EXCEPTIONS"] = True
    templating.init_app(app)
    app.template_context_processors[None] = []
    for name in _WITHHELD_GLOBALS:
        del app.jinja_env.globals[name]
    parts = [make_part(published) for make_part in reversed(areas)]
    site = Site(app, published, (*parts, own_part(published, parts)))
    app.extensions["cunshi_site"] = site
    app.jinja_env.globals.update(
        site=published,
        link=site.linker.link,
        canonical=site.linker.canonical,
        current_place=site.current_place,
        sections=site.sections,
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

    def __init__(self, app: Flask, published: Published, parts: tuple[PublicPart, ...]) -> None:
        self._published = published
        self._parts = parts
        app.add_url_rule("/static/<digest>/<path:filename>", endpoint="static", view_func=static_file)
        for part in parts:
            app.register_blueprint(part.blueprint)
        self.linker = Linker(app.url_map, site_url=published.site_url, assets_digest=assets_digest())
        self.addresses = tuple(self._addresses())
        self._paths = {self.linker.path(one.endpoint, **one.values) for one in self.addresses}

    def current_place(self) -> PublishedPlace | None:
        """Return the place in whose directory the page being made stands."""
        slug = (request.view_args or {}).get("village")
        return None if slug is None else self._published.place(slug)

    def sections(self) -> tuple[Section, ...]:
        """Return the menu of the village whose page is being made."""
        place = self.current_place()
        if place is None:
            return ()
        return tuple(
            Section(title=part.title, endpoint=part.index, current=part.blueprint.name == request.blueprint)
            for part in self._parts
            if part.index is not None and self.linker.path(part.index, village=place.slug) in self._paths
        )

    def backlinks(self, kind: str, subject_id: str | int) -> tuple[Headline, ...]:
        """Return what else the village of the page being made has published about ``(kind, subject_id)``.

        The page itself is left out.

        :raise NotFoundError: the page belongs to no place.
        """
        place = self.current_place()
        if place is None:
            raise NotFoundError
        found = self._published.about(place.slug, kind, subject_id)
        headlines = (part.headline(one) for one in found for part in self._parts if part.headline is not None)
        return tuple(
            headline
            for headline in headlines
            if headline is not None and self._path_in(place, headline) != request.path
        )

    def _path_in(self, place: PublishedPlace, headline: Headline) -> str:
        return self.linker.path(headline.endpoint, **{"village": place.slug, **headline.values})

    def _addresses(self) -> Iterator[Address]:
        for part in self._parts:
            for endpoint, values in part.pages():
                yield Address(endpoint=endpoint, values=values)
