"""What the people of the invented township suggest, and what becomes of it: every state is there, one is late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation.rules.suggestions import Channel, Reply
from deliberation.services.filers import Brought
from deliberation.services.suggestions import (
    Origin,
    Replying,
    Suggesting,
    answer_suggestion,
    file_suggestion,
    list_suggestion,
    merge_suggestion,
    record_suggestion,
    sort_suggestion,
    withdraw_suggestion,
)
from portal.demo import Event, at
from portal.meetings.bodies import Body
from portal.meetings.services import Convening, convene_meeting
from portal.org.offices import Office
from portal.org.queries import person as person_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deliberation.services import Proposal
    from portal.demo import Scene
    from portal.org.actors import Actor
    from portal.org.models import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One suggestion: so many days before today, by whom of the representatives, how, and what."""

    days: int
    by: int
    category: str
    title: str
    text: str
    channel: Channel = Channel.ONLINE


_ANSWERED = (
    (
        _Said(
            days=64,
            by=4,
            category="sanitation",
            title="三组垃圾桶太少",
            text="三组四十来户只有两个垃圾桶，夏天满得快，能不能加两个，隔天清一次？",
        ),
        Replying(reply=Reply.ADOPTED, text="已加装四个垃圾桶，保洁员改为每天清运，由三组组长监督。"),
        7,
    ),
    (
        _Said(
            days=52,
            by=9,
            category="welfare",
            title="给七十岁以上老人办食堂",
            text="好几位老人自己做饭不方便，想请村里办一个老年食堂。",
            channel=Channel.PHONE,
        ),
        Replying(reply=Reply.PARTLY, text="先在敬老点试办午餐，一餐收五元；晚餐要看集体收入，明年再议。"),
        11,
    ),
    (
        _Said(
            days=45,
            by=6,
            category="collective_income",
            title="村里的仓库租给外村人太便宜",
            text="老粮站仓库一年租金才几千块，建议到期以后公开招租。",
        ),
        Replying(reply=Reply.NOT_ADOPTED, text="合同到后年三月才到期，提前解约要赔违约金。到期以后按规定公开招租。"),
        18,
    ),
    (
        _Said(
            days=40,
            by=12,
            category="village_affairs",
            title="公开栏的字太小",
            text="公开栏贴的表字太小，老人看不清，请印大一点。",
            channel=Channel.WECHAT,
        ),
        Replying(reply=Reply.DONE_ALREADY, text="从这个月起，公开栏的表改用大字，网上也可以点“大字”看。"),
        2,
    ),
    (
        _Said(
            days=33,
            by=15,
            category="other",
            title="有人占了公用通道",
            text="后街有一户把柴堆到公用通道上，车过不去，说了几次也不听。",
            channel=Channel.PAPER,
        ),
        Replying(reply=Reply.ADOPTED, text="调解员已上门说明，通道已经清开。", withheld=True),
        9,
    ),
)
_TAKEN_BACK = _Said(days=36, by=8, category="roads_water", title="水渠漏水", text="二组水渠漏水，请派人看看。")
_LATE = _Said(
    days=30,
    by=10,
    category="roads_water",
    title="去镇上的路口装凸面镜",
    text="村口拐弯看不见来车，孩子上学危险，建议装一面凸面镜。",
)
_COMING_UP = _Said(
    days=9,
    by=13,
    category="other",
    title="晒谷场轮流用",
    text="收割的时候晒谷场总是先到先占，建议排一个表，各组轮着用。",
    channel=Channel.MEETING,
)
_NEW = _Said(
    days=3,
    by=5,
    category="sanitation",
    title="河边有人倒建筑垃圾",
    text="河滩上又倒了几车建筑垃圾，建议立块牌子、装个摄像头。",
)
_NEW_TOO = _Said(
    days=2,
    by=11,
    category="sanitation",
    title="河滩垃圾没人管",
    text="河滩那堆垃圾能不能早点清走？",
    channel=Channel.PHONE,
)
_WISHED, _WISHED_TOO = 19, 18


