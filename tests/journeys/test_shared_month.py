"""A real month goes the same way; collected only where real input lies beside the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.org.offices import Office
from tests.journeys.conftest import Installation
from tests.journeys.slips import activated
from tests.journeys.test_month import choose, close_and_publish

pytestmark = pytest.mark.browser

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "village-a"


@pytest.mark.shared
def test_a_real_month_reads_the_same_on_its_public_page(
    installation: Installation, visit_site: Callable[[str], Page]
) -> None:
    page = activated(installation, Office.BOOKKEEPER)
    choose(page, "2010-03", SHARED / "2010-03.cash.csv", SHARED / "2010-03.pl.csv")
    page.get_by_role("button", name="记账").click()
    expect(page.get_by_text("6 张凭证已记账")).to_be_visible()
    close_and_publish(installation, page, "2010-03")
    public = visit_site("qingshan/finance/2010-03/index.html")
    for figure in ("2,265.32", "3,959.88", "4,615.79", "2,914.91", "15,082.53", "15,088.85"):
        expect(public.locator("main")).to_contain_text(figure)
