"""A year of points for one small village of an invented county: one batch a quarter, reviewed and published."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from points import queries, services
from points.demo.intake import review_all
from points.schemes import example_scheme
from points.services import Batch, Judgement
from portal.demo import Event, at
from portal.kernel.months import Month
from portal.org.offices import Office
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo import Scene
    from portal.org.actors import Actor
    from portal.org.models import Place

_ITEM, _NOTE = "A04", "主题党日"
_HELD, _REVIEWED, _LISTED = timedelta(days=4), timedelta(days=6), timedelta(days=20)


def events(scene: Scene) -> Iterator[Event]:
    """Yield the scheme, and every quarter's party day: recorded, reviewed, published."""
    (village,) = scene.villages
    recorder, reviewer = (scene.actor(village, Office.BRANCH_COMMITTEE, number) for number in (0, 1))
    secretary, (branch,) = scene.actor(village, Office.SECRETARY), branches(village)
    years = sorted({month.year for month in scene.months} | {scene.today.year})
    for first in (max(scene.months[0], Month(year, 1)).first_day for year in years):
        adopt = partial(services.adopt_scheme, secretary, village, branch.id, example_scheme(), effective_from=first)
        yield Event(at=at(first, 8, 10), act=adopt)
    acting = {one.person_id for one in (secretary, recorder, reviewer)}
    members = queries.members(village, branch.id, on=scene.months[0].first_day)
    taking_part = tuple(row.id for row in members if row.id not in acting)
    for quarter in sorted({month.quarter for month in scene.months}):
        day, listed_on = quarter.last_day - _LISTED + _HELD, quarter.last_day + _LISTED
        if listed_on >= scene.today or quarter.first_day < scene.months[0].first_day:
            continue
        batch = Batch(item_code=_ITEM, happened_on=day, person_ids=taking_part, note=_NOTE)
        yield Event(at=at(day, 16), act=partial(services.record_batch, recorder, village, batch))
        yield Event(at=at(day + _REVIEWED, 16), act=partial(_review, reviewer, village))
        month = Month.of(day)
        yield Event(at=at(quarter.last_day + _HELD, 9), act=partial(services.publish_list, secretary, village, month))
        yield Event(at=at(listed_on, 9), act=partial(services.publish_list, secretary, village, quarter))


def _review(reviewer: Actor, village: Place) -> object:
    waiting = [Judgement(claim_id=one.id) for one in review_all(reviewer, village)]
    return services.review_claims(reviewer, village, waiting) if waiting else None
