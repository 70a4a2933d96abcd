from __future__ import annotations

import errno
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from flask import abort
from peewee import InterfaceError, OperationalError

from portal.kernel.db import database
from portal.kernel.errors import ConflictError, UnavailableError
from portal.org.offices import Office
from portal.web.guards import public

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

REFERENCE = re.compile(r'编号：<span class="mono">([0-9a-f]{8})</span>')


@pytest.fixture(params=["sqlite"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Error pages are the same on every database."""
    return str(request.param)


def raising(app: Flask, error: BaseException) -> str:
    def view() -> str:
        raise error

    app.add_url_rule("/broken/down", view_func=public(view), endpoint="broken", methods=["GET", "POST"])
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    return "/broken/down"


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (ConflictError("这一票已经投过了。"), HTTPStatus.CONFLICT, "这一票已经投过了。"),
        (UnavailableError("磁盘满了。"), HTTPStatus.SERVICE_UNAVAILABLE, "磁盘满了。"),
        (OperationalError("could not connect"), HTTPStatus.SERVICE_UNAVAILABLE, "数据库暂时无法使用"),
        (OperationalError("database is locked"), HTTPStatus.SERVICE_UNAVAILABLE, "系统正忙"),
        (InterfaceError("connection already closed"), HTTPStatus.SERVICE_UNAVAILABLE, "数据库暂时无法使用"),
        (OSError(errno.ENOSPC, "No space left on device"), HTTPStatus.SERVICE_UNAVAILABLE, "磁盘已满"),
        (OSError(errno.EACCES, "Permission denied"), HTTPStatus.INTERNAL_SERVER_ERROR, "系统出了差错"),
        (ZeroDivisionError("secret detail"), HTTPStatus.INTERNAL_SERVER_ERROR, "系统出了差错"),
    ],
)
def test_refusals_and_failures_become_a_page(
    app: Flask, client: FlaskClient, error: Exception, status: HTTPStatus, sentence: str
) -> None:
    answer = client.get(raising(app, error))
    assert answer.status_code == status
    assert sentence in answer.text
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("error", [ZeroDivisionError("the cause"), OperationalError("the cause")])
def test_a_failure_is_logged_under_the_number_on_the_page(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    match = REFERENCE.search(client.get(raising(app, error)).text)
    assert match is not None
    assert f"reference {match[1]}" in caplog.text
    assert "the cause" in caplog.text


@pytest.mark.parametrize("code", [400, 404, 405, 413, 415, 418, 429])
def test_every_other_answer_is_a_page_of_ours(app: Flask, client: FlaskClient, code: int) -> None:
    app.add_url_rule("/any/answer", view_func=public(lambda: abort(code)), endpoint="answer")
    answer = client.get("/any/answer")
    assert answer.status_code == code
    assert "回到首页" in answer.text


def test_an_act_opened_as_an_address_says_how_it_is_done(client: FlaskClient) -> None:
    answer = client.get("/qingshan/people/1/slip")
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "从页面上的按钮办理" in answer.text


def test_a_request_that_is_too_large_is_refused_unread(app: Flask, client: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = client.post("/sign-in", data={"login": "a" * 2000})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert "超过了上限" in answer.text


def test_a_database_that_is_gone_is_said_and_comes_back_without_a_restart(
    app: Flask, client: FlaskClient, township: Township, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, township.login(Office.SECRETARY))
    app.config.update(TESTING=False, PROPAGATE_EXCEPTIONS=False)

    def gone(*_args: object, **_more: object) -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as broken:
        broken.setattr(database.obj, "execute_sql", gone)
        answer = client.get("/qingshan/")
        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "数据库暂时无法使用" in answer.text
    assert client.get("/qingshan/").status_code == HTTPStatus.OK
