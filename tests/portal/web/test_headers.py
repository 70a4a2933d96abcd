from __future__ import annotations

import logging
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.org.offices import Office
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.config import Config
    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.mark.parametrize("at", ["/sign-in", "/account", "/no/such/page", "/static/cunshi.css", "/qingshan/people/"])
def test_every_answer_is_closed_to_foreign_code_and_frames(client: FlaskClient, at: str) -> None:
    with client.get(at) as answer:
        headers = answer.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_kept_and_files_are(client: FlaskClient) -> None:
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    with client.get("/static/cunshi.css") as file:
        assert "max-age=31536000" in file.headers["Cache-Control"]


def test_behind_tls_cookies_are_secure_and_the_browser_is_held_to_it(config: Config, database_url: str) -> None:
    app = create_app(replace(config, database_url=database_url, tls=True))
    app.config.update(TESTING=True)
    answer = app.test_client().get("/sign-in", base_url="https://portal.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-cunshi=")
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_without_tls_nothing_promises_it(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.get("/sign-in")
    assert "Strict-Transport-Security" not in answer.headers
    assert all(flag in answer.headers["Set-Cookie"] for flag in ("HttpOnly", "SameSite=Lax"))


def test_no_page_names_a_version(client: FlaskClient) -> None:
    for at in ("/sign-in", "/no/such/page"):
        answer = client.get(at)
        assert not any(
            word in (answer.text + str(answer.headers)).lower() for word in ("werkzeug", "flask/", "python/")
        )


def test_no_secret_reaches_the_log(
    client: FlaskClient, township: Township, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    login = township.login(Office.SECRETARY)
    client.post("/sign-in", data={"login": login, "password": "一个猜错的密码"})
    sign_in(client, login)
    sheet = client.post(f"/qingshan/people/{township.actor(Office.DIRECTOR).person_id}/slip")
    assert sheet.status_code == HTTPStatus.OK
    code = sheet.text.split('激活码</dt><dd class="slip-code">')[1][:14]
    assert factories.PASSWORD not in caplog.text
    assert "一个猜错的密码" not in caplog.text
    assert code not in caplog.text
