from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import portal
from portal.kernel.errors import NotFoundError
from portal.kernel.journal import JournalEntry
from portal.org.offices import Office
from portal.org.services import register_person
from portal.pages.journal import act_title
from portal.pages.queries import PAGE_SIZE, journal_entries, journal_entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.config import Config
    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]


def test_entries_come_newest_first_and_none_is_left_out(township: Township) -> None:
    total = JournalEntry.select().where(JournalEntry.log == township.village.log_id).count()
    seen: list[int] = []
    while len(seen) < total:
        rows = journal_entries(township.village, before=seen[-1] if seen else None)
        assert 0 < len(rows) <= PAGE_SIZE
        seen += [row.seq for row in rows]
    assert seen == list(reversed(range(total)))


def test_an_entry_names_who_acted(township: Township) -> None:
    secretary = township.actor(Office.SECRETARY)
    register_person(secretary, township.village, code="0900", name="甄有方")
    newest = journal_entries(township.village)[0]
    assert (newest.action, newest.actor) == ("person.registered", secretary.name)


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
