"""Double entry by hand: openings, one tap with a photo, line by line, items, the end of the year, the next one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from portal.org.offices import Office
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.slips import activated, again
from tests.journeys.test_month import close_and_publish

pytestmark = pytest.mark.browser

BOOKS = "/qingshan/books/"
MOST_ACTIONS = 6


@dataclass
class Hand:
    """Whoever touches the page; every touch counts."""

    page: Page
    actions: int = 0

    def click(self, what: Locator) -> None:
        self.actions += 1
        what.click()

    def fill(self, what: Locator, text: str) -> None:
        self.actions += 1
        what.fill(text)

    def choose(self, what: Locator, file: Path) -> None:
        self.actions += 1
        what.set_input_files(file)


def test_a_year_by_double_entry_is_ended_and_the_next_one_opens(
    installation: Installation, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    installation.set_clock(datetime(2026, 12, 31, 1, tzinfo=UTC))
    page = activated(installation, Office.BOOKKEEPER)
    state_openings(page)
    photo = tmp_path / "电费单.jpg"
    Image.new("RGB", (640, 480), "white").save(photo)
    assert pay_electricity(page, photo) <= MOST_ACTIONS
    write_lines(page)
    buy_by_items(page)
    book_wear(page)
    end_year(page)
    installation.set_clock(datetime(2027, 1, 3, 1, tzinfo=UTC))
    page = again(installation, Office.BOOKKEEPER)
    close_and_publish(installation, page, "2026-12")
    public = visit_site("qingshan/finance/2026-12/index.html")
    for text in ("2026年末结转本年收入", "明细：打印纸 2.5 箱 × 18.1 元 = 45.25 元", "本年收益转入未分配收益"):
        expect(public.locator("main")).to_contain_text(text)
    expect(public.locator(".money-figures")).to_contain_text("3,000.00")  # the rent; what ends the year is no income
    page.goto(f"{BOOKS}ledger/?account=322-01&year=2027")
    expect(page.locator(".result")).to_contain_text("1,508.75")  # rent 3,000, paid 185, 1,000, 60.25 and 246


def state_openings(page: Page) -> None:
    page.goto(f"{BOOKS}accounts/")
    page.get_by_role("link", name="科目期初余额").click()
    page.get_by_role("link", name="登记科目期初余额").click()
    for code, yuan in (("101", "1000"), ("102", "9000"), ("151", "50000"), ("152", "8000"), ("301", "51000")):
        page.locator(f"[name=account_{code}]").fill(yuan)
    expect(page.locator("[data-balance]")).to_contain_text("相差 1,000.00 元")
    confirm(page, "登记")
    expect(page.get_by_role("alert")).to_contain_text("两边必须相等")
    page.locator("[name=account_301]").fill("52000")
    expect(page.locator("[data-balance]")).to_contain_text("两边相等")
    confirm(page, "登记")
    expect(page.get_by_text("借方和贷方相等")).to_be_visible()


def pay_electricity(page: Page, photo: Path) -> int:
    """Pay by the simple form, with a photo, from the first page of the books; return how often it was touched."""
    page.goto(BOOKS)
    hand = Hand(page)
    hand.click(page.get_by_role("link", name="付电费"))
    hand.fill(page.get_by_label("金额（元）"), "185")
    hand.fill(page.get_by_label("付给谁"), "镇供电所")
    hand.click(page.get_by_role("button", name="下一步：看分录"))
    hand.choose(page.get_by_label("票据照片或 PDF"), photo)
    hand.click(page.get_by_role("button", name="记账"))
    expect(page.get_by_text("第1号凭证已记账")).to_be_visible()
    expect(page.get_by_role("img", name="电费单.jpg")).to_be_visible()
    return hand.actions


def write_lines(page: Page) -> None:
    """Rent comes in, partly, and what was done is owed: one line more than the form begins with."""
    page.goto(f"{BOOKS}record")
    page.get_by_role("link", name="分录方式").click()
    page.get_by_label("日期").fill("2026-12-30")
    page.get_by_label("摘要").fill("收全年租金，同时付修路款")
    for row, (account, side, yuan) in enumerate(
        (("102", "debit", "2000"), ("501", "credit", "3000"), ("112", "debit", "1000"), ("514", "debit", "1000")), 1
    ):
        page.locator(f"[name=account_{row}]").select_option(account)
        page.locator(f"[name={side}_{row}]").fill(yuan)
    expect(page.locator("[data-balance]")).to_contain_text("相差 1,000.00 元")
    page.get_by_role("button", name="下一步：看凭证").click()
    expect(page.get_by_role("alert")).to_contain_text("借方合计 4,000.00 元，贷方合计 3,000.00 元")
    page.get_by_role("button", name="加一行").click()
    page.locator("[name=account_5]").select_option("211")
    page.locator("[name=credit_5]").fill("1000")
    expect(page.locator("[data-balance]")).to_contain_text("两边相等")
    page.get_by_role("button", name="下一步：看凭证").click()
    expect(page.locator("main")).to_contain_text("应付款增加 1,000.00 元")
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("第2号凭证已记账")).to_be_visible()


def buy_by_items(page: Page) -> None:
    page.goto(f"{BOOKS}record?kind=payment")
    page.get_by_label("日期").fill("2026-12-30")
    page.get_by_label("金额（元）").fill("60.25")
    page.get_by_label("付给谁").fill("镇上文具店")
    page.get_by_label("为了什么").fill("买纸和灯泡")
    page.get_by_label("算哪一类支出").select_option("513")
    page.get_by_label("现金", exact=True).check()
    for _ in range(2):
        page.get_by_role("button", name="加一行明细").click()
    for name, text in {
        "item_1_name": "打印纸",
        "item_1_amount": "45.25",
        "item_1_quantity": "2.5",
        "item_1_unit": "箱",
        "item_1_price": "18.1",
        "item_2_name": "灯泡",
        "item_2_amount": "15",
    }.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=item_2_category]").select_option("514")
    page.get_by_role("button", name="下一步：看分录").click()
    expect(page.locator("main")).to_contain_text("公益支出增加 15.00 元")
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_role("row", name="打印纸")).to_contain_text("2.5 箱")


def book_wear(page: Page) -> None:
    page.goto(f"{BOOKS}2026-12/close")
    page.get_by_role("link", name="去做年末结转").click()
    page.get_by_role("link", name="填折旧").click()
    for row, (name, yuan) in enumerate((("水泵房", "10.50"), ("旧仓库", "10")), 1):
        page.locator(f"[name=thing_{row}_name]").fill(name)
        page.locator(f"[name=thing_{row}_monthly]").fill(yuan)
    page.locator("[name=thing_2_account]").select_option("511")
    page.get_by_role("button", name="下一步：看凭证").click()
    expect(page.locator("main")).to_contain_text("累计折旧增加 246.00 元")
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("第4号凭证已记账")).to_be_visible()


def end_year(page: Page) -> None:
    page.goto(f"{BOOKS}2026-12/year-end")
    expect(page.locator("main")).to_contain_text("本年收益减少 1,508.75 元")
    confirm(page, "结转")
    expect(page.get_by_text("2026年已结转，记了 3 张凭证")).to_be_visible()
    page.goto(f"{BOOKS}2026-12/year-end")
    expect(page.locator("main")).to_contain_text("已经结转")


def confirm(page: Page, act: str) -> None:
    page.locator("details.confirm summary", has_text=act).click()
    page.get_by_role("button", name=f"确认{act}").click()


def test_expert_form_works_on_a_phone_without_scripts(installation: Installation) -> None:
    installation.set_clock(datetime(2026, 12, 31, 1, tzinfo=UTC))
    known = activated(installation, Office.BOOKKEEPER, size=PHONE)
    context = installation.browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        base_url=installation.address,
        java_script_enabled=False,
        storage_state=known.context.storage_state(),
    )
    page = context.new_page()
    installation.pages.append(page)
    page.goto(f"{BOOKS}record/lines")
    page.get_by_role("button", name="加一行").click()
    expect(page.locator("[name=account_5]")).to_be_visible()
    expect(page.locator("[data-balance]")).to_be_hidden()
