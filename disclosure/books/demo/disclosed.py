"""What the invented villages publish beside their months: quarters and years, and topics of their own.

The first village is in time, the second signs its newest quarter late, the third leaves its newest unsigned.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import services
from disclosure.books.disclosure_items import disclosure_form
from disclosure.books.rules.periodic import Answer, AnswerState
from disclosure.books.rules.periods import periods_between
from disclosure.books.rules.special import Receiver, Topic
from portal.demo import Event, at
from portal.kernel import clock
from portal.kernel.money import format_yuan
from portal.org.offices import Office
from portal.org.queries import people

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from disclosure.books.rules.periods import Period
    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.models import Place

#: Days after the last day of a quarter or year.
_PREPARED, _SIGNED, _SIGNED_LATE = timedelta(days=8), timedelta(days=10), timedelta(days=21)
_LATE_PLACE, _UNSIGNED_PLACE = 1, 2
_WHY_LATE = "监委会主任外出学习，返村后才签字，公布晚了几天"
#: What is said of items that no account fills; of all others there was nothing.
_SAID = {
    "plan_budget": "按村民代表会议通过的年度收支预算执行，详见本年预算。",
    "plan_public_works": "计划维修二组、三组水渠各一段，不向村民筹资。",
    "resources": "耕地 1186 亩、林地 2340 亩、水面 62 亩，都已登记，承包和出租合同在村委会可查。",
}
_PENDING = "plan_distribution"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A topic as a village prepares it: who received what is made up of the register, so many people a group."""

    kind: str
    title: str
    text: str
    groups: Sequence[tuple[str, int, int]]  # name, people, fen each
    day: int
    signed: bool = True
    named: Sequence[tuple[str, str, int]] = ()  # who is called by name: group, name, fen


_TOPICS: dict[int, tuple[_Told, ...]] = {
    0: (
        _Told(
            kind="land",
            title="蓄水池占用三组土地的补偿",
            text="建蓄水池占用三组旱地 1.2 亩，按县里公布的标准补偿，补偿款已打到各户账户。",
            groups=(("三组承包户", 6, 384_000),),
            day=9,
        ),
        _Told(
            kind="tender",
            title="二组机耕路硬化比选结果",
            text="三家施工队报价 8,000 元、8,460 元、8,720 元，最低价中选；报价单和评审记录在村委会可查。",
            groups=(),
            named=(("中选单位", "清河建筑队", 800_000),),
            day=12,
        ),
    ),
    1: (
        _Told(
            kind="subsidy",
            title="耕地地力保护补贴发放",
            text="按确权面积发放，由县财政直接打到一卡通。",
            groups=(("一组", 9, 21_600), ("二组", 7, 18_900), ("种粮大户", 2, 356_000)),
            day=10,
        ),
    ),
    2: (
        _Told(
            kind="welfare",
            title="汛期受灾户临时救助",
            text="经评议公示，救助款由镇民政办打到受灾户账户。",
            groups=(("房屋受损户", 4, 200_000), ("农田受损户", 5, 60_000)),
            day=11,
            signed=False,
        ),
    ),
}


def periods(scene: Scene, village: Place, place: int, *, delayed: Mapping[Month, timedelta]) -> Iterator[Event]:
    """Yield how every quarter and year is prepared and signed whose months are public by then, some of them late."""
    found = periods_between(scene.months[0], scene.months[-1] if place == 0 else scene.months[-1].plus(-1))
    for period in found:
        newest, delay = period == found[-1], delayed.get(period.months[-1], timedelta())
        late, unsigned = newest and place == _LATE_PLACE, newest and place == _UNSIGNED_PLACE
        desk = _Desk(scene, village, period)
        over, minute = period.last_day + delay, int(period.is_year)
        prepare = partial(desk.prepare, explanation=_WHY_LATE if late else "", pending=unsigned)
        yield Event(at=at(over + _PREPARED, 16, minute), act=prepare)
        if not unsigned:
            yield Event(at=at(over + (_SIGNED_LATE if late else _SIGNED), 16, minute), act=desk.sign)


def topics(scene: Scene, village: Place, place: int) -> Iterator[Event]:
    """Yield topics of the month before the last: prepared the day after, signed by another within the ten days."""
    if len(scene.months) == 1:
        return
    month = scene.months[-2]
    for number, told in enumerate(_TOPICS.get(place, ()), start=1):
        day = month.first_day.replace(day=told.day)
        yield Event(at=at(day + timedelta(days=1), 17), act=partial(_tell, scene, village, told, month=month))
        if told.signed:
            supervisor = scene.actor(village, Office.SUPERVISOR)
            sign = partial(services.sign_special, supervisor, village, number, revision=1)
            yield Event(at=at(day + timedelta(days=4), 17), act=sign)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where one quarter or year is prepared and signed."""

    scene: Scene
    village: Place
    period: Period

    def prepare(self, *, explanation: str, pending: bool) -> None:
        """Fill in what no account says."""
        answers = {item.key: _answer(item.key, pending=pending) for item in disclosure_form().worded}
        preparing = services.Preparing(answers=answers, explanation=explanation)
        services.prepare_period(self.scene.actor(self.village, Office.BOOKKEEPER), self.village, self.period, preparing)

    def sign(self) -> None:
        """Let the supervision committee look at it and publish it."""
        services.sign_period(self.scene.actor(self.village, Office.SUPERVISOR), self.village, self.period, revision=1)


def _answer(key: str, *, pending: bool) -> Answer:
    if pending and key == _PENDING:
        return Answer(state=AnswerState.PENDING)
    return Answer(state=AnswerState.SAID, text=_SAID[key]) if key in _SAID else Answer(state=AnswerState.NONE)


def _tell(scene: Scene, village: Place, told: _Told, *, month: Month) -> None:
    names = iter([one.name for one in people(village, on=clock.today())])
    receivers = [
        Receiver(group=group, name=next(names), amount_fen=fen)
        for group, count, fen in told.groups
        for _ in range(count)
    ]
    receivers += [Receiver(group=group, name=name, amount_fen=fen) for group, name, fen in told.named]
    topic = Topic(
        kind=told.kind,
        title=told.title,
        happened_on=month.first_day.replace(day=told.day),
        text=told.text
        if not told.groups
        else f"{told.text}共 {format_yuan(sum(one.amount_fen for one in receivers))} 元。",
        token=f"{told.kind}-{month}",
        receivers=tuple(receivers),
    )
    services.prepare_special(scene.actor(village, Office.BOOKKEEPER), village, topic)
