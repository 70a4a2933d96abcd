"""The screens of household points as officers and households use them."""

from __future__ import annotations

import io
import re
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from points.households import services
from points.households.queries.entries import entries
from points.households.queries.exchanges import exchanges
from points.households.queries.ledger import balance
from points.households.schemes import EXAMPLE
from points.households.services import Offering
from points.households.views import lists
from portal.kernel.months import Month
from portal.org.models import Account, Household
from portal.org.offices import Office
from tests.points.households.homes import earn, prize, settled, wanting
from tests.uploads import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from portal.org.actors import Actor
    from tests.factories import Township
    from tests.points.households.homes import Homes

    SignIn = Callable[[FlaskClient, str], FlaskClient]

AT = "/qingshan/households"


@pytest.fixture
def homes(app: Flask, township: Township) -> Homes:
    return settled(township)


@pytest.fixture
def as_actor(app: Flask, sign_in: SignIn) -> Callable[[Actor], FlaskClient]:
    def signed_in(actor: Actor) -> FlaskClient:
        return sign_in(app.test_client(), Account.get_by_id(actor.account_id).login)

    return signed_in


def sent(answer: TestResponse) -> str:
    assert answer.status_code == HTTPStatus.FOUND, answer.text
    return str(answer.headers["Location"])


def test_rules_are_adopted_from_the_example_and_bad_ones_answered_cell_by_cell(
    app: Flask, township: Township, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, township.login(Office.DIRECTOR))
    assert "还没有施行中的家户积分办法" in client.get(f"{AT}/entries/grid").text
    assert client.get(f"{AT}/rules/example.csv").data == EXAMPLE.read_bytes()
    told = {
        "resolution": "第2号决议", "effective_from": "2026-10-01", "mode": "expire", "month": "3", "day": "31",
        "notice_days": "60",
    }  # fmt: skip
    bad = "编号,类别,名称,分值,单位\nA,互助,不上访,2,次\n".encode()
    refused = client.post(f"{AT}/rules/new", data={**told, "file": (io.BytesIO(bad), "办法.csv")})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "不得因“不上访”加分" in refused.text
    good = {**told, "file": (io.BytesIO(EXAMPLE.read_bytes()), "办法.csv")}
    sent(client.post(f"{AT}/rules/new", data=good))
    assert "到第二年 3 月 31 日清零" in client.get(f"{AT}/rules/").text


def test_a_grid_is_entered_and_confirmed_by_another(homes: Homes, as_actor: Callable[[Actor], FlaskClient]) -> None:
    recorder, confirmer = as_actor(homes.recorder), as_actor(homes.confirmer)
    address = f"{AT}/entries/grid?kind=垃圾分类&group=第1组"
    names = re.findall(r'name="(times-\d+-W1)"', recorder.get(address).text)
    assert len(names) == 3
    told = {"happened_on": "2026-10-15", names[0]: "4", names[1]: "两次"}
    refused = recorder.post(address, data=told)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "“两次”不是次数" in refused.text
    assert 'value="4"' in refused.text
    sent(recorder.post(address, data={**told, names[1]: "2"}))
    waiting = [one.id for one in entries(homes.village, only_open=True)]
    assert "没有等您确认的" in recorder.get(f"{AT}/entries/confirm").text
    assert "确认家户积分：2 笔" in confirmer.get("/qingshan/").text
    sent(confirmer.post(f"{AT}/entries/confirm", data={"entries": waiting}))
    assert balance(homes.home) == 400
    assert confirmer.get(f"{AT}/entries/table.xlsx").status_code == HTTPStatus.OK


def test_a_long_grid_is_entered_page_by_page(homes: Homes, as_actor: Callable[[Actor], FlaskClient]) -> None:
    group = Household.get_by_id(homes.home).group
    for number in range(4, 21):
        Household.create(village=homes.village, number=f"{number:03d}", group=group)
    recorder, address = as_actor(homes.recorder), f"{AT}/entries/grid?kind=垃圾分类&group=第1组"
    first, second = (
        re.findall(r'name="(times-\d+-W1)"', recorder.get(f"{address}&page={page}").text) for page in (1, 2)
    )
    assert (len(first), len(second), set(first) & set(second)) == (12, 8, set())
    at = sent(recorder.post(address, data={"happened_on": "2026-10-15", first[0]: "1"}))
    assert "page=2" in at
    last = sent(recorder.post(f"{address}&page=2", data={"happened_on": "2026-10-15", second[0]: "1"}))
    assert last.endswith("/entries/")
    assert recorder.get(f"{address}&page=3").status_code == HTTPStatus.NOT_FOUND


