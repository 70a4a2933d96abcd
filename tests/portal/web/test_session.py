from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.org import accounts
from portal.org.offices import Office
from portal.web.session import IDLE_LIMIT, WHOLE_LIMIT
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

NEW_PASSWORD = "又一句没人猜得到的话"
TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@pytest.fixture
def secretary(township: Township) -> str:
    return township.login(Office.SECRETARY)


def inside(client: FlaskClient) -> bool:
    return client.get("/account").status_code == HTTPStatus.OK


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("cunshi")
    assert cookie is not None
    return cookie.value


def with_cookie(app: Flask, value: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("cunshi", value)
    return client


def token_on(client: FlaskClient, at: str) -> str:
    match = TOKEN.search(client.get(at).text)
    assert match is not None
    return match[1]


def test_signing_in_leads_to_the_page_that_was_wanted(client: FlaskClient, secretary: str) -> None:
    asked = client.get("/qingshan/people/?q=%E5%B1%B1")
    answer = client.post(asked.headers["Location"], data={"login": secretary, "password": factories.PASSWORD})
    assert answer.headers["Location"] == "/qingshan/people/?q=%E5%B1%B1"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "/\t/evil.example"],
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, secretary: str, elsewhere: str) -> None:
    form = {"login": secretary, "password": factories.PASSWORD}
    answer = client.post("/sign-in", query_string={"next": elsewhere}, data=form)
    assert answer.headers["Location"] == "/"


def test_session_fixation(app: Flask, client: FlaskClient, sign_in: SignIn, secretary: str) -> None:
    """A session somebody planted before signing in is not the one that is signed in."""
    app.config["WTF_CSRF_ENABLED"] = True
    planted_token = token_on(client, "/sign-in")
    planted = cookie_of(client)
    form = {"login": secretary, "password": factories.PASSWORD, "csrf_token": planted_token}
    assert client.post("/sign-in", data=form).status_code == HTTPStatus.FOUND
    assert inside(client)
    assert cookie_of(client) != planted
    assert not inside(with_cookie(app, planted))
    assert client.post("/sign-out", data={"csrf_token": planted_token}).status_code == HTTPStatus.BAD_REQUEST
    assert inside(client)


def test_signing_out_ends_every_copy_of_the_cookie(
    app: Flask, client: FlaskClient, sign_in: SignIn, secretary: str
) -> None:
    sign_in(client, secretary)
    copy = with_cookie(app, cookie_of(client))
    assert inside(copy)
    client.post("/sign-out")
    assert not inside(client)
    assert not inside(copy)


def test_signing_out_leaves_the_persons_other_devices(
    app: Flask, client: FlaskClient, sign_in: SignIn, secretary: str
) -> None:
    phone = sign_in(app.test_client(), secretary)
    sign_in(client, secretary).post("/sign-out")
    assert inside(phone)


def test_signing_out_everywhere_ends_other_sessions(
    app: Flask, client: FlaskClient, sign_in: SignIn, secretary: str
) -> None:
    phone = sign_in(app.test_client(), secretary)
    sign_in(client, secretary).post("/sign-out-everywhere")
    assert not inside(phone)
    assert not inside(client)


