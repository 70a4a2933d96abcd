"""A joint proposal on phones: started, supported online and on a sheet of two officers, reached, made a matter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.kernel.db import connection
from portal.org.models import Person, Place
from portal.org.offices import Office
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.test_suggestion import faults_on, seen_by
from tests.uploads import picture

pytestmark = pytest.mark.browser

TITLE, PLAN = "修通三组到后山的机耕路", "从三组晒谷场修到后山，路宽三米，先修路基。"
NEEDED, ONLINE = 7, 2  # of 35 representatives a fifth


def test_from_the_first_name_to_the_matter(
    installation: Installation, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    township = installation.people()
    with connection():
        Place.update(jurisdiction="河南省").where(Place.id == township.village.id).execute()
        signed = [
            Person.get_by_id(township.actor(Office.REPRESENTATIVE, number=number).person_id).code
            for number in range(ONLINE, NEEDED)
        ]
    faults = _start(phone(installation, Office.REPRESENTATIVE))
    faults += _support(phone(installation, Office.REPRESENTATIVE, number=1))
    photo = tmp_path / "签名表.png"
    photo.write_bytes(picture(size=(60, 90)))
    secretary = phone(installation, Office.SECRETARY)
    faults += _enter_sheet(secretary, signed, photo)
    faults += _check_sheet(phone(installation, Office.DIRECTOR))
    faults += _make_a_matter(secretary)
    for command in (("site", "build", "--no-search"), ("site", "check")):
        done = installation.cunshi(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    public = visit_site("qingshan/joint/1/index.html")
    for words in (f"{NEEDED} 人支持，够了规定的 {NEEDED} 人", "列为第1号议题", PLAN, "应当列为议题"):
        expect(public.locator("main")).to_contain_text(words)
    page = installation.page(PHONE)
    for path in ("joint/", "joint/1/"):
        page.goto((installation.site / "qingshan" / path / "index.html").as_uri())
        faults += [f"{path}: {fault}" for fault in faults_on(page)]
    assert faults == []


def phone(installation: Installation, office: Office, *, number: int = 0) -> Page:
    return seen_by(installation, office, number=number, size=PHONE)


def _start(page: Page) -> list[str]:
    page.goto("/qingshan/matters/polls/")
    page.get_by_role("link", name="联名提议").click()
    page.get_by_role("link", name="发起联名提议").click()
    expect(page.locator("main")).to_contain_text("谁发起、谁支持都不公开")
    page.get_by_label("村民代表联名").check()
    page.get_by_label("属于哪类事项").select_option("village_planning")
    page.get_by_label("一句话说提议什么").fill(TITLE)
    page.get_by_label("提议的内容").fill(PLAN)
    faults = faults_on(page)
    page.get_by_role("button", name="发起联名提议").click()
    expect(page.get_by_role("heading", name=f"还差 {NEEDED - 1} 人")).to_be_visible()
    return [*faults, *faults_on(page)]


def _support(page: Page) -> list[str]:
    page.goto("/qingshan/matters/joint/")
    faults = faults_on(page)
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="我支持").click()
    expect(page.get_by_role("heading", name=f"还差 {NEEDED - ONLINE} 人")).to_be_visible()
    page.get_by_text("收回支持").first.click()
    page.get_by_role("button", name="确认收回支持").click()
    expect(page.get_by_role("heading", name=f"还差 {NEEDED - 1} 人")).to_be_visible()
    page.get_by_role("button", name="我支持").click()
    expect(page.locator("main")).to_contain_text("您已支持")
    return [*faults, *faults_on(page)]


def _enter_sheet(page: Page, signed: list[str], photo: Path) -> list[str]:
    page.goto("/qingshan/matters/joint/1/")
    page.get_by_role("link", name="录入签名表").click()
    page.get_by_label("签名的人").fill("\n".join(signed))
    page.get_by_label("签名表的照片或者扫描件").set_input_files(photo)
    faults = faults_on(page)
    page.get_by_role("button", name="录入", exact=True).click()
    expect(page.locator("main")).to_contain_text("须由另一名没有在上面签名的工作人员核对")
    return faults


def _check_sheet(page: Page) -> list[str]:
    page.goto("/qingshan/")
    page.get_by_role("listitem").filter(has_text="核对签名表：第 1 件联名提议第 1 张").get_by_role("link").click()
    expect(page.locator("main ol li")).to_have_count(NEEDED - ONLINE)
    page.get_by_label("一样，计入").check()
    faults = faults_on(page)
    page.get_by_role("button", name="提交核对结果").click()
    expect(page.get_by_role("heading", name="人数已够，待列入议题")).to_be_visible()
    return [*faults, *faults_on(page)]


def _make_a_matter(page: Page) -> list[str]:
    page.goto("/qingshan/")
    page.get_by_role("listitem").filter(has_text=f"列入议题：第 1 件联名提议 {TITLE}").get_by_role("link").click()
    page.get_by_role("link", name="列为议题").click()
    expect(page.get_by_label("议题名称")).to_have_value(TITLE)
    page.get_by_label("预算（元）").fill("80000")
    page.get_by_label("资金来源").fill("村集体经营收入")
    faults = faults_on(page)
    page.get_by_role("button", name="提交议题").click()
    expect(page.locator("main")).to_contain_text("提议：村民代表联名，来自第 1 件联名提议（7 人）")
    return [*faults, *faults_on(page)]
