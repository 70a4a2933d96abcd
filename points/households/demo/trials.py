"""The pilots of the invented township: one went on to the whole village, one is tried again, one goes on."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from points.households import services
from points.households.services import Beginning, Concluding, Saying
from points.households.values import FeedbackKind, PilotOutcome
from portal.demo import Event, at
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo import Scene
    from portal.org.models import Place

_SAID = (
    (FeedbackKind.GOOD, "保洁员", "定时定点以后，桶边干净多了。"),
    (FeedbackKind.PROBLEM, "农户", "早上七点前要下地，赶不上投放时间。"),
    (FeedbackKind.IDEA, "村民代表", "晚上也开一个小时，积分照记。"),
)
_OUTCOMES = (
    (PilotOutcome.GO, "两个组合格率从四成到八成，群众愿意；投放时间加了晚上一次。"),
    (PilotOutcome.AGAIN, "合格率只到六成，桶不够，添了桶再试一个季度。"),
)
_DAY = timedelta(days=1)


def pilots(scene: Scene, place: Place, number: int) -> Iterator[Event]:
    """Yield one village's pilot: begun, what was said, and in all but the last village what was decided."""
    director = scene.actor(place, Office.DIRECTOR)
    since = scene.months[0].first_day
    beginning = Beginning(
        title="垃圾分类定时定点投放加积分",
        scope="第1组、第2组",
        goal="三个月内分类合格率达到八成",
        since=since,
        resolution="村两委联席会议",
    )
    yield Event(at=at(since, 15), act=partial(services.begin_pilot, director, place, beginning))
    for back, (kind, who, text) in enumerate(_SAID):
        day = since + (10 + back) * _DAY
        saying = Saying(kind=kind, said_by=who, text=text, given_on=day)
        yield Event(at=at(day, 16), act=partial(services.record_feedback, director, place, 1, saying))
    if number < len(_OUTCOMES) and len(scene.months) > 1:
        outcome, reason = _OUTCOMES[number]
        day = scene.months[1].last_day
        concluding = Concluding(outcome=outcome, reason=reason, document="村民代表会议决议", decided_on=day)
        yield Event(at=at(day, 17), act=partial(services.decide_pilot, director, place, 1, concluding))
