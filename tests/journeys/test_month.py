"""A bookkeeper's month: imported with an error, mended, closed, signed off by another, on the public site."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.org.offices import Office
from tests.disclosure.books.conftest import ITEMS, JOURNAL
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.slips import activated

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


def choose(page: Page, month: str, *files: Path) -> None:
    page.goto("/qingshan/books/import")
    page.get_by_label("哪个月的账").fill(month)
    page.get_by_label("账目文件").set_input_files(files)
    page.get_by_role("button", name="先看一遍").click()


def close_and_publish(installation: Installation, page: Page, month: str) -> None:
    page.goto(f"/qingshan/books/{month}/close")
    page.get_by_role("button", name="结账").click()
    expect(page.get_by_text("请村务监督委员会成员签字公布")).to_be_visible()
    supervisor = activated(installation, Office.SUPERVISOR, size=PHONE)
    supervisor.goto(f"/qingshan/books/{month}/sign-off")
    supervisor.get_by_label("我已逐笔看过本月的凭证").check()
    supervisor.get_by_role("button", name="签字公布").click()
    expect(supervisor.get_by_text("已签字公布，会在下一次")).to_be_visible()
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
