"""The dossier on paper: A4, nothing cut, every name once, and every character the one that was typed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from portal.kernel import clock as kernel_clock
from portal.kernel.attachments import keep_files_in
from portal.kernel.db import connection
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.org.actors import actor_of
from portal.org.models import Account
from portal.org.offices import Office
from tests.deliberation.assemblies import authorise
from tests.deliberation.courses import hold, pass_before
from tests.journeys.conftest import DESK, Installation
from tests.journeys.printing import printed, too_wide

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.browser

PLAN = "一、拆除旧桥面，重做护栏；二、见方用料，金属件除锈；三、长六米、高一米二，用水泥八吨、石子十二车。" * 12
VOTING = 30
_HEAD = re.compile(r"青山村“四议两公开”决策实施登记表第1号议题：修缮村口便民桥(\d)\.")


def _decided(township: Township, clock: SettableClock) -> int:
    """Let the assembly decide on a long plan with everybody there; return the matter's number."""
    secretary = township.actor(Office.SECRETARY)
    authorise(township)
    proposal = services.Proposal(
        matter_type="collective_income_use",
        title="修缮村口便民桥",
        plan=PLAN,
        budget_fen=8_600_000,
        fund="村集体经营收入",
    )
    number = services.propose_matter(secretary, township.village, proposal).number
    pass_before(township, number)
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)
    closes_at = kernel_clock.now() + timedelta(hours=1)
    opening = services.Opening(meeting_id=meeting_id, question="是否同意？", closes_at=closes_at)
    services.open_ballot(secretary, township.village, number, opening)
    newest = RosterLine.select().order_by(RosterLine.roster.desc(), RosterLine.number).limit(VOTING)
    for line in newest:
        voter = actor_of(Account.get(Account.person == line.person_id))
        services.cast_vote(voter, township.village, number, choice="approve")
    clock.set(closes_at + timedelta(minutes=1))
    services.close_ballot(secretary, township.village, number)
    return number


@pytest.fixture
def opened(installation: Installation, clock: SettableClock) -> tuple[Page, list[str]]:
    """The dossier as the secretary sees it, and the names of those who sign the last deliberation."""
    township = installation.people()
    keep_files_in(installation.folder / "uploads")
    with connection():
        number = _decided(township, clock)
        login = township.login(Office.SECRETARY)
        newest = RosterLine.select(RosterLine.roster).order_by(RosterLine.roster.desc()).limit(1).get().roster_id
        names = [line.name for line in RosterLine.select().where(RosterLine.roster == newest)]
    installation.set_clock(clock.moment)
    page = installation.signed_in(login, DESK)
    page.goto(f"/qingshan/matters/{number}/")
    page.get_by_role("link", name="打印登记表").click()
    page.wait_for_url("**/dossier", wait_until="load")
    return page, names


def test_the_dossier_prints_whole_on_a4(opened: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, names = opened
    texts = printed(page, tmp_path)
    numbers = [found[1] if (found := _HEAD.search(text)) else "" for text in texts]
    assert sorted({*numbers}) == ["1", "2", "3", "4", "5"], "every page says village, matter and step"
    heads = [numbers.index(str(number)) for number in range(1, 6)]
    feet = [text for text in texts if "公开文件指纹" in text]
    assert [text.count("签字") > 0 for text in feet] == [True] * 5, "no foot stands alone on a page"
    assert len(texts) == 9, "a long plan and forty signatures go on over the page"
    whole = "".join(texts)
    assert whole.count(PLAN) == 2, "whole where it was proposed and where it was decided"
    resolved = "".join(texts[heads[3] : heads[4]])
    assert [name for name in names if name not in resolved] == []
    for said in ("应到实到比例", "按人40人40人100.0%", "乡镇列席人员", "第4张，共5张"):
        assert said in resolved
    assert "村务监督委员会意见" in texts[heads[4]]


def test_nothing_is_wider_than_the_paper(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    assert too_wide(page) == []


def test_no_foot_stands_alone_however_full_the_page_is(opened: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    for fill in range(0, 240, 15):
        page.locator("#sheet-3 .signers").evaluate("(one, fill) => { one.style.marginTop = `${fill}mm`; }", fill)
        texts = printed(page, tmp_path)
        feet = [text for text in texts if "公开文件指纹" in text]
        assert [text.count("签字") > 0 for text in feet] == [True] * 5, fill
        assert all(_HEAD.search(text) for text in texts), fill
