"""A villager looks for a payment on a phone: types two characters, narrows, lands on the line; or reads the lists."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from disclosure.books import services
from disclosure.books.sheets.table import NamedFile
from disclosure.site.search import index_site
from disclosure.site.services import publish_site
from disclosure.site.serving import ADDRESS, site_server
from portal.config import Config
from portal.kernel.months import Month
from portal.org.offices import Office
from tests.deliberation.decisions import decide
from tests.disclosure.books.conftest import JOURNAL
from tests.factories import SettableClock, Township
from tests.journeys.conftest import DESK, PHONE, TABLET

pytestmark = pytest.mark.browser

#: What the invented village did, month by month; the amounts stay those of the journal.
_RENAMED = {"买办公用品": "修三组路灯", "付保洁工资": "付误工补贴", "收利息": "收<i>利息</i>"}

#: How many of its records hold what is typed.
FOUND = {
    "误工补贴": 2,
    "误工 10月": 1,
    "800元": 2,
    "800块钱": 2,
    "0.08万": 2,
    "60.25块": 2,
    "2500.5元": 2,
    "800.00": 2,
    "２,500.50": 2,
    "80": 0,
    "2026年10月20日": 2,
    "路灯60.25元": 2,
    "便民桥": 1,
    "张三丰": 0,
}


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@dataclass(slots=True)
class PublicSite:
    """A built and indexed site, served to browsers."""

    folder: Path
    address: str
    browser: Browser
    pages: list[Page]

    def reader(self, size: tuple[int, int] = PHONE, *, scripts: bool = True) -> Page:
        """Return somebody who reads the site."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            base_url=self.address,
            locale="zh-CN",
        )
        self.pages.append(context.new_page())
        return self.pages[-1]

    def search(self, query: str = "", size: tuple[int, int] = PHONE) -> Page:
        """Return somebody on the search page."""
        page = self.reader(size)
        page.goto(f"/search/{query}")
        expect(page.get_by_role("searchbox", name="找什么")).to_be_visible()
        return page


