"""A decided matter to its end: an objection on a phone, its answer, work with a photo and a payment, the result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from portal.kernel.clock import LOCAL
from portal.kernel.db import connection
from portal.org.offices import Office
from tests.deliberation.decisions import decide
from tests.factories import SettableClock
from tests.journeys.conftest import DESK, PHONE, Installation
from tests.journeys.test_look import _faults_at_all_sizes
from tests.journeys.test_month import close_and_publish

pytestmark = pytest.mark.browser

TITLE = "修缮村口便民桥"
OBJECTION, ANSWER = "护栏只有八十公分，孩子走不安全。", "护栏改为一米一，不增加预算。"


def test_a_matter_from_its_resolution_to_the_published_result(
    installation: Installation, visit_site: Callable[[str], Page], clock: SettableClock, tmp_path: Path
) -> None:
    number = _decided(installation, clock)
    object_on_a_phone(installation, number)
    answer_objection(installation)
    on(installation, date(2026, 11, 4))
    plan_work(installation)
    on(installation, date(2026, 11, 10))
    _pay(installation)
    on(installation, date(2026, 11, 18))
    report_done(installation, tmp_path)
    accept_work(installation)
    on(installation, date(2026, 11, 20))
    publish_result(installation, number)
    on(installation, date(2026, 12, 3))
    _close_november(installation)

    public = visit_site(f"qingshan/matters/{number}/index.html")
    for words in (
        "已办结",
        "结果公示到",
        "到2026年11月3日止",
        OBJECTION,
        ANSWER,
        "异议不成立",
        "完成“桥面完工”",
        "验收通过",
        "桥已通行，决算八万六千元以内。",
        "86,000.00 元",
    ):
        expect(public.locator("main")).to_contain_text(words)
    _read_by_taps(visit_site("qingshan/index.html"))
    assert _faults_of(installation, number) == []


def on(installation: Installation, day: date) -> None:
    installation.set_clock(datetime(day.year, day.month, day.day, 9, tzinfo=LOCAL))


def seen_by(installation: Installation, office: Office, *, number: int = 0, size: tuple[int, int] = DESK) -> Page:
    township = installation.people()
    with connection():
        login = township.login(office, number=number)
    return installation.signed_in(login, size)


def begin(page: Page, task: str) -> None:
    """Take up what waits on the dashboard."""
    page.get_by_role("listitem").filter(has_text=task).get_by_role("link", name="去办理").click()


def _decided(installation: Installation, clock: SettableClock) -> int:
    township = installation.people()
    with connection():
        decision = decide(township, clock)
    installation.set_clock(clock.moment)
    assert decision.number == 1
    return decision.number


def object_on_a_phone(installation: Installation, number: int) -> None:
    phone = seen_by(installation, Office.REPRESENTATIVE, number=7, size=PHONE)
    phone.goto(f"/qingshan/matters/{number}/")
    phone.get_by_role("link", name="提出异议").click()
    expect(phone.locator("main")).to_contain_text("您的姓名不会公开")
    phone.get_by_label("您不同意什么，为什么").fill(OBJECTION)
    phone.get_by_role("button", name="提出异议").click()
    expect(phone.get_by_role("heading", name="异议已收到")).to_be_visible()
    expect(phone.locator("main")).to_contain_text("2026年10月26日")


def answer_objection(installation: Installation) -> None:
    page = seen_by(installation, Office.SUPERVISOR, size=PHONE)
    begin(page, f"答复异议：{TITLE}")
    expect(page.locator("main")).to_contain_text(OBJECTION)
    page.get_by_label("异议不成立").check()
    page.get_by_label("答复", exact=True).fill(ANSWER)
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("main")).to_contain_text(ANSWER)


def plan_work(installation: Installation) -> None:
    page = seen_by(installation, Office.DIRECTOR)
    begin(page, f"安排实施进度：{TITLE}")
    page.get_by_label("第 1 步做什么").fill("桥面完工")
    page.get_by_label("第 1 步计划哪天完成").fill("2026-11-20")
    page.get_by_role("button", name="安排并公布").click()
    expect(page.get_by_text("实施进度已安排并公布")).to_be_visible()


def _pay(installation: Installation) -> None:
    page = seen_by(installation, Office.BOOKKEEPER)
    page.goto("/qingshan/books/accounts/new")
    page.get_by_label("开在哪个科目下面").select_option("514")
    page.get_by_label("名称").fill("道路桥梁")
    page.get_by_role("button", name="开设").click()
    page.goto("/qingshan/books/record?kind=payment")
    page.get_by_label("日期").fill("2026-11-10")
    page.get_by_label("金额（元）").fill("60000.00")
    page.locator("[name=party]").fill("青山路桥队")
    page.locator("[name=summary]").fill("修桥工程款")
    page.locator("[name=category]").select_option("514-01")
    page.get_by_label("银行存款", exact=True).check()
    page.get_by_label("依据哪项决议").select_option("1")
    page.get_by_role("button", name="下一步：看分录").click()
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("号凭证已记账")).to_be_visible()


def report_done(installation: Installation, folder: Path) -> None:
    photo = folder / "桥面.jpg"
    Image.new("RGB", (640, 480), (150, 140, 120)).save(photo)
    page = seen_by(installation, Office.DIRECTOR, size=PHONE)
    begin(page, f"报告“桥面完工”完成：{TITLE}")
    page.get_by_label("说明").fill("桥面浇筑完成，已通过荷载检查。")
    page.get_by_label("现场照片").set_input_files(photo)
    page.get_by_label("这些照片可以公开").check()
    page.get_by_role("button", name="报告并公布").click()
    expect(page.get_by_role("img", name="桥面.jpg")).to_be_visible()


def accept_work(installation: Installation) -> None:
    page = seen_by(installation, Office.SUPERVISOR, number=1, size=PHONE)
    begin(page, f"验收：{TITLE}")
    page.get_by_label("验收通过").check()
    page.get_by_label("看到的情况").fill("现场测量，与方案一致。")
    page.get_by_role("button", name="提交验收结论").click()
    expect(page.get_by_text("验收结论已保存并公布")).to_be_visible()


def publish_result(installation: Installation, number: int) -> None:
    page = seen_by(installation, Office.SECRETARY)
    begin(page, f"公布实施结果：{TITLE}")
    page.get_by_label("实施结果").fill("桥已通行，决算八万六千元以内。")
    page.get_by_role("button", name="公布").click()
    expect(page.get_by_text("实施结果已公布")).to_be_visible()
    page.goto(f"/qingshan/matters/{number}/")
    expect(page.locator("main")).to_contain_text("实施结果公示")


def _close_november(installation: Installation) -> None:
    page = seen_by(installation, Office.BOOKKEEPER)
    for money, amount in (("现金", "1000"), ("银行存款", "90000")):
        page.goto("/qingshan/books/2026-11/close")
        page.get_by_role("link", name="填写期初余额").click()
        page.get_by_label(money).check()
        page.get_by_label("期初余额（元）").fill(amount)
        page.get_by_role("button", name="登记期初余额").click()
    close_and_publish(installation, page, "2026-11")


def _read_by_taps(page: Page) -> None:
    """From the village's home: the counts on the first screen, then objection, photo and payment by one tap each."""
    page.get_by_role("link", name=TITLE).first.click()
    for words in ("表决通过", "赞成 27 人", "预算 86,000.00 元"):
        answer = page.locator(".answers").get_by_text(words)
        box = answer.bounding_box()
        assert box is not None, words
        assert box["y"] + box["height"] <= PHONE[1], words
    page.get_by_role("link", name="异议和答复（1 条）").click()
    expect(page.get_by_text(ANSWER)).to_be_in_viewport()
    page.get_by_role("link", name="进度和照片").click()
    expect(page.get_by_role("img", name="桥面完工，现场照片 1")).to_be_visible()
    page.get_by_role("link", name="钱花在哪里").click()
    page.get_by_role("link", name="2026年11月").first.click()
    expect(page.locator("main")).to_contain_text("修桥工程款")


def _faults_of(installation: Installation, number: int) -> list[str]:
    """Return what is wrong with the pages about a matter for somebody who reads with help."""
    page = installation.browser.new_context(locale="zh-CN").new_page()
    installation.pages.append(page)
    faults: list[str] = []
    for path in ("", f"{number}/", f"{number}/a4/", "year/2026/"):
        page.goto((installation.site / "qingshan" / "matters" / path / "index.html").as_uri())
        faults += [f"{path}: {fault}" for fault in _faults_at_all_sizes(page)]
    return faults
