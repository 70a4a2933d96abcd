"""An assembly votes secretly: chosen at the opening, cast on phones, counted, and published without choices."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from portal.kernel.clock import LOCAL
from portal.org.offices import Office
from tests.deliberation.assemblies import Assembly, assemble, login_of
from tests.factories import SettableClock
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.test_course import behind

pytestmark = pytest.mark.browser

_RUN_AXE = "axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"
_RECEIPT = re.compile(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){2}")
CHOICES = ("赞成", "反对", "弃权", "赞成")


def test_an_assembly_votes_secretly_from_the_opening_to_the_public_page(
    installation: Installation, visit_site: Callable[[str], Page], clock: SettableClock
) -> None:
    with behind(installation, clock) as township:
        assembly = assemble(township, clock)
        secretary_login = township.login(Office.SECRETARY)
        logins = [login_of(assembly, place) for place in range(1, 1 + len(CHOICES))]
    installation.set_clock(clock.moment)
    secretary = installation.signed_in(secretary_login)
    _open_secretly(installation, secretary, assembly)

    phones = [installation.signed_in(login, PHONE) for login in logins]
    left_open = [_paper_left_open(phones[0]) for _ in range(2)]
    receipts = [_vote(phone, choice) for phone, choice in zip(phones, CHOICES, strict=True)]
    assert len(set(receipts)) == len(CHOICES)
    for tab, choice in zip(left_open, CHOICES, strict=False):
        _expect_already_voted(tab, choice, receipts[0])

    installation.advance(minutes=31)
    secretary.goto("/qingshan/matters/1/")
    secretary.get_by_role("button", name="公布结果").click()
    expect(secretary.get_by_role("heading", name="谁参加了投票")).to_be_visible()
    expect(secretary.locator("main")).to_contain_text(
        "无记名投票，应到 40 人，实到 27 人，赞成 2 人，反对 1 人，弃权 1 人"
    )
    expect(secretary.get_by_role("cell", name="已投票")).to_have_count(len(CHOICES))
    assert _violations(secretary) == []
    assert not list((installation.folder / "keys").glob("*.box"))

    for command in (("site", "build"), ("site", "check"), ("log", "verify")):
        done = installation.cunshi(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    _expect_published(visit_site("qingshan/matters/1/index.html"), receipts)


def _open_secretly(installation: Installation, page: Page, assembly: Assembly) -> None:
    page.goto(f"/qingshan/matters/{assembly.number}/ballot")
    page.locator("summary", has_text="无记名投票是怎么保密的").click()
    expect(page.get_by_text("计票以后钥匙销毁")).to_be_visible()
    page.get_by_label("无记名投票：截止后只公布票数和谁参加了").check()
    page.get_by_label("什么时候截止").fill(_local(installation.moment + timedelta(minutes=30)))
    assert _violations(page) == []
    page.get_by_role("button", name="开始表决").click()
    expect(page.get_by_text("表决已经开始")).to_be_visible()


def _vote(phone: Page, choice: str) -> str:
    """Vote with the keyboard alone, in two strokes from the ballot paper; return the receipt."""
    phone.goto("/qingshan/matters/1/vote")
    expect(phone.locator("main")).to_contain_text("系统只记您参加了投票，不保存您投了什么")
    assert _violations(phone) == []
    phone.locator("summary", has_text=choice).focus()
    phone.keyboard.press("Enter")
    phone.get_by_role("button", name=f"确认{choice}").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="您已投票")).to_be_visible()
    main = phone.locator("main")
    expect(main).to_contain_text("回执只证明您参加了投票，不显示您投了什么")
    expect(main).not_to_contain_text(choice)
    assert _violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = _RECEIPT.search(main.inner_text())
    assert found
    return found[0]


def _paper_left_open(phone: Page) -> Page:
    """Return another tab of the same phone in which the ballot paper stays open."""
    tab = phone.context.new_page()
    tab.goto("/qingshan/matters/1/vote")
    return tab


def _expect_already_voted(tab: Page, choice: str, receipt: str) -> None:
    """Send a paper that was left open: the same answer, whether it is the same choice or another."""
    tab.locator("summary", has_text=choice).click()
    with tab.expect_response("**/vote") as answered:
        tab.get_by_role("button", name=f"确认{choice}").click()
    assert answered.value.status == 409
    expect(tab.get_by_text("您已经投过票")).to_be_visible()
    expect(tab.locator("main")).to_contain_text(receipt)


def _expect_published(page: Page, receipts: list[str]) -> None:
    main = page.locator("main")
    for words in ("无记名投票", "赞成 2 人，反对 1 人，弃权 1 人", "谁投了什么，系统没有保存"):
        expect(main).to_contain_text(words)
    page.locator("summary", has_text="谁参加了投票").click()
    for place, receipt in enumerate(receipts, start=1):
        line = page.locator(f"#line-{place}")
        expect(line).to_contain_text("已投票")
        expect(line).to_contain_text(receipt)
    expect(page.locator("#line-5")).to_contain_text("到会未投票")


def _violations(page: Page) -> list[str]:
    page.evaluate(Axe().axe_script)
    return [found["id"] for found in page.evaluate(_RUN_AXE)]


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%Y-%m-%dT%H:%M}"
