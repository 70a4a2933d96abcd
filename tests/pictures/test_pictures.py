"""``make pictures``: every screen and every kind of public page, taken and put on contact sheets."""

from __future__ import annotations

import random
import secrets
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.demo import DEMO_PASSWORD
from portal.kernel.db import close_database, connection
from portal.org.offices import TOWNSHIP_OFFICES, Office
from tests.factories import known_township
from tests.journeys.conftest import PHONE, ROOT, Installation
from tests.judge.__main__ import served
from tests.judge.built_site import BuiltSite, read_site
from tests.pictures.album import draw, draw_phones, index, sheets_of
from tests.pictures.camera import PLAIN, Row, take, take_plain
from tests.pictures.conftest import Demo, DemoAccount
from tests.pictures.walk import Sight, first_pages, screens_of, walk
from tests.portal.web.screens import all_screens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Browser, Page

    from portal.config import Config

PICTURES, INDEX, WHOLE = ROOT / "docs" / "pictures", ROOT / "docs" / "pictures.md", ROOT / "var" / "pictures"
#: What the README shows, side by side on phones.
_README = ("site.village", "finance.month", "matters.matter")
_FULL = 10_000_000  # bytes: the sheets lie in the repository


def test_pictures(
    demo: Demo, installation: Installation, config: Config, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_bytes", random.Random("pictures").randbytes)  # noqa: S311 - pictures, not secrets
    shutil.rmtree(WHOLE, ignore_errors=True)
    site = read_site(demo.installation.site)
    public = [*_public(site, browser)]
    app = _portal_of(demo.installation, config)
    sights = walk(app, demo.accounts)
    screens = [one for one in sights.values() if not one.is_file]
    portal = [*_seen_in_demo(demo, screens, folder=WHOLE / "portal")]
    doors = [*_seen_in_demo(demo, [*first_pages(app, _first_village(demo))], folder=WHOLE / "home", by_person=True)]
    close_database()
    files: set[str] = set()
    portal += _in_special_states(installation, config, screens_of(app) - sights.keys(), files=files)
    sheets = [
        *sheets_of("public", _sorted(public)),
        *sheets_of("portal", _sorted(portal)),
        *sheets_of("front-door", doors),
    ]
    draw(browser, sheets, pictures=PICTURES, scratch=WHOLE)
    INDEX.write_text(index(sheets))
    phones = {row.name: row.pictures[str(PHONE[0])] for row in public}
    draw_phones(browser, [phones[kind] for kind in _README], PICTURES / "public.png", scratch=WHOLE)
    assert sum(file.stat().st_size for file in PICTURES.iterdir()) < _FULL
    assert screens_of(app) == sights.keys() | {row.name for row in portal} | files


def _public(site: BuiltSite, browser: Browser) -> Iterator[Row]:
    """Yield the fullest page of every kind, as it is served; with scripts off from the disk."""
    page = browser.new_page(locale="zh-CN")
    plain = browser.new_page(
        locale="zh-CN", java_script_enabled=False, viewport={"width": PHONE[0], "height": PHONE[1]}
    )
    with served(site.folder) as address:
        for kind, pages in site.kinds.items():
            found, folder = pages[0], WHOLE / "public" / kind
            row = take(page, f"{address}/{found.address}", folder, name=kind, who=found.address)
            shot = take_plain(plain, found.file.as_uri(), folder)
            yield replace(row, address=found.address, pictures={**row.pictures, PLAIN: shot})
    page.close()
    plain.close()


def _portal_of(running: Installation, config: Config) -> Flask:
    """Return the portal on an installation's database within this process, to walk through without a browser."""
    here, folder = running.environ["CUNSHI_DATABASE_URL"], running.folder
    settings = replace(config, database_url=here, upload_dir=folder / "uploads", key_dir=folder / "keys")
    app = create_app(settings, clock=lambda: running.moment)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


def _seen_in_demo(demo: Demo, sights: list[Sight], *, folder: Path, by_person: bool = False) -> Iterator[Row]:
    pages: dict[str | None, Page] = {}
    for sight in sights:
        if sight.login not in pages:
            pages[sight.login] = (
                demo.installation.page()
                if sight.login is None
                else demo.installation.signed_in(sight.login, password=DEMO_PASSWORD)
            )
        place = folder / (sight.login or "nobody" if by_person else sight.endpoint)
        yield take(pages[sight.login], sight.address, place, name=sight.endpoint, who=sight.who)


def _in_special_states(
    installation: Installation, config: Config, endpoints: set[str], *, files: set[str]
) -> Iterator[Row]:
    """Yield the screens the demo has no case for, from the township of the tests, where a case is made.

    What comes as a file has no picture and is noted in ``files``.
    """
    app = _portal_of(installation, config)
    with connection():
        screens = [one for one in all_screens(app, known_township()) if one.endpoint in endpoints]
        logins = {office: _login(office) for screen in screens for office in screen.seers or ()}
    close_database()
    pages: dict[Office, Page] = {}
    for screen in screens:
        for office in screen.seers or ():
            if office not in pages:
                pages[office] = installation.signed_in(logins[office])
            answer = pages[office].request.head(screen.address)
            if answer.ok and "text/html" not in answer.headers["content-type"]:
                files.add(screen.endpoint)
                break
            if answer.ok:
                folder = WHOLE / "portal" / screen.endpoint
                yield take(pages[office], screen.address, folder, name=screen.endpoint, who=f"河西村 {office.title}")
                break


def _login(office: Office) -> str:
    township = known_township()
    return township.login(office, village=None if office in TOWNSHIP_OFFICES else township.other_village)


def _first_village(demo: Demo) -> list[DemoAccount]:
    """Return the accounts of the township and of its first village."""
    places = list(dict.fromkeys(account.place for account in demo.accounts))
    return [account for account in demo.accounts if account.place in places[:2]]


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.name)
