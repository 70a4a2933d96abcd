"""What is done on screens between a proposal and its decision; and the collective decides by all its members."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from deliberation.procedures import S4_RESOLVE
from portal.kernel.db import connection, open_database
from portal.meetings.bodies import Body
from portal.org.offices import Office
from tests.deliberation.assemblies import propose
from tests.deliberation.courses import hold, pass_before
from tests.deliberation.hearings import PLAN
from tests.factories import known_township
from tests.journeys.conftest import DESK, PHONE, Installation
from tests.uploads import photo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.browser

KIND = "从村集体经济所得资金和物资的使用"
TITLE = "修缮村口便民桥"


def test_the_collective_decides_by_two_thirds_of_all_members(installation: Installation, clock: SettableClock) -> None:
    with behind(installation, clock) as township:
        number = propose(township, kind="coop_land_comp")
        pass_before(township, number)
        hold(township, Body.VILLAGER_REPS_MEETING)
    secretary, director = seen_by(installation, Office.SECRETARY), seen_by(installation, Office.DIRECTOR, size=PHONE)
    secretary.goto(f"/qingshan/matters/{number}/hold/{S4_RESOLVE}")
    expect(secretary.locator("main")).to_contain_text("请先召集成员大会")
    meet(installation, clock, Body.COOP_MEMBERS_ASSEMBLY, present=30)
    by_hands(secretary, director, number, "成员大会（成员代表大会）决议", approve=24, against=6)
    member = seen_by(installation, Office.COOP_MEMBER, number=3, size=PHONE)
    member.goto(f"/qingshan/matters/{number}/")
    for words in ("表决通过", "应到", "35 人", "24 人（须赞成 24 人）", "三分之二以上", "第27条"):
        expect(member.locator("main")).to_contain_text(words)


@contextmanager
def behind(installation: Installation, clock: SettableClock) -> Iterator[Township]:
    """Arrange something without a browser, on the installation's clock."""
    clock.set(installation.moment)
    open_database(installation.environ["CUNSHI_DATABASE_URL"])
    with connection():
        yield known_township()


def seen_by(installation: Installation, office: Office, *, number: int = 0, size: tuple[int, int] = DESK) -> Page:
    township = installation.people()
    with connection():
        login = township.login(office, number=number)
    return installation.signed_in(login, size)


def meet(installation: Installation, clock: SettableClock, body: Body, *, present: int | None = None) -> None:
    with behind(installation, clock) as township:
        hold(township, body, present=present)


def propose_on_screen(page: Page) -> int:
    page.goto("/qingshan/matters/new")
    page.get_by_label("属于哪类事项").select_option(label=KIND)
    page.get_by_label("议题名称").fill(TITLE)
    page.get_by_label("方案", exact=True).fill(PLAN)
    submit = page.get_by_role("button", name="提交议题")
    submit.click()
    expect(page.locator("main")).to_contain_text("请写明预算金额和资金来源")
    page.get_by_label("预算（元）").fill("86000")
    page.get_by_label("资金来源").fill("村集体经营收入")
    submit.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    found = re.search(r"/matters/(\d+)/", page.url)
    assert found
    return int(found[1])


def _fill(page: Page, approve: int, against: int) -> None:
    for label, count in (("赞成（人）", approve), ("反对（人）", against), ("弃权（人）", 0)):
        page.get_by_label(label).fill(str(count))


def by_hands(first: Page, second: Page, number: int, name: str, *, approve: int, against: int = 0) -> None:
    """Let one officer enter a show of hands from the matter, and another confirm it from the dashboard."""
    first.goto(f"/qingshan/matters/{number}/")
    first.get_by_role("link", name=f"办理“{name}”").click()
    _fill(first, approve, against)
    first.get_by_role("button", name="录入现场表决结果").click()
    expect(first.locator("main")).to_contain_text("等待另一名工作人员复核")
    second.goto("/qingshan/")
    second.get_by_role("listitem").filter(has_text="复核现场表决结果").get_by_role("link").first.click()
    expect(second.locator("main")).to_contain_text("第一次录入的数字在这里看不到")
    _fill(second, approve, against)
    second.get_by_role("button", name="确认").click()
    expect(second.get_by_text("两次录入一致")).to_be_visible()


