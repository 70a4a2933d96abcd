from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.kernel.db import close_database
from portal.web.addresses import printed_address, reached_by_phones

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.config import Config


@pytest.fixture
def named(database_url: str, config: Config) -> Iterator[Flask]:
    """An installation that says where it is reached."""
    address = "https://menhu.cunshi.example"
    yield create_app(replace(config, database_url=database_url, portal_url=address))
    close_database()


def test_printed_addresses_begin_as_the_installation_says(named: Flask) -> None:
    with named.test_request_context(base_url="http://localhost"):
        assert printed_address("account.activate", login="a-1") == "https://menhu.cunshi.example/activate/a-1"
        assert reached_by_phones()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("menhu.cunshi.example", HTTPStatus.OK),
        ("localhost", HTTPStatus.OK),
        ("evil.example", HTTPStatus.BAD_REQUEST),
        ("menhu.cunshi.example.evil.example", HTTPStatus.BAD_REQUEST),
    ],
)
def test_requests_under_another_name_are_not_answered(named: Flask, host: str, status: HTTPStatus) -> None:
    assert named.test_client().get("/sign-in", base_url=f"http://{host}").status_code == status


def test_nobody_is_turned_away_while_nothing_is_said(app: Flask) -> None:
    assert app.test_client().get("/sign-in", base_url="http://any.example").status_code == HTTPStatus.OK
    with app.test_request_context():
        assert not reached_by_phones()
