"""A meeting's day on the secretary's phone with scripts off: notice, sign-in of forty people, minutes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from portal.kernel.db import connection
from portal.org.offices import Office
from portal.pages.tickets import Ticket, code_of
from tests.factories import COMMITTEE, PASSWORD, REPRESENTATIVES, SECRET_KEY
from tests.journeys.conftest import PHONE, Installation

pytestmark = pytest.mark.browser

ENTITLED = REPRESENTATIVES + COMMITTEE
ABSENT = 3


def test_forty_people_are_signed_in_with_a_handful_of_touches(installation: Installation) -> None:
    page = _secretary(installation)
    page.get_by_role("link", name="会议", exact=True).click()
    page.get_by_role("link", name="召集会议").click()
    _write_notice(page)
    installation.advance(hours=1)
    page.get_by_role("link", name="青山村").click()
    page.get_by_role("link", name="去办理").first.click()
    page.get_by_role("button", name="开始签到").click()
    expect(page.get_by_role("checkbox")).to_have_count(ENTITLED)
    page.get_by_role("link", name="先全部勾上").click()
    for number in range(ABSENT):
        page.get_by_role("checkbox").nth(number * 10).uncheck()
    page.get_by_role("button", name="保存签到").click()
    expect(page.locator("main")).to_contain_text(f"已签到 {ENTITLED - ABSENT} 人。")
    expect(page.get_by_role("cell", name="未签到", exact=True)).to_have_count(ABSENT)
    page.get_by_role("link", name="写会议记录").click()
    page.get_by_label("会议记录").fill("先修西坡一段，其余明年再议。")
    page.get_by_role("button", name="封存会议记录").click()
    expect(page.get_by_role("heading", name="第 1 版")).to_be_visible()
    page.get_by_role("link", name="日志").click()
    expect(page.get_by_role("rowheader").first).to_have_text("封存会议记录")
    assert installation.cunshi("log", "verify").returncode == 0


def test_a_paper_slip_signs_its_bearer_in_once_at_the_door(installation: Installation) -> None:
    page = _secretary(installation)
    page.goto("/qingshan/meetings/new")
    _write_notice(page)
    meeting = page.url
    page.get_by_role("link", name="打印通知条").click()
    expect(page.locator("article.ticket")).to_have_count(ENTITLED)
    name, at_the_door = _slip(installation, meeting)
    bearer = installation.signed_in(_login(installation, Office.REPRESENTATIVE), PHONE)
    bearer.goto(at_the_door)
    expect(bearer.locator("main")).to_contain_text("请把这张条给签到的工作人员扫")
    page.goto(at_the_door)
    expect(page.locator("main")).to_contain_text("还没有开始签到")
    page.get_by_role("link", name="去看这次会议").click()
    page.get_by_role("button", name="开始签到").click()
    page.goto(at_the_door)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_role("status")).to_have_text(f"已签到：{name}。")
    installation.advance(minutes=20)
    page.goto(at_the_door)
    expect(page.locator("main")).to_contain_text("2026年10月15日 09:00 签的到")
    expect(page.get_by_role("button", name="签到")).to_have_count(0)
    page.goto(meeting)
    expect(page.locator("main")).to_contain_text("实到1 人")
    assert installation.cunshi("log", "verify").returncode == 0


def test_a_notice_with_gaps_keeps_what_was_written_and_says_what_is_missing(installation: Installation) -> None:
    page = _secretary(installation)
    page.goto("/qingshan/meetings/new")
    page.get_by_label("会议名称").fill("第三次村民代表会议")
    page.get_by_role("button", name="发出通知").click()
    expect(page.get_by_role("alert")).to_contain_text("地点：请填写这一项。")
    page.get_by_role("link", name="地点：请填写这一项。").click()
    expect(page.get_by_label("地点")).to_be_focused()
    expect(page.get_by_label("会议名称")).to_have_value("第三次村民代表会议")


def _secretary(installation: Installation) -> Page:
    login = _login(installation, Office.SECRETARY)
    context = installation.browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        base_url=installation.address,
        java_script_enabled=False,
        locale="zh-CN",
    )
    page = context.new_page()
    installation.pages.append(page)
    page.goto("/")
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def _login(installation: Installation, office: Office) -> str:
    township = installation.people()
    with connection():
        return township.login(office)


def _slip(installation: Installation, meeting: str) -> tuple[str, str]:
    """Return whose slip it is and where its code leads: what a camera reads off the paper."""
    township = installation.people()
    with connection():
        bearer = township.actor(Office.REPRESENTATIVE)
    number = int(meeting.rstrip("/").rpartition("/")[2])
    code = code_of(Ticket(meeting_id=number, person_id=bearer.person_id), key=SECRET_KEY)
    return bearer.name, f"/qingshan/meetings/check-in/{code}"


def _write_notice(page: Page) -> None:
    page.get_by_label("会议名称").fill("第三次村民代表会议")
    page.get_by_label("开会时间").fill("2026-10-15T09:30")
    page.get_by_label("地点").fill("村委会二楼会议室")
    page.get_by_label("通知内容").fill("讨论通村路硬化方案。")
    page.get_by_label("主持人").select_option(index=2)
    page.get_by_label("记录人").select_option(index=3)
    page.get_by_role("button", name="发出通知").click()
    expect(page.get_by_role("status")).to_contain_text("会议已召集")
