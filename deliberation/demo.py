"""Decisions of the invented township: one assembly a quarter, and a ballot still open for whoever looks around."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation import services
from deliberation.procedures import body_on, longest_ballot
from deliberation.queries import delegable_types
from deliberation.rules import needed
from portal.demo import Event, at
from portal.meetings.bodies import Body
from portal.meetings.queries import meeting, roster_lines
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance
from portal.org.actors import Actor, actor_of
from portal.org.models import Account
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from portal.demo import Scene
    from portal.org.models import Place

#: What is decided, turn about: kind, title, plan, budget in fen, fund.
_MATTERS = (
    (
        "collective_income_use",
        "修缮村口便民桥",
        "拆除旧桥面，重做桥面板和护栏，由村委会公开询价选定施工队，四十天完工。",
        8_600_000,
        "村集体经营收入",
    ),
    (
        "public_welfare_levy",
        "安装主路太阳能路灯",
        "沿主路安装太阳能路灯四十盏，质保三年，由各组组长验收。",
        12_000_000,
        "村集体经营收入和上级补助",
    ),
    (
        "work_loss_subsidy",
        "调整护林员误工补贴标准",
        "护林员误工补贴由每天八十元调整为每天一百元，从下月起执行。",
        3_600_000,
        "村集体经营收入",
    ),
    (
        "village_planning",
        "村文化广场改造",
        "平整场地，增设健身器材和遮阳棚，保留原有戏台。",
        24_000_000,
        "村集体经营收入",
    ),
)
_HALF_HOUR = timedelta(minutes=30)
_CHOICES = ("approve", "against", "abstain")


@dataclass(slots=True, kw_only=True)
class _Assembly:
    """One assembly on its way: what it needs to know is learnt as it happens."""

    scene: Scene
    village: Place
    dice: Random
    day: date
    matter: int  # which of the matters
    approving: int  # of a hundred
    open_for: timedelta = _HALF_HOUR
    turnout: float = 1.0  # of those present, how many vote
    number: int = 0
    meeting_id: int = 0

    def propose(self) -> None:
        kind, title, plan, budget_fen, fund = _MATTERS[self.matter % len(_MATTERS)]
        proposal = services.Proposal(matter_type=kind, title=title, plan=plan, budget_fen=budget_fen, fund=fund)
        self.number = services.propose_matter(self._secretary, self.village, proposal).number

    def convene(self) -> None:
        director = self.scene.actor(self.village, Office.DIRECTOR)
        convening = Convening(
            body=Body.VILLAGER_REPS_MEETING,
            title=f"{self.day.year}年{self.day.month}月村民代表会议",
            place="村委会二楼会议室",
            starts_at=at(self.day, 14),
            notice=f"表决“{_MATTERS[self.matter % len(_MATTERS)][1]}”，方案见村务公开栏。",
            chair_id=director.person_id,
            recorder_id=self._secretary.person_id,
        )
        self.meeting_id = convene_meeting(self._secretary, self.village, convening).id

    def sign_in(self) -> None:
        roster = freeze_roster(self._secretary, self.village, self.meeting_id)
        lines = roster_lines(roster.id)
        least = needed(body_on(Body.VILLAGER_REPS_MEETING, self.day).quorum[0].share, len(lines))
        present = self.dice.sample(lines, self.dice.randint(min(least + 2, len(lines)), len(lines)))
        record_attendance(self._secretary, self.village, self.meeting_id, [line.id for line in present])

    def open(self) -> None:
        opening = services.Opening(
            meeting_id=self.meeting_id,
            question=f"是否同意“{_MATTERS[self.matter % len(_MATTERS)][1]}”的方案？",
            closes_at=self._opened_at + self.open_for,
        )
        services.open_ballot(self._secretary, self.village, self.number, opening)

    def vote(self) -> None:
        roster_id = meeting(self.village, self.meeting_id).roster_id or 0
        present = [line.person_id for line in roster_lines(roster_id) if line.present_at is not None]
        voting = present[: round(len(present) * self.turnout)]
        for account in Account.select().where(Account.person.in_(voting)).order_by(Account.person):
            against = _CHOICES[1 + self.dice.randrange(2)]
            choice = _CHOICES[0] if self.dice.randrange(100) < self.approving else against
            services.cast_vote(actor_of(account), self.village, self.number, choice=choice)

    def close(self) -> None:
        services.close_ballot(self._secretary, self.village, self.number)

    @property
    def _secretary(self) -> Actor:
        return self.scene.actor(self.village, Office.SECRETARY)

    @property
    def _opened_at(self) -> datetime:
        return at(self.day, 15)

    def events(self) -> Iterator[Event]:
        """Yield the course from the proposal to the vote."""
        yield Event(at=at(self.day - timedelta(days=7), 9), act=self.propose)
        yield Event(at=at(self.day - timedelta(days=6), 9), act=self.convene)
        yield Event(at=at(self.day, 14), act=self.sign_in)
        yield Event(at=self._opened_at, act=self.open)
        yield Event(at=self._opened_at + timedelta(minutes=5), act=self.vote)


def events(scene: Scene) -> Iterator[Event]:
    """Yield what was decided in every village."""
    for place, village in enumerate(scene.villages):
        yield from _village(scene, village, place)


def _village(scene: Scene, village: Place, place: int) -> Iterator[Event]:
    dice, founded = scene.chance(village, "assemblies"), scene.months[0].first_day
    yield Event(at=at(founded, 9), act=partial(_authorise, scene, village, founded))
    firsts = {month.quarter: month for month in reversed(scene.months)}
    for turn, month in enumerate(sorted(firsts.values())):
        approving = 30 if (turn + place) % 4 == 1 else 85
        held = _Assembly(
            scene=scene,
            village=village,
            dice=dice,
            day=month.first_day + timedelta(days=14),
            matter=turn + place,
            approving=approving,
        )
        yield from held.events()
        yield Event(at=at(held.day, 15, 31), act=held.close)
    now = _Assembly(
        scene=scene,
        village=village,
        dice=dice,
        day=scene.today - timedelta(days=1),
        matter=len(firsts) + place,
        approving=80,
        open_for=longest_ballot(),
        turnout=0.25,
    )
    yield from now.events()


def _authorise(scene: Scene, village: Place, day: date) -> None:
    kinds = tuple(kind.id for kind in delegable_types(on=day))
    authorising = services.Authorising(
        met_on=day,
        matter_types=kinds,
        since=day,
        until=date(day.year + 2, 12, 31),
        evidence=f"{village.name}村民会议{day.year}年第1号决议：授权村民代表会议在期限内决定所列事项。",
    )
    services.record_authorisation(scene.actor(village, Office.SECRETARY), village, authorising)
