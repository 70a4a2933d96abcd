"""A year's end in the browser: refused and paid after the resolution, an alert, the bank, the close, the next year.

The months before are entered, closed and signed off without a browser; their own journey is in ``test_month``.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from disclosure.books import services
from disclosure.books.chart import MoneyAccount
from disclosure.books.services.payments import Paying
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import keep_files_in
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.deliberation.decisions import decide
from tests.disclosure.books.asking import LAMPS, adopt, approve_all, ask
from tests.disclosure.books.suspicious import Bookkeeper, bookkeeper_of
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.test_course import behind, seen_by
from tests.journeys.test_double_entry import confirm
from tests.journeys.test_month import close_and_publish, enter

if TYPE_CHECKING:
    from tests.factories import SettableClock

pytestmark = pytest.mark.browser

BOOKS, REQUEST = "/qingshan/books/", "/qingshan/books/requests/2026/1/"
YEAR, DECEMBER = 2026, Month(2026, 12)
DREDGING = replace(LAMPS, amount_fen=120_000, payee="清淤队", purpose="付清淤工钱")
STATEMENT = (
    ("交易日期", "摘要", "对方户名", "贷方发生额", "借方发生额", "账户余额"),
    ("2026-12-05", "转账存入", "清河水产合作社", "3000.00", "", "53800.00"),
    ("2026-12-08", "现金支取", "", "", "1500.00", "52300.00"),
    ("2026-12-10", "转账付款", "清河建筑公司", "", "12000.00", "40300.00"),
    ("2026-12-31", "账户管理费", "", "", "5.00", "40295.00"),
)


def test_a_year_is_ended_and_the_next_one_opened(
    installation: Installation, clock: SettableClock, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    keep_files_in(installation.folder / "uploads")
    eleven_months(installation, clock)
    installation.set_clock(datetime(2026, 12, 10, 1, tzinfo=UTC))
    refused_and_paid_after_the_resolution(installation)
    with behind(installation, clock) as township:
        clerk = bookkeeper_of(township, clock)
        clerk.receives(date(2026, 12, 5), 300_000, "收鱼塘租金")
        clerk.draws(date(2026, 12, 8), 150_000)
        row = approve_all(township, ask(township, DREDGING))
        paying = Paying(paid_on=kernel_clock.today(), money=MoneyAccount.CASH)
        services.pay_request(clerk.actor, township.village, row.named, paying)
    answered_and_closed(installation)

    installation.set_clock(datetime(2027, 1, 3, 1, tzinfo=UTC))
    page = seen_by(installation, Office.BOOKKEEPER)
    reconciled(page, tmp_path / "十二月对账单.csv")
    ended(page)
    close_and_publish(installation, page, "2026-12")
    public = visit_site("qingshan/finance/2026-12/index.html").locator("main")
    for text in ("50,800.00", "3,000.00", "14,400.00", "40,600.00", "2026年末结转本年收入", "清淤队没有账户"):
        expect(public).to_contain_text(text)
    expect(public).to_contain_text("未达账项 1 笔（银行已付、村里未付 1 笔 5.00 元），都已说明")
    assert len(list((installation.site / "qingshan" / "finance").glob(f"{YEAR}-??"))) == DECEMBER.number

    installation.set_clock(datetime(2027, 1, 5, 1, tzinfo=UTC))
    page = seen_by(installation, Office.BOOKKEEPER)
    enter(page, "receipt", "2027-01-04", "3000", "收鱼塘租金", "清河水产合作社", "501", "银行存款")
    page.goto(f"{BOOKS}2027-01/")
    for text in ("40,600.00", "43,600.00"):
        expect(page.locator("main")).to_contain_text(text)
    page.goto(f"{BOOKS}ledger/?account=322-01&year=2027")
    # 12 × 3,000 in; 11 × 200, 12,000, 1,200 and the wear of 1,200 out
    expect(page.locator(".result")).to_contain_text("19,400.00")


def eleven_months(installation: Installation, clock: SettableClock) -> None:
    """Keep the books from January to November, pass a resolution in October, and adopt a ladder for December."""
    with behind(installation, clock) as township:
        clock.set_day(date(YEAR, 1, 2))
        clerk, supervisor = bookkeeper_of(township, clock), township.actor(Office.SUPERVISOR)
        opened = {"102": 2_000_000, "151": 5_000_000, "152": 1_200_000, "301": 5_800_000}
        services.state_openings(clerk.actor, clerk.village, Month(YEAR, 1), amounts=opened)
        for number in range(1, DECEMBER.number):
            month = Month(YEAR, number)
            _month_before(clerk, month)
            if number == 10:
                decide(township, clock)
            clock.set_day(month.plus(1).first_day.replace(day=3))
            services.close_month(clerk.actor, clerk.village, month, explanation="没有导入对账单，已和银行口头核对。")
            services.sign_off_month(supervisor, clerk.village, month)
        adopt(township, clock, on=DECEMBER.first_day)


def _month_before(clerk: Bookkeeper, month: Month) -> None:
    clerk.receives(month.first_day.replace(day=5), 300_000, "收鱼塘租金")
    clerk.pays(month.first_day.replace(day=10), 20_000, f"付{month.number}月电费")


def refused_and_paid_after_the_resolution(installation: Installation) -> None:
    page = seen_by(installation, Office.BOOKKEEPER)
    page.goto(f"{BOOKS}requests/new")
    page.get_by_label("金额（元）").fill("12000")
    page.get_by_label("为了什么").fill("付便民桥首期工程款")
    page.get_by_label("付给谁").fill("清河建筑公司")
    page.get_by_label("算哪一类支出").select_option("514")
    page.get_by_role("button", name="报出").click()
    expect(page.get_by_role("alert")).to_contain_text("四议两公开")
    page.get_by_label("依据哪项决议").select_option(index=1)
    page.get_by_role("button", name="报出").click()
    expect(page.locator("main")).to_contain_text("2026年第1号付款申请")
    for office in (Office.SUPERVISOR, Office.AUDITOR, Office.TOWNSHIP_LEADER):
        phone = seen_by(installation, office, size=PHONE)
        phone.goto(REQUEST)
        phone.get_by_role("button", name="同意").click()
        expect(phone.locator("body")).to_contain_text("已同意")
    page.goto(f"{REQUEST}pay")
    page.get_by_role("button", name="付款记账").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("付便民桥首期工程款")
    expect(page.locator("main")).to_contain_text("74,000.00")  # of 86,000 that were resolved


def answered_and_closed(installation: Installation) -> None:
    page = seen_by(installation, Office.BOOKKEEPER, size=PHONE)
    page.goto(f"{BOOKS}alerts/")
    page.get_by_role("link", name="大额现金支出").click()
    page.get_by_role("link", name="答复", exact=True).click()
    page.get_by_label("答复").fill("清淤队没有账户，已请开户银行审核。")
    page.get_by_role("button", name="提交答复").click()
    supervisor = seen_by(installation, Office.SUPERVISOR, size=PHONE)
    supervisor.goto(f"{BOOKS}alerts/")
    supervisor.get_by_role("link", name="大额现金支出").click()
    supervisor.get_by_role("link", name="核实", exact=True).click()
    supervisor.get_by_label("情况属实，核销").check()
    supervisor.get_by_label("核实意见").fill("看过银行意见。")
    supervisor.get_by_role("button", name="提交").click()
    expect(supervisor.get_by_text("已核销。")).to_be_visible()


def reconciled(page: Page, file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as writing:
        csv.writer(writing).writerows(STATEMENT)
    page.goto(f"{BOOKS}2026-12/bank/")
    page.get_by_role("link", name="导入对账单").click()
    page.get_by_label("对账单文件").set_input_files(file)
    page.get_by_label("账号后四位").fill("6789")
    page.get_by_role("button", name="先看一遍").click()
    page.get_by_role("button", name="导入 4 笔流水").click()
    expect(page.get_by_text("自动对上 3 笔")).to_be_visible()
    page.goto(f"{BOOKS}2026-12/bank/")
    page.get_by_role("link", name="写说明").click()
    page.get_by_label("账户管理费").fill("手续费单据下月才到，下月入账")
    page.get_by_role("button", name="保存说明").click()
    expect(page.locator("main")).to_contain_text("银行和账上对得上")


def ended(page: Page) -> None:
    page.goto(f"{BOOKS}2026-12/depreciation")
    page.locator("[name=thing_1_name]").fill("抽水机站")
    page.locator("[name=thing_1_monthly]").fill("100")
    page.locator("[name=thing_1_account]").select_option("511")
    page.get_by_role("button", name="下一步：看凭证").click()
    expect(page.locator("main")).to_contain_text("累计折旧增加 1,200.00 元")
    page.get_by_role("button", name="记账").click()
    page.goto(f"{BOOKS}2026-12/year-end")
    expect(page.locator("main")).to_contain_text("19,400.00")
    confirm(page, "结转")
    expect(page.get_by_text("2026年已结转，记了 3 张凭证")).to_be_visible()
