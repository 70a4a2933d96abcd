"""The collective decides: one member online on a phone, one through a written proxy, the others at the meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.kernel.db import connection
from portal.org.models import Account, Person
from portal.org.offices import Office
from tests.deliberation.assemblies import login_of
from tests.deliberation.collectives import NEIGHBOUR, collective
from tests.journeys.conftest import PHONE
from tests.journeys.test_course import behind, seen_by
from tests.uploads import picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.deliberation.assemblies import Assembly
    from tests.factories import SettableClock
    from tests.journeys.conftest import Installation

pytestmark = pytest.mark.browser

ARTICLE = "农村集体经济组织法第27条"
ATTENDED = "24 人，其中线上 1 人、书面委托 1 人"


def test_a_members_assembly_joined_from_afar(
    installation: Installation, clock: SettableClock, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    with behind(installation, clock) as township:
        held = collective(township, first=5, last=26)
    secretary = seen_by(installation, Office.SECRETARY)
    phone = _joins_online(installation, held, line=3)
    _proxy(secretary, held, tmp_path)
    secretary.goto(f"/qingshan/meetings/{held.meeting_id}/")
    expect(secretary.locator("main")).to_contain_text(ATTENDED)
    _open(secretary, held)
    _represented(installation, held, line=1)
    _vote(phone, held, "去投票")
    expect(phone.get_by_role("heading", name="您已投票")).to_be_visible()
    _votes_by_proxy(installation, held)
    with behind(installation, clock):
        for line in range(5, 27):
            held.vote(line)
    installation.advance(minutes=31)
    secretary.goto(f"/qingshan/matters/{held.number}/")
    secretary.get_by_role("button", name="公布结果").click()
    for words in ("表决通过", ATTENDED, "24 人（须赞成 24 人）", "受书面委托代投", ARTICLE):
        expect(secretary.locator("main")).to_contain_text(words)
    secretary.goto(f"/qingshan/matters/{held.number}/dossier")
    expect(secretary.locator("main")).to_contain_text(ATTENDED)

    built = installation.cunshi("site", "build")
    assert built.returncode == 0, built.stderr
    public = visit_site(f"qingshan/matters/{held.number}/index.html")
    for words in (f"实到 {ATTENDED}", "表决通过", "三分之二以上", ARTICLE):
        expect(public.locator("main")).to_contain_text(words)
    public.locator("#votes summary").click()
    expect(public.locator("#line-1")).to_contain_text("受书面委托代投")
    expect(public.locator("#line-3")).to_contain_text("线上参加")


def _joins_online(installation: Installation, held: Assembly, *, line: int) -> Page:
    """Let a member find the meeting on the phone's first screen and say with one tap that they are online."""
    with connection():
        login = login_of(held, line)
    phone = installation.signed_in(login, PHONE)
    phone.goto("/qingshan/")
    phone.get_by_role("listitem").filter(has_text="可以线上参加").get_by_role("link").first.click()
    phone.get_by_role("button", name="我在线上参加").click()
    expect(phone.locator("#presence")).to_contain_text("线上参加 您已算到会")
    expect(phone.get_by_role("button", name="我在线上参加")).to_have_count(0)
    return phone


def _proxy(page: Page, held: Assembly, folder: Path) -> None:
    """Record one proxy with a photo; first for somebody of another household, which is refused."""
    photo = folder / "委托书.jpg"
    photo.write_bytes(picture("JPEG", size=(320, 240)))
    page.goto(f"/qingshan/meetings/{held.meeting_id}/")
    page.get_by_role("link", name="登记书面委托").click()
    submit = page.get_by_role("button", name="登记书面委托")
    for delegate in ("0009", NEIGHBOUR):
        page.get_by_label("委托人", exact=True).select_option(str(held.lines[0].id))
        page.get_by_label("受托人（姓名或者编号）").fill(delegate)
        page.get_by_label("委托书照片").set_input_files(photo)
        submit.click()
        if delegate != NEIGHBOUR:
            expect(page.locator("main")).to_contain_text("受托人须和委托人在名册的同一户")
            expect(page.locator("main")).to_contain_text(ARTICLE)
    expect(page.get_by_text("已登记书面委托")).to_be_visible()


def _open(page: Page, held: Assembly) -> None:
    page.goto(f"/qingshan/matters/{held.number}/")
    page.get_by_role("link", name="办理“").click()
    page.get_by_role("link", name="改用手机投票").click()
    expect(page.locator("main")).to_contain_text("无记名投票不能代投")
    page.get_by_role("button", name="开始表决").click()
    expect(page.get_by_text("表决已经开始")).to_be_visible()


def _represented(installation: Installation, held: Assembly, *, line: int) -> None:
    """Let whoever gave the proxy read that they did, and find no ballot paper."""
    with connection():
        login = login_of(held, line)
    phone = installation.signed_in(login, PHONE)
    phone.goto("/qingshan/")
    expect(phone.locator("main")).to_contain_text("已登记您书面委托")
    phone.goto(f"/qingshan/matters/{held.number}/vote")
    expect(phone.locator("main")).to_contain_text("您已书面委托")
    expect(phone.locator("summary", has_text="赞成")).to_have_count(0)
    phone.context.close()


def _votes_by_proxy(installation: Installation, held: Assembly) -> None:
    """Let the delegate, who is no member, cast the principal's vote from the first screen."""
    installation.people()
    with connection():
        found = Person.get((Person.village == held.township.village.id) & (Person.code == NEIGHBOUR))
        login = str(Account.get(Account.person == found.id).login)
        principal = held.lines[0].name
    phone = installation.signed_in(login, PHONE)
    phone.goto("/qingshan/")
    phone.get_by_role("listitem").filter(has_text=f"代{principal}投票").get_by_role("link").first.click()
    _vote(phone, held, "")
    expect(phone.get_by_role("heading", name=f"已代 {principal} 投票")).to_be_visible()
    phone.get_by_role("link", name="回到投票页").click()
    expect(phone.get_by_role("heading", name=f"代 {principal} 投票")).to_be_visible()


def _vote(phone: Page, held: Assembly, link: str) -> None:
    if link:
        phone.goto(f"/qingshan/matters/{held.number}/")
        phone.get_by_role("link", name=link).click()
    expect(phone.locator("summary", has_text="赞成")).to_be_visible()
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE[0], f"wider than the phone: {width}"
    phone.locator("summary", has_text="赞成").click()
    phone.get_by_role("button", name="确认赞成").click()