def test_the_counter_in_four_taps_and_the_households_own_phone(
    homes: Homes, as_actor: Callable[[Actor], FlaskClient]
) -> None:
    earn(homes, homes.home)
    soap = prize(homes, stock=2)
    officer, phone = as_actor(homes.recorder), as_actor(homes.villager)
    assert "还差" not in phone.get(f"{AT}/own/").text
    assert f"{AT}/counter/{homes.home}/" in officer.get(f"{AT}/counter/?q=001").text
    form = officer.get(f"{AT}/counter/{homes.home}/{soap}").text
    token = re.search(r'name="token"[^>]*value="(\w+)"', form)
    assert token is not None
    data = {"token": token[1], "quantity": "1"}
    at = sent(officer.post(f"{AT}/counter/{homes.home}/{soap}", data=data))
    assert sent(officer.post(f"{AT}/counter/{homes.home}/{soap}", data=data)) == at  # a second click
    (made,) = exchanges(homes.village)
    assert made.code not in officer.get(at).text
    sent(officer.post(f"{at}hand-over"))
    own = phone.get(f"{AT}/own/exchanges/1/").text
    assert made.code in own
    assert "我已收到，签收" in own
    wrong = officer.post(f"{at}sign", data={"code": "x"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "领取码不对" in wrong.text
    sent(phone.post(f"{AT}/own/exchanges/1/sign"))
    assert "本户在手机上签收" in officer.get(f"{AT}/sheets/2026-10").text
    again = officer.post(f"{AT}/counter/{homes.home}/{soap}", data={"token": "another", "quantity": "1"})
    assert again.status_code == HTTPStatus.CONFLICT
    assert "积分不够：还有 0 分" in again.text
    stranger = as_actor(homes.supervisor)
    assert stranger.get(f"{AT}/own/exchanges/1/").status_code == HTTPStatus.NOT_FOUND


def test_the_shelf_is_counted_and_what_cannot_be_had_stands_apart(
    homes: Homes, as_actor: Callable[[Actor], FlaskClient]
) -> None:
    earn(homes, homes.home)
    soap = prize(homes, price_x100=100, stock=40)
    services.reserve_prize(homes.villager, homes.village, wanting(homes.home, soap, quantity=3))
    assert "40 块：可兑换 37，已预留未领 3" in as_actor(homes.recorder).get(f"{AT}/prizes/{soap}/count").text
    off = Offering(price_x100=100, most_each=None, on_offer=False, reason="换季")
    services.set_offer(homes.director, homes.village, soap, off)
    page = as_actor(homes.director).get(f"{AT}/prizes/").text
    assert ("可以兑换的奖品" in page, "不再兑换的" in page) == (False, True)
    assert "肥皂" not in as_actor(homes.villager).get(f"{AT}/prizes/").text


def test_a_wrong_delivery_is_taken_back_on_its_screen(homes: Homes, as_actor: Callable[[Actor], FlaskClient]) -> None:
    soap, officer = prize(homes, stock=4), as_actor(homes.recorder)
    at = f"{AT}/prizes/{soap}/deliveries/1/take-back"
    assert at in officer.get(f"{AT}/prizes/{soap}/").text
    assert sent(officer.post(at, data={"reason": "花费多写一位"})).endswith(f"/prizes/{soap}/deliver")
    page = officer.get(f"{AT}/prizes/{soap}/").text
    assert ("已撤回" in page, at in page) == (True, False)
    assert officer.post(at, data={"reason": "再撤一次"}).status_code == HTTPStatus.CONFLICT


def test_paper_and_its_photo(homes: Homes, as_actor: Callable[[Actor], FlaskClient]) -> None:
    earn(homes, homes.home)
    made = services.reserve_prize(homes.recorder, homes.village, wanting(homes.home, prize(homes)))
    services.hand_over(homes.recorder, homes.village, made.number)
    officer = as_actor(homes.recorder)
    data = {"signed_by": "户主", "photos": (io.BytesIO(picture()), "签收.png")}
    at = sent(officer.post(f"{AT}/exchanges/{made.number}/paper", data=data))
    shown = officer.get(at).text
    photo = re.search(r'src="(/[^"]*attachments/\w+)"', shown) or re.search(r'<img src="([^"]+)"', shown)
    assert photo is not None
    assert officer.get(photo[1]).status_code == HTTPStatus.OK
    assert as_actor(homes.villager).get(photo[1]).status_code != HTTPStatus.OK


def test_a_month_is_published_and_objected_to(homes: Homes, as_actor: Callable[[Actor], FlaskClient]) -> None:
    september = Month(2026, 9)
    earned = earn(homes, homes.home, on=date(2026, 9, 20))
    director, phone = as_actor(homes.director), as_actor(homes.villager)
    assert "公布家户积分：2026年9月" in director.get("/qingshan/").text
    sent(director.post(f"{AT}/months/{september}/publish"))
    shown = phone.get(f"{AT}/months/2026-09/").text
    assert "我家这个月的登记" in shown
    assert "本月不是" not in shown
    at = sent(phone.post(f"{AT}/months/2026-09/object?entry={earned}", data={"text": "应该是两次"}))
    assert "应该是两次" in phone.get(at).text
    answering = as_actor(homes.supervisor)
    sent(answering.post(f"{at}answer", data={"finding": "dismissed", "answer": "登记本上是一次。"}))
    assert "登记本上是一次。" in phone.get(at).text
    assert phone.get(f"{AT}/months/2026-09/object?entry=999").status_code == HTTPStatus.NOT_FOUND
    assert director.get(f"{AT}/years/2026/").status_code == HTTPStatus.OK


def test_published_months_are_shown_by_pages(
    homes: Homes, as_actor: Callable[[Actor], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in (Month(2026, 8), Month(2026, 9)):
        services.publish_month(homes.director, homes.village, month)
    phone = as_actor(homes.villager)
    assert "翻页" not in phone.get(f"{AT}/months/").text
    monkeypatch.setattr(lists, "_MONTHS_SHOWN", 1)
    first, second = phone.get(f"{AT}/months/").text, phone.get(f"{AT}/months/?page=2").text
    assert ("2026年9月" in first, "2026年8月" in first, "第 1 页，共 2 页" in first) == (True, False, True)
    assert ("2026年9月" in second, "2026年8月" in second) == (False, True)
    assert phone.get(f"{AT}/months/?page=3").status_code == HTTPStatus.NOT_FOUND
