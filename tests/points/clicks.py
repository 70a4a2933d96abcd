"""What officers and members do on the screens of points."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


POINTS = "/qingshan/points/"


def ask(client: FlaskClient, path: str = "") -> str:
    answer = client.get(POINTS + path)
    assert answer.status_code == HTTPStatus.OK, answer.text
    assert answer.text.count("<h1") == 1
    return answer.text


def record(client: FlaskClient, person_id: int, **fields: str) -> TestResponse:
    data = {"item": "A01", "person": str(person_id), "happened_on": "2026-10-14", "times": "1", "value": "", "note": ""}
    return client.post(f"{POINTS}new", data={**data, **fields}, follow_redirects=True)


def review(client: FlaskClient, claim_id: int, **fields: str) -> TestResponse:
    data = {"verdict": "accepted", "value": "", "reason": "", **fields}
    return client.post(f"{POINTS}claims/{claim_id}/review", data=data, follow_redirects=True)