def too_few(page: Page, number: int) -> None:
    page.goto(f"/qingshan/matters/{number}/hold/{S4_RESOLVE}")
    expect(page.locator("main")).to_contain_text("还差 1 人")
    expect(page.get_by_label("赞成（人）")).to_have_count(0)
    page.locator("summary", has_text="记录流会").click()
    page.get_by_role("button", name="记录流会").click()
    expect(page.locator("main")).to_contain_text("流会，待再次开会")


def open_on_phones(page: Page, number: int) -> None:
    page.goto(f"/qingshan/matters/{number}/")
    page.get_by_role("link", name="办理“").click()
    page.get_by_role("link", name="改用手机投票").click()
    page.get_by_role("button", name="开始表决").click()
    expect(page.get_by_text("表决已经开始")).to_be_visible()


def _voters(installation: Installation, first: int, last: int) -> list[str]:
    """Return the logins of these lines of the roster: representatives follow director and committee."""
    township = installation.people()
    with connection():
        return [township.login(Office.REPRESENTATIVE, number=line - 6) for line in range(first, last + 1)]


def stand_back(installation: Installation, number: int, *, line: int) -> None:
    """Let a representative say on the phone that they stand back, before the ballot is opened."""
    (login,) = _voters(installation, line, line)
    phone = installation.signed_in(login, PHONE)
    phone.goto(f"/qingshan/matters/{number}/")
    phone.get_by_role("link", name="我要回避").click()
    phone.get_by_label("受益人的近亲属").check()
    phone.get_by_label("具体情况").fill("工程由弟弟家的施工队报价")
    phone.get_by_role("button", name="我要回避").click()
    expect(phone.get_by_text("您已回避，不参加这个议题的表决")).to_be_visible()
    phone.context.close()


def sees_no_ballot_paper(installation: Installation, number: int, *, line: int) -> None:
    (login,) = _voters(installation, line, line)
    phone = installation.signed_in(login, PHONE)
    phone.goto(f"/qingshan/matters/{number}/vote")
    expect(phone.locator("main")).to_contain_text("您在这个议题上已经回避，不参加表决")
    expect(phone.locator("summary", has_text="赞成")).to_have_count(0)
    phone.context.close()


def vote_on_phones(installation: Installation, number: int, *, first: int, last: int) -> None:
    for login in _voters(installation, first, last):
        phone = installation.signed_in(login, PHONE)
        phone.goto(f"/qingshan/matters/{number}/")
        phone.get_by_role("link", name="去投票").click()
        phone.locator("summary", has_text="赞成").click()
        phone.get_by_role("button", name="确认赞成").click()
        expect(phone.get_by_role("heading", name="您已投票")).to_be_visible()
        phone.context.close()


def vote_on_paper(installation: Installation, number: int, *, line: int) -> None:
    """Two members of the supervision committee enter one paper, each on a phone."""
    first = seen_by(installation, Office.SUPERVISOR, size=PHONE)
    first.goto(f"/qingshan/matters/{number}/papers/")
    first.get_by_label("谁的纸质票").select_option(str(line))
    first.get_by_label("赞成").check()
    first.get_by_label("原票的照片").set_input_files({"name": "票.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    first.get_by_role("button", name="录入这张票").click()
    expect(first.locator("main")).to_contain_text("等待另一人复核")
    second = seen_by(installation, Office.SUPERVISOR, number=1, size=PHONE)
    second.goto(f"/qingshan/matters/{number}/papers/")
    second.get_by_role("link", name="复核").click()
    second.get_by_label("赞成").check()
    second.get_by_role("button", name="确认").click()
    expect(second.get_by_text("两次录入一致")).to_be_visible()
