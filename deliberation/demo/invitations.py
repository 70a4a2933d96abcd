"""How people of the invented township are told of meetings, and what they say against the lists of those entitled."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation.procedures import notice_on
from portal.demo import Event, at
from portal.kernel import clock
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.models import QuestionChannel, RosterQuestion, Telling
from portal.meetings.queries import meeting
from portal.meetings.queries.notices import invited
from portal.meetings.services import Convening, convene_meeting
from portal.meetings.services.notices import Delivering, acknowledge_notice, record_deliveries
from portal.meetings.services.rosters import (
    Brought,
    Objecting,
    RosterVerdict,
    answer_roster_objection,
    file_roster_objection,
    record_roster_objection,
)
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from portal.demo import Scene
    from portal.org.models import Place

#: A month of which nothing is told.
OTHERWISE = (-1, 0)
#: The representatives' meeting that was called in a hurry: place of the village and months before today.
_HURRIED, _URGENCY = (1, 5), "汛期提前，便民桥桥墩被冲刷，须在下次涨水以前议定"
#: Meetings to whose list two objected, and how many were answered before it was fixed.
_ANSWERED: Mapping[tuple[int, int], int] = {(1, 2): 2, (2, 1): 1}
#: Meetings of which so many were not told.
_NOT_TOLD: Mapping[tuple[int, int], int] = {(0, 2): 2, (2, 1): 3}
#: Of so many told, one is told by telephone; the others get a slip.
_BY_PHONE = 6
_MOVED = Objecting(
    question=RosterQuestion.SURPLUS, about="五组代表", text="五组的代表去年已经把户口迁到镇上，不该再在名单上。"
)
_LEFT_OUT = Objecting(
    question=RosterQuestion.MISSING, about="七组代表", text="七组改选过一次代表，名单上还是原来的人，请核对。"
)
_KEPT = RosterVerdict(upheld=False, reason="查了户籍，人还在村里住，户口没有迁走，仍是五组选的代表。")
_MENDED = RosterVerdict(upheld=True, reason="七组改选的记录找到了，名册已经按改选结果更正。")
_AHEAD, _TOLD_BEFORE = timedelta(days=3), timedelta(days=1)


@dataclass(slots=True)
class Invitation:
    """How one meeting is called: ``usual`` is the day on which it would be, ``story`` what is told of its month."""

    scene: Scene
    village: Place
    _: KW_ONLY
    body: Body
    stage: str
    day: date
    usual: date
    story: tuple[int, int]
    meeting_id: int = 0

    @property
    def called_on(self) -> date:
        """The day of the notice: as early as the law of its body asks, or in a hurry."""
        if self.urgency:
            return self.day - timedelta(days=1)
        asked = notice_on(self.body, self.day, stage=self.stage)
        return min(self.usual, self.day - timedelta(days=asked.days)) if asked else self.usual

    @property
    def urgency(self) -> str:
        """Why it is called in a hurry; empty where it is not."""
        return _URGENCY if self._told == _HURRIED else ""

    def events(self) -> Iterator[Event]:
        """Yield that people are told, and what is said against the list."""
        yield Event(at=at(self.called_on, 13), act=self._tell)
        if self._told in _ANSWERED:
            yield Event(at=at(self.day - timedelta(days=3), 10), act=self._object)
            yield Event(at=at(self.day - timedelta(days=2), 10), act=self._answer)

    @property
    def _told(self) -> tuple[int, int]:
        """Only of the village's representatives there is something to tell."""
        return self.story if self.body is Body.VILLAGER_REPS_MEETING else OTHERWISE

    def _tell(self) -> None:
        tell(self.scene, self.village, self.meeting_id, missed=_NOT_TOLD.get(self._told, 0))

    def _object(self) -> None:
        object_to_list(self.scene, self.village, self.meeting_id)

    def _answer(self) -> None:
        answer(self.scene, self.village, self.meeting_id, count=_ANSWERED[self._told])


def tell(scene: Scene, village: Place, meeting_id: int, *, missed: int = 0) -> None:
    """Tell everybody entitled of a meeting but the last ``missed``: assemblies by the chat group, others by slip."""
    secretary = scene.actor(village, Office.SECRETARY)
    held = meeting(village, meeting_id)
    people = [one.person_id for one in invited(village, held)]
    told = people[: len(people) - missed]
    if COMPOSITIONS[held.body].representatives is None:
        in_group = Delivering(manner=Telling.GROUP, told_on=clock.today())
        record_deliveries(secretary, village, meeting_id, in_group, to=told)
        return
    called, handed = told[::_BY_PHONE], [one for place, one in enumerate(told) if place % _BY_PHONE]
    by_slip = Delivering(manner=Telling.SLIP, told_on=clock.today(), messenger_id=_committee(scene, village))
    record_deliveries(secretary, village, meeting_id, by_slip, to=handed)
    by_phone = Delivering(manner=Telling.PHONE, told_on=clock.today())
    record_deliveries(secretary, village, meeting_id, by_phone, to=called)


def object_to_list(scene: Scene, village: Place, meeting_id: int) -> None:
    """Let two object to a list: one online, one by telephone."""
    file_roster_objection(scene.actor(village, Office.REPRESENTATIVE, 2), village, meeting_id, _MOVED)
    brought = Brought(channel=QuestionChannel.PHONE, filer_name="七组村民")
    secretary = scene.actor(village, Office.SECRETARY)
    record_roster_objection(secretary, village, meeting_id, _LEFT_OUT, brought=brought)


def answer(scene: Scene, village: Place, meeting_id: int, *, count: int) -> None:
    """Answer the first ``count`` of what was said against a list."""
    director = scene.actor(village, Office.DIRECTOR)
    for number, verdict in enumerate((_KEPT, _MENDED)[:count], start=1):
        answer_roster_objection(director, village, meeting_id, verdict, number=number)


def events(scene: Scene) -> Iterator[Event]:
    """Yield the meeting of representatives each village has called for one of the next days."""
    for place, village in enumerate(scene.villages):
        yield Event(at=at(scene.today - _TOLD_BEFORE, 16), act=partial(_call, scene, village, place))


def _call(scene: Scene, village: Place, place: int) -> None:
    """Call it; how many were told and what was answered differs from village to village."""
    secretary, director = scene.actor(village, Office.SECRETARY), scene.actor(village, Office.DIRECTOR)
    meets_on = scene.today + _AHEAD
    convening = Convening(
        body=Body.VILLAGER_REPS_MEETING,
        title=f"{meets_on.year}年{meets_on.month}月村民代表会议（听取工作情况）",
        place="村委会二楼会议室",
        starts_at=at(meets_on, 9),
        notice="听取村民委员会和村务监督委员会本季度工作情况。",
        chair_id=director.person_id,
        recorder_id=secretary.person_id,
    )
    called = convene_meeting(secretary, village, convening)
    tell(scene, village, called.id, missed=2 * place)
    acknowledge_notice(scene.actor(village, Office.REPRESENTATIVE, 1), village, called.id)
    object_to_list(scene, village, called.id)
    answer(scene, village, called.id, count=2 - place)


def _committee(scene: Scene, village: Place) -> int:
    return scene.actor(village, Office.COMMITTEE).person_id
