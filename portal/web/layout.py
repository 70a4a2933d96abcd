"""The frame round every screen: whose village, who I am, and the columns my office opens.

It reads only what the guard already knows, so that it can be drawn when the database cannot be reached.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app, request, url_for
from flask_bootstrap import Bootstrap5
from werkzeug.security import safe_join

from portal.org.offices import granted
from portal.web.context import standing
from portal.web.guards import need_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from portal.org.permissions import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One column of the navigation: its first screen says who may see it."""

    title: str
    endpoint: str
    open_endpoint: str = ""  # what everybody else signed in sees of it, if anything
    open_title: str = ""  # how that is called, where otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """A section as a link on this screen."""

    title: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What the frame shows."""

    place: str  # empty outside a village
    home: str
    who: str  # empty while nobody is signed in
    office: str
    account: str
    nav: tuple[NavItem, ...]


#: The portal's own columns, after those of the areas.
_OWN = (
    Section(title="会议", endpoint="meetings.index"),
    Section(title="人员", endpoint="people.index"),
    Section(title="日志", endpoint="journal.index"),
)


def init_app(app: Flask, *, sections: Sequence[Section]) -> None:
    """Give ``app`` its style sheets and its frame; ``sections`` are the areas' columns, in order."""
    app.config.update(BOOTSTRAP_SERVE_LOCAL=True)
    Bootstrap5(app)
    app.extensions["cunshi-sections"] = (*sections, *_OWN)
    app.jinja_env.globals["page_shell"] = page_shell
    app.url_defaults(_name_version)


def page_shell() -> Shell:
    """Return the frame of this screen."""
    here = standing()
    office = here.offices[0].title if here.offices else ""
    return Shell(
        place=here.village.name if here.village else "",
        home=url_for("home.village" if here.village else "home.dashboard"),
        who=here.actor.name if here.actor else "",
        office=office,
        account=url_for("account.settings"),
        nav=nav_items(),
    )


def nav_items() -> tuple[NavItem, ...]:
    """Return the sections of this village that the actor's offices open."""
    here = standing()
    if here.village is None or here.actor is None:
        return ()
    may: set[Permission] = set().union(*(granted(office) for office in here.offices))
    items = []
    if here.actor.home_id != here.village.id:  # staff of the township serve in many villages
        items.append(NavItem(title="各村", address=url_for("home.dashboard"), current=False))
    for section in current_app.extensions["cunshi-sections"]:
        view = current_app.view_functions.get(section.endpoint)
        inside = view is not None and need_of(view) in may
        endpoint = section.endpoint if inside else section.open_endpoint
        if endpoint:
            address, title = url_for(endpoint), section.title if inside else section.open_title or section.title
            items.append(NavItem(title=title, address=address, current=request.path.startswith(address)))
    return tuple(items)


def _name_version(endpoint: str, values: dict[str, Any]) -> None:
    """Let the address of a static file name its content, so that it may be kept for a year."""
    if endpoint in {"static", "bootstrap.static"} and "filename" in values:
        folder = (
            current_app.static_folder if endpoint == "static" else current_app.blueprints["bootstrap"].static_folder
        )
        values["v"] = _digest(safe_join(folder or "", values["filename"]))


@cache
def _digest(path: str | None) -> str | None:
    file = Path(path or "")
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else None
