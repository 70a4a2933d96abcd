from __future__ import annotations

import json
import re
from datetime import date
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

import portal
from portal.kernel.errors import NotFoundError
from portal.kernel.journal import JournalEntry
from portal.org.offices import Office
from portal.org.services import register_person
from portal.pages.journal import act_title
from portal.pages.queries import JournalAsked, journal_entry, journal_page, journal_rows
from portal.pages.sheets import JOURNAL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.config import Config
    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]


def test_entries_come_newest_first_and_none_is_left_out(township: Township) -> None:
    total = JournalEntry.select().where(JournalEntry.log == township.village.log_id).count()
    first = journal_page(township.village, JournalAsked(), number=1)
    seen = [row.seq for row in first.rows]
    for number in range(2, first.pages + 1):
        seen += [row.seq for row in journal_page(township.village, JournalAsked(), number=number).rows]
    assert first.pages > 1
    assert seen == list(reversed(range(total)))
    with pytest.raises(NotFoundError):
        journal_page(township.village, JournalAsked(), number=first.pages + 1)


def test_an_entry_names_who_acted(township: Township) -> None:
    secretary = township.actor(Office.SECRETARY)
    register_person(secretary, township.village, code="0900", name="甄有方")
    newest = journal_page(township.village, JournalAsked(), number=1).rows[0]
    assert (newest.action, newest.actor) == ("person.registered", secretary.name)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (JournalAsked(action="person.registered", since=date(2026, 10, 15)), ["0900", "0901"]),
        (JournalAsked(office=Office.SECRETARY), ["0900"]),
        (JournalAsked(office=Office.TOWNSHIP_ADMIN, since=date(2026, 10, 15)), ["0901"]),
        (JournalAsked(office=Office.BOOKKEEPER), []),
        (JournalAsked(action="person.registered", until=date(2026, 10, 14), office=Office.SECRETARY), []),
        (JournalAsked(action="meeting.convened"), []),
    ],
)
def test_entries_are_found_by_act_day_and_office(township: Township, asked: JournalAsked, found: list[str]) -> None:
    register_person(township.actor(Office.SECRETARY), township.village, code="0900", name="甄有方")
    register_person(township.actor(Office.TOWNSHIP_ADMIN), township.village, code="0901", name="甄有礼")
    rows = journal_page(township.village, asked, number=1).rows
    assert sorted(json.loads(row.content)["facts"]["code"] for row in rows) == found
    assert [row.seq for row in journal_rows(township.village, asked)] == [row.seq for row in rows]


def test_the_file_holds_what_the_screen_was_asked_for(client: FlaskClient, sign_in: SignIn, township: Township) -> None:
    sign_in(client, township.login(Office.SECRETARY))
    page = client.get("/qingshan/journal/?action=place.village.created&office=&since=&until=").text
    assert page.count('<th scope="row">') == 1
    assert "/qingshan/journal/table.xlsx?action=place.village.created" in page
    file = client.get("/qingshan/journal/table.xlsx?action=place.village.created").data
    (head, row) = CalamineWorkbook.from_filelike(BytesIO(file)).get_sheet_by_index(0).to_python()
    assert head == list(JOURNAL_COLUMNS)
    assert row[2:4] == ["建立村", "系统"]
    refused = client.get("/qingshan/journal/table.xlsx?since=gestern")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_an_entry_the_log_does_not_have_is_not_found(township: Township) -> None:
    with pytest.raises(NotFoundError):
        journal_entry(township.village, 10**6)


def test_the_screen_shows_acts_in_words_and_leads_to_what_was_sealed(
    client: FlaskClient, sign_in: SignIn, township: Township
) -> None:
    sign_in(client, township.login(Office.SECRETARY))
    assert "登记职务" in client.get("/qingshan/journal/").text
    entry = client.get("/qingshan/journal/0/")
    assert "建立村" in entry.text
    assert "place.village.created" in entry.text


def test_every_sealed_act_has_a_name_people_understand(app: Flask, config: Config) -> None:
    root = Path(portal.__file__).resolve().parent.parent
    folders = ["portal", *(name.replace(".", "/") for name in config.areas)]
    sources = [file.read_text(encoding="utf-8") for folder in folders for file in (root / folder).rglob("*.py")]
    acts = {act for source in sources for act in re.findall(r"\.seal\(\s*\"([^\"]+)\"", source)}
    assert "meeting.convened" in acts
    with app.app_context():
        assert [act for act in sorted(acts) if act_title(act) == act] == []


def test_a_village_sees_its_own_log_only(client: FlaskClient, sign_in: SignIn, township: Township) -> None:
    register_person(
        township.actor(Office.SECRETARY, village=township.other_village),
        township.other_village,
        code="0900",
        name="甲乙",
    )
    sign_in(client, township.login(Office.SECRETARY))
    total = JournalEntry.select().where(JournalEntry.log == township.village.log_id).count()
    assert client.get(f"/qingshan/journal/{total}/").status_code == HTTPStatus.NOT_FOUND


def test_the_filter_offers_every_named_act_without_reading_the_log(
    client: FlaskClient, sign_in: SignIn, township: Township
) -> None:
    sign_in(client, township.login(Office.SECRETARY))
    page = client.get("/qingshan/journal/").text
    assert '<option value="meeting.convened">召集会议</option>' in page  # though none was held yet
