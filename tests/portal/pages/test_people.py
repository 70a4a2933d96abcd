from __future__ import annotations

import re
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from portal.kernel.errors import NotFoundError
from portal.org.models import ActivationSlip, Sex
from portal.org.offices import Office
from portal.org.queries import person
from portal.org.roster import RosterRow, RosterTerm
from portal.org.services import import_roster, register_person
from portal.pages.sheets import HOUSEHOLD_COLUMNS, PEOPLE_COLUMNS
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

    from tests.factories import SettableClock, Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

CODE = re.compile(r"激活码</dt><dd class=\"slip-code\">([0-9A-Z-]{14})</dd>")


@pytest.fixture
def secretary(client: FlaskClient, sign_in: SignIn, township: Township) -> FlaskClient:
    return sign_in(client, township.login(Office.SECRETARY))


@pytest.fixture
def newcomer(township: Township) -> int:
    added = register_person(township.actor(Office.SECRETARY), township.village, code="0900", name="欧阳春晓")
    return int(added.id)


def test_the_register_comes_by_pages(secretary: FlaskClient, newcomer: int) -> None:
    first = secretary.get("/qingshan/people/").text
    assert first.count('<th scope="row">') == 50
    assert "欧阳春晓" not in first
    assert "欧阳春晓" in secretary.get("/qingshan/people/?page=2").text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("office=director", 1),
        ("office=bookkeeper&standing=member", 0),
        ("office=secretary&standing=member", 1),
        ("standing=probationary", 1),
        ("standing=any", 12),
        ("office=any&standing=none", 43),
        ("household=001", 0),
        ("office=nobody", 50),
    ],
)
def test_people_are_found_by_what_they_are(secretary: FlaskClient, newcomer: int, asked: str, found: int) -> None:
    page = secretary.get(f"/qingshan/people/?{asked}").text
    assert page.count('<th scope="row">') == found
    assert "data-label" in page or "没有找到" in page


def test_households_lead_to_their_people(secretary: FlaskClient, township: Township) -> None:
    imported(township)
    page = secretary.get("/qingshan/people/households/?group=三组").text
    assert page.count('<th scope="row">') == 1
    assert "甄有方" in page
    assert 'href="/qingshan/people/?household=101"' in page
    assert secretary.get("/qingshan/people/?household=101").text.count('<th scope="row">') == 2


def test_the_files_hold_what_the_screens_were_asked_for(secretary: FlaskClient, township: Township) -> None:
    imported(township)
    assert table_of(secretary, "/qingshan/people/table.xlsx?household=101") == [
        list(PEOPLE_COLUMNS),
        ["0910", "甄有方", "男", "三组", "101", "群众", "村民代表", "没有"],
        ["0911", "甄有礼", "女", "三组", "101", "群众", "", "没有"],
    ]
    assert table_of(secretary, "/qingshan/people/households/table.xlsx") == [
        list(HOUSEHOLD_COLUMNS),
        ["101", "甄有方", "三组", 2.0],
    ]


def test_a_person_is_shown_with_every_office_ever_held(secretary: FlaskClient, newcomer: int) -> None:
    at = f"/qingshan/people/{newcomer}"
    for office, since, until in (("representative", "2026-01-01", "2026-06-30"), ("bookkeeper", "2026-10-01", "")):
        secretary.post(f"{at}/offices/new", data={"office": office, "since": since})
        if until:
            secretary.post(f"{at}/offices/end", data={"office": office, "until": until})
    page = secretary.get(f"{at}/").text
    assert page.index("报账员</th>") < page.index("村民代表</th>") < page.index("2026年6月30日") < page.index("不在任")


def imported(township: Township) -> None:
    rows = [
        RosterRow(
            number=number,
            code=f"09{number}",
            name=name,
            sex=sex,
            born_on=None,
            household="101",
            relation=relation,
            group="三组",
            terms=terms,
        )
        for number, name, sex, relation, terms in (
            (10, "甄有方", Sex.MALE, "户主", (RosterTerm(office=Office.REPRESENTATIVE, since=None, until=None),)),
            (11, "甄有礼", Sex.FEMALE, "配偶", ()),
        )
    ]
    import_roster(township.actor(Office.SECRETARY), township.village, rows, file=b"file")


