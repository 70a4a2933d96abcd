"""A villagers' meeting held by households: opened, counted, published and counted again by the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from deliberation import services
from deliberation.errors import QuorumMissingError
from deliberation.queries import matter
from disclosure.site.stranger import recount
from portal.kernel import clock as kernel_clock
from portal.meetings.bodies import Body
from portal.meetings.models import RosterLine
from portal.meetings.queries import meeting
from portal.meetings.services import freeze_roster, record_attendance
from portal.org import services as org
from portal.org.actors import actor_of
from portal.org.models import Account, Sex
from portal.org.offices import Office
from portal.org.roster import RosterRow
from tests.deliberation.assemblies import propose
from tests.deliberation.courses import convene, pass_before
from tests.deliberation.test_services_assembly import content_of

if TYPE_CHECKING:
    from datetime import datetime

    from portal.org.actors import Actor
    from tests.factories import SettableClock, Township

HOUSEHOLDS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Villagers:
    """A villagers' meeting of many, nine households among them."""

    township: Township
    number: int
    meeting_id: int
    lines: tuple[RosterLine, ...]  # one for each household

    @property
    def secretary(self) -> Actor:
        return self.township.actor(Office.SECRETARY)

    def sign_in(self, *lines: RosterLine) -> None:
        record_attendance(self.secretary, self.township.village, self.meeting_id, [line.id for line in lines])

    def open(self) -> datetime:
        closes_at = kernel_clock.now() + timedelta(hours=1)
        opening = services.Opening(meeting_id=self.meeting_id, question="是否同意？", closes_at=closes_at)
        services.open_ballot(self.secretary, self.township.village, self.number, opening)
        return closes_at

    def close(self) -> None:
        services.close_ballot(self.secretary, self.township.village, self.number)


def _register(township: Township) -> None:
    rows = [
        RosterRow(
            number=at + 2,
            code=f"90{at:02d}",
            name=f"柳{at}",
            sex=Sex.FEMALE,
            born_on=date(1970, 1, 1),
            household=f"3{at:02d}",
            relation="",
            group="第一组",
            terms=(),
        )
        for at in range(HOUSEHOLDS)
    ]
    org.import_roster(township.actor(Office.SECRETARY), township.village, rows, file=b"file")


@pytest.fixture
def villagers(township: Township) -> Villagers:
    _register(township)
    number = propose(township)
    pass_before(township, number)
    meeting_id = convene(township, Body.VILLAGERS_MEETING)
    roster = freeze_roster(township.actor(Office.SECRETARY), township.village, meeting_id)
    found = RosterLine.select().where((RosterLine.roster == roster.id) & RosterLine.household.is_null(is_null=False))
    return Villagers(township=township, number=number, meeting_id=meeting_id, lines=tuple(found))


def _vote(villagers: Villagers, line: RosterLine) -> None:
    account, _ = Account.get_or_create(person=line.person_id, defaults={"login": f"v{line.person_id}"})
    services.cast_vote(actor_of(account), villagers.township.village, villagers.number, choice="approve")


@pytest.mark.parametrize(
    ("households", "opens"),
    [
        pytest.param(5, False, id="村民委员会组织法（2025修正）第26条 9户差1户"),
        pytest.param(6, True, id="村民委员会组织法（2025修正）第26条 9户到6户"),
        pytest.param(7, True, id="村民委员会组织法（2025修正）第26条 9户到7户"),
    ],
)
def test_two_thirds_of_the_households_decide_though_few_of_the_people_came(
    villagers: Villagers, clock: SettableClock, *, households: int, opens: bool
) -> None:
    villagers.sign_in(*villagers.lines[:households])
    held = meeting(villagers.township.village, villagers.meeting_id)
    assert (held.households_entitled, held.present * 2 < (held.entitled or 0)) == (HOUSEHOLDS, True)
    if not opens:
        with pytest.raises(QuorumMissingError):
            villagers.open()
        return
    closes_at = villagers.open()
    for line in villagers.lines[:households]:
        _vote(villagers, line)
    clock.set(closes_at)
    before = matter(villagers.township.village, villagers.number).outcome
    villagers.close()
    after = matter(villagers.township.village, villagers.number).outcome
    assert before == after
    assert after is not None
    assert (after.carried, after.quorum_met, after.turnout.households_present) == (True, True, households)


def test_a_household_signed_in_after_the_deadline_is_not_counted(villagers: Villagers, clock: SettableClock) -> None:
    villagers.sign_in(*villagers.lines[:6])
    closes_at = villagers.open()
    _vote(villagers, villagers.lines[0])
    clock.set(closes_at)
    villagers.sign_in(villagers.lines[6])
    villagers.close()
    outcome = content_of(villagers.number)["outcome"]
    assert isinstance(outcome, dict)
    assert outcome["turnout"]["households_entitled"] == HOUSEHOLDS
    assert outcome["turnout"]["households_present"] == 6


def test_a_stranger_counts_the_households_again(villagers: Villagers, clock: SettableClock) -> None:
    villagers.sign_in(*villagers.lines[:6])
    closes_at = villagers.open()
    for line in villagers.lines[:6]:
        _vote(villagers, line)
    clock.set(closes_at)
    villagers.close()
    assert recount(content_of(villagers.number))[-1] == "按公布的规则重算，结论和理由一致：通过"
