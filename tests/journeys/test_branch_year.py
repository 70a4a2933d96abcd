"""A branch's year in fast motion: the scheme, theme days, a declaration, lists, the lock, grades, the poster.

Two theme days are signed in to on the screen, with two phones and the code that changes; those of the other months
are held, drafted, reviewed, displayed and locked by services in between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from points.schemes import shapes
from portal.kernel.attachments import keep_files_in
from portal.kernel.db import connection
from portal.kernel.months import Month
from portal.meetings.hall_codes import hall_code
from portal.org.offices import Office
from tests.factories import SECRET_KEY
from tests.journeys.branch_months import convened, entered_and_locked, month_passes
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.printing import printed, too_wide
from tests.journeys.test_course import behind, seen_by
from tests.journeys.test_double_entry import confirm
from tests.journeys.test_points_course import declare, examine, object_to, publish

if TYPE_CHECKING:
    from tests.factories import SettableClock

pytestmark = pytest.mark.browser

YEAR, SEPTEMBER = 2026, Month(2026, 9)
POINTS, MONTH, YEAR_END = "/qingshan/points/", "/qingshan/points/months/2026-09/", "/qingshan/points/years/2026/"
#: Members by code from behind: the two with phones, one whose entry is objected to, one whose entry is taken back.
FIRST, SECOND, THIRD, FOURTH = -1, -2, -3, -4
MEMBERS = 10
MISSED = 3  # all but those with phones stay away so many months, and end below the line of 优秀


def test_from_the_scheme_in_january_to_the_poster_a_year_later(
    installation: Installation, clock: SettableClock, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    keep_files_in(installation.folder / "uploads")
    installation.set_clock(at(YEAR, 1, 5))
    adopted(seen_by(installation, Office.SECRETARY), tmp_path / "积分办法.csv")
    months_pass(installation, clock, range(1, SEPTEMBER.number))
    installation.set_clock(at(YEAR, 9, 22))
    meeting = convened_on_screen(seen_by(installation, Office.SECRETARY))
    installation.set_clock(at(YEAR, 9, 24))
    signed_in_by_code(installation, meeting)
    installation.set_clock(at(YEAR, 9, 25))
    declare(seen_by(installation, Office.MEMBER, number=FIRST, size=PHONE), tmp_path)
    minuted_and_drafted(seen_by(installation, Office.SECRETARY), meeting, tmp_path / "办结.jpg")
    reviewed(installation)
    september_is_public(installation)
    with behind(installation, clock) as township:
        meeting = convened(township, clock, date(YEAR, 10, 22))
    installation.set_clock(at(YEAR, 10, 22))
    signed_in_by_code(installation, meeting)
    with behind(installation, clock) as township:
        entered_and_locked(township, clock, Month(YEAR, 10))
    months_pass(installation, clock, (11, 12))
    installation.set_clock(at(YEAR + 1, 1, 20))
    on_the_board(installation, visit_site, ended(installation), tmp_path)


def at(year: int, month: int, day: int) -> datetime:
    """Return nine in the morning of a day in China."""
    return datetime(year, month, day, 1, tzinfo=UTC)


def adopted(page: Page, file: Path) -> None:
    """The branch takes the example with a base of its own: whoever comes every month is above the line of 优秀."""
    example = next(iter(shapes().values())).read_text(encoding="utf-8-sig")
    changed = example.replace("每名党员每年的基础分,60,", "每名党员每年的基础分,85,")
    assert changed != example
    file.write_text(changed, encoding="utf-8-sig")
    page.goto(f"{POINTS}scheme/")
    page.get_by_role("link", name="登记积分办法").click()
    page.get_by_label("决议的名称").fill("2026年1月5日支部党员大会决议")
    page.get_by_label("积分办法文件").set_input_files(file)
    page.get_by_role("button", name="登记这份办法").click()
    expect(page.locator("main")).to_contain_text("2026年1月5日支部党员大会决议")


def months_pass(installation: Installation, clock: SettableClock, numbers: Iterable[int]) -> None:
    """Let months pass without a browser."""
    with behind(installation, clock) as township:
        members = [township.actor(Office.MEMBER, number=number).person_id for number in range(MEMBERS)]
        others = [*members[:SECOND], township.actor(Office.FLOATING).person_id]
        for number in numbers:
            month_passes(township, clock, Month(YEAR, number), away=others if number <= MISSED else ())


def convened_on_screen(page: Page) -> int:
    """The secretary convenes September's theme day; return its number."""
    page.goto("/qingshan/branch/")
    page.get_by_role("link", name="召集").first.click()
    page.get_by_label("开什么会").select_option("theme_day")
    page.get_by_label("会议名称").fill("9月主题党日")
    page.get_by_label("开会时间").fill("2026-09-24T09:30")
    page.get_by_label("地点").fill("西坡水渠")
    page.get_by_label("议程").fill("清理西坡水渠，学习一小时。")
    page.get_by_label("主持人").select_option(index=1)
    page.get_by_label("记录人").select_option(index=2)
    page.get_by_role("button", name="发出通知").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("9月主题党日")
    return int(page.url.rstrip("/").rpartition("/")[2])