def test_another_password_ends_other_sessions_and_keeps_this_one(
    app: Flask, client: FlaskClient, sign_in: SignIn, secretary: str
) -> None:
    phone = sign_in(app.test_client(), secretary)
    before = cookie_of(sign_in(client, secretary))
    form = {"current": factories.PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert client.post("/account/password", data=form).status_code == HTTPStatus.FOUND
    assert not inside(phone)
    assert not inside(with_cookie(app, before))
    assert inside(client)


def test_a_wrong_present_password_changes_nothing(client: FlaskClient, sign_in: SignIn, secretary: str) -> None:
    form = {"current": "不是这个密码吧", "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert sign_in(client, secretary).post("/account/password", data=form).status_code == HTTPStatus.FORBIDDEN
    assert sign_in(client, secretary)


def test_a_closed_account_is_out_at_once(
    client: FlaskClient, sign_in: SignIn, secretary: str, township: Township
) -> None:
    sign_in(client, secretary)
    admin = township.actor(Office.TOWNSHIP_ADMIN)
    accounts.deactivate(admin, township.village, township.actor(Office.SECRETARY).person_id)
    assert not inside(client)


def test_a_session_left_alone_ends(client: FlaskClient, sign_in: SignIn, secretary: str, clock: SettableClock) -> None:
    sign_in(client, secretary)
    clock.set(clock.moment + IDLE_LIMIT - timedelta(seconds=1))
    assert inside(client)
    clock.set(clock.moment + IDLE_LIMIT)
    assert not inside(client)


def test_no_session_outlives_the_working_day(
    client: FlaskClient, sign_in: SignIn, secretary: str, clock: SettableClock
) -> None:
    began = clock.moment
    sign_in(client, secretary)
    while clock.moment < began + WHOLE_LIMIT - IDLE_LIMIT / 2:
        clock.set(clock.moment + IDLE_LIMIT / 2)
        assert inside(client)
    clock.set(began + WHOLE_LIMIT)
    assert not inside(client)


def test_an_altered_cookie_opens_nothing(app: Flask, client: FlaskClient, sign_in: SignIn, secretary: str) -> None:
    value = cookie_of(sign_in(client, secretary))
    assert not inside(with_cookie(app, value[:-4] + "AAAA"))


def test_the_person_comes_from_the_session_and_from_nowhere_else(
    client: FlaskClient, sign_in: SignIn, secretary: str, township: Township
) -> None:
    sign_in(client, township.login(Office.REPRESENTATIVE))
    forged = {
        "X-Account": secretary,
        "X-Forwarded-User": secretary,
        "Remote-User": secretary,
        "Authorization": secretary,
    }
    client.set_cookie("remember_token", f"1.0|{'0' * 128}")
    answer = client.get("/qingshan/people/", query_string={"account_id": 3, "login": secretary}, headers=forged)
    assert answer.status_code == HTTPStatus.FORBIDDEN


class TestCsrf:
    """Every form carries the token of its own session."""

    @pytest.fixture(autouse=True)
    def with_tokens(self, app: Flask) -> None:
        app.config["WTF_CSRF_ENABLED"] = True

    def sign_in(self, client: FlaskClient, login: str) -> FlaskClient:
        form = {"login": login, "password": factories.PASSWORD, "csrf_token": token_on(client, "/sign-in")}
        assert client.post("/sign-in", data=form).status_code == HTTPStatus.FOUND
        return client

    def sign_out(self, client: FlaskClient, token: str | None) -> TestResponse:
        return client.post("/sign-out", data={} if token is None else {"csrf_token": token})

    def test_without_a_token_nothing_is_done(self, client: FlaskClient, secretary: str) -> None:
        answer = self.sign_out(self.sign_in(client, secretary), None)
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert "请返回上一页刷新后再提交一次" in answer.text
        assert inside(client)

    def test_another_sessions_token_is_refused(self, app: Flask, client: FlaskClient, secretary: str) -> None:
        foreign = token_on(self.sign_in(app.test_client(), secretary), "/account")
        answer = self.sign_out(self.sign_in(client, secretary), foreign)
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert inside(client)

    def test_a_token_replayed_after_signing_out_is_refused(self, client: FlaskClient, secretary: str) -> None:
        token = token_on(self.sign_in(client, secretary), "/account")
        assert self.sign_out(client, token).status_code == HTTPStatus.FOUND
        self.sign_in(client, secretary)
        assert self.sign_out(client, token).status_code == HTTPStatus.BAD_REQUEST
        assert inside(client)

    def test_the_pages_own_token_is_accepted(self, client: FlaskClient, secretary: str) -> None:
        token = token_on(self.sign_in(client, secretary), "/account")
        assert self.sign_out(client, token).status_code == HTTPStatus.FOUND
        assert not inside(client)
