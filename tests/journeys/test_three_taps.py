"""“去年10月那400元付给了谁、谁批的？” Answered in three taps on an old phone, scripts off, from the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import DESK, PHONE, TABLET

pytestmark = pytest.mark.browser

LAST_OCTOBER = "2025年10月"
A4 = 673  # what @page leaves between the margins, in px
_RUN_AXE = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"


@pytest.fixture
def phone(browser: Browser, demo_site: Path) -> Page:
    context = browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, java_script_enabled=False, locale="zh-CN"
    )
    page = context.new_page()
    page.goto((demo_site / "qingshiao" / "index.html").as_uri())
    return page


def test_to_whom_the_400_yuan_of_last_october_went_and_who_answers_for_it(phone: Page) -> None:
    _tap(phone.get_by_role("navigation").get_by_role("link", name="收支账目"))
    _tap(phone.get_by_role("link", name=LAST_OCTOBER, exact=True))
    expect(phone.get_by_role("heading", level=1)).to_have_text(f"{LAST_OCTOBER}收支")
    row = phone.get_by_role("row").filter(has_text="400.00").filter(has_text="重阳节敬老饭菜")
    row.scroll_into_view_if_needed()
    expect(row.locator("[data-label=付出]")).to_have_text("400.00")
    expect(row).to_contain_text("付给：老年食堂")
    expect(row).to_contain_text("记账：")
    expect(row).to_contain_text("审核：")
    recorded, signed = (row.inner_text().partition(word)[2][:3] for word in ("记账：", "审核："))
    assert recorded != signed
    expect(phone.get_by_text("（村务监督委员会）")).to_contain_text(signed)


def test_the_same_by_what_it_was_for(phone: Page) -> None:
    _tap(phone.get_by_role("navigation").get_by_role("link", name="收支账目"))
    phone.goto(phone.get_by_role("link", name="2025年的图和分类").evaluate("link => link.href"))
    _tap(phone.get_by_role("link", name="公益支出"))
    _tap(phone.get_by_role("link", name="重阳节敬老饭菜"))
    line = phone.locator(":target")
    expect(line).to_contain_text("老年食堂")
    expect(line).to_contain_text("400.00")


def test_figures_lead_to_their_lines_and_back(phone: Page) -> None:
    _tap(phone.get_by_role("navigation").get_by_role("link", name="收支账目"))
    _tap(phone.get_by_role("link", name=LAST_OCTOBER, exact=True))
    phone.get_by_role("definition").nth(2).get_by_role("link").click()
    expect(phone.locator(":target")).to_have_text("支出花到哪里")
    table = phone.get_by_role("table", name="本月支出")
    number = table.get_by_role("row").filter(has_text="养老助老").get_by_role("link").first
    wanted = number.inner_text()
    number.click()
    expect(phone.locator(":target")).to_have_attribute("id", f"v-{wanted}")


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK])
def test_money_pages_are_readable_by_everybody(browser: Browser, demo_site: Path, size: tuple[int, int]) -> None:
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN").new_page()
    faults = []
    for path in ("finance", "finance/2026", "finance/2026/514", "finance/2026-08", "finance/2025-10/a4"):
        page.goto((demo_site / "qingshiao" / path / "index.html").as_uri())
        page.evaluate(Axe().axe_script)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        faults += [f"{path}: {wider} px wider than the screen"] if wider > 0 else []
        for violation in page.evaluate(_RUN_AXE):
            faults.append(f"{path}: {violation['id']}: {[node['html'] for node in violation['nodes'][:2]]}")
    assert faults == []


@pytest.mark.parametrize("path", ["", "matters/14", "matters/19", "finance/2026-10"])
def test_large_print_fits_a_phone_with_everything_opened(phone: Page, demo_site: Path, path: str) -> None:
    phone.goto((demo_site / "qingshiao" / path / "index.html").as_uri())
    phone.get_by_role("checkbox", name="大字").check()
    phone.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_a_month_read_in_large_print_fits_the_paper(phone: Page, demo_site: Path) -> None:
    phone.goto((demo_site / "qingshiao" / "finance" / "2026-10" / "index.html").as_uri())
    phone.get_by_role("checkbox", name="大字").check()
    phone.set_viewport_size({"width": A4, "height": PHONE[1]})
    phone.emulate_media(media="print")
    phone.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert phone.evaluate("document.documentElement.scrollWidth") <= A4


def test_a_month_of_the_demo_is_one_sheet_of_paper(browser: Browser, demo_site: Path, tmp_path: Path) -> None:
    from pypdf import PdfReader

    page = browser.new_context(locale="zh-CN").new_page()
    page.goto((demo_site / "qingshiao" / "finance" / "2025-10" / "a4" / "index.html").as_uri())
    page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    (sheet,) = PdfReader(tmp_path / "sheet.pdf").pages
    assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (595, 842)


def _tap(link: Locator) -> None:
    """Tap the one thing there is to be tapped."""
    expect(link).to_have_count(1)
    link.click()