def signed_in_by_code(installation: Installation, meeting: int) -> None:
    """The organiser's screen shows the code: one phone scans it, the other types it; the rest are ticked."""
    page, address = seen_by(installation, Office.SECRETARY), f"/qingshan/meetings/{meeting}/"
    page.goto(address)
    page.get_by_role("button", name="开始签到").click()
    page.goto(address)
    page.get_by_role("link", name="查看会场大屏").click()
    old = _digits(page)
    installation.advance(minutes=2)
    page.reload()
    assert _digits(page) != old
    scanned = hall_code(meeting, key=SECRET_KEY, now=installation.moment).scanned
    scanning = seen_by(installation, Office.MEMBER, number=FIRST, size=PHONE)
    scanning.goto(f"{address}here/{scanned}")
    scanning.get_by_role("button", name="我到会了").click()
    expect(scanning.locator("main")).to_contain_text("已签到")
    typing = seen_by(installation, Office.MEMBER, number=SECOND, size=PHONE)
    typing.goto(f"{address}here")
    _type(typing, old)
    expect(typing.get_by_role("alert")).to_contain_text("这个签到码现在不能用")
    _type(typing, _digits(page))
    expect(typing.locator("main")).to_contain_text("已签到")
    page.goto(address)
    page.get_by_role("link", name="登记签到").click()
    page.get_by_role("link", name="先全部勾上").click()
    page.get_by_role("button", name="保存签到").click()


def minuted_and_drafted(page: Page, meeting: int, picture: Path) -> None:
    """The theme day is written down with a photo, and September entered from who signed in."""
    page.goto(f"/qingshan/branch/meetings/{meeting}/record")
    page.get_by_label("会议记录").fill("清了三百米水渠，学习一小时。")
    page.get_by_label("实践活动", exact=True).check()
    page.get_by_label("实践活动做了什么").select_option(index=1)
    page.get_by_label("现场照片").set_input_files(picture)
    page.get_by_role("button", name="封存会议记录").click()
    expect(page.locator("main img")).to_be_visible()
    page.goto(f"{POINTS}drafts/")
    expect(page.locator("main")).to_contain_text("您自己的一笔请由另一名支委起草")
    page.get_by_role("button", name="登记勾选的").click()
    expect(page.locator("body")).to_contain_text("等另一名支委审核")


def reviewed(installation: Installation) -> None:
    """One of the committee accepts all but their own, which falls to the other."""
    for number in range(2):
        page = seen_by(installation, Office.BRANCH_COMMITTEE, number=number, size=PHONE)
        page.goto(f"{POINTS}review/")
        page.get_by_role("link", name="先全部勾上").click()
        page.get_by_role("button", name="通过勾选的").click()
        expect(page.locator("body")).to_contain_text("已通过")
        expect(page.locator("main")).to_contain_text("没有等您审核的")


