"""What is printed for a meeting and a vote: A4, nothing cut, everybody once, every character as it was written."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.procedures import S4_RESOLVE
from portal.kernel import clock as kernel_clock
from portal.kernel.db import connection
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.org.offices import Office
from tests.deliberation.assemblies import authorise, propose
from tests.deliberation.courses import hold, pass_before
from tests.journeys.conftest import Installation
from tests.journeys.printing import printed, too_wide

if TYPE_CHECKING:
    from pathlib import Path

    from tests.factories import SettableClock, Township

pytestmark = pytest.mark.browser

ON_A_SHEET = 3
DASH = "\u2013"  # the shape of what is still ahead, which prints as another dash
_TO_TOUCH = re.compile("看(会议|授权|议题|进度|异议)$", re.MULTILINE)


@pytest.fixture
def voting(installation: Installation, clock: SettableClock) -> tuple[str, int, list[str]]:
    """A matter being voted on: who looks, the meeting, and who is on its roster."""
    township = installation.people()
    with connection():
        meeting_id = _open(township)
        login = township.login(Office.SECRETARY)
        roster_id = RosterLine.select(RosterLine.roster).order_by(RosterLine.roster.desc()).limit(1).get().roster_id
        names = [line.name for line in RosterLine.select().where(RosterLine.roster == roster_id)]
    installation.set_clock(clock.moment)
    return login, meeting_id, names


def _open(township: Township) -> int:
    authorise(township)
    number = propose(township)
    pass_before(township, number)
    meeting_id = hold(township, Body.VILLAGER_REPS_MEETING)
    opening = services.Opening(
        meeting_id=meeting_id,
        question="是否同意硬化通村路、加装护栏，并从村集体经营收入中支出？",
        closes_at=kernel_clock.now() + timedelta(hours=1),
        stage=S4_RESOLVE,
    )
    services.open_ballot(township.actor(Office.SECRETARY), township.village, number, opening)
    return meeting_id


def test_slips_are_cut_three_from_a_sheet_and_name_everybody_once(
    installation: Installation, voting: tuple[str, int, list[str]], tmp_path: Path
) -> None:
    login, meeting_id, names = voting
    page = installation.signed_in(login)
    for address in (f"/qingshan/meetings/{meeting_id}/notices", "/qingshan/matters/1/papers/slips"):
        page.goto(address)
        assert page.locator("article.ticket svg.qr").count() == len(names)
        sheets = printed(page, tmp_path)
        assert len(sheets) == -(-len(names) // ON_A_SHEET), address
        whole = "".join(sheets)
        assert [name for name in names if name not in whole] == []
    for said in ("青山村第1号议题表决票", "是否同意硬化通村路、加装护栏", "□赞成□反对□弃权", "签名"):
        assert whole.count(said) == len(names), said
    assert too_wide(page) == []


def test_the_check_up_prints_whole(
    installation: Installation, voting: tuple[str, int, list[str]], tmp_path: Path
) -> None:
    login, _, _ = voting
    page = installation.signed_in(login)
    page.goto("/qingshan/matters/1/checkup")
    page.locator(".checks > li").first.evaluate("one => one.prepend('745100ffbe9efi')")  # no letter of a hash is joined
    shown = ["".join(one.split()) for one in page.locator(".checks > li").all_inner_texts()]
    whole = "".join(printed(page, tmp_path))
    assert [one for one in shown if _TO_TOUCH.sub("", one.lstrip(DASH)) not in whole] == []
    assert len(shown) > 20, "every requirement of every step"
    assert not _TO_TOUCH.search(whole), "nothing that can only be touched"
    assert too_wide(page) == []
