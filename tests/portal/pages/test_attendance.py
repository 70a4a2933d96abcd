"""The meeting's day: slips at the door (whose, when, once), leave, ticking a thousand people."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from portal.meetings.bodies import Body
from portal.meetings.models import Attendance, Leave
from portal.meetings.queries import meeting, roster_lines
from portal.meetings.services import (
    Convening,
    convene_meeting,
    freeze_roster,
    record_attendance,
    record_leave,
    write_minutes,
)
from portal.org.models import Sex
from portal.org.offices import Office
from portal.org.roster import RosterRow
from portal.org.services import import_roster
from portal.pages.tickets import Ticket, code_of
from tests.factories import PASSWORD, SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from portal.org.models import Place
    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

PRESENT = "<dt>实到</dt><dd>{} 人</dd>"


def convened(
    township: Township,
    clock: SettableClock,
    *,
    village: Place | None = None,
    body: Body = Body.VILLAGER_REPS_MEETING,
    hours: int = 2,
) -> int:
    secretary = township.actor(Office.SECRETARY, village=village)
    convening = Convening(
        body=body,
        title="第三次村民代表会议",
        place="村委会",
        starts_at=clock.moment + timedelta(hours=hours),
        notice="讨论通村路。",
        chair_id=secretary.person_id,
        recorder_id=secretary.person_id,
    )
    return int(convene_meeting(secretary, village or township.village, convening).id)


@pytest.fixture
def secretary(client: FlaskClient, sign_in: SignIn, township: Township) -> FlaskClient:
    return sign_in(client, township.login(Office.SECRETARY))


@pytest.fixture
def begun(township: Township, clock: SettableClock) -> int:
    meeting_id = convened(township, clock)
    freeze_roster(township.actor(Office.SECRETARY), township.village, meeting_id)
    return meeting_id


def slip(township: Township, meeting_id: int, *, office: Office = Office.REPRESENTATIVE, key: str = SECRET_KEY) -> str:
    person_id = township.actor(office).person_id
    return f"/qingshan/meetings/check-in/{code_of(Ticket(meeting_id=meeting_id, person_id=person_id), key=key)}"


def nobody_signed_in() -> bool:
    return not Attendance.select().exists()


def table_of(answer: TestResponse) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_the_officer_at_the_door_sees_the_name_and_one_button(
    secretary: FlaskClient, township: Township, begun: int
) -> None:
    page = secretary.get(slip(township, begun))
    assert f'<h1 class="whose">{township.actor(Office.REPRESENTATIVE).name}</h1>' in page.text
    assert page.text.count('type="submit"') == 1
    assert nobody_signed_in()


def test_a_slip_signs_its_person_in(secretary: FlaskClient, township: Township, begun: int) -> None:
    at = slip(township, begun)
    assert secretary.post(at).headers["Location"] == at
    (row,) = Attendance.select()
    assert row.line.person_id == township.actor(Office.REPRESENTATIVE).person_id
    assert PRESENT.format(1) in secretary.get(f"/qingshan/meetings/{begun}/").text


def test_the_second_time_it_says_when_it_was_used(
    secretary: FlaskClient, township: Township, begun: int, clock: SettableClock
) -> None:
    at = slip(township, begun)
    secretary.post(at)
    clock.set(clock.moment + timedelta(minutes=30))
    again = secretary.post(at)
    assert again.status_code == HTTPStatus.CONFLICT
    assert "在 09:00 已经签到" in again.text
    shown = secretary.get(at).text
    assert "2026年10月15日 09:00" in shown
    assert "<button" not in shown
    assert Attendance.select().count() == 1


def test_whoever_was_ticked_on_the_list_is_not_signed_in_twice(
    secretary: FlaskClient, township: Township, begun: int
) -> None:
    roster_id = meeting(township.village, begun).roster_id or 0
    person_id = township.actor(Office.REPRESENTATIVE).person_id
    line = next(line for line in roster_lines(roster_id) if line.person_id == person_id)
    secretary.post(f"/qingshan/meetings/{begun}/attendance", data={"lines": [line.id]})
    assert secretary.post(slip(township, begun)).status_code == HTTPStatus.CONFLICT
    assert Attendance.select().count() == 1


def test_yesterdays_slip_opens_nothing(
    secretary: FlaskClient, sign_in: SignIn, township: Township, begun: int, clock: SettableClock
) -> None:
    clock.set(clock.moment + timedelta(days=1))
    sign_in(secretary, township.login(Office.SECRETARY))
    refused_for_the_day(secretary, slip(township, begun), "2026年10月15日开会当天")


def test_tomorrows_slip_opens_nothing(secretary: FlaskClient, township: Township, clock: SettableClock) -> None:
    refused_for_the_day(secretary, slip(township, convened(township, clock, hours=26)), "2026年10月16日开会当天")


def refused_for_the_day(client: FlaskClient, at: str, sentence: str) -> None:
    for answer in (client.get(at), client.post(at)):
        assert answer.status_code == HTTPStatus.CONFLICT
        assert sentence in answer.text
    assert nobody_signed_in()


def test_a_slip_works_once_sign_in_has_begun(secretary: FlaskClient, township: Township, clock: SettableClock) -> None:
    at = slip(township, convened(township, clock))
    for answer in (secretary.get(at), secretary.post(at)):
        assert answer.status_code == HTTPStatus.CONFLICT
        assert "还没有开始签到" in answer.text
    assert nobody_signed_in()


def test_a_slip_of_somebody_who_is_not_entitled_opens_nothing(
    secretary: FlaskClient, township: Township, begun: int
) -> None:
    at = slip(township, begun, office=Office.BOOKKEEPER)
    for answer in (secretary.get(at), secretary.post(at)):
        assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.CONFLICT}
        assert "不在本次会议的应到名单上" in answer.text
    assert nobody_signed_in()


def test_a_slip_nobody_here_signed_opens_nothing(secretary: FlaskClient, township: Township, begun: int) -> None:
    good = slip(township, begun)
    forged = [slip(township, begun, key="somebody else's secret, 32 letters"), good[:-1], f"{good}x", "x", "."]
    for at in forged:
        address = at if at.startswith("/") else f"/qingshan/meetings/check-in/{at}"
        assert secretary.get(address).status_code == HTTPStatus.NOT_FOUND, at
        assert secretary.post(address).status_code == HTTPStatus.NOT_FOUND, at
    assert nobody_signed_in()


def test_a_slip_of_another_village_opens_nothing(
    secretary: FlaskClient, township: Township, clock: SettableClock
) -> None:
    foreign = convened(township, clock, village=township.other_village)
    freeze_roster(township.actor(Office.SECRETARY, village=township.other_village), township.other_village, foreign)
    at = slip(township, foreign)
    assert secretary.get(at).status_code == HTTPStatus.NOT_FOUND
    assert secretary.post(at).status_code == HTTPStatus.NOT_FOUND
    assert secretary.post(at.replace("qingshan", "hexi")).status_code == HTTPStatus.NOT_FOUND
    assert nobody_signed_in()


def test_whoever_scans_their_own_slip_is_told_to_whom_to_hand_it(
    client: FlaskClient, sign_in: SignIn, township: Township, begun: int
) -> None:
    sign_in(client, township.login(Office.REPRESENTATIVE))
    page = client.get(slip(township, begun))
    assert page.status_code == HTTPStatus.OK
    assert "请把这张条给签到的工作人员扫" in page.text
    assert "<button" not in page.text
    assert client.post(slip(township, begun)).status_code == HTTPStatus.FORBIDDEN
    assert nobody_signed_in()


def test_every_slip_leads_to_the_portal_and_names_one_person(
    client: FlaskClient, township: Township, begun: int
) -> None:
    elsewhere = "http://evil.example"
    client.post("/sign-in", data={"login": township.login(Office.SECRETARY), "password": PASSWORD}, base_url=elsewhere)
    page = client.get(f"/qingshan/meetings/{begun}/notices", base_url=elsewhere).text
    assert page.count('<article class="ticket">') == 40
    assert page.count("<svg") == len({part.split("</svg>")[0] for part in page.split("<svg")[1:]})
    assert "讨论通村路。" in page
    assert "evil.example" not in page
    assert "CUNSHI_" not in page


def test_notices_are_there_before_anybody_is_entitled_for_good(
    secretary: FlaskClient, township: Township, clock: SettableClock
) -> None:
    page = secretary.get(f"/qingshan/meetings/{convened(township, clock)}/notices").text
    assert page.count('<article class="ticket">') == 40


def test_leave_is_a_record_and_changes_nothing_of_who_is_entitled(
    secretary: FlaskClient, township: Township, begun: int
) -> None:
    person_id = township.actor(Office.REPRESENTATIVE).person_id
    asked = {"person": str(person_id), "reason": "外出务工"}
    assert secretary.post(f"/qingshan/meetings/{begun}/leave", data=asked).status_code == HTTPStatus.FOUND
    page = secretary.get(f"/qingshan/meetings/{begun}/").text
    assert "<dt>应到</dt><dd>40 人</dd>" in page
    assert "<dt>请假</dt><dd>1 人</dd>" in page
    assert "外出务工" in secretary.get(f"/qingshan/meetings/{begun}/people/?presence=leave").text
    assert "外出务工" in secretary.get(f"/qingshan/meetings/{begun}/minutes/sheet").text
    assert secretary.get(f"/qingshan/meetings/{begun}/attendance?all=1").text.count(" checked>") == 39
    again = secretary.post(f"/qingshan/meetings/{begun}/leave", data=asked)
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Leave.select().count() == 1


def test_whoever_asked_for_leave_and_comes_is_present(secretary: FlaskClient, township: Township, begun: int) -> None:
    person_id = township.actor(Office.REPRESENTATIVE).person_id
    secretary.post(f"/qingshan/meetings/{begun}/leave", data={"person": str(person_id), "reason": "外出务工"})
    assert "本人请过假" in secretary.get(slip(township, begun)).text
    secretary.post(slip(township, begun))
    page = secretary.get(f"/qingshan/meetings/{begun}/").text
    assert PRESENT.format(1) in page
    assert "<dt>请假</dt>" not in page


def test_a_roster_is_searched_and_handed_out(secretary: FlaskClient, township: Township, begun: int) -> None:
    secretary.post(slip(township, begun))
    at = f"/qingshan/meetings/{begun}/people/"
    assert secretary.get(f"{at}?presence=present").text.count('<th scope="row">') == 1
    name = township.actor(Office.REPRESENTATIVE).name
    assert name in secretary.get(f"{at}?q={name}").text
    (head, row) = table_of(secretary.get(f"{at}table.xlsx?presence=present"))
    assert head[:3] == ["序号", "姓名", "身份"]
    assert row[1:3] == [name, "村民代表"]
    assert row[4] == "到会"


def test_a_thousand_people_are_ticked_page_by_page(
    secretary: FlaskClient, township: Township, clock: SettableClock
) -> None:
    rows = [
        RosterRow(
            number=at,
            code=f"1{at:04d}",
            name=f"柳{at:04d}",
            sex=Sex.FEMALE,
            born_on=date(1970, 1, 1),
            household=f"{at // 3:03d}",
            relation="",
            group="一组",
            terms=(),
        )
        for at in range(950)
    ]
    import_roster(township.actor(Office.SECRETARY), township.village, rows, file=b"file")
    meeting_id = convened(township, clock, body=Body.VILLAGERS_MEETING)
    roster = freeze_roster(township.actor(Office.SECRETARY), township.village, meeting_id)
    lines, at = roster_lines(roster.id), f"/qingshan/meetings/{meeting_id}/attendance"
    first = secretary.get(f"{at}?all=1").text
    assert first.count(" checked>") == 100
    answer = secretary.post(at, data={"lines": [line.id for line in lines[:100]]})
    assert answer.headers["Location"].endswith("attendance?page=2")
    second = secretary.get(f"{at}?page=2").text
    assert f'value="{lines[100].id}"' in second
    assert "<dt>到会户</dt>" in secretary.get(f"/qingshan/meetings/{meeting_id}/").text
    assert secretary.get(f"{at}?q=柳0949").text.count('type="checkbox"') == 1


def test_why_somebody_asked_for_leave_is_only_for_those_who_record_attendance(
    secretary: FlaskClient, app: Flask, sign_in: SignIn, township: Township, clock: SettableClock, begun: int
) -> None:
    recorder = township.actor(Office.SECRETARY)
    absent = township.actor(Office.REPRESENTATIVE, number=3).person_id
    record_leave(recorder, township.village, begun, absent, reason="去县医院做化疗")
    write_minutes(recorder, township.village, begun, "讨论了通村路。")
    at = f"/qingshan/meetings/{begun}/"
    looking = sign_in(app.test_client(), township.login(Office.REPRESENTATIVE, number=9))
    for screen in ("people/", "minutes/sheet", ""):
        assert "化疗" not in looking.get(at + screen).text
        assert "请假" in looking.get(at + screen).text
    assert not any("化疗" in str(cell) for row in table_of(looking.get(at + "people/table.xlsx")) for cell in row)
    for screen in ("people/", "minutes/sheet"):
        assert "化疗" in secretary.get(at + screen).text
    assert any("去县医院做化疗" in row for row in table_of(secretary.get(at + "people/table.xlsx")))


def test_who_was_signed_in_after_the_day_is_counted_beside_who_was_there(
    secretary: FlaskClient, sign_in: SignIn, township: Township, clock: SettableClock, begun: int
) -> None:
    recorder, held = township.actor(Office.SECRETARY), meeting(township.village, begun)
    lines = [line.id for line in roster_lines(held.roster_id or 0)]
    record_attendance(recorder, township.village, begun, lines[:4])
    assert "会后补录" not in secretary.get(f"/qingshan/meetings/{begun}/").text
    clock.set(clock.moment + timedelta(days=3))
    record_attendance(recorder, township.village, begun, lines[:9])
    page = sign_in(secretary, township.login(Office.SECRETARY)).get(f"/qingshan/meetings/{begun}/").text
    assert PRESENT.format(9) in page
    assert "<dt>其中会后补录</dt><dd>5 人</dd>" in page
