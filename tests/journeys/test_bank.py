"""A month and the bank's statement of it: columns said once, matched, by hand too, explained, closed, public."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.org.offices import Office
from tests.disclosure.books.conftest import JOURNAL
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.slips import activated
from tests.journeys.test_month import choose, close_and_publish, enter

pytestmark = pytest.mark.browser

#: A bank that calls its column of amounts as no other does; the newest first.
STATEMENT = (
    ("青山村股份经济合作社　账号：6222 0210 0112 3456 789", "", "", "", ""),
    ("入账时间", "动账", "账户余额", "对手户名", "用途"),
    ("2026-10-31 16:20:11", "-5.00", "10498.75", "", "账户管理费"),
    ("2026-10-29 10:01:45", "-500.00", "10503.75", "清淤队", "转账付款"),
    ("2026-10-21 00:00:01", "3.75", "11003.75", "", "结息"),
    ("2026-10-12 15:40:00", "2000.00", "11000.00", "", "现金存入"),
)


def test_a_month_is_reconciled_with_the_banks_statement(
    installation: Installation, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    installation.set_clock(datetime(2026, 11, 3, 1, tzinfo=UTC))
    page = activated(installation, Office.BOOKKEEPER)
    choose(page, "2026-10", _csv(tmp_path / "十月现金日记账.csv", JOURNAL))
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("5 张凭证已记账")).to_be_visible()
    for yuan, day in (("200.00", "2026-10-22"), ("300.00", "2026-10-23")):
        enter(page, "payment", day, yuan, "付清淤工钱", "清淤队", "513", "银行存款")

    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto("/qingshan/books/2026-10/bank/")
    page.get_by_role("link", name="导入对账单").click()
    page.get_by_label("对账单文件").set_input_files(_csv(tmp_path / "十月对账单.csv", STATEMENT))
    page.get_by_role("button", name="先看一遍").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("哪一列是什么")
    page.get_by_label("金额（收支在同一列）").select_option("动账")
    page.get_by_label("对方户名").select_option("对手户名")
    page.get_by_role("button", name="照这样读").click()
    expect(page.locator("main")).to_contain_text("4 笔是新的")
    expect(page.locator("main")).to_contain_text("尾号 6789")
    page.get_by_role("button", name="导入 4 笔流水").click()
    expect(page.get_by_text("自动对上 2 笔")).to_be_visible()

    page.get_by_role("link", name="人工核对").click()
    page.get_by_role("checkbox", name="转账付款").check()
    page.get_by_role("checkbox", name="200.00").check()
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("差 -300.00 元")
    page.get_by_role("checkbox", name="300.00").check()
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.get_by_text("已核对。")).to_be_visible()

    page.goto("/qingshan/books/2026-10/close")
    expect(page.locator("main")).to_contain_text("银行对账还有 1 笔对不上")
    page.get_by_role("link", name="银行对账和现金盘点").click()
    page.get_by_role("link", name="写说明").click()
    page.get_by_label("账户管理费").fill("手续费单据下月才到，下月入账")
    page.get_by_role("button", name="保存说明").click()
    expect(page.locator("main")).to_contain_text("银行和账上对得上")
    page.get_by_role("link", name="打印调节表").click()
    expect(page.locator("main")).to_contain_text("10,498.75")

    close_and_publish(installation, page, "2026-10")
    public = visit_site("qingshan/finance/2026-10/index.html").locator("main")
    expect(public).to_contain_text("未达账项 1 笔（银行已付、村里未付 1 笔 5.00 元），都已说明")
    expect(public).to_contain_text("调节以后两边都是 10,498.75 元")


def _csv(path: Path, rows: object) -> Path:
    with path.open("w", newline="", encoding="gb18030") as file:
        csv.writer(file).writerows(rows)
    return path
