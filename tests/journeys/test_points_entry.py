"""A secretary records a member's points takes one back, and the quarter is on the public site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from points.schemes import example_scheme
from points.services import adopt_scheme
from portal.kernel import clock
from portal.kernel.db import connection
from portal.org.offices import Office
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.slips import activated, again

pytestmark = pytest.mark.browser

SEPTEMBER = datetime(2026, 9, 28, 1, tzinfo=UTC)


def test_from_the_activation_slip_to_the_public_list(
    installation: Installation, visit_site: Callable[[str], Page]
) -> None:
    installation.set_clock(SEPTEMBER)
    _adopt(installation)
    page = activated(installation, Office.SECRETARY, size=PHONE)
    _record(page, day="2026-09-25", times="3")
    expect(page.get_by_text("补录 3 天").first).to_be_visible()
    _record(page, day="2026-09-27", times="2")
    expect(page.locator("main")).to_contain_text("实记 1 分：本年上限 4 分，已计 3 分")
    _reverse(page)
    installation.set_clock(datetime(2026, 10, 8, 1, tzinfo=UTC))
    secretary = again(installation, Office.SECRETARY)
    secretary.goto("/qingshan/points/lists/2026-Q3/")
    secretary.get_by_role("main").get_by_role("button", name="公示").click()
    assert installation.cunshi("site", "build").returncode == 0
    assert installation.cunshi("site", "check").returncode == 0
    public = visit_site("qingshan/points/2026-Q3/index.html")
    expect(public.locator("main")).to_contain_text("2026年第三季度党员积分")
    expect(public.locator("main")).to_contain_text("补录 3 天")
    assert installation.cunshi("log", "verify").returncode == 0


def _adopt(installation: Installation) -> None:
    """The branch has its scheme since January."""
    township = installation.people()
    clock.install(lambda: SEPTEMBER)
    with connection():
        adopt_scheme(
            township.actor(Office.SECRETARY),
            township.village,
            township.branch.id,
            example_scheme(),
            effective_from=date(2026, 1, 1),
        )


def _record(page: Page, *, day: str, times: str) -> None:
    page.goto("/qingshan/points/new")
    page.get_by_label("什么事").select_option("A01")
    page.get_by_label("哪位党员").select_option(index=3)
    page.get_by_label("哪天发生的").fill(day)
    page.get_by_label("次数").fill(times)
    page.get_by_label("说明").fill(f"{day} 党员大会")
    page.get_by_role("button", name="保存这一笔").click()


def _reverse(page: Page) -> None:
    page.get_by_role("link", name="冲销").first.click()
    page.get_by_label("为什么冲销").fill("人名看错了")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text("冲销")
