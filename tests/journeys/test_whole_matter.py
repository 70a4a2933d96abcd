"""One matter from its proposal to its published result, by everybody who has a part in it.

Eleven accounts and more act: an amendment is adopted and talked over again, too few come to a first meeting, one
representative stands back and one votes on paper, the resolution is published, objected to and carried out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from portal.meetings.bodies import Body
from portal.org.offices import Office
from tests.deliberation.assemblies import authorise
from tests.deliberation.hearings import STEEL
from tests.journeys import test_course as course
from tests.journeys import test_follow_up as follow_up
from tests.journeys.conftest import PHONE, Installation
from tests.journeys.test_amendment import ADOPTED, TOLD, adopt, amend, answer_question, ask
from tests.journeys.test_course import seen_by

if TYPE_CHECKING:
    from pathlib import Path

    from tests.factories import SettableClock

pytestmark = pytest.mark.browser

#: Body, name of the step, and how many of it are there.
PROPOSED = (Body.PARTY_BRANCH_COMMITTEE, "村党组织提议", 3)
TALKED_OVER = ((Body.TWO_COMMITTEES, "村“两委”会商议", 8), (Body.PARTY_MEMBERS_MEETING, "党员大会审议", 10))
#: What the public page tells in the end.
DECIDED = ("流会", "村党组织提议", "党员大会审议", "第30条", "回避 1 人（名册第 21 号），没有投票")
SAID = (STEEL, ADOPTED, TOLD, "写进方案第 2 版", follow_up.OBJECTION, follow_up.ANSWER, "异议不成立")
DONE = ("完成“桥面完工”", "验收通过", "桥已通行，决算八万六千元以内。", "结果公示到")


def test_one_matter_from_its_proposal_to_the_published_result(
    installation: Installation, clock: SettableClock, visit_site: Callable[[str], Page], tmp_path: Path
) -> None:
    number = _proposed(installation, clock)
    _amended(installation, clock, number)
    _decided(installation, clock, number)
    follow_up.on(installation, date(2026, 10, 19))
    follow_up.object_on_a_phone(installation, number)
    follow_up.answer_objection(installation)
    follow_up.on(installation, date(2026, 11, 4))
    follow_up.plan_work(installation)
    follow_up.on(installation, date(2026, 11, 18))
    follow_up.report_done(installation, tmp_path)
    follow_up.accept_work(installation)
    follow_up.publish_result(installation, number)

    built = installation.cunshi("site", "build")
    assert built.returncode == 0, built.stderr
    assert installation.cunshi("site", "check").returncode == 0
    assert installation.cunshi("log", "verify").returncode == 0
    public = visit_site(f"qingshan/matters/{number}/index.html")
    for words in (*DECIDED, *SAID, *DONE):
        expect(public.locator("main")).to_contain_text(words)


def _proposed(installation: Installation, clock: SettableClock) -> int:
    with course.behind(installation, clock) as township:
        authorise(township)
    secretary, director = seen_by(installation, Office.SECRETARY), seen_by(installation, Office.DIRECTOR)
    number = course.propose_on_screen(secretary)
    for body, name, there in (PROPOSED, *TALKED_OVER):
        course.meet(installation, clock, body)
        course.by_hands(secretary, director, number, name, approve=there)
    return number


def _amended(installation: Installation, clock: SettableClock, number: int) -> None:
    """Amend the plan on a phone, adopt that, and talk the new text over again."""
    villager = seen_by(installation, Office.REPRESENTATIVE, number=7, size=PHONE)
    secretary, director = seen_by(installation, Office.SECRETARY), seen_by(installation, Office.DIRECTOR)
    faults = [*amend(villager), *ask(villager), *adopt(secretary), *answer_question(secretary)]
    assert faults == []
    for body, name, there in TALKED_OVER:
        course.meet(installation, clock, body)
        course.by_hands(secretary, director, number, name, approve=there)


def _decided(installation: Installation, clock: SettableClock, number: int) -> None:
    """Fail for want of a quorum, meet again the next day, vote on phones and on paper, and publish."""
    course.meet(installation, clock, Body.VILLAGER_REPS_MEETING, present=26)
    course.too_few(seen_by(installation, Office.SECRETARY), number)
    clock.moment += timedelta(days=1)
    installation.set_clock(clock.moment)
    course.meet(installation, clock, Body.VILLAGER_REPS_MEETING, present=27)
    secretary = seen_by(installation, Office.SECRETARY)
    course.stand_back(installation, number, line=21)
    course.open_on_phones(secretary, number)
    course.vote_on_phones(installation, number, first=7, last=19)
    course.vote_on_paper(installation, number, line=20)
    course.sees_no_ballot_paper(installation, number, line=21)
    installation.advance(minutes=31)
    secretary.goto(f"/qingshan/matters/{number}/")
    secretary.get_by_role("button", name="公布结果").click()
    for words in ("表决通过", "14 人（须赞成 14 人）", "流会，应到 40 人，实到 26 人", "纸质票，由两名工作人员代录"):
        expect(secretary.locator("main")).to_contain_text(words)
