"""A payment from the phone of whoever needs it to the voucher; and an auditor who reviews ten in twelve touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from disclosure.books import services
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import keep_files_in, read_upload
from portal.kernel.db import connection
from portal.org.offices import Office
from tests.disclosure.books.asking import LAMPS, approve, held_meeting
from tests.journeys.conftest import DESK, PHONE, Installation
from tests.uploads import photo, picture

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.factories import Township

pytestmark = pytest.mark.browser

ASKED, REVIEWED = datetime(2026, 11, 5, 1, tzinfo=UTC), datetime(2026, 11, 9, 1, tzinfo=UTC)
_MOST_ACTIONS = 12
#: What is wrong for somebody who cannot see the screen.
_RUN_AXE = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"


def test_asked_for_returned_mended_approved_and_paid(installation: Installation, tmp_path: Path) -> None:
    installation.set_clock(ASKED)
    people = installation.people()
    (tmp_path / "报价.jpg").write_bytes(photo())
    handler = installation.signed_in(people.login(Office.COMMITTEE), PHONE)
    _ask(handler, tmp_path / "报价.jpg")
    witness = _sent_to(installation, people.login(Office.COMMITTEE, number=1))
    witness.get_by_role("link", name="退回").click()
    witness.get_by_label("退回的原因").fill("写明修几盏路灯")
    witness.get_by_role("button", name="退回").click()
    expect(witness.locator("main")).to_contain_text("已退回")

    _open_task(handler, "被退回，请改好重报")
    expect(handler.locator("main")).to_contain_text("写明修几盏路灯")
    handler.get_by_label("为了什么").fill("修六盏路灯")
    handler.get_by_role("button", name="改好重报").click()
    expect(handler.locator("main")).to_contain_text("第 2 版")
    expect(handler.get_by_role("img", name="报价.jpg")).to_be_visible()

    for office, number in (
        (Office.COMMITTEE, 1),
        (Office.DIRECTOR, 0),
        (Office.SECRETARY, 0),
        (Office.SUPERVISOR, 0),
    ):
        page = _sent_to(installation, people.login(office, number=number))
        page.get_by_role("button", name="同意").click()
        expect(page.locator("body")).to_contain_text("已同意，轮到下一步")
        page.context.close()

    bookkeeper = installation.signed_in(people.login(Office.BOOKKEEPER), DESK)
    _open_task(bookkeeper, "已批完，付款记账")
    bookkeeper.get_by_role("button", name="付款记账").click()
    expect(bookkeeper.get_by_role("heading", level=1)).to_have_text("修六盏路灯")
    steps = bookkeeper.locator("ol.steps")
    for office in ("证明人", "村委会主任", "村党组织书记", "村务监督委员会"):
        expect(steps).to_contain_text(office)
    expect(bookkeeper.get_by_role("img", name="报价.jpg")).to_be_visible()


def test_the_auditor_reviews_ten_in_twelve_actions(installation: Installation) -> None:
    installation.set_clock(ASKED)
    people = installation.people()
    _ten_before_the_auditor(people, installation.folder)
    installation.set_clock(REVIEWED)
    page = installation.signed_in(people.login(Office.AUDITOR), DESK)
    actions = Actions()
    actions.do(_task(page, "共 10 笔，最久的已等 4 天"))
    expect(page.get_by_role("heading", level=1)).to_have_text("审批付款申请")
    expect(page.locator("main img")).to_have_count(10)
    expect(page.locator("main")).to_contain_text("已等 4 天")
    page.evaluate(Axe().axe_script)
    assert page.evaluate(_RUN_AXE) == []
    for box in page.get_by_role("checkbox").all():
        actions.do(box)
    actions.do(page.get_by_role("button", name="同意勾选的"))
    expect(page.locator("body")).to_contain_text("已同意 10 笔")
    expect(page.locator("main")).to_contain_text("没有等您审批的")
    assert actions.count <= _MOST_ACTIONS


class Actions:
    """What somebody does with a finger, counted."""

    def __init__(self) -> None:
        self.count = 0

    def do(self, target: Locator) -> None:
        """Touch a link, a box or a button."""
        target.click()
        self.count += 1


def _ask(page: Page, quote: Path) -> None:
    page.goto("/qingshan/books/requests/")
    page.get_by_role("link", name="报付款申请").click()
    page.get_by_label("金额（元）").fill("800")
    page.get_by_label("为了什么").fill("修路灯")
    page.get_by_label("付给谁").fill("清河电器店")
    page.get_by_label("算哪一类支出").select_option("513")
    page.get_by_label("票据、报价单或照片").set_input_files(quote)
    page.get_by_role("button", name="报出").click()
    expect(page.locator("main")).to_contain_text("2026年第1号付款申请")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def _sent_to(installation: Installation, login: str) -> Page:
    """Return the phone of somebody whom the dashboard sends to the request."""
    page = installation.signed_in(login, PHONE)
    _open_task(page, "等您审批")
    return page


def _open_task(page: Page, what: str) -> None:
    page.goto("/qingshan/")
    _task(page, what).click()


def _task(page: Page, what: str) -> Locator:
    """Return the one button of a task on the dashboard."""
    return page.get_by_role("listitem").filter(has_text=what).get_by_role("link").first


def _ten_before_the_auditor(people: Township, folder: Path) -> None:
    kernel_clock.install(lambda: ASKED)
    keep_files_in(folder / "uploads")
    village = people.village
    with connection():
        held = held_meeting(people, village)
        for number in range(10):
            asking = replace(LAMPS, amount_fen=600_000 + number * 100, purpose=f"修第{number + 1}段水渠")
            quote = read_upload("报价单.png", picture(size=(80 + number, 60)))
            row = services.file_request(people.actor(Office.BOOKKEEPER), village, asking, uploads=[quote])
            for office in (Office.COMMITTEE, Office.SUPERVISOR):
                row = approve(village, row, people.actor(office), meeting_id=held)
