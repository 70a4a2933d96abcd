"""A fund from its document to its last fen, on a phone, and one payment too many."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from portal.org.offices import Office
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.slips import activated
from tests.uploads import photo

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BOOKS = "/qingshan/books/"
NAME = "2026年道路硬化奖补"
_RUN_AXE = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"


def test_spent_to_the_last_fen_and_one_payment_too_many(installation: Installation, tmp_path: Path) -> None:
    installation.set_clock(datetime(2026, 10, 20, 1, tzinfo=UTC))
    page = activated(installation, Office.BOOKKEEPER)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    (tmp_path / "文件.jpg").write_bytes(photo())
    _open(page, tmp_path / "文件.jpg")

    page.get_by_role("link", name="收一笔").click()
    _enter(page, "2026-10-08", "1000", "收到道路奖补", "县财政局", "231-01")
    expect(page.locator("main")).to_contain_text("这一笔的资金")
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name="用它付一笔").click()
    _enter(page, "2026-10-12", "999.99", "买水泥", "清河建材店", "153")
    page.get_by_role("link", name=NAME).click()
    expect(page.locator(".result")).to_contain_text("还剩 0.01 元")
    expect(page.locator(".result")).to_contain_text("已用 99%")

    page.get_by_role("link", name="用它付一笔").click()
    _fill(page, "2026-10-13", "0.02", "买钉子", "清河五金店", "153")
    page.get_by_role("button", name="下一步：看分录").click()
    expect(page.get_by_role("alert")).to_contain_text("最多还能付 0.01 元，这一笔要付 0.02 元")
    page.get_by_label("算哪一类支出").select_option("513")
    page.get_by_label("金额（元）").fill("0.01")
    page.get_by_role("button", name="下一步：看分录").click()
    expect(page.get_by_role("alert")).to_contain_text("文件限定只能用于在建工程")
    page.get_by_label("算哪一类支出").select_option("153")
    page.get_by_role("button", name="下一步：看分录").click()
    page.get_by_role("button", name="记账").click()
    page.get_by_role("link", name=NAME).click()
    expect(page.locator(".result")).to_contain_text("还剩 0.00 元")
    expect(page.locator(".result")).to_contain_text("已用 100%")
    _look(page)
    page.get_by_role("link", name="专项资金").click()
    expect(page.get_by_role("row", name=NAME)).to_contain_text("1,000.00")
    _look(page)


def _open(page: Page, document: Path) -> None:
    page.goto(BOOKS)
    page.get_by_role("link", name="专项资金").click()
    page.get_by_role("link", name="登记一笔资金").click()
    page.get_by_label("名称", exact=True).fill(NAME)
    page.get_by_label("一事一议资金", exact=True).check()
    page.get_by_label("谁给的").fill("县财政局")
    page.get_by_label("依据的文件").fill("云财农〔2026〕31号")
    page.get_by_label("文件照片或 PDF").set_input_files(document)
    page.get_by_label("用途").first.fill("硬化村内道路，不得用于其他支出。")
    page.get_by_text("写明可以支付哪些类别").click()
    page.get_by_label("153 在建工程").check()
    page.get_by_label("文件限定了用途").check()
    page.get_by_label("从哪天起登记").fill("2026-10-01")
    _look(page)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.get_by_role("img", name="文件.jpg")).to_be_visible()


def _enter(page: Page, day: str, yuan: str, summary: str, party: str, category: str) -> None:
    _fill(page, day, yuan, summary, party, category)
    page.get_by_role("button", name="下一步：看分录").click()
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("凭证已记账")).to_be_visible()


def _fill(page: Page, day: str, yuan: str, summary: str, party: str, category: str) -> None:
    for name, text in {"happened_on": day, "amount_fen": yuan, "summary": summary, "party": party}.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=category]").select_option(category)
    page.get_by_label("银行存款", exact=True).check()
    expect(page.locator("[name=fund]")).to_have_value(NAME)


def _look(page: Page) -> None:
    """Nothing runs over the edge, and nothing keeps anybody out."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.evaluate(Axe().axe_script)
    assert page.evaluate(_RUN_AXE) == []
