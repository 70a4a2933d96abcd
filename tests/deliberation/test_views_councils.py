"""The screens of councils, as each person sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from http import HTTPStatus

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deliberation.models import CouncilItem, CouncilRhythm, FeeCollection
from deliberation.rules.councils import Rhythm
from portal.kernel.db import connection
from portal.meetings.bodies import Body
from portal.org.offices import Office
from tests.deliberation.test_services_councils import MONDAY, Table
from tests.factories import SettableClock, known_township

SignIn = Callable[[FlaskClient, str], FlaskClient]
AT = "/qingshan/matters/councils"


@pytest.fixture
def table(app: Flask, clock: SettableClock) -> Iterator[Table]:
    with connection():
        yield Table(known_township(), clock)


@pytest.fixture
def as_office(app: Flask, sign_in: SignIn, table: Table) -> Callable[..., FlaskClient]:
    def signed_in(office: Office, number: int = 0) -> FlaskClient:
        return sign_in(app.test_client(), table.township.login(office, number=number))

    return signed_in


def test_a_rhythm_is_set_and_a_missed_week_explained(table: Table, as_office: Callable[..., FlaskClient]) -> None:
    secretary = as_office(Office.SECRETARY)
    assert "本村还没有设议事会" in secretary.get(f"{AT}/council/").text
    early = secretary.post(f"{AT}/council/rhythm", data={"rhythm": "weekly", "day": "3", "since": "2026-10-15"})
    assert early.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "最早写2026年10月16日" in early.text
    sent = {"rhythm": "weekly", "day": "3", "since": "2026-10-16"}
    assert "每周一次，星期三开" in secretary.post(f"{AT}/council/rhythm", data=sent, follow_redirects=True).text
    table.clock.set_day(date(2026, 10, 26))
    secretary = as_office(Office.SECRETARY)
    assert "未按期召开 1 次" in secretary.get(f"{AT}/council/").text
    assert "其中 1 次没有写明原因" in secretary.get("/qingshan/matters/checkup/").text
    missed = f"{AT}/council/missed/2026-10-21"
    assert "抢收。" in secretary.post(missed, data={"reason": "抢收。"}, follow_redirects=True).text
    assert "都写明了原因" in secretary.get("/qingshan/matters/checkup/").text
    for wrong in ("2026-10-22", "never"):
        assert secretary.get(f"{AT}/council/missed/{wrong}").status_code == HTTPStatus.NOT_FOUND
    villager = as_office(Office.REPRESENTATIVE).get(f"{AT}/council/")
    assert "写明原因" not in villager.text
    assert "召集议事会" not in villager.text


def test_only_the_newest_three_weeks_stand_open(table: Table, as_office: Callable[..., FlaskClient]) -> None:
    table.set_weekly()
    for week in range(4):
        table.meet(MONDAY + timedelta(weeks=week))
    page = as_office(Office.SECRETARY).get(f"{AT}/council/").text
    shown, _, folded = page.partition('<details class="earlier">')
    assert (shown.count("应到"), folded.count("应到")) == (3, 1)
    assert "列入议程" not in page


def test_the_township_sets_it_for_all_its_villages(table: Table, as_office: Callable[..., FlaskClient]) -> None:
    admin = as_office(Office.TOWNSHIP_ADMIN)
    assert "适用于全镇" in admin.get(f"{AT}/council/rhythm").text
    admin.post(f"{AT}/council/rhythm", data={"rhythm": "monthly", "day": "5", "since": "2026-10-16"})
    (made,) = CouncilRhythm.select()
    assert (made.place_id, made.rhythm) == (table.township.place.id, Rhythm.MONTHLY)
    assert "每月一次，5 日开" in admin.get("/hexi/matters/councils/council/").text


def test_an_item_leads_on_to_what_follows(table: Table, as_office: Callable[..., FlaskClient]) -> None:
    table.set_weekly()
    table.file()
    meeting = table.meet(MONDAY, 1)
    secretary, at = as_office(Office.SECRETARY), f"/qingshan/matters/suggestions/1/agenda/{meeting}"
    assert "填写议事结果" in secretary.get("/qingshan/matters/suggestions/1/").text
    half = secretary.post(at, data={"said": "交出去办。", "outcome": "handed"})
    assert "请写明交给谁" in half.text
    gone = secretary.post(at, data={"said": "当场说清楚了。", "outcome": "answered"})
    assert gone.headers["Location"].endswith("/suggestions/1/answer")
    again = secretary.post(at, data={"said": "记错了。", "outcome": "put_off"})
    assert "更正请写明原因" in again.text
    off = secretary.post(at, data={"said": "记错了。", "outcome": "put_off", "reason": "记错"})
    assert off.headers["Location"].endswith("/suggestions/1/agenda")
    assert CouncilItem.select().count() == 2
    shown = secretary.get(f"{AT}/council/").text
    assert "下次再议" in shown
    assert "记错了。" in shown


def test_a_red_hall_is_convened_from_its_own_screen_only(table: Table, as_office: Callable[..., FlaskClient]) -> None:
    secretary = as_office(Office.SECRETARY)
    assert "红色议事厅" not in secretary.get("/qingshan/meetings/new").text
    assert "红色议事厅" not in as_office(Office.REPRESENTATIVE).get(f"{AT}/council/").text
    assert secretary.get(f"{AT}/red_hall/collection").status_code == HTTPStatus.NOT_FOUND
    table.set_monthly()
    assert 'href="/qingshan/meetings/new?body=red_hall"' in secretary.get(f"{AT}/red_hall/").text
    assert 'value="red_hall"' in secretary.get("/qingshan/meetings/new?body=red_hall").text
    meeting = table.meet(date(2026, 11, 10), body=Body.RED_HALL)
    secretary = as_office(Office.SECRETARY)
    assert "三方到会还没有登记" in secretary.get(f"{AT}/red_hall/").text
    sent = secretary.post(f"{AT}/sides/{meeting}", data={"firm": "0", "owners": "2"}, follow_redirects=True)
    assert "物业公司 0 人" in sent.text
    assert "三方没有到齐" in secretary.get(f"{AT}/red_hall/").text


def test_fees_are_entered_in_yuan_and_shown_as_a_rate(table: Table, as_office: Callable[..., FlaskClient]) -> None:
    table.set_monthly()
    table.clock.set_day(date(2026, 12, 1))
    secretary, at = as_office(Office.SECRETARY), f"{AT}/red_hall/collection"
    sent = {
        "month": "2026-11",
        "households_due": "200",
        "households_paid": "140",
        "due_fen": "300",
        "collected_fen": "210.01",
    }
    assert "70%" in secretary.post(at, data=sent, follow_redirects=True).text
    too_much = secretary.post(at, data={**sent, "collected_fen": "300.01", "reason": "更正"})
    assert "实收的不能多于应收的" in too_much.text
    assert "更正请写明原因" in secretary.post(at, data={**sent, "collected_fen": "280"}).text
    assert FeeCollection.select().count() == 1