def september_is_public(installation: Installation) -> None:
    """Displayed, one objection upheld, displayed again with the reason, one entry reversed, locked."""
    third, fourth = (_name(installation, number) for number in (THIRD, FOURTH))
    installation.set_clock(at(YEAR, 10, 9))
    publish(seen_by(installation, Office.SECRETARY), "2026-09", "公示")
    object_to(seen_by(installation, Office.REPRESENTATIVE, size=PHONE), whose=third)
    installation.set_clock(at(YEAR, 10, 12))
    examine(seen_by(installation, Office.BRANCH_COMMITTEE, number=1))
    publish(seen_by(installation, Office.SECRETARY), "2026-09", "重新公布", reason="答复一件异议")
    installation.set_clock(at(YEAR, 10, 20))
    page = seen_by(installation, Office.SECRETARY)
    page.goto(f"{POINTS}?period=2026-09&state=in_force")
    page.get_by_role("row").filter(has_text=fourth).get_by_role("link", name="参加主题党日").click()
    page.get_by_role("link", name="冲销这一笔").click()
    page.get_by_label("为什么冲销").fill("只来了一会儿，没有参加清渠")
    page.get_by_role("button", name="确认冲销").click()
    expect(page.locator("main")).to_contain_text("已冲销")
    page.goto(MONTH)
    confirm(page, "锁定这个月")
    expect(page.locator("main")).to_contain_text("已锁定")


def ended(installation: Installation) -> list[str]:
    """Reckoned by the bands, decided otherwise for one, sealed by another person, published; return who is 优秀."""
    first, second, third = (_name(installation, number) for number in (FIRST, SECOND, THIRD))
    page = seen_by(installation, Office.SECRETARY)
    page.goto(YEAR_END)
    page.get_by_label("用哪套等次线").select_option("default")
    page.get_by_role("button", name="计算等次建议").click()
    for name, told in ((first, "91.5"), (second, "91"), (third, "89")):
        line = page.get_by_role("row").filter(has_text=name)
        expect(line.get_by_role("cell", name=told, exact=True)).to_be_visible()
    page.get_by_role("link", name="登记支部的决定").click()
    page.get_by_label("哪天开会决定的").fill("2027-01-15")
    page.get_by_label("哪次会议").fill("2026年度民主评议党员大会")
    page.get_by_label(f"{third}的等次").select_option("excellent")
    page.get_by_label(f"{third}为什么不同").fill("汛期连守三夜，支部大会一致同意")
    unsettled = page.get_by_label("还有没生效的积分，为什么现在就决定")
    if unsettled.count():
        unsettled.fill("都在公示期内，没有人提出异议")
    page.get_by_role("button", name="登记决定").click()
    expect(page.locator("main")).to_contain_text("待封存")
    sealing = seen_by(installation, Office.BRANCH_COMMITTEE, size=PHONE)
    sealing.goto(YEAR_END)
    confirm(sealing, "封存")
    expect(sealing.locator("main")).to_contain_text("已封存")
    page.goto(YEAR_END)
    confirm(page, "公开优秀名单")
    expect(page.locator("main")).to_contain_text("已公开优秀名单")
    return [first, second, third]


def on_the_board(installation: Installation, visit_site: Callable[[str], Page], names: list[str], folder: Path) -> None:
    """What a villager reads: the month's list with its objection, the year's names, the sheet of the notice board."""
    for command in (("site", "build"), ("site", "check"), ("log", "verify")):
        ran = installation.cunshi(*command)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    month = visit_site("qingshan/points/2026-09/index.html")
    expect(month.locator("main")).to_contain_text("异议成立，已冲销")
    expect(month.locator("body")).to_contain_text("答复一件异议")
    (year,) = (installation.site / "qingshan" / "points" / "years").iterdir()
    poster = visit_site(f"qingshan/points/years/{year.name}/a4/index.html")
    sheets = printed(poster, folder)
    assert len(sheets) == 1
    for text in (*names, "优秀3人", "公示7天"):
        assert text in sheets[0]
    assert "91.5" not in sheets[0]
    assert too_wide(poster) == []


def _digits(wall: Page) -> str:
    return re.sub(r"\D", "", wall.locator(".typed strong").inner_text())


def _type(phone: Page, digits: str) -> None:
    phone.get_by_label("会场屏幕上的六位数").fill(digits)
    phone.get_by_role("main").get_by_role("button", name="签到").click()


def _name(installation: Installation, number: int) -> str:
    township = installation.people()
    with connection():
        return township.actor(Office.MEMBER, number=number).name
