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

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "village-a"


def test_from_the_activation_slip_to_the_public_month(
    installation: Installation, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    installation.set_clock(datetime(2026, 11, 3, 1, tzinfo=UTC))
    page = activated(installation, Office.BOOKKEEPER)
    good = _csv(tmp_path / "十月现金日记账.csv", JOURNAL)
    wrong = [list(row) for row in JOURNAL]
    wrong[2][7] = "2500.505"
    _choose(page, "2026-10", _csv(tmp_path / "错.csv", wrong))
    expect(page.get_by_role("row", name="错.csv 3 借方(收入)")).to_be_visible()
    _choose(page, "2026-10", good, _csv(tmp_path / "十月收支明细.csv", ITEMS))
    expect(page.locator("main")).to_contain_text("5 张凭证")
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("5 张凭证已记账")).to_be_visible()
    _close_and_publish(installation, page, "2026-10")
    public = visit_site("qingshan/finance/2026-10/index.html")
    for figure in ("10,000.00", "2,504.25", "860.25", "11,644.00"):
        expect(public.locator("main")).to_contain_text(figure)
    public.goto(public.url + "#v-4")
    expect(public.locator("#v-4")).to_contain_text("买办公用品")


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="real input is beside the project only where it was given")
def test_a_real_month_reads_the_same_on_its_public_page(
    installation: Installation, visit_site: Callable[[str], Page]
) -> None:
    page = activated(installation, Office.BOOKKEEPER)
    _choose(page, "2010-03", SHARED / "2010-03.cash.csv", SHARED / "2010-03.pl.csv")
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("6 张凭证已记账")).to_be_visible()
    _close_and_publish(installation, page, "2010-03")
    public = visit_site("qingshan/finance/2010-03/index.html")
    for figure in ("2,265.32", "3,959.88", "4,615.79", "2,914.91", "15,082.53", "15,088.85"):
        expect(public.locator("main")).to_contain_text(figure)


def _choose(page: Page, month: str, *files: Path) -> None:
    page.goto("/qingshan/books/import")
    page.get_by_label("哪个月的账").fill(month)
    page.get_by_label("账目文件").set_input_files(files)
    page.get_by_role("button", name="先看一遍").click()


def _close_and_publish(installation: Installation, page: Page, month: str) -> None:
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
