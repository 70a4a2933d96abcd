"""A bookkeeper's month, imported or by hand: mended, closed, signed off by another, public, corrected after."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from portal.org.offices import Office
from tests.disclosure.books.conftest import ITEMS, JOURNAL
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.slips import activated, again

pytestmark = pytest.mark.browser


def test_from_the_activation_slip_to_the_public_month(
    installation: Installation, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    installation.set_clock(datetime(2026, 11, 3, 1, tzinfo=UTC))
    page = activated(installation, Office.BOOKKEEPER)
    good = _csv(tmp_path / "十月现金日记账.csv", JOURNAL)
    wrong = [list(row) for row in JOURNAL]
    wrong[2][7] = "2500.505"
    choose(page, "2026-10", _csv(tmp_path / "错.csv", wrong))
    expect(page.get_by_role("row", name="错.csv 3 借方(收入)")).to_be_visible()
    choose(page, "2026-10", good, _csv(tmp_path / "十月收支明细.csv", ITEMS))
    expect(page.locator("main")).to_contain_text("5 张凭证")
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("5 张凭证已记账")).to_be_visible()
    close_and_publish(installation, page, "2026-10")
    public = visit_site("qingshan/finance/2026-10/index.html")
    for figure in ("10,000.00", "2,504.25", "860.25", "11,644.00"):
        expect(public.locator("main")).to_contain_text(figure)
    public.goto(public.url + "#v-4")
    expect(public.locator("#v-4")).to_contain_text("买办公用品")


def test_a_month_by_hand_and_a_correction_after_it_is_public(
    installation: Installation, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    installation.set_clock(datetime(2026, 10, 20, 1, tzinfo=UTC))
    page = activated(installation, Office.BOOKKEEPER)
    page.goto("/qingshan/books/accounts/new")
    page.get_by_label("开在哪个科目下面").select_option("513")
    page.get_by_label("名称").fill("办公费")
    page.get_by_role("button", name="开设").click()
    expect(page.get_by_role("row", name="513-01")).to_be_visible()

    enter(page, "receipt", "2026-10-08", "2500.50", "收鱼塘租金", "清河水产合作社", "501", "银行存款")
    expect(page.get_by_role("heading", level=1)).to_have_text("收鱼塘租金")
    photo = tmp_path / "小票.jpg"
    Image.new("RGB", (640, 480), "white").save(photo)
    enter(page, "payment", "2026-10-19", "603.00", "买办公用品", "镇上文具店", "513-01", "现金", photo)
    expect(page.get_by_role("img", name="小票.jpg")).to_be_visible()
    look(page, "payment", "2026-10-19", "603.00", "买办公用品", "镇上文具店", "513-01", "现金")
    expect(page.get_by_role("alert")).to_contain_text("如果确是两笔")
    take_back(page, "2026-10", 2, "多写了一个零，应为 60.30 元")
    expect(page.locator("main")).to_contain_text("-603.00")
    enter(page, "payment", "2026-10-19", "60.30", "买办公用品", "镇上文具店", "513-01", "现金", photo)

    installation.set_clock(datetime(2026, 11, 3, 1, tzinfo=UTC))
    page = again(installation, Office.BOOKKEEPER)
    for money, amount in (("现金", "1000"), ("银行存款", "9000")):
        page.goto("/qingshan/books/2026-10/close")
        page.get_by_role("link", name="填写期初余额").click()
        page.get_by_label(money).check()
        page.get_by_label("期初余额（元）").fill(amount)
        page.get_by_role("button", name="登记期初余额").click()
        expect(page.get_by_text(f"{money}的期初余额已登记")).to_be_visible()
    close_and_publish(installation, page, "2026-10")
    public = visit_site("qingshan/finance/2026-10/index.html")
    figures = ("10,000.00", "2,500.50", "60.30", "12,440.20")
    for text in (*figures, "红字冲销", "-603.00", "票据 1 张", "多写了一个零"):
        expect(public.locator("main")).to_contain_text(text)

    installation.set_clock(datetime(2026, 11, 12, 1, tzinfo=UTC))
    later = again(installation, Office.BOOKKEEPER)
    take_back(later, "2026-10", 1, "租金属于下一年度")
    expect(later.get_by_text("已在2026年11月用第1号凭证红字冲销")).to_be_visible()
    published(installation)
    public = visit_site("qingshan/finance/2026-10/index.html")
    for text in (*figures, "第 2 版", "2026年11月第1号", "租金属于下一年度", "-2,500.50"):
        expect(public.locator("main")).to_contain_text(text)


def look(page: Page, kind: str, day: str, yuan: str, summary: str, party: str, category: str, money: str) -> None:
    page.goto(f"/qingshan/books/record?kind={kind}")
    page.get_by_label("日期").fill(day)
    page.get_by_label("金额（元）").fill(yuan)
    page.locator("[name=party]").fill(party)
    page.locator("[name=summary]").fill(summary)
    page.locator("[name=category]").select_option(category)
    page.get_by_label(money, exact=True).check()
    page.get_by_role("button", name="下一步：看分录").click()


def enter(page: Page, *said: str | Path) -> None:
    """Enter a voucher by the simple form, with the photo of its receipt where one is given last."""
    texts = [one for one in said if isinstance(one, str)]
    look(page, *texts)
    expect(page.locator("main")).to_contain_text("借方和贷方相等")
    page.get_by_label("票据照片或 PDF").set_input_files([one for one in said if isinstance(one, Path)])
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("号凭证已记账")).to_be_visible()


def take_back(page: Page, month: str, number: int, reason: str) -> None:
    page.goto(f"/qingshan/books/{month}/v/{number}/")
    page.get_by_role("link", name="红字冲销").click()
    page.get_by_label("冲销理由").fill(reason)
    page.get_by_role("button", name="红字冲销").click()


def choose(page: Page, month: str, *files: Path) -> None:
    page.goto("/qingshan/books/import")
    page.get_by_label("哪个月的账").fill(month)
    page.get_by_label("账目文件").set_input_files(files)
    page.get_by_role("button", name="先看一遍").click()


def close_and_publish(installation: Installation, page: Page, month: str) -> None:
    page.goto(f"/qingshan/books/{month}/close")
    explanation = page.get_by_label("对上面各项的说明")
    if explanation.count():
        explanation.fill("已逐笔核对。")
    page.get_by_role("button", name="结账").click()
    expect(page.get_by_text("请村务监督委员会成员签字公布")).to_be_visible()
    supervisor = activated(installation, Office.SUPERVISOR, size=PHONE)
    supervisor.goto(f"/qingshan/books/{month}/sign-off")
    supervisor.get_by_label("我已逐笔看过本月的凭证").check()
    supervisor.get_by_role("button", name="签字公布").click()
    expect(supervisor.get_by_text("已签字公布，会在下一次")).to_be_visible()
    published(installation)


def published(installation: Installation) -> None:
    built = installation.cunshi("site", "build")
    assert built.returncode == 0, built.stderr
    checked = installation.cunshi("site", "check")
    assert checked.returncode == 0, checked.stderr
    verified = installation.cunshi("log", "verify")
    assert verified.returncode == 0, verified.stderr


def _csv(path: Path, rows: object) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path
