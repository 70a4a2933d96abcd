"""Where and as whom a request acts. The village stands in the address; views never take it as an argument.

The guard fills this in before a view runs; a view only asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import current_app, g

from portal.kernel import clock
from portal.kernel.errors import NotFoundError
from portal.org import queries
from portal.org.models import PlaceKind

if TYPE_CHECKING:
    from flask import Flask

    from portal.org.actors import Actor
    from portal.org.models import Place
    from portal.org.offices import Office
    from portal.org.permissions import Permission

_VILLAGE = "village"


@dataclass(slots=True)
class Standing:
    """What one request knows of its place and its actor."""

    slug: str | None = None
    village: Place | None = None
    actor: Actor | None = None
    offices: list[Office] = field(default_factory=list)  # the actor's, in this village


class NoContextError(RuntimeError):
    """A view asks for a village or an actor its address or guard does not give: a fault of the program."""


def init_app(app: Flask) -> None:
    """Take ``<village>`` out of every address before the view, and put it back into every ``url_for``."""
    app.url_value_preprocessor(_take_village)
    app.url_defaults(_give_village)


def standing() -> Standing:
    """Return what this request knows so far."""
    if "standing" not in g:
        g.standing = Standing()
    found: Standing = g.standing
    return found


def current_village() -> Place:
    """Return the village named in the address; it is one the actor may enter."""
    village = standing().village
    if village is None:
        msg = "the address names no village"
        raise NoContextError(msg)
    return village


def current_actor() -> Actor:
    """Return who is signed in."""
    actor = standing().actor
    if actor is None:
        msg = "a public view has no actor"
        raise NoContextError(msg)
    return actor


def may(permission: Permission) -> bool:
    """Tell whether the person looking may do this kind of thing in the village shown."""
    return current_actor().may(permission, current_village(), on=clock.today())


def enter(actor: Actor | None) -> None:
    """Resolve the village of the address for ``actor`` (nobody: a public view).

    Whoever stands in the village's register may enter without an office: a frozen roster outlives the term.

    :raise NotFoundError: there is no such village, or it is not the actor's in any way; the two look alike.
    """
    here = standing()
    here.actor = actor
    if here.slug is None:
        return
    village = _village(here.slug)
    if actor is not None:
        here.offices = actor.offices(village, on=clock.today())
        if not here.offices and actor.home_id != village.id:
            raise NotFoundError
    here.village = village


def _village(slug: str) -> Place:
    try:
        place = queries.place_by_slug(slug)
    except NotFoundError as error:
        raise NotFoundError from error  # without the slug: what was typed is not repeated
    if place.kind != PlaceKind.VILLAGE:
        raise NotFoundError
    return place


def _take_village(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and _VILLAGE in values:
        standing().slug = values.pop(_VILLAGE)


def _give_village(endpoint: str, values: dict[str, Any]) -> None:
    slug = standing().slug
    if slug and _VILLAGE not in values and current_app.url_map.is_endpoint_expecting(endpoint, _VILLAGE):
        values[_VILLAGE] = slug
