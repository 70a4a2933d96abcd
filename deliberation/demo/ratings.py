"""How villagers of the invented township rate what was finished, and what the supervision committee remarks.

As decisions are found as they come (see ``follow_up``), so are results: every week who was asked answers. One village
is dissatisfied, and answers what came of the visits.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from deliberation.queries import matters
from deliberation.queries.polls import polls
from deliberation.queries.ratings import revisits
from deliberation.queries.remarks import remark_due, remarks
from deliberation.rules.follow_up import Target, on_display
from deliberation.services.polls import answer_poll, settle_polls
from deliberation.services.ratings import reply_to_rating
from deliberation.services.remarks import write_remark
from portal.demo import Event, at
from portal.org.actors import actor_of
from portal.org.models import Account, Person
from portal.org.offices import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from deliberation.queries.polls import PollRow
    from portal.demo import Scene
    from portal.org.models import Place

_WEEK = timedelta(days=7)
_SATISFIED, _FAIR, _DISSATISFIED = 1, 2, 3
_ANSWERS = (9, 24)  # from and to how many answer
_REASONS = ("路面有几处不平，下雨积水。", "护栏的漆掉了。", "")
_REMARKS = {
    Target.RESOLUTION: "会议程序、票数和公示都核对过，没有发现问题。",
    Target.RESULT: "现场看过，和公布的结果一致。",
}
_DISSATISFIED_VILLAGE = 1
_REPLY = "回访了十二户，主要是路面积水。已请施工方重铺三处，两周内完成，费用由施工方承担。"


def events(scene: Scene) -> Iterator[Event]:
    """Yield the weekly evenings on which people rate, and the supervision committee writes."""
    for place, village in enumerate(scene.villages):
        dice, dissatisfied = scene.chance(village, "ratings"), place == _DISSATISFIED_VILLAGE
        evening = partial(_evening, scene, village, dice, set[int](), dissatisfied=dissatisfied)
        day = scene.months[0].first_day + timedelta(days=3)
        while day < scene.today:
            yield Event(at=at(day, 20), act=partial(evening, day=day))
            day += _WEEK


def _evening(scene: Scene, village: Place, dice: Random, asked: set[int], *, day: date, dissatisfied: bool) -> None:
    settle_polls(village)
    for row in polls(village):
        if row.rating and not row.closed and row.number not in asked:
            asked.add(row.number)
            _rate(village, row, dice, dissatisfied=dissatisfied)
    _remark(scene, village, day=day)
    waiting = revisits(village)
    if waiting and all(one.answered_on is None for one in waiting):
        secretary = scene.actor(village, Office.SECRETARY)
        reply_to_rating(secretary, village, waiting[-1].number, text=_REPLY)


def _remark(scene: Scene, village: Place, *, day: date) -> None:
    """Let the supervision committee remark on what is on display."""
    written = remarks(village)
    for row in reversed(matters(village)):
        facts = row.follow_up if row.outcome is not None and row.outcome.carried else None
        target = on_display(facts, today=day)
        if facts is None or target is None or remark_due(facts, written.get(row.id, ()), today=day) is None:
            continue
        supervisor, text = scene.actor(village, Office.SUPERVISOR), _REMARKS[target]
        write_remark(supervisor, village, row.number, target=target, text=text)


def _rate(village: Place, row: PollRow, dice: Random, *, dissatisfied: bool) -> None:
    accounts = list(Account.select().join(Person).where(Person.village == village.id).order_by(Person.code))
    weights = (3, 3, 4) if dissatisfied else (7, 3, 1)
    for account in dice.sample(accounts, dice.randint(*_ANSWERS)):
        (chosen,) = dice.choices((_SATISFIED, _FAIR, _DISSATISFIED), weights=weights)
        reason = dice.choice(_REASONS) if chosen == _DISSATISFIED else ""
        answer_poll(actor_of(account), village, row.number, chosen=[str(chosen)], reason=reason)
