"""A villager suggests on a phone, the secretary sorts what came in, and the public site tells what became of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from portal.kernel.db import connection
from portal.org.offices import Office
from tests.journeys.conftest import DESK, PHONE, Installation
from tests.journeys.test_look import _faults_at_all_sizes

pytestmark = pytest.mark.browser

LAMP, LAMP_TEXT = "校门口装路灯", "晚上小学门口黑，孩子放学看不见路。"
PAPER, PAPER_TEXT = "小学路口太黑", "小学路口没有灯，请装一盏。"
DITCH, DITCH_TEXT = "清二组水沟", "二组水沟堵了，下雨就漫到路上。"
ANSWER = "本周由村里请人清淤，月底前清完。"


def test_from_a_villagers_phone_to_the_public_site(
    installation: Installation, visit_site: Callable[[str], Page]
) -> None:
    villager = seen_by(installation, Office.REPRESENTATIVE, number=7, size=PHONE)
    faults = _suggest(villager, LAMP, LAMP_TEXT, "公益福利")
    faults += _suggest(villager, DITCH, DITCH_TEXT, "道路水利")

    secretary = seen_by(installation, Office.SECRETARY)
    faults += _record_from_paper(secretary)
    faults += _merge(secretary)
    _convene(secretary)
    faults += _put_on_an_agenda(secretary)
    faults += _turn_into_a_matter(secretary)
    faults += _answer(secretary)

    villager.goto("/qingshan/matters/suggestions/")
    mine = villager.locator("section.card")
    expect(mine.filter(has_text=LAMP)).to_contain_text("已转为第 1 号议题")
    expect(mine.filter(has_text=DITCH)).to_contain_text(ANSWER)
    faults += faults_on(villager)

    assert installation.cunshi("site", "build").returncode == 0
    assert installation.cunshi("site", "check").returncode == 0
    faults += _read_in_public(installation, visit_site)
    assert faults == []


def seen_by(installation: Installation, office: Office, *, number: int = 0, size: tuple[int, int] = DESK) -> Page:
    township = installation.people()
    with connection():
        login = township.login(office, number=number)
    return installation.signed_in(login, size)


def faults_on(page: Page) -> list[str]:
    """Return what is wrong with a screen at every size, and leave it at the size it had."""
    size = page.viewport_size
    found = [f"{page.url} {fault}" for fault in _faults_at_all_sizes(page)]
    if size is not None:
        page.set_viewport_size(size)
    return found


def _suggest(phone: Page, title: str, text: str, category: str) -> list[str]:
    phone.goto("/qingshan/matters/")
    phone.get_by_role("link", name="群众建议").click()
    phone.get_by_role("link", name="提一件建议").click()
    expect(phone.locator("main")).to_contain_text("您的姓名不会公开")
    faults = faults_on(phone)
    phone.get_by_label("一句话说是什么事").fill(title)
    phone.get_by_label("属于哪一类").select_option(label=category)
    phone.get_by_label("具体情况和您的建议").fill(text)
    phone.get_by_role("button", name="提交建议").click()
    expect(phone.get_by_role("heading", name="建议已收到")).to_be_visible()
    expect(phone.locator("main")).to_contain_text("2026年10月30日")
    return [*faults, *faults_on(phone)]


def _record_from_paper(page: Page) -> list[str]:
    page.goto("/qingshan/matters/suggestions/")
    page.get_by_role("link", name="登记书面").click()
    page.get_by_label("谁提的").fill("0012")
    page.get_by_label("书面").check()
    page.get_by_label("哪天提的").fill("2026-10-12")
    page.get_by_label("一句话说是什么事").fill(PAPER)
    page.get_by_label("属于哪一类").select_option(label="公益福利")
    page.get_by_label("具体情况和您的建议").fill(PAPER_TEXT)
    faults = faults_on(page)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记为第 3 号建议")).to_be_visible()
    expect(page.locator("main")).to_contain_text("由村干部代为登记")
    return faults


def _merge(page: Page) -> list[str]:
    page.get_by_role("link", name="合并办理").click()
    page.get_by_label("与哪件合并办理").select_option(label=f"第 1 号 {LAMP}")
    faults = faults_on(page)
    page.get_by_role("button", name="合并办理").click()
    expect(page.get_by_role("heading", name="与第 1 号合并办理")).to_be_visible()
    return faults


def _convene(page: Page) -> None:
    page.goto("/qingshan/meetings/new")
    page.get_by_label("开什么会").select_option("two_committees")
    page.get_by_label("会议名称").fill("议群众建议")
    page.get_by_label("开会时间").fill("2026-10-20T09:00")
    page.get_by_label("地点").fill("村委会")
    page.get_by_label("通知内容").fill("逐件商议群众建议。")
    page.get_by_label("主持人").select_option(index=1)
    page.get_by_label("记录人").select_option(index=2)
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("heading", name="议群众建议")).to_be_visible()


def _put_on_an_agenda(page: Page) -> list[str]:
    page.goto("/qingshan/")
    page.get_by_role("listitem").filter(has_text=f"办理群众建议：第 1 号 {LAMP}").get_by_role("link").click()
    page.get_by_role("link", name="列入会议议程").click()
    page.get_by_label("列入哪次会议").select_option(label="10月20日 议群众建议")
    faults = faults_on(page)
    page.get_by_role("button", name="列入议程").click()
    expect(page.get_by_text("已列入会议议程").first).to_be_visible()
    page.get_by_role("link", name="议群众建议").click()
    expect(page.locator("main")).to_contain_text(f"第 1 号建议：{LAMP}")
    return faults


def _turn_into_a_matter(page: Page) -> list[str]:
    page.goto("/qingshan/matters/suggestions/1/")
    page.get_by_role("link", name="转为议题").click()
    expect(page.get_by_label("议题名称")).to_have_value("")
    page.get_by_label("议题名称").fill(LAMP)
    page.get_by_label("属于哪类事项").select_option("collective_income_use")
    page.get_by_label("方案").fill("装两盏太阳能路灯。")
    page.get_by_label("预算（元）").fill("6000")
    page.get_by_label("资金来源").fill("村集体经营收入")
    faults = faults_on(page)
    page.get_by_role("button", name="提交议题").click()
    expect(page.get_by_text("已转为第 1 号议题")).to_be_visible()
    expect(page.locator("main")).to_contain_text("来自第 1 号群众建议")
    return faults


def _answer(page: Page) -> list[str]:
    page.goto("/qingshan/")
    page.get_by_role("listitem").filter(has_text=f"办理群众建议：第 2 号 {DITCH}").get_by_role("link").click()
    expect(page.locator("main")).to_contain_text(DITCH_TEXT)
    page.get_by_role("link", name="答复", exact=True).click()
    page.get_by_label("采纳", exact=True).check()
    page.get_by_label("答复", exact=True).fill(ANSWER)
    faults = faults_on(page)
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_role("heading", name="已答复：采纳")).to_be_visible()
    return [*faults, *faults_on(page)]


def _read_in_public(installation: Installation, visit_site: Callable[[str], Page]) -> list[str]:
    public = visit_site("qingshan/suggestions/index.html")
    expect(public.locator("main")).to_contain_text("转为第1号议题")
    public.get_by_role("link", name=DITCH).click()
    for words in (DITCH_TEXT, ANSWER, "采纳", "一位村民网上提出"):
        expect(public.locator("main")).to_contain_text(words)
    lamp = visit_site("qingshan/suggestions/1/index.html")
    for words in (LAMP_TEXT, "列入2026年10月20日村“两委”会议", "转为第1号议题", "第3号建议"):
        expect(lamp.locator("main")).to_contain_text(words)
    paper = visit_site("qingshan/suggestions/3/index.html")
    expect(paper.locator("main")).to_contain_text("书面提出，村干部代为登记（补录 3 天）")
    page = installation.browser.new_context(locale="zh-CN").new_page()
    installation.pages.append(page)
    faults: list[str] = []
    for path in ("suggestions/", "suggestions/1/", "suggestions/2/", "suggestions/3/", ""):
        page.goto((installation.site / "qingshan" / path / "index.html").as_uri())
        faults += [f"{path}: {fault}" for fault in faults_on(page)]
    return faults
