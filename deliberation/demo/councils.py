"""The councils of the invented township: one meets every week but one, one of three sides looks after the fees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation.queries.suggestions import suggestions
from deliberation.rules.councils import Hall, Outcome, Rhythm, Setting, periods
from deliberation.services.collections import Collecting, record_collection
from deliberation.services.council_meetings import Minuting, Seated, record_item, record_sides
from deliberation.services.councils import Missing, record_reason, set_rhythm, settle_councils
from deliberation.services.suggestions import list_suggestion
from portal.demo import Event, at
from portal.meetings.bodies import COMPOSITIONS, Body
from portal.meetings.queries import roster_lines
from portal.meetings.services import Convening, convene_meeting, freeze_roster, record_attendance, write_minutes
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.actors import Actor
    from portal.org.models import Place

#: The villages by their place, and for how many days one has met every week.
_WEEKLY, _THREE_SIDED = 0, 1
_SINCE, _WEDNESDAY, _MONTH_DAY = 62, 3, 12
#: Counted from the last: the week that was missed, and the month in which one side did not come.
_MISSED, _INCOMPLETE = 3, 4
_REASON = "全村抢收晚稻，与会的人抽不出身，建议改到下一周一起议。"
_HOUSEHOLDS, _FEE_FEN = 386, 45_00
_FROM, _TO = 70, 95
_AWAY = 5  # one of so many cannot come
_MISHAP = 5  # every so many months a little less is paid

#: What is said of a suggestion each time it is on the agenda: outcome, words, by whom and in how many days.
_SAID: dict[str, tuple[tuple[Outcome, str, str, int], ...]] = {
    "给七十岁以上老人办食堂": (
        (Outcome.HANDED, "先摸清有多少老人要用餐、愿意出多少钱，再定办不办。", "村委会委员", 7),
    ),
    "村里的仓库租给外村人太便宜": (
        (Outcome.PUT_OFF, "要先把合同找出来，看哪天到期、提前解约赔多少。", "", 0),
        (Outcome.ANSWERED, "合同没有到期，提前解约不划算；到期以后公开招租，村里书面答复。", "", 0),
    ),
    "公开栏的字太小": ((Outcome.ANSWERED, "印大字费不了多少事，从下个月的表起改。", "", 0),),
    "有人占了公用通道": ((Outcome.HANDED, "请调解员上门，把通道让出来，柴火另找地方。", "调解员", 5),),
}


def events(scene: Scene) -> Iterator[Event]:
    """Yield the councils of two villages, as far as they have come."""
    for place, village in enumerate(scene.villages):
        if place == _WEEKLY:
            found = _weekly(scene, village)
        elif place == _THREE_SIDED:
            found = _three_sided(scene, village)
        else:
            continue
        yield from (event for event in found if event.at <= at(scene.today, 0))


def _weekly(scene: Scene, village: Place) -> Iterator[Event]:
    since = max(scene.today - timedelta(days=_SINCE), scene.months[0].first_day + timedelta(days=1))
    setting = Setting(since=since, rhythm=Rhythm.WEEKLY, day=_WEDNESDAY)
    yield _setting(scene, village, Hall.COUNCIL, setting)
    weeks = periods([setting], until=scene.today)
    for back, week in zip(range(len(weeks), 0, -1), weeks, strict=True):
        if back == _MISSED:
            missing = Missing(hall=Hall.COUNCIL, due_on=week.due_on, reason=_REASON)
            after = week.last + timedelta(days=1)
            yield Event(at=at(after, 8), act=partial(settle_councils, village))
            yield Event(at=at(after, 9), act=partial(_explain, scene, village, missing))
        else:
            yield from _meeting(scene, village, Hall.COUNCIL, week.due_on)


def _three_sided(scene: Scene, village: Place) -> Iterator[Event]:
    since = scene.months[0].first_day + timedelta(days=1)
    setting = Setting(since=since, rhythm=Rhythm.MONTHLY, day=_MONTH_DAY)
    yield _setting(scene, village, Hall.RED_HALL, setting)
    months = periods([setting], until=scene.today)
    for back, period in zip(range(len(months), 0, -1), months, strict=True):
        seated = Seated(firm=0 if back == _INCOMPLETE else 1, owners=3)
        yield from _meeting(scene, village, Hall.RED_HALL, period.due_on, seated=seated)
    for turn, month in enumerate(scene.months):
        entered_on = month.plus(1).first_day + timedelta(days=4)
        yield Event(at=at(entered_on, 10), act=partial(_collect, scene, village, month, _percent(scene, turn)))


def _setting(scene: Scene, village: Place, hall: Hall, setting: Setting) -> Event:
    act = partial(set_rhythm, scene.actor(village, Office.SECRETARY), village, hall, setting)
    return Event(at=at(setting.since - timedelta(days=1), 8, 40), act=act)


def _meeting(scene: Scene, village: Place, hall: Hall, day: date, *, seated: Seated | None = None) -> Iterator[Event]:
    """Yield one meeting: told the day before, with what is open on its agenda, held and written down."""
    met = _Met(scene=scene, village=village, body=Body(hall.value), day=day, seated=seated)
    yield Event(at=at(day - timedelta(days=1), 16), act=met.convene)
    yield Event(at=at(day, 15), act=met.hold)
    yield Event(at=at(day + timedelta(days=1), 8), act=partial(settle_councils, village))


@dataclass(slots=True, kw_only=True)
class _Met:
    """One meeting of a council; ``seated`` where it has several sides."""

    scene: Scene
    village: Place
    body: Body
    day: date
    seated: Seated | None
    meeting_id: int = 0

    def convene(self) -> None:
        village, secretary, day = self.village, self._secretary, self.day
        convening = Convening(
            body=self.body,
            title=f"{day.year}年{day.month}月{day.day}日{COMPOSITIONS[self.body].name}",
            place="村委会一楼议事室",
            starts_at=at(day, 15),
            notice="逐件议列入议程的群众建议。",
            chair_id=self.scene.actor(village, Office.DIRECTOR).person_id,
            recorder_id=secretary.person_id,
        )
        self.meeting_id = convene_meeting(secretary, village, convening).id
        for row in suggestions(village):
            alone = not row.standing.ended and row.standing.into is None
            if alone and len(row.listings) < len(_SAID.get(row.title, ())):
                list_suggestion(secretary, village, row.number, meeting_id=self.meeting_id)

    def hold(self) -> None:
        village, secretary = self.village, self._secretary
        lines = roster_lines(freeze_roster(secretary, village, self.meeting_id).id)
        there = lines[: -(len(lines) // _AWAY) or None]
        record_attendance(secretary, village, self.meeting_id, [line.id for line in there])
        if self.seated is not None:
            record_sides(secretary, village, self.meeting_id, self.seated)
        for row in suggestions(village):
            for place, listing in enumerate(row.listings):
                if listing.meeting_id == self.meeting_id:
                    outcome, said, handed_to, days = _SAID[row.title][place]
                    due_on = self.day + timedelta(days=days) if days else None
                    minuting = Minuting(outcome=outcome, said=said, handed_to=handed_to, due_on=due_on)
                    record_item(secretary, village, row.number, meeting_id=self.meeting_id, minuting=minuting)
        write_minutes(secretary, village, self.meeting_id, "逐件议了列入议程的建议，结果已当场说明。")

    @property
    def _secretary(self) -> Actor:
        return self.scene.actor(self.village, Office.SECRETARY)


def _explain(scene: Scene, village: Place, missing: Missing) -> None:
    record_reason(scene.actor(village, Office.SECRETARY), village, missing)


def _collect(scene: Scene, village: Place, month: Month, percent: int) -> None:
    paid = _HOUSEHOLDS * percent // 100
    collecting = Collecting(
        month=month,
        households_due=_HOUSEHOLDS,
        households_paid=paid,
        due_fen=_HOUSEHOLDS * _FEE_FEN,
        collected_fen=paid * _FEE_FEN,
    )
    record_collection(scene.actor(village, Office.DIRECTOR), village, collecting)


def _percent(scene: Scene, turn: int) -> int:
    """Return how much is paid in a month: from the first to the last ever more, with a mishap now and then."""
    steps = max(len(scene.months) - 1, 1)
    return _FROM + (_TO - _FROM) * turn // steps - (turn % _MISHAP == _MISHAP - 1)
