"""Every endpoint × every role, and every route × every thing of another village; both walk the address map."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.org.models import Account, OfficeTerm, Person
from portal.org.offices import TOWNSHIP_OFFICES, Office
from tests.portal.web.doors import DOORS, EVERYBODY, Door
from tests.portal.web.things import MAKERS, NO_THING, SECRET, make_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.routing import Rule
    from werkzeug.test import TestResponse

    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

TABLE = {(door.endpoint, door.method): door for door in DOORS}
NOWHERE = 999_999
ENDS_THE_SESSION = {"account.sign_out", "account.sign_out_everywhere"}
VILLAGE_OFFICES = [office for office in Office if office not in TOWNSHIP_OFFICES]


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.endswith("static"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method


def ask(app: Flask, client: FlaskClient, rule: Rule, method: str, **values: int | str) -> TestResponse:
    filled = {name: values.get(name, NOWHERE) for name in rule.arguments}
    at = app.url_map.bind("localhost").build(rule.endpoint, filled, method=method)
    sending = TABLE[rule.endpoint, method].sending
    return client.open(at, method=method, data=sending, follow_redirects=method == "GET")


def test_every_endpoint_has_its_row(app: Flask) -> None:
    told = TABLE.keys()
    there = {(rule.endpoint, method) for rule, method in rules(app)}
    assert sorted(there - told) == [], "no row says who may pass"
    assert sorted(told - there) == [], "rows without a route"


@pytest.mark.parametrize("office", list(Office))
def test_role_matrix(app: Flask, township: Township, sign_in: SignIn, office: Office) -> None:
    login = township.login(office, number=-1)
    held = offices_of(login)
    client = sign_in(app.test_client(), login)
    found, expected = {}, {}
    for rule, method in rules(app):
        answer = ask(app, client, rule, method, village=township.village.slug, login="nobody")
        found[rule.rule, method] = HTTPStatus(answer.status_code)
        expected[rule.rule, method] = _expected(TABLE[rule.endpoint, method], held)
        if rule.endpoint in ENDS_THE_SESSION:
            sign_in(client, login)
    assert found == expected


def test_a_stranger_is_sent_to_sign_in_and_told_nothing(app: Flask, township: Township, client: FlaskClient) -> None:
    for rule, method in rules(app):
        if TABLE[rule.endpoint, method].who is not EVERYBODY:
            for slug in (township.village.slug, "no-such-village"):
                filled = {name: slug if name == "village" else NOWHERE for name in rule.arguments}
                at = app.url_map.bind("localhost").build(rule.endpoint, filled, method=method)
                answer = client.open(at, method=method)
                assert answer.status_code == HTTPStatus.FOUND, (at, method)
                assert answer.headers["Location"].partition("?")[0] == "/sign-in"


def test_every_kind_of_thing_has_its_maker(app: Flask) -> None:
    named = {name for rule, _ in rules(app) for name in rule.arguments} - NO_THING
    assert named - MAKERS.keys() == set()


@pytest.mark.parametrize("office", VILLAGE_OFFICES)
def test_other_village(app: Flask, township: Township, sign_in: SignIn, office: Office) -> None:
    login = township.login(office, number=-1)
    held = offices_of(login)
    client = sign_in(app.test_client(), login)
    things = make_all(township)
    for rule, method in rules(app):
        if "village" not in rule.arguments:
            continue
        there = ask(app, client, rule, method, **things, village=township.other_village.slug, seq=1)
        _nothing_leaks(there, HTTPStatus.NOT_FOUND)
        if rule.arguments - NO_THING:
            here = ask(app, client, rule, method, **things, village=township.village.slug, seq=1)
            _nothing_leaks(here, HTTPStatus.NOT_FOUND if held & _who(rule, method) else HTTPStatus.FORBIDDEN)


def offices_of(login: str) -> set[Office]:
    terms = OfficeTerm.select().join(Person).join(Account).where(Account.login == login)
    return {term.office for term in terms}


def _who(rule: Rule, method: str) -> frozenset[Office]:
    who = TABLE[rule.endpoint, method].who
    return frozenset(Office) if who is EVERYBODY else who


def _expected(door: Door, held: set[Office]) -> HTTPStatus:
    return door.then if door.who is EVERYBODY or held & door.who else HTTPStatus.FORBIDDEN


def _nothing_leaks(answer: TestResponse, status: HTTPStatus) -> None:
    assert answer.status_code == status, answer.request.path
    assert SECRET not in answer.text
    assert "河西" not in answer.text
