"""Counted on the screen: sixty people's attendance in five actions, a declaration with a photo in four taps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from points.models import PointsClaim
from points.schemes import example_scheme
from points.services import adopt_scheme
from portal.kernel import clock
from portal.kernel.db import connection
from portal.meetings.bodies import Body
from portal.meetings.queries import roster_lines
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance
from portal.org import services as org
from portal.org.actors import SETTING_UP
from portal.org.models import Branch, Person
from portal.org.offices import Office
from tests.factories import FOUNDED, Township
from tests.journeys.conftest import PHONE, Installation
from tests.uploads import photo

pytestmark = pytest.mark.browser

MEETS = datetime(2026, 9, 24, 1, tzinfo=UTC)
AFTER = MEETS + timedelta(hours=3)
MEMBERS, OTHERS_THERE = 60, 59


@dataclass(slots=True)
class Counted:
    """Taps on a page."""

    taps: int = 0

    def tap(self, target: Locator) -> None:
        target.click()
        self.taps += 1


def test_sixty_peoples_attendance_is_entered_in_five_actions_and_a_declaration_takes_four_taps(
    installation: Installation, tmp_path: Path
) -> None:
    installation.set_clock(AFTER)
    people = _met(installation)
    page, counted = installation.signed_in(people.login(Office.SECRETARY)), Counted()
    page.goto("/qingshan/")
    counted.tap(page.get_by_role("navigation").get_by_role("link", name="党员积分").first)
    counted.tap(page.get_by_role("link", name="由记录起草"))
    counted.tap(page.get_by_role("button", name="登记勾选的"))
    expect(page.locator("body")).to_contain_text(f"已登记 {OTHERS_THERE} 笔")
    assert counted.taps <= 5
    _declare(installation.signed_in(people.login(Office.MEMBER, number=9), PHONE), tmp_path)
    with connection():
        assert PointsClaim.select().count() == OTHERS_THERE + 1


def _declare(page: Page, folder: Path) -> None:
    (folder / "办结.jpg").write_bytes(photo())
    counted = Counted()
    page.goto("/qingshan/")
    counted.tap(page.get_by_role("navigation").get_by_role("link", name="党员积分").first)
    counted.tap(page.get_by_role("link", name="为群众代办帮办实事").first)
    page.get_by_label("拍照或选照片").set_input_files(folder / "办结.jpg")
    counted.taps += 1
    counted.tap(page.get_by_role("button", name="申报"))
    expect(page.locator("main")).to_contain_text("待审核")
    expect(page.locator("main img")).to_be_visible()
    assert counted.taps <= 4
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def _met(installation: Installation) -> Township:
    """The members' meeting of a branch of sixty, all of them there."""
    township = installation.people()
    clock.install(lambda: MEETS - timedelta(days=3))
    with connection():
        village, branch = township.village, Branch.get(Branch.village == township.village.id)
        secretary = township.actor(Office.SECRETARY)
        adopt_scheme(secretary, village, branch.id, example_scheme(), effective_from=date(2026, 1, 1))
        held = Person.select().where(Person.branch == branch.id).count() - 1  # one is on probation
        for number in range(MEMBERS - held):
            added = org.register_person(SETTING_UP, village, code=f"9{number:03d}", name=f"党员{number}")
            org.appoint(SETTING_UP, village, added.id, office=Office.MEMBER, since=FOUNDED)
            Person.update(branch=branch).where(Person.id == added.id).execute()
        convening = Convening(
            body=Body.PARTY_MEMBERS_MEETING,
            title="9月支部党员大会",
            place="村委会",
            starts_at=MEETS,
            notice="学习",
            chair_id=secretary.person_id,
            recorder_id=township.actor(Office.BRANCH_COMMITTEE).person_id,
        )
        meeting = convene_meeting(secretary, village, convening)
        clock.install(lambda: MEETS)
        roster = freeze_roster(secretary, village, meeting.id)
        lines = [one.id for one in roster_lines(roster.id)]
        assert len(lines) == MEMBERS
        record_attendance(secretary, village, meeting.id, lines)
    return township
