"""An alert on the phone: found in a payment, answered with a paper, closed by the supervisor, told in public."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from PIL import Image
from playwright.sync_api import Page, expect

from portal.kernel.attachments import keep_files_in
from portal.org.offices import Office
from tests.disclosure.books.suspicious import CASH, OCTOBER, bookkeeper_of, october
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.test_course import behind, seen_by
from tests.journeys.test_month import published

if TYPE_CHECKING:
    from tests.factories import SettableClock

pytestmark = pytest.mark.browser

_RUN_AXE = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"
ALERTS = "/qingshan/books/alerts/"


def test_alert_is_answered_closed_and_public(
    installation: Installation, clock: SettableClock, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    installation.set_clock(datetime(2026, 10, 9, 1, tzinfo=UTC))
    keep_files_in(installation.folder / "uploads")
    with behind(installation, clock) as township:
        clerk = bookkeeper_of(township, clock)
        clerk.opens(OCTOBER, cash=200_000, bank=900_000)
        clerk.pays(october(8), 120_000, "付清淤工钱", party="清淤队", money=CASH)
        clerk.pays(october(8), 60_000, "买办公用品", party="镇上文具店")
    installation.set_clock(datetime(2026, 11, 3, 1, tzinfo=UTC))

    page = seen_by(installation, Office.BOOKKEEPER, size=PHONE)
    take_up(page, "2 条疑点待答复，其中 1 条不答复不能结账")
    no_violation(page)
    page.get_by_role("link", name="大额现金支出").click()
    expect(page.locator("main")).to_contain_text("付给清淤队现金 1,200.00 元，超过结算起点 1,000.00 元")
    expect(page.locator("main")).to_contain_text("现金管理暂行条例第5条")
    no_violation(page)
    page.goto("/qingshan/books/2026-10/close")
    expect(page.get_by_text("疑点还没有答复：第1号付给清淤队")).to_be_visible()
    page.get_by_role("link", name="看疑点，逐条答复").click()
    page.get_by_role("link", name="大额现金支出").click()
    page.get_by_role("link", name="答复", exact=True).click()
    paper = tmp_path / "银行审核.jpg"
    Image.new("RGB", (640, 480), "white").save(paper)
    page.get_by_label("答复").fill("清淤队没有账户，已请开户银行审核。")
    page.get_by_label("证明材料照片或 PDF").set_input_files(paper)
    page.get_by_role("button", name="提交答复").click()
    expect(page.get_by_role("img", name="银行审核.jpg")).to_be_visible()

    supervisor = seen_by(installation, Office.SUPERVISOR, size=PHONE)
    take_up(supervisor, "1 条疑点的答复待核实")
    supervisor.get_by_role("link", name="大额现金支出").click()
    supervisor.get_by_role("link", name="核实", exact=True).click()
    no_violation(supervisor)
    supervisor.get_by_label("情况属实，核销").check()
    supervisor.get_by_label("核实意见").fill("看过银行意见。")
    supervisor.get_by_role("button", name="提交").click()
    expect(supervisor.get_by_text("已核销。")).to_be_visible()

    page.goto("/qingshan/books/2026-10/close")
    page.get_by_label("对上面各项的说明").fill("清单正在补。")
    page.get_by_role("button", name="结账").click()
    expect(page.get_by_text("请村务监督委员会成员签字公布")).to_be_visible()
    supervisor.goto("/qingshan/books/2026-10/sign-off")
    supervisor.get_by_label("我已逐笔看过本月的凭证").check()
    supervisor.get_by_role("button", name="签字公布").click()
    published(installation)
    public = visit_site("qingshan/finance/2026-10/index.html")
    for text in ("本月提醒 2 条，已答复 1 条，核销 1 条", "清淤队没有账户，已请开户银行审核。", "看过银行意见。"):
        expect(public.locator("main")).to_contain_text(text)
    expect(public.locator("tr", has_text="没有明细清单")).to_contain_text("待核")


def take_up(page: Page, task: str) -> None:
    page.get_by_role("listitem").filter(has_text=task).get_by_role("link", name="去办理").click()


def no_violation(page: Page) -> None:
    page.evaluate(Axe().axe_script)
    found: list[dict[str, Any]] = page.evaluate(_RUN_AXE)
    assert [one["id"] for one in found] == []
