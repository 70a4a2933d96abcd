"""The Nu HTML checker on every screen of the portal, as the likeliest office sees it."""

from __future__ import annotations

import subprocess
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from tests.judge.__main__ import JAR, find_tools
from tests.portal.web.screens import all_screens

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from portal.org.offices import Office
    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def test_every_screen_is_sound_html(app: Flask, township: Township, sign_in: SignIn, tmp_path: Path) -> None:
    clients: dict[Office | None, FlaskClient] = {}

    def client(office: Office | None) -> FlaskClient:
        if office not in clients:
            clients[office] = app.test_client()
            if office is not None:
                sign_in(clients[office], township.login(office, village=township.other_village))
        return clients[office]

    for screen in all_screens(app, township):
        answers = (client(office).get(screen.address) for office in screen.seers or (None,))
        seen = next((one for one in answers if one.status_code < HTTPStatus.BAD_REQUEST), None)
        assert seen is not None, screen.advice
        if seen.status_code == HTTPStatus.OK and seen.mimetype == "text/html":
            (tmp_path / f"{screen.endpoint}.html").write_text(seen.text)
    pages = sorted(tmp_path.glob("*.html"))
    assert len(pages) > 300
    told = subprocess.run(
        [find_tools().java, "-jar", str(JAR), "--format", "text", "--exit-zero-always", *map(str, pages)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = [line for line in (told.stdout + told.stderr).splitlines() if line.startswith(("Error", "Warning", "From"))]
    assert found == []
