"""What a person sees on every screen that needs no thing made before: nothing cut off, nothing unreadable.

The screens are found in the address map, so that a new one is looked at without being listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from portal.app import create_app
from portal.config import AREAS, Config
from portal.kernel.db import connection
from portal.org.offices import Office
from portal.web.guards import need_of
from tests.factories import HOST
from tests.journeys.conftest import DESK, PHONE, Installation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: Who sees all of the village's screens between them.
SEERS = (Office.SECRETARY, Office.BOOKKEEPER, Office.TOWNSHIP_ADMIN)
SIZES = {"phone": PHONE, "desk": DESK}


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_is_readable_by_everybody(installation: Installation, size: str) -> None:
    waiting = sorted(_screens(installation))
    assert len(waiting) > 15
    faults: list[str] = []
    for office in SEERS:
        page = _seen_by(installation, office, SIZES[size], faults)
        for address in tuple(waiting):
            answer = page.goto(address)
            if answer is not None and answer.ok:
                waiting.remove(address)
                faults += [f"{address}: {fault}" for fault in _faults(page)]
    assert faults == []
    assert waiting == [], "nobody of those asked may open these"


def _seen_by(installation: Installation, office: Office, size: tuple[int, int], faults: list[str]) -> Page:
    township = installation.people()
    with connection():
        login = township.login(office)
    page = installation.signed_in(login, size)
    page.on("console", lambda message: faults.append(message.text) if _is_fault(message.text) else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return page


def _screens(installation: Installation) -> Iterator[str]:
    """Yield every address that can be opened knowing only the village."""
    config = Config(
        database_url=installation.environ["CUNSHI_DATABASE_URL"],
        secret_key="an invented secret for journeys, 32 or more",
        site_url=f"http://{HOST}",
        build_dir=installation.folder,
        upload_dir=installation.folder,
        key_dir=installation.folder,
        areas=AREAS,
        tls=False,
    )
    app = create_app(config)
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        opens = "GET" in (rule.methods or set()) and rule.arguments <= {"village"}
        if opens and not rule.endpoint.endswith("static") and "." not in rule.rule:
            need_of(app.view_functions[rule.endpoint])
            yield urls.build(rule.endpoint, dict.fromkeys(rule.arguments, "qingshan"))


def _is_fault(text: str) -> bool:
    """Tell a policy violation or a missing file from the 403 of a screen the office does not open."""
    return "Content Security Policy" in text or "(NOT FOUND)" in text


def _faults(page: Page) -> Iterator[str]:
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
    for violation in Axe().run(page).response["violations"]:
        yield f"{violation['id']}: {[node['html'] for node in violation['nodes'][:2]]}"
