"""An assembly chooses between bidders: opened, picked on phones, none resolved, a second ballot, published."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from portal.kernel.clock import LOCAL
from portal.org.offices import Office
from tests.deliberation.assemblies import assemble, login_of
from tests.deliberation.choosing import vote_all
from tests.factories import SettableClock
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.test_course import behind

pytestmark = pytest.mark.browser

_RUN_AXE = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"
_RECEIPT = re.compile(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){2}")


def test_an_assembly_chooses_between_bidders_in_two_ballots(
    installation: Installation, visit_site: Callable[[str], Page], clock: SettableClock
) -> None:
    with behind(installation, clock) as township:
        assembly = assemble(township, clock)
        secretary_login = township.login(Office.SECRETARY)
        login = login_of(assembly, 20)
    installation.set_clock(clock.moment)
    secretary = installation.signed_in(secretary_login)
    secretary.goto("/qingshan/matters/1/ballot")
    secretary.get_by_label("在几个方案中选一个").fill("宏达施工队\n顺安施工队\n村民自建组")
    secretary.get_by_label("表决什么").fill("便民桥由哪一家施工？")
    _open(installation, secretary)

    phone = installation.signed_in(login, PHONE)
    receipt = _pick_with_the_keyboard(phone, "乙、顺安施工队", "确认选“乙”")
    with behind(installation, clock) as township:
        clock.moment = installation.moment
        vote_all(assembly, ("1", 9), ("3", 5), ("against", 2))
    installation.advance(minutes=31)
    secretary.goto("/qingshan/matters/1/")
    secretary.get_by_role("button", name="公布结果").click()
    expect(secretary.locator("main")).to_contain_text("没有方案通过，人数最多的是“甲、宏达施工队”（9 人）")
    expect(secretary.locator("main")).to_contain_text("等待在票多的方案里再次表决")
    _look(secretary)

    secretary.goto("/qingshan/matters/1/ballot")
    expect(secretary.get_by_label("在几个方案中选一个")).to_have_value("宏达施工队\n村民自建组")
    _open(installation, secretary)
    with behind(installation, clock) as township:
        clock.moment = installation.moment
        vote_all(assembly, ("1", 15), ("3", 3))
    second = _pick_with_the_keyboard(phone, "都不赞成", "确认都不赞成")
    assert second != receipt
    installation.advance(minutes=31)
    secretary.goto("/qingshan/matters/1/")
    secretary.get_by_role("button", name="公布结果").click()
    expect(secretary.get_by_role("heading", name="通过“甲、宏达施工队”")).to_be_visible()
    _look(secretary)

    for command in (("site", "build"), ("site", "check"), ("log", "verify")):
        done = installation.cunshi(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    page = visit_site("qingshan/matters/1/index.html")
    main = page.locator("main")
    for said in (
        "通过“甲、宏达施工队”",
        "没有方案通过",
        "至少 14 人选同一个方案才能通过，多出 1 人",
        "丙、村民自建组 3 人",
    ):
        expect(main).to_contain_text(said)
    page.get_by_text("谁投了什么票（").click()
    expect(page.get_by_role("row").filter(has_text=second)).to_contain_text("都不赞成")
    scripted = installation.page(PHONE)  # axe waits for ever where scripts are off
    scripted.goto(page.url)
    _look(scripted)


def _open(installation: Installation, page: Page) -> None:
    page.get_by_label("什么时候截止").fill(_local(installation.moment + timedelta(minutes=30)))
    _look(page)
    page.get_by_role("button", name="开始表决").click()
    expect(page.get_by_text("表决已经开始")).to_be_visible()


def _pick_with_the_keyboard(phone: Page, option: str, confirm: str) -> str:
    """Vote with the keyboard alone, in two strokes from the ballot paper; return the receipt."""
    phone.goto("/qingshan/matters/1/vote")
    _look(phone)
    phone.locator("summary", has_text=option).focus()
    phone.keyboard.press("Enter")
    _look(phone)
    phone.get_by_role("button", name=confirm).focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="您已投票")).to_be_visible()
    found = _RECEIPT.search(phone.locator("main").inner_text())
    assert found is not None
    return found.group()


def _look(page: Page) -> None:
    """Hold a page with scripts against axe, and that nothing of it is cut off."""
    page.evaluate(Axe().axe_script)
    assert page.evaluate(_RUN_AXE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _local(moment: datetime) -> str:
    return moment.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")