@pytest.fixture
def public_site(
    township: Township, config: Config, clock: SettableClock, tmp_path: Path, browser: Browser
) -> Iterator[PublicSite]:
    decide(township, clock)
    for month in (10, 11):
        publish_month(township, clock, month)
    own = replace(config, build_dir=tmp_path / "build", key_dir=tmp_path / "keys")
    publish_site(own)
    index_site(own.build_dir)
    with site_server(own.build_dir, port=0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        made = PublicSite(own.build_dir, f"http://{ADDRESS}:{server.server_port}", browser, [])
        yield made
        for page in made.pages:
            page.context.close()
        server.shutdown()
        thread.join()


def publish_month(township: Township, clock: SettableClock, number: int) -> None:
    """Import, close and sign off the journal as the books of a month."""
    month, later = Month(2026, number), Month(2026, number).plus(1)
    clock.set_day(date(later.year, later.number, 3))
    rows = [[_RENAMED.get(cell, cell) for cell in row] for row in JOURNAL if number == 10 or row[5] != "本月合计"]
    for row in rows[1:] if number != 10 else ():
        row[1] = str(number) if row[1] else ""
        row[9:] = ["借", "640.25" if row[0] == "现金" else "11003.75"] if row[5] == "上期结转" else ["", ""]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    books = services.read_books([NamedFile(name="账.csv", data=text.getvalue().encode())], month=month)
    services.import_books(township.actor(Office.BOOKKEEPER), township.village, books)
    services.close_month(township.actor(Office.BOOKKEEPER), township.village, month)
    clock.set_day(date(later.year, later.number, 5))
    services.sign_off_month(township.actor(Office.SUPERVISOR), township.village, month)


def seek(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="找什么").fill(words)
    page.keyboard.press("Enter")


def test_two_characters_lead_to_the_line_of_the_voucher(public_site: PublicSite) -> None:
    page = public_site.search()
    seek(page, "路灯")
    expect(page.locator("#search").get_by_role("status")).to_have_text("找到 2 条。")
    first = page.get_by_role("link", name="修三组路灯").first
    expect(first.locator("mark")).to_have_text("路灯")
    assert page.url.endswith("?q=%E8%B7%AF%E7%81%AF")
    first.click()
    expect(page).to_have_url(f"{public_site.address}/qingshan/finance/2026-11/#v-4")
    expect(page.locator("#v-4")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#search").get_by_role("status")).to_have_text("找到 2 条。")


def test_words_amounts_and_days_find_exactly_what_holds_them(public_site: PublicSite) -> None:
    page = public_site.search()
    for words, count in FOUND.items():
        seek(page, words)
        said = f"找到 {count} 条。" if count else f"没有找到“{words}”。"
        expect(page.locator("#search").get_by_role("status")).to_have_text(said)
        expect(page.locator(".results > li")).to_have_count(count)
        expect(page.get_by_text("换一个短一点的词")).to_be_visible(visible=not count)


def test_markup_in_a_summary_is_text_and_stays_so_when_it_is_found(public_site: PublicSite) -> None:
    page = public_site.search()
    seek(page, "利息")
    expect(page.get_by_role("link", name="收<i>利息</i>").first).to_be_visible()
    expect(page.locator(".results i")).to_have_count(0)


def test_a_whole_sentence_finds_what_comes_near_and_says_so(public_site: PublicSite) -> None:
    page = public_site.search()
    seek(page, "谁来修理路灯")
    expect(page.locator("#search").get_by_role("status")).to_contain_text("没有一字不差的“谁来修理路灯”")
    expect(page.get_by_role("link", name="修三组路灯").first).to_be_visible()


def test_month_kind_category_and_fund_narrow_what_is_found(public_site: PublicSite) -> None:
    page = public_site.search("?q=%E8%B7%AF%E7%81%AF")  # as sent by somebody else
    expect(page.locator("#search").get_by_role("status")).to_have_text("找到 2 条。")
    page.get_by_text("缩小范围").click()
    page.get_by_label("月份").select_option("2026-10")
    expect(page.locator("#search").get_by_role("status")).to_have_text("找到 1 条。")
    assert "month=2026-10" in page.url
    page.get_by_label("类别").select_option(label="议题（1）")
    expect(page.locator("#search").get_by_role("status")).to_have_text("没有找到“路灯”。")
    seek(page, "")
    expect(page.locator("#search").get_by_role("status")).to_have_text("找到 1 条。")
    page.get_by_label("月份").select_option("")
    page.get_by_label("类别").select_option("")
    page.get_by_label("资金").select_option("村集体经营收入")
    expect(page.get_by_role("link", name="修缮村口便民桥")).to_be_visible()
    expect(page.locator(".results > li")).to_have_count(1)
    page.get_by_label("资金").select_option("")
    page.get_by_label("类别").select_option("category\n管理费用")
    expect(page.locator(".results > li")).to_have_count(4)
    page.go_back()
    expect(page.get_by_label("资金")).to_have_value("")


def test_one_village_is_searched_alone(public_site: PublicSite) -> None:
    asked: list[str] = []
    page = public_site.reader()
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/search/?village=qingshan&q=%E8%B7%AF%E7%81%AF")
    expect(page.locator("#search").get_by_role("status")).to_have_text("找到 2 条。")
    expect(page.get_by_label("村", exact=True)).to_have_value("qingshan")
    assert any("/pagefind/village/qingshan/" in url for url in asked)
    assert not any("/pagefind/village/hexi/" in url for url in asked)


def test_the_page_is_worked_by_keyboard_alone_and_breaks_no_rule(public_site: PublicSite) -> None:
    faults: list[str] = []
    page = public_site.reader(DESK)
    page.on(
        "console", lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/search/")
    box = page.get_by_role("searchbox", name="找什么")
    expect(box).to_be_visible()
    box.focus()
    page.keyboard.type("路灯")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="查找")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#search").get_by_role("status")).to_have_text("找到 2 条。")
    for size in (PHONE, TABLET, DESK):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [fault for fault in faults if "favicon" not in fault and "404" not in fault] == []


@pytest.mark.parametrize("where", ["served", "stick"])
def test_without_scripts_or_from_a_stick_the_lists_lead_to_every_line(public_site: PublicSite, where: str) -> None:
    page = public_site.reader(scripts=where == "stick")  # from a file, scripts run but may load nothing
    page.goto("/search/" if where == "served" else (public_site.folder / "search/index.html").as_uri())
    expect(page.get_by_text("现在查找不能用")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page.get_by_role("link", name="青山村").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("目录")
    page.get_by_text("管理费用（4）").click()
    page.get_by_role("link", name="修三组路灯").first.click()
    assert page.url.endswith("finance/2026-11/index.html#v-4")
    expect(page.locator("#v-4")).to_contain_text("修三组路灯")
    page.go_back()
    page.get_by_role("link", name="修缮村口便民桥").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("修缮村口便民桥")


def test_the_lists_can_be_read_by_everybody(public_site: PublicSite) -> None:
    page = public_site.reader()
    page.goto("/qingshan/search/")
    for summary in page.locator("summary").all():
        summary.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
