"""Choosing, confirming and forgetting the address at which one is told by e-mail."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from portal.org import mailing
from portal.org.models import MailAddress
from portal.org.offices import Office
from tests.factories import SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]


def test_an_address_is_chosen_confirmed_and_forgotten(client: FlaskClient, township: Township, sign_in: SignIn) -> None:
    sign_in(client, township.login(Office.REPRESENTATIVE))
    assert "邮件提醒" in client.get("/account").text
    assert "还没有配置邮件" in client.get("/account/mail").text
    refused = client.post("/account/mail", data={"address": "张三"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "name@example.cn" in refused.text
    assert client.post("/account/mail", data={"address": " a@example.cn "}).status_code == HTTPStatus.FOUND
    assert "填验证码" in client.get("/account/mail").text
    wrong = client.post("/account/mail/code", data={"code": "AAAAAAAA"})
    assert "验证码不对" in wrong.text
    chosen = mailing.address_of(township.actor(Office.REPRESENTATIVE).account_id)
    assert chosen is not None
    code = mailing.code_of(chosen, key=SECRET_KEY)
    assert client.post("/account/mail/code", data={"code": code}).status_code == HTTPStatus.FOUND
    assert "已确认" in client.get("/account/mail").text
    assert client.post("/account/mail", data={"address": ""}).status_code == HTTPStatus.FOUND
    assert MailAddress.select().count() == 0
