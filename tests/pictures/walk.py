"""Finding every screen of the portal as people find it: signed in as each account of the demo, following links.

Of each endpoint the fullest page anybody reaches is kept, so that the pictures show work and not empty lists.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, replace
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.demo import DEMO_PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.pictures.conftest import DemoAccount

_LINK = re.compile(r'href="(/[^"#?]*)')
#: Where a stranger begins; whoever is signed in begins at the root.
_DOORS = ("/", "/sign-in", "/activate")
#: So many pages of one endpoint are opened by one account.
_OF_A_KIND = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One page somebody can open."""

    endpoint: str
    address: str
    login: str | None  # ``None``: without signing in
    who: str
    size: int  # bytes of HTML; 0: a file, not a screen


def walk(app: Flask, accounts: Iterable[DemoAccount]) -> dict[str, Sight]:
    """Return the fullest page of every endpoint that can be reached; ``app`` asks for no form token."""
    fullest: dict[str, Sight] = {}
    for sight in _walked(app, app.test_client(), None, "无需登录"):
        _keep(fullest, sight)
    wanted = screens_of(app)
    for account in accounts:
        if wanted <= fullest.keys():
            break
        client = app.test_client()
        client.post("/sign-in", data={"login": account.login, "password": DEMO_PASSWORD})
        for sight in _walked(app, client, account.login, f"{account.place} {account.offices}"):
            _keep(fullest, sight)
    return fullest


def screens_of(app: Flask) -> set[str]:
    """Return every endpoint that answers GET, shipped files left out."""
    rules = app.url_map.iter_rules()
    return {rule.endpoint for rule in rules if "GET" in (rule.methods or ()) and not _is_shipped(rule.endpoint)}


def first_pages(app: Flask, accounts: Iterable[DemoAccount]) -> Iterator[Sight]:
    """Yield what each account sees after signing in."""
    addresses = app.url_map.bind("localhost")
    for account in accounts:
        client = app.test_client()
        client.post("/sign-in", data={"login": account.login, "password": DEMO_PASSWORD})
        answer = client.get("/", follow_redirects=True)
        address = answer.request.path
        endpoint, _values = addresses.match(address)
        who = f"{account.place} {account.offices}"
        yield Sight(endpoint=endpoint, address=address, login=account.login, who=who, size=len(answer.data))


def _keep(fullest: dict[str, Sight], sight: Sight) -> None:
    known = fullest.get(sight.endpoint)
    if known is None or sight.size > known.size:
        fullest[sight.endpoint] = sight


def _walked(app: Flask, client: FlaskClient, login: str | None, who: str) -> Iterator[Sight]:
    addresses = app.url_map.bind("localhost")
    waiting, seen, opened = deque(_DOORS), set(_DOORS), Counter[str]()
    while waiting:
        address = waiting.popleft()
        try:
            endpoint, _values = addresses.match(address, method="GET")
        except (HTTPException, RequestRedirect):
            continue
        opened[endpoint] += 1
        if opened[endpoint] > _OF_A_KIND or _is_shipped(endpoint):
            continue
        answer = client.get(address)
        found = [unescape(one) for one in _LINK.findall(answer.text)] if answer.mimetype == "text/html" else []
        fresh = dict.fromkeys(one for one in (*found, answer.location) if one and one not in seen)
        waiting.extend(fresh)
        seen.update(fresh)
        if answer.status_code == HTTPStatus.OK:
            sight = Sight(endpoint=endpoint, address=address, login=login, who=who, size=len(answer.data))
            yield sight if answer.mimetype == "text/html" else replace(sight, size=0)


def _is_shipped(endpoint: str) -> bool:
    return endpoint.endswith("static")
