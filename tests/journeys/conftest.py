"""A whole installation for each journey: database, keys, portal behind real workers, public site, browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from portal.kernel.db import close_database, connection, open_database
from tests.browsers import BROWSER_ARGUMENTS, find_browser
from tests.factories import NOW, PASSWORD, SECRET_KEY, Township, known_township
from tests.journeys import programs
from tests.once import made_once

ROOT = Path(__file__).resolve().parents[2]
IN_NOVEMBER = datetime(2026, 11, 26, 4, tzinfo=UTC)
PHONE, TABLET, DESK = (360, 740), (768, 1024), (1280, 800)


@dataclass(slots=True)
class Installation:
    """A running installation; ``cunshi`` is its command line, ``clock`` its time."""

    address: str
    folder: Path
    environ: dict[str, str]
    browser: Browser
    moment: datetime = NOW
    pages: list[Page] = field(default_factory=list)

    @property
    def site(self) -> Path:
        """Where the public site is built."""
        return self.folder / "build"

    def set_clock(self, moment: datetime) -> None:
        """Let every worker and command tell this time."""
        self.moment = moment
        waiting = self.folder / "clock.new"
        waiting.write_text(moment.isoformat())
        waiting.replace(self.folder / "clock")

    def advance(self, **by: float) -> None:
        """Move the time on."""
        self.set_clock(self.moment + timedelta(**by))

    def cunshi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line on the installation's clock."""
        log = self.folder / "command.out"
        running = programs.start(programs.command, self.environ, log, *arguments)
        running.join()
        said, complained = log.read_text(), log.with_suffix(".err").read_text()
        return subprocess.CompletedProcess(arguments, running.exitcode or 0, said, complained)

    def people(self) -> Township:
        """Return the township; the database is open while the test asks."""
        open_database(self.environ["CUNSHI_DATABASE_URL"])
        with connection():
            return known_township()

    def page(self, size: tuple[int, int] = DESK) -> Page:
        """Return a browser of its own, with an empty memory."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, base_url=self.address, locale="zh-CN"
        )
        page = context.new_page()
        self.pages.append(page)
        return page

    def signed_in(self, login: str, size: tuple[int, int] = DESK, *, password: str = PASSWORD) -> Page:
        """Return a browser signed in as ``login``."""
        page = self.page(size)
        page.goto("/sign-in")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码", exact=True).fill(password)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = find_browser()
    if found is None:
        pytest.fail("no Chromium or Chrome: run tests/journeys/install-browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=BROWSER_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def installation(sqlite_templates: dict[str, Path], tmp_path: Path, browser: Browser) -> Iterator[Installation]:
    shutil.copy(sqlite_templates["township"], tmp_path / "cunshi.db")
    with started(tmp_path, browser) as running:
        yield running


@contextmanager
def started(folder: Path, browser: Browser) -> Iterator[Installation]:
    """Run an installation on the database ``cunshi.db`` in ``folder``; what it keeps lies there too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        "CUNSHI_DATABASE_URL": f"sqlite:///{folder / 'cunshi.db'}",
        "CUNSHI_SECRET_KEY": SECRET_KEY,
        "CUNSHI_BUILD_DIR": str(folder / "build"),
        "CUNSHI_KEY_DIR": str(folder / "keys"),
        "CUNSHI_UPLOAD_DIR": str(folder / "uploads"),
        "CUNSHI_SITE_URL": f"http://127.0.0.1:{port}",
        "JOURNEY_CLOCK": str(folder / "clock"),
        "PYTHONPATH": str(ROOT),
    }
    running = Installation(f"http://127.0.0.1:{port}", folder, environ, browser)
    running.set_clock(NOW)
    log = folder / "server.out"
    arguments = ["--workers", "2", "--bind", f"127.0.0.1:{port}", "tests.journeys.server:app()"]
    server = programs.start(programs.portal, environ, log, *arguments)
    try:
        _wait_for(port, server, log=log.with_suffix(".err"))
        yield running
    finally:
        for page in running.pages:
            page.context.close()
        server.terminate()
        server.join(10)
        close_database()


def _wait_for(port: int, server: BaseProcess, *, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.is_alive():
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"the portal did not start: {log.read_text()}")


@pytest.fixture
def visit_site(installation: Installation) -> Callable[[str], Page]:
    """Return a reader of the built site from the disk, on a phone with scripts off."""

    def visit(path: str) -> Page:
        context = installation.browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=False, locale="zh-CN"
        )
        page = context.new_page()
        installation.pages.append(page)
        page.goto((installation.site / path).as_uri())
        return page

    return visit


@pytest.fixture(scope="session")
def demo_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site of one village of the invented township, as ``make demo`` makes it on a November day."""

    def make(folder: Path) -> None:
        environ = {
            **os.environ,
            "CUNSHI_DATABASE_URL": f"sqlite:///{folder / 'cunshi.db'}",
            "CUNSHI_BUILD_DIR": str(folder / "build"),
            "CUNSHI_KEY_DIR": str(folder / "keys"),
            "CUNSHI_UPLOAD_DIR": str(folder / "uploads"),
            "CUNSHI_SITE_URL": "http://cunshi.example",
            "JOURNEY_CLOCK": str(folder / "clock"),
            "PYTHONPATH": str(ROOT),
        }
        made = Installation("http://cunshi.example", folder, environ, browser)
        made.set_clock(IN_NOVEMBER)
        for command in (("db", "upgrade"), ("demo", "load", "--villages", "1"), ("site", "build"), ("site", "check")):
            done = made.cunshi(*command)
            assert done.returncode == 0, done.stdout + done.stderr

    return made_once(tmp_path_factory, "demo", make) / "build"
