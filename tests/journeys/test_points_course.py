"""A member's points, from the phone with a photo through review and publicity to the board and the public site."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from points.schemes import example_scheme
from points.services import adopt_scheme
from portal.kernel import clock
from portal.kernel.db import connection
from portal.org.offices import Office
from tests.factories import Township
from tests.journeys.conftest import PHONE, Installation
from tests.uploads import photo

pytestmark = pytest.mark.browser

SEPTEMBER = datetime(2026, 9, 28, 1, tzinfo=UTC)
DISPLAYED, EXAMINED, IN_FORCE = (datetime(2026, 10, day, 1, tzinfo=UTC) for day in (9, 12, 20))


def test_from_a_declaration_with_a_photo_to_the_board(
    installation: Installation, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    installation.set_clock(SEPTEMBER)
    people = _adopt(installation)
    member, secretary, committee = (
        people.login(office, number=number)
        for office, number in ((Office.MEMBER, -1), (Office.SECRETARY, 0), (Office.BRANCH_COMMITTEE, 0))
    )
    declare(installation.signed_in(member, PHONE), tmp_path)
    _record_for_all(installation.signed_in(secretary))
    _review(installation.signed_in(committee, PHONE), declared=people.actor(Office.MEMBER, number=-1).name)
    installation.set_clock(DISPLAYED)
    publish(installation.signed_in(secretary), "2026-09", "公示")
    object_to(installation.signed_in(people.login(Office.REPRESENTATIVE), PHONE))
    installation.set_clock(EXAMINED)
    examine(installation.signed_in(people.login(Office.BRANCH_COMMITTEE, number=1)))
    publish(installation.signed_in(secretary), "2026-09", "重新公布", reason="答复一件异议")
    installation.set_clock(IN_FORCE)
    page = installation.signed_in(secretary)
    publish(page, "2026-Q3", "通报")
    _reverse(page)
    mine = installation.signed_in(member, PHONE)
    mine.goto("/qingshan/points/")
    expect(mine.locator("main")).to_contain_text("为群众代办帮办实事")
    expect(mine.locator("main")).to_contain_text("已生效")
    board = installation.signed_in(committee)
    board.goto("/qingshan/points/?period=2026-09&state=reversed")
    expect(board.locator("main")).to_contain_text("已冲销")
    _on_the_site(installation, visit_site)


def _on_the_site(installation: Installation, visit_site: Callable[[str], Page]) -> None:
    for command in (("site", "build"), ("site", "check"), ("log", "verify")):
        ran = installation.cunshi(*command)
        assert ran.returncode == 0, ran.stderr
    month = visit_site("qingshan/points/2026-09/index.html")
    expect(month.locator("main")).to_contain_text("异议成立，已冲销")
    expect(month.locator("body")).to_contain_text("答复一件异议")
    expect(month.locator("main")).not_to_contain_text("无故缺席")
    quarter = visit_site("qingshan/points/2026-Q3/index.html")
    expect(quarter.locator("main")).to_contain_text("本季已经生效的加分")


def _adopt(installation: Installation) -> Township:
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
        return township


def declare(page: Page, folder: Path) -> None:
    (folder / "办结.jpg").write_bytes(photo())
    page.goto("/qingshan/points/")
    page.get_by_role("link", name="申报积分").click()
    page.get_by_label("做了什么").select_option("B02")
    page.get_by_label("拍照或选照片").set_input_files(folder / "办结.jpg")
    page.get_by_label("一句话说明").fill("代办医保缴费")
    page.get_by_role("button", name="申报").click()
    expect(page.locator("main")).to_contain_text("待审核")
    expect(page.locator("main img")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def _record_for_all(page: Page) -> None:
    page.goto("/qingshan/points/batch")
    page.get_by_label("什么事").select_option("A04")
    page.get_by_label("哪天", exact=True).fill("2026-09-25")
    page.get_by_label("说明").fill("9月主题党日")
    page.get_by_role("link", name="先全部勾上").click()
    page.get_by_role("button", name="登记勾选的人").click()
    expect(page.locator("main")).to_contain_text("待审核")


def _review(page: Page, *, declared: str) -> None:
    page.goto("/qingshan/points/review/")
    page.get_by_role("link", name=re.compile(f"看{declared}的第 1 号申报")).click()
    expect(page.locator("main img")).to_be_visible()
    page.get_by_label("通过", exact=True).check()
    page.get_by_role("button", name="提交审核意见").click()
    expect(page.locator("main")).to_contain_text("待公示")
    page.goto("/qingshan/points/review/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="通过勾选的").click()
    expect(page.locator("body")).to_contain_text("已通过")


def publish(page: Page, period: str, button: str, *, reason: str = "") -> None:
    page.goto(f"/qingshan/points/lists/{period}/")
    if reason:
        page.get_by_label("更正理由").fill(reason)
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    expect(page.locator("body")).to_contain_text("积分已公示")


def object_to(page: Page, *, whose: str = "") -> None:
    page.goto("/qingshan/points/months/2026-09/")
    page.get_by_role("link", name=re.compile(f"{whose}.*参加主题党日有异议")).first.click()
    page.get_by_label("哪里不对，应该怎样").fill("那天他在县城，没有参加。")
    page.get_by_role("main").get_by_role("button", name="提出异议").click()
    expect(page.locator("h1")).to_have_text("第 1 号异议")


def examine(page: Page) -> None:
    page.goto("/qingshan/")
    page.get_by_role("listitem").filter(has_text="复核第 1 号积分异议").get_by_role("link").first.click()
    page.get_by_label("异议成立，冲销这一笔").check()
    page.get_by_label("答复").fill("查了签到表，确实没有到会。")
    page.get_by_role("button", name="答复").click()
    expect(page.locator("main")).to_contain_text("已冲销")


def _reverse(page: Page) -> None:
    page.goto("/qingshan/points/?period=2026-09&state=in_force")
    page.get_by_role("link", name="参加主题党日").first.click()
    page.get_by_role("link", name="冲销这一笔").click()
    page.get_by_label("为什么冲销").fill("与另一次党日重复登记")
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text("已冲销")
