"""Points of the invented township: a scheme, what happens every month, one slip reversed, quarters published."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from points import queries, services
from points.schemes import example_scheme
from points.services import Recording
from portal.demo import Event, at
from portal.kernel.months import Month
from portal.org.offices import Office
from portal.org.queries import branches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.demo import Scene
    from portal.kernel.months import Quarter
    from portal.org.models import Place

#: What happens every month: item, day, how many in a hundred take part, note.
_MONTHLY = (
    ("A04", 5, 80, "主题党日"),
    ("A02", 12, 60, "党小组会"),
    ("B01", 18, 30, "走访联系户"),
    ("C01", 24, 40, "清洁家园"),
    ("E02", 5, 10, "主题党日迟到"),
)
#: The last of a day is entered some days after.
_LATE = timedelta(days=4)
_LIST_AFTER = timedelta(days=10)


def events(scene: Scene) -> Iterator[Event]:
    """Yield what happened with points in every village."""
    for village in scene.villages:
        yield from _schemes(scene, village)
        for month in scene.months:
            yield from _month(scene, village, month)
        yield from _slip(scene, village)
        for quarter in sorted({month.quarter for month in scene.months}):
            yield from _list(scene, village, quarter)


def _schemes(scene: Scene, village: Place) -> Iterator[Event]:
    secretary, (branch,) = scene.actor(village, Office.SECRETARY), branches(village)
    for year in sorted({month.year for month in scene.months} | {scene.today.year}):
        first = max(scene.months[0], Month(year, 1)).first_day
        adopt = partial(services.adopt_scheme, secretary, village, branch.id, example_scheme(), effective_from=first)
        if first < scene.today:
            yield Event(at=at(first, 8, 10), act=adopt)


def _month(scene: Scene, village: Place, month: Month) -> Iterator[Event]:
    recorder, dice = scene.actor(village, Office.BRANCH_COMMITTEE), scene.chance(village, f"points {month}")
    members = _others(scene, village)
    for code, number, share, note in _MONTHLY:
        day = month.first_day + timedelta(days=number - 1)
        taking_part = [person_id for person_id in members if dice.randrange(100) < share]
        for minute, person_id in enumerate(taking_part):
            recording = Recording(person_id=person_id, item_code=code, happened_on=day, note=note)
            entered_on = day + _LATE if person_id == taking_part[-1] else day
            yield Event(at=at(entered_on, 16, minute), act=partial(services.record_entry, recorder, village, recording))


def _slip(scene: Scene, village: Place) -> Iterator[Event]:
    """Yield an entry made for the wrong member, and how it is put right the day after."""
    recorder, day = scene.actor(village, Office.BRANCH_COMMITTEE), scene.months[0].first_day + timedelta(days=19)
    wrong, right = _others(scene, village)[:2]
    recording = Recording(person_id=wrong, item_code="B04", happened_on=day, note="调解宅基地纠纷")

    def put_right() -> object:
        entry_id = queries.same_entry(
            village, person_id=wrong, code=recording.item_code, happened_on=day, note=recording.note
        )
        return services.reverse_entry(recorder, village, entry_id or 0, reason="记错了人")

    record = partial(services.record_entry, recorder, village)
    yield Event(at=at(day, 17), act=partial(record, recording))
    yield Event(at=at(day + timedelta(days=1), 9), act=put_right)
    yield Event(at=at(day + timedelta(days=1), 9, 5), act=partial(record, replace(recording, person_id=right)))


def _list(scene: Scene, village: Place, quarter: Quarter) -> Iterator[Event]:
    day = quarter.last_day + _LIST_AFTER
    if day < scene.today:
        publish = partial(services.publish_list, scene.actor(village, Office.SECRETARY), village, quarter)
        yield Event(at=at(day, 10), act=publish)


def _others(scene: Scene, village: Place) -> list[int]:
    """Return the members for whom the recorder may record what everybody does."""
    recorder, (branch,) = scene.actor(village, Office.BRANCH_COMMITTEE), branches(village)
    members = queries.members(village, branch.id, on=scene.months[0].first_day)
    return [row.id for row in members if row.id != recorder.person_id and Office.FLOATING not in row.offices]
