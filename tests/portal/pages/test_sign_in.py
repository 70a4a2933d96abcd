from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.org.accounts import SLIP_VALID, issue_slip
from portal.org.models import Account
from portal.org.offices import Office
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from portal.org.accounts import Slip
    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

CHOSEN = "门前两棵枣树还在"


@pytest.fixture
def slip(township: Township) -> Slip:
    secretary = township.actor(Office.SECRETARY)
    return issue_slip(secretary, township.village, township.actor(Office.REPRESENTATIVE).person_id)


def activate(
    client: FlaskClient, slip: Slip, *, code: str = "", password: str = CHOSEN, again: str = ""
) -> TestResponse:
    form = {"login": slip.login, "code": code or slip.code, "password": password, "again": again or password}
    return client.post("/activate", data=form)


def inside(client: FlaskClient) -> bool:
    return client.get("/account").status_code == HTTPStatus.OK


def test_the_slip_opens_the_account_and_signs_in(client: FlaskClient, slip: Slip) -> None:
    assert activate(client, slip).status_code == HTTPStatus.FOUND
    assert inside(client)


def test_the_new_password_is_the_one_that_counts(client: FlaskClient, slip: Slip, sign_in: SignIn) -> None:
    activate(client, slip)
    client.post("/sign-out")
    assert client.post("/sign-in", data={"login": slip.login, "password": factories.PASSWORD}).status_code == 403
    assert client.post("/sign-in", data={"login": slip.login, "password": CHOSEN}).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(("dash", "case"), [("-", str.lower), ("", str.upper), (" ", str.lower)])
def test_the_code_may_be_typed_as_people_type(
    client: FlaskClient, slip: Slip, dash: str, case: Callable[[str], str]
) -> None:
    assert activate(client, slip, code=case(slip.code.replace("-", dash))).status_code == HTTPStatus.FOUND


def test_a_code_works_once(app_clients: tuple[FlaskClient, FlaskClient], slip: Slip) -> None:
    first, second = app_clients
    activate(first, slip)
    answer = activate(second, slip, password="另外一句长长的话")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "激活码不对、已用过或已过期" in answer.text
    assert not inside(second)


@pytest.fixture
def app_clients(client: FlaskClient) -> tuple[FlaskClient, FlaskClient]:
    return client, client.application.test_client()


def test_a_code_expires(client: FlaskClient, slip: Slip, clock: SettableClock) -> None:
    clock.set(clock.moment + SLIP_VALID)
    assert activate(client, slip).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not inside(client)


def test_a_code_is_good_until_it_expires(client: FlaskClient, slip: Slip, clock: SettableClock) -> None:
    clock.set(clock.moment + SLIP_VALID - timedelta(seconds=1))
    assert activate(client, slip).status_code == HTTPStatus.FOUND


def test_a_later_slip_voids_the_earlier(client: FlaskClient, slip: Slip, township: Township) -> None:
    person_id = Account.get(Account.login == slip.login).person_id
    issue_slip(township.actor(Office.SECRETARY), township.village, person_id)
    assert activate(client, slip).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_wrong_code_and_an_unknown_login_are_answered_alike(client: FlaskClient, slip: Slip) -> None:
    wrong = activate(client, slip, code="AAAA-AAAA-AAAA")
    form = {"login": "nobody", "code": slip.code, "password": CHOSEN, "again": CHOSEN}
    unknown = client.post("/activate", data=form)
    assert wrong.status_code == unknown.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = "激活码不对、已用过或已过期"
    assert sentence in wrong.text
    assert sentence in unknown.text


@pytest.mark.parametrize("weak", ["短", "12345678", "88888888", "password"])
def test_a_weak_password_is_refused_and_the_code_stays_good(client: FlaskClient, slip: Slip, weak: str) -> None:
    refused = activate(client, slip, password=weak)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "密码至少 8 个字符" in refused.text
    assert activate(client, slip).status_code == HTTPStatus.FOUND


def test_two_different_passwords_are_noticed_and_the_rest_is_kept(client: FlaskClient, slip: Slip) -> None:
    answer = activate(client, slip, again="打错了的一句话")
    assert "两次填写的不一样" in answer.text
    assert f'value="{slip.code}"' in answer.text
    assert CHOSEN not in answer.text


def test_the_page_the_qr_code_leads_to_knows_the_login_and_not_the_code(client: FlaskClient, slip: Slip) -> None:
    page = client.get(f"/activate/{slip.login}")
    assert f'value="{slip.login}"' in page.text
    assert slip.code not in page.text


def test_the_page_says_the_same_whether_or_not_the_login_exists(client: FlaskClient, slip: Slip) -> None:
    here, nowhere = (client.get(f"/activate/{login}").text.replace(login, "") for login in (slip.login, "nobody-0000"))
    assert here == nowhere


def test_the_account_page_names_the_offices_held(client: FlaskClient, sign_in: SignIn, township: Township) -> None:
    page = sign_in(client, township.login(Office.SECRETARY)).get("/account").text
    assert re.search(r"青山村</th><td>支部书记、正式党员", page)


def test_whoever_holds_no_office_any_more_may_enter_their_own_village_and_no_room_of_it(
    client: FlaskClient, sign_in: SignIn, township: Township, clock: SettableClock
) -> None:
    from portal.org.services import end_term

    secretary = township.actor(Office.SECRETARY)
    login = township.login(Office.SUPERVISOR)
    person_id = township.actor(Office.SUPERVISOR).person_id
    end_term(secretary, township.village, person_id, office=Office.SUPERVISOR, until=clock.moment.date())
    clock.set(clock.moment + timedelta(days=1))
    sign_in(client, login)
    assert client.get("/qingshan/").status_code == HTTPStatus.OK
    assert client.get("/qingshan/matters/").status_code == HTTPStatus.FORBIDDEN
    assert client.get("/hexi/").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/").headers["Location"] == "/qingshan/"
    assert "现在没有登记的职务" in client.get("/account").text
    assert inside(client)
