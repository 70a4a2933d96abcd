"""What the invented villages publish beside their months: the plan of a year, quarters and years."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from disclosure.books import services
from disclosure.books.disclosure_items import disclosure_form
from disclosure.books.rules.periodic import Answer, AnswerState
from disclosure.books.rules.periods import periods_between
from portal.demo import Event, at
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from disclosure.books.rules.periods import Period
    from portal.demo import Scene
    from portal.kernel.months import Month
    from portal.org.models import Place

#: The plan of a year in fen, by account.
_PLANNED = {"501": 8_400_000, "503": 4_800_000, "504": 200_000, "511": 1_600_000, "513": 2_600_000, "514": 6_000_000}
_PLANNED_ON = timedelta(days=11)
_PREPARED, _SIGNED = timedelta(days=6), timedelta(days=7)
_SAID = {
    "resources": "耕地 1260 亩、山林 3420 亩、水面 85 亩，都已承包或者由集体统一经营，本期没有变动",
    "plan_budget": "全年收支预算经村民代表会议通过，和每个月的实际并排公开",
}
_ANSWERS = {
    item.key: Answer(state=AnswerState.SAID, text=_SAID[item.key])
    if item.key in _SAID
    else Answer(state=AnswerState.NONE)
    for item in disclosure_form().worded
}


def planned(scene: Scene, village: Place) -> Iterator[Event]:
    """Yield the plan of each year, written down in its first month that the village has books of."""
    for month in scene.months:
        if month == scene.months[0] or month.number == 1:
            act = partial(
                services.set_budget,
                scene.actor(village, Office.BOOKKEEPER),
                village,
                month.year,
                amounts=_PLANNED,
                source=f"{month.chinese}8日村民代表会议通过的{month.year}年收支预算",
            )
            yield Event(at=at(month.first_day + _PLANNED_ON, 10), act=act)


def disclosed(scene: Scene, village: Place, month: Month, *, delay: timedelta = timedelta()) -> Iterator[Event]:
    """Yield how the quarter, and the year, that end with ``month`` are prepared and signed once it is public."""
    after = month.plus(1).first_day + delay
    for minute, period in enumerate(periods_between(month, month)):
        yield Event(at=at(after + _PREPARED, 9, minute), act=partial(_prepare, scene, village, period))
        sign = partial(services.sign_period, scene.actor(village, Office.SUPERVISOR), village, period, revision=1)
        yield Event(at=at(after + _SIGNED, 10, minute), act=sign)


def _prepare(scene: Scene, village: Place, period: Period) -> object:
    said = services.Preparing(answers=_ANSWERS)
    return services.prepare_period(scene.actor(village, Office.BOOKKEEPER), village, period, said)
