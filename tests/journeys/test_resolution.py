"""A representatives' assembly decides twice, from the secretary's activation slip to the public page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.kernel.clock import LOCAL
from portal.kernel.db import connection
from portal.org.offices import Office
from tests.deliberation.courses import pass_before
from tests.factories import SettableClock
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.slips import CHOSEN, activated
from tests.journeys.test_course import behind
from tests.outside import tlog_verifier

pytestmark = pytest.mark.browser

KIND = "从村集体经济所得资金和物资的使用"


def test_a_secretary_with_a_paper_slip_leads_two_matters_to_their_public_results(
    installation: Installation, visit_site: Callable[[str], Page], clock: SettableClock
) -> None:
    secretary = activated(installation, Office.SECRETARY)
    _authorise(secretary)
    matters = [_propose(secretary, title) for title in ("修缮村口便民桥", "文化礼堂换屋面")]
    _deliberate(installation, clock, matters)
    _convene(installation, secretary)
    _sign_in(secretary, 26)
    _expect_one_missing(secretary, matters[0])
    _sign_in(secretary, 1)
    phones = [installation.signed_in(login, PHONE) for login in _present(installation)]
    for number, approvals in zip(matters, (13, 14), strict=True):
        _open(installation, secretary, number)
        for place, phone in enumerate(phones):
            _vote(phone, number, "赞成" if place < approvals else "反对")
        _expect_silence(secretary, number)
        installation.advance(minutes=31)
        secretary.goto(f"/qingshan/matters/{number}/")
        secretary.get_by_role("button", name="公布结果").click()
    _expect_result(secretary, matters[0], "表决未通过", approve=13)
    _expect_result(secretary, matters[1], "表决通过", approve=14)
    _write_minutes(secretary)

    built = installation.cunshi("site", "build")
    assert built.returncode == 0, built.stderr
    assert installation.cunshi("site", "check").returncode == 0
    page = visit_site(f"qingshan/matters/{matters[1]}/index.html")
    for words in (
        "表决通过",
        "应到 40 人，实到 27 人，赞成 14 人",
        "至少 27 人到会才能开会；至少 14 人赞成才能通过，刚好达到",
        "第30条",
    ):
        expect(page.locator("main")).to_contain_text(words)
    _expect_provable(installation)


def _authorise(page: Page) -> None:
    page.goto("/qingshan/matters/authorisations/new")
    page.get_by_label("村民会议哪天召开").fill("2026-01-10")
    page.get_by_label(KIND).check()
    page.get_by_label("授权从哪天起").fill("2026-01-10")
    page.get_by_label("授权到哪天止").fill("2028-12-31")
    page.get_by_label("授权决议原文").fill("村民会议2026年1月10日第1号决议：授权村民代表会议决定集体资金的使用。")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_text("授权决议已登记")).to_be_visible()


def _propose(page: Page, title: str) -> int:
    page.goto("/qingshan/matters/new")
    page.get_by_label("属于哪类事项").select_option(label=KIND)
    page.get_by_label("议题名称").fill(title)
    page.get_by_label("方案", exact=True).fill(f"{title}：拆除旧面，重做新面，十二月底前完工。")
    page.get_by_label("预算（元）").fill("86000")
    page.get_by_label("资金来源").fill("村集体经营收入")
    page.get_by_role("button", name="提交议题").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    found = re.search(r"/matters/(\d+)/", page.url)
    assert found
    return int(found[1])


def _deliberate(installation: Installation, clock: SettableClock, matters: list[int]) -> None:
    """Let proposal, discussion and review pass without a browser: their own journey is in ``test_course``."""
    with behind(installation, clock) as township:
        for number in matters:
            pass_before(township, number)


def _convene(installation: Installation, page: Page) -> None:
    """Convene the assembly four days ahead, go there, and begin sign-in."""
    starts = installation.moment + timedelta(days=4)
    page.goto("/qingshan/meetings/new")
    page.get_by_label("开什么会").select_option("villager_reps_meeting")
    page.get_by_label("会议名称").fill("2026年第四次村民代表会议")
    page.get_by_label("开会时间").fill(_local(starts))
    page.get_by_label("地点").fill("村文化礼堂")
    page.get_by_label("通知内容").fill("一、便民桥修缮；二、文化礼堂屋面。")
    for role in ("主持人", "记录人"):
        page.get_by_label(role).select_option(index=1)
    page.get_by_role("button", name="发出通知").click()
    expect(page.get_by_text("会议已召集")).to_be_visible()
    meeting = page.url
    installation.set_clock(starts)
    page = _again(installation, page)
    page.goto(meeting)
    page.get_by_role("button", name="开始签到").click()
    expect(page.get_by_text("签到开始，应到 40 人")).to_be_visible()


def _again(installation: Installation, page: Page) -> Page:
    """Sign in once more: four days later the session has ended, as it should."""
    page.goto("/qingshan/")
    expect(page).to_have_url(re.compile("/sign-in"))
    township = installation.people()
    with connection():
        login = township.login(Office.SECRETARY)
    page.get_by_label("账号").fill(login)
    page.get_by_label("密码", exact=True).fill(CHOSEN)
    page.get_by_role("button", name="登录").click()
    return page


def _sign_in(page: Page, number: int) -> None:
    page.goto("/qingshan/meetings/")
    page.get_by_role("link", name="2026年第四次村民代表会议").click()
    page.get_by_role("link", name="登记签到").click()
    boxes = page.get_by_role("checkbox")
    for place in range(number):
        boxes.nth(place).check()
    page.get_by_role("button", name="保存签到").click()
    expect(page.get_by_text(f"已签到 {number} 人")).to_be_visible()


def _expect_one_missing(page: Page, number: int) -> None:
    page.goto(f"/qingshan/matters/{number}/ballot")
    expect(page.locator("main")).to_contain_text("还差 1 人")
    expect(page.get_by_role("button", name="开始表决")).to_have_count(0)


def _present(installation: Installation) -> list[str]:
    """Return the logins of the first 27 of the roster, in its order."""
    township = installation.people()
    with connection():
        entitled = [
            *(township.login(Office.DIRECTOR, number=n) for n in range(1)),
            *(township.login(Office.COMMITTEE, number=n) for n in range(4)),
            *(township.login(Office.REPRESENTATIVE, number=n) for n in range(35)),
        ]
    return sorted(entitled)[:27]


def _open(installation: Installation, page: Page, number: int) -> None:
    page.goto(f"/qingshan/matters/{number}/ballot")
    page.get_by_label("什么时候截止").fill(_local(installation.moment + timedelta(minutes=30)))
    page.get_by_role("button", name="开始表决").click()
    expect(page.get_by_text("表决已经开始")).to_be_visible()


def _vote(phone: Page, number: int, choice: str) -> None:
    """Two taps from the ballot paper to the receipt."""
    phone.goto(f"/qingshan/matters/{number}/vote")
    phone.locator("summary", has_text=choice).click()
    phone.get_by_role("button", name=f"确认{choice}").click()
    expect(phone.get_by_role("heading", name="您已投票")).to_be_visible()


def _expect_silence(page: Page, number: int) -> None:
    page.goto(f"/qingshan/matters/{number}/")
    expect(page.locator("main")).to_contain_text("截止以前，谁也看不到票数和结果")
    expect(page.locator("main")).not_to_contain_text("须赞成")


def _expect_result(page: Page, number: int, verdict: str, *, approve: int) -> None:
    page.goto(f"/qingshan/matters/{number}/")
    main = page.locator("main")
    for words in (verdict, "应到", "40 人", "27 人（须到会 27 人）", f"{approve} 人（须赞成 14 人）", "第30条"):
        expect(main).to_contain_text(words)


def _write_minutes(page: Page) -> None:
    page.goto("/qingshan/meetings/")
    page.get_by_role("link", name="2026年第四次村民代表会议").click()
    page.get_by_role("link", name="写会议记录").click()
    page.get_by_label("会议记录").fill("到会二十七人。便民桥一案十三票赞成，未通过；屋面一案十四票赞成，通过。")
    page.get_by_role("button", name="封存会议记录").click()
    expect(page.get_by_text("第 1 版")).to_be_visible()


def _expect_provable(installation: Installation) -> None:
    """The record is whole; the published log proves itself to a stranger, and an older checkpoint is its prefix."""
    verified = installation.cunshi("log", "verify")
    assert verified.returncode == 0, verified.stderr
    vkey = installation.cunshi("log", "vkey", "qingshan").stdout.strip()
    log = installation.site / "qingshan" / "log"
    older = (log / "checkpoint").read_bytes()
    tlog_verifier.verify(Path(log), vkey)
    assert installation.cunshi("org", "list").returncode == 0
    installation.advance(days=1)
    _one_more_entry(installation)
    assert installation.cunshi("site", "build").returncode == 0
    assert (log / "checkpoint").read_bytes() != older
    tlog_verifier.verify(Path(log), vkey, older=older)


def _one_more_entry(installation: Installation) -> None:
    township = installation.people()
    with connection():
        login = township.login(Office.DIRECTOR)
    page = installation.signed_in(login)
    page.goto("/qingshan/matters/new")
    page.get_by_label("属于哪类事项").select_option(label=KIND)
    page.get_by_label("议题名称").fill("冬季防火物资")
    page.get_by_label("方案", exact=True).fill("购置灭火器二十具。")
    page.get_by_label("预算（元）").fill("2400")
    page.get_by_label("资金来源").fill("村集体经营收入")
    page.get_by_role("button", name="提交议题").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("冬季防火物资")


def _local(moment: datetime) -> str:
    return moment.astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")
