"""A villager amends a paragraph on a phone, an officer adopts it, a question is answered, and the vote goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.deliberation.hearings import STEEL, Hearing
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.test_course import behind
from tests.journeys.test_suggestion import faults_on, seen_by

if TYPE_CHECKING:
    from tests.factories import SettableClock

from portal.org.offices import Office

pytestmark = pytest.mark.browser

WHY, ASKED = "木护栏三五年就烂。", "修桥那几天，车从哪里走？"
ADOPTED, TOLD = "改用钢护栏，已写进方案。", "从上游的便道走，立了指示牌。"


def test_a_villagers_amendment_is_in_the_plan_that_is_voted_on(
    installation: Installation, clock: SettableClock, visit_site: Callable[[str], Page]
) -> None:
    with behind(installation, clock) as township:
        number = Hearing(township, clock).open().number
    villager = seen_by(installation, Office.REPRESENTATIVE, number=7, size=PHONE)
    secretary = seen_by(installation, Office.SECRETARY)
    faults = amend(villager)
    faults += ask(villager)
    faults += adopt(secretary)
    faults += answer_question(secretary)
    villager.reload()
    for words in ("写进方案第 2 版", ADOPTED, TOLD):
        expect(villager.locator("main")).to_contain_text(words)
    faults += faults_on(villager)

    clock.moment += timedelta(days=1)
    installation.set_clock(clock.moment)
    with behind(installation, clock) as township:
        hearing = Hearing(township, clock, number)
        hearing.talk_over_again()
        hearing.resolve()
    assert installation.cunshi("site", "build").returncode == 0
    assert installation.cunshi("site", "check").returncode == 0
    public = visit_site(f"qingshan/matters/{number}/index.html")
    for words in ("表决通过", STEEL, ADOPTED, "写进方案第 2 版", ASKED, TOLD, "2 条，全部答复了"):
        expect(public.locator("main")).to_contain_text(words)
    assert faults == []


def amend(phone: Page) -> list[str]:
    """Get from the list of matters to the form in three taps, and say how the paragraph should read."""
    phone.goto("/qingshan/matters/")
    phone.get_by_role("link", name="修缮村口便民桥").click()
    phone.get_by_role("link", name="看意见，提意见").click()
    faults = faults_on(phone)
    phone.get_by_role("link", name="改第 2 段").click()
    expect(phone.locator("main")).to_contain_text("您的姓名不会公开")
    expect(phone.get_by_label("改成什么样")).to_have_value("桥两边装木护栏。")
    phone.get_by_label("改成什么样").fill(STEEL)
    phone.get_by_label("为什么这样改").fill(WHY)
    faults += faults_on(phone)
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator("body")).to_contain_text("已收到，是第 1 号")
    return faults


def ask(phone: Page) -> list[str]:
    phone.get_by_role("link", name="提问", exact=True).click()
    phone.get_by_label("您想说的").fill(ASKED)
    faults = faults_on(phone)
    phone.get_by_role("button", name="提交").click()
    expect(phone.locator("main")).to_contain_text("第 2 号提问")
    return faults


def adopt(page: Page) -> list[str]:
    page.goto("/qingshan/")
    page.get_by_role("listitem").filter(has_text="答复意见和提问（2 条）").get_by_role("link").click()
    page.locator("#opinion-1").get_by_role("link", name="答复", exact=True).click()
    faults = faults_on(page)
    page.get_by_role("link", name="按这条建议修改方案").click()
    page.get_by_role("button", name="保存修改").click()
    expect(page.get_by_label("写进了方案的哪一版")).to_have_value("2")
    page.get_by_label("采纳", exact=True).check()
    page.get_by_label("答复", exact=True).fill(ADOPTED)
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("#opinion-1")).to_contain_text("写进方案第 2 版")
    return faults


def answer_question(page: Page) -> list[str]:
    page.locator("#opinion-2").get_by_role("link", name="答复", exact=True).click()
    page.get_by_label("答复", exact=True).fill(TOLD)
    faults = faults_on(page)
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("#opinion-2")).to_contain_text(TOLD)
    return [*faults, *faults_on(page)]
