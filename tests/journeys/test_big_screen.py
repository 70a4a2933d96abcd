"""The hall's screen through a meeting, scripts off: a phone signs in by its code, the vote ends early, the result."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from portal.meetings.hall_codes import hall_code
from portal.org.offices import Office
from tests.deliberation.assemblies import assemble, login_of
from tests.factories import PASSWORD, SECRET_KEY, SettableClock
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.test_course import behind

pytestmark = pytest.mark.browser

HALLS = ((1280, 720), (1920, 1080))
PRESENT = 26
_RUN_AXE = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"


def test_from_the_code_on_the_screen_to_the_result(
    installation: Installation, visit_site: Callable[[str], Page], clock: SettableClock
) -> None:
    with behind(installation, clock) as township:
        assembly = assemble(township, clock, present=PRESENT)
        secretary, late = township.login(Office.SECRETARY), login_of(assembly, PRESENT + 1)
    installation.set_clock(clock.moment)
    wall = _wall(installation, secretary)
    wall.goto(f"/qingshan/meetings/{assembly.meeting_id}/")
    wall.get_by_role("link", name="查看会场大屏").click()
    _expect_shown(wall, "还差 1 人")

    address = _scanned(assembly.meeting_id, installation)
    photo = _scanned(assembly.meeting_id, installation, back=timedelta(days=1))
    phone = _signs_in_on_the_way(installation, address, late)
    phone.goto(photo)
    expect(phone.locator("main")).to_contain_text("请看会场屏幕上现在的码再试")
    assert _violations(phone) == []
    phone.goto(address)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert _violations(phone) == []
    phone.get_by_role("button", name="我到会了").click()
    expect(phone.locator("main")).to_contain_text("已签到")
    wall.reload()
    _expect_shown(wall, "到会人数已够")

    with behind(installation, clock):
        assembly.open(minutes=30)
        for line in range(1, PRESENT + 1):
            assembly.vote(line, ("approve", "approve", "against")[line % 3])
    installation.set_clock(clock.moment)
    wall.reload()
    _expect_shown(wall, "结果已密封")
    expect(wall.get_by_role("timer")).to_contain_text(re.compile(r"30:00|29:5\d"))
    expect(wall.locator("body")).not_to_contain_text("赞成")

    officer = installation.signed_in(secretary, PHONE)
    _end_early(officer, "现在不能提前结束")
    phone.goto("/qingshan/matters/1/vote")
    phone.locator("summary", has_text="赞成").click()
    phone.get_by_role("button", name="确认赞成").click()
    expect(phone.get_by_role("heading", name="您已投票")).to_be_visible()
    _end_early(officer, "还有 13 人没有到会")
    officer.locator("summary", has_text="提前结束并公布结果").click()
    officer.get_by_role("button", name="确认提前结束并公布结果").click()
    expect(officer.locator("main")).to_contain_text("表决已提前结束")
    wall.reload()
    _expect_shown(wall, "✓ 表决通过")
    wall.keyboard.press("Tab")
    wall.keyboard.press("Enter")
    expect(wall.get_by_role("heading", level=1)).to_have_text("第四季度村民代表会议")

    for command in (("site", "build"), ("site", "check"), ("log", "verify")):
        done = installation.cunshi(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    public = visit_site("qingshan/matters/1/index.html")
    expect(public.locator("main")).to_contain_text("全体到会人员投票完毕，于 09:00 提前结束")


def test_with_scripts_the_time_runs_down_by_itself(installation: Installation, clock: SettableClock) -> None:
    with behind(installation, clock) as township:
        assembly = assemble(township, clock)
        assembly.open(minutes=30)
        secretary = township.login(Office.SECRETARY)
    installation.set_clock(clock.moment)
    wall = installation.signed_in(secretary)
    wall.goto(f"/qingshan/matters/screen/{assembly.meeting_id}")
    expect(wall.get_by_role("timer")).to_contain_text(re.compile(r"29:5\d"))
    assert _violations(wall) == []


def _wall(installation: Installation, login: str) -> Page:
    """Return the computer at the projector: no scripts."""
    context = installation.browser.new_context(base_url=installation.address, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    installation.pages.append(page)
    page.goto("/sign-in")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def _expect_shown(wall: Page, words: str) -> None:
    """Expect ``words`` on the screen, and the whole of it without scrolling in both sizes of projector."""
    for width, height in HALLS:
        wall.set_viewport_size({"width": width, "height": height})
        expect(wall.locator("p, h1", has_text=words).first).to_be_in_viewport(ratio=1)
        foot = wall.locator("main").bounding_box()
        assert foot is not None
        assert foot["y"] + foot["height"] <= height


def _scanned(meeting_id: int, installation: Installation, *, back: timedelta = timedelta(0)) -> str:
    """Return where the code on the screen leads: what a camera reads off it."""
    code = hall_code(meeting_id, key=SECRET_KEY, now=installation.moment - back).scanned
    return f"/qingshan/meetings/{meeting_id}/here/{code}"


def _signs_in_on_the_way(installation: Installation, address: str, login: str) -> Page:
    """Scan with a phone that is not signed in to the portal: after the password it is back at the code."""
    phone = installation.page(PHONE)
    phone.goto(address)
    phone.get_by_label("账号").fill(login)
    phone.get_by_label("密码", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    expect(phone.get_by_role("button", name="我到会了")).to_be_visible()
    return phone


def _end_early(officer: Page, expected: str) -> None:
    officer.goto("/qingshan/matters/1/")
    officer.get_by_role("link", name="提前结束表决").click()
    expect(officer.locator("main")).to_contain_text(expected)
    assert _violations(officer) == []


def _violations(page: Page) -> list[object]:
    page.evaluate(Axe().axe_script)
    found = page.evaluate(_RUN_AXE)
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
