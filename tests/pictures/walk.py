"""Finding every screen of the portal as people find it: signed in as each account of the demo, following links.

Of each endpoint the fullest page anybody reaches is kept, so that the pictures show work and not empty lists.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass
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
    from werkzeug.test import TestResponse

    from tests.pictures.conftest import DemoAccount

_LINK = re.compile(r'href="(/[^"#?]*)')
#: Where a stranger begins; whoever is signed in begins at the root.
_DOORS = ("/", "/sign-in", "/activate")
#: So many pages of one endpoint are opened by one account.
_OF_A_KIND = 4
_HTML = "text/html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One page somebody can open."""

    endpoint: str
    address: str
    login: str | None  # ``None``: without signing in
    who: str
    size: int  # bytes of HTML; 0: a file, not a screen

    @property
    def is_file(self) -> bool:
        """It is downloaded, not looked at."""
        return not self.size


def walk(app: Flask, accounts: Iterable[DemoAccount]) -> dict[str, Sight]:
    """Return the fullest page of every endpoint that can be reached; ``app`` asks for no form token."""
    fullest: dict[str, Sight] = {}
    _walk_as(app, app.test_client(), None, "无需登录", fullest)
    wanted = screens_of(app)
    for account in accounts:
        if wanted <= fullest.keys():
            break
        _walk_as(app, _signed_in(app, account), account.login, _who(account), fullest)
    return fullest


def screens_of(app: Flask) -> set[str]:
    """Return every endpoint that answers GET, shipped files left out."""
    rules = app.url_map.iter_rules()
    return {rule.endpoint for rule in rules if "GET" in (rule.methods or ()) and not _is_shipped(rule.endpoint)}


def first_pages(app: Flask, accounts: Iterable[DemoAccount]) -> Iterator[Sight]:
    """Yield what each account sees after signing in."""
    addresses = app.url_map.bind("localhost")
    for account in accounts:
        answer = _signed_in(app, account).get("/", follow_redirects=True)
        address = answer.request.path
        endpoint, _values = addresses.match(address)
        yield Sight(endpoint=endpoint, address=address, login=account.login, who=_who(account), size=len(answer.data))


def _walk_as(app: Flask, client: FlaskClient, login: str | None, who: str, fullest: dict[str, Sight]) -> None:
    addresses = app.url_map.bind("localhost")
    waiting, seen, opened = deque(_DOORS), set(_DOORS), Counter[str]()
    while waiting:
        address = waiting.popleft()
        try:
            endpoint, _values = addresses.match(address, method="GET")
        except (HTTPException, RequestRedirect):
            continue
        opened[endpoint] += 1
        known = fullest.get(endpoint)
        if opened[endpoint] > _OF_A_KIND or _is_shipped(endpoint) or (known and known.is_file):
            continue
        answer = client.get(address)
        fresh = dict.fromkeys(one for one in _leads_to(answer) if one not in seen)
        waiting.extend(fresh)
        seen.update(fresh)
        size = len(answer.data) if answer.mimetype == _HTML else 0
        if answer.status_code == HTTPStatus.OK and (known is None or size > known.size):
            fullest[endpoint] = Sight(endpoint=endpoint, address=address, login=login, who=who, size=size)


def _leads_to(answer: TestResponse) -> list[str]:
    links = _LINK.findall(answer.text) if answer.mimetype == _HTML else []
    return [unescape(link) for link in (*links, answer.location) if link]


def _signed_in(app: Flask, account: DemoAccount) -> FlaskClient:
    client = app.test_client()
    client.post("/sign-in", data={"login": account.login, "password": DEMO_PASSWORD})
    return client


def _who(account: DemoAccount) -> str:
    return f"{account.place} {account.offices}"


def _is_shipped(endpoint: str) -> bool:
    return endpoint.endswith("static")
