from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.org.attempts import ACCOUNT_THROTTLE, ADDRESS_THROTTLE
from portal.org.offices import Office
from tests import factories

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from portal.config import Config
    from tests.factories import SettableClock, Township

HOUSE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def secretary(township: Township) -> str:
    return township.login(Office.SECRETARY)


def attempt(
    client: FlaskClient, login: str, password: str = "猜一个", *, address: str = HOUSE, forwarded: str = ""
) -> HTTPStatus:
    headers = (
        {"X-Forwarded-For": forwarded, "X-Real-IP": forwarded, "Forwarded": f"for={forwarded}"} if forwarded else {}
    )
    answer = client.post(
        "/sign-in",
        data={"login": login, "password": password},
        headers=headers,
        environ_base={"REMOTE_ADDR": address},
    )
    return HTTPStatus(answer.status_code)


def test_an_account_waits_after_five_failures_whoever_asks(client: FlaskClient, secretary: str) -> None:
    guesses = [attempt(client, secretary, address=f"203.0.113.{n}") for n in range(ACCOUNT_THROTTLE.failures)]
    assert set(guesses) == {HTTPStatus.FORBIDDEN}
    right = attempt(client, secretary, factories.PASSWORD, address=ELSEWHERE)
    assert right == HTTPStatus.TOO_MANY_REQUESTS


def test_the_wait_ends_by_itself(client: FlaskClient, secretary: str, clock: SettableClock) -> None:
    for _ in range(ACCOUNT_THROTTLE.failures):
        attempt(client, secretary)
    clock.set(clock.moment + ACCOUNT_THROTTLE.window - timedelta(seconds=1))
    assert attempt(client, secretary, factories.PASSWORD) == HTTPStatus.TOO_MANY_REQUESTS
    clock.set(clock.moment + timedelta(seconds=1))
    assert attempt(client, secretary, factories.PASSWORD) == HTTPStatus.FOUND


def test_an_address_waits_whatever_logins_it_tries(client: FlaskClient, secretary: str) -> None:
    for number in range(ADDRESS_THROTTLE.failures):
        assert attempt(client, f"nobody-{number}") == HTTPStatus.FORBIDDEN
    assert attempt(client, secretary, factories.PASSWORD) == HTTPStatus.TOO_MANY_REQUESTS
    assert attempt(client, secretary, factories.PASSWORD, address=ELSEWHERE) == HTTPStatus.FOUND


def test_a_forged_forwarding_header_does_not_help(client: FlaskClient, secretary: str) -> None:
    for number in range(ADDRESS_THROTTLE.failures):
        attempt(client, f"nobody-{number}", forwarded=f"192.0.2.{number}")
    assert attempt(client, secretary, factories.PASSWORD, forwarded="192.0.2.200") == HTTPStatus.TOO_MANY_REQUESTS


def test_only_what_our_own_proxy_added_is_believed(config: Config, database_url: str, secretary: str) -> None:
    """Behind one proxy of ours the visitor's address is the last one named; what stands before it is anybody's word."""
    app = create_app(replace(config, database_url=database_url, trusted_proxies=1))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    client = app.test_client()
    for number in range(ADDRESS_THROTTLE.failures):
        attempt(client, f"nobody-{number}", address="127.0.0.1", forwarded=f"192.0.2.{number}, {HOUSE}")
    same = attempt(client, secretary, factories.PASSWORD, address="127.0.0.1", forwarded=f"192.0.2.99, {HOUSE}")
    other = attempt(client, secretary, factories.PASSWORD, address="127.0.0.1", forwarded=f"{HOUSE}, {ELSEWHERE}")
    assert (same, other) == (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.FOUND)


def test_an_unknown_login_is_answered_like_a_wrong_password(client: FlaskClient, secretary: str) -> None:
    form = {"login": secretary, "password": "猜一个"}
    known = client.post("/sign-in", data=form)
    unknown = client.post("/sign-in", data={**form, "login": "nobody"})
    assert known.status_code == unknown.status_code
    assert known.text.replace(secretary, "") == unknown.text.replace("nobody", "")


def test_guessing_activation_codes_waits_too(client: FlaskClient, secretary: str) -> None:
    form = {"login": secretary, "code": "AAAA-AAAA-AAAA", "password": "山重水复疑无路", "again": "山重水复疑无路"}
    statuses = [client.post("/activate", data=form).status_code for _ in range(ACCOUNT_THROTTLE.failures + 1)]
    assert statuses[-2:] == [HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS]