@dataclass(slots=True, kw_only=True)
class Voices:
    """One village's suggestions; ``numbers`` keeps which got which number."""

    scene: Scene
    village: Place
    place: int
    wished: Proposal  # what is suggested in time to be proposed
    numbers: dict[str, int] = field(default_factory=dict)

    def events(self) -> Iterator[Event]:
        """Yield what was suggested since the village began, and what was done with it."""
        for said, replying, after in _ANSWERED[self.place % 2 :]:
            yield from self._told(said, (after, partial(self._answer, said, replying)))
        yield from self._told(_TAKEN_BACK, (2, partial(self._take_back, _TAKEN_BACK)))
        if self.place != 1:
            yield from self._told(_LATE)
        yield from self._told(_COMING_UP, (1, partial(self._sort, _COMING_UP)), (7, partial(self._list, _COMING_UP)))
        yield from self._told(_NEW)
        yield from self._told(_NEW_TOO, (1, partial(self._merge, _NEW_TOO, _NEW)))
        first, second = self._wishes()
        yield from self._told(first)
        yield from self._told(second, (1, partial(self._merge, second, first)))

    def origin(self) -> Origin | None:
        """Return the suggestion that was made in time to be proposed; none in a village that began later."""
        number = self.numbers.get(self._wishes()[0].title)
        return None if number is None else Origin(suggestion=number)

    def _wishes(self) -> tuple[_Said, _Said]:
        title = self.wished.title
        return (
            _Said(
                days=_WISHED,
                by=7,
                category="welfare",
                title=f"请村里议一议：{title}",
                text=f"我们几户商量过，请村里把“{title}”提上来议一议，早点办。",
            ),
            _Said(
                days=_WISHED_TOO,
                by=14,
                category="welfare",
                title=f"我也赞成：{title}",
                text=f"在会上听人说起“{title}”，我也赞成，请村里定个时间。",
                channel=Channel.PAPER,
            ),
        )

    def _told(self, said: _Said, *steps: tuple[int, Callable[[], object]]) -> Iterator[Event]:
        day = self.scene.today - timedelta(days=said.days)
        if day < self.scene.months[0].first_day:
            return
        yield Event(at=at(day, 19), act=partial(self._make, said))
        for after, act in steps:
            yield Event(at=at(day + timedelta(days=after), 10), act=act)

    def _make(self, said: _Said) -> None:
        suggesting = Suggesting(category=said.category, title=said.title, text=said.text)
        filer = self.scene.actor(self.village, Office.REPRESENTATIVE, said.by)
        if said.channel is Channel.ONLINE:
            made = file_suggestion(filer, self.village, suggesting)
        else:
            code = person_row(self.village, filer.person_id, on=self.scene.today).code
            filed_on = self.scene.today - timedelta(days=said.days)
            brought = Brought(filer=code, channel=said.channel, filed_on=filed_on)
            made = record_suggestion(self._secretary, self.village, suggesting, brought)
        self.numbers[said.title] = made.number

    def _answer(self, said: _Said, replying: Replying) -> None:
        answer_suggestion(self._director, self.village, self.numbers[said.title], replying)

    def _take_back(self, said: _Said) -> None:
        filer = self.scene.actor(self.village, Office.REPRESENTATIVE, said.by)
        withdraw_suggestion(filer, self.village, self.numbers[said.title], reason="组里自己修好了")

    def _sort(self, said: _Said) -> None:
        number = self.numbers[said.title]
        reason = "使用办法由村民代表会议定"
        sort_suggestion(self._secretary, self.village, number, category="village_affairs", reason=reason)

    def _list(self, said: _Said) -> None:
        """Call a meeting for the next days and put the suggestion on its agenda."""
        meets_on = self.scene.today + timedelta(days=4)
        convening = Convening(
            body=Body.TWO_COMMITTEES,
            title=f"{meets_on.month}月村“两委”会议（议群众建议）",
            place="村委会二楼会议室",
            starts_at=at(meets_on, 9),
            notice="逐件商议列入议程的群众建议。",
            chair_id=self._director.person_id,
            recorder_id=self._secretary.person_id,
        )
        meeting = convene_meeting(self._secretary, self.village, convening)
        list_suggestion(self._secretary, self.village, self.numbers[said.title], meeting_id=meeting.id)

    def _merge(self, said: _Said, into: _Said) -> None:
        number, target = self.numbers[said.title], self.numbers[into.title]
        merge_suggestion(self._secretary, self.village, number, into=target)

    @property
    def _secretary(self) -> Actor:
        return self.scene.actor(self.village, Office.SECRETARY)

    @property
    def _director(self) -> Actor:
        return self.scene.actor(self.village, Office.DIRECTOR)
