"""No village can take an address that the portal or the public site keeps for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.site.app import create_public_app, site_of
from disclosure.site.search import FOLDER
from portal import areas
from portal.org.rules import RESERVED_SLUGS, usable_slug
from tests.disclosure.site.hand_made import world

if TYPE_CHECKING:
    from flask import Flask

    from portal.config import Config


def first_segments(app: Flask) -> set[str]:
    """Return what addresses begin with, where that is not a village; a name with a dot cannot be a slug."""
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    return {first for first in firsts if first and "<" not in first and "." not in first}


def test_what_the_portal_answers_itself_is_reserved(app: Flask) -> None:
    found = first_segments(app)
    assert {"sign-in", "static", "bootstrap"} <= found
    assert found - RESERVED_SLUGS == set()
    assert not any(usable_slug(segment) for segment in found)


def test_what_the_public_site_answers_itself_is_reserved(config: Config) -> None:
    parts = [areas.resolve(area.public) for area in areas.load(config.areas) if area.public]
    found = first_segments(create_public_app(world().published, parts))
    assert {"verify", "static"} <= found
    assert found - RESERVED_SLUGS == set()


def test_what_stands_beside_the_villages_in_the_built_site_is_reserved() -> None:
    above = site_of(create_public_app(world().published, [])).addresses_above()
    names = {one.path.split("/")[1] for one in above} | {FOLDER, "static"}
    found = {name for name in names if name and "." not in name}
    assert {"pagefind", "search", "static", "verify"} <= found
    assert found - RESERVED_SLUGS == set()
