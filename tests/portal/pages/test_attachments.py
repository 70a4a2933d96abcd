"""Handing out stored files: by permission of the thing they stand beside, as nothing but bytes."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.kernel.attachments import attach, read_upload, stored_path
from portal.kernel.work import unit_of_work
from portal.org.offices import Office
from portal.org.permissions import Permission
from portal.web.mounted import _AREAS
from tests.uploads import paper, picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.org.models import Place
    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]


def first_representative(village: Place, key: str) -> int:
    from tests.factories import known_township

    assert key == "7"
    return known_township().actor(Office.REPRESENTATIVE, village=village).person_id


@pytest.fixture(autouse=True)
def kinds(app: Flask) -> None:
    """Let accounts stand beside a kind of thing that bookkeepers see, and whoever it belongs to."""
    first, *others = app.extensions[_AREAS]
    owner = f"{__name__}:first_representative"
    told = replace(first, attachments={"ledger": Permission.BOOKS_RECORD}, owners={"declaration": owner})
    app.extensions[_AREAS] = (told, *others)


def kept(township: Township, kind: str, *, title: str = "现场.png", content: bytes = b"") -> str:
    with unit_of_work(township.actor(Office.SECRETARY), Permission.MATTER_EDIT, township.village) as work:
        uploads = [read_upload(title, content or picture())]
        (row,) = attach(work, about=(kind, 7), uploads=uploads)
        work.seal("matter.photo.added", about=(kind, 7), facts={})
    return row.digest


def test_a_picture_is_shown_to_those_who_may_see_its_thing(app: Flask, township: Township, sign_in: SignIn) -> None:
    digest = kept(township, "ledger")
    client = sign_in(app.test_client(), township.login(Office.BOOKKEEPER))
    answer = client.get(f"/qingshan/attachments/{digest}")
    assert answer.status_code == HTTPStatus.OK
    assert answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == f"inline; filename={digest[:12]}.png"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_pdf_is_downloaded_under_a_name_of_our_own(app: Flask, township: Township, sign_in: SignIn) -> None:
    digest = kept(township, "ledger", title='";alert(1).html', content=paper())
    client = sign_in(app.test_client(), township.login(Office.BOOKKEEPER))
    answer = client.get(f"/qingshan/attachments/{digest}")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={digest[:12]}.pdf"


def test_without_the_permission_the_file_is_not_there(app: Flask, township: Township, sign_in: SignIn) -> None:
    digest = kept(township, "ledger")
    client = sign_in(app.test_client(), township.login(Office.REPRESENTATIVE))
    assert client.get(f"/qingshan/attachments/{digest}").status_code == HTTPStatus.NOT_FOUND


def test_a_file_of_a_kind_no_area_names_is_shown_to_nobody(app: Flask, township: Township, sign_in: SignIn) -> None:
    digest = kept(township, "nothing")
    client = sign_in(app.test_client(), township.login(Office.SECRETARY))
    assert client.get(f"/qingshan/attachments/{digest}").status_code == HTTPStatus.NOT_FOUND


def test_the_owner_of_a_thing_sees_its_files(app: Flask, township: Township, sign_in: SignIn) -> None:
    digest = kept(township, "declaration")
    for number, status in ((0, HTTPStatus.OK), (1, HTTPStatus.NOT_FOUND)):
        client = sign_in(app.test_client(), township.login(Office.REPRESENTATIVE, number=number))
        assert client.get(f"/qingshan/attachments/{digest}").status_code == status


def test_a_damaged_file_is_not_handed_out(app: Flask, township: Township, sign_in: SignIn) -> None:
    digest = kept(township, "ledger")
    stored_path(digest).write_bytes(b"<script>")
    client = sign_in(app.test_client(), township.login(Office.BOOKKEEPER))
    answer = client.get(f"/qingshan/attachments/{digest}")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "缺失或已损坏" in answer.text
