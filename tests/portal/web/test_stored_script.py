"""A script and a formula typed into every text field of every form come out as text: on screens and in files.

The forms are found on the screens, so that a new one is tried without being listed.
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from http import HTTPStatus
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from portal.org.offices import TOWNSHIP_OFFICES, Office
from tests.portal.web.forms_on_screen import ScreenForm, forms_of
from tests.portal.web.screens import Screen, all_screens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

SCRIPT = "<script>alert(7)</script>"
TYPED = f'=1+1">{SCRIPT}'
ESCAPED = "&lt;script&gt;alert(7)"
#: What is typed where a text is not taken: an amount, a number.
PLAIN = "12"
TRIES = 3
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[-+]?\d[\d,.]*%?")
_IN_A_CELL = re.compile(r"<f>(.*?)</f>")
#: What our own totals are: cells added up, by the codes of accounts; nothing of what anybody typed.
_TOTAL = re.compile(r"""(?:(?:IF|MAX|ROUND|SUM|SUMIFS?|SUMPRODUCT)\(|\w+!|\$?[A-Z]+\$?\d+|"\w*"|[-+*:,()<>=]|\d)+""")


def test_what_is_typed_comes_out_as_text(app: Flask, township: Township, sign_in: SignIn) -> None:
    screens, visitors = list(all_screens(app, township)), Visitors(app, township, sign_in)
    taken = {screen.endpoint for screen in screens if visitors.type_into_every_form(screen)}
    assert {"meetings.convene", "meetings.leave", "meetings.minute"} <= taken
    shown = [screen.address for screen in screens if ESCAPED.encode() in visitors.answer(screen).data]
    assert len(shown) > 3
    assert visitors.faults == []


class Visitors:
    """One browser for each office that opens a screen, and what came out raw."""

    def __init__(self, app: Flask, township: Township, sign_in: SignIn) -> None:
        self.faults: list[str] = []
        self._app, self._township, self._sign_in = app, township, sign_in
        self._clients: dict[Office | None, FlaskClient] = {}

    def answer(self, screen: Screen) -> TestResponse:
        """Open a screen as the first who can."""
        return self._opened(screen)[1]

    def type_into_every_form(self, screen: Screen) -> bool:
        """Type into every text field there; tell whether a form was taken."""
        client, page = self._opened(screen)
        if page.status_code != HTTPStatus.OK or page.mimetype != "text/html":
            return False
        forms = [form for form in forms_of(page.text, screen.address) if form.typed]
        return any([self._sent(client, form) for form in forms])  # noqa: C419 - every form is tried

    def _sent(self, client: FlaskClient, form: ScreenForm) -> bool:
        instead: dict[str, str] = {}
        for _ in range(TRIES):
            answer = client.post(form.action, data=form.filled(TYPED, instead=instead))
            self._look(form.action, answer)
            if answer.status_code != HTTPStatus.UNPROCESSABLE_ENTITY:
                return answer.status_code in {HTTPStatus.OK, HTTPStatus.FOUND}
            refused = [
                control.name
                for again in forms_of(answer.text, form.action)
                for control in again.typed
                if control.invalid
            ]
            if not refused:
                return False
            instead |= dict.fromkeys(refused, PLAIN)
        return False

    def _opened(self, screen: Screen) -> tuple[FlaskClient, TestResponse]:
        for office in screen.seers if screen.seers is not None else (None,):
            client = self._client(office)
            answer = client.get(screen.address)
            if answer.status_code == HTTPStatus.OK:
                break
        self._look(screen.address, answer)
        return client, answer

    def _client(self, office: Office | None) -> FlaskClient:
        if office not in self._clients:
            self._clients[office] = self._app.test_client()
            if office is not None:
                village = None if office in TOWNSHIP_OFFICES else self._township.other_village
                self._sign_in(self._clients[office], self._township.login(office, village=village))
        return self._clients[office]

    def _look(self, address: str, answer: TestResponse) -> None:
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.faults.append(f"{address}: {answer.status}")
        self.faults += [f"{address}: {fault}" for fault in _raw(answer)]


def _raw(answer: TestResponse) -> Iterator[str]:
    if answer.mimetype == "text/csv":
        for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))):
            yield from (f"a formula in a CSV file: {cell}" for cell in row if _starts_a_formula(cell))
    elif answer.mimetype.endswith("spreadsheetml.sheet"):
        yield from _raw_in_workbook(answer.data)
    elif answer.mimetype in {"text/html", "image/svg+xml", "application/atom+xml"} and SCRIPT.encode() in answer.data:
        yield "a script in a page"


def _raw_in_workbook(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                found = map(html.unescape, _IN_A_CELL.findall(parts.read(name).decode()))
                yield from (f"a formula in {name}: {one}" for one in found if not _TOTAL.fullmatch(one))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in workbook.sheet_names:
        for row in workbook.get_sheet_by_name(sheet).to_python():
            yield from (f"a formula in a cell: {cell}" for cell in row if _starts_a_formula(cell))


def _starts_a_formula(cell: object) -> bool:
    return isinstance(cell, str) and bool(_FORMULA.match(cell)) and not _NUMBER.fullmatch(cell)
