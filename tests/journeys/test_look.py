"""What a person sees on every screen: nothing cut off, nothing unreadable, one heading, one main action.

The screens are found in the address map and opened with ``tests.portal.web.things``, so that a new one is looked
at without being listed, or the test says which thing is missing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from portal.app import create_app
from portal.config import Config
from portal.kernel.db import connection
from portal.org.offices import TOWNSHIP_OFFICES, Office
from tests.factories import known_township
from tests.journeys.conftest import DESK, PHONE, Installation
from tests.portal.web.screens import Screen, all_screens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SIZES = (PHONE, DESK)
#: Workers look at different screens at the same time.
PARTS = 2
#: Nothing but what is wrong: the list of what is right takes most of axe's time.
_RUN_AXE = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"


@pytest.mark.parametrize("part", range(PARTS))
def test_every_screen_is_readable_by_everybody(installation: Installation, config: Config, part: int) -> None:
    screens, look = _screens(installation, config)[part::PARTS], Look(installation)
    assert len(screens) > 30
    unopened = [screen.advice for screen in screens if not look.at(screen)]
    assert look.faults == []
    assert unopened == []


def test_every_role_lands_on_a_readable_page(installation: Installation) -> None:
    look = Look(installation)
    for office in Office:
        page = look.seen_by(office)
        page.goto("/")
        look.faults += [f"{office}: {fault}" for fault in _faults_at_all_sizes(page)]
    assert look.faults == []


class Look:
    """Browsers signed in as holders of offices in the other village, and what is wrong with what they see."""

    def __init__(self, installation: Installation) -> None:
        self.faults: list[str] = []
        self._installation = installation
        self._township = installation.people()
        self._pages: dict[Office | None, Page] = {}

    def at(self, screen: Screen) -> bool:
        """Look at a screen as the first who can open it; tell whether anybody could."""
        for office in screen.seers if screen.seers is not None else (None,):
            page = self.seen_by(office)
            answer = page.request.head(screen.address)  # what is refused or is a file is not opened
            if not answer.ok:
                continue
            if "text/html" in answer.headers["content-type"]:
                page.goto(screen.address)
                self.faults += [f"{screen.address}: {fault}" for fault in _faults_at_all_sizes(page)]
            return True
        return False

    def seen_by(self, office: Office | None) -> Page:
        """Return the browser of a holder of the office, of a stranger without one."""
        if office not in self._pages:
            page = self._installation.page(PHONE) if office is None else self._signed_in(office)
            page.on("console", lambda message: self._note(message.text))
            page.on("pageerror", lambda error: self.faults.append(str(error)))
            self._pages[office] = page
        return self._pages[office]

    def _signed_in(self, office: Office) -> Page:
        village = None if office in TOWNSHIP_OFFICES else self._township.other_village
        with connection():
            login = self._township.login(office, village=village)
        return self._installation.signed_in(login, PHONE)

    def _note(self, text: str) -> None:
        if "Content Security Policy" in text or "(NOT FOUND)" in text:
            self.faults.append(text)


def _screens(installation: Installation, config: Config) -> list[Screen]:
    address, folder = installation.environ["CUNSHI_DATABASE_URL"], installation.folder
    app = create_app(replace(config, database_url=address, upload_dir=folder / "uploads", key_dir=folder / "keys"))
    with connection():
        return sorted(all_screens(app, known_township()), key=lambda screen: screen.address)


def _faults_at_all_sizes(page: Page) -> Iterator[str]:
    page.evaluate(Axe().axe_script)  # evaluated, not loaded, so that no policy stands against it
    for violation in page.evaluate(_RUN_AXE):
        yield f"{violation['id']}: {[node['html'] for node in violation['nodes'][:2]]}"
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        yield from (f"at {width} px: {fault}" for fault in _cut_off(page))


def _cut_off(page: Page) -> Iterator[str]:
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wider > 0:
        yield f"{wider} px wider than the screen"
    if page.get_by_role("heading", level=1).count() != 1:
        yield "not exactly one main heading"
    if page.locator("main .btn-primary.btn-lg:visible").count() > 1:
        yield "more than one main action"
    touched = page.locator("main :is(.btn, select, input:not([type=checkbox], [type=radio])):visible")
    small = touched.evaluate_all("all => all.filter(one => one.offsetHeight < 44).map(one => one.outerHTML)")
    yield from (f"smaller than a fingertip: {one}" for one in small)
