"""The two installations pictures are taken of: the demo on a fixed day, and the small township of the tests."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Installation, browser, installation, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["browser", "installation"]  # fixtures of the journeys, used here too

#: The day of the demo in all pictures, 09:00 in China, so that they change with the program and not with the day.
DAY = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account of the demo, as ``cunshi demo load`` shows it."""

    login: str
    place: str
    offices: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The demo, running, with its public site built."""

    installation: Installation
    accounts: tuple[DemoAccount, ...]


@pytest.fixture
def demo(
    sqlite_templates: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(sqlite_templates["empty"], folder / "cunshi.db")
    with started(folder, browser) as running:
        running.set_clock(DAY)
        running.environ["JOURNEY_SEED"] = "pictures"
        running.environ["CUNSHI_SITE_URL"] = "http://127.0.0.1:8001"  # every page names it: as in ``make demo``
        loaded = json.loads(_done(running, "demo", "load", "--json"))
        _done(running, "site", "build")
        accounts = tuple(
            DemoAccount(login=login, place=place, offices=offices) for place, offices, login in loaded["accounts"]
        )
        yield Demo(installation=running, accounts=accounts)


def _done(running: Installation, *arguments: str) -> str:
    ran = running.cunshi(*arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