def table_of(client: FlaskClient, address: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(BytesIO(client.get(address).data)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("asked", ["欧阳", "0900"])
def test_a_person_is_found_by_name_or_code(secretary: FlaskClient, newcomer: int, asked: str) -> None:
    page = secretary.get("/qingshan/people/", query_string={"q": asked}).text
    assert page.count('<th scope="row">') == 1
    assert "欧阳春晓" in page


def test_an_office_is_given_from_a_day_on(
    secretary: FlaskClient, newcomer: int, township: Township, clock: SettableClock
) -> None:
    form = {"office": Office.REPRESENTATIVE.value, "since": "2026-10-01"}
    answer = secretary.post(f"/qingshan/people/{newcomer}/offices/new", data=form)
    assert answer.status_code == HTTPStatus.FOUND
    assert person(township.village, newcomer, on=clock.moment.date()).offices == (Office.REPRESENTATIVE,)


@pytest.mark.parametrize("office", [Office.AUDITOR, Office.TOWNSHIP_ADMIN])
def test_a_village_gives_no_office_of_the_township(secretary: FlaskClient, newcomer: int, office: Office) -> None:
    form = {"office": office.value, "since": "2026-10-01"}
    answer = secretary.post(f"/qingshan/people/{newcomer}/offices/new", data=form)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请从列出的选项中选择" in answer.text


def test_an_office_ends_after_its_last_day(secretary: FlaskClient, township: Township, clock: SettableClock) -> None:
    held_by = township.actor(Office.BOOKKEEPER).person_id
    form = {"office": Office.BOOKKEEPER.value, "until": "2026-10-14"}
    assert secretary.post(f"/qingshan/people/{held_by}/offices/end", data=form).status_code == HTTPStatus.FOUND
    assert not person(township.village, held_by, on=clock.moment.date()).offices


def test_a_slip_is_printed_once_with_a_code_that_is_kept_only_as_a_hash(secretary: FlaskClient, newcomer: int) -> None:
    sheet = secretary.post(f"/qingshan/people/{newcomer}/slip").text
    match = CODE.search(sheet)
    assert match is not None
    kept = ActivationSlip.select().order_by(ActivationSlip.id.desc()).first()
    assert match[1] not in kept.code_hash
    assert match[1].replace("-", "") not in kept.code_hash
    assert match[1] not in secretary.get(f"/qingshan/people/{newcomer}/").text


def test_a_slip_leads_to_the_portal_whatever_the_request_calls_its_host(
    client: FlaskClient, newcomer: int, township: Township
) -> None:
    elsewhere = "http://evil.example"
    client.post("/sign-in", data={"login": township.login(Office.SECRETARY), "password": PASSWORD}, base_url=elsewhere)
    sheet = client.post(f"/qingshan/people/{newcomer}/slip", base_url=elsewhere).text
    assert "http://127.0.0.1:8000/activate/qingshan-0900" in sheet
    assert "evil.example" not in sheet


def test_the_qr_code_is_a_drawing_without_style_that_holds_no_code(secretary: FlaskClient, newcomer: int) -> None:
    sheet = secretary.post(f"/qingshan/people/{newcomer}/slip").text
    drawing = sheet[sheet.index("<svg") : sheet.index("</svg>")]
    match = CODE.search(sheet)
    assert match is not None
    assert "<title>http://127.0.0.1:8000/activate/qingshan-0900</title>" in drawing
    assert match[1] not in drawing
    assert "style" not in drawing


def test_slips_for_all_who_have_not_begun_come_on_one_sheet_each(
    secretary: FlaskClient, newcomer: int, township: Township, clock: SettableClock
) -> None:
    form = {"office": Office.REPRESENTATIVE.value, "since": "2026-10-01"}
    secretary.post(f"/qingshan/people/{newcomer}/offices/new", data=form)
    assert "欧阳春晓" in secretary.get("/qingshan/people/slips").text
    sheets = secretary.post("/qingshan/people/slips", data={"people": [newcomer]})
    assert sheets.text.count('<article class="slip">') == 1


def test_nobody_ticked_prints_nothing(secretary: FlaskClient, newcomer: int) -> None:
    answer = secretary.post("/qingshan/people/slips", data={})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not ActivationSlip.select().exists()


def test_a_slip_for_somebody_of_another_village_is_refused(secretary: FlaskClient, township: Township) -> None:
    stranger = township.actor(Office.REPRESENTATIVE, village=township.other_village).person_id
    assert secretary.post(f"/qingshan/people/{stranger}/slip").status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(NotFoundError):
        person(township.village, stranger, on=township.place.log.last_at.date())


def test_stored_script_in_a_name_is_shown_as_text(secretary: FlaskClient, township: Township) -> None:
    evil = "<script>alert(1)</script>\"'"
    added = register_person(township.actor(Office.SECRETARY), township.village, code="0901", name=evil)
    secretary.post(
        f"/qingshan/people/{added.id}/offices/new", data={"office": Office.REPRESENTATIVE.value, "since": "2026-10-01"}
    )
    pages = [
        secretary.get(f"/qingshan/people/{at}").text for at in ("", "?q=0901", f"{added.id}/", "slips", "?q=<script>")
    ]
    pages.append(secretary.post(f"/qingshan/people/{added.id}/slip").text)
    for page in pages:
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page


def test_a_closed_account_is_shown_and_gets_no_slip_with_the_others(secretary: FlaskClient, township: Township) -> None:
    held_by = township.actor(Office.BOOKKEEPER).person_id
    name = person(township.village, held_by, on=township.place.log.last_at.date()).name
    assert "停用账号" in secretary.get(f"/qingshan/people/{held_by}/").text
    secretary.post(f"/qingshan/people/{held_by}/deactivate")
    shown = secretary.get(f"/qingshan/people/{held_by}/").text
    assert "已停用" in shown
    assert "停用账号" not in shown
    assert name not in secretary.get("/qingshan/people/slips").text
    assert secretary.post(f"/qingshan/people/{held_by}/deactivate").status_code == HTTPStatus.CONFLICT
