from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from portal.org.offices import Office
from tests.factories import Township

SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.mark.parametrize("path", ["/q%00x/", "/sign-in?next=%00", "/qingshan%07/"])
def test_an_address_with_characters_nobody_types_is_not_read(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == HTTPStatus.BAD_REQUEST


def test_a_form_with_characters_nobody_types_is_not_read(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"login": "a\x00b", "password": "x"})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert client.post("/sign-in", data={"login": "a\tb", "password": "x"}).status_code != HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_number_no_row_can_have_is_not_found(
    client: FlaskClient, sign_in: SignIn, township: Township, number: int
) -> None:
    sign_in(client, township.login(Office.SECRETARY))
    for path in (f"/qingshan/meetings/{number}/", f"/qingshan/matters/{number}/", f"/qingshan/people/{number}/"):
        assert client.get(path).status_code == HTTPStatus.NOT_FOUND
